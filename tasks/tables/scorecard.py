"""The scorecard of each source: how many issues of a kind, who can mend them, and whether they grow.

A kind of issue that is gone keeps its row, with a count of 0, until its trend holds nothing else.
"""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from tasks.model.issue import Severity
from tasks.tables.schema import SCHEMAS
from tasks.tables.table_rows import Row

# Releases that a trend looks back on, the present one included: ten nights tell a slip from a habit.
RELEASES_IN_TREND = 10

_SEVERITIES = tuple(Severity)  # from the mildest to the worst


class _IssueKind(NamedTuple):
    """A kind of issue of one source; null code and responsibility stand for a source that has none."""

    source_id: str
    code: str | None = None
    responsibility: str | None = None


class _IssueCount(NamedTuple):
    """Issues of one kind, the reports that have them, and the severity of the worst."""

    issues: int
    reports: int
    severity: str | None


_NONE = _IssueCount(0, 0, None)


def build_scorecard(
    issues: pa.Table,
    reports: pa.Table,
    publishers: Mapping[str, str],
    before: pa.Table | None,
) -> pa.Table:
    """Count the issues of a release by source and kind, beside those of the release before.

    Takes of `issues` report_id, source_id, code, severity and responsibility, of `reports` report_id and
    source_id; `publishers` gives the organ of each source, `before` is the scorecard of the release before,
    null in the first one. An issue of a report counts for the report's source; one that names neither stands
    under an empty source.
    """
    counts = _count_issues(issues, reports)
    earlier = _index_rows(before)
    report_counts: Counter[str] = Counter(reports["source_id"].to_pylist())
    kinds = set(counts)
    for kind, row in earlier.items():
        if kind.code and _has_nonzero_trend(row):
            kinds.add(kind)
    sources = {kind.source_id for kind in kinds}
    # A source that has no issue stands there too.
    for source_id in {*publishers, *report_counts} - sources:
        kinds.add(_IssueKind(source_id))
    past = {kind.source_id: len(_parse_trend(row)) for kind, row in earlier.items()}
    rows = []
    for kind in sorted(kinds, key=_get_sort_key):
        source_id = kind.source_id
        count = counts.get(kind, _NONE)
        row = {
            **kind._asdict(),
            "publisher": publishers.get(source_id, ""),
            "reports": report_counts[source_id],
        }
        trend = _build_counts(count, earlier.get(kind), past.get(source_id, 0))
        rows.append(row | trend)
    return pa.Table.from_pylist(rows, SCHEMAS["scorecards"])


def _count_issues(issues: pa.Table, reports: pa.Table) -> dict[_IssueKind, _IssueCount]:
    place = pc.index_in(
        issues["report_id"], value_set=reports["report_id"].combine_chunks()
    )
    source = reports["source_id"].take(place)
    light = pa.table(
        {
            "source_id": pc.coalesce(source, issues["source_id"], ""),
            "code": issues["code"],
            "responsibility": issues["responsibility"],
            "report": place,
            "weight": pc.index_in(
                issues["severity"], value_set=pa.array(_SEVERITIES, pa.string())
            ),
        }
    )
    grouped = light.group_by(["source_id", "code", "responsibility"], use_threads=False)
    counted = grouped.aggregate(
        [([], "count_all"), ("report", "count_distinct"), ("weight", "max")]
    )
    counts = {}
    for row in counted.to_pylist():
        kind = _IssueKind(row["source_id"], row["code"], row["responsibility"])
        worst = _SEVERITIES[row["weight_max"]]
        count = _IssueCount(row["count_all"], row["report_count_distinct"], worst)
        counts[kind] = count
    return counts


def _index_rows(before: pa.Table | None) -> dict[_IssueKind, Row]:
    rows = {}
    for row in [] if before is None else before.to_pylist():
        kind = _IssueKind(row["source_id"], row["code"], row["responsibility"])
        rows[kind] = row
    return rows


def _get_sort_key(kind: _IssueKind) -> tuple[str, str, str]:
    return kind.source_id, kind.code or "", kind.responsibility or ""


def _parse_trend(row: Row) -> list[str]:
    return str(row["trend"]).split(",")


def _has_nonzero_trend(row: Row) -> bool:
    """Tell whether a row's trend would hold more than zeros if this release had no such issue."""
    return set(_parse_trend(row)[1 - RELEASES_IN_TREND :]) != {"0"}


def _build_counts(count: _IssueCount, earlier: Row | None, past: int) -> Row:
    """Give what is counted; a kind that is new in a source known for some past releases had none in them."""
    trend = _parse_trend(earlier) if earlier else ["0"] * past
    return {
        "severity": count.severity or (earlier["severity"] if earlier else None),
        "issues": count.issues,
        "reports_concerned": count.reports,
        "issues_before": int(trend[-1]) if trend else None,
        "trend": ",".join([*trend, str(count.issues)][-RELEASES_IN_TREND:]),
    }
