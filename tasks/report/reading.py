"""Read a report: clean text and hints in; report, sections, quantities and issues out.

Pure and without I/O: the same text and hints give the same reading for one value of EXTRACTOR.
"""

from collections.abc import Sequence

from tasks.model.document import Document
from tasks.model.issue import Issue, Severity
from tasks.model.report import Reading, Report
from tasks.model.section import STATUTORY, Section
from tasks.report.checks import check_issues
from tasks.report.checks.foreign_words import foreign_agency, stray_latin
from tasks.report.checks.headings import heading_issues, numbering_issues
from tasks.report.dates import days_after_deadline
from tasks.report.facts import Facts, Hints, fact_issues, find_facts
from tasks.report.organ import level_of
from tasks.report.outline import parse
from tasks.report.quantities import quantities_of
from tasks.report.sections import kinds_in, sections_of, style_of

__all__ = ["EXTRACTOR", "Hints", "read_report"]

# Raised whenever a change here or in tasks/documents may change a row; captures are then read again from the
# archive.
EXTRACTOR = "2026.11.4"


def read_report(
    document: Document,
    text: str,
    hints: Hints,
    text_issues: Sequence[Issue] = (),
    attached: Sequence[int] = (),
    emphasis: Sequence[tuple[int, int]] = (),
) -> Reading:
    """Read one report.

    `text` is the document's clean text and `text_issues` what cleaning it found; every offset of the reading
    counts its characters. At the offsets `attached` the texts of attachments begin: they are sections and
    give quantities, and say nothing of the report itself. `emphasis` are the spans of bold words, each from
    the start of its paragraph. Facts that are not told stay null, each with an issue.
    """
    entries = parse(text, attached, emphasis)
    body = text[: attached[0]] if attached else text
    facts = find_facts(document, body, entries, hints)
    sections = sections_of(entries, text, facts.year.year)
    quantities = tuple(quantities_of(text, sections, facts.title.end))
    issues = (
        *document.issues,
        *text_issues,
        *fact_issues(facts, document, body),
        *numbering_issues(entries, text),
        *heading_issues(entries, facts.year.year),
        *foreign_agency(body, facts.organ.kind, facts.organ.organ, entries),
        *stray_latin(body),
        *check_issues(text, quantities),
    )
    report = _report(document, text, hints, facts, sections, issues)
    return Reading(report, sections, quantities, issues)


def _report(
    document: Document,
    text: str,
    hints: Hints,
    facts: Facts,
    sections: Sequence[Section],
    issues: Sequence[Issue],
) -> Report:
    organ, region, kinds = facts.organ, facts.region, kinds_in(sections)
    return Report(
        title=facts.title.title,
        organ=organ.organ,
        organ_kind=organ.kind,
        level=level_of(organ.organ, organ.kind),
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
        days_after_deadline=days_after_deadline(facts.year.year, facts.published_on),
        source=document.metadata.get("source"),
        publisher=document.metadata.get("publisher") or hints.listed_publisher,
        media_type=document.media_type,
        text_url=document.url or hints.url,
        **{f"has_{kind}": kind in kinds for kind in STATUTORY},
        style=style_of(sections),
        characters=len(text),
        text=text,
        quality="warning"
        if any(issue.severity is not Severity.INFO for issue in issues)
        else "ok",
    )
