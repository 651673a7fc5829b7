"""The files in `current/`: each is replaced whole, and a reader in the middle of it does not notice.

Measured: `pd.read_parquet(path)` opens the path twice (pandas 3.1, pyarrow 26), first for the footer, then
for the data that it names. A file that was replaced in between gave an error or, worse, another release's
values. So the new file holds the data of the one before where its footer says, and its own data in another
place: whichever of the two footers a reader has, it finds what belongs to it. Bytes that no footer names are
legal in Parquet, and no reader looks at them. The page index is left out of a footer whose data moved: it is
optional, and holds places of pages itself.

    PAR1 | data of the release before | data of this release | this release's footer | PAR1

The places are taken in turn, so that a file grows no further. The first release's file is a hard link. What
no footer names has no checksum, so a dotted file beside each says what all its bytes were.

A footer is a Thrift structure in the compact protocol, followed by its length and `PAR1`. Only the fields
that are offsets into the file are changed; all else, known to us or not, is copied as it stands. Source:
parquet.thrift of the Parquet format, and the specification of Thrift's compact protocol.
"""

import hashlib
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

import pyarrow as pa

from tasks.home import sync
from tasks.tables.parquet_files import CheckedParquet

MAGIC = b"PAR1"
_TAIL_LENGTH = 8
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

    A field that does not stay is left out where the data moves. `ranges` are the fields that tell where
    something lies: the first of some offsets that is there, and its length.
    """

    offset: bool = False
    stays: bool = True
    fields: dict[int, "_FieldRule"] = field(default_factory=dict)
    ranges: tuple[tuple[tuple[int, ...], int], ...] = ()


_COPY, _OFFSET = _FieldRule(), _FieldRule(offset=True)
_UNMOVED = _FieldRule(stays=False)
# Data, index and dictionary page, bloom filter
_COLUMN_META = _FieldRule(
    fields=dict.fromkeys((9, 10, 11, 14), _OFFSET), ranges=(((11, 9), 7), ((14,), 15))
)
# Where the two parts of the page index lie, which hold offsets of their own.
_COLUMN_CHUNK = _FieldRule(
    fields={
        2: _OFFSET,
        3: _COLUMN_META,
        **dict.fromkeys((4, 5, 6, 7), _UNMOVED),
    },
    ranges=(((4,), 5), ((6,), 7)),
)
_ROW_GROUP = _FieldRule(fields={1: _COLUMN_CHUNK, 5: _OFFSET})
_FILE_META = _FieldRule(fields={4: _ROW_GROUP})


@dataclass(frozen=True)
class ParquetFooter:
    """The footer of a Parquet file, without its length and the magic."""

    content: bytes

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the footer of a file; raises ValueError when it has none."""
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(size - _TAIL_LENGTH, 0))
            tail = file.read()
            length = int.from_bytes(tail[:4], "little")
            if tail[4:] != MAGIC or length > size - _TAIL_LENGTH:
                raise ValueError(f"{path} is no Parquet file")
            file.seek(size - _TAIL_LENGTH - length)
            return cls(file.read(length))

    def find_data_range(self) -> tuple[int, int]:
        """Give where all that it names begins and ends in its file, in bytes, the end excluded."""
        shifter = _FooterShifter(self.content, 0)
        shifter.shift()
        start = min((start for start, _ in shifter.ranges), default=len(MAGIC))
        end = max((end for _, end in shifter.ranges), default=len(MAGIC))
        return start, end

    def shift(self, by: int) -> Self:
        """Give the footer of the same data some bytes further on."""
        return type(self)(_FooterShifter(self.content, by).shift())

    def build_tail(self) -> bytes:
        """Give what stands behind the data: the footer, its length and the magic."""
        return self.content + len(self.content).to_bytes(4, "little") + MAGIC

    @staticmethod
    def is_as_shown(shown: Path) -> bool:
        """Tell whether all bytes of a file of `current/` are those that were written, the unseen ones too.

        True as well for one that was written before its digest was kept, or by a run that was killed then.
        """
        try:
            digest, release_id = _locate_digest(shown).read_bytes().split()
            metadata = CheckedParquet(shown).read_metadata().metadata or {}
        except (OSError, ValueError, pa.ArrowException):
            return True
        return metadata.get(b"release_id") != release_id or _hash(shown) == digest

    @staticmethod
    def has_same_data(shown: Path, file: Path) -> bool:
        """Tell whether a file of `current/` holds a release's file byte for byte, wherever its data lies."""
        there = _find_range_if_readable(shown)
        own = _find_range_if_readable(file)
        if there is None or own is None or there.release_id != own.release_id:
            return False
        expected = ParquetFooter.read(file).shift(there.start - own.start)
        if ParquetFooter.read(shown) != expected:
            return False
        with shown.open("rb") as left, file.open("rb") as right:
            left.seek(there.start)
            right.seek(own.start)
            for position in range(own.start, own.end, _BLOCK):
                rest = own.end - position
                if _read_block(left, rest) != _read_block(right, rest):
                    return False
        return True


class _FooterShifter:
    """One pass over a footer that copies it, adds to the offsets, and notes what they span in bytes."""

    def __init__(self, footer: bytes, by: int) -> None:
        self._footer = footer
        self._by = by
        self._position = 0
        self._out = bytearray()
        self.ranges: list[tuple[int, int]] = []

    def shift(self) -> bytes:
        self._copy_struct(_FILE_META)
        return bytes(self._out)

    def _copy_struct(self, rule: _FieldRule) -> None:
        number = written = 0
        integers: dict[int, int] = {}
        while header := self._copy_bytes(1)[0]:
            start = len(self._out) - 1
            kind = header & 15
            step = header >> 4
            number = number + step if step else _decode_zigzag(self._copy_number())
            below = rule.fields.get(number, _COPY)
            if step and number - written != step:
                self._out[start] = number - written << 4 | kind
            if kind in _INTEGERS:
                shift = self._by if below.offset else 0
                stored = self._copy_number(shift)
                integers[number] = _decode_zigzag(stored)
            elif kind not in _BOOLEANS:  # whose value is their type
                self._copy_value(kind, below)
            if self._by and not below.stays:
                del self._out[start:]
            else:
                written = number
        for offsets, length in rule.ranges:
            start = next(filter(None, map(integers.get, offsets)), 0)
            if start and length in integers:
                end = start + integers[length]
                self.ranges.append((start, end))

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
            self._copy_bytes(_TAIL_LENGTH if kind == _DOUBLE else 1)

    def _copy_list(self, rule: _FieldRule) -> None:
        header = self._copy_bytes(1)[0]
        for _ in range(
            self._copy_number() if header >> 4 == _LONG_LIST else header >> 4
        ):
            self._copy_value(header & 15, rule)

    def _copy_map(self) -> None:
        count = self._copy_number()
        if count:
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


# Seconds in which a busy reader may still stand between opening a file twice: whatever was replaced since is
# kept, too.
_BUSY_SECONDS = 60.0
# Places for releases that follow each other so fast
_PLACES = 4
_WRITING = 0o222
_BLOCK = 1 << 22


class _DataRange(NamedTuple):
    """Where the data of a file lies that its footer names, and the release that it is of.

    In bytes, `end` excluded.
    """

    release_id: bytes
    start: int
    end: int


def replace_current_file(file: Path, folder: Path) -> bool:
    """Show the file of a release in `current/`; false when it is shown already."""
    target = folder / file.name
    draft = folder / f".{file.name}.next"
    before = _find_range_if_readable(target)
    is_sound = ParquetFooter.is_as_shown(target)
    if is_sound and ParquetFooter.has_same_data(target, file):
        return False
    if not is_sound:
        before = None
    draft.unlink(missing_ok=True)
    if before:
        _write_with_previous(file, target, before, draft)
    else:
        draft.hardlink_to(file)
    digest = _hash(draft)
    draft.replace(target)
    release_id = _find_range(target).release_id
    _locate_digest(target).write_bytes(digest + b" " + release_id + b"\n")
    return True


def _locate_digest(shown: Path) -> Path:
    return shown.with_name(f".{shown.name}.sha256")


def _hash(path: Path) -> bytes:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest().encode()


def _read_block(file: BinaryIO, most: int) -> bytes:
    return file.read(min(most, _BLOCK))


def _find_range_if_readable(path: Path) -> _DataRange | None:
    try:
        return _find_range(path)
    except (OSError, ValueError, pa.ArrowException):
        return None  # missing, or broken from outside: no reader has a footer of it


def _find_range(path: Path) -> _DataRange:
    metadata = CheckedParquet(path).read_metadata().metadata or {}
    start, end = ParquetFooter.read(path).find_data_range()
    return _DataRange(metadata.get(b"release_id", b""), start, end)


def _write_with_previous(
    file: Path,
    target: Path,
    before: _DataRange,
    draft: Path,
) -> None:
    """Write a file that serves both its own footer and the one that readers may have of the file before."""
    footer = ParquetFooter.read(file)
    length = file.stat().st_size - len(footer.build_tail())
    most = _PLACES * length
    busy = time.time() - target.stat().st_mtime < _BUSY_SECONDS
    fits = length <= before.start and not (busy and before.end + length <= most)
    shift = 0 if fits else before.end
    kept_start = before.start
    kept_end = before.end
    if busy:
        kept_start = len(MAGIC)
        kept_end = max(before.end, min(target.stat().st_size, most))
    with file.open("rb") as new, target.open("rb") as old, draft.open("wb") as sink:
        sink.write(MAGIC)
        _copy_bytes(
            old,
            sink,
            kept_start,
            kept_end - kept_start,
            kept_start,
        )
        _copy_bytes(
            new,
            sink,
            len(MAGIC),
            length - len(MAGIC),
            shift + len(MAGIC),
        )
        sink.seek(max(shift + length, kept_end))
        sink.write(footer.shift(shift).build_tail())
    draft.chmod(draft.stat().st_mode & ~_WRITING)
    sync(draft)


def _copy_bytes(
    source: BinaryIO,
    sink: BinaryIO,
    start: int,
    count: int,
    to: int,
) -> None:
    source.seek(start)
    sink.seek(to)
    while count > 0 and (block := source.read(min(count, _BLOCK))):
        sink.write(block)
        count -= len(block)
