"""Difference: what became of each report between two releases, told from their fingerprints."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tasks.tables.comparison.fingerprints import PLAIN_COLUMNS
from tasks.tables.schema import SCHEMAS
from tasks.tables.table_rows import Row

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
        rows = [
            _build_new(values, None)
            for values in after.select(PLAIN_COLUMNS).to_pylist()
        ]
        return pa.Table.from_pylist(rows, SCHEMAS["changes"])
    rows = [
        _build_new(values, release_before) for values in _select_unshared(after, before)
    ]
    for sides in _iter_differing(before, after):
        rows += _build_changes(sides, corrected.get(str(sides.after["report_id"]), ()))
    order = {
        report_id: place
        for place, report_id in enumerate(after["report_id"].to_pylist())
    }
    rows.sort(key=lambda row: order[row["report_id"]])
    rows += [_build_removed(values) for values in _select_unshared(before, after)]
    return pa.Table.from_pylist(
        [row | {"release_before": release_before} for row in rows], SCHEMAS["changes"]
    )


def has_recalled_changes(good: pa.Table, recalled: pa.Table, staged: pa.Table) -> bool:
    """Tell whether staged fingerprints repeat what a recalled release did otherwise than the good one before
    it.

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
    """Give the reports of both releases that differ in revision, withdrawal or a column that both releases
    have.
    """
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
    for index, name in enumerate(
        names
    ):  # one at a time: a whole copy of both would be as much again
        differs[:, index] = (
            after[name].take(here).to_numpy() != before[name].take(there).to_numpy()
        )
    before, after = (
        before.select(PLAIN_COLUMNS).take(there),
        after.select(PLAIN_COLUMNS).take(here),
    )
    told = differs.any(axis=1) | _mark_revised_or_withdrawn(before, after)
    chosen = pa.array(np.flatnonzero(told))
    values = (side.take(chosen).to_pylist() for side in (before, after))
    for row_before, row_after, marks in zip(*values, differs[told], strict=True):
        yield _ReportPair(
            row_before,
            row_after,
            tuple(name for name, mark in zip(names, marks, strict=True) if mark),
        )


def _mark_revised_or_withdrawn(
    before: pa.Table, after: pa.Table
) -> npt.NDArray[np.bool_]:
    revised = pc.not_equal(before["revision"], after["revision"])
    gone = (pc.equal(side["state"], _WITHDRAWN) for side in (before, after))
    marks: npt.NDArray[np.bool_] = pc.or_(revised, pc.xor(*gone)).to_numpy()
    return marks


def _build_changes(sides: _ReportPair, corrected: Collection[str]) -> Iterator[Row]:
    """Give a row for each kind of change of one report; a column is told once."""
    before, after, columns = sides
    ours = [name for name in columns if name in corrected]
    others = [name for name in columns if name not in corrected]
    if before["revision"] != after["revision"]:
        reason = f"its publisher changed the text: revision {before['revision']} became {after['revision']}"
        yield _build_row("revised", before, after, others, reason)
    elif others:
        yield _build_row(
            "reread", before, after, others, _explain_reread(before, after)
        )
    if ours:
        yield _build_row(
            "corrected",
            before,
            after,
            ours,
            "a correction of ours; the table issues names it with its source",
        )
    if (before["state"] == _WITHDRAWN) != (after["state"] == _WITHDRAWN):
        kind = "withdrawn" if after["state"] == _WITHDRAWN else "returned"
        yield _build_row(
            kind,
            before,
            after,
            (),
            f"the page's state was {before['state']}, and is {after['state']} now",
        )


def _explain_reread(before: Row, after: Row) -> str:
    if before["extractor"] != after["extractor"]:
        return f"read by {after['extractor']}, by {before['extractor']} before; the text is the same revision"
    return "the same revision and reader; our lookups, sources or corrections changed"


def _build_new(values: Row, release_before: str | None) -> Row:
    return _build_row(
        "new",
        None,
        values,
        (),
        f"not in {release_before}" if release_before else "the first release",
    )


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
