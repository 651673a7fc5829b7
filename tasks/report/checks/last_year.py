"""What a report says of last year, against the report of last year.

Both reports must be at hand, so this runs over the tables when a release is staged, not over one document.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from tasks.model.issue import Issue, Responsibility, Severity

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
    "sentence",
]


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
    once, exactly and for the whole year.
    """
    for claim in claims:
        rows = [row for row in stated if row["indicator"] == claim.indicator]
        values = {row["value"] for row in rows if row["unit"] == claim.unit}
        exact = [row for row in rows if _is_whole_year_value(row, year)]
        if len(values) == 1 and len(exact) == 1 and claim.value not in values:
            found = float(str(exact[0]["value"]))
            message = (
                f"{claim.indicator} of {year} is given as {claim.value:g}{claim.unit}, "
                f"and as {found:g}{claim.unit} in the report of {year}; ask the publisher which holds"
            )
            yield Issue(
                "report",
                "last_year_mismatch",
                Severity.WARNING,
                Responsibility.PUBLISHER,
                message,
                claim.sentence,
            )


def select_indicator_quantities(quantities: pa.Table) -> pa.Table:
    """Select what `check_last_year` needs of quantities: those of an indicator, few of their sentences."""
    counted = quantities.select(_COLUMNS).filter(pc.is_valid(quantities["indicator"]))
    sentence = pc.if_else(_mark_claims(counted), counted["sentence"], None)
    place = counted.schema.get_field_index("sentence")
    return counted.set_column(place, "sentence", sentence)


class _PreviousReport(NamedTuple):
    """The report of the same organ of the year before, with that year."""

    report_id: str
    year: int


def check_last_year(
    reports: pa.Table, quantities: Iterable[pa.Table]
) -> Iterator[tuple[str, Issue]]:
    """Yield report_id and issue for the reports whose organ's report of the year before is at hand, too.

    `quantities` are those of the table, or what `select_indicator_quantities` gives, in pieces that hold all
    of a report each; they are gone through twice, and one of them at a time is held as rows.
    """
    previous = _map_previous_reports(reports)
    claims = _collect_claims(previous, quantities)
    later_reports: dict[str, list[str]] = {}
    for report_id in sorted(claims):
        later_reports.setdefault(previous[report_id].report_id, []).append(report_id)
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
        for row in _read_rows(piece, _mark_claims(piece)):
            report_id = str(row["report_id"])
            if report_id not in previous:
                continue
            for claim in _extract_claims(row, previous[report_id].year):
                claims.setdefault(report_id, []).append(claim)
    return claims


def _read_rows(quantities: pa.Table, chosen: pa.ChunkedArray) -> list[_QuantityRow]:
    rows: list[_QuantityRow] = quantities.filter(chosen).select(_COLUMNS).to_pylist()
    return rows


def _mark_claims(quantities: pa.Table) -> pa.ChunkedArray:
    """Mark what may speak of another year: a time or the value before is named, and the number is exact."""
    names_time = pc.or_(
        pc.is_valid(quantities["before"]), pc.is_valid(quantities["period"])
    )
    is_exact = pc.is_null(quantities["comparator"])
    is_counted = pc.is_valid(quantities["indicator"])
    return pc.and_(is_counted, pc.and_(names_time, is_exact))


def _map_previous_reports(reports: pa.Table) -> dict[str, _PreviousReport]:
    """Map each report to the only one of the same source, region and organ of the year before."""
    has_organ = pc.not_equal(reports["organ"], "")
    has_year = pc.is_valid(reports["report_year"])
    dated = reports.filter(pc.and_(has_organ, has_year))
    previous_years = pc.subtract(dated["report_year"], 1)
    keys = _join_keys(dated, dated["report_year"])
    counts = pc.value_counts(keys)
    single = counts.field("values").filter(pc.equal(counts.field("counts"), 1))
    is_single = pc.is_in(keys, value_set=single)
    place = pc.index_in(
        _join_keys(dated, previous_years),
        value_set=keys.filter(is_single).combine_chunks(),
    )
    has_previous = pc.is_valid(place)
    report_ids = dated["report_id"].filter(has_previous).to_pylist()
    single_ids = dated["report_id"].filter(is_single)
    previous_ids = single_ids.take(place.drop_null()).to_pylist()
    years = previous_years.filter(has_previous).to_pylist()
    previous = map(_PreviousReport, previous_ids, years)
    return dict(zip(report_ids, previous, strict=True))


def _join_keys(reports: pa.Table, years: pa.ChunkedArray) -> pa.ChunkedArray:
    names = ["source_id", "province", "prefecture", "county", "township", "organ"]
    columns = [pc.fill_null(reports[name], "") for name in names]
    return pc.binary_join_element_wise(
        *columns, years.cast(pa.string()), _KEY_SEPARATOR
    )


def _extract_claims(row: _QuantityRow, year: int) -> Iterator[_LastYearClaim]:
    """Yield what a quantity claims of the year before: itself, or the value that it changed from."""
    indicator, unit = str(row["indicator"]), str(row["unit"])
    sentence = str(row["sentence"])
    if row["before"] is not None and _is_about_year(row["compared_with"], year):
        yield _LastYearClaim(indicator, float(str(row["before"])), unit, sentence)
    if row["change"] is None and _is_about_year(row["period"], year):
        yield _LastYearClaim(indicator, float(str(row["value"])), unit, sentence)


def _is_about_year(words: object, year: int) -> bool:
    """Tell whether words of time mean the whole of a year that was last year."""
    if not isinstance(words, str) or _PART_OF_YEAR.search(words):
        return False
    named = _NAMED_YEAR.search(words)
    return int(named.group()) == year if named else bool(_LAST_YEAR_WORDS.search(words))


def _is_whole_year_value(row: _QuantityRow, year: int) -> bool:
    """Tell whether a quantity is exact, a level, and of the whole year of its report."""
    if row["comparator"] is not None:
        return False
    if row["change"] not in (None, "up_to", "down_to"):
        return False
    period = row["period"]
    return period is None or period in _WHOLE_YEAR or _is_named_year(str(period), year)


def _is_named_year(period: str, year: int) -> bool:
    named = _NAMED_YEAR.search(period)
    if named is None or _PART_OF_YEAR.search(period):
        return False
    return int(named.group()) == year
