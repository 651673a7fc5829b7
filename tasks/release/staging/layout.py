"""The layout of large tables: which column their rows are sorted by first, and where their row groups end.

Most tables stand in release order. Of those in LAYOUTS readers want the rows of one value, so these stand
together: by that column, nulls last, then in release order, then by another column. Values of few rows share
a row group, one of many has some for itself, so that a reader who filters by a value reads little else.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.release.staging.row_order import BucketFile

# Measured: larger row groups only cost a reader of few columns memory.
ROWS_PER_GROUP = 65_536
# Smaller groups pack worse: their dictionaries and statistics stand in each, and a reader of any takes in the
# statistics of all.
LEAST_ROWS_PER_GROUP = 32_768
# Sorts behind the values of any column of codes.
_LAST = "\U0010ffff"


class Layout(NamedTuple):
    """What rows are sorted by: a column of codes, the release order, and a column of offsets."""

    first: str
    then: str


LAYOUTS = {"quantities": Layout("indicator", "start_offset")}


class ValueSpool:
    """Rows on their way into row groups by the values of a column.

    Rows of one value keep the order in which they are added. `path` is for a file that is gone at the end.
    """

    def __init__(self, path: Path, schema: pa.Schema, column: str) -> None:
        self._schema = schema
        self._column = column
        self._buckets = BucketFile(path, schema)
        self._numbers: dict[str | None, int] = {}

    def add(self, rows: pa.Table) -> None:
        """Add rows."""
        encoded = rows[self._column].combine_chunks().dictionary_encode()
        values = [*encoded.dictionary.to_pylist(), None]
        numbers = [self._numbers.setdefault(one, len(self._numbers)) for one in values]
        places = pc.fill_null(encoded.indices, len(values) - 1)
        self._buckets.add(rows, np.array(numbers, np.int64)[places.to_numpy()])

    def iter_groups(self) -> Iterator[pa.Table]:
        """Give all rows, a row group at a time; nothing can be added from then on."""
        waiting = [self._schema.empty_table()]
        for value in sorted(self._numbers, key=lambda one: (one is None, one or "")):
            number = self._numbers[value]
            is_large = self._buckets.count_rows(number) >= LEAST_ROWS_PER_GROUP
            if is_large or _count(waiting) >= LEAST_ROWS_PER_GROUP:
                yield from _flush(waiting)
            for batch in self._buckets.iter_bucket(number):
                waiting.append(pa.Table.from_batches([batch]))
                yield from _cut_full_groups(waiting)
            if is_large:
                yield from _flush(waiting)
        yield from _flush(waiting)

    def close(self) -> None:
        """Delete the file."""
        self._buckets.close()


def _count(waiting: list[pa.Table]) -> int:
    return sum(map(len, waiting))


def _cut_full_groups(waiting: list[pa.Table]) -> Iterator[pa.Table]:
    """Give the full groups among waiting rows, and let the others wait."""
    while _count(waiting) >= ROWS_PER_GROUP:
        rows = pa.concat_tables(waiting)
        waiting[:] = [rows.slice(ROWS_PER_GROUP)]
        yield rows.slice(0, ROWS_PER_GROUP)


def _flush(waiting: list[pa.Table]) -> Iterator[pa.Table]:
    """Give all waiting rows, if there are any."""
    rows = pa.concat_tables(waiting)
    waiting[:] = [rows.slice(len(rows))]
    if len(rows):
        yield rows


class LayoutCheck:
    """Finds the first row of a table that does not stand where its layout says, from pieces in their order.

    `report_ids` are those of the reports in release order; rows of others stand anywhere.
    """

    def __init__(self, layout: Layout, report_ids: pa.Array) -> None:
        self._layout = layout
        self._report_ids = report_ids
        self._last: pa.Table | None = None
        self._rows = 0

    @property
    def columns(self) -> list[str]:
        """Give the columns that it looks at."""
        return [self._layout.first, "report_id", self._layout.then]

    def find_disorder(self, piece: pa.Table) -> int | None:
        """Give the number of the next piece's first row that stands wrong, counted from 1 in the table."""
        rows = pa.concat_tables([self._last or piece.slice(0, 0), piece])
        first_number = self._rows + len(piece) - len(rows)
        self._rows += len(piece)
        self._last = rows.slice(max(len(rows) - 1, 0))
        wrong = np.flatnonzero(self._mark_falls(rows))
        return first_number + int(wrong[0]) + 2 if len(wrong) else None

    def _mark_falls(self, rows: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Mark the rows, from the second on, that belong before the one above them."""
        values = pc.fill_null(rows[self._layout.first], _LAST)
        places = pc.index_in(rows["report_id"], value_set=self._report_ids)
        known = places.is_valid().to_numpy()
        steps = np.diff(pc.fill_null(places, 0).to_numpy().astype(np.int64))
        offsets = np.diff(pc.fill_null(rows[self._layout.then], 0).to_numpy())
        falls = (steps < 0) | ((steps == 0) & (offsets < 0))
        falls &= known[1:] & known[:-1]
        is_less = pc.less(values[1:], values[:-1]).to_numpy()
        is_same = pc.equal(values[1:], values[:-1]).to_numpy()
        marked: np.ndarray[tuple[int], np.dtype[np.bool_]] = is_less | (is_same & falls)
        return marked
