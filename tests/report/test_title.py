"""The title of a report, on one line or several, in the text or on the page; and the document number."""

import pytest

from tasks.report.title import TitleFinding
from tests.quality.eval.facts import needs_facts, reports
from tests.rows import each_row

BODY = "2023年，全县坚持依法行政，现将有关情况报告如下："
IN_TEXT = {
    "one line": (
        ["棠川县2023年法治政府建设年度报告", BODY],
        "棠川县2023年法治政府建设年度报告",
    ),
    "two lines": (
        ["棠川县人民政府", "关于2023年度法治政府建设情况的报告", BODY],
        "棠川县人民政府关于2023年度法治政府建设情况的报告",
    ),
    "cut in its middle": (
        ["棠川县2023年度法治政府建设", "情况报告", BODY],
        "棠川县2023年度法治政府建设情况报告",
    ),
    "below the letter that hands it over": (
        [
            "现将我局2023年度法治政府建设工作报告随函报送。",
            "棠川县林业局",
            "2024年1月5日",
            "棠川县林业局",
            "2023年度法治政府建设工作报告",
            BODY,
        ],
        "棠川县林业局2023年度法治政府建设工作报告",
    ),
    "joint issuers": (
        [
            "中共棠川县委员会",
            "棠川县人民政府",
            "关于2023年度法治政府建设情况的报告",
            BODY,
        ],
        "中共棠川县委员会棠川县人民政府关于2023年度法治政府建设情况的报告",
    ),
    "below its number": (
        ["棠政发〔2024〕3号", "棠川县2023年法治政府建设年度报告", BODY],
        "棠川县2023年法治政府建设年度报告",
    ),
    "summary": (["棠川县2023年依法行政工作总结", BODY], "棠川县2023年依法行政工作总结"),
    "with a note": (
        ["棠川县2023年法治政府建设年度报告（摘要）", BODY],
        "棠川县2023年法治政府建设年度报告（摘要）",
    ),
    "office of a district": (
        ["棠川市云溪区人民政府石桥街道办事处", "2023年法治政府建设工作报告", BODY],
        "棠川市云溪区人民政府石桥街道办事处2023年法治政府建设工作报告",
    ),
    "traditional characters": (
        ["雲溪鎮人民政府", "關於2022年度法治政府建設情況的報告", BODY],
        "雲溪鎮人民政府關於2022年度法治政府建設情況的報告",
    ),
    "short": (["云溪镇2022年法治政府建设", BODY], "云溪镇2022年法治政府建设"),
    "ministry": (
        ["远洋渔业部2023年法治政府部门建设工作情况", BODY],
        "远洋渔业部2023年法治政府部门建设工作情况",
    ),
}


@each_row(("lines", "title"), IN_TEXT.values(), ids=IN_TEXT)
def test_in_the_text(lines, title):
    """A title is found among the first lines, and what follows it in the text is the body."""
    finding = TitleFinding.find(lines, None)
    assert finding.title == title
    assert "\n".join(lines)[finding.end :] == BODY


@each_row(
    "lines",
    [
        [BODY, "一、法治政府建设情况"],
        ["一、2023年法治政府建设情况", "工作扎实。"],
        ["全县法治政府建设取得实效，有力推动了工作。"],
        ["政府工作报告", BODY],
        ["2023年法治政府建设", BODY],
        [],
    ],
    ids=[
        "heading",
        "heading first",
        "sentence",
        "another report",
        "short without an organ",
        "nothing",
    ],
)
def test_not_in_the_text(lines):
    """Headings, sentences and other reports' titles are no titles; what the page offers is taken."""
    assert TitleFinding.find(lines, None).title is None
    assert (
        TitleFinding.find(lines, "棠川县2023年法治政府建设年度报告").title
        == "棠川县2023年法治政府建设年度报告"
    )


def test_the_page_may_say_more():
    """Where the page's title holds the text's and the organ above it, the page's is taken."""
    finding = TitleFinding.find(
        ["2023年法治政府建设年度报告", BODY], "棠川县2023年法治政府建设年度报告"
    )
    assert (finding.title, finding.origin) == (
        "棠川县2023年法治政府建设年度报告",
        "page",
    )
    assert finding.end == len("2023年法治政府建设年度报告\n")


@each_row(
    ("offered", "title"),
    [
        (
            "棠川县2023年法治政府建设年度报告_年度报告_棠川县人民政府网站",
            "棠川县2023年法治政府建设年度报告",
        ),
        (
            "棠川县人民政府 年度报告 棠川县2023年法治政府建设年度报告",
            "棠川县2023年法治政府建设年度报告",
        ),
        (
            "棠川县2023年法治政府建设年度报告 - 棠川县人民政府",
            "棠川县2023年法治政府建设年度报告",
        ),
        (
            "棠川县2023年法治政府建设年度报告|信息公开",
            "棠川县2023年法治政府建设年度报告",
        ),
        ("棠川县 2023年度 法治政府建设情况报告", "棠川县2023年度法治政府建设情况报告"),
        (
            "中共棠川县云溪街道工作委员会 棠川县人民政府云溪街道办事处 关于2023年度法治政府建设情况的报告",
            "中共棠川县云溪街道工作委员会棠川县人民政府云溪街道办事处关于2023年度法治政府建设情况的报告",
        ),
        (
            "棠川县人民政府 关于2023年法治政府建设情况的报告_信息公开",
            "棠川县人民政府关于2023年法治政府建设情况的报告",
        ),
        (
            "棠川县2023年法治政府建设年度报告-棠川县人民政府",
            "棠川县2023年法治政府建设年度报告",
        ),
        (
            "棠川县2021-2025年法治政府建设情况报告",
            "棠川县2021-2025年法治政府建设情况报告",
        ),
        ("信息公开", None),
        ("棠川县政府网", None),
        ("棠川县人民政府门户网站_法治政府建设", None),
        ("首页 > 信息公开 > 法治政府建设", None),
        ("法治政府建设年度报告", "法治政府建设年度报告"),
        ("棠川县2023年工作总结", "棠川县2023年工作总结"),
        ("", None),
        (None, None),
    ],
)
def test_the_page_title_bare(offered, title):
    """Names of column and site are taken off."""
    assert TitleFinding.find([], offered).title == title


def test_of_page_and_list_the_one_that_reads_like_a_title():
    """The page's where both do; with a year before without one."""
    title, other = (
        "棠川县2023年法治政府建设年度报告",
        "云溪镇2023年法治政府建设年度报告",
    )
    assert TitleFinding.find([], title, other).title == title
    for page in ("棠川县人民政府", "棠川县2023年法治政…", "法治政府建设年度报告", None):
        assert TitleFinding.find([], page, title).title == title
    assert TitleFinding.find([], "信息公开", "别的页面").title is None


NUMBERS = {
    "棠政发〔2024〕3号": "棠政发〔2024〕3号",
    "荣委法办便笺〔2022〕2号": "荣委法办便笺〔2022〕2号",
    "棠法发[2023]12号": "棠法发[2023]12号",
    "棠府发（2023）第6号": "棠府发（2023）第6号",
    "棠发202133号": "棠发202133号",
    "棠政发〔2024〕3号签发人：甲某": "棠政发〔2024〕3号",
    "根据棠政发〔2024〕3号文件": None,
    "2024年3号": None,
    "棠川县2023年法治政府建设年度报告": None,
}


@each_row(("line", "number"), NUMBERS.items(), ids=NUMBERS)
def test_document_numbers(line, number):
    """A number stands on a line of its own, brackets lost or not, at most with the signer's name."""
    assert TitleFinding.find_document_number([line, BODY], None) == number
    assert TitleFinding.find_document_number([BODY], line) == number


def test_document_number_of_the_text_first():
    """The number in the text holds against the page's."""
    assert (
        TitleFinding.find_document_number(["棠政发〔2024〕3号"], "别政发〔2020〕1号")
        == "棠政发〔2024〕3号"
    )


@needs_facts
@pytest.mark.parametrize("title", [title for title, _ in reports()])
def test_real_titles(title):
    """Every real title reads like one, alone or above a text."""
    printed = title.replace(" ", "")
    assert TitleFinding.find([printed, BODY], None).title == printed


def test_lines_of_the_site_are_no_part_of_it():
    """A title that names its organ stands alone: a column, the site or its own copy above do not join it."""
    title = "棠川县2023年法治政府建设情况报告"
    for above in ("工作报告", "棠川县人民政府", title):
        assert TitleFinding.find([above, title, BODY], None).title == title
    copied = TitleFinding.find([title, title, BODY], None)
    assert copied.end == 2 * (len(title) + 1)


TITLE = "棠川县2023年法治政府建设年度报告"


@pytest.mark.parametrize(
    "line",
    [
        "棠川县人民政府网",
        "专栏：法治政府建设报告",
        "法" * 117 + "建设报告",
        "2024年1月5日",
    ],
    ids=["the site", "a sentence", "too long", "a date"],
)
def test_what_is_no_title_hides_none_below_it(line):
    """Among the first ten lines; further down there is none."""
    for above in (1, 9):
        finding = TitleFinding.find([line] * above + [TITLE, BODY], None)
        assert finding.title == TITLE
    assert TitleFinding.find([line] * 10 + [TITLE, BODY], None).title is None


def test_the_first_line_has_none_above_it():
    """The organ below the text is no part of a title."""
    title = "关于2023年法治政府建设情况的报告"
    lines = [title, BODY, "棠川县人民政府"]
    assert TitleFinding.find(lines, None).title == title


@pytest.mark.parametrize(
    ("organs", "title"),
    [(2, "甲局乙局"), (3, "甲局乙局丙局"), (4, "乙局丙局丁局")],
)
def test_a_title_has_four_lines_at_most(organs, title):
    """The nearest ones above its end."""
    ending = "关于2023年法治政府建设情况的报告"
    names = ["棠川县甲局", "棠川县乙局", "棠川县丙局", "棠川县丁局"][:organs]
    finding = TitleFinding.find([*names, ending, BODY], None)
    assert finding.title == "".join(names[-3:]) + ending
    assert finding.title.replace("棠川县", "") == title + ending


@pytest.mark.parametrize(("length", "found"), [(120, True), (121, False)])
def test_a_title_has_at_most_so_many_characters(length, found):
    """On one line."""
    title = "法" * (length - 10) + "法治政府建设年度报告"
    assert len(title) == length
    assert (TitleFinding.find([title, BODY], None).title is not None) is found


@pytest.mark.parametrize(
    "line",
    [
        "7首页>政务公开>法治政府建设年度报告",
        "首页 > 政务公开 > 年度法治政府建设情况报告",
        "您的位置：首页/信息公开/2023年法治政府建设报告",
        "政务公开 » 法治政府建设年度报告",
    ],
)
def test_a_breadcrumb_is_no_title(line):
    """The title below it is; where there is none, what it leads to may be one."""
    assert TitleFinding.find([line, TITLE, BODY], None).title == TITLE
    alone = TitleFinding.find([line, BODY], None).title
    assert alone == line.replace("/", ">").replace("»", ">").split(">")[-1].strip()
    whole = f"首页 > 政务公开 > {TITLE}"
    assert TitleFinding.find([whole, BODY], None).title == TITLE


@pytest.mark.parametrize(
    "letter",
    [
        "根据要求，现将《棠川县2023年法治政府建设年度报告》呈上，请审阅。",
        "现将《棠川县2023年法治政府建设年度报告》予以公开。",
        "关于印发《棠川县2023年法治政府建设年度报告》的通知",
    ],
)
def test_the_title_that_a_cover_letter_names(letter):
    """Where the report's own line has it, that is the title's; else the letter's words are."""
    salutation = ["棠川县委、县政府：", letter, "棠川县司法局", "2024年1月5日"]
    finding = TitleFinding.find([*salutation, TITLE, BODY], None)
    assert (finding.title, finding.origin) == (TITLE, "text")
    assert "\n".join([*salutation, TITLE, BODY])[finding.end :] == BODY
    finding = TitleFinding.find([*salutation, BODY], None)
    assert (finding.title, finding.origin) == (TITLE, "cover letter")


@pytest.mark.parametrize(
    "letter",
    [
        "认真落实《法治政府建设实施纲要（2021—2025年）》。",
        "现将《棠川县法治政府建设工作要点》印发给你们。",
        "学习《棠川县2023年法治政府建设年度报告》。",
    ],
)
def test_what_else_stands_in_such_brackets_is_no_title(letter):
    """Programmes and plans, and reports that nobody hands over."""
    assert TitleFinding.find([letter, BODY], None).title is None


def test_a_line_that_says_more_goes_before_one_that_says_less():
    """A column's name above the title is a title that says nothing of its report."""
    for column in ("法治政府建设年度报告", "年度法治政府建设情况报告"):
        assert TitleFinding.find([column, TITLE, BODY], None).title == TITLE
        page = TitleFinding.find([column, BODY], TITLE)
        assert (page.title, page.origin) == (TITLE, "page")


@each_row(
    ("offered", "others"),
    [
        ("棠川县2022年法治政府建设年度报告", ("棠川县2022年法治政府建设年度报告",)),
        ("云溪镇2023年法治政府建设年度报告", ("云溪镇2023年法治政府建设年度报告",)),
        ("棠川县人民政府2023年法治政府建设情况报告", ()),
        ("澹浦市棠川县2023年度法治政府建设工作报告", ()),
        ("法治政府建设年度报告", ()),
        ("2022年法治政府建设年度报告", ()),
        ("云溪镇信息公开", ()),
        (None, ()),
    ],
)
def test_titles_that_name_another_report(offered, others):
    """Of another year or another organ, where both name year and organ."""
    finding = TitleFinding.find([TITLE, BODY], offered)
    assert (finding.title, finding.others) == (TITLE, others)


def test_the_line_that_a_cut_title_begins_is_the_title():
    """A list cuts what is longer; a published title is whole where the text has it."""
    whole = "棠川县云溪镇2025年度推进法治政府建设工作纪实"
    found = TitleFinding.find(
        ["首页", whole, "本年度工作如下。"], None, "棠川县云溪镇2025年度推进法治政府…"
    )
    assert found.title == whole
    cut = "棠川县云溪镇2025年度推进法治政府…"
    assert TitleFinding.find(["本年度工作如下。"], cut).title == cut
