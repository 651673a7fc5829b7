"""`fazhi read` and `fazhi relevance`: what can be asked without a run.

How a file is read, and whether a title is a report's.
"""

import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from flows.cli.console import (
    make_console,
    make_table,
    print_json,
    print_line,
    shorten,
)
from flows.cli.options import JsonOption
from tasks.documents.article import is_hollow, read_article
from tasks.documents.clean_text import CleanText, clean
from tasks.documents.second_try import read_twice
from tasks.fetch.responses import MAX_ATTACHMENT_BYTES
from tasks.fetch.urls import make_page_id, normalize_url, parse_host
from tasks.model.catalogue import make_issue, make_phrase, make_unreadable_issue
from tasks.model.cpu_limit import limit_cpu
from tasks.model.document import Body, Document
from tasks.model.errors import ConfigurationError, FazhiError, UnreadableDocument
from tasks.model.issue import Issue
from tasks.model.report import Quantity, Reading, Report
from tasks.model.safe_words import show_steering
from tasks.report.dates import YearFinding
from tasks.report.facts import DocumentHints
from tasks.report.organ import OrganFinding
from tasks.report.reading import read_report
from tasks.sites.relevance import Relevance, classify_page, classify_title
from tasks.tables.headline_tables import build_headline_row
from tasks.tables.headlines import find_headlines
from tasks.tables.part_store import get_extractor_version
from tasks.tables.table_rows import build_quantity_row

_QUANTITY = (
    "phrase", "value", "unit", "comparator", "indicator", "section_path", "start", "end", "sentence",
    "indicator_evidence", "period", "change", "before", "compared_with",
    "role", "scope", "period_start", "period_end", "part_of", "rate_of",
)  # fmt: skip
_ISSUE = (
    "code", "severity", "message", "message_zh", "evidence", "stage", "responsibility",
)  # fmt: skip
_FACTS = (
    "title", "organ", "organ_kind", "level", "report_year", "report_year_evidence", "document_number",
    "published_on", "published_source", "source", "style", "characters", "quality",
)  # fmt: skip
_RELEVANCE = ("relevant", "kind", "evidence")
# How far into a text a run looks for what a page is, in characters.
_OPENING_CHARACTERS = 1200
# How much of an unexpected error is shown: it may quote the whole text.
_ERROR_CHARACTERS = 400

# `现将全年情况报告如下。`, and no name that stands among other words
_SENTENCE = re.compile(r"[一-鿿]{2}[^。！？；\n]*[。！？；]")
_CHINESE, _LATIN = re.compile(r"[一-鿿]"), re.compile(r"[A-Za-z]")


def read(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="Files to read, by their content.",
        ),
    ],
    url: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="Where the file came from, for relative links and the report's id.",
        ),
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Read documents offline and print what a run would make of them; with --json one object a line.

    It says whether a run would take the document, and reads it either way. A file that the reader fails on,
    or that is gone when its turn comes, is named with the error, and the others are read.

    Exit code 1 when a file could not be read as a report.
    """
    unread = False
    for path in files:
        unread |= not _print_reading(path, url, as_json=as_json)
    raise typer.Exit(int(unread))


def _print_reading(path: Path, url: str, *, as_json: bool) -> bool:
    """Read a file and print what came of it; false when it gave no report."""
    answer = _read_file(path, url)
    try:
        _print_answer(answer, as_json=as_json)
    except (FazhiError, OSError):
        raise
    except Exception as error:  # noqa: BLE001  (what cannot be printed of one file must not cost the others)
        issue = ReadDocument.tell_failure(show_steering(path), error)
        answer = _describe_unread(path, issue)
        _print_answer(answer, as_json=as_json)
    return answer["report"] is not None


def _print_answer(answer: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(answer, indent=None)
    else:
        _show_reading(answer, make_console())


def relevance(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="Titles; default: input.",
        ),
    ] = None,
) -> None:
    """Judge titles, one a line (or title, tab, first paragraph): a report, or what it only looks like."""
    for finding in _classify_lines(_read_lines(file)):
        print_json(finding, indent=None)


def _read_lines(file: Path | None) -> Iterator[str]:
    if file is None:
        yield from sys.stdin
        return
    try:
        with file.open(encoding="utf-8-sig") as lines:
            yield from lines
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{file} is not UTF-8 ({error.reason} at byte {error.start}); convert it first, such as with "
            f"iconv -f GB18030 -t UTF-8"
        ) from error


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What reading the files of one article gives, step by step."""

    document: Document
    cleaned: CleanText
    reading: Reading

    @classmethod
    def read(cls, bodies: Sequence[Body], hints: DocumentHints) -> "ReadDocument":
        """Read the files of one article as the nightly run would.

        Raises UnreadableDocument, also for what nobody would have fetched: a file without a word of a report.
        """
        read = read_twice(lambda: cls._read(bodies, hints))
        if _is_no_report(read.reading.report):
            raise UnreadableDocument("not_a_report")
        return read

    @classmethod
    def _read(cls, bodies: Sequence[Body], hints: DocumentHints) -> "ReadDocument":
        with limit_cpu():
            document = read_article(bodies)
            cleaned = clean(document)
            reading = read_report(
                document,
                cleaned.text,
                hints,
                cleaned.issues,
                cleaned.attached,
                cleaned.emphasis,
                cleaned.tables,
            )
        return cls(document, cleaned, reading)

    def classify(self) -> Relevance:
        """Tell whether a run would take the document: by the page's title and opening, else by the text's."""
        hollow = is_hollow((*self.document.issues, *self.cleaned.issues))
        opening = "" if hollow else self.cleaned.text[:_OPENING_CHARACTERS]
        printed = self.document.metadata.get("title", "")
        relevance = classify_page(printed, opening)
        title = self.reading.report.title
        if not relevance.relevant and relevance.kind == "other" and title:
            return classify_page(title, opening)
        return relevance

    @staticmethod
    def tell_failure(name: str, error: Exception) -> Issue:
        """Make the issue of a file that our reader fails on, and tell on the error stream what to send us."""
        issue = make_issue("reader_failed", _describe_failure(error), stage="report")
        print_line(
            f"{name}: our reader failed: {issue.evidence}; "
            "please report it with the file and this line",
            stderr=True,
        )
        return issue


def _is_no_report(report: Report) -> bool:
    """Tell whether a text in another script than Chinese names nothing that a report names."""
    if report.title or report.organ or report.report_year:
        return False
    chinese, latin = (len(sign.findall(report.text)) for sign in (_CHINESE, _LATIN))
    return latin > chinese and not _SENTENCE.search(report.text)


def _read_file(path: Path, url: str = "") -> dict[str, Any]:
    """Read one file as the nightly run would; the answer has the tables' column names.

    A file that cannot be read, or that our reader fails on, gives a null report and the issue that says why.
    """
    address = normalize_url(url) if url else ""
    try:
        body = Body(_read_bytes(path), url=address)
        read = ReadDocument.read([body], DocumentHints(address))
        answer = {"file": str(path), **_describe_reading(read)}
    except UnreadableDocument as error:
        return _describe_unread(path, make_unreadable_issue(error, path.name))
    except FazhiError:
        raise
    except Exception as error:  # noqa: BLE001  (one file that our code stumbles over must not cost the others)
        return _describe_unread(
            path, ReadDocument.tell_failure(show_steering(path), error)
        )
    if address:
        known = {"report_id": make_page_id(address), "url": address}
        answer["report"] = {
            **known,
            "host": parse_host(address),
            **answer["report"],
        }
    return answer


def _read_bytes(path: Path) -> bytes:
    """Read a file's bytes; raises UnreadableDocument, after naming the file, when the system gives none.

    It was there when the command began, but may be gone, a folder or closed to us since. A file above the
    size that a run fetches, or a device without an end, is refused as a run would refuse it.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_ATTACHMENT_BYTES + 1)
    except (OSError, MemoryError) as error:
        reason = getattr(error, "strerror", None) or "out of memory"
        print_line(f"{show_steering(path)}: it cannot be read: {reason}", stderr=True)
        how = make_phrase("file_not_given", error=reason)
        raise UnreadableDocument("reading_interrupted", how=how) from error
    if len(content) > MAX_ATTACHMENT_BYTES:
        raise UnreadableDocument("too_large")
    return content


def _describe_unread(path: Path, issue: Issue) -> dict[str, Any]:
    return {
        "file": str(path),
        "report": None,
        "relevance": None,
        "sections": [],
        "quantities": [],
        "indicators": [],
        "cells": [],
        "citations": [],
        "statements": [],
        "issues": [_describe_issue(issue)],
        "text": "",
    }


def _describe_failure(error: Exception) -> str:
    """Say what failed and where, in one line of code and words: `KeyError(3) at relations.py:120`."""
    *_, last = traceback.extract_tb(error.__traceback__)
    words = shorten(repr(error), _ERROR_CHARACTERS)
    return show_steering(f"{words} at {Path(last.filename).name}:{last.lineno}")


def _describe_reading(read: ReadDocument) -> dict[str, Any]:
    reading = read.reading
    report = _simplify_fields(asdict(reading.report))
    text = report.pop("text")
    sections = map(asdict, reading.sections)
    return {
        "report": {**report, "extractor": get_extractor_version()},
        "relevance": _simplify_fields(asdict(read.classify()), _RELEVANCE),
        "sections": list(map(_simplify_fields, sections)),
        "quantities": [_describe_quantity(one, text) for one in reading.quantities],
        "indicators": _describe_headlines(reading),
        "cells": list(map(_simplify_fields, map(asdict, reading.cells))),
        "citations": list(map(_simplify_fields, map(asdict, reading.citations))),
        "statements": list(map(_simplify_fields, map(asdict, reading.statements))),
        "issues": list(map(_describe_issue, reading.issues)),
        "text": text,
    }


def _describe_quantity(quantity: Quantity, text: str) -> dict[str, Any]:
    described = {**asdict(quantity), "sentence": quantity.cut_sentence(text)}
    return _simplify_fields(described, _QUANTITY)


def _describe_headlines(reading: Reading) -> list[dict[str, Any]]:
    """Describe the headlines as the table `indicators` has them, without what is the report's."""
    rows = [build_quantity_row(one, "") for one in reading.quantities]
    headlines = find_headlines(rows, reading.report.report_year)
    return list(map(build_headline_row, headlines))


def _describe_issue(issue: Issue) -> dict[str, Any]:
    return _simplify_fields(asdict(issue), _ISSUE)


def _simplify_fields(row: dict[str, Any], names: Sequence[str] = ()) -> dict[str, Any]:
    """Simplify the named fields in their order, or all."""
    return {name: _simplify(row[name]) for name in names or row}


def _simplify(value: object) -> object:
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        return float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ",".join(value) or None
    return value


def _classify_lines(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Classify one title a line, or `title<TAB>first paragraph`; empty lines are passed over."""
    for line in lines:
        parts = line.rstrip("\r\n").partition("\t")
        title = parts[0].strip()
        opening = parts[2].strip()
        if not title and not opening:
            continue
        finding = classify_page(title, opening) if opening else classify_title(title)
        words = "".join(title.split())
        organ = OrganFinding.find(words, (), opening)
        yield {
            "title": title,
            "relevant": finding.relevant,
            "kind": finding.kind,
            "report_year": YearFinding.find(
                words,
                opening,
                None,
                None,
                None,
            ).year,
            "organ": organ.organ,
            "organ_kind": organ.kind,
            "evidence": finding.evidence,
        }


def _show_reading(answer: dict[str, Any], console: Console) -> None:
    """Print facts, outline, quantities and issues of one answer of `_read_file`."""
    console.print(Text(show_steering(answer["file"]), style="bold"), soft_wrap=True)
    report = answer["report"]
    if report:
        relevance = answer["relevance"]
        console.print(_build_facts(report, relevance))
        console.print(_build_outline(answer["sections"]))
        console.print(_build_quantity_table(answer["quantities"]))
    for issue in answer["issues"]:
        severity = issue["severity"]
        code = issue["code"]
        message = issue["message"]
        evidence = show_steering(issue["evidence"])
        console.print(f"{severity} {code}: {message}  [{evidence}]")


def _build_facts(report: dict[str, Any], relevance: dict[str, Any]) -> Table:
    facts = Table.grid(padding=(0, 2))
    for name in _FACTS:
        value = report[name]
        shown = "—" if value is None else str(value)
        facts.add_row(name, shown)
    described = _describe_relevance(relevance)
    facts.add_row("a run would take it", described)
    return facts


def _describe_relevance(relevance: dict[str, Any]) -> str:
    taken = "yes" if relevance["relevant"] else f"no, {relevance['kind']}"
    return f"{taken} ({relevance['evidence']})"


def _build_outline(sections: list[dict[str, Any]]) -> Tree:
    root = Tree("outline")
    branches = {None: root}
    for section in sections:
        heading = f"{section['label'] or ''}{section['heading'] or section['node']}"
        words = f"{section['path']} {heading} · {section['kind']}"
        above = branches.get(section["parent"], root)
        branches[section["path"]] = above.add(Text(words))
    return root


def _build_quantity_table(quantities: list[dict[str, Any]]) -> Table:
    table = make_table(
        "section",
        "value",
        "unit",
        "comparator",
        "indicator",
        "phrase",
        title="quantities",
    )
    for row in quantities:
        cells = (
            row["section_path"],
            row["value"],
            row["unit"],
            row["comparator"],
            row["indicator"],
            row["phrase"],
        )
        table.add_row(*("" if cell is None else str(cell) for cell in cells))
    return table
