"""Releases as a person reads them."""

from collections.abc import Mapping
from datetime import datetime

from rich.console import Console
from rich.table import Table

from flows.cli.releasing import Told

# The tables whose rows are worth a column of the list, which fits 80 signs; `fazhi release show` has all.
_MAIN = ("reports",)


def show_all(told: Told, console: Console) -> None:
    """Print the releases, oldest first, why some were recalled, and what was held back."""
    if not told["releases"]:
        console.print("Nothing has been published yet; start a run with `fazhi run`")
    else:
        console.print(_releases(told["releases"]))
    for one in told["releases"]:
        if one["recalled"]:
            console.print(
                f"{one['release_id']} {_readers(one)}", markup=False, soft_wrap=True
            )
    if told["held_back"]:
        console.print()
        console.print(_held_back(told["held_back"]))


def show_one(told: Told, console: Console) -> None:
    """Print one release with its audit, changes and files."""
    console.print(told["release_id"], style="bold cyan")
    lines = {
        "last fetch": _time(told["as_of"]),
        "published": _time(told["published_at"]),
        "readers": _readers(told) or "do not see it",
        "rows": _counts(told["rows"]),
        "changes": _counts(told["changes"]) or "none",
        "audit": told["audit"]["reason"],
    }
    grid = _grid(lines)
    for check in told["audit"]["failed"]:
        what = ".".join(part for part in (check["table"], check["column"]) if part)
        words = f"{what} {check['expectation'].replace('_', ' ')}: {check['observed']}. {check['explanation']}"
        grid.add_row(check["severity"], words)
    for name, size in told["files"].items():
        grid.add_row("file", f"{name}, {_size(size)}")
    console.print(grid)


def show_between(told: Told, console: Console) -> None:
    """Print how two releases differ."""
    console.print(
        f"From {told['before']} to {told['after']}", style="bold cyan", soft_wrap=True
    )
    table = Table()
    table.add_column("table")
    for name in ("added", "removed", "changed"):
        table.add_column(name, justify="right")
    for name, rows in told["tables"].items():
        table.add_row(
            name, *(f"{count:,}" if count else "·" for count in rows.values())
        )
    console.print(table)
    lines = {"reports": _counts(told["changes"]) or "none changed"}
    lines |= {
        f"tables {word}": ", ".join(told[f"tables_{word}"])
        for word in ("added", "removed")
    }
    for name, schema in told["schemas"].items():
        lines[f"columns of {name}"] = "; ".join(
            f"{word}: {', '.join(names)}" for word, names in schema.items() if names
        )
    console.print(_grid({name: words for name, words in lines.items() if words}))


def _releases(rows: list[Told]) -> Table:
    table = Table(title="Releases", title_justify="left")
    table.add_column("release", no_wrap=True)  # an id is for copying
    table.add_column("last fetch", no_wrap=True)
    for name in _MAIN:
        table.add_column(name, justify="right")
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("readers", no_wrap=True)
    for one in rows:
        counts = (
            f"{one['rows'][name]:,}" if name in one["rows"] else "–" for name in _MAIN
        )
        style = "bold green" if one["current"] else "dim" if one["recalled"] else ""
        seen = "see it" if one["current"] else "recalled" if one["recalled"] else ""
        table.add_row(
            one["release_id"],
            _time(one["as_of"]),
            *counts,
            _size(one["bytes"]),
            seen,
            style=style,
        )
    return table


def _held_back(rows: list[Told]) -> Table:
    table = Table(title="In staging, not published", title_justify="left")
    table.add_column("release", no_wrap=True)
    table.add_column("reason", overflow="fold")
    for one in rows:
        table.add_row(one["release_id"], one["reason"])
    return table


def _readers(one: Told) -> str:
    words = ["see it"] if one["current"] else []
    if one["recalled"]:
        words.append(
            f"recalled {_time(one['recalled']['at'])}: {one['recalled']['reason']}"
        )
    return "; ".join(words)


def _grid(lines: Mapping[str, str]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, words in lines.items():
        grid.add_row(name, words)
    return grid


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _time(iso: str) -> str:
    return f"{datetime.fromisoformat(iso):%Y-%m-%d %H:%M}"


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 100_000 else f"{count / 1e3:,.1f} kB"
