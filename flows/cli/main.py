"""The `fazhi` command. Prefect is imported only by the commands that run a flow."""

import json
import os
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from flows import settings
from flows.cli import releases as release
from flows.cli import sources as registry
from tasks.model.errors import ConfigurationError, FazhiError

if TYPE_CHECKING:
    from tasks.model.night import Night

WRONG_USAGE = 2
PLUGINS = "fazhi.commands"

app = typer.Typer(
    name="fazhi",
    help="Collect, read, check and publish the annual reports on law-based government (法治政府建设年度报告).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

app.add_typer(registry.app, name="sources")
app.add_typer(release.app, name="release")

HomeOption = Annotated[
    str,
    typer.Option(envvar=settings.HOME, help="Folder of archive, state and releases."),
]
SourcesOption = Annotated[
    Path,
    typer.Option(
        "--sources",
        envvar=settings.SOURCES,
        help="Folder of the sources, a TOML file each.",
    ),
]
OutletOption = Annotated[
    str | None,
    typer.Option(
        "--releases",
        envvar=settings.RELEASES,
        help="URL where readers look as well: s3://bucket/prefix",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON and nothing else.")
]
VerboseOption = Annotated[
    bool, typer.Option("--verbose", help="Show the log of the run.")
]


@app.command()
def run(
    source: Annotated[
        list[str] | None,
        typer.Option(help="Only this source; may be given several times."),
    ] = None,
    sources: SourcesOption = Path(settings.DEFAULT_SOURCES),
    home: HomeOption = settings.DEFAULT_HOME,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="Fetch at most so many reports of a source."),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Crawl sources out of season too; quiet hours hold."
        ),
    ] = False,
    outlet: OutletOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Run one night: crawl the sources, read what is new, check it and publish.

    Public sites are asked only when FAZHI_CONTACT says whom they can write to.

    Exit code 0: every source has an explained outcome and a release stands. 1: a release was held back or a
    source failed. 2: wrong usage or configuration.
    """
    from tasks.registry.source_files import load_sources

    known = load_sources(
        sources, source or ()
    )  # what is wrong is told before Prefect's server starts
    settings.prepare_prefect(home, verbose=verbose)
    settings.require_contact(known)
    from flows.cli.progress import run_night

    night = run_night(
        home,
        sources,
        only=source or (),
        limit=limit,
        forced=force,
        releases=outlet,
        quiet=as_json,
    )
    report(night, as_json=as_json)


def report(night: "Night", *, as_json: bool = False) -> None:
    """Print what a night came to and leave with its exit code."""
    from flows.cli.summary import show, summary

    if as_json:
        typer.echo(json.dumps(summary(night), ensure_ascii=False, indent=1))
    else:
        show(night, Console())
    raise typer.Exit(0 if night.good else 1)


@app.command()
def extract(
    sources: SourcesOption = Path(settings.DEFAULT_SOURCES),
    home: HomeOption = settings.DEFAULT_HOME,
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild",
            help="First make the ledger anew from the archive; the present one is kept.",
        ),
    ] = False,
    outlet: OutletOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Read the archive again after a change of the reader, then publish; never touches the network.

    With --rebuild all of it is read again, and the ledger is made anew too: for when ledger or parts are
    damaged or lost. What was there is set aside under state/ with `.before-<time>` behind its name.
    """
    from tasks.registry.source_files import load_sources

    load_sources(sources)  # what is wrong is told before anything is set aside
    settings.prepare_prefect(home, verbose=verbose)
    if rebuild:
        from flows.cli.rebuilding import rebuild_ledger

        rebuild_ledger(home)
    from flows.cli.progress import result_of
    from flows.nightly import backfill

    report(
        result_of(
            backfill(
                home=home, sources=str(sources), releases=outlet, return_state=True
            )
        ),
        as_json=as_json,
    )


@app.command()
def read(
    files: Annotated[
        list[Path],
        typer.Argument(
            exists=True, dir_okay=False, help="Files to read, by their content."
        ),
    ],
    url: Annotated[
        str,
        typer.Option(
            help="Where the file came from, for relative links and the report's id."
        ),
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Read documents offline and print what a run would make of them; with --json one object a line.

    Exit code 1 when a file could not be read as a report.
    """
    from flows.cli.read import read_file
    from flows.cli.reading import show_reading

    unread = False
    for path in files:
        answer = read_file(path, url)
        unread |= answer["report"] is None
        if as_json:
            typer.echo(json.dumps(answer, ensure_ascii=False))
        else:
            show_reading(answer, Console())
    raise typer.Exit(int(unread))


@app.command()
def relevance(
    file: Annotated[
        Path | None,
        typer.Argument(exists=True, dir_okay=False, help="Titles; default: input."),
    ] = None,
) -> None:
    """Judge titles, one a line (or title, tab, first paragraph): a report, or what it only looks like."""
    from flows.cli.read import relevance as judge

    for verdict in judge(_lines(file)):
        typer.echo(json.dumps(verdict, ensure_ascii=False))


def _lines(file: Path | None) -> Iterator[str]:
    if file is None:
        yield from sys.stdin
        return
    with file.open(encoding="utf-8-sig") as lines:
        yield from lines


@app.command()
def trace(
    identity: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="report_id, report_id#path or report_id@start; its first digits do.",
        ),
    ],
    home: HomeOption = settings.DEFAULT_HOME,
    as_json: JsonOption = False,
    save_raw: Annotated[
        bool, typer.Option("--open", help="Write the raw file to the working folder.")
    ] = False,
    to: Annotated[
        Path | None, typer.Option(help="Write the raw file to this folder.")
    ] = None,
) -> None:
    """Follow a report, section or quantity to its sentence, page, WARC record and request.

    Exit code 0: followed. 1: the archive is damaged, or no release holds it. 2: an unknown or ambiguous id.
    """
    from flows.cli.trace import save
    from flows.cli.trace import trace as follow
    from flows.cli.trace_show import as_json as told
    from flows.cli.trace_show import show_trace

    followed = follow(home, identity, os.environ.get(settings.DATABASE_URL))
    if as_json:
        typer.echo(
            json.dumps(
                told(followed),
                ensure_ascii=False,
                indent=1,
                default=lambda time: time.isoformat(),
            )
        )
    else:
        show_trace(followed, Console(highlight=False))
    if save_raw or to is not None:
        path = save(followed, home, to or Path())
        typer.echo(f"written to {path}", err=as_json)
    raise typer.Exit(int(followed.origins.damaged))


@app.command()
def explain(
    document: Annotated[
        str,
        typer.Argument(
            metavar="FILE|URL", help="A file, or an address that the archive holds."
        ),
    ],
    home: HomeOption = settings.DEFAULT_HOME,
    sources: SourcesOption = Path(settings.DEFAULT_SOURCES),
    no_color: Annotated[
        bool, typer.Option("--no-color", help="No colours, on a terminal either.")
    ] = False,
    width: Annotated[
        int | None, typer.Option(min=40, help="Columns; default: the terminal's.")
    ] = None,
) -> None:
    """Show how one document is read: facts, outline, quantities in place, what was left out, issues.

    Asks no network.

    Exit code 0: read. 1: it cannot be read as a document, or the archive is damaged. 2: no such file or
    address.
    """
    from flows.cli.explain import files_of
    from flows.cli.explain_show import show_explained

    files = files_of(document, home, sources, os.environ.get(settings.DATABASE_URL))
    good = show_explained(
        files, Console(highlight=False, no_color=no_color or None, width=width)
    )
    raise typer.Exit(0 if good else 1)


@app.command()
def verify(
    release: Annotated[
        str, typer.Argument(help="Release id, its first characters, or `latest`.")
    ] = "latest",
    everything: Annotated[
        bool,
        typer.Option("--all", help="Read back the whole archive, and its journal."),
    ] = False,
    sample: Annotated[
        int | None,
        typer.Option(min=1, help="Read back about so many records [default: 200]."),
    ] = None,
    home: HomeOption = settings.DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Check that a release, the archive and the ledger are what they were: checksums, keys, digests.

    Changes nothing.

    Exit code 0: sound. 1: something is damaged; it is said what, where, and how to mend it. 2: wrong usage.
    """
    if everything and sample is not None:
        raise ConfigurationError(
            "--all and --sample exclude each other; leave one of them out"
        )
    from flows.cli.verify import as_json as told
    from flows.cli.verify import show_verdict, verified
    from tasks.upkeep.verify import SAMPLE

    verdict = verified(home, release, None if everything else sample or SAMPLE)
    if as_json:
        typer.echo(json.dumps(told(verdict), ensure_ascii=False, indent=1))
    else:
        show_verdict(verdict, Console())
    raise typer.Exit(0 if verdict.sound else 1)


@app.command()
def status(home: HomeOption = settings.DEFAULT_HOME) -> None:
    """Say what the last run came to for each source, and which release readers see."""
    from flows.cli.summary import show_status

    show_status(home, Console())


@app.command()
def serve(
    sources: SourcesOption = Path(settings.DEFAULT_SOURCES),
    home: HomeOption = settings.DEFAULT_HOME,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port of the Prefect UI on loopback.")
    ] = 4200,
) -> None:
    """Serve the Prefect UI on loopback and the nightly schedule (02:00 Asia/Shanghai) until stopped."""
    settings.prepare_prefect(home, verbose=True)
    from flows.serving import serve_nightly

    serve_nightly(home, sources, port)


def main() -> None:
    """Run the command line; errors that we raise on purpose are one line, without a traceback."""
    for plugin in entry_points(group=PLUGINS):
        app.command(plugin.name)(plugin.load())
    try:
        app()
    except ConfigurationError as error:
        Console(stderr=True).print(
            f"fazhi: {error}", style="red", markup=False, highlight=False
        )
        sys.exit(WRONG_USAGE)
    except FazhiError as error:
        Console(stderr=True).print(
            f"fazhi: {error}", style="red", markup=False, highlight=False
        )
        sys.exit(1)
