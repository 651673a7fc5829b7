"""What falls short and what is planned, one by one."""

from tasks.report.outline import parse_outline
from tasks.report.reading import _build_sections, _iter_plans
from tasks.report.statements import find_statements
from tests.rows import each_row


def _find(text):
    sections = _build_sections(parse_outline(text), text, 2022)
    return list(find_statements(text, sections, list(_iter_plans(sections))))


HEAD = "一、主要举措\n开展培训12次。\n二、存在的不足\n"
# What stands under 存在的不足, and the statements in it.
PASSAGES = {
    "虽然取得了一定成绩，但与上级要求相比还存在一些不足：一是普法形式单一；二是执法力量薄弱。": [
        "普法形式单一", "执法力量薄弱",
    ],
    "（一）普法针对性不强。内容陈旧，群众不爱看。\n（二）执法力量不足。一人多岗现象普遍。": [
        "普法针对性不强。内容陈旧，群众不爱看", "执法力量不足。一人多岗现象普遍",
    ],
    "普法形式单一。执法案卷质量不高；法律顾问作用发挥不够。": [
        "普法形式单一", "执法案卷质量不高", "法律顾问作用发挥不够",
    ],
    "我局工作取得了一定成绩，但也存在一些问题和不足。\n执法人员能力不强，案卷质量不高。\n普法覆盖面不广。": [
        "执法人员能力不强，案卷质量不高", "普法覆盖面不广",
    ],
    "1.普法形式单一\n2.执法力量薄弱": ["普法形式单一", "执法力量薄弱"],
    "（一）存在的问题\n1.普法形式单一。\n2.执法力量薄弱。\n（二）原因分析\n1.编制不足。\n2.经费短缺。": [
        "普法形式单一", "执法力量薄弱",
    ],
    "普法形式单一。主要原因是经费不足。": ["普法形式单一"],
    "无。": [],
}  # fmt: skip


@each_row(("text", "expected"), PASSAGES.items(), ids=PASSAGES)
def test_shortcomings_are_parted(text, expected):
    """Items, headings, paragraphs, sentences; no lead-ins and no reasons."""
    text = HEAD + text
    found = _find(text)
    assert [one.statement for one in found] == expected
    assert [one.number for one in found] == list(range(1, len(expected) + 1))
    assert {one.kind for one in found} <= {"shortcomings"}
    assert [text[one.start_offset : one.end_offset] for one in found] == expected


def test_plans_have_their_topics_and_labels():
    """What leads in is none; a section of both tells plans from where they begin."""
    text = (
        "一、存在的不足和下一步打算\n一是普法形式单一。\n二是执法力量薄弱。\n"
        "二、2023年工作计划\n2023年，我局将重点做好以下工作：\n一是创新普法形式。\n二是加强执法人员培训。"
    )
    found = _find(text)
    assert [(one.kind, one.label, one.topic) for one in found] == [
        ("shortcomings", "一是", "publicity"),
        ("shortcomings", "二是", "personnel"),
        ("plans", "一是", "innovation"),
        ("plans", "二是", "personnel"),
    ]
