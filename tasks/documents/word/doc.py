"""DOC (Word 97 to 2003, and WPS files, which are the same) to a document, with Word's automatic numbers."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from tasks.documents.formulas import raise_mark
from tasks.documents.list_marks import (
    FORMAT_CODES,
    LEVEL_COUNT,
    ListCounters,
    ListLevel,
    WordList,
)
from tasks.documents.media_types import DOC
from tasks.documents.table_builder import TableBuilder
from tasks.documents.word.doc_anchors import (
    DocAnchors,
    PictureAnchor,
)
from tasks.documents.word.doc_file import (
    WordFile,
)
from tasks.documents.word.doc_properties import (
    CharacterProperties,
    FileProperties,
    ParagraphProperties,
)
from tasks.documents.word.paragraphs import (
    BODY_LEVEL,
    SOFT_BREAK,
    WHITE,
    FieldStack,
    Findings,
    WordParagraph,
    decode_symbol,
    join_surrogates,
)
from tasks.documents.word.pasted_scans import read_scan
from tasks.model.document import Document, Paragraph

# paragraph, cell or row, page or section
_END_MARK = re.compile(r"[\r\x07\x0c]")
# the characters that are not printed as they are
_SPECIAL = re.compile(r"([\x00-\x08\x0b\x0c\x0e-\x1f\x28])")
_SIGNS = {
    "\x0b": SOFT_BREAK,
    "\x0e": "",
    "\x1e": "-",
    "\x28": "(",
}
_FIELD_BEGIN = "\x13"
_FIELD_SEPARATOR = "\x14"
_FIELD_END = "\x15"
_FIELD_MARKS = re.compile(r"[\x13-\x15]")
_INLINE_PICTURE = "\x01"
_COMMENT = "\x05"
_FLOATING_SHAPE = "\x08"
_ANCHORS = "\x01\x02\x05\x08"
_CELL_MARK = "\x07"
_CELL_END = re.compile(_CELL_MARK)
_SYMBOL_SIGN = "\x28"
# Far more than are read: also shapes without a picture hang on characters.
_MOST_IMAGES = 10_000


def read(body: bytes, *, url: str = "") -> Document:
    """Read a DOC.

    Where a scan was pasted into it, its images are read by OCR. Raises UnreadableDocument:
    `encrypted_document`, `unsupported_type` (no Word document, or one older than Word 97),
    `damaged_document`, `no_text`.
    """
    file = WordFile(body)
    findings = Findings()
    lists, unknown_codes = _read_lists(file)
    if unknown_codes:
        codes = ", ".join(map(str, sorted(unknown_codes)))
        findings.add_finding("number_format_unknown", codes)
    if file.is_truncated:
        findings.add_finding("damaged_text", file.text[-40:].strip("\x00"))
    anchors = DocAnchors(file)
    reader = _DocReader(
        file,
        FileProperties(file),
        findings,
        lists,
        anchors,
    )
    body_paragraphs = reader.read_part(*file.find_part("text"), "WordDocument")
    _note_headers_and_footers(file, findings)
    paragraphs = findings.drop_furniture(body_paragraphs)
    images = anchors.read_pictures(reader.images)
    scanned, ocr_issues = read_scan(paragraphs, images, findings, url)
    issues = (*findings.build_issues(url), *ocr_issues)
    return Document(
        (*paragraphs, *scanned),
        DOC,
        issues=issues,
        url=url,
    )


@dataclass(frozen=True, slots=True)
class _DocRow:
    """A row of a table that stands in no other.

    Where its cells end, from one of them on, which have the paper's colour, and how many there are.
    """

    ends: tuple[int, ...]
    plain: frozenset[int]
    count: int

    def is_plain(self, place: int) -> bool:
        """Tell whether the cell around a place of the text has the paper's colour."""
        behind = len(self.ends) - bisect_left(self.ends, place)
        return self.count - behind in self.plain


@dataclass(slots=True)
class _DocPartState:
    """How far the reading of one part is: the text, a note, a text box."""

    name: str
    tables: TableBuilder
    fields: FieldStack = field(default_factory=FieldStack)
    paragraph: WordParagraph = field(default_factory=WordParagraph)
    number: int = 1


@dataclass(slots=True)
class _DocReader:
    """The reader of a file's parts; counters and findings are those of the whole file."""

    file: WordFile
    properties: FileProperties
    findings: Findings
    lists: dict[int, WordList]
    anchors: DocAnchors
    counters: ListCounters = field(default_factory=ListCounters)
    images: list[PictureAnchor] = field(default_factory=list)
    _in_anchor: bool = False
    _row: _DocRow = _DocRow((), frozenset(), 0)

    def read_part(
        self,
        start: int,
        end: int,
        name: str,
    ) -> list[Paragraph]:
        """Read the characters between two places; `name` is what origins say."""
        part = _DocPartState(name, TableBuilder(name))
        at = start
        for mark in _END_MARK.finditer(self.file.text, start, end):
            place = mark.start()
            sign = mark.group()
            if sign == "\x0c" and not self.properties.ends_paragraph(place):
                continue
            properties = self.properties.find_paragraph(place)
            self._read_runs(part, at, place, properties)
            at = mark.end()
            if self._is_deleted(place):
                self.findings.add_finding("tracked_changes", part.paragraph.last_text)
            else:
                self._end_paragraph(part, properties, is_cell=sign == _CELL_MARK)
        # a broken file may end without a mark
        self._read_runs(part, at, end, ParagraphProperties())
        part.tables.add(self._finish_paragraph(part, ParagraphProperties()), 0)
        return part.tables.close()

    def _end_paragraph(
        self, part: _DocPartState, properties: ParagraphProperties, *, is_cell: bool
    ) -> None:
        if properties.drop_cap and part.paragraph.has_words:
            part.number += 1
            return
        depth = properties.table_depth
        if is_cell:
            depth = max(depth, 1)
        part.tables.add(self._finish_paragraph(part, properties), depth)
        part.tables.add(part.paragraph.after, depth)
        if properties.row_end and depth:
            part.tables.end_row(depth, properties.edges)
        elif depth and (is_cell or properties.cell_end):
            part.tables.end_cell(depth)
        part.fields.end_paragraph()
        part.paragraph = WordParagraph()
        part.number += 1

    def _finish_paragraph(
        self, part: _DocPartState, properties: ParagraphProperties
    ) -> list[Paragraph]:
        """Give the paragraph at hand behind the boxes that stand before it."""
        paragraph = part.paragraph
        if properties.row_end:
            return paragraph.before
        listed = paragraph.take_contents(properties.style)
        if listed:
            self.findings.add_finding("contents_dropped", listed)
            if not paragraph.has_words:
                return paragraph.before
        is_heading = properties.outline < BODY_LEVEL or WordParagraph.is_title_style(
            properties.style
        )
        finished = paragraph.build(
            f"{part.name} paragraph {part.number}",
            label=self._count_label(properties),
            heading=is_heading,
            lead=paragraph.bold_lead,
        )
        return [*paragraph.before, *finished]

    def _count_label(self, properties: ParagraphProperties) -> str:
        number = properties.list_number
        if number not in self.lists:
            return ""
        found = self.lists[number]
        return self.counters.next_label(str(number), found, properties.list_depth)

    def _is_deleted(self, place: int) -> bool:
        runs = self.properties.iter_character_runs(place, place + 1)
        return any(characters.deleted for _, _, characters in runs)

    def _read_runs(
        self,
        part: _DocPartState,
        start: int,
        end: int,
        properties: ParagraphProperties,
    ) -> None:
        runs = self.properties.iter_character_runs(start, end)
        for first, last, characters in runs:
            text = self.file.text[first:last]
            bold = characters.bold
            unseen = self._find_unseen(properties, characters, first)
            is_field = bool(_FIELD_MARKS.search(text))
            if characters.deleted:
                self.findings.add_finding("tracked_changes", join_surrogates(text))
            elif unseen and (unseen == "hidden_text" or not is_field):
                words = join_surrogates(_SPECIAL.sub("", text))
                self.findings.add_unseen(unseen, words, part.paragraph)
            else:
                bold = properties.bold if bold is None else bold
                self._read_run(
                    part,
                    text,
                    first,
                    characters,
                    bold,
                )

    def _find_unseen(
        self,
        properties: ParagraphProperties,
        characters: CharacterProperties,
        place: int,
    ) -> str:
        """Give the finding that a run is when no reader sees it or it is struck out; empty otherwise."""
        hidden = characters.hidden
        struck = characters.struck
        if properties.hidden if hidden is None else hidden:
            return "hidden_text"
        if WordParagraph.is_speck(characters.size):
            return "hidden_text"
        if properties.struck if struck is None else struck:
            return "struck_text"
        # a shape's ground is stated elsewhere
        if characters.shaded or properties.shaded or self._in_anchor:
            return ""
        color = properties.color if characters.color is None else characters.color
        if not WordParagraph.is_blank(color, WHITE):
            return ""
        if properties.table_depth and not self._is_in_plain_cell(properties, place):
            return ""
        return "hidden_text"

    def _is_in_plain_cell(self, properties: ParagraphProperties, place: int) -> bool:
        """Tell whether a place stands in a cell without a ground, which is stated at the end of its row."""
        if properties.table_depth > 1:
            return False
        ends = self._row.ends
        if not ends or not ends[0] <= place <= ends[-1]:
            self._row = self._find_row(place)
        return self._row.is_plain(place)

    def _find_row(self, place: int) -> _DocRow:
        """Find the row around a place: its cells from there on."""
        ends = [place - 1]
        for mark in _CELL_END.finditer(self.file.text, place):
            properties = self.properties.find_paragraph(mark.start())
            if properties.table_depth > 1:
                continue
            if properties.row_end and properties.edges:
                count = len(properties.edges.cells)
                return _DocRow(tuple(ends), properties.plain_cells, count)
            if properties.row_end or not properties.table_depth:
                break
            ends.append(mark.start())
        return _DocRow(tuple(ends), frozenset(), 0)

    def _read_run(
        self,
        part: _DocPartState,
        text: str,
        at: int,
        characters: CharacterProperties,
        bold: bool,
    ) -> None:
        for piece in _SPECIAL.split(text):
            shown = self._read_piece(part, piece, at, characters)
            at += len(piece)
            if shown and part.fields.is_printed:
                if characters.raised:
                    shown = raise_mark(shown) or shown
                contents = part.fields.is_contents
                part.paragraph.add_run(
                    shown,
                    bold=bold,
                    contents=contents,
                )

    def _read_piece(
        self,
        part: _DocPartState,
        piece: str,
        at: int,
        characters: CharacterProperties,
    ) -> str:
        """Read a special character, or the words between two of them; give what they show."""
        shown = ""
        if piece == _FIELD_BEGIN:
            part.fields.begin()
        elif piece == _FIELD_SEPARATOR:
            part.fields.begin_result()
        elif piece == _FIELD_END:
            shown = part.fields.end()
        elif piece and piece in _ANCHORS:
            self._read_anchor(part.paragraph, at, piece, characters)
        elif piece == _SYMBOL_SIGN and characters.symbol:
            shown = self._read_symbol(*characters.symbol)
        else:
            shown = _SIGNS.get(piece, "" if _SPECIAL.match(piece) else piece)
            if shown and not part.fields.is_printed:
                part.fields.add_instruction(shown)
        return shown

    def _read_symbol(
        self,
        font: int,
        code: int,
    ) -> str:
        fonts = self.file.font_names
        name = ""
        if font < len(fonts):
            name = fonts[font]
        sign = decode_symbol(name, code)
        if sign is None:
            self.findings.add_finding("symbol_not_read", f"{name} {code:04X}")
        return sign or ""

    def _read_anchor(
        self,
        paragraph: WordParagraph,
        at: int,
        sign: str,
        characters: CharacterProperties,
    ) -> None:
        """Read the note or text box that hangs on a character; keep pictures for later."""
        is_inline = sign == _INLINE_PICTURE and characters.picture is not None
        if is_inline or sign == _FLOATING_SHAPE:
            if len(self.images) < _MOST_IMAGES:
                offset = characters.picture if is_inline else None
                self.images.append(PictureAnchor(at, offset))
        elif sign == _COMMENT:
            self.findings.add_finding("comments_dropped")
        anchored = None
        if not self._in_anchor:
            anchored = self.anchors.take_text(at)
        if anchored is None:
            return
        self._in_anchor = True
        paragraphs = self.read_part(anchored.start, anchored.end, anchored.name)
        self._in_anchor = False
        if anchored.box:
            paragraph.attach_box(paragraphs)
        else:
            paragraph.after += paragraphs


def _note_headers_and_footers(file: WordFile, findings: Findings) -> None:
    start, end = file.find_part("headers")
    lines: list[str] = []
    for paragraph in _END_MARK.split(file.text[start:end]):
        line = _SPECIAL.sub("", paragraph).strip()
        lines.append(join_surrogates(line))
    findings.add_furniture(lines)


# The lists: [MS-DOC] 2.9.131 (PlfLfo), 2.9.147 (LSTF), 2.9.150 (LVLF).
_LISTS = 73
_OVERRIDES = 74
_LIST_LENGTH = 28
_LEVEL_LENGTH = 28
_OVERRIDE_LENGTH = 16
_SIMPLE = 0x01
_ALL_DECIMAL = 0x04
_NO_RESTART = 0x08
_HAS_START = 0x10
_HAS_LEVEL = 0x20
_SUFFIXES = {0: " ", 1: " "}
# in a level's text, a character below nine stands for the number of that level
_PLACEHOLDERS = {depth: f"%{depth + 1}" for depth in range(LEVEL_COUNT)}
# Word allows fewer; a count beyond it is broken.
_MOST_LISTS = 4096


def _read_lists(file: WordFile) -> tuple[dict[int, WordList], frozenset[int]]:
    """Read all lists by the number that paragraphs name, from 1, and the codes of unknown formats."""
    headers = file.read_structure(_LISTS)
    at = file.find_structure_end(_LISTS)
    abstracts: dict[int, dict[int, ListLevel]] = {}
    unknown: set[int] = set()
    stated = WordFile.read_u16(headers, 0)
    held = max(len(headers) - 2, 0) // _LIST_LENGTH
    for number in range(min(stated, held, _MOST_LISTS)):
        start = 2 + number * _LIST_LENGTH
        header = headers[start:]
        key = _read_i32(header, 0)
        depths = LEVEL_COUNT
        if header[26] & _SIMPLE:
            depths = 1
        levels: dict[int, ListLevel] = {}
        for depth in range(depths):
            levels[depth], at = _read_level(file.table, at, unknown)
        abstracts[key] = levels
    overrides = file.read_structure(_OVERRIDES)
    lists = _apply_overrides(overrides, abstracts, unknown)
    return lists, frozenset(unknown)


def _apply_overrides(
    data: bytes,
    abstracts: dict[int, dict[int, ListLevel]],
    unknown: set[int],
) -> dict[int, WordList]:
    """Read the overrides: each names a list, and may change levels or where they start."""
    held = max(len(data) - 4, 0) // _OVERRIDE_LENGTH
    count = min(WordFile.read_u32(data, 0), held, _MOST_LISTS)
    lists: dict[int, WordList] = {}
    at = 4 + count * _OVERRIDE_LENGTH
    for number in range(count):
        header = 4 + number * _OVERRIDE_LENGTH
        key = _read_i32(data, header)
        levels = dict(abstracts.get(key, {}))
        starts: dict[int, int] = {}
        at += 4  # unused
        for _ in range(min(data[header + 12], LEVEL_COUNT)):
            start = _read_i32(data, at)
            flags = WordFile.read_u32(data, at + 4)
            depth = min(flags & 0xF, LEVEL_COUNT - 1)
            at += 8
            if flags & _HAS_LEVEL:
                levels[depth], at = _read_level(data, at, unknown)
                start = levels[depth].start
            if flags & _HAS_START:
                starts[depth] = max(start, 0)
        if key in abstracts:
            lists[number + 1] = WordList(str(key), levels, starts)
    return lists


def _read_level(data: bytes, at: int, unknown: set[int]) -> tuple[ListLevel, int]:
    """Read one level, and where the next one begins."""
    header_end = at + _LEVEL_LENGTH
    header = data[at:header_end].ljust(_LEVEL_LENGTH, b"\x00")
    code = header[4]
    flags = header[5]
    at = header_end + header[24] + header[25]
    length = WordFile.read_u16(data, at)
    start = at + 2
    end = start + 2 * length
    text = data[start:end].decode("utf-16-le", "replace")
    if code not in FORMAT_CODES:
        unknown.add(code)
    level = ListLevel(
        number_format=FORMAT_CODES.get(code, "decimal"),
        text=text.translate(_PLACEHOLDERS),
        start=max(_read_i32(header, 0), 0),
        restart=header[26] if flags & _NO_RESTART else None,
        suffix=_SUFFIXES.get(header[15], ""),
        legal=bool(flags & _ALL_DECIMAL),
    )
    return level, end


def _read_i32(data: bytes, at: int) -> int:
    """Read four bytes as a number that may be negative."""
    return int.from_bytes(
        data[at : at + 4],
        "little",
        signed=True,
    )
