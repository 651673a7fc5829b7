"""The numbering styles: which mark opens a paragraph, its rank and its value."""

import pytest

from tasks.model.report import Node
from tasks.report.markers import ItemMarker, Marker
from tasks.report.outline import parse_outline
from tests.rows import each_row

REST = "成立工作专班，压实各方责任，形成上下联动的工作格局。"


def items(*openings):
    """Read a report whose first part has a paragraph for each opening, and list its items, with starts."""
    head = "棠川县2023年法治政府建设报告\n一、主要举措\n"
    text = (
        head
        + "".join(f"{opening}{REST}\n" for opening in openings)
        + "二、下一步打算\n继续努力。"
    )
    entries = parse_outline(text)
    assert "".join(text[entry.start : entry.end] for entry in entries) == text
    found = [entry for entry in entries if entry.node is Node.ITEM]
    assert all(text.startswith(entry.heading or "", entry.start) for entry in found)
    return [(entry.path, entry.label, entry.heading) for entry in found]


ROWS = {
    "calls": ("强化组织领导。", "健全制度机制。", "深化普法宣传。"),
    "with a colon": ("强化组织领导：", "健全制度机制：", "深化普法宣传："),
    "subjects": ("组织领导方面：", "执法监督方面：", "普法宣传方面："),
    "four": ("强化组织领导。", "健全制度机制。", "深化普法宣传。", "规范执法行为。"),
}
TEXTS = {
    "two": ("强化组织领导。", "健全制度机制。"),
    "not in a row": ("强化组织领导。", "健全制度机制。", "全年，", "深化普法宣传。"),
    "another mark": ("强化组织领导。", "健全制度机制。", "深化普法宣传："),
    "another build": ("强化组织领导。", "健全制度机制。", "普法宣传工作。"),
    "clauses": ("强化组织领导，", "健全制度机制，", "深化普法宣传，"),
    "sentences": ("我镇高度重视普法。", "全镇加强统筹工作。", "各村扎实开展工作。"),
    "too long": tuple(
        f"{call}组织领导和统筹协调推动各项工作落实。"
        for call in ("强化", "健全", "深化")
    ),
    "too short": ("强化。", "健全。", "深化。"),
    "of unlike length": (
        "强化组织领导和统筹协调各方力量。",
        "健全机制。",
        "深化普法宣传。",
    ),
    "with numbers": ("强化组织领导。一是", "健全制度机制。一是", "深化普法宣传。一是"),
}


@pytest.mark.parametrize("openings", ROWS.values(), ids=ROWS)
def test_rows(openings):
    """Three or more such paragraphs under one heading are its items, each with its phrase as heading."""
    want = [
        (f"1.{place}", None, opening[:-1]) for place, opening in enumerate(openings, 1)
    ]
    assert items(*openings) == want


@each_row("openings", TEXTS.values(), ids=TEXTS)
def test_running_text(openings):
    """Fewer, others, or others between them are text."""
    assert not [item for item in items(*openings) if item[1] is None]


def test_nothing_behind_the_phrase():
    """A list of bare phrases has no items: lines without text are no run-ins."""
    text = "一、主要举措\n强化组织领导。\n健全制度机制。\n深化普法宣传。\n二、下一步打算\n继续努力。"
    assert not [entry for entry in parse_outline(text) if entry.node is Node.ITEM]


def test_not_in_the_preamble():
    """Phrases above the first heading, or without any heading, are text."""
    text = "".join(f"{opening}{REST}\n" for opening in ROWS["calls"])
    assert not [entry for entry in parse_outline(text) if entry.node is Node.ITEM]


MARKERS = {
    "一、主要举措": ("一、", 1, 1),
    "十二、附则": ("十二、", 1, 12),
    "三．主要做法": ("三．", 1, 3),
    "（一）组织领导": ("（一）", 2, 1),
    "(四)普法": ("(四)", 2, 4),
    "（五)监督": ("（五)", 2, 5),
    "二）决策": ("二）", 2, 2),
    "〔六〕保障": ("〔六〕", 2, 6),
    "（七）、队伍": ("（七）、", 2, 7),
    "1.学习": ("1.", 3, 1),
    "2、考核": ("2、", 3, 2),
    "10．督办": ("10．", 3, 10),
    "3.2023年开展的工作": ("3.", 3, 3),
    "2﹒考核": ("2﹒", 3, 2),
    "一．2023年工作": ("一．", 1, 1),
    "第二部分：存在问题": ("第二部分：", 0.8, 2),
    "第三章保障": ("第三章", 0.8, 3),
    "㈡普法": ("㈡", 2, 2),
    "⒊学习": ("⒊", 3, 3),
    "⑷台账": ("⑷", 4, 4),
    "2）清单": ("2）", 4, 2),
    "❷落实": ("❷", 5, 2),
    "（1）台账": ("（1）", 4, 1),
    "(12)清单": ("(12)", 4, 12),
    "③落实": ("③", 5, 3),
}


@each_row(("paragraph", "expected"), MARKERS.items(), ids=MARKERS)
def test_markers(paragraph, expected):
    """Each style is found with what is printed, its rank and its number, widths mixed or not."""
    marker = Marker.match(paragraph)
    assert marker
    assert (marker.label, marker.style.rank, marker.number) == expected


@each_row(
    "paragraph",
    [
        "一、",
        "一是压实责任",
        "2023年，全县",
        "4.15国家安全教育日",
        "12件",
        "法治政府",
        "第一，",
        "3·15宣传",
        "第一部分是工作情况",
        "2、3月份开展检查",
        "第一责任人履职",
        "（中心）负责",
    ],
)
def test_no_markers(paragraph):
    """A number without words after it, a date, a quantity and running text open no section."""
    assert Marker.match(paragraph) is None


ITEMS = {
    "工作扎实。一是抓学习。二是抓考核。": ["一是", "二是"],
    "主要表现为：一是观念不新；二是力量不足": ["一是", "二是"],
    "一要加强学习，二要加强督导": ["一要", "二要"],
    "“补短板。”三是抓落实": ["三是"],
    "主体单一是突出问题": [],
    "十一是数量词": ["十一是"],
    "能否做到，一是否有人管": [],
    "第一，抓学习。第二，抓考核。": ["第一，", "第二，"],
    "第一时间响应。第一责任人到场。": [],
    "首先，抓学习；其次要抓考核。最后，抓督导": ["首先，", "其次", "最后，"],
    "其一，抓学习。其二，抓考核。": ["其一，", "其二，"],
    "一方面，抓学习。另一方面抓考核。": ["一方面，", "另一方面"],
    "这一方面的工作，另一方面的短板": [],
}


@each_row(("sentence", "items"), ITEMS.items(), ids=ITEMS)
def test_items(sentence, items):
    """Run-in numbers are found after punctuation or at the start, and nowhere inside a word."""
    assert [item.label for item in ItemMarker.find_all(sentence)] == items


SIGNS = {
    "三、甲": 3,
    "十一、甲": 11,
    "7.甲": 7,
    "⑫甲": 12,
    "㈢甲": 3,
    "⑸甲": 5,
    "⒎甲": 7,
    "首先，甲": 1,
    "另一方面，甲": 2,
    "最后，甲": 0,
}


@each_row(("words", "number"), SIGNS.items())
def test_numbers(words, number):
    """Chinese, Arabic and circled numbers have a value, and words such as 首先; 最后 has none."""
    marker = Marker.match(words) or ItemMarker.find_all(words)[0]
    assert marker.number == number


def labels(paragraph):
    """Give the labels of the markers inside a paragraph."""
    return [marker.label for marker in Marker.find_inline(paragraph)]


@each_row(
    ("heading", "found"),
    [
        ("主要做法", True),
        ("主要做法，有关成效", True),
        ("主要做法，有关成效，以及经验", True),
        ("主要做法，有关成效，以及经验，等等", False),
        *((f"主要做法{mark}有关成效", False) for mark in "。；：！？,;:!?"),
        ("法" * 57, True),
        ("法" * 58, False),
    ],
)
def test_a_lower_number_stands_behind_the_words_of_a_heading(heading, found):
    """Two commas are a heading's; another mark, a third comma and sixty characters are not."""
    paragraph = f"一、{heading}（一）加强领导{REST}（二）加强学习{REST}"
    # behind a 。 or another end of a sentence the number stands anyway
    expected = ["一、", "（一）", "（二）"] if found else ["一、"]
    if heading[4:5] not in "。：！？:!?" or found:
        assert labels(paragraph) == expected


FIRST = {
    "（一）": "（二）",
    "(一)": "(二)",
    "1.": "2.",
    "1、": "2、",
    "1．": "2．",
    "（1）": "（2）",
    "(1)": "(2)",
    "①": "②",
    "㈠": "㈡",
    "⑴": "⑵",
    "⒈": "⒉",
}


@each_row(("first", "second"), FIRST.items(), ids=FIRST)
def test_every_first_number_below_a_heading(first, second):
    """In each style, and down to the next one."""
    paragraph = f"一、主要做法{first}加强领导{REST}{second}加强学习{REST}"
    assert labels(paragraph) == ["一、", first, second]
    assert labels(f"一、主要做法{second}加强领导{REST}") == ["一、"]
    assert labels(f"一、{first}加强领导{REST}{second}加强学习{REST}") == ["一、"]


def test_numbers_go_down_level_by_level():
    """Each first number may open the next lower one, and never a higher one."""
    paragraph = f"一、主要做法（一）加强领导1.落实责任{REST}2.压实责任{REST}（二）加强学习{REST}"
    assert labels(paragraph) == ["一、", "（一）", "1.", "2.", "（二）"]
    upwards = f"1.主要做法（一）加强领导{REST}（二）加强学习{REST}"
    assert labels(upwards) == ["1."]


@pytest.mark.parametrize(("length", "is_run"), [(11, False), (12, True), (13, True)])
def test_numbers_close_to_each_other_are_a_list_of_words(length, is_run):
    """Headings stand twelve characters apart on average."""
    member = "一、" + "法" * (length - 3) + "。"
    assert len(member) == length
    paragraph = f"报告如下：{member}二、保障。"
    assert labels(paragraph) == (["一、", "二、"] if is_run else [])
    three = f"报告如下：{member}二、{'法' * (length - 3)}。三、保障。"
    assert labels(three) == (["一、", "二、", "三、"] if is_run else [])


@pytest.mark.parametrize("end", ["。", "！", "？", "!", "?"])
@pytest.mark.parametrize("closing", ["", "”", "’", "」", "』", "）", ")", "”）"])
def test_a_run_goes_on_behind_the_end_of_a_sentence(end, closing):
    """Whatever closes it; behind a colon it may only begin."""
    text = f"加强领导，落实责任，形成格局{end}{closing}"
    assert labels(f"报告如下：一、{text}二、{text}") == ["一、", "二、"]
    colon = "加强领导，落实责任，形成格局："
    assert labels(f"报告如下：一、{colon}二、{text}") == []


def test_a_run_counts_without_gaps():
    """A number left out ends it, and a higher one ends those below."""
    text = "加强领导，落实责任，形成格局。"
    assert labels(f"一、{text}三、{text}") == ["一、"]
    assert labels(f"一、{text}一、{text}") == ["一、"]
    paragraph = f"一、{text}（一）{text}（二）{text}二、{text}（三）{text}"
    assert labels(paragraph) == ["一、", "（一）", "（二）", "二、"]
    again = f"一、{text}（一）{text}（二）{text}二、{text}（一）{text}（二）{text}"
    assert len(labels(again)) == 6


NO_ROWS = (
    "我镇组织工作|全镇组织工作|本县组织工作|各村组织工作|现将组织工作|会议组织工作|今年组织工作|去年组织工作|"
    "其中组织工作"
)


@each_row(
    "phrase",
    [
        *NO_ROWS.split("|"),
        *"有关如下工作|按照要求工作|领导指出工作|组织是工作|抓了组织工作".split("|"),
        *"组织领导|组织领导事宜".split("|"),
    ],
)
def test_sentences_are_no_phrases(phrase):
    """Each word that makes one, and what is neither a call nor a subject."""
    assert not [one for one in items(*[f"{phrase}："] * 3) if one[1] is None]


@pytest.mark.parametrize("end", ["方面", "工作", "建设", "情况"])
def test_every_end_of_a_subject(end):
    """Three of one build are items."""
    assert len(items(*[f"组织领导{end}："] * 3)) == 3
    assert not items(f"组织领导{end}：", "强化组织领导：", f"执法监督{end}：")


@each_row(
    ("lengths", "are_items"),
    [
        ((4, 4, 4), True),
        ((4, 4, 10), True),
        ((4, 4, 11), False),
        ((16, 16, 16), True),
        ((17, 17, 17), False),
        ((3, 3, 3), False),
    ],
)
def test_phrases_of_a_row_have_a_like_length(lengths, are_items):
    """From four characters to sixteen, and not six more than the shortest."""
    openings = ["强化" + "法" * (length - 2) + "。" for length in lengths]
    assert bool(items(*openings)) is are_items


@pytest.mark.parametrize(("length", "are_items"), [(19, False), (20, True)])
def test_text_follows_a_phrase(length, are_items):
    """Of twenty characters at least."""
    paragraphs = "".join(f"强化组织领导。{'法' * length}\n" for _ in range(3))
    found = parse_outline(f"一、主要举措\n{paragraphs}")
    assert any(entry.node is Node.ITEM for entry in found) is are_items


@each_row(
    ("words", "expected"),
    [
        ("首先，抓学习。再次，抓考核。最后，抓督导。", [1, 2, 3]),
        ("首先，抓学习。其次，抓考核。再者，抓督导。", [1, 2, 3]),
        ("一是抓学习。三是抓考核。", [1, 3]),
        ("一是抓学习。四是抓考核。", [1]),
        ("一是抓学习。一是抓考核。二是抓督导。", [1, 1, 2]),
        ("二是抓学习。三是抓考核。", []),
        ("再次，抓学习。", []),
        ("首先，抓学习。", []),
        ("一方面，抓学习。二方面，抓考核。", [1, 2]),
        ("其一，抓学习。", []),
        ("第一，抓学习。第二，抓考核。第五，抓督导。", [1, 2]),
        ("一要抓学习。", [1]),
    ],
)
def test_a_list_goes_on_with_its_next_numbers(words, expected):
    """One may be left out, two may not; only 一是 is a list already when it is alone."""
    assert [item.number for item in ItemMarker.find_items([(5, words)])] == expected


def test_items_know_where_they_stand():
    """Offsets are of the text, over paragraphs, whatever the style."""
    paragraphs = [
        (10, "一是抓学习。首先，抓考核。"),
        (30, "二是抓督导。其次，抓保障。"),
    ]
    found = ItemMarker.find_items(paragraphs)
    assert [(item.offset, item.label) for item in found] == [
        (10, "一是"),
        (16, "首先，"),
        (30, "二是"),
        (36, "其次，"),
    ]


@each_row(
    ("row", "last"), [("①⑳", 20), ("⑴⒇", 20), ("⒈⒛", 20), ("㈠㈩", 10), ("❶❿", 10)]
)
def test_every_row_of_signs_has_its_numbers(row, last):
    """From its first sign to its last."""
    first, end = row
    for number in range(1, last + 1):
        sign = chr(ord(first) + number - 1)
        marker = Marker.match(f"{sign}学习")
        assert marker
        assert (marker.number, marker.label) == (number, sign)
    assert chr(ord(first) + last - 1) == end


@each_row("mark", "。；：！？!?;:”")
def test_items_stand_behind_the_end_of_a_clause(mark):
    """Each of these marks; 一是 stands behind a comma, too."""
    for label in ("一是", "第一，", "首先，", "其一，", "一方面，"):
        sentence = f"抓学习{mark}{label}抓考核"
        assert [item.label for item in ItemMarker.find_all(sentence)] == [label]
    for comma in "，、,":
        assert [item.label for item in ItemMarker.find_all(f"学{comma}一是抓")] == [
            "一是"
        ]
        assert ItemMarker.find_all(f"学{comma}首先，抓") == []
