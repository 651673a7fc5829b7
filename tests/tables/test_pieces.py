"""Tables that wait in a file."""

import pyarrow as pa
import pytest

from tasks.tables.rows import Pieces

SCHEMA = pa.schema([("number", pa.int64())])


def _rows(*numbers):
    return pa.table({"number": numbers}, SCHEMA)


def test_they_come_as_they_were_added_as_often_as_asked_for(tmp_path):
    """Each in one piece, however many chunks it had, and an empty one is no trouble."""
    pieces = Pieces(tmp_path / "rows.arrow", SCHEMA)
    for rows in (_rows(1, 2), pa.concat_tables([_rows(3), _rows(4)]), _rows()):
        pieces.add(rows)
    for _ in range(2):
        assert [
            number for piece in pieces for number in piece["number"].to_pylist()
        ] == [1, 2, 3, 4]
        assert all(piece["number"].num_chunks == 1 for piece in pieces if len(piece))


def test_nothing_was_added(tmp_path):
    """There is nothing to go through."""
    assert list(Pieces(tmp_path / "rows.arrow", SCHEMA)) == []


def test_what_was_gone_through_takes_no_more(tmp_path):
    """A row that came too late would be lost: it is an error."""
    pieces = Pieces(tmp_path / "rows.arrow", SCHEMA)
    list(pieces)
    with pytest.raises(pa.ArrowException):
        pieces.add(_rows(1))
