"""The Arrow schemas of the published tables, which files, quarantine and dictionary are made from.

A field carries `description_zh` and `description_en` in its metadata, a schema the same for its table and the
version of the schemas.
Timestamps are whole seconds of Beijing time; Parquet knows no unit above milliseconds, so what is read back
says `ms` (`get_stored_schema`).
"""

import json
from collections.abc import Sequence

import pyarrow as pa

from tasks.tables.columns import TIME, TableDefinition
from tasks.tables.columns.code_lists import (
    DIVISIONS,
    INDICATOR_CODES,
    ISSUE_CODES,
    SOURCES,
)
from tasks.tables.columns.contents import CELLS, QUANTITIES, REUSE, SECTIONS
from tasks.tables.columns.headlines import INDICATORS, INDICATORS_WIDE
from tasks.tables.columns.monitoring import COVERAGE, FETCHES, ISSUES, SCORECARDS
from tasks.tables.columns.organs import ORGANS
from tasks.tables.columns.passages import CITATIONS, PLANS, SHORTCOMINGS
from tasks.tables.columns.reports import CHANGES, REPORTS, REVISIONS

# Of all tables together, in the metadata of each. The second number rises when something is added that
# readers may pass over: a column, a table, a value of a vocabulary. The first rises when a column goes, is
# renamed, or has another type or meaning, which CHANGELOG.md announces one release before.
# docs/decisions/15-schema-versions.md
SCHEMA_VERSION = "2.0"

TABLES = {
    "reports": REPORTS,
    "revisions": REVISIONS,
    "sections": SECTIONS,
    "quantities": QUANTITIES,
    "cells": CELLS,
    "indicators": INDICATORS,
    "indicators_wide": INDICATORS_WIDE,
    "citations": CITATIONS,
    "shortcomings": SHORTCOMINGS,
    "plans": PLANS,
    "issues": ISSUES,
    "reuse": REUSE,
    "organs": ORGANS,
    "coverage": COVERAGE,
    "changes": CHANGES,
    "scorecards": SCORECARDS,
    "fetches": FETCHES,
    "sources": SOURCES,
    "indicator_codes": INDICATOR_CODES,
    "issue_codes": ISSUE_CODES,
    "divisions": DIVISIONS,
}


def _build_arrow_schema(name: str, table: TableDefinition) -> pa.Schema:
    """Make the Arrow schema of one table, with the descriptions as metadata of fields and schema."""
    fields = [
        pa.field(
            column.name,
            column.type,
            nullable=column.nullable,
            metadata={"description_zh": column.zh, "description_en": column.en},
        )
        for column in table.columns
    ]
    return pa.schema(
        fields,
        metadata={
            "table": name,
            "schema_version": SCHEMA_VERSION,
            "description_zh": table.zh,
            "description_en": table.en,
            "pandas": _describe_to_pandas(table),
        },
    )


# Integers and flags that may be null stay so in pandas, where they would become floats and objects.
_NULLABLE_DTYPES = {pa.int32(): "Int32", pa.int64(): "Int64", pa.bool_(): "boolean"}


def find_pandas_dtype(kind: pa.DataType, nullable: bool) -> str | None:
    """Find the dtype that pandas gives a column by what its file says; null where it is its usual one."""
    return _NULLABLE_DTYPES.get(kind) if nullable else None


def _describe_to_pandas(table: TableDefinition) -> str:
    """Write what pandas goes by when it loads the table, in the form that pandas itself writes."""
    columns = []
    for column in table.columns:
        dtype = find_pandas_dtype(column.type, column.nullable)
        if dtype:
            columns.append(
                {
                    "name": column.name,
                    "field_name": column.name,
                    "pandas_type": dtype.lower(),
                    "numpy_type": dtype,
                    "metadata": None,
                }
            )
    described = {"index_columns": [], "column_indexes": [], "columns": columns}
    return json.dumps(described, sort_keys=True)


SCHEMAS: dict[str, pa.Schema] = {
    name: _build_arrow_schema(name, table) for name, table in TABLES.items()
}


# What releases of schemas before 2.0 name otherwise.
_OFFSETS = {"start": "start_offset", "end": "end_offset"}
_FORMER_NAMES = {
    "sections": _OFFSETS,
    "quantities": _OFFSETS,
    "cells": {
        **_OFFSETS,
        "table": "table_number",
        "row": "row_number",
        "column": "column_number",
        "rows": "row_span",
        "columns": "column_span",
    },
    "reuse": {
        **_OFFSETS,
        "other_start": "other_start_offset",
        "other_end": "other_end_offset",
    },
    "changes": {"columns": "changed_columns"},
    "fetches": {"at": "fetched_at"},
}


def rename_columns(table: str, rows: pa.Table) -> pa.Table:
    """Give rows of a release of any schema under the names of this one."""
    former = _FORMER_NAMES.get(table, {})
    if former.keys().isdisjoint(rows.column_names):
        return rows
    return rows.rename_columns([former.get(name, name) for name in rows.column_names])


def list_stored_names(
    table: str, columns: Sequence[str], stored: pa.Schema
) -> list[str]:
    """List the names that columns have in a release of any schema."""
    former = {new: old for old, new in _FORMER_NAMES.get(table, {}).items()}
    return [
        name if name in stored.names else former.get(name, name) for name in columns
    ]


# What the codes in other tables mean, from sources and lookups.
LOOKUP_TABLES = ("sources", "indicator_codes", "issue_codes", "divisions")
# Releases of older versions lack these.
ADDED_TABLES = (
    "cells",
    "indicators",
    "indicators_wide",
    "citations",
    "shortcomings",
    "plans",
    *LOOKUP_TABLES,
)
# What only the ledger knows, or may come to know otherwise: joined when a release is staged, never kept in a
# part.
LEDGER_TABLES = ("revisions", "fetches")
# Made of what others hold when a release is staged, so that corrected values and a better rule are in them.
HEADLINE_TABLES = ("indicators", "indicators_wide")
# What only all reports together tell.
COLLECTION_TABLES = ("reuse", "organs", "coverage", "changes", "scorecards")
# What a statement is told when the reports of an organ's years are held against each other.
JOINED_COLUMNS = (
    "report_year",
    "repeated_in",
    "repeated_offset",
    "similarity",
    "repeated_as",
)
STATEMENT_TABLES = ("shortcomings", "plans")
LEDGER_COLUMNS = (
    "url",
    "host",
    "source_id",
    "state",
    "first_seen_at",
    "last_seen_at",
    "captured_at",
    "warc_file",
    "warc_offset",
)


def build_part_schemas() -> dict[str, pa.Schema]:
    """Give the schemas of what a batch of captures gives: nothing that is the ledger's or the whole's."""
    left_out = (
        *LEDGER_TABLES,
        *HEADLINE_TABLES,
        *COLLECTION_TABLES,
        *LOOKUP_TABLES,
    )
    schemas = {name: schema for name, schema in SCHEMAS.items() if name not in left_out}
    joined: dict[str, tuple[str, ...]] = {"reports": LEDGER_COLUMNS}
    joined |= dict.fromkeys(STATEMENT_TABLES, JOINED_COLUMNS)
    for name, columns in joined.items():
        read = [field for field in schemas[name] if field.name not in columns]
        schemas[name] = pa.schema(read)
    return schemas


def get_stored_schema(schema: pa.Schema) -> pa.Schema:
    """Give a schema as a Parquet file of it is read back: seconds have become milliseconds."""
    stored = schema
    for index, field in enumerate(schema):
        if field.type == TIME:
            stored = stored.set(index, field.with_type(pa.timestamp("ms", tz=TIME.tz)))
    return stored
