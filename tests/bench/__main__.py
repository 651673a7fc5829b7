"""Print how long reading and publishing take: `python -m tests.bench [REPORTS]`."""

import sys

from rich.console import Console
from rich.table import Table

from tests.bench import publishing, reading
from tests.bench.clock import Timing, side_by_side

REPORTS = 1000


def _table(title: str, timings: dict[str, Timing], count: int, thing: str) -> Table:
    table = Table("way", f"ms a {thing}", f"{thing}s per CPU second", "spread", title=title)
    for name, timing in timings.items():
        each = timing.best / count
        table.add_row(name, f"{1000 * each:.3f}", f"{1 / each:,.0f}", f"{timing.spread:.0%}")
    return table


def main(reports: int = REPORTS) -> None:
    """Measure and print; nothing here passes or fails."""
    console = Console()
    bodies = reading.pages()
    size = sum(map(len, bodies)) / len(bodies) / 1000
    timings = side_by_side(reading.ways(bodies))
    console.print(_table(f"Reading {len(bodies)} pages of {size:.0f} KB (best of 5)", timings, len(bodies), "page"))
    found = publishing.rows(reports)
    title = f"Publishing {reports} reports with {len(found['sections'])} sections (best of 5)"
    console.print(_table(title, side_by_side(publishing.ways(found)), reports, "report"))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
