"""The Frictionless data package of a release: https://datapackage.org/standard/data-package/, version 2.

A constraint says what the values of a column may be: a set of words, a pattern, or a range.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from tasks.model.capture import ChangeKind
from tasks.model.coverage import DUTIES, CoverageStatus, Trust
from tasks.model.issue import Responsibility, Severity
from tasks.model.keys import (
    CHANGES,
    DIVISION_CODE,
    FETCHES,
    KEYS,
    PAGE_ID,
    PATH,
    REFERENCES,
    SHA256,
    WARC_FILE,
    Reference,
)
from tasks.model.quantity import Change, Comparator
from tasks.model.release import FIRST_REPORT_YEAR, Inventory, TableFile
from tasks.model.report import LEVELS, QUALITIES, STYLES, OrganKind
from tasks.model.reuse import SIMILARITY_THRESHOLD, ReuseKind
from tasks.model.section import Confidence, Kind, Node
from tasks.model.state import PageState
from tasks.release.metadata.dataset import (
    DESCRIPTION_EN,
    DESCRIPTION_ZH,
    KEYWORDS,
    MEDIA_TYPE,
    NAME,
    RIGHTS,
    TITLE_EN,
    TITLE_ZH,
    TYPES,
    format_time,
)
from tasks.tables.columns import Column
from tasks.tables.schema import TABLES

Json = dict[str, object]
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


class Constraint(NamedTuple):
    """What the values of a column keep to; null and empty where nothing is said."""

    words: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None


def _allow_words(words: type[StrEnum]) -> Constraint:
    return Constraint(words=tuple(word.value for word in words))


_NON_NEGATIVE_COLUMNS = (
    "warc_offset start end other_start other_end characters added removed attempts "
    "milliseconds bytes delay issues reports reports_concerned"
).split()
# Whatever table they stand in, these columns mean the same.
_COLUMN_CONSTRAINTS: Mapping[str, Constraint] = {
    "report_id": Constraint(pattern=PAGE_ID),
    "other_report_id": Constraint(pattern=PAGE_ID),
    "content_sha256": Constraint(pattern=SHA256),
    "text_sha256": Constraint(pattern=SHA256),
    "digest": Constraint(pattern=SHA256),
    "division_code": Constraint(pattern=DIVISION_CODE),
    "section_path": Constraint(pattern=PATH),
    "other_section_path": Constraint(pattern=PATH),
    "warc_file": Constraint(pattern=WARC_FILE),
    "report_year": Constraint(minimum=FIRST_REPORT_YEAR),
    "organ_kind": _allow_words(OrganKind),
    "severity": _allow_words(Severity),
    "responsibility": _allow_words(Responsibility),
    "revision": Constraint(minimum=1),
    **dict.fromkeys(_NON_NEGATIVE_COLUMNS, Constraint(minimum=0)),
}
_TABLE_CONSTRAINTS: Mapping[tuple[str, str], Constraint] = {
    ("reports", "level"): Constraint(words=LEVELS),
    ("reports", "style"): Constraint(words=STYLES),
    ("reports", "quality"): Constraint(words=QUALITIES),
    ("reports", "state"): _allow_words(PageState),
    ("revisions", "change"): _allow_words(ChangeKind),
    ("sections", "path"): Constraint(pattern=PATH),
    ("sections", "parent"): Constraint(pattern=PATH),
    ("sections", "level"): Constraint(minimum=0),
    ("sections", "kind"): _allow_words(Kind),
    ("sections", "kind_confidence"): _allow_words(Confidence),
    ("sections", "node"): _allow_words(Node),
    ("quantities", "comparator"): _allow_words(Comparator),
    ("quantities", "change"): _allow_words(Change),
    ("reuse", "kind"): _allow_words(ReuseKind),
    ("reuse", "similarity"): Constraint(minimum=SIMILARITY_THRESHOLD, maximum=1),
    ("coverage", "level"): Constraint(words=LEVELS),
    ("coverage", "duty"): Constraint(words=tuple(duty.value for duty in DUTIES)),
    ("coverage", "status"): _allow_words(CoverageStatus),
    ("coverage", "trust"): _allow_words(Trust),
    ("changes", "change"): Constraint(words=CHANGES),
    ("changes", "revision_before"): Constraint(minimum=1),
    ("fetches", "kind"): Constraint(words=FETCHES),
}


def find_constraint(table: str, column: str) -> Constraint:
    """Give what the values of one column keep to."""
    if (table, column) in _TABLE_CONSTRAINTS:
        return _TABLE_CONSTRAINTS[table, column]
    return _COLUMN_CONSTRAINTS.get(column, Constraint())


def render_datapackage(inventory: Inventory) -> str:
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
        "created": format_time(inventory.as_of),
        "keywords": KEYWORDS,
        "contributors": [{"title": NAME, "roles": ["publisher"]}],
        # the Open Definition's word for a work of which no licence is stated
        "licenses": [{"name": "notspecified", "title": "License Not Specified"}],
        "resources": list(map(_build_resource, inventory.files)),
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _build_resource(file: TableFile) -> Json:
    described = TABLES[file.table]
    # an empty text is a value: Parquet has nulls of its own
    schema: Json = {
        "fields": [_build_field(file.table, column) for column in described.columns],
        "missingValues": [],
    }
    if file.table in KEYS:
        schema["primaryKey"] = KEYS[file.table]
    if file.table in REFERENCES:
        schema["foreignKeys"] = list(map(_build_foreign_key, REFERENCES[file.table]))
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


def _build_field(table: str, column: Column) -> Json:
    constraint = find_constraint(table, column.name)
    constraints = {
        "required": None if column.nullable else True,
        "enum": constraint.words or None,
        "pattern": constraint.pattern,
        "minimum": constraint.minimum,
        "maximum": constraint.maximum,
    }
    stated = {name: value for name, value in constraints.items() if value is not None}
    field: Json = {
        "name": column.name,
        "type": TYPES[column.type].table_schema,
        "description": column.en,
        "description_zh": column.zh,
    }
    if stated:
        field["constraints"] = stated
    return field


def _build_foreign_key(reference: Reference) -> Json:
    return {
        "fields": reference.columns,
        "reference": {"resource": reference.table, "fields": reference.key},
    }
