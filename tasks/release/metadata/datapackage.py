"""The Frictionless data package of a release: https://datapackage.org/standard/data-package/, version 2."""

import json

from tasks.model.keys import KEYS, REFERENCES, Reference
from tasks.model.release import Inventory, TableFile
from tasks.release.metadata.about import (
    DESCRIPTION_EN,
    DESCRIPTION_ZH,
    KEYWORDS,
    MEDIA_TYPE,
    NAME,
    RIGHTS,
    TITLE_EN,
    TITLE_ZH,
    TYPES,
    moment,
)
from tasks.release.metadata.constraints import constraint_of
from tasks.tables.columns.column import Column
from tasks.tables.schema import TABLES

Json = dict[str, object]
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def datapackage(inventory: Inventory) -> str:
    """Write the data package of a release as JSON, one resource a table."""
    package: Json = {
        "$schema": PROFILE,
        "name": NAME,
        "id": inventory.release_id,
        "title": TITLE_EN,
        "title_zh": TITLE_ZH,
        "description": f"{DESCRIPTION_EN} {RIGHTS}",
        "description_zh": DESCRIPTION_ZH,
        "version": inventory.release_id,
        "created": moment(inventory.as_of),
        "keywords": KEYWORDS,
        "contributors": [{"title": NAME, "roles": ["publisher"]}],
        # the Open Definition's word for a work of which no licence is stated
        "licenses": [{"name": "notspecified", "title": "License Not Specified"}],
        "resources": [_resource(file) for file in inventory.files],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resource(file: TableFile) -> Json:
    described = TABLES[file.table]
    # an empty text is a value: Parquet has nulls of its own
    schema: Json = {
        "fields": [_field(file.table, column) for column in described.columns],
        "missingValues": [],
    }
    if file.table in KEYS:
        schema["primaryKey"] = KEYS[file.table]
    if file.table in REFERENCES:
        schema["foreignKeys"] = [
            _foreign_key(reference) for reference in REFERENCES[file.table]
        ]
    return {
        "name": file.table,
        "type": "table",
        "path": file.name,
        "format": "parquet",
        "mediatype": MEDIA_TYPE,
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "rows": file.rows,
        "description": described.en,
        "description_zh": described.zh,
        "schema": schema,
    }


def _field(table: str, column: Column) -> Json:
    kept = constraint_of(table, column.name)
    constraints = {
        "required": None if column.nullable else True,
        "enum": kept.words or None,
        "pattern": kept.pattern,
        "minimum": kept.least,
        "maximum": kept.most,
    }
    said = {name: value for name, value in constraints.items() if value is not None}
    return {
        "name": column.name,
        "type": TYPES[column.type].table_schema,
        "description": column.en,
        "description_zh": column.zh,
        **({"constraints": said} if said else {}),
    }


def _foreign_key(reference: Reference) -> Json:
    return {
        "fields": reference.columns,
        "reference": {"resource": reference.table, "fields": reference.key},
    }
