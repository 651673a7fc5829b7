"""Lines to paragraphs: every way of setting a text gives back the paragraphs that were set."""

from dataclasses import replace

import pytest

from deploy.demo.draft import Role
from deploy.demo.writer import write
from tasks.documents.paged.layout import build_paragraphs
from tasks.documents.paged.sheet import RuledLine, Sheet, TextLine
from tasks.documents.paged.typography import TextFrame
from tasks.model.document import Row
from tests.documents.paged.typeset import Set, Style, set_in_type

STYLES = {
    "official papers": Style(),
    "ragged": Style(justified=False),
    "small letters, long lines": Style(size=10.5, measure=44, pitch=15.6, lines=40),
    "space between paragraphs, no indent": Style(indent=0.0, after=9.0),
    "hardly more space, no indent": Style(indent=0.0, after=1.2),
    "indent and space": Style(after=8.0, justified=False),
    "mirrored margins": Style(mirrored=20.0),
    "short pages": Style(lines=7),
    "figures set high": Style(size=14.0, measure=32, pitch=18.6, spread=15.6),
    "figures set high, no indent": Style(
        size=14.0, measure=32, pitch=18.6, spread=15.6, indent=0.0, after=8.0
    ),
}
PLACES = {Role.TITLE: "centre", Role.NUMBER: "centre", Role.SALUTATION: "flush"}
PLACES |= {Role.SIGNATURE: "right", Role.DATE: "right"}
BODY = "坚持把法治建设摆在全局工作的突出位置，年初有部署、年中有督导、年末有考核，推动各项任务落到实处。"


def texts(sheets):
    """Give the texts of the paragraphs of some sheets."""
    return [paragraph.text for paragraph in build_paragraphs(sheets)[0]]


def report(seed):
    """Give a writer's report ready to be set."""
    return [
        Set(
            part.words,
            PLACES.get(part.role, "body"),
            22.0 if part.role is Role.TITLE else 0.0,
        )
        for part in write(seed).paragraphs
    ]


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("seed", [1, 4, 9, 23])
def test_reports_come_back_as_they_were_set(style, seed):
    """A whole report, whichever way it is set, gives its own paragraphs, and every letter of them."""
    paragraphs = report(seed)
    got = texts(set_in_type(paragraphs, style))
    want = [paragraph.text for paragraph in paragraphs]
    assert "".join(got) == "".join(want)
    if style.indent:
        assert got == want
    else:
        # Where a page ends between two full lines, nothing tells paragraphs without an indent apart.
        assert len(set(want) - set(got)) <= 0.03 * len(want)


def test_a_paragraph_over_three_pages():
    """A paragraph that goes over two page ends is one."""
    long = BODY * 12
    assert texts(set_in_type([Set(BODY), Set(long), Set(BODY)], Style(lines=6))) == [
        BODY,
        long,
        BODY,
    ]


def test_lines_that_a_program_cut_by_their_letters():
    """Where lines have one number of letters, one that ends early, since it holds figures, goes on."""
    text = (
        "全年办理案件214件，罚款36.8万元，受理复议57件，审结52件，没有发生重大过错，其中诉讼19件。"
        * 3
    )
    lines = []
    for number, start in enumerate(range(0, len(text), 18)):
        words = text[start : start + 18]
        wide = sum(7.0 if letter.isascii() else 14.0 for letter in words)
        top = 100 + 20.0 * number
        lines.append(TextLine(words, 60, top, 60 + wide, top + 14, 14.0))
    assert texts([Sheet(1, 595, 842, tuple(lines))]) == [text]


def test_a_last_line_that_fills_the_measure():
    """A paragraph whose last line is full ends there all the same, since the next stands in."""
    full = "一" * 26 + "二" * 28
    assert texts(set_in_type([Set(full), Set(full), Set(BODY)], Style())) == [
        full,
        full,
        BODY,
    ]


def test_hanging_items():
    """An item whose lines hang below its number is one paragraph, and the next item is another."""
    items = [f"{number}.{BODY}" for number in range(1, 5)]
    style = Style(indent=0.0, hanging=2.0)
    assert texts(set_in_type([Set(item) for item in items], style)) == items


def test_titles_over_lines():
    """A title that its width broke is one paragraph.

    Lines that the author broke stay apart; a heading is its own.
    """
    wrapped = "棠川县人民政府办公室关于二〇二三年度推进法治政府建设工作情况的报告"
    lines = [
        Set("棠川县司法局", "centre", 22.0),
        Set("关于2023年度工作情况的报告", "centre", 22.0),
    ]
    body = [Set(BODY), Set("一、主要举措", bold=True), Set(BODY), Set(BODY)]
    style = Style(justified=False)
    want = [line.text for line in (*lines, *body)]
    assert texts(set_in_type([*lines, *body], style)) == want
    assert texts(set_in_type([Set(wrapped, "centre", 22.0), *body], style)) == [
        wrapped,
        *want[2:],
    ]


def test_signature_and_date_stay_apart():
    """Lines set to the right are paragraphs of their own, also after a full line."""
    end = "一" * 26
    paragraphs = [
        Set(BODY),
        Set(BODY),
        Set(end),
        Set("棠川县人民政府", "right"),
        Set("2024年1月5日", "right"),
    ]
    assert texts(set_in_type(paragraphs, Style())) == [
        paragraph.text for paragraph in paragraphs
    ]


def test_emphasis_and_origin():
    """A bold heading is emphasised; the origin names page and box."""
    sheets = set_in_type(
        [Set("一、主要举措", bold=True), Set(BODY), Set(BODY)], Style()
    )
    heading, body, _last = build_paragraphs(sheets)[0]
    assert heading.emphasis
    assert not body.emphasis
    assert heading.origin == "page 1 (106,100,202,116)"
    assert body.origin.startswith("page 1 (74,128,522,")


def test_words_side_by_side_are_one_line():
    """A label and its words, parted by a tab, are one paragraph in their order."""
    sheet = set_in_type([Set(BODY), Set(BODY)], Style())[0]
    pair = (
        TextLine("丰府发〔2024〕3号", 74, 60, 200, 76, 16),
        TextLine("签发人：甲", 400, 61, 480, 77, 16),
    )
    got = texts([replace(sheet, lines=(pair[1], pair[0], *sheet.lines))])
    assert got[0] == "丰府发〔2024〕3号 签发人：甲"


def test_two_columns_are_read_one_after_the_other():
    """On pages of two columns the left is read whole, then the right; a paragraph goes on over both."""
    paragraphs = [
        Set("甲乙丙丁戊己庚辛"[number] * number + BODY) for number in range(8)
    ]
    narrow = Style(size=12.0, measure=20, left=40.0, pitch=18.0, lines=14)
    strips = set_in_type(paragraphs, narrow)
    left, right = strips[0].lines, strips[1].lines
    moved = tuple(
        replace(line, left=line.left + 270, right=line.right + 270) for line in right
    )
    mixed = sorted((*left, *moved), key=lambda line: line.top)
    rest = [replace(sheet, number=number) for number, sheet in enumerate(strips[2:], 2)]
    got = texts([Sheet(1, 595, 842, tuple(mixed)), *rest])
    assert got == [paragraph.text for paragraph in paragraphs]


def grid(xs, ys):
    """Rule a table."""
    level = [RuledLine(xs[0], y, xs[-1], y) for y in ys]
    return (*level, *(RuledLine(x, ys[0], x, ys[-1]) for x in xs))


def cell(text, left, top):
    """Print a word in a cell."""
    return TextLine(text, left, top, left + 10 * len(text), top + 10, 10)


@pytest.mark.parametrize("edge", [400.0, 460.0], ids=["above", "below"])
def test_a_table_whose_edge_is_not_drawn(edge):
    """Where a stamp took the first or last level line, the upright ones tell where the table ends."""
    sheet = set_in_type([Set(BODY)], Style())[0]
    words = [
        cell(text, left, top)
        for top, row in (
            (405, ("单位", "收案", "办结")),
            (425, ("司法局", "41", "39")),
            (445, ("公安局", "7", "6")),
        )
        for left, text in zip((80, 180, 280), row, strict=True)
    ]
    rules = [
        rule
        for rule in grid((75, 175, 275, 375), (400.0, 420.0, 440.0, 460.0))
        if rule.upright or rule.top != edge
    ]
    table = replace(sheet, lines=(*sheet.lines, *words), rules=tuple(rules))
    assert texts([table])[1:] == ["单位\t收案\t办结", "司法局\t41\t39", "公安局\t7\t6"]


def test_a_ruled_table_gives_rows():
    """Cells side by side are a row; lines in one cell are joined; an empty cell keeps its place."""
    sheet = set_in_type([Set(BODY), Set(BODY)], Style())[0]
    words = (cell("工作", 80, 405), cell("件数", 180, 405), cell("行政", 80, 425), cell("复议", 80, 437),
             cell("12", 180, 430), cell("调解", 80, 455))  # fmt: skip
    table = replace(
        sheet,
        lines=(*sheet.lines, *words),
        rules=grid((74, 174, 274), (400, 420, 450, 470)),
    )
    paragraphs = build_paragraphs([table])[0]
    assert [paragraph.text for paragraph in paragraphs] == [
        BODY,
        BODY,
        "工作\t件数",
        "行政复议\t12",
        "调解",
    ]
    rows = [paragraph.row for paragraph in paragraphs]
    assert rows == [
        None,
        None,
        Row.build(1, 1, ("工作", "件数")),
        Row.build(1, 2, ("行政复议", "12")),
        Row.build(1, 3, ("调解", "")),
    ]


def test_a_table_over_two_pages():
    """A table that goes on keeps its number, loses its repeated heading row, and has a cut row mended."""
    rules = grid((74, 174, 274), (100, 120, 150))
    above = (
        cell("工作", 80, 105),
        cell("说明", 180, 105),
        cell("调解", 80, 130),
        cell("含村", 180, 130),
    )
    first = Sheet(1, 595, 842, above, rules)
    cut = Sheet(2, 595, 842, (cell("居", 180, 130),), grid((74, 174, 274), (120, 150)))
    again = Sheet(
        3,
        595,
        842,
        (cell("工作", 80, 105), cell("说明", 180, 105), cell("普法", 80, 130)),
        rules,
    )
    rows = build_paragraphs([first, cut, again])[0]
    assert [row.text for row in rows] == ["工作\t说明", "调解\t含村居", "普法"]
    assert [row.row and row.row.table for row in rows] == [1, 1, 1]


def test_a_frame_is_no_table():
    """A box drawn around the text leaves its paragraphs alone."""
    sheet = set_in_type([Set(BODY), Set(BODY)], Style())[0]
    assert texts([replace(sheet, rules=grid((60, 540), (80, 800)))]) == [BODY, BODY]


def test_lines_join_by_their_script():
    """Chinese lines join without a space, Latin words with one, a soft hyphen goes."""
    assert TextLine.join_texts(["法治", "政府"]) == "法治政府"
    assert TextLine.join_texts(["LED display", "and APP"]) == "LED display and APP"
    assert TextLine.join_texts(["2", "024年"]) == "2024年"
    assert TextLine.join_texts(["govern\u00ad", "ment"]) == "government"


def test_a_last_page_of_short_lines():
    """Short lines alone on the last page are measured by the pages before."""
    text = "一" * 26 + "二" * 28 + "三" * 9 + "。"
    paragraphs = [
        *[Set(text)] * 4,
        Set("五、其他需要说明的事项"),
        Set("无其他需要报告的事项。"),
    ]
    assert texts(set_in_type(paragraphs, Style(lines=11))) == [
        paragraph.text for paragraph in paragraphs
    ]


def test_lines_far_apart_are_not_joined():
    """Two full lines at the two ends of a page are two paragraphs, though no others show a pitch."""
    lines = [TextLine("一" * 28, 74, top, 522, top + 16, 16) for top in (100, 553)]
    assert texts([Sheet(1, 595, 842, tuple(lines))]) == [line.text for line in lines]


def test_figures_are_not_parted():
    """A line that leaves room for `2` but not for `25-26号` is full: the paragraph goes on below."""
    frame = TextFrame(1, (), left=0, right=100, size=10)
    for words, ems in (("25-26号地块", 2.5), ("1,345件", 2.5), ("（二）依法", 3)):
        for room, full in ((ems + 0.1, True), (ems + 0.3, False)):
            line = TextLine("依法", 0, 0, 100 - 10 * room, 10, 10)
            assert frame.is_full(line, words) is full


def test_wide_pitches_are_measured():
    """Lines set four heights apart are one paragraph where many show that pitch."""
    paragraphs = [Set(BODY * 4) for _ in range(3)]
    assert texts(set_in_type(paragraphs, Style(pitch=64.0, lines=10))) == [BODY * 4] * 3


def test_a_short_last_page_with_mirrored_margins():
    """Two lines alone on a left page begin where the left pages before them do."""
    paragraphs = [Set(BODY * 2) for _ in range(11)]
    style = Style(mirrored=20.0, lines=14)
    sheets = set_in_type(paragraphs, style)
    assert (len(sheets), len(sheets[-1].lines)) == (4, 2)
    assert texts(sheets) == [BODY * 2] * 11


def test_nothing_gives_nothing():
    """Sheets without lines make no paragraph."""
    assert build_paragraphs([]) == ((), ())
    assert build_paragraphs([Sheet(1, 595, 842, ())]) == ((), ())
