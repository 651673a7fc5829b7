"""`fazhi explain`: how one document is read, a file on the disk or what the archive holds of an address.

Never asks the network.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows import settings
from flows.cli.console import (
    MARKS,
    SEVERITIES,
    Folded,
    make_console,
    make_table,
    set_plain,
    shorten,
)
from flows.cli.options import OptionalHomeOption, SourcesOption
from flows.cli.read import ReadDocument
from tasks.archive.warc import Archive
from tasks.fetch.responses import MAX_ATTACHMENT_BYTES
from tasks.fetch.urls import make_page_id, normalize_url, parse_host
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.catalogue import make_unreadable_issue
from tasks.model.document import Body
from tasks.model.errors import ConfigurationError, FazhiError, UnreadableDocument
from tasks.model.issue import Issue
from tasks.model.page import Capture
from tasks.model.report import (
    Comparator,
    Confidence,
    Kind,
    Node,
    Quantity,
    ReportCell,
    Section,
)
from tasks.model.safe_words import show_steering
from tasks.model.source import Source
from tasks.registry.source_files import load_source
from tasks.report.digits import DigitKind, account_for_digits
from tasks.report.facts import DocumentHints
from tasks.report.table_layout import read_tables

_KINDS = {
    Kind.ACHIEVEMENTS: "green",
    Kind.SHORTCOMINGS: "red",
    Kind.LEADERSHIP: "magenta",
    Kind.PLANS: "blue",
    Kind.OTHER: "yellow",
    Kind.THEMATIC: "cyan",
}
_COMPARATORS = {
    Comparator.AT_LEAST: "≥ ",
    Comparator.NEARLY: "just under ",
    Comparator.ABOUT: "≈ ",
    Comparator.AT_MOST: "≤ ",
}
_FACTS = (
    "title", "organ", "organ_kind", "level", "province", "prefecture", "county", "township", "division_code",
    "report_year", "document_number", "published_on", "days_after_deadline", "source", "publisher", "style",
    "quality",
)  # fmt: skip
# Columns that say what another one rests on.
_EVIDENCE_COLUMNS = {
    "report_year": "report_year_evidence",
    "published_on": "published_source",
}
_QUANTITY = "bold bright_cyan"
_JOIN = "↩"
# Characters of the digits of one kind that are shown.
_DIGITS_SHOWN = 120
# Characters of one dropped line that are shown.
_DROPPED = 200
# Characters of the lines above a table.
_CAPTION = 80


@dataclass(frozen=True, slots=True)
class _DocumentFiles:
    """The files of one article, with what is known of them besides their words."""

    name: str
    origin: str
    bodies: list[Body]
    hints: DocumentHints

    @classmethod
    def find(cls, named: str, home: str, sources: Path) -> "_DocumentFiles":
        """Find the files that a path or an address names.

        A page of the archive comes with its further pages and attachments.

        Raises ConfigurationError when there is no such file or the archive does not hold the address,
        ArchiveError when the archive is damaged.
        """
        if urlsplit(named).scheme in ("http", "https"):
            return _find_archived_files(named, home, sources)
        path = Path(named)
        if path.is_dir():
            raise ConfigurationError(
                f"{show_steering(named)} is a folder; give one of its files"
            )
        if not path.is_file() and not path.is_fifo():
            raise ConfigurationError(
                f"{show_steering(named)}: no such file; "
                "give a file, or an address that begins with http:// or https://"
            )
        bodies = [Body(_read_file(path))]
        name = show_steering(path.name)
        return cls(name, f"file {show_steering(path)}", bodies, DocumentHints())


def _read_file(path: Path) -> bytes:
    """Read a file; raises ConfigurationError when it is gone meanwhile, too large, or its disk fails."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_ATTACHMENT_BYTES + 1)
    except PermissionError:
        raise
    except OSError as error:
        raise ConfigurationError(
            f"{show_steering(path)}: it cannot be read: {error.strerror}"
        ) from error
    if len(content) > MAX_ATTACHMENT_BYTES:
        raise ConfigurationError(
            f"{show_steering(path)}: it is larger than the "
            f"{MAX_ATTACHMENT_BYTES:,} bytes that a run fetches"
        )
    return content


def explain(
    document: Annotated[
        str,
        typer.Argument(
            metavar="FILE|URL", help="A file, or an address that the archive holds."
        ),
    ],
    home: OptionalHomeOption = settings.DEFAULT_HOME,
    sources: SourcesOption = None,
    no_color: Annotated[
        bool, typer.Option("--no-color", help="No colours, on a terminal either.")
    ] = False,
    width: Annotated[
        int | None,
        typer.Option(
            min=40,
            metavar="N",
            help="Columns; default: the terminal's.",
        ),
    ] = None,
) -> None:
    """Show how one document is read: facts, outline, quantities in place, what was left out, issues.

    Asks no network.

    Exit code 0: read. 1: it cannot be read as a document, or the archive is damaged. 2: no such file or
    address.
    """
    files = _DocumentFiles.find(document, home, settings.find_sources(sources))
    good = _show_explained(files, make_console(no_color=no_color, width=width))
    raise typer.Exit(0 if good else 1)


def _find_archived_files(named: str, home: str, sources: Path) -> _DocumentFiles:
    address = normalize_url(named)
    opened_home = Home.find(home)
    with (
        Ledger.open_to_read(
            settings.find_ledger_url(opened_home), opened_home
        ) as ledger,
        Archive(opened_home.archive) as archive,
    ):
        named_by = ledger.find_latest_capture(make_page_id(address))
        capture = named_by or ledger.find_capture_at(address)
        if capture is not None:
            place = f"{capture.warc_file} at {capture.warc_offset}"
            origin = f"report {capture.page_id}, revision {capture.revision}, {place}"
            return _DocumentFiles(
                capture.url,
                origin,
                archive.read_bodies(capture),
                DocumentHints.from_capture(capture, _load_source(sources, capture)),
            )
        row = ledger.find_last_body(address)
        if row is None or row.warc_file is None or row.warc_offset is None:
            page = ledger.find_page(make_page_id(address))
            known = "it was never fetched"
            if page is not None:
                state = page.state.replace("_", " ")
                known = f"its page is {state}, as the table fetches says"
            raise ConfigurationError(
                f"{address} is not in the archive of {opened_home.root}: {known}; "
                f"{_suggest_fetch(address, sources)}"
            )
        archived = archive.read(row.warc_file, row.warc_offset)
    body = Body(archived.body, archived.headers.get("content-type", ""), address)
    return _DocumentFiles(
        address,
        f"{row.kind} of {row.source_id}, {row.warc_file} at {row.warc_offset}",
        [body],
        DocumentHints(address),
    )


def _load_source(sources: Path, capture: Capture) -> Source | None:
    """Find the source that led to a capture; a reading without it knows nothing of the region."""
    file = sources / f"{capture.source_id}.toml"
    if file.is_file():
        return load_source(file)
    return None


def _suggest_fetch(address: str, sources: Path) -> str:
    """Say which command fetches an address."""
    host = parse_host(address)
    known = [
        file.stem
        for file in sorted(sources.glob("*.toml"))
        if load_source(file).host == host
    ]
    if known:
        return f"`fazhi run --source {known[0]}` crawls its host"
    return (
        f"no source names its host: `fazhi sources probe {address}` proposes one, "
        "or save the page and explain the file"
    )


def _show_explained(files: _DocumentFiles, console: Console) -> bool:
    """Read files and print how; false, with the issue, when they cannot be read."""
    console.print(
        Folded(Text.assemble((files.name, "bold"), (f"  {files.origin}", "dim")))
    )
    try:
        read = ReadDocument.read(files.bodies, files.hints)
        _show_read(files, read, console)
    except UnreadableDocument as error:
        _show_issues([make_unreadable_issue(error, files.name)], console)
        return False
    except (FazhiError, OSError):
        raise
    except Exception as error:  # noqa: BLE001  (a fault of ours is told as one, with what to send us)
        _show_issues([ReadDocument.tell_failure(files.name, error)], console)
        return False
    return True


def _show_read(files: _DocumentFiles, read: ReadDocument, console: Console) -> None:
    _show_facts(files, read, console)
    _show_files(read, console)
    _show_text(read, console)
    if read.cleaned.dropped:
        _show_heading(
            f"dropped as the site's chrome: {len(read.cleaned.dropped)} lines", console
        )
        for line in read.cleaned.dropped:
            console.print(set_plain(shorten(line, _DROPPED), "dim strike"))
    tables = read_tables(read.cleaned.text, read.cleaned.tables)
    captions = {one.table.number: one.above for one in tables}
    _show_tables(read.reading.cells, captions, console)
    _show_digits(read, console)
    _show_issues(read.reading.issues, console)


def _show_heading(words: str, console: Console) -> None:
    console.print()
    console.print(Text(words, "bold underline"))


def _show_facts(files: _DocumentFiles, read: ReadDocument, console: Console) -> None:
    """Print each fact with what it rests on; what is not told stays a dash."""
    _show_heading("facts", console)
    report = asdict(read.reading.report)
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(ratio=3)
    table.add_column(ratio=2)
    for name in _FACTS:
        value = report[name]
        shown = (
            set_plain("—", "dim") if value is None else set_plain(str(value), "bold")
        )
        table.add_row(
            name,
            shown,
            set_plain(
                "" if value is None else _find_evidence(name, files, read), "dim"
            ),
        )
    console.print(table)


def _find_evidence(name: str, files: _DocumentFiles, read: ReadDocument) -> str:
    """Say what a fact rests on.

    As its own column tells, else the page's head, the title, the text, or the source.
    """
    report = asdict(read.reading.report)
    value = str(report[name])
    document = read.document
    column = _EVIDENCE_COLUMNS.get(name)
    if column and report[column]:
        return f"← {report[column]}"
    if document.metadata.get(name) == value:
        origin = document.metadata_origin.get(name, "the page")
        return f"← {origin}"
    if name == "organ" and value in str(report["title"]):
        return "← title"
    if name in ("title", "organ", "document_number"):
        at = read.cleaned.text.find(value)
        for piece in read.cleaned.pieces:
            if piece.start <= at < piece.end:
                return f"← {piece.paragraph.origin}"
    if getattr(files.hints.region, name, None) == report[name]:
        return "← the source"
    return ""


def _show_files(read: ReadDocument, console: Console) -> None:
    """Print what was read, of which files, and how much of them became the text."""
    document = read.document
    cleaned = read.cleaned
    _show_heading("files", console)
    kind = f"{document.media_type}{f', {document.charset}' if document.charset else ''}"
    console.print(
        Folded(Text.assemble(document.url or "the file", (f"  {kind}", "dim")))
    )
    taken = {piece.url for piece in cleaned.pieces} - {document.url}
    for offered in document.attachments:
        fate = (
            "its text is read"
            if offered.url in {document.url, *taken}
            else "its text is not: see the issues"
        )
        console.print(
            Folded(
                Text.assemble(
                    f"attachment “{offered.name}” ",
                    (offered.url, "cyan"),
                    (f"  {fate}", "dim"),
                )
            )
        )
    lines = cleaned.text.count("\n") + 1
    counts = (
        f"{len(cleaned.pieces)} paragraphs became {lines} lines, "
        f"{cleaned.joins} joined to the one before ({_JOIN}); "
        f"{len(cleaned.dropped)} dropped; {len(cleaned.text)} characters"
    )
    console.print(set_plain(counts, "dim"))


def _show_text(read: ReadDocument, console: Console) -> None:
    """Print the outline's nodes in order: the path at the margin, and the node's own text with its marks."""
    _show_heading("text", console)
    console.print(Folded(_build_legend()))
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, justify="right")
    table.add_column()
    kinds = {section.path: section.kind for section in read.reading.sections}
    for section in read.reading.sections:
        if section.level == 1 and table.row_count:
            table.add_row("", "")
        inherited = False
        if section.parent is not None:
            inherited = kinds.get(section.parent) == section.kind
        note = _describe_node(section, inherited=inherited)
        words = _mark_text(section, read, note)
        path = Text(section.path, _choose_style(section))
        table.add_row(path, Folded(words))
    console.print(table)


def _build_legend() -> Text:
    """Say what the marks in a text mean, and the colours of its headings."""
    quantity = MARKS.format("quantity")
    legend = Text("marks: ")
    legend.append(f"{quantity}‹value unit · indicator›", _QUANTITY)
    for kind, style in _KINDS.items():
        legend.append(f"  {kind}", style)
    return legend


def _show_tables(
    cells: Sequence[ReportCell], captions: Mapping[int, str], console: Console
) -> None:
    """Print the cells of tables that hold a number, or several: its heads, and what was made of it.

    `captions` are the lines above each table, which may state its unit.
    """
    for number in dict.fromkeys(cell.table for cell in cells):
        held = [cell for cell in cells if cell.table == number]
        rows = max(cell.row for cell in held)
        columns = max(cell.column for cell in held)
        title = f"table {number}: {rows} rows, {columns} columns"
        above = captions.get(number)
        if above:
            caption = " › ".join(above.splitlines())
            title += f", below “{shorten(caption, _CAPTION)}”"
        table = make_table("cell", "text", "row", "column", "read as", title=title)
        for cell in held:
            if not any(map(str.isdecimal, cell.text)):
                continue
            table.add_row(
                f"{cell.row},{cell.column}",
                cell.text,
                cell.row_head or "",
                cell.column_head or "",
                _describe_cell(cell),
            )
        console.print(table)


def _describe_cell(cell: ReportCell) -> str:
    """Say what became of a cell's number."""
    if cell.value is None:
        return "no number that counts, or words"
    value = f"{cell.value.normalize():f}"
    if cell.unit:
        return f"{value} {cell.unit}"
    return f"{value}, of no known unit"


def _show_digits(read: ReadDocument, console: Console) -> None:
    """Print what the runs of digits were read as, the unread ones all with the words around them."""
    text = read.cleaned.text
    tables = read_tables(text, read.cleaned.tables)
    runs = account_for_digits(text, read.reading.quantities, tables)
    _show_heading(f"digits: {len(runs)} runs", console)
    for kind in DigitKind:
        of_kind = [run for run in runs if run.kind is kind]
        if not of_kind:
            continue
        if kind is DigitKind.UNREAD:
            style = "bold red"
            words = " … ".join(run.describe_place(text) for run in of_kind)
        else:
            style = "dim"
            printed = dict.fromkeys(text[run.start : run.end] for run in of_kind)
            words = shorten(" ".join(printed), _DIGITS_SHOWN)
        line = f"{kind} {len(of_kind)}: {words}"
        console.print(set_plain(line, style))


def _choose_style(section: Section) -> str:
    return _KINDS.get(section.kind, "bright_black")


def _describe_node(section: Section, *, inherited: bool) -> str:
    """Say what a node is, and what its kind rests on unless that is its parent's."""
    if str(section.node) == str(section.kind):
        return f"‹{section.node}›"
    node = (
        f"{section.node}, level {section.level}"
        if section.node is Node.HEADING
        else str(section.node)
    )
    if inherited and not section.also_kinds:
        return f"‹{node}›"
    kinds = " + ".join((section.kind, *section.also_kinds))
    sure = (
        ""
        if section.kind_confidence is Confidence.CERTAIN
        else f" ({section.kind_confidence})"
    )
    return f"‹{kinds}{sure} ← {section.kind_evidence or 'its place'} · {node}›"


def _mark_text(section: Section, read: ReadDocument, note: str) -> Text:
    """Mark a node's own text: its heading, its quantities, and where paragraphs were joined."""
    words = read.cleaned.text[section.start : section.end].rstrip("\n")
    text = Text(words)
    heading = _find_heading_end(section, words)
    text.stylize(f"bold {_choose_style(section)}", 0, heading)
    opening, closing = MARKS.split("{}")
    inserted = [(heading, Text(note, "dim italic"))]
    for quantity in read.reading.quantities:
        start = quantity.start - section.start
        if not 0 <= start < len(words):
            continue
        end = min(quantity.end - section.start, len(words))
        text.stylize(_QUANTITY, start, end)
        opened = Text(opening, _QUANTITY)
        inserted.append((start, opened))
        described = _describe_quantity(quantity)
        closed = Text(closing + described, "cyan")
        inserted.append((end, closed))
    for at in _iter_joins(section, read, words):
        join = Text(_JOIN, "dim red")
        inserted.append((at, join))
    inserted.sort(key=lambda one: one[0])
    return _insert_words(text, inserted)


def _iter_joins(section: Section, read: ReadDocument, words: str) -> Iterator[int]:
    """Yield the places in a node's words where a paragraph was joined to the one before."""
    for piece in read.cleaned.pieces:
        at = piece.start - section.start
        if not 0 < at < len(words):
            continue
        if words[at - 1] != "\n":
            yield at


def _find_heading_end(section: Section, words: str) -> int:
    if section.heading:
        return max(words.find(section.heading), 0) + len(section.heading)
    return len(section.label or "")


def _describe_quantity(quantity: Quantity) -> str:
    """Say how a number was understood."""
    value = f"{quantity.value.normalize():f}"
    parts = [
        f"{_COMPARATORS[quantity.comparator] if quantity.comparator else ''}{value} {quantity.unit}"
    ]
    parts += [
        str(one)
        for one in (quantity.change, quantity.period, quantity.indicator)
        if one
    ]
    return f"‹{' · '.join(parts)}›"


def _insert_words(text: Text, inserted: Sequence[tuple[int, Text]]) -> Text:
    """Put words into a text; `inserted` are offsets, in order, with what goes there."""
    pieces = text.divide([offset for offset, _ in inserted])
    joined = Text()
    for piece, words in zip(
        pieces, [*(words for _, words in inserted), Text()], strict=True
    ):
        joined.append_text(piece).append_text(words)
    return joined


def _show_issues(issues: Sequence[Issue], console: Console) -> None:
    _show_heading(f"issues: {len(issues)}", console)
    for issue in issues:
        console.print(Folded(_format_issue(issue)))


def _format_issue(issue: Issue) -> Text:
    style = SEVERITIES.get(issue.severity, "")
    evidence = (
        f"  [{shorten(' '.join(issue.evidence.split()), _DROPPED)}]"
        if issue.evidence
        else ""
    )
    head = (f"{issue.severity} {issue.code}", style)
    return Text.assemble(
        head, f" ({issue.responsibility}): {issue.message}", (evidence, "dim")
    )
