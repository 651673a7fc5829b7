"""Quarantine: what a rule refuses is kept beside the release, with the reason."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.report.schema import SCHEMAS
from tasks.store.quarantine import among, between, in_order, reasons, required, sift, store, table_rules, unique


def _table(**columns):
    return pa.table(columns)


@pytest.mark.parametrize(
    ("rule", "columns", "kept"),
    [
        (unique("id"), {"id": ["a", "b", "a", "a"]}, [0, 1]),
        (unique("id", "path"), {"id": ["a", "a", "a"], "path": ["1", "2", "1"]}, [0, 1]),
        (among("id", pa.array(["a"]), "unknown"), {"id": ["a", "b", None]}, [0]),
        (between("year", 2004, 2026), {"year": [2003, 2004, 2026, 2027, None]}, [1, 2, 4]),
        (in_order("start", "end"), {"start": [1, 2, 3], "end": [2, 2, 2]}, [0, 1]),
    ],
    ids=["one key", "two keys", "set", "bounds", "order"],
)
def test_a_rule_refuses_the_rows_that_break_it(rule, columns, kept):
    """Each rule keeps the others in their order; a missing value passes only where the rule says so."""
    table = _table(**columns, row=range(len(next(iter(columns.values())))))
    sifted = sift(table, [rule])
    assert sifted.kept["row"].to_pylist() == kept
    assert set(sifted.refused["reason"].to_pylist()) == {rule.reason}
    assert sifted.kept.num_rows + sifted.refused.num_rows == table.num_rows


def test_a_row_is_refused_once_with_the_first_reason():
    """A row that breaks two rules stands in quarantine once."""
    sifted = sift(_table(id=["a", "a"], year=[1990, 1990]), [unique("id"), between("year", 2004, 2026)])
    assert sifted.refused.select(["reason", "id"]).to_pylist() == [
        {"reason": "duplicate id", "id": "a"},
        {"reason": "year outside 2004 to 2026", "id": "a"},
    ]


def test_nothing_refused_keeps_the_table_as_it_is():
    """Rules that all rows pass give back the same rows, and an empty table of the same columns."""
    table = _table(id=["a", "b"])
    sifted = sift(table, [unique("id")])
    assert sifted.kept.equals(table)
    assert (sifted.refused.num_rows, sifted.refused.column_names) == (0, ["reason", "id"])


def test_a_value_that_the_schema_demands_must_be_there():
    """Arrow lets nulls into a column that may not have any; the rules do not."""
    schema = pa.schema([pa.field("id", pa.string(), nullable=False), pa.field("title", pa.string())])
    table = pa.table({"id": ["a", None], "title": [None, "b"]}, schema=schema)
    assert sift(table, required(schema)).refused["reason"].to_pylist() == ["no id"]


def test_every_table_has_its_rules():
    """A section without its report is refused, a second report of one id too."""
    known = pa.array(["a"])
    assert "duplicate report_id" in [rule.reason for rule in table_rules("reports", SCHEMAS["reports"], known, 2026)]
    for table in ("sections", "quantities"):
        names = [rule.reason for rule in table_rules(table, SCHEMAS[table], known, 2026)]
        assert "report not in the release" in names


def test_refused_rows_are_written_with_their_reason(tmp_path):
    """Only tables with refused rows get a file, nulls and all, and a second writing changes nothing."""
    schema = pa.schema([pa.field("report_id", pa.string(), nullable=False)])
    refused = sift(pa.table({"report_id": ["a", None]}, schema=schema), required(schema)).refused
    folder = tmp_path / "20260302T020000-abc"
    store(folder, {"reports": refused, "sections": refused.slice(0, 0)})
    store(folder, {"reports": refused.slice(0, 0)})
    assert [path.name for path in folder.iterdir()] == ["reports.parquet"]
    assert pq.read_table(folder / "reports.parquet").to_pylist() == [{"reason": "no report_id", "report_id": None}]
    assert reasons(refused) == {(None, "no report_id"): 1}


def test_nothing_refused_writes_nothing(tmp_path):
    """A clean release has no quarantine folder to look into."""
    store(tmp_path / "clean", {})
    assert not list(tmp_path.iterdir())
