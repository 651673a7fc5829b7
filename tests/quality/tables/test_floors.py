"""Written tables are read at least as well as they were."""

import pytest

from tests.quality.tables.measure import (
    FLOORS,
    FORMATS,
    measure_shapes,
    sum_scores,
)

_REPORTS = 2


@pytest.mark.parametrize("format_name", FORMATS)
def test_tables_are_read(format_name):
    """Cells with their places, and a quantity for each number with its unit, code and year."""
    score = sum_scores(measure_shapes(format_name, _REPORTS).values())
    assert FLOORS[format_name].is_reached(score), score
