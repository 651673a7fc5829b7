"""PDF files made by hand: text at given places, rules, pictures, and the damage that tests need."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.documents.paged.box_font import make_box_font, map_glyphs

TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange "
    b"endcmap end end"
)

_NUMBERS = {"A": b"9900 0 R", "B": b"9901 0 R", "M": b"9902 0 R", "U": b"9903 0 R"}
_PROPERTIES = b"".join(b"/%s %s" % (key.encode(), _NUMBERS[key]) for key in _NUMBERS)
_LAYERS = {
    9900: b"<</Type/OCG/Name(a)>>",
    9901: b"<</Type/OCG/Name(b)>>",
    9902: b"<</Type/OCMD/P/AllOn/OCGs[9900 0 R 9901 0 R]>>",
    9903: b"<</Type/OCG/Name(u)/Usage<</View<</ViewState/OFF>>/Print<</PrintState/ON>>>>>>",
}


@dataclass(frozen=True)
class Words:
    """A text on a page: where its baseline begins, from the page's top left corner, in points.

    `turn` leans it; `grey` is its colour from 0 (black) to 1, or `color` as PDF says it; `mode` the mode of
    rendering (3 is invisible); `clip` the box (left, top, right, bottom) that it is clipped to; `layer` names
    the layer that it is marked with, and `in_form` says that it is drawn by a form of that layer instead.
    """

    text: str
    left: float
    base: float
    size: float = 16.0
    turn: tuple[float, float] = (1.0, 0.0)
    grey: float = 0.0
    mode: int = 0
    clip: tuple[float, ...] = ()
    layer: str = ""
    in_form: bool = False
    color: str = ""


@dataclass(frozen=True)
class Page:
    """A page: words, strokes (left, top, right, bottom), and a grey picture over a share of it.

    `boxes` are filled below the words, each with its grey; `covers` above them; `notes` are annotations: the
    inside of each one's dictionary.
    """

    words: Sequence[Words] = ()
    strokes: Sequence[tuple[float, float, float, float]] = ()
    picture: float = 0.0
    width: float = 595.0
    height: float = 842.0
    rotate: int = 0
    boxes: Sequence[tuple[float, float, float, float, float]] = ()
    covers: Sequence[tuple[float, float, float, float, float]] = ()
    notes: Sequence[str] = ()


def pdf(
    pages: Sequence[Page],
    *,
    bold: bool = False,
    latin: bool = False,
    encrypted: bool = False,
    embedded: bool = False,
    count: int | None = None,
    layers: str = "",
) -> bytes:
    """Make a PDF; letters are their own codes, Chinese ones an em wide, others half of it.

    `latin` takes a font that every reader has shapes for, which letters drawn sideways need; `embedded` puts
    a font into the file that draws a box for each letter, without which letters that stand alone are lost.
    `layers` is the inside of the dictionary that says which layers are on: 9900 and 9901 are /A and /B, 9902,
    /M, is shown where both are, 9903, /U, in print only.
    """
    font = b"SimHei-Bold" if bold else b"FangSong"
    kids = [6 + 2 * index for index in range(len(pages))]
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[%s]/Count %d>>"
        % (
            b" ".join(b"%d 0 R" % kid for kid in kids),
            len(pages) if count is None else count,
        ),
        3: b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[4 0 R]"
        b"/ToUnicode 5 0 R>>" % font,
        4: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/DW 1000/W[32 126 500]>>" % font,
        5: _stream(TO_UNICODE),
    }
    if latin:
        objects[3] = (
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
        )
    if embedded:
        objects[4] = objects[4].removesuffix(b">>")
        objects[4] += b"/FontDescriptor 9990 0 R/CIDToGIDMap 9992 0 R>>"
        objects[9990] = (
            b"<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[60 -60 940 820]/ItalicAngle 0/Ascent 880"
            b"/Descent -120/CapHeight 700/StemV 80/FontFile2 9991 0 R>>" % font
        )
        objects[9991] = _stream(make_box_font())
        glyphs = zlib.compress(map_glyphs())
        objects[9992] = _stream(glyphs, b"/Filter/FlateDecode")
    for kid, page in zip(kids, pages, strict=True):
        forms = {place: one for place, one in enumerate(page.words) if one.in_form}
        objects[kid] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Rotate %d/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>/Properties<<%s>>/XObject<<%s>>>>/Annots[%s]>>"
            % (
                page.width,
                page.height,
                page.rotate,
                kid + 1,
                _PROPERTIES if layers else b"",
                b"".join(b"/X%d %d 0 R" % (form, 9800 + form) for form in forms),
                _annotations(page),
            )
        )
        for form, words in forms.items():
            keys = (
                b"/Type/XObject/Subtype/Form/BBox[0 0 2000 2000]/OC %s"
                % _NUMBERS[words.layer]
            )
            keys += b"/Resources<</Font<</F 3 0 R>>>>"
            alone = replace(page, words=[replace(words, layer="", in_form=False)])
            objects[9800 + form] = _stream(_content(alone, "utf-16-be"), keys)
        objects[kid + 1] = _stream(_content(page, "latin-1" if latin else "utf-16-be"))
    if layers:
        objects[1] = (
            b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[9900 0 R 9901 0 R 9903 0 R]"
            b"/D<<%s>>>>>>" % layers.encode()
        )
        objects |= _LAYERS
    if encrypted:
        objects[9999] = b"<</Filter/Standard/V 1/R 2/O(%s)/U(%s)/P -4>>" % (
            b"o" * 32,
            b"u" * 32,
        )
    return _file(objects, b"/Encrypt 9999 0 R/ID[(i)(i)]" if encrypted else b"")


def _content(page: Page, encoding: str) -> bytes:
    parts = [_box(page, box) for box in page.boxes]
    if page.picture:
        high = page.height * page.picture
        parts.append(
            b"q %g 0 0 %g 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xc8 EI Q"
            % (page.width, high)
        )
    for place, words in enumerate(page.words):
        if words.in_form:
            parts.append(b"/X%d Do" % place)
            continue
        if words.layer:
            parts.append(b"/OC /%s BDC" % words.layer.encode())
        cos, sin = words.turn
        matrix = (cos, sin, -sin, cos, words.left, page.height - words.base)
        code = words.text.encode(encoding).hex().encode()
        color = words.color.encode() or b"%g g" % words.grey
        if words.clip:
            left, top, right, bottom = words.clip
            clip = (left, page.height - bottom, right - left, bottom - top)
            parts.append(b"q %g %g %g %g re W n" % clip)
        parts.append(
            b"BT %s %d Tr /F %g Tf %g %g %g %g %f %f Tm <%s> Tj ET 0 g"
            % (color, words.mode, words.size, *matrix, code)
        )
        parts += [b"Q"] if words.clip else []
        parts += [b"EMC"] if words.layer else []
    for left, top, right, bottom in page.strokes:
        parts.append(
            b"%g %g m %g %g l S"
            % (left, page.height - top, right, page.height - bottom)
        )
    parts += [_box(page, box) for box in page.covers]
    return b"\n".join(parts)


def _box(page: Page, box: tuple[float, float, float, float, float]) -> bytes:
    left, top, right, bottom, grey = box
    place = (left, page.height - bottom, right - left, bottom - top)
    return b"%g g %g %g %g %g re f 0 g" % (grey, *place)


def _annotations(page: Page) -> bytes:
    return b"".join(b"<</Type/Annot%s>>" % note.encode() for note in page.notes)


def _stream(content: bytes, keys: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), keys, content)


def _file(objects: dict[int, bytes], trailer: bytes) -> bytes:
    made = b"%PDF-1.7\n"
    places = {}
    for number, body in objects.items():
        places[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        made += b"%d 1\n%010d 00000 n \n" % (number, place)
    return made + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        max(objects) + 1,
        trailer,
        start,
    )
