"""One part of a DOCX (its body, a note) as paragraphs in reading order.

Tracked insertions are kept and deletions dropped, fields give their result, a text box stands where its
anchor does. The parser bounds the depth of the tree (256 levels), and so that of the recursion here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from tasks.documents.word.docx_numbering import Numbering
from tasks.documents.word.docx_styles import (
    W,
    WordStyles,
    get_local_name,
    get_value,
    parse_number,
    read_toggle,
)
from tasks.documents.word.fields import FieldStack
from tasks.documents.word.findings import Findings
from tasks.documents.word.lists import ListCounters
from tasks.documents.word.paragraphs import (
    SOFT_BREAK,
    build_paragraphs,
    count_bold_lead,
    decode_symbol,
)
from tasks.documents.word.table_builder import build_table_paragraphs
from tasks.model.document import Paragraph

# Word's own limit of columns
_MOST_COLUMNS = 63
# elements that only wrap what they hold
_WRAPPERS = frozenset(
    "ins moveTo smartTag hyperlink sdt sdtContent fldSimple customXml dir bdo ruby rubyBase oMath oMathPara "
    "subDoc".split()
)
_REMOVED = frozenset({"del", "moveFrom"})
_SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": SOFT_BREAK,
    "cr": SOFT_BREAK,
    "noBreakHyphen": "-",
}


@dataclass(slots=True)
class _DocxParagraph:
    """A paragraph's runs while it is read, and the paragraphs of boxes and notes that hang on it."""

    style: str
    runs: list[tuple[str, bool]] = field(default_factory=list)
    before: list[Paragraph] = field(default_factory=list)
    after: list[Paragraph] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs)

    @property
    def has_text(self) -> bool:
        return any(text.strip() for text, _ in self.runs)

    @property
    def is_bold(self) -> bool:
        return all(bold for text, bold in self.runs if text.strip())


@dataclass(slots=True)
class DocxReader:
    """The reader of one document's parts; counters, tables and findings are those of the whole document."""

    styles: WordStyles
    numbering: Numbering
    findings: Findings
    notes: Mapping[tuple[str, str], etree._Element] = field(default_factory=dict)
    counters: ListCounters = field(default_factory=ListCounters)
    image_count: int = 0
    _name: str = ""
    _paragraphs: int = 0
    _tables: int = 0
    _fields: FieldStack = field(default_factory=FieldStack)
    _carried_runs: list[tuple[str, bool]] = field(default_factory=list)
    _bold_cache: dict[tuple[str | None, str], bool] = field(default_factory=dict)
    _in_note: bool = False

    def read(self, body: etree._Element, name: str) -> list[Paragraph]:
        """Read a part's content; `name` is what origins say."""
        self._name = name
        return self._read_content(body)

    def _read_content(self, parent: etree._Element) -> list[Paragraph]:
        """Read all of a body, cell or box; words whose mark was deleted at its end stand alone."""
        paragraphs = list(self._read_blocks(parent))
        left = _DocxParagraph("", self._carried_runs)
        self._carried_runs = []
        return [*paragraphs, *self._finish_paragraph(left, None)]

    def _read_blocks(self, parent: etree._Element) -> Iterator[Paragraph]:
        for child in parent:
            kind = get_local_name(child)
            if kind == "p" and child.tag == W + "p":
                yield from self._read_paragraph(child)
            elif kind == "tbl":
                yield from self._read_table(child)
            elif kind == "AlternateContent":
                chosen = _choose_alternative(child)
                yield from self._read_blocks(chosen) if chosen is not None else ()
            elif kind == "altChunk":
                self.findings.add("embedded_document_not_read", "altChunk")
            elif kind in _WRAPPERS:
                yield from self._read_blocks(child)
            elif kind in _REMOVED:
                self.findings.add("tracked_changes")

    def _read_paragraph(self, element: etree._Element) -> Iterator[Paragraph]:
        self._paragraphs += 1
        properties = element.find(W + "pPr")
        style = get_value(properties, "pStyle") or self.styles.default
        words = _DocxParagraph(style, self._carried_runs)
        self._carried_runs = []
        self._read_inline(element, words)
        self._fields.end_paragraph()
        mark = properties.find(W + "rPr") if properties is not None else None
        yield from words.before
        if mark is not None and any(
            mark.find(W + name) is not None for name in _REMOVED
        ):
            # The mark between two paragraphs was deleted: they are one, with the properties of the second.
            self.findings.add(
                "tracked_changes", words.runs[-1][0] if words.runs else ""
            )
            self._carried_runs = words.runs
        elif words.runs or not read_toggle(mark, "vanish"):
            yield from self._finish_paragraph(words, properties)
        yield from words.after

    def _finish_paragraph(
        self, words: _DocxParagraph, properties: etree._Element | None
    ) -> Iterator[Paragraph]:
        text = words.text
        chain = self.styles.get_chain(words.style)
        if self._fields.is_contents_line(text, chain[0].name if chain else ""):
            self.findings.add("contents_dropped", text)
            return
        place = self.numbering.find_place(properties, words.style)
        label = self.counters.next_label(*place) if place else ""
        outline = parse_number(get_value(properties, "outlineLvl"), 9)
        heading = (
            outline < 9 if outline is not None else self.styles.is_heading(words.style)
        )
        yield from build_paragraphs(
            text,
            f"{self._name} paragraph {self._paragraphs}",
            label=label,
            emphasis=heading or words.is_bold,
            lead=count_bold_lead(words.runs),
        )

    def _read_table(self, element: etree._Element) -> Iterator[Paragraph]:
        self._tables += 1
        table = self._tables
        rows = []
        for row in _iter_unwrapped(element, "tr"):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                self.findings.add("tracked_changes")
                continue
            cells: list[Sequence[Paragraph]] = []
            for cell in _iter_unwrapped(row, "tc"):
                span = (
                    parse_number(
                        get_value(cell.find(W + "tcPr"), "gridSpan"), _MOST_COLUMNS
                    )
                    or 1
                )
                cells.append(self._read_content(cell))
                # The columns that a wide cell covers stay empty, so that the others keep their places.
                cells += [()] * min(span - 1, _MOST_COLUMNS - len(cells))
            rows.append(cells)
        yield from build_table_paragraphs(rows, table, self._name)

    def _read_inline(self, parent: etree._Element, words: _DocxParagraph) -> None:
        for child in parent:
            kind = get_local_name(child)
            if kind == "r":
                self._read_run(child, words)
            elif kind == "AlternateContent":
                chosen = _choose_alternative(child)
                if chosen is not None:
                    self._read_inline(chosen, words)
            elif kind in _WRAPPERS:
                self._read_inline(child, words)
            elif kind in _REMOVED:
                self.findings.add(
                    "tracked_changes",
                    "".join(text.text or "" for text in child.iter(W + "delText")),
                )

    def _read_run(self, run: etree._Element, words: _DocxParagraph) -> None:
        properties = run.find(W + "rPr")
        style = get_value(properties, "rStyle")
        hidden = read_toggle(properties, "vanish")
        if self.styles.is_hidden(style, words.style) if hidden is None else hidden:
            self.findings.add(
                "hidden_text", "".join(text.text or "" for text in run.iter(W + "t"))
            )
            return
        bold = read_toggle(properties, "b")
        if bold is None:
            if (style, words.style) not in self._bold_cache:
                self._bold_cache[style, words.style] = self.styles.is_bold(
                    style, words.style
                )
            bold = self._bold_cache[style, words.style]
        self._read_run_content(run, words, bold)

    def _read_run_content(
        self, run: etree._Element, words: _DocxParagraph, bold: bool
    ) -> None:
        for child in run:
            kind = get_local_name(child)
            if kind == "t":
                self._add_text(words, child.text or "", bold)
            elif kind in _SIGNS:
                page = kind == "br" and child.get(W + "type") in ("page", "column")
                self._add_text(words, "" if page else _SIGNS[kind], bold)
            elif kind == "sym":
                self._add_text(words, self._read_symbol(child), bold)
            elif kind == "fldChar":
                self._read_field(child.get(W + "fldCharType") or "", words, bold)
            elif kind == "instrText":
                self._fields.add_instruction(child.text or "")
            elif kind in ("footnoteReference", "endnoteReference"):
                self._read_note(
                    kind.removesuffix("Reference"), child.get(W + "id") or "", words
                )
            elif kind == "commentReference":
                self.findings.add("comments_dropped")
            elif kind == "ruby":
                self._read_inline(child, words)
            elif kind == "AlternateContent":
                chosen = _choose_alternative(child)
                if chosen is not None:
                    self._read_run_content(chosen, words, bold)
            elif kind in ("drawing", "pict", "object"):
                self._read_drawing(child, words)

    def _add_text(self, words: _DocxParagraph, text: str, bold: bool) -> None:
        if text and self._fields.is_printed:
            words.runs.append((text, bold))

    def _read_symbol(self, element: etree._Element) -> str:
        font, code = element.get(W + "font") or "", element.get(W + "char") or ""
        sign = (
            decode_symbol(font, int(code, 16))
            if re.fullmatch(r"[0-9A-Fa-f]{1,4}", code)
            else None
        )
        if sign is None:
            self.findings.add("symbol_not_read", f"{font} {code}")
        return sign or ""

    def _read_field(self, kind: str, words: _DocxParagraph, bold: bool) -> None:
        if kind == "begin":
            self._fields.begin()
        elif kind == "separate":
            self._fields.begin_result()
        elif kind == "end":
            self._add_text(words, self._fields.end(), bold)

    def _read_note(self, kind: str, key: str, words: _DocxParagraph) -> None:
        note = self.notes.get((kind, key))
        if note is None or self._in_note:
            return
        self._in_note = True
        words.after += self._read_anchored(note, f"{kind} {key}")
        self._in_note = False

    def _read_drawing(self, element: etree._Element, words: _DocxParagraph) -> None:
        """Read what a drawing holds: text boxes and WordArt; images are counted, the rest is told."""
        for child in element:
            kind = get_local_name(child)
            if kind == "AlternateContent":
                chosen = _choose_alternative(child)
                if chosen is not None:
                    self._read_drawing(chosen, words)
                continue
            if kind == "txbxContent":
                beside = words.after if words.has_text else words.before
                beside += self._read_anchored(child, "text box")
                continue
            if kind == "textpath" and (child.get("string") or "").strip():
                beside = words.after if words.has_text else words.before
                beside.append(
                    Paragraph(
                        (child.get("string") or "").strip(),
                        f"{self._name} WordArt",
                        True,
                    )
                )
            elif kind in ("blip", "imagedata"):
                self.image_count += 1
            elif kind in ("chart", "relIds"):
                self.findings.add(
                    "drawing_not_read", "a chart" if kind == "chart" else "a diagram"
                )
            elif kind == "OLEObject":
                self.findings.add("embedded_object_not_read", child.get("ProgID") or "")
            self._read_drawing(child, words)

    def _read_anchored(self, content: etree._Element, name: str) -> list[Paragraph]:
        """Read what hangs on a paragraph, with fields and carried words of its own."""
        kept = self._name, self._paragraphs, self._fields, self._carried_runs
        self._name, self._paragraphs, self._fields, self._carried_runs = (
            f"{self._name} {name}",
            0,
            FieldStack(),
            [],
        )
        read = self._read_content(content)
        self._name, self._paragraphs, self._fields, self._carried_runs = kept
        return read


def _choose_alternative(alternate: etree._Element) -> etree._Element | None:
    """Choose one of the alternatives: the first with words in it, since all show the same."""
    worded = (
        child for child in alternate if next(child.iter(W + "t"), None) is not None
    )
    return next(worded, alternate[0] if len(alternate) else None)


def _iter_unwrapped(parent: etree._Element, kind: str) -> Iterator[etree._Element]:
    """Yield rows or cells, also those inside content controls and tracked insertions."""
    for child in parent:
        if child.tag == W + kind:
            yield child
        elif get_local_name(child) in _WRAPPERS:
            yield from _iter_unwrapped(child, kind)
