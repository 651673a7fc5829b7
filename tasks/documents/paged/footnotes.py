"""Footnotes: small lines at the foot of a page, which would part its last sentence from the rest of it.

They are put behind the text, as those of Word files are.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from tasks.documents.paged.sheet import Box, RuledLine, Sheet, TextLine
from tasks.model.document import Paragraph

# Letters of notes are at most this much of the text's; below a separating rule, a little more.
_SMALL = 0.88
_SMALL_BELOW_RULE = 0.95
# A rule above notes is at most this long, as a share of the page's width, and this far above, in letters.
_LONGEST_RULE = 0.6
_FARTHEST_RULE = 3.0
# A page with more strokes is a drawing.
_MOST_RULES = 500
# Notes stand in this share of the page from its foot at most.
_HIGHEST = 0.5
# `① 数据来源`, `[1] 数据`, `1 数据`, `¹数据`, `* 数据`, `注1：数据`
_MARK = re.compile(
    r"\s*(?:[①-⑳⑴-⒇❶-❿]|[\[［【〔(（]\d{1,2}[\]］】〕)）]|注?\s*\d{1,2}(?=[\s：:一-鿿“《])(?![年月日时个件项种人条次家起])|[⁰¹²³⁴-⁹]{1,2}|[*＊※†])\s*"
)


class _NoteRemoval(NamedTuple):
    """The sheets without their notes, and the notes as paragraphs."""

    sheets: list[Sheet]
    notes: tuple[Paragraph, ...]


def take_footnotes(sheets: Sequence[Sheet]) -> _NoteRemoval:
    """Take the footnotes off sheets that are free of page furniture."""
    usual = _find_usual_size(sheets)
    kept: list[Sheet] = []
    notes: list[Paragraph] = []
    for sheet in sheets:
        lines = _find_notes(sheet, usual)
        gone = frozenset(lines)
        rest = tuple(line for line in sheet.lines if line not in gone)
        kept.append(replace(sheet, lines=rest) if lines else sheet)
        notes += _join_notes(sheet, lines)
    return _NoteRemoval(kept, tuple(notes))


def _find_usual_size(sheets: Sequence[Sheet]) -> float:
    letters: Counter[float] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            letters[round(line.size * 2) / 2] += len(line.text)
    if letters:
        return letters.most_common(1)[0][0]
    return 0.0


def _find_notes(sheet: Sheet, usual: float) -> list[TextLine]:
    """Find the lines of a sheet's notes, from top to bottom; none where no mark or rule shows them."""
    rows = TextLine.group_rows(sheet.lines)
    small: list[tuple[TextLine, ...]] = []
    for row in reversed(rows):
        size = max(line.size for line in row)
        is_low = row[0].middle > _HIGHEST * sheet.height
        if (
            size > _SMALL_BELOW_RULE * usual
            or not is_low
            or len(small) == len(rows) - 1
        ):
            break
        small.insert(0, row)
    separators = []
    if small:
        separators = _list_separators(sheet)
    for number, row in enumerate(small):
        if _begins_notes(row, separators, usual):
            return [line for later in small[number:] for line in later]
    return []


def _begins_notes(
    row: Sequence[TextLine],
    separators: Sequence[RuledLine],
    usual: float,
) -> bool:
    first = row[0]
    if any(_is_right_above(rule, first) for rule in separators):
        return True
    return first.size <= _SMALL * usual and _MARK.match(first.text) is not None


def _list_separators(sheet: Sheet) -> list[RuledLine]:
    """List the short level rules of a sheet's lower part that stand alone: a table's touch others."""
    if len(sheet.rules) > _MOST_RULES:
        return []
    upright = [rule for rule in sheet.rules if rule.upright]
    found = []
    for rule in sheet.rules:
        is_short = rule.right - rule.left <= _LONGEST_RULE * sheet.width
        is_low = rule.top > _HIGHEST * sheet.height
        if rule.upright or not (is_low and is_short):
            continue
        if not any(_touches(other, rule) for other in upright):
            found.append(rule)
    return found


def _is_right_above(rule: RuledLine, line: TextLine) -> bool:
    """Tell whether a rule stands above a line, near it and at its left edge."""
    drop = line.bottom - rule.bottom
    is_near = line.size / 2 <= drop <= (1 + _FARTHEST_RULE) * line.size
    is_left = abs(rule.left - line.left) <= 3 * line.size
    if not is_near:
        return False
    if not is_left:
        return False
    return rule.right - rule.left > 2 * line.size


def _touches(upright: RuledLine, level: RuledLine) -> bool:
    across = level.left - 3 <= upright.left <= level.right + 3
    if not across:
        return False
    return upright.top - 3 <= level.top <= upright.bottom + 3


def _join_notes(sheet: Sheet, lines: Sequence[TextLine]) -> list[Paragraph]:
    """Join the lines of notes; each mark begins one."""
    notes: list[list[TextLine]] = []
    for row in TextLine.group_rows(lines):
        if notes and not _MARK.match(row[0].text):
            notes[-1] += row
        else:
            notes.append(list(row))
    paragraphs = []
    for note in notes:
        text = TextLine.join_texts(line.text for line in note)
        origin = Box.enclose(note).describe_origin(sheet.number)
        paragraphs.append(Paragraph(text, origin))
    return paragraphs
