"""Say what changed between two clean texts of one report: how much, and in a few words what."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from operator import attrgetter
from typing import NamedTuple

from tasks.documents.clean_text import NOISE
from tasks.model.capture import ChangeKind, RevisionChange

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
    edits = []
    paragraphs = {"changed": 0, "added": 0, "removed": 0}
    for old, new in _iter_changed_blocks(before, after):
        edits.append(_diff_characters("\n".join(old), "\n".join(new)))
        paragraphs["changed"] += min(len(old), len(new))
        paragraphs["added"] += max(len(new) - len(old), 0)
        paragraphs["removed"] += max(len(old) - len(new), 0)
    summary = ", ".join(
        f"{count} paragraph{'' if count == 1 else 's'} {word}"
        for word, count in paragraphs.items()
        if count
    )
    return RevisionChange(
        ChangeKind.SUBSTANTIVE,
        sum(map(attrgetter("added"), edits)),
        sum(map(attrgetter("removed"), edits)),
        f"{summary}; first: {edits[0].quote}",
    )


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
    tail = _measure_common_prefix(before[head:][::-1], after[head:][::-1])
    old = before[head : len(before) - tail]
    new = after[head : len(after) - tail]
    quote = _quote_change(old, new)
    if len(old) * len(new) > _MOST_COMPARED:
        return _Edit(len(old), len(new), quote)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    same = sum(map(attrgetter("size"), matcher.get_matching_blocks()))
    return _Edit(len(old) - same, len(new) - same, quote)


def _quote_change(old: str, new: str) -> str:
    if old and new:
        return f"“{_format_quote(old)}” became “{_format_quote(new)}”"
    return f"+“{_format_quote(new)}”" if new else f"-“{_format_quote(old)}”"


def _measure_common_prefix(one: str, other: str) -> int:
    """Count the characters that two texts begin with in common."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _format_quote(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTE_LENGTH else f"{line[:_QUOTE_LENGTH]}…"
