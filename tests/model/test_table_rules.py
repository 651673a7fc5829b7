"""Rules: each marks the rows that break it, and lets a missing value pass where it says so."""

import pyarrow as pa

from tasks.model.table_rules import Rule
from tests.rows import each_row


@each_row(
    ("rule", "columns", "marked"),
    [
        (Rule.refuse_missing("id"), {"id": ["a", None]}, [1]),
        (Rule.refuse_duplicates("id"), {"id": ["a", "b", "a", "a"]}, [2, 3]),
        (
            Rule.refuse_duplicates("id", "path"),
            {"id": ["a", "a", "a"], "path": ["1", "2", "1"]},
            [2],
        ),
        (Rule.refuse_outside_set("word", ["a"]), {"word": ["a", "b", None]}, [1]),
        (
            Rule.refuse_out_of_bounds("year", 2004, 2026),
            {"year": [2003, 2004, 2026, 2027, None]},
            [0, 3],
        ),
        (Rule.refuse_out_of_bounds("count", 1, None), {"count": [0, 1, None]}, [0]),
        (
            Rule.refuse_mismatched("id", r"^[0-9a-f]$"),
            {"id": ["a", "g", "aa", None]},
            [1, 2],
        ),
        (
            Rule.refuse_disordered("start", "end"),
            {"start": [1, 2, 3, None], "end": [2, 2, 2, 2]},
            [2],
        ),
        (
            Rule.refuse_unflagged("flag", "untrue"),
            {"flag": [True, False, None]},
            [1, 2],
        ),
    ],
    ids=[
        "missing",
        "one key",
        "two keys",
        "set",
        "bounds",
        "one bound",
        "form",
        "order",
        "flag",
    ],
)
def test_a_rule_marks_the_rows_that_break_it(rule, columns, marked):
    """Marks are one a row, and never null."""
    flags = rule.marks(pa.table(columns)).to_pylist()
    assert [row for row, flag in enumerate(flags) if flag] == marked
    assert None not in flags
    assert rule.reason


def test_what_a_schema_demands():
    """One rule a column that may not be null."""
    schema = pa.schema(
        [pa.field("id", pa.string(), nullable=False), pa.field("title", pa.string())]
    )
    assert [rule.reason for rule in Rule.refuse_missing_required(schema)] == ["no id"]
