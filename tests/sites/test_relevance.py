"""Reports and what looks like one."""

from pathlib import Path

import pytest

from tasks.sites.relevance import classify_page, classify_title
from tests.rows import check_rows, each_row

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


def check_title(row):
    """Check what a title is taken for."""
    kind, title = row
    relevance = classify_title(title)
    assert (
        "doubtful" if relevance.relevant and relevance.doubtful else relevance.kind
    ) == kind


def test_every_title_of_the_set_is_distinguished():
    """Reports, doubtful ones, and every kind of look-alike."""
    check_rows(check_title, TITLES)


def test_the_set_is_large_and_of_all_kinds():
    """At least 150 titles, none twice."""
    assert len({title for _kind, title in TITLES}) == len(TITLES) >= 150
    assert len({kind for kind, _title in TITLES}) >= 17


@each_row("title", REPORTS)
def test_titles_of_reports_are_taken(title):
    """Whatever the genre is called, whoever publishes it."""
    relevance = classify_title(title)
    assert (relevance.relevant, relevance.kind, relevance.doubtful) == (
        True,
        "report",
        False,
    )
    assert relevance.evidence


@each_row(("title", "kind"), LOOK_ALIKES)
def test_titles_of_look_alikes_are_named(title, kind):
    """Each with the kind that the ledger keeps."""
    relevance = classify_title(title)
    assert (relevance.relevant, relevance.kind) == (False, kind)


OPENING = "现将我镇2025年法治政府建设工作情况报告如下：\n一、主要举措和成效\n（一）依法全面履行政府职能。"


@each_row(
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


# Words that make a title of a report one of something else, by the kind that they name.
WORDS = {
    "template": "某省|某某市|某区|某县|某旗|某镇|某乡|某街道|某局|某委|某单位|某部门|某机关|*|"
    "＊区|×局|XX省|xx市|ＸＸ区|ｘｘ县|XX镇|XX乡|"
    "XX街道|XX局|XX委|XX单位|XX年|范文|模板|通用3篇|（3篇|(精选十篇",
    "disclosure_report": "信息公开|政府信息公开|政务信息公开|政务公开",
    "interpretation": "解读|图解|一图|读懂|答记者问|起草说明|编制说明",
    "press_conference": "发布会|通气会|吹风会",
    "white_paper": "白皮书|蓝皮书|绿皮书",
    "guideline": "指引|指南|提纲|大纲|编写|撰写|格式",
    "evaluation": "评估",
    "debriefing": "述法|述职",
    "reconsideration_report": "行政复议|行政应诉|应诉工作",
    "assessment": "考核|考评|督察|督查|示范创建|示范项目|示范单位|示范市创建|示范县申报|示范区评|"
    "示范区命名|验收|测评|满意度",
    "study": "研究|实证|对策|探析|浅谈|刍议|综述|评析|启示|的思考|思考与|文本分析|报告制度|心得",
    "opinion": "审议|评议|审查意见|专题询问|意见建议|征求意见|报告的意见|答复|留言|听证",
    "list": "报告目录|报告汇编|报告一览表|情况汇总|各部门|各县区|各镇街",
    "about_reports": "报告公开|报告的报送|年报编制|报告备案",
    "implementation_plan": "实施方案|实施意见|实施纲要|实施细则",
    "news": "听取|召开|举行|举办|常务会|推进会|座谈会|动员会|现场会|培训班|调研|莅临|慰问|顺利|"
    "圆满|荣获|获评|传达|"
    "接受记者采访|新闻|如何？|如何?",
    "government_work_report": "政府工作报告|政府工作的报告",
    "other": "上半年|下半年|半年|三季度|一季|三季|6月份",
    "plan": "安排|要点|计划|打算|思路|任务清单|任务分解|任务分工|规划|工作方案|方案",
}


def check_word(row):
    """Check that a word before the genre makes the title a look-alike's."""
    kind, word = row
    relevance = classify_title(f"演示区2023年法治政府建设{word}情况报告")
    assert (relevance.relevant, relevance.kind) == (False, kind)
    assert relevance.evidence


def test_every_word_of_a_look_alike_names_it():
    """Wherever it stands before the genre, the title is no longer a report's."""
    check_rows(
        check_word,
        [(kind, word) for kind, words in WORDS.items() for word in words.split("|")],
    )


TITLES_OF_LOOK_ALIKES = {
    "template": "乡镇法治政府建设情况报告|2023年乡镇依法行政工作报告|"
    "2023年度乡镇推进法治政府建设情况报告|"
    "乡镇2023年法治政府建设情况报告|2023年区三年法治政府建设报告|局2023年法治政府建设报告|"
    "区2023年法治政府建设报告|县2023年法治政府建设报告|镇2023年法治政府建设报告|"
    "乡2023年法治政府建设报告",
    "news": "演示区发布2023年法治政府建设报告|演示省法治政府建设情况发布年度报告|"
    "法治政府建设报告来了！|法治政府建设报告来了!",
}


@each_row(
    ("kind", "title"),
    [
        (kind, title)
        for kind, titles in TITLES_OF_LOOK_ALIKES.items()
        for title in titles.split("|")
    ],
)
def test_look_alikes_by_the_build_of_their_titles(kind, title):
    """No single word of these tells it, but where it stands."""
    assert classify_title(title).kind == kind


@each_row(
    "organ",
    "研究院|研究所|研究中心|政策研究室|信访办|考核办|考核委|督察局|督察办|督查室|督查办|示范区|新闻出版局|新闻办|新闻中心|"
    "规划和自然资源局|规划局|规划与国土局|规划委|规划分局|"
    "规划自然资源局|规划建设局|规划国土局|规划管理局|规划资源局|演示乡|演示镇".split(
        "|"
    ),
)
def test_organs_whose_names_hold_such_words_report(organ):
    """An organ for planning makes no plan of its report."""
    relevance = classify_title(f"演示市{organ}2023年法治政府建设情况报告")
    assert (relevance.relevant, relevance.doubtful) == (True, False)


@each_row(
    "genre",
    "报告|总结|汇报|年报|工作情况|年度情况|推进情况|开展情况|完成情况|进展情况|落实情况|执行情况|"
    "有关情况|主要情况".split("|"),
)
def test_every_name_of_the_genre_makes_a_report(genre):
    """Without a year, too."""
    for title in (f"演示区法治政府建设{genre}", f"演示区依法行政{genre}"):
        relevance = classify_title(title)
        assert (relevance.relevant, relevance.doubtful) == (True, False)
    assert classify_title("演示区法治政府情况").kind == "report"
    assert classify_title("演示区法治政府建设情况").kind == "report"


@pytest.mark.parametrize(
    ("subjects", "doubtful"),
    [
        (
            "法治政府|依法行政|法治部门建设|法治机关建设|法治机关部门建设|法治单位部门建设|"
            "法治交通部门建设|法治教育部门建设|法治卫生部门建设|法治公安机关建设|法治税务机关建设",
            False,
        ),
        (
            "法治建设|法治工作|依法治理|依法治国|依法治省|依法治市|依法治区|依法治县|依法治镇|"
            "依法治乡|依法治街|依法治校|依法治教|依法治税|"
            "法制建设|法制工作",
            True,
        ),
    ],
    ids=["certain", "near"],
)
def test_every_name_of_the_subject_is_known(subjects, doubtful):
    """What is named otherwise is decided by the page; what is named by neither is something else."""
    for subject in subjects.split("|"):
        relevance = classify_title(f"演示区2023年{subject}工作总结")
        assert (relevance.relevant, relevance.doubtful) == (True, doubtful), subject
    assert not classify_title("演示区2023年普法工作总结").relevant


@each_row(
    "title",
    "法治政府建设|推进法治政府建设|法治政府部门建设报告|法治政府建设工作年报|"
    "法治政府建设年度工作总结|法治政府建设情况的报告|法治政府建设年度报告".split("|"),
)
def test_what_columns_are_called_is_a_doubtful_title(title):
    """One that names an organ is not; without genre and year it is none at all."""
    relevance = classify_title(title)
    if title.endswith("建设"):
        assert not relevance.relevant
    else:
        assert (relevance.relevant, relevance.doubtful) == (True, True)
        assert not classify_title(f"演示区{title}").doubtful


@each_row("notice", "通知|公告|通告|通报|公示|的函|的批复".split("|"))
def test_a_notice_may_carry_a_report(notice):
    """When it says that it gives something out; otherwise, or without a report's name, it carries none."""
    for word in ("印发", "转发", "公布", "公开"):
        title = f"关于{word}演示区2023年法治政府建设工作报告{notice}"
        relevance = classify_title(title)
        assert (relevance.relevant, relevance.doubtful) == (True, True)
        assert classify_title(f"关于{word}推进法治政府{notice}").kind == "notice"
    assert classify_title(f"关于报送法治政府建设报告{notice}").kind == "notice"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            "other",
            "清单|目录|条例|办法|规定|意见|决定|名单|统计表|一览表|知识|问答|案例|论文|征文|活动|"
            "讲座|宣传",
        ),
        ("news", "助力|赋能|见成效|再上|迈上|：|:|，|,"),
    ],
)
def test_other_genres_and_headlines(kind, words):
    """A year alone makes no report of them."""
    for word in words.split("|"):
        title = f"演示区2023年法治政府建设{word}新"
        assert classify_title(title).kind == kind, title


@each_row("opening", "我|全|加强|强化|推动|提升|打造|深化|着力|扎实".split("|"))
def test_headlines_open_with_a_call(opening):
    """The same word further on does not make one."""
    assert classify_title(f"{opening}区2023年法治政府建设").kind == "news"
    relevance = classify_title(f"演示区{opening}2023年法治政府建设")
    assert (relevance.kind, relevance.doubtful) == ("report", True)


@each_row(
    ("title", "relevant"),
    [
        ("演示区2023年法治政府建设", True),
        ("演示区1999年法治政府建设", True),
        ("演示区二〇二三年法治政府建设", True),
        ("演示区二○二三年法治政府建设", True),
        ("演示区二零二三年法治政府建设", True),
        ("演示区法治政府建设", False),
        ("演示区2023年法治建设", False),
        ("演示区知识产权局2023年法治政府建设", True),
        ("演示区2023年法治社会建设", False),
        ("演示区宣传部2023年法治政府建设", True),
    ],
)
def test_without_a_genre_the_year_makes_it_a_doubtful_report(title, relevant):
    """Where the subject is certain."""
    found = classify_title(title)
    assert (found.relevant, found.doubtful) == (relevant, relevant)


@each_row(
    ("title", "relevant"),
    [
        ("演示区人民政府演府〔2023〕12号", True),
        ("演府[2023]第12号", True),
        ("演府（2023）12号", True),
        ("演府【2023】12号", True),
        ("演府〔2023〕12号文件", False),
        ("演府〔1999〕12号", False),
    ],
)
def test_a_document_number_for_a_title_says_nothing(title, relevant):
    """The page has to."""
    found = classify_title(title)
    assert (found.relevant, found.doubtful) == (relevant, relevant)


@each_row(
    ("words", "reports"),
    [
        ("现将有关情况报告如下", True),
        ("现就有关工作汇报", True),
        ("现将年度总结公布", True),
        ("现将情况公开", True),
        ("现将情况通报", True),
        ("现将情况说明", True),
        ("现将内容列示如下", True),
        ("报告如下", True),
        ("汇报如下", True),
        ("总结如下", True),
        ("工作如下：", True),
        ("情况如下:", True),
        ("特此报告", True),
        ("主要举措和成效", True),
        ("有关措施及成绩", True),
        ("具体做法与成效", True),
        ("存在的主要不足", True),
        ("存在问题", True),
        ("第一责任人", True),
        ("下一年度的主要安排", True),
        ("下一步打算", True),
        ("下一步工作计划", True),
        ("会议作了部署", False),
    ],
)
def test_a_doubtful_page_has_to_report(words, reports):
    """One phrase or heading of a report is enough, beside the subject; the subject alone is not."""
    title = "演示镇2023年法治建设工作总结"
    page = classify_page(title, f"我镇推进法治政府建设，{words}。")
    assert (page.relevant, page.kind) == (reports, "report" if reports else "other")
    assert not page.doubtful
    assert not classify_page(title, f"我镇推进各项建设，{words}。").relevant


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            "template",
            "*区|**县|×××镇|＊乡|*省|*市|*街道|*局|*委|某省|某市|某某区|某县|某镇|某乡|某街道|"
            "某局|XX市|ＸＸ区|XX县|XXX镇|XX乡|XX局",
        ),
        (
            "news",
            "本报讯|本网讯|本报记者 |记者：|本网记者（|见习记者 |通讯员|日讯（|网讯 |社讯(|刊讯（",
        ),
        (
            "disclosure_report",
            "根据政府信息公开条例编制|按照《政府信息公开条例》的要求，公布|"
            "依据政府信息公开条例规定的年度报告",
        ),
    ],
)
def test_every_declaration_of_an_opening_unmasks(kind, words):
    """Each of the words alone, at the head of a page with the best of titles."""
    title = "演示镇2025年法治政府建设年度报告"
    for word in words.split("|"):
        assert classify_page(title, f"{word}，推进工作。").kind == kind, word
    for word in ("XX省", "*号", "记者们", "简讯", "政府信息公开条例"):
        assert classify_page(title, f"{word}，推进工作。").kind == "report", word


@pytest.mark.parametrize(("before", "kind"), [(397, "news"), (398, "report")])
def test_declarations_stand_in_the_first_four_hundred_characters(before, kind):
    """Further down the same words are content."""
    title, opening = "演示镇2025年法治政府建设年度报告", "法" * before + "本报讯"
    assert classify_page(title, opening).kind == kind


@pytest.mark.parametrize(("before", "relevant"), [(1192, True), (1193, False)])
def test_an_opening_has_twelve_hundred_characters(before, relevant):
    """What a doubtful page says of itself stands in them."""
    opening = "依" * before + "法治政府特此报告"
    assert classify_page("法治政府建设年度报告", opening).relevant is relevant


@each_row(
    ("opening", "relevant"),
    [
        ("", False),
        ("本次会议对今后的工作作了部署。", False),
        ("我镇法治政府建设再上新台阶。", False),
        ("演示镇\n二〇二五年度\n法治政府建设情况报告", True),
        ("\n演示镇\n\n二〇二五年度\n\n法治政府建设情况报告", True),
        ("演示镇\n二〇\n二五年度\n法治政府建设情况报告", False),
        ("演示镇\n二〇\n二五年度\n法治政府建设情况\n现将情况报告如下", True),
    ],
)
def test_the_first_three_lines_are_the_title_of_a_page_without_one(opening, relevant):
    """Where they say nothing of it, the text has to report like any doubtful page."""
    assert classify_page("", opening).relevant is relevant
    assert classify_page(" ", opening).relevant is relevant


@pytest.mark.parametrize(("length", "relevant"), [(114, True), (115, False)])
def test_a_title_broken_over_lines_is_at_most_so_long(length, relevant):
    """What comes behind its first 120 characters is text."""
    assert classify_page("", "演" * length + "法治政府报告").relevant is relevant


@pytest.mark.parametrize(
    "title",
    [
        "演示镇法治<em>政府</em>建设2023年度报告",
        "演示镇法治<font color='red'>政府</font>建设年度报告",
        "演 示 镇 法 治 政 府 建 设 年 度 报 告",
        "演示镇法治\u3000政府建设\n年度报告",
    ],
)
def test_titles_are_read_without_what_they_are_dressed_in(title):
    """Marks of a search engine and blanks may stand inside of any word."""
    relevance = classify_title(title)
    assert (relevance.relevant, relevance.doubtful) == (True, False)


@each_row(
    "title",
    "演示县市场监督管理局2025年...|演示县司法局2025年度法治…|演示县交通运输局2025年度推进法…|"
    "演示县市场监督管理局..|"
    "演示县市场监督管理局20…|2025年度演示县市场监督管...|2025年演示县住房和城乡建…|演示县司法局关于…|"
    "关于印发《演示县2025年…|演示县林业和草原局二〇二五年度…|演示县公安局2025年......>>|"
    "中共演示县委全面依法治县委员会…|演示县2025年党政主要负责人履行推进法…|演示县法治政府建设…".split(
        "|"
    ),
)
def test_what_a_list_cut_before_its_subject_is_decided_by_the_page(title):
    """What is left of such a title can still become a report's."""
    relevance = classify_title(title)
    assert (relevance.relevant, relevance.doubtful) == (True, True)
    assert classify_page(title, OPENING).relevant
    assert not classify_page(title, "本次会议对今后的工作作了部署。").relevant


@each_row(
    "title",
    "演示县2025年财政预算…|演示县司法局2025年公开招聘…|演示县召开2025年…|演示县教育局2025年招生…|"
    "演示县2025年国民经济和…|演示县人民政府与某公司签…|演示县2025年政府信息公开工作年度…|"
    "2025年法治政府建设工作要点…|演示县第五届人大常委会…|演示县领导赴乡镇调研…|新闻…|更多…|"
    "演示县市场监督管理局2025年|演示县司法局".split("|"),
)
def test_what_is_cut_within_something_else_is_no_report(title):
    """Nor is a title that names an organ and a year, and is whole."""
    assert not classify_title(title).relevant


def test_the_line_that_a_cut_title_begins_is_the_pages_title():
    """It says what the page is, a report or anything else."""
    title = "演示县市场监督管理局2025年..."
    whole = "演示县市场监督管理局2025年法治政府建设年度报告"
    found = classify_page(title, f"首页\n{whole}\n本年度工作如常。")
    assert (found.relevant, found.doubtful) == (True, False)
    other = "演示县市场监督管理局2025年食品抽样工作总结"
    assert not classify_page(title, f"{other}\n{OPENING}").relevant


@pytest.mark.parametrize(
    "title",
    "演示县2025年法治政府建设年度报告公示|关于演示县2025年度法治政府建设情况的公示|"
    "演示县2025年法治政府建设工作报告（公告）|演示县2025年法治政府建设情况通告".split(
        "|"
    ),
)
def test_what_is_shown_to_the_public_may_be_the_report(title):
    """Often it is the report itself, under the head of a notice."""
    relevance = classify_title(title)
    assert (relevance.relevant, relevance.doubtful) == (True, True)
    assert classify_page(title, OPENING).relevant


@each_row(
    ("title", "line", "is_completed"),
    [
        ("县司法局关于20…", "县司法局关于2025年法治政府建设年度报告", True),
        ("司法局关于20…", "司法局关于2025年法治政府建设年度报告", False),
        ("县司法局关于20 …>>", "县 司法局关于2025年法治政府建设年度报告", True),
        ("县司法局关于20", "县司法局关于2025年法治政府建设年度报告", False),
        ("县司法局关于2025年…", f"县司法局关于2025年{'甲' * 99}法治政府建设年度报告", True),
        ("县司法局关于2025年…", f"县司法局关于2025年{'甲' * 100}法治政府建设年度报告", False),
        ("县司法局关于2025年…", "市司法局关于2025年法治政府建设年度报告", False),
    ],
)  # fmt: skip
def test_a_line_completes_a_title_that_is_cut_late_enough(title, line, is_completed):
    """Eight characters have to be left of it, and a line of more than 120 is a paragraph."""
    other = "县司法局二〇二五年政务公开专栏导航栏目首页"
    found = classify_page(title, f"{other}\n{line}\n本年度工作如常。")
    assert (found.relevant, found.doubtful) == (is_completed, False)


@each_row(
    ("title", "kind"),
    [
        ("县政府某部门2025年法治政府建设报告", "template"),
        ("县局2025年法治政府建设报告（三篇）", "template"),
        ("乡镇2025年法治政府建设报告", "template"),
        ("局2025年法治政府建设报告", "template"),
        ("2025年县三年法治政府建设报告", "template"),
        ("2025年度政务公开法治政府建设报告", "disclosure_report"),
        ("2025年法治政府建设报告编制说明", "interpretation"),
        ("2025年法治政府建设报告吹风会", "press_conference"),
        ("2025年法治政府建设绿皮书", "white_paper"),
        ("2025年法治政府建设报告格式", "guideline"),
        ("法治政府建设年度报告心得体会", "study"),
        ("论法治政府建设年度报告", "study"),
        ("2025年法治政府建设报告咨询", "opinion"),
        ("各委办局2025年法治政府建设报告", "list"),
        ("2025年法治政府建设报告备案率", "about_reports"),
        ("镇长2025年法治政府建设述职报告", "debriefing"),
        ("2025年法治政府建设应诉工作报告", "reconsideration_report"),
        ("2025年法治政府建设满意度报告", "assessment"),
        ("2025年法治政府建设实施细则", "implementation_plan"),
        ("2025年法治政府建设报告引发关注", "news"),
        ("局长传达2025年法治政府建设报告", "news"),
        ("市司法局发布2025年法治政府建设情况", "news"),
        ("2025年5月份法治政府建设报告", "other"),
        ("2025年第三季法治政府建设报告", "other"),
        ("2025年法治政府建设打算", "plan"),
        ("2025年法治政府建设任务分解", "plan"),
        ("关于法治政府建设报告的批复", "notice"),
    ],
)
def test_the_last_words_of_each_kind_name_it_too(title, kind):
    """A kind's words are tried to the end."""
    assert (classify_title(title).relevant, classify_title(title).kind) == (False, kind)
