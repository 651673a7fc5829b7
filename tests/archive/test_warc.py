"""The archive, with warcio as the oracle."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from tasks.archive.warc import Archive
from tasks.model.errors import ArchiveError
from tasks.model.page import Page, Request

AT = datetime(2026, 3, 2, 2, 0, 7, tzinfo=UTC)
HOST, RUN = "127.0.0.1:8480", "20260302T020000-1a2b"


def page(
    body: bytes = "法治政府".encode(),
    url: str = "http://127.0.0.1:8480/a",
    status: int = 200,
) -> Page:
    """Make an answer that came compressed."""
    raw = (
        ("Content-Type", "text/html"),
        ("Content-Encoding", "gzip"),
        ("ETag", '"1"'),
        ("Content-Length", "9"),
    )
    headers = {name.lower(): value for name, value in raw}
    return Page(Request(url), url, status, headers, body, AT, http_headers=raw)


@pytest.fixture
def archive(tmp_path):
    """Open an archive in an empty folder."""
    with Archive(tmp_path) as opened:
        yield opened


def test_what_was_written_is_read_back(archive):
    """Body, status and headers; those of the wire are kept under another name."""
    first = archive.write(page(), RUN, HOST)
    second = archive.write(page(b"", status=404), RUN, HOST)
    read = archive.read(first.warc_file, first.warc_offset)
    assert (read.url, read.at, read.status, read.body) == (
        "http://127.0.0.1:8480/a",
        AT,
        200,
        "法治政府".encode(),
    )
    assert read.headers["etag"] == '"1"'
    assert "content-encoding" not in read.headers
    assert read.headers["x-archive-orig-content-encoding"] == "gzip"
    assert archive.read(second.warc_file, second.warc_offset).status == 404


def test_a_revisit_reads_as_the_body_it_points_to(archive):
    """Also over a chain, which is cut to its first record; a 304 reads as the answer that it confirms."""
    first = archive.write(page(), RUN, HOST)
    again = archive.write_revisit(page(), "run2", HOST, first)
    unmodified = archive.write_revisit(page(b"", status=304), "run3", HOST, again)
    for position in (again, unmodified):
        read = archive.read(position.warc_file, position.warc_offset)
        assert (read.status, read.body) == (200, "法治政府".encode())
    assert read.headers["etag"] == '"1"'


def test_other_tools_can_read_it(archive, tmp_path):
    """Digests hold, each record is a gzip member of its own, revisits name their original."""
    first = archive.write(page(), RUN, HOST)
    archive.write_revisit(page(), RUN, HOST, first)
    file = tmp_path / first.warc_file
    assert Checker(Checked(file)).process_all() == 0
    with file.open("rb") as stream:
        info, response, revisit = [
            (record.rec_type, record.rec_headers, record.content_stream().read())
            for record in ArchiveIterator(stream)
        ]
    assert (info[0], response[0], revisit[0]) == ("warcinfo", "response", "revisit")
    assert response[1].protocol == "WARC/1.1"
    assert response[2] == "法治政府".encode()
    assert revisit[1].get_header("WARC-Refers-To") == response[1].get_header(
        "WARC-Record-ID"
    )
    assert revisit[1].get_header("WARC-Payload-Digest") == response[1].get_header(
        "WARC-Payload-Digest"
    )
    assert gzip.decompress(file.read_bytes()[first.warc_offset :]).startswith(
        b"WARC/1.1\r\n"
    )


class Checked:
    """Arguments for the checker."""

    def __init__(self, file) -> None:
        self.inputs, self.verbose = [str(file)], False


def test_a_torn_file_is_never_written_to_again(archive, tmp_path):
    """A retry of the same run goes on in a file of its own, and what was whole stays readable."""
    first = archive.write(page(), RUN, HOST)
    archive.close()
    file = tmp_path / first.warc_file
    whole = file.stat().st_size
    with file.open("ab") as stream:
        stream.write(gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n")[:20])
    with Archive(tmp_path) as again:
        second = again.write(page(), RUN, HOST)
        assert second.warc_file != first.warc_file
        assert (
            again.read(first.warc_file, first.warc_offset).body
            == again.read(*_place(second)).body
        )
        with pytest.raises(ArchiveError, match="torn"):
            again.read(first.warc_file, whole)


def test_damage_is_noticed(archive, tmp_path):
    """A missing file, a flipped bit, a place where no record starts."""
    first = archive.write(page(), RUN, HOST)
    archive.close()
    with pytest.raises(ArchiveError, match="missing"):
        archive.read("nowhere/x.warc.gz", 0)
    with pytest.raises(ArchiveError):
        archive.read(first.warc_file, first.warc_offset + 1)
    file = tmp_path / first.warc_file
    damaged = bytearray(file.read_bytes())
    damaged[-12] ^= 0xFF
    file.write_bytes(damaged)
    with pytest.raises(ArchiveError):
        archive.read(*_place(first))


def test_a_revisit_of_what_is_lost_is_not_written(archive, tmp_path):
    """It could never be read."""
    first = archive.write(page(), RUN, HOST)
    (tmp_path / first.warc_file).unlink()
    with pytest.raises(ArchiveError):
        archive.write_revisit(page(), "run2", HOST, first)


def test_headers_cannot_break_out_of_their_line(archive):
    """Folded and odd header values stay values."""
    odd = replace(
        page(),
        http_headers=(("X-Odd", "a\r\n\r\n<html>"), ("X-Raw", "\udce6\udc94\udcbf")),
    )
    read = archive.read(*_place(archive.write(odd, RUN, HOST)))
    assert read.headers["x-odd"] == "a <html>"
    assert read.body == "法治政府".encode()


def test_what_was_posted_is_kept(archive, tmp_path):
    """Without it, the pages of a list that one address serves could not be told apart."""
    url = "http://127.0.0.1:8480/a"
    requests = [
        Request(url, form={"page": "2", "lm": "7"}),
        Request(url, json='{"page":2}'),
        Request(url),
    ]
    for request in requests:
        archive.write(replace(page(), request=request), RUN, HOST)
    archive.close()
    (file,) = tmp_path.rglob("*.warc.gz")
    with file.open("rb") as stream:
        posted = [
            record.rec_headers.get_header("X-Fazhi-Posted")
            for record in ArchiveIterator(stream)
            if record.rec_type == "response"
        ]
    assert posted == ["page=2&lm=7", '{"page":2}', None]


def _place(position) -> tuple[str, int]:
    return position.warc_file, position.warc_offset


def test_the_last_entry_is_named_in_small_letters(tmp_path):
    """A flipped bit makes a capital of a letter: the same number, and not what was written."""
    digest = "8cb9b0f8" * 8
    archive = Archive(tmp_path)
    archive.name_last_entry(33, digest)
    assert archive.find_last_entry() == (33, digest)
    file = tmp_path / "_runs" / "last-entry.json"
    flipped = file.read_text(encoding="utf-8").replace(digest, digest.upper())
    file.write_text(flipped, encoding="utf-8")
    with pytest.raises(ArchiveError, match="as it was written"):
        archive.find_last_entry()
