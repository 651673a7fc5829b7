"""The `fazhi release` commands: list the releases, show one, compare two, and roll back to an older one."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import typer
from rich.console import Console
from rich.table import Table

from flows import settings
from flows.cli.changes import show_changes
from flows.cli.console import DEMO_CLOCK, make_console, make_table, print_json
from flows.cli.options import HomeOption, JsonOption, OutletOption, make_group
from tasks.home import Home
from tasks.ledger.home_lock import hold_home
from tasks.model.errors import ReleaseError
from tasks.model.run import BEIJING
from tasks.model.table_rules import KEYS
from tasks.release.release_tables import ReleaseTables
from tasks.release.store.changes_feed import write_feed
from tasks.release.store.kept_changes import compare_releases
from tasks.release.store.release_list import (
    HeldBackRelease,
    ReleaseList,
    StoredRelease,
)
from tasks.release.store.visibility import (
    AUDIT_FILE,
    CurrentRelease,
    ObjectStore,
)
from tasks.tables.parquet_files import CheckedParquet
from tasks.tables.release_changes import count_row_changes
from tasks.tables.schema import rename_columns

# The tables whose rows are worth a column of the list, which fits 80 signs; `fazhi release show` has all.
_MAIN = ("reports",)
app = make_group(bare=False)
_ID = "Its id, the first characters of it, or `latest`."
Id = Annotated[str, typer.Argument(metavar="ID", help=_ID)]
Description = dict[str, Any]


@app.callback()
def _group() -> None:
    """List the releases, show one, compare two, tell what changed, or roll back to an older one."""


@app.command("list")
def _list_releases(
    home: HomeOption = settings.DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """List the releases: which one readers see, what was recalled or held back, and why."""
    opened = Home.find(home)
    listed = _describe_releases(opened)
    if as_json:
        print_json(listed)
        return
    console = make_console()
    _show_releases(listed, console)
    if opened.demo_sources.is_dir():
        console.print(DEMO_CLOCK)


@app.command("show")
def _show(
    release: Id, home: HomeOption = settings.DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """Show one release: rows, the audit's result and warnings, changes by kind, files.

    Exit code 2: no release is called so, or several are.
    """
    opened = Home.find(home)
    described = _describe_in_full(opened, ReleaseList(opened).find_release(release))
    if as_json:
        print_json(described)
    else:
        _show_release(described, make_console())


@app.command("diff")
def _diff(
    before: Annotated[str, typer.Argument(metavar="A", help=_ID)],
    after: Annotated[str, typer.Argument(metavar="B", help=_ID)],
    home: HomeOption = settings.DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Compare two releases: rows by table, reports by kind of change, columns that came or went.

    Exit code 2: no release is called so, or several are.
    """
    listed = ReleaseList(Home.find(home))
    compared = _compare_releases(
        listed.find_release(before), listed.find_release(after)
    )
    if as_json:
        print_json(compared)
    else:
        _show_comparison(compared, make_console())


app.command("changes")(show_changes)


@app.command("rollback")
def _rollback(
    release: Id,
    reason: Annotated[
        str,
        typer.Option(
            metavar="WORDS",
            help="What is wrong with the newer ones; kept, and told later.",
        ),
    ] = "no reason",
    home: HomeOption = settings.DEFAULT_HOME,
    outlet: OutletOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show readers an older release again, and recall all newer ones.

    A recalled one itself can be shown again so.

    A later run that says of the reports what the recalled release said of them is held back; one in which a
    report that the recalled release changed reads differently is published. Exit code 1: the release is
    damaged, or the object store of --releases cannot be reached. 2: no release is called so, or several are.
    75: a run is at work in the home; stop it, or wait until it has ended.
    """
    opened = Home.find(home)
    store = ObjectStore.open(outlet) if outlet else None
    listed = ReleaseList(opened)
    target = listed.find_release(release)
    url = settings.find_ledger_url(opened)
    with hold_home(opened, url, "fazhi release rollback"):
        before = _list_standing(opened)
        recalled = listed.roll_back(target, datetime.now(BEIJING), reason)
        changed = _list_standing(opened) != before
        if store:
            store.publish_current(opened)
        write_feed(opened, store)
    if as_json:
        print_json(
            {
                "release_id": target.release_id,
                "changed": changed,
                "recalled": recalled,
                "reason": reason,
            }
        )
        return
    console = make_console()
    if not changed:
        console.print(f"Readers see {target.release_id} already; nothing changed")
        return
    console.print(f"Readers see {target.release_id} again")
    if recalled:
        console.print(f"Recalled: {', '.join(recalled)} ({reason})")
        console.print(
            "The next run is held back while it says the same of the reports that they changed; mend it first"
        )


def _list_standing(home: Home) -> tuple[str | None, frozenset[str]]:
    """Tell which release readers see, and which are recalled."""
    seen = CurrentRelease.find(home)
    return seen and seen.release_id, frozenset(ReleaseList(home).read_recalls())


def _describe_releases(home: Home) -> Description:
    """Tell the releases and those that were held back, oldest first."""
    listed = ReleaseList(home)
    return {
        "releases": [_describe_briefly(home, one) for one in listed.list_releases()],
        "held_back": list(map(_describe_held_back, listed.list_held_back())),
    }


def _describe_held_back(one: HeldBackRelease) -> Description:
    return {
        "release_id": one.release_id,
        "as_of": one.as_of.isoformat(),
        "reason": one.reason,
    }


def _describe_briefly(home: Home, one: StoredRelease) -> Description:
    """Tell one release: its times, rows by table, bytes, and whether readers see it or it was recalled."""
    seen = CurrentRelease.find(home)
    recall = ReleaseList(home).read_recalls().get(one.release_id)
    return {
        "release_id": one.release_id,
        "as_of": one.as_of.isoformat(),
        "published_at": one.placed_at.isoformat(timespec="seconds"),
        "rows": dict(one.describe().counts),
        "bytes": sum(file.stat().st_size for file in one.folder.iterdir()),
        "current": bool(seen and seen.release_id == one.release_id),
        "recalled": recall._asdict() if recall else None,
    }


def _describe_in_full(home: Home, one: StoredRelease) -> Description:
    """Tell one release with its audit, its changes by kind, and its files."""
    return _describe_briefly(home, one) | {
        "audit": _read_audit(one.folder),
        "changes": _count_changes(one.folder),
        "files": {
            file.name: file.stat().st_size for file in sorted(one.folder.iterdir())
        },
    }


def _compare_releases(before: StoredRelease, after: StoredRelease) -> Description:
    """Tell how two releases differ: rows and columns by table, and reports by kind of change."""
    old = before.describe().counts
    new = after.describe().counts
    names = [name for name in old if name in new]
    schemas = {}
    for name in names:
        difference = _compare_columns(before.folder, after.folder, name)
        if difference:
            schemas[name] = difference
    return {
        "before": before.release_id,
        "after": after.release_id,
        "tables": {
            name: _compare_rows(before.folder, after.folder, name) for name in names
        },
        "tables_added": sorted(new.keys() - old.keys()),
        "tables_removed": sorted(old.keys() - new.keys()),
        "schemas": schemas,
        "changes": _count_kinds(compare_releases(before, after)),
    }


def _read_audit(folder: Path) -> Description:
    try:
        checked = json.loads((folder / AUDIT_FILE).read_text(encoding="utf-8"))
        failed = [check for check in checked["checks"] if not check["success"]]
        return {
            "passed": checked["passed"],
            "reason": checked["reason"],
            "failed": failed,
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(
            f"{folder / AUDIT_FILE} cannot be read ({error!r}); "
            "roll back to a release that is whole with `fazhi release rollback`"
        ) from error


def _count_changes(folder: Path) -> dict[str, int]:
    if not (folder / "changes.parquet").exists():
        return {}  # releases of older versions told none
    return _count_kinds(ReleaseTables(folder).read_columns("changes", ["change"]))


def _count_kinds(changes: pa.Table) -> dict[str, int]:
    """Count the changes by kind."""
    return dict(Counter(map(str, changes["change"].to_pylist())))


def _compare_rows(before: Path, after: Path, table: str) -> dict[str, int]:
    old, new = (_read_schema(folder, table) for folder in (before, after))
    columns = [name for name in new if name in old]
    keys = KEYS.get(table, ())
    if not set(keys) <= set(columns):
        keys = ()
    return count_row_changes(
        table,
        ReleaseTables(before).iter_row_groups(table),
        ReleaseTables(after).iter_row_groups(table),
        columns,
        keys,
    )._asdict()


def _compare_columns(before: Path, after: Path, table: str) -> dict[str, list[str]]:
    """Name the columns that came, went or changed their type; empty when the schemas agree."""
    old, new = (_read_schema(folder, table) for folder in (before, after))
    removed = [name for name in old if name not in new]
    added = [name for name in new if name not in old]
    retyped = []
    for name, kind in new.items():
        if name in old and old[name] != kind:
            retyped.append(f"{name}: {old[name]} → {kind}")
    differences = {
        "added": added,
        "removed": removed,
        "retyped": retyped,
    }
    if any(differences.values()):
        return differences
    return {}


def _read_schema(folder: Path, table: str) -> dict[str, str]:
    """Read the types of a table's columns by name."""
    schema = CheckedParquet(folder / f"{table}.parquet").read_schema()
    named = rename_columns(table, schema.empty_table()).schema
    return {field.name: str(field.type) for field in named}


def _show_releases(listed: Description, console: Console) -> None:
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


def _show_release(described: Description, console: Console) -> None:
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
        words = _describe_failure(check)
        grid.add_row(check["severity"], words)
    for name, size in described["files"].items():
        words = f"{name}, {_format_size(size)}"
        grid.add_row("file", words)
    console.print(grid)


def _describe_failure(check: Description) -> str:
    """Say which expectation failed, where, and what was observed."""
    place = filter(None, (check["table"], check["column"]))
    what = ".".join(place)
    expected = check["expectation"].replace("_", " ")
    observed = check["observed"]
    explanation = check["explanation"]
    return f"{what} {expected}: {observed}. {explanation}"


def _show_comparison(compared: Description, console: Console) -> None:
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
    if count >= 100_000:
        return f"{count / 1e6:,.1f} MB"
    return f"{count / 1e3:,.1f} kB"
