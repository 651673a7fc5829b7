"""Sentences with marked numbers: `⟦45.6万元|fines_amount|=456000 元⟧`, and what the reader makes of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tasks.model.report import Comparator, Quantity
from tasks.report.facts import DocumentHints
from tests.quality.eval.score import read_bytes

FOLDER = Path(__file__).parent
FILES = ("sentences-1.txt", "sentences-2.txt")
_MARK = re.compile("⟦([^⟧]*)⟧")
# `455件`, `1,024人次`
_PRINTED = re.compile(r"([\d.,，]+)(.*)")
_COMPARATORS = {comparator.value: comparator for comparator in Comparator}


@dataclass(frozen=True, slots=True)
class MarkedNumber:
    """One number of a sentence with what is right: `code` is null where no code fits."""

    start: int
    end: int
    value: Decimal
    unit: str
    code: str | None
    comparator: Comparator | None


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """One record: its name (file and line), its words without marks, and the numbers in them."""

    name: str
    text: str
    numbers: tuple[MarkedNumber, ...]


def load_sentences() -> Iterator[MarkedSentence]:
    """Yield every record of every file."""
    for file in FILES:
        lines = (FOLDER / file).read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            if "\t" in line and not line.startswith("#"):
                yield parse_sentence(f"{file}:{number}", line.rpartition("\t")[2])


def parse_sentence(name: str, marked: str) -> MarkedSentence:
    """Split a record into its words and its marks."""
    text, numbers, last = "", [], 0
    for match in _MARK.finditer(marked):
        printed, code, *fields = match[1].split("|")
        text += marked[last : match.start()]
        numbers.append(_parse_mark(len(text), printed, code, fields))
        text += printed
        last = match.end()
    return MarkedSentence(name, text + marked[last:], tuple(numbers))


def _parse_mark(start: int, printed: str, code: str, fields: list[str]) -> MarkedNumber:
    normalized = next((field[1:] for field in fields if field.startswith("=")), None)
    if normalized is not None:
        value, _, unit = normalized.partition(" ")
    else:
        match = _PRINTED.fullmatch(printed)
        assert match is not None, f"{printed}: needs its value, behind `=`"
        value, unit = match[1].replace(",", "").replace("，", ""), match[2]
    comparator = next((field[4:] for field in fields if field.startswith("cmp=")), None)
    return MarkedNumber(
        start=start,
        end=start + len(printed),
        value=Decimal(value),
        unit=unit,
        code=None if code == "-" else code,
        comparator=_COMPARATORS[comparator] if comparator else None,
    )


def score_sentence(sentence: MarkedSentence) -> str:
    """Say what is right of each number, and how many were found that are none: `nvic nv-c +1`.

    `n` found, `v` value and unit, `i` indicator, `c` comparator; `-` where one is not right.
    """
    _, reading = read_bytes(
        sentence.text.encode(), DocumentHints("http://example.cn/a.txt")
    )
    # one line of text stays as it is, so that offsets are those of the record
    left = list(reading.quantities)
    words = []
    for number in sentence.numbers:
        found = [q for q in left if q.start < number.end and number.start < q.end]
        words.append(_score_number(number, found[0] if found else None))
        for quantity in found[:1]:
            left.remove(quantity)
    if left:
        words.append(f"+{len(left)}")
    return " ".join(words)


def _score_number(number: MarkedNumber, found: Quantity | None) -> str:
    if found is None:
        return "----"
    same = found.value == number.value and found.unit == number.unit
    return "".join(
        (
            "n",
            "v" if same else "-",
            "i" if found.indicator == number.code else "-",
            "c" if found.comparator == number.comparator else "-",
        )
    )
