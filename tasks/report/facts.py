"""The facts of a report: title, document number, year, publication, organ and region, each with what it rests
on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from tasks.model.capture import Capture
from tasks.model.document import Document
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.report import OrganKind
from tasks.model.run import BEIJING
from tasks.model.section import Node
from tasks.model.source import Region, Source
from tasks.report.dates import find_report_year, parse_datetime
from tasks.report.organ import OrganFinding, find_organ, find_organ_in_title
from tasks.report.organ_inference import (
    infer_organ_from_preamble,
    infer_organ_from_source,
)
from tasks.report.outline import DATE_LINE, OutlineEntry
from tasks.report.region import find_region
from tasks.report.title import TitleFinding, find_document_number, find_title
from tasks.report.year_inference import YearFinding, parse_date_line

# An organ that is not in the title may stand alone below it, among these lines.
_OPENING_LINES = 4
# A real report is longer; less is a stub, or a page whose text is in an attachment.
_SHORTEST_REPORT = 400


@dataclass(frozen=True, slots=True)
class DocumentHints:
    """What is known of a document besides its own text: its address, its list entry, its source's organ and
    region.
    """

    url: str = ""
    listed_title: str | None = None
    listed_on: date | None = None
    listed_publisher: str | None = None
    region: Region = Region()
    organ: str | None = None

    @classmethod
    def from_capture(cls, capture: Capture, source: Source | None) -> "DocumentHints":
        """Give what is known of a capture; without its source nothing is known of organ and region."""
        return cls(
            capture.url,
            capture.listed_title,
            capture.listed_on,
            capture.listed_publisher,
            source.region if source else Region(),
            source.organ if source else None,
        )


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a report says of itself, each with where it was read; `published_on` is Beijing time."""

    title: TitleFinding
    document_number: str | None
    published_on: datetime | None
    published_source: str | None
    year: YearFinding
    organ: OrganFinding
    region: Region


def find_facts(
    document: Document, text: str, entries: Sequence[OutlineEntry], hints: DocumentHints
) -> ReportFacts:
    """Find the facts in a clean text and its outline, completed by the document's metadata and the hints."""
    lines = [line for line in text.split("\n") if line]
    title = find_title(lines, document.metadata.get("title") or hints.listed_title)
    number = find_document_number(lines, document.metadata.get("document_number"))
    published_on, published_source = _choose_publication(document, hints)
    preamble = "".join(_iter_texts(entries, text, Node.PREAMBLE))[title.end :]
    first_heading = next((entry.heading for entry in entries if entry.heading), None)
    signature = "".join(_iter_texts(entries, text, Node.SIGNATURE)).split("\n")
    signed = parse_date_line(
        [*signature, *filter(DATE_LINE.match, lines[:_OPENING_LINES])]
    )
    year = find_report_year(
        title.title,
        preamble,
        first_heading,
        number,
        published_on,
        signed,
        text[title.end :],
    )
    # A file that a page leads to often leaves the organ to the page's title.
    on_page = find_organ_in_title(document.metadata.get("title", "")) or ""
    organ = find_organ(
        title.title, [*signature, *lines[:_OPENING_LINES], on_page], text
    )
    if organ.organ is None:
        told = (
            document.metadata.get("source"),
            document.metadata.get("publisher"),
            hints.listed_publisher,
        )
        organ = _infer_organ(preamble, text, [name for name in told if name], hints)
    region = find_region(organ.organ, hints.region)
    if organ.kind is OrganKind.PREFECTURE and region.county:
        organ = replace(
            organ, kind=OrganKind.COUNTY
        )  # a city that the source calls a county: 县级市
    return ReportFacts(
        title, number, published_on, published_source, year, organ, region
    )


def _infer_organ(
    preamble: str, text: str, publishers: Sequence[str], hints: DocumentHints
) -> OrganFinding:
    """Find an organ that neither title nor signature names: in the preamble, else the source's if it is borne
    out.
    """
    organ = infer_organ_from_preamble(preamble, text, publishers)
    if organ.organ is None and hints.organ:
        return infer_organ_from_source(hints.organ, text, publishers) or organ
    return organ


def _iter_texts(
    entries: Sequence[OutlineEntry], text: str, node: Node
) -> Iterator[str]:
    return (text[entry.start : entry.end] for entry in entries if entry.node is node)


def _choose_publication(
    document: Document, hints: DocumentHints
) -> tuple[datetime | None, str | None]:
    """Choose the publication time: what the page prints, then what the list shows, then the page's last
    change.
    """
    for name in ("published", "updated"):
        printed = document.metadata.get(name, "")
        moment = parse_datetime(printed)
        if moment and (name == "published" or not hints.listed_on):
            return moment, f"{document.metadata_origin.get(name, 'page')}: {printed}"
    if hints.listed_on:
        return datetime.combine(
            hints.listed_on, time(), BEIJING
        ), f"list page: {hints.listed_on}"
    return None, None


def check_facts(facts: ReportFacts, document: Document, text: str) -> Iterator[Issue]:
    """Yield an issue for each fact that is not told, inferred or contradicted, and for what was not read."""
    title, year, evidence = facts.title.title, facts.year, facts.year.evidence or ""
    if title is None:
        yield _build_own_issue(
            "missing_title",
            Severity.WARNING,
            "no title was found in the text or on the page",
        )
    if facts.organ.organ is None:
        told = document.metadata.get("source") or document.metadata.get("publisher")
        message = (
            "neither title nor signature names the issuing organ, nor the preamble for certain"
            + (f"; the page's 来源 is {told}" if told else "")
        )
        yield _build_publisher_issue(
            "missing_organ", Severity.WARNING, message, title or ""
        )
    if facts.organ.conflict:
        yield _build_publisher_issue(
            "organ_conflict", Severity.WARNING, facts.organ.conflict, title or ""
        )
    if facts.organ.origin.startswith("source: "):
        message = f"the report does not name its organ; {facts.organ.organ} was taken from its source; nothing to do"
        yield _build_publisher_issue(
            "organ_from_source",
            Severity.INFO,
            message,
            facts.organ.origin.removeprefix("source: "),
        )
    if year.year is None:
        yield _build_publisher_issue(
            "missing_report_year",
            Severity.WARNING,
            "nothing says which year the report is about",
        )
    if year.inferred:
        yield _build_publisher_issue(
            "inferred_report_year",
            Severity.INFO,
            "no words tell the year; it was inferred",
            evidence,
        )
    if year.conflict:
        yield _build_publisher_issue(
            "report_year_conflict", Severity.INFO, year.conflict, evidence
        )
    if len(text) < _SHORTEST_REPORT:
        message = f"only {len(text)} characters: open the page, and look whether its text stands somewhere else"
        yield Issue(
            "report", "short_text", Severity.WARNING, Responsibility.SITE, message
        )


def _build_own_issue(
    code: str, severity: Severity, message: str, evidence: str = ""
) -> Issue:
    return Issue("report", code, severity, Responsibility.US, message, evidence)


def _build_publisher_issue(
    code: str, severity: Severity, message: str, evidence: str = ""
) -> Issue:
    return Issue("report", code, severity, Responsibility.PUBLISHER, message, evidence)
