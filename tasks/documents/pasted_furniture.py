"""Page numbers and running heads that were pasted into a text: they go, and the sentence they cut is whole.

Pages with a layout of their own have theirs told by place (`paged/page_furniture.py`); here only words and
form feeds tell.
"""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tasks.documents.paragraph_joins import (
    OPENS_AS_HEADING,
    OPENS_WITH_MARKER,
    ends_sentence,
)
from tasks.model.catalogue import make_issue
from tasks.model.document import Paragraph
from tasks.model.issue import Issue

_DASH = r"[-－—–―─~～]{1,3}"
_DOT = r"[·•・‧∙●]"
_COUNT = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,5})"
# `— 3 —`, `·3·`, `第3页`, `第3页 共10页`, `共10页，第3页`, `Page 3 of 10`
_PAGE_NUMBER = re.compile(
    rf"{_DASH}\s*\d{{1,4}}\s*{_DASH}|{_DOT}\s*\d{{1,4}}\s*{_DOT}"
    rf"|[（(【\[]?第\s*{_COUNT}\s*页\s*(?:[,，/／|]?\s*共\s*{_COUNT}\s*页)?[）)】\]]?"
    rf"|[（(【\[]?共\s*{_COUNT}\s*页\s*[,，/／|]?\s*第\s*{_COUNT}\s*页[）)】\]]?"
    r"|page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*[/／]\s*\d{1,4}\s*页",
    re.IGNORECASE,
)
# `3 / 10`, `3`: numbers that may be words of the text
_OF_PAGES = re.compile(r"(\d{1,4})\s*[/／]\s*(\d{1,4})|(\d{1,4})\s+of\s+(\d{1,4})")
_BARE = re.compile(r"\d{1,3}")
_SENTENCE_MARKS = re.compile(r"[，。；：！？,;:]")
# `澜石县司法局            2025年1月`: what a page's head sets at both of its ends
_WIDE_GAP = re.compile(r"\S(?:[ \u3000\xa0]{4,}|\t+)\S")
_LONGEST_HEAD = 40
_SHORTEST_HALF = 6
# how many lines of head or foot stand beside a page's number
_EDGE_LINES = 2
_TITLE_LINES = 3
_LONGEST_EVIDENCE = 80


@dataclass(slots=True)
class _PageEdges:
    """The lines of a text that stand at the edges of its pages; `starts` are those behind a form feed."""

    paragraphs: Sequence[Paragraph]
    starts: Container[int]
    indented: Container[int]
    dropped: set[int] = field(default_factory=set)

    def find(self) -> None:
        self.dropped.update(self._find_numbers())
        heads = list(self._list_edge_lines())
        if not heads:
            return
        printed = Counter(_blur(self._get(position)) for position in heads)
        titles = {_blur(one.text) for one in self.paragraphs[:_TITLE_LINES]}
        for position in heads:
            words = _blur(self._get(position))
            is_title = words in titles and position >= _TITLE_LINES
            if printed[words] > 1 or is_title or self._is_head(position):
                self.dropped.add(position)

    def _get(self, position: int) -> str:
        if 0 <= position < len(self.paragraphs):
            return self.paragraphs[position].text.strip()
        return ""

    def _find_numbers(self) -> Iterator[int]:
        numbered: dict[int, tuple[int, int]] = {}
        for position, paragraph in enumerate(self.paragraphs):
            text = paragraph.text.strip()
            if paragraph.row or not position or len(text) > _LONGEST_HEAD:
                continue
            if _PAGE_NUMBER.fullmatch(text):
                yield position
            elif (count := _OF_PAGES.fullmatch(text)) or _BARE.fullmatch(text):
                numbers = [int(one) for one in count.groups() if one] if count else []
                page, total = numbers or (int(text), 0)
                if page <= total or not total:
                    numbered[position] = page, total
        yield from self._choose_doubtful(numbered)

    def _choose_doubtful(self, numbered: dict[int, tuple[int, int]]) -> Iterator[int]:
        """Yield the lines of bare numbers that count pages: in a row, at a form feed, in a sentence."""
        for position, (_, total) in numbered.items():
            is_edge = position in self.starts or position + 1 in self.starts
            is_inside = bool(total) and self._is_cut(position - 1, position + 1)
            if is_edge or is_inside:
                yield position
        for (position, one), (further, other) in pairwise(numbered.items()):
            is_next = other == (one[0] + 1, one[1]) and further - position > 1
            if is_next and self._has_sentence(position, further):
                yield from (position, further)

    def _has_sentence(self, start: int, end: int) -> bool:
        between = (self._get(position) for position in range(start + 1, end))
        return any("。" in text for text in between)

    def _list_edge_lines(self) -> Iterator[int]:
        """Yield the lines beside page numbers and form feeds that may be a head or a foot."""
        count = len(self.paragraphs)
        edges = {one for one in range(count) if one in self.starts} | self.dropped
        seen: set[int] = set()
        for edge in sorted(edges):
            for step in (-1, 1):
                first = edge if edge not in self.dropped and step > 0 else edge + step
                for position in range(first, first + step * _EDGE_LINES, step):
                    if not self._may_be_head(position):
                        break
                    if position not in seen:
                        seen.add(position)
                        yield position

    def _may_be_head(self, position: int) -> bool:
        text = self._get(position)
        if position < 1 or not text or self.paragraphs[position].row:
            return False
        if position in self.dropped:
            return True
        return (
            len("".join(text.split())) <= _LONGEST_HEAD
            and not _SENTENCE_MARKS.search(text)
            and not OPENS_AS_HEADING.match(text)
            and not OPENS_WITH_MARKER.match(text)
        )

    def _is_head(self, position: int) -> bool:
        """Tell whether a line at a page's edge is a head: at both ends, or between halves of a sentence."""
        further = self._has_sentence(position, min(position + 8, len(self.paragraphs)))
        is_start = any(one in self.starts for one in (position, position - 1))
        if is_start and further and _WIDE_GAP.search(self.paragraphs[position].text):
            return True
        before, behind = position - 1, position + 1
        while before in self.dropped:
            before -= 1
        while behind in self.dropped:
            behind += 1
        return self._is_cut(before, behind)

    def _is_cut(self, before: int, behind: int) -> bool:
        """Tell whether two lines are the halves of a sentence."""
        if before < 0 or behind >= len(self.paragraphs) or behind in self.indented:
            return False
        text, following = self._get(before), self._get(behind)
        if self.paragraphs[before].row or self.paragraphs[behind].row:
            return False
        return (
            len(text) >= _SHORTEST_HALF
            and bool(_SENTENCE_MARKS.search(text))
            and not ends_sentence(text)
            and not OPENS_WITH_MARKER.match(following)
            and bool(following)
        )

    def iter_joined(self) -> Iterator[Paragraph]:
        """Yield what is left, halves of sentences as one."""
        last: int | None = None
        held: Paragraph | None = None
        for position, paragraph in enumerate(self.paragraphs):
            if position in self.dropped:
                continue
            is_parted = last is not None and position - last > 1
            if held and last is not None and is_parted and self._is_cut(last, position):
                held = replace(held, text=_join(held.text, paragraph.text))
            else:
                if held:
                    yield held
                held = paragraph
            last = position
        if held:
            yield held


def drop_pasted_furniture(
    paragraphs: Sequence[Paragraph],
    starts: Container[int] = (),
    indented: Container[int] = (),
) -> tuple[tuple[Paragraph, ...], tuple[str, ...]]:
    """Drop page numbers and running heads from a text, and join what they cut; give what was dropped too.

    `starts` are the positions of paragraphs behind a form feed, `indented` of those that are surely new ones.
    """
    edges = _PageEdges(paragraphs, starts, indented)
    edges.find()
    if not edges.dropped:
        return tuple(paragraphs), ()
    dropped = [paragraphs[one].text.strip() for one in sorted(edges.dropped)]
    return tuple(edges.iter_joined()), tuple(dropped)


def build_furniture_issue(dropped: Sequence[str], url: str = "") -> tuple[Issue, ...]:
    """Tell what was dropped; nothing where nothing was."""
    if not dropped:
        return ()
    evidence = " | ".join(dict.fromkeys(dropped))[:_LONGEST_EVIDENCE]
    return (make_issue("furniture_dropped", evidence, url=url or None),)


def _blur(text: str) -> str:
    """Give a line without its spaces and numbers: a running head may count."""
    return re.sub(r"\d+", "#", "".join(text.split()))


def _join(text: str, following: str) -> str:
    is_latin = text[-1:].isascii() and following[:1].isascii()
    is_word = is_latin and text[-1:].isalpha() and following[:1].isalpha()
    return f"{text} {following}" if is_word else text + following
