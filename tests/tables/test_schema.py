"""The schemas: complete, described, and true to the dataclasses that fill them."""

from dataclasses import fields

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.model.issue import Issue
from tasks.model.report import Quantity, Report, Section
from tasks.tables.columns import DAY, TIME
from tasks.tables.schema import (
    LEDGER_COLUMNS,
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
    assert {field.name for field in fields(noun)} <= set(SCHEMAS[table].names)


@pytest.mark.parametrize("table", ["sections", "quantities"])
def test_columns_stand_in_the_order_of_the_noun(table):
    """The columns after report_id follow the dataclass, as the design's tables do."""
    noun = {"sections": Section, "quantities": Quantity}[table]
    assert [name for name in SCHEMAS[table].names if name != "report_id"] == [
        field.name for field in fields(noun)
    ]


def test_keys_may_not_be_null():
    """No row goes without its key."""
    for table, key in {
        "reports": ["report_id"],
        "sections": ["report_id", "path"],
        "quantities": ["start"],
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
    reports, whole = (
        build_part_schemas()["reports"],
        {"reuse", "coverage", "changes", "scorecards"},
    )
    assert set(SCHEMAS["reports"].names) - set(reports.names) == set(LEDGER_COLUMNS)
    assert set(SCHEMAS) - set(build_part_schemas()) == {"revisions", "fetches", *whole}


@pytest.mark.parametrize("table", SCHEMAS)
def test_a_file_is_read_back_as_stored(table, tmp_path):
    """`get_stored_schema` says what Parquet makes of a schema, descriptions included."""
    path = tmp_path / "table.parquet"
    pq.write_table(SCHEMAS[table].empty_table(), path)
    assert pq.read_schema(path).equals(
        get_stored_schema(SCHEMAS[table]), check_metadata=True
    )
