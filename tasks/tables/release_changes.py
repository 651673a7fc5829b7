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
    volatile = _VOLATILE_COLUMNS.get(table, ())
    compared = [name for name in columns if name not in volatile]
    named_by = keys or compared
    old = _hash_pieces(before, compared, named_by)
    new = _hash_pieces(after, compared, named_by)
    gone = old.keys[_find_unmatched(old.rows, new.rows)]
    come = new.keys[_find_unmatched(new.rows, old.rows)]
    gone_again = int(np.isin(gone, come).sum())
    come_again = int(np.isin(come, gone).sum())
    changed = min(gone_again, come_again)
    return _RowChanges(len(come) - changed, len(gone) - changed, changed)


def _hash_pieces(
    pieces: Iterable[pa.Table], compared: Sequence[str], keys: Sequence[str]
) -> _RowHashes:
    none = np.zeros(0, np.uint64)
    key_hashes = [none]
    row_hashes = [none]
    for piece in pieces:
        key_hashes.append(hash_rows(piece, keys))
        row_hashes.append(hash_rows(piece, compared))
    return _RowHashes(np.concatenate(key_hashes), np.concatenate(row_hashes))


def _find_unmatched(these: Hashes, those: Hashes) -> np.typing.NDArray[np.intp]:
    """Give the places of the hashes without a partner on the other side, where each partner is taken once."""
    order = np.argsort(these, kind="stable")
    ordered = these[order]
    other = np.sort(those)
    # how many of the same hash stand before this one, against how many the other side has of it
    first_alike = np.searchsorted(ordered, ordered, "left")
    nth = np.arange(len(ordered)) - first_alike
    first = np.searchsorted(other, ordered, "left")
    behind = np.searchsorted(other, ordered, "right")
    partners = behind - first
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
    added = _select_unshared(after, before)
    rows = [_build_new(values, release_before) for values in added]
    for pair in _iter_differing(before, after):
        report_id = str(pair.after["report_id"])
        rows += _build_changes(pair, corrected.get(report_id, ()))
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
    if suspects:
        mended &= suspects
    return not mended


def _list_changed_reports(before: pa.Table, after: pa.Table) -> set[str]:
    changes = compare_fingerprints(before, after, {}, None)
    return set(changes["report_id"].to_pylist())


def _select_unshared(these: pa.Table, those: pa.Table) -> list[Row]:
    """Give the reports that only the first of two releases has."""
    other_ids = those["report_id"].combine_chunks()
    there = pc.is_in(these["report_id"], value_set=other_ids)
    unshared = these.select(PLAIN_COLUMNS).filter(pc.invert(there))
    rows: list[Row] = unshared.to_pylist()
    return rows


def _iter_differing(before: pa.Table, after: pa.Table) -> Iterator[_ReportPair]:
    """Give the reports of both releases that differ in revision, withdrawal or a column that both have."""
    ids_before = before["report_id"].combine_chunks()
    place = pc.index_in(after["report_id"], value_set=ids_before)
    is_in_both = pc.is_valid(place)
    here = pa.array(np.flatnonzero(is_in_both))
    there = place.drop_null()
    names = _list_compared_columns(before, after)
    differs = np.zeros((len(here), len(names)), np.bool_)
    # One column at a time: a whole copy of both would be as much again.
    for index, name in enumerate(names):
        new = after[name].take(here).to_numpy()
        old = before[name].take(there).to_numpy()
        differs[:, index] = new != old
    plain_before = before.select(PLAIN_COLUMNS).take(there)
    plain_after = after.select(PLAIN_COLUMNS).take(here)
    changed = differs.any(axis=1)
    changed |= _mark_revised_or_withdrawn(plain_before, plain_after)
    chosen = pa.array(np.flatnonzero(changed))
    rows_before = plain_before.take(chosen).to_pylist()
    rows_after = plain_after.take(chosen).to_pylist()
    for row_before, row_after, marks in zip(
        rows_before,
        rows_after,
        differs[changed],
        strict=True,
    ):
        columns = tuple(compress(names, marks))
        yield _ReportPair(row_before, row_after, columns)


def _list_compared_columns(before: pa.Table, after: pa.Table) -> list[str]:
    shared = set(before.column_names)
    compared = shared.difference(PLAIN_COLUMNS)
    return [name for name in after.column_names if name in compared]


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
    before = pair.before
    after = pair.after
    ours = [name for name in pair.columns if name in corrected]
    others = [name for name in pair.columns if name not in corrected]
    revision_before = before["revision"]
    revision = after["revision"]
    if revision_before != revision:
        reason = f"its publisher changed the text: revision {revision_before} became {revision}"
        yield _build_row("revised", before, after, others, reason)
    elif others:
        reason = _explain_reread(before, after)
        yield _build_row("reread", before, after, others, reason)
    if ours:
        reason = "a correction of ours; the table issues names it with its source"
        yield _build_row("corrected", before, after, ours, reason)
    state_before = before["state"]
    state = after["state"]
    was_withdrawn = state_before == _WITHDRAWN
    is_withdrawn = state == _WITHDRAWN
    if was_withdrawn != is_withdrawn:
        kind = "withdrawn" if is_withdrawn else "returned"
        reason = f"the page's state was {state_before}, and is {state} now"
        yield _build_row(kind, before, after, (), reason)


def _explain_reread(before: Row, after: Row) -> str:
    reader_before = before["extractor"]
    reader = after["extractor"]
    if reader_before != reader:
        return f"read by {reader}, by {reader_before} before; the text is the same revision"
    return "the same revision and reader; our lookups, sources or corrections changed"


def _build_new(values: Row, release_before: str | None) -> Row:
    reason = "the first release"
    if release_before:
        reason = f"not in {release_before}"
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
        "changed_columns": ", ".join(columns),
        "reason": reason,
    }
