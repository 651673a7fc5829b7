"""Numbers whose unit stands at the head of their line."""

from decimal import Decimal

from tasks.report.listed_numbers import find_listed_numbers
from tests.rows import each_row

LISTED = {
    "处理方式（件）：维持20；撤销3；驳回1,105。": [("20", 20, "件"), ("3", 3, "件"), ("1,105", 1105, "件")],
    "培训考试（人）：应到75，实到72，及格率96%，补考3": [("75", 75, "人"), ("72", 72, "人"), ("3", 3, "人")],
    "接访（批次/人次）：41/97；来信（件）：8": [("41", 41, "批次"), ("97", 97, "人次"), ("8", 8, "件")],
    "来访批次/人次：41/97": [("41", 41, "批次"), ("97", 97, "人次")],
    "罚没（万元/件）：2.5/8": [("2.5", 25000, "元"), ("8", 8, "件")],
    "接待（人/次）：45": [("45", 45, "人次")],
    "案件类型（单位：件）治安 60、城建 31": [("60", 60, "件"), ("31", 31, "件")],
    "各季收件（件）：11、15、9、20": [("11", 11, "件"), ("15", 15, "件"), ("9", 9, "件"), ("20", 20, "件")],
    "来访（批/人次）41/97": [("41", 41, "批"), ("97", 97, "人次")],
    "许可（件）——受理1,400／办结1,390": [("1,400", 1400, "件"), ("1,390", 1390, "件")],
    "处理方式：（件）维持20；撤销3": [("20", 20, "件"), ("3", 3, "件")],
    "收案（件）：240；涉及（人）：300，其中老人20。": [
        ("240", 240, "件"), ("300", 300, "人"), ("20", 20, "人"),
    ],
    "收案（件）：2023年58；2024年61。": [("58", 58, "件"), ("61", 61, "件")],
}  # fmt: skip


@each_row(("text", "expected"), LISTED.items(), ids=LISTED)
def test_a_unit_at_the_head_of_a_line_is_all_its_numbers(text, expected):
    """Behind words or not, in pairs where the head names two units; a rate among them has its own."""
    found = find_listed_numbers(text)
    assert [(text[one.start : one.end], one.value, one.unit) for one in found] == [
        (words, Decimal(value), unit) for words, value, unit in expected
    ]


@each_row(
    "text",
    [
        "办结60件（次）：维持20；撤销3",
        "处罚案件（件）维持20；撤销3",
        "处理方式（件）：见附件1；按〔2024〕5号文办理",
        "处理方式（件）：A4；第3；1+3",
        "接访（批次/人次）：41",
        "审理期限（天）：维持20/3",
        "收案（件）：58，60",
    ],
)
def test_no_list_of_numbers(text):
    """A second unit of a number, a head without its mark, a document's number, and what does not pair."""
    found = [text[one.start : one.end] for one in find_listed_numbers(text)]
    assert set(found) <= {"58", "3"}, found
    assert "20" not in found
