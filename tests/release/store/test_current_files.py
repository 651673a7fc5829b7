"""The files in `current/`: a reader who has the footer from before still finds its data.

Shifted footers: whatever the schema and the writer's options, data further on in a file reads the same.
"""

import os
from datetime import date
from decimal import Decimal

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.release.store import current_files
from tasks.release.store.current_files import MAGIC, ParquetFooter


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
        assert current_files.ParquetFooter.has_same_data(target, file)
        assert pq.read_table(target).equals(table)
        start, end = ParquetFooter.read(target).find_data_range()
        known.append((start, target.read_bytes()[start:end]))
        for place, content in known[-2:]:
            assert target.read_bytes()[place : place + len(content)] == content


def _read_by(footer, path):
    """Read a file's data by a footer that was read before, as a reader does who opens the path twice."""
    image = path.read_bytes() + footer.build_tail()
    return pq.read_table(pa.BufferReader(image))


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
        footer, before = ParquetFooter.read(target), table


def test_a_reader_may_be_late_by_two_releases(folder):
    """When releases follow each other fast, the data of the one before the last is there, too."""
    target, known = folder / "reports.parquet", []
    for night in range(9):
        file, table = _release(folder, night)
        current_files.replace_current_file(file, folder)
        known.append((ParquetFooter.read(target), table))
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
    assert not current_files.ParquetFooter.has_same_data(target, file)
    assert current_files.replace_current_file(file, folder)
    assert current_files.ParquetFooter.has_same_data(target, file)
    assert pq.read_table(target).equals(table)
    pq.write_table(table.slice(1), folder / "other.parquet")
    assert not current_files.ParquetFooter.has_same_data(folder / "other.parquet", file)


def test_a_broken_file_is_replaced(folder):
    """Nobody can have its footer."""
    (folder / "reports.parquet").write_bytes(b"PAR1 torn")
    file, table = _release(folder, 1)
    assert current_files.replace_current_file(file, folder)
    assert pq.read_table(folder / "reports.parquet").equals(table)


ROWS = 300
TABLES = {
    "words": pa.table({"a": range(ROWS), "b": [f"第{row}条" if row % 3 else None for row in range(ROWS)]}),
    "nested": pa.table({
        "a": [[[row, None], []] if row % 4 else None for row in range(ROWS)],
        "b": [{"x": row, "y": [str(row)] * (row % 3)} for row in range(ROWS)],
        "c": pa.array(
            [[(f"k{key}", key) for key in range(row % 4)] for row in range(ROWS)], pa.map_("str", "int64")
        ),
    }),
    "dictionary": pa.table({"a": pa.array([f"类{row % 7}" for row in range(ROWS)]).dictionary_encode()}),
    "types": pa.table({
        "a": pa.array([Decimal(row) / 100 for row in range(ROWS)], pa.decimal128(20, 2)),
        "b": [date(2026, 1, 1)] * ROWS,
        "c": [True, False] * (ROWS // 2),
        "d": pa.array([row / 7 for row in range(ROWS)], pa.float32()),
        "e": [bytes([row % 256]) for row in range(ROWS)],
        "f": pa.array(range(ROWS), pa.timestamp("us", "Asia/Shanghai")),
        "g": pa.array(["长" * row for row in range(ROWS)], pa.large_string()),
        "h": pa.nulls(ROWS),
    }),
    "empty": pa.table({"a": pa.array([], pa.int64()), "b": pa.array([], pa.string())}),
    "wide": pa.table({f"c{column}": range(20) for column in range(60)}).replace_schema_metadata(
        {"k": "v" * 3000}
    ),
}  # fmt: skip
FILTER = {"ndv": ROWS}
OPTIONS = {
    "plain": {},
    "no dictionary": {"use_dictionary": False, "compression": "zstd"},
    "page index": {
        "write_page_index": True,
        "row_group_size": 50,
        "data_page_size": 100,
    },
    "second page version": {"data_page_version": "2.0", "write_page_checksum": True},
    "no statistics": {"write_statistics": False, "store_schema": False},
    "sorted": {"sorting_columns": [pq.SortingColumn(0)], "version": "1.0"},
    "bloom filters": {
        "bloom_filter_options": True,
        "write_page_index": True,
        "row_group_size": 70,
    },
}


def _filtered(table):
    """Ask for a Bloom filter of each column that can have one."""
    plain = (
        pa.types.is_integer,
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_date,
        pa.types.is_decimal,
    )
    return {
        field.name: FILTER
        for field in table.schema
        if any(fits(field.type) for fits in plain)
    }


@pytest.fixture(params=OPTIONS)
def options(request):
    """Give the options of a writer."""
    return OPTIONS[request.param]


@pytest.fixture(params=TABLES)
def written(request, options, tmp_path):
    """Write a table; gives the file."""
    table, path = TABLES[request.param], tmp_path / "own.parquet"
    more = (
        {"bloom_filter_options": _filtered(table)}
        if "bloom_filter_options" in options
        else {}
    )
    pq.write_table(table, path, **options | more)
    return path


def _moved(path, by):
    """Write the data of a file further on in another."""
    footer, target = ParquetFooter.read(path), path.with_name(f"{by}.parquet")
    with target.open("wb") as sink:
        sink.write(MAGIC)
        sink.seek(by + len(MAGIC))
        sink.write(path.read_bytes()[len(MAGIC) : -len(footer.build_tail())])
        sink.write(footer.shift(by).build_tail())
    return target


@pytest.mark.parametrize("by", [1, 70_000, 5_000_000_000])
def test_every_reader_finds_the_same(written, by):
    """Arrow, pandas and DuckDB, behind a hole that takes no disk, past what 32 bits can hold, too."""
    moved = _moved(written, by)
    assert pq.read_table(moved).equals(pq.read_table(written), check_metadata=True)
    pd.testing.assert_frame_equal(pd.read_parquet(moved), pd.read_parquet(written))
    assert _asked(f"select * from '{written}'") == _asked(f"select * from '{moved}'")


@pytest.mark.parametrize("written", ["words"], indirect=True)
def test_filters_of_a_reader_hold(written):
    """Statistics, page index and Bloom filters serve to leave row groups out: none is left out wrongly."""
    moved = _moved(written, 70_000)
    for row in (0, 1, 149, ROWS - 1):
        assert pq.read_table(moved, filters=[("a", "=", row)])["a"].to_pylist() == [row]
        assert _asked(f"select a from '{moved}' where a = {row}") == [(row,)]


def _asked(query):
    """Ask DuckDB."""
    with duckdb.connect() as database:
        return database.execute(query).fetchall()


def test_all_that_lies_before_the_footer_is_its_extent(written):
    """A file holds pages, page indexes and Bloom filters alone, and the shifted footer names the same."""
    footer = ParquetFooter.read(written)
    start, end = footer.find_data_range()
    assert (start, end) == (
        len(MAGIC),
        written.stat().st_size - len(footer.build_tail()),
    )
    if end > start:  # an empty table has no pages
        moved_start, moved_end = footer.shift(70_000).find_data_range()
        assert moved_start == start + 70_000
        is_indexed = _is_indexed(written)
        assert moved_end == end + 70_000 or (is_indexed and moved_end < end + 70_000)


def _is_indexed(path):
    metadata = pq.read_metadata(path)
    return (
        metadata.num_row_groups > 0 and metadata.row_group(0).column(0).has_offset_index
    )


@pytest.mark.parametrize("written", ["words"], indirect=True)
def test_a_footer_that_moved_names_no_page_index(written):
    """An index holds places of pages, which are those of the file that it was written in."""
    moved = _moved(written, 70_000)
    assert not _is_indexed(moved)
    column = pq.read_metadata(moved).row_group(0).column(0)
    assert not column.has_column_index
    assert column.path_in_schema == "a"


def test_a_footer_that_is_not_shifted_is_the_same(written):
    """Byte for byte, and back again."""
    footer = ParquetFooter.read(written)
    assert footer.shift(0) == footer
    moved = footer.shift(10_000)
    assert moved.shift(-10_000).shift(10_000) == moved
    assert moved.shift(-10_000) == footer or _is_indexed(written)


def test_what_is_no_parquet_file_has_no_footer(tmp_path):
    """Too short, or of another kind."""
    for content in (b"", b"PAR1", b"\xff\xff\xff\x7fPAR1", b"<html></html>"):
        (tmp_path / "t").write_bytes(content)
        with pytest.raises(ValueError, match="no Parquet file"):
            ParquetFooter.read(tmp_path / "t")
