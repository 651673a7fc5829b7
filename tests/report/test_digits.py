"""What became of every run of digits and numerals: of each kind, and what may not be taken for one."""

import pytest

from tasks.report.digits import DigitKind, account_for_digits, check_digits
from tasks.report.outline import parse_outline
from tasks.report.quantities import extract_quantities
from tests.rows import check_rows, each_row


def account(text):
    """Give the words and the kind of every run."""
    quantities = list(extract_quantities(text, parse_outline(text), 0))
    return [
        (text[run.start : run.end], str(run.kind))
        for run in account_for_digits(text, quantities)
    ]


def kinds(words):
    """Give the kinds of the runs of some words inside a sentence."""
    return {kind for _, kind in account(f"我镇落实{words}，依法行政。")}


LOOKS = {
    "quantity": "12件|1.5万元|百分之九十八|3—5次|三十二人次|分别为12、13和15件|位列全县第4名|3部门",
    "date": "2023年|2023-11-05|2023年11月5日14:30|2022—2023年|1—9月|截至10月底|6月30日|5、6月份|"
    "二〇二三年十月八日|"
    "十一月三十日|9时15分|（2021-2023）|2023年度|2021至2023年|2023法治工作",
    "span": "连续4年|60周年|30日内|一二季度|十八周岁|3—5年|二十一世纪",
    "document": "双建办〔2023〕9号|（2023）粤02行终45号|国务院令第722号令|15号文件|2023年第6号|"
    "[2022]31号",
    "ordinal": "第33条|第六十四条第二款|第3、4条|前20|排名第5|第十一次|第2名额",
    "session": "十四届七次全会|14届3次全会|党的二十大|二十届三中全会|十九届五中、六中全会",
    "plan": "十四五规划|八五普法|七五普法",
    "name": "1+5+N|2个中心+8个站点|4·15|12.4国家宪法日|5个1|1村1警|7×24小时|五个统一|"
    "十五分钟服务圈|24小时自助|4星级|"
    "2.0版|302室|一一对应|三八妇女节|千万注意|三道沟镇|1对1帮扶|百万市民",
    "quoted": "“3个到位”|《十二项措施》|“12·4”|‘23条’",
    "code": "PM2.5年均浓度|5G网络|A4纸|GB/T 28001-2016|ISO9001|V3.2|4S店|信用代码91330100|"
    "索引号：0023-11|"
    "www.example.cn/2023/a12.html",
    "telephone": "(020)83123456|12345热线|12348、12315平台|0571-87654321|电话87654321|13912345678|"
    "110报警|"
    "96110专线|400-800-1234",
    "share": "1/3|1:4",
    "vague": "数十次|七八家|三四个",
    "before": "从120压减至30项|由8增加到12件",
    "footnote": "依据[3]|规定【2】",
}


def check_look(row):
    """Check that words have the kind that they look like, and no other."""
    kind, words = row
    found = kinds(words)
    assert kind in found
    assert found <= {kind, "quantity", "ordinal"}, found


def test_every_kind():
    """Each of its looks is recognised, whole."""
    looks = [(kind, one) for kind, words in LOOKS.items() for one in words.split("|")]
    check_rows(check_look, looks)


LABELS = "一、举措|（二）做法|3.抓落实|4、抓督察|（5）考核|十二、其他|二是健全机制|着力解决6.底数不清"


@each_row("words", LABELS.split("|"))
def test_labels(words):
    """At the head of a line; some inside one."""
    assert {kind for _, kind in account(f"依法行政。\n{words}\n")} <= {"label"}


@pytest.mark.parametrize("line", ["— 12 —", "-3-", "3/12", "第3页共12页"])
def test_page_numbers(line):
    """On lines of their own."""
    assert {kind for _, kind in account(f"依法\n{line}\n行政")} == {"page"}


LOST = (
    "产值达17亿|惠及120万|评查卷宗36|调解率98.5|约2300多|排查1200余|收到12、受理10|收案：15|"
    "8/12件|024件|分别为3，456件|"
    "处理垃圾45车皮|得分为92|十二面锦旗|八面锦旗|增长率3.2|受理12600"
)


@each_row("words", LOST.split("|"))
def test_what_may_be_a_number_is_not_explained_away(words):
    """What counts something that is not known stays unread."""
    assert "unread" in kinds(words)


WORDS = "统一|第一|一是|唯一|四川|九江|万一|一名干部|一批典型|一次性|三农|一站式"


@each_row("words", WORDS.split("|"))
def test_numerals_inside_words_are_no_numbers(words):
    """They are no runs, or recognised ones."""
    assert "unread" not in kinds(words)


def test_runs_are_given_once_and_in_order():
    """A number with a comma or a point is one run."""
    assert account("收到1,204件，占12.5%，其中3.8好于7件。") == [
        ("1,204", "quantity"),
        ("12.5", "quantity"),
        ("3.8", "unread"),
        ("7", "quantity"),
    ]


def test_the_issue_names_the_places():
    """One issue a report, with how many, and the words around the first ones; none where all is read."""
    (issue,) = check_digits("评查卷宗36，\n调解率98，共10件。", [])
    assert issue.code == "digits_unread"
    assert issue.evidence == "评查卷宗36， … 调解率98，共10件。 … 解率98，共10件。"
    assert "3 " in issue.message
    assert list(check_digits("2024年，依法行政。", [])) == []


def test_kinds_are_complete():
    """Every kind is tested above, or in a test of its own."""
    assert {*LOOKS, "cell", "label", "page", "unread"} == {
        str(kind) for kind in DigitKind
    }


def test_hostile_texts_take_no_long():
    """Long runs, lists and brackets are looked at in a bounded window.

    At this length only a cost that doubles with each sign shows; `make bench-growth` measures how it grows.
    """
    for words in (
        "1",
        "1、",
        "一",
        "2024-",
        "第",
        "〔2024〕",
        "a/1",
        "1+",
        "（1",
        "1:",
    ):
        assert account(words * 1000) is not None
