"""Sheets of lines to paragraphs, by geometry: indents, full lines, steps, sizes.

Words only where these are silent.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.documents.paged.page_furniture import remove_furniture, report_removed
from tasks.documents.paged.reading_order import PageFlow, find_gutter, group_strips
from tasks.documents.paged.ruled_tables import GridTable, TableRows
from tasks.documents.paged.sheet import Sheet, TextLine, describe_origin, join_texts
from tasks.documents.paged.typography import (
    TextFrame,
    Typography,
    is_centred,
    is_full,
    measure_inset,
    measure_step,
    measure_typography,
)
from tasks.documents.paragraph_joins import OPENS_AS_HEADING, OPENS_WITH_MARKER
from tasks.model.document import Paragraph
from tasks.model.issue import Issue

# A line with letters this much larger or smaller is another paragraph's (16 pt 三号 over 14 pt 四号 is 1.14).
_OTHER_SIZE = 1.2
# Lines below a label hang this far in at most, in ems: `（十二）`.
_MOST_HANGING = 4.5
# A line no farther in than this, in ems, stands at the left edge.
_AT_EDGE = 0.6
# `…工作。` `…如下：` `“…抓落实。”`
_CLOSED = re.compile(r"[。！？；：:;!?…][”’』」）)》〉〕\]]*$")
# the same without what parts the items of a list: `一是…；二是…`
_ENDED = re.compile(r"[。！？：:!?][”’』」）)》〉〕\]]*$")
# `二是完善决策机制。`, and the same inside a paragraph
_ITEM = re.compile(r"[一二三四五六七八九十]{1,2}是")
_RUN_IN = re.compile(r"(?<=[。；：])[一二三四五六七八九十]{1,2}是")


@dataclass(frozen=True, slots=True)
class _FramedLine:
    """A line in its frame."""

    line: TextLine
    frame: TextFrame

    @property
    def inset(self) -> float:
        return measure_inset(self.line, self.frame)


@dataclass(slots=True)
class _ParagraphDraft:
    """A paragraph while its lines are gathered."""

    lines: list[_FramedLine]

    @property
    def last(self) -> _FramedLine:
        return self.lines[-1]

    def join_text(self) -> str:
        return join_texts(one.line.text for one in self.lines)

    def build_paragraph(self) -> Paragraph:
        frame = self.lines[0].frame
        here = [one.line for one in self.lines if one.frame is frame]
        return Paragraph(
            self.join_text(),
            describe_origin(frame.sheet, here),
            emphasis=all(one.line.bold for one in self.lines),
        )


def build_paragraphs(
    sheets: Sequence[Sheet],
) -> tuple[tuple[Paragraph, ...], tuple[Issue, ...]]:
    """Make the paragraphs of sheets in order, without page furniture; an issue says what was left out.

    A paragraph's origin names the page where it begins and the box of its lines there.
    """
    kept, removed = remove_furniture(sheets)
    gutter = find_gutter(kept)
    flows = [PageFlow.build(sheet, gutter) for sheet in kept]
    strips = group_strips(flows, columns=gutter is not None)
    typography = measure_typography(strips)
    paragraphs = tuple(_collect_paragraphs(flows, typography))
    return paragraphs, (report_removed(removed),) if removed else ()


def _collect_paragraphs(
    flows: Sequence[PageFlow], typography: Typography
) -> Iterator[Paragraph]:
    frames = {id(frame.lines): frame for frame in typography.frames}
    tables = TableRows()
    draft: _ParagraphDraft | None = None
    for flow in flows:
        for part in flow.parts:
            if isinstance(part, GridTable):
                if draft:
                    yield draft.build_paragraph()
                draft = None
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
                draft = _ParagraphDraft([framed])
    yield from tables.take_rows()
    if draft:
        yield draft.build_paragraph()


def _is_paragraph_start(
    draft: _ParagraphDraft, framed: _FramedLine, typography: Typography
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
    slack = 1.0 if typography.indented and at_edge and not opens else 0.2
    if not is_full(before, line.text, last.frame, slack):
        return True
    if is_centred(line, framed.frame) and (
        before.size > typography.size * 1.1 or is_centred(before, last.frame)
    ):
        return False
    if _has_wider_step(last, framed, typography):
        return True
    if framed.inset > _AT_EDGE:
        return _is_start_when_inset(draft, framed, typography)
    return _is_start_when_flush(draft, framed, typography)


def _has_wider_step(
    before: _FramedLine, framed: _FramedLine, typography: Typography
) -> bool:
    if before.frame is not framed.frame:
        return False
    step = measure_step(before.line, framed.line)
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
        return abs(draft.last.inset - inset) > 0.4 or first > inset + 0.4
    return _is_start_of_second(draft.join_text(), inset - first, typography)


def _is_start_of_second(first: str, hang: float, typography: Typography) -> bool:
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
