"""The documents of a release, all made from one schema: dictionary, data package, Croissant and DCAT.

The last two are JSON-LD, of Croissant 1.0 and DCAT 3.
Specifications: https://docs.mlcommons.org/croissant/docs/croissant-spec.html and
https://www.w3.org/TR/vocab-dcat-3/. Their contexts are written out, so that a reader needs no network.
"""

import json
from collections.abc import Mapping

from tasks.model.release import Inventory, TableFile
from tasks.model.run import BEIJING
from tasks.model.table_rules import KEYS, REFERENCES
from tasks.release.datapackage import (
    DESCRIPTION_EN,
    DESCRIPTION_ZH,
    KEYWORDS,
    LANGUAGE,
    MEDIA_TYPE,
    NAME,
    NO_LICENCE,
    RIGHTS,
    TITLE_EN,
    TITLE_ZH,
    TYPES,
    render_datapackage,
    render_dictionary,
)
from tasks.tables.columns import Column
from tasks.tables.schema import TABLES

Json = dict[str, object]
# Readers of Croissant know Parquet by this name alone, which is older than the registered one.
_CROISSANT_ENCODING = "application/x-parquet"
_CROISSANT_VERSION = "http://mlcommons.org/croissant/1.0"
_CROISSANT_TERMS = (
    "citeAs column equivalentProperty extract field fileProperty fileObject "
    "fileSet format includes isLiveDataset jsonPath key md5 parentField path "
    "recordSet references regex repeated replace samplingRate separator source "
    "subField transform"
).split()
# As the specification has it.
_CROISSANT_CONTEXT: Json = {
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
    **{term: f"cr:{term}" for term in _CROISSANT_TERMS},
}


def render_documents(inventory: Inventory) -> Mapping[str, str]:
    """Make the documents of a release by file name; the same inventory gives the same bytes."""
    return {
        "dictionary.md": render_dictionary(inventory),
        "datapackage.json": render_datapackage(inventory),
        "croissant.json": _render_croissant(inventory),
        "dcat.jsonld": _render_dcat(inventory),
    }


def _render_croissant(inventory: Inventory) -> str:
    """Write the Croissant description: a file object and a record set for each table."""
    at = inventory.as_of.astimezone(BEIJING)
    dataset: Json = {
        "@context": _CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": _CROISSANT_VERSION,
        "name": NAME,
        "alternateName": TITLE_EN,
        "description": f"{DESCRIPTION_EN} {RIGHTS}",
        "keywords": KEYWORDS,
        "inLanguage": LANGUAGE,
        "license": NO_LICENCE,
        "version": f"{at.year}.{at.month}.{at.day}+{inventory.release_id}",
        "datePublished": inventory.issued,
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
        "encodingFormat": _CROISSANT_ENCODING,
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


_XSD = "http://www.w3.org/2001/XMLSchema#"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_DCAT_CONTEXT: Json = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": _XSD,
}


def _render_dcat(inventory: Inventory) -> str:
    """Write the DCAT description: one distribution a file."""
    dataset: Json = {
        "@context": _DCAT_CONTEXT,
        "@id": f"urn:{NAME}:release:{inventory.release_id}",
        "@type": "dcat:Dataset",
        "dct:identifier": inventory.release_id,
        "dct:title": _build_translations(TITLE_ZH, TITLE_EN),
        "dct:description": _build_translations(DESCRIPTION_ZH, DESCRIPTION_EN),
        "dct:issued": _build_typed_value(inventory.issued, "dateTime"),
        "dct:modified": _build_typed_value(inventory.issued, "dateTime"),
        "dct:language": LANGUAGE,
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": NAME},
        "dct:rights": {
            "@type": "dct:RightsStatement",
            "dct:description": {"@language": "en", "@value": RIGHTS},
        },
        "dct:license": {"@id": NO_LICENCE},
        "dcat:version": inventory.release_id,
        "dcat:keyword": KEYWORDS,
        **_build_temporal(inventory.years),
        "dcat:distribution": [
            _build_distribution(inventory.release_id, file) for file in inventory.files
        ],
    }
    return json.dumps(dataset, ensure_ascii=False, indent=1) + "\n"


def _build_distribution(release_id: str, file: TableFile) -> Json:
    described = TABLES[file.table]
    return {
        "@id": f"urn:{NAME}:release:{release_id}:{file.table}",
        "@type": "dcat:Distribution",
        "dct:identifier": file.name,
        "dct:title": file.name,
        "dct:description": _build_translations(described.zh, described.en),
        "dcat:downloadURL": {"@id": file.name},
        "dcat:mediaType": {"@id": f"{_MEDIA_TYPES}{MEDIA_TYPE}"},
        "dcat:byteSize": _build_typed_value(str(file.size), "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _build_typed_value(file.sha256, "hexBinary"),
        },
    }


def _build_temporal(years: tuple[int, int] | None) -> Json:
    """Give the years that the reports are about; nothing when none has a year."""
    if years is None:
        return {}
    first, last = years
    period = {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": _build_typed_value(f"{first}-01-01", "date"),
        "dcat:endDate": _build_typed_value(f"{last}-12-31", "date"),
    }
    return {"dct:temporal": period}


def _build_translations(zh: str, en: str) -> list[Json]:
    return [{"@language": "zh", "@value": zh}, {"@language": "en", "@value": en}]


def _build_typed_value(value: str, kind: str) -> Json:
    return {"@type": f"xsd:{kind}", "@value": value}
