"""The numbering styles: which mark opens a paragraph, its rank and its value."""

import pytest

from tasks.model.report import Node
from tasks.report.markers import Marker, find_item_markers
from tasks.report.outline import parse_outline

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


@pytest.mark.parametrize("openings", TEXTS.values(), ids=TEXTS)
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


@pytest.mark.parametrize(("paragraph", "expected"), MARKERS.items(), ids=MARKERS)
def test_markers(paragraph, expected):
    """Each style is found with what is printed, its rank and its number, widths mixed or not."""
    marker = Marker.match(paragraph)
    assert marker
    assert (marker.label, marker.style.rank, marker.number) == expected


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(("sentence", "items"), ITEMS.items(), ids=ITEMS)
def test_items(sentence, items):
    """Run-in numbers are found after punctuation or at the start, and nowhere inside a word."""
    assert [item.label for item in find_item_markers(sentence)] == items


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


@pytest.mark.parametrize(("words", "number"), SIGNS.items())
def test_numbers(words, number):
    """Chinese, Arabic and circled numbers have a value, and words such as 首先; 最后 has none."""
    marker = Marker.match(words) or next(find_item_markers(words))
    assert marker.number == number
