"""A small typesetter: paragraphs to sheets of lines, as an office sets them, with Chinese line breaks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.documents.paged.sheet import Sheet, TextLine

WIDTH, HEIGHT, TOP = 595.0, 842.0, 100.0
# Digits and Latin words are not parted; no closing mark begins a line, no opening one ends it.
UNIT = re.compile(r"[“《（(]*(?:[A-Za-z0-9.,%]+|.)[，。、；：”》）)]*")


@dataclass(frozen=True)
class Style:
    """How the text is set.

    Sizes are in points, `measure` and indents in ems; `after` is the space between paragraphs.
    """

    size: float = 16.0
    measure: int = 28
    left: float = 74.0
    indent: float = 2.0
    hanging: float = 0.0
    pitch: float = 28.0
    after: float = 0.0
    justified: bool = True
    lines: int = 22
    mirrored: float = 0.0
    spread: float = 0.0


@dataclass(frozen=True)
class Set:
    """A paragraph and where it goes: `body`, `flush` (without indent), `centre` or `right`."""

    text: str
    place: str = "body"
    size: float = 0.0
    bold: bool = False


def width(text: str) -> float:
    """Give a text's width in ems."""
    return sum(0.5 if letter.isascii() else 1.0 for letter in text)


def set_in_type(paragraphs: Sequence[Set], style: Style) -> list[Sheet]:
    """Set paragraphs on as many sheets as they need."""
    pages: list[list[TextLine]] = [[]]
    top = TOP
    for paragraph in paragraphs:
        for line, start in _broken(paragraph, style):
            if len(pages[-1]) == style.lines:
                pages.append([])
                top = TOP
            shift = style.mirrored if len(pages) % 2 == 0 else 0.0
            more = style.spread / 2 if re.search("[!-~]", line) else 0.0
            top += more
            pages[-1].append(_placed(line, start, paragraph, style, top, shift))
            top += max(style.pitch, 1.3 * (paragraph.size or style.size)) + more
        top += style.after
    return [
        Sheet(number, WIDTH, HEIGHT, tuple(lines))
        for number, lines in enumerate(pages, 1)
    ]


def _broken(paragraph: Set, style: Style) -> Iterator[tuple[str, float]]:
    """Yield a paragraph's lines, each with its indent.

    A full one ends with a form feed when it is to be justified.
    """
    size = paragraph.size or style.size
    measure = style.measure * style.size / size
    start = style.indent if paragraph.place == "body" else 0.0
    line = ""
    for unit in UNIT.findall(paragraph.text):
        if line and start + width(line) + width(unit) > measure:
            yield line + ("\f" if style.justified else ""), start
            line, start = "", style.hanging
        line += unit
    yield line, start


def _placed(
    line: str, start: float, paragraph: Set, style: Style, top: float, shift: float
) -> TextLine:
    size = paragraph.size or style.size
    text, whole = line.rstrip("\f"), style.measure * style.size
    long = whole - start * size if line.endswith("\f") else width(text) * size
    left = style.left + shift + start * size
    if paragraph.place == "centre" and not line.endswith("\f"):
        left = style.left + shift + (whole - long) / 2
    if paragraph.place == "right":
        left = style.left + shift + whole - long - 2 * size
    return TextLine(text, left, top, left + long, top + size, size, paragraph.bold)
