"""Headline flags: whatever in the tables of headlines is not what the quantities say is seen."""

import pyarrow as pa

from tasks.tables.headline_flags import mark_agreeing, mark_pointed
from tests.tables.test_headline_tables import DECIDED, UNDECIDED, build_tables_of


def _change(table, column, value):
    place = table.schema.get_field_index(column)
    field = table.schema.field(place)
    values = table[column].to_pylist()
    values[0] = value
    return table.set_column(place, field, pa.array(values, field.type))


def test_a_pointer_that_does_not_hold_is_seen():
    """Another value, place, section or indicator than its quantity; a value of what is ambiguous."""
    quantities, tables = build_tables_of(*DECIDED, *UNDECIDED)
    indicators = tables["indicators"]
    assert mark_pointed(indicators, quantities).to_pylist() == [True, True]
    wrong = {
        "value": 4.0,
        "start_offset": 10,
        "end_offset": 3,
        "section_path": "2",
        "indicator": "cases_closed",
        "ambiguous": True,
    }
    for column, value in wrong.items():
        changed = _change(indicators, column, value)
        assert mark_pointed(changed, quantities).to_pylist() == [False, True], column
    valued = _change(indicators.slice(1), "value", 3.0)
    assert mark_pointed(valued, quantities).to_pylist() == [False]


def test_a_wide_row_that_differs_is_seen():
    """A value less, another one, or one that is nowhere."""
    _, tables = build_tables_of(*DECIDED, *UNDECIDED)
    wide = tables["indicators_wide"]
    indicators = tables["indicators"]
    assert mark_agreeing(wide, indicators).to_pylist() == [True, True]
    for column, value in (
        ("cases_filed", None),
        ("cases_filed", 8),
        ("audits_completed", 3),
    ):
        changed = _change(wide, column, value)
        assert mark_agreeing(changed, indicators).to_pylist() == [False, True]
