"""Clean text to nodes: paths, headings, items, and the property that nothing is lost."""

import re
from random import Random

import pytest

from deploy.demo.writer import write
from tasks.documents.article import read_article
from tasks.documents.clean_text import clean
from tasks.model.document import Body
from tasks.model.report import Node
from tasks.report.outline import parse_outline
from tests.rows import check_rows, each_row

SENTENCE = "全镇持续规范执法行为，不断提升服务水平。"
LONG = (
    "进一步健全领导机制，将法治建设任务分解到各站所，定期听取情况，"
    "及时研究解决重点难点，确保各项部署落到实处"
)


def nodes(text):
    """Give path, node and heading of every node."""
    return [
        (entry.path, str(entry.node), entry.heading) for entry in parse_outline(text)
    ]


def head(path, heading):
    """Write an expected heading."""
    return (path, "heading", heading)


SHAPES = {
    "headings on lines": (
        f"{SENTENCE}\n一、主要举措\n（一）组织领导\n{SENTENCE}\n（二）普法\n{SENTENCE}\n二、存在的不足\n{SENTENCE}",
        [
            ("0", "preamble", None),
            head("1", "主要举措"),
            head("1.1", "组织领导"),
            head("1.2", "普法"),
            head("2", "存在的不足"),
        ],
    ),
    "run-in headings": (
        f"一、主要举措\n（一）组织领导。{SENTENCE}\n1.学习。{SENTENCE}\n2、考核。{SENTENCE}",
        [
            head("1", "主要举措"),
            head("1.1", "组织领导"),
            head("1.1.1", "学习"),
            head("1.1.2", "考核"),
        ],
    ),
    "mixed widths and lost brackets": (
        f"一、举措\n（一）学习\n{SENTENCE}\n(二)考核\n{SENTENCE}\n三）督导\n{SENTENCE}\n（四)保障\n{SENTENCE}",
        [
            head("1", "举措"),
            head("1.1", "学习"),
            head("1.2", "考核"),
            head("1.3", "督导"),
            head("1.4", "保障"),
        ],
    ),
    "items": (
        f"一、举措\n一是抓学习。{SENTENCE}二是抓考核。\n三是抓督导。",
        [
            head("1", "举措"),
            ("1.1", "item", None),
            ("1.2", "item", None),
            ("1.3", "item", None),
        ],
    ),
    "items before the first heading": (
        f"{SENTENCE}一是抓学习；二是抓考核。\n一、举措\n{SENTENCE}",
        [
            ("0", "preamble", None),
            ("0.1", "item", None),
            ("0.2", "item", None),
            head("1", "举措"),
        ],
    ),
    "no headings": (f"{SENTENCE}\n{SENTENCE}", [("0", "preamble", None)]),
    "no headings, items": (
        f"{SENTENCE}\n一是抓学习。二是抓考核。",
        [("0", "preamble", None), ("0.1", "item", None), ("0.2", "item", None)],
    ),
    "positions count, not numbers": (
        f"一、举措\n{SENTENCE}\n三、不足\n{SENTENCE}\n三、打算\n{SENTENCE}",
        [head("1", "举措"), head("2", "不足"), head("3", "打算")],
    ),
    "second level first": (
        f"（一）学习\n{SENTENCE}\n（二）考核\n{SENTENCE}",
        [head("1", "学习"), head("2", "考核")],
    ),
    "second level skipped": (
        f"一、举措\n1.学习\n{SENTENCE}\n2.考核\n{SENTENCE}",
        [head("1", "举措"), head("1.1", "学习"), head("1.2", "考核")],
    ),
    "five levels": (
        f"一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n{SENTENCE}",
        [
            head("1", "甲"),
            head("1.1", "乙"),
            head("1.1.1", "丙"),
            head("1.1.1.1", "丁"),
            head("1.1.1.1.1", "戊"),
        ],
    ),
    "numbers that start text": (
        f"一、打算\n1.{LONG}。\n2.{LONG}。",
        [head("1", "打算"), head("1.1", None), head("1.2", None)],
    ),
    "numbers that run on": (
        f"（一）甲\n1、学习\n{SENTENCE}\n2、考核\n{SENTENCE}\n(二)乙\n3、督导\n{SENTENCE}",
        [
            head("1", "甲"),
            head("1.1", "学习"),
            head("1.2", "考核"),
            head("2", "乙"),
            head("2.1", "督导"),
        ],
    ),
    "empty section": (
        "一、举措\n二、不足\n三、其他",
        [head("1", "举措"), head("2", "不足"), head("3", "其他")],
    ),
    "signature": (
        f"一、举措\n{SENTENCE}\n棠川县人民政府\n2024年1月8日",
        [head("1", "举措"), ("2", "signature", None)],
    ),
    "signature and note": (
        f"一、举措\n{SENTENCE}\n棠川县人民政府\n二〇二四年一月八日\n（此件公开发布）",
        [head("1", "举措"), ("2", "signature", None)],
    ),
    "date with hyphens": (
        f"一、举措\n{SENTENCE}\n棠川县司法局\n2024-01-08",
        [head("1", "举措"), ("2", "signature", None)],
    ),
    "month only": (
        f"一、举措\n{SENTENCE}\n2024年1月",
        [head("1", "举措"), ("2", "signature", None)],
    ),
    "attachments and signature": (
        f"一、举措\n{SENTENCE}\n附件：1.任务清单\n2.工作台账\n棠川县人民政府\n2024年1月8日",
        [head("1", "举措"), ("2", "attachment", None), ("3", "signature", None)],
    ),
    "signature and attachments": (
        f"一、举措\n{SENTENCE}\n棠川县人民政府\n2024年1月8日\n附件：任务清单",
        [head("1", "举措"), ("2", "signature", None), ("3", "attachment", None)],
    ),
    "empty last section and signature": (
        f"一、举措\n{SENTENCE}\n二、其他需要报告的情况\n棠川县人民政府\n2024年1月8日",
        [head("1", "举措"), head("2", "其他需要报告的情况"), ("3", "signature", None)],
    ),
    "organ in the body": (
        f"一、举措\n棠川县司法局\n{SENTENCE}\n{SENTENCE}",
        [head("1", "举措")],
    ),
    "a lone second item is no list": (
        f"一、举措\n工作中，二是基础薄弱。{SENTENCE}",
        [head("1", "举措")],
    ),
    "other items": (
        f"一、举措\n第一，抓学习。{SENTENCE}第二，抓考核。\n首先，抓督导。其次要抓保障。最后，抓落实。",
        [
            head("1", "举措"),
            *(
                (path, "item", None)
                for path in ("1.1", "1.2", "1.2.1", "1.2.2", "1.2.3")
            ),
        ],
    ),
    "two sides": (
        f"一、举措\n{SENTENCE}一方面，抓学习。另一方面，抓考核。",
        [head("1", "举措"), ("1.1", "item", None), ("1.2", "item", None)],
    ),
    "a lone first is no list": (
        f"一、举措\n首先，要肯定成绩。{SENTENCE}一方面，抓学习。",
        [head("1", "举措")],
    ),
    "signs and parts": (
        f"第一部分：举措\n㈠学习\n⒈领导\n⑴带头\n{SENTENCE}\n⑵表率\n{SENTENCE}\n第二部分：不足\n{SENTENCE}",
        [
            head("1", "举措"),
            head("1.1", "学习"),
            head("1.1.1", "领导"),
            head("1.1.1.1", "带头"),
            head("1.1.1.2", "表率"),
            head("2", "不足"),
        ],
    ),
    "one paragraph": (
        f"现报告如下：一、主要做法（一）加强领导。{SENTENCE}（二）加强学习。{SENTENCE}二、存在问题。{SENTENCE}",
        [
            ("0", "preamble", None),
            head("1", "主要做法"),
            head("1.1", "加强领导"),
            head("1.2", "加强学习"),
            head("2", "存在问题"),
        ],
    ),
    "one paragraph without marks": (
        f"现报告如下：一、落实集体学法2023年，我镇组织学法12次。{SENTENCE}二、落实出庭制度我镇高度重视应诉工作，均已出庭。",
        [("0", "preamble", None), head("1", "落实集体学法"), head("2", "落实出庭制度")],
    ),
    "one paragraph, a part's name that runs into its text": (
        f"现报告如下：一、主要做法（一）加强学习。{SENTENCE}（二）加强考核。{SENTENCE}二、存在问题基层力量薄弱，经费不足。三、下步计划抓好培训，完善制度。",
        [
            ("0", "preamble", None),
            head("1", "主要做法"),
            head("1.1", "加强学习"),
            head("1.2", "加强考核"),
            head("2", "存在问题"),
            head("3", "下步计划"),
        ],
    ),
    "one paragraph, a heading that names more than a part": (
        f"现报告如下：一、主要做法（一）加强学习。{SENTENCE}（二）加强考核。{SENTENCE}二、存在问题及原因，主要差距。{SENTENCE}三、下步计划。{SENTENCE}",
        [
            ("0", "preamble", None),
            head("1", "主要做法"),
            head("1.1", "加强学习"),
            head("1.2", "加强考核"),
            head("2", "存在问题及原因，主要差距"),
            head("3", "下步计划"),
        ],
    ),
    "one paragraph, an item behind a heading": (
        f"一、主要做法（一）加强公开一是完善制度。{SENTENCE}二是丰富方式。{SENTENCE}（二）规范执法。{SENTENCE}",
        [
            head("1", "主要做法"),
            head("1.1", "加强公开"),
            ("1.1.1", "item", None),
            ("1.1.2", "item", None),
            head("1.2", "规范执法"),
        ],
    ),
    "one paragraph, where a 。 may end a sentence": (
        f"一、落实集体学法2023年，我镇学法12次。{SENTENCE}二、落实出庭制度依据文件要求办理。{SENTENCE}",
        [head("1", "落实集体学法"), head("2", None)],
    ),
    "lost line breaks": (
        f"一、举措\n（一）学习。{SENTENCE}（二）考核。{SENTENCE}\n（三）督导。{SENTENCE}",
        [
            head("1", "举措"),
            head("1.1", "学习"),
            head("1.2", "考核"),
            head("1.3", "督导"),
        ],
    ),
    "lists inside sentences": (
        f"一、举措\n{SENTENCE}抓好（1）登记、（2）督办等环节。解决1.底数不清；2.责任不明；3.标准不一。对照“一查、二改”落实。",
        [head("1", "举措")],
    ),
    "a number inside text": (
        f"一、举措\n{SENTENCE}（二）类案件较多。{SENTENCE}",
        [head("1", "举措")],
    ),
    "sentences with numbers": (
        f"一、举措\n{SENTENCE}\n二、打算\n（一）加强学习，压实责任，推动落实。\n（二）加强考核，压实责任，推动落实。",
        [head("1", "举措"), head("2", "打算"), head("2.1", None), head("2.2", None)],
    ),
    "one line": ("二〇二三年工作总结", [("0", "preamble", None)]),
    "empty": ("", []),
}


@each_row(("text", "expected"), SHAPES.values(), ids=SHAPES)
def test_shapes(text, expected):
    """Each shape of report gives its nodes in order."""
    assert nodes(text) == expected


@each_row("text", [text for text, _ in SHAPES.values()], ids=SHAPES)
def test_nodes_cover_the_text(text):
    """The nodes' texts, put together, are the clean text, and each node knows its parent."""
    entries = parse_outline(text)
    assert "".join(text[entry.start : entry.end] for entry in entries) == text
    paths = {entry.path for entry in entries}
    assert len(paths) == len(entries)
    assert all(entry.parent in paths for entry in entries if entry.parent)
    assert all(
        entry.level == entry.path.count(".") + 1
        for entry in entries
        if entry.path != "0"
    )


def test_any_cut_is_covered():
    """A text cut off anywhere is still covered without gaps."""

    def check(cut):
        text = "\n".join(text for text, _ in list(SHAPES.values())[:8])[:cut]
        assert (
            "".join(text[entry.start : entry.end] for entry in parse_outline(text))
            == text
        )

    check_rows(check, range(0, 240, 7))


def test_labels_are_kept_as_printed():
    """A label keeps its widths, and its value is the printed number."""
    first, second = parse_outline("(四)督导\n督导有力。\n六）保障\n保障有力。")
    assert (first.label, first.number, second.label, second.number) == (
        "(四)",
        4,
        "六）",
        6,
    )
    assert first.node is Node.HEADING


BOLD = {
    "lines": (
        [
            "县工作报告",
            SENTENCE,
            "*主要举措",
            f"（一）学习。{SENTENCE}",
            f"（二）考核。{SENTENCE}",
            "*存在不足",
            SENTENCE,
        ],
        [
            ("0", None),
            ("1", "主要举措"),
            ("1.1", "学习"),
            ("1.2", "考核"),
            ("2", "存在不足"),
        ],
    ),
    "run-ins below": (
        [
            SENTENCE,
            "一、举措",
            "*抓好学习。*" + SENTENCE,
            "*抓好考核。*" + SENTENCE,
            "二、不足",
            SENTENCE,
        ],
        [
            ("0", None),
            ("1", "举措"),
            ("1.1", "抓好学习"),
            ("1.2", "抓好考核"),
            ("2", "不足"),
        ],
    ),
    "a bold number": (
        [
            SENTENCE,
            "一、举措",
            f"*（一）抓好学习*全镇学法12次。{SENTENCE}",
            f"*（二）抓好考核*全镇考核2次。{SENTENCE}",
        ],
        [("0", None), ("1", "举措"), ("1.1", "抓好学习"), ("1.2", "抓好考核")],
    ),
    "one bold line is no style": (
        [SENTENCE, "*重要提示", SENTENCE, SENTENCE],
        [("0", None)],
    ),
    "a bold sentence": (
        [SENTENCE * 3, "*" + SENTENCE * 2, SENTENCE, "*" + SENTENCE * 2, SENTENCE * 9],
        [("0", None)],
    ),
    "all is bold": (
        ["*举措与成效", "*" + SENTENCE, "*不足与打算", "*" + SENTENCE],
        [("0", None)],
    ),
    "a title of two lines": (
        ["*棠川县人民政府", "*关于依法行政的报告", SENTENCE * 2, SENTENCE * 2],
        [("0", None)],
    ),
}


@each_row(("lines", "expected"), BOLD.values(), ids=BOLD)
def test_bold_headings(lines, expected):
    """Bold lines and bold first words are headings without a number, at the level where they stand."""
    text, spans = "", []
    for line in lines:
        bold, rest = (
            (line[1:], "") if line.count("*") == 1 else line.rpartition("*")[::2]
        )
        bold = bold.removeprefix("*") if line.startswith("*") else ""
        if bold:
            spans.append((len(text), len(text) + len(bold)))
        text += (bold + rest if bold else line) + "\n"
    entries = parse_outline(text, emphasis=spans)
    assert [(entry.path, entry.heading) for entry in entries] == expected
    assert "".join(text[entry.start : entry.end] for entry in entries) == text


PARTS = (
    *"一、|二、|三．|（一）|(二)|一）|1.|2、|（1）|①|㈠|⒈|第一部分|一是|二是|第一，|首先，|其次，|一方面|另一方面".split(
        "|"
    ),
    *"。|；|：|，|\n|\n|\t| |“|”|主要举措|存在的问题|附件：|2024年1月8日|棠川县人民政府".split(
        "|"
    ),
    SENTENCE,
)


def check_drawn_text(seed):
    """Check a text drawn by a seed."""
    rng = Random(seed)
    text = "".join(rng.choice(PARTS) for _ in range(rng.randint(1, 60)))
    starts = [match.start() for match in re.finditer(r"[^\n]+", text)]
    spans = [
        (at, min(at + rng.randint(1, 20), len(text)))
        for at in starts
        if rng.random() < 0.3
    ]
    attached = starts[-1:] if len(starts) > 1 and rng.random() < 0.3 else []
    entries = parse_outline(text, attached, spans)
    covered = "".join(text[entry.start : entry.end] for entry in entries)
    assert covered == (text if starts else ""), text
    assert len({entry.path for entry in entries}) == len(entries), text


def test_any_text_is_covered():
    """Whatever stands in a text, its nodes give it back, in order and with distinct paths."""
    check_rows(check_drawn_text, range(200))


def test_a_written_report_is_covered():
    """The nodes of a written report, damaged or not and with any marks, give its clean text back."""

    def check(seed):
        written = write(seed, hard=seed % 2 == 0)
        for body in (
            written.plain(),
            f"<html><body><div>{written.html()}</div></body></html>",
        ):
            cleaned = clean(read_article([Body(body.encode())]))
            entries = parse_outline(cleaned.text, cleaned.attached, cleaned.emphasis)
            assert (
                "".join(cleaned.text[entry.start : entry.end] for entry in entries)
                == cleaned.text
            )

    check_rows(check, range(30))


@pytest.mark.parametrize(("lines", "is_signature"), [(11, True), (12, False)])
def test_the_tail_is_twelve_lines_at_most(lines, is_signature):
    """A date further up is body."""
    attached = "\n".join(f"{number}.任务清单" for number in range(1, lines + 1))
    found = nodes(f"一、举措\n{SENTENCE}\n2024年1月8日\n{attached}")
    assert (("2", "signature", None) in found) is is_signature


TAILS = {
    "attachment": "附件：清单|附件1.清单|附件一、清单|相关附件：清单|附件 2：清单",
    "signature": "2024年1月5日|二〇二四年一月五日|（2024年1月5日印发）|2024年1月|2024-01-05|2024.1.5|"
    "2024/1/5|(2024年1月5日)|二○二四年十二月|"
    "棠川县人民政府|云溪街道办事处|棠川县委员会|园区管委会|棠川县司法局|安徽省司法厅|司法部|中共棠川县委|审计署|棠川县政府办公室|"
    "清波街道|云溪镇|云溪乡|棠川县人民检察院|棠川县总工会|政务服务中心|执法支队|执法大队",
}


def test_every_line_of_a_tail():
    """Behind the last sentence; above it the same line is body."""

    def check(row):
        node, line = row
        text = f"一、举措\n{SENTENCE}\n{line}"
        assert nodes(text) == [head("1", "举措"), ("2", node, None)]
        assert nodes(f"{text}\n{SENTENCE}") == [head("1", "举措")]

    check_rows(
        check,
        [(node, line) for node, lines in TAILS.items() for line in lines.split("|")],
    )


@pytest.mark.parametrize(
    "note", ["（此件公开发布）", "联系人：张三", "联系电话：1", "抄送：县委"]
)
def test_notes_stand_among_the_last_lines(note):
    """They are neither body nor signature, and hide none."""
    text = f"一、举措\n{SENTENCE}\n棠川县司法局\n2024年1月8日\n{note}"
    assert nodes(text) == [head("1", "举措"), ("2", "signature", None)]
    assert nodes(text.replace(note, "页脚")) == [head("1", "举措")]


MEMBER = "加强学习，压实责任，推动落实"


@each_row(
    ("text", "headings"),
    [
        (f"一、{MEMBER}。\n二、{MEMBER}。", [MEMBER, MEMBER]),
        (f"第一部分{MEMBER}。\n第二部分{MEMBER}。", [MEMBER, MEMBER]),
        (f"（一）{MEMBER}。\n（二）{MEMBER}。", [None, None]),
        (f"第一部分举措\n一、{MEMBER}。\n二、{MEMBER}。", ["举措", None, None]),
        (
            f"一、举措\n（一）{MEMBER}。\n1.学习\n（二）{MEMBER}。",
            ["举措", MEMBER, "学习", None],
        ),
        (f"一、举措\n（一）{MEMBER}。\n{SENTENCE}", ["举措", MEMBER]),
        (f"一、举措\n（一）{MEMBER}\n（二）学习", ["举措", MEMBER, "学习"]),
        ("一、举措\n（一）加强学习，压实责任。", ["举措", "加强学习，压实责任"]),
    ],
)
def test_sentences_with_numbers_are_headings_on_the_first_level_only(text, headings):
    """Below it, one of three clauses that nothing stands under is a member of a list."""
    assert [entry.heading for entry in parse_outline(text)] == headings


def bold_headings(*lines):
    """Read the headings of a text whose bold words stand between asterisks, before enough other text."""
    text, spans = "", []
    for line in (*lines, SENTENCE * 20):
        bold, _, rest = line[1:].partition("*") if line[0] == "*" else ("", "", line)
        if bold:
            spans.append((len(text), len(text) + len(bold)))
        text += f"{bold}{rest}\n"
    entries = parse_outline(text, emphasis=spans)
    return [entry.heading for entry in entries if entry.heading]


@each_row(
    ("line", "heading"),
    [
        ("*抓好学习。*全镇学法", "抓好学习"),
        ("*抓好学习：*全镇学法", "抓好学习"),
        ("*抓好学习:*全镇学法", "抓好学习"),
        ("*抓好学习*。全镇学法", "抓好学习"),
        ("*抓好学习*：全镇学法", "抓好学习"),
        ("*抓好学习*:全镇学法", "抓好学习"),
        ("*抓好学习*全镇学法", None),
        ("*抓好学习*，全镇学法", None),
        ("*抓好学*。全镇学法", None),
        (f"*{'法' * 60}*。全镇学法", "法" * 60),
        (f"*{'法' * 61}*。全镇学法", None),
        ("*抓好学习！落实*。全镇学法", None),
        ("*一是抓好学习*。全镇学法", None),
        ("*抓好\t学习*。全镇学法", None),
    ],
)
def test_bold_words_that_a_mark_sets_off_are_a_heading(line, heading):
    """Of four to sixty characters; the mark may be bold or not."""
    found = bold_headings(SENTENCE, "*举措举措*：全镇学法", line)
    assert found == (["举措举措", heading] if heading else [])


@each_row(
    "line",
    (
        "工作报告|年度总结|工作汇报|有关通知|工作情况|县人民政府|街道办事处|县司法局|县委员会|县工作报告）|"
        "县政发〔2024〕1号|关于法治建设|2024年法治建设"
    ).split("|"),
)
def test_lines_of_a_title_are_no_headings(line):
    """Before the first sentence; behind it the same words are one."""
    assert bold_headings(f"*{line}", SENTENCE, "*举措举措", SENTENCE) == []
    behind = bold_headings(SENTENCE, f"*{line}", SENTENCE, "*举措举措", SENTENCE)
    assert behind == [line, "举措举措"]


@pytest.mark.parametrize(("letters", "is_style"), [(40, True), (41, False)])
def test_where_much_is_bold_nothing_is_a_heading(letters, is_style):
    """More than two fifths of the text."""
    text = "\n".join(
        ["法" * 20, "依" * 30, "治" * (letters - 20), "据" * (70 - letters)]
    )
    first, second = text.index("法"), text.index("治")
    spans = [(first, first + 20), (second, second + letters - 20)]
    found = [entry.heading for entry in parse_outline(text, emphasis=spans)]
    assert (None not in found) is is_style


def test_a_bold_number_follows_a_bold_line():
    """Two bold lines are a title's, unless the second one has a number."""
    numbered = ("*（一）学习", SENTENCE, "*（二）考核", SENTENCE)
    for second in ("*存在不足", "*主要举措"):
        found = bold_headings(SENTENCE, "*工作举措", *numbered, second, SENTENCE)
        assert found == ["工作举措", "学习", "考核", second[1:]]
    assert bold_headings(SENTENCE, "*工作举措", "*存在不足", SENTENCE) == []
