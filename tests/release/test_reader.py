"""The reader: a release opened from wherever it lies, its tables, and what joins them."""

import json
from pathlib import Path

import fazhi
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.model.errors import ConfigurationError, ReleaseError
from tasks.release.reader import PublishedRelease, open_release
from tasks.tables.parquet_files import CheckedParquet
from tasks.tables.schema import SCHEMAS
from tests.release.small import FIRST, RELEASE_ID, SECOND, small_release


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """Publish the small release in a home, as far as readers see it."""
    root: Path = tmp_path_factory.mktemp("home")
    folder = root / "releases" / RELEASE_ID
    folder.mkdir(parents=True)
    small_release(folder)
    paths = {name: f"releases/{RELEASE_ID}/{name}.parquet" for name in SCHEMAS}
    latest = {
        "release_id": RELEASE_ID,
        "as_of": "2026-03-02T02:00:07+08:00",
        "counts": dict.fromkeys(SCHEMAS, 2),
        "tables": paths,
    }
    (root / "latest.json").write_text(json.dumps(latest), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def release(home) -> PublishedRelease:
    """Open it by its folder."""
    return open_release(home / "releases" / RELEASE_ID)


@pytest.mark.parametrize("place", ["latest", RELEASE_ID, RELEASE_ID[:10], "", "folder"])
def test_it_is_opened_by_name_and_by_place(place, home, monkeypatch):
    """In a home that is given or set, or by the folder of either."""
    folders = {"": home, "folder": home / "releases" / RELEASE_ID}
    monkeypatch.setenv("FAZHI_HOME", str(home))
    opened = fazhi.open(folders.get(place, place))
    assert opened.release_id == RELEASE_ID
    assert set(opened.tables) == set(SCHEMAS)
    assert len(opened.read("reports")) == 2


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("/no/such/folder", "/no/such/folder: there is no such folder"),
        ("2019", "2019: no such release"),
        ("gopher://host/x", "cannot be opened"),
    ],
)
def test_what_is_not_there_is_named(place, words, home):
    """By a place or a name."""
    with pytest.raises(ConfigurationError, match=words):
        open_release(place, home)


def test_a_folder_without_tables_and_a_broken_pointer_are_said(tmp_path):
    """Each in its words."""
    with pytest.raises(ConfigurationError, match="nothing is published here"):
        open_release(tmp_path)
    (tmp_path / "latest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ReleaseError, match="is broken"):
        open_release(tmp_path)


def test_long_texts_wait_to_be_asked_for(release):
    """By name, or by `texts`."""
    assert "text" not in release.table("reports").columns
    assert "text" in release.read("sections", texts=True).schema.names
    assert list(release.table("reports", ["text"]).columns) == ["text"]
    assert release.read("cells").schema.names == SCHEMAS["cells"].names


def test_rows_are_filtered(release):
    """By an expression in tuples, as Parquet's readers take it."""
    found = release.read("reports", ["report_id"], [("report_year", "==", 2024)])
    assert found.to_pylist() == [{"report_id": FIRST}]


@pytest.mark.parametrize(
    ("table", "columns", "words"),
    [("report", None, "no table"), ("reports", ["organs"], "no column of reports")],
)
def test_unknown_names_are_said(release, table, columns, words):
    """With those that there are."""
    with pytest.raises(ConfigurationError, match=words):
        release.read(table, columns)


def test_tables_are_joined_by_their_keys(release):
    """In the first one's order; a column of both has the other's name behind it."""
    columns = ["value", "report_id", "organ", "report_year"]
    joined = release.join("quantities", "reports", columns)
    assert list(joined.columns) == columns
    assert list(joined["report_id"]) == [FIRST, FIRST, SECOND, SECOND]
    assert list(joined["value"]) == [12, 45500] * 2
    whole = release.join("reuse", "reports", by="other_report_id")
    assert {"characters", "characters_reports"} <= set(whole.columns)
    assert "report_id_reports" not in whole
    assert list(whole["report_id"]) == [SECOND]
    found = release.join("reuse", "reports", ["title", "other_report_id"])
    assert list(found["other_report_id"]) == [FIRST]


def test_what_nothing_joins_is_said(release):
    """The key of the other table stands in no column."""
    with pytest.raises(ConfigurationError, match="no columns of reports lead"):
        release.join("reports", "coverage")
    with pytest.raises(ConfigurationError, match="no column"):
        release.join("quantities", "reports", ["organs"])


def test_a_flipped_bit_is_an_error(tmp_path):
    """And never another value."""
    path = tmp_path / "reports.parquet"
    words = [f"{number:05d}" * 4 for number in range(200)]
    CheckedParquet(path).write(pa.table({"report_id": words}), 1)
    content = bytearray(path.read_bytes())
    content[200] ^= 1
    path.write_bytes(content)
    with pytest.raises(ReleaseError, match="cannot be read"):
        open_release(tmp_path).read("reports")


def test_a_table_of_another_release_is_refused(tmp_path):
    """As `current/` may hold one for a moment."""
    for name, release_id in (("reports", "a"), ("sections", "b")):
        rows = pa.table({"report_id": ["1"]}, metadata={"release_id": release_id})
        pq.write_table(rows, tmp_path / f"{name}.parquet")
    opened = open_release(tmp_path)
    assert len(opened.read("reports")) == 1
    with pytest.raises(ReleaseError, match="is of b, not of a"):
        opened.read("sections")
