"""What the reader gets right of the corpora, pinned in three files beside this one."""

import csv
import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from tests.quality.corpora.cases import FOLDER, check_case, load_cases
from tests.quality.corpora.scoring import (
    Rates,
    SentenceScore,
    add_rates,
    score_sentences,
)
from tests.quality.corpora.sentences import load_sentences

SENTENCES = Path(__file__).with_name("sentences.tsv")
FLOORS = Path(__file__).with_name("floors.csv")
CASES = Path(__file__).with_name("cases-not-right.json")

PIN = "pin what was gained: python -m tests.quality.corpora --pin"


# A family's measures: precision and recall of what is said, rounded down.
Shares = dict[tuple[str, str], tuple[float, float]]
ALL_FAMILIES = "all"


def measure_sentences() -> dict[str, SentenceScore]:
    """Score every sentence, by name, in the order of the files."""
    sentences = list(load_sentences())
    scores = score_sentences(sentences)
    return {sentence.name: scores[sentence.name] for sentence in sentences}


def measure_families(scores: Mapping[str, SentenceScore]) -> dict[str, Rates]:
    """Add up the measures of each family, and of all."""
    by_family: dict[str, list[SentenceScore]] = defaultdict(list)
    for sentence in load_sentences():
        by_family[sentence.family].append(scores[sentence.name])
    rates = {family: add_rates(several) for family, several in by_family.items()}
    return {**rates, ALL_FAMILIES: add_rates(scores.values())}


def compute_shares(families: Mapping[str, Rates]) -> Shares:
    """Compute precision and recall of each family's measures, rounded down to a thousandth."""
    return {
        (family, measure): (
            int(rate.precision * 1000) / 1000,
            int(rate.recall * 1000) / 1000,
        )
        for family, rates in families.items()
        for measure, rate in sorted(rates.items())
    }


def load_floors() -> Shares:
    """Load the least that precision and recall of each family's measures may be."""
    with FLOORS.open(encoding="utf-8", newline="") as file:
        return {
            (row["family"], row["measure"]): (
                float(row["precision"]),
                float(row["recall"]),
            )
            for row in csv.DictReader(file)
        }


def list_below_floors(shares: Shares, floors: Shares) -> list[str]:
    """List the measures that fell below their floors; one of which nothing is left has fallen."""
    return [
        f"{' '.join(name)}: {shares.get(name)}, floor {floor}"
        for name, floor in floors.items()
        if any(
            got < least
            for got, least in zip(shares.get(name, (0, 0)), floor, strict=True)
        )
    ]


def measure_cases() -> dict[str, list[str]]:
    """List what is not right of every file, by its place."""
    wrong: dict[str, list[str]] = {}
    for path, right in load_cases():
        misses = [what for what, good in check_case(path, right).items() if not good]
        if misses:
            wrong[path.relative_to(FOLDER).as_posix()] = misses
    return wrong


def load_pinned_sentences() -> dict[str, str]:
    """Load what is pinned of the sentences, by name."""
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def load_pinned_cases() -> dict[str, list[str]]:
    """Load what is known not to be right of the cases, by place."""
    known: dict[str, list[str]] = json.loads(CASES.read_text(encoding="utf-8"))
    return known


def list_lost_sentences(
    now: Mapping[str, SentenceScore], pinned: Mapping[str, str]
) -> list[str]:
    """List the sentences of which something is no longer right."""
    return [
        f"{name}: {pinned[name]} was right, now {score.marks}"
        for name, score in now.items()
        if name in pinned and _is_worse(score.marks, pinned[name])
    ]


def list_lost_cases(
    now: dict[str, list[str]], known: dict[str, list[str]]
) -> list[str]:
    """List the values of cases that are no longer right."""
    return [
        f"{name}: {what}"
        for name, misses in now.items()
        for what in misses
        if what not in known.get(name, ())
    ]


def write_pins(
    sentences: Mapping[str, SentenceScore], cases: dict[str, list[str]]
) -> None:
    """Write the files anew; a floor that was reached rises, and none falls."""
    lines = [f"{name}\t{score.marks}" for name, score in sentences.items()]
    SENTENCES.write_text("\n".join([*lines, ""]), encoding="utf-8")
    _write_floors(compute_shares(measure_families(sentences)))
    CASES.write_text(
        json.dumps(cases, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def _write_floors(shares: Shares) -> None:
    floors = load_floors() if FLOORS.exists() else {}
    with FLOORS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("family", "measure", "precision", "recall"))
        for name in {**floors, **shares}:
            floor = map(max, shares.get(name, (0, 0)), floors.get(name, (0, 0)))
            writer.writerow((*name, *floor))


def _is_worse(score: str, pinned: str) -> bool:
    """Compare two scores word by word: a letter that is gone, or one more number that is none."""
    marks, false = _split_score(score)
    pinned_marks, pinned_false = _split_score(pinned)
    lost = any(
        old not in ("-", new)
        for mark, before in zip(marks, pinned_marks, strict=True)
        for new, old in zip(mark, before, strict=True)
    )
    return lost or false > pinned_false


def _split_score(score: str) -> tuple[list[str], int]:
    words = score.split()
    if words and words[-1].startswith("+"):
        return words[:-1], int(words[-1])
    return words, 0
