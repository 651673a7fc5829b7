"""The report writer: any number of distinct reports in the genre's style, each with the truth about itself.

The words are in `phrases.txt` and `wordings.py`, the places in `places.py`; nothing here knows how reports
are read.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from deploy.demo import wordings
from deploy.demo.damage import (
    Break,
    draw_breaks,
    plant_edge,
    plant_faults,
    plant_stray_word,
)
from deploy.demo.draft import Draft, Paragraph, Role
from deploy.demo.marks import NUMBERING, ORDERLY, Marks, draw_marks, remark
from deploy.demo.outline import write_sections
from deploy.demo.places import Organ, draw_organ
from deploy.demo.plan import Planned, plan_sections
from deploy.demo.rendering import html_paragraph, plain_paragraphs
from deploy.demo.tables import NumberTable, print_html_table
from deploy.demo.template import Text
from deploy.demo.truth import Truth, quantity_truth
from deploy.demo.vocabulary import topics
from tasks.model.report import STATUTORY, OrganKind
from tasks.model.run import BEIJING

# How often each defect is planted; a report mostly has none or one.
DEFECTS = {
    "numbering_gap": 0.08,
    "numbering_repeat": 0.06,
    "missing_first_of_many": 0.06,
    "empty_section": 0.07,
    "missing_organ": 0.05,
    "foreign_agency": 0.09,
    "stray_latin_word": 0.05,
    "repeated_page_edge": 0.05,
    **dict.fromkeys(wordings.FAULTS, 0.03),
}
KINDS = {
    OrganKind.TOWN: 28, OrganKind.SUBDISTRICT: 26, OrganKind.DEPARTMENT: 18, OrganKind.COUNTY: 14,
    OrganKind.PREFECTURE: 7, OrganKind.PROVINCE: 5, OrganKind.MINISTRY: 2,
}  # fmt: skip
CLOSING = re.compile(r"(?<=。)[^。]*现[^。]*[。：]$")  # 现将有关情况报告如下：


@dataclass(frozen=True)
class Style:
    """How a report is built and how its copy is damaged.

    `outline` is `statutory` or `thematic`; `defects` are the issue codes to plant where the report gives
    room; `pages` counts page breaks inside paragraphs of the plain text; `chrome` puts a site's lines around
    it; `marks`, where there are any, print other numbers, headings and items than the usual ones.
    """

    outline: str = "statutory"
    defects: frozenset[str] = frozenset()
    pages: int = 0
    spaced: bool = False
    markdown: bool = False
    chrome: bool = False
    half_width: bool = False
    marks: Marks | None = None


@dataclass(frozen=True)
class Written:
    """One report: its printed paragraphs in order, and what is true of it."""

    seed: int
    organ: Organ
    year: int
    style: Style
    paragraphs: tuple[Paragraph, ...]
    truth: Truth
    breaks: tuple[Break, ...] = ()
    head: tuple[str, ...] = ()
    stamp: str = ""
    tail: tuple[str, ...] = ()
    table: NumberTable | None = None

    def plain(self) -> str:
        """Give the report as the plain text of a PDF or web copy, with its planted damage."""
        marked = self.style.markdown
        printed = plain_paragraphs(
            self.paragraphs, self.breaks, markdown=marked, spaced=self.style.spaced
        )
        title = [
            words
            for words, part in zip(printed, self.paragraphs, strict=True)
            if part.role is Role.TITLE
        ]
        first = next(
            index
            for index, part in enumerate(self.paragraphs)
            if part.role is Role.TITLE
        )
        # A copy keeps the title's lines, or runs them together with a space.
        joint = " " if self.style.spaced or marked else "\n"
        lines = [
            joint.join([title[0], *(line.removeprefix("## ") for line in title[1:])])
        ]
        if self.stamp:
            lines = ["\n".join([*lines, self.stamp])]
        blocks = [*printed[:first], *lines, *printed[first + len(title) :]]
        head = "\n".join(self.head) + "\n" if self.head else "\n\n"
        return head + "\n\n".join([*blocks, *self.tail])

    def html(self, *, with_title: bool = True) -> str:
        """Give the article body's inner HTML: paragraphs and the table, no damage of the plain copy."""
        rng, split = Random(f"html-{self.seed}"), self.seed % 3 != 0
        printed = []
        for index, part in enumerate(self.paragraphs):
            if with_title or part.role is not Role.TITLE:
                printed.append(html_paragraph(rng, part, split=split))
            if self.table and index == self.table.after:
                printed.append(print_html_table(self.table.rows))
        return "\n".join(printed)


@dataclass
class _Front:
    """What stands before and after the sections, while a report is being written."""

    title: list[str]
    organ: str | None
    number: str | None
    signed: datetime
    signature: list[str] = field(default_factory=list)
    in_title: bool = True


def draw_style(rng: Random, kind: OrganKind) -> Style:
    """Draw a style: provinces and cities write by theme more often, copies are damaged in one way or two."""
    thematic = (
        0.65
        if kind in (OrganKind.PROVINCE, OrganKind.PREFECTURE, OrganKind.MINISTRY)
        else 0.25
    )
    defects = frozenset(code for code, share in DEFECTS.items() if rng.random() < share)
    # 我市, 我省 and 我部 do not tell whose report it is; 我镇 and 我局 at least tell the kind.
    if kind in (OrganKind.PREFECTURE, OrganKind.PROVINCE, OrganKind.MINISTRY):
        defects -= {"missing_organ"}
    # A government may speak of every trade's office as its own; a town, an office of another trade may not.
    if kind in (OrganKind.COUNTY, OrganKind.PREFECTURE, OrganKind.PROVINCE):
        defects -= {"foreign_agency"}
    chrome = "missing_organ" not in defects and rng.random() < 0.3
    pages = 0 if chrome and rng.random() < 0.7 else rng.choice((0, 0, 1, 2, 4))
    return Style(
        outline="thematic" if rng.random() < thematic else "statutory",
        defects=defects,
        pages=pages,
        spaced=not chrome and rng.random() < 0.25,
        markdown=not chrome and rng.random() < 0.15,
        chrome=chrome,
        half_width=rng.random() < 0.12,
    )


def hard_style(rng: Random, kind: OrganKind) -> Style:
    """Draw a style with marks that are seen less often, and defects that these leave room for."""
    style, marks = draw_style(rng, kind), draw_marks(rng)
    defects = style.defects - NUMBERING if marks.scheme in ORDERLY else style.defects
    whole = marks.scheme in ORDERLY - {"runs on"}
    defects -= {"repeated_page_edge"} if whole else set()
    return replace(
        style,
        marks=marks,
        defects=defects,
        pages=0 if whole else style.pages,
        half_width=False,
    )


def write(
    seed: int,
    *,
    organ: Organ | None = None,
    year: int | None = None,
    style: Style | None = None,
    hard: bool = False,
) -> Written:
    """Write one report; the same arguments always give the same report.

    A `hard` one draws its marks, too.
    """
    rng = Random(f"report-{seed}")
    kind = organ.kind if organ else rng.choices(list(KINDS), list(KINDS.values()))[0]
    organ = organ or draw_organ(rng, kind)
    year = year or rng.randint(2018, 2025)
    style = style or (hard_style if hard else draw_style)(rng, kind)
    draft = Draft(
        rng, organ, year, set(style.defects),
        half_width=style.half_width, own_line=rng.random() < 0.5, bold=style.markdown or rng.random() < 0.35,
    )  # fmt: skip
    front = _front(draft)
    _open(draft, front)
    planned = plan_sections(draft, style.outline)
    write_sections(draft, planned)
    plant_faults(draft)
    _close(draft, front)
    if "stray_latin_word" in draft.defects:
        plant_stray_word(draft)
    styles = (
        remark(draft, planned, style.marks, Random(f"marks-{seed}"))
        if style.marks
        else {}
    )
    written = _finish(draft, front, style, seed, planned)
    if styles:
        written.truth["item_styles"] = styles
    return written


def _front(draft: Draft) -> _Front:
    """Choose title, names, document number and day of signature."""
    rng, organ = draft.rng, draft.organ
    year = draft.year
    signed = datetime(year + 1, 1, 1, 9, 0, tzinfo=BEIJING) + timedelta(
        days=rng.randint(-20, 85)
    )
    name, party = rng.choice(organ.titles), None
    signature = [organ.name] if rng.random() < 0.55 else []
    pool = (
        wordings.MINISTRY_TITLES
        if organ.kind is OrganKind.MINISTRY
        else wordings.TITLES
    )
    template, draw = rng.choice(pool), rng.random()
    if "missing_organ" in draft.defects:
        template, signature = rng.choice(wordings.BARE_ORGAN_TITLES), []
        draft.flaw(
            "missing_organ",
            f"the report calls itself {organ.me}; no issuing organ is named",
        )
    elif draw < 0.05 and organ.party_name:
        template = wordings.JOINT_TITLE
        name, party = organ.name, organ.party_name
        signature = [party, organ.name]
    elif draw < 0.09 and signature:
        template = rng.choice(wordings.BARE_ORGAN_TITLES)
    elif draw < 0.2:
        template = rng.choice(wordings.BARE_YEAR_TITLES)
    title = template.format(o=name, y=year, d=rng.choice(("", "度")), p=party).split(
        "\n"
    )
    named = "{o}" in template
    number = None
    if rng.random() < 0.25:
        number = (
            f"{organ.number}〔{year + (rng.random() < 0.8)}〕{rng.randint(1, 68)}号"
        )
    return _Front(
        title,
        name if named else (organ.name if signature else None),
        number,
        signed,
        signature,
        named,
    )


def _open(draft: Draft, front: _Front) -> None:
    """Print document number, title, salutation and preamble."""
    rng = draft.rng
    if front.number:
        draft.add(Role.NUMBER, [Text(front.number, decoys=(front.number,))])
    for line in front.title:
        draft.add(Role.TITLE, [Text(line)])
    if rng.random() < 0.12:
        draft.add(Role.SALUTATION, [draft.say(wordings.SALUTATIONS[0])])
    name = (
        draft.organ.short if front.in_title and rng.random() < 0.7 else draft.organ.me
    )
    opening = draft.say(rng.choice(topics()["preamble"].sentences), 名=name)
    texts = [opening]
    if rng.random() < 0.15 and CLOSING.search(opening.words):
        office = rng.choice(("委法办", "依法治", "法治办"))
        reference = draft.say(
            rng.choice(wordings.REFERENCES), 字=office, 号=str(rng.randint(2, 40))
        )
        texts = [
            Text(CLOSING.sub("", opening.words), opening.stated, opening.decoys),
            reference,
        ]
    draft.add(Role.PREAMBLE, texts)


def _close(draft: Draft, front: _Front) -> None:
    """Print attachment line, signature and date."""
    if draft.rng.random() < 0.08 and draft.paragraphs[-1].role is not Role.HEADING:
        draft.add(Role.ATTACHMENT, [draft.say(draft.rng.choice(wordings.ATTACHMENTS))])
    for line in front.signature:
        draft.add(Role.SIGNATURE, [Text(line)])
    if front.signature and draft.rng.random() < 0.9:
        day = f"{front.signed.year}年{front.signed.month}月{front.signed.day}日"
        draft.add(Role.DATE, [Text(day, decoys=(day,))])


def _finish(
    draft: Draft, front: _Front, style: Style, seed: int, planned: list[Planned]
) -> Written:
    """Damage the copy and put the truth together."""
    edges, absent = (
        plant_edge(draft, set()) if "repeated_page_edge" in draft.defects else ([], [])
    )
    cut = {edge.index for edge in edges}
    whole = [part for index, part in enumerate(draft.paragraphs) if index not in cut]
    breaks, joined = draw_breaks(draft.rng, whole, style.pages)
    shifted = [
        Break(draft.paragraphs.index(whole[at.index]), at.offset) for at in breaks
    ]
    if style.markdown:
        absent += ["#", "**"]
    if style.spaced:
        joined.append(
            next(
                part.words[:10]
                for part in draft.paragraphs
                if part.role is Role.PREAMBLE
            )
        )
    truth = _truth(draft, front, seed, planned)
    truth["joined"], truth["absent"] = joined, absent
    chrome = _chrome(draft, front, truth) if style.chrome else ((), "", ())
    return Written(
        seed,
        draft.organ,
        draft.year,
        style,
        tuple(draft.paragraphs),
        truth,
        (*edges, *shifted),
        *chrome,
    )


def _chrome(
    draft: Draft, front: _Front, truth: Truth
) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """Draw a site's lines around the text, and note in the truth what they say and that they must go."""
    rng = draft.rng
    head = tuple(rng.sample(wordings.HEAD_CHROME, rng.randint(1, 2)))
    tail = tuple(rng.sample(wordings.TAIL_CHROME, rng.randint(0, 2)))
    form, timed = rng.choice(wordings.STAMPS)
    at = front.signed + timedelta(days=rng.randint(1, 15), minutes=rng.randint(0, 500))
    if not timed:
        at = at.replace(hour=0, minute=0)
    stamp = form.format(
        s=draft.organ.name, t=f"{at:%Y-%m-%d %H:%M}", d=f"{at:%Y-%m-%d}"
    )
    truth["published"], truth["source"] = at.isoformat(), draft.organ.name
    truth["absent"] = [*truth["absent"], *head, stamp, *tail]
    return head, stamp, tail


def _truth(draft: Draft, front: _Front, seed: int, planned: list[Planned]) -> Truth:
    region = {
        level: name for level, name in draft.organ.region.model_dump().items() if name
    }
    named = {kind for section in planned for kind in section.names}
    statutory = {kind.value: kind in named for kind in STATUTORY}
    return Truth(
        file=f"writer_{seed:05d}.txt",
        title="".join(front.title),
        organ=front.organ,
        organ_kind=draft.organ.kind.value,
        report_year=draft.year,
        region=region if region and front.organ else None,
        document_number=front.number,
        published=None,
        source=None,
        sections=draft.sections,
        statutory=statutory,
        issues=draft.issues,
        joined=[],
        absent=[],
        items=draft.items,
        quantities=list(map(quantity_truth, draft.stated)),
        not_quantities=list(dict.fromkeys([*draft.decoys, f"{draft.year}年"])),
    )
