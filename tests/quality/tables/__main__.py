"""Print how well tables are read, by format: `python -m tests.quality.tables [documents] [REPORTS]`.

`documents` measures what LibreOffice makes of the reports, and scans of it (some hundred pages: with all of
them, half an hour). REPORTS are those of each shape, fifteen without it.
"""

import sys
from collections.abc import Iterator, Mapping

from rich.console import Console
from rich.table import Table

from tests.arguments import read_arguments
from tests.quality.tables import office
from tests.quality.tables.measure import (
    FLOORS,
    FORMATS,
    REPORTS,
    TableScore,
    measure_shapes,
    sum_scores,
)

_HEADINGS = ("format", "shape", "cells F1", "quantities F1", "… of right cells")
_CONSOLE = Console()


def print_scores(scores: Mapping[str, Mapping[str, TableScore]]) -> bool:
    """Print the scores of formats, and tell whether all floors are reached."""
    printed = Table(*_HEADINGS, title="written tables, read again")
    lost = []
    for name, shapes in scores.items():
        total = sum_scores(shapes.values())
        for shape, score in {**shapes, "all": total}.items():
            shown = [f"{one.f1:.4f}" for one in score]
            printed.add_row(name, shape, *shown, end_section=shape == "all")
        if not FLOORS[name].is_reached(total):
            lost.append(name)
    _CONSOLE.print(printed)
    for name in lost:
        _CONSOLE.print(f"{name} is below its floor: {FLOORS[name]}")
    return not lost


def _iter_office_scores(
    reports: int,
) -> Iterator[tuple[str, Mapping[str, TableScore]]]:
    for name in office.OFFICE_FORMATS:
        lacking = office.find_missing(name)
        if lacking:
            _CONSOLE.print(f"{name}: not measured: {lacking}")
        else:
            yield name, office.measure_office_shapes(name, reports)


def main(arguments: list[str]) -> None:
    """Do what the arguments say."""
    of_office = arguments[:1] == ["documents"]
    numbers = arguments[of_office:]
    reports = min(int(numbers[0]), REPORTS) if numbers else REPORTS
    if of_office:
        scores = dict(_iter_office_scores(reports))
    else:
        scores = {name: measure_shapes(name, reports) for name in FORMATS}
    sys.exit(not print_scores(scores))


if __name__ == "__main__":
    main(read_arguments(__doc__))
