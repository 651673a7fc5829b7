"""Tables in eight shapes with what is right of them: cells, and the quantities that they state."""

from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple


class Counted(NamedTuple):
    """What a table counts: its words, the unit as printed, and its indicator."""

    words: str
    unit: str
    indicator: str


COUNTED = (
    Counted("行政处罚", "件", "penalty_decisions"),
    Counted("行政许可", "件", "licences_handled"),
    Counted("罚款金额", "万元", "fines_amount"),
    Counted("罚没金额", "万元", "fines_and_confiscations"),
    Counted("行政复议受理", "件", "reconsideration_accepted"),
    Counted("行政诉讼案件", "件", "administrative_lawsuits"),
    Counted("行政检查", "次", "inspections"),
    Counted("行政强制", "件", "administrative_coercion"),
    Counted("行政裁决", "件", "administrative_adjudications"),
    Counted("行政奖励", "件", "administrative_rewards"),
    Counted("投诉举报", "件", "complaints_received"),
    Counted("法律援助", "件", "legal_aid_cases"),
    Counted("法治宣传活动", "场", "publicity_events"),
    Counted("规范性文件合法性审核", "件", "normative_documents_reviewed"),
    Counted("持证执法人员", "人", "licensed_officers"),
    Counted("检查企业", "家次", "enterprises_inspected"),
    Counted("化解矛盾纠纷", "起", "disputes_settled"),
    Counted("负责人出庭应诉", "次", "head_court_appearances"),
    Counted("发放宣传资料", "份", "publicity_materials"),
)
# What stands under one head in two columns.
_PAIRED = (
    ("行政复议", ("受理", "reconsideration_accepted"), ("办结", "reconsideration_concluded")),
    ("信访", ("受理", "petitions_received"), ("办结", "petitions_concluded")),
    ("违法案件", ("立案", "cases_filed"), ("结案", "cases_closed")),
)  # fmt: skip
# The first column names bureaus or towns.
_LABELS = {
    "部门": "城管执法局 市场监管局 公安局 水利局 交通运输局 卫生健康局 自然资源和规划局 应急局 "
    "生态环境局 文化和旅游局 农业农村局 教育局 民政局 财政局 住房和城乡建设局 人力资源和社会保障局 "
    "医保局 林业局 统计局 审计局",
    "乡镇": "白桥镇 青石镇 柳河镇 双塔镇 清水镇 安平乡 永兴乡 三里乡 东坝街道 北关街道 长岭镇 石门镇 "
    "大湾镇 龙泉镇 上河街道 新店镇 马家乡 古城镇 黄沙镇 平原镇",
}
_BLANKS = ("", "—", "/", "-")
_MYRIAD = 10_000


class PrintedCell(NamedTuple):
    """A cell as it is written: its words, and how many rows and columns it covers."""

    text: str
    rows: int = 1
    columns: int = 1


class PlacedCell(NamedTuple):
    """A cell with its place, from 0."""

    row: int
    column: int
    cell: PrintedCell


class RightNumber(NamedTuple):
    """A quantity that must come of a table."""

    value: float
    unit: str
    indicator: str
    year: int


Rows = list[list[PrintedCell]]


class WrittenTable(NamedTuple):
    """A table with its rows of cells and its right quantities.

    `heads` are the rows of heads; `splits` the rows before which a page of a site begins a table anew.
    """

    rows: Sequence[Sequence[PrintedCell]]
    numbers: Sequence[RightNumber]
    above: str = ""
    heads: int = 1
    splits: int = 0
    repeats_heads: bool = False
    is_nested: bool = False
    has_borders: bool = True

    def place_cells(self) -> list[PlacedCell]:
        """Place the cells, each merged one where it begins."""
        taken: set[tuple[int, int]] = set()
        cells = []
        for number, row in enumerate(self.rows):
            column = 0
            for cell in row:
                while (number, column) in taken:
                    column += 1
                cells.append(PlacedCell(number, column, cell))
                for below in range(number, number + cell.rows):
                    taken.update((below, column + one) for one in range(cell.columns))
        return cells

    @property
    def width(self) -> int:
        """Count its columns."""
        return max(one.column + one.cell.columns for one in self.place_cells())


class _Filler:
    """Fills cells with numbers, and keeps what they state."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.numbers: list[RightNumber] = []

    def fill(self, counted: Counted, year: int) -> PrintedCell:
        """Fill a cell with a number of what is counted."""
        printed = self._draw_number(counted.unit)
        value = float(printed.replace(",", ""))
        unit = counted.unit
        if unit == "万元":
            value, unit = round(value * _MYRIAD, 2), "元"
        self.numbers.append(RightNumber(value, unit, counted.indicator, year))
        return PrintedCell(printed)

    def _draw_number(self, unit: str) -> str:
        if unit == "万元":
            return f"{self.rng.randint(1, 900)}.{self.rng.randint(1, 99):02}"
        number = self.rng.choice((self.rng.randint(2, 99), self.rng.randint(100, 3990)))
        return f"{number:,}" if self.rng.random() < 0.3 else str(number)

    def draw_unit(self, counted: Counted) -> str:
        """Write what is counted with its unit, as offices do."""
        name, unit, _ = counted
        return self.rng.choice(
            (f"{name}（{unit}）", f"{name}({unit})", f"{name}（单位：{unit}）")
        )

    def draw_labels(self, rows: int) -> tuple[str, list[str]]:
        """Draw the head of the first column, and its labels."""
        head = self.rng.choice(list(_LABELS))
        return head, self.rng.sample(_LABELS[head].split(), rows)


def _cells(*texts: str) -> list[PrintedCell]:
    return list(map(PrintedCell, texts))


def _write_by_label(rng: Random, year: int, rows: int) -> WrittenTable:
    filler = _Filler(rng)
    counted = rng.sample(COUNTED, rng.randint(2, 4))
    head, labels = filler.draw_labels(rows)
    written: Rows = [_cells(head, *map(filler.draw_unit, counted))]
    for label in labels:
        written.append(
            [PrintedCell(label), *(filler.fill(one, year) for one in counted)]
        )
    return WrittenTable(written, filler.numbers)


def write_units_in_head(rng: Random, year: int) -> WrittenTable:
    """Write 部门 | 行政处罚（件） | 罚款金额（万元）."""
    return _write_by_label(rng, year, rng.randint(3, 8))


def write_units_in_rows(rng: Random, year: int) -> WrittenTable:
    """Write 序号 | 项目 | 单位 | 数量, with or without the numbers of rows."""
    filler = _Filler(rng)
    numbered = rng.random() < 0.6
    heads = [
        rng.choice(("项目", "指标", "工作内容")),
        "单位",
        rng.choice(("数量", f"{year}年")),
    ]
    written: Rows = [_cells(*(["序号"] if numbered else []), *heads)]
    for place, one in enumerate(rng.sample(COUNTED, rng.randint(3, 9)), 1):
        number = [str(place)] if numbered else []
        written.append([*_cells(*number, one.words, one.unit), filler.fill(one, year)])
    return WrittenTable(written, filler.numbers)


def write_two_years(rng: Random, year: int) -> WrittenTable:
    """Write 指标 | 2023年 | 2024年, in either order."""
    filler = _Filler(rng)
    years = rng.choice(([year - 1, year], [year, year - 1], [year - 2, year - 1, year]))
    head = rng.choice(("指标", "项目", "类别"))
    written: Rows = [_cells(head, *(f"{one}年" for one in years))]
    for one in rng.sample(COUNTED, rng.randint(3, 8)):
        cells = [filler.fill(one, its_year) for its_year in years]
        written.append([PrintedCell(filler.draw_unit(one)), *cells])
    return WrittenTable(written, filler.numbers)


def write_merged_heads(rng: Random, year: int) -> WrittenTable:
    """Write two years or two subjects over two columns each, or a group of rows beside its rows."""
    kinds = (
        _write_years_over_columns,
        _write_subjects_over_columns,
        _write_groups_beside_rows,
    )
    return rng.choice(kinds)(rng, year)


def _write_years_over_columns(rng: Random, year: int, rows: int = 0) -> WrittenTable:
    filler = _Filler(rng)
    counted = rng.sample(COUNTED, 2)
    head, labels = filler.draw_labels(rows or rng.randint(3, 6))
    years = [year, year - 1]
    first = [PrintedCell(head, rows=2)]
    first += [PrintedCell(f"{one}年", columns=2) for one in years]
    names = list(map(filler.draw_unit, counted))
    written: Rows = [first, _cells(*names, *names)]
    for label in labels:
        row = [PrintedCell(label)]
        for its_year in years:
            row += [filler.fill(one, its_year) for one in counted]
        written.append(row)
    return WrittenTable(written, filler.numbers, heads=2)


def _write_subjects_over_columns(rng: Random, year: int) -> WrittenTable:
    filler = _Filler(rng)
    subjects = rng.sample(_PAIRED, 2)
    head, labels = filler.draw_labels(rng.randint(3, 6))
    first = [PrintedCell(head, rows=2)]
    first += [PrintedCell(f"{subject[0]}（件）", columns=2) for subject in subjects]
    pairs = [pair for _, *both in subjects for pair in both]
    written: Rows = [first, _cells(*(words for words, _ in pairs))]
    for label in labels:
        cells = [filler.fill(Counted(words, "件", code), year) for words, code in pairs]
        written.append([PrintedCell(label), *cells])
    return WrittenTable(written, filler.numbers, heads=2)


def _write_groups_beside_rows(rng: Random, year: int) -> WrittenTable:
    filler = _Filler(rng)
    years = [year - 1, year]
    written: Rows = [_cells("领域", "指标", *(f"{one}年" for one in years))]
    counted = rng.sample(COUNTED, 5)
    for name, group in (("执法服务", counted[:3]), ("其他工作", counted[3:])):
        for place, one in enumerate(group):
            cells = [PrintedCell(filler.draw_unit(one))]
            cells += [filler.fill(one, its_year) for its_year in years]
            beside = [] if place else [PrintedCell(name, rows=len(group))]
            written.append([*beside, *cells])
    return WrittenTable(written, filler.numbers)


def write_borderless(rng: Random, year: int) -> WrittenTable:
    """Write labels and values side by side, without rules."""
    filler = _Filler(rng)
    counted = rng.sample(COUNTED, rng.choice((6, 8, 10)))
    written: Rows = []
    for place in range(0, len(counted), 2):
        row = []
        for one in counted[place : place + 2]:
            row += [PrintedCell(f"{one.words}（{one.unit}）"), filler.fill(one, year)]
        written.append(row)
    return WrittenTable(written, filler.numbers, heads=0, has_borders=False)


def write_nested(rng: Random, year: int) -> WrittenTable:
    """Write a table within the cell of one that lays out the page."""
    kind = rng.choice((write_two_years, write_units_in_rows, write_units_in_head))
    return kind(rng, year)._replace(is_nested=True)


def write_empty_cells(rng: Random, year: int) -> WrittenTable:
    """Write cells that are empty or hold a dash; the unit stands in the line above."""
    filler = _Filler(rng)
    counted = rng.sample(
        [one for one in COUNTED if one.unit == "件"], rng.randint(3, 4)
    )
    head, labels = filler.draw_labels(rng.randint(3, 7))
    written: Rows = [_cells(head, *(one.words for one in counted))]
    for label in labels:
        blank = rng.randrange(len(counted))
        row = [PrintedCell(label)]
        for place, one in enumerate(counted):
            is_blank = place == blank
            row.append(
                PrintedCell(rng.choice(_BLANKS)) if is_blank else filler.fill(one, year)
            )
        written.append(row)
    return WrittenTable(written, filler.numbers, above="单位：件")


def write_across_pages(rng: Random, year: int) -> WrittenTable:
    """Write a table that is longer than what is left of a page."""
    rows = rng.randint(14, 20)
    if rng.random() < 0.3:
        table = _write_years_over_columns(rng, year, rows)
    else:
        table = _write_by_label(rng, year, rows)
    return table._replace(splits=rng.randint(4, 9), repeats_heads=rng.random() < 0.5)


SHAPES: dict[str, Callable[[Random, int], WrittenTable]] = {
    "units in head": write_units_in_head,
    "units in rows": write_units_in_rows,
    "two years": write_two_years,
    "merged heads": write_merged_heads,
    "borderless": write_borderless,
    "nested": write_nested,
    "empty cells": write_empty_cells,
    "across pages": write_across_pages,
}
