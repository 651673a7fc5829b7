"""`fazhi trace`: from a row of the tables back to its sentence, its file, its WARC record, its request."""

import mimetypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, NamedTuple
from urllib.parse import unquote, urlsplit

import typer

from flows import settings
from flows.cli.console import make_console, print_json, print_line
from flows.cli.options import HomeOption, JsonOption
from flows.cli.origins import ArchivedFile, Origins
from tasks.archive.warc import Archive, ArchivedAnswer
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.errors import ArchiveError, ConfigurationError, ReleaseError
from tasks.release.release_tables import ReleaseTables
from tasks.release.store import visibility
from tasks.report.table_layout import collect_lines_above
from tasks.tables.table_rows import Row

# `9f3c0a12` a report, `9f3c0a12#2.3` a section by its path, `9f3c0a12@1204` what begins at an offset,
# each with the ellipsis that it was copied with: `9f3c0a12…`, `9f3c0a12…#2.3`
_ID = re.compile(
    r"([0-9a-f]{4,16})(?:…|\.{3})?(?:#(\d+(?:\.\d+)*)|@(\d+))?(?:…|\.{3})?"
)
# So many ids are named where a prefix has several.
_MOST_IDS = 6
# What stands at an offset, beside quantities: the tables, and what a row of each is called.
_PASSAGES = {"citations": "citation", "shortcomings": "shortcoming", "plans": "plan"}
# What not every file system takes in a name: `/`, `?`, spaces
_UNSAFE = re.compile(r"[^\w.()（）-]+")
_LONGEST_NAME = 80


class _TracedCell(NamedTuple):
    """The cell of a table that a quantity stands in: its place, from 1, its heads, and the lines above it."""

    table: int
    row: int
    column: int
    row_head: str | None
    column_head: str | None
    caption: str

    @classmethod
    def find(cls, text: str, start: int, rows: Sequence[Row]) -> "_TracedCell | None":
        """Find it among a report's cells; null for a number of a sentence."""
        found = next((row for row in rows if _holds(row, start)), None)
        if found is None:
            return None
        of_table = [row for row in rows if row["table_number"] == found["table_number"]]
        first = min(_read_number(row, "start_offset") for row in of_table)
        return cls(
            _read_number(found, "table_number"),
            _read_number(found, "row_number"),
            _read_number(found, "column_number"),
            _read_words(found, "row_head"),
            _read_words(found, "column_head"),
            collect_lines_above(text, first),
        )


def _read_words(row: Row, name: str) -> str | None:
    value = row[name]
    return None if value is None else str(value)


def _holds(row: Row, start: int) -> bool:
    return _read_number(row, "start_offset") <= start < _read_number(row, "end_offset")


@dataclass(frozen=True, slots=True)
class Trace:
    """What a row was read from.

    `id` is whole, `subject` is report, section, quantity, citation, shortcoming or plan, `row` its row,
    `report` that of its report; `start` and `end` are offsets into the report's text, `above` the headings
    that it stands under, `cell` the table's cell that a quantity stands in, `record` its file.
    """

    id: str
    subject: str
    release_id: str
    report: Row
    row: Row
    start: int
    end: int
    above: tuple[str, ...]
    cell: _TracedCell | None
    origins: Origins
    record: ArchivedFile | None
    issues: tuple[Row, ...]

    @property
    def text(self) -> str:
        """Give the report's clean text."""
        return str(self.report["text"])

    @property
    def words(self) -> str:
        """Give the words that the row stands for."""
        return self.text[self.start : self.end]

    @classmethod
    def find(cls, location: str, identity: str) -> "Trace":
        """Follow a report, a section, a number or words of the release that readers see back to its bytes.

        Raises ConfigurationError for an id that is malformed, unknown or ambiguous, ReleaseError for a report
        that no release holds.
        """
        parts = _ID.fullmatch(identity.strip().lower())
        if parts is None:
            raise ConfigurationError(
                f"{identity!r} is no id: give a report_id or its first digits (at least 4), "
                "report_id#path for a section, or report_id@offset for what begins there"
            )
        home = Home.find(location)
        release = visibility.CurrentRelease.find(home)
        url = settings.find_ledger_url(home)
        if release is None and Ledger.is_missing(url):
            raise _make_unpublished_error(home, parts[1])
        with (
            Ledger.open_to_read(url, home) as ledger,
            Archive(home.archive) as archive,
        ):
            report_id = _complete_id(home, release, ledger, parts[1])
            found = (
                ReleaseTables(release.folder).read_report_rows("reports", report_id)
                if release
                else []
            )
            if release is None or not found:
                raise ReleaseError(_explain_absence(ledger, release, report_id))
            wanted = _Wanted(report_id, parts[2], parts[3])
            return _follow_subject(
                release,
                found[0],
                wanted,
                ledger,
                archive,
            )

    def save_raw_file(self, location: str, folder: Path) -> Path:
        """Write the raw bytes of the file that a row stands in to a folder; gives the file.

        Raises ConfigurationError when the folder does not take it or has another file of that name,
        ArchiveError when the archive does not give it back.
        """
        record = self.record
        if record is None:
            raise ArchiveError(f"{self.id}: nothing says which file it stands in")
        with Archive(Home.find(location).archive) as archive:
            archived = archive.read(record.warc_file, record.warc_offset)
        path = folder / _name_raw_file(str(self.report["report_id"]), record, archived)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.read_bytes() != archived.body:
                raise ConfigurationError(
                    f"{path} is there with other bytes; move it away, or pass another folder with --to"
                )
            path.write_bytes(archived.body)
        except OSError as error:
            raise ConfigurationError(
                f"{path} cannot be written ({error.strerror}); pass another folder by --to"
            ) from error
        return path


def trace(
    identity: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="report_id, report_id#path or report_id@offset; its first digits do.",
        ),
    ],
    home: HomeOption = settings.DEFAULT_HOME,
    as_json: JsonOption = False,
    save_raw: Annotated[
        bool, typer.Option("--open", help="Write the raw file to the working folder.")
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the raw file to this folder."),
    ] = None,
) -> None:
    """Follow a report, section or quantity to its sentence, page, WARC record and request.

    Exit code 0: followed. 1: the archive is damaged, or no release holds it. 2: an unknown or ambiguous id.
    """
    from flows.cli.trace_show import TraceView

    followed = Trace.find(home, identity)
    if as_json:
        print_json(TraceView(followed).describe())
    else:
        TraceView(followed).show(make_console())
    if save_raw or to is not None:
        path = followed.save_raw_file(home, to or Path())
        print_line(f"written to {path}", stderr=as_json)
    raise typer.Exit(int(followed.origins.damaged))


@dataclass(frozen=True, slots=True)
class _Wanted:
    report_id: str
    path: str | None
    start: str | None


@dataclass(frozen=True, slots=True)
class _Subject:
    name: str
    id: str
    row: Row
    start: int
    end: int
    path: str


def _follow_subject(
    release: visibility.CurrentRelease,
    report: Row,
    wanted: _Wanted,
    ledger: Ledger,
    archive: Archive,
) -> Trace:
    tables = ReleaseTables(release.folder)
    sections = tables.read_report_rows("sections", wanted.report_id)
    if wanted.path is not None:
        subject = _find_section(wanted, sections)
    elif wanted.start is not None:
        subject = _find_at_offset(wanted, tables)
        if subject.name == "quantity":
            subject.row["sentence"] = _cut_sentence(subject.row, report)
    else:
        subject = _Subject(
            "report", wanted.report_id, report, 0, len(str(report["text"])), ""
        )
    origins = _find_origins(report, subject, ledger, archive)
    return Trace(
        subject.id,
        subject.name,
        release.release_id,
        report,
        subject.row,
        subject.start,
        subject.end,
        tuple(_list_headings_above(sections, subject)),
        _find_cell(report, subject, tables),
        origins,
        origins.find_record(str(report["text_url"])),
        tuple(tables.read_report_rows("issues", wanted.report_id)),
    )


def _find_cell(
    report: Row, subject: _Subject, tables: ReleaseTables
) -> _TracedCell | None:
    if subject.name != "quantity" or not tables.has_table("cells"):
        return None
    cells = tables.read_report_rows("cells", str(report["report_id"]))
    return _TracedCell.find(str(report["text"]), subject.start, cells)


def _find_section(wanted: _Wanted, sections: Sequence[Row]) -> _Subject:
    for row in sections:
        if row["path"] == wanted.path:
            start = _read_number(row, "start_offset")
            end = _read_number(row, "end_offset")
            return _Subject(
                "section",
                f"{wanted.report_id}#{wanted.path}",
                row,
                start,
                end,
                str(row["path"]),
            )
    paths = ", ".join(str(row["path"]) for row in sections)
    raise ConfigurationError(
        f"{wanted.report_id} has no section {wanted.path}; its sections: {paths}"
    )


def _find_at_offset(wanted: _Wanted, tables: ReleaseTables) -> _Subject:
    """Find what begins at an offset, else what the offset lies in; of several, quantities come first."""
    at = int(wanted.start or 0)
    quantities = tables.read_report_rows("quantities", wanted.report_id)
    begins = any(_read_number(row, "start_offset") == at for row in quantities)
    lies_in = any(_holds(row, at) for row in quantities)
    passages = list(_iter_passages(wanted, tables))
    for passage in passages:
        if passage.start == at and not begins:
            return passage
    for passage in passages:
        if passage.start <= at < passage.end and not lies_in:
            return passage
    return _find_quantity(wanted, quantities)


def _iter_passages(wanted: _Wanted, tables: ReleaseTables) -> Iterator[_Subject]:
    """Yield the citations, shortcomings and plans of a report."""
    for table, name in _PASSAGES.items():
        if not tables.has_table(table):
            continue
        for row in tables.read_report_rows(table, wanted.report_id):
            start = _read_number(row, "start_offset")
            end = _read_number(row, "end_offset")
            path = str(row["section_path"])
            identity = f"{wanted.report_id}@{start}"
            yield _Subject(name, identity, row, start, end, path)


def _find_quantity(wanted: _Wanted, quantities: Sequence[Row]) -> _Subject:
    """Find the quantity that begins at an offset, else the one that the offset lies in."""
    at = int(wanted.start or 0)
    for row in sorted(
        quantities, key=lambda row: _read_number(row, "start_offset") != at
    ):
        start = _read_number(row, "start_offset")
        end = _read_number(row, "end_offset")
        if start <= at < end:
            return _Subject(
                "quantity",
                f"{wanted.report_id}@{start}",
                row,
                start,
                end,
                str(row["section_path"]),
            )
    near = sorted(
        quantities, key=lambda row: abs(_read_number(row, "start_offset") - at)
    )[:_MOST_IDS]
    names = (
        ", ".join(f"@{row['start_offset']} ({row['phrase']})" for row in near)
        or "it has none"
    )
    raise ConfigurationError(
        f"{wanted.report_id} has no quantity at {at}; the nearest: {names}"
    )


def _cut_sentence(row: Row, report: Row) -> str:
    """Cut a quantity's sentence out of its report's text; releases of old hold the words themselves."""
    if "sentence" in row:
        return str(row["sentence"])
    first = _read_number(row, "sentence_start")
    return str(report["text"])[first : _read_number(row, "sentence_end")]


def _read_number(row: Row, name: str) -> int:
    return int(str(row[name]))


def _list_headings_above(sections: Sequence[Row], subject: _Subject) -> list[str]:
    """Give the headings that something stands under, the outermost first; a section's own is none of them."""
    known = {str(row["path"]): row for row in sections}
    path: object = subject.row["parent"] if subject.name == "section" else subject.path
    headings: list[str] = []
    while path and (row := known.get(str(path))):
        headings.insert(
            0, f"{row['label'] or ''}{row['heading'] or ''}" or str(row["node"])
        )
        path = row["parent"]
    return headings


def _find_origins(
    report: Row,
    subject: _Subject,
    ledger: Ledger,
    archive: Archive,
) -> Origins:
    capture = ledger.find_capture(
        str(report["report_id"]), _read_number(report, "revision")
    )
    if capture is None:
        doubt = f"the ledger has no revision {report['revision']} of it; is it the ledger of another home?"
        return Origins((), (), (doubt,))
    return Origins.find(
        capture, str(report["text"]), subject.start, subject.end, ledger, archive
    )


def _complete_id(
    home: Home,
    release: visibility.CurrentRelease | None,
    ledger: Ledger,
    prefix: str,
) -> str:
    """Complete the first digits of an id, whether readers see its report or not."""
    known = set(ledger.find_page_ids(prefix, _MOST_IDS))
    known |= (
        set(ReleaseTables(release.folder).list_report_ids(prefix, _MOST_IDS))
        if release
        else set()
    )
    if prefix in known or len(known) == 1:
        if prefix in known:
            return prefix
        return known.pop()
    if known:
        names = ", ".join(sorted(known)[:_MOST_IDS])
        more = ", …" if len(known) >= _MOST_IDS else ""
        raise ConfigurationError(
            f"{prefix} begins several ids ({names}{more}); give more digits"
        )
    if release is None:
        raise _make_unpublished_error(home, prefix)
    raise ConfigurationError(
        f"no report's id begins with {prefix}; "
        f"ids are in the column report_id of {home.current / 'reports.parquet'}"
    )


def _make_unpublished_error(home: Home, prefix: str) -> ReleaseError:
    return ReleaseError(
        f"nothing has been published yet in {home.root}, so there is no {prefix}; "
        "start a run with `fazhi run`, or name another home with --home"
    )


def _explain_absence(
    ledger: Ledger, release: visibility.CurrentRelease | None, report_id: str
) -> str:
    """Say what is known of a page that no release holds."""
    page = ledger.find_page(report_id)
    if page is None:
        return f"{report_id} is in a table and not in the ledger; is it the ledger of another home?"
    if page.revision == 0:
        return (
            f"{report_id} ({page.url}) is no captured report: {page.kind}, {page.state}; "
            "`fazhi explain` reads files"
        )
    codes = list[str]()
    if release is not None:
        issues = ReleaseTables(release.folder).read_report_rows("issues", report_id)
        codes = sorted({str(row["code"]) for row in issues})
    return (
        f"{report_id} ({page.url}) was captured, but is not in the release that readers see "
        f"({release.release_id if release else 'there is none yet'}); "
        + (f"its issues there: {', '.join(codes)}; " if codes else "")
        + f"`fazhi status` says what the last run came to, `fazhi extract` reads and publishes anew, and "
        f"`fazhi explain {page.url}` shows how it is read"
    )


def _name_raw_file(
    report_id: str, record: ArchivedFile, archived: ArchivedAnswer
) -> str:
    """Name a raw file: the report's id, and the name that the site gives it, with the suffix of its type."""
    address = PurePosixPath(unquote(urlsplit(record.url).path))
    name = _UNSAFE.sub("_", address.name).strip("._")[-_LONGEST_NAME:] or "page"
    declared = (
        archived.headers.get("content-type", "").partition(";")[0].strip().lower()
    )
    suffix = "" if address.suffix else mimetypes.guess_extension(declared) or ".bin"
    return f"{report_id}-{name}{suffix}"
