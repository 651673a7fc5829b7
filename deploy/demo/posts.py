"""Posts: what a site shows on a night, as the script says, before any family's HTML."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from html import escape
from random import Random

from deploy.demo.docx import table_place
from deploy.demo.draft import SCALES, Draft, Paragraph, Role, numeral
from deploy.demo.offers import File, offer
from deploy.demo.places import Organ, draw_organ
from deploy.demo.script import Posting, SiteScript
from deploy.demo.script.model import TableShape
from deploy.demo.tables import INTRODUCTION, draw_number_table
from deploy.demo.template import fill
from deploy.demo.truth import Truth, quantity_truth
from deploy.demo.vocabulary import topics, work_topics
from deploy.demo.writer import Style, Written, draw_style, write
from tasks.model.report import Kind, OrganKind
from tasks.model.run import BEIJING
from tasks.model.source import Region

# Titles that speak of law-based government or of annual reports; {p} place, {o} organ, {y} year, {n} the
# next.
KIN = (
    "【政策解读】关于《{p}{y}年度法治政府建设情况报告》的解读",
    "{o}{y}年政府信息公开工作年度报告",
    "关于印发《{p}法治政府建设实施方案（2021—2025年）》的通知",
    "{p}召开{n}年法治政府建设工作推进会",
    "{n}年{p}政府工作报告",
    "{o}办公室关于印发{p}{n}年度法治政府建设工作安排的通知",
    "{p}{y}年行政复议和行政应诉情况报告",
    "{p}顺利完成{y}年度法治政府建设考核",
    "{p}法治政府建设白皮书（{y}年）",
    "{o}常务会议听取{y}年上半年法治政府建设情况汇报",
    "{p}法治政府建设评估报告（第三方）",
    "图解：{p}{y}年法治政府建设情况",
    "{o}主要负责人{y}年度述法报告",
    "{p}法治政府建设示范创建工作方案",
)
MATTERS = (
    "道路交通管制", "公共停车场建设", "饮用水水源地保护", "城市供热收费标准", "老旧小区改造",
    "农村公路养护", "秸秆综合利用", "校车服务方案", "防汛值班安排", "国有土地上房屋征收", "食品安全抽检结果",
    "残疾人就业补贴", "退役军人安置", "森林防火", "电动自行车停放", "职业技能培训", "高龄津贴发放",
    "企业用工监测",
)  # fmt: skip
FORMS = (
    "关于{m}有关事项的通告",
    "关于开展{m}专项工作的通知",
    "{p}{m}管理办法",
    "{y}年{m}情况公示",
    "关于{m}的公告",
)


def lookalikes(rng: Random, organ: Organ, count: int) -> Iterator[tuple[str, str]]:
    """Give `count` distinct titles, kin first, each with the inner HTML of a body."""
    place, seen = organ.short, set[str]()
    forms = [(form, "") for form in KIN]
    forms += [(form, matter) for matter in MATTERS for form in FORMS]
    chosen = forms if count > len(KIN) else rng.sample(forms[: len(KIN)], count)
    while len(seen) < count:
        for form, matter in chosen:
            year = rng.randint(2021, 2024)
            title = form.format(p=place, o=organ.name, y=year, n=year + 1, m=matter)
            if title not in seen and len(seen) < count:
                seen.add(title)
                yield title, _body(rng, organ, year, kin=not matter)


def _body(rng: Random, organ: Organ, year: int, *, kin: bool) -> str:
    """Write a body that speaks the same language: kin have numbered headings, notices a few paragraphs."""
    draft = Draft(rng, organ, year, set())
    paragraphs: list[str] = []
    for number, topic in enumerate(
        rng.sample(work_topics(organ.kind), 3 if kin else 1), start=1
    ):
        if kin:
            paragraphs.append(f"{numeral(number)}、{rng.choice(topic.headings)}")
        sentences = draft.take(topic.sentences, 3) + draft.take(
            topic.counted, 1 if kin else 0
        )
        paragraphs.append("".join(draft.say(template).words for template in sentences))
    if not kin:
        paragraphs.append(draft.say(rng.choice(topics()["plans"].sentences)).words)
    return "\n".join(f"<p>　　{escape(words, quote=False)}</p>" for words in paragraphs)


# What the second edition of a revised report says more than the first.
ADDED = (
    "另外，<补充开展专项法治督察{- 次 11-19 exact}>，<督促整改问题{- 个 21-60 exact}>，"
    "有关结果已一并通报。"
)
OF_THE_COPY = frozenset({"repeated_page_edge", "missing_organ"})


@dataclass(frozen=True)
class Post:
    """One entry of a list.

    `number` is its URL's id, `body` the inner HTML, `fate` one of `there`, `dead`, `soft`.

    `parts` is the number of pages that its article is cut into; `files` stand beside its page, or in its
    place when `direct` says so.
    """

    number: int
    title: str
    published: datetime
    body: str
    source: str
    document_number: str = ""
    report: Written | None = None
    fate: str = "there"
    parts: int = 1
    files: tuple[File, ...] = ()
    direct: bool = False

    @property
    def cut(self) -> str:
        """Give the title as a list prints it, cut with … when it is long."""
        return self.title if len(self.title) <= 24 else self.title[:22] + "…"

    @property
    def dots(self) -> str:
        """Give the day of publication as 20240123."""
        return f"{self.published:%Y%m%d}"


def posts_of(site: SiteScript, night: int) -> list[Post]:
    """Give the posts of a site on a night, the newest first."""
    rng = Random(f"posts-{site.id}")
    home = _home(site)
    posts = [
        _report(
            site.id,
            site.region,
            posting,
            posting.revised is not None and night >= posting.revised,
        )
        for posting in site.postings
        if _there(posting, night)
    ]
    links = [(title, "", "dead") for title in site.dead]
    links += [(title, "", "soft") for title in site.soft]
    others = [
        (title, body, "there") for title, body in lookalikes(rng, home, site.others)
    ]
    for index, (title, body, fate) in enumerate([*links, *others]):
        published = _moment(
            date(2023, 2, 1) + timedelta(days=rng.randint(0, 1100)), 900 + index
        )
        posts.append(
            Post(
                _number(site.id, 900 + index),
                title,
                published,
                body,
                home.name,
                fate=fate,
            )
        )
    return sorted(posts, key=lambda post: (post.published, post.number), reverse=True)


def _there(posting: Posting, night: int) -> bool:
    return posting.night <= night and (posting.gone is None or night < posting.gone)


def _home(site: SiteScript) -> Organ:
    kind = OrganKind.COUNTY if site.region.county else OrganKind.PREFECTURE
    return draw_organ(Random(site.id), kind, site.region)


def _number(site_id: str, seed: int) -> int:
    return 4_000_000 + 10_000 * (sum(map(ord, site_id)) % 97) + seed


def _moment(day: date, seed: int) -> datetime:
    """Give the time of day at which an office published: between nine and six."""
    return datetime.combine(day, time(9 + seed % 9, seed * 7 % 60), BEIJING)


def written_of(region: Region, posting: Posting) -> Written:
    """Write the report of a posting, as it is before any revision."""
    rng = Random(f"posting-{posting.seed}")
    organ = draw_organ(rng, posting.kind, region, posting.trade)
    drawn = draw_style(rng, posting.kind)
    style = Style(
        drawn.outline, drawn.defects - OF_THE_COPY, half_width=drawn.half_width
    )
    written = write(posting.seed, organ=organ, year=posting.year, style=style)
    return _tabulate(written, posting.table) if posting.table else written


def _tabulate(written: Written, shape: TableShape) -> Written:
    """Print a table of numbers, with a line that leads to it, at the end of a chapter."""
    at = table_place(written)
    table = draw_number_table(written.seed, shape, written.year, at)
    lead = Paragraph(Role.BODY, INTRODUCTION, written.paragraphs[at - 1].path)
    stated = list(map(quantity_truth, table.stated))
    truth: Truth = {
        **written.truth,
        "quantities": [*written.truth["quantities"], *stated],
        "tables": [list(map(list, table.rows))],
    }
    paragraphs = (*written.paragraphs[:at], lead, *written.paragraphs[at:])
    return replace(written, paragraphs=paragraphs, truth=truth, table=table)


@cache  # a report stands there on many nights, and costs ten milliseconds to write
def _report(site_id: str, region: Region, posting: Posting, revised: bool) -> Post:
    written = _take_over(written_of(region, posting), posting.taken_over)
    written = _fall_short(written, posting.shortcoming)
    if revised:
        written = _revise(written)
    number = _number(site_id, posting.seed)
    offered = offer(written, posting.form, number)
    return Post(
        number=number,
        title=written.truth["title"],
        published=_moment(posting.on, posting.seed),
        body=offered.body,
        source=written.organ.name,
        document_number=written.truth["document_number"] or "",
        report=written,
        parts=posting.parts,
        files=offered.files,
        direct=offered.direct,
    )


def _take_over(written: Written, words: str) -> Written:
    """Print one paragraph more, after the first of a section; it states no quantity."""
    if not words:
        return written
    index = next(
        index
        for index, part in enumerate(written.paragraphs)
        if part.role is Role.BODY and part.path
    )
    taken = Paragraph(Role.BODY, words, written.paragraphs[index].path)
    paragraphs = (
        *written.paragraphs[: index + 1],
        taken,
        *written.paragraphs[index + 1 :],
    )
    return replace(written, paragraphs=paragraphs)


def _fall_short(written: Written, words: str) -> Written:
    """Print one paragraph more at the end of the section of shortcomings; it states no quantity.

    Raises ValueError where the report has no such section.
    """
    if not words:
        return written
    kinds = {one["path"]: one.get("kind") for one in written.truth["sections"]}
    last = None
    for index, part in enumerate(written.paragraphs):
        chapter = part.path.partition(".")[0]
        if kinds.get(chapter) == Kind.SHORTCOMINGS and part.role is Role.BODY:
            last = index
    if last is None:
        raise ValueError(f"report {written.seed} says of nothing that it falls short")
    said = Paragraph(Role.BODY, words, written.paragraphs[last].path)
    paragraphs = [*written.paragraphs]
    paragraphs.insert(last + 1, said)
    return replace(written, paragraphs=tuple(paragraphs))


def _revise(written: Written) -> Written:
    """Say one more sentence, with two quantities, at the end of the first paragraph of a section."""
    added = fill(
        Random(f"revised-{written.seed}"), ADDED, {}, SCALES[written.organ.kind]
    )
    index = next(
        index
        for index, part in enumerate(written.paragraphs)
        if part.role is Role.BODY and part.path
    )
    paragraphs = list(written.paragraphs)
    paragraphs[index] = replace(
        paragraphs[index], words=paragraphs[index].words + added.words
    )
    quantities = [*written.truth["quantities"], *map(quantity_truth, added.stated)]
    return replace(
        written,
        paragraphs=tuple(paragraphs),
        truth={**written.truth, "quantities": quantities},
    )
