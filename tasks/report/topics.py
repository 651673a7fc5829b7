"""Topics of what falls short or is planned, by the words of `data/lookups/topics.csv`."""

import re
from collections.abc import Iterator
from functools import cache

from tasks.model.project_files import LOOKUPS, ensure_valid, read_keyed_lookup

_TOPICS_CSV = LOOKUPS / "topics.csv"
_COLUMNS = ("code", "name_zh", "name_en", "words")
# What is said up to here tells most of what a statement is about: 一是执法人员业务能力不强，
_OPENING = re.compile(r"[^，。；：\n]+")


def find_topics(statement: str) -> tuple[str, ...]:
    """Find the codes of the topics that a statement names.

    Those of its first clause come first, each part in the order of the words.
    """
    opening = _OPENING.match(statement)
    end = opening.end() if opening else 0
    places = []
    for order, (code, words) in enumerate(_load_topics().items()):
        found = list(words.finditer(statement))
        if found:
            first = found[0].start()
            places.append((first >= end, first, order, code))
    return tuple(code for *_, code in sorted(places))


def list_topic_codes() -> tuple[str, ...]:
    """List the codes. Raises ConfigurationError."""
    return tuple(_load_topics())


def list_topic_words() -> Iterator[tuple[str, ...]]:
    """List what rows depend on of the lookup. Raises ConfigurationError."""
    for code, words in _load_topics().items():
        yield code, words.pattern


@cache
def _load_topics() -> dict[str, re.Pattern[str]]:
    """Load the words of each topic, once.

    Raises ConfigurationError naming file, line and column.
    """
    topics = {}
    for line, cells in read_keyed_lookup(_TOPICS_CSV, _COLUMNS):
        filled = {name: (bool(cells[name]), "must be filled in") for name in _COLUMNS}
        ensure_valid(_TOPICS_CSV, line, cells, filled)
        try:
            topics[cells["code"]] = re.compile(cells["words"])
        except re.error as error:
            wrong = {"words": (False, f"is no pattern ({error})")}
            ensure_valid(_TOPICS_CSV, line, cells, wrong)
    return topics
