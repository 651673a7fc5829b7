"""Coverage: who should have reported for which year, who did, who was late, and how we know. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import pyarrow as pa

from tasks.model.coverage import Look
from tasks.model.run import BEIJING
from tasks.report.dates import days_after_deadline, last_report_year
from tasks.tables.coverage.publications import Publications
from tasks.tables.coverage.roster import Expected
from tasks.tables.coverage.verdicts import Verdict, doubts, earliest, found, not_found
from tasks.tables.rows import Row
from tasks.tables.schema import SCHEMAS


def coverage(
    roster: Iterable[Expected],
    reports: pa.Table,
    looks: Mapping[str, Look],
    as_of: datetime,
) -> pa.Table:
    """Say of every organ and year what became of the report, in the order of year, source and organ.

    To the roster come the organs that published without standing on it, from the first year seen on.
    `reports` needs the columns of `publications.COLUMNS`, `as_of` a zone; the last year is the last whose
    reports may be out.
    """
    publications, expected = Publications(reports), list(roster)
    last = last_report_year(as_of)
    rows = []
    for one in [*expected, *publications.newcomers(expected)]:
        office, look = one.office, looks.get(one.source_id)
        for year in range(one.since, last + 1):
            if same := publications.of(office, one.source_id, year):
                verdict = found(same, looks.get(earliest(same).source_id), year)
            else:
                first, maybe = (
                    publications.first_year(one.source_id),
                    publications.maybe(office, one.source_id, year),
                )
                verdict = not_found(office, one.region, look, year, as_of)
                verdict = doubts(verdict, year, first, maybe, one.evidence)
            rows.append(_row(one, year, look, verdict))
    rows.sort(key=lambda row: (row["report_year"], row["source_id"], row["organ"]))
    return pa.Table.from_pylist(rows, SCHEMAS["coverage"])


def _row(expected: Expected, year: int, look: Look | None, verdict: Verdict) -> Row:
    report = verdict.report
    published = report.published_on if report else None
    return {
        "source_id": expected.source_id,
        "organ": expected.organ,
        "organ_kind": expected.organ_kind,
        "level": expected.level,
        "division_code": expected.division_code,
        "duty": expected.duty.value,
        "report_year": year,
        "status": verdict.status.value,
        "report_id": report.report_id if report else None,
        "published_on": published.replace(tzinfo=BEIJING) if published else None,
        "days_after_deadline": days_after_deadline(year, published),
        "trust": verdict.trust.value if verdict.trust else None,
        "checked_at": look.last.at if look else None,
        "evidence": verdict.evidence,
    }
