"""The signs that a match of a pattern can begin with, so that few patterns need be tried on a text."""

import re
from collections.abc import Iterator

_NONE: frozenset[str] = frozenset()
# `?`, `*`, `{0,6}`: what stands before it may be missing
_QUANTIFIER = re.compile(r"(?P<optional>[?*]|\{0?,\d*\})|\+|\{\d+(?:,\d*)?\}")
# `(?<!不)受理`: nothing is taken in by what looks around
_LOOKING_AROUND = ("?=", "?!", "?<=", "?<!")
_CLOSING = {"(": ")", "[": "]"}


def find_first_signs(pattern: str) -> frozenset[str]:
    """Find the signs one of which every match of a pattern begins with; empty where that cannot be told.

    Of `处罚|(?<!不)受理|(?:行政)?复议` these are 处, 受, 行 and 复.
    """
    signs: set[str] = set()
    for words in _split_alternatives(pattern):
        found = _find_in_sequence(words)
        if not found:
            return _NONE
        signs |= found
    return frozenset(signs)


def _split_alternatives(pattern: str) -> Iterator[str]:
    start = place = 0
    while place < len(pattern):
        if pattern[place] == "|":
            yield pattern[start:place]
            start = place + 1
        place = _find_end(pattern, place)
    yield pattern[start:]


def _find_in_sequence(words: str) -> frozenset[str]:
    """Find the first signs of an alternative: of its first item, and of the next if that may be missing."""
    signs: frozenset[str] = _NONE
    place = 0
    while place < len(words):
        end = _find_end(words, place)
        item = words[place:end]
        quantifier = _QUANTIFIER.match(words, end)
        place = quantifier.end() if quantifier else end
        if item[1:].startswith(_LOOKING_AROUND) and item[0] == "(":
            continue
        found = _find_in_item(item)
        if not found:
            return _NONE
        signs |= found
        if quantifier is None or not quantifier["optional"]:
            return signs
    return _NONE


def _find_in_item(item: str) -> frozenset[str]:
    if item[0] == "(":
        return find_first_signs(item[1:-1].removeprefix("?:"))
    if item[0] == "[":
        is_plain = not set(item) & set("^-\\")
        return frozenset(item[1:-1]) if is_plain else _NONE
    return _NONE if item[0] in ".\\^$" else frozenset(item)


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
