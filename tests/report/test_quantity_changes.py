"""Changes: by how much, to what, from what, and compared with what."""

from decimal import Decimal

import pytest

from tasks.report.numbers import find_numbers
from tasks.report.quantities import find_changes

# Words with, for each of their numbers: change, value before, compared with.
CHANGES = {
    "较上年增长62.5%": [("up_by", None, "较上年")],
    "同比下降3.2个百分点": [("down_by", None, "同比")],
    "同比上涨104.97%": [("up_by", None, "同比")],
    "比2022年提高了12.6个百分点": [("up_by", None, "比2022年")],
    "与去年同期相比减少30件": [("down_by", None, "与去年同期相比")],
    "环比分别下降12.5%、20%": [("down_by", None, "环比"), ("down_by", None, "环比")],
    "增幅达12%": [("up_by", None, None)],
    "降幅为12%": [("down_by", None, None)],
    "增长率为12%": [("up_by", None, None)],
    "实现15%的增长": [("up_by", None, None)],
    "比上年多30件": [("up_by", None, "比上年")],
    "比去年少12件": [("down_by", None, "比去年")],
    "增长近1.5倍": [("up_by", None, None)],
    "公职律师增至12名": [("up_to", None, None)],
    "败诉率降至3%": [("down_to", None, None)],
    "办结率提升到98%": [("up_to", None, None)],
    "从799项削减至326项": [("from", None, None), ("down_to", "799", None)],
    "由15个工作日缩短至3个工作日": [("from", None, None), ("down_to", "15", None)],
    "由120项精简为98项": [("from", None, None), ("down_to", "120", None)],
    "从85%大幅提升至97.5%": [("from", None, None), ("up_to", "85", None)],
    "从2022年的30件增加到2023年的50件": [
        ("from", None, None),
        ("up_to", "30", "2022年"),
    ],
    "从120压减至30项": [("down_to", "120", None)],
    "受理326件，较去年的799件减少59.2%": [
        ("down_to", "799", "较去年"),
        ("from", None, "较去年"),
        ("down_by", None, "较去年"),
    ],
    "新增法律明白人6人": [None],
    "收集意见多达30条": [None],
    "增加服务窗口12个": [None],
    "较上年受理30件": [None],
    "组织学习5次，较上一年度增加2次": [None, ("up_by", None, "较上一年度")],
    "从5个方面推进，建成3个站点": [None, None],
    "走访30家，检查40家": [None, None],
}


def told(words):
    """Give what is told of each number of a sentence."""
    found = find_numbers(words)
    changes = find_changes(words, found, 0, len(words))
    each = [changes.get(place) for place in range(len(found))]
    return [
        (one.change, one.before, one.compared_with) if one and one.change else None
        for one in each
    ]


@pytest.mark.parametrize(("words", "expected"), CHANGES.items(), ids=CHANGES)
def test_changes(words, expected):
    """Each number is a level, an amount of change, or an end of one."""
    want = [
        one and (one[0], Decimal(one[1]) if one[1] else None, one[2])
        for one in expected
    ]
    assert told(f"全年{words}。") == want
