"""Verdicts: what became of one expected report, and what shows it. Pure.

A report is missing only where a list was seen whole after the deadline and does not have it. A source that
nobody could read proves nothing: what it should hold is unreachable or blocked, never missing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa

from tasks.model.coverage import ANSWERED, DEADLINE, Look, Looked, Status, Trust, Unread
from tasks.model.run import BEIJING
from tasks.model.source import Region
from tasks.model.state import OutcomeKind, PageState
from tasks.report.dates import days_after_deadline, last_report_year, years_in
from tasks.report.organ import organ_in_title
from tasks.report.region import region_of
from tasks.tables.coverage.organ_identity import Office, office_of
from tasks.tables.coverage.publications import Publications, Published
from tasks.tables.coverage.roster import Expected
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
class Verdict:
    """What became of one expected report; `report` is the one found."""

    status: Status
    evidence: str
    report: Published | None = None
    trust: Trust | None = None


def deadline_of(year: int) -> date:
    """Give the last day on which the report for a year is in time."""
    return date(year + 1, *DEADLINE)


def found(same: Sequence[Published], look: Look | None, year: int) -> Verdict:
    """Judge what was found: of copies the earliest that still stands; `look` is of that one's source."""
    chosen = earliest(same)
    status, trust, how = _timing(chosen, look, year)
    words = [f"{chosen.warc_file} at {chosen.warc_offset}", how]
    if chosen.state == PageState.WITHDRAWN:
        status = Status.WITHDRAWN
        words.append("the page is gone for good, this is its last copy")
    elif chosen.state == PageState.MISSING:
        words.append("the page was gone when last asked for")
    if others := sorted(one.report_id for one in same if one is not chosen):
        words.append(f"also {_few(others)}")
    return Verdict(status, "; ".join(words), chosen, trust)


def earliest(same: Iterable[Published]) -> Published:
    """Choose among copies of a report: one that still stands, then the first that was published."""
    return min(
        same,
        key=lambda one: (
            one.state == PageState.WITHDRAWN,
            one.known_since,
            one.report_id,
        ),
    )


def not_found(
    office: Office, region: Region, look: Look | None, year: int, as_of: datetime
) -> Verdict:
    """Judge a report that no source has, from what the runs of its organ's source came to."""
    if as_of.astimezone(BEIJING).date() <= deadline_of(year):
        told = _told(look.last) if look else "the source was never asked"
        return Verdict(Status.AWAITED, f"the deadline has not passed; {told}")
    status, words = _absence(look, deadline_of(year))
    if look and status is Status.MISSING:
        for link in _promised(office, region, look.unread, year):
            if link.state not in _GONE_PAGES:
                status = (
                    Status.BLOCKED
                    if link.state in _REFUSED_PAGES
                    else Status.UNREACHABLE
                )
            words += f"; the list names {link.title or 'a page'} ({link.url}), {_why_unread(link)}"
    return Verdict(status, words)


def doubts(
    verdict: Verdict, year: int, first: int | None, maybe: Sequence[str], why: str
) -> Verdict:
    """Say with what was not found what speaks for and against it.

    `first` is the earliest year that the source has a report for, `maybe` its reports that may be the one
    sought, `why` the reason for which the organ is expected.
    """
    words = [verdict.evidence]
    if first is not None and year < first:
        words.append(f"the source has nothing before {first}")
    if maybe:
        words.append(
            f"of the source's reports, {_few(maybe)} may be it: organ or year not known"
        )
    if why:
        words.append(f"expected: {why}")
    return Verdict(verdict.status, "; ".join(words))


def _timing(
    report: Published, look: Look | None, year: int
) -> tuple[Status, Trust, str]:
    """Judge whether a report came in time, and how sure that is."""
    deadline, seen = deadline_of(year), report.first_seen_at.date()
    eve = look.eves.get(year + 1) if look else None
    absent_on = eve.astimezone(BEIJING).date() if eve and seen > deadline else None
    unseen = f"first seen {seen}" + (
        f", not in the list of {absent_on}" if absent_on else ""
    )
    if report.published_on is None:
        return (
            (Status.LATE if absent_on else Status.FOUND),
            Trust.LOW,
            f"no time of publication, {unseen}",
        )
    said, published = report.published_source or "", report.published_on.date()
    if published > deadline:
        status = Status.LATE
    elif absent_on and absent_on > published:
        return Status.FOUND, Trust.LOW, f"{said}, yet {unseen}"
    else:
        status = Status.FOUND
    return (
        status,
        Trust.MEDIUM if said.startswith(_LISTED) or _CHANGED in said else Trust.HIGH,
        said,
    )


def _absence(look: Look | None, deadline: date) -> tuple[Status, str]:
    """Say what a source's runs prove of a report that they did not find."""
    if look is None:
        return Status.UNREACHABLE, "the source was never asked"
    walked, last = look.walked, look.last
    if walked and _day(walked) > deadline:
        lists = "; ".join(
            f"{file} at {', '.join(map(str, offsets))}" for file, offsets in look.lists
        )
        words = f"not in the list of {_day(walked)}: {lists or 'no archived list page'}; {walked.reason}"
        return Status.MISSING, words if walked == last else f"{words}; {_told(last)}"
    if last.whole:
        return Status.AWAITED, f"not looked at since the deadline; {_told(last)}"
    status = Status.BLOCKED if last.kind in _REFUSALS else Status.UNREACHABLE
    words = (
        "the list was not seen whole"
        if last.kind in ANSWERED
        else "the list could not be read"
    )
    return status, f"{words}; {_told(last)}"


def _promised(
    office: Office, region: Region, unread: Iterable[Unread], year: int
) -> Iterator[Unread]:
    """Yield the links that may lead to an organ's report for a year."""
    for link in unread:
        years, organ = set(years_in(link.title)), organ_in_title(link.title)
        same = organ is None or office.may_be(
            office_of(organ, region_of(organ, region))
        )
        if same and (not years or year in years):
            yield link


def _why_unread(link: Unread) -> str:
    if link.state is None:
        return "which was not asked for"
    return (
        "which is a dead link"
        if link.state in _GONE_PAGES
        else f"which could not be read: {link.state.value}"
    )


def _day(looked: Looked) -> date:
    return looked.at.astimezone(BEIJING).date()


def _told(looked: Looked) -> str:
    return f"last looked at {_day(looked)}: {looked.kind.value}: {looked.reason}"


def _few(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


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
