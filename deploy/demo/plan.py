"""Plan: which first-level sections a report has, in which order, under which headings."""

from dataclasses import dataclass

from deploy.demo import wordings
from deploy.demo.draft import Draft
from deploy.demo.vocabulary import Topic, work_topics
from tasks.model.report import Kind


@dataclass(frozen=True)
class Planned:
    """One first-level section to write.

    Its heading's template, its kind, the kinds that it speaks of, its topic.
    """

    heading: str
    kind: Kind
    names: tuple[Kind, ...]
    topic: Topic | None = None


def plan_sections(draft: Draft, style: str) -> list[Planned]:
    """Choose the first-level sections of a report in the given style: `statutory` or `thematic`."""
    planned = _thematic(draft) if style == "thematic" else _statutory(draft)
    if "foreign_agency" in draft.defects and not any(
        Kind.PLANS in section.names for section in planned
    ):
        planned.append(_plan(draft, Kind.PLANS))
    if "empty_section" in draft.defects and not any(
        section.kind is Kind.OTHER for section in planned
    ):
        planned.append(_plan(draft, Kind.OTHER))
    return planned


def _plan(draft: Draft, kind: Kind) -> Planned:
    options = draft.take(wordings.HEADINGS[kind], 1)
    if kind is Kind.ACHIEVEMENTS and draft.rng.random() < 0.08:
        options = [draft.rng.choice(wordings.LONG_ACHIEVEMENTS)]
    return Planned(options[0], kind, (kind,))


def _statutory(draft: Draft) -> list[Planned]:
    rng = draft.rng
    kinds = [Kind.ACHIEVEMENTS, Kind.SHORTCOMINGS, Kind.LEADERSHIP, Kind.PLANS]
    draw = rng.random()
    if draw < 0.12:
        kinds = [Kind.LEADERSHIP, Kind.ACHIEVEMENTS, Kind.SHORTCOMINGS, Kind.PLANS]
    elif draw < 0.18:
        kinds = [Kind.SHORTCOMINGS, Kind.PLANS, Kind.LEADERSHIP, Kind.ACHIEVEMENTS]
    elif draw < 0.24:
        kinds = [Kind.ACHIEVEMENTS, Kind.SHORTCOMINGS, Kind.PLANS, Kind.PLANS]
    elif draw < 0.45:
        kinds.remove(rng.choice(kinds[1:]))
    elif draw < 0.52:
        kinds = [Kind.ACHIEVEMENTS, Kind.PLANS]
    planned = [_plan(draft, kind) for kind in kinds]
    if rng.random() < 0.12 and kinds[-1] is Kind.PLANS and Kind.SHORTCOMINGS in kinds:
        heading, names = rng.choice(wordings.MERGED)
        kept = [section for section in planned if section.kind not in names]
        planned = [*kept, Planned(heading, names[0], names)]
    if rng.random() < 0.2:
        planned.append(_plan(draft, Kind.OTHER))
    return planned


def _thematic(draft: Draft) -> list[Planned]:
    chosen = draft.rng.sample(work_topics(draft.organ.kind), draft.rng.randint(5, 8))
    planned = [
        Planned(draw_heading(draft, topic), Kind.THEMATIC, (), topic)
        for topic in chosen
    ]
    if draft.rng.random() < 0.3:
        planned.append(_plan(draft, Kind.SHORTCOMINGS))
    if draft.rng.random() < 0.6:
        planned.append(_plan(draft, Kind.PLANS))
    return planned


def draw_heading(draft: Draft, topic: Topic) -> str:
    """Draw a heading for a topic, at times with a second half."""
    heading = (draft.take(topic.headings, 1) or [draft.rng.choice(topic.headings)])[0]
    if "，" not in heading and draft.rng.random() < 0.25:
        heading += "，" + draft.rng.choice(wordings.HEADING_TAILS)
    return heading
