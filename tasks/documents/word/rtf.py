"""RTF to a document: paragraphs with the numbers printed before them, tables, notes and text boxes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tasks.documents.formulas import raise_mark
from tasks.documents.media_types import RTF
from tasks.documents.table_builder import TableBuilder
from tasks.documents.word.paragraphs import (
    BODY_LEVEL,
    LEAST_RISE,
    SOFT_BREAK,
    UNKNOWN,
    WHITE,
    FieldStack,
    Findings,
    WordParagraph,
    decode_symbol,
    join_surrogates,
)
from tasks.documents.word.pasted_scans import read_scan
from tasks.documents.word.rtf_tokens import (
    HEADERS_AND_FOOTERS,
    PATTERN,
    PLAIN_LOOK,
    ColorTable,
    FontTable,
    RowShape,
    StyleLook,
    Token,
)
from tasks.model.catalogue import make_phrase
from tasks.model.document import Document, Paragraph
from tasks.model.errors import UnreadableDocument

_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*\{\\rtf")
# Groups in groups: writers reach about twenty.
_DEEPEST = 2000
# Destinations that hold no text of the body; those behind `\*` are passed over unless
# they stand in _KEPT_DESTINATIONS.
_SKIPPED_DESTINATIONS = frozenset(
    "stylesheet info pict listtable listoverridetable sp shprslt nonshppict "
    "ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn xe tc rxe txe revtbl rsidtbl "
    "nonesttables pgptbl filetbl private".split()
)
_KEPT_DESTINATIONS = frozenset(
    {"shpinst", "shptxt", "do", "dptxbxtext", "nesttableprops", "fldinst", "footnote"}
)
_PAGE_EDGE = "header or footer"
_DROP_CAP_KINDS = (1, 2)
_STORIES = {
    "footnote": "note",
    "shptxt": "text box",
    "dptxbxtext": "text box",
} | dict.fromkeys(HEADERS_AND_FOOTERS, _PAGE_EDGE)
_SIGNS = {
    "tab": "\t", "line": SOFT_BREAK, "softline": SOFT_BREAK, "emdash": "—",
    "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_SYMBOLS = {
    b"~": "\xa0",
    b"_": "-",
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
    b"\t": "\t",
}


def read(body: bytes, *, url: str = "") -> Document:
    """Read an RTF file; where a scan was pasted into it, its images are read by OCR.

    Raises UnreadableDocument: `damaged_document`, `no_text`.
    """
    if not _START.match(body):
        damage = make_phrase("rtf_header_missing")
        raise UnreadableDocument("damaged_document", damage=damage)
    findings = Findings()
    reader = _RtfReader(findings, _styles=StyleLook.read_all(body))
    for token in Token.scan(body):
        reader.take(token)
    paragraphs = findings.drop_furniture(reader.finish())
    scanned, ocr_issues = read_scan(
        paragraphs, Token.read_pictures(body), findings, url
    )
    issues = (*findings.build_issues(url), *ocr_issues)
    return Document((*paragraphs, *scanned), RTF, issues=issues, url=url)


@dataclass(slots=True)
class _GroupState:
    """What a group takes over from the one around it, and what its end does."""

    skipped: bool = False
    starred: bool = False
    destination: str = ""  # fonts, instruction, label
    opened: str = ""  # field, or the name of a story
    font: int = 0
    east_asian: bool = False
    fallback_length: int = 1
    bold: bool = False
    hidden: bool | None = None
    struck: bool | None = None
    deleted: bool = False
    raised: bool = False
    risen: bool = False
    size: int | None = None
    color: int | None = None
    ground: int = 0
    style: StyleLook = PLAIN_LOOK
    paragraph_ground: int = 0
    drop_cap: bool = False
    table_depth: int = 0
    outline: int = BODY_LEVEL


@dataclass(slots=True)
class _Story:
    """A text that is read on its own: the body, a note, a text box."""

    tables: TableBuilder
    fields: FieldStack = field(default_factory=FieldStack)
    paragraph: WordParagraph = field(default_factory=WordParagraph)
    label: str = ""
    paragraph_count: int = 0
    is_box: bool = False
    # whether words stand on their line, before those that come
    is_level: bool = False
    row: RowShape = field(default_factory=RowShape)
    outer_row: RowShape = field(default_factory=RowShape)
    # how many cells of the outermost row are ended
    cell: int = 0

    def end_paragraph(
        self,
        state: _GroupState,
        findings: Findings,
    ) -> None:
        """Close the paragraph at hand and put it where it belongs."""
        self.paragraph_count += 1
        paragraph = self.paragraph
        if state.drop_cap and paragraph.has_words:
            return
        finished: Iterable[Paragraph] = ()
        listed = paragraph.take_contents()
        if listed:
            findings.add_finding("contents_dropped", listed)
        if not listed or paragraph.has_words:
            origin = f"{self.tables.origin} paragraph {self.paragraph_count}"
            heading = state.outline < BODY_LEVEL
            label = self._find_label()
            finished = paragraph.build(origin, label=label, heading=heading)
        around = [*paragraph.before, *finished, *paragraph.after]
        self.tables.add(around, state.table_depth)
        self.paragraph = WordParagraph()
        self.is_level = False
        self.label = ""
        self.fields.end_paragraph()

    def _find_label(self) -> str:
        """Give the printed number; a bullet is an ornament, labels that count hold a letter or a number."""
        if not any(map(str.isalnum, self.label)):
            return ""
        return f"{join_surrogates(self.label).strip()} "


@dataclass(slots=True)
class _RtfReader:
    """The reader of one file, fed sign by sign."""

    findings: Findings
    _state: _GroupState = field(default_factory=_GroupState)
    _groups: list[_GroupState] = field(default_factory=list)
    _stories: list[_Story] = field(
        default_factory=lambda: [_Story(TableBuilder("rtf"))]
    )
    _pending: bytearray = field(default_factory=bytearray)
    _fonts: FontTable = field(default_factory=FontTable)
    _colors: ColorTable = field(default_factory=ColorTable)
    _styles: dict[tuple[str, int], StyleLook] = field(default_factory=dict)
    _fallback_left: int = 0  # characters that stand for a \u before them

    def take(self, token: Token) -> None:
        """Take the next sign."""
        if token.kind in ("byte", "text"):
            self._take_bytes(token.data)
            return
        self._decode_pending()
        if token.kind == "unicode":
            self._take_unicode_run(token)
        elif token.kind == "open":
            self._open_group()
        elif token.kind == "close":
            self._close_group()
        elif token.kind == "word":
            self._take_word(token.word, token.number)
        elif token.data == b"*":
            self._state.starred = True
        elif token.data in (b"\r", b"\n"):
            self._end_paragraph()
        elif self._fallback_left:
            self._fallback_left -= 1
        else:
            self._add_text(_SYMBOLS.get(token.data, ""))

    def finish(self) -> list[Paragraph]:
        """End the file; groups that are still open are a finding."""
        self._decode_pending()
        if self._groups:
            text = self._stories[-1].paragraph.text
            self.findings.add_finding("damaged_text", text[-40:])
        while self._groups:
            self._close_group()
        self._end_paragraph()
        return self._stories[0].tables.close()

    def _open_group(self) -> None:
        if len(self._groups) >= _DEEPEST:
            damage = make_phrase("groups_too_deep")
            raise UnreadableDocument("damaged_document", damage=damage)
        self._fallback_left = 0
        self._groups.append(self._state)
        self._state = replace(
            self._state,
            starred=False,
            opened="",
        )

    def _close_group(self) -> None:
        self._fallback_left = 0
        if not self._groups:
            return
        ended, self._state = self._state, self._groups.pop()
        if ended.opened == "field":
            self._add_text(self._stories[-1].fields.end())
        elif ended.opened:
            self._end_story(ended)

    def _end_story(self, ended: _GroupState) -> None:
        story = self._stories.pop()
        story.end_paragraph(ended, self.findings)
        paragraphs = story.tables.close()
        around = self._stories[-1].paragraph
        if ended.opened == _PAGE_EDGE:
            line = " ".join(paragraph.text for paragraph in paragraphs)
            self.findings.add_furniture([line])
        elif ended.opened == "text box":
            around.attach_box(paragraphs)
        else:
            around.after += paragraphs

    def _take_word(
        self,
        word: str,
        number: int | None,
    ) -> None:
        state = self._state
        if state.starred:
            state.starred = False
            if word not in _KEPT_DESTINATIONS:
                if word == "annotation" and not state.skipped:
                    self.findings.add_finding("comments_dropped")
                state.skipped = True
        if state.skipped:
            return
        if state.destination == "colors":
            self._colors.take_word(word, number)
        elif word in _SKIPPED_DESTINATIONS:
            state.skipped = True
        elif word == "u":
            self._add_text(chr((number or 0) & 0xFFFF))
            self._fallback_left = state.fallback_length
        elif word in _SIGNS:
            self._add_text(_SIGNS[word])
        elif word in _STORIES and state.destination == "":
            self._begin_story(_STORIES[word])
        else:
            is_applied = self._apply_format(word, number)
            if not (is_applied or self._apply_structure(word, number)):
                self._apply_font(word, number)

    def _begin_story(self, kind: str) -> None:
        self._state.opened = kind
        name = f"{self._stories[-1].tables.origin} {kind}"
        self._stories.append(_Story(TableBuilder(name), is_box=kind == "text box"))
        self._state = replace(
            self._state,
            table_depth=0,
            outline=BODY_LEVEL,
        )

    def _apply_format(
        self,
        word: str,
        number: int | None,
    ) -> bool:
        """Note how the text that follows looks."""
        state = self._state
        on = number != 0
        if word == "plain":
            state.bold = state.deleted = state.raised = state.risen = False
            state.hidden = state.struck = state.color = state.size = None
            state.ground = state.font = 0
        elif word == "pard":
            state.table_depth = state.paragraph_ground = 0
            state.outline = 9
            state.drop_cap = False
            state.style = PLAIN_LOOK
        elif word == "b" or (word == "ab" and state.east_asian):
            state.bold = on
        elif word in (
            "v",
            "strike",
            "striked",
            "super",
            "up",
            "dn",
            "nosupersub",
            "fs",
        ):
            self._apply_letters(word, number)
        elif word in (
            "cf",
            "cb",
            "chcbpat",
            "highlight",
            "cbpat",
            "shading",
            "chshdng",
        ):
            self._apply_color(word, number or 0)
        elif word in ("s", "cs"):
            self._apply_style(word, number or 0)
        elif word == "dropcapt":
            state.drop_cap = number in _DROP_CAP_KINDS
        elif word == "deleted":
            state.deleted = on
        elif word == "intbl":
            state.table_depth = max(state.table_depth, 1)
        elif word == "itap":
            state.table_depth = max(number or 0, 0)
        elif word == "outlinelevel":
            state.outline = number or 0
        else:
            return False
        return True

    def _apply_letters(
        self,
        word: str,
        number: int | None,
    ) -> None:
        state = self._state
        on = number != 0
        if word == "v":
            state.hidden = on
        elif word in ("strike", "striked"):
            state.struck = on
        elif word == "fs":
            state.size = number
        elif word in ("up", "dn"):
            rise = LEAST_RISE if number is None else number
            state.risen = word == "up" and rise >= LEAST_RISE
        else:
            state.raised = word == "super"

    def _apply_color(
        self,
        word: str,
        number: int,
    ) -> None:
        """Note the colour of letters, or of what they stand on; the colour of patterns is not known."""
        state = self._state
        if word == "cf":
            state.color = number
        elif word == "cbpat":
            state.paragraph_ground = number
        elif word == "shading":
            state.paragraph_ground = PATTERN if number else state.paragraph_ground
        elif word == "chshdng":
            state.ground = PATTERN if number else state.ground
        else:
            state.ground = number

    def _apply_style(
        self,
        word: str,
        number: int,
    ) -> None:
        """Take how a style looks: a paragraph's until the next one, a character's in its group."""
        state = self._state
        look = self._styles.get((word, number), PLAIN_LOOK)
        if word == "s":
            state.style = look
        else:
            state.struck = state.struck if look.struck is None else look.struck
            state.hidden = state.hidden if look.hidden is None else look.hidden
            state.color = state.color if look.color is None else look.color

    def _find_unseen(self) -> str:
        """Give the finding that words are when no reader sees them or they are struck out."""
        state = self._state
        style = self._state.style
        if (
            style.hidden if state.hidden is None else state.hidden
        ) or WordParagraph.is_speck(state.size):
            return "hidden_text"
        if style.struck if state.struck is None else state.struck:
            return "struck_text"
        color = self._colors.get(style.color if state.color is None else state.color)
        ground = self._find_ground()
        if color and WordParagraph.is_blank(color, ground):
            return "hidden_text"
        return ""

    def _find_ground(self) -> str:
        state = self._state
        story = self._stories[-1]
        number = state.ground or state.paragraph_ground
        if number:
            return self._colors.get_ground(number)
        # of an inner table the cells' grounds are stated behind them
        cell = story.cell if state.table_depth == 1 else None
        is_cell = state.table_depth > 0
        if story.is_box or (is_cell and story.row.has_shades(self._colors, cell)):
            return UNKNOWN
        return WHITE

    def _apply_structure(
        self,
        word: str,
        number: int | None,
    ) -> bool:
        """End paragraphs, cells and rows; begin fields and labels."""
        state = self._state
        story = self._stories[-1]
        if word in ("par", "sect"):
            if state.deleted:
                self.findings.add_finding("tracked_changes", story.paragraph.last_text)
            else:
                self._end_paragraph()
        elif self._apply_rows(word, number):
            pass
        elif word == "field":
            state.opened = "field"
            story.fields.begin()
        elif word == "fldinst":
            state.destination = "instruction"
        elif word == "fldrslt":
            story.fields.begin_result()
        elif word in ("listtext", "pntext"):
            state.destination = "label"
        elif word in ("fonttbl", "colortbl"):
            state.destination = "fonts" if word == "fonttbl" else "colors"
        elif word == "ansicpg":
            self._fonts.set_code_page(number or 0)
        else:
            return False
        return True

    def _apply_rows(self, word: str, number: int | None) -> bool:
        """End cells and rows, and take what is said of their edges; tell whether a word is of a table."""
        state = self._state
        story = self._stories[-1]
        depth = 1
        if word.startswith("nest"):
            depth = max(state.table_depth, 2)
        if word in ("cell", "nestcell"):
            if state.table_depth != depth:
                state = replace(state, table_depth=depth)
            story.end_paragraph(state, self.findings)
            story.tables.end_cell(depth)
            story.cell += word == "cell"
        elif word in ("row", "nestrow"):
            story.tables.end_row(depth, story.row.build())
            story.cell = story.cell if word == "nestrow" else 0
            story.row = story.outer_row if word == "nestrow" else story.row
        elif word == "nesttableprops":
            story.outer_row = story.row
        elif word == "trowd":
            story.row = RowShape()
        else:
            return story.row.take_word(word, number)
        return True

    def _apply_font(
        self,
        word: str,
        number: int | None,
    ) -> None:
        """Note which font and code page the text that follows has."""
        if word == "f" or (word == "af" and self._state.east_asian):
            self._state.font = number or 0
        elif word in ("dbch", "loch", "hich"):
            # Word states a font for Latin and one for Chinese letters: `\loch\af0\hich\af0\dbch\af13`
            self._state.east_asian = word == "dbch"
        elif word == "fcharset" and self._state.destination == "fonts":
            self._fonts.charsets[self._state.font] = number or 0
        elif word == "uc":
            self._state.fallback_length = max(number or 0, 0)

    def _take_unicode_run(self, run: Token) -> None:
        """Take characters with one sign each for old readers, where the file says that it has one."""
        if (
            self._state.fallback_length == 1
            and not self._fallback_left
            and not self._state.starred
        ):
            self._add_text(run.characters)
            return
        for token in Token.scan(run.data, runs=False):
            self.take(token)

    def _take_bytes(self, data: bytes) -> None:
        if self._fallback_left:
            passed = min(self._fallback_left, len(data))
            self._fallback_left -= passed
            data = data[passed:]
        if not self._state.skipped:
            self._pending += data

    def _decode_pending(self) -> None:
        """Decode the bytes gathered so far: a character of two may be written as two signs."""
        if not self._pending:
            return
        data = bytes(self._pending)
        self._pending.clear()
        font = self._state.font
        if self._state.destination == "colors":
            self._colors.take_ends(data)
        elif self._state.destination == "fonts":
            self._fonts.add_name(font, data)
        elif self._fonts.is_symbolic(font):
            name = self._fonts.names.get(font, "")
            self._add_text("".join(self._read_symbol(name, code) for code in data))
        else:
            self._add_text(self._fonts.decode(font, data))

    def _read_symbol(
        self,
        font: str,
        code: int,
    ) -> str:
        sign = decode_symbol(font, code)
        if sign is None and self._state.destination != "label":
            self.findings.add_finding("symbol_not_read", f"{font} {code:02X}")
        return sign or ""

    def _add_text(self, text: str) -> None:
        state = self._state
        story = self._stories[-1]
        if not text or state.skipped or state.destination in ("fonts", "colors"):
            return
        unseen = self._find_unseen()
        if state.destination == "instruction":
            story.fields.add_instruction(text)
        elif state.deleted:
            self.findings.add_finding("tracked_changes", text)
        elif unseen:
            self.findings.add_unseen(unseen, text, story.paragraph)
        elif state.destination == "label":
            story.label += text
        elif story.fields.is_printed:
            if state.raised or (state.risen and story.is_level):
                text = raise_mark(text) or text
            story.is_level = not state.risen
            contents = story.fields.is_contents
            story.paragraph.add_run(text, bold=state.bold, contents=contents)

    def _end_paragraph(self) -> None:
        self._stories[-1].end_paragraph(self._state, self.findings)
