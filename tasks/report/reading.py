"""Read a report: clean text and hints in; report, sections, quantities and issues out.

Pure and without I/O: the same text and hints give the same reading for one value of EXTRACTOR.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from tasks.model.document import Document
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.quantity import Quantity
from tasks.model.report import OrganKind, Reading, Report
from tasks.model.run import BEIJING
from tasks.model.section import STATUTORY, Kind, Node, Section
from tasks.model.source import Region
from tasks.report.dates import YearFinding, days_after_deadline, parse_moment, report_year
from tasks.report.indicators import indicator_of, masked
from tasks.report.kinds import Finding, kind_below, kind_of, kinds_merged
from tasks.report.numbering import numbering_issues
from tasks.report.organ import OrganFinding, find_organ, level_of
from tasks.report.outline import Entry, parse
from tasks.report.quantities import Sentences, find_quantities
from tasks.report.region import region_of
from tasks.report.residue import foreign_agency, stray_latin
from tasks.report.title import find_document_number, find_title

# Raised whenever a change here or in tasks/text may change a row; captures are then read again from the archive.
EXTRACTOR = "2026.11.1"

# An organ that is not in the title may stand alone below it, among these lines.
OPENING_LINES = 4
# A real report is longer; less is a stub, or a page whose text is in an attachment.
SHORTEST_REPORT = 400


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a document besides its own text: its address, its list entry and its source's region."""

    url: str = ""
    listed_title: str | None = None
    listed_on: date | None = None
    listed_publisher: str | None = None
    region: Region = Region()


def _issue(code: str, severity: Severity, responsibility: Responsibility, message: str, evidence: str = "") -> Issue:
    return Issue("report", code, severity, responsibility, message, evidence)


def _published(document: Document, hints: Hints) -> tuple[datetime | None, str | None]:
    """Choose the publication time: what the page prints, then what the list shows."""
    printed = document.metadata.get("published", "")
    moment = parse_moment(printed)
    if moment:
        return moment, f"{document.metadata_origin.get('published', 'page')}: {printed}"
    if hints.listed_on:
        return datetime.combine(hints.listed_on, time(), BEIJING), f"list page: {hints.listed_on}"
    return None, None


def _findings(entries: Sequence[Entry], year: int | None) -> dict[str, Finding]:
    """Decide the kind of every node by path: its own at the first level, above it or its parent's below."""
    fixed = {Node.PREAMBLE: Kind.PREAMBLE, Node.SIGNATURE: Kind.SIGNATURE, Node.ATTACHMENT: Kind.ATTACHMENT}
    findings: dict[str, Finding] = {}
    for entry in entries:
        parent = findings.get(entry.parent or "")
        if entry.node in fixed:
            findings[entry.path] = Finding(fixed[entry.node], "")
        elif parent is None:
            findings[entry.path] = kind_of(entry.heading or "", year)
        else:
            named = kind_below(entry.heading) if entry.heading else None
            open_parent = parent.kind in {Kind.ACHIEVEMENTS, Kind.THEMATIC}
            findings[entry.path] = named if named and open_parent else Finding(parent.kind, f"under {entry.parent}")
    return findings


def _sections(entries: Sequence[Entry], findings: dict[str, Finding], text: str) -> tuple[Section, ...]:
    return tuple(
        Section(
            entry.path,
            entry.parent,
            entry.level,
            entry.label,
            entry.heading,
            findings[entry.path].kind,
            findings[entry.path].evidence,
            entry.node,
            text[entry.start : entry.end],
            entry.start,
            entry.end,
        )
        for entry in entries
    )


def _quantities(text: str, sections: Sequence[Section], skip: set[tuple[int, int]]) -> Iterator[Quantity]:
    """Yield the quantities outside the skipped spans (title and document number) with clause, sentence and code."""
    sentences = Sentences(text)
    position = 0
    for found in find_quantities(text):
        if any(start <= found.start < end for start, end in skip):
            continue
        while position + 1 < len(sections) and sections[position + 1].start <= found.start:
            position += 1
        first, last = sentences.around(found.start)
        left, right = sentences.clause(found.start, found.end)
        sentence = text[first:last]
        yield Quantity(
            sections[position].path,
            text[left:right].strip(),
            found.value,
            found.unit,
            found.comparator,
            indicator_of(masked(sentence, found.start - first, found.end - first, found.unit)),
            sentence.strip(),
            found.start,
            found.end,
        )


def _fact_issues(
    organ: OrganFinding, title: str | None, year: YearFinding, text: str, document: Document
) -> Iterator[Issue]:
    if title is None:
        yield _issue(
            "missing_title", Severity.WARNING, Responsibility.US, "no title was found in the text or on the page"
        )
    if organ.organ is None:
        told = document.metadata.get("source") or document.metadata.get("publisher")
        yield _issue(
            "missing_organ",
            Severity.WARNING,
            Responsibility.PUBLISHER,
            "neither title nor signature names the issuing organ" + (f"; the page's 来源 is {told}" if told else ""),
            title or "",
        )
    if year.year is None:
        yield _issue(
            "missing_report_year",
            Severity.WARNING,
            Responsibility.PUBLISHER,
            "nothing says which year the report is about",
        )
    if year.inferred:
        yield _issue(
            "inferred_report_year",
            Severity.INFO,
            Responsibility.PUBLISHER,
            "the year was inferred",
            year.evidence or "",
        )
    if year.conflict:
        yield _issue(
            "report_year_conflict", Severity.INFO, Responsibility.PUBLISHER, year.conflict, year.evidence or ""
        )
    if len(text) < SHORTEST_REPORT:
        yield _issue(
            "short_text",
            Severity.WARNING,
            Responsibility.SITE,
            f"only {len(text)} characters; look for the text in attachments",
        )
    for attachment in document.attachments:
        yield _issue(
            "attachment_not_read",
            Severity.INFO,
            Responsibility.US,
            f"attachment “{attachment.name}” is not read yet",
            attachment.url,
        )


def read_report(document: Document, text: str, hints: Hints, text_issues: Sequence[Issue] = ()) -> Reading:
    """Read one report.

    `text` is the document's clean text and `text_issues` what cleaning it found; every offset of the reading counts
    its characters. Facts that are not told stay null, each with an issue.
    """
    entries = parse(text)
    lines = [line for line in text.split("\n") if line]
    title = find_title(lines, document.metadata.get("title") or hints.listed_title)
    number = find_document_number(lines, document.metadata.get("document_number"))
    preamble = text[entries[0].start : entries[0].end] if entries and entries[0].node is Node.PREAMBLE else ""
    first_heading = next((entry.heading for entry in entries if entry.heading), None)
    published, published_source = _published(document, hints)
    year = report_year(title.title, preamble.replace(title.title or "", "", 1), first_heading, number, published)
    signature = [
        line for entry in entries if entry.node is Node.SIGNATURE for line in text[entry.start : entry.end].split("\n")
    ]
    organ = find_organ(title.title, [*signature, *lines[:OPENING_LINES]], text)
    region = region_of(organ.organ, hints.region)
    if organ.kind is OrganKind.PREFECTURE and region.county:
        organ = replace(organ, kind=OrganKind.COUNTY)  # a city that the source calls a county: 县级市
    findings = _findings(entries, year.year)
    sections = _sections(entries, findings, text)
    head = sum(len(line) + 1 for line in lines[: max(title.lines, default=-1) + 1])
    issues = (
        *document.issues,
        *text_issues,
        *_fact_issues(organ, title.title, year, text, document),
        *numbering_issues(entries, text),
        *foreign_agency(text, organ.kind, organ.organ, entries),
        *stray_latin(text),
    )
    kinds = {finding.kind for finding in findings.values()}
    kinds |= {kind for entry in entries if entry.level == 1 for kind in kinds_merged(entry.heading or "")}
    report = Report(
        title=title.title,
        organ=organ.organ,
        organ_kind=organ.kind,
        level=level_of(organ.organ, organ.kind),
        province=region.province,
        prefecture=region.prefecture,
        county=region.county,
        township=region.township,
        division_code=region.division_code,
        report_year=year.year,
        report_year_evidence=year.evidence,
        document_number=number,
        published_on=published,
        published_source=published_source,
        days_after_deadline=days_after_deadline(year.year, published),
        source=document.metadata.get("source"),
        publisher=document.metadata.get("publisher") or hints.listed_publisher,
        media_type=document.media_type,
        **{f"has_{kind}": kind in kinds for kind in STATUTORY},
        style=_style(entries, findings),
        characters=len(text),
        text=text,
        quality="warning" if any(issue.severity is not Severity.INFO for issue in issues) else "ok",
    )
    return Reading(report, sections, tuple(_quantities(text, sections, {(0, head)})) if sections else (), issues)


def _style(entries: Sequence[Entry], findings: dict[str, Finding]) -> str:
    """Call a report statutory when a first-level heading names one of the five parts, else thematic."""
    top = [findings[entry.path].kind for entry in entries if entry.level == 1 and entry.node is Node.HEADING]
    return "statutory" if any(kind in STATUTORY for kind in top) else "thematic"
