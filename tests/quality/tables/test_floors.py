"""Written tables are read at least as well as they were."""

import pytest

from tests.quality.tables.measure import FLOORS, FORMATS, measure
from tests.quality.tables.shapes import SHAPES

_TABLES = 2


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("format_name", FORMATS)
def test_tables_are_read(format_name, shape):
    """Cells with their places, and a quantity for each number with its unit, code and year."""
    score = measure(format_name, shape, _TABLES)
    assert score.cells >= FLOORS[format_name]["cells"]
    assert score.quantities >= FLOORS[format_name]["quantities"]
