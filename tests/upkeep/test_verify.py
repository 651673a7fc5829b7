"""Verify: what is sound passes unchanged; each injected damage is found where it is, with its remedy."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.archive.warc import StoredRecord
from tasks.documents.cache import DiskDocumentCache
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.journal import JournalEntries
from tasks.model.document import Document
from tasks.model.errors import ConfigurationError
from tasks.release.staging.draft import ReleaseDraft
from tasks.release.store.current_files import replace_current_file
from tasks.upkeep.verify import VerifyResult, verify
from tests.world.published import Town, published_town

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_run")]


@pytest.fixture(scope="module")
def town(tmp_path_factory, without_run) -> Iterator[Town]:  # noqa: ARG001  (a module's fixture takes another by name)
    """Crawl two nights of a town, one of them published."""
    with published_town(tmp_path_factory.mktemp("town")) as made:
        yield made


@pytest.fixture
def home(town, tmp_path) -> Home:
    """Copy the town's home, to be damaged."""
    shutil.copytree(town.home, tmp_path / "home")
    return Home.open(str(tmp_path / "home"))


def release_of(home: Home) -> Path:
    """Give the folder of the only release."""
    (folder,) = home.releases.iterdir()
    return folder


def warc_of(home: Home) -> Path:
    """Give the WARC file of the first night."""
    return min(path for path in home.archive.glob("127*/*.warc.gz"))


def flip(path: Path, at: int) -> None:
    """Change one byte of a file."""
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.chmod(0o644)
    path.write_bytes(content)


def alter(home: Home, statement: str) -> None:
    """Change rows of the ledger as nobody does."""
    with closing(sqlite3.connect(home.state / "ledger.sqlite")) as database:
        database.execute(statement)
        database.commit()


def find_damages(home: Home, sample: int | None = None) -> list[tuple[str, str, str]]:
    """Give place, words and remedy of every damage that is none of a killed run."""
    result = verify(home, home.ledger_url, sample=sample)
    found = [
        (one.place, one.words, one.remedy) for one in result.damages if not one.harmless
    ]
    assert result.sound == (not found)
    return found


def prints(home: Home) -> dict[str, str]:
    """Hash every file of a home."""
    files = [
        path
        for path in home.root.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    ]
    return {
        str(path.relative_to(home.root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


@pytest.mark.parametrize("sample", [200, 1, None])
def test_a_sound_home_passes_and_is_left_as_it_is(home, sample):
    """Whatever is read of the archive; a copy whose `current/` are no hard links any more is sound too."""
    before, steps = prints(home), list[str]()
    result = verify(home, home.ledger_url, sample=sample, follow=steps.append)
    assert result.damages == []
    assert result.release_id == release_of(home).name
    assert all(count for name, count in result.checked.items() if name != "documents")
    assert len(steps) > 4
    assert prints(home) == before


def _show_earlier(home: Home) -> None:
    """Show other data as the reports, as if they were those of the release before."""
    shown = home.current / "reports.parquet"
    shown.unlink()
    shown.with_name(f".{shown.name}.sha256").unlink()
    shutil.copy(release_of(home) / "sections.parquet", shown)


def test_current_files_that_hold_the_data_elsewhere_are_sound(home):
    """As `current/` has them from the second release on, for readers in the middle of the one before."""
    shown, own = home.current / "reports.parquet", release_of(home) / "reports.parquet"
    _show_earlier(home)
    assert replace_current_file(own, home.current)
    assert shown.read_bytes() != own.read_bytes()
    assert verify(home, home.ledger_url).damages == []


def _table(home: Home) -> str:
    flip(release_of(home) / "sections.parquet", 3000)
    return f"releases/{release_of(home).name}/sections.parquet"


def _footer(home: Home) -> str:
    path = release_of(home) / "reuse.parquet"
    flip(path, path.stat().st_size - 6)
    return f"releases/{release_of(home).name}/reuse.parquet"


def _missing_table(home: Home) -> str:
    (release_of(home) / "quantities.parquet").unlink()
    return f"releases/{release_of(home).name}/quantities.parquet"


def _checksums(home: Home) -> str:
    (release_of(home) / "checksums.txt").unlink()
    return f"releases/{release_of(home).name}/checksums.txt"


def _swapped(home: Home) -> str:
    (home.current / "reports.parquet").unlink()
    shutil.copy(
        release_of(home) / "revisions.parquet", home.current / "reports.parquet"
    )
    return "current/reports.parquet"


def _not_seen(home: Home) -> str:
    (home.current / "issues.parquet").unlink()
    return "current/issues.parquet"


def _foreign(home: Home) -> str:
    shutil.copy(release_of(home) / "revisions.parquet", home.current / "others.parquet")
    return "current/others.parquet"


def _counts(home: Home) -> str:
    latest = json.loads(home.latest.read_text(encoding="utf-8"))
    latest["counts"]["reports"] += 1
    home.latest.write_text(json.dumps(latest), encoding="utf-8")
    return "latest.json"


def _broken_latest(home: Home) -> str:
    home.latest.write_text("{", encoding="utf-8")
    return "latest.json"


def _no_latest(home: Home) -> str:
    home.latest.unlink()
    return "latest.json"


def _no_release(home: Home) -> str:
    folder = release_of(home)
    shutil.rmtree(folder)
    return f"releases/{folder.name}"


def _record(home: Home) -> str:
    path = warc_of(home)
    responses = [
        one
        for one in StoredRecord.read_all(path)
        if isinstance(one, StoredRecord) and one.headers["warc-type"] == "response"
    ]
    flip(path, responses[-1].offset + 200)
    return f"archive/{path.relative_to(home.archive)}"


def _warc(home: Home) -> str:
    path = warc_of(home)
    path.unlink()
    return f"archive/{path.relative_to(home.archive)}"


def _cut(home: Home) -> str:
    path = warc_of(home)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    return f"archive/{path.relative_to(home.archive)}"


def _part(home: Home) -> str:
    part = next(path for path in home.parts.glob("*/*") if path.is_dir())
    shutil.rmtree(part)
    return f"state/{part.relative_to(home.state)}"


def _rotten_part(home: Home) -> str:
    path = next(home.parts.rglob("quantities.parquet"))
    flip(path, path.stat().st_size - 20)
    return f"state/{path.parent.relative_to(home.state)}"


def _no_ledger(home: Home) -> str:
    (home.state / "ledger.sqlite").unlink()
    return "state"


def _ledger(home: Home) -> str:
    path = home.state / "ledger.sqlite"
    content = path.read_bytes()
    path.write_bytes(content[:4096] + bytes(len(content) - 4096))
    return "state"


def _no_database(home: Home) -> str:
    (home.state / "ledger.sqlite").write_bytes(b"no database at all" * 100)
    return "state"


DAMAGES: tuple[tuple[Callable[[Home], str], str, str], ...] = (
    (_table, "its bytes are not those that were published", "fazhi release rollback"),
    (
        _footer,
        "its bytes are not those that were published",
        "bring the release back from a copy",
    ),
    (_missing_table, "it is missing", "fazhi extract"),
    (_checksums, "no file of the release can be trusted", "bring the release back"),
    (_swapped, "it is not the table of", "fazhi extract"),
    (_not_seen, "it is missing", "fazhi extract"),
    (_foreign, "has no such table", "fazhi extract"),
    (_counts, "it counts 4 rows of reports, the table has 3", "fazhi extract"),
    (_broken_latest, "is broken", "fazhi extract"),
    (_no_latest, "it is missing", "fazhi extract"),
    (
        _no_release,
        "the release that `latest.json` names is missing",
        "bring it back from a copy",
    ),
    (_record, "cannot be read back", "from a copy of the archive"),
    (_warc, "the file is missing; the ledger knows", "from a copy of the archive"),
    (_cut, "the file ends before the record at", "from a copy of the archive"),
    (_part, "its files are missing", "run `fazhi extract`"),
    (_rotten_part, "not those that were written", "run `fazhi extract`"),
    (_no_ledger, "the ledger ledger.sqlite is missing", "fazhi extract --rebuild"),
    (_ledger, "the ledger ledger.sqlite", "fazhi extract --rebuild"),
    (
        _no_database,
        "the ledger ledger.sqlite cannot be read",
        "fazhi extract --rebuild",
    ),
)


@pytest.mark.parametrize(
    ("inject", "words", "remedy"),
    DAMAGES,
    ids=lambda value: getattr(value, "__name__", "")[1:],
)
def test_a_damage_is_found_where_it_is(home, inject, words, remedy):
    """What is wrong, where, and what to do.

    A sample that is larger than the archive finds what all of it does.
    """
    place = inject(home)
    for sample in (10_000, None):
        found = [one for one in find_damages(home, sample) if one[0] == place]
        assert any(words in said and remedy in mend for _place, said, mend in found), (
            sample,
            found,
        )


def test_a_damage_is_not_made_good_in_passing(home):
    """Verifying a home without its ledger does not make an empty one."""
    _no_ledger(home)
    before = prints(home)
    find_damages(home)
    assert prints(home) == before


def test_a_record_of_another_page_is_found(home):
    """The ledger says another digest than the body has: the record is whole, and not the one meant."""
    alter(home, "UPDATE fetches SET digest = 'ab' WHERE fetch_id = 3")
    ((place, words, _remedy),) = find_damages(home, 10_000)
    assert place.startswith("archive/127")
    assert "is another body than what is said of it" in words


def test_a_file_that_is_damaged_all_over_is_reported_in_a_few_lines(home):
    """Five of its records, and that there are more."""
    path = warc_of(home)
    for one in list(StoredRecord.read_all(path)):
        flip(path, one.offset + 30)
    words = [
        said
        for place, said, _remedy in find_damages(home, 10_000)
        if place.endswith(path.name)
    ]
    assert len(words) == 6
    assert words[-1] == "more of its records are damaged"


def step_back(home: Home) -> None:
    """Let a ledger have done one entry less of its journal."""
    digests = {entry.number: entry.digest for entry in JournalEntries(home.archive)}
    with Ledger.open_to_read(home.ledger_url) as ledger:
        number = ledger.find_last_entry() - 1
    alter(home, f"UPDATE journal SET number = {number}, digest = '{digests[number]}'")


def test_a_ledger_that_is_older_than_its_archive_is_found(home):
    """As after it was brought back from a copy; one entry less is what a killed run leaves."""
    step_back(home)
    ((place, words, _),) = find_damages(home)
    assert "is not what the journal says: row 2 of runs: finished_at" in words
    alter(home, "UPDATE runs SET finished_at = NULL WHERE number = 2")
    assert find_damages(home) == []
    step_back(home)
    ((place, words, remedy), *_) = find_damages(home)
    assert (place, "it is older than the archive" in words) == ("state", True)
    assert "fazhi extract --rebuild" in remedy


def test_an_archive_that_lacks_its_last_night_is_found(home):
    """As after it was brought back from an older copy."""
    max(home.archive.glob("127*/*.warc.gz")).unlink()
    words = [said for _place, said, _remedy in find_damages(home)]
    assert any(said.startswith("the journal ends with entry") for said in words)


def test_what_a_killed_run_leaves_is_no_damage(home):
    """A record that was cut off at the end of its file is told, and the result stays good."""
    with warc_of(home).open("ab") as end:
        end.write(warc_of(home).read_bytes()[:100])
    result = verify(home, home.ledger_url, sample=None)
    assert [(one.harmless, "is cut off" in one.words) for one in result.damages] == [
        (True, True)
    ]
    assert result.sound


def _rewritten(
    home: Home, table: str, change: Callable[[pa.Table], pa.Table], release_id: str = ""
) -> None:
    """Publish a table that says something else, with checksums that agree."""
    folder = release_of(home)
    path = folder / f"{table}.parquet"
    rows = pq.read_table(path)
    said = {**rows.schema.metadata, b"release_id": (release_id or folder.name).encode()}
    path.unlink()
    pq.write_table(change(rows).replace_schema_metadata(said), path)
    digests = {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest()
        for one in folder.iterdir()
    }
    (folder / "checksums.txt").chmod(0o644)
    lines = [
        f"{digest}  {name}\n"
        for name, digest in sorted(digests.items())
        if name != "checksums.txt"
    ]
    (folder / "checksums.txt").write_text("".join(lines), encoding="utf-8")
    (home.current / f".{path.name}.sha256").unlink()
    (home.current / path.name).unlink()
    (home.current / path.name).hardlink_to(path)


@pytest.mark.parametrize(
    ("table", "change", "words"),
    [
        (
            "revisions",
            lambda rows: pa.concat_tables([rows, rows.slice(0, 1)]),
            "1 rows repeat the report_id, revision",
        ),
        (
            "reports",
            lambda rows: rows.slice(1),
            "values of report_id are not in reports",
        ),
        (
            "sections",
            lambda rows: rows.slice(0, 2),
            "values of report_id, section_path are not in sections",
        ),
        (
            "reports",
            lambda rows: rows.slice(0, 2),
            "it counts 3 rows of reports, the table has 2",
        ),
    ],
)
def test_keys_that_do_not_fit_are_found(home, table, change, words):
    """Also when every checksum agrees: what was published so was wrong from the start."""
    _rewritten(home, table, change)
    assert any(words in said for _place, said, _remedy in find_damages(home))


def test_a_table_of_another_release_is_found(home):
    """Its footer names the release that it was made for."""
    _rewritten(home, "issues", lambda rows: rows, "20260101T020000-00000000")
    ((place, words, _remedy),) = find_damages(home)
    assert place.endswith("issues.parquet")
    assert words == "it says that it is of release 20260101T020000-00000000"


def test_a_release_of_another_version_is_reported_and_no_damage(home):
    """Older releases have the columns of their time."""
    _rewritten(home, "reuse", lambda rows: rows.drop_columns(["similarity"]))
    result = verify(home, home.ledger_url)
    assert [(one.harmless, "+similarity" in one.words) for one in result.damages] == [
        (True, True)
    ]


def test_a_home_without_a_release_is_verified_too(home):
    """The archive matters before anything is published."""
    shutil.rmtree(release_of(home))
    home.latest.unlink()
    result = verify(home, home.ledger_url)
    assert (result.release_id, result.damages, result.sound) == ("", [], True)


def test_a_release_is_named_by_its_first_characters(home):
    """One that is not there is wrong usage."""
    assert (
        verify(home, home.ledger_url, release_of(home).name[:6]).release_id
        == release_of(home).name
    )
    with pytest.raises(ConfigurationError, match="no such release"):
        verify(home, home.ledger_url, "2019")


def test_a_release_that_was_taken_elsewhere_is_checked_alone(home, tmp_path):
    """In a folder of any name, without a home; whichever of its files rotted, it is named."""
    copy = tmp_path / "downloaded"
    shutil.copytree(release_of(home), copy)
    result = VerifyResult.of_copy(copy)
    assert (result.damages, result.sound) == ([], True)
    assert result.release_id == release_of(home).name
    assert min(result.checked.values()) > 0
    for path in sorted(copy.iterdir()):
        sound = path.read_bytes()
        flip(path, len(sound) // 2)
        assert not VerifyResult.of_copy(copy).sound, path.name
        path.write_bytes(sound)


def test_unseen_bytes_of_current_files_are_checked(home):
    """Those of the release before, which readers in the middle of it may still load."""
    shown, own = home.current / "reports.parquet", release_of(home) / "reports.parquet"
    _show_earlier(home)
    replace_current_file(own, home.current)
    flip(shown, 60)
    ((place, words, remedy),) = find_damages(home)
    assert place == "current/reports.parquet"
    assert "not those that were written" in words
    assert "fazhi extract" in remedy
    assert replace_current_file(own, home.current)
    assert find_damages(home) == []


def test_a_row_of_the_ledger_that_the_journal_has_otherwise_is_found(home):
    """In whichever table: the row and the columns are named."""
    for table, change in (
        ("pages", "state = 'withdrawn'"),
        ("fetches", "milliseconds = 77"),
        ("revisions", "listed_title = '别的'"),
        ("links", "relevant = 0"),
        ("outcomes", "reason = 'x'"),
        ("runs", "finished_at = NULL"),
    ):
        kept = (home.state / "ledger.sqlite").read_bytes()
        alter(home, f"UPDATE {table} SET {change} WHERE rowid = 1")
        ((place, words, remedy),) = find_damages(home)
        assert place == "state"
        assert words.partition(" of ")[2] == f"{table}: {change.split()[0]}"
        assert "--rebuild" in remedy
        (home.state / "ledger.sqlite").write_bytes(kept)


def test_an_older_release_is_checked_with_all(home):
    """What readers do not see today they may be led back to."""
    older = home.releases / "20260101T020000-00000000"
    shutil.copytree(release_of(home), older)
    words = [said for place, said, _ in find_damages(home) if older.name in place]
    assert any("it says that it is of release" in said for said in words)
    flip(older / "issues.parquet", 90)
    places = [place for place, _, _ in find_damages(home, 10_000)]
    assert places == []
    places = [place for place, _, _ in find_damages(home)]
    assert f"releases/{older.name}/issues.parquet" in places


def test_rows_in_quarantine_and_kept_documents_are_checked(home):
    """Those of before there were checksums, too."""
    refused = {"reports": pa.table({"reason": ["x"] * 90})}
    for name in ("20260301T020000-aaaaaaaa", "20260302T020000-bbbbbbbb"):
        ReleaseDraft.write_quarantine(home.quarantine / name, refused)
    (home.quarantine / name / "checksums.txt").unlink()
    cache = DiskDocumentCache(home.documents, recognised=home.recognised)
    cache.keep("a1", Document((), "application/pdf"))
    assert find_damages(home) == []
    expected = []
    for path in (*home.quarantine.rglob("*.parquet"), *home.documents.rglob("*.gz")):
        flip(path, 30)
        expected.append(str(path.relative_to(home.root)))
    assert sorted(place for place, _, _ in find_damages(home)) == sorted(expected)
    assert cache.find("a1") is None
