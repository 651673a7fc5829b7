"""The files in `current/`: a reader who looked at the footer before they were replaced still finds its data."""

import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.store.releases import current
from tasks.store.releases.footer import read_footer, shifted


@pytest.fixture
def folder(tmp_path):
    """Make an empty folder `current`."""
    (tmp_path / "current").mkdir()
    return tmp_path / "current"


def _release(folder, night, rows=50):
    """Write a release's table of a size of its own, in two row groups."""
    table = pa.table({"night": [night] * rows, "words": [f"第{night}夜 {row * night}" for row in range(rows)]})
    path = folder.parent / f"{night}" / "reports.parquet"
    path.parent.mkdir()
    pq.write_table(table.replace_schema_metadata({"release_id": str(night)}), path, row_group_size=rows // 2 or 1)
    return path, table


def _read_by(footer, path):
    """Read a file's data by a footer that was read before, as a reader does who opens the path twice."""
    image = bytearray(path.read_bytes()) + footer + len(footer).to_bytes(4, "little") + b"PAR1"
    return pq.read_table(pa.BufferReader(bytes(image)))


@pytest.mark.parametrize("sizes", [[50] * 8, [10, 400, 20, 300, 5, 5, 5, 200], [0, 30, 0, 0, 40]], ids=str)
def test_both_footers_find_their_data(folder, sizes):
    """The new one in the new file, the old one in the old and the new file, whatever their sizes are."""
    target, footer, before = folder / "reports.parquet", None, None
    for night, rows in enumerate(sizes):
        file, table = _release(folder, night, rows)
        assert current.put(file, folder)
        assert pq.read_table(target).equals(table)
        if footer:
            assert _read_by(footer, target).equals(before)
        footer, before = read_footer(target), table


def test_a_reader_may_be_late_by_two_releases(folder):
    """When releases follow each other fast, the data of the one before the last is there, too."""
    target, known = folder / "reports.parquet", []
    for night in range(9):
        file, table = _release(folder, night)
        current.put(file, folder)
        known.append((read_footer(target), table))
        for footer, told in known[-3:]:
            assert _read_by(footer, target).equals(told)


@pytest.mark.parametrize("busy", [True, False])
def test_a_file_grows_no_further(folder, busy):
    """After many releases it is as long as after a few; a night apart, it takes the disk space of two."""
    target = folder / "reports.parquet"
    for night in range(100, 130):
        file, _ = _release(folder, night, 5000)
        current.put(file, folder)
        if not busy:
            os.utime(target, (0, 0))
    size = file.stat().st_size
    assert target.stat().st_size <= 5.1 * size
    if not busy:
        assert target.stat().st_blocks * 512 <= 2.5 * size


def test_the_same_release_again_changes_nothing(folder):
    """Its file is known by the release that its footer names, wherever its data lies."""
    for night in (1, 2):
        file, _ = _release(folder, night)
        assert [current.put(file, folder) for _ in range(2)] == [True, False]


def test_damage_of_a_shown_file_is_noticed_and_mended(folder):
    """A byte of its data, or another table of the same release in its place."""
    for night in (1, 2):
        file, table = _release(folder, night)
        current.put(file, folder)
    target = folder / "reports.parquet"
    image = bytearray(target.read_bytes())
    start = pq.read_metadata(target).row_group(1).column(0).data_page_offset
    image[start + 20] ^= 1
    target.chmod(0o644)
    target.write_bytes(image)
    assert not current.shows(target, file)
    assert current.put(file, folder)
    assert current.shows(target, file)
    assert pq.read_table(target).equals(table)
    pq.write_table(table.slice(1), folder / "other.parquet")
    assert not current.shows(folder / "other.parquet", file)


def test_a_broken_file_is_replaced(folder):
    """Nobody can have its footer."""
    (folder / "reports.parquet").write_bytes(b"PAR1 torn")
    file, table = _release(folder, 1)
    assert current.put(file, folder)
    assert pq.read_table(folder / "reports.parquet").equals(table)


def test_a_footer_that_is_not_shifted_is_the_same(tmp_path):
    """Every type and encoding that the tables have, with nulls, statistics and a page index: byte for byte."""
    table = pa.table({
        "text": ["甲", None, "乙"], "flag": [True, None, False], "number": [1.5, None, -2.0], "count": [-1, 2, None],
        "time": pa.array([0, None, 1], pa.timestamp("ms", "Asia/Shanghai")), "list": [[1, 2], [], None],
    })  # fmt: skip
    for options in ({}, {"write_page_index": True}, {"use_dictionary": False, "compression": "zstd"}):
        pq.write_table(table, tmp_path / "t.parquet", row_group_size=1, **options)
        footer = read_footer(tmp_path / "t.parquet")
        assert (tmp_path / "t.parquet").read_bytes().endswith(shifted(footer, 0))
        assert shifted(shifted(footer, 10_000)[:-8], -10_000) == shifted(footer, 0)


def test_what_is_no_parquet_file_has_no_footer(tmp_path):
    """Too short, or of another kind."""
    for content in (b"", b"PAR1", b"\xff\xff\xff\x7fPAR1", b"<html></html>"):
        (tmp_path / "t").write_bytes(content)
        with pytest.raises(ValueError, match="no Parquet file"):
            read_footer(tmp_path / "t")
