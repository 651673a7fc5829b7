"""Print how well the seeds and the written reports are read: `python -m tests.eval [REPORTS] [MEASURE]`.

With a measure's name, its differences are printed too.
"""

import json
import sys
from collections import defaultdict

from rich.console import Console
from rich.table import Table

from tests.eval.measure import FLOORS, REPORTS, measure
from tests.eval.score import Rate, read_bytes, score
from tests.golden.test_seeds import GOLD, SEEDS


def _table(title: str, rates: dict[str, Rate]) -> Table:
    table = Table(title=title)
    for heading in ("measure", "right", "spurious", "missed", "F1", "floor"):
        table.add_column(heading, justify="left" if heading == "measure" else "right")
    for name, rate in rates.items():
        counts = (str(rate.right), str(rate.spurious), str(rate.missed))
        table.add_row(name, *counts, f"{rate.f1:.4f}", f"{FLOORS[name]:.3f}")
    return table


def main(reports: int = REPORTS, shown: str = "") -> None:
    """Measure, print, and end with 1 when a floor is not reached."""
    console = Console()
    gold: dict[str, Rate] = defaultdict(Rate)
    for path in GOLD:
        truth = json.loads(path.read_text(encoding="utf-8"))
        score(read_bytes((SEEDS / truth["file"]).read_bytes())[1], truth, gold, truth["file"][:3])
    if gold:
        console.print(_table(f"{len(GOLD)} real reports (seeds)", gold))
    rates = measure(range(reports))
    console.print(_table(f"{reports} written reports", rates))
    for note in rates[shown].misses if shown else ():
        console.print(note, markup=False, highlight=False)
    below = [name for name, floor in FLOORS.items() if rates[name].f1 < floor]
    if below:
        console.print(f"below the floor: {', '.join(below)}; see them with `python -m tests.eval {reports} NAME`")
    sys.exit(bool(below))


if __name__ == "__main__":
    main(*(int(argument) if argument.isdecimal() else argument for argument in sys.argv[1:]))  # type: ignore[arg-type]
