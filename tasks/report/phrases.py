"""Run-in items without number or bold type: paragraphs in a row that each open with a short phrase of alike
build.

强化组织领导。成立领导小组，… / 强化制度建设。修订学法制度，… / 强化执法监督。开展案卷评查，…

Precision first: one such paragraph is a sentence, and two may be chance.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from tasks.report.inline import inline_markers
from tasks.report.kinds import CALLS
from tasks.report.markers import items_of

# 强化组织领导。|成立…, 政务公开方面：|全年…; what follows is no further phrase
_OPENING = re.compile(r"(?P<phrase>[一-鿿“”、]{4,16})(?P<mark>[。：:])(?P<rest>.+)")
# 组织领导方面, 政务公开工作
_SUBJECT = re.compile(r"(?:方面|工作|建设|情况)$")
# These are sentences or speak to somebody: 我镇高度重视各项工作。, 会议要求做好各项工作：, 有关情况报告如下：
_NO_PHRASE = re.compile(
    r"^(?:[我全本各]|现将|会议|今年|去年|其中)|如下|要求|指出|[是了]"
)
FEWEST = 3
SHORTEST_TEXT = 20
# Between the longest and the shortest phrase of a row.
MOST_APART = 6


def phrase_of(paragraph: str) -> tuple[str, str] | None:
    """Give the phrase that a paragraph opens with and its build: the mark behind it, and a call's or a
    subject's words.

    Null for one with any other marker in it, and where nothing follows the phrase.
    """
    opening = _OPENING.match(paragraph)
    if opening is None or len(opening["rest"].strip()) < SHORTEST_TEXT:
        return None
    phrase = opening["phrase"]
    if (
        _NO_PHRASE.search(phrase)
        or inline_markers(paragraph)
        or next(items_of(paragraph), None)
    ):
        return None
    subject = _SUBJECT.search(phrase)
    if CALLS.match(phrase):
        return phrase, "call" + opening["mark"]
    return (phrase, subject.group() + opening["mark"]) if subject else None


def phrases_in(paragraphs: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield offset and phrase of each item among the paragraphs under one heading, given with their offsets.

    At least three in a row, of one build and about one length; every paragraph from the first to the last is
    one.
    """
    found = [(offset, phrase_of(words)) for offset, words in paragraphs]
    for build, row in groupby(found, key=lambda entry: entry[1] and entry[1][1]):
        if build is None:
            continue
        items = [(offset, opening[0]) for offset, opening in row if opening]
        lengths = [len(phrase) for _, phrase in items]
        if len(items) >= FEWEST and max(lengths) - min(lengths) <= MOST_APART:
            yield from items
