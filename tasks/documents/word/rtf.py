"""RTF to a document: paragraphs with the numbers that the file prints before them, tables, notes and text
boxes.
"""

import re
from dataclasses import dataclass, field, replace

from tasks.documents.media_types import RTF
from tasks.documents.word.fields import Fields
from tasks.documents.word.findings import Findings, is_page_number
from tasks.documents.word.paragraphs import SOFT_BREAK, paragraphs_of, symbol, whole
from tasks.documents.word.pasted_scans import read_scan
from tasks.documents.word.rtf_tokens import (
    SYMBOL_CHARSET,
    Token,
    characters,
    code_page,
    decoded,
    pictures,
    tokens,
)
from tasks.documents.word.table_builder import Tables
from tasks.model.document import Document, Paragraph
from tasks.model.errors import UnreadableDocument

_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*\{\\rtf")
# Groups in groups: writers reach about twenty.
_DEEPEST = 2000
# Destinations that hold no text of the body; those behind `\*` are passed over unless they stand in _KEPT.
_SKIPPED = frozenset(
    "colortbl stylesheet info pict listtable listoverridetable sp shprslt nonshppict ftnsep ftnsepc ftncn aftnsep "
    "aftnsepc aftncn xe tc rxe txe revtbl rsidtbl nonesttables pgptbl filetbl private".split()
)
_KEPT = frozenset(
    {"shpinst", "shptxt", "do", "dptxbxtext", "nesttableprops", "fldinst", "footnote"}
)
_FURNITURE = frozenset(
    f"{part}{page}" for part in ("header", "footer") for page in ("", "l", "r", "f")
)
_ASIDES = {
    "footnote": "note",
    "shptxt": "text box",
    "dptxbxtext": "text box",
} | dict.fromkeys(_FURNITURE, "furniture")
_SIGNS = {
    "tab": "\t", "line": SOFT_BREAK, "softline": SOFT_BREAK, "emdash": "—", "endash": "–", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\t": "\t"}


def read(body: bytes, *, url: str = "") -> Document:
    """Read an RTF file; where a scan was pasted into it, its images are read by OCR.

    Raises UnreadableDocument: `damaged_document`, `no_text`.
    """
    if not _START.match(body):
        raise UnreadableDocument(
            "damaged_document", "the RTF header is missing; fetch the file again"
        )
    findings = Findings()
    reader = _Reader(findings)
    for token in tokens(body):
        reader.take(token)
    paragraphs = reader.finish()
    scanned, told = read_scan(paragraphs, pictures(body), findings, url)
    return Document(
        (*paragraphs, *scanned), RTF, issues=(*findings.issues(url), *told), url=url
    )


@dataclass(slots=True)
class State:
    """What a group takes over from the one around it, and what its end does."""

    skipped: bool = False
    starred: bool = False
    place: str = ""  # fonts, instruction, label
    ends: str = ""  # field, or the name of an aside
    font: int = 0
    east: bool = False
    fallback: int = 1
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    table: int = 0
    outline: int = 9


@dataclass(slots=True)
class Story:
    """A text that is read on its own: the body, a note, a text box."""

    tables: Tables
    fields: Fields = field(default_factory=Fields)
    runs: list[tuple[str, bool]] = field(default_factory=list)
    label: str = ""
    before: list[Paragraph] = field(default_factory=list)
    after: list[Paragraph] = field(default_factory=list)
    paragraphs: int = 0

    @property
    def text(self) -> str:
        """Give the paragraph's words so far."""
        return whole("".join(text for text, _ in self.runs))

    def end_paragraph(self, state: State, findings: Findings) -> None:
        """Close the paragraph at hand and put it where it belongs."""
        self.paragraphs += 1
        text = self.text
        bold = all(bold for run, bold in self.runs if run.strip())
        # A bullet is an ornament; labels that count hold a letter or a number.
        label = (
            f"{whole(self.label).strip()} "
            if any(sign.isalnum() for sign in self.label)
            else ""
        )
        found: list[Paragraph] = []
        if self.fields.is_contents_line(text):
            findings.add("contents_dropped", text)
        else:
            origin = f"{self.tables.origin} paragraph {self.paragraphs}"
            found += paragraphs_of(
                text, origin, label=label, emphasis=bold or state.outline < 9
            )
        self.tables.add([*self.before, *found, *self.after], state.table)
        self.runs, self.label, self.before, self.after = [], "", [], []
        self.fields.end_paragraph()


@dataclass(slots=True)
class _Reader:
    """The reader of one file, fed sign by sign."""

    findings: Findings
    _state: State = field(default_factory=State)
    _groups: list[State] = field(default_factory=list)
    _stories: list[Story] = field(default_factory=lambda: [Story(Tables("rtf"))])
    _bytes: bytearray = field(default_factory=bytearray)
    _codec: str = "cp1252"
    _charsets: dict[int, int] = field(default_factory=dict)
    _fonts: dict[int, str] = field(default_factory=dict)
    _passing: int = 0  # characters that stand for a \u before them

    def take(self, token: Token) -> None:
        """Take the next sign."""
        if token.kind in ("byte", "text"):
            self._take_bytes(token.data)
            return
        self._flush()
        if token.kind == "unicode":
            self._take_run(token.data)
        elif token.kind == "open":
            self._open()
        elif token.kind == "close":
            self._close()
        elif token.kind == "word":
            self._word(token.word, token.number)
        elif token.data == b"*":
            self._state.starred = True
        elif token.data in (b"\r", b"\n"):
            self._end_paragraph()
        elif self._passing:
            self._passing -= 1
        else:
            self._add(_SYMBOLS.get(token.data, ""))

    def finish(self) -> list[Paragraph]:
        """End the file; groups that are still open are a finding."""
        self._flush()
        if self._groups:
            self.findings.add("damaged_text", self._stories[-1].text[-40:])
        while self._groups:
            self._close()
        self._end_paragraph()
        return self._stories[0].tables.close()

    def _open(self) -> None:
        if len(self._groups) >= _DEEPEST:
            raise UnreadableDocument(
                "damaged_document",
                "the file's groups nest too deeply; look at what it is",
            )
        self._passing = 0
        self._groups.append(self._state)
        self._state = replace(self._state, starred=False, ends="")

    def _close(self) -> None:
        self._passing = 0
        if not self._groups:
            return
        ended, self._state = self._state, self._groups.pop()
        if ended.ends == "field":
            drawn = self._stories[-1].fields.end()
            self._add(drawn)
        elif ended.ends:
            self._end_aside(ended)

    def _end_aside(self, ended: State) -> None:
        story = self._stories.pop()
        story.end_paragraph(ended, self.findings)
        paragraphs = story.tables.close()
        around = self._stories[-1]
        if ended.ends == "furniture":
            line = " ".join(paragraph.text for paragraph in paragraphs)
            if not is_page_number(line):
                self.findings.add("furniture_dropped", line)
        elif ended.ends == "text box" and not any(
            run.strip() for run, _ in around.runs
        ):
            around.before += paragraphs
        else:
            around.after += paragraphs

    def _word(self, word: str, number: int | None) -> None:
        state = self._state
        if state.starred:
            state.starred = False
            if word not in _KEPT:
                if word == "annotation" and not state.skipped:
                    self.findings.add("comments_dropped")
                state.skipped = True
        if state.skipped:
            return
        if word in _SKIPPED:
            state.skipped = True
        elif word == "u":
            self._add(chr((number or 0) & 0xFFFF))
            self._passing = state.fallback
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif word in _ASIDES and state.place == "":
            state.ends = _ASIDES[word]
            name = f"{self._stories[-1].tables.origin} {state.ends}"
            self._stories.append(Story(Tables(name)))
            self._state = replace(state, table=0, outline=9)
        else:
            self._format(word, number) or self._structure(word, number) or self._font(
                word, number
            )

    def _format(self, word: str, number: int | None) -> bool:
        """Note how the text that follows looks."""
        state, on = self._state, number != 0
        if word == "plain":
            state.bold = state.hidden = state.deleted = False
            state.font = 0
        elif word == "pard":
            state.table, state.outline = 0, 9
        elif word == "b" or (word == "ab" and state.east):
            state.bold = on
        elif word == "v":
            state.hidden = on
        elif word == "deleted":
            state.deleted = on
        elif word == "intbl":
            state.table = max(state.table, 1)
        elif word == "itap":
            state.table = max(number or 0, 0)
        elif word == "outlinelevel":
            state.outline = number or 0
        else:
            return False
        return True

    def _structure(self, word: str, number: int | None) -> bool:
        """End paragraphs, cells and rows; begin fields and labels."""
        state, story = self._state, self._stories[-1]
        if word in ("par", "sect"):
            if state.deleted:
                self.findings.add(
                    "tracked_changes", story.runs[-1][0] if story.runs else ""
                )
            else:
                self._end_paragraph()
        elif word in ("cell", "nestcell"):
            depth = 1 if word == "cell" else max(state.table, 2)
            story.end_paragraph(replace(state, table=depth), self.findings)
            story.tables.end_cell(depth)
        elif word in ("row", "nestrow"):
            story.tables.end_row(1 if word == "row" else max(state.table, 2))
        elif word == "field":
            state.ends = "field"
            story.fields.begin()
        elif word == "fldinst":
            state.place = "instruction"
        elif word == "fldrslt":
            story.fields.separate()
        elif word in ("listtext", "pntext"):
            state.place = "label"
        elif word == "fonttbl":
            state.place = "fonts"
        elif word == "ansicpg":
            self._codec = code_page(number or 0)
        else:
            return False
        return True

    def _font(self, word: str, number: int | None) -> bool:
        if word == "f" or (word == "af" and self._state.east):
            self._state.font = number or 0
        elif word in ("dbch", "loch", "hich"):
            # Word states a font for Latin and one for Chinese letters: `\loch\af0\hich\af0\dbch\af13`
            self._state.east = word == "dbch"
        elif word == "fcharset" and self._state.place == "fonts":
            self._charsets[self._state.font] = number or 0
        elif word == "uc":
            self._state.fallback = max(number or 0, 0)
        else:
            return False
        return True

    def _take_run(self, run: bytes) -> None:
        """Take characters with one sign each for old readers, where the file says that it has one."""
        if self._state.fallback == 1 and not self._passing and not self._state.starred:
            self._add(characters(run))
            return
        for token in tokens(run, runs=False):
            self.take(token)

    def _take_bytes(self, data: bytes) -> None:
        if self._passing:
            passed = min(self._passing, len(data))
            self._passing -= passed
            data = data[passed:]
        if not self._state.skipped:
            self._bytes += data

    def _flush(self) -> None:
        """Decode the bytes gathered so far: a character of two may be written as two signs."""
        if not self._bytes:
            return
        data = bytes(self._bytes)
        self._bytes.clear()
        font = self._state.font
        charset = self._charsets.get(font)
        if self._state.place == "fonts":
            self._fonts[font] = self._fonts.get(font, "") + decoded(
                data, charset, self._codec
            ).rstrip(";")
        elif charset == SYMBOL_CHARSET:
            self._add(
                "".join(self._symbol(self._fonts.get(font, ""), code) for code in data)
            )
        else:
            self._add(decoded(data, charset, self._codec))

    def _symbol(self, font: str, code: int) -> str:
        sign = symbol(font, code)
        if sign is None and self._state.place != "label":
            self.findings.add("symbol_not_read", f"{font} {code:02X}")
        return sign or ""

    def _add(self, text: str) -> None:
        state, story = self._state, self._stories[-1]
        if not text or state.skipped or state.place == "fonts":
            return
        if state.place == "instruction":
            story.fields.instruct(text)
        elif state.deleted:
            self.findings.add("tracked_changes", text)
        elif state.hidden:
            self.findings.add("hidden_text", text)
        elif state.place == "label":
            story.label += text
        elif story.fields.printed:
            story.runs.append((text, state.bold))

    def _end_paragraph(self) -> None:
        self._stories[-1].end_paragraph(self._state, self.findings)
