"""The data package and the dictionary of a release: files as they are, a row for every column."""

import hashlib
import json

import pyarrow.parquet as pq
import pytest

from tasks.model.table_rules import KEYS, REFERENCES
from tasks.release.metadata import TYPES, render_documents
from tasks.tables.schema import SCHEMAS, TABLES
from tests.release.small import FIRST, small_release

COLUMNS = [(name, column) for name, table in TABLES.items() for column in table.columns]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Write a small release with its documents; gives folder and inventory."""
    folder = tmp_path_factory.mktemp("release")
    inventory = small_release(folder)
    for name, text in render_documents(inventory).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder, inventory


def test_keys_references_and_constraints_name_columns():
    """What is declared beside the schema cannot outlive a column that is renamed."""
    for table, key in KEYS.items():
        assert not any(SCHEMAS[table].field(column).nullable for column in key)
    for table, references in REFERENCES.items():
        for reference in references:
            assert set(reference.columns) <= set(SCHEMAS[table].names)
            assert reference.key == KEYS[reference.table]
    assert {column.type for _, column in COLUMNS} == set(TYPES)


def test_constraints_agree_with_the_words_of_the_dictionary(made):
    """Every word that a column may hold stands in its English meaning or in none: no list is cut short."""
    folder, _ = made
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    limited = 0
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            words = field.get("constraints", {}).get("enum", [])
            limited += bool(words)
            if any(f" {word}" in field["description"] for word in words):
                missing = [word for word in words if word not in field["description"]]
                assert missing == [], f"{resource['name']}.{field['name']}"
    assert limited > 10


def test_the_dictionary_has_a_row_for_every_column(made):
    """Each column with both meanings, an example taken from the file, and its derivation.

    No cell is empty.
    """
    folder, _ = made
    lines = (folder / "dictionary.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| `")]
    columns = [row for row in rows if len(row) == 8]
    assert [row[0] for row in columns] == [f"`{column.name}`" for _, column in COLUMNS]
    assert all(all(row) for row in columns)
    assert columns[0][5] == FIRST
    assert next(row[:2] for row in rows if len(row) == 4) == ["`reports`", "2"]


def test_the_data_package_names_files_as_they_are(made):
    """Path, size, checksum and rows are those of the file, fields those of its schema."""
    folder, _ = made
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == list(SCHEMAS)
    for resource in package["resources"]:
        file = folder / resource["path"]
        assert resource["bytes"] == file.stat().st_size
        assert (
            resource["hash"]
            == f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
        )
        assert resource["rows"] == pq.read_metadata(file).num_rows
        assert [
            field["name"] for field in resource["schema"]["fields"]
        ] == pq.read_schema(file).names
