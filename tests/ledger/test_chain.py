"""The chain of the journal: whatever the clocks say, a ledger that is made again is the one that was."""

import json
import random
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

import tasks.archive.warc as warc_module
from tasks.archive.warc import Archive
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.chain import ROOT, Chain
from tasks.ledger.journal import Journal, JournalEntries
from tasks.model.errors import Damage
from tasks.model.run import BEIJING
from tasks.upkeep.rebuild import rebuild
from tasks.upkeep.verify import verify
from tests.ledger.rows import capture, fetch, page
from tests.ledger.test_journal import replayed, rows
from tests.rows import each_row

NIGHT = datetime(2026, 3, 2, 2, tzinfo=BEIJING)
MIDNIGHT = datetime(2026, 3, 2, 23, 59, 59, 999_000, tzinfo=BEIJING)
NEW_YEAR = datetime(2026, 12, 31, 23, 59, 59, 999_000, tzinfo=BEIJING)


class Clock(datetime):
    """A clock that shows what a test says, and goes on by a millisecond each time that it is looked at."""

    shown = NIGHT
    step = timedelta(milliseconds=1)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """Give the time, in a zone."""
        cls.shown += cls.step
        return cls.shown.astimezone(tz)


@contextmanager
def own_clock() -> Iterator[None]:
    """Let the archive look at the test's clock."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warc_module, "datetime", Clock)
        yield
    Clock.step = timedelta(milliseconds=1)


def record(home: Home, name: str, count: int, *, dies: bool = False) -> None:
    """Let a host of a run record some pages, and die between the journal and the commit of one more."""
    with ExitStack() as stack:
        archive = stack.enter_context(Archive(home.archive))
        journal = Journal(archive, name, "x.gov.cn")
        ledger = stack.enter_context(closing(Ledger(home.ledger_url, journal)))
        for number in range(count):
            record_page(ledger, f"{name}-{number}")
        if dies:
            journal.note_commit = die  # type: ignore[method-assign]
            write = journal.write

            def write_and_die(number: int, parent: str, content: bytes) -> str:
                write(number, parent, content)
                raise KeyboardInterrupt

            journal.write = write_and_die  # type: ignore[method-assign]
            # a killed process closes nothing
            journal.close = lambda: None  # type: ignore[method-assign]
            with suppress(KeyboardInterrupt):
                record_page(ledger, f"{name}-lost")


def die(number: int, digest: str) -> None:
    """Do not come as far as this."""
    raise AssertionError(f"{number} {digest} was committed")


def record_page(ledger: Ledger, name: str) -> None:
    """Record a page with its first revision."""
    ledger.record_page(page(name), fetch(f"/{name}"), capture(name), "run1")


class ClockCase(NamedTuple):
    """What the clock shows when each run begins; `None` lets it stand still."""

    name: str
    moments: Sequence[datetime | timedelta | None]


def _shift(**values: float) -> timedelta:
    return timedelta(**values)


CLOCKS = (
    ClockCase("goes on", (NIGHT, _shift(days=1))),
    ClockCase("a second back", (NIGHT, _shift(seconds=-1))),
    ClockCase("an hour back", (NIGHT, _shift(hours=-1))),
    ClockCase("a day back", (NIGHT, _shift(days=-1))),
    ClockCase("a year back", (NIGHT, _shift(days=-365))),
    ClockCase("back twice", (NIGHT, _shift(hours=-1), _shift(hours=-1))),
    ClockCase("back and forward", (NIGHT, _shift(hours=-9), _shift(hours=20))),
    ClockCase("forward and back", (NIGHT, _shift(days=400), _shift(days=-399))),
    ClockCase("stands still", (NIGHT, None, None)),
    ClockCase("over midnight", (MIDNIGHT, _shift(seconds=2))),
    ClockCase("back over midnight", (MIDNIGHT, _shift(seconds=2), _shift(hours=-1))),
    ClockCase("over the new year", (NEW_YEAR, _shift(seconds=2))),
    ClockCase("back over the new year", (NEW_YEAR, _shift(days=1), _shift(days=-2))),
    ClockCase("an empty battery", (NIGHT, datetime(1970, 1, 1, tzinfo=BEIJING))),
    ClockCase(
        "machines with other clocks",
        (NIGHT, _shift(hours=7), _shift(hours=-7), _shift(hours=7), _shift(hours=-7)),
    ),
)


@each_row(
    ("case", "dies"),
    [(case, dies) for case in CLOCKS for dies in (False, True)],
    ids=[f"{case.name}, dies: {dies}" for case in CLOCKS for dies in (False, True)],
)
def test_no_clock_changes_what_is_made_again(case, dies):
    """Thirty cases: runs of several hosts, each but the last of which may die before a commit."""
    with TemporaryDirectory() as folder, own_clock():
        home = Home.open(f"{folder}/home")
        for number, moment in enumerate(case.moments):
            Clock.step = timedelta(milliseconds=0 if moment is None else 1)
            if isinstance(moment, datetime):
                Clock.shown = moment
            Clock.shown += moment if isinstance(moment, timedelta) else timedelta(0)
            is_last = number == len(case.moments) - 1
            # names do not follow the order of the runs, either
            name = f"run{9 - number}"
            record(home, name, 1 + 2 * number, dies=dies and not is_last)
        known = rows(home.ledger_url)
        assert rows(replayed(home, Path(folder) / "again.sqlite")) == known
        entries = JournalEntries(home.archive)
        assert len(entries.damages) == (len(case.moments) - 1 if dies else 0)
        assert all(damage.harmless for damage in entries.damages)


def test_a_rebuilt_ledger_goes_on_with_the_chain(tmp_path):
    """Its next entry names the last one that was done again."""
    home = Home.open(str(tmp_path / "home"))
    record(home, "first", 3)
    rebuild(home, home.ledger_url, NIGHT)
    record(home, "second", 2)
    entries = JournalEntries(home.archive)
    assert (len(entries), entries.damages) == (5, [])
    with Ledger.open_to_read(home.ledger_url) as ledger:
        assert ledger.find_last_digest() == [one.digest for one in entries][-1]


def put_back(home: Home, folder: Path, lost: int, later: int) -> list[Damage]:
    """Put a ledger back to an earlier state, and let it go on; give what is told of its journal."""
    record(home, "first", 2)
    shutil.copy(home.state / "ledger.sqlite", folder / "kept.sqlite")
    record(home, "lost", lost)
    shutil.copy(folder / "kept.sqlite", home.state / "ledger.sqlite")
    record(home, "later", later)
    return JournalEntries(home.archive).damages


@each_row(("lost", "later"), [(2, 1), (5, 1), (3, 3), (2, 6)])
def test_both_halves_of_a_fork_are_said(lost, later):
    """The ledger that went on is made again; what hangs on the other half is named, and stays."""
    with TemporaryDirectory() as folder:
        home = Home.open(f"{folder}/home")
        (damage,) = put_back(home, Path(folder), lost, later)
        assert damage.place == "archive/x.gov.cn/lost.warc.gz"
        assert f"{lost} entries, numbered 3 to {2 + lost}" in damage.words
        assert f"{lost} reports that the ledger lacks" in damage.words
        assert "http://example.cn/lost-0" in damage.words
        assert not damage.harmless
        again = replayed(home, Path(folder) / "again.sqlite")
        assert rows(again) == rows(home.ledger_url)
        result = verify(home, home.ledger_url, sample=None)
        assert damage in result.damages
        assert damage in rebuild(home, home.ledger_url, NIGHT).damages


def test_a_fork_whose_reports_came_again_is_a_note(tmp_path):
    """Nothing hangs on it any more."""
    home = Home.open(str(tmp_path / "home"))
    put_back(home, tmp_path, 2, 1)
    with (
        Archive(home.archive) as archive,
        closing(Ledger(home.ledger_url, Journal(archive, "again"))) as ledger,
    ):
        for name in ("lost-0", "lost-1"):
            record_page(ledger, name)
    (damage,) = JournalEntries(home.archive).damages
    assert damage.harmless
    assert "no report" in damage.words


def test_a_ledger_that_began_anew_is_a_fork(tmp_path):
    """Where the ledger was lost and nobody made it again, what it knew is told."""
    home = Home.open(str(tmp_path / "home"))
    record(home, "first", 4)
    (home.state / "ledger.sqlite").unlink()
    record(home, "second", 1)
    (damage,) = JournalEntries(home.archive).damages
    assert "numbered 1 to 4" in damage.words
    assert rows(replayed(home, tmp_path / "again.sqlite")) == rows(home.ledger_url)


def test_what_hangs_on_a_missing_file_is_said(tmp_path):
    """The entries before and behind it are done again; which are missing, and which hang on them, is said."""
    home = Home.open(str(tmp_path / "home"))
    for name in ("first", "second", "third"):
        record(home, name, 3)
    home.locate_warc("x.gov.cn", "second").unlink()
    entries = JournalEntries(home.archive)
    (damage,) = entries.damages
    assert "entries 4 to 6 are nowhere; entries 7 to 9 hang on" in damage.words
    assert [one.number for one in entries] == [1, 2, 3, 7, 8, 9]


def test_a_file_that_is_there_twice_is_one(tmp_path):
    """A copy of a file beside it is no fork."""
    home = Home.open(str(tmp_path / "home"))
    record(home, "first", 3)
    file = home.locate_warc("x.gov.cn", "first")
    shutil.copy(file, file.with_name("copy.warc.gz"))
    entries = JournalEntries(home.archive)
    assert (len(entries), entries.damages) == (3, [])


def test_the_ledger_of_another_home_is_said(tmp_path):
    """Its last entry is not in this archive, though the numbers would fit."""
    homes = [Home.open(str(tmp_path / name)) for name in "ab"]
    record(homes[0], "first", 3)
    record(homes[1], "first", 2)
    damages = verify(homes[0], homes[1].ledger_url, sample=None).damages
    words = " ".join(damage.words for damage in damages)
    assert "another entry 2 than the ledger" in words


def flip(text: str, at: int) -> str:
    """Change a sign to one that is as well at home there."""
    other = {"0": "1", "3": "2", "a": "b"}.get(text[at], "0")
    return f"{text[:at]}{other}{text[at + 1 :]}"


def test_a_damaged_name_of_the_last_entry_is_said(tmp_path):
    """Whichever of its signs is another; the longest chain is taken."""
    home = Home.open(str(tmp_path / "home"))
    record(home, "first", 3)
    path = home.archive / "_runs" / "last-entry.json"
    text = path.read_text(encoding="utf-8")
    assert json.loads(text)["number"] == 3
    flipped = [flip(text, at) for at in range(len(text))]
    for broken in ("", "{}", '{"number": 3, "digest": 5}', text.strip(), *flipped):
        path.write_text(broken, encoding="utf-8")
        entries = JournalEntries(home.archive)
        assert [damage.place for damage in entries.damages] == [
            "archive/_runs/last-entry.json"
        ], broken
        assert len(entries) == 3


@pytest.mark.parametrize("at", [3, 40])
@pytest.mark.parametrize("sign", ["0", "x"])
def test_a_damaged_digest_of_the_ledger_is_said(at, sign, tmp_path):
    """By verify; and a run that goes on from it makes a journal that is read all the same."""
    home = Home.open(str(tmp_path / "home"))
    record(home, "first", 3)
    with closing(sqlite3.connect(home.state / "ledger.sqlite")) as database:
        ((digest,),) = database.execute("SELECT digest FROM journal").fetchall()
        other = "1" if digest[at] == sign else sign
        wrong = f"{digest[:at]}{other}{digest[at + 1 :]}"
        database.execute("UPDATE journal SET digest = ?", (wrong,))
        database.commit()
    damages = verify(home, home.ledger_url, sample=None).damages
    assert any("entry 3" in damage.words for damage in damages)
    record(home, "second", 2)
    assert len(JournalEntries(home.archive)) == 5


def leave_as_before(home: Home) -> None:
    """Make a home's journal and ledger those of a version without a chain."""
    with Archive(home.archive) as archive:
        for number in range(1, 6):
            content = Journal.encode([])
            archive.write_entry(number, content, "before", "x.gov.cn")
    with closing(Ledger(home.ledger_url)) as ledger:
        ledger.replay(JournalEntries(home.archive))
        with ledger._begin_writing() as connection:
            connection.exec_driver_sql("ALTER TABLE journal DROP COLUMN digest")


@each_row("dies", [False, True])
def test_a_home_without_a_chain_gets_one(dies):
    """Its old entries come first; the first new one begins the chain behind them."""
    with TemporaryDirectory() as folder:
        home = Home.open(f"{folder}/home")
        leave_as_before(home)
        if dies:
            with Archive(home.archive) as archive:
                archive.write_entry(6, b"[]", "killed", "x.gov.cn")
        for name in ("first", "second"):
            record(home, name, 2, dies=dies and name == "first")
        entries = JournalEntries(home.archive)
        assert [one.number for one in entries] == list(range(1, 10))
        assert [bool(one.digest) for one in entries] == [False] * 5 + [True] * 4
        assert all(damage.harmless for damage in entries.damages)
        assert len(entries.damages) == 2 * dies
        again = replayed(home, Path(folder) / "again.sqlite")
        assert rows(again) == rows(home.ledger_url)


def make_chain(parents: Sequence[int | None]) -> tuple[Chain, list[str]]:
    """Chain entries, each to another by its place; `None` begins a chain, -1 hangs on what is nowhere."""
    chain = Chain()
    digests: list[str] = []
    numbers: list[int] = []
    for at, parent in enumerate(parents):
        named, number = ROOT, 1
        if parent == -1:
            named, number = "f" * 64, 5
        elif parent is not None:
            named, number = digests[parent], numbers[parent] + 1
        digest = Chain.compute_digest(number, named, str(at), b"")
        chain.add(number, 0, digest, named)
        digests.append(digest)
        numbers.append(number)
    return chain, digests


@each_row(
    ("parents", "last", "way", "sides"),
    [
        ([], None, [], []),
        ([None, 0, 1], None, [0, 1, 2], []),
        ([None, 0, 0, 2], None, [0, 2, 3], [[1]]),
        ([None, 0, 1, 2, 0], None, [0, 1, 2, 3], [[4]]),
        ([None, 0, 1, 2, 0], 4, [0, 4], [[1, 2, 3]]),
        ([None, 0, 0, 2, 2, 4], 0, [0, 2, 4, 5], [[1], [3]]),
        ([None, 0, 1, -1, 3], None, [0, 1, 2, 3, 4], []),
        ([None, 0, 1, 1, -1, 4], None, [0, 1, 3, 4, 5], [[2]]),
        ([None, 0, 1, 2, 3, 4, -1], 5, [0, 1, 2, 3, 4, 5], [[6]]),
        ([None, 0, None, 2, 3], 1, [0, 1], [[2, 3, 4]]),
    ],
)
def test_the_way_leads_over_the_last_entry(parents, last, way, sides):
    """From the first entry to what went on from the last one that is known, or else furthest."""
    chain, digests = make_chain(parents)
    found = chain.find_way("" if last is None else digests[last])
    assert list(found.indexes) == way
    assert found.sides == sides


def test_two_ends_are_doubtful():
    """Of two last entries of one number nothing says which was committed, unless one of them is named."""
    chain, digests = make_chain([None, 0, 0])
    assert chain.find_way("").doubtful
    assert not chain.find_way(digests[1]).doubtful
    assert list(chain.find_way(digests[1]).indexes) == [0, 1]


def test_entries_in_any_order_make_one_way():
    """The order of files says nothing."""
    chosen = random.Random(7)
    chain, digests = make_chain([None, *range(200)])
    order = list(range(201))
    chosen.shuffle(order)
    mixed = Chain()
    for at in order:
        parent = digests[at - 1] if at else ROOT
        mixed.add(at + 1, at % 3, digests[at], parent)
    way = mixed.find_way("")
    assert [order[index] for index in way.indexes] == list(range(201))
    assert len(chain) == len(mixed)
