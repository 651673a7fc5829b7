"""The tables of a release column by column: as a Frictionless data package, and as a dictionary for people.

The package is of version 2 of https://datapackage.org/standard/data-package/. The dictionary gives each table
and column in Chinese and English, with an example and its derivation.

What all documents of a release say of the dataset as a whole stands here too.

A constraint says what the values of a column may be: a set of words, a pattern, or a range.
"""

import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

import pyarrow as pa

from tasks.model.coverage import DUTIES, CoverageStatus, Trust
from tasks.model.issue import Responsibility, Severity
from tasks.model.page import ChangeKind
from tasks.model.release import FIRST_REPORT_YEAR, Inventory, TableFile
from tasks.model.report import (
    LEVELS,
    QUALITIES,
    SIMILARITY_THRESHOLD,
    STYLES,
    Change,
    Comparator,
    Confidence,
    Kind,
    Node,
    OrganKind,
    ReuseKind,
    Role,
    Scope,
)
from tasks.model.run import PageState
from tasks.model.table_rules import (
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
from tasks.release.pages.rendering import PageTable
from tasks.tables.columns import BIG, COUNT, DAY, FLAG, NUMBER, TEXT, TIME, Column
from tasks.tables.schema import TABLES


class _TypeNames(NamedTuple):
    """One type: its name for readers in Chinese and English, in Table Schema, and in Croissant."""

    zh: str
    en: str
    table_schema: str
    croissant: str


TYPES: dict[pa.DataType, _TypeNames] = {
    TEXT: _TypeNames("文字", "text", "string", "sc:Text"),
    FLAG: _TypeNames("是否", "true or false", "boolean", "sc:Boolean"),
    COUNT: _TypeNames("整数", "whole number, 32 bits", "integer", "sc:Integer"),
    BIG: _TypeNames("整数", "whole number, 64 bits", "integer", "sc:Integer"),
    NUMBER: _TypeNames("数值", "number, 64 bits", "number", "sc:Float"),
    DAY: _TypeNames("日期", "day", "date", "sc:Date"),
    TIME: _TypeNames("时间", "time, Asia/Shanghai", "datetime", "sc:DateTime"),
}


NAME = "fazhi"
TITLE_ZH = "法治政府建设年度报告数据集"
TITLE_EN = "Annual reports on law-based government in China"
DESCRIPTION_ZH = (
    "各级政府及其部门在网站上公布的法治政府建设年度报告：全文、章节、数量、文字雷同、"
    "修订和应发未发情况，逐夜采集，每一格都可追溯到原文和存档的原始字节。"
)
DESCRIPTION_EN = (
    "The annual reports on law-based government (法治政府建设年度报告) that Chinese governments "
    "and their departments publish on their web sites: full texts, sections, "
    "quantities, reuse of text, revisions and coverage, collected every night. Each "
    "value can be traced to its sentence and to the archived bytes."
)
KEYWORDS = (
    "法治政府建设",
    "依法行政",
    "政府信息公开",
    "law-based government",
    "annual reports",
    "China",
)
LANGUAGE = "zh"
MEDIA_TYPE = "application/vnd.apache.parquet"
# The licence of the code is no licence of the texts, which are their organs': so none is asserted here.
NO_LICENCE = "http://spdx.org/rdf/terms#noassertion"
RIGHTS = (
    "The texts are those of the organs that published them; this release states no licence for the data. "
    "The code of fazhi is under Apache-2.0."
)


Json = dict[str, object]
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


class _Constraint(NamedTuple):
    """What the values of a column keep to; null and empty where nothing is said."""

    words: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None


def _allow_words(words: type[StrEnum]) -> _Constraint:
    return _Constraint(words=tuple(word.value for word in words))


_NON_NEGATIVE_COLUMNS = (
    "warc_offset start end part_of other_start other_end characters added removed attempts "
    "milliseconds bytes delay issues reports reports_concerned"
).split()
# Whatever table they stand in, these columns mean the same.
_COLUMN_CONSTRAINTS: Mapping[str, _Constraint] = {
    "report_id": _Constraint(pattern=PAGE_ID),
    "other_report_id": _Constraint(pattern=PAGE_ID),
    "content_sha256": _Constraint(pattern=SHA256),
    "text_sha256": _Constraint(pattern=SHA256),
    "digest": _Constraint(pattern=SHA256),
    "division_code": _Constraint(pattern=DIVISION_CODE),
    "section_path": _Constraint(pattern=PATH),
    "other_section_path": _Constraint(pattern=PATH),
    "warc_file": _Constraint(pattern=WARC_FILE),
    "report_year": _Constraint(minimum=FIRST_REPORT_YEAR),
    "organ_kind": _allow_words(OrganKind),
    "severity": _allow_words(Severity),
    "responsibility": _allow_words(Responsibility),
    "revision": _Constraint(minimum=1),
    **dict.fromkeys(_NON_NEGATIVE_COLUMNS, _Constraint(minimum=0)),
}
_TABLE_CONSTRAINTS: Mapping[tuple[str, str], _Constraint] = {
    ("reports", "level"): _Constraint(words=LEVELS),
    ("reports", "style"): _Constraint(words=STYLES),
    ("reports", "quality"): _Constraint(words=QUALITIES),
    ("reports", "state"): _allow_words(PageState),
    ("revisions", "change"): _allow_words(ChangeKind),
    ("sections", "path"): _Constraint(pattern=PATH),
    ("sections", "parent"): _Constraint(pattern=PATH),
    ("sections", "level"): _Constraint(minimum=0),
    ("sections", "kind"): _allow_words(Kind),
    ("sections", "kind_confidence"): _allow_words(Confidence),
    ("sections", "node"): _allow_words(Node),
    ("quantities", "comparator"): _allow_words(Comparator),
    ("quantities", "change"): _allow_words(Change),
    ("quantities", "role"): _allow_words(Role),
    ("quantities", "scope"): _allow_words(Scope),
    ("cells", "table"): _Constraint(minimum=1),
    ("cells", "row"): _Constraint(minimum=1),
    ("cells", "column"): _Constraint(minimum=1),
    ("cells", "rows"): _Constraint(minimum=1),
    ("cells", "columns"): _Constraint(minimum=1),
    ("reuse", "kind"): _allow_words(ReuseKind),
    ("reuse", "similarity"): _Constraint(minimum=SIMILARITY_THRESHOLD, maximum=1),
    ("coverage", "level"): _Constraint(words=LEVELS),
    ("coverage", "duty"): _Constraint(words=tuple(duty.value for duty in DUTIES)),
    ("coverage", "status"): _allow_words(CoverageStatus),
    ("coverage", "trust"): _allow_words(Trust),
    ("changes", "change"): _Constraint(words=CHANGES),
    ("changes", "revision_before"): _Constraint(minimum=1),
    ("fetches", "kind"): _Constraint(words=FETCHES),
}


def _find_constraint(table: str, column: str) -> _Constraint:
    """Give what the values of one column keep to."""
    if (table, column) in _TABLE_CONSTRAINTS:
        return _TABLE_CONSTRAINTS[table, column]
    return _COLUMN_CONSTRAINTS.get(column, _Constraint())


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
        "created": inventory.issued,
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
    constraint = _find_constraint(table, column.name)
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


_TABLES_HEADER = ("表 Table", "行数 Rows", "每行是", "A row is")
_COLUMNS_HEADER = (
    "列 Column",
    "类型 Type",
    "可空 Null",
    "含义",
    "Meaning",
    "例 Example",
    "来历",
    "Derived from",
)


def render_dictionary(inventory: Inventory) -> str:
    """Write the dictionary of a release in Markdown; examples are the first values of its own tables."""
    as_of = inventory.issued
    tables = PageTable(_TABLES_HEADER, list(map(_build_table_row, inventory.files)))
    lines = [
        f"# {TITLE_ZH} · {TITLE_EN}",
        "",
        DESCRIPTION_ZH,
        "",
        DESCRIPTION_EN,
        "",
        f"发布版 Release `{inventory.release_id}` · 截至 as of {as_of}",
        "",
        *tables.render_markdown(),
    ]
    for file in inventory.files:
        lines += _render_table(file)
    return "\n".join([*lines, ""])


def _build_table_row(file: TableFile) -> tuple[str, ...]:
    described = TABLES[file.table]
    return f"`{file.table}`", f"{file.rows:,}", described.zh, described.en


def _render_table(file: TableFile) -> Iterator[str]:
    described = TABLES[file.table]
    yield from ("", f"## {file.table}", "", f"{described.zh} {described.en}", "")
    rows = [
        _build_row(column, file.examples.get(column.name))
        for column in described.columns
    ]
    yield from PageTable(_COLUMNS_HEADER, rows).render_markdown()


def _build_row(column: Column, example: str | None) -> tuple[str, ...]:
    type_names = TYPES[column.type]
    return (
        f"`{column.name}`",
        f"{type_names.zh} {type_names.en}",
        "可 yes" if column.nullable else "否 no",
        column.zh,
        column.en,
        example or "–",
        column.derived_zh,
        column.derived_en,
    )
