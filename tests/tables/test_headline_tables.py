"""The tables of headlines: a row a headline, and a row a report."""

import pyarrow as pa

from tasks.report.codebook import load_indicators
from tasks.tables.headline_tables import build_headline_tables
from tasks.tables.schema import SCHEMAS
from tests.tables.test_stated_numbers import build_row

_REPORTS = pa.table(
    {
        "report_id": ["a", "b"],
        "report_year": pa.array([2024, None], pa.int32()),
    }
)


def build_tables_of(*rows):
    """Make the quantities of the first report, and the tables of headlines of both."""
    stated = [{"report_id": "a", **row} for row in rows]
    schema = SCHEMAS["quantities"]
    nullable = pa.schema([field.with_nullable(True) for field in schema])
    quantities = pa.Table.from_pylist(stated, nullable)
    return quantities, build_headline_tables(_REPORTS, quantities)


DECIDED = (build_row(9, 0), build_row(4, 10, part_of=0))
UNDECIDED = (
    build_row(3, 20, code="audits_completed"),
    build_row(5, 30, code="audits_completed"),
)


def test_a_headline_is_a_row_and_a_cell():
    """With the pointer to its number; an ambiguous one is told in the one and null in the other."""
    _, tables = build_tables_of(*DECIDED, *UNDECIDED)
    first, second = tables["indicators"].to_pylist()
    assert first == {
        "report_id": "a",
        "organ_id": None,
        "report_year": 2024,
        "indicator": "cases_filed",
        "value": 9.0,
        "unit": "件",
        "comparator": None,
        "rule": "total_over_parts",
        "candidates": 2,
        "agreement": "differ",
        "ambiguous": False,
        "section_path": "1",
        "start_offset": 0,
        "end_offset": 2,
    }
    assert second["ambiguous"]
    assert second["value"] is second["start_offset"] is None
    with_numbers, without = tables["indicators_wide"].to_pylist()
    assert with_numbers["cases_filed"] == 9
    assert with_numbers["audits_completed"] is None
    assert without["report_id"] == "b"


def test_the_columns_are_those_of_the_codebook():
    """All codes in its order, whether a release has a number of them or not."""
    codes = [indicator.code for indicator in load_indicators()]
    assert SCHEMAS["indicators_wide"].names[3:] == codes


def test_the_organ_is_that_of_the_report():
    """Where reports know it."""
    reports = _REPORTS.append_column("organ_id", pa.array(["x", None]))
    quantities, _ = build_tables_of()
    wide = build_headline_tables(reports, quantities)["indicators_wide"]
    assert wide["organ_id"].to_pylist() == ["x", None]
