"""Page furniture: page numbers, running heads and feet, what a browser prints around a page, and the 红头.

A line is furniture by its place at the edge of the page together with its words: a page number's form, the
same words at the same height on other pages, a browser's address or clock. Nothing inside the text is ever
taken for it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from tasks.documents.paged.sheet import Sheet, TextLine, group_rows

# Furniture stands among this many rows from the edge, within this share of the page's height.
_EDGE_ROWS = 3
_EDGE_SHARE = 0.16
# Heads repeat at the same height, in points (scans move a little), on this share of the pages: odd and even
# pages may have heads of their own, and the first page none.
_SAME_HEIGHT = 6.0
_REPEATED_SHARE = 0.3
# Letters more unlike than this are no head's: a title in 22 pt on the first page is the signature in 16 pt on
# the last.
_SAME_LETTERS = 1.2
# A step this much wider than the usual one parts a head from the text.
_APART = 1.25
# The 红头 is set far larger than the text (22 pt titles stand above 16 pt text), and stands in the upper
# half.
_LETTERHEAD_SIZE = 1.7

# `— 3 —`, `- 3 -`, `第 3 页 共 10 页`, `第3页`, `3 / 10`, `Page 3 of 10`
_MARKED_NUMBER = re.compile(
    r"[—–―－_·•~～-]+(?P<dashed>\d{1,4}|[ivxlIVXL]{1,6})[—–―－_·•~～-]+"
    r"|第(?P<told>\d{1,4}|[一二三四五六七八九十百]{1,5})页(?:[,，/／（(]*共\d{1,4}页[）)]*)?"
    r"|(?P<of>\d{1,4})[/／]\d{1,4}|(?:Page|PAGE)(?P<page>\d{1,4})(?:of\d{1,4})?"
)
# `3`: a page number where it counts with the pages
_BARE_NUMBER = re.compile(r"\d{1,4}")
# `https://www.example.gov.cn/art/2024/1/5/art_1_2.html`, `file:///C:/报告.html`
_ADDRESS = re.compile(r"(?:https?|file)://\S+|www\.\S+\.\S+")
# `2024/1/5 10:30`, `2024年1月5日 下午3:05`, `1/5/24, 10:30 AM`
_CLOCK = re.compile(
    r"(?:\d{4}[/年.-]\d{1,2}[/月.-]\d{1,2}日?|\d{1,2}/\d{1,2}/\d{2,4}),?\s*(?:上午|下午)?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?"
)
_DIGITS = re.compile(r"\d+")
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
# `棠川县人民政府文件`
_LETTERHEAD = re.compile(r"[一-鿿（）()]{2,40}文件")


@dataclass(frozen=True, slots=True)
class RemovedLine:
    """A line that was left out: the sheet it stood on, its words, and what it was."""

    sheet: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class _EdgeRow:
    """The lines of one height; `place` is its distance to the nearer edge, `foot` that this is the lower one.

    `apart` tells that it stands apart from the text, by its letters' size or by space.
    """

    lines: tuple[TextLine, ...]
    edge_distance: float
    foot: bool
    apart: bool

    @property
    def text(self) -> str:
        return _normalize_text("".join(line.text for line in self.lines))


@dataclass(frozen=True, slots=True)
class _RunningHead:
    """Words that stand on several pages: digits left out, their usual place and size, and whether at the
    foot.
    """

    text: str
    foot: bool
    edge_distance: float
    size: float

    def is_at(self, place: float, size: float) -> bool:
        """Tell whether words stand as these do."""
        unlike = max(size, self.size) / min(size, self.size)
        return (
            abs(place - self.edge_distance) <= _SAME_HEIGHT and unlike <= _SAME_LETTERS
        )


def remove_furniture(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[RemovedLine]]:
    """Take the furniture off the sheets; give what is left and what was taken."""
    heads = {
        (sheet.number, foot): _list_edge_rows(sheet, foot=foot)
        for sheet in sheets
        for foot in (False, True)
    }
    counted = _find_number_offsets(heads)
    repeated = _find_running_heads(heads, len(sheets))
    kept: list[Sheet] = []
    removed: list[RemovedLine] = []
    for sheet in sheets:
        gone: dict[TextLine, str] = {}
        for foot in (False, True):
            for row in heads[sheet.number, foot]:
                found = _find_furniture(
                    row, sheet.number, counted, repeated, len(sheets)
                )
                gone.update(found)
                if len(found) < len(row.lines):
                    break
        if sheet is sheets[0]:
            gone.update(_find_letterhead(sheet, gone))
        kept.append(
            replace(
                sheet, lines=tuple(line for line in sheet.lines if line not in gone)
            )
        )
        removed += [
            RemovedLine(sheet.number, line.text, kind) for line, kind in gone.items()
        ]
    return kept, removed


def _list_edge_rows(sheet: Sheet, *, foot: bool) -> list[_EdgeRow]:
    """Give the rows at one edge of a sheet, from the edge inwards."""
    rows = group_rows(sheet.lines)
    band = _EDGE_SHARE * sheet.height
    found: list[_EdgeRow] = []
    for lines in (rows[::-1] if foot else rows)[:_EDGE_ROWS]:
        middle = (lines[0].top + lines[0].bottom) / 2
        place = sheet.height - middle if foot else middle
        if place > band:
            break
        found.append(
            _EdgeRow(
                lines, place, foot, _is_apart(rows[::-1] if foot else rows, len(found))
            )
        )
    return found


def _is_apart(rows: Sequence[tuple[TextLine, ...]], index: int) -> bool:
    """Tell whether a row, counted from the edge, stands apart from the rows that follow it inwards."""
    steps = [abs(below[0].bottom - above[0].bottom) for above, below in pairwise(rows)]
    usual = median(line.size for row in rows for line in row)
    size = max(line.size for line in rows[index])
    near = steps[index : index + _EDGE_ROWS]
    return (
        abs(size - usual) > 0.05 * usual
        or not near
        or max(near) > _APART * median(steps)
    )


def _find_furniture(
    row: _EdgeRow,
    number: int,
    counted: frozenset[int],
    repeated: Sequence[_RunningHead],
    sheets: int,
) -> dict[TextLine, str]:
    """Name the lines of an edge row that are furniture."""
    if _MARKED_NUMBER.fullmatch(row.text) or (
        _BARE_NUMBER.fullmatch(row.text) and int(row.text) - number in counted
    ):
        return dict.fromkeys(row.lines, "page number")
    found: dict[TextLine, str] = {}
    for line in row.lines:
        text = _normalize_text(line.text)
        if _MARKED_NUMBER.fullmatch(text) or (
            _BARE_NUMBER.fullmatch(text) and int(text) - number in counted
        ):
            found[line] = "page number"
        elif _ADDRESS.fullmatch(text) or _CLOCK.fullmatch(line.text.strip()):
            found[line] = "browser"
        elif any(
            one.text == _mask_digits(line)
            and one.foot == row.foot
            and one.is_at(row.edge_distance, line.size)
            for one in repeated
        ):
            found[line] = "running head"
    if (
        sheets == 1
        and len(found) < len(row.lines)
        and any(_CLOCK.match(line.text.strip()) for line in found)
    ):
        # Beside its clock a browser prints the page's title.
        found.update(dict.fromkeys(row.lines, "browser"))
    return found


def _find_number_offsets(
    heads: dict[tuple[int, bool], list[_EdgeRow]],
) -> frozenset[int]:
    """Find by how much bare numbers at the edges differ from the sheets' own count, when two or more agree."""
    shifts: Counter[int] = Counter()
    for (number, _foot), rows in heads.items():
        found = {_normalize_text(line.text) for row in rows[:1] for line in row.lines}
        shifts.update(
            {int(text) - number for text in found if _BARE_NUMBER.fullmatch(text)}
        )
    enough = 2 if len({number for number, _ in heads}) > 1 else 1
    return frozenset(shift for shift, count in shifts.items() if count >= enough)


def _find_running_heads(
    heads: dict[tuple[int, bool], list[_EdgeRow]], sheets: int
) -> list[_RunningHead]:
    """Find the words that stand at the same height, in letters of the same size, on several sheets."""
    places: dict[tuple[str, bool], list[tuple[float, float]]] = {}
    for (_number, foot), rows in heads.items():
        for row in rows:
            for line in row.lines if row.apart else ():
                places.setdefault((_mask_digits(line), foot), []).append(
                    (row.edge_distance, line.size)
                )
    found = []
    for (text, foot), seen in places.items():
        candidates = [
            _RunningHead(text, foot, place, size) for place, size in dict.fromkeys(seen)
        ]
        counts = [
            sum(one.is_at(place, size) for place, size in seen) for one in candidates
        ]
        count, usual = max(
            zip(counts, candidates, strict=True), key=lambda pair: pair[0]
        )
        # The last words of a paragraph may chance to be the same on two pages.
        enough = 3 if text.endswith(("。", "；")) or len(text) < 4 else 2
        if count >= max(enough, _REPEATED_SHARE * sheets):
            found.append(usual)
    return found


def _find_letterhead(sheet: Sheet, gone: dict[TextLine, str]) -> dict[TextLine, str]:
    """Find the 红头 on the first sheet: `…文件` in letters far larger than the text."""
    left = [line for line in sheet.lines if line not in gone]
    if not left:
        return {}
    usual = median(line.size for line in left)
    found: list[TextLine] = []
    for row in group_rows(left):
        if (
            row[0].top > sheet.height / 2
            or max(line.size for line in row) < _LETTERHEAD_SIZE * usual
        ):
            break
        found += row
    whole = _normalize_text("".join(line.text for line in found))
    return dict.fromkeys(found, "letterhead") if _LETTERHEAD.fullmatch(whole) else {}


def _normalize_text(text: str) -> str:
    return "".join(text.split()).translate(_WIDE_DIGITS)


def _mask_digits(line: TextLine) -> str:
    return _DIGITS.sub("#", _normalize_text(line.text))


def summarize_removed(removed: Sequence[RemovedLine]) -> Iterator[str]:
    """Yield each kind of furniture with how often it was left out and an example."""
    for kind in dict.fromkeys(one.kind for one in removed):
        texts = [one.text for one in removed if one.kind == kind]
        yield f"{kind} ×{len(texts)} (“{texts[0][:40]}”)"
