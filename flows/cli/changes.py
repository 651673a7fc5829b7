"""`fazhi release changes`: what became of the reports from one kept release to the next."""

from collections import Counter
from datetime import date, datetime, time
from typing import Annotated, Any

import typer
from rich.console import Console

from flows import settings
from flows.cli.console import make_console, print_json
from flows.cli.options import HomeOption, JsonOption
from tasks.home import Home
from tasks.model.run import BEIJING
from tasks.release.store.kept_changes import ReleaseChanges, iter_changes
from tasks.release.store.release_list import ReleaseList

# So many changes of a release are printed; --json has all.
_MOST_SHOWN = 20


def show_changes(
    since: Annotated[
        str,
        typer.Option(
            metavar="DATE|ID",
            help="Only releases from this day on (Beijing time), or behind this release.",
        ),
    ] = "",
    home: HomeOption = settings.DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Tell what became of the reports, release by release: new, revised, withdrawn and so on.

    fazhi release changes --since 2026-03-01

    fazhi release changes --since 20260302T02 --json

    Recalled releases are passed over. Of older months only the last release is kept; it is compared with the
    one kept before it. `changes.atom` in the home is a feed of the last thirty days. With --json one object a
    change is printed, one a line.

    Exit code 1: a release cannot be read. 2: --since is no day, and no release is called so, or several are.
    """
    opened = Home.find(home)
    start, behind = _parse_since(opened, since)
    console = make_console()
    found = False
    for one in iter_changes(opened, start):
        if one.release.release_id == behind:
            continue
        found = True
        if as_json:
            _print_rows(one)
        else:
            _show_release(one, console)
    if not found and not as_json:
        console.print(
            "No release since then" if since else "Nothing has been published yet"
        )


def _parse_since(home: Home, since: str) -> tuple[datetime | None, str]:
    """Give the time from which on releases are wanted, and the release that is not wanted itself."""
    if not since:
        return None, ""
    try:
        day = date.fromisoformat(since)
    except ValueError:
        release = ReleaseList(home).find_release(since)
        return release.as_of, release.release_id
    return datetime.combine(day, time(), BEIJING), ""


def _print_rows(one: ReleaseChanges) -> None:
    rows: list[dict[str, Any]] = one.rows.to_pylist()
    for row in rows:
        described = {
            "release_id": one.release.release_id,
            "as_of": one.release.as_of.isoformat(),
            **row,
        }
        print_json(described, indent=None)


def _show_release(one: ReleaseChanges, console: Console) -> None:
    """Print a release, its changes by kind, and the first of them."""
    rows: list[dict[str, Any]] = one.rows.to_pylist()
    counts = Counter(str(row["change"]) for row in rows)
    words = ", ".join(f"{count:,} {kind}" for kind, count in counts.most_common())
    console.print(
        f"{one.release.release_id}: {words or 'no changes'}",
        style="bold cyan",
        soft_wrap=True,
    )
    for row in rows[:_MOST_SHOWN]:
        line = f"    {row['report_id']} {row['change']}: {row['reason']}"
        console.print(line, soft_wrap=True)
    if len(rows) > _MOST_SHOWN:
        console.print(f"    … and {len(rows) - _MOST_SHOWN:,} more; --json tells all")
