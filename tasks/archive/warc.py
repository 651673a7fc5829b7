"""The archive: every answer as a WARC 1.1 record, one gzip member a record, one file a host and run.

A record is on the disk (flushed and fsynced) before its position is given out. A body that is the same as one
already kept becomes a `revisit` record that points to it by file and offset, so that reading it never needs
an index. Bodies are kept decompressed, as every later step wants them; headers that no longer hold are kept
under `X-Archive-Orig-`.

A rebuild and a check of the archive read record by record, without an index. Where a record is damaged, the
reading goes on at the next place where one starts.
"""

import base64
import hashlib
import http.client
import io
import json
import os
import threading
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, Protocol, Self

from fastwarc import GzipWriter, WarcRecord, WarcRecordType

from tasks.home import Home, sync
from tasks.model.document import Body
from tasks.model.errors import ArchiveError
from tasks.model.page import Attached, Capture, Page

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


_SOFTWARE = "fazhi"
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/{}"
_SAME_PAYLOAD = _PROFILE.format("identical-payload-digest")
_NOT_MODIFIED = _PROFILE.format("server-not-modified")
_FILE, _OFFSET = "WARC-Refers-To-Filename", "WARC-Refers-To-File-Offset"
# The header that numbers an entry of the ledger's journal, by its lower-case name.
ENTRY_NUMBER_HEADER = "x-fazhi-entry"
# Those that chain it to the one before: that one's digest, and a random text, so that no two are alike.
ENTRY_PARENT_HEADER = "x-fazhi-parent"
ENTRY_EPOCH_HEADER = "x-fazhi-epoch"
# Names the last entry that was committed, as far as anybody said; beside the runs' own files.
_LAST_ENTRY = "_runs/last-entry.json"
_LAST_ENTRY_LOCK = threading.Lock()
# Put together here: a page costs one of these, and the library takes three times as long for so small a
# record.
_ENTRY_HEAD = (
    "WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:{}>\r\nWARC-Date: {}\r\n"
    "WARC-Target-URI: metadata://fazhi/ledger\r\nContent-Type: application/json\r\nX-Fazhi-Entry: {}\r\n{}"
    "WARC-Block-Digest: {}\r\nContent-Length: {}\r\n\r\n"
)
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_EXACT_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
# What is posted is kept up to here: the state of a form of ASP.NET can be longer than the page.
_LONGEST_POSTED = 4000
# These describe the bytes on the wire, not the decompressed body that is kept.
_WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})


class _HasPosition(Protocol):
    """Anything that says where a record stands: a _RecordPosition, a Capture."""

    @property
    def warc_file(self) -> str:
        """Give the file, relative to the archive folder."""

    @property
    def warc_offset(self) -> int:
        """Give the byte offset of the record's gzip member."""


@dataclass(frozen=True, slots=True)
class _RecordPosition:
    """Where a record stands: file relative to the archive folder, byte offset of its gzip member."""

    warc_file: str
    warc_offset: int


@dataclass(frozen=True, slots=True)
class ArchivedAnswer:
    """One archived answer; `headers` have lower-case names, `body` is whole and decompressed."""

    url: str
    at: datetime
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        """The header of that name; empty when there was none."""
        return self.headers.get("content-type", "")


class _HttpAnswer(NamedTuple):
    """An answer as a record holds it; a revisit's body is empty."""

    status: int
    headers: dict[str, str]
    body: bytes


class Archive:
    """The folder of WARC files; use it as a context manager, or close it. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[tuple[str, str], tuple[str, BinaryIO]] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files that are open for writing, when all that was written is on the disk."""
        with self._lock:
            files = [file for _name, file in self._open.values()]
            self._open.clear()
        with ExitStack() as closing:
            for file in files:
                closing.enter_context(file)
            for file in files:
                os.fsync(file.fileno())

    def write(self, page: Page, run_id: str, host: str) -> _RecordPosition:
        """Keep an answer with its body; raises OSError when the disk does not take it."""
        record = _build_record(WarcRecordType.response, page)
        record.headers["WARC-Payload-Digest"] = _compute_digest(page.body)
        record.set_bytes_content(_render_http_head(page) + page.body)
        return self._write_member(_encode_record(record), run_id, host)

    def write_revisit(
        self,
        page: Page,
        run_id: str,
        host: str,
        of: _HasPosition,
    ) -> _RecordPosition:
        """Keep an answer whose body is that of an earlier record: a 304, or the same bytes again."""
        origin, original = self._find_original(of.warc_file, of.warc_offset)
        is_unmodified = page.status == http.client.NOT_MODIFIED
        record = _build_record(WarcRecordType.revisit, page)
        headers = record.headers
        headers["WARC-Profile"] = _NOT_MODIFIED if is_unmodified else _SAME_PAYLOAD
        headers["WARC-Refers-To"] = original.headers["warc-record-id"]
        headers["WARC-Refers-To-Target-URI"] = original.headers["warc-target-uri"]
        headers["WARC-Refers-To-Date"] = original.headers["warc-date"]
        headers["WARC-Payload-Digest"] = original.headers["warc-payload-digest"]
        headers[_FILE] = origin.warc_file
        headers[_OFFSET] = str(origin.warc_offset)
        record.set_bytes_content(_render_http_head(page))
        return self._write_member(_encode_record(record), run_id, host)

    def write_entry(
        self,
        number: int,
        content: bytes,
        run_id: str,
        host: str,
        *,
        parent: str = "",
        epoch: str = "",
    ) -> _RecordPosition:
        """Keep an entry of the ledger's journal, as JSON, chained to the one of a digest.

        It is on the disk with the next answer, or after closing.
        """
        links = ""
        if parent:
            links = f"X-Fazhi-Parent: {parent}\r\nX-Fazhi-Epoch: {epoch}\r\n"
        member = _encode_entry(number, content, links)
        return self._write_member(member, run_id, host, sync=False)

    def name_last_entry(self, number: int, digest: str) -> None:
        """Say which entry was committed last, for who makes the ledger anew; raises OSError."""
        path = self._folder / _LAST_ENTRY
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with _LAST_ENTRY_LOCK:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(_render_last_entry(number, digest), encoding="utf-8")
            sync(draft)
            draft.replace(path)

    def find_last_entry(self) -> tuple[int, str]:
        """Give number and digest of the entry that is said to be the last; 0 when nothing says so.

        Raises ArchiveError when what says so is not what was written.
        """
        path = self._folder / _LAST_ENTRY
        try:
            text = path.read_text(encoding="utf-8")
            said = json.loads(text)
            number, digest = int(said["number"]), str(said["digest"])
            # one flipped bit makes a capital of a letter, which is the same number
            in_small_letters = bytes.fromhex(digest).hex()
        except FileNotFoundError:
            return 0, ""
        except (ValueError, KeyError, TypeError) as error:
            raise ArchiveError(f"it cannot be read ({error!r})") from error
        if text != _render_last_entry(number, in_small_letters):
            raise ArchiveError("it is not as it was written")
        return number, digest

    def read_bodies(self, capture: Capture) -> list[Body]:
        """Read a report's pages in order, then its attachments; raises ArchiveError as `read` does."""
        return [*self.read_pages(capture), *self.read_attachments(capture.attached)]

    def read_pages(self, capture: Capture) -> list[Body]:
        """Read the pages of a report's article in order; raises ArchiveError as `read` does."""
        bodies: list[Body] = []
        for warc_file, warc_offset in capture.records:
            answer = self.read(warc_file, warc_offset)
            bodies.append(Body(answer.body, answer.content_type, answer.url))
        return bodies

    def read_attachments(self, attached: Iterable[Attached]) -> list[Body]:
        """Read the attachments that came, in order, under the page's addresses.

        Raises ArchiveError as `read` does.
        """
        bodies: list[Body] = []
        for one in attached:
            if one.warc_file:
                answer = self.read(one.warc_file, one.warc_offset or 0)
                body = Body(answer.body, answer.content_type, one.url, one.name)
                bodies.append(body)
        return bodies

    def read(self, warc_file: str, warc_offset: int) -> ArchivedAnswer:
        """Read one answer; a revisit gives its own time and headers with the body it points to.

        A 304 reads as the 200 that it confirms. Raises ArchiveError when the record is missing, torn or
        altered.
        """
        record = self._read_record(warc_file, warc_offset)
        answer = _parse_answer(record.content)
        if record.kind == "revisit":
            _, original = self._find_original(warc_file, warc_offset)
            answer = _merge_revisit(answer, _parse_answer(original.content))
        if _compute_digest(answer.body) != record.headers.get("warc-payload-digest"):
            raise ArchiveError(
                f"{warc_file} at {warc_offset}: the body does not match its digest"
            )
        at = datetime.strptime(record.headers["warc-date"], _TIME).replace(tzinfo=UTC)
        return ArchivedAnswer(record.headers["warc-target-uri"], at, *answer)

    def _write_member(
        self,
        member: bytes,
        run_id: str,
        host: str,
        *,
        sync: bool = True,
    ) -> _RecordPosition:
        with self._lock:
            name, file = self._open.get((host, run_id)) or self._open_file(host, run_id)
            position = _RecordPosition(name, file.tell())
            try:
                _write_bytes(file, member, sync=sync)
            except OSError:
                # The next record must not stand behind half a one, where no other tool would find it.
                file.truncate(file.seek(position.warc_offset))
                raise
        return position

    def _open_file(self, host: str, run_id: str) -> tuple[str, BinaryIO]:
        """Open a new file: one that exists may have a torn end, and is left as it is."""
        folder = (self._folder / Home.build_warc_name(host, run_id)).parent
        folder.mkdir(parents=True, exist_ok=True)
        volume = 1
        while True:
            name = Home.build_warc_name(host, run_id, volume)
            try:
                file = (self._folder / name).open("xb", buffering=0)
                break
            except FileExistsError:
                volume += 1
        _sync_folder((self._folder / name).parent)
        _write_bytes(file, _encode_record(_build_info_record(name)))
        self._open[host, run_id] = name, file
        return name, file

    def _find_original(
        self, warc_file: str, warc_offset: int
    ) -> tuple[_RecordPosition, StoredRecord]:
        """Follow a revisit to the record that it points to; any other record is its own original."""
        record = self._read_record(warc_file, warc_offset)
        if record.kind != "revisit":
            return _RecordPosition(warc_file, warc_offset), record
        file = record.headers[_FILE.lower()]
        origin = _RecordPosition(file, int(record.headers[_OFFSET.lower()]))
        original = self._read_record(origin.warc_file, origin.warc_offset)
        if original.kind != "response":
            raise ArchiveError(
                f"{warc_file} at {warc_offset}: the revisit does not point to a response record"
            )
        return origin, original

    def _read_record(self, warc_file: str, warc_offset: int) -> StoredRecord:
        place = f"{warc_file} at {warc_offset}"
        try:
            return StoredRecord.read(self._folder / warc_file, warc_offset)
        except FileNotFoundError as error:
            raise ArchiveError(
                f"{place}: the file is missing; bring it back from a copy of the archive"
            ) from error
        except (OSError, ValueError) as error:
            raise ArchiveError(
                f"{place}: the record is torn, or none starts here ({error})"
            ) from error


def _build_info_record(name: str) -> WarcRecord:
    """Build the first record of a file, which says what wrote it."""
    info = WarcRecord()
    info.init_headers(record_type=WarcRecordType.warcinfo, record_urn=_make_urn())
    info.headers["WARC-Filename"] = name
    info.headers["Content-Type"] = "application/warc-fields"
    content = f"software: {_SOFTWARE}\r\nformat: WARC File Format 1.1\r\n"
    info.set_bytes_content(content.encode())
    return info


def _make_urn() -> bytes:
    return f"uuid:{uuid.uuid4()}".encode()


def _build_record(kind: WarcRecordType, page: Page) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(record_type=kind, record_urn=_make_urn())
    record.headers["WARC-Date"] = page.at.astimezone(UTC).strftime(_TIME)
    # The address that was asked for: what the ledger knows the page by. Where redirects led is kept beside
    # it.
    record.headers["WARC-Target-URI"] = page.request.url
    if page.url != page.request.url:
        record.headers["X-Fazhi-Final-URI"] = page.url
    if page.request.method != "GET":
        # without what was posted, nobody could tell the pages of a list apart
        record.headers["X-Fazhi-Posted"] = page.request.sent[:_LONGEST_POSTED]
    record.headers["Content-Type"] = "application/http; msgtype=response"
    return record


def _render_http_head(page: Page) -> bytes:
    phrase = http.client.responses.get(page.status, "Unknown")
    lines = [f"HTTP/1.1 {page.status} {phrase}"]
    headers = page.http_headers or tuple(page.headers.items())
    for name, value in headers:
        kept_as = name
        if name.lower() in _WIRE_HEADERS:
            kept_as = f"X-Archive-Orig-{name}"
        words = " ".join(value.split())
        lines.append(f"{kept_as}: {words}")
    if page.status != http.client.NOT_MODIFIED:
        lines.append(f"Content-Length: {len(page.body)}")
    head = "\r\n".join([*lines, "", ""])
    return head.encode("utf-8", "surrogateescape")


def _parse_answer(block: bytes) -> _HttpAnswer:
    head, *rest = block.split(b"\r\n\r\n", 1)
    first, *lines = head.decode("utf-8", "surrogateescape").split("\r\n")
    status = int(first.split(" ")[1])
    return _HttpAnswer(
        status, StoredRecord.parse_headers(lines), rest[0] if rest else b""
    )


def _merge_revisit(revisit: _HttpAnswer, original: _HttpAnswer) -> _HttpAnswer:
    """Give a revisit the body that it points to; a 304 takes over status and headers, too."""
    if revisit.status == http.client.NOT_MODIFIED:
        return original._replace(headers=original.headers | revisit.headers)
    return revisit._replace(body=original.body)


def _encode_record(record: WarcRecord) -> bytes:
    buffer = io.BytesIO()
    writer = GzipWriter(buffer)
    record.write(writer, checksum_data=True)
    writer.finish()
    return buffer.getvalue()


def _render_last_entry(number: int, digest: str) -> str:
    return json.dumps({"number": number, "digest": digest}) + "\n"


def _encode_entry(number: int, content: bytes, links: str) -> bytes:
    at = datetime.now(UTC).strftime(_EXACT_TIME)
    urn = uuid.uuid4().urn.removeprefix("urn:")
    digest = _compute_digest(content)
    head = _ENTRY_HEAD.format(
        urn,
        at,
        number,
        links,
        digest,
        len(content),
    )
    raw = head.encode() + content + b"\r\n\r\n"
    return zlib.compress(raw, wbits=zlib.MAX_WBITS | 16)


def _write_bytes(file: BinaryIO, member: bytes, *, sync: bool = True) -> None:
    view = memoryview(member)
    while view:
        view = view[file.write(view) :]
    if sync:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _compute_digest(body: bytes) -> str:
    # WARC tools write SHA-1 in base 32; our own trust rests on the sha256 in the ledger.
    digest = hashlib.sha1(body, usedforsecurity=False).digest()
    return f"sha1:{base64.b32encode(digest).decode()}"
