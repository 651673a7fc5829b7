"""Read a report: clean text and hints in; report, sections, quantities and issues out.

Pure and without I/O: the same text and hints give the same reading for one version of the extractor.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from tasks.model.document import Document, Table
from tasks.model.issue import Issue, Severity
from tasks.model.report import (
    STATUTORY,
    Kind,
    Node,
    Quantity,
    Reading,
    Report,
    Section,
)
from tasks.report.checks import check_foreign_words, check_headings, check_report
from tasks.report.citations import find_citations
from tasks.report.dates import count_days_after_deadline
from tasks.report.digits import check_digits
from tasks.report.facts import DocumentHints, ReportFacts
from tasks.report.organ import find_government_level
from tasks.report.outline import OutlineEntry, parse_outline
from tasks.report.quantities import extract_quantities
from tasks.report.scope import ReportSetting
from tasks.report.section_kinds import KindFinding
from tasks.report.statements import find_statements
from tasks.report.table_layout import read_tables
from tasks.report.table_relations import HeadedTable, check_tables

_KINDS_OF_NODES = {
    Node.PREAMBLE: Kind.PREAMBLE,
    Node.SIGNATURE: Kind.SIGNATURE,
    Node.ATTACHMENT: Kind.ATTACHMENT,
}
# Below these, a heading may name a statutory part of its own: 一、主要做法 with （三）存在的问题 under it.
_KINDS_WITH_PARTS = frozenset({Kind.ACHIEVEMENTS, Kind.THEMATIC})


def _build_sections(
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
    entry: OutlineEntry,
    words: str,
    parent: KindFinding | None,
    report_year: int | None,
) -> KindFinding:
    if entry.node in _KINDS_OF_NODES:
        return KindFinding(_KINDS_OF_NODES[entry.node], "")
    if parent is None and entry.heading:
        return KindFinding.from_heading(entry.heading, report_year)
    if parent is None:
        return KindFinding.from_text(words.removeprefix(entry.label or ""), report_year)
    named = KindFinding.from_subheading(entry.heading) if entry.heading else None
    # below a merged heading each half may have a heading of its own
    if named and (parent.kind in _KINDS_WITH_PARTS or named.kind in parent.also_kinds):
        return named
    return replace(parent, evidence=f"under {entry.parent}")


def _collect_kinds(sections: Sequence[Section]) -> frozenset[Kind]:
    """Collect the kinds that a report has, those that a merged first-level heading names besides included."""
    kinds: set[Kind] = set()
    for section in sections:
        kinds.update((section.kind, *section.also_kinds))
    return frozenset(kinds)


def _classify_style(sections: Sequence[Section]) -> str:
    """Call a report statutory when a first-level heading names one of the five parts, else thematic."""
    is_statutory = any(map(_is_statutory_part, sections))
    if is_statutory:
        return "statutory"
    return "thematic"


def _is_statutory_part(section: Section) -> bool:
    is_heading = section.level == 1 and section.node is Node.HEADING
    return is_heading and section.kind in STATUTORY


# `下一步，我局将…` in a section of shortcomings and plans: from here on it tells of plans
_PLANS_BEGIN = re.compile(
    r"(?:^|[。\n])[^，。\n]{0,6}(?:下一?步|下一?阶段|今后|明年|来年)"
)


def _iter_plans(sections: Sequence[Section]) -> Iterator[tuple[int, int]]:
    """Yield the spans of the text that tell of plans: sections of them, and the end of merged ones."""
    is_merged = False
    has_begun = False
    for section in sections:
        if section.level == 1:
            is_merged = Kind.PLANS in section.also_kinds
            has_begun = False
        start = section.start
        if is_merged and not has_begun:
            begin = _PLANS_BEGIN.search(section.text)
            has_begun = begin is not None
            start += begin.start() if begin else 0
        if section.kind is Kind.PLANS or has_begun:
            yield start, section.end


def _describe_setting(facts: ReportFacts) -> ReportSetting:
    """Describe in whose report, and about which year, its sentences stand."""
    organ = facts.organ
    region = facts.region
    level = find_government_level(organ.organ, organ.kind, region)
    return ReportSetting(facts.year.year, level, region)


def read_report(
    document: Document,
    text: str,
    hints: DocumentHints,
    text_issues: Sequence[Issue] = (),
    attached: Sequence[int] = (),
    emphasis: Sequence[tuple[int, int]] = (),
    tables: Sequence[Table] = (),
) -> Reading:
    """Read one report.

    `text` is the document's clean text and `text_issues` what cleaning it found; every offset of the reading
    counts its characters. At the offsets `attached` the texts of attachments begin: they are sections and
    give quantities, and say nothing of the report itself. `emphasis` are the spans of bold words, each from
    the start of its paragraph, and `tables` are those of the text. Facts that it does not name stay null,
    each with an issue.
    """
    entries = parse_outline(text, attached, emphasis)
    body = text[: attached[0]] if attached else text
    facts = ReportFacts.find(document, body, entries, hints)
    sections = _build_sections(entries, text, facts.year.year)
    setting = _describe_setting(facts)
    plans = list(_iter_plans(sections))
    headed = tuple(read_tables(text, tables))
    quantities = tuple(
        extract_quantities(text, entries, facts.title.end, setting, plans, headed)
    )
    issues = (
        *document.issues,
        *text_issues,
        *facts.list_issues(document, body),
        *check_headings(entries, text, facts.year.year),
        *check_foreign_words(body, facts.organ.kind, facts.organ.organ, entries),
        *check_report(text, _list_prose(quantities, headed), quantities, headed),
        *check_digits(text, quantities, headed),
        *check_tables(headed),
    )
    report = _build_report(document, text, hints, facts, sections, issues)
    units = {quantity.start: quantity.unit for quantity in quantities}
    citations = find_citations(
        text, sections, facts.year.year, facts.document_number, facts.title.end
    )
    statements = find_statements(text, sections, plans)
    cells = chain.from_iterable(table.iter_report_cells(units) for table in headed)
    return Reading(
        report,
        sections,
        quantities,
        issues,
        tuple(cells),
        tuple(citations),
        tuple(statements),
    )


def _list_prose(
    quantities: Sequence[Quantity], tables: Sequence[HeadedTable]
) -> list[Quantity]:
    """List the quantities of sentences; those of a row are no sentence's."""
    cells = [one.cell for table in tables for one in table.cells if one.is_read]
    offsets = {offset for cell in cells for offset in range(cell.start, cell.end)}
    return [one for one in quantities if one.start not in offsets]


def _build_report(
    document: Document,
    text: str,
    hints: DocumentHints,
    facts: ReportFacts,
    sections: Sequence[Section],
    issues: Sequence[Issue],
) -> Report:
    organ = facts.organ
    region = facts.region
    kinds = _collect_kinds(sections)
    has_warning = any(issue.severity is not Severity.INFO for issue in issues)
    return Report(
        title=facts.title.title,
        organ=organ.organ,
        organ_kind=organ.kind,
        level=find_government_level(organ.organ, organ.kind, region),
        province=region.province,
        prefecture=region.prefecture,
        county=region.county,
        township=region.township,
        division_code=region.division_code,
        report_year=facts.year.year,
        report_year_evidence=facts.year.evidence,
        document_number=facts.document_number,
        published_on=facts.published_on,
        published_source=facts.published_source,
        published_evidence=facts.published_evidence,
        days_after_deadline=count_days_after_deadline(
            facts.year.year, facts.published_on
        ),
        source=document.metadata.get("source"),
        publisher=document.metadata.get("publisher") or hints.listed_publisher,
        media_type=document.media_type,
        text_url=document.url or hints.url,
        **{f"has_{kind}": kind in kinds for kind in STATUTORY},
        style=_classify_style(sections),
        characters=len(text),
        text=text,
        quality="warning" if has_warning else "ok",
    )
