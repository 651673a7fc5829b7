"""Say what changed between two clean texts of one report: how much, and in a few words what."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from operator import attrgetter
from typing import NamedTuple

from tasks.documents.clean_text import NOISE
from tasks.model.page import ChangeKind, RevisionChange

# A quotation of the first change, in characters on either side.
_QUOTE_LENGTH = 30
# Beyond this product of lengths two paragraphs count as wholly replaced: the exact count would cost seconds.
_MOST_COMPARED = 4_000_000

_LineBlocks = tuple[Sequence[str], Sequence[str]]


class _Edit(NamedTuple):
    """The characters removed and added between two texts, and a quotation of the first change."""

    removed: int
    added: int
    quote: str


def compare_texts(before: str | None, after: str) -> RevisionChange | None:
    """Say what sets a text apart from the one before; null when nothing does.

    Without one before, the text is new. The same words with other punctuation, spacing or line breaks are a
    cosmetic change.
    """
    if before is None:
        return RevisionChange(ChangeKind.NEW, len(after), 0, "first capture")
    if before == after:
        return None
    if NOISE.sub("", before) == NOISE.sub("", after):
        edit = _diff_characters(before, after)
        summary = "punctuation, spacing or line breaks only"
        return RevisionChange(ChangeKind.COSMETIC, edit.added, edit.removed, summary)
    return _describe_change(before.split("\n"), after.split("\n"))


def _describe_change(before: Sequence[str], after: Sequence[str]) -> RevisionChange:
    edits: list[_Edit] = []
    paragraphs = {
        "changed": 0,
        "added": 0,
        "removed": 0,
    }
    for old, new in _iter_changed_blocks(before, after):
        edits.append(_diff_characters("\n".join(old), "\n".join(new)))
        growth = len(new) - len(old)
        paragraphs["changed"] += min(len(old), len(new))
        paragraphs["added"] += max(growth, 0)
        paragraphs["removed"] += max(-growth, 0)
    added = sum(map(attrgetter("added"), edits))
    removed = sum(map(attrgetter("removed"), edits))
    counts = ", ".join(_iter_counts(paragraphs))
    summary = f"{counts}; first: {edits[0].quote}"
    return RevisionChange(ChangeKind.SUBSTANTIVE, added, removed, summary)


def _iter_counts(paragraphs: Mapping[str, int]) -> Iterator[str]:
    for change, count in paragraphs.items():
        if count == 1:
            yield f"1 paragraph {change}"
        elif count:
            yield f"{count} paragraphs {change}"


def _iter_changed_blocks(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[_LineBlocks]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            yield before[start:end], after[new_start:new_end]


def _diff_characters(before: str, after: str) -> _Edit:
    """Count the characters removed and added, and quote the first change."""
    head = _measure_common_prefix(before, after)
    old = before[head:]
    new = after[head:]
    tail = _measure_common_prefix(old[::-1], new[::-1])
    old = old[: len(old) - tail]
    new = new[: len(new) - tail]
    quote = _quote_change(old, new)
    if len(old) * len(new) > _MOST_COMPARED:
        return _Edit(len(old), len(new), quote)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    same = sum(map(attrgetter("size"), matcher.get_matching_blocks()))
    return _Edit(len(old) - same, len(new) - same, quote)


def _quote_change(old: str, new: str) -> str:
    removed = _format_quote(old)
    added = _format_quote(new)
    if old and new:
        return f"“{removed}” became “{added}”"
    if new:
        return f"+“{added}”"
    return f"-“{removed}”"


def _measure_common_prefix(one: str, other: str) -> int:
    """Count the characters that two texts begin with in common."""
    low = 0
    high = min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _format_quote(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= _QUOTE_LENGTH:
        return line
    return f"{line[:_QUOTE_LENGTH]}…"
