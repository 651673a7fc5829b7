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
        ("<script>", "&lt;script&gt;"),
        ("[a](http://b.cn/)", "\\[a\\](http&#58;//b.cn/)"),
        ("![](ftp://b.cn/x)", "!\\[\\](ftp&#58;//b.cn/x)"),
        ("see www.b.cn or HTTPS://b.cn", "see www&#46;b.cn or HTTPS&#58;//b.cn"),
        ("http://b.cn/a?b=1", "http://b.cn/a?b=1"),
        ("a\x1b[2J\u202eb", "a␛\\[2J⟨U+202E⟩b"),
        ("c:\\|", "c:\\\\\\|"),
        (3, "3"),
        ("字" * 300, "字" * 199 + "…"),
    ],
)
def test_nothing_in_a_cell_breaks_the_table(value, shown):
    """Chinese text passes unharmed; pipes, tags, links, pictures and codes of terminals do not."""
    assert PageTable.format_cell(value) == shown


def test_a_table_is_header_rule_and_rows():
    """The lines are what markdown wants."""
    assert list(PageTable(("A", "B"), [(1, "x|y")]).render_markdown()) == [
        "| A | B |",
        "|---|---|",
        "| 1 | x\\|y |",
    ]
