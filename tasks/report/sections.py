"""The outline's nodes as sections: each with its kind, from its own words or its parent's."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.model.section import STATUTORY, Kind, Node, Section
from tasks.report.outline import OutlineEntry
from tasks.report.section_kinds import (
    KindFinding,
    classify_heading,
    classify_subheading,
    classify_text,
)

_KINDS_OF_NODES = {
    Node.PREAMBLE: Kind.PREAMBLE,
    Node.SIGNATURE: Kind.SIGNATURE,
    Node.ATTACHMENT: Kind.ATTACHMENT,
}
# Below these, a heading may name a statutory part of its own: 一、主要做法 with （三）存在的问题 under it.
_KINDS_WITH_PARTS = frozenset({Kind.ACHIEVEMENTS, Kind.THEMATIC})


def build_sections(
    entries: Sequence[OutlineEntry], text: str, report_year: int | None
) -> tuple[Section, ...]:
    """Build the sections of an outline, in order; together they cover the text."""
    findings: dict[str, KindFinding] = {}
    sections = []
    for entry in entries:
        words = text[entry.start : entry.end]
        parent = findings.get(entry.parent or "")
        finding = _classify_entry(entry, words, parent, report_year)
        findings[entry.path] = finding
        sections.append(
            Section(
                path=entry.path,
                parent=entry.parent,
                level=entry.level,
                label=entry.label,
                heading=entry.heading,
                kind=finding.kind,
                kind_evidence=finding.evidence,
                kind_confidence=finding.confidence,
                also_kinds=finding.also_kinds if entry.level == 1 else (),
                node=entry.node,
                text=words,
                start=entry.start,
                end=entry.end,
            )
        )
    return tuple(sections)


def _classify_entry(
    entry: OutlineEntry, words: str, parent: KindFinding | None, report_year: int | None
) -> KindFinding:
    if entry.node in _KINDS_OF_NODES:
        return KindFinding(_KINDS_OF_NODES[entry.node], "")
    if parent is None and entry.heading:
        return classify_heading(entry.heading, report_year)
    if parent is None:
        return classify_text(words.removeprefix(entry.label or ""), report_year)
    named = classify_subheading(entry.heading) if entry.heading else None
    # below a merged heading each half may have a heading of its own
    if named and (parent.kind in _KINDS_WITH_PARTS or named.kind in parent.also_kinds):
        return named
    return replace(parent, evidence=f"under {entry.parent}")


def collect_kinds(sections: Sequence[Section]) -> frozenset[Kind]:
    """Collect the kinds that a report has, those that a merged first-level heading names besides included."""
    kinds: set[Kind] = set()
    for section in sections:
        kinds.update((section.kind, *section.also_kinds))
    return frozenset(kinds)


def classify_style(sections: Sequence[Section]) -> str:
    """Call a report statutory when a first-level heading names one of the five parts, else thematic."""
    is_statutory = any(map(_is_statutory_part, sections))
    return "statutory" if is_statutory else "thematic"


def _is_statutory_part(section: Section) -> bool:
    is_heading = section.level == 1 and section.node is Node.HEADING
    return is_heading and section.kind in STATUTORY
