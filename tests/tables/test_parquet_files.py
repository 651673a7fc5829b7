"""Parquet files: what was written is read back, or it is an error; and nobody else opens one."""

import ast
import hashlib

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tasks.tables.parquet_files import CheckedParquet
from tests.source_code import list_source_files, walk_source

ROWS = pa.table({"id": ["a", "b", None, "d"] * 50, "value": list(range(200))})
# What a reader may meet in a page that rotted; each of them is an error.
_ERRORS = (OSError, pa.ArrowException)


@pytest.fixture
def file(tmp_path):
    """Write a table, and give its path and the digest of what was written."""
    path = tmp_path / "table.parquet"
    return path, CheckedParquet(path).write(ROWS, level=1)


def read_in_batches(path):
    """Read a file as what is large is read."""
    file = CheckedParquet(path)
    return pa.Table.from_batches(file.iter_batches(64), file.read_schema())


WAYS = {
    "whole": lambda path: CheckedParquet(path).read(),
    "filtered": lambda path: CheckedParquet(path).read(filters=pc.field("value") >= 0),
    "matching": lambda path: CheckedParquet(path).read_matching("id", "d"),
    "coded": lambda path: CheckedParquet(path).read(["id", "value"], coded=["id"]),
    "in batches": read_in_batches,
}

RIGHT = {"matching": ROWS.filter(pc.equal(ROWS["id"], "d"))}


def test_what_was_written_is_read_back(file):
    """Its rows, its schema and its digest."""
    path, digest = file
    assert CheckedParquet(path).read().equals(ROWS)
    assert read_in_batches(path).equals(ROWS)
    assert CheckedParquet(path).read(["value"]).column_names == ["value"]
    assert CheckedParquet(path).read_schema().equals(ROWS.schema)
    assert CheckedParquet(path).read_metadata().num_rows == len(ROWS)
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_rows_of_a_value_come_from_their_row_groups(tmp_path):
    """In the order of the file; a value that none has, or that statistics rule out, has no rows."""
    path = tmp_path / "table.parquet"
    sink = path.open("wb")
    with sink, CheckedParquet.open_writer(sink, ROWS.schema, 1) as writer:
        writer.write_table(ROWS, row_group_size=7)
    found = CheckedParquet(path).read_matching("id", "b")
    assert found == ROWS.filter(pc.equal(ROWS["id"], "b"))
    for unknown in ("", "c", "e"):
        assert CheckedParquet(path).read_matching("id", unknown) == ROWS.slice(0, 0)


@pytest.mark.parametrize("way", WAYS)
def test_a_flipped_bit_of_a_page_is_no_other_value(way, file):
    """Whichever bit of the pages it is, and however they are read; a few bits of their heads say nothing."""
    path, _ = file
    sound = path.read_bytes()
    tried = errors = silent = 0
    footer = CheckedParquet(path).read_metadata().serialized_size
    for bit in range(4 * 8, (len(sound) - footer - 8) * 8, 37):
        rotten = bytearray(sound)
        rotten[bit // 8] ^= 1 << bit % 8
        path.write_bytes(rotten)
        try:
            found = WAYS[way](path).cast(ROWS.schema)
            silent += int(found.equals(RIGHT.get(way, ROWS)))
        except _ERRORS:
            errors += 1
        tried += 1
    assert errors + silent == tried
    assert silent < tried / 10


def test_nobody_else_opens_parquet():
    """A reader or a writer of its own would know nothing of the checksums.

    What is opened for analysts, wherever it lies, is held against them as well.
    """
    modules = {"pyarrow.parquet", "pyarrow.dataset", "fastparquet"}
    openers = {
        path.name
        for path in list_source_files()
        for node in walk_source(path)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and modules & {getattr(node, "module", None), *(one.name for one in node.names)}
    }
    assert openers == {"parquet_files.py", "reader.py"}
