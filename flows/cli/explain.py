"""`fazhi explain`: how one document is read, a file on the disk or what the archive holds of an address.

Never asks the network.
"""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from flows import settings
from flows.cli.console import make_console
from flows.cli.options import HomeOption, SourcesOption
from tasks.archive.warc import Archive
from tasks.fetch.urls import make_page_id, normalize_url, parse_host
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.capture import Capture
from tasks.model.document import Body
from tasks.model.errors import ConfigurationError
from tasks.model.source import Source
from tasks.registry.source_files import load_source
from tasks.report.facts import DocumentHints


@dataclass(frozen=True, slots=True)
class DocumentFiles:
    """The files of one article, with what is known of them besides their words."""

    name: str
    origin: str
    bodies: list[Body]
    hints: DocumentHints

    @classmethod
    def find(cls, named: str, home: str, sources: Path) -> "DocumentFiles":
        """Find the files that a path or an address names.

        A page of the archive comes with its further pages and attachments.

        Raises ConfigurationError when there is no such file or the archive does not hold the address,
        ArchiveError when the archive is damaged.
        """
        if urlsplit(named).scheme in ("http", "https"):
            return _find_archived_files(named, home, sources)
        path = Path(named)
        if path.is_dir():
            raise ConfigurationError(f"{named} is a folder; give one of its files")
        if not path.is_file():
            raise ConfigurationError(
                f"{named}: no such file; give a file, or an address that begins with http:// or https://"
            )
        return cls(
            path.name, f"file {path}", [Body(path.read_bytes())], DocumentHints()
        )


def explain(
    document: Annotated[
        str,
        typer.Argument(
            metavar="FILE|URL", help="A file, or an address that the archive holds."
        ),
    ],
    home: HomeOption = settings.DEFAULT_HOME,
    sources: SourcesOption = None,
    no_color: Annotated[
        bool, typer.Option("--no-color", help="No colours, on a terminal either.")
    ] = False,
    width: Annotated[
        int | None,
        typer.Option(min=40, metavar="N", help="Columns; default: the terminal's."),
    ] = None,
) -> None:
    """Show how one document is read: facts, outline, quantities in place, what was left out, issues.

    Asks no network.

    Exit code 0: read. 1: it cannot be read as a document, or the archive is damaged. 2: no such file or
    address.
    """
    from flows.cli.explain_show import show_explained

    files = DocumentFiles.find(document, home, settings.find_sources(sources))
    good = show_explained(files, make_console(no_color=no_color, width=width))
    raise typer.Exit(0 if good else 1)


def _find_archived_files(named: str, home: str, sources: Path) -> DocumentFiles:
    address = normalize_url(named)
    opened_home = Home.find(home)
    with (
        closing(Ledger(settings.find_ledger_url(opened_home))) as ledger,
        Archive(opened_home.archive) as archive,
    ):
        capture = ledger.find_latest_capture(make_page_id(address))
        if capture is not None:
            place = f"{capture.warc_file} at {capture.warc_offset}"
            origin = f"report {capture.page_id}, revision {capture.revision}, {place}"
            return DocumentFiles(
                capture.url,
                origin,
                archive.read_bodies(capture),
                DocumentHints.from_capture(capture, _load_source(sources, capture)),
            )
        row = ledger.find_last_body(address)
        if row is None or row.warc_file is None or row.warc_offset is None:
            page = ledger.find_page(make_page_id(address))
            known = (
                f"it was seen as {page.kind}, {page.state}"
                if page
                else "it was never fetched"
            )
            raise ConfigurationError(
                f"{address} is not in the archive of {opened_home.root}: {known}; "
                f"{_suggest_fetch(address, sources)}"
            )
        archived = archive.read(row.warc_file, row.warc_offset)
    body = Body(archived.body, archived.headers.get("content-type", ""), address)
    return DocumentFiles(
        address,
        f"{row.kind} of {row.source_id}, {row.warc_file} at {row.warc_offset}",
        [body],
        DocumentHints(address),
    )


def _load_source(sources: Path, capture: Capture) -> Source | None:
    """Find the source that led to a capture; a reading without it knows nothing of the region."""
    file = sources / f"{capture.source_id}.toml"
    return load_source(file) if file.is_file() else None


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
