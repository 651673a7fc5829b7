"""The numbering styles: which mark opens a paragraph, its rank and its value."""

import pytest

from tasks.report.markers import find_item_markers, match_marker, parse_marker_number

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
    marker = match_marker(paragraph)
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
    assert match_marker(paragraph) is None


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
    "三": 3,
    "十一": 11,
    "7": 7,
    "⑫": 12,
    "㈢": 3,
    "⑸": 5,
    "⒎": 7,
    "首先": 1,
    "另一方面": 2,
    "甲": 0,
}


@pytest.mark.parametrize(("sign", "number"), SIGNS.items())
def test_numbers(sign, number):
    """Chinese, Arabic and circled numbers have a value; other signs none."""
    assert parse_marker_number(sign) == number
