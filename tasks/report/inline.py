"""Numbered headings inside running text: of reports in one paragraph, and where a line break was lost.

Precision first: numbers count only as a run (一、 with a 二、 behind it), each behind the end of a sentence.
A list inside a sentence, its parts set off by ； or 、, has no headings.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from tasks.report.markers import Marker, marker_of

# Behind the end of a sentence a number may go on with a run; behind a colon (`报告如下：`) it may only open
# one.
_BOUNDARY = re.compile(r"[。！？!?][”’」』）)]{0,2}|[：:]")
# `一、主要做法（一）加强领导。`: the first number of a lower style right behind a heading's words
_FIRST_BELOW = re.compile(r"[（(]一[）)]|(?<!\d)1[.、．](?!\d)|[（(]1[）)]|①|㈠|⑴|⒈")
_NO_HEADING = re.compile(r"[，。；：！？,;:!?]")
# A heading between two numbers is at most so long; a run whose members are shorter on average is a list of
# words.
LONGEST_BETWEEN = 60
SHORTEST_MEMBER = 12


@dataclass(slots=True)
class _Run:
    """Numbers of one style that follow each other: 一、 二、 三、."""

    members: list[Marker] = field(default_factory=list)

    def holds(self) -> bool:
        """Tell whether this is a run of headings, not a lone number or a list of words."""
        if len(self.members) < 2:
            return False
        length = self.members[-1].at - self.members[0].at
        return length >= SHORTEST_MEMBER * (len(self.members) - 1)


def inline_markers(paragraph: str) -> list[Marker]:
    """Find the markers of headings in a paragraph, that at its start included, in order.

    None but the one at the start is given unless it belongs to a run.
    """
    opening = marker_of(paragraph)
    found = sorted(_candidates(paragraph, opening), key=lambda marker: marker.at)
    if not found:
        return [opening] if opening else []
    runs: list[_Run] = []
    open_runs: dict[float, _Run] = {}
    for marker in ([opening] if opening else []) + found:
        rank = marker.style.rank
        run = open_runs.get(rank)
        if marker is opening or (
            marker.number == 1
            and (run is None or marker.number <= run.members[-1].number)
        ):
            run = open_runs[rank] = _Run()
            runs.append(run)
        elif (
            run is None
            or marker.number != run.members[-1].number + 1
            or paragraph[marker.at - 1] in "：:"
        ):
            continue
        run.members.append(marker)
        for lower in [other for other in open_runs if other > rank]:
            del open_runs[lower]
    kept = {marker.at: marker for run in runs if run.holds() for marker in run.members}
    if opening:
        kept[0] = opening
    return [kept[at] for at in sorted(kept)]


def _candidates(paragraph: str, opening: Marker | None) -> Iterator[Marker]:
    """Yield the markers behind the end of a sentence, and those right behind the heading of another marker."""
    starts: list[Marker] = [opening] if opening else []
    for boundary in _BOUNDARY.finditer(paragraph):
        marker = marker_of(paragraph, boundary.end())
        if marker and marker.label.strip("（(")[:1] not in "）)":
            starts.append(marker)
            yield marker
    for first in starts:
        yield from _below(paragraph, first)


def _below(paragraph: str, above: Marker) -> Iterator[Marker]:
    """Yield the first number of a lower style where only a heading's words stand between.

    And so on downwards.
    """
    start = above.at + len(above.label)
    found = _FIRST_BELOW.search(paragraph, start, start + LONGEST_BETWEEN)
    if (
        not found
        or found.start() == start
        or _NO_HEADING.search(paragraph[start : found.start()].replace("，", "", 2))
    ):
        return
    marker = marker_of(paragraph, found.start())
    if marker and marker.style.rank > above.style.rank:
        yield marker
        yield from _below(paragraph, marker)


def pieces(paragraph: str, markers: Sequence[Marker]) -> Iterator[tuple[Marker, str]]:
    """Yield each marker with the words from it up to the next one."""
    for marker, following in zip_longest(markers, markers[1:]):
        yield (
            marker,
            paragraph[marker.at : following.at if following else len(paragraph)],
        )
