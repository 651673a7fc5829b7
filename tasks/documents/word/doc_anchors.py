"""What hangs on single characters of a DOC's text: notes and text boxes ([MS-DOC] 2.8.22, 2.8.37), and its
fonts.
"""

from dataclasses import dataclass
from itertools import pairwise

from tasks.documents.word.doc_file import WordFile, u16, u32

_FOOTNOTES, _ENDNOTES = (
    (2, 3),
    (46, 47),
)  # where they are referred to, and where their texts begin
_FONTS, _SHAPES, _BOXES = 15, 40, 56
_REFERENCE_LENGTH = 2
_SHAPE_LENGTH, _BOX_LENGTH, _BOX_SHAPE = 26, 22, 14
_FONT_NAME = 39
_MOST_FONTS = 4096


@dataclass(frozen=True, slots=True)
class Anchored:
    """The text of a note or box, between two characters of the whole text."""

    start: int
    end: int
    name: str
    box: bool = False


def anchored(file: WordFile) -> dict[int, Anchored]:
    """Find the notes and boxes by the character that each hangs on."""
    found: dict[int, Anchored] = {}
    for (references, texts), part in (
        (_FOOTNOTES, "footnotes"),
        (_ENDNOTES, "endnotes"),
    ):
        places = _places(file.entry(references), _REFERENCE_LENGTH)
        borders = _places(file.entry(texts), 0)
        for number, place in enumerate(places[:-1]):
            if number + 1 < len(borders):
                found[place] = _text(
                    file,
                    part,
                    borders[number],
                    borders[number + 1],
                    f"{part[:-1]} {number + 1}",
                )
    boxes, by_shape = file.entry(_BOXES), shape_places(file)
    borders = _places(boxes, _BOX_LENGTH)
    for number in range(len(borders) - 1):
        shape = u32(boxes, 4 * len(borders) + _BOX_LENGTH * number + _BOX_SHAPE)
        if shape in by_shape:
            found[by_shape[shape]] = _text(
                file, "boxes", borders[number], borders[number + 1], "text box"
            )
    return found


def shape_places(file: WordFile) -> dict[int, int]:
    """Find the character that each floating shape hangs on, by the shape's id."""
    shapes = file.entry(_SHAPES)
    anchors = _places(shapes, _SHAPE_LENGTH)
    return {
        u32(shapes, 4 * len(anchors) + _SHAPE_LENGTH * number): place
        for number, place in enumerate(anchors[:-1])
    }


def _places(data: bytes, length: int) -> list[int]:
    """Read the characters that a table of records of one length begins with: one more than there are records."""
    count = max((len(data) - 4) // (4 + length), 0)
    places = [u32(data, 4 * number) for number in range(count + 1)] if data else []
    # In a broken table places go back: texts would overlap, and reading them take forever.
    return (
        places
        if all(before <= after for before, after in pairwise(places[:-1]))
        else []
    )


def _text(file: WordFile, part: str, start: int, end: int, name: str) -> Anchored:
    first, last = file.part(part)
    return Anchored(
        min(first + start, last),
        min(first + max(start, end), last),
        name,
        part == "boxes",
    )


def fonts(file: WordFile) -> tuple[str, ...]:
    """Give the names of the fonts in their order: what a symbol means depends on its font."""
    data = file.entry(_FONTS)
    names: list[str] = []
    at = 4
    for _ in range(min(u16(data, 0), _MOST_FONTS)):
        if at >= len(data):
            break
        length = data[at] + 1
        name = data[at + _FONT_NAME + 1 : at + length].decode("utf-16-le", "replace")
        names.append(name.partition("\x00")[0])
        at += length
    return tuple(names)
