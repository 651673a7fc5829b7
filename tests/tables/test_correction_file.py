"""The corrections file: read in its order, and a broken line is named."""

import pytest

from tasks.model.errors import ConfigurationError
from tasks.tables.correction_file import COLUMNS, CORRECTIONS, read_corrections
from tasks.tables.corrections import CORRECTABLE
from tests.tables.test_corrections import ONE, correction


def lookup(tmp_path, *lines):
    """Write a file of corrections."""
    path = tmp_path / "corrections.csv"
    path.write_text("\n".join([",".join(COLUMNS), *lines, ""]), encoding="utf-8")
    return path


LINE = f"{ONE},2,reports,organ,,云溪鎮,云溪镇,misread,http://example.cn/1.html"


def test_the_file_is_read_in_its_order(tmp_path):
    """Every cell has its place."""
    first, second = read_corrections(lookup(tmp_path, LINE, LINE.replace(",2,", ",,")))
    assert first == correction("organ", "云溪鎮", "云溪镇", revision=2)
    assert (second.line, second.revision) == (3, None)


@pytest.mark.parametrize(
    ("cell", "value", "column"),
    [
        (0, "XYZ", "report_id"),
        (1, "second", "revision"),
        (6, "云溪鎮", "new"),
        (7, "", "reason"),
        (8, "", "source"),
    ],
)
def test_a_broken_line_is_named(tmp_path, cell, value, column):
    """File, line and column: nobody guesses what was meant."""
    cells = LINE.split(",")
    cells[cell] = value
    with pytest.raises(
        ConfigurationError, match=rf"corrections\.csv: line 2: column {column}: "
    ):
        read_corrections(lookup(tmp_path, ",".join(cells)))


def test_the_projects_own_file_is_sound():
    """It may hold no line yet."""
    assert all(one.table in CORRECTABLE for one in read_corrections(CORRECTIONS))
