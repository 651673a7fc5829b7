"""Measure how well reuse is found in the planted collection: `python -m tests.quality.eval.reuse`."""

from collections import defaultdict
from itertools import permutations

from rich.console import Console
from rich.table import Table

from tasks.model.report import SIMILARITY_THRESHOLD, ReuseKind
from tasks.tables.reuse.paragraph_index import normalize_words
from tasks.tables.reuse.search import _measure_similarity
from tests.arguments import read_arguments
from tests.quality.eval.collection import (
    Planted,
    Text,
    collection,
    reports_table,
    sections_table,
)
from tests.quality.eval.copies import measure_copies
from tests.quality.eval.finding import find_reuse
from tests.quality.eval.rate import Rate

REPORTS = 400
CHANGES = (0, 1, 2, 3, 4)
# A changed floor needs a row in floors.csv, a lowered one with its reason.
FLOORS = {"boilerplate": 0.99, "last_year": 0.98, "copied": 0.98}

# A paragraph (report_id, start) and a kind, with the reports that may be named; none = any
Claims = dict[tuple[str, int, str], set[str]]


def measure(reports: int = REPORTS, changes: int = 1) -> dict[str, Rate]:
    """Find the reuse of a planted collection, and rate it by kind.

    `changes` words of each copy are others.
    """
    planted = list(collection(reports, changes=changes))
    found: Claims = {
        (row["report_id"], row["start_offset"], row["kind"]): {row["other_report_id"]}
        for row in find_reuse(
            reports_table(planted), sections_table(planted)
        ).rows.to_pylist()
    }
    wanted = _wanted(planted)
    rates: dict[str, Rate] = {name: Rate() for name in FLOORS}
    for key in sorted({*wanted, *found}):
        rate = rates.setdefault(key[2], Rate())
        right = (
            key in wanted
            and key in found
            and (not wanted[key] or found[key] <= wanted[key])
        )
        rate.add(
            right,
            key in found and not right,
            key in wanted and not right,
            f"{key}: {found.get(key)}",
        )
    return rates


def _wanted(planted: list[Planted]) -> Claims:
    """Say what must be found: the copies of each text that are still alike.

    Each comes from a report that is not of a later year.
    """
    families: dict[int, list[tuple[Planted, int, Text]]] = defaultdict(list)
    for one in planted:
        for start, text in zip(one.starts(), one.texts, strict=True):
            families[text.family].append((one, start, text))
    wanted: Claims = defaultdict(set)
    for family, members in families.items():
        if family < 0:
            wanted |= {
                (one.report_id, start, ReuseKind.BOILERPLATE.value): set()
                for one, start, _ in members
            }
            continue
        for (one, start, text), (other, _, source) in permutations(members, 2):
            kind = ReuseKind.COPIED if one.names != other.names else ReuseKind.LAST_YEAR
            ours, theirs = (
                [normalize_words(text.words)],
                [normalize_words(source.words)],
            )
            if (
                other.year <= one.year
                and one is not other
                and _measure_similarity(ours, theirs)[0][0] >= SIMILARITY_THRESHOLD
            ):
                wanted[one.report_id, start, kind.value].add(other.report_id)
    return wanted


def main() -> None:
    """Print precision and recall by kind, for copies of which more and more words are others.

    Then by edit.
    """
    table = Table(
        "words changed", "kind", "right", "spurious", "missed", "precision", "recall"
    )
    for changes in CHANGES:
        for kind, rate in measure(changes=changes).items():
            counts = map(str, (rate.right, rate.spurious, rate.missed))
            table.add_row(
                str(changes),
                kind,
                *counts,
                f"{rate.precision:.4f}",
                f"{rate.recall:.4f}",
            )
    Console().print(table)
    for heading, rates in zip(("edit", "kind"), measure_copies(), strict=True):
        title = (
            "Paragraphs of written reports, planted again with an edit;"
            f" similar from {SIMILARITY_THRESHOLD} on"
        )
        table = Table(
            heading, "right", "spurious", "missed", "precision", "recall", title=title
        )
        for name, rate in rates.items():
            counts = map(str, (rate.right, rate.spurious, rate.missed))
            table.add_row(name, *counts, f"{rate.precision:.4f}", f"{rate.recall:.4f}")
        Console().print(table)


if __name__ == "__main__":
    read_arguments(__doc__)
    main()
