"""WARC files record by record: whole ones, and where reading goes on behind a damaged one."""

import gzip

import pytest

from tasks.archive.warc import DamagedRecord, StoredRecord


def member(content: bytes, kind: str = "response", length: int | None = None) -> bytes:
    """Make a gzip member that holds a record, which may say a wrong length."""
    size = len(content) if length is None else length
    head = f"WARC/1.1\r\nWARC-Type: {kind}\r\nContent-Length: {size}\r\n\r\n"
    return gzip.compress(head.encode() + content + b"\r\n\r\n")


@pytest.fixture
def file(tmp_path):
    """Name a file that is to be written."""
    return tmp_path / "x.warc.gz"


def test_records_come_in_order_with_their_places(file):
    """Headers by lower-case name, the content without what ends the record; blank lines belong to it."""
    first, second = member(b"eins\r\n\r\nmehr"), member(b"", "metadata")
    file.write_bytes(first + second)
    one, two = StoredRecord.read_all(file)
    assert isinstance(one, StoredRecord)
    assert isinstance(two, StoredRecord)
    assert (one.offset, one.kind, one.content) == (
        0,
        "response",
        b"eins\r\n\r\nmehr",
    )
    assert one.headers["content-length"] == str(len(one.content))
    assert (two.offset, two.kind) == (len(first), "metadata")
    assert StoredRecord.read(file, len(first)) == two


@pytest.mark.parametrize(
    "broken",
    [
        member(b"x" * 500)[:40] + b"\x00" * 30,
        member(b"zwei", length=9),
        gzip.compress(b"no record at all"),
        gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n"),
    ],
    ids=["torn", "of another length", "something else", "a head without an end"],
)
def test_reading_goes_on_behind_a_damaged_record(file, broken):
    """At the next place where a record starts; the damage is told once, with its place."""
    first, last = member(b"eins"), member(b"drei")
    file.write_bytes(first + broken + last)
    one, damage, three = StoredRecord.read_all(file)
    assert isinstance(one, StoredRecord)
    assert isinstance(damage, DamagedRecord)
    assert isinstance(three, StoredRecord)
    assert (damage.offset, damage.at_end) == (len(first), False)
    assert [one.content, three.content] == [b"eins", b"drei"]
    with pytest.raises(ValueError, match=r"\S"):
        StoredRecord.read(file, len(first))


def test_a_file_may_end_inside_a_record(file):
    """As a killed run leaves it."""
    first = member(b"eins")
    file.write_bytes(first + member(b"zwei")[:-6])
    _, damage = StoredRecord.read_all(file)
    assert damage == DamagedRecord(len(first), "the file ends inside it", at_end=True)


def test_header_lines_are_parsed_to_values():
    """Names in any case; a value may hold a colon, or be empty."""
    lines = ["WARC-Date: 2026-03-02T02:00:07Z", "X-Empty:", "odd"]
    assert StoredRecord.parse_headers(lines) == {
        "warc-date": "2026-03-02T02:00:07Z",
        "x-empty": "",
        "odd": "",
    }
