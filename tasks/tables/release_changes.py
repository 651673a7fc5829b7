"""Release changes: what became of each report between two releases, and how many rows they do not share."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tasks.tables.fingerprints import CAPTURE_COLUMNS, PLAIN_COLUMNS, Hashes, hash_rows
from tasks.tables.schema import SCHEMAS
from tasks.tables.table_rows import Row

# What one night tells otherwise than the night before, though nothing has become of the row.
_VOLATILE_COLUMNS = {
    "reports": (*CAPTURE_COLUMNS, "state", "extractor"),
    "coverage": ("checked_at", "evidence"),
}


class _RowChanges(NamedTuple):
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
) -> _RowChanges:
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
    return _RowChanges(len(come) - changed, len(gone) - changed, changed)


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


_WITHDRAWN = "withdrawn"


class _ReportPair(NamedTuple):
    """One report in both releases: the columns kept as values, and the names of those whose values differ."""

    before: Row
    after: Row
    columns: tuple[str, ...]


def compare_fingerprints(
    before: pa.Table | None,
    after: pa.Table,
    corrected: Mapping[str, Collection[str]],
    release_before: str | None,
) -> pa.Table:
    """Give the table `changes` of two releases' fingerprints, in the order of `after`, what was removed last.

    `before` is null for the first release, of which every report is new; `corrected` names by report the
    columns that a correction of ours set in `after`. A report may have several rows, one a kind of change.
    """
    if before is None:
        reports = after.select(PLAIN_COLUMNS).to_pylist()
        rows = [_build_new(values, None) for values in reports]
        return pa.Table.from_pylist(rows, SCHEMAS["changes"])
    rows = [
        _build_new(values, release_before) for values in _select_unshared(after, before)
    ]
    for pair in _iter_differing(before, after):
        rows += _build_changes(pair, corrected.get(str(pair.after["report_id"]), ()))
    report_ids = after["report_id"].to_pylist()
    order = {report_id: place for place, report_id in enumerate(report_ids)}
    rows.sort(key=lambda row: order[row["report_id"]])
    rows += map(_build_removed, _select_unshared(before, after))
    for row in rows:
        row["release_before"] = release_before
    return pa.Table.from_pylist(rows, SCHEMAS["changes"])


def has_recalled_changes(good: pa.Table, recalled: pa.Table, staged: pa.Table) -> bool:
    """Tell whether staged fingerprints repeat what a recalled release changed from the good one before it.

    They do when none of the reports that the recalled release changed reads differently now; what else is new
    since does not matter. Where it changed no report at all, any other reading of one counts as mended.
    """
    mended = _list_changed_reports(recalled, staged)
    suspects = _list_changed_reports(good, recalled)
    return not (mended & suspects if suspects else mended)


def _list_changed_reports(before: pa.Table, after: pa.Table) -> set[str]:
    return set(compare_fingerprints(before, after, {}, None)["report_id"].to_pylist())


def _select_unshared(these: pa.Table, those: pa.Table) -> list[Row]:
    """Give the reports that only the first of two releases has."""
    there = pc.is_in(these["report_id"], value_set=those["report_id"].combine_chunks())
    rows: list[Row] = these.select(PLAIN_COLUMNS).filter(pc.invert(there)).to_pylist()
    return rows


def _iter_differing(before: pa.Table, after: pa.Table) -> Iterator[_ReportPair]:
    """Give the reports of both releases that differ in revision, withdrawal or a column that both have."""
    place = pc.index_in(
        after["report_id"], value_set=before["report_id"].combine_chunks()
    )
    here, there = pa.array(np.flatnonzero(pc.is_valid(place))), place.drop_null()
    names = [
        name
        for name in after.column_names
        if name in before.column_names and name not in PLAIN_COLUMNS
    ]
    differs = np.zeros((len(here), len(names)), np.bool_)
    # One column at a time: a whole copy of both would be as much again.
    for index, name in enumerate(names):
        new, old = after[name].take(here), before[name].take(there)
        differs[:, index] = new.to_numpy() != old.to_numpy()
    before = before.select(PLAIN_COLUMNS).take(there)
    after = after.select(PLAIN_COLUMNS).take(here)
    changed = differs.any(axis=1) | _mark_revised_or_withdrawn(before, after)
    chosen = pa.array(np.flatnonzero(changed))
    rows_before, rows_after = before.take(chosen), after.take(chosen)
    rows = zip(
        rows_before.to_pylist(), rows_after.to_pylist(), differs[changed], strict=True
    )
    for row_before, row_after, marks in rows:
        yield _ReportPair(row_before, row_after, tuple(compress(names, marks)))


def _mark_revised_or_withdrawn(
    before: pa.Table, after: pa.Table
) -> npt.NDArray[np.bool_]:
    revised = pc.not_equal(before["revision"], after["revision"])
    gone_before = pc.equal(before["state"], _WITHDRAWN)
    gone_after = pc.equal(after["state"], _WITHDRAWN)
    moved = pc.xor(gone_before, gone_after)
    marks: npt.NDArray[np.bool_] = pc.or_(revised, moved).to_numpy()
    return marks


def _build_changes(pair: _ReportPair, corrected: Collection[str]) -> Iterator[Row]:
    """Give a row for each kind of change of one report; a column stands in one of them."""
    before, after = pair.before, pair.after
    ours = [name for name in pair.columns if name in corrected]
    others = [name for name in pair.columns if name not in corrected]
    if before["revision"] != after["revision"]:
        reason = f"its publisher changed the text: revision {before['revision']} became {after['revision']}"
        yield _build_row("revised", before, after, others, reason)
    elif others:
        yield _build_row(
            "reread", before, after, others, _explain_reread(before, after)
        )
    if ours:
        reason = "a correction of ours; the table issues names it with its source"
        yield _build_row("corrected", before, after, ours, reason)
    if (before["state"] == _WITHDRAWN) != (after["state"] == _WITHDRAWN):
        kind = "withdrawn" if after["state"] == _WITHDRAWN else "returned"
        reason = f"the page's state was {before['state']}, and is {after['state']} now"
        yield _build_row(kind, before, after, (), reason)


def _explain_reread(before: Row, after: Row) -> str:
    if before["extractor"] != after["extractor"]:
        return f"read by {after['extractor']}, by {before['extractor']} before; the text is the same revision"
    return "the same revision and reader; our lookups, sources or corrections changed"


def _build_new(values: Row, release_before: str | None) -> Row:
    reason = f"not in {release_before}" if release_before else "the first release"
    return _build_row("new", None, values, (), reason)


def _build_removed(values: Row) -> Row:
    reason = "no longer in the tables; the table issues says why where a rule or an unread page keeps it out"
    return _build_row("removed", values, None, (), reason)


def _build_row(
    change: str,
    before: Row | None,
    after: Row | None,
    columns: Collection[str],
    reason: str,
) -> Row:
    either = after or before or {}
    return {
        "report_id": either["report_id"],
        "change": change,
        "release_before": None,
        "revision_before": before["revision"] if before else None,
        "revision": after["revision"] if after else None,
        "columns": ", ".join(columns),
        "reason": reason,
    }
