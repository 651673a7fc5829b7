"""Reference flags: for what the rows of a table say of another one, which no slice of reports can tell alone.

reuse.placed        the section is there and holds the paragraph
reuse.other_placed  the same in the other report
coverage.tied       a report that is in the release is named where one was found, and none elsewhere
changes.tied        the report is in the release, unless it was removed
scorecards.counted  the source has as many reports in the release as the row says
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

# What says where something stands.
SPAN = ("report_id", "section_path", "start_offset", "end_offset")
_NOWHERE = -1
# A key is the number of a report and, in its lower half, that of a path.
_HALF = 32

Numbers = npt.NDArray[np.int64]
Offsets = npt.NDArray[np.int32]


class SectionIndex:
    """The sections of reports, `add`ed some reports at a time, in which rows of other tables are located."""

    def __init__(self) -> None:
        self._ids: list[pa.Array] = []
        self._reports = 0
        self._paths: dict[str | None, int] = {}
        self._keys: list[Numbers] = []
        self._bounds: list[tuple[Offsets, Offsets]] = []

    def add(self, reports: pa.Table, sections: pa.Table) -> None:
        """Take in reports with all their sections; a section of another report is nowhere."""
        ids = reports["report_id"].combine_chunks()
        place = _find_places(sections["report_id"], ids)
        path = self._number_paths(sections["path"])
        there = place != _NOWHERE
        report = place + self._reports
        keys = _build_keys(report, path, there)
        first = _convert_integers(sections["start_offset"]).astype(np.int32)
        last = _convert_integers(sections["end_offset"]).astype(np.int32)
        bounds = (first[there], last[there])
        self._keys.append(keys[there])
        self._bounds.append(bounds)
        self._ids.append(ids)
        self._reports += len(ids)

    def _number_paths(self, column: pa.ChunkedArray) -> Numbers:
        """Give the number of each row's path; a new path takes the next one."""
        encoded = column.combine_chunks().dictionary_encode()
        numbers = []
        for path in encoded.dictionary.to_pylist():
            numbers.append(self._paths.setdefault(path, len(self._paths)))
        return _convert_integers(pa.array(numbers, pa.int64()).take(encoded.indices))

    def mark_located(self, table: pa.Table, prefix: str = "") -> npt.NDArray[np.bool_]:
        """Mark the rows whose section is there and holds their span, which is not empty.

        The names of the columns of `SPAN` may begin with a prefix.
        """
        self._sort()
        keys = self._keys[0]
        first, last = self._bounds[0]
        if not len(keys):
            return np.zeros(table.num_rows, bool)
        names = [prefix + name for name in SPAN]
        span = table.select(names).rename_columns(SPAN)
        place = _find_places(span["report_id"], self._ids[0])
        paths = pa.array(list(self._paths), pa.string())
        path = _find_places(span["section_path"], paths)
        there = place != _NOWHERE
        there &= path != _NOWHERE
        sought = _build_keys(place, path, there)
        last_key = len(keys) - 1
        at = np.searchsorted(keys, sought).clip(max=last_key)
        begin = _convert_integers(span["start_offset"])
        stop = _convert_integers(span["end_offset"])
        located: npt.NDArray[np.bool_] = keys[at] == sought
        located &= first[at] <= begin
        located &= stop <= last[at]
        located &= begin < stop
        return located

    def _sort(self) -> None:
        """Put what was added since into one piece, in the order of the keys."""
        in_one_piece = len(self._ids) == 1 and len(self._keys) == 1
        if in_one_piece and _is_sorted(self._keys[0]):
            return
        no_ids = pa.array([], pa.string())
        no_keys = np.empty(0, np.int64)
        no_bounds = np.empty(0, np.int32)
        ids = pa.concat_arrays([no_ids, *self._ids])
        keys = np.concatenate([no_keys, *self._keys])
        firsts = [no_bounds]
        lasts = [no_bounds]
        for first, last in self._bounds:
            firsts.append(first)
            lasts.append(last)
        first = np.concatenate(firsts)
        last = np.concatenate(lasts)
        order = np.argsort(keys, kind="stable")
        self._ids = [ids]
        self._keys = [keys[order]]
        self._bounds = [(first[order], last[order])]


def _is_sorted(keys: Numbers) -> bool:
    return bool((np.diff(keys) >= 0).all())


def _build_keys(
    reports: Numbers, paths: Numbers, there: npt.NDArray[np.bool_]
) -> Numbers:
    keys: Numbers = np.where(there, (reports << _HALF) + paths, _NOWHERE)
    return keys


def _find_places(column: pa.ChunkedArray, values: pa.Array) -> Numbers:
    return _convert_integers(pc.index_in(column, value_set=values))


def _convert_integers(column: pa.Array | pa.ChunkedArray) -> Numbers:
    numbers: Numbers = (
        column.cast(pa.int64()).fill_null(_NOWHERE).to_numpy(zero_copy_only=False)
    )
    return numbers


# What the tables coverage and changes call a report that is there, and one that is not.
FOUND = ("found", "late", "unlisted", "withdrawn")
REMOVED = "removed"
# What is asked of the reports.
REPORT_COLUMNS = ("report_id", "source_id")
# What the flags ask of the tables themselves.
FLAGGED_COLUMNS: Mapping[str, Sequence[str]] = {
    "reuse": (*SPAN, *(f"other_{name}" for name in SPAN)),
    "coverage": ("report_id", "status"),
    "changes": ("report_id", "change"),
    "scorecards": ("source_id", "reports"),
}


def add_reference_flags(
    name: str,
    table: pa.Table,
    reports: pa.Table,
    sections: SectionIndex,
) -> pa.Table:
    """Add its flags to rows of a table, null never; a table that has none is given back as it is.

    `reports` are the columns `REPORT_COLUMNS` of all reports, `sections` all their sections.
    """
    for flag, held in _FLAGS.get(name, {}).items():
        table = table.append_column(
            flag, pc.fill_null(held(table, reports, sections), False)
        )
    return table


def _check_found(
    coverage: pa.Table, reports: pa.Table, _sections: SectionIndex
) -> pa.ChunkedArray:
    found = pc.is_in(coverage["status"], value_set=pa.array(FOUND))
    return pc.if_else(
        found, _mark_present(coverage, reports), pc.is_null(coverage["report_id"])
    )


def _check_changes(
    changes: pa.Table, reports: pa.Table, _sections: SectionIndex
) -> pa.ChunkedArray:
    return pc.not_equal(
        _mark_present(changes, reports), pc.equal(changes["change"], REMOVED)
    )


def _check_counts(
    scorecards: pa.Table, reports: pa.Table, _sections: SectionIndex
) -> pa.ChunkedArray:
    counts = reports.group_by("source_id").aggregate([([], "count_all")])
    place = pc.index_in(
        scorecards["source_id"], value_set=counts["source_id"].combine_chunks()
    )
    return pc.equal(
        scorecards["reports"], pc.fill_null(counts["count_all"].take(place), 0)
    )


def _mark_present(table: pa.Table, reports: pa.Table) -> pa.ChunkedArray:
    return pc.is_in(
        table["report_id"], value_set=reports["report_id"].combine_chunks().drop_null()
    )


_FLAGS: Mapping[
    str, Mapping[str, Callable[[pa.Table, pa.Table, SectionIndex], pa.ChunkedArray]]
] = {
    "reuse": {
        "placed": lambda reuse, _, sections: pa.chunked_array(
            [sections.mark_located(reuse)]
        ),
        "other_placed": lambda reuse, _, sections: pa.chunked_array(
            [sections.mark_located(reuse, "other_")]
        ),
    },
    "coverage": {"tied": _check_found},
    "changes": {"tied": _check_changes},
    "scorecards": {"counted": _check_counts},
}
