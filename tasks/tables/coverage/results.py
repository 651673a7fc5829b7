"""Verdicts: what became of one expected report, and what shows it. Pure.

A report is missing only where a list was seen whole after the deadline and does not have it. A source that
nobody could read proves nothing: what it should hold is unreachable or blocked, never missing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa

from tasks.model.coverage import (
    ANSWERED,
    DEADLINE,
    CoverageStatus,
    SourceHistory,
    SourceVisit,
    Trust,
    UnreadLink,
)
from tasks.model.run import BEIJING
from tasks.model.source import Region
from tasks.model.state import OutcomeKind, PageState
from tasks.report.dates import (
    compute_last_report_year,
    count_days_after_deadline,
    find_years,
)
from tasks.report.organ import find_organ_in_title
from tasks.report.region import find_region
from tasks.tables.coverage.organ_identity import OrganIdentity, identify_organ
from tasks.tables.coverage.publications import Publications, PublishedReport
from tasks.tables.coverage.roster import RosterEntry
from tasks.tables.schema import SCHEMAS
from tasks.tables.table_rows import Row

_REFUSALS = frozenset({OutcomeKind.BLOCKED, OutcomeKind.REFUSED})
_REFUSED_PAGES = frozenset({PageState.BLOCKED, PageState.REFUSED})
_GONE_PAGES = frozenset({PageState.MISSING, PageState.WITHDRAWN})
# How `published_source` begins where only the list tells the day, and what it holds where only a change is
# dated.
_LISTED, _CHANGED = "list page:", "更新时间"
# Evidence names the first few of many.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class CoverageResult:
    """What became of one expected report; `report` is the one found."""

    status: CoverageStatus
    evidence: str
    report: PublishedReport | None = None
    trust: Trust | None = None


def _get_deadline(year: int) -> date:
    """Give the last day on which the report for a year is in time."""
    return date(year + 1, *DEADLINE)


def _classify_found(
    same: Sequence[PublishedReport], look: SourceHistory | None, year: int
) -> CoverageResult:
    """Judge what was found: of copies the earliest that still stands; `look` is of that one's source."""
    chosen = _select_earliest(same)
    status, trust, how = _classify_timing(chosen, look, year)
    words = [f"{chosen.warc_file} at {chosen.warc_offset}", how]
    if chosen.state == PageState.WITHDRAWN:
        status = CoverageStatus.WITHDRAWN
        words.append("the page is gone for good, this is its last copy")
    elif chosen.state == PageState.MISSING:
        words.append("the page was gone when last asked for")
    if others := sorted(one.report_id for one in same if one is not chosen):
        words.append(f"also {_format_names(others)}")
    return CoverageResult(status, "; ".join(words), chosen, trust)


def _select_earliest(same: Iterable[PublishedReport]) -> PublishedReport:
    """Choose among copies of a report: one that still stands, then the first that was published."""
    return min(
        same,
        key=lambda one: (
            one.state == PageState.WITHDRAWN,
            one.known_since,
            one.report_id,
        ),
    )


def _classify_not_found(
    office: OrganIdentity,
    region: Region,
    look: SourceHistory | None,
    year: int,
    as_of: datetime,
) -> CoverageResult:
    """Judge a report that no source has, from what the runs of its organ's source came to."""
    if as_of.astimezone(BEIJING).date() <= _get_deadline(year):
        told = (
            _describe_check(look.last_visit) if look else "the source was never asked"
        )
        return CoverageResult(
            CoverageStatus.AWAITED, f"the deadline has not passed; {told}"
        )
    status, words = _classify_absence(look, _get_deadline(year))
    if look and status is CoverageStatus.MISSING:
        for link in _list_possible_links(office, region, look.unread_links, year):
            if link.state not in _GONE_PAGES:
                status = (
                    CoverageStatus.BLOCKED
                    if link.state in _REFUSED_PAGES
                    else CoverageStatus.UNREACHABLE
                )
            words += f"; the list names {link.title or 'a page'} ({link.url}), {_explain_unread(link)}"
    return CoverageResult(status, words)


def _add_doubts(
    verdict: CoverageResult,
    year: int,
    first: int | None,
    maybe: Sequence[str],
    why: str,
) -> CoverageResult:
    """Say with what was not found what speaks for and against it.

    `first` is the earliest year that the source has a report for, `maybe` its reports that may be the one
    sought, `why` the reason for which the organ is expected.
    """
    words = [verdict.evidence]
    if first is not None and year < first:
        words.append(f"the source has nothing before {first}")
    if maybe:
        words.append(
            f"of the source's reports, {_format_names(maybe)} may be it: organ or year not known"
        )
    if why:
        words.append(f"expected: {why}")
    return CoverageResult(verdict.status, "; ".join(words))


def _classify_timing(
    report: PublishedReport, look: SourceHistory | None, year: int
) -> tuple[CoverageStatus, Trust, str]:
    """Judge whether a report came in time, and how sure that is."""
    deadline, seen = _get_deadline(year), report.first_seen_at.date()
    eve = look.walked_before_deadline.get(year + 1) if look else None
    absent_on = eve.astimezone(BEIJING).date() if eve and seen > deadline else None
    unseen = f"first seen {seen}" + (
        f", not in the list of {absent_on}" if absent_on else ""
    )
    if report.published_on is None:
        return (
            (CoverageStatus.LATE if absent_on else CoverageStatus.FOUND),
            Trust.LOW,
            f"no time of publication, {unseen}",
        )
    said, published = report.published_source or "", report.published_on.date()
    if published > deadline:
        status = CoverageStatus.LATE
    elif absent_on and absent_on > published:
        return CoverageStatus.FOUND, Trust.LOW, f"{said}, yet {unseen}"
    else:
        status = CoverageStatus.FOUND
    return (
        status,
        Trust.MEDIUM if said.startswith(_LISTED) or _CHANGED in said else Trust.HIGH,
        said,
    )


def _classify_absence(
    look: SourceHistory | None, deadline: date
) -> tuple[CoverageStatus, str]:
    """Say what a source's runs prove of a report that they did not find."""
    if look is None:
        return CoverageStatus.UNREACHABLE, "the source was never asked"
    walked, last = look.last_full_walk, look.last_visit
    if walked and _get_day(walked) > deadline:
        lists = "; ".join(
            f"{file} at {', '.join(map(str, offsets))}"
            for file, offsets in look.list_records
        )
        words = f"not in the list of {_get_day(walked)}: {lists or 'no archived list page'}; {walked.reason}"
        return (
            CoverageStatus.MISSING,
            words if walked == last else f"{words}; {_describe_check(last)}",
        )
    if last.saw_whole_list:
        return (
            CoverageStatus.AWAITED,
            f"not looked at since the deadline; {_describe_check(last)}",
        )
    status = (
        CoverageStatus.BLOCKED if last.kind in _REFUSALS else CoverageStatus.UNREACHABLE
    )
    words = (
        "the list was not seen whole"
        if last.kind in ANSWERED
        else "the list could not be read"
    )
    return status, f"{words}; {_describe_check(last)}"


def _list_possible_links(
    office: OrganIdentity, region: Region, unread: Iterable[UnreadLink], year: int
) -> Iterator[UnreadLink]:
    """Yield the links that may lead to an organ's report for a year."""
    for link in unread:
        years, organ = set(find_years(link.title)), find_organ_in_title(link.title)
        same = organ is None or office.is_compatible_with(
            identify_organ(organ, find_region(organ, region))
        )
        if same and (not years or year in years):
            yield link


def _explain_unread(link: UnreadLink) -> str:
    if link.state is None:
        return "which was not asked for"
    return (
        "which is a dead link"
        if link.state in _GONE_PAGES
        else f"which could not be read: {link.state.value}"
    )


def _get_day(looked: SourceVisit) -> date:
    return looked.at.astimezone(BEIJING).date()


def _describe_check(looked: SourceVisit) -> str:
    return f"last looked at {_get_day(looked)}: {looked.kind.value}: {looked.reason}"


def _format_names(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def build_coverage(
    roster: Iterable[RosterEntry],
    reports: pa.Table,
    looks: Mapping[str, SourceHistory],
    as_of: datetime,
) -> pa.Table:
    """Say of every organ and year what became of the report, in the order of year, source and organ.

    To the roster come the organs that published without standing on it, from the first year seen on.
    `reports` needs the columns of `publications.COLUMNS`, `as_of` a zone; the last year is the last whose
    reports may be out.
    """
    publications, expected = Publications(reports), list(roster)
    last = compute_last_report_year(as_of)
    rows = []
    for one in [*expected, *publications.list_newcomers(expected)]:
        office, look = one.identity, looks.get(one.source_id)
        for year in range(one.since, last + 1):
            if same := publications.find_reports(office, one.source_id, year):
                verdict = _classify_found(
                    same, looks.get(_select_earliest(same).source_id), year
                )
            else:
                first, maybe = (
                    publications.get_first_year(one.source_id),
                    publications.find_candidates(office, one.source_id, year),
                )
                verdict = _classify_not_found(office, one.region, look, year, as_of)
                verdict = _add_doubts(verdict, year, first, maybe, one.evidence)
            rows.append(_build_row(one, year, look, verdict))
    rows.sort(key=lambda row: (row["report_year"], row["source_id"], row["organ"]))
    return pa.Table.from_pylist(rows, SCHEMAS["build_coverage"])


def _build_row(
    expected: RosterEntry,
    year: int,
    look: SourceHistory | None,
    verdict: CoverageResult,
) -> Row:
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
        "days_after_deadline": count_days_after_deadline(year, published),
        "trust": verdict.trust.value if verdict.trust else None,
        "checked_at": look.last_visit.at if look else None,
        "evidence": verdict.evidence,
    }
