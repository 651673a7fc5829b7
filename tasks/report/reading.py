"""Read a report: clean text and hints in; report, sections, quantities and issues out.

Pure and without I/O: the same text and hints give the same reading for one version of the extractor.
"""

from collections.abc import Sequence

from tasks.model.document import Document
from tasks.model.issue import Issue, Severity
from tasks.model.report import Reading, Report
from tasks.model.section import STATUTORY, Section
from tasks.report.checks import check_report
from tasks.report.checks.foreign_words import check_foreign_agency, check_stray_latin
from tasks.report.checks.headings import check_heading_years, check_numbering
from tasks.report.dates import count_days_after_deadline
from tasks.report.facts import DocumentHints, ReportFacts, check_facts, find_facts
from tasks.report.organ import find_government_level
from tasks.report.outline import parse_outline
from tasks.report.quantities import extract_quantities
from tasks.report.sections import build_sections, classify_style, collect_kinds


def read_report(
    document: Document,
    text: str,
    hints: DocumentHints,
    text_issues: Sequence[Issue] = (),
    attached: Sequence[int] = (),
    emphasis: Sequence[tuple[int, int]] = (),
) -> Reading:
    """Read one report.

    `text` is the document's clean text and `text_issues` what cleaning it found; every offset of the reading
    counts its characters. At the offsets `attached` the texts of attachments begin: they are sections and
    give quantities, and say nothing of the report itself. `emphasis` are the spans of bold words, each from
    the start of its paragraph. Facts that it does not name stay null, each with an issue.
    """
    entries = parse_outline(text, attached, emphasis)
    body = text[: attached[0]] if attached else text
    facts = find_facts(document, body, entries, hints)
    sections = build_sections(entries, text, facts.year.year)
    quantities = tuple(extract_quantities(text, sections, facts.title.end))
    issues = (
        *document.issues,
        *text_issues,
        *check_facts(facts, document, body),
        *check_numbering(entries, text),
        *check_heading_years(entries, facts.year.year),
        *check_foreign_agency(body, facts.organ.kind, facts.organ.organ, entries),
        *check_stray_latin(body),
        *check_report(text, quantities),
    )
    report = _build_report(document, text, hints, facts, sections, issues)
    return Reading(report, sections, quantities, issues)


def _build_report(
    document: Document,
    text: str,
    hints: DocumentHints,
    facts: ReportFacts,
    sections: Sequence[Section],
    issues: Sequence[Issue],
) -> Report:
    organ, region = facts.organ, facts.region
    kinds = collect_kinds(sections)
    has_warning = any(issue.severity is not Severity.INFO for issue in issues)
    return Report(
        title=facts.title.title,
        organ=organ.organ,
        organ_kind=organ.kind,
        level=find_government_level(organ.organ, organ.kind),
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
        style=classify_style(sections),
        characters=len(text),
        text=text,
        quality="warning" if has_warning else "ok",
    )
