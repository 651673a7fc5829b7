"""Document to clean text: repaired characters, no chrome, whole paragraphs.

Punctuation keeps its width: a heading's label must stay as it is printed. So NFKC is out, which turns
，：（） into ASCII.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise
from operator import attrgetter
from typing import NamedTuple

from tasks.documents.boilerplate import strip_chrome
from tasks.documents.paragraph_joins import join_paragraphs
from tasks.documents.text_tables import TextTables
from tasks.documents.typed_contents import drop_typed_contents
from tasks.model.catalogue import make_issue
from tasks.model.document import Document, Paragraph, Row, Table, TableCell
from tasks.model.issue import Issue

_BLANK = "[ \xa0\u2002-\u200a\u3000]"
_DIGITS = rf"\d(?:{_BLANK}\d)*"
_NUMBER = rf"{_DIGITS}(?:{_BLANK}?[.．]{_BLANK}?{_DIGITS})?"
# `件`, `万元`, `余人次`, `%`, `年`; behind 号 and 条 a number is a name's, and mostly a list's
_MEASURE = "[件个项次起宗份家户人名场批元万亿百千余多位篇部例处台辆亩吨年月日期%％]"
# words before: `立案 4 1 2 件`, `（9 8 . 2 %）`, `一、2 0 2 4 年`
_SPACED = re.compile(
    rf"(?:(?<=[一-鿿（(：:，])|(?<=[一二三四五六七八九十]、)|(?P<first>^))"
    rf"(?P<blank>{_BLANK}?)(?P<number>(?!0{_BLANK}?\d){_NUMBER})(?={_BLANK}?{_MEASURE})"
)
_APART = re.compile(rf"\d{_BLANK}\d")
# 分别为 3 5 8 件, 第 3 5 件: several numbers
_SEVERAL = re.compile(r"(?:分别|依次|各有?|[第编号序])[^，。；]{0,6}$")
_LONGEST_BEFORE = 12
_LONGEST_EVIDENCE = 80
# At the head of a line it may be a label's: only a year is long enough.
_FEWEST_AT_HEAD = 4
_BLANK_SIGNS = re.compile(_BLANK)
# A cell of a table: the number alone, or with its unit
_CELL = re.compile(rf"\s*(?P<number>{_NUMBER})(?P<unit>{_BLANK}?[一-鿿%％]{{0,3}})\s*")
# `住 建 局`: the words beside it are set apart, too
_SPACED_WORD = re.compile(rf"[一-鿿](?:{_BLANK}[一-鿿]){{1,12}}")
_PLAIN_NUMBER = re.compile(r"\d\d")


def _join_spaced_digits(text: str) -> str:
    """Join the digits of numbers that are set apart in running text."""
    if not _APART.search(text):
        return text
    return _SPACED.sub(_join, text)


def _join(spaced: re.Match[str]) -> str:
    number = spaced["number"]
    before = spaced.string[max(spaced.start() - _LONGEST_BEFORE, 0) : spaced.start()]
    is_label = spaced["first"] is not None and len(number) < 2 * _FEWEST_AT_HEAD - 1
    if is_label or _SEVERAL.search(before):
        return spaced.group()
    return spaced["blank"] + _BLANK_SIGNS.sub("", number)


def _join_spaced_cells(paragraph: Paragraph) -> Paragraph:
    """Join the digits of a table's row; the paragraph itself where none are surely one number.

    They are where all numbers of the row are set apart, and its words or the signs of a decimal are, too.
    """
    row = paragraph.row
    if row is None or not _APART.search(paragraph.text):
        return paragraph
    texts = [cell.text.strip() for cell in row.cells]
    if not _is_set_apart(texts):
        return paragraph
    cells = [replace(cell, text=_join_cell(cell.text)) for cell in row.cells]
    joined = Row(row.table, row.number, tuple(cells))
    return replace(paragraph, text=joined.text, row=joined)


def _is_set_apart(texts: list[str]) -> bool:
    if any(map(_PLAIN_NUMBER.search, texts)):
        return False
    return any(_SPACED_WORD.fullmatch(one) or _is_spaced_decimal(one) for one in texts)


def _is_spaced_decimal(text: str) -> bool:
    cell = _CELL.fullmatch(text)
    return bool(cell and "." in cell["number"] and _APART.search(cell["number"]))


def _join_cell(text: str) -> str:
    cell = _CELL.fullmatch(text)
    if cell is None:
        return text
    return _BLANK_SIGNS.sub("", cell["number"]) + cell["unit"]


_WIDE_FORMS = {
    code: code - 0xFEE0
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_INVISIBLE = dict.fromkeys(
    (
        *(0x00AD, 0x061C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0xFEFF),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2065),
        *range(0x2066, 0x2070),
    )
)
# What nothing shows and what would steer a terminal, in any format; U+0085 ends lines of some pages
_CONTROLS = dict.fromkeys(
    (*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0))
)
_DIRECTIONS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_STEERING = re.compile(f"[{''.join(map(chr, (*_CONTROLS, *_DIRECTIONS)))}]")
# what stands between these marks is drawn from its end
_OVERRIDDEN = re.compile("\u202e([^\u202a-\u202e\n]{1,200})\u202c?")
_SPACES = dict.fromkeys(
    (0x00A0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F, 0x3000, 0x0B, 0x0C, 0x0D),
    " ",
)
# no part of a number, as a space in `2 000` is
_TAB = "  "
# Radicals that PDFs give for the characters they look like and that Unicode itself does not decompose: ⻓ for
# 长.
_RADICALS = str.maketrans(
    "⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⺒⺓⺟⺩⺫⺬⺮⺶⻊⻑⻒⻖⻗⻞⻟⻪⻯⻱",
    "民西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟巳幺母王罒示竹羊足長镸阝雨饣饣黾竜龜",
)
# Twins that Unicode keeps for old character sets: 金 (U+F90A) is 金, ⼀ (U+2F00, a Kangxi radical) is 一, ﬁ
# is fi.
_COMPATIBILITY_FORMS = {
    code: unicodedata.normalize("NFKC", chr(code))
    for first, end in ((0x2F00, 0x2FD6), (0xF900, 0xFAFF), (0xFB00, 0xFB07))
    for code in range(first, end)
    if unicodedata.normalize("NFKC", chr(code)) != chr(code)
}
# Punctuation of upright text, as fonts for it are mapped: ︵ is （.
_VERTICAL_FORMS = str.maketrans(
    "︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄︐︑︒︓︔︕︖︙︱",
    "（）｛｝〔〕【】《》〈〉「」『』，、。：；！？…—",
)
# Bullets of symbol fonts, which stand in the private use area.
_BULLETS = {
    0xF06C: "●",
    0xF06E: "■",
    0xF075: "◆",
    0xF0A7: "▪",
    0xF0B7: "•",
    0xF0D8: "➢",
    0xF0FC: "✓",
    0xE5E5: " ",
}
_REPLACEMENTS: dict[int, int | str | None] = {
    **_WIDE_FORMS,
    **_INVISIBLE,
    **_CONTROLS,
    **_SPACES,
    0x09: _TAB,
    **_COMPATIBILITY_FORMS,
    **_RADICALS,
    **_VERTICAL_FORMS,
    **_BULLETS,
    0x2F3E: "户",
    0xFF05: "%",
    0xFF0E: "．",
}
# `## 二、存在的问题` → `二、存在的问题`
_MARKDOWN_HEADING = re.compile(r"^\s*#{1,6}\s*(?=\S)")
# What a masked number counts: 立案**件。, 20**年
_MASKED = r"[万亿余]?(?:人次|[件起宗份条项家户次场批名人个处元])(?:[，。；、,;]|$)|(?<=20\*\*)年|(?<=\*{3})年"
# `二是**规范行政复议**。` → `二是规范行政复议。`, also half a mark; masks stay, and so does a single *
# (the district 某*区)
_MARKDOWN_STRONG = re.compile(
    rf"(?<!\*)\*{{2,}}(?!\*|{_MASKED})(?:([^*]*)\*\*(?={_MASKED}))?|__(?=\S)(.+?)(?<=\S)__"
)
# `2021 年` → `2021年`, `法 治` → `法治`; a space between two Latin words stays, several are one
_LOOSE_SPACE = re.compile(r"(?<![\x20-\x7e]) +| +(?![\x20-\x7e])")
_WIDE_SPACE = re.compile(" {2,}")
# `98. 5%`, `98．5%`; at the start of a paragraph the number is a label (`1．30件提案`)
_SPLIT_DECIMAL = re.compile(
    r"(?<=\d)(?<!^\d)(?<!^\d\d) *[.．] *(?=\d+(?:%|万|亿|件|人|家|元))"
)
# `2 000余人`: a space that parts the thousands
_SPLIT_THOUSANDS = re.compile(r"(?<![\d.])(\d{1,3}) (?=\d{3}(?!\d))")
# A report in one paragraph, whose headings blanks set off: 一、主要做法 （一）学习。… 二、存在问题 力量薄弱。
_TOP_SIGN = re.compile("[一二三四五六七八九十]、")
_TOP_LABEL = r"[一二三四五六七八九十]{1,3}、"
_LABEL = rf"(?:{_TOP_LABEL}|[（(][一二三四五六七八九十]{{1,3}}[）)])"
_BLANKS = r"[ \u3000\xa0]+"
_HEADING_WORDS = r"[^\s，。；：！？,;:]{2,30}"
_TOP_HEADING = re.compile(rf"(?:^|(?<=[ \u3000\xa0。：:])){_TOP_LABEL}{_HEADING_WORDS}")
_SET_OFF_HEADING = re.compile(
    rf"(?:^|(?<=[ \u3000\xa0。：:])){_TOP_LABEL}{_HEADING_WORDS}{_BLANKS}(?=\S)"
)
_BLANKS_OF_HEADINGS = re.compile(
    rf"{_BLANKS}(?={_LABEL}\S)|(?:(?<=\s)|(?<=^)){_LABEL}{_HEADING_WORDS}(?P<behind>{_BLANKS})(?=\S)"
)
# words whose font alone knows them
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff]")
# Neither spacing nor the width of punctuation makes a revision.
NOISE = re.compile(r"[\s，,。．.；;：:（()）、“”\"'‘’]+")


@dataclass(frozen=True, slots=True)
class _CleanPiece:
    """A paragraph of a file as it stands in the clean text, from `start` to `end`; `url` names the file.

    A paragraph that another one was joined to ends where the other begins, inside a line.
    """

    start: int
    end: int
    paragraph: Paragraph
    url: str

    def shift(self, by: int) -> "_CleanPiece":
        """Give the piece so many characters further on."""
        return replace(
            self,
            start=self.start + by,
            end=self.end + by,
        )

    def count_bold(self, text: str) -> int:
        """Count its first characters in the clean text that its file sets in bold."""
        if self.paragraph.emphasis:
            return self.end - self.start
        bold = _normalize(self.paragraph.text[: self.paragraph.lead])
        if text.startswith(bold, self.start, self.end):
            return len(bold)
        return 0


@dataclass(frozen=True)
class CleanText:
    """The text that outline, facts and quantities are read from: one paragraph a line.

    Offsets in every table count its characters. `joins` counts the paragraphs that a break had cut, `dropped`
    holds the chrome lines that were taken off. `attached` are the offsets at which the texts of attachments
    begin. `pieces` are the paragraphs that the text was made of, in order, and cover all of it but the line
    breaks.
    """

    text: str
    issues: tuple[Issue, ...] = ()
    joins: int = 0
    dropped: tuple[str, ...] = ()
    attached: tuple[int, ...] = ()
    pieces: tuple[_CleanPiece, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Give the SHA-256 of the words alone: what decides whether a page was revised."""
        return hashlib.sha256(NOISE.sub("", self.text).encode()).hexdigest()

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Give its tables, in order."""
        return tuple(_collect_tables(self.pieces))

    @cached_property
    def emphasis(self) -> tuple[tuple[int, int], ...]:
        """Give the spans of the bold words that open a paragraph, all of it or its first words."""
        spans = []
        for piece in self.pieces:
            if piece.start == 0 or self.text[piece.start - 1] == "\n":
                bold = piece.count_bold(self.text)
                if bold > 0:
                    spans.append((piece.start, piece.start + bold))
        return tuple(spans)


def _collect_tables(pieces: Sequence[_CleanPiece]) -> Iterator[Table]:
    """Yield the tables of a text; they count on from file to file."""
    rows: dict[tuple[str, int], list[_CleanPiece]] = {}
    for piece in pieces:
        row = piece.paragraph.row
        if row:
            key = (piece.url, row.table)
            rows.setdefault(key, []).append(piece)
    for number, held in enumerate(rows.values(), 1):
        origin = held[0].paragraph.origin
        cells = chain.from_iterable(map(_locate_cells, held))
        yield Table(number, origin, tuple(cells))


def _locate_cells(piece: _CleanPiece) -> Iterator[TableCell]:
    """Yield the cells of a row with their offsets in the text."""
    row = piece.paragraph.row
    if row is None:
        return
    start = piece.start
    column = 0
    for cell in row.cells:
        text = _normalize(cell.text)
        # tabs part the columns; those of empty columns at a row's end are not printed
        start = min(start + cell.column - column, piece.end)
        column = cell.column
        yield TableCell(
            row.number - 1,
            column,
            cell.rows,
            cell.columns,
            text,
            start,
            start + len(text),
        )
        start += len(text)


class _CleanLine(NamedTuple):
    text: str
    paragraph: Paragraph


def clean(document: Document) -> CleanText:
    """Clean a document's text and the texts of its attachments behind it.

    A document whose lines are all chrome keeps them, with an issue.
    """
    files = map(_clean_file, (document, *document.attached))
    texts = [text for text in files if text.text]
    if not texts:
        return CleanText("")
    first, *others = texts
    for text in others:
        first = _append_text(first, text)
    return first


def _append_text(before: CleanText, added: CleanText) -> CleanText:
    """Append the text of an attachment; it begins on a line of its own."""
    start = len(before.text) + 1
    return CleanText(
        f"{before.text}\n{added.text}",
        before.issues + added.issues,
        before.joins + added.joins,
        before.dropped + added.dropped,
        (*before.attached, start),
        before.pieces + tuple(piece.shift(start) for piece in added.pieces),
    )


def _clean_file(document: Document) -> CleanText:
    lines = []
    paragraphs, contents = drop_typed_contents(document.paragraphs)
    tabulated = TextTables.tabulate(paragraphs)
    for paragraph in map(_join_spaced_cells, tabulated):
        for text in _normalize_paragraph(paragraph):
            lines.append(_CleanLine(text, paragraph))
    kept, dropped = strip_chrome(lines, attrgetter("text"))
    if not kept and lines:
        return _keep_chrome(lines, document.url)
    joined, issues = join_paragraphs(
        map(attrgetter("text"), kept),
        intact=document.whole,
        ends=_find_bold_lines(kept),
    )
    text = "\n".join(map("".join, joined))
    return CleanText(
        text,
        (
            *issues,
            *_check_private_glyphs(text),
            *_check_steering(paragraphs, document.url),
            *_build_contents_issue(contents, document.url),
        ),
        len(kept) - len(joined),
        tuple(line.text for line in dropped),
        pieces=_locate_pieces(joined, kept, document.url),
    )


def _build_contents_issue(dropped: Sequence[str], url: str) -> Iterator[Issue]:
    """Yield what tells that contents were dropped; nothing where none were."""
    if dropped:
        evidence = " | ".join(map(str.strip, dropped))[:_LONGEST_EVIDENCE]
        yield make_issue("contents_dropped", evidence, url=url or None)


def _check_steering(paragraphs: Sequence[Paragraph], url: str) -> Iterator[Issue]:
    """Yield what tells that characters were dropped that nothing shows, and where the first of them stood."""
    places = []
    found: list[str] = []
    for paragraph in paragraphs:
        if characters := _STEERING.findall(paragraph.text):
            places.append(paragraph.origin)
            found += characters
    if found:
        codes = ", ".join(f"U+{ord(one):04X}" for one in dict.fromkeys(found))
        place = f"{places[0]}: {codes}" if places[0] else codes
        yield make_issue(
            "control_characters",
            place[:_LONGEST_EVIDENCE],
            url=url or None,
            count=len(found),
        )


def _check_private_glyphs(text: str) -> tuple[Issue, ...]:
    """Report the private-use characters that a text is left with: words whose font alone knows them."""
    first = _PRIVATE.search(text)
    if first is None:
        return ()
    glyphs = _PRIVATE.findall(text)
    codes = ", ".join(f"U+{ord(glyph):04X}" for glyph in dict.fromkeys(glyphs))
    at = first.start()
    issue = make_issue(
        "private_use_glyphs",
        text[max(at - 20, 0) : at + 20].replace("\n", "¶"),
        count=len(glyphs),
        glyphs=codes[:120],
    )
    return (issue,)


def _keep_chrome(lines: Sequence[_CleanLine], url: str) -> CleanText:
    """Make a text of lines that are all chrome, with an issue."""
    texts = [line.text for line in lines]
    issue = make_issue("only_chrome", texts[0][:80])
    alone = [[text] for text in texts]
    pieces = _locate_pieces(alone, lines, url)
    return CleanText(
        "\n".join(texts),
        (issue,),
        pieces=pieces,
    )


def _locate_pieces(
    joined: Sequence[Sequence[str]],
    lines: Sequence[_CleanLine],
    url: str,
) -> tuple[_CleanPiece, ...]:
    """Find where each line's paragraph stands in the text that the joined lines make."""
    pieces: list[_CleanPiece] = []
    start = 0
    paragraphs = (line.paragraph for line in lines)
    for texts in joined:
        for text in texts:
            pieces.append(_CleanPiece(start, start + len(text), next(paragraphs), url))
            start += len(text)
        start += 1  # the line break
    return tuple(pieces)


def _find_bold_lines(lines: Sequence[_CleanLine]) -> set[int]:
    """Find the bold lines above ones that are not: headings, which no break has cut."""
    headings = set()
    for position, (line, below) in enumerate(pairwise(lines)):
        if line.paragraph.emphasis and not below.paragraph.emphasis:
            headings.add(position)
    return headings


def _normalize_paragraph(paragraph: Paragraph) -> Iterator[str]:
    """Yield the lines that a paragraph makes, repaired; only the tabs between a row's cells stay."""
    if paragraph.row is None:
        lines = list(map(_normalize, _split_at_headings(paragraph.text)))
    else:
        words = [_normalize(cell.text) for cell in paragraph.row.cells]
        lines = [paragraph.row.print_cells(words)]
    yield from filter(None, lines)


def _split_at_headings(text: str) -> list[str]:
    """Split a whole report in one paragraph at the blanks that set off its headings; others stay whole."""
    # most paragraphs have no blanks, or no label, and need no closer look
    if len(text.split(maxsplit=1)) < 2 or len(_TOP_SIGN.findall(text)) < 2:
        return [text]
    if len(_TOP_HEADING.findall(text)) < 2 or not _SET_OFF_HEADING.search(text):
        return [text]
    lines: list[str] = []
    start = 0
    for heading in _find_set_off(text):
        lines.append(text[start:heading])
        start = heading
    return [*lines, text[start:]]


def _find_set_off(text: str) -> Iterator[int]:
    """Yield the offsets behind the blanks before a label and behind the heading that it opens."""
    at = 0
    while found := _BLANKS_OF_HEADINGS.search(text, at):
        at = found.end()
        yield at


def _normalize(text: str) -> str:
    """Repair one paragraph's characters.

    The result has no line breaks and no space beside a Chinese character.
    """
    if "\u202e" in text:
        text = _OVERRIDDEN.sub(lambda drawn: drawn[1][::-1], text)
    text = text.translate(_REPLACEMENTS).replace("\n", " ")
    text = _MARKDOWN_HEADING.sub("", text)
    if "**" in text or "__" in text:
        text = _MARKDOWN_STRONG.sub(r"\1\2", text)
    text = _join_spaced_digits(text.strip())
    text = _LOOSE_SPACE.sub("", text)
    text = _SPLIT_THOUSANDS.sub(r"\1", text)
    text = _SPLIT_DECIMAL.sub(".", text)
    return _WIDE_SPACE.sub(" ", text)
