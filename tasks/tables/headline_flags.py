"""Headline flags: whether the rows of `indicators` are what the quantities of the same reports say.

A headline points to a row of `quantities` of the same report, section, indicator and value; an
ambiguous one points nowhere. Each row of `indicators_wide` has just the values that `indicators` has.
"""

import pyarrow as pa
import pyarrow.compute as pc

from tasks.tables.stated_numbers import END, START

# Two columns joined by it are one key: no report holds it.
_JOINT = "\x1f"
# What a headline says of the row that it points to, by the names in both tables.
_SHARED = {
    "section_path": "section_path",
    "indicator": "indicator",
    "value": "value",
    "end_offset": END,
}


def mark_pointed(indicators: pa.Table, quantities: pa.Table) -> pa.ChunkedArray:
    """Mark the headlines that are what the quantity they point to says, or are ambiguous."""
    starts = _join(quantities, "report_id", START)
    pointers = _join(indicators, "report_id", "start_offset")
    place = pc.index_in(pointers, value_set=starts.combine_chunks())
    is_right = pc.is_valid(place)
    for name, stated in _SHARED.items():
        same = pc.equal(indicators[name], quantities[stated].take(place))
        is_right = pc.and_(is_right, pc.fill_null(same, False))
    return pc.if_else(
        indicators["ambiguous"], _mark_empty(indicators), is_right
    ).fill_null(False)


def _mark_empty(indicators: pa.Table) -> pa.ChunkedArray:
    """Mark the rows that neither have a value nor point anywhere."""
    is_empty = pc.is_null(indicators["value"])
    return pc.and_(is_empty, pc.is_null(indicators["start_offset"]))


def mark_agreeing(wide: pa.Table, indicators: pa.Table) -> pa.ChunkedArray:
    """Mark the reports whose row of `indicators_wide` has the values of `indicators`, and no others."""
    decided = indicators.filter(pc.is_valid(indicators["value"]))
    is_same = pc.is_valid(wide["report_id"])
    for name in _list_codes(wide):
        of_code = decided.filter(pc.equal(decided["indicator"], name))
        ids = of_code["report_id"].combine_chunks()
        place = pc.index_in(wide["report_id"], value_set=ids)
        expected = of_code["value"].take(place)
        is_same = pc.and_(is_same, _mark_same(wide[name], expected))
    return is_same


def _list_codes(wide: pa.Table) -> list[str]:
    return [field.name for field in wide.schema if field.type == pa.float64()]


def _mark_same(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.ChunkedArray:
    """Mark where both have the same value, or none."""
    both_null = pc.and_(pc.is_null(left), pc.is_null(right))
    return pc.or_(both_null, pc.fill_null(pc.equal(left, right), False))


def _join(table: pa.Table, first: str, second: str) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(
        table[first], table[second].cast(pa.string()), _JOINT
    )
