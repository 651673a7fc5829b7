"""Shifted footers: whatever the schema and the writer's options, data further on in a file reads the same."""

from datetime import date
from decimal import Decimal

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.release.store.parquet_footer import (
    MAGIC,
    find_data_range,
    read_footer,
    shift_footer,
)

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
    footer, target = read_footer(path), path.with_name(f"{by}.parquet")
    with target.open("wb") as sink:
        sink.write(MAGIC)
        sink.seek(by + len(MAGIC))
        sink.write(path.read_bytes()[len(MAGIC) : -len(shift_footer(footer, 0))])
        sink.write(shift_footer(footer, by))
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
    footer = read_footer(written)
    start, end = find_data_range(footer)
    assert (start, end) == (
        len(MAGIC),
        written.stat().st_size - len(shift_footer(footer, 0)),
    )
    if end > start:  # an empty table has no pages
        assert find_data_range(shift_footer(footer, 70_000)[:-8]) == (
            start + 70_000,
            end + 70_000,
        )


def test_a_footer_that_is_not_shifted_is_the_same(written):
    """Byte for byte, and back again."""
    footer = read_footer(written)
    assert shift_footer(footer, 0)[:-8] == footer
    assert shift_footer(shift_footer(footer, 10_000)[:-8], -10_000)[:-8] == footer


def test_what_is_no_parquet_file_has_no_footer(tmp_path):
    """Too short, or of another kind."""
    for content in (b"", b"PAR1", b"\xff\xff\xff\x7fPAR1", b"<html></html>"):
        (tmp_path / "t").write_bytes(content)
        with pytest.raises(ValueError, match="no Parquet file"):
            read_footer(tmp_path / "t")
