"""Footers of Parquet files: the same footer for data that lies further on in a file.

A footer is a Thrift structure in the compact protocol, followed by its length and `PAR1`. Only the fields
that are offsets into the file are changed; all else, known to us or not, is copied as it stands. Source:
parquet.thrift of the Parquet format, and the specification of Thrift's compact protocol.
"""

from dataclasses import dataclass, field
from pathlib import Path

MAGIC = b"PAR1"
TAIL = 8
# Types of the compact protocol
_BOOLEANS, _BYTE, _INTEGERS, _DOUBLE, _BINARY, _LISTS, _MAP, _STRUCT = (
    (1, 2),
    3,
    (4, 5, 6),
    7,
    8,
    (9, 10),
    11,
    12,
)
_LONG_LIST = 15


@dataclass(frozen=True)
class _Rule:
    """What lies below a field: whether it is an offset, or else the rules of its own fields by number.

    `spans` are the fields that tell where something lies: the first of some offsets that is there, and its
    length.
    """

    offset: bool = False
    fields: dict[int, "_Rule"] = field(default_factory=dict)
    spans: tuple[tuple[tuple[int, ...], int], ...] = ()


_COPY, _OFFSET = _Rule(), _Rule(offset=True)
# Data, index and dictionary page, bloom filter; then the two parts of the page index
_COLUMN_META = _Rule(
    False, dict.fromkeys((9, 10, 11, 14), _OFFSET), (((11, 9), 7), ((14,), 15))
)
_COLUMN_CHUNK = _Rule(
    False, {2: _OFFSET, 3: _COLUMN_META, 4: _OFFSET, 6: _OFFSET}, (((4,), 5), ((6,), 7))
)
_ROW_GROUP = _Rule(fields={1: _COLUMN_CHUNK, 5: _OFFSET})
_FILE_META = _Rule(fields={4: _ROW_GROUP})


def read_footer(path: Path) -> bytes:
    """Read a Parquet file's footer, without its length and the magic; raises ValueError when it has none."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - TAIL, 0))
        tail = file.read()
        length = int.from_bytes(tail[:4], "little")
        if tail[4:] != MAGIC or length > size - TAIL:
            raise ValueError(f"{path} is no Parquet file")
        file.seek(size - TAIL - length)
        return file.read(length)


def extent(footer: bytes) -> tuple[int, int]:
    """Give where all that a footer names begins and ends in its file, in bytes, the end excluded."""
    walk = _Shift(footer, 0)
    walk.whole()
    starts, ends = (
        zip(*walk.spans, strict=True) if walk.spans else ((len(MAGIC),), (len(MAGIC),))
    )
    return min(starts), max(ends)


def shifted(footer: bytes, by: int) -> bytes:
    """Give the footer of the same data some bytes further on, with its length and the magic."""
    moved = _Shift(footer, by).whole()
    return moved + len(moved).to_bytes(4, "little") + MAGIC


class _Shift:
    """One pass over a footer that copies it, adds to the offsets, and notes what they span in bytes."""

    def __init__(self, footer: bytes, by: int) -> None:
        self._footer, self._at, self._by = footer, 0, by
        self._out = bytearray()
        self.spans: list[tuple[int, int]] = []

    def whole(self) -> bytes:
        self._struct(_FILE_META)
        return bytes(self._out)

    def _struct(self, rule: _Rule) -> None:
        number, told = 0, dict[int, int]()
        while header := self._copy(1)[0]:
            number = number + (header >> 4) if header >> 4 else _signed(self._number())
            kind, below = header & 15, rule.fields.get(number, _COPY)
            if kind in _INTEGERS:
                told[number] = _signed(self._number(self._by if below.offset else 0))
            elif kind not in _BOOLEANS:  # whose value is their type
                self._value(kind, below)
        for offsets, length in rule.spans:
            start = next((told[one] for one in offsets if told.get(one)), 0)
            if start and length in told:
                self.spans.append((start, start + told[length]))

    def _value(self, kind: int, rule: _Rule) -> None:
        if kind in _INTEGERS:
            self._number()
        elif kind == _BINARY:
            self._copy(self._number())
        elif kind in _LISTS:
            self._list(rule)
        elif kind == _STRUCT:
            self._struct(rule)
        elif kind == _MAP:
            self._map()
        else:
            self._copy(TAIL if kind == _DOUBLE else 1)

    def _list(self, rule: _Rule) -> None:
        header = self._copy(1)[0]
        for _ in range(self._number() if header >> 4 == _LONG_LIST else header >> 4):
            self._value(header & 15, rule)

    def _map(self) -> None:
        if count := self._number():
            kinds = self._copy(1)[0]
            for kind in (kinds >> 4, kinds & 15) * count:
                self._value(kind, _COPY)

    def _copy(self, count: int) -> bytes:
        taken = self._footer[self._at : self._at + count]
        self._at += count
        self._out += taken
        return taken

    def _number(self, more: int = 0) -> int:
        """Copy a variable-length number, as it is stored; an offset that is not zero grows by `more`."""
        value = shift = 0
        while True:
            byte = self._footer[self._at]
            self._at += 1
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


def _signed(stored: int) -> int:
    return stored >> 1 ^ -(stored & 1)
