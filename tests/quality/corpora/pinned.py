"""What the reader gets right of the corpora, pinned in two files beside this one."""

import json
from pathlib import Path

from tests.quality.corpora.cases import FOLDER, check_case, load_cases
from tests.quality.corpora.sentences import load_sentences, score_sentence

SENTENCES = Path(__file__).with_name("sentences.tsv")
CASES = Path(__file__).with_name("cases-not-right.json")

PIN = "pin what was gained: python -m tests.quality.corpora --pin"


def measure_sentences() -> dict[str, str]:
    """Score every sentence, by name."""
    return {sentence.name: score_sentence(sentence) for sentence in load_sentences()}


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


def list_lost_sentences(now: dict[str, str], pinned: dict[str, str]) -> list[str]:
    """List the sentences of which something is no longer right."""
    return [
        f"{name}: {pinned[name]} was right, now {score}"
        for name, score in now.items()
        if name in pinned and _is_worse(score, pinned[name])
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


def write_pins(sentences: dict[str, str], cases: dict[str, list[str]]) -> None:
    """Write both files anew."""
    lines = [f"{name}\t{score}" for name, score in sentences.items()]
    SENTENCES.write_text("\n".join([*lines, ""]), encoding="utf-8")
    CASES.write_text(
        json.dumps(cases, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


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
