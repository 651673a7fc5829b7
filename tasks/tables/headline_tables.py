"""The tables of headlines, made of some reports with all their quantities: one row a report at least."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from tasks.model.report import Role
from tasks.tables.headlines import Headline, find_headlines
from tasks.tables.schema import HEADLINE_TABLES, SCHEMAS
from tasks.tables.stated_numbers import COLUMNS
from tasks.tables.table_rows import Row, build_tables

# What is taken over from reports.
_REPORT_COLUMNS = ("report_id", "organ_id", "report_year")


def build_headline_tables(
    reports: pa.Table, quantities: pa.Table
) -> dict[str, pa.Table]:
    """Make the tables of headlines, in the order of the reports and of the codebook.

    `quantities` are all of theirs, in any order.
    """
    stated = _group_by_report(quantities)
    long_rows: list[Row] = []
    wide_rows: list[Row] = []
    for report in _list_reports(reports):
        rows = stated.get(report["report_id"], ())
        wide = dict(report)
        for headline in find_headlines(rows, _get_year(report)):
            long_rows.append({**report, **build_headline_row(headline)})
            if headline.number is not None:
                wide[headline.indicator.code] = headline.number.value
        wide_rows.append(wide)
    schemas = {name: SCHEMAS[name] for name in HEADLINE_TABLES}
    return build_tables(
        {"indicators": long_rows, "indicators_wide": wide_rows}, schemas
    )


def build_headline_row(headline: Headline) -> Row:
    """Make the row of a headline, without what is its report's."""
    number = headline.number
    row: Row = {
        "indicator": headline.indicator.code,
        "value": None,
        "unit": headline.indicator.unit,
        "comparator": None,
        "rule": headline.rule,
        "candidates": headline.candidates,
        "agreement": headline.agreement,
        "ambiguous": number is None,
        "section_path": None,
        "start_offset": None,
        "end_offset": None,
    }
    if number is not None:
        row["value"] = number.value
        row["comparator"] = number.comparator
        row["section_path"] = number.section_path
        row["start_offset"] = number.start
        row["end_offset"] = number.end
    return row


def _get_year(report: Row) -> int | None:
    year = report["report_year"]
    return year if isinstance(year, int) else None


def _list_reports(reports: pa.Table) -> list[Row]:
    """List what each report gives to its rows; a release without identities of organs has none."""
    present = [name for name in _REPORT_COLUMNS if name in reports.column_names]
    rows: list[Row] = reports.select(present).to_pylist()
    return rows


def _group_by_report(quantities: pa.Table) -> Mapping[object, list[Row]]:
    """Group what may be a headline, or the whole of one, by report."""
    is_coded = pc.is_valid(quantities["indicator"])
    is_actual = pc.equal(quantities["role"], Role.ACTUAL)
    counted = quantities.filter(pc.and_(is_coded, is_actual))
    grouped: dict[object, list[Row]] = {}
    for row in counted.select(["report_id", *COLUMNS]).to_pylist():
        grouped.setdefault(row["report_id"], []).append(row)
    return grouped
