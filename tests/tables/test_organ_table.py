"""The table of organs: a row an organ, with all its names and what is said of it most often."""

import pyarrow as pa

from tasks.tables.organ_table import ORGAN_COLUMNS, build_organs
from tasks.tables.schema import SCHEMAS

_BUREAU = "x2bdcd9f8917-big-data"
_PLACES = {"province": "安徽省", "prefecture": "槐浦市", "county": "菖河区"}


def _table(*rows):
    """Make rows as reports and coverage have them: id, name and year, and what else is given."""
    made = [
        {
            "organ_id": organ_id,
            "organ": organ,
            "report_year": year,
            "organ_kind": "department",
            "level": "county",
            "township": None,
            **_PLACES,
            **more,
        }
        for organ_id, organ, year, more in rows
    ]
    fields = [SCHEMAS["reports"].field(name) for name in ORGAN_COLUMNS]
    return pa.Table.from_pylist(made, pa.schema(fields))


def test_an_organ_has_one_row_with_all_its_names():
    """Years are those of its reports; a year that is only expected is none."""
    reports = _table(
        (_BUREAU, "菖河区大数据发展局", 2023, {}),
        (_BUREAU, "槐浦市菖河区数据局", 2024, {"prefecture": None}),
        (None, "数据局", 2024, {}),
    )
    coverage = _table(
        (_BUREAU, "菖河区数据局", 2025, {}),
        ("500153000000", "荣昌区人民政府", 2024, {"organ_kind": "county"}),
    )
    bureau, district = sorted(
        build_organs(reports, coverage).to_pylist(),
        key=lambda row: -row["reports"],
    )
    assert (
        bureau["wordings"] == "槐浦市菖河区数据局 | 菖河区大数据发展局 | 菖河区数据局"
    )
    assert bureau["name"] == "菖河区大数据发展局"
    assert (bureau["reports"], bureau["first_report_year"]) == (2, 2023)
    assert bureau["last_report_year"] == 2024
    assert (bureau["parent_id"], bureau["trade_en"]) == ("x2bdcd9f8917", "Data")
    assert "大数据发展" in bureau["formerly"]
    assert bureau["prefecture"] == "槐浦市"
    assert (district["reports"], district["last_report_year"]) == (0, None)
    assert district["parent_id"] is None


def test_rows_stand_in_the_order_of_their_ids():
    """Whatever the order of the reports; without any organ the table is empty."""
    reports = _table(("b", "乙", 2024, {}), ("a", "甲", 2024, {}))
    ids = build_organs(reports, reports.slice(0, 0))["organ_id"].to_pylist()
    assert ids == ["a", "b"]
    assert build_organs(reports.slice(0, 0), reports.slice(0, 0)).num_rows == 0
