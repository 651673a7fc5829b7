"""`python -m tests.quality.corpora [--pin]`: print how much of the corpora is right, and what was lost."""

import argparse
import sys
from collections import Counter

from tests.quality.corpora import pinned


def main() -> None:
    """Measure, and pin what was gained unless something was lost; end with 1 when something was."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--pin", action="store_true", help="write what is right now")
    options = parser.parse_args()
    sentences, cases = pinned.measure_sentences(), pinned.measure_cases()
    lost: list[str] = []
    if pinned.SENTENCES.exists():
        lost += pinned.list_lost_sentences(sentences, pinned.load_pinned_sentences())
        lost += pinned.list_lost_cases(cases, pinned.load_pinned_cases())
    for line in (
        *_summarize(sentences),
        f"cases: {sum(map(len, cases.values()))} values not right",
        *lost,
    ):
        print(line)  # noqa: T201
    if options.pin and not lost:
        pinned.write_pins(sentences, cases)
    sys.exit(bool(lost))


def _summarize(sentences: dict[str, str]) -> list[str]:
    """Say how many numbers have which letter right."""
    marks = [
        word for score in sentences.values() for word in score.split() if word[0] != "+"
    ]
    letters = Counter("".join(marks))
    names = {"n": "found", "v": "value and unit", "i": "indicator", "c": "comparator"}
    return [
        f"{name}: {letters[letter]} of {len(marks)}" for letter, name in names.items()
    ]


if __name__ == "__main__":
    main()
