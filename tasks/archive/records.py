"""WARC files record by record, read without an index: what a rebuild and a check of the archive go by.

A gzip member holds one record. Where one is damaged, the reading goes on at the next place where a record
starts.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_GZIP, _WARC = b"\x1f\x8b\x08", b"WARC/1."
_PIECE = 1 << 16
_BLANK_LINE = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One whole record: where its member starts, its headers by lower-case name, and its content."""

    offset: int
    headers: Mapping[str, str]
    content: bytes

    @classmethod
    def read(cls, path: Path, offset: int) -> "StoredRecord":
        """Read the record whose member starts at an offset.

        Raises OSError when the file cannot be read, ValueError when no whole record starts there.
        """
        with path.open("rb") as file:
            try:
                raw, _ = _read_member(file, offset)
                return _parse_record(offset, raw)
            except (zlib.error, EOFError) as error:
                raise ValueError(str(error)) from error

    @classmethod
    def read_all(cls, path: Path) -> "Iterator[StoredRecord | DamagedRecord]":
        """Give every record of a file in order, and every place where one is damaged."""
        with path.open("rb") as file:
            size = file.seek(0, 2)
            offset = 0
            while offset < size:
                found: StoredRecord | DamagedRecord
                try:
                    raw, end = _read_member(file, offset)
                    found = _parse_record(offset, raw)
                except EOFError as error:
                    end = _find_next_record(file, offset + 1, size)
                    found = DamagedRecord(offset, str(error), end == size)
                except (zlib.error, ValueError) as error:
                    end = _find_next_record(file, offset + 1, size)
                    found = DamagedRecord(offset, str(error))
                yield found
                offset = end

    @property
    def kind(self) -> str:
        """Give the record's type: response, revisit, metadata, warcinfo."""
        return self.headers.get("warc-type", "")

    @staticmethod
    def parse_headers(lines: Iterable[str]) -> dict[str, str]:
        """Parse header lines to their values by lower-case name."""
        headers: dict[str, str] = {}
        for line in lines:
            parts = line.partition(":")
            headers[parts[0].lower()] = parts[2].strip()
        return headers


@dataclass(frozen=True, slots=True)
class DamagedRecord:
    """A place where a record should be and none can be read; `at_end` when the file just ends inside it."""

    offset: int
    reason: str
    at_end: bool = False


def _read_member(file: BinaryIO, offset: int) -> tuple[bytes, int]:
    """Give a member's content and where the next one starts; inflating it wholly proves its checksum."""
    file.seek(offset)
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    pieces = []
    while not inflate.eof:
        piece = file.read(_PIECE)
        if not piece:
            raise EOFError("the file ends inside it")
        pieces.append(inflate.decompress(piece))
    return b"".join(pieces), file.tell() - len(inflate.unused_data)


def _parse_record(offset: int, raw: bytes) -> StoredRecord:
    head, *rest = raw.split(_BLANK_LINE, 1)
    first, *lines = head.decode("utf-8", "surrogateescape").split("\r\n")
    if not rest or not first.encode().startswith(_WARC):
        raise ValueError("no WARC record")
    headers = StoredRecord.parse_headers(lines)
    content = rest[0]
    length = int(headers.get("content-length", "-1"))
    if content[length:] != _BLANK_LINE:
        raise ValueError("the record is not as long as it says")
    return StoredRecord(offset, headers, content[:length])


def _find_next_record(file: BinaryIO, offset: int, size: int) -> int:
    """Find the next member that starts with a WARC record; the end of the file when there is none."""
    while offset < size:
        file.seek(offset)
        piece = file.read(_PIECE)
        at = piece.find(_GZIP)
        while at >= 0:
            if _is_record_start(file, offset + at):
                return offset + at
            at = piece.find(_GZIP, at + 1)
        offset += len(piece)
        if offset < size:
            # a mark may lie across two pieces
            offset -= len(_GZIP) - 1
    return size


def _is_record_start(file: BinaryIO, offset: int) -> bool:
    file.seek(offset)
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        head = inflate.decompress(file.read(_PIECE), len(_WARC))
    except zlib.error:
        return False
    return head == _WARC
