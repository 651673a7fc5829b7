"""The dictionary: each table and column in Chinese and English, with an example and its derivation."""

from collections.abc import Iterator

from tasks.model.release import Inventory, TableFile
from tasks.release.metadata.dataset import (
    DESCRIPTION_EN,
    DESCRIPTION_ZH,
    TITLE_EN,
    TITLE_ZH,
    TYPES,
    format_time,
)
from tasks.release.pages.rendering import render_table
from tasks.tables.columns import Column
from tasks.tables.schema import TABLES

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
    as_of = format_time(inventory.as_of)
    lines = [
        f"# {TITLE_ZH} · {TITLE_EN}",
        "",
        DESCRIPTION_ZH,
        "",
        DESCRIPTION_EN,
        "",
        f"发布版 Release `{inventory.release_id}` · 截至 as of {as_of}",
        "",
        *render_table(_TABLES_HEADER, map(_build_table_row, inventory.files)),
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
    yield from render_table(_COLUMNS_HEADER, rows)


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
