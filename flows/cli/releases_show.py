"""Releases as a person reads them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from flows.cli.console import make_table

Description = dict[str, Any]
# The tables whose rows are worth a column of the list, which fits 80 signs; `fazhi release show` has all.
_MAIN = ("reports",)


def show_releases(listed: Description, console: Console) -> None:
    """Print the releases, oldest first, why some were recalled, and what was held back."""
    if not listed["releases"]:
        console.print("Nothing has been published yet; start a run with `fazhi run`")
    else:
        console.print(_build_table(listed["releases"]))
    for one in listed["releases"]:
        if one["recalled"]:
            console.print(
                f"{one['release_id']} {_describe_readers(one)}",
                soft_wrap=True,
            )
    if listed["held_back"]:
        console.print()
        console.print(_build_held_back_table(listed["held_back"]))


def show_release(described: Description, console: Console) -> None:
    """Print one release with its audit, changes and files."""
    console.print(described["release_id"], style="bold cyan")
    lines = {
        "last fetch": f"{_format_time(described['as_of'])} (Beijing time)",
        "published": _format_time(described["published_at"]),
        "readers": _describe_readers(described) or "do not see it",
        "rows": _format_counts(described["rows"]),
        "changes": _format_counts(described["changes"]) or "none",
        "audit": described["audit"]["reason"],
    }
    grid = _build_grid(lines)
    for check in described["audit"]["failed"]:
        what = ".".join(part for part in (check["table"], check["column"]) if part)
        failed = f"{what} {check['expectation'].replace('_', ' ')}: {check['observed']}"
        words = f"{failed}. {check['explanation']}"
        grid.add_row(check["severity"], words)
    for name, size in described["files"].items():
        grid.add_row("file", f"{name}, {_format_size(size)}")
    console.print(grid)


def show_comparison(compared: Description, console: Console) -> None:
    """Print how two releases differ."""
    console.print(
        f"From {compared['before']} to {compared['after']}",
        style="bold cyan",
        soft_wrap=True,
    )
    table = Table()
    table.add_column("table")
    for name in ("added", "removed", "changed"):
        table.add_column(name, justify="right")
    for name, rows in compared["tables"].items():
        table.add_row(
            name, *(f"{count:,}" if count else "·" for count in rows.values())
        )
    console.print(table)
    lines = {"reports": _format_counts(compared["changes"]) or "none changed"}
    lines |= {
        f"tables {word}": ", ".join(compared[f"tables_{word}"])
        for word in ("added", "removed")
    }
    for name, schema in compared["schemas"].items():
        lines[f"columns of {name}"] = "; ".join(
            f"{word}: {', '.join(names)}" for word, names in schema.items() if names
        )
    console.print(_build_grid({name: words for name, words in lines.items() if words}))


def _build_table(rows: list[Description]) -> Table:
    table = Table(title="Releases (Beijing time)", title_justify="left")
    table.add_column("release", overflow="fold")
    table.add_column("last fetch", overflow="fold")
    for name in _MAIN:
        table.add_column(name, justify="right")
    table.add_column("size", justify="right")
    table.add_column("readers", overflow="fold")
    for one in rows:
        counts = (
            f"{one['rows'][name]:,}" if name in one["rows"] else "–" for name in _MAIN
        )
        style = "bold green" if one["current"] else "dim" if one["recalled"] else ""
        seen = "recalled" if one["recalled"] else ""
        if one["current"]:
            seen = "see it"
        table.add_row(
            one["release_id"],
            _format_time(one["as_of"]),
            *counts,
            _format_size(one["bytes"]),
            seen,
            style=style,
        )
    return table


def _build_held_back_table(rows: list[Description]) -> Table:
    table = make_table("release", "reason", title="In staging, not published")
    for one in rows:
        table.add_row(one["release_id"], one["reason"])
    return table


def _describe_readers(one: Description) -> str:
    words = ["see it"] if one["current"] else []
    if one["recalled"]:
        words.append(
            f"recalled {_format_time(one['recalled']['at'])}: {one['recalled']['reason']}"
        )
    return "; ".join(words)


def _build_grid(lines: Mapping[str, str]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, words in lines.items():
        grid.add_row(name, words)
    return grid


def _format_counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _format_time(iso: str) -> str:
    return f"{datetime.fromisoformat(iso):%Y-%m-%d %H:%M}"


def _format_size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 100_000 else f"{count / 1e3:,.1f} kB"
