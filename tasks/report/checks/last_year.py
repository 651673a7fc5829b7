"""What a report says of last year, against the report of last year.

Both reports must be at hand, so this runs over the tables when a release is staged, not over one document.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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
class LastYearClaim:
    """What a report says that an indicator was last year."""

    indicator: str
    value: float
    unit: str
    sentence: str


def compare_claims(
    said: Sequence[LastYearClaim], stated: Sequence[_QuantityRow], year: int
) -> Iterator[Issue]:
    """Yield an issue for each number said of last year that the report of that `year` states otherwise.

    `stated` are the quantities of that report. A number is compared only with an indicator that it states
    once, exactly and for the whole year.
    """
    for claim in said:
        same = {
            row["value"]
            for row in stated
            if row["indicator"] == claim.indicator and row["unit"] == claim.unit
        }
        exact = [
            row
            for row in stated
            if row["indicator"] == claim.indicator and _is_whole_year_value(row, year)
        ]
        if len(same) == 1 and len(exact) == 1 and claim.value not in same:
            found = float(str(exact[0]["value"]))
            message = (
                f"{claim.indicator} of {year} is given as {claim.value:g}{claim.unit}, and as {found:g}{claim.unit} "
                f"in the report of {year}; ask the publisher which holds"
            )
            mender = Responsibility.PUBLISHER
            yield Issue(
                "report",
                "last_year_mismatch",
                Severity.WARNING,
                mender,
                message,
                claim.sentence,
            )


def select_indicator_quantities(quantities: pa.Table) -> pa.Table:
    """Give what `last_year_issues` needs of some quantities: those of an indicator, and few sentences of
    them.
    """
    told = quantities.select(_COLUMNS).filter(pc.is_valid(quantities["indicator"]))
    sentence = pc.if_else(_mark_claims(told), told["sentence"], None)
    return told.set_column(
        told.schema.get_field_index("sentence"), "sentence", sentence
    )


def check_last_year(
    reports: pa.Table, quantities: Iterable[pa.Table]
) -> Iterator[tuple[str, Issue]]:
    """Yield report_id and issue for every report of a release whose organ's report of the year before is in
    it too.

    `quantities` are those of the table, or their `statements`, in pieces that hold all of a report each; they
    are gone through twice, and one of them at a time is held as rows.
    """
    before = _map_previous_reports(reports)
    said: dict[str, list[LastYearClaim]] = {}
    for piece in quantities:
        for row in piece.filter(_mark_claims(piece)).select(_COLUMNS).to_pylist():
            report_id = str(row["report_id"])
            if report_id in before and (
                claims := list(_extract_claims(row, before[report_id][1]))
            ):
                said.setdefault(report_id, []).extend(claims)
    asking: dict[str, list[str]] = {}
    for report_id in sorted(said):
        asking.setdefault(before[report_id][0], []).append(report_id)
    wanted = pa.array(asking, pa.string())
    for piece in quantities:
        stated: dict[str, list[_QuantityRow]] = {}
        for row in (
            piece.filter(pc.is_in(piece["report_id"], value_set=wanted))
            .select(_COLUMNS)
            .to_pylist()
        ):
            stated.setdefault(str(row["report_id"]), []).append(row)
        for last, rows in stated.items():
            for report_id in asking[last]:
                yield from (
                    (report_id, issue)
                    for issue in compare_claims(
                        said[report_id], rows, before[report_id][1]
                    )
                )


def _mark_claims(told: pa.Table) -> pa.ChunkedArray:
    """Mark what may speak of another year: it names a time, or the value before, and gives an exact number."""
    either = pc.or_(pc.is_valid(told["before"]), pc.is_valid(told["period"]))
    return pc.and_(
        pc.is_valid(told["indicator"]), pc.and_(either, pc.is_null(told["comparator"]))
    )


def _map_previous_reports(reports: pa.Table) -> dict[str, tuple[str, int]]:
    """Give for each report the only one of the same source, region and organ of the year before, with that
    year.
    """
    told = reports.filter(
        pc.and_(pc.not_equal(reports["organ"], ""), pc.is_valid(reports["report_year"]))
    )
    keys, sought = (
        _join_keys(told, told["report_year"]),
        _join_keys(told, pc.subtract(told["report_year"], 1)),
    )
    counts = pc.value_counts(keys)
    once = pc.is_in(
        keys,
        value_set=counts.field("values").filter(pc.equal(counts.field("counts"), 1)),
    )
    place = pc.index_in(sought, value_set=keys.filter(once).combine_chunks())
    last, later = (
        told["report_id"].filter(once).take(place.drop_null()),
        told.filter(pc.is_valid(place)),
    )
    years = pc.subtract(later["report_year"], 1).to_pylist()
    return dict(
        zip(
            later["report_id"].to_pylist(),
            zip(last.to_pylist(), years, strict=True),
            strict=True,
        )
    )


def _join_keys(reports: pa.Table, years: pa.ChunkedArray) -> pa.ChunkedArray:
    names = ["source_id", "province", "prefecture", "county", "township", "organ"]
    columns = [pc.fill_null(reports[name], "") for name in names]
    return pc.binary_join_element_wise(
        *columns, years.cast(pa.string()), _KEY_SEPARATOR
    )


def _extract_claims(row: _QuantityRow, year: int) -> Iterator[LastYearClaim]:
    """Yield what a quantity says of the year before: itself, or the value that it changed from."""
    indicator, unit, sentence = (
        str(row["indicator"]),
        str(row["unit"]),
        str(row["sentence"]),
    )
    if row["before"] is not None and _is_about_year(row["compared_with"], year):
        yield LastYearClaim(indicator, float(str(row["before"])), unit, sentence)
    if row["change"] is None and _is_about_year(row["period"], year):
        yield LastYearClaim(indicator, float(str(row["value"])), unit, sentence)


def _is_about_year(words: object, year: int) -> bool:
    """Tell whether words of time mean the whole of a year."""
    if not isinstance(words, str) or _PART_OF_YEAR.search(words):
        return False
    named = _NAMED_YEAR.search(words)
    return int(named.group()) == year if named else bool(_LAST_YEAR_WORDS.search(words))


def _is_whole_year_value(row: _QuantityRow, year: int) -> bool:
    period = row["period"]
    plain = (
        period is None
        or period in ("全年", "全年度", "本年度", "年内", "一年来")
        or _is_named_year(period, year)
    )
    return (
        plain
        and row["comparator"] is None
        and row["change"] in (None, "up_to", "down_to")
    )


def _is_named_year(period: object, year: int) -> bool:
    named = _NAMED_YEAR.search(str(period))
    return (
        bool(named)
        and not _PART_OF_YEAR.search(str(period))
        and int(named.group()) == year
        if named
        else False
    )
