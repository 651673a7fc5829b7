"""Say what changed between two clean texts of one report: how much, and in a few words what."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from tasks.documents.clean_text import NOISE
from tasks.model.capture import Change, ChangeKind

# A quotation of the first change, in characters on either side.
_QUOTED = 30
# Beyond this product of lengths two paragraphs count as wholly replaced: the exact count would cost seconds.
_COMPARED = 4_000_000

Pair = tuple[Sequence[str], Sequence[str]]


def first_capture(text: str) -> Change:
    """Make the change that a first capture is."""
    return Change(ChangeKind.NEW, len(text), 0, "first capture")


def compare(before: str, after: str) -> Change | None:
    """Say what sets a text apart from the one before; null when nothing does.

    The same words with other punctuation, spacing or line breaks are a cosmetic change.
    """
    if before == after:
        return None
    same_words = NOISE.sub("", before) == NOISE.sub("", after)
    if same_words:
        removed, added, _quote = _characters(before, after)
        return Change(
            ChangeKind.COSMETIC,
            added,
            removed,
            "punctuation, spacing or line breaks only",
        )
    return _substantive(before.split("\n"), after.split("\n"))


def _substantive(before: Sequence[str], after: Sequence[str]) -> Change:
    added = removed = changed = more = less = 0
    quote = ""
    for old, new in _blocks(before, after):
        gone, come, words = _characters("\n".join(old), "\n".join(new))
        removed, added, quote = removed + gone, added + come, quote or words
        changed += min(len(old), len(new))
        more, less = (
            more + max(len(new) - len(old), 0),
            less + max(len(old) - len(new), 0),
        )
    counts = ((changed, "changed"), (more, "added"), (less, "removed"))
    told = ", ".join(
        f"{count} paragraph{'' if count == 1 else 's'} {word}"
        for count, word in counts
        if count
    )
    return Change(ChangeKind.SUBSTANTIVE, added, removed, f"{told}; first: {quote}")


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[Pair]:
    for tag, start, end, new_start, new_end in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            yield before[start:end], after[new_start:new_end]


def _characters(before: str, after: str) -> tuple[int, int, str]:
    """Count the characters removed and added, and quote the first change."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    quote = (
        f"“{_cut(old)}” became “{_cut(new)}”"
        if old and new
        else f"+“{_cut(new)}”"
        if new
        else f"-“{_cut(old)}”"
    )
    if len(old) * len(new) > _COMPARED:
        return len(old), len(new), quote
    same = sum(
        block.size
        for block in SequenceMatcher(
            None, old, new, autojunk=False
        ).get_matching_blocks()
    )
    return len(old) - same, len(new) - same, quote


def _common(one: str, other: str) -> int:
    """Count the characters that two texts begin with in common."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else f"{line[:_QUOTED]}…"
