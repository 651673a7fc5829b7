"""The layout of a table: rows by a column's values on their way into row groups, and what stands wrong."""

from random import Random

import pyarrow as pa
import pytest

from tasks.release.staging import layout
from tasks.release.staging.layout import Layout, LayoutCheck, ValueSpool

SCHEMA = pa.schema(
    [("report_id", pa.string()), ("code", pa.string()), ("at", pa.int32())]
)
CODES = ("b", None, "a", "c")


def _table(*rows):
    columns = zip(SCHEMA.names, zip(*rows, strict=True), strict=True)
    return pa.table({name: list(values) for name, values in columns}, SCHEMA)


def _spooled(folder, pieces):
    spool = ValueSpool(folder / "rows.arrow", SCHEMA, "code")
    for piece in pieces:
        spool.add(piece)
    groups = list(spool.iter_groups())
    spool.close()
    assert not list(folder.iterdir())
    return groups


@pytest.fixture(autouse=True)
def _small_groups(monkeypatch):
    monkeypatch.setattr(layout, "ROWS_PER_GROUP", 10)
    monkeypatch.setattr(layout, "LEAST_ROWS_PER_GROUP", 4)


def _rows(code, count):
    return [(f"r{number:02}", code, number) for number in range(count)]


@pytest.mark.parametrize(
    ("counts", "groups"),
    [
        ({"a": 1, "b": 2}, ["abb"]),
        ({"a": 1, "b": 5, "c": 1}, ["a", "bbbbb", "c"]),
        ({"a": 3, "b": 3, "c": 1}, ["aaabbb", "c"]),
        ({"a": 23, "b": 1}, ["a" * 10, "a" * 10, "aaa", "b"]),
        ({None: 12, "z": 2}, ["zz", "-" * 10, "--"]),
        ({}, []),
    ],
    ids=str,
)
def test_groups_end_with_their_values(tmp_path, counts, groups):
    """Small neighbours share a group, a large value has some for itself, and nulls come last."""
    rows = [row for code, count in counts.items() for row in _rows(code, count)]
    Random(7).shuffle(rows)
    found = _spooled(tmp_path, [_table(row) for row in rows])
    words = ["".join(code or "-" for code in one["code"].to_pylist()) for one in found]
    assert words == groups


@pytest.mark.parametrize("waiting", [1, 1 << 20])
def test_nothing_is_lost_and_rows_of_a_value_keep_their_order(
    tmp_path, monkeypatch, waiting
):
    """However many of them wait in memory, and however they come."""
    monkeypatch.setattr("tasks.release.staging.row_order.WAITING_BYTES", waiting)
    rows = [(f"r{number:03}", CODES[number % 4], number) for number in range(100)]
    pieces = [_table(*rows[start : start + 7]) for start in range(0, 100, 7)]
    found = pa.concat_tables(_spooled(tmp_path, pieces))
    ordered = [row for code in ("a", "b", "c", None) for row in rows if row[1] == code]
    assert found == _table(*ordered)


def test_what_waits_is_bounded_by_rows(tmp_path, monkeypatch):
    """Of a value of many rows no more are held at once than a group and a batch on the disk have."""
    monkeypatch.setattr("tasks.release.staging.row_order.WAITING_BYTES", 1)
    held = []
    concat = pa.concat_tables

    def watch(tables):
        held.append(sum(map(len, tables)))
        return concat(tables)

    monkeypatch.setattr("tasks.release.staging.layout.pa.concat_tables", watch)
    pieces = [_table(*_rows("a", 7)) for _ in range(50)]
    assert sum(map(len, _spooled(tmp_path, pieces))) == 350
    assert max(held) <= 10 + 7


def _find_disorder(rows, size):
    check = LayoutCheck(Layout("code", "at"), pa.array(["x", "y"]))
    table = _table(*rows)
    for start in range(0, len(table), size):
        wrong = check.find_disorder(table.slice(start, size))
        if wrong is not None:
            return wrong
    return None


IN_ORDER = [
    ("x", "a", 1),
    ("x", "a", 5),
    ("y", "a", 2),
    ("x", "b", 0),
    ("x", None, 3),
    ("y", None, 1),
]


@pytest.mark.parametrize("size", [1, 2, 6])
@pytest.mark.parametrize(
    ("place", "row", "wrong"),
    [
        (0, ("x", "a", 1), None),
        (0, ("x", "b", 1), 2),
        (1, ("x", "a", 0), 2),
        (2, ("x", "a", 2), 3),
        (3, ("stranger", "b", 0), None),
        (4, ("y", None, 3), 6),
        (5, ("y", "c", 1), 6),
    ],
    ids=str,
)
def test_the_first_row_that_stands_wrong_is_named(place, row, wrong, size):
    """By value, nulls last, then by report, then by offset; rows of no report stand anywhere."""
    rows = [*IN_ORDER]
    rows[place] = row
    assert _find_disorder(rows, size) == wrong
