"""Say what changed between two clean texts of one report: how much, and in a few words what."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from tasks.documents.clean_text import NOISE
from tasks.model.capture import ChangeKind, RevisionChange

# A quotation of the first change, in characters on either side.
_QUOTE_LENGTH = 30
# Beyond this product of lengths two paragraphs count as wholly replaced: the exact count would cost seconds.
_MOST_COMPARED = 4_000_000

_LineBlocks = tuple[Sequence[str], Sequence[str]]


def build_first_change(text: str) -> RevisionChange:
    """Make the change that a first capture is."""
    return RevisionChange(ChangeKind.NEW, len(text), 0, "first capture")


def compare_texts(before: str, after: str) -> RevisionChange | None:
    """Say what sets a text apart from the one before; null when nothing does.

    The same words with other punctuation, spacing or line breaks are a cosmetic change.
    """
    if before == after:
        return None
    same_words = NOISE.sub("", before) == NOISE.sub("", after)
    if same_words:
        removed, added, _quote = _diff_characters(before, after)
        return RevisionChange(
            ChangeKind.COSMETIC,
            added,
            removed,
            "punctuation, spacing or line breaks only",
        )
    return _describe_change(before.split("\n"), after.split("\n"))


def _describe_change(before: Sequence[str], after: Sequence[str]) -> RevisionChange:
    added = removed = changed = more = less = 0
    quote = ""
    for old, new in _iter_changed_blocks(before, after):
        gone, come, words = _diff_characters("\n".join(old), "\n".join(new))
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
    return RevisionChange(
        ChangeKind.SUBSTANTIVE, added, removed, f"{told}; first: {quote}"
    )


def _iter_changed_blocks(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[_LineBlocks]:
    for tag, start, end, new_start, new_end in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            yield before[start:end], after[new_start:new_end]


def _diff_characters(before: str, after: str) -> tuple[int, int, str]:
    """Count the characters removed and added, and quote the first change."""
    head = _measure_common_prefix(before, after)
    tail = _measure_common_prefix(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    quote = (
        f"“{_format_quote(old)}” became “{_format_quote(new)}”"
        if old and new
        else f"+“{_format_quote(new)}”"
        if new
        else f"-“{_format_quote(old)}”"
    )
    if len(old) * len(new) > _MOST_COMPARED:
        return len(old), len(new), quote
    same = sum(
        block.size
        for block in SequenceMatcher(
            None, old, new, autojunk=False
        ).get_matching_blocks()
    )
    return len(old) - same, len(new) - same, quote


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
