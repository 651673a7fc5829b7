"""Parts: named by content, whole or not there at all."""

import signal
import subprocess
import sys
from dataclasses import replace

import pyarrow as pa
import pytest

from tasks.model.errors import ReleaseError
from tasks.tables.part_store import PartStore
from tasks.tables.schema import build_part_schemas
from tasks.tables.table_rows import build_reading_rows, build_tables
from tests.world.harvest import harvest, reading


def _rows(capture):
    return build_tables(
        build_reading_rows(reading(), capture, "x1"), build_part_schemas()
    )


def test_the_name_follows_from_the_contents(tmp_path):
    """Order does not matter; another revision or other bytes do."""
    made = harvest(tmp_path)
    one, two = made.capture("a"), made.capture("b")
    assert PartStore.compute_id([one, two]) == PartStore.compute_id([two, one])
    assert PartStore.compute_id([one]) != PartStore.compute_id(
        [replace(one, revision=2)]
    )
    assert PartStore.compute_id([one]) != PartStore.compute_id(
        [replace(one, content_sha256="0" * 64)]
    )


def test_what_was_written_is_read_back_in_batches(tmp_path):
    """Types come back as they went in, seconds and all."""
    made = harvest(tmp_path)
    rows = _rows(made.capture("a"))
    parts = made.parts("x1")
    parts.write("p", rows)
    for table, written in rows.items():
        batches = list(parts.read_batches("p", table))
        assert pa.Table.from_batches(batches, schema=parts.get_schema(table)).equals(
            written
        )


def test_a_part_is_never_written_twice(tmp_path):
    """A second write of the same rows changes no byte and leaves nothing behind."""
    made = harvest(tmp_path)
    parts, rows = made.parts("x1"), _rows(made.capture("a"))
    digest = parts.write("p", rows)
    before = {
        path: path.stat().st_mtime_ns for path in (made.home.parts / "x1").rglob("*")
    }
    assert parts.write("p", rows) == digest == parts.compute_digest("p")
    assert {
        path: path.stat().st_mtime_ns for path in (made.home.parts / "x1").rglob("*")
    } == before


def test_a_missing_part_says_so(tmp_path):
    """A part that the ledger names and the disk lacks stops the release with a remedy."""
    with pytest.raises(ReleaseError, match="part p of x1 cannot be read"):
        list(harvest(tmp_path).parts("x1").read_batches("p", "reports"))


def test_a_broken_part_says_so(tmp_path):
    """A torn file is an error, never fewer rows."""
    made = harvest(tmp_path)
    parts = made.parts("x1")
    parts.write("p", _rows(made.capture("a")))
    path = made.home.parts / "x1" / "p" / "sections.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ReleaseError, match="cannot be read"):
        list(parts.read_batches("p", "sections"))


def test_a_rotten_part_is_found_and_replaced(tmp_path):
    """Whatever rotted in it, the footer too; a part that is gone is rotten as well."""
    made = harvest(tmp_path)
    parts, rows = made.parts("x1"), _rows(made.capture("a"))
    digests = {name: parts.write(name, rows) for name in ("p", "q")}
    assert parts.find_rotten(digests) == []
    path = made.home.parts / "x1" / "p" / "quantities.parquet"
    sound = path.read_bytes()
    for at in (40, len(sound) // 2, len(sound) - 20):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        assert parts.find_rotten(digests) == ["p"]
    assert parts.write("p", rows) == digests["p"]
    assert path.read_bytes() == sound
    parts.discard("q")
    assert parts.find_rotten(digests) == ["q"]
    assert [path.name for path in (made.home.parts / "x1").iterdir()] == ["p"]


_KILLED = """
import os, signal, sys
from pathlib import Path
from tasks.tables.parquet_files import CheckedParquet
from tasks.tables.schema import build_part_schemas
from tasks.tables.part_store import PartStore
write, left = CheckedParquet.write, [int(sys.argv[2])]
def killing(*args, **kwargs):
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    return write(*args, **kwargs)
CheckedParquet.write = killing
PartStore(Path(sys.argv[1]), "x1", build_part_schemas()).write("p", {})
"""


@pytest.mark.parametrize("files", [0, 2])
def test_a_killed_write_leaves_no_part(files, tmp_path):
    """Kill -9 before any or between two files: the part is not there, and the next write makes it whole."""
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(tmp_path), str(files)], check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "x1" / "p").exists()
    parts = PartStore(tmp_path, "x1", build_part_schemas())
    parts.write("p", {})
    assert (
        sum(
            batch.num_rows
            for table in build_part_schemas()
            for batch in parts.read_batches("p", table)
        )
        == 0
    )
