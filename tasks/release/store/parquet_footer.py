"""Footers of Parquet files: the same footer for data that lies further on in a file.

A footer is a Thrift structure in the compact protocol, followed by its length and `PAR1`. Only the fields
that are offsets into the file are changed; all else, known to us or not, is copied as it stands. Source:
parquet.thrift of the Parquet format, and the specification of Thrift's compact protocol.
"""

from dataclasses import dataclass, field
from pathlib import Path

MAGIC = b"PAR1"
TAIL_LENGTH = 8
# Types of the compact protocol
_BOOLEANS = (1, 2)
_INTEGERS = (4, 5, 6)
_DOUBLE = 7
_BINARY = 8
_LISTS = (9, 10)
_MAP = 11
_STRUCT = 12
_LONG_LIST = 15


@dataclass(frozen=True)
class _FieldRule:
    """What lies below a field: whether it is an offset, or else the rules of its own fields by number.

    `ranges` are the fields that tell where something lies: the first of some offsets that is there, and its
    length.
    """

    offset: bool = False
    fields: dict[int, "_FieldRule"] = field(default_factory=dict)
    ranges: tuple[tuple[tuple[int, ...], int], ...] = ()


_COPY, _OFFSET = _FieldRule(), _FieldRule(offset=True)
# Data, index and dictionary page, bloom filter; then the two parts of the page index
_COLUMN_META = _FieldRule(
    False, dict.fromkeys((9, 10, 11, 14), _OFFSET), (((11, 9), 7), ((14,), 15))
)
_COLUMN_CHUNK = _FieldRule(
    False, {2: _OFFSET, 3: _COLUMN_META, 4: _OFFSET, 6: _OFFSET}, (((4,), 5), ((6,), 7))
)
_ROW_GROUP = _FieldRule(fields={1: _COLUMN_CHUNK, 5: _OFFSET})
_FILE_META = _FieldRule(fields={4: _ROW_GROUP})


def read_footer(path: Path) -> bytes:
    """Read a Parquet file's footer, without its length and the magic; raises ValueError when it has none."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - TAIL_LENGTH, 0))
        tail = file.read()
        length = int.from_bytes(tail[:4], "little")
        if tail[4:] != MAGIC or length > size - TAIL_LENGTH:
            raise ValueError(f"{path} is no Parquet file")
        file.seek(size - TAIL_LENGTH - length)
        return file.read(length)


def find_data_range(footer: bytes) -> tuple[int, int]:
    """Give where all that a footer names begins and ends in its file, in bytes, the end excluded."""
    shifter = _FooterShifter(footer, 0)
    shifter.shift()
    start = min((start for start, _ in shifter.ranges), default=len(MAGIC))
    end = max((end for _, end in shifter.ranges), default=len(MAGIC))
    return start, end


def shift_footer(footer: bytes, by: int) -> bytes:
    """Give the footer of the same data some bytes further on, with its length and the magic."""
    moved = _FooterShifter(footer, by).shift()
    return moved + len(moved).to_bytes(4, "little") + MAGIC


class _FooterShifter:
    """One pass over a footer that copies it, adds to the offsets, and notes what they span in bytes."""

    def __init__(self, footer: bytes, by: int) -> None:
        self._footer, self._by = footer, by
        self._position = 0
        self._out = bytearray()
        self.ranges: list[tuple[int, int]] = []

    def shift(self) -> bytes:
        self._copy_struct(_FILE_META)
        return bytes(self._out)

    def _copy_struct(self, rule: _FieldRule) -> None:
        number = 0
        integers: dict[int, int] = {}
        while header := self._copy_bytes(1)[0]:
            step, kind = header >> 4, header & 15
            number = number + step if step else _decode_zigzag(self._copy_number())
            below = rule.fields.get(number, _COPY)
            if kind in _INTEGERS:
                stored = self._copy_number(self._by if below.offset else 0)
                integers[number] = _decode_zigzag(stored)
            elif kind not in _BOOLEANS:  # whose value is their type
                self._copy_value(kind, below)
        for offsets, length in rule.ranges:
            start = next(filter(None, map(integers.get, offsets)), 0)
            if start and length in integers:
                self.ranges.append((start, start + integers[length]))

    def _copy_value(self, kind: int, rule: _FieldRule) -> None:
        if kind in _INTEGERS:
            self._copy_number()
        elif kind == _BINARY:
            self._copy_bytes(self._copy_number())
        elif kind in _LISTS:
            self._copy_list(rule)
        elif kind == _STRUCT:
            self._copy_struct(rule)
        elif kind == _MAP:
            self._copy_map()
        else:
            self._copy_bytes(TAIL_LENGTH if kind == _DOUBLE else 1)

    def _copy_list(self, rule: _FieldRule) -> None:
        header = self._copy_bytes(1)[0]
        for _ in range(
            self._copy_number() if header >> 4 == _LONG_LIST else header >> 4
        ):
            self._copy_value(header & 15, rule)

    def _copy_map(self) -> None:
        if count := self._copy_number():
            kinds = self._copy_bytes(1)[0]
            for kind in (kinds >> 4, kinds & 15) * count:
                self._copy_value(kind, _COPY)

    def _copy_bytes(self, count: int) -> bytes:
        taken = self._footer[self._position : self._position + count]
        self._position += count
        self._out += taken
        return taken

    def _copy_number(self, more: int = 0) -> int:
        """Copy a variable-length number, as it is stored; an offset that is not zero grows by `more`."""
        value = shift = 0
        while True:
            byte = self._footer[self._position]
            self._position += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        rest = value + 2 * more if value else value  # stored zigzag: twice the number
        while rest > 127:
            self._out.append(rest & 127 | 128)
            rest >>= 7
        self._out.append(rest)
        return value


def _decode_zigzag(stored: int) -> int:
    return stored >> 1 ^ -(stored & 1)
