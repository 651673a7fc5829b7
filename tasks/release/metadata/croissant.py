"""The Croissant description of a release, version 1.0.

Specification: https://docs.mlcommons.org/croissant/docs/croissant-spec.html.
"""

import json

from tasks.model.keys import KEYS, REFERENCES
from tasks.model.release import Inventory, TableFile
from tasks.model.run import BEIJING
from tasks.release.metadata.dataset import (
    DESCRIPTION_EN,
    KEYWORDS,
    LANGUAGE,
    NAME,
    NO_LICENCE,
    RIGHTS,
    TITLE_EN,
    TYPES,
    format_time,
)
from tasks.tables.columns import Column
from tasks.tables.schema import TABLES

Json = dict[str, object]
# Its readers know Parquet by this name alone, which is older than the registered one.
ENCODING = "application/x-parquet"
CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
_TERMS = (
    "citeAs column equivalentProperty extract field fileProperty fileObject "
    "fileSet format includes isLiveDataset jsonPath key md5 parentField path "
    "recordSet references regex repeated replace samplingRate separator source "
    "subField transform"
).split()
# Written out, as the specification has it, so that a reader needs no network.
CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _TERMS},
}


def render_croissant(inventory: Inventory) -> str:
    """Write the description of a release as JSON-LD: a file object and a record set for each table."""
    at = inventory.as_of.astimezone(BEIJING)
    dataset: Json = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": NAME,
        "alternateName": TITLE_EN,
        "description": f"{DESCRIPTION_EN} {RIGHTS}",
        "keywords": KEYWORDS,
        "inLanguage": LANGUAGE,
        "license": NO_LICENCE,
        "version": f"{at.year}.{at.month}.{at.day}+{inventory.release_id}",
        "datePublished": format_time(at),
        "creator": {"@type": "sc:Organization", "name": NAME},
        "publisher": {"@type": "sc:Organization", "name": NAME},
        "citeAs": _build_citation(inventory.release_id, at.year),
        "distribution": list(map(_build_file_object, inventory.files)),
        "recordSet": list(map(_build_record_set, inventory.files)),
    }
    return json.dumps(dataset, ensure_ascii=False, indent=1) + "\n"


def _build_citation(release_id: str, year: int) -> str:
    """Write the BibTeX entry of a release."""
    fields = f"title={{{TITLE_EN}}}, year={{{year}}}, note={{release {release_id}}}"
    return f"@misc{{{NAME}, {fields}}}"


def _build_file_object(file: TableFile) -> Json:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "description": TABLES[file.table].en,
        "contentUrl": file.name,
        "contentSize": f"{file.size} B",
        "encodingFormat": ENCODING,
        "sha256": file.sha256,
    }


def _build_record_set(file: TableFile) -> Json:
    described = TABLES[file.table]
    key = [
        {"@id": _build_id(file.table, column)} for column in KEYS.get(file.table, ())
    ]
    return {
        "@type": "cr:RecordSet",
        "@id": file.table,
        "name": file.table,
        "description": f"{described.en} {described.zh}",
        **({"key": key} if key else {}),
        "field": [_build_field(file, column) for column in described.columns],
    }


def _build_field(file: TableFile, column: Column) -> Json:
    # the vocabulary knows references of one field to another: of keys of several columns only the first part
    # is one
    referenced = None
    for reference in REFERENCES.get(file.table, ()):
        if reference.columns == (column.name,):
            referenced = _build_id(reference.table, reference.key[0])
    example = file.examples.get(column.name)
    return {
        "@type": "cr:Field",
        "@id": _build_id(file.table, column.name),
        "name": column.name,
        "description": f"{column.en} {column.zh}",
        "dataType": TYPES[column.type].croissant,
        "source": {
            "fileObject": {"@id": file.name},
            "extract": {"column": column.name},
        },
        **({"references": {"field": {"@id": referenced}}} if referenced else {}),
        **({"examples": [example]} if example else {}),
    }


def _build_id(table: str, column: str) -> str:
    return f"{table}/{column}"
