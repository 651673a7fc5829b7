"""Staging: files named by what is in them."""

from datetime import timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.release.staging.draft import Draft
from tests.world.harvest import NIGHT

SCHEMAS = {
    "reports": pa.schema(
        [pa.field("report_id", pa.string(), metadata={"description_en": "Identity."})]
    ),
    "issues": pa.schema([pa.field("code", pa.string())]),
}


def _stage(folder, ids, as_of=NIGHT, schemas=SCHEMAS):
    with Draft(folder, schemas) as draft:
        for one in ids:
            draft.write(
                "reports", pa.table({"report_id": [one]}, schema=schemas["reports"])
            )
        return draft.finish(as_of)


def test_the_same_tables_give_the_same_id_and_bytes(tmp_path):
    """Two stagings in two places differ in nothing."""
    folders = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        folders.append(_stage(tmp_path / name, ["a", "b"]))
    (first, here), (second, there) = folders
    assert first == second
    assert first.startswith("20260302T020000-")
    for table in SCHEMAS:
        assert (here / f"{table}.parquet").read_bytes() == (
            there / f"{table}.parquet"
        ).read_bytes()


def test_other_rows_times_or_schemas_give_another_id(tmp_path):
    """Whatever a reader could tell apart has a name of its own."""
    described = pa.schema(
        [
            pa.field(
                "report_id", pa.string(), metadata={"description_en": "Other words."}
            )
        ]
    )
    ids = {
        _stage(tmp_path, ["a", "b"])[0],
        _stage(tmp_path, ["a", "c"])[0],
        _stage(tmp_path, ["a", "b"], NIGHT + timedelta(days=1))[0],
        _stage(tmp_path, ["a", "b"], schemas={**SCHEMAS, "reports": described})[0],
    }
    assert len(ids) == 4


def test_every_file_says_its_release(tmp_path):
    """The id stands in the footer, beside the schema's descriptions; a table without rows is a file too."""
    release_id, folder = _stage(tmp_path, ["a"])
    for table, schema in SCHEMAS.items():
        path = folder / f"{table}.parquet"
        assert pq.read_metadata(path).metadata[b"release_id"].decode() == release_id
        assert pq.read_schema(path).equals(schema, check_metadata=True)
    assert pq.read_table(folder / "issues.parquet").num_rows == 0


def test_each_write_is_a_row_group(tmp_path):
    """A reader of one year skips the groups of the others."""
    _, folder = _stage(tmp_path, ["a", "b", "c"])
    assert pq.read_metadata(folder / "reports.parquet").num_row_groups == 3


def test_staging_again_keeps_what_is_there(tmp_path):
    """The same release staged twice is one folder, and no draft is left."""
    _stage(tmp_path, ["a"])
    _, folder = _stage(tmp_path, ["a"])
    assert list(tmp_path.iterdir()) == [folder]


def test_a_draft_that_fails_leaves_nothing(tmp_path):
    """An error on the way takes the draft with it."""
    with pytest.raises(RuntimeError, match="on the way"), Draft(tmp_path, SCHEMAS):
        raise RuntimeError("on the way")
    assert not list(tmp_path.iterdir())
