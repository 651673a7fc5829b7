"""`fazhi export`: tables of a release as files of other programs."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows import settings
from flows.cli.console import format_count, make_console, print_json
from flows.cli.options import JsonOption
from tasks.release.exported_files import ExportedFiles, ExportFormat, export_release
from tasks.release.reader import open_release
from tasks.release.store.release_list import LATEST


def export(
    form: Annotated[ExportFormat, typer.Option("--format", help="What is written.")],
    to: Annotated[
        Path,
        typer.Option(
            "--to", metavar="PATH", help="The file, or for CSV the folder, to write."
        ),
    ],
    tables: Annotated[
        list[str] | None,
        typer.Option("--table", metavar="NAME", help="Only these tables (repeatable)."),
    ] = None,
    where: Annotated[
        str,
        typer.Option(
            "--where",
            metavar="CONDITION",
            help="Only the rows of each table that fulfil it: an expression of DuckDB's SQL.",
        ),
    ] = "",
    release: Annotated[
        str,
        typer.Option(
            "--release",
            metavar="RELEASE",
            help="Release id, its first characters, `latest`, the folder of a release, or a URL.",
        ),
    ] = LATEST,
    home: Annotated[
        str,
        typer.Option(
            envvar=settings.HOME, metavar="DIR", help="Folder of the releases."
        ),
    ] = settings.DEFAULT_HOME,
    force: Annotated[
        bool, typer.Option("--force", help="Replace what an export left there.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Write tables of a release as CSV, a workbook (XLSX), or a database of DuckDB or SQLite.

    fazhi export --format xlsx --to reports.xlsx --table reports --table coverage

    fazhi export --format csv --to 2025 --table reports --where "report_year = 2025"

    fazhi export --format csv --to fines.csv --table quantities --where "indicator = 'fines_amount'
    AND report_id IN (SELECT report_id FROM reports WHERE level = 'county')"

    fazhi export --format duckdb --to fazhi.duckdb --release /copies/20260302T020007-1a2b3c4d

    CSV is a folder with a file a table; with one --table and a PATH that ends in .csv it is that file. Times
    are Beijing time: with +08:00 in CSV and SQLite, without a zone in a workbook. Cells that a program would
    take for a formula are marked as words, in CSV by an apostrophe before them. What a workbook has no room
    for goes on in further columns and sheets, which its sheet `notes` names. The release is only read.

    Exit code 1: a table cannot be read. 2: no such release or table, a condition that does not fit it, a PATH
    that is taken, or a library that is not installed (`fazhi[export]`).
    """
    opened = open_release(release, home)
    written = export_release(opened, form, to, tables or (), where, force=force)
    if as_json:
        print_json(
            {
                "release_id": opened.release_id,
                "path": str(written.path),
                "rows": written.rows,
                "notes": written.notes,
            }
        )
    else:
        _show_written(written, make_console())


def _show_written(written: ExportedFiles, console: Console) -> None:
    """Print what was written, and what a reader of it has to know."""
    counts = [
        f"{table} {format_count(rows, 'row')}" for table, rows in written.rows.items()
    ]
    lines = [f"{written.path}: {', '.join(counts)}"]
    lines += [f"    {note}" for note in written.notes]
    console.print("\n".join(lines), soft_wrap=True)
