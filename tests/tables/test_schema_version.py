"""The schemas' version rises with the columns: its second number for additions, its first for all else."""

import json

import pytest

from tasks.tables.schema import SCHEMA_VERSION, SCHEMAS
from tests.arguments import read_arguments
from tests.paths import TESTS

Columns = dict[str, dict[str, str]]
FOLDER = TESTS / "tables" / "schemas"
HELP = "raise SCHEMA_VERSION, then python -m tests.tables.test_schema_version"


def describe_columns() -> Columns:
    """Give the columns of every table as the code has them: name to type, with a ? where it may be null."""
    return {
        table: {
            field.name: f"{field.type}{'?' if field.nullable else ''}"
            for field in schema
        }
        for table, schema in SCHEMAS.items()
    }


def load_versions() -> list[tuple[tuple[int, int], Columns]]:
    """Load the columns of every version, oldest first."""
    versions = []
    for path in FOLDER.glob("*.json"):
        major, minor = map(int, path.stem.split("."))
        versions.append(((major, minor), json.loads(path.read_text(encoding="utf-8"))))
    return sorted(versions, key=lambda version: version[0])


def list_broken(old: Columns, new: Columns) -> list[str]:
    """List what a reader of the old columns no longer finds in the new ones."""
    return [
        f"{table}.{column}"
        for table, columns in old.items()
        for column, kind in columns.items()
        if new.get(table, {}).get(column) != kind
    ]


def test_the_columns_are_those_of_the_version():
    """A column that was added, dropped or changed needs another version."""
    number, columns = load_versions()[-1]
    assert ".".join(map(str, number)) == SCHEMA_VERSION, HELP
    assert describe_columns() == columns, HELP


def test_every_table_says_its_version():
    """In the metadata of its schema."""
    assert {
        schema.metadata[b"schema_version"].decode() for schema in SCHEMAS.values()
    } == {SCHEMA_VERSION}


@pytest.mark.parametrize("step", range(1, len(load_versions())))
def test_each_step_keeps_the_rule(step):
    """What readers of a version use stays until the first number rises."""
    versions = load_versions()
    (old_number, old), (new_number, new) = versions[step - 1], versions[step]
    if new_number[0] == old_number[0]:
        assert list_broken(old, new) == []


def test_what_breaks_a_reader_is_seen():
    """A column that is gone, has another type, or may be null all of a sudden."""
    old = {"reports": {"title": "string", "characters": "int32", "text": "string"}}
    new = {"reports": {"title": "string", "characters": "int64", "text": "string?"}}
    assert list_broken(old, new) == ["reports.characters", "reports.text"]
    assert list_broken(old, {"reports": {}}) == [
        "reports.title",
        "reports.characters",
        "reports.text",
    ]
    assert list_broken(old, {"reports": {**old["reports"], "organ": "string?"}}) == []


if __name__ == "__main__":
    read_arguments(__doc__)
    text = json.dumps(describe_columns(), indent=1) + "\n"
    (FOLDER / f"{SCHEMA_VERSION}.json").write_text(text, encoding="utf-8")
