"""The numbering styles: which mark opens a paragraph, its rank and its value."""

import pytest

from tasks.report.markers import ITEM, marker_of, number_of

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
    "（1）台账": ("（1）", 4, 1),
    "(12)清单": ("(12)", 4, 12),
    "③落实": ("③", 5, 3),
}


@pytest.mark.parametrize(("paragraph", "expected"), MARKERS.items(), ids=MARKERS)
def test_markers(paragraph, expected):
    """Each style is found with what is printed, its rank and its number, widths mixed or not."""
    marker = marker_of(paragraph)
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
        "（中心）负责",
    ],
)
def test_no_markers(paragraph):
    """A number without words after it, a date, a quantity and running text open no section."""
    assert marker_of(paragraph) is None


ITEMS = {
    "工作扎实。一是抓学习。二是抓考核。": ["一是", "二是"],
    "主要表现为：一是观念不新；二是力量不足": ["一是", "二是"],
    "一要加强学习，二要加强督导": ["一要", "二要"],
    "“补短板。”三是抓落实": ["三是"],
    "主体单一是突出问题": [],
    "十一是数量词": ["十一是"],
    "能否做到，一是否有人管": [],
}


@pytest.mark.parametrize(("sentence", "items"), ITEMS.items(), ids=ITEMS)
def test_items(sentence, items):
    """Run-in numbers are found after punctuation or at the start, and nowhere inside a word."""
    assert [match.group() for match in ITEM.finditer(sentence)] == items


@pytest.mark.parametrize(("sign", "number"), [("三", 3), ("十一", 11), ("7", 7), ("⑫", 12), ("甲", 0)])
def test_numbers(sign, number):
    """Chinese, Arabic and circled numbers have a value; other signs none."""
    assert number_of(sign) == number
