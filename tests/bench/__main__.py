"""Print how long reading and publishing take: `python -m tests.bench [read|publish] [COUNT]`.

Both without a name.
"""

from statistics import mean

from rich.console import Console
from rich.table import Table

from tests.arguments import read_arguments
from tests.bench import chrome, publishing, reading
from tests.bench.clock import Timing, side_by_side

PAGES = 5  # of each kind
REPORTS = 1000
# A page with less is misread, not only rounded differently.
GOOD = 0.9


def _table(title: str, timings: dict[str, Timing], count: int, thing: str) -> Table:
    table = Table(
        "way", f"ms a {thing}", f"{thing}s per CPU second", "spread", title=title
    )
    for name, timing in timings.items():
        each = timing.best / count
        table.add_row(
            name, f"{1000 * each:.3f}", f"{1 / each:,.0f}", f"{timing.spread:.0%}"
        )
    return table


def read(console: Console, each: int = PAGES) -> None:
    """Time reading from HTML and from clean text, beside trafilatura's extraction; compare the body texts."""
    pages = chrome.pages(each)
    size = sum(len(page.body) for page in pages) / len(pages) / 1000
    timings = side_by_side(reading.ways(pages), rounds=3)
    title = f"Reading {len(pages)} pages of {chrome.KINDS} kinds, {size:.0f} KB each, on one core (best of 3)"
    console.print(_table(title, timings, len(pages), "report"))
    table = Table(
        "body text",
        "F1 mean",
        "lowest",
        f"pages under {GOOD}",
        title="Body text against the truth",
    )
    rates = reading.accuracy(pages)
    for name, found in rates.items():
        low = sum(rate < GOOD for rate in found)
        table.add_row(name, f"{mean(found):.4f}", f"{min(found):.4f}", str(low))
    console.print(table)
    if reading.THEIRS not in timings:
        console.print(
            "trafilatura is not installed, so nothing is compared with it: pip install trafilatura"
        )
        return
    ours = timings[reading.OURS].best
    shares = ", ".join(
        f"{ours / timings[name].best:.0%} of {name}"
        for name in rates
        if "trafilatura" in name
    )
    console.print(f"All of our reading costs {shares} (aim: below 100%)")


def publish(console: Console, reports: int = REPORTS) -> None:
    """Time publishing."""
    found = publishing.rows(reports)
    title = f"Publishing {reports} reports with {len(found['sections'])} sections (best of 5)"
    console.print(
        _table(title, side_by_side(publishing.ways(found)), reports, "report")
    )


PARTS = {"read": read, "publish": publish}


def main(*names: str) -> None:
    """Measure and print; nothing here passes or fails."""
    counts = [int(name) for name in names if name.isdecimal()]
    for part in [name for name in names if name in PARTS] or PARTS:
        PARTS[part](Console(), *counts)


if __name__ == "__main__":
    main(*read_arguments(__doc__))
