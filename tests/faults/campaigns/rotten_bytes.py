"""Flipped bits, cut ends and zeroed blocks in what a home keeps: verify names them, no night publishes them.

A damage that verify does not name must be in bytes that nothing reads: what all readers get is compared then.
"""

import hashlib
import random
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from prefect.logging import disable_run_logger

from expectations import ROWS
from tasks.archive.warc import StoredRecord
from tasks.documents.cache import DiskDocumentCache
from tasks.documents.convert import convert
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.errors import FazhiError
from tasks.model.release import Audit, Check
from tasks.model.run import Run
from tasks.model.source import Family, Source
from tasks.read import discard_rotten_parts, extract_batch
from tasks.release.publish import publish
from tasks.release.stage import stage
from tasks.release.staging.draft import ReleaseDraft
from tasks.tables.parquet_files import CheckedParquet
from tasks.tables.part_store import get_extractor_version
from tasks.upkeep.verify import verify
from tests.faults.campaigns.tried import Tried
from tests.world.published import LATE, PAGE, TITLES, published_town
from tests.world.town import FIRST_NIGHT, Nights, source

TITLE = "flips, cuts and zeroed blocks in what a home keeps"
WHOLE = 1000
FEW = 14

_AREAS = {
    "archive": "archive/**/*.warc.gz",
    "ledger": "state/ledger.sqlite",
    "parts": "state/parts/*/*/*.parquet",
    "documents": "**/*.json.gz",
    "releases": "releases/*/*",
    "current": "current/*.parquet",
    "quarantine": "quarantine/*/*",
}
# What one report is, and each request: rows that no later night words otherwise.
_FACTS = ("revisions", "sections", "quantities", "cells", "fetches")
_BLOCK = 512
# Of the damages that are named, one of so many meets a night that does not know of it.
_PUBLISHED_OF = 2
# What reading a home that rotted may come to instead of an answer.
_REFUSED = (FazhiError, OSError, pa.ArrowException, sa.exc.SQLAlchemyError)


def play(count: int) -> Tried:
    """Damage so many copies of a home."""
    tried = Tried(TITLE)
    chance = random.Random(16)
    outcomes = Counter[str]()
    with tempfile.TemporaryDirectory(prefix="rotten-") as folder, disable_run_logger():
        scene = _Scene.prepare(Path(folder))
        for number in range(count):
            area = list(_AREAS)[number % len(_AREAS)]
            name, outcome, faults = scene.try_damage(area, chance)
            outcomes[outcome] += 1
            tried.note(name, faults)
    tried.words = ", ".join(f"{many} {one}" for one, many in outcomes.most_common())
    return tried


@dataclass
class _Scene:
    """A home of two releases with a third night still to be read, and what that night publishes."""

    home: Home
    sources: dict[str, Source]
    expected: dict[str, set[str]]
    reading: dict[str, str]

    @classmethod
    def prepare(cls, folder: Path) -> "_Scene":
        """Live through the nights on a site of three reports and one more."""
        with published_town(folder) as town:
            home = Home.open(str(town.home))
            source_of_town = source(town.site, family=Family.TRS)
            sources = {source_of_town.id: source_of_town}
            nights = Nights(home, source_of_town)
            staged = _publish_night(home, sources)
            refused = CheckedParquet(Path(staged) / "sections.parquet").read()
            kept = {
                "sections": refused.append_column(
                    "reason", pa.nulls(len(refused), pa.string())
                )
            }
            ReleaseDraft.write_quarantine(home.quarantine / Path(staged).name, kept)
            _keep_documents(home)
            town.site.put_list(*TITLES.items())
            town.site.put_report(
                PAGE, TITLES[PAGE], "又增一段，全年办理行政应诉案件7件。"
            )
            town.site.put_report(LATE, TITLES[LATE], "再增一段，全年开展培训9场。")
            nights.run(3)
        Ledger.seal(home.ledger_url)
        scene = cls(home, sources, {}, _read_home(home))
        with scene.copy() as copy:
            scene.expected = _read_facts(_publish_night(copy, sources))
        assert verify(home, home.ledger_url, sample=None).sound
        return scene

    @contextmanager
    def copy(self) -> Iterator[Home]:
        """Copy the home, to be damaged; hard links stay what they are."""
        with tempfile.TemporaryDirectory(prefix="rotten-home-") as folder:
            target = Path(folder) / "home"
            shutil.copytree(self.home.root, target)
            yield Home.open(str(target))

    def try_damage(
        self, area: str, chance: random.Random
    ) -> tuple[str, str, list[str]]:
        """Damage a copy: what was done, whether it was named, and what was wrong with that."""
        with self.copy() as home:
            name = _damage(home, area, chance)
            try:
                named = not verify(home, home.ledger_url, sample=None).sound
            except FazhiError as error:
                return name, "named", [f"verify ended with {error!r}"]
            faults = []
            if not named and _read_home(home) != self.reading:
                faults.append("not named")
            outcome = "named" if named else "in bytes that nobody reads"
            if not named or chance.randrange(_PUBLISHED_OF) == 0:
                faults += self._publish(home)
            return name, outcome, faults

    def _publish(self, home: Home) -> list[str]:
        """Publish the third night of a damaged home; each row of it must be one of an undamaged one."""
        try:
            facts = _read_facts(_publish_night(home, self.sources))
        except _REFUSED:
            return []
        wrong = []
        for table, rows in facts.items():
            if strange := rows - self.expected[table]:
                wrong.append(f"published {len(strange)} other rows of {table}")
        return wrong


def _damage(home: Home, area: str, chance: random.Random) -> str:
    """Damage a file of an area; says what was done."""
    files = [path for path in sorted(home.root.glob(_AREAS[area])) if path.is_file()]
    (path,) = chance.choices(files, [one.stat().st_size for one in files])
    sound = path.read_bytes()
    content, what = sound, ""
    while content == sound:
        at = chance.randrange(len(sound))
        kind = chance.choice(("flip", "flip", "flip", "cut", "zeros"))
        rotten = bytearray(sound)
        if kind == "flip":
            rotten[at] ^= 1 << chance.randrange(8)
        elif kind == "cut":
            del rotten[at:]
        else:
            rotten[at : at + _BLOCK] = bytes(len(rotten[at : at + _BLOCK]))
        content, what = bytes(rotten), f"{kind} at {at}"
    path.chmod(0o644)
    path.write_bytes(content)
    return f"{path.relative_to(home.root)}: {what}"


def _publish_night(home: Home, sources: dict[str, Source]) -> str:
    """Read what is to be read and publish it, with an audit that passes; gives the folder."""
    at = FIRST_NIGHT + timedelta(days=5)
    run = Run("20260307T020000-read", at, str(home.root), home.ledger_url)
    Ledger.break_seal(run.database_url)
    discard_rotten_parts(run)
    with closing(Ledger(run.database_url)) as ledger:
        captures = ledger.find_unread_captures(get_extractor_version())
    if captures:
        extract_batch.fn(run, captures, sources)
    staged = stage.fn(run, ROWS, ())
    check = Check("reports", "any", "", "critical", True, "sound")
    return publish.fn(run, staged, Audit(staged.release_id, (check,))).folder


def _keep_documents(home: Home) -> None:
    cache = DiskDocumentCache(home.documents, recognised=home.recognised)
    recognised = DiskDocumentCache(home.recognised)
    page = "<html><body><h1>演示镇报告</h1>" + "<p>全年办理案件86件。</p>" * 40
    cache.keep("a" * 64, convert(page.encode()))
    recognised.keep("b" * 64, convert(page.replace("86", "87").encode()))


def _read_facts(folder: str) -> dict[str, set[str]]:
    """Read the rows of a release that say what reports say, and what was asked."""
    facts = {}
    for table in _FACTS:
        rows = CheckedParquet(Path(folder) / f"{table}.parquet").read().to_pylist()
        facts[table] = {repr(row) for row in rows}
    return facts


def _read_home(home: Home) -> dict[str, str]:
    """Read all that anybody reads of a home: a digest of what each file says."""
    readers: tuple[tuple[str, Callable[[Path], Any]], ...] = (
        ("archive/**/*.warc.gz", lambda path: list(StoredRecord.read_all(path))),
        ("**/*.parquet", _read_table),
        ("**/*.json.gz", DiskDocumentCache._read),
        ("state/ledger.sqlite", _read_ledger),
        ("releases/*/[!.]*.*", lambda path: path.read_bytes()),
    )
    said = {}
    for pattern, read in readers:
        for path in sorted(home.root.glob(pattern)):
            try:
                words = repr(read(path))
            except Exception as error:  # noqa: BLE001  (whatever it is, it is no answer)
                words = f"{type(error).__name__}"
            name = f"{path.relative_to(home.root)} {pattern}"
            said[name] = hashlib.sha256(words.encode()).hexdigest()
    return said


def _read_table(path: Path) -> object:
    file = CheckedParquet(path)
    return file.read().to_pylist(), file.read_schema(), file.read_metadata().metadata


def _read_ledger(path: Path) -> object:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        names = database.execute("SELECT name, sql FROM sqlite_master").fetchall()
        tables = [name for name, sql in names if sql and sql.startswith("CREATE TABLE")]
        rows = [database.execute(f"SELECT * FROM {name}").fetchall() for name in tables]
        return names, rows
