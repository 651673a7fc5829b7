"""How much of the corpora is right, by family, and what was lost.

`python -m tests.quality.corpora [--pin] [MEASURE]`
"""

import argparse
import sys
from collections.abc import Iterator, Mapping

from rich import box
from rich.console import Console
from rich.table import Table

from tests.quality.corpora import pinned
from tests.quality.corpora.scoring import MEASURES, Rates, SentenceScore

_WIDTH = 150


def main() -> None:
    """Measure, and pin what was gained unless something was lost; end with 1 when something was."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--pin", action="store_true", help="write what is right now")
    parser.add_argument(
        "measure", nargs="?", choices=MEASURES.values(), help="print what is not right"
    )
    options = parser.parse_args()
    sentences, cases = pinned.measure_sentences(), pinned.measure_cases()
    families = pinned.measure_families(sentences)
    console = Console(width=max(Console().width, _WIDTH))
    console.print(_build_table(families))
    lost = list(_list_lost(sentences, cases, families))
    rates = families[pinned.ALL_FAMILIES]
    misses = rates[options.measure].misses if options.measure else ()
    for line in (*misses, f"cases: {sum(map(len, cases.values()))} values not right"):
        console.print(line, markup=False, highlight=False)
    for line in lost:
        console.print(line, markup=False, highlight=False)
    if options.pin and not lost:
        pinned.write_pins(sentences, cases)
    sys.exit(bool(lost))


def _list_lost(
    sentences: Mapping[str, SentenceScore],
    cases: dict[str, list[str]],
    families: Mapping[str, Rates],
) -> Iterator[str]:
    """List what was right by the pins and is no more."""
    if pinned.SENTENCES.exists():
        known = pinned.load_pinned_sentences()
        yield from pinned.list_lost_sentences(sentences, known)
        yield from pinned.list_lost_cases(cases, pinned.load_pinned_cases())
    if pinned.FLOORS.exists():
        shares = pinned.compute_shares(families)
        yield from pinned.list_below_floors(shares, pinned.load_floors())


def _build_table(families: Mapping[str, Rates]) -> Table:
    """Tabulate precision and recall, in per cent, of what is read and said of numbers."""
    table = Table(
        title="Sentences that the reader's author did not write: precision / recall",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    table.add_column("family", no_wrap=True)
    for measure in MEASURES.values():
        table.add_column(measure, justify="right", no_wrap=True)
    for family, rates in families.items():
        cells = [
            f"{100 * rates[name].precision:.1f}/{100 * rates[name].recall:.1f}"
            if name in rates
            else ""
            for name in MEASURES.values()
        ]
        table.add_row(family, *cells)
    return table


if __name__ == "__main__":
    main()
