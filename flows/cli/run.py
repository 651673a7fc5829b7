"""`fazhi run`, `fazhi extract` and `fazhi serve`: the commands that run flows."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from flows import settings
from flows.cli.console import make_console, print_json
from flows.cli.options import (
    HomeOption,
    JsonOption,
    OutletOption,
    SourcesOption,
    VerboseOption,
)
from flows.serve import start_temporary_server
from tasks.home import Home
from tasks.model.errors import ConfigurationError, FazhiError, HomeBusy, RunStopped
from tasks.model.stopping import Stop

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from tasks.ledger import Ledger
    from tasks.model.release import Night

_EVERY_SECONDS = 0.25
_MOST_RUNS = 3
# Bytes without which no run comes to its end: its ledger, its archive and Prefect's database all grow.
_LEAST_ROOM = 1 << 20


def run(
    source: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID", help="Only this source; may be given several times."
        ),
    ] = None,
    sources: SourcesOption = None,
    home: HomeOption = settings.DEFAULT_HOME,
    limit: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="N", help="Fetch at most so many reports of a source."
        ),
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
    source failed. 2: wrong usage or configuration, such as a source file with a key that none has.
    75: another run or command is at work in the home, and nothing was done.
    """
    from tasks.registry.source_files import load_sources

    folder = settings.find_sources(sources)
    # what is wrong is told before Prefect's server starts
    known = load_sources(folder, source or ())
    _set_outlet(outlet)
    with explain_full_disk(home):
        settings.prepare_prefect(home, verbose=verbose)
        settings.require_contact(known)
        night = run_night(
            home,
            folder,
            only=source or (),
            limit=limit,
            forced=force,
            quiet=as_json,
        )
    report_night(night, as_json=as_json)


def extract(
    sources: SourcesOption = None,
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
    damaged or lost. What was there is set aside under state/ with `.before-<time>` behind its name. Exit
    codes are those of `fazhi run`.
    """
    from tasks.registry.source_files import load_sources

    folder = settings.find_sources(sources)
    # what is wrong is told before anything is made or set aside
    Home.find(home)
    load_sources(folder)
    _set_outlet(outlet)
    with (
        explain_full_disk(home),
        Stop.listen(),
        _hold_home(home, "fazhi extract"),
    ):
        settings.prepare_prefect(home, verbose=verbose)
        if rebuild:
            _rebuild_ledger(home)
        start_temporary_server()
        from flows.nightly import backfill

        night = _run_flow(
            lambda: backfill(home=home, sources=str(folder), return_state=True)
        )
    report_night(night, as_json=as_json)


def serve(
    sources: SourcesOption = None,
    home: HomeOption = settings.DEFAULT_HOME,
    port: Annotated[
        int,
        typer.Option(
            min=1, max=65535, metavar="N", help="Port of the Prefect UI on loopback."
        ),
    ] = 4200,
) -> None:
    """Serve the Prefect UI on loopback and the nightly schedule (02:00 Asia/Shanghai) until stopped."""
    settings.prepare_prefect(home, verbose=True)
    from flows.serve import serve_nightly

    serve_nightly(home, settings.find_sources(sources), port)


def _set_outlet(url: str | None) -> None:
    """Put the URL of `--releases` where the flow looks for it: it may hold a secret, and is no parameter."""
    if url:
        os.environ[settings.RELEASES] = url


@contextmanager
def explain_full_disk(home: str) -> Iterator[None]:
    """Raise FazhiError, with what to do, when the block fails and the disk of the home has no room.

    So it does before the block begins, since no run would end well. Libraries and servers of theirs tell
    of a full disk in words of their own, or in none.
    """
    if full := _describe_full_disk(home):
        raise FazhiError(full)
    try:
        yield
    except (ConfigurationError, HomeBusy, RunStopped):
        raise
    except Exception as error:
        temporary = os.environ.get("TMPDIR", "/tmp")
        places = (home, os.environ.get("PREFECT_HOME", home), temporary)
        full = next(filter(None, map(_describe_full_disk, places)), "")
        if not full:
            raise
        own = f"{error}; " if isinstance(error, FazhiError) else ""
        raise FazhiError(f"{own}{full}") from error
    if full := _describe_full_disk(home):
        make_console(stderr=True).print(full, style="red")


def _describe_full_disk(place: str) -> str:
    """Say that the disk of a folder is full, and what to do; nothing when it is not."""
    folder = Path(place).absolute()
    with suppress(OSError):
        there = next(path for path in (folder, *folder.parents) if path.exists())
        disk = os.statvfs(there)
        room = disk.f_bavail * disk.f_frsize
        no_files = disk.f_files > 0 and disk.f_favail == 0
        if room < _LEAST_ROOM or no_files:
            left = "no more files" if no_files else f"{room >> 10} KiB"
            return (
                f"the disk of {folder} is full: it has room for {left}; free some space there, "
                "or name a home on another disk with --home; "
                "what is in the archive stays, and the next run goes on from there"
            )
    return ""


def run_night(
    home: str,
    sources: Path,
    *,
    only: Sequence[str] = (),
    limit: int | None = None,
    started_at: datetime | None = None,
    forced: bool = False,
    quiet: bool = False,
) -> "Night":
    """Run one night and give what it came to, with a progress bar on a terminal unless `quiet`.

    Raises the flow's own error when it broke off, HomeBusy at once when another run is at work in the home,
    RunStopped when it was stopped.
    """
    console = make_console(stderr=True, quiet=quiet)
    url = settings.find_ledger_url(Home.open(home))
    with Stop.listen(), _hold_home(home, "fazhi run"):
        start_temporary_server()
        from flows.nightly import nightly

        with _show_progress(console, url):
            return _run_flow(
                lambda: nightly(
                    home=home,
                    sources=str(sources),
                    only=list(only),
                    limit=limit,
                    started_at=started_at,
                    forced=forced,
                    return_state=True,
                )
            )


def _run_flow(start: "Callable[[], State[Night]]") -> "Night":
    """Run a flow, which may be stopped; gives the night also when Prefect's API did not take its end.

    Raises the flow's own error when it broke off, RunStopped when it was stopped.
    """
    import httpx
    from prefect.exceptions import TerminationSignal

    from flows.nightly import FINISHED

    FINISHED.clear()
    try:
        return _take_result(start())
    except TerminationSignal as error:
        # Prefect's own handler, where the flow's is not set yet or no more
        raise RunStopped(signal.SIGTERM) from error
    except httpx.HTTPError as error:
        if not FINISHED:
            raise
        words = f"Prefect's API is gone ({error}); the run has ended, and the ledger knows how"
        make_console(stderr=True).print(words, style="red")
        return FINISHED[-1]


def _hold_home(location: str, command: str) -> AbstractContextManager[None]:
    """Let nobody else write a home while a command does; its flow takes part in that."""
    from tasks.ledger.home_lock import hold_home

    home = Home.open(location)
    return hold_home(home, settings.find_ledger_url(home), command)


def _take_result(state: "State[Night]") -> "Night":
    """Take what a night came to out of its flow's final state.

    Raises the flow's own error when it broke off.
    """
    from tasks.model.release import HeldBack, Night

    result: object = state.result(raise_on_failure=False)
    if isinstance(result, Night):
        return result
    if isinstance(result, HeldBack):
        return result.night
    if isinstance(result, Exception):
        raise result
    raise FazhiError(f"the run ended as {state.name} without a result: {state.message}")


def report_night(night: "Night", *, as_json: bool = False) -> None:
    """Print what a night came to and leave with its exit code."""
    from flows.cli.status import NightView

    if as_json:
        print_json(NightView(night).describe())
    else:
        NightView(night).show(make_console())
    raise typer.Exit(0 if night.good else 1)


def _rebuild_ledger(location: str) -> None:
    """Rebuild the ledger of a home and tell on the error stream what came of it.

    The reading is still to be done.

    Raises ConfigurationError when the configured database is not empty.
    """
    from tasks.model.run import BEIJING
    from tasks.upkeep.rebuild import rebuild

    home = Home.open(location)
    console = make_console(stderr=True)
    url = settings.find_ledger_url(home)
    columns = ("{task.description}", BarColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        shown = bar.add_task("reading the archive's journal", total=None)
        rebuilt = rebuild(
            home,
            url,
            datetime.now(BEIJING),
            lambda done, of: bar.update(shown, completed=done, total=of),
        )
    for damage in rebuilt.damages:
        console.print(
            f"{damage.place}: {damage.words}; {damage.remedy}",
            soft_wrap=True,
        )
    if rebuilt.unknown_runs:
        more = " …" if len(rebuilt.unknown_runs) > _MOST_RUNS else ""
        named = ", ".join(rebuilt.unknown_runs[:_MOST_RUNS]) + more
        console.print(
            f"the archive holds {len(rebuilt.unknown_runs)} runs without a journal ({named}): "
            "the new ledger does not know them; the one before is kept beside it",
            soft_wrap=True,
        )
    console.print(
        f"the ledger was made again from {rebuilt.entries:,} entries of the archive's journal",
        soft_wrap=True,
    )


@contextmanager
def _show_progress(console: Console, url: str) -> Iterator[None]:
    """Show a bar that follows the ledger from a thread of its own, so that the flow knows nothing of it."""
    from tasks.ledger import Ledger

    done = threading.Event()
    columns = (
        SpinnerColumn(),
        "{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        "pages of reports",
        TimeElapsedColumn(),
    )
    with Progress(
        *columns,
        console=console,
        transient=True,
        disable=console.quiet or not console.is_terminal,
    ) as bar:
        follower = threading.Thread(
            target=_follow_ledger,
            args=(bar, Ledger(url), done),
            name="progress",
            daemon=True,
        )
        follower.start()
        try:
            yield
        finally:
            done.set()
            follower.join()


def _follow_ledger(bar: Progress, ledger: "Ledger", done: threading.Event) -> None:
    from sqlalchemy.exc import SQLAlchemyError

    shown = bar.add_task("starting Prefect's temporary server", total=None)
    before = len(ledger.load_runs())
    while not done.wait(_EVERY_SECONDS):
        try:
            runs = ledger.load_runs()
            if len(runs) > before:
                fetched, due = ledger.count_progress(runs[-1].run_id)
                crawling = fetched < due or not due
                words = "crawling" if crawling else "reading, checking, publishing"
                total = due or None
                bar.update(
                    shown,
                    description=words,
                    completed=fetched,
                    total=total,
                )
        except SQLAlchemyError as error:
            # the bar may miss a beat; the run itself reports what is wrong
            bar.update(shown, description=f"ledger busy ({type(error).__name__})")
    ledger.close()
