"""What can be asked without a run: how one file is read, and whether a title is a report's."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tasks.documents.article import read_article
from tasks.documents.clean_text import CleanText, clean
from tasks.fetch.urls import make_page_id, normalize_url, parse_host
from tasks.model.document import Body, Document
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue
from tasks.model.issue_catalogue import make_unreadable_issue
from tasks.model.report import Reading
from tasks.report.dates import find_report_year
from tasks.report.facts import DocumentHints
from tasks.report.organ import find_organ
from tasks.report.reading import EXTRACTOR, read_report
from tasks.sites.relevance import classify_page, classify_title

_QUANTITY = (
    "phrase", "value", "unit", "comparator", "indicator", "section_path", "start", "end", "sentence",
    "indicator_evidence", "period", "change", "before", "compared_with",
)  # fmt: skip
_ISSUE = ("code", "severity", "message", "evidence", "stage", "responsibility")


@dataclass(frozen=True, slots=True)
class Read:
    """What reading the files of one article gives, step by step."""

    document: Document
    cleaned: CleanText
    reading: Reading


def read_bodies(bodies: Sequence[Body], hints: DocumentHints) -> Read:
    """Read the files of one article as the nightly run would; raises UnreadableDocument."""
    document = read_article(bodies)
    cleaned = clean(document)
    return Read(
        document,
        cleaned,
        read_report(
            document,
            cleaned.text,
            hints,
            cleaned.issues,
            cleaned.attached,
            cleaned.emphasis,
        ),
    )


def read_file(path: Path, url: str = "") -> dict[str, Any]:
    """Read one file as the nightly run would; the answer has the tables' column names.

    A file that cannot be read gives a null report and the issue that says why.
    """
    body = path.read_bytes()
    address = normalize_url(url) if url else ""
    try:
        reading = read_bodies([Body(body, url=address)], DocumentHints(address)).reading
    except UnreadableDocument as error:
        return {
            "file": str(path),
            "report": None,
            "sections": [],
            "quantities": [],
            "issues": [_row(make_unreadable_issue(error, path.name))],
            "text": "",
        }
    where = (
        {
            "report_id": make_page_id(address),
            "url": address,
            "host": parse_host(address),
        }
        if address
        else {}
    )
    return {"file": str(path), **_answer(reading, where)}


def _answer(reading: Reading, where: dict[str, Any]) -> dict[str, Any]:
    report = {
        name: _plain(value)
        for name, value in asdict(reading.report).items()
        if name != "text"
    }
    quantities = [asdict(quantity) for quantity in reading.quantities]
    return {
        "report": {**where, **report, "extractor": EXTRACTOR},
        "sections": [
            {name: _plain(value) for name, value in asdict(part).items()}
            for part in reading.sections
        ],
        "quantities": [
            {name: _plain(row[name]) for name in _QUANTITY} for row in quantities
        ],
        "issues": [_row(issue) for issue in reading.issues],
        "text": reading.report.text,
    }


def _row(issue: Issue) -> dict[str, Any]:
    row = asdict(issue)
    return {name: _plain(row[name]) for name in _ISSUE}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ",".join(value) or None
    return value


def relevance(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Judge one title a line, or `title<TAB>first paragraph`; empty lines are passed over."""
    for line in lines:
        title, _, opening = (
            part.strip() for part in line.rstrip("\r\n").partition("\t")
        )
        if not title and not opening:
            continue
        verdict = classify_page(title, opening) if opening else classify_title(title)
        words = "".join(title.split())
        organ = find_organ(words, (), opening)
        yield {
            "title": title,
            "relevant": verdict.relevant,
            "kind": verdict.kind,
            "report_year": find_report_year(words, opening, None, None, None).year,
            "organ": organ.organ,
            "organ_kind": organ.kind,
            "evidence": verdict.evidence,
        }
