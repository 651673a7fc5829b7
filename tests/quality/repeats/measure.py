"""Rate the likeness of statements on the written pairs of `pairs.txt`.

Every other pair of each way of writing is for tuning; the others are measured.
"""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from tasks.model.report import REPEATED
from tasks.tables.likeness import measure_likeness
from tests.quality.eval.rate import Rate

_PAIRS = Path(__file__).with_name("pairs.txt")
# F1 of the measured half. A changed floor needs a row in tests/quality/eval/floors.csv.
FLOOR = 0.93
WAYS = {
    "1": "the same words",
    "2": "reworded",
    "3": "merged or split",
    "4": "narrowed or widened",
    "5": "same topic, another matter",
    "6": "same words, another matter",
}
# From this way on the two do not say the same.
_FIRST_OTHER = "5"


class Pair(NamedTuple):
    """Two statements of an organ: how they were written, of what kinds they are, and their words."""

    way: str
    kinds: str
    before: str
    now: str

    @property
    def is_repeated(self) -> bool:
        """Whether the later one says the earlier one again."""
        return self.way < _FIRST_OTHER

    @property
    def is_found(self) -> bool:
        """Whether it is told so."""
        return measure_likeness(self.before, self.now) >= REPEATED


def read_pairs() -> tuple[list[Pair], list[Pair]]:
    """Read the pairs: those for tuning, and those that are measured."""
    lines = _PAIRS.read_text(encoding="utf-8").splitlines()
    pairs = [Pair(*line.split("|")) for line in lines if not line.startswith("#")]
    tuned: list[Pair] = []
    measured: list[Pair] = []
    for _, group in groupby(sorted(pairs, key=_get_way), key=_get_way):
        ordered = list(group)
        tuned += ordered[::2]
        measured += ordered[1::2]
    return tuned, measured


def _get_way(pair: Pair) -> str:
    return pair.way


def rate(pairs: Iterable[Pair]) -> Rate:
    """Count what is told to be said again, rightly and wrongly, and what is missed."""
    found = Rate()
    for pair in pairs:
        found.add(
            pair.is_repeated and pair.is_found,
            pair.is_found and not pair.is_repeated,
            pair.is_repeated and not pair.is_found,
            f"{pair.before} | {pair.now}",
        )
    return found
