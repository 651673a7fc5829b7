"""Reports that hold one table of a shape: place, year and words differ, and how the table is set."""

from random import Random
from typing import NamedTuple

from tests.quality.tables.shapes import SHAPES, WrittenTable

_SEED = 20260302
_PLACES = (
    "澄岭县 云栖区 南屏市 河洛县 青浦镇 临江区 宁安市 望川县 石桥镇 丰泽街道".split()
)
_OPENINGS = (
    "{year}年，{place}坚持依法行政，深入推进法治政府建设，各项工作取得新进展。现将有关情况报告如下。",
    "根据《法治政府建设与责任落实督察工作规定》要求，现将{place}{year}年法治政府建设情况报告如下。",
)
_CHAPTERS = ("一、主要工作", "一、推进法治政府建设的主要举措和成效")
_WORK = (
    "健全依法决策机制，严格落实公众参与、专家论证、风险评估、合法性审查和集体讨论决定的程序，决策质量不断提高。",
    "推进严格规范公正文明执法，全面落实行政执法公示、执法全过程记录和重大执法决定法制审核三项制度。",
    "持续优化法治化营商环境，落实轻微违法行为依法不予处罚的制度，帮助企业解决实际困难。",
    "加强领导干部学法用法，把法治教育纳入干部教育培训的内容，增强依法办事的能力。",
)
_LEADS = ("全年主要数据见下表。", "有关情况统计如下：", "各项工作的数据如下表所示。")
_BEHIND = (
    ("二、存在的问题", "基层力量仍显不足，有待进一步加强。"),
    (
        "二、存在的不足和下一步打算",
        "执法队伍建设还有差距，将继续加强培训，完善考核，推动各项任务落到实处。",
    ),
)


class TableLook(NamedTuple):
    """How a table is set: letters in points, how cells stand, and the room between columns, in ems.

    `equal` gives all columns one width; else each is as wide as its words, and the rest is shared.
    """

    size: float
    labels: str
    values: str
    equal: bool
    gap: float

    @classmethod
    def draw(cls, rng: Random) -> "TableLook":
        """Draw one."""
        return cls(
            size=rng.choice((10.5, 12.0, 14.0)),
            labels=rng.choice(("left", "center")),
            values=rng.choice(("center", "right", "left")),
            equal=rng.random() < 0.4,
            gap=rng.choice((0.8, 1.2, 2.0, 3.0)),
        )


class WrittenReport(NamedTuple):
    """A report: its title, the paragraphs before its table, the table, and those behind it."""

    title: str
    before: tuple[str, ...]
    table: WrittenTable
    behind: tuple[str, ...]
    look: TableLook

    @property
    def lines_above(self) -> tuple[str, ...]:
        """Give the paragraphs before the table, with the line that states its unit."""
        return (*self.before, *filter(None, [self.table.above]))


def write_report(shape: str, number: int) -> WrittenReport:
    """Write one of the reports with a table of a shape; the same number always gives the same one."""
    rng = Random(f"{_SEED} {shape} {number}")
    place, year = rng.choice(_PLACES), rng.randint(2021, 2025)
    table = SHAPES[shape](rng, year)
    opening = rng.choice(_OPENINGS).format(place=place, year=year)
    work = rng.sample(_WORK, rng.randint(1, 3))
    return WrittenReport(
        f"{place}{year}年法治政府建设年度报告",
        (opening, rng.choice(_CHAPTERS), *work, rng.choice(_LEADS)),
        table,
        rng.choice(_BEHIND),
        TableLook.draw(rng),
    )
