"""The schemas: complete, described, and true to the dataclasses that fill them."""

from dataclasses import fields
from datetime import UTC, datetime

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.model.issue import Issue
from tasks.model.report import Quantity, Report, Section
from tasks.tables.columns import DAY, TIME
from tasks.tables.schema import (
    HEADLINE_TABLES,
    LEDGER_COLUMNS,
    LOOKUP_TABLES,
    SCHEMAS,
    build_part_schemas,
    get_stored_schema,
)


@pytest.mark.parametrize("table", SCHEMAS)
def test_every_column_is_described_in_two_languages(table):
    """A field and a table carry a Chinese and an English sentence each, none twice in a table."""
    schema = SCHEMAS[table]
    for language, full_stop in (("zh", "。"), ("en", ".")):
        key = f"description_{language}".encode()
        sentences = [field.metadata[key].decode() for field in schema]
        assert all(
            sentence.endswith(full_stop)
            for sentence in [*sentences, schema.metadata[key].decode()]
        )
        assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize(
    ("table", "noun"),
    [
        ("reports", Report),
        ("sections", Section),
        ("quantities", Quantity),
        ("issues", Issue),
    ],
)
def test_every_field_of_a_noun_is_a_column(table, noun):
    """What is read from a document reaches the reader: no field is lost on the way to the tables."""
    assert set(_name_fields(noun)) <= set(SCHEMAS[table].names)


def _name_fields(noun):
    """List the fields of a noun under the names of columns."""
    names = {"start": "start_offset", "end": "end_offset"}
    return [names.get(field.name, field.name) for field in fields(noun)]


@pytest.mark.parametrize("table", ["sections", "quantities"])
def test_columns_stand_in_the_order_of_the_noun(table):
    """The columns after report_id follow the dataclass, as the design's tables do."""
    noun = {"sections": Section, "quantities": Quantity}[table]
    columns = [name for name in SCHEMAS[table].names if name != "report_id"]
    assert columns == _name_fields(noun)


# Reserved in SQL:2016, PostgreSQL, SQLite or DuckDB, or an error there where it stands bare in a query.
RESERVED = frozenset(
    "all alter analyse analyze and any array as asc asymmetric at authorization begin between binary "
    "both by case cast check collate collation column columns constraint create cross current_date "
    "current_time current_timestamp current_user default deferrable delete desc describe distinct do drop "
    "else end except exists false fetch filter for foreign from full grant group having in index initially "
    "inner insert intersect into is isnull join lambda lateral leading left like limit localtime "
    "localtimestamp natural not notnull null offset on only or order outer over overlaps pivot placing "
    "primary qualify references returning right row rows select set show similar some start summarize "
    "symmetric table tablesample then to trailing transaction true union unique unpivot update user using "
    "values variadic verbose when where window with".split()
)


def test_no_column_is_a_reserved_word():
    """A query names every column and table without quotes."""
    for table, schema in SCHEMAS.items():
        assert RESERVED.isdisjoint([table, *schema.names]), table


def test_numbers_that_may_be_missing_stay_whole_in_pandas(tmp_path):
    """`pd.read_parquet` alone gives Int32, Int64 and boolean where a value may be null."""
    path = tmp_path / "reports.parquet"
    schema = SCHEMAS["reports"]
    row = {"report_year": None, "days_after_deadline": -3}
    filled = {
        field.name: None if field.nullable else _fill(field.type) for field in schema
    }
    pq.write_table(pa.Table.from_pylist([filled | row], schema), path)
    loaded = pd.read_parquet(path)
    assert loaded["report_year"].dtype == "Int32"
    assert loaded["report_year"].isna().all()
    assert loaded["days_after_deadline"].tolist() == [-3]
    assert loaded["published_date"].dtype == object


def _fill(kind):
    if pa.types.is_string(kind):
        return ""
    if pa.types.is_timestamp(kind):
        return datetime(2026, 3, 2, tzinfo=UTC)
    return False if kind == pa.bool_() else 0


def test_keys_may_not_be_null():
    """No row goes without its key."""
    for table, key in {
        "reports": ["report_id"],
        "sections": ["report_id", "path"],
        "quantities": ["start_offset"],
    }.items():
        assert not any(SCHEMAS[table].field(name).nullable for name in key)


def test_types_are_of_few_kinds():
    """Times are whole seconds in Beijing time, values floats, counts 32 or 64 bits wide."""
    kinds = {field.type for schema in SCHEMAS.values() for field in schema}
    assert kinds == {
        pa.string(),
        pa.bool_(),
        pa.int32(),
        pa.int64(),
        pa.float64(),
        DAY,
        TIME,
    }
    assert str(TIME) == "timestamp[s, tz=Asia/Shanghai]"


def test_a_part_lacks_what_only_the_ledger_knows():
    """Parts stay true when a page's state changes, for they do not hold it."""
    parts = build_part_schemas()
    names = set(SCHEMAS["reports"].names) - set(parts["reports"].names)
    assert names == set(LEDGER_COLUMNS)
    assert set(SCHEMAS) - set(parts) == {
        *("revisions", "fetches"),
        *("reuse", "organs", "coverage", "changes", "scorecards"),
        *HEADLINE_TABLES,
        *LOOKUP_TABLES,
    }


@pytest.mark.parametrize("table", SCHEMAS)
def test_a_file_is_read_back_as_stored(table, tmp_path):
    """`get_stored_schema` says what Parquet makes of a schema, descriptions included."""
    path = tmp_path / "table.parquet"
    pq.write_table(SCHEMAS[table].empty_table(), path)
    assert pq.read_schema(path).equals(
        get_stored_schema(SCHEMAS[table]), check_metadata=True
    )
