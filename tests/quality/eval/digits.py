"""Measure how many of the digits and numerals of all corpora are read as something, and hold it to floors."""

import re
from collections.abc import Iterator
from pathlib import Path

from deploy.demo.writer import write
from tasks.model.errors import UnreadableDocument
from tasks.report.digits import DigitKind, account_for_digits
from tests.quality.corpora.sentences import FILES
from tests.quality.corpora.sentences import FOLDER as CORPORA
from tests.quality.eval.rate import Rate
from tests.quality.eval.score import read_bytes
from tests.quality.golden.test_seeds import SEEDS

# So many written reports with the usual marks, and so many with all others.
_WRITTEN = 100
# Shares of the runs that are read as something; a changed one needs a row in floors.csv.
DIGIT_FLOORS = {"sentences": 1.0, "cases": 0.98, "written": 1.0, "seeds": 1.0}
_MARK = re.compile(r"⟦([^|⟧]*)[^⟧]*⟧")


def measure_digits() -> dict[str, Rate]:
    """Count the runs that were read as something and those that were not, by corpus.

    `misses` name each unread one. The seeds are measured where they are at hand.
    """
    corpora = {
        "sentences": _iter_sentences(),
        "cases": _iter_cases(),
        "written": _iter_written(),
        "seeds": (path.read_bytes() for path in sorted(SEEDS.glob("*.txt"))),
    }
    return {name: _count_read(bodies) for name, bodies in corpora.items()}


def _iter_sentences() -> Iterator[bytes]:
    """Yield the sentences without their marks, all of a file as one text."""
    for file in FILES:
        marked = (CORPORA / file).read_text(encoding="utf-8")
        lines = (line for line in marked.splitlines() if "\t" in line)
        words = "\n".join(line.rpartition("\t")[2] for line in lines)
        yield _MARK.sub(r"\1", words).encode()


def _iter_cases() -> Iterator[bytes]:
    """Yield the small files of the kind `reading`, but for the list of titles."""
    for path in sorted(Path(CORPORA, "cases", "reading").iterdir()):
        if path.suffix in (".txt", ".html") and path.name != "titles.txt":
            yield path.read_bytes()


def _iter_written() -> Iterator[bytes]:
    for hard in (False, True):
        for seed in range(_WRITTEN):
            yield write(seed, hard=hard).plain().encode()


def _count_read(bodies: Iterator[bytes]) -> Rate:
    rate = Rate()
    for body in bodies:
        try:
            _, reading = read_bytes(body)
        except UnreadableDocument:
            continue
        text = reading.report.text
        for run in account_for_digits(text, reading.quantities):
            is_read = run.kind is not DigitKind.UNREAD
            note = run.describe_place(text)
            rate.add(int(is_read), 0, int(not is_read), note)
    return rate
