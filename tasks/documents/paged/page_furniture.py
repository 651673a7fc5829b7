"""Page furniture: page numbers, running heads and feet, what a browser prints around a page, and the 红头.

A line is furniture by its place at the edge of the page together with its words: a page number's form, the
same words at the same height on other pages, a browser's address or clock. Nothing inside the text is ever
taken for it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

from tasks.documents.paged.sheet import RuledLine, Sheet, TextLine
from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.issue import Bilingual, Issue

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
# Heads of odd or even pages are known by their place alone where they are so much smaller than the text.
_SMALL_HEAD = 0.9
_SENTENCE = re.compile(r"[。；：，]|^[（(]?[一二三四五六七八九十\d]+[）)、.．]")

# `— 3 —`, `- 3 -`, `第 3 页 共 10 页`, `第3页`, `3 / 10`, `Page 3 of 10`
_MARKED_NUMBER = re.compile(
    r"[—–―－_·•~～-]+(?P<dashed>\d{1,4}|[ivxlIVXL]{1,6})[—–―－_·•~～-]+"
    r"|第(?P<numbered>\d{1,4}|[一二三四五六七八九十百]{1,5})页(?:[,，/／（(]*共\d{1,4}页[）)]*)?"
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
_COMMA = Bilingual("，", ", ")
_KIND_PHRASES = {
    "page number": "page_number_lines",
    "running head": "running_head_lines",
    "letterhead": "letterhead_lines",
    "browser": "browser_lines",
}
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
# `棠川县人民政府文件`
_LETTERHEAD = re.compile(r"[一-鿿（）()]{2,40}文件")


@dataclass(frozen=True, slots=True)
class _RemovedLine:
    """A line that was left out: the sheet it stood on, its words, and what it was."""

    sheet: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class _EdgeRow:
    """The lines of one height at an edge of a page; `foot` says that it is the lower edge.

    `apart` says that the row stands apart from the text, by its letters' size or by space, `ruled` that an
    upright rule parts its lines.
    """

    lines: tuple[TextLine, ...]
    edge_distance: float
    foot: bool
    apart: bool
    ruled: bool

    @property
    def text(self) -> str:
        return _normalize_text("".join(line.text for line in self.lines))

    @property
    def may_count_pages(self) -> bool:
        """Tell whether a bare number in it may be a page's: in a table's row it counts something else."""
        if len(self.lines) == 1:
            return True
        return self.apart and not self.ruled


# The rows at the two edges of each sheet, by the sheet's number and whether it is the foot.
_Edges = dict[tuple[int, bool], list[_EdgeRow]]


class _Position(NamedTuple):
    """Where words stand: how far from the edge, and the size of their letters; both in points."""

    edge_distance: float
    size: float

    def is_near(self, other: "_Position") -> bool:
        """Tell whether other words stand as these do."""
        ratio = max(other.size, self.size) / min(other.size, self.size)
        distance = abs(other.edge_distance - self.edge_distance)
        return distance <= _SAME_HEIGHT and ratio <= _SAME_LETTERS


@dataclass(frozen=True, slots=True)
class _RunningHead:
    """Words that stand on several pages: digits left out, whether at the foot, and their usual position.

    `parities` are those of the sheets' numbers: 1 of odd ones, 0 of even ones.
    """

    text: str
    foot: bool
    position: _Position
    parities: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Repetition:
    """What repeats over all sheets.

    `offsets` say by how much printed page numbers differ from the sheets' own, `size` is the usual one of
    letters in points.
    """

    sheets: int
    offsets: frozenset[int]
    heads: tuple[_RunningHead, ...]
    size: float

    def is_page_number(
        self,
        text: str,
        row: _EdgeRow,
        number: int,
    ) -> bool:
        """Tell whether a sheet's number is what words of a row say."""
        if _MARKED_NUMBER.fullmatch(text):
            return True
        if not row.may_count_pages or not _BARE_NUMBER.fullmatch(text):
            return False
        return int(text) - number in self.offsets

    def is_running_head(
        self,
        line: TextLine,
        row: _EdgeRow,
    ) -> bool:
        """Tell whether a line stands on other sheets as well."""
        key = _mask_digits(line)
        position = _Position(row.edge_distance, line.size)
        return any(
            head.text == key
            and head.foot == row.foot
            and head.position.is_near(position)
            for head in self.heads
        )

    def is_other_head(
        self,
        line: TextLine,
        row: _EdgeRow,
        number: int,
    ) -> bool:
        """Tell whether a line stands where the pages of the other side, odd or even, have their head.

        Such is the only even page of three, whose head stands on no other.
        """
        text = _normalize_text(line.text)
        is_small = line.size <= _SMALL_HEAD * self.size
        if not is_small or not row.apart or _SENTENCE.search(text):
            return False
        position = _Position(row.edge_distance, line.size)
        other = frozenset({(number + 1) % 2})
        return any(
            head.foot == row.foot
            and head.parities == other
            and head.position.is_near(position)
            for head in self.heads
        )


class _Removal(NamedTuple):
    """What is left of the sheets, and what was taken off them."""

    sheets: list[Sheet]
    lines: list[_RemovedLine]

    def build_issues(self) -> tuple[Issue, ...]:
        """Report what was left out, if anything."""
        if not self.lines:
            return ()
        pages = {line.sheet for line in self.lines}
        summary = _COMMA.join(_summarize_removed(self.lines))
        texts = dict.fromkeys(line.text for line in self.lines)
        issue = make_issue(
            "page_furniture",
            "\n".join(texts)[:400],
            lines=len(self.lines),
            pages=len(pages),
            summary=summary,
        )
        return (issue,)


def remove_furniture(sheets: Sequence[Sheet]) -> _Removal:
    """Take the furniture off the sheets."""
    edges: _Edges = {}
    for sheet in sheets:
        for foot in (False, True):
            edges[sheet.number, foot] = _list_edge_rows(sheet, foot=foot)
    offsets = _find_number_offsets(edges)
    heads = _find_running_heads(edges, len(sheets))
    size = _find_usual_size(sheets)
    repetition = _Repetition(
        len(sheets),
        offsets,
        heads,
        size,
    )
    kept: list[Sheet] = []
    removed: list[_RemovedLine] = []
    for sheet in sheets:
        furniture = _find_sheet_furniture(sheet, edges, repetition)
        if sheet is sheets[0]:
            furniture.update(_find_letterhead(sheet, furniture))
        lines = tuple(line for line in sheet.lines if line not in furniture)
        kept.append(replace(sheet, lines=lines))
        for line, kind in furniture.items():
            removed.append(_RemovedLine(sheet.number, line.text, kind))
    return _Removal(kept, removed)


def _find_usual_size(sheets: Sequence[Sheet]) -> float:
    letters: Counter[float] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            letters[round(line.size, 1)] += len(line.text)
    if letters:
        return letters.most_common(1)[0][0]
    return 0.0


def _find_sheet_furniture(
    sheet: Sheet,
    edges: _Edges,
    repetition: _Repetition,
) -> dict[TextLine, str]:
    """Name the lines of a sheet that are furniture: from each edge inwards, as far as whole rows are."""
    furniture: dict[TextLine, str] = {}
    for foot in (False, True):
        for row in edges[sheet.number, foot]:
            found = _find_furniture(row, sheet.number, repetition)
            furniture.update(found)
            if len(found) < len(row.lines):
                break
    return furniture


def _list_edge_rows(sheet: Sheet, *, foot: bool) -> list[_EdgeRow]:
    """Give the rows at one edge of a sheet, from the edge inwards."""
    rows = TextLine.group_rows(sheet.lines)
    if foot:
        rows.reverse()
    band = _EDGE_SHARE * sheet.height
    found: list[_EdgeRow] = []
    for index, lines in enumerate(rows[:_EDGE_ROWS]):
        middle = lines[0].middle
        distance = middle
        if foot:
            distance = sheet.height - middle
        if distance > band:
            break
        apart = _is_apart(rows, index)
        ruled = _is_ruled(lines, sheet.rules)
        found.append(_EdgeRow(lines, distance, foot, apart, ruled))
    return found


def _is_ruled(lines: Sequence[TextLine], rules: Iterable[RuledLine]) -> bool:
    """Tell whether an upright rule stands between the lines of a row."""
    if len(lines) == 1:
        return False
    left = min(line.right for line in lines)
    right = max(line.left for line in lines)
    middle = lines[0].middle
    return any(
        rule.upright and left <= rule.left <= right and rule.top < middle < rule.bottom
        for rule in rules
    )


def _is_apart(rows: Sequence[tuple[TextLine, ...]], index: int) -> bool:
    """Tell whether a row, counted from the edge, stands apart from the rows that follow it inwards."""
    lines = chain.from_iterable(rows)
    usual = median(line.size for line in lines)
    size = max(line.size for line in rows[index])
    if abs(size - usual) > 0.05 * usual:
        return True
    bottoms = [row[0].bottom for row in rows]
    steps = [abs(below - above) for above, below in pairwise(bottoms)]
    near = steps[index : index + _EDGE_ROWS]
    if not near:
        return True
    return max(near) > _APART * median(steps)


def _find_furniture(
    row: _EdgeRow, number: int, repetition: _Repetition
) -> dict[TextLine, str]:
    """Name the lines of an edge row that are furniture."""
    if repetition.is_page_number(row.text, row, number):
        return dict.fromkeys(row.lines, "page number")
    found: dict[TextLine, str] = {}
    for line in row.lines:
        text = _normalize_text(line.text)
        if repetition.is_page_number(text, row, number):
            found[line] = "page number"
        elif _ADDRESS.fullmatch(text) or _CLOCK.fullmatch(line.text.strip()):
            found[line] = "browser"
        elif repetition.is_running_head(line, row) or (
            len(row.lines) == 1 and repetition.is_other_head(line, row, number)
        ):
            found[line] = "running head"
    # Beside its clock a browser prints the page's title.
    if repetition.sheets == 1 and len(found) < len(row.lines) and _has_clock(found):
        found.update(dict.fromkeys(row.lines, "browser"))
    return found


def _has_clock(lines: Iterable[TextLine]) -> bool:
    return any(_CLOCK.match(line.text.strip()) for line in lines)


def _find_number_offsets(edges: _Edges) -> frozenset[int]:
    """Find by how much bare numbers at the edges differ from the sheets' own, where two or more agree."""
    counts: Counter[int] = Counter()
    for (number, _foot), rows in edges.items():
        outermost: tuple[TextLine, ...] = ()
        if rows and rows[0].may_count_pages:
            outermost = rows[0].lines
        texts = {_normalize_text(line.text) for line in outermost}
        printed = filter(_BARE_NUMBER.fullmatch, texts)
        counts.update({int(text) - number for text in printed})
    sheets = {number for number, _foot in edges}
    enough = 1
    if len(sheets) > 1:
        enough = 2
    return frozenset(offset for offset, count in counts.items() if count >= enough)


def _find_running_heads(edges: _Edges, sheets: int) -> tuple[_RunningHead, ...]:
    """Find the words that stand at the same height, in letters of the same size, on several sheets."""
    seen: defaultdict[tuple[str, bool], list[_Position]] = defaultdict(list)
    parities: defaultdict[str, set[int]] = defaultdict(set)
    for (number, foot), rows in edges.items():
        for row in rows:
            if not row.apart:
                continue
            lines = {_mask_digits(line): line for line in row.lines}
            for text, line in lines.items():
                # Figures alone are a row of a table, or a page number, which is told by its count.
                if not text.strip("#,.%"):
                    continue
                position = _Position(row.edge_distance, line.size)
                seen[text, foot].append(position)
                parity = number % 2
                parities[text].add(parity)
    least_share = _REPEATED_SHARE * sheets
    heads = []
    for (text, foot), positions in seen.items():
        usual, count = _find_usual_position(positions)
        least = max(_count_enough(text), least_share)
        if count >= least:
            sides = frozenset(parities[text])
            head = _RunningHead(text, foot, usual, sides)
            heads.append(head)
    return tuple(heads)


def _count_enough(text: str) -> int:
    """Count on how many sheets words must stand that run on all of them."""
    # The last words of a paragraph may chance to be the same on two pages.
    if text.endswith(("。", "；")):
        return 3
    if len(text) < 4:
        return 3
    return 2


def _find_usual_position(positions: Sequence[_Position]) -> tuple[_Position, int]:
    """Give the position to which most are near, and how many are."""
    usual = positions[0]
    most = 0
    for position in dict.fromkeys(positions):
        count = sum(map(position.is_near, positions))
        if count > most:
            usual = position
            most = count
    return usual, most


def _find_letterhead(
    sheet: Sheet, furniture: Mapping[TextLine, str]
) -> dict[TextLine, str]:
    """Find the 红头 on the first sheet: `…文件` in letters far larger than the text."""
    rest = [line for line in sheet.lines if line not in furniture]
    if not rest:
        return {}
    usual = median(line.size for line in rest)
    found: list[TextLine] = []
    for row in TextLine.group_rows(rest):
        size = max(line.size for line in row)
        if row[0].top > sheet.height / 2 or size < _LETTERHEAD_SIZE * usual:
            break
        found += row
    text = _normalize_text("".join(line.text for line in found))
    if _LETTERHEAD.fullmatch(text):
        return dict.fromkeys(found, "letterhead")
    return {}


def _normalize_text(text: str) -> str:
    return "".join(text.split()).translate(_WIDE_DIGITS)


def _mask_digits(line: TextLine) -> str:
    return _DIGITS.sub("#", _normalize_text(line.text))


def _summarize_removed(removed: Sequence[_RemovedLine]) -> Iterator[Bilingual]:
    """Yield each kind of furniture with how often it was left out and an example."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for one in removed:
        texts[one.kind].append(one.text)
    for kind, examples in texts.items():
        example = examples[0][:40]
        yield make_phrase(
            _KIND_PHRASES[kind],
            count=len(examples),
            example=example,
        )
