"""Unnumbered headings that a report sets in bold: lines of their own, and the first words of a paragraph."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.report.markers import find_item_markers, match_marker

# Longer bold words are emphasis, not a heading; shorter ones a label.
_LONGEST_BOLD = 60
_SHORTEST_BOLD = 4
# Where more than this share of the text is bold, bold says nothing.
_LARGEST_BOLD_SHARE = 0.4
_SENTENCE_END = re.compile(r"[。！？；!?;]")
_RUN_IN_END = "。：:"
# Before the first sentence, part of a title: `…情况报告`, `某政发〔2024〕1号`, `关于…`, `某县人民政府`
_TITLE_LIKE = re.compile(
    r"(?:报告|总结|汇报|通知|情况|政府|办事处|局|委员会)[）)]?$|〔\d{4}〕|^关于|^\d{4}年"
)
_TRAILING = "。：:；;．.，, "


@dataclass(frozen=True, slots=True)
class BoldHeading:
    """An unnumbered heading: its span with the line break behind it, its words, and whether text follows."""

    start: int
    end: int
    heading: str
    run_in: bool


def find_bold_headings(
    paragraphs: Sequence[tuple[int, str]], spans: Sequence[tuple[int, int]]
) -> list[BoldHeading]:
    """Find the unnumbered headings among the emphasised spans, each of which starts with its paragraph.

    One alone is no style of headings, and where much of the text is bold none is found.
    """
    ends = dict(spans)
    length = sum(len(words) for _, words in paragraphs)
    if (
        not ends
        or sum(end - start for start, end in spans) > _LARGEST_BOLD_SHARE * length
    ):
        return []
    found = list(_iter_bold_headings(paragraphs, ends))
    return found if len(found) > 1 else []


def _iter_bold_headings(
    paragraphs: Sequence[tuple[int, str]], ends: dict[int, int]
) -> Iterator[BoldHeading]:
    after_sentence = False
    for index, (start, words) in enumerate(paragraphs):
        end = ends.get(start, start)
        bold, rest = words[: end - start], words[end - start :]
        is_title_line = not after_sentence and _TITLE_LIKE.search(bold)
        if _is_heading(bold) and not is_title_line:
            heading = bold.strip(_TRAILING)
            if not rest:
                following = paragraphs[index + 1 : index + 2]
                if following and not _is_bold_line(following[0], ends):
                    yield BoldHeading(start, end + 1, heading, run_in=False)
            elif bold[-1] in _RUN_IN_END or rest[0] in _RUN_IN_END:
                yield BoldHeading(start, end, heading, run_in=True)
        after_sentence = after_sentence or "。" in words


def _is_heading(bold: str) -> bool:
    words = bold.rstrip(_TRAILING)
    if not _SHORTEST_BOLD <= len(words) <= _LONGEST_BOLD:
        return False
    if _SENTENCE_END.search(words) or "\t" in words:
        return False
    return not match_marker(bold) and next(find_item_markers(bold), None) is None


def _is_bold_line(paragraph: tuple[int, str], ends: dict[int, int]) -> bool:
    """Tell whether a paragraph is an unnumbered bold line too: then the two are a title's lines."""
    start, words = paragraph
    return ends.get(start) == start + len(words) and not match_marker(words)
