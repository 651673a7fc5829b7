"""The binary Word file: its streams, its header, and where each character lies ([MS-DOC] 2.1, 2.4.1, 2.5).

A text is pieces; a piece is a run of characters that lie together in the main stream, of one byte or two
each. Numbers are read from slices, so that bytes past the end of a broken file count as zero instead of
raising.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import NamedTuple

import olefile

from tasks.model.errors import UnreadableDocument
from tasks.model.issue_catalogue import make_phrase

_WORD97, _WORD6 = 0xA5EC, 0xA5DC
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
# The parts of the text in their order, and where the header states how many characters each has.
_PARTS = {
    "text": 0x4C,
    "footnotes": 0x50,
    "headers": 0x54,
    "macros": 0x58,
    "comments": 0x5C,
    "endnotes": 0x60,
    "boxes": 0x64,
}
_FIRST_TABLE_ENTRY = 0x9A
_CLX, _FONTS = 33, 15
_FONT_NAME = 39
_MOST_FONTS = 4096
_COMPRESSED = 0x40000000
_OTHER_FORMATS = {
    "Workbook": "excel_workbook",
    "Book": "excel_workbook",
    "PowerPoint Document": "powerpoint_presentation",
    "VisioDocument": "visio_drawing",
}
# cp1252, whose five holes are the control characters of Latin-1
_CP1252 = [bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256)]
_CP1252_TABLE = {code: sign for code, sign in enumerate(_CP1252) if ord(sign) != code}


def read_u16(data: bytes, at: int) -> int:
    """Read two bytes as a number."""
    return int.from_bytes(data[at : at + 2], "little")


def read_u32(data: bytes, at: int) -> int:
    """Read four bytes as a number."""
    return int.from_bytes(data[at : at + 4], "little")


@dataclass(frozen=True, slots=True)
class _TextPiece:
    """Characters `start` to `end` of the text, at byte `offset` of the main stream, `width` bytes each."""

    start: int
    end: int
    offset: int
    width: int

    def locate_byte(self, character: int) -> int:
        """Give where in the main stream a character of the text lies."""
        return self.offset + (character - self.start) * self.width


class WordFile:
    """A DOC's streams and text; raises UnreadableDocument where there is none to be read."""

    def __init__(self, body: bytes) -> None:
        streams = _open_streams(body)
        self.main, self.data = streams.main, streams.data
        has_second = bool(self.flags & _SECOND_TABLE)
        self.table = streams.second_table if has_second else streams.first_table
        if not self.table:
            raise _build_damage_error("no_table_stream")
        self.pieces = tuple(_parse_pieces(self.read_structure(_CLX), len(self.main)))
        self._starts = [piece.start for piece in self.pieces]
        if not self.pieces:
            raise _build_damage_error("no_place_of_text")
        self.text = "".join(map(self._decode_piece, self.pieces))

    @property
    def flags(self) -> int:
        """Give the header's flags."""
        return read_u16(self.main, 0x0A)

    @property
    def is_truncated(self) -> bool:
        """Tell whether text lies beyond the end of the file, or is announced and in no piece."""
        announced = sum(read_u32(self.main, at) for at in _PARTS.values())
        end = max(piece.locate_byte(piece.end) for piece in self.pieces)
        return end > len(self.main) or announced > len(self.text)

    @cached_property
    def font_names(self) -> tuple[str, ...]:
        """The names of the fonts in their order: what a symbol means depends on its font."""
        data = self.read_structure(_FONTS)
        names: list[str] = []
        at = 4
        for _ in range(min(read_u16(data, 0), _MOST_FONTS)):
            if at >= len(data):
                break
            length = data[at] + 1
            raw = data[at + _FONT_NAME + 1 : at + length]
            names.append(raw.decode("utf-16-le", "replace").partition("\x00")[0])
            at += length
        return tuple(names)

    def read_structure(self, number: int) -> bytes:
        """Give one of the structures that the header lists in the table stream, by its place in that list."""
        at = _FIRST_TABLE_ENTRY + 8 * number
        start, length = read_u32(self.main, at), read_u32(self.main, at + 4)
        return self.table[start : start + length] if length else b""

    def find_structure_end(self, number: int) -> int:
        """Give where in the table stream a structure ends: the levels of lists follow theirs unannounced."""
        at = _FIRST_TABLE_ENTRY + 8 * number
        return read_u32(self.main, at) + read_u32(self.main, at + 4)

    def find_part(self, name: str) -> tuple[int, int]:
        """Give the first character of a part and the one after its last."""
        start = 0
        for part, at in _PARTS.items():
            length = read_u32(self.main, at)
            if part == name:
                return min(start, len(self.text)), min(start + length, len(self.text))
            start += length
        raise KeyError(name)

    def find_pieces(self, start: int, end: int) -> tuple[_TextPiece, ...]:
        """Give the pieces that hold the characters from one place to another."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        return self.pieces[first : max(bisect_left(self._starts, end), first)]

    def locate_byte(self, character: int) -> int:
        """Give where in the main stream a character lies."""
        piece = self.pieces[max(bisect_right(self._starts, character) - 1, 0)]
        return piece.locate_byte(character)

    def _decode_piece(self, piece: _TextPiece) -> str:
        raw = self.main[piece.offset : piece.locate_byte(piece.end)]
        length = piece.end - piece.start
        text = _decode_cp1252(raw) if piece.width == 1 else _decode_utf16(raw)
        return text.ljust(length, "\x00")[:length]


class _Streams(NamedTuple):
    """The streams of a compound file that Word writes; empty where there is none."""

    main: bytes
    first_table: bytes
    second_table: bytes
    data: bytes


def _decode_cp1252(raw: bytes) -> str:
    return raw.decode("latin-1").translate(_CP1252_TABLE)


def _decode_utf16(raw: bytes) -> str:
    """Decode UTF-16 with halves of surrogate pairs apart: the file counts each as one character."""
    if any(0xD8 <= high < 0xE0 for high in raw[1::2]):
        return "".join(chr(read_u16(raw, at)) for at in range(0, len(raw) - 1, 2))
    return raw[: len(raw) // 2 * 2].decode("utf-16-le")


def _open_streams(body: bytes) -> _Streams:
    """Open the compound file and check by its header that Word 97 or a later one wrote it."""
    try:
        with olefile.OleFileIO(BytesIO(body)) as compound:
            streams = _read_streams(compound)
    except UnreadableDocument:
        raise
    except Exception as error:  # olefile raises whatever a broken sector leads to
        damage = make_phrase("compound_file_broken", error=str(error))
        raise UnreadableDocument("damaged_document", damage=damage) from error
    _check_header(streams.main)
    return streams


def _read_streams(compound: olefile.OleFileIO) -> _Streams:
    names = [entry[0] for entry in compound.listdir() if len(entry) == 1]
    if "WordDocument" not in names:
        raise _build_format_error(names)
    for entry in compound.root.kids:
        if _is_circular(compound.fat, entry.isectStart):
            raise _build_damage_error("circular_stream")

    def read_stream(name: str) -> bytes:
        return compound.openstream(name).read() if name in names else b""

    return _Streams(*map(read_stream, ("WordDocument", "0Table", "1Table", "Data")))


def _build_format_error(names: Sequence[str]) -> UnreadableDocument:
    """Say by its streams what a compound file is that is no Word document."""
    if "EncryptedPackage" in names:
        return UnreadableDocument("encrypted_document", what=make_phrase("the_file"))
    phrases = (phrase for name, phrase in _OTHER_FORMATS.items() if name in names)
    kind = make_phrase(next(phrases, "no_word_document"))
    return UnreadableDocument("unsupported_type", kind=kind)


def _build_damage_error(phrase: str) -> UnreadableDocument:
    return UnreadableDocument("damaged_document", damage=make_phrase(phrase))


def _check_header(main: bytes) -> None:
    """Raise UnreadableDocument when the header is broken, of an older Word, or of an encrypted file."""
    magic = read_u16(main, 0)
    if magic == _WORD6 or (magic == _WORD97 and read_u16(main, 2) < 0xC0):
        kind = make_phrase("old_word_document")
        raise UnreadableDocument("unsupported_type", kind=kind)
    if magic != _WORD97:
        raise _build_damage_error("word_header_broken")
    if read_u16(main, 0x0A) & _ENCRYPTED:
        raise UnreadableDocument("encrypted_document", what=make_phrase("the_file"))


def _is_circular(table: Sequence[int], sector: int) -> bool:
    """Tell whether a chain of sectors comes back to one of its own, from where a reader would go round."""
    for _ in range(len(table) + 1):
        if not 0 <= sector < len(table):
            return False
        sector = table[sector]
    return True


def _parse_pieces(clx: bytes, length: int) -> Iterator[_TextPiece]:
    """Yield the pieces of the text; a table of pieces that goes back, or beyond all bytes, ends there."""
    at = 0
    while at < len(clx) and clx[at] == 1:  # properties that pieces share
        at += 3 + read_u16(clx, at + 1)
    if clx[at : at + 1] != b"\x02":
        return
    table = clx[at + 5 : at + 5 + read_u32(clx, at + 1)]
    count = max((len(table) - 4) // 12, 0)
    descriptors = 4 * (count + 1)
    position = 0
    for number in range(count):
        start, end = read_u32(table, 4 * number), read_u32(table, 4 * number + 4)
        stated = read_u32(table, descriptors + 8 * number + 2)
        # Pieces may share bytes, but an honest text is no longer than its file.
        if start != position or end < start or end > 2 * length:
            return
        position = end
        offset = stated & 0x3FFFFFFF
        if stated & _COMPRESSED:
            yield _TextPiece(start, end, offset // 2, 1)
        else:
            yield _TextPiece(start, end, offset, 2)
