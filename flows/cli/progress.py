"""Run a night in this process and show how far it is."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from prefect.client.schemas.objects import State
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from sqlalchemy.exc import SQLAlchemyError

from flows.nightly import ledger_url, nightly
from tasks.ledger import Ledger
from tasks.model.errors import FazhiError
from tasks.model.night import HeldBack, Night

_EVERY_SECONDS = 0.25


def run_night(
    home: str,
    sources: Path,
    *,
    only: Sequence[str] = (),
    limit: int | None = None,
    started_at: datetime | None = None,
    forced: bool = False,
    releases: str | None = None,
    quiet: bool = False,
) -> Night:
    """Run one night and give what it came to, with a progress bar on a terminal unless `quiet`.

    Raises the flow's own error when it broke off.
    """
    console = Console(stderr=True, quiet=quiet)
    with _progress(console, ledger_url(home, None)):
        state = nightly(
            home=home,
            sources=str(sources),
            only=list(only),
            limit=limit,
            started_at=started_at,
            forced=forced,
            releases=releases,
            return_state=True,
        )
    return result_of(state)


def result_of(state: State[Night]) -> Night:
    """Take what a night came to out of its flow's final state.

    Raises the flow's own error when it broke off.
    """
    result: object = state.result(raise_on_failure=False)
    if isinstance(result, Night):
        return result
    if isinstance(result, HeldBack):
        return result.night
    if isinstance(result, Exception):
        raise result
    raise FazhiError(f"the run ended as {state.name} without a result: {state.message}")


@contextmanager
def _progress(console: Console, url: str) -> Iterator[None]:
    """Show a bar that follows the ledger from a thread of its own, so that the flow knows nothing of it."""
    done = threading.Event()
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("pages of reports"),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns,
        console=console,
        transient=True,
        disable=console.quiet or not console.is_terminal,
    ) as bar:
        follower = threading.Thread(
            target=_follow, args=(bar, url, done), name="progress", daemon=True
        )
        follower.start()
        try:
            yield
        finally:
            done.set()
            follower.join()


def _follow(bar: Progress, url: str, done: threading.Event) -> None:
    shown = bar.add_task("starting Prefect's temporary server", total=None)
    ledger = Ledger(url)
    before = len(ledger.load_runs())
    while not done.wait(_EVERY_SECONDS):
        try:
            runs = ledger.load_runs()
            if len(runs) > before:
                fetched, due = ledger.count_progress(runs[-1].run_id)
                words = (
                    "crawling"
                    if fetched < due or not due
                    else "reading, checking, publishing"
                )
                bar.update(
                    shown, description=words, completed=fetched, total=due or None
                )
        except (
            SQLAlchemyError
        ) as error:  # the bar may miss a beat; the run itself reports what is wrong
            bar.update(shown, description=f"ledger busy ({type(error).__name__})")
    ledger.close()
