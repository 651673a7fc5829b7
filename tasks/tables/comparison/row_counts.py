"""Comparison: how many rows of a table two releases do not share, whatever table it is."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from tasks.tables.comparison.fingerprints import CAPTURE_COLUMNS, Hashes, hash_rows

# What one night tells otherwise than the night before, though nothing has become of the row.
_VOLATILE_COLUMNS = {
    "reports": (*CAPTURE_COLUMNS, "state", "extractor"),
    "coverage": ("checked_at", "evidence"),
}


class RowChanges(NamedTuple):
    """Rows that only the later release has, only the earlier one, and of one key but with other values."""

    added: int
    removed: int
    changed: int


class _RowHashes(NamedTuple):
    """The rows of one release's table, each as a hash of its key and one of all its values."""

    keys: Hashes
    rows: Hashes


def count_row_changes(
    table: str,
    before: Iterable[pa.Table],
    after: Iterable[pa.Table],
    columns: Sequence[str],
    keys: Sequence[str],
) -> RowChanges:
    """Compare a table of two releases, each given in pieces, by some columns.

    Rows that are wholly alike are counted, so that one that stands twice where it stood once was added. When
    a page was last seen and the like does not count.
    """
    compared = [
        name for name in columns if name not in _VOLATILE_COLUMNS.get(table, ())
    ]
    old = _hash_pieces(before, compared, keys or compared)
    new = _hash_pieces(after, compared, keys or compared)
    gone = old.keys[_find_unmatched(old.rows, new.rows)]
    come = new.keys[_find_unmatched(new.rows, old.rows)]
    changed = min(int(np.isin(gone, come).sum()), int(np.isin(come, gone).sum()))
    return RowChanges(len(come) - changed, len(gone) - changed, changed)


def _hash_pieces(
    pieces: Iterable[pa.Table], compared: Sequence[str], keys: Sequence[str]
) -> _RowHashes:
    key_hashes, row_hashes = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint64)]
    for piece in pieces:
        key_hashes.append(hash_rows(piece, keys))
        row_hashes.append(hash_rows(piece, compared))
    return _RowHashes(np.concatenate(key_hashes), np.concatenate(row_hashes))


def _find_unmatched(these: Hashes, those: Hashes) -> np.typing.NDArray[np.intp]:
    """Give the places of the hashes without a partner on the other side, where each partner is taken once."""
    order = np.argsort(these, kind="stable")
    ordered, other = these[order], np.sort(those)
    # how many of the same hash stand before this one, against how many the other side has of it
    nth = np.arange(len(ordered)) - np.searchsorted(ordered, ordered, "left")
    first = np.searchsorted(other, ordered, "left")
    partners = np.searchsorted(other, ordered, "right") - first
    return order[nth >= partners]
