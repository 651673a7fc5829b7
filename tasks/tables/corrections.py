"""Corrections: values that people found wrong, set right when a release is staged, and never unseen.

`data/lookups/corrections.csv` holds them, each with what it replaces, its reason and its source. One that no
longer fits (another value now, another revision, a report that is gone) is refused and told, never forced.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import compress
from pathlib import Path
from typing import NamedTuple, Self

import pyarrow as pa
import pyarrow.compute as pc

from tasks.model.catalogue import (
    IssueValue,
    make_issue,
    make_phrase,
)
from tasks.model.issue import SEMICOLON, Bilingual, Issue
from tasks.model.project_files import LOOKUPS, Cells, ensure_valid, read_lookup
from tasks.model.release import FIRST_REPORT_YEAR
from tasks.model.report import LEVELS, DateEvidence, OrganKind
from tasks.model.run import BEIJING
from tasks.model.source import Region
from tasks.report.codebook import load_indicators
from tasks.report.dates import count_days_after_deadline
from tasks.report.laws import find_law
from tasks.report.periods import NumberPeriod
from tasks.tables.organs import find_organ_id
from tasks.tables.schema import SCHEMAS

CORRECTIONS = LOOKUPS / "corrections.csv"
COLUMNS = (
    "report_id",
    "revision",
    "table",
    "column",
    "key",
    "old",
    "new",
    "reason",
    "source",
)
_REPORT_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class _Correction:
    """One value to set right, as a line of the file says it; empty values are null.

    `revision` binds it to one revision of the report, `key` names the row where the table has several of a
    report.
    """

    line: int
    report_id: str
    revision: int | None
    table: str
    column: str
    key: str
    old: str
    new: str
    reason: str
    source: str

    def __str__(self) -> str:
        """Spell the correction as evidence does."""
        return (
            f"{self.table}.{self.column}: {self.old or 'null'} -> {self.new or 'null'}"
        )


def _parse_correction(path: Path, line: int, cells: Cells) -> _Correction:
    checks = {
        "report_id": (
            bool(_REPORT_ID.fullmatch(cells["report_id"])),
            "must be 16 hex digits, as in the table reports",
        ),
        "revision": (
            not cells["revision"] or cells["revision"].isdecimal(),
            "must be empty or a number",
        ),
        "new": (cells["new"] != cells["old"], "must differ from `old`"),
        "reason": (bool(cells["reason"]), "must say why; fill it in"),
        "source": (
            bool(cells["source"]),
            "must say where the right value stands; fill it in",
        ),
    }
    ensure_valid(path, line, cells, checks)
    revision = int(cells["revision"]) if cells["revision"] else None
    return _Correction(
        line=line,
        revision=revision,
        **{name: cells[name] for name in COLUMNS if name != "revision"},
    )


# By table, the columns that may be corrected, with the column that says where the new value was read, where
# there is one. All others identify and trace a row, quote the text, or follow from other columns.
CORRECTABLE: Mapping[str, Mapping[str, str | None]] = {
    "reports": {
        **dict.fromkeys(
            (
                "title",
                "organ",
                "organ_kind",
                "level",
                "province",
                "prefecture",
                "county",
                "township",
            )
        ),
        **dict.fromkeys(("division_code", "document_number", "publisher", "source")),
        "report_year": "report_year_evidence",
        "published_on": "published_source",
    },
    "quantities": {
        **dict.fromkeys(("value", "unit", "period")),
        "indicator": "indicator_evidence",
    },
}
# What a report's organ_id follows from.
_TELLS_ORGAN = ("organ", "organ_kind", "province", "prefecture", "county", "township")
# What names a row beside its report: quantities are found by their `start_offset`.
_KEYS: Mapping[str, str] = {"quantities": "start_offset"}
# The days of quantities follow from the report's year and their own words.
_DAYS = ("period_start", "period_end")
_LAWS = ("law_id", "is_repealed")
_PRINTED_YEAR = re.compile(r"20\d\d")
_DIVISION = re.compile(r"\d{12}")
# 2024, 30.5
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")
# reports.organ: 云溪鎮 -> 云溪镇; source: …
_CORRECTION_EVIDENCE = re.compile(r"(\w+\.\w+): ")
# Clocks of sites run ahead by hours at most.
_CLOCK_TOLERANCE = timedelta(days=1)

Value = str | int | float | date | None
# A report's id, null where no row of the table reports has it, and what is said of it
ReportIssue = tuple[str | None, Issue]


class _CorrectionResult(NamedTuple):
    """Tables with the corrections in them, an issue for each correction, and those that took effect."""

    tables: dict[str, pa.Table]
    issues: tuple[ReportIssue, ...]
    applied: tuple[_Correction, ...]

    @property
    def columns(self) -> Mapping[str, Collection[str]]:
        """Give by report the columns that were set, those of other tables as `quantities.value`."""
        columns = [(one.report_id, one.table, one.column) for one in self.applied]
        return _group_by_report(columns)


class _RefusedError(Exception):
    """Raised when a correction does not fit; the reason is a phrase of the catalogue of issues."""

    def __init__(self, phrase: str, /, **values: IssueValue) -> None:
        self.reason = make_phrase(phrase, **values)
        super().__init__(self.reason.en)


class Corrections:
    """All corrections, in the order in which they are applied."""

    def __init__(self, entries: Iterable[_Correction]) -> None:
        self.entries = tuple(entries)

    @classmethod
    def read(cls, path: Path = CORRECTIONS) -> Self:
        """Read a file of corrections. Raises ConfigurationError naming file, line and column."""
        rows = read_lookup(path, COLUMNS)
        return cls(_parse_correction(path, line, cells) for line, cells in rows)

    @staticmethod
    def list_columns(issues: pa.Table) -> Mapping[str, Collection[str]]:
        """Give the same as `_CorrectionResult.columns`, read from the table `issues` of a release."""
        corrected = issues.filter(pc.equal(issues["code"], "corrected"))
        columns: list[tuple[str, str, str]] = []
        for row in corrected.to_pylist():
            table, column = _find_subject(row).partition(".")[::2]
            if column:
                columns.append((row["report_id"], table, column))
        return _group_by_report(columns)

    def apply(self, chunk: Mapping[str, pa.Table]) -> _CorrectionResult:
        """Apply the corrections of the reports that a chunk holds.

        Those of other reports and of absent tables wait.

        Columns that say where a value was read then name the correction; `days_after_deadline` follows, and
        with a report's year the days of its quantities, and whether the laws that it names still held.
        Also for the reports without their texts alone: `apply({"reports": light})` gives the years that
        decide the order.
        """
        tables = dict(chunk)
        issues: list[ReportIssue] = []
        applied: list[_Correction] = []
        reports = tables["reports"]
        selected = self._select_held(reports)
        report_ids = reports["report_id"].to_pylist() if selected else []
        places = {report_id: place for place, report_id in enumerate(report_ids)}
        for one in selected:
            if one.table in CORRECTABLE and one.table not in tables:
                continue
            try:
                corrected = _apply(tables, one, places[one.report_id])
            except _RefusedError as error:
                issues.append((one.report_id, _build_refusal(one, error.reason)))
            else:
                if (one.table, one.column) == ("reports", "report_year"):
                    _move_days(tables, one)
                    _find_laws_again(tables, one)
                tables[one.table] = corrected
                applied.append(one)
                issues.append((one.report_id, _build_notice(one)))
        return _CorrectionResult(tables, tuple(issues), tuple(applied))

    def list_unused(self, known: Collection[str]) -> Iterator[ReportIssue]:
        """Yield, once all chunks are done, an issue for each correction of a report that is not known."""
        for one in self.entries:
            if one.report_id not in known:
                why = make_phrase("report_not_in_release", report_id=one.report_id)
                yield None, _build_refusal(one, why)

    def _select_held(self, reports: pa.Table) -> list[_Correction]:
        """Give the corrections of the reports in a table."""
        report_ids = [one.report_id for one in self.entries]
        wanted = pa.array(report_ids, pa.string())
        held = pc.is_in(wanted, value_set=reports["report_id"])
        return list(compress(self.entries, held.to_pylist()))


def _find_subject(row: Mapping[str, str | None]) -> str:
    """Give the column that an issue is about; releases before schema 1.1 say it in the evidence alone."""
    if "subject" in row:
        return row["subject"] or ""
    match = _CORRECTION_EVIDENCE.match(row["evidence"] or "")
    if match:
        return match[1]
    return ""


def _group_by_report(
    columns: Iterable[tuple[str, str, str]],
) -> Mapping[str, Collection[str]]:
    """Name columns that were set, and those that follow from them, by report.

    Given as report, table and column.
    """
    found: dict[str, list[str]] = {}
    for report_id, table, column in columns:
        prefix = "" if table == "reports" else f"{table}."
        names = found.setdefault(report_id, [])
        names.append(prefix + column)
        evidence = CORRECTABLE.get(table, {}).get(column)
        if evidence:
            names.append(prefix + evidence)
            if table == "reports":
                names.append("days_after_deadline")
        if table == "reports" and column in _TELLS_ORGAN:
            names.append("organ_id")
        if (table, column) == ("reports", "published_on"):
            names += ["published_date", "published_evidence"]
        if (table, column) == ("reports", "report_year"):
            names.extend(f"quantities.{name}" for name in _DAYS)
            names.extend(f"citations.{name}" for name in _LAWS)
    return found


def _apply(tables: Mapping[str, pa.Table], one: _Correction, report: int) -> pa.Table:
    """Set one value in its table; raises _RefusedError."""
    table = tables.get(one.table)
    place = report
    if table is None or one.column not in CORRECTABLE.get(one.table, {}):
        raise _RefusedError(
            "column_not_correctable",
            column=f"{one.table}.{one.column}",
            correctable=_describe_correctable(),
        )
    revision = tables["reports"]["revision"][report].as_py()
    if one.revision not in (None, revision):
        raise _RefusedError(
            "another_revision", revision=one.revision or "", current=revision
        )
    if one.table in _KEYS:
        place = _find_row(table, one)
    old = _parse_value(one, one.old)
    new = _parse_value(one, one.new)
    _check_current(table[one.column][place].as_py(), old, new)
    _check_value(one, new)
    values: dict[str, Value] = {one.column: new}
    evidence = CORRECTABLE[one.table][one.column]
    if evidence:
        values[evidence] = None if new is None else f"correction: {one.source}"
    if one.table == "reports":
        values |= _compute_dependent_values(table, place, values)
        if one.column in _TELLS_ORGAN:
            values["organ_id"] = _find_organ_id(table, place, values)
    for column, value in values.items():
        table = _set_value(table, column, place, value)
    return table


def _find_organ_id(
    reports: pa.Table, place: int, values: Mapping[str, Value]
) -> str | None:
    """Find the id of a report's organ with what was set right."""
    row = reports.select(_TELLS_ORGAN).slice(place, 1).to_pylist()[0] | values
    region = Region(**{name: row[name] for name in _TELLS_ORGAN[2:]})
    return find_organ_id(row["organ"], row["organ_kind"], region)


def _move_days(tables: dict[str, pa.Table], one: _Correction) -> None:
    """Set the days of a report's quantities to its corrected year, in the tables."""
    quantities = tables.get("quantities")
    if quantities is None or not one.old:
        return
    is_of_report = pc.equal(quantities["report_id"], one.report_id)
    same = is_of_report.combine_chunks()
    old = int(one.old)
    new = int(one.new) if one.new else None
    periods = quantities.select(["period", *_DAYS])
    rows = periods.filter(same).to_pylist()
    days = [_follow_year(row, old, new) for row in rows]
    for at, name in enumerate(_DAYS):
        schema = quantities.schema
        column = schema.get_field_index(name)
        field = schema.field(column)
        moved = pa.array([pair[at] for pair in days], field.type)
        before = quantities[name].combine_chunks()
        values = pc.replace_with_mask(before, same, moved)
        quantities = quantities.set_column(column, field, values)
    tables["quantities"] = quantities


def _find_laws_again(tables: dict[str, pa.Table], one: _Correction) -> None:
    """Find the laws that a report names as of the end of its corrected year, in the tables."""
    citations = tables.get("citations")
    if citations is None:
        return
    day = date(int(one.new), 12, 31) if one.new else None
    rows = citations.to_pylist()
    for row in rows:
        if row["report_id"] == one.report_id:
            law = find_law(row["cited"], day)
            row["law_id"] = law.law_id if law else None
            row["is_repealed"] = law.is_repealed(day) if law and day else None
    tables["citations"] = pa.Table.from_pylist(rows, citations.schema)


def _follow_year(
    row: Mapping[str, date | str | None], old: int, new: int | None
) -> tuple[date | None, date | None]:
    """Give the days of a quantity in a report of another year than the one that they were computed for."""
    words = str(row["period"] or "")
    days = []
    for one in map(row.get, _DAYS):
        day = one if isinstance(one, date) else None
        days.append(day)
    first, last = days
    before = None
    if words:
        before = NumberPeriod.parse(words, old).days
    if before == (first, last):
        return NumberPeriod.parse(words, new).days or (None, None)
    if _PRINTED_YEAR.search(words):
        return first, last
    if new is None:
        return None, None
    years = new - old
    return _shift(first, years), _shift(last, years)


def _shift(day: date | None, years: int) -> date | None:
    if day is None:
        return None
    if (day.month, day.day) == (2, 29):
        # the last day of February stays it
        return date(day.year + years, 3, 1) - timedelta(days=1)
    return day.replace(year=day.year + years)


def _check_current(now: Value, old: Value, new: Value) -> None:
    """Check that a value is what the correction replaces; raises _RefusedError."""
    if now == old:
        return
    phrase = "value_is_corrected" if now == new else "value_is_another"
    raise _RefusedError(phrase, current=_print_value(now), old=_print_value(old))


def _find_row(table: pa.Table, one: _Correction) -> int:
    """Find the row of a table that has several a report."""
    key = _KEYS[one.table]
    same = pc.equal(table["report_id"], one.report_id)
    rows = pc.and_(same, pc.equal(pc.cast(table[key], pa.string()), one.key))
    places: list[int] = pc.indices_nonzero(rows).to_pylist()
    if len(places) != 1:
        raise _RefusedError(
            "rows_have_key",
            count=len(places),
            key=key,
            value=one.key or make_phrase("empty"),
        )
    return places[0]


def _compute_dependent_values(
    reports: pa.Table, place: int, values: Mapping[str, Value]
) -> dict[str, Value]:
    """Give what follows from a report's year and time of publication.

    Raises _RefusedError where they cannot be.
    """
    columns = ["report_year", "published_on", "captured_at"]
    row = reports.select(columns).slice(place, 1).to_pylist()[0] | values
    year = row["report_year"]
    published = row["published_on"]
    captured = row["captured_at"]
    if not isinstance(captured, datetime):
        raise _RefusedError("capture_time_unknown")
    if not (isinstance(year, int | None) and isinstance(published, datetime | None)):
        raise TypeError(
            "report_year or published_on is of another type than the schema says"
        )
    local = published.astimezone(BEIJING) if published else None
    if local and local > captured + _CLOCK_TOLERANCE:
        raise _RefusedError("published_after_capture", date=f"{local:%Y-%m-%d}")
    last = (local or captured.astimezone(BEIJING)).year
    if year is not None and not FIRST_REPORT_YEAR <= year <= last:
        raise _RefusedError("year_after_publication", year=year, last=last)
    dependent: dict[str, Value] = {
        "days_after_deadline": count_days_after_deadline(year, local)
    }
    if "published_on" in values:
        evidence = DateEvidence.CORRECTION.value if published else None
        dependent["published_evidence"] = evidence
        dependent["published_date"] = local.date() if local else None
    return dependent


def _parse_value(one: _Correction, printed: str) -> Value:
    """Read a value as its column's type."""
    kind = SCHEMAS[one.table].field(one.column).type
    if not printed:
        return None
    if pa.types.is_timestamp(kind):
        try:
            moment = datetime.fromisoformat(printed).replace(microsecond=0)
        except ValueError as error:
            raise _RefusedError(
                "no_time", value=repr(printed), column=one.column
            ) from error
        if moment.tzinfo:
            return moment
        return moment.replace(tzinfo=BEIJING)
    if pa.types.is_string(kind):
        return printed
    if not _NUMBER.fullmatch(printed) or ("." in printed and pa.types.is_integer(kind)):
        raise _RefusedError("no_number", value=repr(printed), column=one.column)
    if pa.types.is_integer(kind):
        return int(printed)
    return float(printed)


def _check_value(one: _Correction, new: Value) -> None:
    """Hold a new value against its column's words; raises _RefusedError."""
    if new is None and not SCHEMAS[one.table].field(one.column).nullable:
        raise _RefusedError("never_null", column=one.column)
    words = _list_words(one.column)
    if new is not None and words and new not in words:
        raise _RefusedError("no_word_of_column", value=repr(new), column=one.column)
    if (
        one.column == "division_code"
        and isinstance(new, str)
        and not _DIVISION.fullmatch(new)
    ):
        raise _RefusedError("no_division_code", value=repr(new))


def _list_words(column: str) -> Collection[str]:
    """List the words that a column is held to; none where any value will do."""
    match column:
        case "organ_kind":
            return tuple(OrganKind)
        case "level":
            return LEVELS
        case "indicator":
            return [indicator.code for indicator in load_indicators()]
    return ()


def _set_value(
    table: pa.Table,
    column: str,
    place: int,
    value: Value,
) -> pa.Table:
    """Give a table with one value set."""
    at = table.schema.get_field_index(column)
    field = table.schema.field(at)
    mask = pc.equal(pa.array(range(table.num_rows), pa.int64()), place)
    values = table[column].combine_chunks()
    replaced = pc.replace_with_mask(values, mask, pa.array([value], field.type))
    return table.set_column(at, field, replaced)


def _build_notice(one: _Correction) -> Issue:
    return make_issue(
        "corrected",
        f"{one}; source: {one.source}",
        subject=f"{one.table}.{one.column}",
        reason=one.reason,
    )


def _build_refusal(one: _Correction, why: Bilingual) -> Issue:
    evidence = f"{CORRECTIONS.name} line {one.line}: {one}"
    return make_issue("correction_refused", evidence, why=why)


def _describe_correctable() -> Bilingual:
    allowed: list[Bilingual] = []
    for name, columns in CORRECTABLE.items():
        listed = ", ".join(columns)
        allowed.append(make_phrase("correctable_columns", table=name, columns=listed))
    return SEMICOLON.join(allowed)


def _print_value(value: object) -> Bilingual | str:
    if value is None:
        return make_phrase("no_value")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return repr(value)
