"""A collection of reports with planted reuse: who shares which paragraph with whom is known.

Every paragraph is put together from the genre's clauses, so that unrelated ones share turns of phrase, as
real ones do.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, count
from random import Random

import pyarrow as pa

from deploy.demo.places import FIRST, PROVINCES, SECOND
from tasks.tables.schema import SCHEMAS

WORK = (
    "深入推进", "全面落实", "持续深化", "扎实开展", "不断完善", "严格执行", "统筹抓好", "着力加强",
    "认真组织", "稳步推行", "积极探索", "健全", "规范", "优化", "压实", "细化",
)  # fmt: skip
THINGS = (
    "行政执法三项制度", "重大行政决策程序", "规范性文件合法性审核", "领导干部学法制度", "法律顾问制度",
    "政务公开", "普法责任清单", "村规民约修订", "人民调解网络", "信访接待日制度", "综合执法队伍建设",
    "执法人员培训", "案卷评查", "行政复议应诉工作", "营商环境建设", "一站式服务窗口", "网格化管理",
    "安全生产检查", "食品安全监管", "生态环境巡查", "矛盾纠纷排查", "公共法律服务站建设", "宪法宣传周活动",
    "法治文化阵地建设", "青少年法治教育", "权责清单动态调整", "数字政府建设", "包容审慎监管", "证明事项清理",
    "法治督察反馈问题整改", "行政裁决示范工作", "政府采购监督", "财政资金审计", "河湖长制", "耕地保护巡查",
    "消防隐患治理", "物业矛盾调处", "社区矫正帮教", "退役军人服务保障", "农民工工资清欠",
)  # fmt: skip
ENDS = (
    "形成一级抓一级的工作格局", "做到件件有回音", "切实减轻基层负担", "群众满意度稳步提升",
    "把矛盾化解在萌芽状态", "实现全程留痕可追溯", "推动关口前移", "为高质量发展提供法治保障",
    "确保权力在阳光下运行", "让企业少跑腿", "不断增强干部法治意识", "守住安全底线", "打通服务群众最后一公里",
    "取得阶段性成效", "营造尊法学法守法用法氛围", "防止程序空转",
)  # fmt: skip
NUMBERS = (
    "全年开展检查{}次，",
    "累计受理{}件，",
    "组织培训{}场，",
    "化解纠纷{}起，",
    "发放资料{}份，",
    "整改问题{}个，",
)
HEADING = "一、主要举措和成效"


@dataclass(frozen=True)
class Text:
    """One paragraph: `family` is the same for all copies of one text, and negative for boilerplate."""

    words: str
    family: int
    fresh: bool = True


@dataclass(frozen=True)
class Planted:
    """One report of the collection.

    `names` are its places, from the province down to the town whose report it is.
    """

    report_id: str
    year: int
    names: tuple[str, ...]
    texts: list[Text] = field(default_factory=list)

    def starts(self) -> list[int]:
        """Give the offset of each paragraph in the report's text."""
        return list(
            accumulate(
                (len(text.words) + 1 for text in self.texts[:-1]),
                initial=len(HEADING) + 1,
            )
        )


def invent(rng: Random, me: str) -> str:
    """Invent a paragraph of three to six sentences, about 130 characters."""
    said = []
    for _ in range(rng.randint(3, 6)):
        number = (
            rng.choice(NUMBERS).format(rng.randint(2, 900))
            if rng.random() < 0.4
            else ""
        )
        said.append(
            f"{rng.choice(WORK)}{rng.choice(THINGS)}，{number}{rng.choice(ENDS)}。"
        )
    said.insert(
        rng.randrange(len(said)), f"{me}坚持把{rng.choice(THINGS)}摆在突出位置。"
    )
    return "".join(said)


def edit(rng: Random, text: str, old: str, new: str, changes: int) -> str:
    """Copy a paragraph as a hurried clerk does: names and numbers put right, some words changed."""
    text = text.replace(old, new)
    text = "".join(str(rng.randint(1, 9)) if sign.isdigit() else sign for sign in text)
    for _ in range(changes):
        old_word = rng.choice(
            [word for word in (*WORK, *ENDS, *THINGS) if word in text]
        )
        pool = next(pool for pool in (WORK, ENDS, THINGS) if old_word in pool)
        text = text.replace(old_word, rng.choice(pool), 1)
    return text


def collection(
    reports: int, paragraphs: int = 20, changes: int = 1, years: int = 4
) -> Iterator[Planted]:
    """Write reports of towns, `years` of each, one town after another; `changes` words of a copy are others.

    Of the paragraphs a fifth is boilerplate of a stock of forty, a seventh last year's and a tenth another
    town's.
    """
    rng = Random("collection")
    stock = [
        Text(invent(rng, "各级各部门"), -1 - index, fresh=False) for index in range(40)
    ]
    families = count()
    recent: deque[list[Planted]] = deque(maxlen=4)
    for town in range(reports // years):
        names = _names(rng)
        mine: list[Planted] = []
        for year in range(2026 - years, 2026):
            one = Planted(f"{town:08x}{year:08d}", year, names)
            others = [
                other
                for town_before in recent
                for other in town_before
                if other.year == year
            ]
            for index in range(paragraphs):
                source = _source(rng, stock, mine[-1] if mine else None, others, index)
                text = (
                    Text(invent(rng, names[-1]), next(families))
                    if source is None
                    else _copy(rng, source, one, changes)
                )
                one.texts.append(text)
            mine.append(one)
            yield one
        recent.append(mine)


def _names(rng: Random) -> tuple[str, ...]:
    """Invent a town: a name of four characters, which few share."""
    first, second, third = rng.choice(FIRST), rng.choice(SECOND), rng.choice(FIRST)
    return (
        rng.choice(PROVINCES[:-2]),
        f"{third}岚市",
        f"{second}{first}县",
        f"{first}{second}{third}镇",
    )


def _source(
    rng: Random,
    stock: list[Text],
    last: Planted | None,
    others: list[Planted],
    index: int,
) -> tuple[Text, str] | None:
    """Draw what a paragraph is copied from, and the name of the town that it was written for."""
    draw = rng.random()
    if draw < 0.2:
        return rng.choice(stock), "各级各部门"
    if draw < 0.4 and last and last.texts[index].fresh:
        return last.texts[index], last.names[-1]
    if draw > 0.9 and others:
        other = rng.choice(others)
        if other.texts[index].fresh:
            return other.texts[index], other.names[-1]
    return None


def _copy(rng: Random, source: tuple[Text, str], one: Planted, changes: int) -> Text:
    text, name = source
    words = edit(
        rng,
        text.words,
        name,
        one.names[-1],
        changes if text.family >= 0 else rng.randint(0, 1),
    )
    return Text(words, text.family, fresh=False)


def reports_table(planted: list[Planted]) -> pa.Table:
    """Make a table of the columns of `reports` that tell whose a report is, without the text."""
    names = ("province", "prefecture", "county", "township")
    rows = [
        {
            "report_id": one.report_id,
            "organ": one.names[-1] + "人民政府",
            "organ_kind": "town",
            "level": "township",
            "report_year": one.year,
            **dict(zip(names, one.names, strict=True)),
        }
        for one in planted
    ]
    columns = ["report_id", "organ", "organ_kind", "level", *names, "report_year"]
    return pa.Table.from_pylist(
        rows, pa.schema([SCHEMAS["reports"].field(name) for name in columns])
    )


def sections_table(planted: list[Planted]) -> pa.Table:
    """Make a table of the columns of `sections` that hold the paragraphs: one section a report."""
    rows = [
        {
            "report_id": one.report_id,
            "path": "1",
            "start_offset": 0,
            "text": "\n".join([HEADING, *(text.words for text in one.texts)]),
        }
        for one in planted
    ]
    columns = ["report_id", "path", "start_offset", "text"]
    return pa.Table.from_pylist(
        rows, pa.schema([SCHEMAS["sections"].field(name) for name in columns])
    )
