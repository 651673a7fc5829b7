"""Time crawling side by side with Scrapy, against one portal: `python -m tests.bench.crawling`.

First the makespan under a delay, against its bound: the largest host's pages times the delay. Then, without
delays, pages per CPU second. Nothing here passes or fails.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import IO

from rich.console import Console
from rich.table import Table

from tests.arguments import read_arguments
from tests.paths import ROOT

DELAY = 0.2
EVEN = (50,) * 20
SKEWED = (100, 80, *(20,) * 18)
# The share of the bound that we aim for.
AIM = 1.05


@dataclass(frozen=True)
class Timed:
    """One crawl: wall and CPU seconds, pages, and the shortest pause that any host saw, in seconds."""

    wall: float
    cpu: float
    pages: int
    pause: float


class Served:
    """A portal that runs in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]", counts: Sequence[int]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in: IO[str] = process.stdin
        self._out: IO[str] = process.stdout
        self._counts = counts
        self._port = self._out.readline().strip()

    def crawl(self, way: str, delay: float) -> Timed:
        """Let one crawler loose on it, in a process of its own too."""
        command = [
            sys.executable,
            "-m",
            "tests.bench.crawlers",
            way,
            self._port,
            str(delay),
            str(len(self._counts)),
        ]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300
        )
        measured = json.loads(done.stdout.splitlines()[-1])
        self._in.write("\n")
        self._in.flush()
        asked = json.loads(self._out.readline())
        if measured["pages"] != sum(self._counts):
            raise RuntimeError(
                f"{way} brought {measured['pages']} of {sum(self._counts)} pages: {done.stderr[-2000:]}"
            )
        return Timed(
            measured["wall"],
            measured["cpu"],
            measured["pages"],
            min(pause for _count, pause in asked.values()),
        )


@contextmanager
def portal(latency: float, counts: Sequence[int]) -> Iterator[Served]:
    """Serve a portal while the block runs."""
    command = [
        sys.executable,
        "-m",
        "tests.bench.busy_portal",
        str(latency),
        *map(str, counts),
    ]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Served(process, counts)
        finally:
            process.terminate()


def makespans(console: Console) -> None:
    """Measure under the delay, one crawler right after the other, and print."""
    title = f"Makespan with {DELAY:g} s between the requests to a host (bound: largest host's pages x delay)"
    heads = (
        "portal",
        "crawler",
        "seconds",
        "of the bound",
        "of Scrapy's",
        "shortest pause",
        "CPU ms a page",
        "load",
    )
    table = Table(*heads, title=title)
    for name, latency, counts in (
        ("20 hosts x 50 pages", 0.0, EVEN),
        ("20 hosts x 50 pages, 150 ms latency", 0.15, EVEN),
        (
            f"20 hosts, skewed ({SKEWED[0]}, {SKEWED[1]}, 18 x {SKEWED[-1]})",
            0.0,
            SKEWED,
        ),
    ):
        bound = max(counts) * DELAY
        with portal(latency, counts) as served:
            runs = {
                way: (served.crawl(way, DELAY), os.getloadavg()[0])
                for way in ("fazhi", "scrapy")
            }
        for way, (got, load) in runs.items():
            shares = (
                f"{got.wall:.2f}",
                f"{got.wall / bound:.3f}",
                f"{got.wall / runs['scrapy'][0].wall:.3f}",
            )
            table.add_row(
                name,
                way,
                *shares,
                f"{got.pause:.3f}",
                f"{1000 * got.cpu / got.pages:.2f}",
                f"{load:.1f}",
            )
    console.print(
        table,
        f"Aim: at most {AIM:g} of the bound, and no slower than Scrapy. {_cores()}\n",
    )


def throughput(console: Console, rounds: int = 3) -> None:
    """Measure without a delay, in turn, and print the best of each, and the middle of the rounds' ratios."""
    labels = {
        "fazhi": "fazhi (archives, hashes and classifies every page, keeps a ledger)",
        "session": "fazhi's session alone (fetches, checks and decompresses)",
        "scrapy": "Scrapy (parses a title, keeps nothing)",
    }
    heads = (
        "crawler",
        "pages per CPU second",
        "CPU ms a page",
        "of Scrapy's",
        "pages per second",
    )
    table = Table(*heads, title="Without delays")
    with portal(0.0, EVEN) as served:
        runs = [{way: served.crawl(way, 0.0) for way in labels} for _ in range(rounds)]
    for way, label in labels.items():
        best = min((run[way] for run in runs), key=lambda got: got.cpu)
        each, ratio = (
            best.cpu / best.pages,
            median(run[way].cpu / run["scrapy"].cpu for run in runs),
        )
        table.add_row(
            label,
            f"{1 / each:,.0f}",
            f"{1000 * each:.2f}",
            f"{ratio:.2f}",
            f"{best.pages / best.wall:,.0f}",
        )
    console.print(table, _cores())


def _cores() -> str:
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, load {load:.1f}:"
        " above that number, trust ratios and CPU only."
    )


def main() -> None:
    """Measure and print."""
    console = Console()
    makespans(console)
    throughput(console)


if __name__ == "__main__":
    read_arguments(__doc__)
    main()
