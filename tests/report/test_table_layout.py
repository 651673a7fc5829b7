"""Tables: the heads of each cell, its unit, and the quantities that come of them."""

import pytest

from tasks.documents.clean_text import clean
from tasks.documents.convert import convert
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report
from tests.rows import each_row

_PAGE = (
    "<html><body><h1>澄岭县2024年法治政府建设年度报告</h1><p>2024年，澄岭县坚持依法行政，各项工作取得新进展，"
    "现将有关情况报告如下。</p><p>一、主要工作</p>{}<p>二、存在的问题</p><p>力量仍显不足，有待进一步加强。</p>"
    "</body></html>"
)


def write_table(*rows: str) -> str:
    """Write a table: rows of cells parted by |, where `>` before a cell makes it two columns wide."""
    made = []
    for row in rows:
        cells = []
        for cell in row.split("|"):
            wide = cell.startswith(">")
            cells.append(f"<td{' colspan=2' if wide else ''}>{cell.lstrip('>')}</td>")
        made.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(made)}</table>"


def read(markup: str):
    """Read a page that holds some markup."""
    document = convert(_PAGE.format(markup).encode())
    text = clean(document)
    return read_report(document, text.text, DocumentHints(), tables=text.tables)


def read_numbers(markup: str):
    """Give value, unit, indicator and the period's year of what a page's cells say."""
    return [
        (
            float(one.value),
            one.unit,
            one.indicator,
            one.period_start.year if one.period_start else None,
        )
        for one in read(markup).quantities
    ]


TABLES: dict[str, tuple[str, list[tuple[float, str, str, int]]]] = {
    "what a caption says is counted": (
        "<p>表1 各部门行政处罚情况（单位：件）</p>"
        + write_table("部门|2023年|2024年", "水利局|50|56"),
        [(50, "件", "penalty_decisions", 2023), (56, "件", "penalty_decisions", 2024)],
    ),
    "a caption with its unit behind, and money under another": (
        "<p>表3：行政复议受理案件数（件）</p>"
        + write_table("年份|数量", "2024年|41")
        + "<p>罚款金额如下表（单位：万元）：</p>"
        + write_table("部门|金额", "水利局|5.6"),
        [
            (41, "件", "reconsideration_accepted", 2024),
            (56000, "元", "fines_amount", 2024),
        ],
    ),
    "a caption that heads say more than": (
        "<p>表2 行政处罚情况（单位：件）</p>"
        + write_table("部门|行政许可|数量", "水利局|5|6"),
        [(5, "件", "licences_handled", 2024), (6, "件", "penalty_decisions", 2024)],
    ),
    "what is told of a number behind it": (
        write_table(
            "部门|行政处罚",
            "城管|430件（其中简易程序302件）",
            "水利|41件 其中简易程序3件",
        ),
        [
            (430, "件", "penalty_decisions", 2024),
            (302, "件", "penalty_decisions_summary", 2024),
            (41, "件", "penalty_decisions", 2024),
            (3, "件", "penalty_decisions_summary", 2024),
        ],
    ),
    "a table that goes on under the same heads": (
        "<p>表1 行政处罚情况（单位：件）</p>"
        + write_table("部门|数量", "水利局|5")
        + "<p>续表1</p>"
        + write_table("部门|数量", "公安局|6"),
        [(5, "件", "penalty_decisions", 2024), (6, "件", "penalty_decisions", 2024)],
    ),
    "units in the heads": (
        write_table("部门|行政处罚（件）|罚没金额（万元）", "城管|128|34.5"),
        [
            (128, "件", "penalty_decisions", 2024),
            (345000, "元", "fines_and_confiscations", 2024),
        ],
    ),
    "years in the heads": (
        write_table("指标|2023年|2024年", "行政处罚（件）|310|455"),
        [
            (310, "件", "penalty_decisions", 2023),
            (455, "件", "penalty_decisions", 2024),
        ],
    ),
    "a column of units": (
        write_table("序号|项目|单位|数量", "1|行政复议案件受理|件|1,043"),
        [(1043, "件", "reconsideration_accepted", 2024)],
    ),
    "merged heads": (
        write_table("部门|>行政复议（件）", "|受理|审结", "司法局||8"),
        [(8, "件", "reconsideration_concluded", 2024)],
    ),
    "labels beside values": (
        write_table(
            "行政复议受理（件）|41|行政应诉（件）|12", "罚款（万元）|3|宣传（场）|7"
        ),
        [
            (41, "件", "reconsideration_accepted", 2024),
            (12, "件", "administrative_lawsuits", 2024),
            (30000, "元", "fines_amount", 2024),
            (7, "场", "publicity_events", 2024),
        ],
    ),
    "a unit for all above": (
        "<p>单位：件、万元</p>" + write_table("部门|行政处罚|罚款金额", "城管|128|3"),
        [
            (128, "件", "penalty_decisions", 2024),
            (30000, "元", "fines_amount", 2024),
        ],
    ),
}


TABLES |= {
    "years in the first column": (
        write_table(
            "年度|行政处罚（件）|罚款（万元）", "2023年|310|88.6", "2024年|455|120"
        ),
        [
            (310, "件", "penalty_decisions", 2023),
            (886000, "元", "fines_amount", 2023),
            (455, "件", "penalty_decisions", 2024),
            (1200000, "元", "fines_amount", 2024),
        ],
    ),
    "a row of units": (
        write_table("指标|行政处罚|罚款金额", "单位|件|万元", "2024年|455|120"),
        [
            (455, "件", "penalty_decisions", 2024),
            (1200000, "元", "fines_amount", 2024),
        ],
    ),
    "two years over two columns each": (
        write_table(
            "项目|>2024年|>2023年",
            "|件数|金额（万元）|件数|金额（万元）",
            "行政处罚|455|120|310|88",
        ),
        [
            (455, "件", "penalty_decisions", 2024),
            (1200000, "元", "fines_amount", 2024),
            (310, "件", "penalty_decisions", 2023),
            (880000, "元", "fines_amount", 2023),
        ],
    ),
    "groups of rows": (
        write_table(
            "项目|数量（件）", ">一、行政复议", "收案|66", ">二、行政诉讼", "收案|12"
        ),
        [
            (66, "件", "reconsideration_applications", 2024),
            (12, "件", "administrative_lawsuits", 2024),
        ],
    ),
    "title and unit in the line above that": (
        "<p>单位：件、万元</p><p>行政执法情况统计表</p>"
        + write_table("部门|行政处罚|罚款金额", "城管|1，204|3"),
        [
            (1204, "件", "penalty_decisions", 2024),
            (30000, "元", "fines_amount", 2024),
        ],
    ),
    "what is counted by its nature": (
        write_table("项目|数量", "行政处罚案件|430"),
        [(430, "件", "penalty_decisions", 2024)],
    ),
    "pairs": (
        write_table("项目|批次/人次", "接待来访|41/97"),
        [
            (41, "批次", "visits_received", 2024),
            (97, "人次", "visitors_received", 2024),
        ],
    ),
    "remarks between numbers": (
        write_table("项目|2024年（件）|说明|2023年（件）", "行政处罚|455|案件增多|310"),
        [
            (455, "件", "penalty_decisions", 2024),
            (310, "件", "penalty_decisions", 2023),
        ],
    ),
    "labels in two columns": (
        write_table("项目|数量（件）|项目|数量（件）", "行政处罚|455|行政许可|204"),
        [
            (455, "件", "penalty_decisions", 2024),
            (204, "件", "licences_handled", 2024),
        ],
    ),
    "a label over several rows": (
        "<table><tr><td rowspan=2>行政复议<td>受理（件）<td>41<td>审结（件）<td>39</tr>"
        "<tr><td>维持（件）<td>20<td>撤销（件）<td>3</tr></table>",
        [
            (41, "件", "reconsideration_accepted", 2024),
            (39, "件", "reconsideration_concluded", 2024),
            (20, "件", "reconsideration_upheld", 2024),
            (3, "件", "reconsideration_revoked", 2024),
        ],
    ),
    "a column left out": (
        "<p>单位：件</p>"
        + write_table("部门|行政处罚|行政复议|行政许可", "城管|1|—|3", "市监|5||7"),
        [
            (1, "件", "penalty_decisions", 2024),
            (3, "件", "licences_handled", 2024),
            (5, "件", "penalty_decisions", 2024),
            (7, "件", "licences_handled", 2024),
        ],
    ),
    "a value left out": (
        write_table(
            "行政处罚（件）|—|行政许可（件）|7", "行政检查（次）|9|普法（场）|"
        ),
        [
            (7, "件", "licences_handled", 2024),
            (9, "次", "inspections", 2024),
        ],
    ),
    "prose beside a number": (
        write_table(
            "项目|工作情况|数量（件）", "行政处罚|全年宣传24场。受理复议66件。|17"
        ),
        [
            (24, "场", "publicity_events", 2024),
            (66, "件", "reconsideration_accepted", 2024),
            (17, "件", "penalty_decisions", 2024),
        ],
    ),
    "counts that look like years": (
        write_table(
            "部门|行政许可（件）|行政处罚（件）", "城管|2013|17", "市监|5|2019"
        ),
        [
            (2013, "件", "licences_handled", 2024),
            (17, "件", "penalty_decisions", 2024),
            (5, "件", "licences_handled", 2024),
            (2019, "件", "penalty_decisions", 2024),
        ],
    ),
    "rates": (
        write_table("指标|2024年", "行政复议办结率|98.5"),
        [(98.5, "%", "reconsideration_conclusion_rate", 2024)],
    ),
    "a table that goes on": (
        write_table("部门|行政处罚（件）", "城管|12", "市监|7")
        + write_table("公安|55", "税务|8"),
        [
            (12, "件", "penalty_decisions", 2024),
            (7, "件", "penalty_decisions", 2024),
            (55, "件", "penalty_decisions", 2024),
            (8, "件", "penalty_decisions", 2024),
        ],
    ),
}


TABLES |= {
    "units in brackets behind the numbers": (
        write_table("项目|数量", "行政处罚案件|41（件）", "罚没款|35.6 (万元)"),
        [
            (41, "件", "penalty_decisions", 2024),
            (356000, "元", "fines_and_confiscations", 2024),
        ],
    ),
    "bare years in the heads": (
        write_table(">行政执法统计", "指标|2023|2024", "行政处罚（件）|310|2082"),
        [
            (310, "件", "penalty_decisions", 2023),
            (2082, "件", "penalty_decisions", 2024),
        ],
    ),
    "bare years and months": (
        write_table("指标|2024.1-12|2023.1-12", "行政处罚（件）|455|310"),
        [
            (455, "件", "penalty_decisions", 2024),
            (310, "件", "penalty_decisions", 2023),
        ],
    ),
    "counts that look like years beside bare years": (
        write_table("指标|2023|2024", "行政处罚（件）|2011|2024"),
        [
            (2011, "件", "penalty_decisions", 2023),
            (2024, "件", "penalty_decisions", 2024),
        ],
    ),
    "counts that look like years in all cells of a row": (
        write_table(
            "部门|行政许可（件）|行政处罚（件）", "城管|2013|1998", "市监|5|17"
        ),
        [
            (2013, "件", "licences_handled", 2024),
            (1998, "件", "penalty_decisions", 2024),
            (5, "件", "licences_handled", 2024),
            (17, "件", "penalty_decisions", 2024),
        ],
    ),
    "labels beside values that look like years": (
        write_table("行政处罚（件）|2013|行政应诉（件）|1998", "罚款（万元）|3|x|无"),
        [
            (2013, "件", "penalty_decisions", 2024),
            (1998, "件", "administrative_lawsuits", 2024),
            (30000, "元", "fines_amount", 2024),
        ],
    ),
    "heads in short": (
        write_table(
            "镇街|检查（次）|处罚（件）|许可件数|强制（宗）", "云汀镇|83|9|41|2"
        ),
        [
            (83, "次", "inspections", 2024),
            (9, "件", "penalty_decisions", 2024),
            (41, "件", "licences_handled", 2024),
            (2, "宗", "administrative_coercion", 2024),
        ],
    ),
    "labels of fields and organs": (
        write_table(
            "执法领域|检查次数（次）", "建筑市场|61", "安全生产|70", "县审计局|4"
        ),
        [
            (61, "次", "inspections", 2024),
            (70, "次", "inspections", 2024),
            (4, "次", "inspections", 2024),
        ],
    ),
    "organs in the heads": (
        write_table("指标|市场监管局|审计局", "许可（件）|31|5"),
        [
            (31, "件", "licences_handled", 2024),
            (5, "件", "licences_handled", 2024),
        ],
    ),
    "organs that say what is counted": (
        write_table("部门|受理（件）", "行政复议科|14", "法律援助中心|37", "粮食局|无"),
        [
            (14, "件", "reconsideration_accepted", 2024),
            (37, "件", "legal_aid_cases", 2024),
        ],
    ),
    "kinds of organs that are counted": (
        write_table("机构|数量（家）", "律师事务所|6", "无|"),
        [(6, "家", "law_firms", 2024)],
    ),
    "a group of the rest": (
        write_table("指标|数量（件）", ">其他工作", "行政许可|58"),
        [(58, "件", "licences_handled", 2024)],
    ),
}


_SECOND_PART: list[tuple[float, str, str, int]] = [
    (12, "件", "penalty_decisions", 2024),
    (30000, "元", "fines_amount", 2024),
    (6, "件", "penalty_decisions", 2024),
    (17000, "元", "fines_amount", 2024),
]
_FIRST_ROWS = write_table("部门|处罚（件）|罚款（万元）", "农业局|12|3")
TABLES |= {
    "a table that goes on behind 续表": (
        f"{_FIRST_ROWS}<p>续表</p>" + write_table("水利局|6|1.7", "民政局|无|无"),
        _SECOND_PART,
    ),
    "a table that goes on behind its name": (
        f"{_FIRST_ROWS}<p>— 6 —</p><p>行政执法统计表（续）</p>"
        + write_table("水利局|6|1.7", "民政局|无|无"),
        _SECOND_PART,
    ),
    "a table that says itself that it goes on": (
        _FIRST_ROWS + write_table("续表||", "水利局|6|1.7", "民政局|无|无"),
        _SECOND_PART,
    ),
    "a caption of the part before": (
        "<p>行政复议情况（单位：件）</p>"
        + write_table("部门|受理|审结", "农业局|12|11")
        + "<p>（续表）</p>"
        + write_table("水利局|6|4", "民政局|无|无"),
        [
            (12, "件", "reconsideration_accepted", 2024),
            (11, "件", "reconsideration_concluded", 2024),
            (6, "件", "reconsideration_accepted", 2024),
            (4, "件", "reconsideration_concluded", 2024),
        ],
    ),
    "a caption in cells": (
        write_table(
            "表2|行政执法情况（单位：件）|",
            "部门|行政处罚|行政许可",
            "农业局|17|204",
        ),
        [
            (17, "件", "penalty_decisions", 2024),
            (204, "件", "licences_handled", 2024),
        ],
    ),
    "units of unlike things for all": (
        "<p>（单位：场、人次）</p>"
        + write_table("镇街|普法活动|受教育群众", "云汀镇|18|2640"),
        [
            (18, "场", "publicity_events", 2024),
            (2640, "人次", "people_reached", 2024),
        ],
    ),
    "cases and money without units": (
        "<p>行政复议情况</p>"
        + write_table("部门|收案|审结|罚款（万元）|罚没金额", "农业局|18|16|3|4.5"),
        [
            (18, "件", "reconsideration_applications", 2024),
            (16, "件", "reconsideration_concluded", 2024),
            (30000, "元", "fines_amount", 2024),
            (45000, "元", "fines_and_confiscations", 2024),
        ],
    ),
}


@each_row(("markup", "expected"), TABLES.values(), ids=TABLES)
def test_numbers_of_cells(markup, expected):
    """Unit and period come from the nearest head; an empty cell shifts nothing."""
    assert read_numbers(markup) == expected


def test_roles_come_from_heads():
    """A plan is no result, and what was not taken up or was revoked does not count."""
    markup = write_table("项目|年度计划（场）|实际（场）", "法治宣传活动|20|24")
    assert [one.role for one in read(markup).quantities] == ["planned", "actual"]
    markup = write_table("项目|2024年|上年同期", "行政处罚|2件|3件")
    assert [one.role for one in read(markup).quantities] == ["actual", "previous"]
    markup = write_table("项目|2024|2023", "行政处罚|2件|3件")
    assert [one.role for one in read(markup).quantities] == ["actual", "previous"]
    markup = write_table("项目|件数", "撤销行政处罚|2")
    assert [one.role for one in read(markup).quantities] == ["reversed"]


@pytest.mark.parametrize(
    ("heads", "role"),
    [
        ("项目|本年（件）|累计（件）", "cumulative"),
        ("项目|2023年（件）|2024年累计（件）", "actual"),
        ("项目|本月（件）|累计（件）", "actual"),
    ],
)
def test_what_counts_all_years(heads, role):
    """累计 alone is of all years; with a year, or beside a month, it is of this one."""
    *_, last = read(write_table(heads, "行政处罚|17|930")).quantities
    assert (float(last.value), last.indicator) == (930, "penalty_decisions")
    assert last.role == role


PARTS = {
    "a total below": (
        write_table("部门|行政处罚（件）", "城管|128", "市监|302", "合计|430"),
        {128: 430, 302: 430},
    ),
    "a total above": (
        write_table("部门|行政处罚（件）", "合计|430", "城管|128", "市监|302"),
        {128: 430, 302: 430},
    ),
    "totals of some rows": (
        write_table(
            "部门|处罚（件）",
            "甲局|1",
            "乙局|2",
            "小计|3",
            "丙局|7",
            "小计|7",
            "总计|10",
        ),
        {1: 3, 2: 3, 3: 10, 7: 10},
    ),
    "a column of totals": (
        write_table("部门|一般程序（件）|简易程序（件）|合计（件）", "城管|128|2|130"),
        {128: 130, 2: 130},
    ),
    "of which": (
        write_table("项目|件数", "行政复议收案|66", "其中：维持|20", "审结|60"),
        {20: 66},
    ),
    "of which, on several rows": (
        write_table(
            "项目|件数", "行政复议审结|66", "其中：维持|20", "撤销|46", "收案|9"
        ),
        {20: 66, 46: 66},
    ),
}


@each_row(("markup", "expected"), PARTS.values(), ids=PARTS)
def test_parts_of_totals(markup, expected):
    """The rows or columns that a total is of are its parts; what does not make it up is none."""
    quantities = read(markup).quantities
    values = {one.start: float(one.value) for one in quantities}
    parts = [one for one in quantities if one.part_of is not None]
    assert {float(one.value): values[one.part_of] for one in parts} == expected


@pytest.mark.parametrize(
    "markup",
    [
        write_table("指标|2023年|2024年|同比", "行政处罚（件）|310|455|46.8%"),
        write_table("指标|单位|2024年|同比（%）", "行政处罚|件|455|-46.8"),
        write_table("指标|2024年（件）|同比", "行政处罚|455|上升46.8%"),
        write_table("年度|行政处罚（件）", "2023年|310", "2024年|455", "同比|46.8%"),
    ],
)
def test_what_a_change_is_of(markup):
    """A change says of its row, or of the numbers above it, by how much; its sign says which way."""
    *_, change = read(markup).quantities
    assert change.rate_of == "penalty_decisions"
    assert (float(change.value), change.unit) == (46.8, "%")
    assert change.change == ("down_by" if "-" in markup else "up_by")


@each_row(
    "markup",
    [
        write_table("名次|单位|得分", "1|城管局|95.5", "2|市监局|94.1"),
        write_table("单位|联系人|电话", "城管局|王某|88886666", "司法局|李某|63451"),
        write_table("序号|姓名|执法证号", "1|王某|123456", "2|李某|123457"),
        write_table("时间|内容|地点", "9:00|开会|301", "10:00|讨论|302"),
        write_table("|事项|依据", "1|行政检查|法规", "2|行政许可|规章"),
    ],
)
def test_what_counts_nothing_is_no_count(markup):
    """Ranks, telephones, numbers of certificates, times and rows are no numbers that ought to be read."""
    reading = read(markup)
    assert not reading.quantities
    codes = {issue.code for issue in reading.issues}
    assert codes.isdisjoint({"table_not_read", "digits_unread"})


def test_a_table_without_units_is_reported():
    """Numbers that no head explains are no quantities, and an issue names their table."""
    reading = read(write_table("部门|说明|另记", "城管|甲|128", "市监|乙|302"))
    assert not reading.quantities
    codes = [issue.code for issue in reading.issues]
    assert "table_not_read" in codes


@each_row(
    "mark",
    ["<sup>1</sup>", "①", "[2]", "*", "<sup>*</sup>", "※", "（注1）", "<sup>注</sup>"],
)
def test_marks_of_notes_are_no_part_of_a_cell(mark):
    """A note's mark behind a number, a head or a label is neither read nor in the way."""
    table = write_table(
        f"部门{mark}|行政处罚（件）{mark}", f"城管{mark}|128{mark}", "市监|302"
    )
    expected = [(value, "件", "penalty_decisions", 2024) for value in (128, 302)]
    assert read_numbers(table) == expected
    assert {issue.code for issue in read(table).issues}.isdisjoint(
        {"digits_unread", "masked_number"}
    )


@pytest.mark.parametrize("head", ["备注", "批注", "社会关注"])
def test_words_that_end_like_a_mark_stay(head):
    """Cells are kept as they are printed."""
    table = write_table(f"部门|行政处罚（件）|{head}", "城管|128|无")
    assert [cell.text for cell in read(table).cells][2] == head


def test_powers_and_masks_in_cells_stay():
    """10⁴ is no 10, and a masked number no number."""
    table = write_table(
        "部门|行政处罚（件）", "城管|10<sup>4</sup>", "市监|**", "司法|7"
    )
    assert [one[0] for one in read_numbers(table)] == [7]


@pytest.mark.parametrize(
    ("caption", "unread"), [("单位：件", "罚没金额"), ("单位：万元", "收案")]
)
def test_a_unit_for_all_is_none_of_another_sort(caption, unread):
    """No caption makes money of cases, nor cases of money."""
    markup = f"<p>{caption}</p>" + write_table(f"部门|处罚决定|{unread}", "农业局|7|31")
    units = {float(one.value): one.unit for one in read(markup).quantities}
    assert units.get(31) == ("件" if unread == "收案" else None)


def test_a_table_behind_other_words_does_not_go_on():
    """Without 续表 a table behind words is one of its own, of which the heads before say nothing."""
    markup = f"{_FIRST_ROWS}<p>各单位联系人</p>" + write_table("水利局|6|1.7", "x|1|2")
    assert [float(one.value) for one in read(markup).quantities] == [12, 30000]


def test_other_checks_are_none_of_enforcement():
    """检查 beside what else is checked is no inspection."""
    markup = write_table("工作|检查（次）", "案卷评查|4", "日常执法|30")
    codes = [one.indicator for one in read(markup).quantities]
    assert codes == [None, "inspections"]


@each_row(
    ("markup", "unread"),
    [
        (write_table("项目|金额", "罚款（万元）|120.3", "减免罚款|4600"), {"4600"}),
        (
            write_table(
                "项目|金额", "罚款（万元）|120.3", "没收|52300元", "征收金额|7"
            ),
            {"7"},
        ),
        (
            write_table("项目|金额", "罚款（万元）|—", "赔偿金额|4600", "经费|9"),
            {"4600", "9"},
        ),
        (write_table("罚款（万元）|120.3|标的额|4600"), {"4600"}),
        # heads of columns hold for what is beside them, and captions for all
        (write_table("部门|罚款（万元）|标的额", "公安局|120.3|46"), set()),
        (write_table("部门|罚款（万元）|标的额", "公安局|—|46"), set()),
        (
            "<p>单位：万元</p>"
            + write_table("项目|金额", "罚款金额|120.3", "减免金额|46"),
            set(),
        ),
        (write_table("项目|金额（万元）", "罚款|120.3", "减免罚款|46"), set()),
        (write_table("项目|数量", "收案（件）|12", "审结|9"), set()),
    ],
)
def test_the_unit_of_one_row_is_none_of_another(markup, unread):
    """One amount may be in 万元 and the next in 元; what nobody states is not read."""
    reading = read(markup)
    read_at = {one.start for one in reading.quantities}
    found = {
        one.text for one in reading.cells if one.value and one.start not in read_at
    }
    assert found == unread


@each_row(
    ("markup", "values"),
    [
        (
            write_table("部门|行政强制（件）", "公安局|1", "林业局|2", "城管局|3"),
            [1, 2, 3],
        ),
        (
            write_table("年度|文件制定（件）|听证会（场）", "2023年|1|4", "2024年|2|5"),
            [1, 4, 2, 5],
        ),
        (write_table("行政强制（件）|行政处罚（件）", "1|7", "2|8"), [1, 7, 2, 8]),
        (write_table("行政强制（件）|备注", "1|甲", "2|乙"), [1, 2]),
        (
            write_table("受理（件）|1|立案（件）|12", "应诉（件）|2|结案（件）|7"),
            [1, 12, 2, 7],
        ),
        (write_table("序号|项目|数量（件）", "1|行政处罚|7", "2|行政许可|8"), [7, 8]),
        (write_table("|项目|数量（件）", "1|行政处罚|7", "2|行政许可|8"), [7, 8]),
        (write_table("1|行政处罚（件）|7", "2|行政许可（件）|8"), [7, 8]),
        (write_table("序号|数量（件）", "1|7", "2|8"), [7, 8]),
        (
            write_table(
                "类别|序号|项目|数量（件）", "甲|1|行政处罚|7", "乙|2|行政许可|8"
            ),
            [7, 8],
        ),
    ],
)
def test_what_is_counted_1_2_3_numbers_no_rows(markup, values):
    """A column whose head states a unit, or that stands behind labels, holds counts."""
    assert [int(one.value) for one in read(markup).quantities] == values


@each_row(
    "head",
    [
        "处罚数量，件",
        "处罚数量：件",
        "处罚数量/件",
        "处罚数量【件】",
        "处罚数量［件］",
        "处罚数量〔件〕",
        "处罚数量（单位：件）",
    ],
)
def test_units_behind_marks_in_heads(head):
    """Brackets and marks of all kinds part a unit from its head."""
    found = read_numbers(write_table(f"部门|{head}", "林业局|19"))
    assert found == [(19, "件", "penalty_decisions", 2024)]


@each_row("unit", ["人·次", "人•次", "人．次", "人次", "人/次"])
def test_units_with_a_dot(unit):
    """人·次 is 人次."""
    found = read_numbers(write_table("项目|数量", f"执法培训（{unit}）|1306"))
    assert found == [(1306, "人次", "officers_trained", 2024)]


def test_a_sign_of_money_before_a_number_is_its_unit():
    """¥52,300 is in 元, whatever the table's unit is."""
    rows = ("项目|金额", "没收违法所得|¥52,300.00", "罚款|￥1.2万")
    assert read_numbers(write_table(*rows)) == [
        (52300, "元", "illegal_gains_confiscated", 2024),
        (12000, "元", "fines_amount", 2024),
    ]


@each_row(
    ("label", "code"),
    [
        ("安全生产", "inspections"),
        ("食品安全", "inspections"),
        ("消防", "inspections"),
        ("市场监管领域", "inspections"),
        ("生产企业", "enterprises_inspected"),
    ],
)
def test_a_field_says_nothing_of_what_is_counted(label, code):
    """Checks of 安全生产 are checks; those of enterprises are of enterprises."""
    found = read_numbers(write_table("类别|检查次数（次）", f"{label}|640"))
    assert found == [(640, "次", code, 2024)]


@pytest.mark.parametrize(
    ("heads", "code"),
    [
        (
            "行政复议申请（件）|行政复议受理（件）|纠错率（%）",
            "reconsideration_correction_rate",
        ),
        ("行政诉讼一审（件）|行政诉讼二审（件）|败诉率", "lawsuit_loss_rate"),
        ("行政处罚（件）|行政许可（件）|纠错率（%）", None),
        ("行政复议申请（件）|罚款（万元）|纠错率（%）", None),
    ],
)
def test_what_all_heads_but_one_are_of_holds_for_that_one(heads, code):
    """纠错率 beside 行政复议 is the rate of these."""
    found = read_numbers(write_table(f"年度|{heads}", "2024|66|61|9.8"))
    assert found[-1] == (9.8, "%", code, 2024)


def test_parts_behind_of_which_take_unit_and_name_from_the_column_before():
    """行政处罚总数（件） | 其中：简易程序, 普通程序; money is not counted in 件."""
    heads = ("年度|行政处罚总数（件）|>其中", "||简易程序|普通程序")
    (whole, *parts) = read(write_table(*heads, "2024年|188|120|68")).quantities
    assert [(int(one.value), one.unit) for one in parts] == [(120, "件"), (68, "件")]
    assert {one.part_of for one in parts} == {whole.start}
    bare = write_table("年度|行政处罚（件）|其中：罚款金额", "2024年|188|120")
    assert [int(one.value) for one in read(bare).quantities] == [188]


def find_sums(markup: str) -> list[str]:
    """Give the sums that a page's tables do not make up, as their issues name them."""
    issues = read(markup).issues
    return [
        one.message.split(" is ")[0] for one in issues if one.code == "sum_mismatch"
    ]


@each_row(
    ("rows", "sums"),
    [
        (
            ("乡镇|调解纠纷（件）", "青石镇|210", "白沙乡|176", "合计|844"),
            ["210 + 176"],
        ),
        (
            ("乡镇|调解纠纷（件）", "合计|844", "青石镇|210", "白沙乡|176"),
            ["210 + 176"],
        ),
        (
            (
                "部门|检查（次）|处罚（件）",
                "公安局|640|212",
                "林业局|110|19",
                "总计|570|231",
            ),
            ["640 + 110"],
        ),
        (
            (
                "类别|简易（件）|普通（件）|合计（件）",
                "处罚|120|92|202",
                "许可|20|12|32",
            ),
            ["120 + 92"],
        ),
        (
            (
                "序号|部门|简易（件）|普通（件）|合计（件）|罚款（元）|备注",
                "1|甲局|120|92|202|7|",
                "2|乙局|20|12|32|8|",
            ),
            ["120 + 92"],
        ),
        (
            ("部门|罚款（万元）", "甲局|12.5", "乙局|7.3", "合计|29.8"),
            ["125000 + 73000"],
        ),
        (("部门|处罚（件）", "甲局|0", "乙局|7", "丙局|5", "合计|21"), ["0 + 7 + 5"]),
    ],
)
def test_totals_that_their_parts_do_not_make_up(rows, sums):
    """Rows and columns of totals, first or last, beside other numbers."""
    assert find_sums(write_table(*rows)) == sums


@each_row(
    "rows",
    [
        ("乡镇|调解纠纷（件）", "青石镇|210", "白沙乡|176", "合计|386"),
        # rounded to 万元
        ("部门|罚款（万元）", "甲局|12.54", "乙局|7.33", "合计|19.9"),
        ("部门|罚款（万元）", "甲局|12", "乙局|7", "合计|20"),
        # a missing or an unknown part, parts behind 其中, about
        ("部门|处罚（件）", "甲局|12", "乙局|—", "丙局|3", "合计|20"),
        ("部门|处罚（件）", "甲局|12", "乙局|", "丙局|3", "合计|20"),
        ("类别|处罚（件）", "受理|12", "其中：网上|9", "不予受理|3", "合计|15"),
        ("部门|处罚（件）", "甲局|约12", "乙局|3", "合计|20"),
        # other units, rates, changes
        ("项目|数量", "检查（次）|12", "处罚（件）|3", "合计（件）|20"),
        ("部门|办结率（%）", "甲局|98.2", "乙局|97", "合计|97.5"),
        ("部门|处罚（件）|同比增减", "甲局|12|3", "乙局|3|4", "合计|15|9"),
        # subtotals, parts of one's own, some rows of many
        (
            "部门|处罚（件）",
            "甲局|12",
            "乙局|3",
            "小计|15",
            "丙局|4",
            "丁局|6",
            "合计|25",
        ),
        (
            "部门|检查（次）|处罚（件）|许可（件）",
            "甲局|1|2|3",
            "乙局|4|5|6",
            "合计|99|98|97",
        ),
        ("类别|受理（件）|审结（件）|合计（件）", "复议|20|12|40", "诉讼|30|22|70"),
        ("类别|受理（件）|其中：网上（件）|合计（件）", "复议|20|12|40"),
        ("类别|小计（件）|受理（件）|应诉（件）", "复议|40|22|18", "诉讼|70|30|40"),
        # one behind another, each the total of those before it
        ("类别|处罚（件）", "甲|100", "乙|12", "丙|8", "总计|20"),
    ],
)
def test_totals_that_may_be_right_are_no_mismatch(rows):
    """Where a part is missing or rounded, or nobody knows what is added up, nothing is said."""
    assert find_sums(write_table(*rows)) == []


def test_a_caption_of_several_things_names_none():
    """A caption that names two things does not say which of them the numbers count."""
    caption = "<p>行政处罚和行政许可情况（单位：件）</p>"
    table = write_table("部门|数量", "水利局|5")
    assert read_numbers(caption + table) == [(5, "件", None, 2024)]


def test_a_cell_is_kept_whole():
    """The table of cells holds all words of a cell, what is told of its number too."""
    table = write_table("部门|行政处罚", "城管|430件（其中听证3件）")
    [cell] = [one for one in read(table).cells if one.text.startswith("430")]
    assert (cell.text, cell.value, cell.unit) == ("430件（其中听证3件）", 430, "件")
    assert cell.end - cell.start == len(cell.text)
