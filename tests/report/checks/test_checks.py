"""Checks of one report against itself: what does not fit is told, and what fits, or may, is not."""

import pytest

from tasks.model.issue import Responsibility, Severity
from tasks.report.checks import check_report
from tasks.report.outline import parse_outline
from tasks.report.quantities import extract_quantities


def issues(words):
    """Check a report of one section."""
    text = f"一、主要举措\n{words}"
    quantities = tuple(extract_quantities(text, parse_outline(text), 0))
    return list(check_report(text, quantities))


# A sentence that does not fit together, by the code of its only issue.
FAULTY = {
    "sum_mismatch": [
        "收到非常满意评价802条，满意163条，合计966条。",
        "保留事项515项，其中行政许可事项218项，其他事项290项。",
        "接待来访89批155人次，其中城建类38批70人次、社保类26批44人次、其他类别25批31人次。",
        "接待来访89批155人次，其中城建类38批70人次、社保类26批44人次、其他类别25批51人次。",
        "受理案件60件，办结40件，其余30件正在办理。",
        "排查隐患326处，已整改318处，整改率97.5%，其余6处正在整改。",
    ],
    "part_exceeds_whole": [
        "办理案件12件，其中行政许可14件。",
        "办理案件12件，其中行政许可8件、行政处罚6件。",
        "排查安全隐患30处，整改隐患40处。",
        "收到行政复议申请30件，受理行政复议申请36件。",
    ],
    "rate_mismatch": [
        "上报网格事件4039件，已经办结4009件，30件正在受理，事件办结率98.25%。",
        "受理行政案件524件，审结471件，结案率为91%。",
        "排查矛盾纠纷55件，成功化解矛盾纠纷50件，化解率达100%。",
        "证明事项由120项精简为98项，减少28.3%。",
        "受理举报326件，较去年的799件减少55%。",
    ],
    "share_above_100": ["群众反映问题办结率达到102%。", "群众满意度为101.5%。", "败诉率100.5%。"],
    "change_contradicted": [
        "证明事项从799项削减至826项。",
        "办理时限由5个工作日缩短到8个工作日。",
        "站点从30个增加到25个。",
        "受理举报326件，较去年的799件增加59.2%。",
    ],
    "masked_number": ["立案*件。", "罚款××万元。", "组织培训XX人次。", "检查企业xx家次。"],
    "placeholder": [
        "由XX街道承担。", "20××年工作打算。", "经费____元。", "数据（待补充）。", "此处填写单位名称。",
        "报○○县人民政府。",
    ],
}  # fmt: skip
SOUND = (
    "收到非常满意评价802条，满意163条，合计965条。|提出意见30条，收到非常满意评价802条，满意163条，合计965条。|"
    "保留事项515项，行政许可事项218项，其他事项297项。|受理案件60件，办结40件，其余20件正在办理。|"
    "受理约60件，办结40件，其余30件正在办理。|受理1.2万件，办结4000件，其他3000件。|"
    "受理纠纷54件，化解32件，转交21件，1件正在核实中，其余均已化解。|"
    "接待来访89批155人次，其中城建类38批70人次、社保类26批44人次、其他类别25批41人次。|"
    "办理案件12件，其中行政许可8件。|受理120件，办结10件，其中网上申请80件。|全镇40人，其中党员30人、妇女25人。|"
    "排查隐患30余处，整改隐患40处。|上半年排查安全隐患30处，全年整改隐患40处。|发现隐患138项，完成整改138项。|"
    "上报网格事件4039件，已经办结4009件，30件正在受理，事件办结率99.25%。|受理54件，办结54件，办结率100%。|"
    "受理行政案件524件，审结471件，结案率89.89%。|受理行政案件524件，审结471件，结案率89.88%。|受理54件，办结50件，按期办结率100%。|"
    "受理54件，一次性办结50件，群众满意率99%。|排查矛盾纠纷55件，调处化解率100%。|受理54件，化解12件，办结50件，办结率95%。|"
    "任务完成率120%。|受理量增长率达130%，同比增长162.5%。|网办率100%，办结率100%。|"
    "证明事项由120项精简为98项，减少18.3%。|受理举报326件，较去年的799件减少59.2%。|受理约326件，较去年的799件减少55%。|"
    "办结率由85%提升到97%，增长12%。|从12项增加到30项，其中新增18项。|受理信访120件，办结30件，其他事项20件。|"
    "检查企业60家，有隐患的20家，立案5家，其余15家责令改正。|全省排名由12名提升到5名。|审批提速，由5个工作日提高到3个工作日。|"
    "案件由120件减少到98件，投诉下降12%。|案件由120件减少到98件，投诉量减少12%。|发布××镇村民诉县政府案例。|"
    "推行“1+X”机制，建立1+X个站点，配备X光机3台，面积3×5米。|人才有待补充，机制亟待完善。|王××诉某局案1件。|二〇〇八年以来。|"
    "打造X项特色，X射线机2台。|发放资料12000余份，解答咨询800余人次，合计受益群众2万余人。|"
    "办结行政复议案件98件，其中维持45件、撤销12件、调解结案20件、其他21件。|受理举报50起，已处置60起（含上年结转10起），处置率100%。|"
    "5G+X场景。|1.5倍"
).split("|")


@pytest.mark.parametrize(
    ("code", "words"),
    [(code, words) for code, several in FAULTY.items() for words in several],
)
def test_faults_are_reported(code, words):
    """A sentence that does not fit gives its publisher one warning, with itself as evidence and a remedy."""
    found = issues(words)
    assert [issue.code for issue in found] == [code]
    assert found[0].evidence == words
    assert (found[0].stage, found[0].severity) == ("report", Severity.WARNING)
    assert found[0].responsibility is Responsibility.PUBLISHER
    assert "ask the publisher" in found[0].message


@pytest.mark.parametrize("words", SOUND)
def test_no_false_alarm(words):
    """What fits, what is approximate and what may be read in another way raises nothing."""
    assert issues(words) == []


def test_sentences_are_checked_apart():
    """The numbers of one sentence say nothing of those of the next."""
    assert issues("办理案件12件。其中行政许可14件。") == []
