"""Page numbers and running heads in a text, and what only looks like them."""

import pytest

from tasks.documents.boilerplate import drop_pasted_furniture
from tasks.documents.convert import convert, convert_here
from tasks.model.document import Cell, Paragraph, Row
from tests.documents.word.docx_files import docx, p
from tests.documents.word.test_rtf import gbk, rtf

HALVES = ("全年收到行政复议申请52件，其中受", "理47件，均已办结。")
WHOLE = "".join(HALVES)
OPENING = ("青原县2024年法治政府建设年度报告", "青原县认真履行职责。", "一、主要工作")


def read(*lines):
    """Read lines behind an opening."""
    texts = (*OPENING, *lines)
    paragraphs, dropped = drop_pasted_furniture(list(map(Paragraph, texts)))
    return [one.text for one in paragraphs[len(OPENING) :]], dropped


NUMBERS = (
    "— 3 —", "- 3 -", "－3－", "——12——", "·3·", "• 3 •", "第3页 共10页", "第三页",
    "第 3 页/共 10 页", "共10页 第3页", "3 / 10", "3/10页", "Page 3 of 10", "3 of 10",
    "3 / 共10页", "3", "— 3", "3 —",
)  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
def test_page_numbers_go_and_sentences_are_whole(number):
    """A page's number between the halves of a sentence goes."""
    assert read(HALVES[0], number, HALVES[1]) == ([WHOLE], (number,))


def test_heads_beside_numbers_go():
    """A head goes with its number: in a sentence, when it is printed again, when it is the title."""
    head = "青原县司法局"
    assert read(HALVES[0], "— 3 —", head, HALVES[1]) == ([WHOLE], ("— 3 —", head))
    kept, dropped = read(
        "甲。", head, "— 1 —", "二、不足", "乙。", head, "— 2 —", "丙。"
    )
    assert kept == ["甲。", "二、不足", "乙。", "丙。"]
    assert len(dropped) == 4
    assert read("甲。", "— 1 —", OPENING[0], "乙。")[0] == ["甲。", "乙。"]


def test_numbers_in_a_row_are_pages():
    """Bare numbers are pages' when they count on over sentences."""
    kept, dropped = read("甲。", "3", "乙。", "4", "丙。")
    assert kept == ["甲。", "乙。", "丙。"]
    assert dropped == ("3", "4")


KEPT = (
    ("3", "办理案件。"),
    ("（3）", "办理案件。"),
    ("3.", "办理案件。"),
    ("办结率为", "3/4", "左右。"),
    ("甲。", "9 / 3", "乙。"),
    ("甲。", "二、不足", "乙。"),
    ("甲。", "3", "4", "乙。"),
    ("青原县司法局", "2025年1月8日"),
    ("召开会议，培训执法人员", "26", "人次，均已结业。"),
    ("案件按时办结，办结率达", "98", "，居全市前列。"),
    ("案件按时办结，办结率为", "98", "左右。"),
    ("其中行政许可、", "-3", "件。"),
)


@pytest.mark.parametrize("lines", KEPT)
def test_other_lines_stay(lines):
    """Numbers of headings, of tables and of sentences are none of pages."""
    assert read(*lines) == (list(lines), ())


def test_rows_are_no_page_edges():
    """What stands in a table's cell stays."""
    row = Paragraph("— 3 —", row=Row(1, 1, (Cell(0, "— 3 —"),)))
    assert drop_pasted_furniture([Paragraph("甲"), row])[1] == ()


def test_form_feeds_part_pages():
    """A text's pages begin behind form feeds, with heads at both ends of a line."""
    text = (
        f"{OPENING[0]}\n\n　　{OPENING[1]}\n　　{HALVES[0]}\n"
        "                    12\n"
        f"\f青原县司法局                              第一季度\n{HALVES[1]}\n"
        "　　二、不足\n　　力量不足。\n                    13\n\f　　三、打算\n"
    )
    document = convert(text.encode())
    assert [one.text for one in document.paragraphs] == [
        OPENING[0], OPENING[1], WHOLE, "二、不足", "力量不足。", "三、打算",
    ]  # fmt: skip
    assert [issue.code for issue in document.issues] == ["furniture_dropped"]
    assert "青原县司法局" in document.issues[0].evidence


def test_a_form_feed_in_a_sentence_goes():
    """A page that ends inside a sentence has no number, too."""
    text = f"{OPENING[0]}\n{OPENING[1]}\n{HALVES[0]}\n\f{HALVES[1]}\n\f二、不足\n"
    document = convert(text.encode())
    assert [one.text for one in document.paragraphs][2:] == [WHOLE, "二、不足"]


@pytest.mark.parametrize("number", ["— 3 —", "第3页 共10页", "3", "3/10"])
def test_word_files_hold_pasted_numbers_too(number):
    """Numbers that were pasted into a body of Word or RTF go as in a page, and are an issue."""
    lines = (*OPENING, HALVES[0], number, HALVES[1])
    bodies = [docx("".join(map(p, lines)))]
    bodies.append(rtf(r"\par ".join(map(gbk, lines)) + r"\par"))
    for body in bodies:
        document = convert_here(body)
        assert document.paragraphs[-1].text == WHOLE
        (issue,) = document.issues
        assert (issue.code, issue.evidence) == ("furniture_dropped", number)


@pytest.mark.parametrize("line", ["— 坚持党的领导 —", "26", "（3）"])
def test_other_lines_of_word_files_stay(line):
    """A line between whole paragraphs is the writer's."""
    lines = (*OPENING, line, "二、不足", "力量不足。")
    document = convert_here(docx("".join(map(p, lines))))
    assert [one.text for one in document.paragraphs] == list(lines)
    assert document.issues == ()
