"""DOC (Word 97 to 2003, and WPS files, which are the same) to a document, with automatic numbers as Word
shows them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tasks.documents.media_types import DOC
from tasks.documents.word.doc_anchors import Anchored, Placed, anchored, pictures
from tasks.documents.word.doc_file import WordFile, fonts, i32, u16, u32
from tasks.documents.word.doc_properties import Ink, Look, Properties
from tasks.documents.word.fields import Fields
from tasks.documents.word.findings import Findings, is_page_number
from tasks.documents.word.lists import CODES, LEVELS, Counters, Level, WordList
from tasks.documents.word.paragraphs import (
    SOFT_BREAK,
    lead_of,
    paragraphs_of,
    symbol,
    whole,
)
from tasks.documents.word.pasted_scans import read_scan
from tasks.documents.word.table_builder import Tables
from tasks.model.document import Document, Paragraph

# paragraph, cell or row, page or section
_MARK = re.compile(r"[\r\x07\x0c]")
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
    lists, unknown = read_lists(file)
    if unknown:
        findings.add("number_format_unknown", ", ".join(map(str, sorted(unknown))))
    if file.truncated:
        findings.add("damaged_text", file.text[-40:].strip("\x00"))
    reader = _Reader(
        file, Properties(file), findings, lists, anchored(file), fonts(file)
    )
    paragraphs = reader.read(*file.part("text"), "WordDocument")
    _tell_furniture(file, findings)
    scanned, told = read_scan(paragraphs, pictures(file, reader.images), findings, url)
    return Document(
        (*paragraphs, *scanned), DOC, issues=(*findings.issues(url), *told), url=url
    )


@dataclass(slots=True)
class _Words:
    """A paragraph while it is read, and the paragraphs of boxes and notes that hang on it."""

    runs: list[tuple[str, bool]] = field(default_factory=list)
    before: list[Paragraph] = field(default_factory=list)
    after: list[Paragraph] = field(default_factory=list)

    @property
    def begun(self) -> bool:
        return any(text.strip() for text, _ in self.runs)

    @property
    def text(self) -> str:
        return whole("".join(text for text, _ in self.runs))


@dataclass(slots=True)
class _Reader:
    """The reader of a file's parts; counters and findings are those of the whole file."""

    file: WordFile
    properties: Properties
    findings: Findings
    lists: dict[int, WordList]
    anchored: dict[int, Anchored]
    fonts: tuple[str, ...]
    counters: Counters = field(default_factory=Counters)
    images: list[Placed] = field(default_factory=list)
    _aside: bool = False

    def read(self, start: int, end: int, name: str) -> list[Paragraph]:
        """Read the characters between two places; `name` is what origins say."""
        tables, fields, words = Tables(name), Fields(), _Words()
        number, at = 1, start
        for mark in _MARK.finditer(self.file.text, start, end):
            place = mark.start()
            if mark.group() == "\x0c" and not self.properties.ends_paragraph(place):
                continue
            look = self.properties.look(place)
            self._read_runs(words, fields, at, place, look)
            at = mark.end()
            if self._is_deleted(place):
                self.findings.add(
                    "tracked_changes", words.runs[-1][0] if words.runs else ""
                )
                continue
            depth = max(look.table, 1) if mark.group() == "\x07" else look.table
            tables.add(
                [
                    *words.before,
                    *self._finished(words, fields, look, f"{name} paragraph {number}"),
                ],
                depth,
            )
            tables.add(words.after, depth)
            if look.row_end and depth:
                tables.end_row(depth)
            elif depth and (mark.group() == "\x07" or look.cell_end):
                tables.end_cell(depth)
            fields.end_paragraph()
            words = _Words()
            number += 1
        self._read_runs(
            words, fields, at, end, Look()
        )  # a broken file may end without a mark
        tables.add(
            [
                *words.before,
                *self._finished(words, fields, Look(), f"{name} paragraph {number}"),
            ],
            0,
        )
        return tables.close()

    def _finished(
        self, words: _Words, fields: Fields, look: Look, origin: str
    ) -> Iterator[Paragraph]:
        text = words.text
        if look.row_end:
            return
        if fields.is_contents_line(text, look.style):
            self.findings.add("contents_dropped", text)
            return
        found = self.lists.get(look.list_number)
        label = (
            self.counters.label(str(look.list_number), found, look.depth)
            if found
            else ""
        )
        heading = look.outline < 9 or look.style.lower().startswith(_TITLES)
        bold = all(bold for run, bold in words.runs if run.strip())
        lead = lead_of(words.runs)
        yield from paragraphs_of(
            text, origin, label=label, emphasis=heading or bold, lead=lead
        )

    def _is_deleted(self, place: int) -> bool:
        return any(ink.deleted for _, _, ink in self.properties.inks(place, place + 1))

    def _read_runs(
        self, words: _Words, fields: Fields, start: int, end: int, look: Look
    ) -> None:
        for first, last, ink in self.properties.inks(start, end):
            text = self.file.text[first:last]
            if ink.deleted:
                self.findings.add("tracked_changes", whole(text))
            elif look.hidden if ink.hidden is None else ink.hidden:
                self.findings.add("hidden_text", whole(text))
            else:
                bold = look.bold if ink.bold is None else ink.bold
                self._read_run(words, fields, text, first, ink, bold)

    def _read_run(
        self, words: _Words, fields: Fields, text: str, at: int, ink: Ink, bold: bool
    ) -> None:
        for part in _SPECIAL.split(text):
            shown = ""
            if part == _FIELD_BEGIN:
                fields.begin()
            elif part == _FIELD_SEPARATOR:
                fields.separate()
            elif part == _FIELD_END:
                shown = fields.end()
            elif part and part in _ANCHORS:
                self._read_anchored(words, at, part, ink)
            elif part == "\x28" and ink.symbol:
                shown = self._symbol(*ink.symbol)
            else:
                shown = _SIGNS.get(part, "" if _SPECIAL.match(part) else part)
                if shown and not fields.printed:
                    fields.instruct(shown)
            at += len(part)
            if shown and fields.printed:
                words.runs.append((shown, bold))

    def _symbol(self, font: int, code: int) -> str:
        name = self.fonts[font] if font < len(self.fonts) else ""
        sign = symbol(name, code)
        if sign is None:
            self.findings.add("symbol_not_read", f"{name} {code:04X}")
        return sign or ""

    def _read_anchored(self, words: _Words, at: int, sign: str, ink: Ink) -> None:
        """Read what hangs on a character: a note, a text box; pictures are noted, comments told."""
        if (sign == "\x08" or (sign == "\x01" and ink.picture is not None)) and len(
            self.images
        ) < _MOST_IMAGES:
            self.images.append(Placed(at, ink.picture if sign == "\x01" else None))
        if sign == "\x05":
            self.findings.add("comments_dropped")
        found = self.anchored.pop(at, None) if not self._aside else None
        if found is None:
            return
        self._aside = True
        read = self.read(found.start, found.end, found.name)
        self._aside = False
        (words.before if found.box and not words.begun else words.after).extend(read)


def _tell_furniture(file: WordFile, findings: Findings) -> None:
    start, end = file.part("headers")
    lines = dict.fromkeys(
        line
        for mark in _MARK.split(file.text[start:end])
        if not is_page_number(line := _SPECIAL.sub("", mark).strip())
    )
    if lines:
        findings.add("furniture_dropped", whole(" | ".join(lines)))


# The lists: [MS-DOC] 2.9.131 (PlfLfo), 2.9.147 (LSTF), 2.9.150 (LVLF).
_LISTS, _OVERRIDES = 73, 74
_LIST_LENGTH, _LEVEL_LENGTH, _OVERRIDE_LENGTH = 28, 28, 16
_SIMPLE, _LEGAL, _NO_RESTART = 0x01, 0x04, 0x08
_HAS_START, _HAS_LEVEL = 0x10, 0x20
_SUFFIXES = {0: " ", 1: " "}
# Word allows fewer; a count beyond it is broken.
_MOST_LISTS = 4096


def read_lists(file: WordFile) -> tuple[dict[int, WordList], frozenset[int]]:
    """Read all lists by the number that paragraphs name, from 1, and the codes of formats that are not known."""
    headers = file.entry(_LISTS)
    at = file.entry_end(_LISTS)
    abstracts: dict[int, dict[int, Level]] = {}
    unknown: set[int] = set()
    for number in range(
        min(u16(headers, 0), (len(headers) - 2) // _LIST_LENGTH, _MOST_LISTS)
        if headers
        else 0
    ):
        header = headers[2 + number * _LIST_LENGTH :]
        levels: dict[int, Level] = {}
        for depth in range(1 if header[26] & _SIMPLE else LEVELS):
            levels[depth], at = _level(file.table, at, unknown)
        abstracts[i32(header, 0)] = levels
    return _overridden(file.entry(_OVERRIDES), abstracts, unknown), frozenset(unknown)


def _overridden(
    data: bytes, abstracts: dict[int, dict[int, Level]], unknown: set[int]
) -> dict[int, WordList]:
    """Read the overrides: each names a list, and may change levels or where they start."""
    count = min(u32(data, 0), max(len(data) - 4, 0) // _OVERRIDE_LENGTH, _MOST_LISTS)
    lists: dict[int, WordList] = {}
    at = 4 + count * _OVERRIDE_LENGTH
    for number in range(count):
        header = 4 + number * _OVERRIDE_LENGTH
        key = i32(data, header)
        levels, starts = dict(abstracts.get(key, {})), dict[int, int]()
        at += 4  # unused
        for _ in range(min(data[header + 12], LEVELS)):
            start, flags = i32(data, at), u32(data, at + 4)
            depth = min(flags & 0xF, LEVELS - 1)
            at += 8
            if flags & _HAS_LEVEL:
                levels[depth], at = _level(data, at, unknown)
            if flags & _HAS_START:
                starts[depth] = (
                    levels[depth].start if flags & _HAS_LEVEL else max(start, 0)
                )
        if key in abstracts:
            lists[number + 1] = WordList(str(key), levels, starts)
    return lists


def _level(data: bytes, at: int, unknown: set[int]) -> tuple[Level, int]:
    """Read one level, and where the next one begins."""
    header = data[at : at + _LEVEL_LENGTH].ljust(_LEVEL_LENGTH, b"\x00")
    code, flags = header[4], header[5]
    at += _LEVEL_LENGTH + header[24] + header[25]
    letters = u16(data, at)
    text = data[at + 2 : at + 2 + 2 * letters].decode("utf-16-le", "replace")
    if code not in CODES:
        unknown.add(code)
    level = Level(
        number_format=CODES.get(code, "decimal"),
        text="".join(
            f"%{ord(sign) + 1}" if ord(sign) < LEVELS else sign for sign in text
        ),
        start=max(i32(header, 0), 0),
        restart=header[26] if flags & _NO_RESTART else None,
        suffix=_SUFFIXES.get(header[15], ""),
        legal=bool(flags & _LEGAL),
    )
    return level, at + 2 + 2 * letters
