"""Results: what became of each expected report, and what shows it. Pure.

A report is missing only where a list was seen whole after the deadline and does not have it. A source that
nobody could read proves nothing: what it should hold is unreachable or blocked, never missing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

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
from tasks.model.report import DateEvidence
from tasks.model.run import BEIJING, OutcomeKind, PageState
from tasks.report.dates import count_days_after_deadline, find_years
from tasks.report.facts import find_region
from tasks.report.organ import find_organ_in_title
from tasks.tables.coverage.publications import Publications, PublishedReport
from tasks.tables.coverage.roster import OrganIdentity, RosterEntry
from tasks.tables.organs import find_organ_id
from tasks.tables.schema import SCHEMAS
from tasks.tables.table_rows import Row

_REFUSALS = frozenset({OutcomeKind.BLOCKED, OutcomeKind.REFUSED})
_REFUSED_PAGES = frozenset({PageState.BLOCKED, PageState.REFUSED})
_GONE_PAGES = frozenset({PageState.MISSING, PageState.WITHDRAWN})
# Where only the list tells the day, or only the page's last change is dated.
_INDIRECT = frozenset({DateEvidence.LIST, DateEvidence.PAGE_UPDATE})
# Evidence names the first few of many.
_NAMED = 3
_NEVER_ASKED = "the source was never asked"


@dataclass(frozen=True, slots=True)
class _CoverageResult:
    """What became of one expected report; `report` is the one found."""

    status: CoverageStatus
    evidence: str
    report: PublishedReport | None = None
    trust: Trust | None = None


class _Timing(NamedTuple):
    """Whether a report came in time, how far its date can be trusted, and what shows it."""

    status: CoverageStatus
    trust: Trust
    evidence: str


def _get_deadline(year: int) -> date:
    """Give the last day on which the report for a year is in time."""
    return date(year + 1, *DEADLINE)


def _classify_found(
    copies: Sequence[PublishedReport], history: SourceHistory | None, year: int
) -> _CoverageResult:
    """Classify what was found: of copies the earliest that still stands; `history` is of its source."""
    chosen = _select_earliest(copies)
    timing = _classify_timing(chosen, history, year)
    status = timing.status
    words = [f"{chosen.warc_file} at {chosen.warc_offset}", timing.evidence]
    if chosen.state == PageState.WITHDRAWN:
        status = CoverageStatus.WITHDRAWN
        words.append("the page is gone for good, this is its last copy")
    elif chosen.state == PageState.MISSING:
        words.append("the page was gone when last asked for")
    elif chosen.state == PageState.UNLISTED:
        status = CoverageStatus.UNLISTED
        words.append("its list no longer names it, and the page is there")
    others = sorted(one.report_id for one in copies if one is not chosen)
    if others:
        words.append(f"also {_format_names(others)}")
    return _CoverageResult(status, "; ".join(words), chosen, timing.trust)


def _select_earliest(copies: Iterable[PublishedReport]) -> PublishedReport:
    """Choose among copies of a report: one that still stands, then the first that was published."""

    def rank(report: PublishedReport) -> tuple[bool, datetime, str]:
        withdrawn = report.state == PageState.WITHDRAWN
        return withdrawn, report.known_since, report.report_id

    return min(copies, key=rank)


def _classify_not_found(
    entry: RosterEntry,
    history: SourceHistory | None,
    year: int,
    as_of: datetime,
) -> _CoverageResult:
    """Classify a report that no source has, by what the runs of its organ's source came to."""
    if as_of.astimezone(BEIJING).date() <= _get_deadline(year):
        visited = _NEVER_ASKED
        if history:
            visited = _describe_visit(history.last_visit)
        words = f"the deadline has not passed; {visited}"
        return _CoverageResult(CoverageStatus.AWAITED, words)
    result = _classify_absence(history, _get_deadline(year))
    if history is None or result.status is not CoverageStatus.MISSING:
        return result
    status: CoverageStatus = result.status
    words = result.evidence
    for link in _list_possible_links(entry, history.unread_links, year):
        if link.state in _REFUSED_PAGES:
            status = CoverageStatus.BLOCKED
        elif link.state is PageState.UNSUPPORTED:
            status = CoverageStatus.UNREADABLE
        elif link.state not in _GONE_PAGES:
            status = CoverageStatus.UNREACHABLE
        words += f"; the list names {link.title or 'a page'} ({link.url}), {_explain_unread(link)}"
    return _CoverageResult(status, words)


def _add_doubts(
    result: _CoverageResult,
    entry: RosterEntry,
    year: int,
    publications: Publications,
) -> _CoverageResult:
    """Say with what was not found what speaks for and against it.

    That is: the earliest year that the source has a report for, its reports that may be the one sought, and
    the reason for which the organ is expected.
    """
    words = [result.evidence]
    first = publications.get_first_year(entry.source_id)
    if first is not None and year < first:
        words.append(f"the source has nothing before {first}")
    found = publications.find_candidates(entry.identity, entry.source_id, year)
    if found:
        words.append(
            f"of the source's reports, {_format_names(found)} may be it: organ or year not known"
        )
    if entry.evidence:
        words.append(f"expected: {entry.evidence}")
    return _CoverageResult(result.status, "; ".join(words))


def _classify_timing(
    report: PublishedReport, history: SourceHistory | None, year: int
) -> _Timing:
    """Classify whether a report came in time, and how sure that is."""
    deadline = _get_deadline(year)
    seen = report.first_seen_at.date()
    absent_on = None
    if history and seen > deadline:
        walk = history.walked_before_deadline.get(year + 1)
        absent_on = walk.astimezone(BEIJING).date() if walk else None
    unseen = f"first seen {seen}"
    if absent_on:
        unseen += f", not in the list of {absent_on}"
    if report.published_on is None:
        status = CoverageStatus.LATE if absent_on else CoverageStatus.FOUND
        return _Timing(status, Trust.LOW, f"no time of publication, {unseen}")
    said = report.published_source or ""
    published = report.published_on.date()
    trust = Trust.HIGH
    if report.published_evidence in _INDIRECT:
        trust = Trust.MEDIUM
    if published > deadline:
        return _Timing(CoverageStatus.LATE, trust, said)
    if absent_on and absent_on > published:
        return _Timing(CoverageStatus.FOUND, Trust.LOW, f"{said}, yet {unseen}")
    return _Timing(CoverageStatus.FOUND, trust, said)


def _classify_absence(history: SourceHistory | None, deadline: date) -> _CoverageResult:
    """Say what a source's runs prove of a report that they did not find."""
    if history is None:
        return _CoverageResult(CoverageStatus.AWAITED, _NEVER_ASKED)
    walk = history.last_full_walk
    last = history.last_visit
    visited = _describe_visit(last)
    if walk and _get_day(walk) > deadline:
        lists = _format_records(history.list_records) or "no archived list page"
        words = f"not in the list of {_get_day(walk)}: {lists}; {walk.reason}"
        if walk != last:
            words += f"; {visited}"
        return _CoverageResult(CoverageStatus.MISSING, words)
    if last.saw_whole_list:
        words = f"not looked at since the deadline; {visited}"
        return _CoverageResult(CoverageStatus.AWAITED, words)
    if last.kind in ANSWERED and last.list_complete:
        words = f"the list was seen whole, and not all that it names was asked for; {visited}"
        return _CoverageResult(CoverageStatus.AWAITED, words)
    status = CoverageStatus.UNREACHABLE
    if last.kind in _REFUSALS:
        status = CoverageStatus.BLOCKED
    words = "the list could not be read"
    if last.kind in ANSWERED:
        words = "the list was not seen whole"
    return _CoverageResult(status, f"{words}; {visited}")


def _format_records(records: Iterable[tuple[str, Iterable[int]]]) -> str:
    words = [f"{file} at {', '.join(map(str, at))}" for file, at in records]
    return "; ".join(words)


def _list_possible_links(
    entry: RosterEntry, unread: Iterable[UnreadLink], year: int
) -> Iterator[UnreadLink]:
    """Yield the links that may lead to an organ's report for a year."""
    for link in unread:
        years = set(find_years(link.title))
        if years and year not in years:
            continue
        organ = find_organ_in_title(link.title)
        if organ is None or _may_name(organ, entry):
            yield link


def _may_name(organ: str, entry: RosterEntry) -> bool:
    named = OrganIdentity.parse(organ, find_region(organ, entry.region))
    return entry.identity.is_compatible_with(named)


def _explain_unread(link: UnreadLink) -> str:
    if link.state is None:
        return "which was not asked for"
    if link.state in _GONE_PAGES:
        return "which is a dead link"
    if link.state is PageState.UNSUPPORTED:
        return "which was answered, and has no text that could be read"
    return f"which could not be read: {link.state.value}"


def _get_day(visit: SourceVisit) -> date:
    return visit.at.astimezone(BEIJING).date()


def _describe_visit(visit: SourceVisit) -> str:
    words = f"last looked at {_get_day(visit)}"
    # `nothing new: list unchanged` and `3 new` say themselves what came of it
    if visit.kind in ANSWERED or visit.reason.startswith(visit.kind.value):
        return f"{words}: {visit.reason}"
    return f"{words}: {visit.kind.value}: {visit.reason}"


def _format_names(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def build_coverage(
    roster: Iterable[RosterEntry],
    reports: pa.Table,
    histories: Mapping[str, SourceHistory],
    as_of: datetime,
) -> pa.Table:
    """Say of every organ and year what became of the report, in the order of year, source and organ.

    To the roster come the organs that published without standing on it, from the first year seen on.
    `reports` needs the columns of `publications.REPORT_COLUMNS`, `as_of` a zone; the last year is the last
    whose reports may be out.
    """
    publications = Publications(reports)
    listed = list(roster)
    last = compute_last_report_year(as_of)
    rows = []
    for entry in [*listed, *publications.list_newcomers(listed)]:
        history = histories.get(entry.source_id)
        identity = entry.identity
        for year in range(entry.since, last + 1):
            copies = publications.find_reports(identity, entry.source_id, year)
            if copies:
                holder = histories.get(_select_earliest(copies).source_id)
                result = _classify_found(copies, holder, year)
            else:
                result = _classify_not_found(entry, history, year, as_of)
                result = _add_doubts(result, entry, year, publications)
            rows.append(_build_row(entry, year, history, result))
    rows.sort(key=lambda row: (row["report_year"], row["source_id"], row["organ"]))
    return pa.Table.from_pylist(rows, SCHEMAS["coverage"])


def _build_row(
    entry: RosterEntry,
    year: int,
    history: SourceHistory | None,
    result: _CoverageResult,
) -> Row:
    report = result.report
    published = report.published_on if report else None
    return {
        "source_id": entry.source_id,
        "organ": entry.organ,
        "organ_id": find_organ_id(entry.organ, entry.organ_kind, entry.region),
        "organ_kind": entry.organ_kind,
        "level": entry.level,
        "province": entry.region.province,
        "prefecture": entry.region.prefecture,
        "county": entry.region.county,
        "division_code": entry.division_code,
        "duty": entry.duty.value,
        "report_year": year,
        "status": result.status.value,
        "report_id": report.report_id if report else None,
        "published_on": published.replace(tzinfo=BEIJING) if published else None,
        "published_date": published.date() if published else None,
        "days_after_deadline": count_days_after_deadline(year, published),
        "trust": result.trust.value if result.trust else None,
        "checked_at": history.last_visit.at if history else None,
        "evidence": result.evidence,
    }


# From this month on, the first reports on the year itself appear.
_FIRST_MONTH_OF_OWN_YEAR = 11


def compute_last_report_year(as_of: datetime) -> int:
    """Compute the last year whose reports may be out at a moment: the first appear before it has ended."""
    day = as_of.astimezone(BEIJING)
    if day.month >= _FIRST_MONTH_OF_OWN_YEAR:
        return day.year
    return day.year - 1
