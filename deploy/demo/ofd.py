"""Reports as OFD files (GB/T 33190-2016), set as government papers are set (GB/T 9704-2012).

A4; 22 lines of 28 letters of 三号; titles of 二号 in the middle; first lines indented by two letters; lines
justified by DeltaX; page numbers — 1 — outside. The same paragraphs always give the same bytes.
"""

import hashlib
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain, groupby, pairwise
from xml.sax.saxutils import escape, quoteattr

from deploy.demo.draft import Paragraph, Role

# Millimetres.
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LEFT, TOP = 28.0, 37.0
WIDTH = 156.0
LINES, LETTERS = 22, 28
PITCH = 225.0 / LINES
# 三号, 二号, 四号
BODY_SIZE = WIDTH / LETTERS
TITLE_SIZE, NUMBER_SIZE = 7.76, 4.94
_ASCENT = 0.86
# What may not begin a line, what may not end one, and what is never cut: 2,350.5, “三项制度”
_NO_START, _NO_END = "，。、；：？！）》”’〕%", "（《“‘〔"
_TOKEN = re.compile(r"[0-9A-Za-z.,%+\-/]+|.", re.DOTALL)
_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_PLAIN_FONT, _HEAVY_FONT = 2, 3
_EPOCH = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class _Letter:
    """One letter with its width in millimetres."""

    text: str
    width: float
    bold: bool


@dataclass(frozen=True)
class _Line:
    """One line to print: letters with the place of each, in millimetres from the line's left end."""

    left: float
    size: float
    letters: tuple[_Letter, ...]
    places: tuple[float, ...]


@dataclass
class _Numbers:
    """Gives the IDs, each once in a document; the first ones are the template's and the fonts'."""

    last: int = _HEAVY_FONT

    def next(self) -> int:
        self.last += 1
        return self.last


@dataclass
class _Sheet:
    lines: list[tuple[float, _Line]] = field(default_factory=list)
    used: int = 0


def write_ofd(paragraphs: Sequence[Paragraph], *, letterhead: str = "") -> bytes:
    """Write a report as an OFD file.

    A letterhead stands in red above a red line on every page, by a template.
    """
    sheets = _paginated(paragraphs)
    numbers = _Numbers()
    parts = {"OFD.xml": _entry(paragraphs)}
    template = _template(letterhead, numbers) if letterhead else ""
    pages: list[tuple[int, str]] = []
    for index, sheet in enumerate(sheets):
        pages.append((numbers.next(), f"Pages/Page_{index}/Content.xml"))
        parts[f"Doc_0/{pages[-1][1]}"] = _page(
            sheet, index + 1, numbers, templated=bool(template)
        )
    if template:
        parts["Doc_0/Tpls/Tpl_0/Content.xml"] = template
    parts["Doc_0/PublicRes.xml"] = _fonts()
    parts["Doc_0/Document.xml"] = _document(
        pages, numbers.last, templated=bool(template)
    )
    return _packed(parts)


def _paginated(paragraphs: Sequence[Paragraph]) -> list[_Sheet]:
    """Set the lines on pages; a blank line parts title, text and signature."""
    sheets = [_Sheet()]
    before: Role | None = None
    for paragraph in paragraphs:
        blank = before is not None and _group(paragraph.role) != _group(before)
        before = paragraph.role
        if blank and 0 < sheets[-1].used < LINES:
            sheets[-1].used += 1
        for line in _set(paragraph):
            if sheets[-1].used >= LINES:
                sheets.append(_Sheet())
            top = TOP + sheets[-1].used * PITCH + (PITCH - line.size) / 2
            sheets[-1].lines.append((top, line))
            sheets[-1].used += 1
    return sheets


def _group(role: Role) -> str:
    if role in {Role.TITLE, Role.NUMBER}:
        return role.value
    return "signature" if role in {Role.SIGNATURE, Role.DATE} else "text"


def _set(paragraph: Paragraph) -> Iterator[_Line]:
    """Break one paragraph into lines and justify all but the last."""
    role = paragraph.role
    size = TITLE_SIZE if role is Role.TITLE else BODY_SIZE
    letters = _letters(paragraph, size)
    if role in {Role.TITLE, Role.NUMBER}:
        for line in _broken(letters, _even_width(letters, size), 0):
            yield _loose(line, size, LEFT + (WIDTH - _width(line)) / 2)
    elif role in {Role.SIGNATURE, Role.DATE}:
        for line in _broken(letters, WIDTH - 8 * size, 0):
            yield _loose(
                line,
                size,
                LEFT + WIDTH - _width(line) - (4 if role is Role.DATE else 2) * size,
            )
    else:
        indent = 0.0 if role is Role.SALUTATION else 2 * size
        lines = list(_broken(letters, WIDTH, indent))
        for index, line in enumerate(lines):
            start = 0.0 if index else indent
            full = index < len(lines) - 1 or _width(line) > WIDTH - start
            yield (
                _justified(line, size, start)
                if full
                else _loose(line, size, LEFT + start)
            )


def _even_width(letters: list[_Letter], size: float) -> float:
    """Give a width at which the lines of a title are about equally long."""
    count = math.ceil(_width(letters) / (WIDTH - 2 * size))
    return _width(letters) / max(count, 1) + (size if count > 1 else 0)


def _letters(paragraph: Paragraph, size: float) -> list[_Letter]:
    heavy = paragraph.role is Role.HEADING
    letters = []
    for at, letter in enumerate(paragraph.words):
        width = size / 2 if letter.isascii() else size
        letters.append(_Letter(letter, width, heavy or paragraph.is_bold(at)))
    return letters


def _broken(
    letters: list[_Letter], width: float, indent: float
) -> Iterator[list[_Letter]]:
    """Yield lines no wider than `width`, the first one indented.

    A line may be squeezed by one mark that ends it.
    """
    line: list[list[_Letter]] = []
    room = width - indent
    for token in _tokens(letters):
        mark = token[0].text in _NO_START
        if line and _width(chain(*line, token)) > room + (
            0.6 * token[0].width if mark else 0.01
        ):
            kept = len(line) - mark
            while kept > 1 and (
                line[kept - 1][-1].text in _NO_END
                or [*line, token][kept][0].text in _NO_START
            ):
                kept -= 1
            kept = max(kept, 1)
            yield list(chain(*line[:kept]))
            line, room = line[kept:], width
        line.append(token)
    if line:
        yield list(chain(*line))


def _tokens(letters: list[_Letter]) -> Iterator[list[_Letter]]:
    for match in _TOKEN.finditer("".join(letter.text for letter in letters)):
        yield letters[match.start() : match.end()]


def _width(letters: Iterable[_Letter]) -> float:
    return sum(letter.width for letter in letters)


def _loose(letters: list[_Letter], size: float, left: float) -> _Line:
    places = [0.0]
    for letter in letters[:-1]:
        places.append(places[-1] + letter.width)
    return _Line(left, size, tuple(letters), tuple(places))


def _justified(letters: list[_Letter], size: float, indent: float) -> _Line:
    share = (WIDTH - indent - _width(letters)) / max(len(letters) - 1, 1)
    places = [0.0]
    for letter in letters[:-1]:
        places.append(places[-1] + letter.width + share)
    return _Line(LEFT + indent, size, tuple(letters), tuple(places))


def _page(sheet: _Sheet, number: int, numbers: _Numbers, *, templated: bool) -> str:
    layer = numbers.next()
    objects = [_text(line, top, numbers) for top, line in sheet.lines]
    printed = [
        _Letter(letter, NUMBER_SIZE * (1 if letter == "—" else 0.5), False)
        for letter in f"— {number} —"
    ]
    left = (
        LEFT + WIDTH - _width(printed) - NUMBER_SIZE
        if number % 2
        else LEFT + NUMBER_SIZE
    )
    objects.append(
        _text(_loose(printed, NUMBER_SIZE, left), TOP + LINES * PITCH + 7, numbers)
    )
    use = '<ofd:Template TemplateID="1" ZOrder="Background"/>' if templated else ""
    return _content(f"{use}{_area()}", layer, objects)


def _template(letterhead: str, numbers: _Numbers) -> str:
    layer = numbers.next()
    letters = [_Letter(letter, NUMBER_SIZE, True) for letter in letterhead]
    head = _text(
        _loose(letters, NUMBER_SIZE, LEFT + (WIDTH - _width(letters)) / 2),
        22.0,
        numbers,
        colour="255 0 0",
    )
    rule = (
        f'<ofd:PathObject ID="{numbers.next()}" Boundary="{LEFT:g} 29 {WIDTH:g} 1" LineWidth="0.5">'
        '<ofd:StrokeColor Value="255 0 0"/>'
        f"<ofd:AbbreviatedData>M 0 0.5 L {WIDTH:g} 0.5</ofd:AbbreviatedData>"
        "</ofd:PathObject>"
    )
    return _content(_area(), layer, [head, rule])


def _content(front: str, layer: int, objects: Iterable[str]) -> str:
    shown = "".join(objects)
    return (
        f"{_DECLARATION}<ofd:Page {_NAMESPACE}>{front}<ofd:Content>"
        f'<ofd:Layer ID="{layer}" Type="Body">{shown}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _text(line: _Line, top: float, numbers: _Numbers, colour: str = "") -> str:
    """Write a line as text objects, one for each stretch of one weight."""
    objects = []
    for bold, stretch in groupby(
        range(len(line.letters)), key=lambda at: line.letters[at].bold
    ):
        at = list(stretch)
        left = line.places[at[0]]
        width = line.places[at[-1]] + line.letters[at[-1]].width - left
        steps = [
            line.places[after] - line.places[before] for before, after in pairwise(at)
        ]
        delta = f" DeltaX={quoteattr(_delta(steps))}" if steps else ""
        weight = ' Weight="700"' if bold else ""
        font = _HEAVY_FONT if bold else _PLAIN_FONT
        words = escape("".join(line.letters[index].text for index in at))
        fill = f'<ofd:FillColor Value="{colour}"/>' if colour else ""
        objects.append(
            f'<ofd:TextObject ID="{numbers.next()}" Boundary="{line.left + left:.4f} {top:.4f} {width:.4f} '
            f'{line.size * 1.2:.4f}" Font="{font}" Size="{line.size:.4f}"{weight}>{fill}'
            f'<ofd:TextCode X="0" Y="{line.size * _ASCENT:.4f}"{delta}>{words}</ofd:TextCode>'
            "</ofd:TextObject>"
        )
    return "".join(objects)


def _delta(steps: Iterable[float]) -> str:
    """Write steps with runs of one value as `g n v`."""
    written = []
    for value, run in groupby(f"{step:.4f}" for step in steps):
        count = len(list(run))
        written.append(f"g {count} {value}" if count > 2 else " ".join([value] * count))
    return " ".join(written)


def _area() -> str:
    return f"<ofd:Area><ofd:PhysicalBox>0 0 {PAGE_WIDTH:g} {PAGE_HEIGHT:g}</ofd:PhysicalBox></ofd:Area>"


def _fonts() -> str:
    fonts = "".join(
        f'<ofd:Font ID="{number}" FontName="{name}" FamilyName="{name}" Charset="unicode"{weight}/>'
        for number, name, weight in (
            (_PLAIN_FONT, "仿宋", ""),
            (_HEAVY_FONT, "黑体", ' Bold="true"'),
        )
    )
    return f'{_DECLARATION}<ofd:Res {_NAMESPACE} BaseLoc="Res"><ofd:Fonts>{fonts}</ofd:Fonts></ofd:Res>'


def _document(pages: Sequence[tuple[int, str]], last: int, *, templated: bool) -> str:
    listed = "".join(
        f'<ofd:Page ID="{number}" BaseLoc="{place}"/>' for number, place in pages
    )
    template = (
        '<ofd:TemplatePage ID="1" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
        if templated
        else ""
    )
    box = f"<ofd:PhysicalBox>0 0 {PAGE_WIDTH:g} {PAGE_HEIGHT:g}</ofd:PhysicalBox>"
    area = f"<ofd:PageArea>{box}</ofd:PageArea>"
    return (
        f"{_DECLARATION}<ofd:Document {_NAMESPACE}><ofd:CommonData>"
        f"<ofd:MaxUnitID>{last}</ofd:MaxUnitID>{area}"
        f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{template}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )


def _entry(paragraphs: Sequence[Paragraph]) -> str:
    title = "".join(
        paragraph.words for paragraph in paragraphs if paragraph.role is Role.TITLE
    )
    words = "\n".join(paragraph.words for paragraph in paragraphs)
    number = hashlib.sha256(words.encode()).hexdigest()[:32]
    return (
        f'{_DECLARATION}<ofd:OFD {_NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>{number}</ofd:DocID><ofd:Title>{escape(title)}</ofd:Title></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )


def _packed(parts: dict[str, str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(
                zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED
            )
    return out.getvalue()
