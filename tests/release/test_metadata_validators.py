"""The documents before the validators of their own standards, which open the files too."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.release.metadata import render_documents
from tasks.tables.schema import SCHEMAS
from tests.release.small import small_release

pytestmark = [
    pytest.mark.slow,
    # what mlcroissant does with the newest rdflib and pandas
    pytest.mark.filterwarnings(
        "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
    ),
    pytest.mark.filterwarnings("ignore:The inplace keyword"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Write a small release with its documents."""
    made = tmp_path_factory.mktemp("release")
    for name, text in render_documents(small_release(made)).items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def _package(folder):
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def _with_rows(folder):
    """Put the rows themselves into the package.

    Frictionless reads Parquet over pandas, where a null is no integer.
    """
    package = _package(folder)
    for resource in package["resources"]:
        for name in ("path", "format", "mediatype", "bytes", "hash"):
            del resource[name]
        resource["data"] = pq.read_table(
            folder / f"{resource['name']}.parquet"
        ).to_pylist()
    package["resources"] = [
        resource for resource in package["resources"] if resource["data"]
    ]
    return package


def _errors(package, folder):
    """Validate a package; gives each error with the name of its table."""
    from frictionless import Package

    report = Package.from_descriptor(package, basepath=str(folder)).validate()
    return [
        *(("", error) for error in report.errors),
        *((task.name, one) for task in report.tasks for one in task.errors),
    ]


def test_frictionless_reads_the_files(folder):
    """Each Parquet file is opened; what is said against it is only what Frictionless cannot know of Parquet.

    It does not count the bytes of such a file, and sees a null in a column of integers as the number nan.
    """
    for table, error in _errors(_package(folder), folder):
        assert error.type in {"byte-count", "type-error"}
        if error.type == "type-error":
            field = SCHEMAS[table].field(error.field_name)
            assert (error.cell, field.nullable, pa.types.is_integer(field.type)) == (
                "nan",
                True,
                True,
            )


def test_frictionless_finds_all_rows_as_declared(folder):
    """Types, required values, words, patterns, ranges, keys and references hold on every row."""
    package = _with_rows(folder)
    assert sum(len(resource["data"]) for resource in package["resources"]) > 10
    assert _errors(package, folder) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "kind"),
    [
        ("reports", "report_id", "short", "constraint-error"),
        ("reports", "report_year", 1999, "constraint-error"),
        ("reports", "url", None, "constraint-error"),
        ("reports", "characters", "many", "type-error"),
        ("sections", "kind", "chapter", "constraint-error"),
        ("sections", "report_id", "0" * 16, "foreign-key"),
        ("reuse", "similarity", 1.5, "constraint-error"),
        ("revisions", "change", "", "constraint-error"),
        ("coverage", "status", "lost", "constraint-error"),
        ("coverage", "report_id", "0" * 16, "foreign-key"),
    ],
)
def test_frictionless_notices_what_breaks_the_declarations(
    folder, table, column, value, kind
):
    """The declarations bite: one wrong value is one error of its kind."""
    package = _with_rows(folder)
    (resource,) = [
        resource for resource in package["resources"] if resource["name"] == table
    ]
    resource["data"][0][column] = value
    assert (table, kind) in {
        (name, error.type) for name, error in _errors(package, folder)
    }


def test_croissant_is_valid_and_loads_every_row(folder):
    """The loader finds neither errors nor warnings, checks the files' sums, and gives all their records."""
    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    for name, schema in SCHEMAS.items():
        records = list(dataset.records(name))
        assert len(records) == pq.read_metadata(folder / f"{name}.parquet").num_rows
        assert all(
            set(record) == {f"{name}/{column}" for column in schema.names}
            for record in records
        )
