"""OpenDocument texts (ODT, flat ODT), written anew as the DOCX that they stand for, and read as such.

What is hidden, struck out, white or deleted, how lists count and where cells stand follows OpenDocument 1.3;
what a reader sees of it is decided in one place, with Word's own files. Attributes are looked up by their
local names, which are unique where they stand.
"""

import base64
import re
from binascii import Error as BinasciiError
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from tasks.documents.media_types import ODF
from tasks.documents.safe_zip import LARGEST_XML, SafeZip
from tasks.documents.word import docx, workbook
from tasks.documents.word.docx_styles import R, W, WordXml
from tasks.documents.word.paragraphs import WordParagraph
from tasks.model.catalogue import make_phrase
from tasks.model.document import Document
from tasks.model.errors import UnreadableDocument

# `super 58%`, `33% 58%`: raised by so much of a line
_RAISED = re.compile(r"super|[2-9]\d%|100%")
_ZIP = b"PK"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MATH = "{http://www.w3.org/1998/Math/MathML}"
_OFFICE_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_LONGEST_CHAIN = 20
_MOST_REPEATED = 1000
_MOST_CELLS = 200_000
_SPACES = re.compile(r"[ \t\r\n]+")
_POINTS = re.compile(r"(\d{1,3}(?:\.\d+)?)pt")
_COLOR = re.compile(r"#([0-9A-Fa-f]{6})")
# `第%1%章`, as LibreOffice writes a label
_PLACEHOLDER = re.compile(r"%(\d)%")
# `style:num-format` by its first sign: `一, 二, 三, ...`
_NUMBER_FORMATS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "１": "decimalFullWidth",
    "一": "chineseCountingThousand",
    "壹": "chineseLegalSimplified",
    "壱": "ideographLegalTraditional",
    "①": "decimalEnclosedCircle",
    "㊀": "ideographEnclosedCircle",
    "甲": "ideographTraditional",
    "子": "ideographZodiac",
    "〇": "ideographDigital",
}
_INDEXES = frozenset(
    "alphabetical-index illustration-index table-index object-index user-index bibliography "
    "index-body index-title".split()
)
_ROW_GROUPS = frozenset({"table-header-rows", "table-rows", "table-row-group"})
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_SHAPES = frozenset(
    "custom-shape rect ellipse circle line polyline polygon path connector caption measure".split()
)
_OBJECTS = frozenset({"object-ole", "plugin", "applet", "floating-frame", "control"})
# what is written in a paragraph and prints nothing there
_UNPRINTED = frozenset(
    "annotation-end change-start change-end soft-page-break tracked-changes title desc forms "
    "sequence-decls variable-decls user-field-decls event-listeners note-citation ruby-text".split()
)
_SIGNS = {"tab": "tab", "line-break": "br"}
# elements of MathML, with the formula's element and the names of its parts
_FORMULAS = {
    "mfrac": ("f", ("num", "den")),
    "msup": ("sSup", ("e", "sup")),
    "msub": ("sSub", ("e", "sub")),
}
_STYLES = (
    f'<w:styles xmlns:w="{W[1:-1]}"><w:style w:type="paragraph" w:styleId="toc">'
    '<w:name w:val="toc 1"/></w:style></w:styles>'
)
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}"

Looks = Mapping[str, str]
"""Properties of words by the local names of their attributes: `font-weight`, `color`."""


def read(body: bytes, *, url: str = "") -> Document:
    """Read an OpenDocument text or workbook.

    Raises UnreadableDocument: `encrypted_document`, `unsupported_type` (a drawing, a presentation), and what
    `docx.read`, `workbook.read` and `safe_zip` raise.
    """
    source = _open_source(body)
    content = source.root.find("{*}body")
    kind = ""
    if content is not None and len(content):
        kind = WordXml.get_local_name(content[0])
    if content is None or kind not in ("text", "spreadsheet"):
        raise UnreadableDocument("unsupported_type", kind=f"{ODF} ({kind})")
    styles = _OfficeStyles.read(source.roots)
    if kind == "spreadsheet":
        return workbook.read_tables(content[0], styles.find_property, url)
    package = _Writer(source, styles).write(content[0])
    document = docx.read(package, url=url)
    return replace(document, media_type=ODF)


@dataclass(frozen=True, slots=True)
class _Source:
    """An OpenDocument file's parts: the content, what holds styles, and the archive, null for a flat one."""

    root: etree._Element
    roots: tuple[etree._Element, ...]
    archive: SafeZip | None = None


def _open_source(body: bytes) -> _Source:
    if not body.startswith(_ZIP):
        if len(body) > LARGEST_XML:
            size = len(body)
            what = make_phrase("part_unpacks_to", part="'xml'", packed=size, size=size)
            raise UnreadableDocument("zip_bomb", what=what)
        root = SafeZip.parse_xml(body, "xml")
        return _Source(root, (root,))
    archive = SafeZip.open(body)
    manifest = archive.find("META-INF/manifest.xml")
    # not parsed: manifests of old writers have a DOCTYPE
    if manifest and b"encryption-data" in archive.read(manifest):
        what = make_phrase("the_file")
        raise UnreadableDocument("encrypted_document", what=what)
    root = archive.read_xml("content.xml")
    if archive.find("styles.xml"):
        return _Source(root, (archive.read_xml("styles.xml"), root), archive)
    return _Source(root, (root,), archive)


@dataclass(frozen=True, slots=True)
class _OfficeStyle:
    """One style: its parent, its name for people, its list, its properties by kind (`text`, `paragraph`)."""

    parent: str = ""
    shown_name: str = ""
    list_name: str = ""
    properties: Mapping[str, Looks] = field(default_factory=dict)


@dataclass(slots=True)
class _OfficeStyles:
    """The styles of a file by family and name, and its lists by name."""

    styles: dict[tuple[str, str], _OfficeStyle] = field(default_factory=dict)
    lists: dict[str, etree._Element] = field(default_factory=dict)
    outline: etree._Element | None = None
    has_page_ground: bool = False
    _looks: dict[tuple[str, str, str], Looks] = field(default_factory=dict)

    @classmethod
    def read(cls, roots: Sequence[etree._Element]) -> "_OfficeStyles":
        """Read the styles of the parts that have some; those of the content win."""
        styles = cls()
        for root in roots:
            for element in root.iter("{*}style"):
                stated = WordXml.read_attributes(element)
                key = stated.get("family", ""), stated.get("name", "")
                styles.styles[key] = _read_style(element, stated)
            for element in root.iter("{*}list-style"):
                name = WordXml.read_attributes(element).get("name", "")
                styles.lists[name] = element
            for element in root.iter("{*}outline-style"):
                styles.outline = element
            for element in root.iter("{*}page-layout-properties"):
                ground = WordXml.read_attributes(element).get("background-color", "")
                styles.has_page_ground |= bool(_COLOR.match(ground))
        return styles

    def iter_chain(self, family: str, name: str) -> Iterator[_OfficeStyle]:
        """Yield a style and those that it is based on."""
        for _ in range(_LONGEST_CHAIN):
            style = self.styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.parent

    def find_looks(self, family: str, name: str, kind: str = "text") -> Looks:
        """Give all properties of a kind that a style has by itself and from those it is based on."""
        key = family, name, kind
        if key not in self._looks:
            found: Looks = {}
            for style in reversed(list(self.iter_chain(family, name))):
                found = _put_over(found, style.properties.get(kind, {}))
            self._looks[key] = found
        return self._looks[key]

    def find_property(self, family: str, name: str, kind: str, key: str) -> str:
        """Give one property of a style; empty where it is not stated."""
        return self.find_looks(family, name, kind).get(key, "")


def _read_style(element: etree._Element, stated: Mapping[str, str]) -> _OfficeStyle:
    properties: dict[str, Looks] = {}
    for child in element:
        kind = WordXml.get_local_name(child)
        if kind.endswith("properties"):
            kind = kind.removesuffix("properties").removesuffix("-")
            properties[kind] = WordXml.read_attributes(child)
    return _OfficeStyle(
        stated.get("parent-style-name", ""),
        stated.get("display-name", stated.get("name", "")),
        stated.get("list-style-name", ""),
        properties,
    )


def _put_over(below: Looks, above: Looks) -> Looks:
    """Put properties over others; a colour of its own ends that the window's is taken."""
    merged = {**below, **above}
    if "color" in above and "use-window-font-color" not in above:
        merged.pop("use-window-font-color", None)
    return merged


@dataclass(frozen=True, slots=True)
class _ListState:
    """The list that a block stands in: its style, the number of Word's list, the level from 0."""

    style: str
    number: int
    depth: int


@dataclass(slots=True)
class _Writer:
    """Writes one text as DOCX: the elements of the body, and what other parts hold."""

    source: _Source
    styles: _OfficeStyles
    images: dict[str, bytes] = field(default_factory=dict)
    _notes: etree._Element = field(init=False)
    _numbering: etree._Element = field(init=False)
    _deletions: dict[str, str] = field(default_factory=dict)
    _number_count: int = 0
    _numbers: dict[str, int] = field(default_factory=dict)
    _outline_number: int = 0
    _cells_left: int = _MOST_CELLS
    _in_contents: bool = False

    def __post_init__(self) -> None:
        self._notes = etree.Element(W + "footnotes")
        self._numbering = etree.Element(W + "numbering")

    def write(self, text: etree._Element) -> bytes:
        """Give the package of a text."""
        for region in text.iter("{*}changed-region"):
            deletion = region.find("{*}deletion")
            if deletion is not None:
                key = WordXml.read_attributes(region).get("id", "")
                self._deletions[key] = _join_paragraphs(deletion)
        document = etree.Element(W + "document", nsmap={"w": W[1:-1]})
        if self.styles.has_page_ground:
            _add(document, "background")
        body = _add(document, "body")
        self._write_blocks(text, body, {})
        parts = dict(self._iter_parts(document))
        return WordXml.build_package(parts)

    def _iter_parts(self, document: etree._Element) -> Iterator[tuple[str, bytes]]:
        """Yield the names and bytes of the package's members, last the relations of the others."""
        relations = etree.Element(_RELATION + "Relationships")
        for part in ("styles", "numbering", "footnotes"):
            _add_relation(relations, part, part, f"{part}.xml")
        yield "word/document.xml", etree.tostring(document)
        yield "word/styles.xml", _STYLES.encode()
        yield "word/numbering.xml", etree.tostring(self._numbering)
        yield "word/footnotes.xml", etree.tostring(self._notes)
        for number, header in enumerate(self._iter_headers(), 1):
            name = f"header{number}"
            _add_relation(relations, name, "header", f"{name}.xml")
            yield f"word/{name}.xml", etree.tostring(header)
        for name, content in self.images.items():
            _add_relation(relations, name, "image", f"media/{name}")
            yield f"word/media/{name}", content
        yield "word/_rels/document.xml.rels", etree.tostring(relations)

    def _iter_headers(self) -> Iterator[etree._Element]:
        names = []
        for side in ("", "-left", "-first"):
            names += [f"{{*}}header{side}", f"{{*}}footer{side}"]
        for root in self.source.roots:
            for page in root.iter("{*}master-page"):
                for element in page.iterchildren(*names):
                    header = etree.Element(W + "hdr")
                    self._write_blocks(element, header, {})
                    yield header

    # blocks

    def _write_blocks(
        self, parent: etree._Element, out: etree._Element, looks: Looks
    ) -> None:
        for child in parent:
            self._write_block(child, out, looks)

    def _write_block(
        self, child: etree._Element, out: etree._Element, looks: Looks
    ) -> None:
        kind = WordXml.get_local_name(child)
        if kind in ("p", "h"):
            self._write_paragraph(child, out, looks, None)
        elif kind in ("list", "numbered-paragraph"):
            self._write_list(child, out, looks, None)
        elif kind == "table":
            self._write_table(child, out, looks)
        elif kind == "table-of-content":
            self._write_contents(child, out, looks)
        elif kind == "section":
            hidden = WordXml.read_attributes(child).get("display") == "none"
            over = {"display": "none"} if hidden else {}
            self._write_blocks(child, out, _put_over(looks, over))
        elif kind in _INDEXES:
            self._write_blocks(child, out, looks)
        elif kind == "change":
            self._write_deletion(child, out)
        elif kind in _SHAPES or kind in ("frame", "g", "a"):
            self._write_inline_element(child, _add(out, "p"), looks)

    def _write_contents(
        self, element: etree._Element, out: etree._Element, looks: Looks
    ) -> None:
        around = self._in_contents
        self._in_contents = True
        for body in element.iterchildren("{*}index-body"):
            self._write_blocks(body, out, looks)
        self._in_contents = around

    def _write_paragraph(
        self,
        element: etree._Element,
        out: etree._Element,
        looks: Looks,
        place: _ListState | None,
    ) -> None:
        stated = WordXml.read_attributes(element)
        style = stated.get("style-name", "")
        paragraph = _add(out, "p")
        properties = _add(paragraph, "pPr")
        level = self._find_outline_level(element, stated, style)
        if self._in_contents:
            _add(properties, "pStyle", val="toc")
        elif level is not None:
            _add(properties, "outlineLvl", val=str(level))
        place = place or self._find_outline_place(element, stated, level)
        if place:
            numbered = _add(properties, "numPr")
            _add(numbered, "ilvl", val=str(place.depth))
            _add(numbered, "numId", val=str(place.number))
        ground = self.styles.find_property(
            "paragraph", style, "paragraph", "background-color"
        )
        _write_ground(properties, ground)
        own = self.styles.find_looks("paragraph", style)
        self._write_inline(element, paragraph, _put_over(own, looks))

    def _find_outline_level(
        self, element: etree._Element, stated: Looks, style: str
    ) -> int | None:
        """Give the level of a heading from 0; null for other paragraphs."""
        if WordXml.get_local_name(element) == "h":
            return (WordXml.parse_number(stated.get("outline-level"), 9) or 1) - 1
        names = (one.shown_name for one in self.styles.iter_chain("paragraph", style))
        return 0 if any(map(WordParagraph.is_title_style, names)) else None

    def _find_outline_place(
        self, element: etree._Element, stated: Looks, level: int | None
    ) -> _ListState | None:
        """Find where a heading outside of lists is numbered: by the outline of the whole text."""
        is_heading = WordXml.get_local_name(element) == "h"
        outline = self.styles.outline
        if not is_heading or level is None or outline is None:
            return None
        if stated.get("is-list-header") == "true":
            return None
        if not self._outline_number:
            self._outline_number = self._write_numbering(outline)
        return _ListState("", self._outline_number, level)

    # lists

    def _write_list(
        self,
        element: etree._Element,
        out: etree._Element,
        looks: Looks,
        outer: _ListState | None,
    ) -> None:
        place = self._begin_list(element, outer)
        if WordXml.get_local_name(element) == "numbered-paragraph":
            level = (
                WordXml.parse_number(WordXml.read_attributes(element).get("level"), 9)
                or 1
            )
            self._write_item(element, out, looks, replace(place, depth=level - 1))
            return
        for child in element:
            kind = WordXml.get_local_name(child)
            if kind == "list-item":
                start = WordXml.read_attributes(child).get("start-value", "")
                if start.isdecimal():
                    place = self._restart(place, start)
                self._write_item(child, out, looks, place)
            elif kind == "list-header":
                self._write_blocks(child, out, looks)

    def _begin_list(
        self, element: etree._Element, outer: _ListState | None
    ) -> _ListState:
        stated = WordXml.read_attributes(element)
        style = stated.get("style-name", "")
        if outer:
            depth = min(outer.depth + 1, 8)
            if not style or style == outer.style:
                return replace(outer, depth=depth)
        else:
            depth = 0
        style = style or self._find_list_of_paragraph(element)
        number = self._find_continued(stated, style)
        if not number and style in self.styles.lists:
            number = self._write_numbering(self.styles.lists[style])
        for key in (style, stated.get("id", ""), stated.get("list-id", "")):
            self._numbers[key] = number
        return _ListState(style, number, depth)

    def _find_continued(self, stated: Looks, style: str) -> int:
        """Give the number of the list that one goes on with; 0 for a fresh one."""
        listed = stated.get("continue-list") or stated.get("list-id")
        if listed and listed in self._numbers:
            return self._numbers[listed]
        if stated.get("continue-numbering") == "true":
            return self._numbers.get(style, 0)
        return 0

    def _find_list_of_paragraph(self, element: etree._Element) -> str:
        first = next(element.iter("{*}p", "{*}h"), None)
        name = WordXml.read_attributes(first).get("style-name", "")
        names = (one.list_name for one in self.styles.iter_chain("paragraph", name))
        return next(filter(None, names), "")

    def _restart(self, place: _ListState, start: str) -> _ListState:
        """Begin the list at hand anew at a number, for one item and those behind it."""
        if place.style not in self.styles.lists:
            return place
        levels = self.styles.lists[place.style]
        number = self._write_numbering(levels, (place.depth, start))
        self._numbers[place.style] = number
        return replace(place, number=number)

    def _write_item(
        self,
        item: etree._Element,
        out: etree._Element,
        looks: Looks,
        place: _ListState,
    ) -> None:
        """Write an item: its first paragraph has the number, unless another list comes first."""
        is_numbered = False
        for child in item:
            kind = WordXml.get_local_name(child)
            if kind == "list":
                self._write_list(child, out, looks, place)
            elif kind in ("p", "h") and not is_numbered:
                is_numbered = True
                self._write_paragraph(child, out, looks, place)
            else:
                self._write_block(child, out, looks)

    def _write_numbering(
        self, levels: etree._Element, restart: tuple[int, str] | None = None
    ) -> int:
        """Write a list with counters of its own; give its number."""
        self._number_count += 1
        key = str(self._number_count)
        abstract = _add(self._numbering, "abstractNum", abstractNumId=key)
        for element in levels:
            _write_level(abstract, element)
        num = _add(self._numbering, "num", numId=key)
        _add(num, "abstractNumId", val=key)
        if restart:
            override = _add(num, "lvlOverride", ilvl=str(restart[0]))
            _add(override, "startOverride", val=restart[1])
        return self._number_count

    # tables

    def _write_table(
        self, element: etree._Element, out: etree._Element, looks: Looks
    ) -> None:
        table = _add(out, "tbl")
        covered: dict[int, tuple[int, int]] = {}  # column -> width, rows below
        for row in _iter_rows(element):
            stated = WordXml.read_attributes(row)
            repeated = _read_repeated(stated, "number-rows-repeated")
            for _ in range(repeated):
                if self._cells_left > 0:
                    self._write_row(row, table, looks, covered)

    def _write_row(
        self,
        row: etree._Element,
        table: etree._Element,
        looks: Looks,
        covered: dict[int, tuple[int, int]],
    ) -> None:
        out = _add(table, "tr")
        column = 0
        for cell in row:
            if WordXml.get_local_name(cell) not in _CELLS:
                continue
            stated = WordXml.read_attributes(cell)
            for _ in range(_read_repeated(stated, "number-columns-repeated")):
                self._cells_left -= 1
                self._write_cell(cell, stated, out, looks, covered, column)
                column += 1

    def _write_cell(
        self,
        cell: etree._Element,
        stated: Looks,
        row: etree._Element,
        looks: Looks,
        covered: dict[int, tuple[int, int]],
        column: int,
    ) -> None:
        width, height = covered.pop(column, (0, 0))
        if WordXml.get_local_name(cell) == "covered-table-cell":
            if width:
                _write_cell_properties(row, width, goes_on=True)
                if height > 1:
                    covered[column] = (width, height - 1)
            return
        width = _read_repeated(stated, "number-columns-spanned")
        height = _read_repeated(stated, "number-rows-spanned")
        out = _write_cell_properties(row, width, goes_on=False)
        if height > 1:
            covered[column] = (width, height - 1)
        style = stated.get("style-name", "")
        ground = self.styles.find_property(
            "table-cell", style, "table-cell", "background-color"
        )
        _write_ground(out[0], ground)
        self._write_blocks(cell, out, looks)

    # words

    def _write_inline(
        self, element: etree._Element, out: etree._Element, looks: Looks
    ) -> None:
        _write_words(out, element.text, looks)
        for child in element:
            self._write_inline_element(child, out, looks)
            _write_words(out, child.tail, looks)

    def _write_inline_element(
        self, child: etree._Element, out: etree._Element, looks: Looks
    ) -> None:
        kind = WordXml.get_local_name(child)
        stated = WordXml.read_attributes(child)
        if kind == "span":
            own = self.styles.find_looks("text", stated.get("style-name", ""))
            self._write_inline(child, out, _put_over(looks, own))
        elif kind == "s":
            count = WordXml.parse_number(stated.get("c"), _MOST_REPEATED) or 1
            _add_run(out, looks, " " * count)
        elif kind in _SIGNS:
            _add(_add_run(out, looks), _SIGNS[kind])
        elif kind == "note":
            self._write_note(child, out)
        elif kind == "annotation":
            _add(_add_run(out, {}), "commentReference")
        elif kind == "change":
            self._write_deletion(child, out)
        elif kind == "hidden-text":
            _add_run(out, {**looks, "display": "none"}, stated.get("string-value", ""))
        elif kind in _SHAPES or kind in _OBJECTS or kind in ("frame", "g"):
            self._write_drawing(child, out)
        elif kind not in _UNPRINTED:
            self._write_inline(child, out, looks)

    def _write_deletion(self, change: etree._Element, out: etree._Element) -> None:
        words = self._deletions.get(
            WordXml.read_attributes(change).get("change-id", ""), ""
        )
        run = _add(_add(out, "del"), "r")
        _add(run, "delText").text = words

    def _write_note(self, note: etree._Element, out: etree._Element) -> None:
        key = str(len(self._notes) + 1)
        _add(_add_run(out, {}), "footnoteReference", id=key)
        written = _add(self._notes, "footnote", id=key)
        for body in note.iterchildren("{*}note-body"):
            self._write_blocks(body, written, {})

    def _write_drawing(self, element: etree._Element, out: etree._Element) -> None:
        """Write what a drawing holds: words as a text box, pictures, formulas; the rest is named."""
        kind = WordXml.get_local_name(element)
        children = [] if kind in _OBJECTS else [element]
        if kind in ("frame", "g"):
            children = list(element)
        if kind in _OBJECTS:
            self._write_object(kind, out)
        has_object = False
        for child in children:
            name = WordXml.get_local_name(child)
            if name == "object":
                has_object = True
                self._write_embedded(child, out)
            elif name in ("object-ole", "plugin", "applet", "floating-frame"):
                has_object = True
                self._write_object(name, out)
            elif name == "image" and not has_object:
                self._write_image(child, out)
            elif name == "text-box" or name in _SHAPES:
                box = etree.Element(W + "txbxContent")
                self._write_blocks(child, box, {})
                if len(box):
                    # by its name a watermark is told from other shapes
                    shape = etree.Element("shape", {"id": _get_name(element, child)})
                    shape.append(box)
                    _add(_add_run(out, {}), "pict").append(shape)
            elif name in ("frame", "g"):
                self._write_drawing(child, out)

    def _write_object(self, name: str, out: etree._Element) -> None:
        _add(_add_run(out, {}), "object").append(
            etree.Element("OLEObject", {"ProgID": name})
        )

    def _write_embedded(self, element: etree._Element, out: etree._Element) -> None:
        formula = self._find_formula(element)
        if formula is None:
            self._write_object("object", out)
            return
        written = etree.SubElement(out, _OFFICE_MATH + "oMath")
        _write_formula(formula, written)

    def _find_formula(self, element: etree._Element) -> etree._Element | None:
        """Find the formula that an object is; null for any other object or one that cannot be read."""
        inside = next(element.iter(_MATH + "math"), None)
        folder = WordXml.read_attributes(element).get("href", "").removeprefix("./")
        archive = self.source.archive
        if inside is not None or archive is None:
            return inside
        try:
            root = archive.read_xml(f"{folder}/content.xml")
        except UnreadableDocument:  # it is named as an object that is not read
            return None
        return root if root.tag == _MATH + "math" else None

    def _write_image(self, element: etree._Element, out: etree._Element) -> None:
        content = self._read_image(element)
        if not content:
            return
        name = f"image{len(self.images) + 1}"
        self.images[name] = content
        blip = etree.Element(_DRAWING + "blip", {R + "embed": name})
        run = _add_run(out, {})
        _add(run, "drawing").append(blip)

    def _read_image(self, element: etree._Element) -> bytes:
        """Read a picture that stands in the file itself, or beside it in the package; empty without one."""
        data = element.find("{*}binary-data")
        if data is not None:
            return _decode(data.text or "")
        href = WordXml.read_attributes(element).get("href", "")
        name = href.removeprefix("./")
        archive = self.source.archive
        if archive is not None and archive.find(name):
            return self._unpack(name)
        return b""

    def _unpack(self, name: str) -> bytes:
        if self.source.archive is None:
            return b""
        try:
            return self.source.archive.read(name)
        except UnreadableDocument:  # a picture that is damaged says no more than none
            return b""


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    """Add one of Word's elements."""
    stated = {W + key: value for key, value in attributes.items()}
    return etree.SubElement(parent, W + name, stated)


def _get_name(*elements: etree._Element) -> str:
    """Give the first name that drawings state; empty where none does."""
    names = (WordXml.read_attributes(one).get("name", "") for one in elements)
    return next(filter(None, names), "")


def _add_relation(relations: etree._Element, key: str, kind: str, target: str) -> None:
    """Add a relation of the document to a part of its package."""
    stated = {
        "Id": key,
        "Type": f"{R[1:-1]}/{kind}",
        "Target": target,
    }
    etree.SubElement(relations, _RELATION + "Relationship", stated)


def _add_run(out: etree._Element, looks: Looks, words: str = "") -> etree._Element:
    """Add a run that looks as its properties say."""
    run = _add(out, "r")
    properties = _add(run, "rPr")
    _add(properties, "b", val="1" if _is_bold(looks) else "0")
    if looks.get("display") == "none":
        _add(properties, "vanish")
    if _is_struck(looks):
        _add(properties, "strike")
    color = _COLOR.match(looks.get("color", ""))
    if color and looks.get("use-window-font-color") != "true":
        _add(properties, "color", val=color[1])
    size = _POINTS.match(_get_asian(looks, "font-size"))
    if size:
        half_points = round(float(size[1]) * 2)
        _add(properties, "sz", val=str(half_points))
    if _RAISED.match(looks.get("text-position", "")):
        _add(properties, "vertAlign", val="superscript")
    _write_ground(properties, looks.get("background-color", ""))
    if words:
        _add(run, "t").text = words
    return run


def _get_asian(looks: Looks, name: str) -> str:
    """Get a property of Chinese letters, else that of all letters; empty where neither is stated."""
    return looks.get(f"{name}-asian", looks.get(name, ""))


def _is_bold(looks: Looks) -> bool:
    weight = _get_asian(looks, "font-weight")
    if weight.isdecimal() and len(weight) < 5:
        return int(weight) >= 600
    return weight == "bold"


def _is_struck(looks: Looks) -> bool:
    if "text-crossing-out" in looks:
        return True
    kind = looks.get("text-line-through-type")
    line = looks.get("text-line-through-style", kind)
    return line not in (None, "", "none")


def _write_words(out: etree._Element, words: str | None, looks: Looks) -> None:
    """Write words as one run; white space that follows itself is one space."""
    if words:
        _add_run(out, looks, _SPACES.sub(" ", words))


def _write_ground(properties: etree._Element, stated: str) -> None:
    color = _COLOR.match(stated)
    if color:
        _add(properties, "shd", val="clear", fill=color[1])


def _write_level(abstract: etree._Element, element: etree._Element) -> None:
    """Write one level of a list or of the outline as Word states it."""
    stated = WordXml.read_attributes(element)
    depth = WordXml.parse_number(stated.get("level"), 9)
    if not depth:
        return
    level = _add(abstract, "lvl", ilvl=str(depth - 1))
    _add(level, "start", val=stated.get("start-value", "1"))
    if not WordXml.get_local_name(element).endswith(("style-number", "level-style")):
        _add(level, "numFmt", val="bullet")
        return
    number_format = stated.get("num-format", "")
    sign = number_format[:1]
    _add(level, "numFmt", val=_NUMBER_FORMATS.get(sign, number_format or "none"))
    if number_format:
        _add(level, "lvlText", val=_print_label(stated, depth))
    _write_suffix(level, element)


def _write_suffix(level: etree._Element, element: etree._Element) -> None:
    for alignment in element.iter("{*}list-level-label-alignment"):
        followed = WordXml.read_attributes(alignment).get("label-followed-by", "")
        if followed in ("space", "nothing"):
            _add(level, "suff", val=followed)


def _print_label(stated: Looks, depth: int) -> str:
    """Give a level's label with places for its numbers: `（%1）`, `%1.%2`."""
    written = stated.get("num-list-format")
    if written is not None:
        return _PLACEHOLDER.sub(r"%\1", written)
    shown = WordXml.parse_number(stated.get("display-levels"), depth) or 1
    first = depth - shown + 1
    numbers = ".".join(f"%{level}" for level in range(first, depth + 1))
    prefix = stated.get("num-prefix", "")
    suffix = stated.get("num-suffix", "")
    return f"{prefix}{numbers}{suffix}"


def _write_formula(element: etree._Element, out: etree._Element) -> None:
    """Write a formula of MathML as Word's."""
    for child in element:
        kind = WordXml.get_local_name(child)
        name, parts = _FORMULAS.get(kind, ("", ()))
        if name and len(child) == len(parts):
            written = etree.SubElement(out, _OFFICE_MATH + name)
            for part, inside in zip(parts, child, strict=True):
                around = etree.Element("row")
                around.append(inside)
                place = etree.SubElement(written, _OFFICE_MATH + part)
                _write_formula(around, place)
        elif kind.startswith("annotation"):
            continue
        elif len(child):
            _write_formula(child, out)
        elif child.text:
            run = etree.SubElement(out, _OFFICE_MATH + "r")
            etree.SubElement(run, _OFFICE_MATH + "t").text = child.text


def _iter_rows(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        kind = WordXml.get_local_name(child)
        if kind == "table-row":
            yield child
        elif kind in _ROW_GROUPS:
            yield from _iter_rows(child)


def _read_repeated(stated: Looks, name: str) -> int:
    return WordXml.parse_number(stated.get(name), _MOST_REPEATED) or 1


def _write_cell_properties(
    row: etree._Element, width: int, *, goes_on: bool
) -> etree._Element:
    cell = _add(row, "tc")
    properties = _add(cell, "tcPr")
    _add(properties, "gridSpan", val=str(width))
    if goes_on:
        _add(properties, "vMerge")
    return cell


def _join_paragraphs(element: etree._Element) -> str:
    """Join the words of all paragraphs of a deletion, without who deleted them and when."""
    words: list[str] = []
    for paragraph in element.iter("{*}p", "{*}h"):
        words += map(str, paragraph.itertext())
    return _SPACES.sub(" ", "".join(words)).strip()


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()))
    except (BinasciiError, ValueError):
        return b""
