"""Ties: flags for what the rows of a table say of another one, asked of whole tables without their texts.

reuse.placed        the section is there and holds the paragraph
reuse.other_placed  the same in the other report
coverage.tied       a report that is in the release is named where one was found, and none elsewhere
changes.tied        the report is in the release, unless it was removed
scorecards.counted  the source has as many reports in the release as the row says
"""

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from tasks.report.witness import SPAN, located

# What the tables coverage and changes call a report that is there, and one that is not.
FOUND = ("found", "late", "withdrawn")
REMOVED = "removed"


def tie(name: str, table: pa.Table, reports: pa.Table, sections: pa.Table) -> pa.Table:
    """Add its flags to a table, null never; one that has none is given back as it is."""
    for flag, held in _FLAGS.get(name, {}).items():
        table = table.append_column(flag, pc.fill_null(held(table, reports, sections), False))
    return table


def _found(coverage: pa.Table, reports: pa.Table, _sections: pa.Table) -> pa.ChunkedArray:
    found = pc.is_in(coverage["status"], value_set=pa.array(FOUND))
    return pc.if_else(found, _there(coverage, reports), pc.is_null(coverage["report_id"]))


def _standing(changes: pa.Table, reports: pa.Table, _sections: pa.Table) -> pa.ChunkedArray:
    return pc.not_equal(_there(changes, reports), pc.equal(changes["change"], REMOVED))


def _counted(scorecards: pa.Table, reports: pa.Table, _sections: pa.Table) -> pa.ChunkedArray:
    counts = reports.group_by("source_id").aggregate([([], "count_all")])
    place = pc.index_in(scorecards["source_id"], value_set=counts["source_id"].combine_chunks())
    return pc.equal(scorecards["reports"], pc.fill_null(counts["count_all"].take(place), 0))


def _there(table: pa.Table, reports: pa.Table) -> pa.ChunkedArray:
    return pc.is_in(table["report_id"], value_set=reports["report_id"].combine_chunks().drop_null())


_FLAGS: Mapping[str, Mapping[str, Callable[[pa.Table, pa.Table, pa.Table], pa.ChunkedArray]]] = {
    "reuse": {
        "placed": lambda reuse, _, sections: located(reuse, sections),
        "other_placed": lambda reuse, _, sections: located(reuse, sections, "other_"),
    },
    "coverage": {"tied": _found},
    "changes": {"tied": _standing},
    "scorecards": {"counted": _counted},
}
# What the flags ask of the tables that they tie others to, and of those themselves.
COLUMNS: Mapping[str, Sequence[str]] = {
    "reports": ("report_id", "source_id"),
    "sections": ("report_id", "path", "start", "end"),
    "reuse": (*SPAN, *(f"other_{name}" for name in SPAN)),
    "coverage": ("report_id", "status"),
    "changes": ("report_id", "change"),
    "scorecards": ("source_id", "reports"),
}
