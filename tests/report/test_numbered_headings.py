"""Which words behind a number are a heading, and which are text."""

import pytest

from tasks.report.markers import Marker
from tasks.report.numbered_headings import find_numbered_headings
from tests.rows import check_rows, each_row

THEME = "深入学习领会、全面贯彻落实上级关于法治建设的决策部署"
LONG = (
    "进一步健全领导机制，将法治建设任务分解到各站所，定期听取情况，"
    "及时研究解决重点难点，确保各项部署落到实处"
)
HEADINGS = {
    "一、主要举措": "主要举措",
    "一、主要举措：": "主要举措",
    "（一）加强领导。落实责任。": "加强领导",
    "（二）加强领导，落实责任。推进有力。": "加强领导，落实责任",
    "1.学习到位；2.考核到位。": None,
    "1.加强学习。": "加强学习",
    f"1.{LONG}。": None,
    f"2.{LONG[:20]}，{LONG[20:35]}，到位。": None,
    f"（三）{LONG}。": LONG,
    f"一、{THEME}，{LONG}的举措和成效。": f"{THEME}，{LONG}的举措和成效",
    f"（四）{LONG}，{LONG}。": None,
}


@each_row(("paragraph", "heading"), HEADINGS.items(), ids=HEADINGS)
def test_headings(paragraph, heading):
    """A heading ends at the first sentence or with its line.

    Longer words are text that starts with a number.
    """
    marker = Marker.match(paragraph)
    assert marker
    found = find_numbered_headings(paragraph, [marker], 0, 0)
    assert list(found) == [(marker, heading)]


def read_heading(paragraph, *, top=0.0, bold_length=0):
    """Read the heading behind the number that a paragraph opens with."""
    marker = Marker.match(paragraph)
    assert marker
    ((found, heading),) = find_numbered_headings(paragraph, [marker], top, bold_length)
    assert found is marker
    return heading


# How long a heading may be: on a line of its own, and up to the first 。 of its paragraph.
LIMITS = {
    "第一部分": (110, 60),
    "一、": (110, 100),
    "（一）": (70, 60),
    "1.": (40, 36),
    "（1）": (40, 36),
    "①": (40, 36),
}


@each_row(
    ("label", "alone", "run_in"), [(label, *both) for label, both in LIMITS.items()]
)
def test_longer_words_are_text(label, alone, run_in):
    """A line or a sentence of just so many characters is a heading, one of more is none."""
    words = "法" * 200
    assert read_heading(label + words[:alone]) == words[:alone]
    assert read_heading(label + words[: alone + 1]) is None
    assert read_heading(f"{label}{words[:run_in]}。落实。") == words[:run_in]
    assert read_heading(f"{label}{words[: run_in + 1]}。落实。") is None
    assert read_heading(f"{label}{words[:run_in]}。") == words[:run_in]
    assert read_heading(f"{label}{words[: run_in + 1]}。") is None


@pytest.mark.parametrize("label", ["（一）", "1.", "（1）", "①"])
def test_on_the_highest_level_a_line_may_be_long(label):
    """Of whatever style it is; a sentence may not."""
    marker = Marker.match(f"{label}法")
    assert marker
    top, words = marker.style.rank, "法" * 111
    assert read_heading(label + words[:110], top=top) == words[:110]
    assert read_heading(label + words, top=top) is None
    assert read_heading(f"{label}{words}。落实。", top=top) is None


@pytest.mark.parametrize("comma", ["，", ","])
@pytest.mark.parametrize(
    ("label", "is_entry"),
    [
        ("第一部分", False),
        ("一、", False),
        ("（一）", False),
        ("1.", True),
        ("（1）", True),
        ("①", True),
    ],
)
def test_from_the_third_level_on_a_sentence_of_clauses_is_an_entry_of_a_list(
    label, is_entry, comma
):
    """One comma makes no entry, nor does a line without its 。, nor a heading that text follows."""
    words = f"加强学习{comma}压实责任{comma}推动落实"
    two = f"加强学习{comma}压实责任"
    assert read_heading(f"{label}{words}。") == (None if is_entry else words)
    assert read_heading(f"{label}{two}。") == two
    assert read_heading(label + words) == words
    assert read_heading(f"{label}{words}。全镇落实。") == words


@each_row("mark", "。！？；!?;")
def test_every_end_of_a_sentence_ends_a_heading(mark):
    """But what a semicolon ends is an entry of a list, when text follows."""
    followed = read_heading(f"（一）加强领导{mark}落实责任{mark}")
    assert followed == (None if mark in "；;" else "加强领导")
    expected = "加强领导" + ("" if mark in "。；;" else mark)
    assert read_heading(f"（一）加强领导{mark}") == expected


@each_row("mark", "。：:；;．.，, ")
def test_marks_at_the_end_are_no_part_of_a_heading(mark):
    """Nor are blanks around it; a number without words has none."""
    assert read_heading(f"一、加强领导{mark}") == "加强领导"
    assert read_heading(f"一、 加强领导 {mark}") == "加强领导"
    assert read_heading(f"一、{mark}{mark}") is None


@each_row(
    ("bold", "rest", "heading"),
    [
        ("加强领导", "全镇落实。", "加强领导"),
        ("加强领导。", "全镇落实。", "加强领导"),
        ("加强领导", "。全镇落实。", "加强领导"),
        ("加强领", "，导全镇落实。", None),
        ("加强领导，", "全镇落实。", None),
        ("加强", "全镇落实，各村落实，压实责任。", None),
        ("学", "全镇落实。", None),
        ("加强领导。落实", "全镇落实。", "加强领导"),
    ],
)
def test_bold_words_behind_a_number_are_its_heading(bold, rest, heading):
    """Where they are set off from the text, and neither too short nor a part of a clause."""
    found = read_heading(f"1.{bold}{rest}", bold_length=2 + len(bold))
    assert found == heading or heading is None
    if heading is None:
        assert found not in (bold, bold.rstrip("，"))


def test_bold_headings_have_limits():
    """At least three characters and at most those of a line of its own; the rest of the rules decide else."""
    for length, is_heading in ((2, False), (3, True), (40, True), (41, False)):
        bold, rest = "法" * length, "落实，" * 40 + "。"
        found = read_heading(f"1.{bold}{rest}", bold_length=2 + length)
        assert (found == bold) is is_heading, length


def inline_headings(paragraph):
    """Read the headings inside a paragraph of several."""
    markers = Marker.find_inline(paragraph)
    assert len(markers) > 1
    return [heading for _, heading in find_numbered_headings(paragraph, markers, 1, 0)]


TEXT = "全镇持续规范执法行为，不断提升服务水平。"


@pytest.mark.parametrize(
    ("first", "second", "longest"), [("一、", "二、", 50), ("（一）", "（二）", 40)]
)
def test_headings_inside_running_text_are_shorter(first, second, longest):
    """Fifty characters on the first level, forty below."""
    for length in (longest, longest + 1):
        words = "法" * length
        found = inline_headings(f"{first}{words}。{TEXT}{second}考核。{TEXT}")
        assert found[0] == (words if length == longest else None)


BEGINNINGS = (
    "2023年，|二〇二三年度，|2023年以来，|一年来|今年以来|我镇党委|我乡人民|我街道政府|我市始终|我县坚持|我区认真|我局高度|我委严格|我办紧紧|"
    "我省切实|我厅把|我部将|我院在|我镇以|我镇对|全镇上下|全乡始终|全街道共|全市累计|全县上下|全区上下|全局上下|一是压实|一要压实"
).split("|")


def test_every_beginning_of_a_sentence_ends_a_heading_without_a_mark():
    """Where the heading has four characters or more."""

    def check(words):
        found = inline_headings(
            f"一、加强领导{words}落实。{TEXT}二、加强考核{words}落实。{TEXT}"
        )
        assert found == ["加强领导", "加强考核"]

    check_rows(check, BEGINNINGS)


@pytest.mark.parametrize(
    ("name", "rest", "heading"),
    [
        ("存在的问题", "法" * 21, "存在的问题"),
        ("存在的问题", "法" * 20, None),
        ("存在的问题和不足", "法" * 9, None),
    ],
)
def test_the_name_of_a_part_ends_a_heading_that_would_be_long(name, rest, heading):
    """Up to twenty-five characters it is the heading with what stands behind it."""
    paragraph = f"一、{name}{rest}。{TEXT}二、下一步打算。{TEXT}"
    assert inline_headings(paragraph) == [heading or name + rest, "下一步打算"]


def test_entries_inside_running_text_are_no_headings():
    """Neither what a semicolon ends nor, from the third level on, a last sentence of several clauses."""
    for mark in "；;":
        found = inline_headings(
            f"（一）加强领导{mark}落实责任。{TEXT}（二）考核。{TEXT}"
        )
        assert found[0] is None
    clauses = "加强学习，压实责任，推动落实。"
    assert inline_headings(f"1.考核。{TEXT}2.{clauses}")[-1] is None
    assert inline_headings(f"（一）考核。{TEXT}（二）{clauses}")[-1] == clauses[:-1]
