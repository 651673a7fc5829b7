"""`fazhi status`, and what a person sees at the end of a run.

Outcomes per source, then what was published, what is wrong, what to do next.
"""

import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows import settings
from flows.cli.console import DEMO_CLOCK, Folded, make_console, set_plain
from flows.cli.options import HomeOption
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.release import Night
from tasks.model.run import Outcome, OutcomeKind
from tasks.release.pages import AUDIT_HTML, describe_check
from tasks.release.store import visibility
from tasks.tables.parquet_files import CheckedParquet
from tasks.tables.part_store import get_extractor_version

_STYLES = {OutcomeKind.NEW: "green", OutcomeKind.NOTHING_NEW: "dim"}
_COUNTS = (
    "links",
    "relevant",
    "new",
    "revised",
    "unchanged",
    "missing",
    "withdrawn",
    "problems",
)
# Columns of a terminal that a reason needs to be read.
_NARROWEST_REASON = 30
# Issue codes shown at most; all of them are in issues.parquet.
_MOST_CODES = 12


class NightView(NamedTuple):
    """A night, to be shown."""

    night: Night

    def describe(self) -> dict[str, Any]:
        """Give what a night came to as plain data, for --json."""
        sources = []
        for outcome in self.night.outcomes:
            sources.append({**asdict(outcome), "failed": outcome in self.night.failed})
        issues = []
        for (severity, code), count in _count_issues(self.night):
            issues.append(
                {
                    "code": code,
                    "severity": severity,
                    "count": count,
                }
            )
        failed = filter(lambda check: not check.success, self.night.audit.checks)
        return {
            "run_id": self.night.run.run_id,
            "started_at": self.night.run.started_at.isoformat(),
            "ok": self.night.good,
            "unread": self.night.unread,
            "sources": sources,
            "release": {
                "release_id": self.night.release.release_id,
                "publication": self.night.release.publication,
                "reason": self.night.release.reason,
                "rows": dict(self.night.release.counts),
                "quarantined": dict(self.night.staged.quarantined),
            },
            "audit": {
                "passed": self.night.audit.passed,
                "reason": self.night.audit.reason,
                "failed": list(map(asdict, failed)),
            },
            "issues": issues,
        }

    def show(self, console: Console) -> None:
        """Print what a night came to, for a person."""
        console.print(
            _build_outcome_table(
                f"Run {self.night.run.run_id}: what was found per source",
                self.night.outcomes,
                console.width,
            )
        )
        console.print()
        _show_release(self.night, console)
        _show_problems(self.night, console)
        _show_next_steps(self.night, console)


def status(home: HomeOption = settings.DEFAULT_HOME) -> None:
    """Say what the last run came to for each source, and which release readers see."""
    _show_status(home, make_console())


def _show_status(home: str, console: Console) -> None:
    """Print what the last run of a home came to, and which release stands."""
    opened = Home.find(home)
    url = settings.find_ledger_url(opened)
    if Ledger.is_missing(url) and not any(opened.archive.glob("*")):
        _show_beginning(opened, console)
        return
    with Ledger.open_to_read(url, opened) as ledger:
        runs = ledger.load_runs()
        if not runs:
            _show_beginning(opened, console)
            return
        last = runs[-1]
        ended = (
            f"finished {last.finished_at:%Y-%m-%d %H:%M} (Beijing time)"
            if last.finished_at
            else "still at work, or was killed"
        )
        console.print(
            _build_outcome_table(
                f"Run {last.run_id}, {ended}",
                ledger.load_outcomes(last.run_id),
                console.width,
            )
        )
        waiting = len(ledger.find_unread_captures(get_extractor_version()))
    release = visibility.CurrentRelease.find(opened)
    console.print(
        f"Readers see {release.release_id}"
        if release
        else "Nothing has been published yet"
    )
    if opened.demo_sources.is_dir():
        console.print(DEMO_CLOCK)
    if waiting:
        console.print(
            f"Captures that await reading again: {waiting}; the next run or `fazhi extract` reads them"
        )


def _show_beginning(home: Home, console: Console) -> None:
    console.print(f"No run yet in {home.root}; start one with `fazhi run`")


def _build_outcome_table(title: str, outcomes: Iterable[Outcome], width: int) -> Table:
    """Make the table of outcomes for a terminal of so many columns.

    Counts that are zero for every source have no column. Where the columns of counts leave no room for the
    reasons, each source's counts stand under its reason.
    """
    rows = list(outcomes)
    names = [name for name in _COUNTS if any(map(attrgetter(name), rows))]
    wide = _measure_rest(rows, names, width) >= _NARROWEST_REASON
    table = Table(
        title=title,
        title_justify="left",
        show_lines=not wide,
    )
    table.add_column("source", overflow="fold")
    for name in names if wide else ():
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("outcome and reason" if wide else "outcome, reason, counts")
    for outcome in rows:
        cells = _list_cells(outcome, names) if wide else [_join_facts(outcome, names)]
        table.add_row(outcome.source_id, *cells, style=_choose_style(outcome))
    return table


def _measure_rest(rows: Sequence[Outcome], names: Sequence[str], width: int) -> int:
    """Say how many columns the reasons have beside ids and counts in full."""
    longest = max((len(outcome.source_id) for outcome in rows), default=0)
    cells = [max(longest, len("source")), *map(len, names), 0]
    return width - sum(cells) - 3 * len(cells) - 1


def _list_cells(outcome: Outcome, names: Sequence[str]) -> list[str | Folded]:
    counts = [str(getattr(outcome, name) or "·") for name in names]
    return [*counts, set_plain(outcome.reason)]


def _join_facts(outcome: Outcome, names: Sequence[str]) -> Folded:
    """Say the reason, and on a line of its own what was counted: `12 links, 3 new`."""
    counted = [name for name in names if getattr(outcome, name)]
    counts = ", ".join(_count(getattr(outcome, name), name) for name in counted)
    return set_plain("\n".join(filter(None, (outcome.reason, counts))))


def _count(count: int, name: str) -> str:
    """Write a count with its column's name: 12 links, 1 problem, 3 new."""
    if count == 1 and name in ("links", "problems"):
        name = name.removesuffix("s")
    return f"{count} {name}"


def _choose_style(outcome: Outcome) -> str:
    if outcome.failed:
        return "red"
    return _STYLES.get(outcome.kind, "")


def _show_release(night: Night, console: Console) -> None:
    now = night.release
    rows = ", ".join(f"{count} {table}" for table, count in now.counts.items())
    names = ("blocked", "recalled", "overtaken")
    held = dict.fromkeys(names, ("Held back", "red"))
    word = {**held, "unchanged": ("Nothing to publish", "")}.get(
        now.publication, ("Published", "green")
    )
    console.print(Text.assemble(word, f": {now.reason}"))
    if now.release_id:
        console.print(f"Readers see {now.release_id}: {rows}")


def _count_issues(night: Night) -> list[tuple[tuple[str, str], int]]:
    """Count the staged issues by severity and code, most severe and most frequent first."""
    folders = (Path(night.release.folder), Path(night.staged.folder))
    path = next(
        (
            folder / "issues.parquet"
            for folder in folders
            if (folder / "issues.parquet").is_file()
        ),
        None,
    )
    if path is None:
        return []
    rows = CheckedParquet(path).read(["severity", "code"]).to_pylist()
    order = {
        "error": 0,
        "warning": 1,
        "info": 2,
    }
    counted = Counter((row["severity"], row["code"]) for row in rows)
    return sorted(
        counted.items(), key=lambda item: (order[item[0][0]], -item[1], item[0][1])
    )


def _show_problems(night: Night, console: Console) -> None:
    issues = _count_issues(night)
    if issues:
        words = []
        for (severity, code), count in issues[:_MOST_CODES]:
            words.append(f"{count} {code} ({severity})")
        more = len(issues) - _MOST_CODES
        if more > 0:
            words.append(f"and {more} more codes")
        console.print(f"What is wrong: {', '.join(words)}")
    if night.unread:
        console.print(
            f"{night.unread} captures stay to be read: look at memory, disk and load of the machine, and at "
            "the archive; the next run reads them"
        )
    for check in sorted(night.audit.checks, key=lambda check: not check.blocks):
        if check.success:
            continue
        what = f"{check.table}.{check.column}" if check.column else check.table
        described = describe_check(check)
        line = f"Audit, {check.severity}: {what}: {described}: {check.observed}"
        console.print(line)
    for table, count in night.staged.quarantined.items():
        console.print(
            f"Quarantine: {count} rows of {table}; the column reason says why"
        )


def _show_next_steps(night: Night, console: Console) -> None:
    home = Home(Path(night.run.home))
    reports = _shorten_path(home.current / "reports.parquet")
    issues = _shorten_path(home.current / "issues.parquet")
    folder = _shorten_path(home.root)
    serve = shlex.join(["fazhi", "serve", "--home", str(folder)])
    page = _find_audit_page(night, home)
    console.print("\nWhat to do next:")
    for outcome in night.failed:
        console.print(f"  look at {outcome.source_id}: {outcome.reason}")
    console.print(f"  load the reports:   pd.read_parquet({str(reports)!r})")
    console.print(f"  see what is wrong:  pd.read_parquet({str(issues)!r})")
    if page:
        console.print(f"  read the audit:     {_shorten_path(page)}")
    console.print(f"  watch the runs:     {serve}")


def _find_audit_page(night: Night, home: Home) -> Path | None:
    """Find the page of the night's audit, beside the release or beside what was held back.

    Null when none was made.
    """
    folders = (home.releases / night.staged.release_id, Path(night.staged.folder))
    return next(
        (folder / AUDIT_HTML for folder in folders if (folder / AUDIT_HTML).is_file()),
        None,
    )


def _shorten_path(path: Path) -> Path:
    here = Path.cwd()
    resolved = path.resolve()
    if resolved.is_relative_to(here):
        return resolved.relative_to(here)
    return resolved
