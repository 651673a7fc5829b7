"""The collection: what only all reports of a release together show, from chunks that come one by one.

Of each chunk little stays in memory: fingerprints, and those columns of its reports that others are held
against. What they say of indicators, and the paragraphs that are compared at the end, wait in a scratch
folder. What a report says of last year is held against the report of last year.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from tasks.model.catalogue import make_issue
from tasks.model.issue import Issue
from tasks.model.report import Change, Role, Scope
from tasks.tables.coverage.publications import REPORT_COLUMNS
from tasks.tables.fingerprints import FINGERPRINTED_TABLES, compute_fingerprints
from tasks.tables.reuse.search import ReuseResult, ReuseSearch
from tasks.tables.schema import SCHEMAS, build_part_schemas
from tasks.tables.sentences_by_offset import cut_sentences
from tasks.tables.shortcomings import StatementJoin
from tasks.tables.table_rows import TableSpool

_QuantityRow = Mapping[str, object]
# Words of `period` and `compared_with` that mean the year before, unless they name a year themselves: 上年,
# 较去年
_LAST_YEAR_WORDS = re.compile(r"(?:去|上一?)年(?!同期)")
_NAMED_YEAR = re.compile(r"20\d{2}(?=年)")
# A part of a year is not comparable with the whole: 上半年, 前三季度, 1—11月, 截至10月底
_PART_OF_YEAR = re.compile(r"半年|季度|月|截[至止]|来$|近|同期|[—–~～至]")
# A period that is the report's own year.
_WHOLE_YEAR = frozenset("全年 全年度 本年度 年内 一年来".split())
# No name holds it, so that several columns joined by it are one key.
_KEY_SEPARATOR = "\x1f"
_COLUMNS = [
    "report_id",
    "indicator",
    "value",
    "unit",
    "comparator",
    "period",
    "change",
    "before",
    "compared_with",
    "role",
    "scope",
    "period_start",
    "period_end",
    "start_offset",
    "part_of",
]
_STATEMENT_COLUMNS = [*_COLUMNS, "sentence"]
# What is said of last year, and what a year's report says that its own year came to.
_CLAIMING_ROLES = frozenset((Role.ACTUAL, Role.PREVIOUS))
# 去年同期 is all of last year, unless the sentence speaks of a part of the year: 1—10月, 截至10月底, 上半年
_SAME_PERIOD = re.compile(r"^同比$|[去上一]年(?:度)?同期")
_PART_IN_SENTENCE = re.compile(r"半年|季度|\d月(?!\d{1,2}日)|截[至止]")


@dataclass(frozen=True, slots=True)
class _LastYearClaim:
    """What a report says that an indicator was in the year before."""

    indicator: str
    value: float
    unit: str
    sentence: str


def _compare_claims(
    claims: Sequence[_LastYearClaim], stated: Sequence[_QuantityRow], year: int
) -> Iterator[Issue]:
    """Yield an issue for each number claimed of last year that the report of that `year` states otherwise.

    `stated` are the quantities of that report. A number is compared only with an indicator that it states
    once, exactly and for the whole year, as its own; parts that count the same as their whole do not count.
    """
    levels = list(_select_levels(stated))
    for claim in dict.fromkeys(claims):
        rows = [row for row in levels if row["indicator"] == claim.indicator]
        values = {row["value"] for row in rows if row["unit"] == claim.unit}
        exact = [row for row in rows if _is_whole_year_value(row, year)]
        if len(values) == 1 and len(exact) == 1 and claim.value not in values:
            found = float(str(exact[0]["value"]))
            yield make_issue(
                "last_year_mismatch",
                claim.sentence,
                indicator=claim.indicator,
                year=year,
                claimed=f"{claim.value:.15g}{claim.unit}",
                found=f"{found:.15g}{claim.unit}",
            )


def _select_levels(stated: Iterable[_QuantityRow]) -> Iterator[_QuantityRow]:
    """Select the numbers that say how much of an indicator the year had: own, actual, and no parts."""
    counted = [row for row in stated if row["role"] == Role.ACTUAL]
    by_start = {row["start_offset"]: row["indicator"] for row in counted}
    for row in counted:
        if row["scope"] != Scope.OWN:
            continue
        place = row["part_of"]
        whole = None
        if place is not None:
            whole = by_start.get(place)
        if whole != row["indicator"]:
            yield row


def _select_statements(quantities: pa.Table, reports: pa.Table) -> pa.Table:
    """Select what `_check_last_year` needs of quantities: those of an indicator, few of their sentences."""
    counted = quantities.filter(pc.is_valid(quantities["indicator"]))
    is_claim = pc.fill_null(_mark_claims(counted), False)
    claims = counted.filter(is_claim)
    sentences = pa.array(cut_sentences(claims, reports), pa.string())
    none = pa.nulls(len(counted), pa.string())
    placed = pc.replace_with_mask(none, is_claim.combine_chunks(), sentences)
    return counted.select(_COLUMNS).append_column("sentence", placed)


class _PreviousReport(NamedTuple):
    """The report of the same organ of the year before, with that year."""

    report_id: str
    year: int


def _check_identities(reports: pa.Table) -> Iterator[tuple[str, Issue]]:
    """Yield report_id and issue for the reports whose organ is named, and cannot be told from others."""
    has_none = pc.and_(pc.is_null(reports["organ_id"]), pc.is_valid(reports["organ"]))
    for row in reports.filter(has_none).select(["report_id", "organ"]).to_pylist():
        organ = str(row["organ"])
        issue = make_issue("organ_not_identified", organ, organ=organ)
        yield str(row["report_id"]), issue


def _check_last_year(
    reports: pa.Table, quantities: Iterable[pa.Table]
) -> Iterator[tuple[str, Issue]]:
    """Yield report_id and issue for the reports whose organ's report of the year before is at hand, too.

    `quantities` are what `_select_statements` gives, in pieces that hold all of a report each; they are gone
    through twice, and one of them at a time is held as rows.
    """
    previous = _map_previous_reports(reports)
    claims = _collect_claims(previous, quantities)
    later_reports: dict[str, list[str]] = {}
    for report_id in sorted(claims):
        previous_id = previous[report_id].report_id
        later_reports.setdefault(previous_id, []).append(report_id)
    wanted = pa.array(later_reports, pa.string())
    for piece in quantities:
        is_wanted = pc.is_in(piece["report_id"], value_set=wanted)
        stated: dict[str, list[_QuantityRow]] = {}
        for row in _read_rows(piece, is_wanted):
            stated.setdefault(str(row["report_id"]), []).append(row)
        for stated_id, rows in stated.items():
            for report_id in later_reports[stated_id]:
                year = previous[report_id].year
                for issue in _compare_claims(claims[report_id], rows, year):
                    yield report_id, issue


def _collect_claims(
    previous: Mapping[str, _PreviousReport], quantities: Iterable[pa.Table]
) -> dict[str, list[_LastYearClaim]]:
    """Collect what each report claims of the year before, where the report of that year is at hand."""
    claims: dict[str, list[_LastYearClaim]] = {}
    for piece in quantities:
        rows = _read_rows(piece, _mark_claims(piece))
        indicators = {
            (row["report_id"], row["start_offset"]): row["indicator"] for row in rows
        }
        for row in rows:
            report_id = str(row["report_id"])
            if report_id not in previous or _may_be_partial(row, indicators):
                continue
            for claim in _extract_claims(row, previous[report_id].year):
                claims.setdefault(report_id, []).append(claim)
    return claims


def _may_be_partial(
    row: _QuantityRow, indicators: Mapping[tuple[object, object], object]
) -> bool:
    """Tell whether a quantity may be one kind of what its indicator counts: 其中市场监管类12件."""
    if row["part_of"] is None:
        return False
    whole = indicators.get((row["report_id"], row["part_of"]))
    return whole is None or whole == row["indicator"]


def _read_rows(quantities: pa.Table, chosen: pa.ChunkedArray) -> list[_QuantityRow]:
    rows: list[_QuantityRow] = (
        quantities.filter(chosen).select(_STATEMENT_COLUMNS).to_pylist()
    )
    return rows


def _mark_claims(quantities: pa.Table) -> pa.ChunkedArray:
    """Mark what may speak of another year: a time or the value before is named, and the number is exact."""
    names_time = pc.or_(
        pc.is_valid(quantities["before"]), pc.is_valid(quantities["period"])
    )
    names_time = pc.or_(names_time, pc.equal(quantities["role"], Role.PREVIOUS))
    is_exact = pc.is_null(quantities["comparator"])
    is_counted = pc.is_valid(quantities["indicator"])
    return pc.and_(is_counted, pc.and_(names_time, is_exact))


def _map_previous_reports(reports: pa.Table) -> dict[str, _PreviousReport]:
    """Map each report to the only one of the same source, region and organ of the year before."""
    has_organ = pc.not_equal(reports["organ"], "")
    has_year = pc.is_valid(reports["report_year"])
    dated = reports.filter(pc.and_(has_organ, has_year))
    ids = dated["report_id"]
    years = dated["report_year"]
    years_before = pc.subtract(years, 1)
    keys = _join_keys(dated, years)
    keys_before = _join_keys(dated, years_before)
    is_single = pc.is_in(keys, value_set=_select_single(keys))
    single_keys = keys.filter(is_single).combine_chunks()
    single_ids = ids.filter(is_single)
    place = pc.index_in(keys_before, value_set=single_keys)
    has_previous = pc.is_valid(place)
    report_ids = ids.filter(has_previous).to_pylist()
    previous_ids = single_ids.take(place.drop_null()).to_pylist()
    previous_years = years_before.filter(has_previous).to_pylist()
    previous = map(_PreviousReport, previous_ids, previous_years)
    return dict(zip(report_ids, previous, strict=True))


def _select_single(keys: pa.ChunkedArray) -> pa.Array:
    """Select the keys that only one row has."""
    counts = pc.value_counts(keys)
    is_single = pc.equal(counts.field("counts"), 1)
    return counts.field("values").filter(is_single)


def _join_keys(reports: pa.Table, years: pa.ChunkedArray) -> pa.ChunkedArray:
    names = ["source_id", "province", "prefecture", "county", "township", "organ"]
    columns = [pc.fill_null(reports[name], "") for name in names]
    return pc.binary_join_element_wise(
        *columns, years.cast(pa.string()), _KEY_SEPARATOR
    )


def _extract_claims(row: _QuantityRow, year: int) -> Iterator[_LastYearClaim]:
    """Yield what a quantity claims of the year before: itself, or the value that it changed from."""
    if row["scope"] != Scope.OWN:
        return
    if row["role"] not in _CLAIMING_ROLES:
        return
    claimed = []
    if row["before"] is not None and _is_compared_with_year(row, year):
        claimed.append(row["before"])
    if row["change"] in (None, Change.FROM) and _speaks_of_year(row, year):
        claimed.append(row["value"])
    indicator = str(row["indicator"])
    unit = str(row["unit"])
    sentence = str(row["sentence"])
    for value in claimed:
        number = float(str(value))
        yield _LastYearClaim(indicator, number, unit, sentence)


def _is_compared_with_year(row: _QuantityRow, year: int) -> bool:
    """Tell whether a change is measured against the whole of a year: 较上年, 较上年同期 of a whole year."""
    words = row["compared_with"]
    if isinstance(words, str) and _SAME_PERIOD.search(words):
        is_of_part = _PART_IN_SENTENCE.search(str(row["sentence"]))
        return not is_of_part and _is_whole_year(row, year + 1)
    return _is_about_year(words, year)


def _speaks_of_year(row: _QuantityRow, year: int) -> bool:
    """Tell whether a quantity is of the whole of a year, by the days of its period or, without, its words."""
    if row["period_start"] is None:
        return _is_about_year(row["period"], year)
    if row["role"] == Role.PREVIOUS and _PART_IN_SENTENCE.search(str(row["sentence"])):
        return False
    return _is_whole_year(row, year)


def _is_whole_year(row: _QuantityRow, year: int) -> bool:
    days = row["period_start"], row["period_end"]
    return days == (date(year, 1, 1), date(year, 12, 31))


def _is_about_year(words: object, year: int) -> bool:
    """Tell whether words of time mean the whole of a year that was last year."""
    if not isinstance(words, str) or _PART_OF_YEAR.search(words):
        return False
    named = _NAMED_YEAR.search(words)
    if named:
        return int(named.group()) == year
    return bool(_LAST_YEAR_WORDS.search(words))


def _is_whole_year_value(row: _QuantityRow, year: int) -> bool:
    """Tell whether a quantity is exact, a level, and of the whole year of its report."""
    if row["comparator"] is not None:
        return False
    if row["change"] not in (None, "up_to", "down_to"):
        return False
    if row["period_start"] is not None:
        return _is_whole_year(row, year)
    period = row["period"]
    return period is None or period in _WHOLE_YEAR or _is_named_year(str(period), year)


def _is_named_year(period: str, year: int) -> bool:
    named = _NAMED_YEAR.search(period)
    if named is None or _PART_OF_YEAR.search(period):
        return False
    return int(named.group()) == year


_KEPT_COLUMNS = (*REPORT_COLUMNS, "organ_id")


class ReportCollection:
    """All reports of a release: `add` them by chunks, then ask.

    `scratch` is its own until the answers are used.
    """

    def __init__(self, scratch: Path) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        self._search = ReuseSearch(scratch)
        # as chunks have them: a statement is joined to those of other years later
        schemas = {**SCHEMAS, **build_part_schemas(), "reports": SCHEMAS["reports"]}
        empty = {name: schema.empty_table() for name, schema in schemas.items()}
        self._statements = TableSpool(
            scratch / "statements.arrow",
            _select_statements(empty["quantities"], empty["reports"]).schema,
        )
        self._reports = [empty["reports"].select(_KEPT_COLUMNS)]
        self._join = StatementJoin(scratch)
        self._fingerprints = [_fingerprint_chunk(empty)]

    def add(self, chunk: Mapping[str, pa.Table]) -> None:
        """Take in a chunk of the tables of reports and of what stands in them."""
        self._join.add(chunk)
        self._search.add(chunk["reports"], chunk["sections"])
        statements = _select_statements(chunk["quantities"], chunk["reports"])
        self._statements.add(statements)
        self._reports.append(chunk["reports"].select(_KEPT_COLUMNS))
        self._fingerprints.append(_fingerprint_chunk(chunk))

    @property
    def reports(self) -> pa.Table:
        """Give of all reports the columns of `publications.REPORT_COLUMNS`, and `organ_id`."""
        return pa.concat_tables(self._reports)

    @property
    def fingerprints(self) -> pa.Table:
        """Give the fingerprints of all reports."""
        return pa.concat_tables(self._fingerprints)

    @cached_property
    def _reuse(self) -> ReuseResult:
        return self._search.finish()

    @property
    def reuse(self) -> Iterable[pa.Table]:
        """Give the rows of the table `reuse`, some at a time."""
        return self._reuse.rows

    def join_statements(self) -> Iterator[tuple[str, pa.Table]]:
        """Give the rows of the tables `shortcomings` and `plans` with their names, some at a time."""
        previous = _map_previous_reports(self.reports)
        ids = {report_id: before.report_id for report_id, before in previous.items()}
        return self._join.join(ids)

    def find_issues(self) -> Iterator[tuple[str, Issue]]:
        """Hold the reports against each other: yield report_id and issue for what only shows then."""
        yield from _check_identities(self.reports)
        yield from _check_last_year(self.reports, self._statements)
        yield from self._reuse.issues


def _fingerprint_chunk(chunk: Mapping[str, pa.Table]) -> pa.Table:
    return compute_fingerprints({name: [chunk[name]] for name in FINGERPRINTED_TABLES})
