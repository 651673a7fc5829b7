"""What hangs on single characters of a DOC's text: notes and text boxes ([MS-DOC] 2.8.22, 2.8.37), and its
fonts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import NamedTuple

from tasks.documents.word.doc_file import WordFile, read_u16, read_u32

_FOOTNOTES, _ENDNOTES = (
    (2, 3),
    (46, 47),
)  # where they are referred to, and where their texts begin
_SHAPES, _BOXES = 40, 56
_REFERENCE_LENGTH = 2
_SHAPE_LENGTH, _BOX_LENGTH, _BOX_SHAPE = 26, 22, 14


@dataclass(frozen=True, slots=True)
class AnchoredText:
    """The text of a note or box, between two characters of the whole text."""

    start: int
    end: int
    name: str
    box: bool = False


def find_anchored_texts(file: WordFile) -> dict[int, AnchoredText]:
    """Find the notes and boxes by the character that each hangs on."""
    found: dict[int, AnchoredText] = {}
    for (references, texts), part in (
        (_FOOTNOTES, "footnotes"),
        (_ENDNOTES, "endnotes"),
    ):
        places = _read_positions(file.read_structure(references), _REFERENCE_LENGTH)
        borders = _read_positions(file.read_structure(texts), 0)
        for number, place in enumerate(places[:-1]):
            if number + 1 < len(borders):
                found[place] = _build_anchored_text(
                    file,
                    part,
                    borders[number],
                    borders[number + 1],
                    f"{part[:-1]} {number + 1}",
                )
    boxes, by_shape = file.read_structure(_BOXES), locate_shapes(file)
    borders = _read_positions(boxes, _BOX_LENGTH)
    for number in range(len(borders) - 1):
        shape = read_u32(boxes, 4 * len(borders) + _BOX_LENGTH * number + _BOX_SHAPE)
        if shape in by_shape:
            found[by_shape[shape]] = _build_anchored_text(
                file, "boxes", borders[number], borders[number + 1], "text box"
            )
    return found


def locate_shapes(file: WordFile) -> dict[int, int]:
    """Find the character that each floating shape hangs on, by the shape's id."""
    shapes = file.read_structure(_SHAPES)
    anchors = _read_positions(shapes, _SHAPE_LENGTH)
    return {
        read_u32(shapes, 4 * len(anchors) + _SHAPE_LENGTH * number): place
        for number, place in enumerate(anchors[:-1])
    }


def _read_positions(data: bytes, length: int) -> list[int]:
    """Read the characters that a table of records of one length begins with: one more than there are records."""
    count = max((len(data) - 4) // (4 + length), 0)
    places = [read_u32(data, 4 * number) for number in range(count + 1)] if data else []
    # In a broken table places go back: texts would overlap, and reading them take forever.
    return (
        places
        if all(before <= after for before, after in pairwise(places[:-1]))
        else []
    )


def _build_anchored_text(
    file: WordFile, part: str, start: int, end: int, name: str
) -> AnchoredText:
    first, last = file.find_part(part)
    return AnchoredText(
        min(first + start, last),
        min(first + max(start, end), last),
        name,
        part == "boxes",
    )


_DRAWINGS = 50
_STORE, _DRAWING, _GROUP = 0xF001, 0xF002, 0xF003
_ENTRY, _SHAPE, _OPTIONS = 0xF007, 0xF00A, 0xF00B
# JPEG (also of printing colours), PNG, TIFF; metafiles and bitmaps without a header are not read
_PICTURES = frozenset({0xF01D, 0xF02A, 0xF01E, 0xF029})
_LINKED = (
    0x66  # how a picture in a line says that the name of its file stands before it
)
_HOLDS_OTHERS = 0xF
_NUMBER_IN_STORE = (
    0x0104  # a shape's option; the two highest bits say how it is written
)
_ENTRY_LENGTH, _PLACE_IN_FILE, _NAME_LENGTH = 36, 28, 33
# Writers reach some hundreds in the drawings of one file; a broken length may announce millions.
_MOST_RECORDS = 20_000


class PictureAnchor(NamedTuple):
    """The character that a picture stands for, and where it begins in the Data stream.

    Null when it floats.
    """

    character: int
    offset: int | None


class _DrawingRecord(NamedTuple):
    """One record: what it is, and where its content lies."""

    kind: int
    instance: int
    start: int
    end: int


def read_pictures(file: WordFile, places: Iterable[PictureAnchor]) -> Iterator[bytes]:
    """Yield the pictures at some places, each once.

    No bytes where one cannot be found or is of a kind not read.
    """
    art, store, floating = (
        file.read_structure(_DRAWINGS),
        _read_picture_store(file),
        _locate_floating_pictures(file),
    )
    offsets: set[int] = set()
    numbers: set[int] = set()
    for place in places:
        if place.offset is None:
            for number in floating.get(
                place.character, [0]
            ):  # a shape that no drawing holds may be a picture
                if number not in numbers:
                    numbers.add(number)
                    yield (
                        _read_stored_picture(file, art, store[number - 1])
                        if 0 < number <= len(store)
                        else b""
                    )
        elif place.offset not in offsets:
            offsets.add(place.offset)
            yield _read_inline_picture(file, place.offset)


def _read_inline_picture(file: WordFile, offset: int) -> bytes:
    data, start = file.data, offset + read_u16(file.data, offset + 4)
    if read_u16(data, offset + 6) == _LINKED:
        start += 1 + read_u16(data, start) % 256
    found = (
        _read_stored_picture(file, data, record)
        for record in _iter_records(data, start, offset + read_u32(data, offset))
    )
    return next(filter(None, found), b"")


def _read_stored_picture(file: WordFile, data: bytes, record: _DrawingRecord) -> bytes:
    """Give the picture of an entry of a store: behind it, or where the main stream is said to have it."""
    if record.kind != _ENTRY:
        return _read_picture_bytes(data, record)
    name = read_u16(data, record.start + _NAME_LENGTH) % 256
    for within in _iter_records(data, record.start + _ENTRY_LENGTH + name, record.end):
        return _read_picture_bytes(data, within)
    for delayed in _iter_records(
        file.main, read_u32(data, record.start + _PLACE_IN_FILE), len(file.main)
    ):
        return _read_picture_bytes(file.main, delayed)
    return b""


def _read_picture_bytes(data: bytes, record: _DrawingRecord) -> bytes:
    """Give a picture's bytes behind its digest, of which an odd instance has two, and one byte more."""
    behind = record.start + 16 * (1 + record.instance % 2) + 1
    return data[behind : record.end] if record.kind in _PICTURES else b""


def _read_picture_store(file: WordFile) -> list[_DrawingRecord]:
    art = file.read_structure(_DRAWINGS)
    for record in _iter_records(art, 0, len(art)):
        for part in _iter_records(art, record.start, record.end):
            if part.kind == _STORE:
                return list(_iter_records(art, part.start, part.end))
    return []


def _locate_floating_pictures(file: WordFile) -> Mapping[int, list[int]]:
    """Give the numbers in the store of the pictures that hang on each character, none for a shape without
    one.
    """
    art, places = file.read_structure(_DRAWINGS), locate_shapes(file)
    at = next((record.end for record in _iter_records(art, 0, len(art))), len(art))
    found: dict[int, list[int]] = {}
    # A byte before each drawing says whether it is the text's or the headers'.
    while drawing := next(_iter_records(art, at + 1, len(art)), None):
        at = drawing.end
        for group in (
            _iter_records(art, drawing.start, drawing.end)
            if drawing.kind == _DRAWING
            else ()
        ):
            for shape in (
                _iter_records(art, group.start, group.end)
                if group.kind == _GROUP
                else ()
            ):
                name, numbers = _read_shape(art, shape)
                if name in places:
                    found.setdefault(places[name], []).extend(numbers)
    return found


def _read_shape(art: bytes, shape: _DrawingRecord) -> tuple[int, list[int]]:
    """Give a shape's id, or that of a group's own shape, and the numbers of the pictures in it."""
    names: list[int] = []
    numbers: list[int] = []
    for part in _iter_records(art, shape.start, shape.end, within=True):
        if part.kind == _SHAPE:
            names.append(read_u32(art, part.start))
        elif part.kind == _OPTIONS:
            options = range(
                part.start, min(part.end, part.start + 6 * part.instance), 6
            )
            numbers += [
                read_u32(art, at + 2)
                for at in options
                if read_u16(art, at) & 0x3FFF == _NUMBER_IN_STORE
            ]
    return (names[0] if names else 0), numbers


def _iter_records(
    data: bytes, start: int, end: int, *, within: bool = False
) -> Iterator[_DrawingRecord]:
    """Yield the records that follow each other, some thousands at most.

    `within` also those that others hold.
    """
    return islice(
        _walk_records(data, start, min(end, len(data)), within), _MOST_RECORDS
    )


def _walk_records(
    data: bytes, at: int, end: int, within: bool
) -> Iterator[_DrawingRecord]:
    while at + 8 <= end:
        head = read_u16(data, at)
        holds = head % 16 == _HOLDS_OTHERS
        record = _DrawingRecord(
            read_u16(data, at + 2),
            head // 16,
            at + 8,
            min(at + 8 + read_u32(data, at + 4), end),
        )
        yield record
        at = record.start if within and holds else record.end
