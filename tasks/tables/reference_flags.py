"""Ties: flags for what the rows of a table say of another one, which no slice of reports can tell alone.

reuse.placed        the section is there and holds the paragraph
reuse.other_placed  the same in the other report
coverage.tied       a report that is in the release is named where one was found, and none elsewhere
changes.tied        the report is in the release, unless it was removed
scorecards.counted  the source has as many reports in the release as the row says
"""

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from tasks.tables.spans import SPAN, Spans

# What the tables coverage and changes call a report that is there, and one that is not.
FOUND = ("found", "late", "withdrawn")
REMOVED = "removed"
# What is asked of the reports.
OF_REPORTS = ("report_id", "source_id")
# What the flags ask of the tables themselves.
COLUMNS: Mapping[str, Sequence[str]] = {
    "reuse": (*SPAN, *(f"other_{name}" for name in SPAN)),
    "coverage": ("report_id", "status"),
    "changes": ("report_id", "change"),
    "scorecards": ("source_id", "reports"),
}


def tie(name: str, table: pa.Table, reports: pa.Table, sections: Spans) -> pa.Table:
    """Add its flags to rows of a table, null never; a table that has none is given back as it is.

    `reports` are the columns `OF_REPORTS` of all reports, `sections` all their sections.
    """
    for flag, held in _FLAGS.get(name, {}).items():
        table = table.append_column(
            flag, pc.fill_null(held(table, reports, sections), False)
        )
    return table


def _found(coverage: pa.Table, reports: pa.Table, _sections: Spans) -> pa.ChunkedArray:
    found = pc.is_in(coverage["status"], value_set=pa.array(FOUND))
    return pc.if_else(
        found, _there(coverage, reports), pc.is_null(coverage["report_id"])
    )


def _standing(
    changes: pa.Table, reports: pa.Table, _sections: Spans
) -> pa.ChunkedArray:
    return pc.not_equal(_there(changes, reports), pc.equal(changes["change"], REMOVED))


def _counted(
    scorecards: pa.Table, reports: pa.Table, _sections: Spans
) -> pa.ChunkedArray:
    counts = reports.group_by("source_id").aggregate([([], "count_all")])
    place = pc.index_in(
        scorecards["source_id"], value_set=counts["source_id"].combine_chunks()
    )
    return pc.equal(
        scorecards["reports"], pc.fill_null(counts["count_all"].take(place), 0)
    )


def _there(table: pa.Table, reports: pa.Table) -> pa.ChunkedArray:
    return pc.is_in(
        table["report_id"], value_set=reports["report_id"].combine_chunks().drop_null()
    )


_FLAGS: Mapping[
    str, Mapping[str, Callable[[pa.Table, pa.Table, Spans], pa.ChunkedArray]]
] = {
    "reuse": {
        "placed": lambda reuse, _, sections: pa.chunked_array(
            [sections.located(reuse)]
        ),
        "other_placed": lambda reuse, _, sections: pa.chunked_array(
            [sections.located(reuse, "other_")]
        ),
    },
    "coverage": {"tied": _found},
    "changes": {"tied": _standing},
    "scorecards": {"counted": _counted},
}
