"""The check of one release: its files, what its tables say of themselves, and their keys."""

import hashlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.home import Home
from tasks.upkeep.release_check import ReleaseCheck

RELEASE_ID = "20260302T020000-abcdef01"
REPORTS = pa.table({"report_id": ["a", "b"]})
SECTIONS = pa.table({"report_id": ["a", "a", None], "path": ["1", "2", "1"]})
SCHEMAS = {"reports": REPORTS.schema, "sections": SECTIONS.schema}


class Release:
    """A release of two tables in a home, which may be damaged and checked."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.folder = home.releases / RELEASE_ID
        self.folder.mkdir()
        self.write("reports", REPORTS)
        self.write("sections", SECTIONS)
        self.sign()

    def write(self, name: str, rows: pa.Table, release_id: str = RELEASE_ID) -> None:
        """Write a table that says which release it is of."""
        metadata = {b"release_id": release_id.encode()}
        path = self.folder / f"{name}.parquet"
        pq.write_table(rows.replace_schema_metadata(metadata), path)

    def sign(self) -> None:
        """Write the checksums of what is there."""
        lines = []
        for path in sorted(self.folder.glob("*.parquet")):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines.append(f"{digest}  {path.name}\n")
        (self.folder / "checksums.txt").write_text("".join(lines), encoding="utf-8")

    def open(self) -> ReleaseCheck:
        """Begin a check, with what the tables say of themselves looked at."""
        check = ReleaseCheck(self.home, self.folder, SCHEMAS)
        self.metadata = list(check.check_metadata())
        return check


@pytest.fixture
def release(tmp_path) -> Release:
    """Publish a sound release."""
    return Release(Home.open(str(tmp_path / "home")))


def said(damages) -> list[tuple[str, str, bool]]:
    """Give the file, the words and the harm of damages."""
    return [
        (one.place.rpartition("/")[2], one.words, not one.harmless) for one in damages
    ]


def test_a_sound_release_has_no_damage(release):
    """Its tables are counted."""
    check = release.open()
    assert [*release.metadata, *check.check_files()] == []
    assert check.rows == {"reports": 2, "sections": 3}


def test_files_are_those_that_were_published(release):
    """One that is missing, one that is another, and one too many, which harms nobody."""
    release.write("sections", SECTIONS.slice(1))
    (release.folder / "reports.parquet").unlink()
    (release.folder / "notes.txt").write_text("x", encoding="utf-8")
    assert said(release.open().check_files()) == [
        ("reports.parquet", "it is missing", True),
        ("notes.txt", "it does not belong to the release", False),
        ("sections.parquet", "its bytes are not those that were published", True),
    ]


def test_without_checksums_nothing_can_be_trusted(release):
    """One damage, not one a file."""
    (release.folder / "checksums.txt").unlink()
    ((name, words, harms),) = said(release.open().check_files())
    assert (name, harms) == ("checksums.txt", True)
    assert "no file of the release can be trusted" in words


@pytest.mark.parametrize(
    ("rows", "release_id", "words", "harms"),
    [
        (REPORTS, "other", "it says that it is of release other", True),
        (REPORTS.append_column("x", [[1, 2]]), RELEASE_ID, "another version", False),
    ],
)
def test_a_table_says_what_it_is(release, rows, release_id, words, harms):
    """Of which release, and which columns it has."""
    release.write("reports", rows, release_id)
    release.open()
    ((name, found, is_harm),) = said(release.metadata)
    assert (name, is_harm) == ("reports.parquet", harms)
    assert words in found


def test_a_torn_table_is_reported_once(release):
    """It has no rows, and its keys are not asked for."""
    path = release.folder / "reports.parquet"
    path.write_bytes(path.read_bytes()[:50])
    check = release.open()
    ((name, words, _),) = said(release.metadata)
    assert (name, "it cannot be opened" in words) == ("reports.parquet", True)
    assert "reports" not in check.rows
    assert list(check.check_keys("reports", ["report_id"])) == []


def test_keys_are_there_once(release):
    """An empty value is missing, and a second row repeats the first."""
    release.write("reports", pa.table({"report_id": ["a", "a", None]}))
    check = release.open()
    words = [found for _, found, _ in said(check.check_keys("reports", ["report_id"]))]
    assert words == [
        "1 values of report_id are missing",
        "1 rows repeat the report_id of another",
    ]


def test_references_lead_somewhere(release):
    """A null points nowhere; of what is lost an example is given."""
    columns = ["report_id"]
    check = release.open()
    assert not list(check.check_references("sections", columns, "reports", columns))
    release.write("reports", REPORTS.slice(1))
    check = release.open()
    ((name, words, _),) = said(
        check.check_references("sections", columns, "reports", columns)
    )
    assert name == "sections.parquet"
    assert words == "1 values of report_id are not in reports, such as a"


def test_what_readers_do_not_see_is_not_compared(release):
    """Before anything was published, and beside another release."""
    assert list(release.open().check_visibility()) == []
    release.home.latest.write_text("{", encoding="utf-8")
    ((name, _, _),) = said(release.open().check_visibility())
    assert name == "latest.json"
