"""DOCX to a document: the body's paragraphs and tables with Word's automatic numbers, as Word shows them.

Headers and footers are left out; notes follow the paragraph that refers to them. Strict files
(ISO/IEC 29500) read the same as transitional ones.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import basename, dirname, join, normpath

from lxml import etree

from tasks.documents.formulas import print_formula, raise_mark
from tasks.documents.list_marks import ListCounters
from tasks.documents.media_types import DOCX
from tasks.documents.safe_zip import SafeZip
from tasks.documents.table_builder import TableBuilder, WordCell
from tasks.documents.word.docx_styles import (
    Numbering,
    R,
    W,
    WordStyles,
    WordXml,
)
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
)
from tasks.documents.word.pasted_scans import read_images
from tasks.model.catalogue import make_phrase
from tasks.model.document import Document, Paragraph
from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue

# Word's own limit of columns
_MOST_COLUMNS = 63
# elements that only wrap what they hold
_WRAPPERS = frozenset(
    "ins moveTo smartTag hyperlink sdt sdtContent fldSimple customXml dir bdo "
    "ruby rubyBase subDoc".split()
)
_FORMULAS = frozenset({"oMath", "oMathPara"})
_DROP_CAPS = frozenset({"drop", "margin"})
_REMOVED = frozenset({"del", "moveFrom"})
_SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": SOFT_BREAK,
    "cr": SOFT_BREAK,
    "noBreakHyphen": "-",
}
# They open and close fields, seen or not.
_MARKS_OF_FIELDS = (W + "fldChar", W + "instrText")
_PAGE_BREAKS = ("page", "column")
_MOST_HEADERS = 30
_VML_SHAPES = frozenset({"shape", "rect", "roundrect"})
# `rotation:315`, `rotation:-2949120f`: with a letter, of 65 536 a degree
_ROTATION = re.compile(r"rotation:(-?\d+\.?\d*)(fd?)?")
_STRICT = {
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}": W,
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}": R,
}
_STRICT_MARK = "http://purl.oclc.org/ooxml/"
# Findings that stand for content in a form that is not read.
_UNREAD_CONTENT = frozenset({"embedded_document_not_read", "images_not_read"})


@dataclass(slots=True)
class _StyledParagraph(WordParagraph):
    """A paragraph while it is read, with its style's id and the ground that it stands on."""

    style: str = ""
    ground: str = WHITE


@dataclass(slots=True)
class _DocxPartState:
    """How far the reading of the body is, or of a note or box that hangs on one of its paragraphs."""

    origin: str = ""
    paragraph_count: int = 0
    fields: FieldStack = field(default_factory=FieldStack)
    # words whose paragraph mark was deleted, for the next paragraph
    carried: WordParagraph = field(default_factory=WordParagraph)


@dataclass(slots=True)
class _DocxReader:
    """The reader of one document's parts; counters, tables and findings are those of the whole document."""

    styles: WordStyles
    numbering: Numbering
    findings: Findings
    notes: Mapping[tuple[str, str], etree._Element] = field(default_factory=dict)
    counters: ListCounters = field(default_factory=ListCounters)
    image_count: int = 0
    _part: _DocxPartState = field(default_factory=_DocxPartState)
    _table_count: int = 0
    _bold_cache: dict[tuple[str | None, str], bool] = field(default_factory=dict)
    _in_note: bool = False
    ground: str = WHITE  # what the words at hand stand on

    def read(
        self,
        body: etree._Element,
        name: str,
    ) -> list[Paragraph]:
        """Read a part's content; `name` is what origins say."""
        self._part = _DocxPartState(name)
        return self._read_content(body)

    def _read_content(self, parent: etree._Element) -> list[Paragraph]:
        """Read all of a body, cell or box; words whose mark was deleted at its end stand alone."""
        paragraphs = list(self._read_blocks(parent))
        paragraphs += self._finish_paragraph(self._begin_paragraph(""), None)
        return paragraphs

    def _read_blocks(self, parent: etree._Element) -> Iterator[Paragraph]:
        for child in parent:
            kind = WordXml.get_local_name(child)
            if kind == "p" and child.tag == W + "p":
                yield from self._read_paragraph(child)
            elif kind == "tbl":
                yield from self._read_table(child)
            elif kind == "AlternateContent":
                chosen = _choose_alternative(child)
                yield from self._read_blocks(chosen) if chosen is not None else ()
            elif kind == "altChunk":
                self.findings.add_finding("embedded_document_not_read", "altChunk")
            elif kind in _WRAPPERS:
                yield from self._read_blocks(child)
            elif kind in _REMOVED:
                self.findings.add_finding("tracked_changes")

    def _begin_paragraph(self, style: str) -> _StyledParagraph:
        """Begin a paragraph with the words that the one before left over."""
        paragraph = _StyledParagraph(self._part.carried.runs, style=style)
        self._part.carried = WordParagraph()
        return paragraph

    def _read_paragraph(self, element: etree._Element) -> Iterator[Paragraph]:
        self._part.paragraph_count += 1
        properties = element.find(W + "pPr")
        style = WordXml.get_value(properties, "pStyle") or self.styles.default
        paragraph = self._begin_paragraph(style)
        own = WordXml.read_ground(properties) or self.styles.find_ground(style)
        paragraph.ground = own or self.ground
        self._read_inline(element, paragraph)
        self._part.fields.end_paragraph()
        mark = None if properties is None else properties.find(W + "rPr")
        yield from paragraph.before
        if _is_removed(mark):
            # The mark between two paragraphs was deleted: they are one, with the properties of the second.
            self.findings.add_finding("tracked_changes", paragraph.last_text)
            self._part.carried = paragraph
        elif _is_drop_cap(properties):
            self._part.carried = paragraph
        elif paragraph.runs or not WordXml.read_toggle(mark, "vanish"):
            yield from self._finish_paragraph(paragraph, properties)
        yield from paragraph.after

    def _finish_paragraph(
        self, paragraph: _StyledParagraph, properties: etree._Element | None
    ) -> Iterator[Paragraph]:
        chain = self.styles.get_chain(paragraph.style)
        listed = paragraph.take_contents(chain[0].name if chain else "")
        if listed:
            self.findings.add_finding("contents_dropped", listed)
            if not paragraph.has_words:
                return
        place = self.numbering.find_place(properties, paragraph.style)
        label = ""
        if place:
            label = self.counters.next_label(*place)
        yield from paragraph.build(
            f"{self._part.origin} paragraph {self._part.paragraph_count}",
            label=label,
            heading=self._is_heading(paragraph.style, properties),
            lead=paragraph.bold_lead,
        )

    def _is_heading(
        self,
        style: str,
        properties: etree._Element | None,
    ) -> bool:
        outline = WordXml.parse_number(
            WordXml.get_value(properties, "outlineLvl"), BODY_LEVEL
        )
        if outline is None:
            return self.styles.is_heading(style)
        return outline < BODY_LEVEL

    def _read_table(self, element: etree._Element) -> Iterator[Paragraph]:
        self._table_count += 1
        table = self._table_count
        around = self.ground
        self.ground = self._find_table_ground(element.find(W + "tblPr"))
        rows = []
        for row in _iter_unwrapped(element, "tr"):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                self.findings.add_finding("tracked_changes")
            else:
                rows.append(self._read_row(row))
        self.ground = around
        yield from TableBuilder.build_rows(rows, table, self._part.origin)

    def _find_table_ground(self, properties: etree._Element | None) -> str:
        """Find the ground of a table's cells: not known where its style shades some of them."""
        if self.styles.is_shaded(WordXml.get_value(properties, "tblStyle")):
            return UNKNOWN
        return WordXml.read_ground(properties) or self.ground

    def _read_row(self, row: etree._Element) -> list[WordCell]:
        cells: list[WordCell] = []
        before = WordXml.get_value(row.find(W + "trPr"), "gridBefore")
        skipped = WordXml.parse_number(before, _MOST_COLUMNS)
        if skipped:
            cells.append(WordCell((), skipped))
        for cell in _iter_unwrapped(row, "tc"):
            properties = cell.find(W + "tcPr")
            stated = WordXml.get_value(properties, "gridSpan")
            span = WordXml.parse_number(stated, _MOST_COLUMNS) or 1
            around = self.ground
            self.ground = WordXml.read_ground(properties) or self.ground
            content = self._read_content(cell)
            self.ground = around
            is_covered = not content and _goes_on(properties)
            cells.append(WordCell(content, span, is_covered))
        return cells

    def _read_inline(
        self,
        parent: etree._Element,
        paragraph: _StyledParagraph,
    ) -> None:
        for child in parent:
            kind = WordXml.get_local_name(child)
            if kind == "r":
                self._read_run(child, paragraph)
            elif kind == "AlternateContent":
                chosen = _choose_alternative(child)
                if chosen is not None:
                    self._read_inline(chosen, paragraph)
            elif kind in _FORMULAS:
                self._add_text(paragraph, print_formula(child), bold=False)
            elif kind in _WRAPPERS:
                self._read_inline(child, paragraph)
            elif kind in _REMOVED:
                self.findings.add_finding(
                    "tracked_changes", WordXml.collect_text(child, "delText")
                )

    def _read_run(
        self,
        run: etree._Element,
        paragraph: _StyledParagraph,
    ) -> None:
        properties = run.find(W + "rPr")
        style = WordXml.get_value(properties, "rStyle")
        unseen = self._find_unseen(properties, style, paragraph)
        if unseen and next(run.iterchildren(*_MARKS_OF_FIELDS), None) is None:
            self.findings.add_unseen(unseen, WordXml.collect_text(run), paragraph)
            return
        bold = WordXml.read_toggle(properties, "b")
        if bold is None:
            bold = self._is_bold_by_style(style, paragraph.style)
        self._read_run_content(run, paragraph, bold)

    def _find_unseen(
        self,
        properties: etree._Element | None,
        style: str | None,
        paragraph: _StyledParagraph,
    ) -> str:
        """Give the finding that a run is when no reader sees it or it is struck out; empty otherwise."""
        keys = (style, paragraph.style)
        hidden = WordXml.read_toggle(properties, "vanish")
        if hidden is None:
            hidden = self.styles.is_hidden(*keys)
        if hidden or WordParagraph.is_speck(
            WordXml.parse_number(WordXml.get_value(properties, "sz"))
        ):
            return "hidden_text"
        struck = WordXml.read_struck(properties)
        if self.styles.is_struck(*keys) if struck is None else struck:
            return "struck_text"
        color = WordXml.read_color(properties)
        if color is None:
            color = self.styles.find_color(*keys)
        own = WordXml.read_ground(properties) or self.styles.find_ground(style)
        if color and WordParagraph.is_blank(color, own or paragraph.ground):
            return "hidden_text"
        return ""

    def _is_bold_by_style(
        self,
        style: str | None,
        paragraph_style: str,
    ) -> bool:
        key = style, paragraph_style
        if key not in self._bold_cache:
            self._bold_cache[key] = self.styles.is_bold(*key)
        return self._bold_cache[key]

    def _read_run_content(
        self,
        run: etree._Element,
        paragraph: _StyledParagraph,
        bold: bool,
    ) -> None:
        for child in run:
            kind = WordXml.get_local_name(child)
            if kind == "t":
                words = self._read_words(run, child.text or "")
                self._add_text(paragraph, words, bold)
            elif kind in _SIGNS:
                is_break = kind == "br" and child.get(W + "type") in _PAGE_BREAKS
                self._add_text(paragraph, "" if is_break else _SIGNS[kind], bold)
            elif kind == "sym":
                self._add_text(paragraph, self._read_symbol(child), bold)
            elif kind == "fldChar":
                self._read_field(child, paragraph, bold)
            elif kind == "instrText":
                self._part.fields.add_instruction(child.text or "")
            elif kind in ("footnoteReference", "endnoteReference"):
                key = child.get(W + "id") or ""
                self._read_note(kind.removesuffix("Reference"), key, paragraph)
            elif kind == "commentReference":
                self.findings.add_finding("comments_dropped")
            elif kind == "ruby":
                self._read_inline(child, paragraph)
            elif kind == "AlternateContent":
                chosen = _choose_alternative(child)
                if chosen is not None:
                    self._read_run_content(chosen, paragraph, bold)
            elif kind in ("drawing", "pict", "object"):
                self._read_drawing(child, paragraph)

    def _read_words(
        self,
        run: etree._Element,
        words: str,
    ) -> str:
        """Give a run's words, raised digits raised."""
        stated = WordXml.get_value(run, "rPr/vertAlign")
        if stated is None:
            stated = self.styles.find_position(WordXml.get_value(run, "rPr/rStyle"))
        is_raised = stated == "superscript" or _is_raised_alone(run)
        return (is_raised and raise_mark(words)) or words

    def _add_text(
        self,
        paragraph: WordParagraph,
        text: str,
        bold: bool,
    ) -> None:
        if text and self._part.fields.is_printed:
            contents = self._part.fields.is_contents
            paragraph.add_run(
                text,
                bold=bold,
                contents=contents,
            )

    def _read_symbol(self, element: etree._Element) -> str:
        font = element.get(W + "font") or ""
        code = element.get(W + "char") or ""
        sign = None
        if re.fullmatch(r"[0-9A-Fa-f]{1,4}", code):
            sign = decode_symbol(font, int(code, 16))
        if sign is None:
            self.findings.add_finding("symbol_not_read", f"{font} {code}")
        return sign or ""

    def _read_field(
        self,
        element: etree._Element,
        paragraph: WordParagraph,
        bold: bool,
    ) -> None:
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self._part.fields.begin()
        elif kind == "separate":
            self._part.fields.begin_result()
        elif kind == "end":
            self._add_text(paragraph, self._part.fields.end(), bold)

    def _read_note(
        self,
        kind: str,
        key: str,
        paragraph: WordParagraph,
    ) -> None:
        note = self.notes.get((kind, key))
        if note is None or self._in_note:
            return
        self._in_note = True
        paragraph.after += self._read_anchored(note, f"{kind} {key}")
        self._in_note = False

    def _read_drawing(self, element: etree._Element, paragraph: WordParagraph) -> None:
        """Read what a drawing holds: text boxes and WordArt; images are counted, the rest is a finding."""
        for child in element:
            kind = WordXml.get_local_name(child)
            if kind == "AlternateContent":
                chosen = _choose_alternative(child)
                if chosen is not None:
                    self._read_drawing(chosen, paragraph)
            elif _is_watermark(child, kind):
                self.findings.add_finding("watermark_text", _join_drawn(child))
            elif kind == "txbxContent":
                # a shape may have any colour
                around = self.ground
                self.ground = UNKNOWN
                paragraph.attach_box(self._read_anchored(child, "text box"))
                self.ground = around
            else:
                self._read_shape(child, kind, paragraph)
                self._read_drawing(child, paragraph)

    def _read_shape(
        self,
        element: etree._Element,
        kind: str,
        paragraph: WordParagraph,
    ) -> None:
        if kind == "textpath":
            words = (element.get("string") or "").strip()
            if words:
                origin = f"{self._part.origin} WordArt"
                paragraph.attach_box([Paragraph(words, origin, emphasis=True)])
        elif kind in ("blip", "imagedata"):
            self.image_count += 1
        elif kind == "chart":
            self.findings.add_finding("drawing_not_read", "a chart")
        elif kind == "relIds":
            self.findings.add_finding("drawing_not_read", "a diagram")
        elif kind == "OLEObject":
            self.findings.add_finding(
                "embedded_object_not_read", element.get("ProgID") or ""
            )

    def _read_anchored(
        self,
        content: etree._Element,
        name: str,
    ) -> list[Paragraph]:
        """Read what hangs on a paragraph, with fields and carried words of its own."""
        outer = self._part
        self._part = _DocxPartState(f"{outer.origin} {name}")
        paragraphs = self._read_content(content)
        self._part = outer
        return paragraphs


def _is_raised_alone(run: etree._Element) -> bool:
    """Tell whether a run is raised above its line, and not with the words right beside it."""
    return _is_raised(run) and not any(map(_is_raised, _list_beside(run)))


def _list_beside(run: etree._Element) -> list[etree._Element]:
    beside = (run.getprevious(), run.getnext())
    return [one for one in beside if one is not None and one.tag == W + "r"]


def _is_raised(run: etree._Element) -> bool:
    rise = WordXml.parse_number(WordXml.get_value(run, "rPr/position")) or 0
    return rise >= LEAST_RISE


def _is_drop_cap(properties: etree._Element | None) -> bool:
    """Tell whether a paragraph is the large first letter of the one below."""
    frame = None
    if properties is not None:
        frame = properties.find(W + "framePr")
    if frame is None:
        return False
    return frame.get(W + "dropCap") in _DROP_CAPS


def _is_removed(mark: etree._Element | None) -> bool:
    """Tell whether a paragraph's mark was deleted or moved away."""
    if mark is None:
        return False
    return any(mark.find(W + name) is not None for name in _REMOVED)


def _choose_alternative(alternate: etree._Element) -> etree._Element | None:
    """Choose one of the alternatives: the first with words in it, since all show the same."""
    for child in alternate:
        if next(child.iter(W + "t"), None) is not None:
            return child
    if len(alternate):
        return alternate[0]
    return None


def _is_watermark(shape: etree._Element, kind: str) -> bool:
    """Tell whether a shape holds words laid over the page: by its name, or since it leans behind the text.

    Those of Word and WPS are called PowerPlusWaterMarkObject.
    """
    if kind == "anchor":
        names = [one.get("name") or "" for one in shape.iter("{*}docPr")]
        is_mark = any(map(_names_watermark, names)) or _leans(shape)
    elif kind in _VML_SHAPES:
        name = shape.get("id") or ""
        is_mark = _names_watermark(name) or _vml_leans(shape)
    else:
        return False
    return is_mark and bool(_join_drawn(shape))


def _names_watermark(name: str) -> bool:
    return "watermark" in name.lower() or "水印" in name


def _leans(anchor: etree._Element) -> bool:
    """Tell whether a drawing stands behind the text and leans."""
    if anchor.get("behindDoc") not in ("1", "true"):
        return False
    turns = (_turn(one.get("rot"), 60_000) for one in anchor.iter("{*}xfrm"))
    return any(turns)


def _vml_leans(shape: etree._Element) -> bool:
    """Tell whether a shape of VML leans and has a place of its own."""
    style = shape.get("style") or ""
    style = style.replace(" ", "").lower()
    turn = _ROTATION.search(style)
    if turn is None or "position:absolute" not in style:
        return False
    unit = 65_536 if turn[2] else 1
    return bool(_turn(turn[1], unit))


def _turn(stated: str | None, unit: int) -> float:
    """Give by how many degrees something leans that is turned so much; sideways is not leaning."""
    try:
        return (float(stated or 0) / unit) % 90
    except ValueError:
        return 0.0


def _join_drawn(shape: etree._Element) -> str:
    """Join the words of a shape: of WordArt, and of text boxes."""
    art = [one.get("string") or "" for one in shape.iter("{*}textpath")]
    boxed = [one.text or "" for one in shape.iter(W + "t")]
    return "".join((*art, *boxed)).strip()


def _goes_on(properties: etree._Element | None) -> bool:
    """Tell whether a cell goes on with the one above it."""
    if properties is None:
        return False
    merge = properties.find(W + "vMerge")
    return merge is not None and merge.get(W + "val") != "restart"


def _iter_unwrapped(parent: etree._Element, kind: str) -> Iterator[etree._Element]:
    """Yield rows or cells, also those inside content controls and tracked insertions."""
    for child in parent:
        if child.tag == W + kind:
            yield child
        elif WordXml.get_local_name(child) in _WRAPPERS:
            yield from _iter_unwrapped(child, kind)


def _convert_to_transitional(root: etree._Element) -> etree._Element:
    """Rename a strict part's elements and attributes to their transitional names, in place."""
    if not any((uri or "").startswith(_STRICT_MARK) for uri in root.nsmap.values()):
        return root
    for element in root.iter("*"):
        element.tag = _convert_name(str(element.tag))
        for name, value in list(element.attrib.items()):
            renamed = _convert_name(str(name))
            if renamed != name:
                del element.attrib[name]
                element.set(renamed, value)
    return root


def _convert_name(name: str) -> str:
    end = name.rfind("}") + 1
    namespace = name[:end]
    return _STRICT.get(namespace, namespace) + name[end:]


@dataclass(frozen=True, slots=True)
class _Relationship:
    """One relationship of a part: its id, the last word of its type, and the member that it leads to."""

    key: str
    kind: str
    target: str


class _Package:
    """A DOCX as parts: the main one, and those that it is related to."""

    def __init__(
        self,
        body: bytes,
        findings: Findings,
    ) -> None:
        self.archive: SafeZip = SafeZip.open(body)
        self.findings = findings
        self.name = self._find_main_part()
        self.relationships = self._read_relationships(self.name)

    def _find_main_part(self) -> str:
        for relationship in self._read_relationships(""):
            is_main = relationship.kind == "officeDocument"
            if is_main and self.archive.find(relationship.target):
                return relationship.target
        return "word/document.xml"

    def parse_main_part(self) -> etree._Element:
        """Parse the main part; raises UnreadableDocument when it is missing, broken or no text document."""
        root = _convert_to_transitional(self.archive.read_xml(self.name))
        if root.tag != W + "document":
            kind = make_phrase(
                "other_office_file", element=WordXml.get_local_name(root)
            )
            raise UnreadableDocument("unsupported_type", kind=kind)
        return root

    def iter_related_parts(self, *kinds: str) -> Iterator[tuple[str, etree._Element]]:
        """Yield the main part's related parts of some kinds with their kind; a broken one is a finding."""
        for relationship in self.relationships:
            if relationship.kind in kinds and self.archive.find(relationship.target):
                root = self._parse_part(relationship.target)
                if root is not None:
                    yield relationship.kind, root

    def find_part(self, kind: str) -> etree._Element | None:
        """Give the one related part of a kind, such as the styles; null when there is none to be read."""
        return next((root for _, root in self.iter_related_parts(kind)), None)

    def _parse_part(self, name: str) -> etree._Element | None:
        try:
            return _convert_to_transitional(self.archive.read_xml(name))
        except UnreadableDocument as error:
            self.findings.add_finding("damaged_part_left_out", f"{name}: {error}")
            return None

    def _read_relationships(self, name: str) -> list[_Relationship]:
        path = join(dirname(name), "_rels", f"{basename(name)}.rels")
        root = None
        if self.archive.find(path):
            root = self._parse_part(path)
        if root is None:
            return []
        return [
            _read_relationship(element, dirname(name))
            for element in root.iter("{*}Relationship")
            if element.get("TargetMode") != "External"
        ]


def _read_relationship(element: etree._Element, folder: str) -> _Relationship:
    target = join("/", folder, element.get("Target") or "")
    kind = (element.get("Type") or "").rpartition("/")[2]
    return _Relationship(element.get("Id") or "", kind, normpath(target).lstrip("/"))


def read(body: bytes, *, url: str = "") -> Document:
    """Read a DOCX.

    Where a scan was pasted into it, its images are read by OCR.
    Raises UnreadableDocument: `no_text`, `unsupported_type`, and what `safe_zip` raises for a member.
    """
    findings = Findings()
    package = _Package(body, findings)
    document = package.parse_main_part()
    content = document.find(W + "body")
    styles = WordStyles.read(package.find_part("styles"))
    numbering = Numbering.read(package.find_part("numbering"), styles)
    notes = _collect_notes(package)
    reader = _DocxReader(styles, numbering, findings, notes)
    if document.find(W + "background") is not None:
        reader.ground = UNKNOWN
    paragraphs: Sequence[Paragraph] = ()
    if content is not None:
        paragraphs = reader.read(content, basename(package.name))
    _note_unknown_formats(numbering, findings)
    _note_headers_and_footers(package, findings)
    paragraphs = findings.drop_furniture(paragraphs)
    ocr_issues: tuple[Issue, ...] = ()
    if reader.image_count:
        images = _read_images(package)
        scanned, ocr_issues = read_images(paragraphs, images, findings, url)
        paragraphs = (*paragraphs, *scanned)
    if not paragraphs and not findings.evidence.keys() & _UNREAD_CONTENT:
        problem = make_phrase("no_text_nor_in_images")
        raise UnreadableDocument("no_text", problem=problem)
    issues = (*findings.build_issues(url), *ocr_issues)
    return Document(tuple(paragraphs), DOCX, issues=issues, url=url)


def _note_unknown_formats(numbering: Numbering, findings: Findings) -> None:
    """Note the formats of list numbers that are not known."""
    if not numbering.unknown_formats:
        return
    formats = sorted(numbering.unknown_formats)
    findings.add_finding("number_format_unknown", ", ".join(formats))


def _read_images(package: _Package) -> Iterator[bytes]:
    """Yield the images of the body in their order, each once; one that cannot be unpacked is a finding."""
    targets: dict[str, str] = {}
    for relationship in package.relationships:
        if relationship.kind == "image":
            targets[relationship.key] = relationship.target
    seen: set[str] = set()
    for element in package.parse_main_part().iter("{*}blip", "{*}imagedata"):
        key = element.get(R + "embed") or element.get(R + "id") or ""
        target = targets.get(key, "")
        if target in seen or not package.archive.find(target):
            continue
        seen.add(target)
        try:
            yield package.archive.read(target)
        except UnreadableDocument as error:
            package.findings.add_finding("damaged_part_left_out", f"{target}: {error}")


def _collect_notes(package: _Package) -> dict[tuple[str, str], etree._Element]:
    """Collect foot- and endnotes by kind and id, without the separators, which have a type."""
    notes: dict[tuple[str, str], etree._Element] = {}
    for _, root in package.iter_related_parts("footnotes", "endnotes"):
        for note in root.iterchildren(W + "footnote", W + "endnote"):
            if note.get(W + "type") not in (None, "normal"):
                continue
            kind = WordXml.get_local_name(note)
            key = note.get(W + "id") or ""
            notes[kind, key] = note
    return notes


def _note_headers_and_footers(package: _Package, findings: Findings) -> None:
    lines: list[str] = []
    for count, (_, root) in enumerate(package.iter_related_parts("header", "footer")):
        if count == _MOST_HEADERS:
            break
        lines.append(WordXml.collect_text(root).strip())
    findings.add_furniture(lines)
