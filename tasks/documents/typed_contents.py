"""Tables of contents that were typed or printed into a text: lines whose words stand below as headings.

Word marks its own contents by a field or a style, and its readers leave them out. In pages, texts, PDF and
OFD they are lines like any others: 一、主要工作……3. They are told by what follows: each of their words stands
again further down, at the start of a paragraph.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import NamedTuple

from tasks.model.document import Paragraph

# `目 录`, `目次`, `【目录】`, `目录 CONTENTS`
_TITLE = re.compile(
    r"[【\[（(]?\s*(?:目\s*[录錄次]|contents)\s*[】\]）)]?(?:\s*contents)?\s*[：:]?",
    re.IGNORECASE,
)
# `……3`, `\t3`, `. 3`, `—— 12`, `（3）`, `- 3 -`, `第3页`, `III`; the first group leads to the page
_PAGE = re.compile(
    r"(?P<leader>[\s.．。…·・‧•⋯_—–-]*)[（(第Pp]?\s*(?<!\d)(?P<page>\d{1,3}|[IVXivx]{1,5})\s*[）)页\s—–-]*$"
)
_LONGEST_LINE = 100
_LONGEST_BLOCK = 200
_FEWEST = 2
# without 目录 above them, lines are contents when they are more, and count up from the first pages
_FEWEST_UNTITLED = 3
_LAST_FIRST_PAGE = 3
# headings are found below by so many of their first characters
_KEY = 4
_MOST_PLACES = 50


class _Entry(NamedTuple):
    """A line that may be one of contents: its words without spaces, and its page where one is printed."""

    words: str
    page: str = ""
    has_leader: bool = False
    is_below: bool = False


@dataclass(slots=True)
class _Text:
    """The paragraphs of a text as one run of words without spaces, and where each begins in it."""

    paragraphs: Sequence[Paragraph]
    words: str = ""
    starts: list[int] = field(default_factory=list)
    _places: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, paragraphs: Sequence[Paragraph]) -> "_Text":
        """Join the words of paragraphs."""
        lines = [_squeeze(one.text) for one in paragraphs]
        starts = [0, *accumulate(map(len, lines))]
        text = cls(paragraphs, "".join(lines), starts)
        for number, line in enumerate(lines):
            text._places.setdefault(line[:_KEY], []).append(number)
        return text

    def read_entry(self, position: int, before: str) -> _Entry | None:
        """Read a paragraph as a line of contents; null where it is none.

        Its words, or with them those of a line `before` that goes on, open a paragraph further down.
        """
        line = self.paragraphs[position].text.strip()
        if not line or len(line) > _LONGEST_LINE:
            return None
        page = _PAGE.search(line)
        if page:
            words = _squeeze(line[: page.start()])
            is_below = self._is_below(words, position) or (
                before != "" and self._is_below(before + words, position)
            )
            has_leader = "\t" in page["leader"] or len(page["leader"]) > 1
            if words and (is_below or has_leader):
                return _Entry(words, page["page"], has_leader, is_below)
        words = _squeeze(line)
        if self._is_below(words, position):
            return _Entry(words, is_below=True)
        return None

    def _is_below(self, words: str, position: int) -> bool:
        """Tell whether words open a paragraph behind a position, also one that is wrapped."""
        if len(words) < _KEY:
            return False
        places = self._places.get(words[:_KEY], [])
        first = bisect_right(places, position)
        behind = places[first : first + _MOST_PLACES]
        return any(self.words.startswith(words, self.starts[one]) for one in behind)


def _squeeze(text: str) -> str:
    return "".join(text.split())


def drop_typed_contents(
    paragraphs: Sequence[Paragraph],
) -> tuple[tuple[Paragraph, ...], tuple[str, ...]]:
    """Drop the tables of contents of a text; give what is kept, and the lines that were dropped."""
    dropped: set[int] = set()
    text: _Text | None = None
    reached = 0
    for position in _find_openings(paragraphs):
        if position >= reached:
            text = text or _Text.of(paragraphs)
            block, is_contents = _read_block(text, position)
            reached = block.stop
            if is_contents:
                dropped.update(block)
    kept = [one for number, one in enumerate(paragraphs) if number not in dropped]
    return tuple(kept), tuple(paragraphs[one].text for one in sorted(dropped))


def _find_openings(paragraphs: Sequence[Paragraph]) -> Iterator[int]:
    """Yield the positions where contents may begin: a title of theirs, or a line with a page.

    Contents without a title stand ahead of the first sentence.
    """
    is_opening = True
    for position, paragraph in enumerate(paragraphs):
        line = paragraph.text.strip()
        is_opening = is_opening and "。" not in line
        is_untitled = is_opening and not paragraph.row and _may_be_line(line)
        if is_untitled or _TITLE.fullmatch(line):
            yield position


def _may_be_line(line: str) -> bool:
    if len(line) > _LONGEST_LINE:
        return False
    page = _PAGE.search(line)
    return bool(page and page.start() >= _KEY)


def _read_block(text: _Text, position: int) -> tuple[range, bool]:
    """Give the positions of the lines that may be contents from one on, and whether they are."""
    paragraphs = text.paragraphs
    opening = paragraphs[position].text.strip()
    is_titled = bool(_TITLE.fullmatch(opening))
    first = position + is_titled
    most = min(first + _LONGEST_BLOCK, len(paragraphs))
    entries: list[_Entry] = []
    seen: set[str] = set()
    before = ""
    for at in range(first, most):
        if paragraphs[at].row and not is_titled:
            break
        entry = text.read_entry(at, before)
        # the first heading of the text itself stands right behind its contents
        if entry is None or entry.words in seen:
            break
        before = "" if entry.page else entry.words
        seen.add(entry.words)
        entries.append(entry)
    behind = first + len(entries)
    end = max(behind, position + 1)
    return range(position, end), _is_contents(entries, is_titled)


def _is_contents(entries: Sequence[_Entry], is_titled: bool) -> bool:
    """Tell whether lines are contents: most stand below; without a title, all count up their pages."""
    count = len(entries)
    below = sum(entry.is_below for entry in entries)
    if is_titled:
        return count >= _FEWEST and below * 2 >= count
    is_led = all(entry.has_leader for entry in entries)
    fewest = _FEWEST if is_led else _FEWEST_UNTITLED
    if count < fewest or below < count:
        return False
    pages = []
    for entry in entries:
        page = -1
        if entry.page.isdecimal():
            page = int(entry.page)
        pages.append(page)
    if not 0 <= pages[0] <= _LAST_FIRST_PAGE:
        return False
    return all(one <= other for one, other in pairwise(pages))
