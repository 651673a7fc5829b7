"""Publications: the reports of a release by organ and year, as the table `coverage` asks for them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from tasks.model.coverage import Duty
from tasks.model.report import OrganKind
from tasks.model.source import Region
from tasks.tables.coverage.roster import (
    FIRST_YEAR,
    OrganIdentity,
    RosterEntry,
)

# What is needed of the table `reports`.
REPORT_COLUMNS = (
    "report_id",
    "source_id",
    "organ",
    "organ_kind",
    "level",
    "province",
    "prefecture",
    "county",
    "township",
    "division_code",
    "report_year",
    "published_on",
    "published_source",
    "published_evidence",
    "first_seen_at",
    "state",
    "warc_file",
    "warc_offset",
)
# The place of the county in an organ's places from the province down
_COUNTY = 2


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """What is needed of a report, as the table `reports` has it; times are Beijing time, without a zone."""

    report_id: str
    source_id: str
    organ: str | None
    organ_kind: str | None
    level: str | None
    province: str | None
    prefecture: str | None
    county: str | None
    township: str | None
    division_code: str | None
    report_year: int | None
    published_on: datetime | None
    published_source: str | None
    published_evidence: str | None
    first_seen_at: datetime
    state: str
    warc_file: str
    warc_offset: int

    @property
    def known_since(self) -> datetime:
        """Give the time of publication, or of our first sight of it."""
        return self.published_on or self.first_seen_at

    @property
    def region(self) -> Region:
        """Give the organ's place, without its code."""
        return Region(
            province=self.province,
            prefecture=self.prefecture,
            county=self.county,
            township=self.township,
        )


class _OrganEntry(NamedTuple):
    """A place at which an organ stands, with the source that it was met in."""

    organ: OrganIdentity
    source_id: str
    place: int

    def is_of(self, organ: OrganIdentity, source_id: str) -> bool:
        """Tell whether this is an organ of a source, or surely the same wherever it was met."""
        if organ.is_same_as(self.organ):
            return True
        return source_id == self.source_id and organ.is_compatible_with(self.organ)


class _DatedReport(NamedTuple):
    """A report of which organ and year are known."""

    organ: OrganIdentity
    report: PublishedReport
    year: int

    @property
    def rank(self) -> tuple[int, datetime, str]:
        """Give the order in which organs are met."""
        return self.year, self.report.known_since, self.report.report_id


class _OrganIndex:
    """Which sources hold an organ's reports, found by its key and county: dozens of towns share a name."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str, str | None], list[_OrganEntry]] = (
            defaultdict(list)
        )
        self._counties: dict[tuple[str, str], list[str | None]] = defaultdict(list)

    def add(self, organ: OrganIdentity, source_id: str, place: int) -> None:
        """Note a place (in a list of reports, or of rows) of an organ."""
        county = organ.places[_COUNTY]
        entries = self._entries[(*organ.key, county)]
        if not entries:
            self._counties[organ.key].append(county)
        entries.append(_OrganEntry(organ, source_id, place))

    def find(self, organ: OrganIdentity, source_id: str) -> list[int]:
        """Give the places of an organ.

        Another source's only where what it says of its own is beyond doubt.
        """
        county = organ.places[_COUNTY]
        counties = (county, None) if county else self._counties.get(organ.key, ())
        places = []
        for near in counties:
            for entry in self._entries.get((*organ.key, near), ()):
                if entry.is_of(organ, source_id):
                    places.append(entry.place)
        return places


class Publications:
    """The reports by organ and year, and by source those of which one of the two is not known."""

    def __init__(self, reports: pa.Table) -> None:
        """Take a table that has `REPORT_COLUMNS`."""
        self._reports = list(_read_reports(reports))
        self._by_year: dict[int, _OrganIndex] = defaultdict(_OrganIndex)
        self._identified: list[_DatedReport] = []
        self._unidentified: dict[
            str, list[tuple[OrganIdentity | None, PublishedReport]]
        ] = defaultdict(list)
        self._first_years: dict[str, int] = {}
        for place, report in enumerate(self._reports):
            self._add(report, place)

    def _add(self, report: PublishedReport, place: int) -> None:
        organ = (
            OrganIdentity.parse(report.organ, report.region) if report.organ else None
        )
        source_id = report.source_id
        year = report.report_year
        if organ is None or year is None:
            self._unidentified[source_id].append((organ, report))
            return
        self._identified.append(_DatedReport(organ, report, year))
        self._by_year[year].add(organ, source_id, place)
        self._first_years[source_id] = min(year, self._first_years.get(source_id, year))

    def get_first_year(self, source_id: str) -> int | None:
        """Give the earliest year that a source has a report for: sites drop old years, or begin late."""
        return self._first_years.get(source_id)

    def find_reports(
        self, organ: OrganIdentity, source_id: str, year: int
    ) -> list[PublishedReport]:
        """Give an organ's reports for a year; another source's only where the place is beyond doubt."""
        index = self._by_year.get(year)
        places = index.find(organ, source_id) if index else []
        return [self._reports[place] for place in places]

    def find_candidates(
        self, organ: OrganIdentity, source_id: str, year: int
    ) -> list[str]:
        """Give the reports of an organ's source that may be the one sought: organ or year is not known."""
        found = []
        for other, report in self._unidentified.get(source_id, ()):
            may_be_its = other is None or organ.is_compatible_with(other)
            if may_be_its and report.report_year in (None, year):
                found.append(report.report_id)
        return found

    def list_newcomers(self, roster: Iterable[RosterEntry]) -> list[RosterEntry]:
        """Give a row for each organ that published without standing on a roster, from the first year seen on.

        An organ whose name tells no kind is none that we know how to expect.
        """
        listed = _OrganIndex()
        newcomers = list[RosterEntry]()
        names: set[tuple[str, str]] = set()
        for entry in roster:
            listed.add(entry.identity, entry.source_id, 0)
            names.add((entry.source_id, entry.organ))
        identified = sorted(self._identified, key=attrgetter("rank"))
        for organ, report, year in identified:
            source_id = report.source_id
            if not report.organ_kind:
                continue
            if listed.find(organ, source_id):
                continue
            listed.add(organ, source_id, 0)
            entry = _build_newcomer(report, year)
            # A town of the same name in another county
            if (entry.source_id, entry.organ) in names:
                full_name = _build_full_name(report)
                entry = replace(entry, organ=full_name)
            names.add((entry.source_id, entry.organ))
            newcomers.append(entry)
        return newcomers


def _build_full_name(report: PublishedReport) -> str:
    """Name an organ with all of its place, where its printed name is not enough."""
    organ = str(report.organ)
    above = (report.province, report.prefecture, report.county)
    missing = [place for place in above if place and place not in organ]
    return "".join([*missing, organ])


def _build_newcomer(report: PublishedReport, year: int) -> RosterEntry:
    organ = str(report.organ)
    kind = OrganKind(report.organ_kind or "")
    duty, reason = RosterEntry.classify_duty(organ, kind)
    return RosterEntry(
        source_id=report.source_id,
        organ=organ,
        organ_kind=kind,
        level=report.level,
        division_code=report.division_code,
        duty=duty if duty is not Duty.NONE else Duty.EXPECTED,
        since=max(FIRST_YEAR, year),
        evidence=f"{reason}; in this source since its report for {year}, {report.report_id}",
        region=report.region,
    )


def _read_reports(reports: pa.Table) -> Iterator[PublishedReport]:
    """Yield the reports; clock times are made in Arrow, since a zone in Python costs a second for 100 000."""
    light = reports.select(REPORT_COLUMNS)
    for place, name in enumerate(REPORT_COLUMNS):
        column = light[name]
        if pa.types.is_timestamp(column.type):
            local = pc.local_timestamp(column)
            light = light.set_column(place, name, local)
    for batch in light.to_batches(max_chunksize=4096):
        columns: Sequence[list[object]] = [column.to_pylist() for column in batch]
        for row in zip(*columns, strict=True):
            yield PublishedReport(*row)
