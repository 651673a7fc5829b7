"""Print how well tables are read, by format and shape: `python -m tests.quality.tables [REPORTS]`.

REPORTS are those of each shape, fifteen without it.
"""

import sys
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from tests.arguments import read_arguments
from tests.quality.tables.measure import (
    FLOORS,
    FORMATS,
    REPORTS,
    TableScore,
    measure_shapes,
    sum_scores,
)

_HEADINGS = ("format", "shape", "cells F1", "quantities F1", "… of right cells")


def print_scores(reports: int) -> bool:
    """Print the scores of all formats, and tell whether all floors are reached."""
    printed = Table(*_HEADINGS, title="written tables, read again")
    lost = []
    for name in FORMATS:
        scores = measure_shapes(name, reports)
        _add_rows(printed, name, scores)
        if not FLOORS[name].is_reached(sum_scores(scores.values())):
            lost.append(name)
    console = Console()
    console.print(printed)
    for name in lost:
        console.print(f"{name} is below its floor: {FLOORS[name]}")
    return not lost


def _add_rows(printed: Table, name: str, scores: Mapping[str, TableScore]) -> None:
    total = {**scores, "all": sum_scores(scores.values())}
    for shape, score in total.items():
        printed.add_row(
            name, shape, *(f"{one.f1:.4f}" for one in score), end_section=shape == "all"
        )


if __name__ == "__main__":
    arguments = read_arguments(__doc__)
    sys.exit(not print_scores(int(arguments[0]) if arguments else REPORTS))
