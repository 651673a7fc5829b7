"""Print how surely statements are found again: `python -m tests.quality.repeats [WHICH]`.

The measured half is rated; with `tuned` as WHICH the pairs of the other half that are judged wrongly are
named.
"""

from rich.console import Console
from rich.table import Table

from tests.arguments import read_arguments
from tests.quality.repeats.measure import FLOOR, WAYS, rate, read_pairs


def main(which: str = "") -> None:
    """Rate the measured half, and print the pairs of the tuned one that are judged wrongly if asked."""
    tuned, measured = read_pairs()
    console = Console()
    table = Table("Written", "Right", "Of", title="Statements found again next year")
    for way, words in WAYS.items():
        pairs = [pair for pair in measured if pair.way == way]
        right = sum(pair.is_found == pair.is_repeated for pair in pairs)
        table.add_row(words, str(right), str(len(pairs)))
    console.print(table)
    found, fitted = rate(measured).f1, rate(tuned).f1
    console.print(
        f"F1 {found:.3f} (floor {FLOOR}); on the half that was tuned {fitted:.3f}"
    )
    for pair in tuned if which == "tuned" else ():
        if pair.is_found != pair.is_repeated:
            console.print(pair.way, pair.before, "|", pair.now)


if __name__ == "__main__":
    main(*read_arguments(__doc__))
