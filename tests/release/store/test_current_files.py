"""The files in `current/`: a reader who has the footer from before still finds its data."""

import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.release.store import current_files
from tasks.release.store.parquet_footer import find_data_range, read_footer


@pytest.fixture
def folder(tmp_path):
    """Make an empty folder `current`."""
    (tmp_path / "current").mkdir()
    return tmp_path / "current"


def _release(folder, night, rows=50, **options):
    """Write a release's table of a size of its own, in two row groups."""
    table = pa.table(
        {
            "night": [night] * rows,
            "words": [f"第{night}夜 {row * night}" for row in range(rows)],
        }
    )
    path = folder.parent / f"{night}" / "reports.parquet"
    path.parent.mkdir()
    named = table.replace_schema_metadata({"release_id": str(night)})
    pq.write_table(named, path, row_group_size=rows // 2 or 1, **options)
    return path, table


def test_page_index_and_bloom_filters_stay_for_those_who_have_the_old_footer(folder):
    """All that the footers of two releases name is there, byte for byte, in a release of such a writer."""
    target, known = folder / "reports.parquet", []
    for night, rows in enumerate((300, 40, 500, 40, 40, 700)):
        file, table = _release(
            folder,
            night,
            rows,
            write_page_index=True,
            bloom_filter_options={"words": {"ndv": rows}},
        )
        if target.exists():
            os.utime(target, (0, 0))  # a night ago
        current_files.replace_current_file(file, folder)
        assert current_files.has_same_data(target, file)
        assert pq.read_table(target).equals(table)
        start, end = find_data_range(read_footer(target))
        known.append((start, target.read_bytes()[start:end]))
        for place, content in known[-2:]:
            assert target.read_bytes()[place : place + len(content)] == content


def _read_by(footer, path):
    """Read a file's data by a footer that was read before, as a reader does who opens the path twice."""
    image = (
        bytearray(path.read_bytes())
        + footer
        + len(footer).to_bytes(4, "little")
        + b"PAR1"
    )
    return pq.read_table(pa.BufferReader(bytes(image)))


@pytest.mark.parametrize(
    "sizes", [[50] * 8, [10, 400, 20, 300, 5, 5, 5, 200], [0, 30, 0, 0, 40]], ids=str
)
def test_both_footers_find_their_data(folder, sizes):
    """The new one in the new file, the old one in the old and the new file, whatever their sizes are."""
    target, footer, before = folder / "reports.parquet", None, None
    for night, rows in enumerate(sizes):
        file, table = _release(folder, night, rows)
        assert current_files.replace_current_file(file, folder)
        assert pq.read_table(target).equals(table)
        if footer:
            assert _read_by(footer, target).equals(before)
        footer, before = read_footer(target), table


def test_a_reader_may_be_late_by_two_releases(folder):
    """When releases follow each other fast, the data of the one before the last is there, too."""
    target, known = folder / "reports.parquet", []
    for night in range(9):
        file, table = _release(folder, night)
        current_files.replace_current_file(file, folder)
        known.append((read_footer(target), table))
        for footer, expected in known[-3:]:
            assert _read_by(footer, target).equals(expected)


@pytest.mark.parametrize("busy", [True, False])
def test_a_file_grows_no_further(folder, busy):
    """After many releases it is as long as after a few; a night apart, it takes the disk space of two."""
    target = folder / "reports.parquet"
    for night in range(100, 130):
        file, _ = _release(folder, night, 5000)
        current_files.replace_current_file(file, folder)
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
        assert [current_files.replace_current_file(file, folder) for _ in range(2)] == [
            True,
            False,
        ]


def test_damage_of_a_shown_file_is_noticed_and_mended(folder):
    """A byte of its data, or another table of the same release in its place."""
    for night in (1, 2):
        file, table = _release(folder, night)
        current_files.replace_current_file(file, folder)
    target = folder / "reports.parquet"
    image = bytearray(target.read_bytes())
    start = pq.read_metadata(target).row_group(1).column(0).data_page_offset
    image[start + 20] ^= 1
    target.chmod(0o644)
    target.write_bytes(image)
    assert not current_files.has_same_data(target, file)
    assert current_files.replace_current_file(file, folder)
    assert current_files.has_same_data(target, file)
    assert pq.read_table(target).equals(table)
    pq.write_table(table.slice(1), folder / "other.parquet")
    assert not current_files.has_same_data(folder / "other.parquet", file)


def test_a_broken_file_is_replaced(folder):
    """Nobody can have its footer."""
    (folder / "reports.parquet").write_bytes(b"PAR1 torn")
    file, table = _release(folder, 1)
    assert current_files.replace_current_file(file, folder)
    assert pq.read_table(folder / "reports.parquet").equals(table)
