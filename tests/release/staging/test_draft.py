"""Staging: files named by what is in them."""

import os
import time
from datetime import timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.home import Home
from tasks.release.staging.draft import (
    ReleaseDraft,
)
from tests.world.harvest import NIGHT

SCHEMAS = {
    "reports": pa.schema(
        [pa.field("report_id", pa.string(), metadata={"description_en": "Identity."})]
    ),
    "issues": pa.schema([pa.field("code", pa.string())]),
}


def _stage(folder, ids, as_of=NIGHT, schemas=SCHEMAS):
    with ReleaseDraft(folder, schemas) as draft:
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
    with (
        pytest.raises(RuntimeError, match="on the way"),
        ReleaseDraft(tmp_path, SCHEMAS),
    ):
        raise RuntimeError("on the way")
    assert not list(tmp_path.iterdir())


DAY = 24 * 3600


def test_a_scratch_folder_goes_with_its_work(tmp_path):
    """With all that is in it, after an error too."""
    with ReleaseDraft.create_scratch(tmp_path) as folder:
        (folder / "file").touch()
        assert folder.name.startswith(".")
    with (
        pytest.raises(RuntimeError, match="on the way"),
        ReleaseDraft.create_scratch(tmp_path),
    ):
        raise RuntimeError("on the way")
    assert not list(tmp_path.iterdir())


def test_only_what_is_dotted_and_old_is_swept(tmp_path):
    """Drafts of stagings, quarantines and parts that were killed go after a day.

    What is in use or finished stays.
    """
    home = Home.open(str(tmp_path))
    (home.parts / "x1").mkdir()
    killed = [
        home.staging / ".draft-1",
        home.quarantine / ".q-1",
        home.parts / "x1" / ".p-1",
    ]
    kept = [
        home.staging / ".draft-2",
        home.staging / "20260302T020007-1",
        home.parts / "x1" / "p",
    ]
    for folder in (*killed, *kept):
        folder.mkdir()
        (folder / "file").touch()
    for folder in (*killed, *kept[1:]):
        os.utime(folder, (time.time() - DAY - 60,) * 2)
    assert sorted(ReleaseDraft.remove_leftovers(home)) == sorted(killed)
    assert all(folder.is_dir() for folder in kept)
    assert not any(folder.exists() for folder in killed)
    assert ReleaseDraft.remove_leftovers(home) == []
