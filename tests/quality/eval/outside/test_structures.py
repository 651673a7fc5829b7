"""Structures that were met in reports outside of the seeds, in words of our own.

Some forty reports of towns, departments, counties and cities (2016 to 2025) were read and judged by eye; each
case has the structure of some of them, and what a careful reader makes of it.
"""

from dataclasses import dataclass

import pytest

from flows.cli.read import ReadDocument
from tasks.model.document import Body
from tasks.model.report import OrganKind
from tasks.report.facts import DocumentHints

SENTENCE = "全年逐项落实年初定下的任务,按季度检查进度,年底一并考核。"


@dataclass(frozen=True)
class Case:
    """A report, and of what is said of it: path, heading and kind of every node but the preamble."""

    text: str
    nodes: tuple[tuple[str, str, str], ...]
    organ: str | None = None
    kind: OrganKind | None = None
    year: int | None = 2024
    codes: frozenset[str] = frozenset()


def lines(*parts: str) -> str:
    """Join lines."""
    return "\n".join(parts)


CASES = {
    "the page's boxes before a title that is printed twice": Case(
        lines(
            "今天是:2019年10月31日 星期三",
            "您所在的位置:政务公开 > 工作报告",
            "2024年霁川区法治政府建设情况报告",
            "文章来源:司法局 更新时间:2025/03/29 11:30:01",
            "2024年霁川区法治政府建设情况报告",
            f"2024年,霁川区坚持依法行政。{SENTENCE}",
            "一、2024年推进法治政府建设的主要举措和成效",
            "(一)强化组织领导",
            f"1.健全工作机制。{SENTENCE}",
            f"2.开展督促检查。{SENTENCE}",
            "(二)履行政府职能",
            f"3.深化审批改革。一是清理事项。{SENTENCE}二是减少环节。{SENTENCE}",
        ),
        (
            ("1", "2024年推进法治政府建设的主要举措和成效", "achievements"),
            ("1.1", "强化组织领导", "achievements"),
            ("1.1.1", "健全工作机制", "achievements"),
            ("1.1.2", "开展督促检查", "achievements"),
            ("1.2", "履行政府职能", "achievements"),
            ("1.2.1", "深化审批改革", "achievements"),
            ("1.2.1.1", "", "achievements"),
            ("1.2.1.2", "", "achievements"),
        ),
        organ="霁川区",
        kind=OrganKind.COUNTY,
        codes=frozenset({"numbering_runs_on"}),
    ),
    "a title on two lines without a year, and an addressee": Case(
        lines(
            "云溪乡人民政府",
            "关于法治政府建设的情况报告",
            "县委、县政府:",
            "2024年,是收官的一年。云溪乡坚持依法办事,现将本年度开展情况汇报如下:",
            "一、强化组织保障,夯实工作根基",
            "(一)健全领导机制",
            SENTENCE,
            "(二)提升干部素养",
            SENTENCE,
            "二、创新普法宣传,营造浓厚氛围",
            SENTENCE,
        ),
        (
            ("1", "强化组织保障,夯实工作根基", "thematic"),
            ("1.1", "健全领导机制", "thematic"),
            ("1.2", "提升干部素养", "thematic"),
            ("2", "创新普法宣传,营造浓厚氛围", "thematic"),
        ),
        organ="云溪乡人民政府",
        kind=OrganKind.TOWN,
    ),
    "the leaders' duty below the achievements, without their title": Case(
        lines(
            "关于2024年度法治政府建设情况的报告",
            f"我镇坚持依法行政,我镇干部带头学法。{SENTENCE}",
            "一、推进法治政府建设的主要举措和成效",
            "(一)深入学习法治思想",
            SENTENCE,
            "(二)履行推进法治建设第一责任人职责制度",
            SENTENCE,
        ),
        (
            ("1", "推进法治政府建设的主要举措和成效", "achievements"),
            ("1.1", "深入学习法治思想", "achievements"),
            ("1.2", "履行推进法治建设第一责任人职责制度", "leadership"),
        ),
        kind=OrganKind.TOWN,
        codes=frozenset({"missing_organ"}),
    ),
    "points of one sentence under a line that announces them": Case(
        lines(
            "霁川县云溪镇2024年法治政府建设情况报告",
            f"2024年,云溪镇坚持依法办事。{SENTENCE}",
            "一、主要举措和成效",
            SENTENCE,
            "二、存在的不足和原因",
            "主要存在以下问题:",
            "(一)法治意识不强,重视程度不够。",
            "(二)执法人员短缺,队伍有待加强。",
            "(三)宣传实效不高,形式较为单一。",
        ),
        (
            ("1", "主要举措和成效", "achievements"),
            ("2", "存在的不足和原因", "shortcomings"),
            ("2.1", "法治意识不强,重视程度不够", "shortcomings"),
            ("2.2", "执法人员短缺,队伍有待加强", "shortcomings"),
            ("2.3", "宣传实效不高,形式较为单一", "shortcomings"),
        ),
        organ="霁川县云溪镇",
        kind=OrganKind.TOWN,
    ),
    "lines that end wherever they are full": Case(
        lines(
            "霁川县水务局2024年法治政府建设情况报告",
            f"2024年,县水务局坚持依法治水。{SENTENCE}",
            "一、推进法治政府建设的主要举措和成效",
            "(一)坚持依法治水。局党组把学习宣传贯",
            "彻治水的法律法规作为一项重要任务,列入全年的学习计划。",
            "(二)落实主体责任。局党组严",
            "格履行主体责任,按季度听取汇报。",
        ),
        (
            ("1", "推进法治政府建设的主要举措和成效", "achievements"),
            ("1.1", "坚持依法治水", "achievements"),
            ("1.2", "落实主体责任", "achievements"),
        ),
        organ="霁川县水务局",
        kind=OrganKind.DEPARTMENT,
    ),
    "a report that begins with its first heading": Case(
        lines(
            "一、2024年法治政府建设工作情况",
            f"2024年,我局坚持依法行政,我局干部带头学法。{SENTENCE}",
            "(一)以学习为先,筑牢思想根基",
            SENTENCE,
            "一)以规范为要,提升执法效能",
            SENTENCE,
        ),
        (
            ("1", "2024年法治政府建设工作情况", "achievements"),
            ("1.1", "以学习为先,筑牢思想根基", "achievements"),
            ("1.2", "以规范为要,提升执法效能", "achievements"),
        ),
        kind=OrganKind.DEPARTMENT,
        codes=frozenset({"missing_title", "missing_organ", "numbering_repeat"}),
    ),
    "a bureau that speaks of its district": Case(
        lines(
            f"2024年,全区上下坚持依法行政。我局压实责任,全区、全县的水质持续改善。{SENTENCE}",
            "一、推进法治政府建设的主要措施和成效",
            SENTENCE,
        ),
        (("1", "推进法治政府建设的主要措施和成效", "achievements"),),
        kind=OrganKind.DEPARTMENT,
        codes=frozenset({"missing_title", "missing_organ"}),
    ),
    "a township that speaks of its county only": Case(
        lines(
            f"一年来,云溪乡坚持依法办事。对照全县2024年的要点,现将云溪乡2024年工作报告如下:{SENTENCE}",
            "一、主要举措和成效",
            SENTENCE,
        ),
        (("1", "主要举措和成效", "achievements"),),
        organ="云溪乡",
        kind=OrganKind.TOWN,
        codes=frozenset({"missing_title"}),
    ),
    "numbers that a copy masked": Case(
        lines(
            "云溪街道2024年法治政府建设年度报告",
            "****年,云溪街道坚持依法办事,现将有关情况报告如下。",
            "一、****年推进法治政府建设的主要举措和成效",
            f"立案**件,罚款**万元。{SENTENCE}",
        ),
        (("1", "****年推进法治政府建设的主要举措和成效", "achievements"),),
        organ="云溪街道",
        kind=OrganKind.SUBDISTRICT,
        codes=frozenset({"masked_number", "placeholder"}),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_structure(case):
    """The outline with its kinds, organ and year are what a careful reader sees; no other issue is raised."""
    reading = ReadDocument.read([Body(case.text.encode())], DocumentHints()).reading
    read = reading.sections
    assert (
        tuple(
            (one.path, one.heading or "", str(one.kind))
            for one in read
            if one.path != "0"
        )
        == case.nodes
    )
    assert "".join(one.text for one in read) == reading.report.text
    report = reading.report
    assert (report.organ, report.organ_kind, report.report_year) == (
        case.organ,
        case.kind,
        case.year,
    )
    assert {issue.code for issue in reading.issues} - {
        "short_text",
        "missing_first_of_many",
    } == case.codes


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("再次取消县级审批事项5项。", [("items_cancelled", 5)]),
        (
            "梳理事项清单31个,现保留政务服务事项515项。",
            [(None, 31), ("service_items", 515)],
        ),
        ("支流数量由46条减少到16条。", [(None, 46), (None, 16)]),
        ("依托“3·15”“4.15”“12·4”等节点开展宣传20次。", [("publicity_events", 20)]),
        ("综合指数2.385,比PM2.5浓度更低。", []),
    ],
)
def test_numbers(sentence, found):
    """Numbers with a unit are read with their indicator.

    Names of days and indices without a unit are none.
    """
    text = lines(
        "霁川县云溪镇2024年法治政府建设情况报告", "一、主要举措和成效", sentence
    )
    reading = ReadDocument.read([Body(text.encode())], DocumentHints()).reading
    assert [(one.indicator, int(one.value)) for one in reading.quantities] == found
