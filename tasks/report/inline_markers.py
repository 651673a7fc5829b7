"""Numbered headings inside running text: of reports in one paragraph, and where a line break was lost.

Precision first: numbers count only as a run (一、 with a 二、 behind it), each behind the end of a sentence.
A list inside a sentence, its parts set off by ； or 、, has no headings.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, zip_longest

from tasks.report.markers import ItemMarker, Marker, find_item_markers, match_marker
from tasks.report.section_kinds import CALL_OPENING


def find_items(paragraphs: Sequence[tuple[int, str]]) -> list[ItemMarker]:
    """Find the items in the paragraphs under one heading, each given with its offset, as offsets into the
    text.

    A first number opens a list and any later one goes on with it; a lone 二是 or 其次 inside a sentence opens
    none.
    """
    lists: dict[str, list[list[ItemMarker]]] = {}
    for offset, words in paragraphs:
        for item in find_item_markers(words):
            runs = lists.setdefault(item.style.name, [])
            last = runs[-1][-1].number if runs else 0
            number = item.number or (last and last + 1)
            placed = replace(item, number=number, offset=offset + item.offset)
            if number == 1:
                runs.append([placed])
            elif last and last < number <= last + 2:
                runs[-1].append(placed)
    kept = [
        item
        for runs in lists.values()
        for run in runs
        if len(run) > 1 or run[0].style.may_stand_alone
        for item in run
    ]
    return sorted(kept, key=lambda item: item.offset)


# Behind the end of a sentence a number may go on with a run; behind a colon (`报告如下：`) it may only open
# one.
_BOUNDARY = re.compile(r"[。！？!?][”’」』）)]{0,2}|[：:]")
# `一、主要做法（一）加强领导。`: the first number of a lower style right behind a heading's words
_FIRST_BELOW = re.compile(r"[（(]一[）)]|(?<!\d)1[.、．](?!\d)|[（(]1[）)]|①|㈠|⑴|⒈")
_NO_HEADING = re.compile(r"[，。；：！？,;:!?]")
# A heading between two numbers is at most so long; a run whose members are shorter on average is a list of
# words.
_LONGEST_BETWEEN = 60
_SHORTEST_MEMBER = 12


@dataclass(slots=True)
class _MarkerRun:
    """Numbers of one style that follow each other: 一、 二、 三、."""

    members: list[Marker] = field(default_factory=list)

    def is_heading_run(self) -> bool:
        """Tell whether this is a run of headings, not a lone number or a list of words."""
        if len(self.members) < 2:
            return False
        length = self.members[-1].offset - self.members[0].offset
        return length >= _SHORTEST_MEMBER * (len(self.members) - 1)


def find_inline_markers(paragraph: str) -> list[Marker]:
    """Find the markers of headings in a paragraph, that at its start included, in order.

    None but the one at the start is given unless it belongs to a run.
    """
    opening = match_marker(paragraph)
    found = sorted(
        _iter_candidates(paragraph, opening), key=lambda marker: marker.offset
    )
    if not found:
        return [opening] if opening else []
    runs: list[_MarkerRun] = []
    open_runs: dict[float, _MarkerRun] = {}
    for marker in ([opening] if opening else []) + found:
        rank = marker.style.rank
        run = open_runs.get(rank)
        if marker is opening or (
            marker.number == 1
            and (run is None or marker.number <= run.members[-1].number)
        ):
            run = open_runs[rank] = _MarkerRun()
            runs.append(run)
        elif (
            run is None
            or marker.number != run.members[-1].number + 1
            or paragraph[marker.offset - 1] in "：:"
        ):
            continue
        run.members.append(marker)
        for lower in [other for other in open_runs if other > rank]:
            del open_runs[lower]
    kept = {
        marker.offset: marker
        for run in runs
        if run.is_heading_run()
        for marker in run.members
    }
    if opening:
        kept[0] = opening
    return [kept[at] for at in sorted(kept)]


def _iter_candidates(paragraph: str, opening: Marker | None) -> Iterator[Marker]:
    """Yield the markers behind the end of a sentence, and those right behind the heading of another marker."""
    starts: list[Marker] = [opening] if opening else []
    for boundary in _BOUNDARY.finditer(paragraph):
        marker = match_marker(paragraph, boundary.end())
        if marker and marker.label.strip("（(")[:1] not in "）)":
            starts.append(marker)
            yield marker
    for first in starts:
        yield from _iter_lower_markers(paragraph, first)


def _iter_lower_markers(paragraph: str, above: Marker) -> Iterator[Marker]:
    """Yield the first number of a lower style where only a heading's words stand between.

    And so on downwards.
    """
    start = above.offset + len(above.label)
    found = _FIRST_BELOW.search(paragraph, start, start + _LONGEST_BETWEEN)
    if (
        not found
        or found.start() == start
        or _NO_HEADING.search(paragraph[start : found.start()].replace("，", "", 2))
    ):
        return
    marker = match_marker(paragraph, found.start())
    if marker and marker.style.rank > above.style.rank:
        yield marker
        yield from _iter_lower_markers(paragraph, marker)


def split_at_markers(
    paragraph: str, markers: Sequence[Marker]
) -> Iterator[tuple[Marker, str]]:
    """Yield each marker with the words from it up to the next one."""
    for marker, following in zip_longest(markers, markers[1:]):
        yield (
            marker,
            paragraph[
                marker.offset : following.offset if following else len(paragraph)
            ],
        )


# 强化组织领导。|成立…, 政务公开方面：|全年…; what follows is no further phrase
_PHRASE_OPENING = re.compile(
    r"(?P<phrase>[一-鿿“”、]{4,16})(?P<mark>[。：:])(?P<rest>.+)"
)
# 组织领导方面, 政务公开工作
_SUBJECT_END = re.compile(r"(?:方面|工作|建设|情况)$")
# These are sentences or speak to somebody: 我镇高度重视各项工作。, 会议要求做好各项工作：, 有关情况报告如下：
_NO_PHRASE = re.compile(
    r"^(?:[我全本各]|现将|会议|今年|去年|其中)|如下|要求|指出|[是了]"
)
_FEWEST_PHRASES = 3
_SHORTEST_PHRASE_TEXT = 20
# Between the longest and the shortest phrase of a row.
_LARGEST_LENGTH_GAP = 6


def _parse_opening_phrase(paragraph: str) -> tuple[str, str] | None:
    """Give the phrase that a paragraph opens with and its build: the mark behind it, and a call's or a
    subject's words.

    Null for one with any other marker in it, and where nothing follows the phrase.
    """
    opening = _PHRASE_OPENING.match(paragraph)
    if opening is None or len(opening["rest"].strip()) < _SHORTEST_PHRASE_TEXT:
        return None
    phrase = opening["phrase"]
    if (
        _NO_PHRASE.search(phrase)
        or find_inline_markers(paragraph)
        or next(find_item_markers(paragraph), None)
    ):
        return None
    subject = _SUBJECT_END.search(phrase)
    if CALL_OPENING.match(phrase):
        return phrase, "call" + opening["mark"]
    return (phrase, subject.group() + opening["mark"]) if subject else None


def find_phrase_items(
    paragraphs: Sequence[tuple[int, str]],
) -> Iterator[tuple[int, str]]:
    """Yield offset and phrase of each item among the paragraphs under one heading, given with their offsets.

    At least three in a row, of one build and about one length; every paragraph from the first to the last is
    one.
    """
    found = [(offset, _parse_opening_phrase(words)) for offset, words in paragraphs]
    for build, row in groupby(found, key=lambda entry: entry[1] and entry[1][1]):
        if build is None:
            continue
        items = [(offset, opening[0]) for offset, opening in row if opening]
        lengths = [len(phrase) for _, phrase in items]
        if (
            len(items) >= _FEWEST_PHRASES
            and max(lengths) - min(lengths) <= _LARGEST_LENGTH_GAP
        ):
            yield from items
