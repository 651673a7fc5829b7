"""Sheets of lines to paragraphs, by geometry: indents, full lines, steps, sizes.

Words only where these are silent. First comes the reading order: a sheet's strips of text and its tables from
top to bottom, on pages of one or two columns. Footnotes, which would part a page's last sentence from the
rest of it, are put behind the text, as those of Word files are.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import NamedTuple

from tasks.documents.paged.aligned_tables import split_tables
from tasks.documents.paged.page_furniture import remove_furniture
from tasks.documents.paged.ruled_tables import GridTable, TableRows
from tasks.documents.paged.sheet import Box, RuledLine, Sheet, Strip, TextLine
from tasks.documents.paged.text_columns import find_gutter, split_columns
from tasks.documents.paged.typography import TextFrame, Typography
from tasks.documents.paragraph_joins import OPENS_AS_HEADING, OPENS_WITH_MARKER
from tasks.model.document import Paragraph
from tasks.model.issue import Issue

# A line with letters this much larger or smaller is another paragraph's (16 pt 三号 over 14 pt 四号 is 1.14).
_OTHER_SIZE = 1.2
# Lines below a label hang this far in at most, in ems: `（十二）`.
_MOST_HANGING = 4.5
# A line no farther in than this, in ems, stands at the left edge.
_AT_EDGE = 0.6
# The ends of rules that touch are this near, in points; a page with more rules holds tables and drawings.
_NEAR = 3.0
_MOST_BOX_RULES = 60
# `…工作。` `…如下：` `“…抓落实。”`
_CLOSED = re.compile(r"[。！？；：:;!?…][”’』」）)》〉〕\]]*$")
# the same without what parts the items of a list: `一是…；二是…`
_ENDED = re.compile(r"[。！？：:!?][”’』」）)》〉〕\]]*$")
# `二是完善决策机制。`, and the same inside a paragraph
_ITEM = re.compile(r"[一二三四五六七八九十]{1,2}是")
_RUN_IN = re.compile(r"(?<=[。；：])[一二三四五六七八九十]{1,2}是")


@dataclass(frozen=True, slots=True)
class _PageFlow:
    """One sheet in reading order: strips of text, and the tables between them.

    `narrow` are the ids of those strips that a box beside them leaves less room.
    """

    sheet: Sheet
    parts: tuple["tuple[TextLine, ...] | GridTable | _SideBox", ...]
    narrow: frozenset[int] = frozenset()

    @classmethod
    def build(
        cls,
        sheet: Sheet,
        gutter_share: float | None,
        before: GridTable | None,
        boxes: Sequence["_SideBox"] = (),
    ) -> "_PageFlow":
        """Order one sheet; `gutter_share` is where the gutter of two columns stands, of the sheet's width.

        `before` is the table without rules with which the sheet before ends, `boxes` stand beside its text.
        """
        gutter = None
        if gutter_share is not None:
            gutter = gutter_share * sheet.width
        tables = GridTable.find_all(sheet)
        in_tables: set[TextLine] = set()
        for table in tables:
            in_tables.update(table.iter_lines())
        parts: list[tuple[TextLine, ...] | GridTable | _SideBox] = []
        rest = [line for line in sheet.lines if line not in in_tables]
        narrow: set[int] = set()
        blocks: list[GridTable | _SideBox] = [*tables, *boxes]
        blocks.sort(key=lambda block: block.box.top)
        for block in blocks:
            above, rest = _split_at(rest, block.box.top)
            parts += _iter_parts(above, gutter, None if parts else before)
            if isinstance(block, GridTable):
                parts.append(block)
                continue
            first = len(parts)
            level, rest = _split_at(rest, Box.enclose(block.lines).bottom)
            parts += _iter_parts(level, gutter, None if parts else before)
            parts.append(block)
            lower, rest = _split_at(rest, block.box.bottom)
            parts += _iter_parts(lower, gutter, before=None)
            if block.leaves_less_room(sheet.lines):
                narrow.update(map(id, parts[first:]))
        parts += _iter_parts(rest, gutter, None if parts else before)
        return cls(sheet, tuple(parts), frozenset(narrow))

    @classmethod
    def build_all(
        cls,
        sheets: Sequence[Sheet],
        gutter_share: float | None,
        boxes: Mapping[int, Sequence["_SideBox"]],
    ) -> list["_PageFlow"]:
        """Order all sheets; `boxes` are those of each by its number."""
        flows: list[_PageFlow] = []
        before: GridTable | None = None
        for sheet in sheets:
            flow = cls.build(sheet, gutter_share, before, boxes.get(sheet.number, ()))
            flows.append(flow)
            before = None
            last = flow.parts[-1] if flow.parts else None
            if isinstance(last, GridTable) and not last.ruled:
                before = last
        return flows

    def list_strips(self) -> list[tuple[TextLine, ...]]:
        """Give the strips of text without the tables."""
        return [part for part in self.parts if isinstance(part, tuple)]


@dataclass(frozen=True, slots=True)
class _SideBox:
    """Lines that a box of rules holds beside a page's text: a block of its own."""

    box: Box
    lines: tuple[TextLine, ...]

    @classmethod
    def find_all(cls, sheet: Sheet) -> "list[_SideBox]":
        """Find those of a sheet, from top to bottom; frames of pages, tables and underlines are none."""
        most = _count_letters(sheet.lines) / 2
        found = []
        held: set[TextLine] = set()
        for box in _list_boxes(sheet.rules):
            near = _list_level_lines(sheet.lines, box)
            inside = [line for line in near if _is_inside(line, box)]
            outside = [line for line in near if line not in inside]
            if not _are_rows(inside) or not _are_rows(outside):
                continue
            is_small = _count_letters(inside) < most
            if is_small and _stand_apart(outside, box):
                found.append(cls(box, tuple(inside)))
                held.update(inside)
        return [one for one in found if one._stands_beside_text(sheet, held)]

    def _stands_beside_text(self, sheet: Sheet, held: Container[TextLine]) -> bool:
        """Tell whether lines that no box holds stand beside it: in a drawing, boxes stand beside boxes."""
        level = _list_level_lines(sheet.lines, self.box)
        beside = [line for line in level if line not in held]
        return _are_rows(beside)

    def leaves_less_room(self, lines: Sequence[TextLine]) -> bool:
        """Tell whether lines above or below it stand where it stands beside others."""
        box = self.box
        level = _list_level_lines(lines, box)
        sizes = [line.size for line in level]
        size = median(sizes or [0.0])
        for line in lines:
            across = line.right > box.left and line.left < box.right
            if across and abs(line.size - size) <= 0.1 * size:
                return True
        return False

    def build_paragraphs(self, sheet: Sheet) -> list[Paragraph]:
        """Make its paragraphs as if it were a sheet of its own."""
        alone = replace(sheet, lines=self.lines, rules=())
        flows = _PageFlow.build_all([alone], None, {})
        typography = Typography.measure(_group_strips(flows))
        frames = []
        for frame in typography.frames:
            right = self.box.right - (frame.left - self.box.left)
            frames.append(replace(frame, right=max(frame.right, right)))
        typography = replace(typography, frames=tuple(frames))
        return list(_collect_paragraphs(flows, typography, TableRows(0)))


def _list_level_lines(lines: Iterable[TextLine], box: Box) -> list[TextLine]:
    """List the lines that stand on a box's height."""
    return [line for line in lines if box.top < line.middle < box.bottom]


def _take_boxes(
    sheets: Sequence[Sheet],
) -> "tuple[list[Sheet], dict[int, list[_SideBox]]]":
    """Take the boxes beside their text off sheets of one column; gives those of each sheet by its number."""
    kept = []
    boxes = {}
    for sheet in sheets:
        found = []
        if 4 <= len(sheet.rules) <= _MOST_BOX_RULES:
            found = _SideBox.find_all(sheet)
        held = {line for one in found for line in one.lines}
        rest = tuple(line for line in sheet.lines if line not in held)
        kept.append(replace(sheet, lines=rest) if found else sheet)
        boxes[sheet.number] = found
    return kept, boxes


def _list_boxes(rules: Sequence[RuledLine]) -> list[Box]:
    """List the boxes that four rules make which no other touches, from top to bottom."""
    level = [rule for rule in rules if not rule.upright]
    upright = [rule for rule in rules if rule.upright]
    boxes = []
    for top in level:
        sides = [rule for rule in upright if _starts_at(rule, top)]
        if len(sides) != 2:
            continue
        for bottom in level:
            if not _is_below(bottom, top):
                continue
            box = Box(top.left, top.top, top.right, bottom.bottom)
            reach = all(abs(side.bottom - box.bottom) <= _NEAR for side in sides)
            touching = sum(_meets_box(rule, box) for rule in rules)
            if reach and touching == 4:
                boxes.append(box)
    return sorted(boxes, key=lambda box: box.top)


def _starts_at(upright: RuledLine, level: RuledLine) -> bool:
    """Tell whether an upright rule begins at one of the ends of a level one."""
    ends = (level.left, level.right)
    at_end = any(abs(upright.left - end) <= _NEAR for end in ends)
    return at_end and abs(upright.top - level.top) <= _NEAR


def _is_below(bottom: RuledLine, top: RuledLine) -> bool:
    """Tell whether a level rule stands below another, and begins and ends where that does."""
    if bottom.top <= top.bottom + _NEAR:
        return False
    begins_alike = abs(top.left - bottom.left) <= _NEAR
    ends_alike = abs(top.right - bottom.right) <= _NEAR
    return begins_alike and ends_alike


def _meets_box(rule: RuledLine, box: Box) -> bool:
    """Tell whether a rule touches or crosses a box."""
    return (
        rule.left <= box.right + _NEAR
        and rule.right >= box.left - _NEAR
        and rule.top <= box.bottom + _NEAR
        and rule.bottom >= box.top - _NEAR
    )


def _count_letters(lines: Iterable[TextLine]) -> int:
    return sum(len(line.text) for line in lines)


def _is_inside(line: TextLine, box: Box) -> bool:
    slack = 0.3 * line.size
    return line.left >= box.left - slack and line.right <= box.right + slack


def _are_rows(lines: Sequence[TextLine]) -> bool:
    """Tell whether some lines stand on two heights or more."""
    heights = [line.middle for line in lines]
    return len(lines) > 1 and max(heights) - min(heights) > lines[0].size


def _stand_apart(lines: Sequence[TextLine], box: Box) -> bool:
    """Tell whether lines stand beside a box, none across its sides."""
    for line in lines:
        slack = 0.3 * line.size
        if line.right > box.left + slack and line.left < box.right - slack:
            return False
    return True


@dataclass(frozen=True, slots=True)
class _FramedLine:
    """A line in its frame."""

    line: TextLine
    frame: TextFrame

    @property
    def inset(self) -> float:
        return self.frame.measure_inset(self.line)


@dataclass(slots=True)
class _ParagraphDraft:
    """A paragraph while its lines are gathered."""

    lines: list[_FramedLine]

    @property
    def last(self) -> _FramedLine:
        return self.lines[-1]

    def join_text(self) -> str:
        return TextLine.join_texts(one.line.text for one in self.lines)

    def build_paragraph(self) -> Paragraph:
        frame = self.lines[0].frame
        here = [one.line for one in self.lines if one.frame is frame]
        return Paragraph(
            self.join_text(),
            Box.enclose(here).describe_origin(frame.sheet),
            emphasis=all(one.line.bold for one in self.lines),
        )


def build_paragraphs(
    sheets: Sequence[Sheet], tables_before: int = 0
) -> tuple[tuple[Paragraph, ...], tuple[Issue, ...]]:
    """Make the paragraphs of sheets in order, without page furniture; an issue says what was left out.

    Footnotes come last. A paragraph's origin names the page where it begins and the box of its lines there.
    """
    removal = remove_furniture(sheets)
    kept, notes = _take_footnotes(removal.sheets)
    gutter = find_gutter(kept)
    boxes: dict[int, list[_SideBox]] = {}
    if gutter is None:
        kept, boxes = _take_boxes(kept)
    flows = _PageFlow.build_all(kept, gutter, boxes)
    strips = _group_strips(flows, columns=gutter is not None)
    typography = Typography.measure(strips)
    paragraphs = (
        *_collect_paragraphs(flows, typography, TableRows(tables_before)),
        *notes,
    )
    return paragraphs, removal.build_issues()


def _collect_paragraphs(
    flows: Sequence[_PageFlow],
    typography: Typography,
    tables: TableRows,
) -> Iterator[Paragraph]:
    frames = {id(frame.lines): frame for frame in typography.frames}
    draft: _ParagraphDraft | None = None
    waiting: list[Paragraph] = []
    for flow in flows:
        for part in flow.parts:
            if isinstance(part, _SideBox):
                waiting += part.build_paragraphs(flow.sheet)
                continue
            if isinstance(part, GridTable):
                if draft:
                    yield draft.build_paragraph()
                draft = None
                yield from waiting
                waiting.clear()
                tables.add(part, flow.sheet.number)
                continue
            yield from tables.take_rows()
            for line in part:
                framed = _FramedLine(line, frames[id(part)])
                if draft and not _is_paragraph_start(draft, framed, typography):
                    draft.lines.append(framed)
                    continue
                if draft:
                    yield draft.build_paragraph()
                    yield from waiting
                    waiting.clear()
                draft = _ParagraphDraft([framed])
    yield from tables.take_rows()
    if draft:
        yield draft.build_paragraph()
    yield from waiting


def _is_paragraph_start(
    draft: _ParagraphDraft,
    framed: _FramedLine,
    typography: Typography,
) -> bool:
    """Tell whether a line begins a paragraph."""
    last = draft.last
    line = framed.line
    before = last.line
    ratio = max(line.size, before.size) / min(line.size, before.size)
    if ratio > _OTHER_SIZE:
        return True
    # Where paragraphs stand in, a line at the edge goes on, unless there is clearly room left above.
    opens = OPENS_WITH_MARKER.match(line.text) and _CLOSED.search(before.text)
    at_edge = abs(framed.inset) <= _AT_EDGE
    slack = 0.2
    if typography.indented and at_edge and not opens:
        slack = 1.0
    if not last.frame.is_full(before, line.text, slack):
        return True
    if framed.frame.is_centred(line) and (
        before.size > typography.size * 1.1 or last.frame.is_centred(before)
    ):
        return False
    if _has_wider_step(last, framed, typography):
        return True
    if framed.inset > _AT_EDGE:
        return _is_start_when_inset(draft, framed, typography)
    return _is_start_when_flush(draft, framed, typography)


def _has_wider_step(
    before: _FramedLine,
    framed: _FramedLine,
    typography: Typography,
) -> bool:
    if before.frame is not framed.frame:
        return False
    step = typography.pitch.measure_step(before.line, framed.line)
    larger = max(1.0, framed.line.size / typography.size)
    return step > typography.widest_step * larger


def _is_start_when_inset(
    draft: _ParagraphDraft, framed: _FramedLine, typography: Typography
) -> bool:
    """Classify a line that stands in, after a full one.

    It is a first line, or the next of a block that stands in as a whole.
    """
    inset = framed.inset
    first = draft.lines[0].inset
    has_several = len(draft.lines) > 1
    hangs = has_several and first < inset - 0.4
    text = framed.line.text
    if OPENS_WITH_MARKER.match(text) and not (hangs and _ITEM.match(text)):
        return True
    if has_several:
        if abs(draft.last.inset - inset) > 0.4:
            return True
        return first > inset + 0.4
    return _is_start_of_second(draft.join_text(), inset - first, typography)


def _is_start_of_second(
    first: str,
    hang: float,
    typography: Typography,
) -> bool:
    """Classify the second line of a block, which decides what the first was.

    It hangs, is level with it, or is a paragraph of its own; `hang` is how much farther it stands in, in ems.
    """
    if not -0.4 < hang < _MOST_HANGING:
        return True
    can_hang = typography.hanging or "。" in first
    if hang > 0.4 and can_hang and OPENS_WITH_MARKER.match(first):
        return False
    return bool(_CLOSED.search(first) or OPENS_AS_HEADING.match(first))


def _is_start_when_flush(
    draft: _ParagraphDraft, framed: _FramedLine, typography: Typography
) -> bool:
    """Classify a line at the left edge, after a full one."""
    before = draft.last
    is_spaced = typography.spaced and before.frame is framed.frame
    if typography.indented or is_spaced:
        return False
    room = before.frame.right - before.line.right
    if typography.justified and room > 0.3 * typography.size:
        return True
    text = draft.join_text()
    changes_weight = framed.line.bold != before.line.bold
    if not _ENDED.search(text):
        return changes_weight and bool(OPENS_AS_HEADING.match(text))
    # After `…。二是…。` inside a paragraph, 三是 stands inside it too.
    is_run_in = _ITEM.match(framed.line.text) and _RUN_IN.search(text)
    items = typography.items_start_paragraphs and not is_run_in
    opens = OPENS_WITH_MARKER if items else OPENS_AS_HEADING
    return changes_weight or bool(opens.match(framed.line.text))


def _split_at(
    lines: Sequence[TextLine], height: float
) -> tuple[list[TextLine], list[TextLine]]:
    """Part the lines that stand above a height, in points from the top, from the others."""
    above: list[TextLine] = []
    below: list[TextLine] = []
    for line in lines:
        (above if line.middle < height else below).append(line)
    return above, below


def _iter_parts(
    lines: Sequence[TextLine], gutter: float | None, before: GridTable | None
) -> Iterator[tuple[TextLine, ...] | GridTable]:
    """Yield the strips of text in reading order, and the tables without rules among them.

    `before` is such a table that may go on in the first strip.
    """
    for strip in split_columns(lines, gutter):
        for part in split_tables(strip, before):
            before = None
            yield part if isinstance(part, GridTable) else _join_rows(part)


def _join_rows(lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """Join what stands side by side in one column of text.

    Such are a label and its words, and names parted by wide spaces.
    """
    return tuple(map(_join_row, TextLine.group_rows(lines)))


def _join_row(row: Sequence[TextLine]) -> TextLine:
    if len(row) == 1:
        return row[0]
    longest = max(row, key=lambda line: len(line.text))
    text = " ".join(line.text for line in row)
    bold = all(line.bold for line in row)
    return TextLine(text, *Box.enclose(row), longest.size, bold)


def _group_strips(
    flows: Sequence[_PageFlow], *, columns: bool = False
) -> list[list[Strip]]:
    """Put strips together that share their width.

    They stand on sheets of the same size, and in two columns on the same side of it.
    """
    groups: defaultdict[tuple[int, int], list[Strip]] = defaultdict(list)
    for flow in flows:
        width = flow.sheet.width
        for lines in flow.list_strips():
            side = 0
            if columns:
                side = _find_side(lines, width)
            if id(lines) in flow.narrow:
                side = -flow.sheet.number
            groups[round(width / 20), side].append(Strip(flow.sheet.number, lines))
    return list(groups.values())


def _find_side(lines: Sequence[TextLine], width: float) -> int:
    """Tell on which side of the page a strip stands: 0 on both, 1 on the left, 2 on the right."""
    bounds = Box.enclose(lines)
    if bounds.left > 0.45 * width:
        return 2
    if bounds.right < 0.55 * width:
        return 1
    return 0


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


def _take_footnotes(sheets: Sequence[Sheet]) -> _NoteRemoval:
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
