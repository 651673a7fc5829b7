"""Tables that styles draw from other elements: rows and cells as in tables of their own, never layout."""

import pytest

from tasks.documents.convert import convert_here
from tasks.documents.drawn_tables import count_columns
from tasks.model.document import Row

_PAGE = (
    "<html><head><title>某局2024年法治政府建设年度报告</title><style>{style}</style></head><body>"
    '<div class="TRS_Editor"><p>一、主要举措</p><p>本年办理案件的情况见下表。</p>{table}'
    "<p>二、下一步打算</p><p>加强培训，提高能力。</p></div></body></html>"
)
_HEAD = ("项目", "数量（件）")
_BODY = (("行政调解案件", "57"), ("人民调解案件", "132"))
_SHEET = ".t{display:table}.r{display:table-row}.g{display:table-row-group}.c{display: table-cell}"


def _write(cell: str, row: str = "", rows=(_HEAD, *_BODY)) -> str:
    """Write rows of cells: `cell` and `row` are the tags of their elements with attributes."""
    printed = []
    for words in rows:
        cells = "".join(f"<{cell}>{word}</{cell.partition(' ')[0]}>" for word in words)
        printed.append(f"<{row}>{cells}</{row.partition(' ')[0]}>" if row else cells)
    return "".join(printed)


def _read_rows(table: str, style: str = "") -> list[Row]:
    page = _PAGE.format(style=style, table=table).encode()
    read = convert_here(page, content_type="text/html").paragraphs
    return [one.row for one in read if one.row]


@pytest.mark.parametrize(
    "table",
    [
        f'<div class="t">{_write("div class=c", "div class=r")}</div>',
        f'<div class="t"><ul class="g">{_write("span class=c", "li class=r")}</ul></div>',
        f'<div style="DISPLAY: grid; grid-template-columns: 2fr 1fr">{_write("div")}</div>',
        f'<div style="display:grid;grid-template-columns:repeat(2,minmax(0,1fr))">{_write("p")}</div>',
    ],
    ids=["table", "groups", "grid", "repeated"],
)
def test_what_is_drawn_as_a_table_is_one(table):
    """Every row has its cells, those of its head too."""
    rows = _read_rows(table, _SHEET)
    assert [[cell.text for cell in row.cells] for row in rows] == [
        list(_HEAD),
        *map(list, _BODY),
    ]


_ODD = (("一",), ("2",), ("三",))
_NAMES = (("来源", "本局"), ("作者", "某人"))
_LONG = (("情况", "全年办理案件" * 20), ("数", "5"))


@pytest.mark.parametrize(
    "table",
    [
        f'<div class="t">{_write("p", rows=(("调解案件57件",), ("其他3件",)))}</div>',
        f'<div class="t">{_write("div class=c", "div class=r", _NAMES)}</div>',
        f'<div style="display:grid;grid-template-columns:1fr 1fr">{_write("p", rows=_ODD)}</div>',
        f'<div class="t">{_write("div class=c", "div class=r", _LONG)}</div>',
    ],
    ids=["no cells", "no numbers", "uneven", "text"],
)
def test_what_styles_only_place_is_text(table):
    """Nothing of it is lost."""
    assert _read_rows(table, _SHEET) == []


@pytest.mark.parametrize(
    ("tracks", "count"),
    [
        ("1fr 1fr", 2),
        ("repeat(3, 1fr)", 3),
        ("[a] 10px repeat(2, minmax(0, 1fr) 2fr) [b]", 5),
        ("repeat(auto-fill, 100px)", 0),
        ("none", 0),
        ("", 0),
    ],
)
def test_columns_of_a_grid_are_counted(tracks, count):
    """Where the window decides, there is no number."""
    assert count_columns(tracks) == count
