"""The floors that were ever pinned, in `floors.csv`: a measure's later row holds instead of an earlier one.

A row is added for each change and none is taken away, so that a lowered floor stays in sight, with its
reason.
"""

import csv
import subprocess
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from tests.quality.eval import copies, digits, measure, reuse
from tests.quality.repeats import measure as repeats

FILE = Path(__file__).with_name("floors.csv")


class Pinned(NamedTuple):
    """One pinned floor; `reason` is empty unless it is lower than the one before."""

    measure: str
    floor: float
    reason: str


def read_floors(text: str) -> list[Pinned]:
    """Read the rows of `floors.csv`."""
    return [
        Pinned(row["measure"], float(row["floor"]), row["reason"])
        for row in csv.DictReader(StringIO(text))
    ]


def committed(commit: str) -> list[Pinned]:
    """Give the rows as they were in a commit; none when there is no such commit or it had no such file."""
    command = ["git", "show", f"{commit}:./{FILE.name}"]
    shown = subprocess.run(
        command, cwd=FILE.parent, capture_output=True, text=True, check=False
    )
    return read_floors(shown.stdout) if shown.returncode == 0 else []


def current() -> dict[str, float]:
    """Give the floors that the tests hold to, by group and measure."""
    groups = {
        "read": measure.HARD_FLOORS,
        "reuse": reuse.FLOORS,
        "edit": copies.EDIT_FLOORS,
        "digits": digits.DIGIT_FLOORS,
    }
    floors = {
        f"{group} {name}": floor
        for group, named in groups.items()
        for name, floor in named.items()
    }
    return {
        **floors,
        "read each indicator": measure.INDICATOR_FLOOR,
        "reuse kinds": copies.KIND_FLOOR,
        "repeated statements": repeats.FLOOR,
    }


def objections(
    floors: dict[str, float], rows: Sequence[Pinned], earlier: Iterable[Pinned] = ()
) -> list[str]:
    """Say what is wrong with the floors, by the rows pinned now and those of an earlier commit."""
    said = [
        f"{row.measure}: the row of {row.floor} is gone; add a row instead"
        for row in earlier
        if row not in rows
    ]
    pinned: dict[str, float] = {}
    for row in rows:
        if row.floor < pinned.get(row.measure, 0) and not row.reason.strip():
            said.append(f"{row.measure}: lowered to {row.floor} without a reason")
        pinned[row.measure] = row.floor
    for name in sorted({*floors, *pinned}):
        if floors.get(name) != pinned.get(name):
            said.append(
                f"{name}: the floor is {floors.get(name)}, pinned is {pinned.get(name)}; add a row"
            )
    return said
