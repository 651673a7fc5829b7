"""Rebuild the ledger from the archive on the command line: a bar on a terminal, and what could not be read."""

import os
from datetime import datetime

from rich.console import Console
from rich.progress import Progress

from flows.settings import DATABASE_URL
from tasks.home import Home
from tasks.model.run import BEIJING
from tasks.upkeep.rebuild import rebuild


def rebuild_ledger(location: str) -> None:
    """Rebuild the ledger of a home and tell on the error stream what came of it.

    The reading is still to be done.

    Raises ConfigurationError while a run is at work, or when the configured database is not empty.
    """
    home, console = Home.open(location), Console(stderr=True, highlight=False)
    url = os.environ.get(DATABASE_URL) or home.ledger_url
    with Progress(
        console=console, transient=True, disable=not console.is_terminal
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
            markup=False,
            soft_wrap=True,
        )
    if rebuilt.unknown_runs:
        named = ", ".join(rebuilt.unknown_runs[:3]) + (
            " …" if len(rebuilt.unknown_runs) > 3 else ""
        )
        console.print(
            f"the archive holds {len(rebuilt.unknown_runs)} runs without a journal ({named}): the new ledger does not "
            "know them; the one before is kept beside it",
            markup=False,
            soft_wrap=True,
        )
    console.print(
        f"the ledger was made again from {rebuilt.entries:,} entries of the archive's journal",
        soft_wrap=True,
    )
