"""Measure the reader on reports from the writer; the floors that the tests hold it to."""

from collections import defaultdict
from collections.abc import Iterable

from deploy.demo.writer import write
from tests.quality.eval.outline import HEADINGS, ITEMS, KINDS
from tests.quality.eval.rate import Rate
from tests.quality.eval.score import read_bytes, score

# So many with the usual marks, and so many with all others.
REPORTS = (1000, 1000)
FEWER = (500, 200)

# A changed floor needs a row in floors.csv, a lowered one with its reason.
FLOORS = {
    "title": 0.99,
    "organ": 0.99,
    "organ_kind": 0.985,
    "report_year": 0.995,
    "document_number": 0.995,
    "published": 0.995,
    "source": 0.995,
    "sections": 0.99,
    "kinds": 0.99,
    "items": 0.99,
    "statutory": 0.99,
    "quantities": 0.98,
    "indicators": 0.97,
    "periods": 0.98,
    "changes": 0.98,
    "checks": 0.97,
    "issues": 0.97,
    "joined": 0.99,
    "absent": 0.995,
}
# Of each indicator, `indicator CODE`
INDICATOR_FLOOR = 0.95
# By style, kind and how sure a kind is: of hard reports only.
HARD_FLOORS = {
    **FLOORS,
    **{f"heading {style}": 0.99 for style in HEADINGS},
    **{f"item {style}": 0.99 for style in ITEMS},
    **{f"kind {kind}": 0.99 for kind in KINDS},
    "merged": 0.98,
    "certain kinds": 0.995,
    "likely kinds": 0.985,
    "guess kinds": 0.97,
}


def floor_of(name: str) -> float:
    """Give the floor that a measure is held to."""
    return INDICATOR_FLOOR if name.startswith("indicator ") else HARD_FLOORS[name]


def measure(seeds: Iterable[int], *, hard: bool = False) -> dict[str, Rate]:
    """Write a report for each seed, read it from its damaged copy, and add up the rates by measure.

    `hard` reports have every style of numbers, headings and items; those with bold headings are read from
    HTML.
    """
    rates: dict[str, Rate] = defaultdict(Rate)
    for seed in seeds:
        written = write(seed, hard=hard)
        bold = bool(
            written.style.marks and written.style.marks.scheme.startswith("bold")
        )
        body = (
            f"<html><body><div>{written.html()}</div></body></html>"
            if bold
            else written.plain()
        )
        _, reading = read_bytes(body.encode())
        truth = (
            {**written.truth, "published": None, "source": None}
            if bold
            else written.truth
        )
        score(reading, truth, rates, str(seed))
    return rates
