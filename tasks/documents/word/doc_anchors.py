"""What hangs on single characters of a DOC's text: notes, text boxes and pictures.

[MS-DOC] 2.8.22 and 2.8.37 for notes and boxes, 2.9.190 for pictures in lines (they lie in the Data stream),
2.9.253 for the places of floating shapes (their pictures lie in the store of the drawings); [MS-ODRAW] 2.2
for the records of both. Records are of version 15 when they hold others.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import NamedTuple

from tasks.documents.word.doc_file import WordFile

# the structures of a part's references, and of where its texts begin
_NOTES = {"footnotes": (2, 3), "endnotes": (46, 47)}
_SHAPES = 40
_BOXES = 56
_REFERENCE_LENGTH = 2
_SHAPE_LENGTH = 26
_BOX_LENGTH = 22
_BOX_SHAPE = 14
_DRAWINGS = 50
_STORE = 0xF001
_DRAWING = 0xF002
_GROUP = 0xF003
_ENTRY = 0xF007
_SHAPE = 0xF00A
_OPTIONS = 0xF00B
# JPEG (also of printing colours), PNG, TIFF; metafiles and bitmaps without a header are not read
_PICTURES = frozenset({0xF01D, 0xF02A, 0xF01E, 0xF029})
# how a picture in a line says that the name of its file stands before it
_LINKED = 0x66
_HOLDS_OTHERS = 0xF
# a shape's option; the two highest bits say how it is written
_NUMBER_IN_STORE = 0x0104
_ENTRY_LENGTH = 36
_PLACE_IN_FILE = 28
_NAME_LENGTH = 33
# Writers reach some hundreds in the drawings of one file; a broken length may announce millions.
_MOST_RECORDS = 20_000


@dataclass(frozen=True, slots=True)
class _AnchoredText:
    """The text of a note or box, between two characters of the whole text."""

    start: int
    end: int
    name: str
    box: bool = False


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


@dataclass(slots=True)
class DocAnchors:
    """The characters of a file's text on which something hangs, and what that is."""

    file: WordFile
    _texts: dict[int, _AnchoredText] = field(init=False)

    def __post_init__(self) -> None:
        self._texts = self._find_texts()

    def take_text(self, character: int) -> _AnchoredText | None:
        """Give the note or box that hangs on a character, once; null when there is none left."""
        return self._texts.pop(character, None)

    def _find_texts(self) -> dict[int, _AnchoredText]:
        """Find the notes and boxes by the character that each hangs on."""
        found: dict[int, _AnchoredText] = {}
        for part, (references, texts) in _NOTES.items():
            structure = self.file.read_structure(references)
            positions = _read_positions(structure, _REFERENCE_LENGTH)
            text_structure = self.file.read_structure(texts)
            borders = _read_positions(text_structure, 0)
            placed = zip(positions[:-1], pairwise(borders), strict=False)
            kind = part[:-1]
            for number, (position, span) in enumerate(placed, 1):
                name = f"{kind} {number}"
                text = _build_anchored_text(self.file, part, span, name)
                found[position] = text
        shapes = self.locate_shapes()
        for shape, span in self._iter_boxes():
            if shape not in shapes:
                continue
            position = shapes[shape]
            text = _build_anchored_text(self.file, "boxes", span, "text box")
            found[position] = text
        return found

    def _iter_boxes(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """Yield the shape of each box and the span of its text."""
        boxes = self.file.read_structure(_BOXES)
        borders = _read_positions(boxes, _BOX_LENGTH)
        records = 4 * len(borders)
        for number, span in enumerate(pairwise(borders)):
            record = records + _BOX_LENGTH * number
            shape = WordFile.read_u32(boxes, record + _BOX_SHAPE)
            yield shape, span

    def locate_shapes(self) -> dict[int, int]:
        """Find the character that each floating shape hangs on, by the shape's id."""
        shapes = self.file.read_structure(_SHAPES)
        anchors = _read_positions(shapes, _SHAPE_LENGTH)
        positions: dict[int, int] = {}
        for number, position in enumerate(anchors[:-1]):
            record = 4 * len(anchors) + _SHAPE_LENGTH * number
            positions[WordFile.read_u32(shapes, record)] = position
        return positions

    def read_pictures(self, anchors: Iterable[PictureAnchor]) -> Iterator[bytes]:
        """Yield the pictures at some places, each once.

        No bytes where one cannot be found or is of a kind not read.
        """
        file = self.file
        drawings = file.read_structure(_DRAWINGS)
        store = _read_picture_store(drawings)
        floating = self._locate_floating_pictures(drawings)
        offsets: set[int] = set()
        numbers: set[int] = set()
        for anchor in anchors:
            if anchor.offset is not None:
                if anchor.offset not in offsets:
                    offsets.add(anchor.offset)
                    yield _read_inline_picture(file, anchor.offset)
                continue
            # a shape that no drawing holds may be a picture
            for number in floating.get(anchor.character, [0]):
                if number in numbers:
                    continue
                numbers.add(number)
                if 0 < number <= len(store):
                    yield _read_stored_picture(file, drawings, store[number - 1])
                else:
                    yield b""

    def _locate_floating_pictures(self, drawings: bytes) -> Mapping[int, list[int]]:
        """Give the store's numbers of the pictures that hang on each character; none for a bare shape."""
        positions = self.locate_shapes()
        found: dict[int, list[int]] = {}
        first = next(_iter_records(drawings, 0, len(drawings)), None)
        at = len(drawings)
        if first:
            at = first.end
        # A byte before each drawing says whether it is the text's or the headers'.
        while drawing := next(_iter_records(drawings, at + 1, len(drawings)), None):
            at = drawing.end
            for shape in _iter_shapes(drawings, drawing):
                shape_id, numbers = _read_shape(drawings, shape)
                if shape_id in positions:
                    found.setdefault(positions[shape_id], []).extend(numbers)
        return found


def _read_positions(data: bytes, length: int) -> list[int]:
    """Read the characters that a table of records of one length begins with: one more than records."""
    if not data:
        return []
    count = max((len(data) - 4) // (4 + length), 0)
    positions = [WordFile.read_u32(data, 4 * number) for number in range(count + 1)]
    # In a broken table positions go back: texts would overlap, and reading them take forever.
    if positions[:-1] == sorted(positions[:-1]):
        return positions
    return []


def _build_anchored_text(
    file: WordFile,
    part: str,
    span: tuple[int, int],
    name: str,
) -> _AnchoredText:
    first, last = file.find_part(part)
    start, end = span
    return _AnchoredText(
        min(first + start, last),
        min(first + max(start, end), last),
        name,
        box=part == "boxes",
    )


def _read_inline_picture(file: WordFile, offset: int) -> bytes:
    data = file.data
    start = offset + WordFile.read_u16(file.data, offset + 4)
    if WordFile.read_u16(data, offset + 6) == _LINKED:
        start += 1 + WordFile.read_u16(data, start) % 256
    for record in _iter_records(data, start, offset + WordFile.read_u32(data, offset)):
        picture = _read_stored_picture(file, data, record)
        if picture:
            return picture
    return b""


def _read_stored_picture(
    file: WordFile,
    data: bytes,
    record: _DrawingRecord,
) -> bytes:
    """Give the picture of an entry of a store: behind it, or where the main stream is said to have it."""
    if record.kind != _ENTRY:
        return _read_picture_bytes(data, record)
    name_length = WordFile.read_u16(data, record.start + _NAME_LENGTH) % 256
    start = record.start + _ENTRY_LENGTH + name_length
    for within in _iter_records(data, start, record.end):
        return _read_picture_bytes(data, within)
    delayed_start = WordFile.read_u32(data, record.start + _PLACE_IN_FILE)
    for delayed in _iter_records(file.main, delayed_start, len(file.main)):
        return _read_picture_bytes(file.main, delayed)
    return b""


def _read_picture_bytes(data: bytes, record: _DrawingRecord) -> bytes:
    """Give a picture's bytes behind its digest, of which an odd instance has two, and one byte more."""
    behind = record.start + 16 * (1 + record.instance % 2) + 1
    if record.kind in _PICTURES:
        return data[behind : record.end]
    return b""


def _read_picture_store(drawings: bytes) -> list[_DrawingRecord]:
    for record in _iter_records(drawings, 0, len(drawings)):
        for part in _iter_records(drawings, record.start, record.end):
            if part.kind == _STORE:
                return list(_iter_records(drawings, part.start, part.end))
    return []


def _iter_shapes(drawings: bytes, drawing: _DrawingRecord) -> Iterator[_DrawingRecord]:
    """Yield the shapes in a drawing's groups."""
    if drawing.kind != _DRAWING:
        return
    for group in _iter_records(drawings, drawing.start, drawing.end):
        if group.kind == _GROUP:
            yield from _iter_records(drawings, group.start, group.end)


def _read_shape(drawings: bytes, shape: _DrawingRecord) -> tuple[int, list[int]]:
    """Give a shape's id, or that of a group's own shape, and the numbers of the pictures in it."""
    ids: list[int] = []
    numbers: list[int] = []
    for part in _iter_records(drawings, shape.start, shape.end, within=True):
        if part.kind == _SHAPE:
            ids.append(WordFile.read_u32(drawings, part.start))
        elif part.kind == _OPTIONS:
            numbers += _iter_picture_numbers(drawings, part)
    return (ids[0] if ids else 0), numbers


def _iter_picture_numbers(drawings: bytes, options: _DrawingRecord) -> Iterator[int]:
    end = min(options.end, options.start + 6 * options.instance)
    for at in range(options.start, end, 6):
        if WordFile.read_u16(drawings, at) & 0x3FFF == _NUMBER_IN_STORE:
            yield WordFile.read_u32(drawings, at + 2)


def _iter_records(
    data: bytes,
    start: int,
    end: int,
    *,
    within: bool = False,
) -> Iterator[_DrawingRecord]:
    """Yield the records that follow each other, some thousands at most.

    `within` also those that others hold.
    """
    records = _walk_records(
        data,
        start,
        min(end, len(data)),
        within,
    )
    return islice(records, _MOST_RECORDS)


def _walk_records(
    data: bytes,
    at: int,
    end: int,
    within: bool,
) -> Iterator[_DrawingRecord]:
    while at + 8 <= end:
        head = WordFile.read_u16(data, at)
        kind = WordFile.read_u16(data, at + 2)
        length = WordFile.read_u32(data, at + 4)
        record = _DrawingRecord(kind, head // 16, at + 8, min(at + 8 + length, end))
        yield record
        holds = head % 16 == _HOLDS_OTHERS
        at = record.end
        if within and holds:
            at = record.start
