"""Verify: whether a release, the archive and the ledger are still what they were.

Reads only; no task of any flow.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy.exc import SQLAlchemyError

from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.fetch_ledger import RecordReference
from tasks.model.errors import Damage, ReleaseError
from tasks.model.keys import KEYS, REFERENCES
from tasks.release.store.release_list import (
    LATEST,
    StoredRelease,
    find_release,
    list_releases,
)
from tasks.release.store.visibility import find_current_release
from tasks.tables.extractor_version import get_extractor_version
from tasks.tables.schema import SCHEMAS, get_stored_schema
from tasks.upkeep.archive_check import ArchiveCheck, check_journal
from tasks.upkeep.rebuild import find_sqlite_file
from tasks.upkeep.release_check import ReleaseCheck

# Enough to notice a file system that loses blocks, and done in a second or two.
SAMPLE = 200
_LATEST = "run `fazhi extract`, which publishes the newest release and writes `latest.json` anew"
_REBUILD = (
    "run `fazhi extract --rebuild`, which makes ledger and parts anew from the archive"
)
Follow = Callable[[str], None]


@dataclass(slots=True)
class VerifyResult:
    """What verifying came to: the release, what was looked at (a count by its name), and every damage.

    The release's id is empty where nothing has been published yet.
    """

    release_id: str
    checked: dict[str, int] = field(default_factory=dict)
    damages: list[Damage] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Tell whether nothing is lost."""
        return all(damage.harmless for damage in self.damages)


def verify(
    home: Home,
    database_url: str,
    release: str = LATEST,
    sample: int | None = SAMPLE,
    follow: Follow = lambda _: None,
) -> VerifyResult:
    """Check a release, the archive and the ledger; changes nothing.

    `sample` is about how many records of the archive are read back; null reads all of them, and the journal
    too. `follow` is called with what is looked at. Raises ConfigurationError when there is no such release.
    """
    verification = _Verification(home, database_url, sample, follow)
    result = verification.result
    chosen = verification.choose_release(release)
    if chosen is not None:
        result.release_id = chosen.release_id
        result.damages += verification.check_release(chosen.folder)
    result.damages += verification.check_ledger()
    if chosen is not None:
        result.damages += verification.check_reports(chosen.folder)
    result.checked["records of the archive"] = verification.archive.records
    return result


class _Verification:
    """One verification under way: what is looked at, and what it came to so far."""

    def __init__(
        self, home: Home, database_url: str, sample: int | None, follow: Follow
    ) -> None:
        self._home = home
        self._url = database_url
        self._sample = sample
        self._follow = follow
        self.archive = ArchiveCheck(home.archive)
        self.result = VerifyResult("")

    def choose_release(self, name: str) -> StoredRelease | None:
        """Find the release; where `latest.json` leads nowhere, that is a damage, and the newest is taken."""
        if name != LATEST:
            return find_release(self._home, name)
        releases = list_releases(self._home)
        newest = releases[-1] if releases else None
        try:
            current = find_current_release(self._home)
        except ReleaseError as error:
            self._add_damage("latest.json", f"{error}", _LATEST)
            return newest
        if current is None:
            if newest:
                self._add_damage("latest.json", "it is missing", _LATEST)
            return newest
        for release in releases:
            if release.release_id == current.release_id:
                return release
        words = "the release that `latest.json` names is missing"
        remedy = f"bring it back from a copy, or {_LATEST}"
        self._add_damage(f"releases/{current.release_id}", words, remedy)
        return None

    def _add_damage(self, place: str, words: str, remedy: str) -> None:
        self.result.damages.append(Damage(place, words, remedy))

    def check_release(self, folder: Path) -> Iterator[Damage]:
        """Check the files of a release, their metadata, keys and references, and what readers see of it."""
        schemas = {name: get_stored_schema(schema) for name, schema in SCHEMAS.items()}
        check = ReleaseCheck(self._home, folder, schemas)
        self._follow("files of the release")
        yield from check.check_files()
        yield from check.check_metadata()
        self._follow("keys of its tables")
        for table, key in KEYS.items():
            yield from check.check_keys(table, key)
        for table, references in REFERENCES.items():
            for one in references:
                yield from check.check_references(
                    table, one.columns, one.table, one.key
                )
        yield from check.check_visibility()
        self.result.checked["tables"] = len(check.rows)
        self.result.checked["rows"] = sum(check.rows.values())

    def check_ledger(self) -> Iterator[Damage]:
        """Check the ledger, what it says of the archive, and the parts that it names."""
        self._follow("the ledger")
        if words := _explain_unreadable(self._url):
            yield Damage("state", words, _REBUILD)
            if self._sample is None:
                yield from self.archive.check_all()[1]
            return
        try:
            with closing(Ledger(self._url)) as ledger:
                yield from self._check_archive(ledger)
                yield from self._check_parts(ledger)
                if self._sample is None:
                    yield from self._check_journal(ledger)
        except SQLAlchemyError as error:
            words = f"the ledger cannot be read ({str(error).splitlines()[0]})"
            yield Damage("state", words, _REBUILD)

    def _check_archive(self, ledger: Ledger) -> Iterator[Damage]:
        """Check the files and records of the archive that the ledger names."""
        files = ledger.list_files()
        self.result.checked["files of the archive"] = len(files)
        yield from self.archive.check_files(files)
        self._follow("records of the archive")
        requests = ledger.iter_request_records(self._sample)
        yield from self.archive.check_records(requests)
        self._follow("revisions of reports")
        revisions = _sample_evenly(list(ledger.iter_revision_records()), self._sample)
        yield from self.archive.check_records(revisions)

    def _check_parts(self, ledger: Ledger) -> Iterator[Damage]:
        version = get_extractor_version()
        names = sorted({row.part_id for row in ledger.load_parts(version)})
        self.result.checked["parts"] = len(names)
        for name in names:
            folder = self._home.parts / version / name
            try:
                for table in ("reports", "sections", "quantities", "issues"):
                    pq.read_metadata(folder / f"{table}.parquet")
            except (OSError, pa.ArrowException) as error:
                words = f"the part cannot be read ({error})"
                yield Damage(f"state/parts/{version}/{name}", words, _REBUILD)

    def _check_journal(self, ledger: Ledger) -> Iterator[Damage]:
        """Check every record of every file, and the ledger against the journal that is found on the way."""
        self._follow("every record of every file")
        # a run that is at work meanwhile is no damage
        before = ledger.find_last_entry()
        entries, damages = self.archive.check_all()
        yield from damages
        yield from check_journal(entries, before, ledger.find_last_entry())

    def check_reports(self, folder: Path) -> Iterator[Damage]:
        """Check the records of the archive that a release's reports name."""
        self._follow("the release's reports in the archive")
        records = _sample_evenly(_list_report_records(folder), self._sample)
        yield from self.archive.check_records(records)


def _explain_unreadable(url: str) -> str:
    """Say why an SQLite ledger cannot be trusted; opening one that is missing would make it."""
    file = find_sqlite_file(url)
    if file is None:
        return ""
    if not file.is_file():
        return f"the ledger {file.name} is missing"
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
            (first,) = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return f"the ledger {file.name} cannot be read ({error})"
    if first == "ok":
        return ""
    return f"the ledger {file.name} is damaged ({first.splitlines()[-1]})"


def _list_report_records(folder: Path) -> list[RecordReference]:
    columns = ["warc_file", "warc_offset", "content_sha256", "report_id"]
    try:
        rows = pq.read_table(folder / "reports.parquet", columns=columns).to_pylist()
    except (OSError, pa.ArrowException):
        return []  # which is a damage of the files already
    records = []
    for row in rows:
        offset, named_by = int(row["warc_offset"]), f"report {row['report_id']}"
        record = RecordReference(
            row["warc_file"], offset, row["content_sha256"], named_by
        )
        records.append(record)
    return records


def _sample_evenly(
    records: Sequence[RecordReference], sample: int | None
) -> Sequence[RecordReference]:
    """Choose about so many, evenly over all files."""
    if sample is None:
        return records
    step = max(1, len(records) // max(1, sample))
    return sorted(records, key=lambda record: record[:2])[::step]
