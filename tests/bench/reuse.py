"""Print how the search for reuse grows with the collection: `python -m tests.bench.reuse [REPORTS ...]`.

Collections of planted reports (tests/quality/eval/collection.py), searched as the stage does: chunk by chunk,
each size in a process of its own, so that its peak of memory is its own. A real report has about thirty
paragraphs, of which some twenty are long enough to be compared; here all thirty are. Writing the collection
is not counted.
"""

import tempfile
import time
from collections.abc import Callable
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple, TypeVar

import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from tasks.tables.reuse.search import ReuseSearch
from tests.arguments import read_arguments
from tests.quality.eval.collection import collection, reports_table, sections_table

SIZES = (3_000, 10_000, 30_000)
PARAGRAPHS, CHUNK = 30, 4_096
Result = TypeVar("Result")


class Measured(NamedTuple):
    """One search: CPU seconds of taking in and of finding, and peak of memory (MB) of its whole process."""

    rows: int
    taking: float
    finding: float
    peak: int


def write(folder: Path, count: int) -> None:
    """Write the tables of a collection of so many reports, one file of each a chunk."""
    written = collection(count, paragraphs=PARAGRAPHS)
    for number in range(-(-count // CHUNK)):
        planted = list(islice(written, CHUNK))
        pq.write_table(reports_table(planted), folder / f"reports{number}.parquet")
        pq.write_table(sections_table(planted), folder / f"sections{number}.parquet")


def measure(folder: Path) -> Measured:
    """Search the collection in a folder."""
    start = time.process_time()
    search = ReuseSearch(folder / "scratch")
    for number in range(len(list(folder.glob("reports*")))):
        search.add(
            *(
                pq.read_table(folder / f"{name}{number}.parquet")
                for name in ("reports", "sections")
            )
        )
    taken_in = time.process_time()
    rows = sum(piece.num_rows for piece in search.finish().rows)
    return Measured(rows, taken_in - start, time.process_time() - taken_in, _peak())


def _peak() -> int:
    """Give the most memory that this process has had, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def _alone(work: Callable[..., Result], *given: object) -> Result:
    """Do something in a new process."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


def main(*sizes: int) -> None:
    """Measure and print; nothing here passes or fails."""
    table = Table(
        "reports",
        "paragraphs",
        "rows",
        "CPU s",
        "ms a report",
        "of it finding",
        "peak MB",
        title="Finding reuse",
    )
    for count in sizes or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            _alone(write, Path(folder), count)
            one = _alone(measure, Path(folder))
        taken = one.taking + one.finding
        each, finding = (
            f"{1000 * taken / count:.2f}",
            f"{1000 * one.finding / count:.2f}",
        )
        table.add_row(
            str(count),
            str(count * PARAGRAPHS),
            str(one.rows),
            f"{taken:.1f}",
            each,
            finding,
            str(one.peak),
        )
    Console().print(table)


if __name__ == "__main__":
    main(*map(int, read_arguments(__doc__)))
