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

from tasks.model.catalogue import make_phrase
from tasks.model.errors import UnreadableDocument

_WORD97 = 0xA5EC
_WORD6 = 0xA5DC
_ENCRYPTED = 0x0100
_SECOND_TABLE = 0x0200
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
_CLX = 33
_FONTS = 15
_FONT_NAME = 39
_MOST_FONTS = 4096
_COMPRESSED = 0x40000000
_OTHER_FORMATS = {
    "Workbook": "excel_workbook",
    "Book": "excel_workbook",
    "PowerPoint Document": "powerpoint_presentation",
    "VisioDocument": "visio_drawing",
}
_STREAMS = (
    *_OTHER_FORMATS,
    "EncryptedPackage",
    "WordDocument",
    "0Table",
    "1Table",
    "Data",
)
# cp1252, whose five holes are the control characters of Latin-1
_CP1252 = [bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256)]
_CP1252_TABLE = {code: sign for code, sign in enumerate(_CP1252) if ord(sign) != code}


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
        self.main = streams.main
        self.data = streams.data
        self.table = streams.first_table
        if self.flags & _SECOND_TABLE:
            self.table = streams.second_table
        if not self.table:
            raise _build_damage_error("no_table_stream")
        clx = self.read_structure(_CLX)
        self.pieces = tuple(_parse_pieces(clx, len(self.main)))
        self._starts = [piece.start for piece in self.pieces]
        if not self.pieces:
            raise _build_damage_error("no_place_of_text")
        self.text = "".join(map(self._decode_piece, self.pieces))

    @property
    def flags(self) -> int:
        """Give the header's flags."""
        return WordFile.read_u16(self.main, 0x0A)

    @property
    def is_truncated(self) -> bool:
        """Tell whether text lies beyond the end of the file, or is announced and in no piece."""
        announced = sum(WordFile.read_u32(self.main, at) for at in _PARTS.values())
        end = max(piece.locate_byte(piece.end) for piece in self.pieces)
        if end > len(self.main):
            return True
        return announced > len(self.text)

    @cached_property
    def font_names(self) -> tuple[str, ...]:
        """The names of the fonts in their order: what a symbol means depends on its font."""
        data = self.read_structure(_FONTS)
        names: list[str] = []
        at = 4
        stated = WordFile.read_u16(data, 0)
        for _ in range(min(stated, _MOST_FONTS)):
            if at >= len(data):
                break
            start = at + 1 + _FONT_NAME
            at += 1 + data[at]
            decoded = data[start:at].decode("utf-16-le", "replace")
            names.append(decoded.partition("\x00")[0])
        return tuple(names)

    def read_structure(self, number: int) -> bytes:
        """Give one of the structures that the header lists in the table stream, by its place in that list."""
        at = _FIRST_TABLE_ENTRY + 8 * number
        start = WordFile.read_u32(self.main, at)
        length = WordFile.read_u32(self.main, at + 4)
        return self.table[start : start + length]

    def find_structure_end(self, number: int) -> int:
        """Give where in the table stream a structure ends: the levels of lists follow theirs unannounced."""
        at = _FIRST_TABLE_ENTRY + 8 * number
        start = WordFile.read_u32(self.main, at)
        length = WordFile.read_u32(self.main, at + 4)
        return start + length

    def find_part(self, name: str) -> tuple[int, int]:
        """Give the first character of a part and the one after its last."""
        start = 0
        available = len(self.text)
        for part, at in _PARTS.items():
            end = start + WordFile.read_u32(self.main, at)
            if part == name:
                return min(start, available), min(end, available)
            start = end
        raise KeyError(name)

    def find_pieces(
        self,
        start: int,
        end: int,
    ) -> tuple[_TextPiece, ...]:
        """Give the pieces that hold the characters from one place to another."""
        first = self._find_piece_number(start)
        behind = bisect_left(self._starts, end)
        return self.pieces[first:behind]

    def locate_byte(self, character: int) -> int:
        """Give where in the main stream a character lies."""
        piece = self.pieces[self._find_piece_number(character)]
        return piece.locate_byte(character)

    def _find_piece_number(self, character: int) -> int:
        number = bisect_right(self._starts, character) - 1
        return max(number, 0)

    def _decode_piece(self, piece: _TextPiece) -> str:
        raw = self.main[piece.offset : piece.locate_byte(piece.end)]
        length = piece.end - piece.start
        decode = _decode_utf16
        if piece.width == 1:
            decode = _decode_cp1252
        text = decode(raw)
        return text.ljust(length, "\x00")[:length]

    @staticmethod
    def read_u16(data: bytes, at: int) -> int:
        """Read two bytes as a number."""
        return int.from_bytes(data[at : at + 2], "little")

    @staticmethod
    def read_u32(data: bytes, at: int) -> int:
        """Read four bytes as a number."""
        return int.from_bytes(data[at : at + 4], "little")


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
    has_halves = any(0xD8 <= high < 0xE0 for high in raw[1::2])
    if has_halves:
        letters = []
        for at in range(0, len(raw) - 1, 2):
            code = WordFile.read_u16(raw, at)
            letters.append(chr(code))
        return "".join(letters)
    even_length = len(raw) // 2 * 2
    return raw[:even_length].decode("utf-16-le")


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
    # Compound files know names without regard to case.
    stated = [entry[0].lower() for entry in compound.listdir() if len(entry) == 1]
    names = [name for name in _STREAMS if name.lower() in stated]
    if "WordDocument" not in names or "EncryptedPackage" in names:
        raise _build_format_error(names)
    for entry in compound.root.kids:
        if _is_circular(compound.fat, entry.isectStart):
            raise _build_damage_error("circular_stream")

    def read_stream(name: str) -> bytes:
        if name not in names:
            return b""
        stream: bytes = compound.openstream(name).read()
        return stream

    return _Streams(
        main=read_stream("WordDocument"),
        first_table=read_stream("0Table"),
        second_table=read_stream("1Table"),
        data=read_stream("Data"),
    )


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
    magic = WordFile.read_u16(main, 0)
    version = WordFile.read_u16(main, 2)
    flags = WordFile.read_u16(main, 0x0A)
    is_early = magic == _WORD97 and version < 0xC0
    if magic in (_WORD97, _WORD6) and flags & _ENCRYPTED:
        raise UnreadableDocument("encrypted_document", what=make_phrase("the_file"))
    if magic == _WORD6 or is_early:
        kind = make_phrase("old_word_document")
        raise UnreadableDocument("unsupported_type", kind=kind)
    if magic != _WORD97:
        raise _build_damage_error("word_header_broken")


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
        at += 3 + WordFile.read_u16(clx, at + 1)
    if clx[at : at + 1] != b"\x02":
        return
    table_length = WordFile.read_u32(clx, at + 1)
    table_start = at + 5
    table = clx[table_start : table_start + table_length]
    count = max((len(table) - 4) // 12, 0)
    descriptors = 4 * (count + 1)
    position = 0
    for number in range(count):
        start = WordFile.read_u32(table, 4 * number)
        end = WordFile.read_u32(table, 4 * number + 4)
        stated = WordFile.read_u32(table, descriptors + 8 * number + 2)
        # Pieces may share bytes, but an honest text is no longer than its file.
        is_too_long = end > 2 * length
        if start != position or end < start or is_too_long:
            return
        position = end
        offset = stated & 0x3FFFFFFF
        width = 2
        if stated & _COMPRESSED:
            offset //= 2
            width = 1
        yield _TextPiece(start, end, offset, width)
