"""The codebook of indicators, and the rules by which a number becomes one.

`data/lookups/indicators.csv` defines the indicators; `indicator_rules.csv` says by which words a number is
one: the subject that is spoken of, an action, an object and the units it is counted in, and the words that
must not stand beside it. `indicator_words.csv` holds the vocabularies that the rules name in braces.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tasks.model.project_files import (
    LOOKUPS,
    Cells,
    ensure_valid,
    read_keyed_lookup,
    read_lookup,
)
from tasks.model.table_rules import MEASURES

_INDICATORS_CSV = LOOKUPS / "indicators.csv"
_RULES_CSV = LOOKUPS / "indicator_rules.csv"
_WORDS_CSV = LOOKUPS / "indicator_words.csv"
_INDICATOR_COLUMNS = (
    "code", "name_zh", "name_en", "group", "unit", "measure", "additive", "parent",
    "definition_zh", "definition_en", "includes", "excludes", "source", "formerly",
)  # fmt: skip
_RULE_COLUMNS = (
    "code", "subject", "action", "object", "unit", "without", "example",
)  # fmt: skip
_WORD_COLUMNS = ("name", "words")
_SUBJECT_PREFIX = "subject:"
_MENTION_PREFIX = "mention:"
_TOPIC_PREFIX = "topic:"
# Among a rule's subjects: nothing that is a subject is spoken of
_NO_SUBJECT = "none"
# As a rule's code: what is counted is of the codebook's fields, but none of its indicators
NO_CODE = "none"
_VOCABULARY = re.compile(r"\{([a-z][a-z:_]*)\}")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One code of the codebook: names, group, usual unit, measure, and the code that it is a part of.

    `measure` is one of `MEASURES`; `formerly` is the code's old name.
    """

    code: str
    name_zh: str
    name_en: str
    group: str
    unit: str
    measure: str
    additive: str
    parent: str
    definition_zh: str
    definition_en: str
    includes: str
    excludes: str
    source: str
    formerly: str


@dataclass(frozen=True, slots=True)
class IndicatorRule:
    """One way in which reports speak of an indicator, or, with the code `none`, of what is no indicator.

    The sentence must speak of one of the `subjects` at the number (null: of none that there is), or mention
    one of `mentions` up to it, or of `topics` in what was said before the sentence, too; with none of these,
    any will do. Each pattern of `terms` must be found in the
    number's phrase, and `without` must not. `example` is a sentence whose number in ⟦⟧ is the indicator.
    `openings` are the up to four signs that a match of each term begins with; empty where any may be the
    first.
    """

    code: str
    subjects: frozenset[str | None]
    mentions: tuple[re.Pattern[str], ...]
    topics: tuple[re.Pattern[str], ...]
    terms: tuple[re.Pattern[str], ...]
    units: frozenset[str]
    without: re.Pattern[str] | None
    example: str
    openings: tuple[frozenset[str], ...]

    def may_be_about(self, subject: str | None) -> bool:
        """Tell whether the rule fits where a subject is spoken of, or may fit by what is mentioned."""
        is_mentioned = bool(self.mentions or self.topics)
        return subject in self.subjects or is_mentioned or not self.subjects


@cache
def load_indicators() -> tuple[Indicator, ...]:
    """Load the codebook, once.

    Raises ConfigurationError naming file, line and column.
    """
    rows = read_keyed_lookup(_INDICATORS_CSV, _INDICATOR_COLUMNS)
    codes = {cells["code"] for _, cells in rows}
    names = ("name_zh", "name_en", "group", "unit", "measure", "additive")
    for line, cells in rows:
        checks = {name: (bool(cells[name]), "must be filled in") for name in names}
        parent = cells["parent"]
        is_known = not parent or parent in codes
        checks["parent"] = (is_known, "must be a code of the file")
        words = ", ".join(MEASURES)
        checks["measure"] = (cells["measure"] in MEASURES, f"must be one of {words}")
        ensure_valid(_INDICATORS_CSV, line, cells, checks)
    return tuple(Indicator(**cells) for _, cells in rows)


@cache
def load_rules() -> tuple[IndicatorRule, ...]:
    """Load the rules, once, in the file's order.

    Raises ConfigurationError naming file, line and column.
    """
    known = {indicator.code for indicator in load_indicators()} | {NO_CODE}
    rows = read_lookup(_RULES_CSV, _RULE_COLUMNS)
    return tuple(_parse_rule(line, cells, known) for line, cells in rows)


@cache
def load_subjects() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Load the subjects that a report may speak of, each with the pattern of its words.

    Raises ConfigurationError naming file, line and column.
    """
    vocabularies = _load_vocabularies()
    subjects = {name for name in vocabularies if name.startswith(_SUBJECT_PREFIX)}
    return tuple(
        (name.removeprefix(_SUBJECT_PREFIX), re.compile(vocabularies[name]))
        for name in sorted(subjects)
    )


def list_indicator_words() -> list[tuple[str, ...]]:
    """List what rows of quantities depend on of rules and codebook, in the files' order, which counts.

    Names and definitions reach no row. Raises ConfigurationError.
    """
    rules = [
        tuple(cells.values()) for _, cells in read_lookup(_RULES_CSV, _RULE_COLUMNS)
    ]
    parents = [(entry.code, entry.parent) for entry in load_indicators()]
    return [*rules, *_load_vocabularies().items(), *parents]


@cache
def _load_vocabularies() -> dict[str, str]:
    """Load the vocabularies by name, each as the words of one alternation; one may name others in braces."""
    found: dict[str, str] = {}
    for line, cells in read_keyed_lookup(_WORDS_CSV, _WORD_COLUMNS):
        words = _expand_words(cells["words"], found)
        wrong = _find_wrong_pattern(words)
        ensure_valid(_WORDS_CSV, line, cells, {"words": (not wrong, wrong)})
        found[cells["name"]] = words
    return found


def _expand_words(words: str, vocabularies: dict[str, str]) -> str:
    """Put the words of each vocabulary in the place of its name; an unknown name stays."""
    return _VOCABULARY.sub(
        lambda match: vocabularies.get(match[1], match.group()), words
    )


def _find_wrong_pattern(words: str) -> str:
    """Say what is wrong with an alternation of words; empty when nothing is."""
    if _VOCABULARY.search(words):
        return "names a vocabulary that stands nowhere above; mend the name"
    try:
        re.compile(words)
    except (re.error, OverflowError, RecursionError) as error:
        return f"is no regular expression ({error}); mend it"
    if words:
        return ""
    return "must be filled in"


def _list_units(units: str) -> frozenset[str]:
    """List the units of a rule; what is counted in 轮 is counted in 轮次, too, and what in 次 in 回."""
    listed = frozenset(units.split("|"))
    if "轮" in listed:
        listed |= {"轮次"}
    if "次" in listed:
        listed |= {"回"}
    return listed


def _parse_rule(line: int, cells: Cells, known: set[str]) -> IndicatorRule:
    vocabularies = _load_vocabularies()
    terms = [
        _expand_words(group, vocabularies)
        for name in ("action", "object")
        for group in cells[name].split()
    ]
    units = _expand_words(cells["unit"], vocabularies)
    without = _expand_words(cells["without"], vocabularies)
    about = cells["subject"].split("|") if cells["subject"] else []
    subjects = {name for name in about if _SUBJECT_PREFIX + name in vocabularies}
    mentions = [name for name in about if _MENTION_PREFIX + name in vocabularies]
    named = {name for name in about if name.startswith(_TOPIC_PREFIX)}
    named &= vocabularies.keys()
    topics = [re.compile(vocabularies[name]) for name in sorted(named)]
    unknown = set(about) - subjects - set(mentions) - named - {_NO_SUBJECT}
    wrong_terms = next(filter(None, map(_find_wrong_pattern, terms)), "")
    checks = {
        "code": (cells["code"] in known, "must be a code of indicators.csv"),
        "subject": (not unknown, "must be a subject or mention of indicator_words.csv"),
        "action": (not wrong_terms, wrong_terms),
        "unit": (bool(units) and not _VOCABULARY.search(units), "must name units"),
        "without": (not without or not _find_wrong_pattern(without), "is no pattern"),
        "example": ("⟦" in cells["example"], "must hold the number in ⟦⟧"),
    }
    ensure_valid(_RULES_CSV, line, cells, checks)
    openings = (find_openings(term, _LONGEST_OPENING) for term in terms)
    return IndicatorRule(
        code=cells["code"],
        subjects=frozenset(subjects) | ({None} if _NO_SUBJECT in about else set()),
        mentions=tuple(
            re.compile(vocabularies[_MENTION_PREFIX + name]) for name in mentions
        ),
        topics=tuple(topics),
        terms=tuple(map(re.compile, terms)),
        units=_list_units(units),
        without=re.compile(without) if without else None,
        example=cells["example"],
        openings=tuple(openings),
    )


_NONE: frozenset[str] = frozenset()
# How many signs of a term are looked at, and how many openings it may have before it is not followed further
_LONGEST_OPENING = 4
_MOST_OPENINGS = 64
# `?`, `*`, `{0,6}`: what stands before it may be missing
_QUANTIFIER = re.compile(r"(?P<optional>[?*]|\{0?,\d*\})|\+|\{\d+(?:,\d*)?\}")
# `(?<!不)受理`: nothing is taken in by what looks around
_LOOKING_AROUND = ("?=", "?!", "?<=", "?<!")
_CLOSING = {"(": ")", "[": "]"}


def find_openings(pattern: str, longest: int = 2) -> frozenset[str]:
    """Find the signs with one of which every match of a pattern begins; empty where any may.

    They are as many as `longest` where these are sure.
    Of `处罚|(?<!不)受理|(?:行政)?复议|讼[^，]` these are 处罚, 受理, 行政, 复议 and 讼.
    """
    openings: set[str] = set()
    for words in _split_alternatives(pattern):
        found = _open_sequence(words, longest)
        if "" in found:
            return _NONE
        openings |= found
    return frozenset(openings)


def _split_alternatives(pattern: str) -> Iterator[str]:
    start = place = 0
    while place < len(pattern):
        if pattern[place] == "|":
            yield pattern[start:place]
            start = place + 1
        place = _find_end(pattern, place)
    yield pattern[start:]


def _open_sequence(words: str, longest: int) -> set[str]:
    """Find the openings of an alternative, item by item; "" among them where it may begin with any sign."""
    found: set[str] = set()
    unfinished = {""}
    place = 0
    while place < len(words) and unfinished:
        end = _find_end(words, place)
        item = words[place:end]
        quantifier = _QUANTIFIER.match(words, end)
        place = quantifier.end() if quantifier else end
        if item[0] == "(" and item[1:].startswith(_LOOKING_AROUND):
            continue
        signs = _open_item(item, longest)
        if not signs or len(unfinished) * len(signs) > _MOST_OPENINGS:
            break
        longer = {(left + right)[:longest] for left in unfinished for right in signs}
        # behind a group, and behind what may come again, nobody knows what follows
        is_last = item[0] == "(" or (quantifier and quantifier.group() != "?")
        ends = longer if is_last else {one for one in longer if len(one) == longest}
        found |= ends
        going_on = longer - ends
        if quantifier is not None and quantifier["optional"]:
            going_on |= unfinished
        unfinished = going_on
    return found | unfinished


def _open_item(item: str, longest: int) -> frozenset[str]:
    if item[0] == "(":
        return find_openings(item[1:-1].removeprefix("?:"), longest)
    if item[0] == "[":
        is_plain = not set(item) & set("^-\\")
        if is_plain:
            return frozenset(item[1:-1])
        return _NONE
    if item[0] in ".\\^$":
        return _NONE
    return frozenset(item)


def _find_end(pattern: str, place: int) -> int:
    """Find where the item at a place ends: behind a sign, an escape, a class or a group."""
    opening = pattern[place]
    if opening == "\\":
        return place + 2
    if opening not in _CLOSING:
        return place + 1
    place += 1
    while pattern[place] != _CLOSING[opening]:
        is_nested = opening == "(" or pattern[place] == "\\"
        place = _find_end(pattern, place) if is_nested else place + 1
    return place + 1
