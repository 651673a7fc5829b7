"""Looks: how an office sets its report in type, drawn by seed from what government offices use."""

from dataclasses import dataclass
from random import Random

# What a machine without the bureau's fonts has; the writer's program replaces the others.
SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
BUREAU = ("方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312")
PAGE_NUMBERS = (
    "— {page} —",
    "- {page} -",
    "第{page}页 共{pages}页",
    "{page}",
    "-{page}-",
    "",
)
HEADERS = ("", "", "", "{organ}", "{title}", "法治政府建设年度报告")
COUNTED = (
    ("行政检查", "次"),
    ("行政处罚案件", "件"),
    ("合法性审核", "件"),
    ("人民调解", "件"),
    ("法治宣传活动", "场"),
    ("行政复议案件", "件"),
    ("公职律师", "名"),
    ("矛盾纠纷排查化解", "件"),
)
REMARKS = (
    "",
    "",
    "含村居",
    "同比上升",
    "由镇村两级调解组织办结，含网格员就地化解的简易纠纷",
)


@dataclass(frozen=True)
class Look:
    """One office's style: fonts of title, two heading levels and body; sizes in points.

    A `pitch` of 0 is one and a half lines. `indent` is `first_line`, `typed` (two wide spaces) or `block`
    (space between paragraphs). `list_space` is what parts an automatic number from its text: `nothing`,
    `space` or `tab`.
    """

    fonts: tuple[str, str, str, str]
    size: float
    title_size: float
    pitch: float
    indent: str
    justified: bool
    page_number: str
    alternating: bool
    header: str
    table: bool
    multilevel: bool
    list_space: str
    margins: tuple[float, float, float, float]


def draw_look(seed: int) -> Look:
    """Draw a look; the same seed gives the same one.

    Half follow the standard for official papers, GB/T 9704.
    """
    rng = Random(f"look-{seed}")
    standard = rng.random() < 0.5
    size = 16.0 if standard else rng.choice((16.0, 15.0, 14.0, 12.0, 10.5))
    return Look(
        fonts=BUREAU
        if standard
        else rng.choice((BUREAU, (SERIF,) * 4, (SANS, SANS, SERIF, SERIF))),
        size=size,
        title_size=22.0 if size > 14 else 18.0,
        pitch=28.0 if standard else rng.choice((0.0, size * 1.75, 30.0)),
        indent="first_line"
        if standard
        else rng.choice(("first_line", "first_line", "typed", "block")),
        justified=standard or rng.random() < 0.6,
        page_number=PAGE_NUMBERS[0] if standard else rng.choice(PAGE_NUMBERS),
        alternating=standard and rng.random() < 0.5,
        header="" if standard else rng.choice(HEADERS),
        table=rng.random() < 0.25,
        multilevel=rng.random() < 0.5,
        list_space=rng.choice(("nothing", "nothing", "nothing", "space", "tab")),
        # Top, right, bottom, left in millimetres: the standard's, or the program's own.
        margins=(37, 26, 35, 28)
        if standard
        else rng.choice(((25.4, 31.8, 25.4, 31.8), (20, 20, 20, 20))),
    )


def draw_table(seed: int) -> tuple[tuple[str, ...], ...]:
    """Draw the rows of a small table of counts, its heading row first; some cells are empty."""
    rng = Random(f"table-{seed}")
    rows = [
        (name, unit, str(rng.randint(2, 1900)), rng.choice(REMARKS))
        for name, unit in rng.sample(COUNTED, 5)
    ]
    return (("工作内容", "计量单位", "完成数", "说明"), *rows)
