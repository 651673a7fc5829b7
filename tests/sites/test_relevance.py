"""Reports and what looks like one."""

from pathlib import Path

import pytest

from tasks.sites.relevance import classify_page, classify_title

REPORTS = [
    "演示镇2025年法治政府建设年度报告",
    "演示区人民政府关于2020年法治政府建设工作情况的报告",
    "某山街道2023年法治政府建设工作总结".replace("某", "云"),
    "中共演示区广平街道工作委员会 演示区人民政府广平街道办事处 关于2025年度法治政府建设情况的报告",
    "交通运输局2022年法治政府部门建设工作情况",
    "演示县2024年推进法治政府建设工作情况的报告",
    "演示区司法局2021年度法治政府建设工作汇报",
    "区教育局2014年度依法行政工作报告",
    "2013年依法行政工作总结",
    "2024年法治政府工作报告",
    "演示镇2025年法治政府建设工作总结及2026年工作计划",
    "演示市规划和自然资源局2023年法治政府建设年度报告",
    "演示示范区2023年法治政府建设情况报告",
    "市新闻出版局２０２３年度法治政府建设情况报告",
    "二〇一九年度法治政府建设情况报告",
    "演示镇<em>法治政府</em>建设 2022 年 度 报 告",
]

LOOK_ALIKES = [
    ("演示区司法局2022年度政府信息公开工作年度报告", "disclosure_report"),
    ("演示区司法局2022年度法治政府建设信息公开年报", "disclosure_report"),
    ("2024年政府工作报告", "government_work_report"),
    (
        "【政策解读】关于《演示县2023年度法治政府建设工作总结的报告》的政策解读",
        "interpretation",
    ),
    ("一图读懂演示市2023年法治政府建设年度报告", "interpretation"),
    ("演示市2024年法治政府建设情况新闻发布会", "press_conference"),
    ("演示区法治政府建设白皮书（2021版）", "white_paper"),
    ("关于印发演示县2020年度法治政府建设工作安排的通知", "plan"),
    ("2023年法治政府建设工作要点", "plan"),
    (
        "关于印发《演示市法治政府建设实施方案（2022-2025年）》的通知",
        "implementation_plan",
    ),
    ("某县2025年度法治政府建设情况报告", "template"),
    ("**区2023年法治政府建设工作报告", "template"),
    ("XX局2023年法治政府建设工作报告范文", "template"),
    ("2023年度乡镇法治政府建设情况报告及2023年工作方案", "template"),
    ("演示镇镇长2023年法治政府建设述法报告", "debriefing"),
    ("演示区2023年行政复议和行政应诉情况报告", "reconsideration_report"),
    ("演示区法治政府建设评估报告", "evaluation"),
    ("演示市法治政府建设年度报告事项指引（试行）", "guideline"),
    ("关于报送2023年法治政府建设年度报告的通知", "notice"),
    ("区卫生健康委顺利完成2022年度法治政府建设考核", "assessment"),
    ("演示县政府常务会听取2025年法治政府建设汇报", "news"),
    ("我区法治政府建设再上新台阶", "news"),
    ("演示区2025年上半年法治政府建设工作总结", "other"),
    ("2021年度工作总结", "other"),
    ("演示区2021年财政决算公开", "other"),
]


TITLES = [
    line.split("\t")
    for line in Path(__file__)
    .with_name("titles.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("kind", "title"), TITLES)
def test_every_title_of_the_set_is_distinguished(kind, title):
    """Reports, doubtful ones, and every kind of look-alike."""
    relevance = classify_title(title)
    assert (
        "doubtful" if relevance.relevant and relevance.doubtful else relevance.kind
    ) == kind


def test_the_set_is_large_and_of_all_kinds():
    """At least 150 titles, none twice."""
    assert len({title for _kind, title in TITLES}) == len(TITLES) >= 150
    assert len({kind for kind, _title in TITLES}) >= 17


@pytest.mark.parametrize("title", REPORTS)
def test_titles_of_reports_are_taken(title):
    """Whatever the genre is called, whoever publishes it."""
    relevance = classify_title(title)
    assert (relevance.relevant, relevance.kind, relevance.doubtful) == (
        True,
        "report",
        False,
    )
    assert relevance.evidence


@pytest.mark.parametrize(("title", "kind"), LOOK_ALIKES)
def test_titles_of_look_alikes_are_named(title, kind):
    """Each with the kind that the ledger keeps."""
    relevance = classify_title(title)
    assert (relevance.relevant, relevance.kind) == (False, kind)


OPENING = "现将我镇2025年法治政府建设工作情况报告如下：\n一、主要举措和成效\n（一）依法全面履行政府职能。"


@pytest.mark.parametrize(
    "title",
    [
        "法治政府建设年度报告",
        "演示镇2022年法治政府建设",
        "演示县东里镇 东府〔2025〕26号",
        "关于印发《演示镇2023年法治政府建设工作报告》的通知",
        "演示镇2023年法治建设工作总结",
    ],
)
def test_doubtful_titles_are_decided_by_the_page(title):
    """Such a page is fetched, and its opening decides."""
    relevance = classify_title(title)
    assert (relevance.relevant, relevance.doubtful) == (True, True)
    assert classify_page(title, OPENING).relevant
    assert not classify_page(title, "本次会议对今后的工作作了部署。").relevant


@pytest.mark.parametrize(
    ("opening", "kind"),
    [
        (
            "根据《中华人民共和国政府信息公开条例》要求，现编制2025年度报告。",
            "disclosure_report",
        ),
        ("本报讯（记者 张三）日前，县政府公布了法治政府建设情况。", "news"),
        ("2025年，**区以习近平法治思想为指导，推进法治政府建设。", "template"),
    ],
)
def test_an_opening_can_unmask_a_good_title(opening, kind):
    """The page has the last word."""
    relevance = classify_page("演示镇2025年法治政府建设年度报告", opening)
    assert (relevance.relevant, relevance.kind) == (False, kind)


def test_a_page_without_a_title_is_classified_by_its_first_lines():
    """Titles are broken over lines, and may be missing altogether."""
    lines = "演示镇人民政府\n关于2025年度法治政府建设情况的报告\n" + OPENING
    assert classify_page("", lines).relevant
    assert classify_page("", OPENING).relevant
    assert (
        classify_page(
            "", "演示区2023年\n行政复议和法治政府建设情况报告\n" + OPENING
        ).kind
        == "reconsideration_report"
    )


def test_a_farm_that_wraps_a_report_under_another_title_is_not_taken():
    """A title of something else is not saved by the text below it."""
    assert not classify_page("全国青少年普法网登录", OPENING).relevant


def test_an_entry_without_a_title_is_fetched_and_asked():
    """Sitemaps name pages by their address only."""
    found = classify_title(" ")
    assert (found.relevant, found.doubtful, found.evidence) == (True, True, "no title")
