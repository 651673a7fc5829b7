"""Print how the search for reuse grows with the collection: `python -m tests.bench.reuse [SECONDS]`.

Collections of planted reports (tests/eval/collection.py), each twice the one before, until the next takes too long.
A real report has about thirty paragraphs, of which some twenty are long enough to be compared; here all thirty are.
"""

import resource
import sys
import time

from rich.console import Console
from rich.table import Table

from tasks.report.reuse import find_reuse
from tests.eval.collection import collection, reports_table, sections_table

SMALLEST, PARAGRAPHS, SECONDS = 500, 30, 180
WHOLE = 100_000


def main(seconds: int = SECONDS) -> None:
    """Measure and print; nothing here passes or fails."""
    console = Console()
    table = Table("reports", "paragraphs", "rows", "CPU s", "ms a report", "peak MB", "growth", title="Finding reuse")
    began, count, last = time.perf_counter(), SMALLEST, 0.0
    while True:
        planted = list(collection(count, paragraphs=PARAGRAPHS))
        reports, sections = reports_table(planted), sections_table(planted)
        del planted
        start = time.process_time()
        rows = find_reuse(reports, sections).rows.num_rows
        taken = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        growth = f"{taken / last:.2f}" if last else ""
        each = f"{1000 * taken / count:.2f}"
        table.add_row(str(count), str(count * PARAGRAPHS), str(rows), f"{taken:.1f}", each, str(peak), growth)
        if time.perf_counter() - began + 2.5 * taken > seconds:
            break
        count, last = 2 * count, taken
    console.print(table)
    minutes = taken / count * WHOLE / 60
    console.print(f"{WHOLE} reports would take {minutes:.0f} minutes of one core if it went on like this.")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
