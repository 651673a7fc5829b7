"""Spilling: rows put aside by bucket come back whole."""

import numpy as np
import pyarrow as pa

from tasks.release.staging.spill import WAITING_BYTES, Spill

SCHEMA = pa.schema([("words", pa.string())])


def _rows(*words):
    return pa.table({"words": list(words)}, schema=SCHEMA)


def test_each_bucket_gives_its_rows_in_the_order_they_came(tmp_path):
    """Also when some of them were written long before others; a bucket without rows is empty."""
    for waiting in (1, WAITING_BYTES):
        made = Spill(tmp_path / "rows.arrow", SCHEMA, waiting)
        made.add(_rows("a", "b", "c"), np.array([7, 0, 7]))
        made.add(_rows("d", "e"), np.array([0, 7]))
        assert made.take(7)["words"].to_pylist() == ["a", "c", "e"]
        assert made.take(0)["words"].to_pylist() == ["b", "d"]
        assert made.take(7)["words"].to_pylist() == ["a", "c", "e"]
        assert made.take(3).equals(SCHEMA.empty_table())
        made.close()
    assert not list(tmp_path.iterdir())


def test_nothing_spilled_can_be_taken(tmp_path):
    """A table without rows needs no special care."""
    made = Spill(tmp_path / "rows.arrow", SCHEMA)
    assert made.take(0).num_rows == 0
    made.close()


def test_a_spill_that_was_never_read_leaves_no_file(tmp_path):
    """An error between adding and taking takes the file with it."""
    made = Spill(tmp_path / "rows.arrow", SCHEMA)
    made.add(_rows("a"), np.array([0]))
    made.close()
    assert not list(tmp_path.iterdir())
