"""Publications: the reports of a release by organ and year, as the table `coverage` asks for them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from tasks.model.coverage import Duty
from tasks.model.report import OrganKind
from tasks.model.source import Region
from tasks.tables.coverage.organ_identity import OrganIdentity, identify_organ
from tasks.tables.coverage.roster import FIRST_YEAR, RosterEntry, classify_duty

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
    "first_seen_at",
    "state",
    "warc_file",
    "warc_offset",
)
# The place of the county in an office's places from the province down
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


class _OrganIndex:
    """Which sources hold an office's reports, found by its key and county: dozens of towns share a name."""

    def __init__(self) -> None:
        self._entries: dict[
            tuple[str, str, str | None], list[tuple[OrganIdentity, str, int]]
        ] = defaultdict(list)
        self._counties: dict[tuple[str, str], list[str | None]] = defaultdict(list)

    def add(self, office: OrganIdentity, source_id: str, place: int) -> None:
        """Note a place (in a list of reports, or of rows) of an office."""
        county = office.places[_COUNTY]
        held = self._entries[(*office.key, county)]
        if not held:
            self._counties[office.key].append(county)
        held.append((office, source_id, place))

    def find(self, office: OrganIdentity, source_id: str) -> list[int]:
        """Give the places of an organ.

        Another source's only where what it says of its own is beyond doubt.
        """
        county = office.places[_COUNTY]
        counties = (county, None) if county else self._counties.get(office.key, ())
        return [
            place
            for near in counties
            for other, holder, place in self._entries.get((*office.key, near), ())
            if office.is_same_as(other)
            or (source_id == holder and office.is_compatible_with(other))
        ]


class Publications:
    """The reports by organ and year, and by source those of which one of the two is not known."""

    def __init__(self, reports: pa.Table) -> None:
        """Take a table that has `COLUMNS`."""
        self._reports = list(_read_reports(reports))
        self._by_year: dict[int, _OrganIndex] = defaultdict(_OrganIndex)
        self._identified: list[tuple[OrganIdentity, PublishedReport, int]] = []
        self._unidentified: dict[
            str, list[tuple[OrganIdentity | None, PublishedReport]]
        ] = defaultdict(list)
        self._first_years: dict[str, int] = {}
        for place, one in enumerate(self._reports):
            office = identify_organ(one.organ, one.region) if one.organ else None
            if office is None or one.report_year is None:
                self._unidentified[one.source_id].append((office, one))
            else:
                self._identified.append((office, one, one.report_year))
                self._by_year[one.report_year].add(office, one.source_id, place)
                self._first_years[one.source_id] = min(
                    one.report_year,
                    self._first_years.get(one.source_id, one.report_year),
                )

    def get_first_year(self, source_id: str) -> int | None:
        """Give the earliest year that a source has a report for: sites drop old years, or begin late."""
        return self._first_years.get(source_id)

    def find_reports(
        self, office: OrganIdentity, source_id: str, year: int
    ) -> list[PublishedReport]:
        """Give an organ's reports for a year; another source's only where the place is beyond doubt."""
        held = self._by_year.get(year)
        return (
            [self._reports[place] for place in held.find(office, source_id)]
            if held
            else []
        )

    def find_candidates(
        self, office: OrganIdentity, source_id: str, year: int
    ) -> list[str]:
        """Give the reports of an organ's source that may be the one sought: their organ or year is not known."""
        return [
            report.report_id
            for other, report in self._unidentified.get(source_id, ())
            if report.report_year in (None, year)
            and (other is None or office.is_compatible_with(other))
        ]

    def list_newcomers(self, roster: Iterable[RosterEntry]) -> list[RosterEntry]:
        """Give a row for each organ that published without standing on a roster, from the first year seen on.

        An organ whose name tells no kind is none that we know how to expect.
        """
        listed, found, names = (
            _OrganIndex(),
            list[RosterEntry](),
            set[tuple[str, str]](),
        )
        for row in roster:
            listed.add(row.identity, row.source_id, 0)
            names.add((row.source_id, row.organ))
        for office, report, year in sorted(
            self._identified,
            key=lambda one: (one[2], one[1].known_since, one[1].report_id),
        ):
            if report.organ_kind and not listed.find(office, report.source_id):
                listed.add(office, report.source_id, 0)
                row = _build_newcomer(report, year)
                if (
                    row.source_id,
                    row.organ,
                ) in names:  # a town of the same name in another county
                    row = replace(row, organ=_build_full_name(report))
                names.add((row.source_id, row.organ))
                found.append(row)
        return found


def _build_full_name(report: PublishedReport) -> str:
    """Name an organ with all of its place, where its printed name is not enough."""
    organ = str(report.organ)
    above = (report.province, report.prefecture, report.county)
    return "".join(place for place in above if place and place not in organ) + organ


def _build_newcomer(report: PublishedReport, year: int) -> RosterEntry:
    organ, kind = str(report.organ), OrganKind(report.organ_kind or "")
    duty, reason = classify_duty(organ, kind)
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
        if pa.types.is_timestamp(light[name].type):
            light = light.set_column(place, name, pc.local_timestamp(light[name]))
    for batch in light.to_batches(max_chunksize=4096):
        columns: Sequence[list[object]] = [column.to_pylist() for column in batch]
        yield from (PublishedReport(*values) for values in zip(*columns, strict=True))
