"""The journal: the ledger is made again from the archive alone, row by row, whatever happened at night."""

import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tasks.archive.warc import Archive, DamagedRecord, StoredRecord
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.journal import Journal, JournalEntries, Operation
from tasks.ledger.row_types import FetchRow, LinkRow
from tasks.model.errors import ArchiveError
from tasks.model.run import Run
from tests.crawl.test_host import KILLED
from tests.paths import ROOT
from tests.world.town import FIRST_NIGHT, Nights, TownSite, source

TITLE = "演示镇2025年法治政府建设年度报告"
OLDER = "演示镇2024年法治政府建设年度报告"
RUN, HOST = "20260302T020000-0001", "town.example.cn"


def rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Read every row of every table of a ledger, numbers that the database gives included.

    Parts are no news.
    """
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        names = [
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            )
        ]
        return {
            name: sorted(database.execute(f"SELECT * FROM {name}"), key=repr)
            for name in names
            if name not in ("parts", "journal", "commits")
        }


def replayed(home: Home, to: Path) -> str:
    """Make a ledger of an archive's journal."""
    url = f"sqlite:///{to}"
    with closing(Ledger(url)) as ledger:
        ledger.replay(JournalEntries(home.archive))
    return url


def live(town: TownSite, nights: Nights) -> None:
    """Live through new, revised, blocked, unreachable, missing, withdrawn, returned and killed nights."""
    town.put_list(("a.html", TITLE), ("old.html", OLDER), ("n.html", "演示镇工作动态"))
    town.put_report("/bg/old.html", OLDER)
    nights.run(1)
    town.put_report("/bg/a.html", TITLE, "新增一段，说明全年办理行政复议案件5件。")
    nights.run(2, finish=False)
    nights.run(2)
    town.put("/bg/", "<script>document.cookie='__jsluid_s'</script>", 521)
    nights.run(3)
    town.put_list(("a.html", TITLE), ("dead.html", "演示镇2023年法治政府建设年度报告"))
    for day in (4, 5, 6):
        nights.run(day)
    town.put_list(("a.html", TITLE), ("old.html", OLDER))
    town.raw["/bg/a.html"] = lambda connection: connection.close()
    nights.run(7)


def test_a_ledger_is_made_again_row_by_row(town, nights, tmp_path):
    """Runs, requests without an answer, decisions, states, claimed revisions, problems, outcomes."""
    live(town, nights)
    run = Run("claim", FIRST_NIGHT, str(nights.home.root), nights.home.ledger_url)
    with Ledger.open_journaled(run) as ledger:
        ledger.claim(nights.home)
    known = rows(nights.home.ledger_url)
    assert {name for name, found in known.items() if found} == set(known)
    assert any(row[6] is None for row in known["fetches"])
    assert rows(replayed(nights.home, tmp_path / "again.sqlite")) == known
    entries = JournalEntries(nights.home.archive)
    assert (entries.damages, entries.unknown_runs) == ([], [])
    with closing(Ledger(nights.home.ledger_url)) as ledger:
        assert ledger.find_last_entry() == entries.last_number == len(entries)


@pytest.mark.faults
@pytest.mark.parametrize("page", [0, 3, 7])
def test_a_killed_run_is_in_the_journal(town, tmp_path, page):
    """SIGKILL between two pages: the journal knows what the ledger knows.

    After the next run neither knows more.
    """
    names = [f"{number}.html" for number in range(9)]
    town.put_list(
        *(
            (name, f"演示镇20{10 + at}年法治政府建设年度报告")
            for at, name in enumerate(names)
        )
    )
    for at, name in enumerate(names):
        town.put_report(
            f"/bg/{name}", f"演示镇20{10 + at}年法治政府建设年度报告", f"第{at}项"
        )
    slow = source(town, delay=0.01)
    nights = Nights(Home.open(str(tmp_path / "home")), slow)
    home = nights.home
    run = [
        slow.model_dump_json(),
        "20260302T020000-dead",
        FIRST_NIGHT.isoformat(),
        str(home.root),
        home.ledger_url,
    ]
    child = subprocess.Popen([sys.executable, "-c", KILLED, *run], cwd=ROOT)
    while f"/bg/{names[page]}" not in town.paths and child.poll() is None:
        time.sleep(0.002)
    child.kill()
    child.wait()
    with closing(Ledger(home.ledger_url)) as ledger:
        assert (
            0
            <= JournalEntries(home.archive).last_number - ledger.find_last_entry()
            <= 1
        )
    nights.run(1)
    assert rows(replayed(home, tmp_path / "again.sqlite")) == rows(home.ledger_url)


def test_words_that_no_database_takes_come_back_the_same(tmp_path):
    """NUL and halves of surrogate pairs in a list's titles, and a request without any answer."""
    home = Home.open(str(tmp_path))
    link = LinkRow(
        "a",
        "http://x/",
        "年度\x00报告\ud83d",
        None,
        "http://x/",
        None,
        None,
        True,
        False,
        "report",
        "",
    )
    fetch = FetchRow(RUN, "demo", "detail", "http://x/", FIRST_NIGHT, None, "timed out")
    with (
        Archive(home.archive) as archive,
        closing(Ledger(home.ledger_url, Journal(archive, RUN, HOST))) as ledger,
    ):
        ledger.record_links(RUN, "demo", [link, replace(link, page_id="b")])
        ledger.record_fetch(fetch)
    url = replayed(home, tmp_path / "again.sqlite")
    assert rows(url) == rows(home.ledger_url)
    with closing(Ledger(url)) as ledger:
        assert list(ledger.iter_fetches()) == [fetch]
        assert [one.title for _source, one in ledger.load_links(RUN)] == [
            "年度报告?"
        ] * 2


def numbered(folder: Path, run_id: str, *numbers: int) -> None:
    """Journal entries of these numbers, each with its run as evidence."""
    with Archive(folder) as archive:
        for number in numbers:
            content = (
                b'[{"operation": "x", "columns": ["run"], "rows": [["%s"]]}]'
                % run_id.encode()
            )
            archive.write_entry(number, content, run_id, HOST)


def valid_entries(folder: Path) -> list[tuple[int, object]]:
    """Give number and run of the valid entries."""
    return [
        (entry.number, entry.operations[0].rows[0]["run"])
        for entry in JournalEntries(folder)
    ]


def test_an_entry_that_was_never_committed_is_void(tmp_path):
    """A kill between journal and commit: the next run gives the number again (here without a chain)."""
    numbered(tmp_path, "first", 1, 2, 3)
    numbered(tmp_path, "second", 3, 4)
    assert valid_entries(tmp_path) == [
        (1, "first"),
        (2, "first"),
        (3, "second"),
        (4, "second"),
    ]


def test_what_followed_a_ledger_that_was_put_back_is_void(tmp_path):
    """An older copy of the ledger went on from there: what it did not know it never did, and that is said."""
    numbered(tmp_path, "first", 1, 2, 3, 4, 5)
    numbered(tmp_path, "second", 3)
    assert valid_entries(tmp_path) == [(1, "first"), (2, "first"), (3, "second")]
    (damage,) = JournalEntries(tmp_path).damages
    assert "3 entries, numbered 3 to 5, stand beside" in damage.words


def test_entries_of_many_files_have_one_order(tmp_path):
    """Hosts of one night write side by side."""
    with Archive(tmp_path) as archive:
        for number in range(1, 8):
            archive.write_entry(
                number,
                b'[{"operation": "x", "columns": ["a"], "rows": [[1]]}]',
                RUN,
                f"host{number % 3}",
            )
    entries = JournalEntries(tmp_path)
    assert [entry.number for entry in entries] == list(range(1, 8))
    assert next(iter(entries)).operations == [Operation("x", [{"a": 1}])]


def test_a_cut_off_end_is_reported_and_skipped(nights, tmp_path):
    """What a writer that was killed in the middle of a record leaves costs nothing but itself."""
    nights.run(1)
    known = rows(nights.home.ledger_url)
    (file,) = nights.home.archive.glob("127*/*.warc.gz")
    with file.open("ab") as end:
        end.write(file.read_bytes()[:150])
    (damage,) = JournalEntries(nights.home.archive).damages
    assert damage.harmless
    assert damage.place.endswith(file.name)
    assert rows(replayed(nights.home, tmp_path / "again.sqlite")) == known


def test_a_damaged_record_costs_itself_only(nights):
    """A flipped byte in the middle is told, with the entries that are lost.

    Those behind it are found again.
    """
    nights.run(1)
    (file,) = nights.home.archive.glob("127*/*.warc.gz")
    whole = [
        found
        for found in StoredRecord.read_all(file)
        if isinstance(found, StoredRecord)
    ]
    entry = [one for one in whole if "x-fazhi-entry" in one.headers][4]
    content = bytearray(file.read_bytes())
    content[entry.offset + 40] ^= 0xFF
    file.write_bytes(content)
    found = list(StoredRecord.read_all(file))
    assert [one.offset for one in found if isinstance(one, DamagedRecord)] == [
        entry.offset
    ]
    assert [one.offset for one in found] == [one.offset for one in whole]
    words = [damage.words for damage in JournalEntries(nights.home.archive).damages]
    assert words[0].startswith(f"the record at {entry.offset} cannot be read")
    number = entry.headers["x-fazhi-entry"]
    assert f"entry {number} is nowhere; entries {int(number) + 1} to " in words[1]


def test_a_run_without_a_journal_is_named(nights):
    """Files of a version that kept none: a ledger made again does not know of them."""
    nights.run(1)
    (file,) = nights.home.archive.glob("127*/*.warc.gz")
    other = file.with_name("20260101T020000-0000.warc.gz")
    other.write_bytes(
        b"".join(
            _bytes(file, one)
            for one in StoredRecord.read_all(file)
            if "x-fazhi-entry" not in _headers(one)
        )
    )
    assert JournalEntries(nights.home.archive).unknown_runs == ["20260101T020000-0000"]


def _headers(found: StoredRecord | DamagedRecord) -> dict[str, str]:
    assert isinstance(found, StoredRecord)
    return dict(found.headers)


def _bytes(file: Path, found: StoredRecord | DamagedRecord) -> bytes:
    following = [
        one.offset for one in StoredRecord.read_all(file) if one.offset > found.offset
    ]
    return file.read_bytes()[found.offset : min(following, default=None)]


def test_an_entry_that_vanishes_meanwhile_is_an_error(tmp_path):
    """It was found and cannot be read: the rebuild stops and says where."""
    numbered(tmp_path, "first", 1)
    entries = JournalEntries(tmp_path)
    shutil.rmtree(tmp_path / HOST)
    with pytest.raises(ArchiveError, match=r"first\.warc\.gz at"):
        list(entries)


def test_what_the_disk_does_not_take_leaves_no_half_record(tmp_path):
    """A full disk in the middle of a record: what is written next stands where every tool finds it."""
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from tasks.archive.warc import Archive\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "archive = Archive(Path(sys.argv[1]))\n"
        "archive.write_entry(1, b'[]', 'run', 'host')\n"
        "soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1100, hard))\n"
        "try:\n"
        "    archive.write_entry(2, bytes(range(256)) * 40, 'run', 'host')\n"
        "except OSError as error:\n"
        "    print(error.strerror)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))\n"
        "archive.write_entry(2, b'[]', 'run', 'host')\n"
        "archive.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "File too large\n"
    found = list(StoredRecord.read_all(tmp_path / "host" / "run.warc.gz"))
    assert [_headers(one).get("x-fazhi-entry") for one in found] == [None, "1", "2"]
