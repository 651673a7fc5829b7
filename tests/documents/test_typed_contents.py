"""Tables of contents that were typed into a text, and what only looks like them."""

import pytest

from tasks.documents.clean_text import clean
from tasks.documents.typed_contents import drop_typed_contents
from tasks.model.document import Document, Paragraph, Row

TITLE = "青原县2024年法治政府建设年度报告"
BODY = (
    "2024年，青原县认真履行职责。",
    "一、推进依法行政工作",
    "（一）健全决策机制。全年审查文件31件。",
    "（二）加强行政执法",
    "全年办理案件64件。",
    "二、存在的短板不足",
    "力量不足。",
)
HEADINGS = (
    "一、推进依法行政工作",
    "（一）健全决策机制",
    "（二）加强行政执法",
    "二、存在的短板不足",
)
ENDINGS = (
    "……{}",
    "\t{}",
    "......{}",
    "　　　{}",
    " - {} -",
    "（{}）",
    "{}",
    "——第{}页",
)


def read(*lines):
    """Give what is kept of a report with some lines under its title, and what was dropped."""
    texts = (TITLE, *lines, *BODY)
    kept, dropped = drop_typed_contents(list(map(Paragraph, texts)))
    return tuple(one.text for one in kept), dropped


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("title", [("目　录",), ("【目录】",), ()])
def test_lines_with_pages_go(title, ending):
    """Lines whose words stand below go with their title, whatever leads to their pages."""
    lines = [one + ending.format(page) for page, one in enumerate(HEADINGS, 1)]
    kept, dropped = read(*title, *lines)
    assert kept == (TITLE, *BODY)
    assert dropped == (*title, *lines)


def test_lines_without_pages_go_under_their_title():
    """Links to a page's own headings have no pages."""
    assert read("目录", *HEADINGS)[0] == (TITLE, *BODY)
    assert read(*HEADINGS)[1] == ()


def test_contents_end_where_the_text_begins():
    """A text without an opening begins right behind its contents."""
    lines = ["目录", *(f"{one}……1" for one in HEADINGS)]
    kept, dropped = drop_typed_contents(list(map(Paragraph, [*lines, *BODY[1:]])))
    assert tuple(one.text for one in kept) == BODY[1:]
    assert dropped == tuple(lines)


def test_a_wrapped_line_goes_whole():
    """A long heading stands on two lines of the contents, and its page behind the second."""
    lines = ("目录", "一、推进依法", "行政工作 1", "二、存在的短板不足 2")
    assert read(*lines) == ((TITLE, *BODY), lines)


def test_contents_in_a_table_go():
    """Contents may be set as a table of headings and pages."""
    rows = [Row.build(1, number, (one, "1")) for number, one in enumerate(HEADINGS, 1)]
    lines = [Paragraph(row.text, row=row) for row in rows]
    texts = [Paragraph("目录"), *lines, *map(Paragraph, BODY)]
    assert tuple(one.text for one in drop_typed_contents(texts)[0]) == BODY


KEPT = (
    ("目录", "行政许可事项12", "行政处罚事项30"),
    ("一、推进依法行政工作……1",),
    ("推进依法行政工作31", "加强行政执法12", "存在的短板不足4"),
    ("一、推进依法行政工作9", "（二）加强行政执法4", "二、存在的短板不足2"),
)


@pytest.mark.parametrize("lines", KEPT)
def test_what_is_no_contents_stays(lines):
    """Words that stand nowhere below, one line, and numbers that count no pages stay."""
    assert read(*lines) == ((TITLE, *lines, *BODY), ())


def test_a_table_of_numbers_stays():
    """Without a title, a table whose rows are named as the headings holds numbers."""
    rows = [Row.build(1, page, (one, str(page))) for page, one in enumerate(HEADINGS)]
    texts = [*(Paragraph(row.text, row=row) for row in rows), *map(Paragraph, BODY)]
    assert drop_typed_contents(texts)[1] == ()


def test_dropped_contents_are_an_issue():
    """What was dropped is an issue with its words."""
    lines = (TITLE, "目录", *(f"{one}\t1" for one in HEADINGS), *BODY)
    cleaned = clean(Document(tuple(map(Paragraph, lines)), "text/plain"))
    assert cleaned.text == "\n".join((TITLE, *BODY))
    (issue,) = cleaned.issues
    assert issue.code == "contents_dropped"
    assert issue.evidence.startswith("目录 | 一、推进依法行政工作")
