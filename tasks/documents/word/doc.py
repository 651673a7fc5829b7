"""DOC (Word 97 to 2003, and WPS files, which are the same) to a document, with automatic numbers as Word
shows them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tasks.documents.media_types import DOC
from tasks.documents.word.doc_anchors import (
    AnchoredText,
    PictureAnchor,
    find_anchored_texts,
    read_pictures,
)
from tasks.documents.word.doc_file import (
    WordFile,
    read_font_names,
    read_i32,
    read_u16,
    read_u32,
)
from tasks.documents.word.doc_properties import (
    CharacterProperties,
    FileProperties,
    ParagraphProperties,
)
from tasks.documents.word.fields import FieldStack
from tasks.documents.word.findings import Findings, is_page_number
from tasks.documents.word.lists import (
    FORMAT_CODES,
    LEVEL_COUNT,
    ListCounters,
    ListLevel,
    WordList,
)
from tasks.documents.word.paragraphs import (
    SOFT_BREAK,
    build_paragraphs,
    count_bold_lead,
    decode_symbol,
    join_surrogates,
)
from tasks.documents.word.pasted_scans import read_scan
from tasks.documents.word.table_builder import TableBuilder
from tasks.model.document import Document, Paragraph

# paragraph, cell or row, page or section
_END_MARK = re.compile(r"[\r\x07\x0c]")
# the characters that are not printed as they are
_SPECIAL = re.compile(r"([\x00-\x08\x0b\x0c\x0e-\x1f\x28])")
_SIGNS = {"\x0b": SOFT_BREAK, "\x0e": "", "\x1e": "-", "\x28": "("}
_FIELD_BEGIN, _FIELD_SEPARATOR, _FIELD_END = "\x13", "\x14", "\x15"
_ANCHORS = "\x01\x02\x05\x08"
# Far more than are read: also shapes without a picture hang on characters.
_MOST_IMAGES = 10_000
_TITLES = ("title", "subtitle", "标题", "副标题")


def read(body: bytes, *, url: str = "") -> Document:
    """Read a DOC.

    Where a scan was pasted into it, its images are read by OCR. Raises UnreadableDocument:
    `encrypted_document`, `unsupported_type` (no Word document, or one older than Word 97),
    `damaged_document`, `no_text`.
    """
    file = WordFile(body)
    findings = Findings()
    lists, unknown = _read_lists(file)
    if unknown:
        findings.add("number_format_unknown", ", ".join(map(str, sorted(unknown))))
    if file.is_truncated:
        findings.add("damaged_text", file.text[-40:].strip("\x00"))
    reader = _DocReader(
        file,
        FileProperties(file),
        findings,
        lists,
        find_anchored_texts(file),
        read_font_names(file),
    )
    paragraphs = reader.read_part(*file.find_part("text"), "WordDocument")
    _note_headers_and_footers(file, findings)
    scanned, told = read_scan(
        paragraphs, read_pictures(file, reader.images), findings, url
    )
    return Document(
        (*paragraphs, *scanned),
        DOC,
        issues=(*findings.build_issues(url), *told),
        url=url,
    )


@dataclass(slots=True)
class _DocParagraph:
    """A paragraph while it is read, and the paragraphs of boxes and notes that hang on it."""

    runs: list[tuple[str, bool]] = field(default_factory=list)
    before: list[Paragraph] = field(default_factory=list)
    after: list[Paragraph] = field(default_factory=list)

    @property
    def has_text(self) -> bool:
        return any(text.strip() for text, _ in self.runs)

    @property
    def text(self) -> str:
        return join_surrogates("".join(text for text, _ in self.runs))


@dataclass(slots=True)
class _DocReader:
    """The reader of a file's parts; counters and findings are those of the whole file."""

    file: WordFile
    properties: FileProperties
    findings: Findings
    lists: dict[int, WordList]
    anchors: dict[int, AnchoredText]
    fonts: tuple[str, ...]
    counters: ListCounters = field(default_factory=ListCounters)
    images: list[PictureAnchor] = field(default_factory=list)
    _in_anchor: bool = False

    def read_part(self, start: int, end: int, name: str) -> list[Paragraph]:
        """Read the characters between two places; `name` is what origins say."""
        tables, fields, words = TableBuilder(name), FieldStack(), _DocParagraph()
        number, at = 1, start
        for mark in _END_MARK.finditer(self.file.text, start, end):
            place = mark.start()
            if mark.group() == "\x0c" and not self.properties.ends_paragraph(place):
                continue
            look = self.properties.find_paragraph(place)
            self._read_runs(words, fields, at, place, look)
            at = mark.end()
            if self._is_deleted(place):
                self.findings.add(
                    "tracked_changes", words.runs[-1][0] if words.runs else ""
                )
                continue
            depth = (
                max(look.table_depth, 1) if mark.group() == "\x07" else look.table_depth
            )
            tables.add(
                [
                    *words.before,
                    *self._finish_paragraph(
                        words, fields, look, f"{name} paragraph {number}"
                    ),
                ],
                depth,
            )
            tables.add(words.after, depth)
            if look.row_end and depth:
                tables.end_row(depth)
            elif depth and (mark.group() == "\x07" or look.cell_end):
                tables.end_cell(depth)
            fields.end_paragraph()
            words = _DocParagraph()
            number += 1
        self._read_runs(
            words, fields, at, end, ParagraphProperties()
        )  # a broken file may end without a mark
        tables.add(
            [
                *words.before,
                *self._finish_paragraph(
                    words, fields, ParagraphProperties(), f"{name} paragraph {number}"
                ),
            ],
            0,
        )
        return tables.close()

    def _finish_paragraph(
        self,
        words: _DocParagraph,
        fields: FieldStack,
        look: ParagraphProperties,
        origin: str,
    ) -> Iterator[Paragraph]:
        text = words.text
        if look.row_end:
            return
        if fields.is_contents_line(text, look.style):
            self.findings.add("contents_dropped", text)
            return
        found = self.lists.get(look.list_number)
        label = (
            self.counters.next_label(str(look.list_number), found, look.list_depth)
            if found
            else ""
        )
        heading = look.outline < 9 or look.style.lower().startswith(_TITLES)
        bold = all(bold for run, bold in words.runs if run.strip())
        lead = count_bold_lead(words.runs)
        yield from build_paragraphs(
            text, origin, label=label, emphasis=heading or bold, lead=lead
        )

    def _is_deleted(self, place: int) -> bool:
        return any(
            ink.deleted
            for _, _, ink in self.properties.iter_character_runs(place, place + 1)
        )

    def _read_runs(
        self,
        words: _DocParagraph,
        fields: FieldStack,
        start: int,
        end: int,
        look: ParagraphProperties,
    ) -> None:
        for first, last, ink in self.properties.iter_character_runs(start, end):
            text = self.file.text[first:last]
            if ink.deleted:
                self.findings.add("tracked_changes", join_surrogates(text))
            elif look.hidden if ink.hidden is None else ink.hidden:
                self.findings.add("hidden_text", join_surrogates(text))
            else:
                bold = look.bold if ink.bold is None else ink.bold
                self._read_run(words, fields, text, first, ink, bold)

    def _read_run(
        self,
        words: _DocParagraph,
        fields: FieldStack,
        text: str,
        at: int,
        ink: CharacterProperties,
        bold: bool,
    ) -> None:
        for part in _SPECIAL.split(text):
            shown = ""
            if part == _FIELD_BEGIN:
                fields.begin()
            elif part == _FIELD_SEPARATOR:
                fields.begin_result()
            elif part == _FIELD_END:
                shown = fields.end()
            elif part and part in _ANCHORS:
                self._read_anchor(words, at, part, ink)
            elif part == "\x28" and ink.symbol:
                shown = self._read_symbol(*ink.symbol)
            else:
                shown = _SIGNS.get(part, "" if _SPECIAL.match(part) else part)
                if shown and not fields.is_printed:
                    fields.add_instruction(shown)
            at += len(part)
            if shown and fields.is_printed:
                words.runs.append((shown, bold))

    def _read_symbol(self, font: int, code: int) -> str:
        name = self.fonts[font] if font < len(self.fonts) else ""
        sign = decode_symbol(name, code)
        if sign is None:
            self.findings.add("symbol_not_read", f"{name} {code:04X}")
        return sign or ""

    def _read_anchor(
        self, words: _DocParagraph, at: int, sign: str, ink: CharacterProperties
    ) -> None:
        """Read what hangs on a character: a note, a text box; pictures are noted, comments told."""
        if (sign == "\x08" or (sign == "\x01" and ink.picture is not None)) and len(
            self.images
        ) < _MOST_IMAGES:
            self.images.append(
                PictureAnchor(at, ink.picture if sign == "\x01" else None)
            )
        if sign == "\x05":
            self.findings.add("comments_dropped")
        found = self.anchors.pop(at, None) if not self._in_anchor else None
        if found is None:
            return
        self._in_anchor = True
        read = self.read_part(found.start, found.end, found.name)
        self._in_anchor = False
        (words.before if found.box and not words.has_text else words.after).extend(read)


def _note_headers_and_footers(file: WordFile, findings: Findings) -> None:
    start, end = file.find_part("headers")
    lines = dict.fromkeys(
        line
        for mark in _END_MARK.split(file.text[start:end])
        if not is_page_number(line := _SPECIAL.sub("", mark).strip())
    )
    if lines:
        findings.add("furniture_dropped", join_surrogates(" | ".join(lines)))


# The lists: [MS-DOC] 2.9.131 (PlfLfo), 2.9.147 (LSTF), 2.9.150 (LVLF).
_LISTS, _OVERRIDES = 73, 74
_LIST_LENGTH, _LEVEL_LENGTH, _OVERRIDE_LENGTH = 28, 28, 16
_SIMPLE, _ALL_DECIMAL, _NO_RESTART = 0x01, 0x04, 0x08
_HAS_START, _HAS_LEVEL = 0x10, 0x20
_SUFFIXES = {0: " ", 1: " "}
# Word allows fewer; a count beyond it is broken.
_MOST_LISTS = 4096


def _read_lists(file: WordFile) -> tuple[dict[int, WordList], frozenset[int]]:
    """Read all lists by the number that paragraphs name, from 1, and the codes of formats that are not known."""
    headers = file.read_structure(_LISTS)
    at = file.find_structure_end(_LISTS)
    abstracts: dict[int, dict[int, ListLevel]] = {}
    unknown: set[int] = set()
    for number in range(
        min(read_u16(headers, 0), (len(headers) - 2) // _LIST_LENGTH, _MOST_LISTS)
        if headers
        else 0
    ):
        header = headers[2 + number * _LIST_LENGTH :]
        levels: dict[int, ListLevel] = {}
        for depth in range(1 if header[26] & _SIMPLE else LEVEL_COUNT):
            levels[depth], at = _read_level(file.table, at, unknown)
        abstracts[read_i32(header, 0)] = levels
    return _apply_overrides(
        file.read_structure(_OVERRIDES), abstracts, unknown
    ), frozenset(unknown)


def _apply_overrides(
    data: bytes, abstracts: dict[int, dict[int, ListLevel]], unknown: set[int]
) -> dict[int, WordList]:
    """Read the overrides: each names a list, and may change levels or where they start."""
    count = min(
        read_u32(data, 0), max(len(data) - 4, 0) // _OVERRIDE_LENGTH, _MOST_LISTS
    )
    lists: dict[int, WordList] = {}
    at = 4 + count * _OVERRIDE_LENGTH
    for number in range(count):
        header = 4 + number * _OVERRIDE_LENGTH
        key = read_i32(data, header)
        levels, starts = dict(abstracts.get(key, {})), dict[int, int]()
        at += 4  # unused
        for _ in range(min(data[header + 12], LEVEL_COUNT)):
            start, flags = read_i32(data, at), read_u32(data, at + 4)
            depth = min(flags & 0xF, LEVEL_COUNT - 1)
            at += 8
            if flags & _HAS_LEVEL:
                levels[depth], at = _read_level(data, at, unknown)
            if flags & _HAS_START:
                starts[depth] = (
                    levels[depth].start if flags & _HAS_LEVEL else max(start, 0)
                )
        if key in abstracts:
            lists[number + 1] = WordList(str(key), levels, starts)
    return lists


def _read_level(data: bytes, at: int, unknown: set[int]) -> tuple[ListLevel, int]:
    """Read one level, and where the next one begins."""
    header = data[at : at + _LEVEL_LENGTH].ljust(_LEVEL_LENGTH, b"\x00")
    code, flags = header[4], header[5]
    at += _LEVEL_LENGTH + header[24] + header[25]
    letters = read_u16(data, at)
    text = data[at + 2 : at + 2 + 2 * letters].decode("utf-16-le", "replace")
    if code not in FORMAT_CODES:
        unknown.add(code)
    level = ListLevel(
        number_format=FORMAT_CODES.get(code, "decimal"),
        text="".join(
            f"%{ord(sign) + 1}" if ord(sign) < LEVEL_COUNT else sign for sign in text
        ),
        start=max(read_i32(header, 0), 0),
        restart=header[26] if flags & _NO_RESTART else None,
        suffix=_SUFFIXES.get(header[15], ""),
        legal=bool(flags & _ALL_DECIMAL),
    )
    return level, at + 2 + 2 * letters
