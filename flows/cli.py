"""The `fazhi` command. Prefect is imported only by the commands that run a flow."""

import json
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from flows import registry, settings
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

HomeOption = Annotated[str, typer.Option(envvar=settings.HOME, help="Folder of archive, state and releases.")]
SourcesOption = Annotated[
    Path, typer.Option("--sources", envvar=settings.SOURCES, help="Folder of the sources, a TOML file each.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", help="Show the log of the run.")]


@app.command()
def run(
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be given several times.")] = None,
    sources: SourcesOption = Path(settings.DEFAULT_SOURCES),
    home: HomeOption = settings.DEFAULT_HOME,
    limit: Annotated[int | None, typer.Option(min=1, help="Fetch at most so many reports of a source.")] = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Run one night: crawl the sources, read what is new, check it and publish.

    Exit code 0: every source has an explained outcome and a release stands. 1: a release was held back or a source
    failed. 2: wrong usage or configuration.
    """
    from tasks.store.sources import load_sources

    load_sources(sources, source or ())  # a broken source is told before Prefect's server starts
    settings.prepare_prefect(home, verbose=verbose)
    from flows.watch import run_night

    report(run_night(home, sources, only=source or (), limit=limit, quiet=as_json), as_json=as_json)


def report(night: "Night", *, as_json: bool = False) -> None:
    """Print what a night came to and leave with its exit code."""
    from flows.console import show, summary

    if as_json:
        typer.echo(json.dumps(summary(night), ensure_ascii=False, indent=1))
    else:
        show(night, Console())
    raise typer.Exit(0 if night.good else 1)


@app.command()
def extract(
    sources: SourcesOption = Path(settings.DEFAULT_SOURCES),
    home: HomeOption = settings.DEFAULT_HOME,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Read the archive again after a change of the reader, then publish; never touches the network."""
    settings.prepare_prefect(home, verbose=verbose)
    from flows.nightly import backfill
    from flows.watch import result_of

    report(result_of(backfill(home=home, sources=str(sources), return_state=True)), as_json=as_json)


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Files to read, by their content.")],
    url: Annotated[str, typer.Option(help="Where the file came from, for relative links and the report's id.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Read documents offline and print what a run would make of them; with --json one object a line.

    Exit code 1 when a file could not be read as a report.
    """
    from flows.offline import read_file
    from flows.reading import show_reading

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
    file: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, help="Titles; default: input.")] = None,
) -> None:
    """Judge titles, one a line (or title, tab, first paragraph): a report, or what it only looks like."""
    from flows.offline import relevance as judge

    for verdict in judge(_lines(file)):
        typer.echo(json.dumps(verdict, ensure_ascii=False))


def _lines(file: Path | None) -> Iterator[str]:
    if file is None:
        yield from sys.stdin
        return
    with file.open(encoding="utf-8-sig") as lines:
        yield from lines


@app.command()
def status(home: HomeOption = settings.DEFAULT_HOME) -> None:
    """Say what the last run came to for each source, and which release readers see."""
    from flows.console import show_status

    show_status(home, Console())


@app.command()
def serve(
    sources: SourcesOption = Path(settings.DEFAULT_SOURCES),
    home: HomeOption = settings.DEFAULT_HOME,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the Prefect UI on loopback.")] = 4200,
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
        Console(stderr=True).print(f"fazhi: {error}", style="red", markup=False, highlight=False)
        sys.exit(WRONG_USAGE)
    except FazhiError as error:
        Console(stderr=True).print(f"fazhi: {error}", style="red", markup=False, highlight=False)
        sys.exit(1)
