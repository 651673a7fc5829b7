"""Numbered headings: which words behind a number are its heading, and where running text starts instead."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from tasks.report.markers import Marker
from tasks.report.section_kinds import PART_NAME

_SENTENCE_END = re.compile(r"[。！？；!?;]")
_TRAILING = "。：:；;．.，, "
_CLAUSE_MARKS = "，,、；;"
_SHORTEST_BOLD = 3
# From this rank down, a numbered paragraph of one long sentence is an entry of a list, not a heading.
_LIST_RANK = 3
# A heading inside running text, up to the first 。, is at most so long (below, at the first level); more is a
# sentence that it runs into.
_LONGEST_INLINE_HEADING = (40, 50)
# A part's name with words behind it is longer only where it runs into a sentence.
_LONGEST_PART_NAME = 25
_SHORTEST_SENTENCE = 8
# `…集体学法2023年，我镇…`, `…问题我街道在…`: where a sentence begins behind a heading without a mark between
# them
_SENTENCE_BEGIN = re.compile(
    r"(?<=.{4})(?:(?:20|二〇)[^，。]{2,4}年度?(?:以来)?[，,]|一年来|今年以来|我[镇乡街市县区局委办省厅部院]道?(?:党|人民|政府|始终|"
    r"坚持|认真|高度|严格|紧紧|切实|把|将|在|以|对)|全[镇乡街市县区局]道?(?:上下|始终|共|累计)|一[是要](?=[^否的]))"
)
_CLAUSE_COMMA = re.compile(r"[，,]")
# What joins further words of a heading to a part's name: 存在问题|及原因分析, 下一步工作打算|：…
_GOES_ON = re.compile(
    r"[和及与、，,（(：:的等]|以及|情况|方面|主要|原因|还有|下一?步|20\d\d"
)
# A first-level heading on a line of its own, whatever its style.
_LONGEST_TOP_HEADING = 110
# What may stand right behind a heading in running text.
FIRST_ITEM_LABELS = ("一是", "一要")


class _Candidate(NamedTuple):
    """A marker, its words up to the next marker, and what may be its heading."""

    marker: Marker
    piece: str
    heading: str | None

    @property
    def heading_end(self) -> int:
        """Give the place in the piece at which the heading ends."""
        return len(self.marker.label) + len(self.heading or "")

    @property
    def mark_after(self) -> str:
        """Give the character behind the heading; empty at the end of the piece."""
        return self.piece[self.heading_end : self.heading_end + 1]

    @property
    def is_part_name(self) -> bool:
        """Tell whether the heading is the whole name of a statutory part."""
        named = PART_NAME.match(self.heading or "")
        return named is not None and named.group() == self.heading


def find_numbered_headings(
    paragraph: str,
    markers: Sequence[Marker],
    top: float,
    bold_length: int,
) -> Iterator[tuple[Marker, str | None]]:
    """Yield each marker of a paragraph with its heading; null where running text starts behind it.

    `top` is the highest rank of the report; bold type sets the first `bold_length` characters off.
    """
    inline = len(markers) > 1
    candidates = []
    for marker, piece in _split_at_markers(paragraph, markers):
        heading = None
        if marker.offset == 0:
            heading = _find_bold_heading(marker, piece, bold_length)
        if heading is None:
            is_top = marker.style.rank == top
            heading = _find_heading(marker, piece, inline=inline, top=is_top)
        candidates.append(_Candidate(marker, piece, heading))
    open_ranks = set()
    if inline:
        unterminated = filter(_is_unterminated, candidates)
        open_ranks = {candidate.marker.style.rank for candidate in unterminated}
    for candidate in candidates:
        heading = candidate.heading
        is_open = candidate.marker.style.rank in open_ranks
        if is_open and candidate.mark_after == "。" and not candidate.is_part_name:
            heading = None
        yield candidate.marker, heading


def _split_at_markers(
    paragraph: str, markers: Sequence[Marker]
) -> Iterator[tuple[Marker, str]]:
    """Yield each marker with the words from it up to the next one."""
    for marker, following in zip_longest(markers, markers[1:]):
        end = following.offset if following else len(paragraph)
        yield marker, paragraph[marker.offset : end]


def _find_heading(
    marker: Marker,
    paragraph: str,
    *,
    inline: bool,
    top: bool,
) -> str | None:
    """Find the words after a marker that are its heading; null when running text starts there.

    `top` says that no style of the report is higher: its headings may be as long as first-level ones.
    `inline` says that the paragraph is one of several in one line, where nothing but a 。 parts heading and
    text.
    """
    style = marker.style
    rest = paragraph[len(marker.label) :].strip()
    end = _SENTENCE_END.search(rest)
    if end is None:
        words = rest.rstrip(_TRAILING)
        longest = _LONGEST_TOP_HEADING if top else style.longest_alone
        if words and len(words) <= longest:
            return words
        return None
    alone = end.end() >= len(rest)
    words = (rest if alone else rest[: end.start()]).rstrip(_TRAILING)
    # A line that ends with 。 is a sentence: it is as long as a run-in heading is.
    longest = style.longest_run_in
    if inline:
        longest_inline = _LONGEST_INLINE_HEADING[style.rank <= 1]
        cut = _cut_heading(words, rest)
        if len(cut) < len(words):
            if len(cut) <= longest_inline:
                return cut
            return None
        longest = min(longest, longest_inline)
    if not alone and end.group() in "；;":
        return None
    if alone and style.rank >= _LIST_RANK and _count_commas(words) > 1:
        return None  # a list of sentences, each with a number
    if words and len(words) <= longest:
        return words
    return None


def _count_commas(words: str) -> int:
    """Count the commas that part clauses."""
    return words.count("，") + words.count(",")


def _cut_heading(words: str, rest: str) -> str:
    """Part a heading inside running text from the sentence that follows it without a mark."""
    begins = _SENTENCE_BEGIN.search(words)
    if begins:
        return words[: begins.start()].rstrip(_TRAILING)
    match = PART_NAME.match(rest)
    if match is None:
        return words
    named = match.group()
    if len(words) <= len(named) + _SHORTEST_SENTENCE:
        return words
    behind = words[len(named) :]
    # 存在问题|基层力量薄弱，专业人才不足; but 存在的问题和不足，以及下一步打算
    is_sentence = _CLAUSE_COMMA.search(behind) and not _GOES_ON.match(behind)
    if is_sentence or len(words) > _LONGEST_PART_NAME:
        return named
    return words


def _find_bold_heading(marker: Marker, piece: str, bold_length: int) -> str | None:
    """Find the heading that bold type sets off: the bold words up to the first sentence or beyond the 。."""
    words = piece[len(marker.label) : bold_length].rstrip(_TRAILING)
    if bold_length >= len(piece) or "。" not in piece or len(words) < _SHORTEST_BOLD:
        return None
    if _SENTENCE_END.search(words) or len(words) > marker.style.longest_alone:
        return None
    last = piece[bold_length - 1]
    following = piece[bold_length]
    closed = last in _TRAILING or following not in _CLAUSE_MARKS
    if closed and last not in _CLAUSE_MARKS:
        return words
    return None


def _is_unterminated(candidate: _Candidate) -> bool:
    """Tell whether a heading runs into its text without a mark.

    Then the 。 behind another one may end a sentence.
    """
    if candidate.heading is None:
        return candidate.marker.style.rank <= 1
    if not candidate.mark_after or candidate.mark_after in _TRAILING:
        return False
    return not candidate.piece.startswith(FIRST_ITEM_LABELS, candidate.heading_end)
