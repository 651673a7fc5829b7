"""Joins at page and line breaks: those that must happen, and those that must not."""

import pytest

from tasks.documents import paragraph_joins
from tasks.documents.paragraph_joins import OPENS_AS_HEADING, OPENS_WITH_MARKER

HEADINGS = (
    "一、组织领导",
    "十二、附则",
    "（三）普法",
    "(四)执法",
    "五）监督",
    "1.培训",
    "2、考核",
    "3．督察",
    "（4）调解",
    "(5)信访",
    "第二部分 存在问题",
    "一．2023年工作",
    "㈢普法",
    "⒈培训",
    "⑷调解",
)
RUN_IN = ("一是压实责任", "第二，完善机制", "①建台账", "附件1")
NEITHER = (
    "依法行政",
    "2023年，全县",
    "4.15国家安全教育日",
    "3·15宣传",
    "一方面",
    "三项制度落地",
    "12件",
    "第一责任人",
    "20.5万元",
)


@pytest.mark.parametrize("line", HEADINGS)
def test_headings_open_both_ways(line):
    """A numbered heading is a marker and may stand alone on its line."""
    assert OPENS_WITH_MARKER.match(line)
    assert OPENS_AS_HEADING.match(line)


@pytest.mark.parametrize("line", RUN_IN)
def test_run_in_forms_are_markers_only(line):
    """A run-in number opens a paragraph but makes no heading line."""
    assert OPENS_WITH_MARKER.match(line)
    assert not OPENS_AS_HEADING.match(line)


@pytest.mark.parametrize("line", NEITHER)
def test_numbers_of_the_text_are_no_markers(line):
    """A number that belongs to the sentence does not start a new paragraph."""
    assert not OPENS_WITH_MARKER.match(line)


LONG = "全镇坚持把依法行政贯穿决策执行监督全过程，持续推动各村依法办事"
BROKEN = {
    "inside a word": (f"{LONG}，认真听取群众意", "见建议，切实改进作风。"),
    "after a comma": ("围绕中心工作，", "扎实推进各项任务。"),
    "after an enumeration comma": ("覆盖学校、", "企业和社区。"),
    "inside a book title": ("组织学习《中华人民共和国行政", "复议法》，学用结合。"),
    "inside a quote": ("坚持“谁执法", "谁普法”责任制。"),
    "after a plus sign": ("推行“线上+", "线下”服务。"),
    "after a closing bracket inside a sentence": (
        f"{LONG}，会同各站所（中心）",
        "共同研判风险。",
    ),
    "after a closing quote inside a sentence": (
        f"{LONG}，做实“法律明白人”",
        "培养工程。",
    ),
    "number cut from its unit": (f"{LONG}，全年化解纠纷120", "余件。"),
    "open bracket of mixed width": ("完善会商机制（每季度一次", ")，形成合力。"),
    "a short line behind its heading": (
        "（一）坚持学法。镇党委把学习宣传贯",
        "彻法治思想作为首要任务。",
    ),
    "before a decimal": (f"{LONG}，办结率达到", "99.5%以上。"),
    "a comma begins": ("作出行政处罚决定128件", "，罚款34.5万元。"),
    "a stop begins": ("计划培训300人次", "。"),
    "a comma behind an item": ("（一）办案128件", "，罚款34.5万元。"),
    "a bracket closes": ("三项制度[见附表]（略", "），全面落实。"),
    "a bare unit": ("受理行政复议案件41", "件，审结39件。"),
    "a bare unit of two signs": ("培训执法人员300", "人次；发放手册。"),
    "a bare unit at the end": ("罚款共计34.5", "万元"),
    "a per cent sign": ("办结率为98.5", "%，居全市前列。"),
}
WHOLE = {
    "after a full stop": (f"{LONG}。", "同时加强督导。"),
    "after a colon": ("现将有关情况报告如下：", "全年工作有序推进。"),
    "after a semicolon": ("一是组织领导有待加强；", "二是队伍力量不足。"),
    "title above the text": (
        "棠川县人民政府办公室关于2023年度法治政府建设情况的报告",
        "2023年，全县依法行政有序推进。",
    ),
    "title with a bracket": (
        "棠川县人民政府2023年度法治政府建设情况的年度报告（摘要）",
        "2023年，全县依法行政有序推进。",
    ),
    "heading line": (
        "（二）坚持依法科学民主决策，不断提升政府治理能力和水平，努力建设服务型政府",
        "落实集体讨论决定制度。",
    ),
    "before a heading": (f"{LONG}", "（二）强化监督"),
    "before an item": (f"{LONG}", "二是强化监督。"),
    "before a date": (f"{LONG}", "2024年1月8日"),
    "after a date": ("2024年1月8日", "（此件公开发布）"),
    "short line": ("棠川县人民政府", "全年工作有序推进。"),
    "subtitle in brackets": (
        "（2024年1月8日在棠川县第五届人民代表大会常务委员会第九次会议上）",
        "受县政府委托，报告如下。",
    ),
    "quote left open long ago": ("坚持“谁执法谁普法责任制落到实处。", "同时加强督导。"),
    "mixed brackets": ("加强学习（每月一次)，取得实效。", "同时加强督导。"),
    "a unit's letter begins a word": ("全年共计41", "人民调解工作有序推进。"),
    "a unit behind no number": ("二、办案情况", "件均用时3天。"),
    "an item without its number": ("一、主要工作", "、加强组织领导。"),
    "a comma behind a sentence": ("同时加强督导。", "，全县依法行政。"),
    "a quote that is turned round": ("二、主要做法", "”放管服“改革深化。"),
    "a table's row": ("案件\t41", "件\t39"),
    "sentence closed inside a quote": (f"{LONG}，做到“件件有着落。”", "同时加强督导。"),
}


def join(lines, **how):
    """Join lines, and put the pieces of each joined one together."""
    pieces, issues = paragraph_joins.join_paragraphs(lines, **how)
    return ["".join(one) for one in pieces], issues


@pytest.mark.parametrize("lines", BROKEN.values(), ids=BROKEN)
def test_broken_sentences_are_joined(lines):
    """A sentence that a break cut in two is one paragraph again, after a first sentence was read."""
    joined, issues = join(["前文已述。", *lines])
    assert joined == ["前文已述。", "".join(lines)]
    assert not issues


@pytest.mark.parametrize("lines", WHOLE.values(), ids=WHOLE)
def test_whole_paragraphs_stay_apart(lines):
    """Paragraphs that their writer parted stay apart."""
    assert join(lines)[0] == list(lines)


def test_a_whole_file_is_joined_at_open_brackets_and_commas_only():
    """Where the file parts its paragraphs, a line without a stop stays; what plainly goes on is joined."""
    lines = [f"{LONG}。", LONG, "认真听取群众意见。", "覆盖学校、", "企业。"]
    assert join(lines, intact=True)[0] == [*lines[:3], "覆盖学校、企业。"]
    assert len(join(lines)[0]) == 3


def test_two_breaks_in_one_sentence():
    """A sentence over three pages becomes one paragraph."""
    lines = [
        f"前文已述。{LONG}",
        "并主动接受社会各界监督和群众评议持续改进工作作风",
        "确保取得实效。",
    ]
    assert join(lines)[0] == ["".join(lines)]


def test_a_repeated_page_edge_is_dropped_and_reported():
    """Words printed again at the top of a page are dropped, the rest goes on, and an issue says so."""
    joined, issues = join(
        ["依托村级阵地开展宣传，营造浓厚氛围。", "围。持续办好法治课堂。"]
    )
    assert joined == ["依托村级阵地开展宣传，营造浓厚氛围。持续办好法治课堂。"]
    assert [issue.code for issue in issues] == ["repeated_page_edge"]
    assert "围。" in issues[0].message


def test_an_edge_alone_on_its_line_is_dropped():
    """A line that holds nothing but the repeated edge leaves no empty paragraph."""
    joined, issues = join(
        ["依托村级阵地开展宣传，营造浓厚氛围。", "氛围。", "（二）强化监督"]
    )
    assert joined == ["依托村级阵地开展宣传，营造浓厚氛围。", "（二）强化监督"]
    assert len(issues) == 1


def test_a_short_sentence_said_twice_is_no_edge():
    """A sentence as long as what stands before it is repeated on purpose."""
    assert not join(["抓落实。", "抓落实。"])[1]


@pytest.mark.parametrize("size", [1, 7, 13, 26, 31, 60])
def test_no_character_is_lost(size):
    """Wherever breaks fall, the joined paragraphs hold every character in order."""
    text = (
        f"{LONG}，组织干部学法（每季度一次）。开展“送法下乡”活动12场，发放资料3500份；{LONG}。"
        * 3
    )
    lines = [text[start : start + size] for start in range(0, len(text), size)]
    joined, issues = join(lines)
    assert "".join(joined) == text
    assert not issues


def test_nothing_gives_nothing():
    """No paragraph makes no paragraph."""
    assert join([]) == ([], ())


def test_an_ended_paragraph_is_not_joined():
    """What the file ends by its own markup is not joined to the next, whatever it looks like."""
    heading = f"{LONG}，努力提升能力"
    assert len(paragraph_joins.join_paragraphs([heading, "全镇学法12次。"])[0]) == 1
    assert paragraph_joins.join_paragraphs([heading, "全镇学法12次。"], ends={0})[
        0
    ] == [
        [heading],
        ["全镇学法12次。"],
    ]


@pytest.mark.parametrize(
    "line",
    ["依托阵地开展宣传，", "（依据《条例", "落实“三项制度”，", "措施有力。成效，"],
)
def test_the_middle_of_a_long_paragraph_does_not_matter(monkeypatch, line):
    """Its ends and what it leaves open decide, as the whole would."""
    lines = [line] * 200 + ["》）完成全年任务。", "持续办好法治课堂。"]
    shortened = paragraph_joins.join_paragraphs(lines)
    monkeypatch.setattr(paragraph_joins, "_LONGEST_WHOLE", 10**9)
    assert paragraph_joins.join_paragraphs(lines) == shortened
