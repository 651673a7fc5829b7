"""Cells and tables of a page: nothing in them breaks out."""

import pytest

from tasks.release.pages.rendering import (
    PageTable,
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("法治政府建设年度报告（2025年）", "法治政府建设年度报告（2025年）"),
        ("a|b", "a\\|b"),
        ("two\nlines\t and  spaces", "two lines and spaces"),
        ("<script>", "&lt;script>"),
        ("c:\\|", "c:\\\\\\|"),
        (3, "3"),
        ("字" * 300, "字" * 199 + "…"),
    ],
)
def test_nothing_in_a_cell_breaks_the_table(value, shown):
    """Chinese text passes unharmed; pipes, tags and line breaks do not reach the table."""
    assert PageTable.format_cell(value) == shown


def test_a_table_is_header_rule_and_rows():
    """The lines are what markdown wants."""
    assert list(PageTable(("A", "B"), [(1, "x|y")]).render_markdown()) == [
        "| A | B |",
        "|---|---|",
        "| 1 | x\\|y |",
    ]
