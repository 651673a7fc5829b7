"""Print how often the headline of an indicator is right: `python -m tests.quality.headlines [REPORTS]`.

REPORTS of the writer are read, half with the usual numbers and headings, half with all others; ends with 1
when a share is below the floor.
"""

import sys

from rich.console import Console
from rich.table import Table

from tests.arguments import read_arguments
from tests.quality.headlines.measure import (
    FLOOR,
    HeadlineScore,
    measure_passages,
    measure_seeds,
    measure_sentences,
    measure_written,
)

_REPORTS = 400


def _measure_all(reports: int) -> dict[str, HeadlineScore]:
    half = reports // 2
    return {
        "passages written before the rule": measure_passages(),
        "marked sentences": measure_sentences(),
        "real reports (seeds)": measure_seeds(),
        "written reports, usual form": measure_written(range(reports - half)),
        "written reports, all other": measure_written(range(half), hard=True),
    }


def main(reports: int = _REPORTS) -> None:
    """Measure, print what is wrong, and compare with the floor."""
    scores = _measure_all(reports)
    table = Table("corpus", "right", "wrong", "share", title="Headlines of indicators")
    for name, score in scores.items():
        counts = (str(score.right), str(len(score.wrong)))
        table.add_row(name, *counts, f"{score.share:.4f}")
    console = Console()
    console.print(table)
    for score in scores.values():
        for line in score.wrong:
            console.print(line, markup=False, highlight=False)
    sys.exit(any(score.share < FLOOR for score in scores.values()))


if __name__ == "__main__":
    main(*map(int, read_arguments(__doc__)))
