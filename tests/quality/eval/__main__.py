"""Print how well the seeds and the written reports are read.

`python -m tests.quality.eval [REPORTS] [MEASURE]`

Half of the reports have the usual numbers and headings, half all others. With a measure's name, its
differences are printed too.
"""

import json
import sys
from collections import defaultdict

from rich import box
from rich.console import Console
from rich.table import Table

from tasks.report.codebook import load_indicators
from tests.arguments import read_arguments
from tests.quality.eval import titles
from tests.quality.eval.digits import DIGIT_FLOORS, measure_digits
from tests.quality.eval.measure import HARD_FLOORS, REPORTS, floor_of, measure
from tests.quality.eval.rate import Rate
from tests.quality.eval.score import read_bytes, score
from tests.quality.golden.test_seeds import GOLD, SEEDS

_ORDER = [*HARD_FLOORS, *(f"indicator {entry.code}" for entry in load_indicators())]
# The widest table's columns; a pipe has 80.
_WIDTH = 120
_HEADINGS = (
    "measure",
    "right",
    "spurious",
    "missed",
    "precision",
    "recall",
    "F1",
    "floor",
)


def _table(title: str, rates: dict[str, Rate]) -> Table:
    table = Table(
        title=title, box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True
    )
    for heading in _HEADINGS:
        table.add_column(
            heading, justify="left" if heading == "measure" else "right", no_wrap=True
        )
    for name in sorted(rates, key=_ORDER.index):
        rate = rates[name]
        counts = (str(rate.right), str(rate.spurious), str(rate.missed))
        shares = (f"{rate.precision:.4f}", f"{rate.recall:.4f}", f"{rate.f1:.4f}")
        table.add_row(name, *counts, *shares, f"{floor_of(name):.3f}")
    return table


def _titles(facts: dict[str, titles.FactScore]) -> Table:
    """Tell how the titles of the facts are read; a wrong guess counts twice, and against."""
    table = Table(
        "fact",
        "right",
        "null",
        "wrong",
        "score",
        title="Titles of real reports (facts)",
    )
    for name, fact in facts.items():
        table.add_row(
            name,
            str(fact.right),
            str(fact.null),
            str(fact.wrong),
            f"{fact.score:.4f}",
        )
    return table


def _digits(rates: dict[str, Rate]) -> Table:
    """Tell how many runs of digits and numerals are read as something, and how many are left."""
    table = Table(
        "corpus", "read", "left", "share", "floor", title="Digits read as something"
    )
    for name, rate in rates.items():
        counts = (str(rate.right), str(rate.missed))
        table.add_row(name, *counts, f"{rate.recall:.4f}", f"{DIGIT_FLOORS[name]:.3f}")
    return table


def main(reports: int = sum(REPORTS), shown: str = "") -> None:
    """Measure, print, and end with 1 when a floor is not reached.

    The same where a seed or a title is not read as it should be.
    """
    console = Console(width=max(Console().width, _WIDTH))
    below: list[str] = []
    gold: dict[str, Rate] = defaultdict(Rate)
    for path in GOLD:
        truth = json.loads(path.read_text(encoding="utf-8"))
        score(
            read_bytes((SEEDS / truth["file"]).read_bytes())[1],
            truth,
            gold,
            truth["file"][:3],
        )
    if gold:
        console.print(_table(f"{len(GOLD)} real reports (seeds)", gold))
        below += [f"seeds: {name}" for name, rate in gold.items() if rate.f1 < 1]
    if facts := titles.measure():
        console.print(_titles(facts))
        below += [f"titles: {name}" for name, fact in facts.items() if fact.misses]
    digits = measure_digits()
    console.print(_digits(digits))
    for name, rate in digits.items():
        if rate.recall < DIGIT_FLOORS[name]:
            below.append(f"digits: {name} ({', '.join(rate.misses[:5])})")
    for hard, count in ((False, reports - reports // 2), (True, reports // 2)):
        rates = measure(range(count), hard=hard)
        form = "all other" if hard else "usual"
        console.print(
            _table(f"{count} written reports, {form} numbers and headings", rates)
        )
        for note in rates[shown].misses if shown in rates else ():
            console.print(note, markup=False, highlight=False)
        below += [name for name, rate in rates.items() if rate.f1 < floor_of(name)]
    if below:
        console.print(
            f"below the floor: {', '.join(below)};"
            f" see them with `python -m tests.quality.eval {reports} NAME`"
        )
    sys.exit(bool(below))


if __name__ == "__main__":
    arguments = read_arguments(__doc__)
    count = [int(argument) for argument in arguments[:1]]
    main(*count, *arguments[1:2])  # type: ignore[arg-type]
