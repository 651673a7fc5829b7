"""Measure the reader on reports from the writer; the floors that the tests hold it to."""

from collections import defaultdict
from collections.abc import Iterable

from deploy.demo.writer import write
from tests.eval.score import Rate, read_bytes, score

REPORTS = 500

# Lowering a floor needs a reason in the commit that does it.
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
    "issues": 0.97,
    "joined": 0.99,
    "absent": 0.995,
}


def measure(seeds: Iterable[int]) -> dict[str, Rate]:
    """Write a report for each seed, read it from its damaged plain text, and add up the rates by measure."""
    rates: dict[str, Rate] = defaultdict(Rate)
    for seed in seeds:
        written = write(seed)
        _, reading = read_bytes(written.plain().encode())
        score(reading, written.truth, rates, str(seed))
    return rates
