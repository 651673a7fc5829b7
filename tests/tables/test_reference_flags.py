"""Flags of rows that name a report or a section of another table."""

import pyarrow as pa
import pytest

from tasks.tables.reference_flags import SectionIndex, add_reference_flags
from tasks.tables.schema import SCHEMAS


def table(name: str, rows: list[dict[str, object]]) -> pa.Table:
    """Make some rows of a table; what they leave out is null."""
    schema = pa.schema([field.with_nullable(True) for field in SCHEMAS[name]])
    return pa.Table.from_pylist(rows, schema)


REPORTS = table(
    "reports",
    [
        {"report_id": "a", "source_id": "demo"},
        {"report_id": "b", "source_id": "demo"},
    ],
)
SECTIONS = table(
    "sections",
    [
        {"report_id": "a", "path": "1", "start_offset": 0, "end_offset": 20},
        {"report_id": "b", "path": "2", "start_offset": 5, "end_offset": 9},
        {"report_id": "z", "path": "1", "start_offset": 0, "end_offset": 99},
    ],
)


@pytest.fixture(params=[1, 2])
def sections(request) -> SectionIndex:
    """Add the reports at once, or one after the other."""
    index = SectionIndex()
    size = len(REPORTS) // request.param
    for start in range(0, len(REPORTS), size):
        index.add(REPORTS.slice(start, size), SECTIONS)
    return index


def flags(name, rows, flag, sections) -> list[bool]:
    """Give a flag of some rows."""
    found = add_reference_flags(name, table(name, rows), REPORTS, sections)
    held: list[bool] = found[flag].to_pylist()
    return held


@pytest.mark.parametrize(
    ("span", "held"),
    [
        (("a", "1", 0, 20), True),
        (("b", "2", 6, 8), True),
        (("b", "2", 4, 8), False),
        (("b", "2", 6, 10), False),
        (("b", "2", 6, 6), False),
        (("b", "1", 6, 8), False),
        (("z", "1", 6, 8), False),
        ((None, "1", 6, 8), False),
    ],
)
def test_a_paragraph_stands_in_its_section(span, held, sections):
    """Of a report that is there, whole, and not empty; on either side."""
    names = ("report_id", "section_path", "start_offset", "end_offset")
    sound = dict(zip(names, ("a", "1", 0, 20), strict=True))
    row = dict(zip(names, span, strict=True))
    for prefix, flag in (("", "placed"), ("other_", "other_placed")):
        both = {f"other_{name}": value for name, value in sound.items()} | sound
        both |= {f"{prefix}{name}": value for name, value in row.items()}
        assert flags("reuse", [both], flag, sections) == [held]


@pytest.mark.parametrize(
    ("status", "report_id", "tied"),
    [
        ("found", "a", True),
        ("late", "z", False),
        ("withdrawn", None, False),
        ("missing", None, True),
        ("missing", "a", False),
    ],
)
def test_a_report_is_named_where_one_was_found(status, report_id, tied, sections):
    """And nowhere else."""
    row = {"status": status, "report_id": report_id}
    assert flags("coverage", [row], "tied", sections) == [tied]


@pytest.mark.parametrize(
    ("change", "report_id", "tied"),
    [
        ("new", "a", True),
        ("new", "z", False),
        ("removed", "z", True),
        ("removed", "a", False),
    ],
)
def test_what_was_removed_is_not_there(change, report_id, tied, sections):
    """Everything else is."""
    row = {"change": change, "report_id": report_id}
    assert flags("changes", [row], "tied", sections) == [tied]


def test_a_source_has_as_many_reports_as_its_row_says(sections):
    """None where it has none."""
    rows = [
        {"source_id": "demo", "reports": 2},
        {"source_id": "demo", "reports": 3},
        {"source_id": "other", "reports": 0},
        {"source_id": "other", "reports": 1},
    ]
    counted = flags("scorecards", rows, "counted", sections)
    assert counted == [True, False, True, False]


def test_a_table_without_flags_is_given_back(sections):
    """As it is."""
    rows = table("issues", [])
    assert add_reference_flags("issues", rows, REPORTS, sections) is rows
