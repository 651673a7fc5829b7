"""Print how surely statements are found again: `python -m tests.quality.repeats [tuned]`.

The measured half is rated; `tuned` names the pairs of the other half that are told wrongly.
"""

import sys

from rich.console import Console
from rich.table import Table

from tests.quality.repeats.measure import FLOOR, WAYS, rate, read_pairs

tuned, measured = read_pairs()
console = Console()
table = Table("Written", "Right", "Of", title="Statements found again in the next year")
for way, words in WAYS.items():
    pairs = [pair for pair in measured if pair.way == way]
    right = sum(pair.is_found == pair.is_repeated for pair in pairs)
    table.add_row(words, str(right), str(len(pairs)))
console.print(table)
found, fitted = rate(measured).f1, rate(tuned).f1
console.print(
    f"F1 {found:.3f} (floor {FLOOR}); on the half that was tuned {fitted:.3f}"
)
if "tuned" in sys.argv:
    for pair in tuned:
        if pair.is_found != pair.is_repeated:
            console.print(pair.way, pair.before, "|", pair.now)
