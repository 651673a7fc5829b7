"""Page furniture: what goes, and what looks alike and stays."""

from dataclasses import replace

import pytest

from tasks.documents.paged.layout import build_paragraphs
from tasks.documents.paged.page_furniture import remove_furniture
from tasks.documents.paged.sheet import RuledLine, Sheet, TextLine
from tests.documents.paged.typeset import Set, Style, set_in_type

FOOT, HEAD = 785.0, 50.0
BODY = "坚持把法治建设摆在全局工作的突出位置，年初有部署、年中有督导、年末有考核，推动各项任务落到实处。"


def pages(count):
    """Set a text on some pages."""
    paragraphs = [Set(f"第{number}个镇{BODY}") for number in range(11, 11 + 4 * count)]
    return set_in_type(paragraphs, Style(lines=8))[:count]


def put(sheet, text, top, left=280.0, size=12.0):
    """Print one more line on a sheet."""
    return replace(
        sheet,
        lines=(
            *sheet.lines,
            TextLine(text, left, top, left + size * len(text), top + size, size),
        ),
    )


def left_after(sheets):
    """Give what stays and the words of what goes; an issue names what goes, whatever it is."""
    removal = remove_furniture(sheets)
    kept, removed = removal
    assert len(removal.build_issues()) == bool(removed)
    return [[line.text for line in sheet.lines] for sheet in kept], [
        one.text for one in removed
    ]


@pytest.mark.parametrize(
    "form",
    [
        "— {} —",
        "- {} -",
        "第 {} 页 共 3 页",
        "第{}页",
        "{}/3",
        "{}",
        "－{}－",
        "Page {} of 3",
        "·{}·",
    ],
)
def test_page_numbers_go(form):
    """Every form of page number goes, from every page."""
    sheets = [put(sheet, form.format(sheet.number), FOOT) for sheet in pages(3)]
    kept, removed = left_after(sheets)
    assert removed == [form.format(number) for number in (1, 2, 3)]
    assert kept == [[line.text for line in sheet.lines] for sheet in pages(3)]


def test_page_numbers_that_begin_elsewhere():
    """Bare numbers that count with the pages go, whatever they begin with, on alternating sides."""
    sheets = [
        put(
            sheet, str(sheet.number + 7), FOOT, left=80.0 if sheet.number % 2 else 480.0
        )
        for sheet in pages(3)
    ]
    assert left_after(sheets)[1] == ["8", "9", "10"]


def test_running_heads_go():
    """A line at the same height on most pages goes.

    So it does with figures that change, and when the first page has none.
    """
    first, *rest = pages(4)
    sheets = [
        first,
        *(put(sheet, f"棠川县人民政府公报 {sheet.number}", HEAD) for sheet in rest),
    ]
    assert left_after(sheets)[1] == [
        f"棠川县人民政府公报 {number}" for number in (2, 3, 4)
    ]


def test_a_title_is_no_head():
    """A title line that equals the signature at the same height on the last page stays.

    Its letters are larger.
    """
    first, *rest, last = pages(4)
    sheets = [
        put(first, "棠川县司法局", HEAD, size=22.0),
        *rest,
        put(last, "棠川县司法局", HEAD, size=16.0),
    ]
    assert left_after(sheets)[1] == []
    assert (
        left_after(
            [put(first, "棠川县司法局", HEAD), *rest, put(last, "棠川县司法局", HEAD)]
        )[1]
        != []
    )


@pytest.mark.parametrize(
    ("text", "top", "size", "goes"),
    [
        ("2024年度", HEAD, 9.0, True),
        ("2024年度", HEAD, 16.0, False),
        ("2024年度", HEAD + 12, 9.0, False),
        ("全镇共有41个村。", HEAD, 9.0, False),
        ("（二）组织实施", HEAD, 9.0, False),
    ],
    ids=["a head", "large", "lower", "a sentence", "a heading"],
)
def test_the_only_even_page_has_a_head_of_its_own(text, top, size, goes):
    """Small words where the odd pages have their head are one too."""
    first, second, third = pages(3)
    head = "青川县法治政府建设汇编"
    sheets = [
        put(first, head, HEAD, size=9.0),
        put(second, text, top, 72.0, size),
        put(third, head, HEAD, size=9.0),
    ]
    _kept, removed = left_after(sheets)
    assert removed == [head, text, head] if goes else removed == [head, head]


def test_odd_and_even_heads_go():
    """Heads that alternate go."""
    sheets = [
        put(sheet, "棠川县" if sheet.number % 2 else "年度报告", HEAD)
        for sheet in pages(5)
    ]
    assert len(left_after(sheets)[1]) == 5


def test_what_a_browser_prints_goes():
    """The clock, the title beside it, the address and the count go, on one page alone too."""
    sheet = pages(1)[0]
    for text, top, left in (
        ("2024/1/5 10:30", HEAD, 40.0),
        ("年度报告_棠川县人民政府", HEAD, 250.0),
        ("https://www.example.gov.cn/art/1.html", FOOT, 40.0),
        ("1/1", FOOT, 540.0),
    ):
        sheet = put(sheet, text, top, left, 8.0)
    kept, removed = left_after([sheet])
    assert len(removed) == 4
    assert kept[0] == [line.text for line in pages(1)[0].lines]


def test_a_letterhead_goes_and_its_number_stays():
    """The 红头 goes, also when its letters stand far apart; the document number and the title below stay."""
    title = [
        Set("丰府发〔2024〕3号", "centre"),
        Set("棠川县2023年度法治政府建设报告", "centre", 22.0),
    ]
    sheet = set_in_type([*title, *[Set(BODY)] * 4], Style())[0]
    red = (
        TextLine("棠川县人民", 100, 60, 300, 100, 40),
        TextLine("政府文件", 320, 60, 480, 100, 40),
    )
    kept, removed = left_after([replace(sheet, lines=(*red, *sheet.lines))])
    assert removed == ["棠川县人民", "政府文件"]
    assert kept[0][:2] == [part.text for part in title]


@pytest.mark.parametrize(
    "text",
    ["2024", "12件。", "（三）", "一、主要举措", "关于印发的通知文件", "— 附件 —"],
)
def test_what_looks_alike_stays(text):
    """A line at an edge that stands there once, and is no page number, is content."""
    first, second, third = pages(3)
    assert not left_after([first, put(second, text, FOOT), third])[1]


def test_numbers_inside_the_page_stay():
    """What would be furniture at the edge is content in the middle of the page."""
    sheets = [put(sheet, "— 3 —", 420.0) for sheet in pages(3)]
    assert not left_after(sheets)[1]


def test_the_same_last_words_on_two_pages_stay():
    """A paragraph's last words are no running head, though two pages begin with them."""
    sheets = [put(sheet, "落到实处。", 90.0, 74.0, 16.0) for sheet in pages(2)]
    assert not left_after(sheets)[1]


def test_what_goes_is_reported():
    """One issue says how many lines went, of which kinds, with their words."""
    sheets = [
        put(put(sheet, f"— {sheet.number} —", FOOT), "棠川县人民政府公报", HEAD)
        for sheet in pages(3)
    ]
    _paragraphs, (issue,) = build_paragraphs(sheets)
    assert (issue.code, issue.severity.value) == ("page_furniture", "info")
    assert issue.message.startswith("6 lines at the edges of 3 pages were left out: ")
    assert "page number ×3 (“— 1 —”)" in issue.message
    assert "棠川县人民政府公报" in issue.evidence


def test_a_paragraph_goes_on_below_the_furniture():
    """A paragraph cut by a page's foot and head is whole again."""
    text = BODY * 8
    sheets = set_in_type([Set(BODY), Set(text), Set(BODY)], Style(lines=6))
    marked = [
        put(put(sheet, f"- {sheet.number} -", FOOT), "公报", HEAD) for sheet in sheets
    ]
    assert [paragraph.text for paragraph in build_paragraphs(marked)[0]] == [
        BODY,
        text,
        BODY,
    ]


def test_nothing_goes_from_nothing():
    """Empty sheets have no furniture."""
    blank = Sheet(1, 595, 842, ())
    assert remove_furniture([blank])[1] == []
    assert build_paragraphs([blank]) == ((), ())


def test_figures_at_the_top_of_pages_stay():
    """A table's row that begins a page is no running head, though figures stand there on each page."""
    sheets = []
    for number, bare in enumerate(pages(4)):
        sheet = bare
        for place in range(3):
            left = 200.0 + 60 * place
            sheet = put(sheet, str(100 * place + 7 * number + 31), HEAD, left)
        sheets.append(sheet)
    assert left_after(sheets)[1] == []


@pytest.mark.parametrize("ruled", [False, True])
def test_figures_of_a_table_across_pages_stay(ruled):
    """Figures that count on from one page's last row to the next one's first are the table's own."""
    first, second = pages(2)
    foot = first.lines[-1].top + (60.0 if ruled else 28.0)
    head = second.lines[0].top - (60.0 if ruled else 28.0)
    rules = tuple(RuledLine(left, 0, left + 0.5, 842) for left in (195.0, 290.0))
    sheets = []
    for bare, top, number in ((first, foot, 19), (second, head, 20)):
        size = bare.lines[0].size
        named = put(bare, "青石镇", top, 100.0, size)
        counted = put(named, str(number), top, 200.0, size)
        sheets.append(replace(counted, rules=rules if ruled else ()))
    sheets[0] = replace(sheets[0], height=foot + 60)
    assert left_after(sheets)[1] == []
