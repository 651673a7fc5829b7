"""Pictures of a DOC: those in its lines lie in the Data stream, floating ones in the store of its drawings.

[MS-DOC] 2.9.190 for pictures in lines and 2.9.253 for the places of floating shapes; [MS-ODRAW] 2.2 for the
records of both. Records are of version 15 when they hold others.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from tasks.documents.word.doc_anchors import shape_places
from tasks.documents.word.doc_file import WordFile, u16, u32

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


class Placed(NamedTuple):
    """The character that a picture stands for, and where it begins in the Data stream.

    Null when it floats.
    """

    character: int
    offset: int | None


class _Record(NamedTuple):
    """One record: what it is, and where its content lies."""

    kind: int
    instance: int
    start: int
    end: int


def pictures(file: WordFile, places: Iterable[Placed]) -> Iterator[bytes]:
    """Yield the pictures at some places, each once.

    No bytes where one cannot be found or is of a kind not read.
    """
    art, store, floating = file.entry(_DRAWINGS), _store(file), _floating(file)
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
                        _stored(file, art, store[number - 1])
                        if 0 < number <= len(store)
                        else b""
                    )
        elif place.offset not in offsets:
            offsets.add(place.offset)
            yield _in_line(file, place.offset)


def _in_line(file: WordFile, offset: int) -> bytes:
    data, start = file.data, offset + u16(file.data, offset + 4)
    if u16(data, offset + 6) == _LINKED:
        start += 1 + u16(data, start) % 256
    found = (
        _stored(file, data, record)
        for record in _records(data, start, offset + u32(data, offset))
    )
    return next(filter(None, found), b"")


def _stored(file: WordFile, data: bytes, record: _Record) -> bytes:
    """Give the picture of an entry of a store: behind it, or where the main stream is said to have it."""
    if record.kind != _ENTRY:
        return _content(data, record)
    name = u16(data, record.start + _NAME_LENGTH) % 256
    for within in _records(data, record.start + _ENTRY_LENGTH + name, record.end):
        return _content(data, within)
    for delayed in _records(
        file.main, u32(data, record.start + _PLACE_IN_FILE), len(file.main)
    ):
        return _content(file.main, delayed)
    return b""


def _content(data: bytes, record: _Record) -> bytes:
    """Give a picture's bytes behind its digest, of which an odd instance has two, and one byte more."""
    behind = record.start + 16 * (1 + record.instance % 2) + 1
    return data[behind : record.end] if record.kind in _PICTURES else b""


def _store(file: WordFile) -> list[_Record]:
    art = file.entry(_DRAWINGS)
    for record in _records(art, 0, len(art)):
        for part in _records(art, record.start, record.end):
            if part.kind == _STORE:
                return list(_records(art, part.start, part.end))
    return []


def _floating(file: WordFile) -> Mapping[int, list[int]]:
    """Give the numbers in the store of the pictures that hang on each character, none for a shape without
    one.
    """
    art, places = file.entry(_DRAWINGS), shape_places(file)
    at = next((record.end for record in _records(art, 0, len(art))), len(art))
    found: dict[int, list[int]] = {}
    # A byte before each drawing says whether it is the text's or the headers'.
    while drawing := next(_records(art, at + 1, len(art)), None):
        at = drawing.end
        for group in (
            _records(art, drawing.start, drawing.end)
            if drawing.kind == _DRAWING
            else ()
        ):
            for shape in (
                _records(art, group.start, group.end) if group.kind == _GROUP else ()
            ):
                name, numbers = _shape(art, shape)
                if name in places:
                    found.setdefault(places[name], []).extend(numbers)
    return found


def _shape(art: bytes, shape: _Record) -> tuple[int, list[int]]:
    """Give a shape's id, or that of a group's own shape, and the numbers of the pictures in it."""
    names: list[int] = []
    numbers: list[int] = []
    for part in _records(art, shape.start, shape.end, within=True):
        if part.kind == _SHAPE:
            names.append(u32(art, part.start))
        elif part.kind == _OPTIONS:
            options = range(
                part.start, min(part.end, part.start + 6 * part.instance), 6
            )
            numbers += [
                u32(art, at + 2)
                for at in options
                if u16(art, at) & 0x3FFF == _NUMBER_IN_STORE
            ]
    return (names[0] if names else 0), numbers


def _records(
    data: bytes, start: int, end: int, *, within: bool = False
) -> Iterator[_Record]:
    """Yield the records that follow each other, some thousands at most.

    `within` also those that others hold.
    """
    return islice(_all_records(data, start, min(end, len(data)), within), _MOST_RECORDS)


def _all_records(data: bytes, at: int, end: int, within: bool) -> Iterator[_Record]:
    while at + 8 <= end:
        head = u16(data, at)
        holds = head % 16 == _HOLDS_OTHERS
        record = _Record(
            u16(data, at + 2), head // 16, at + 8, min(at + 8 + u32(data, at + 4), end)
        )
        yield record
        at = record.start if within and holds else record.end
