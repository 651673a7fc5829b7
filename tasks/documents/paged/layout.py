"""Sheets of lines to paragraphs, by geometry: indents, full lines, steps, sizes.

Words only where these are silent.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.documents.paged.page_furniture import remove_furniture, summarize_removed
from tasks.documents.paged.reading_order import PageFlow, find_gutter, group_strips
from tasks.documents.paged.ruled_tables import GridTable, TableRows
from tasks.documents.paged.sheet import Sheet, TextLine, describe_origin, join_texts
from tasks.documents.paged.typography import (
    TextFrame,
    Typography,
    is_centred,
    is_full,
    measure_inset,
    measure_typography,
)
from tasks.documents.paragraph_joins import OPENS_AS_HEADING, OPENS_WITH_MARKER
from tasks.model.document import Paragraph
from tasks.model.issue import Issue, Responsibility, Severity

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


@dataclass(slots=True)
class _ParagraphDraft:
    """A paragraph while its lines are gathered."""

    lines: list[_FramedLine]

    @property
    def last(self) -> _FramedLine:
        return self.lines[-1]

    def join_text(self) -> str:
        return join_texts([one.line.text for one in self.lines])

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
    """Make the paragraphs of sheets in order, without page furniture; what was left out is told by an issue.

    A paragraph's origin names the page where it begins and the box of its lines there.
    """
    kept, removed = remove_furniture(sheets)
    gutter = find_gutter([(sheet.lines, sheet.width) for sheet in kept])
    flows = [PageFlow.build(sheet, gutter) for sheet in kept]
    setting = measure_typography(group_strips(flows, columns=gutter is not None))
    paragraphs = tuple(_collect_paragraphs(flows, setting))
    if not removed:
        return paragraphs, ()
    issue = Issue(
        "text",
        "page_furniture",
        Severity.INFO,
        Responsibility.US,
        f"{len(removed)} lines at the edges of {len({one.sheet for one in removed})} pages were left out: "
        f"{', '.join(summarize_removed(removed))}; nothing to do",
        evidence="\n".join(dict.fromkeys(one.text for one in removed))[:400],
    )
    return paragraphs, (issue,)


def _collect_paragraphs(
    flows: Sequence[PageFlow], setting: Typography
) -> Iterator[Paragraph]:
    frames = {id(frame.lines): frame for frame in setting.frames}
    tables = TableRows()
    gathered: _ParagraphDraft | None = None
    for flow in flows:
        for part in flow.parts:
            if isinstance(part, GridTable):
                if gathered:
                    yield gathered.build_paragraph()
                gathered = None
                tables.add(part, flow.sheet.number)
                continue
            yield from tables.take_rows()
            for line in part:
                placed = _FramedLine(line, frames[id(part)])
                if gathered and not _is_paragraph_start(gathered, placed, setting):
                    gathered.lines.append(placed)
                    continue
                if gathered:
                    yield gathered.build_paragraph()
                gathered = _ParagraphDraft([placed])
    yield from tables.take_rows()
    if gathered:
        yield gathered.build_paragraph()


def _is_paragraph_start(
    gathered: _ParagraphDraft, placed: _FramedLine, setting: Typography
) -> bool:
    """Tell whether a line begins a paragraph."""
    before, line = gathered.last.line, placed.line
    place = measure_inset(line, placed.frame)
    size = max(line.size, before.size) / min(line.size, before.size)
    # Where paragraphs stand in, a line at the edge goes on, unless there is clearly room left above.
    opens = OPENS_WITH_MARKER.match(line.text) and _CLOSED.search(before.text)
    slack = 1.0 if setting.indented and abs(place) <= _AT_EDGE and not opens else 0.2
    if size > _OTHER_SIZE or not is_full(before, line.text, gathered.last.frame, slack):
        return True
    if is_centred(line, placed.frame) and (
        gathered.last.line.size > setting.size * 1.1
        or is_centred(before, gathered.last.frame)
    ):
        return False
    if _has_wider_step(gathered.last, placed, setting):
        return True
    if place > _AT_EDGE:
        return _is_start_when_inset(gathered, placed, setting, place)
    return _is_start_when_flush(gathered, placed, setting)


def _has_wider_step(
    before: _FramedLine, placed: _FramedLine, setting: Typography
) -> bool:
    if before.frame is not placed.frame:
        return False
    step = (
        placed.line.top + placed.line.bottom - before.line.top - before.line.bottom
    ) / 2
    return step > setting.widest_step * max(1.0, placed.line.size / setting.size)


def _is_start_when_inset(
    gathered: _ParagraphDraft, placed: _FramedLine, setting: Typography, place: float
) -> bool:
    """Judge a line that stands in, after a full one: a first line, or the next of a block that stands in as a
    whole.
    """
    first, text = (
        measure_inset(gathered.lines[0].line, gathered.lines[0].frame),
        gathered.join_text(),
    )
    hangs = len(gathered.lines) > 1 and first < place - 0.4
    if OPENS_WITH_MARKER.match(placed.line.text) and not (
        hangs and _ITEM.match(placed.line.text)
    ):
        return True
    if len(gathered.lines) > 1:
        return (
            abs(measure_inset(gathered.last.line, gathered.last.frame) - place) > 0.4
            or first > place + 0.4
        )
    # The second line decides what the first was: hanging, level with it, or a paragraph of its own.
    if not -0.4 < place - first < _MOST_HANGING:
        return True
    if (
        place - first > 0.4
        and OPENS_WITH_MARKER.match(text)
        and (setting.hanging or "。" in text)
    ):
        return False
    return bool(_CLOSED.search(text) or OPENS_AS_HEADING.match(text))


def _is_start_when_flush(
    gathered: _ParagraphDraft, placed: _FramedLine, setting: Typography
) -> bool:
    """Judge a line at the left edge, after a full one."""
    before = gathered.last
    if setting.indented or (setting.spaced and before.frame is placed.frame):
        return False
    if (
        setting.justified
        and before.frame.right - before.line.right > 0.3 * setting.size
    ):
        return True
    text = gathered.join_text()
    if not _ENDED.search(text):
        return (
            bool(OPENS_AS_HEADING.match(text)) and placed.line.bold != before.line.bold
        )
    # After `…。二是…。` inside a paragraph, 三是 stands inside it too.
    items = setting.items_start_paragraphs and not (
        _ITEM.match(placed.line.text) and _RUN_IN.search(text)
    )
    opens = OPENS_WITH_MARKER if items else OPENS_AS_HEADING
    return bool(opens.match(placed.line.text)) or placed.line.bold != before.line.bold
