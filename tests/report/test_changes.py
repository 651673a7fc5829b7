"""Changes: by how much, from what and to what, and which indicator a change is of."""

from decimal import Decimal

from tasks.report.outline import parse_outline
from tasks.report.quantities import extract_quantities
from tests.rows import each_row

# Words, with for each number its change and the value before
CHANGES = {
    "同比减少检查企业120家次": [("down_by", None)],
    "比上年少罚款12万元": [("down_by", None)],
    "比上年多办理12件": [("up_by", None)],
    "较上年增加检查站点12个": [("up_by", None)],
    "信访量同比降12.4%，办结量增3%": [("down_by", None), None],
    "较上年增12件": [("up_by", None)],
    "压缩审批时限68%，精简材料12份": [("down_by", None), None],
    "审核合同增加47份，达到306份": [("up_by", None), ("up_to", None)],
    "由91%提高8个百分点至99%": [("from", None), ("up_by", None), ("up_to", "91")],
    "调解室由5个增加3个，达到8个": [("from", None), ("up_by", None), ("up_to", "5")],
    "分别由上年的23件、31件变为20件、36件": [
        ("from", None),
        ("from", None),
        ("down_to", "23"),
        ("up_to", "31"),
    ],
    "从12名、15名分别增至15名、18名": [
        ("from", None),
        ("from", None),
        ("up_to", "12"),
        ("up_to", "15"),
    ],
    "调解员增配至86名": [("up_to", None)],
    "时限由15个工作日压缩为5个工作日": [("from", None), ("down_to", "15")],
    "满意率回升到97%": [("up_to", None)],
    "立案231件，较上一年度的254件减少23件": [
        ("down_to", "254"),
        ("from", None),
        ("down_by", None),
    ],
    "投诉量降为80件": [("down_to", None)],
    "办结率跃升为98%": [("up_to", None)],
    "执法车辆由12辆减为9辆": [("from", None), ("down_to", "12")],
    "整改率比上年低1.3个百分点": [("down_by", None)],
    "满意率较去年同期高出2个百分点": [("up_by", None)],
    "在册企业7200户，较年初净增300户": [None, ("up_by", None)],
    "律师210名，比上年新增12名": [None, ("up_by", None)],
    "案件455件，同比+12.5%": [None, ("up_by", None)],
    "案件17件（同比-26.1%）": [None, ("down_by", None)],
    "办结率98%（+2.1%）": [None, ("up_by", None)],
    "同比↑8.2%，较上年↓3.1%": [("up_by", None), ("down_by", None)],
    "同比分别+12.5%、-3.1%": [("up_by", None), ("down_by", None)],
    "增长率为-3.2%": [("down_by", None)],
    "同比8.2%↑": [("up_by", None)],
    "同比+12件": [("up_by", None)],
    # no changes
    "利润率（-3%）": [None],
    "气温-3.2%": [None],
    "中心+5个站点12件": [None],
    "比上年新增站点12个": [None],
    "与上年相比，新增12名": [None],
    "比全省平均水平低1.3个百分点": [None],
    "晋升为主任科员3名，提为副科2名": [None, None],
    "较上年受理30件": [None],
    "增加执法人员12名、执法车辆3辆": [None, None],
    "培训多达30场，至少12人": [None, None],
    "低于全市平均水平2.1个百分点": [None],
    "由5家、6家单位分别开展7次、8次": [None] * 4,
    "提升服务质量，完成率达98%": [None],
    "较上年，提升能力，培训到12人": [None],
}


def read(words):
    """Read the quantities of a sentence."""
    return list(extract_quantities(words, parse_outline(words), 0))


@each_row(("words", "expected"), CHANGES.items(), ids=CHANGES)
def test_changes(words, expected):
    """Each number of a sentence is a level, an amount of change, or an end of one."""
    found = [
        (one.change, one.before) if one.change else None for one in read(f"{words}。")
    ]
    want = [one and (one[0], Decimal(one[1]) if one[1] else None) for one in expected]
    assert found == want


# Sentences, with the indicator that each change is of, in order
RATES = {
    "行政应诉案件86件，同比增长14.3%。": ["administrative_lawsuits"],
    "受理法律援助案件486件（同比增长8%），受援人512人。": ["legal_aid_cases"],
    "受理信访事项118件、办结信访事项110件，同比分别增长9%、14%。": [
        "petitions_received",
        "petitions_concluded",
    ],
    "受理信访事项118件，较上年增加18件，增长18%。": ["petitions_received"] * 2,
    "收到行政复议申请75件（上年为59件），增加16件。": ["reconsideration_applications"],
    "与上年相比，审核合同增加47份，达到306份。": ["contracts_reviewed"],
    "败诉率5.48%，败诉4件，败诉率同比下降1.9个百分点。": ["lawsuit_loss_rate"],
    "受理信访事项118件，满意率97%，同比提高2个百分点。": ["petition_satisfaction_rate"],
    "今年受理的行政复议案件数量是去年的1.6倍。": ["reconsideration_accepted"],
    "收到复议申请90件，调解结案30件，占同期审结总数的40%。": [
        "reconsideration_concluded"
    ],
    "执业律师210名，较上年新增12名。": ["lawyers"],
    "期末登记在册经营主体7200户，较年初净增300户。": ["market_entities"],
    "收到行政复议申请90件，比前年的60件多30件。": ["reconsideration_applications"],
    "高于全市平均水平0.6个百分点。": [],
    "办结时限较法定时限压缩60%。": [],
    "全国行政复议受理量同比增长94.7%。": [],
}


@each_row(("words", "codes"), RATES.items(), ids=RATES)
def test_what_a_change_is_of(words, codes):
    """The number before it or the words in its clause; a change has no indicator of its own."""
    found = read(words)
    rates = [one.rate_of for one in found if one.rate_of]
    assert rates == codes
    assert not any(one.indicator for one in found if one.rate_of)
