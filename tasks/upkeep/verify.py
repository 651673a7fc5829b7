"""Verify: whether a release, the archive and the ledger are still what they were.

Reads only; no task of any flow. Whether the project's lookups can be loaded is asked here, too.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import pyarrow as pa
from sqlalchemy.exc import SQLAlchemyError

from tasks.archive.warc import Archive, DamagedRecord, StoredRecord
from tasks.documents.cache import DiskDocumentCache
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.fetch_ledger import RecordReference, ReferencedFile
from tasks.ledger.journal import JournalEntries
from tasks.model.catalogue import list_issue_words
from tasks.model.divisions import DIVISIONS, load_townships
from tasks.model.errors import ArchiveError, ConfigurationError, Damage, ReleaseError
from tasks.model.known_sites import SITES, KnownSite
from tasks.model.table_rules import KEYS, REFERENCES
from tasks.registry.source_files import Divisions
from tasks.release.store.release_list import (
    LATEST,
    ReleaseList,
    StoredRelease,
)
from tasks.release.store.visibility import CurrentRelease, ObjectStore
from tasks.report.codebook import load_rules, load_subjects
from tasks.report.known_names import CentralOrgans
from tasks.report.laws import list_bare_names
from tasks.report.topics import list_topic_codes
from tasks.tables.corrections import CORRECTIONS, Corrections
from tasks.tables.coverage.roster import ROSTER_FILE, RosterEntry
from tasks.tables.likeness import load_matters
from tasks.tables.organs import load_trades
from tasks.tables.parquet_files import CheckedParquet
from tasks.tables.part_store import PartStore, get_extractor_version
from tasks.tables.schema import SCHEMAS, build_part_schemas, get_stored_schema
from tasks.upkeep.release_check import ReleaseCheck

# Enough to notice a file system that loses blocks, and done in a second or two.
SAMPLE = 200
_LATEST = "run `fazhi extract`, which publishes the newest release and writes `latest.json` anew"
_REBUILD = (
    "run `fazhi extract --rebuild`, which makes ledger and parts anew from the archive"
)
_READ_AGAIN = "run `fazhi extract`, which makes it anew from the archive"
_BACK = "bring the file back from a copy of the archive; without it, what is in there cannot be read again"
_REBUILD_LEDGER = (
    "run `fazhi extract --rebuild`, which makes the ledger anew from the archive"
)
_DOCUMENT_AGAIN = "delete it: its file is read again from the archive when it is wanted"
# Entries of the journal done again in one transaction.
_ENTRIES_AT_ONCE = 1000
_STRANGER = (
    "if it is the ledger of another home, name its own; else bring missing files of the archive back from a "
    "copy, or run `fazhi extract --rebuild`, which makes the ledger anew from what is there"
)
# Of a file that is damaged in many places, so many are named one by one.
_MOST_DAMAGES = 5
Follow = Callable[[str], None]


@dataclass(slots=True)
class VerifyResult:
    """What verifying came to: the release, what was looked at (a count by its name), and every damage.

    The release's id is empty where nothing has been published yet.
    """

    release_id: str
    checked: dict[str, int] = field(default_factory=dict)
    damages: list[Damage] = field(default_factory=list)

    @classmethod
    def of_copy(cls, folder: Path, follow: Follow = lambda _: None) -> Self:
        """Check one release that somebody took elsewhere, by its folder alone; changes nothing."""
        check = _open_release(None, folder)
        result = cls(check.release_id)
        result.damages += _check_release(check, result, follow)
        return result

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
    outlet: str = "",
) -> VerifyResult:
    """Check a release, the archive and the ledger; changes nothing.

    `sample` is about how many records of the archive are read back. Null reads all of them, and all else that
    the home keeps: its journal, against which each row of the ledger is held, other releases, quarantine,
    documents, and the object store of `outlet`, if it has one. `follow` is called with what is looked at.
    Raises ConfigurationError when there is no such release.
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
    if sample is None:
        result.damages += verification.check_releases(chosen)
        result.damages += verification.check_documents()
        result.damages += verification.check_outlet(outlet)
    result.checked["records of the archive"] = verification.archive.records
    return result


def _open_release(home: Home | None, folder: Path) -> ReleaseCheck:
    schemas = {name: get_stored_schema(schema) for name, schema in SCHEMAS.items()}
    return ReleaseCheck(home, folder, schemas)


def _check_release(
    check: ReleaseCheck, result: VerifyResult, follow: Follow
) -> Iterator[Damage]:
    follow("files of the release")
    yield from check.check_files()
    yield from check.check_metadata()
    follow("keys of its tables")
    for table, key in KEYS.items():
        yield from check.check_keys(table, key)
    for table, references in REFERENCES.items():
        for one in references:
            yield from check.check_references(table, one.columns, one.table, one.key)
    yield from check.check_visibility()
    result.checked["tables"] = len(check.rows)
    result.checked["rows"] = sum(check.rows.values())


class _ArchiveCheck:
    """The checks of one archive; `records` counts the records that were looked at so far."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._archive = Archive(folder)
        self._missing: set[str] = set()
        self._reported: Counter[str] = Counter()
        self.records = 0

    def check_files(self, files: Iterable[ReferencedFile]) -> Iterator[Damage]:
        """Find files that are missing, or end before the last record that the ledger knows of them."""
        for file in files:
            path = self._folder / file.warc_file
            if not path.is_file():
                self._missing.add(file.warc_file)
                words = f"the file is missing; the ledger knows {file.records} answers in it"
                yield Damage(f"archive/{file.warc_file}", words, _BACK)
            elif path.stat().st_size <= file.last_offset:
                words = (
                    f"the file ends before the record at {file.last_offset}, "
                    "the last one that the ledger knows"
                )
                yield Damage(f"archive/{file.warc_file}", words, _BACK)

    def check_records(self, records: Iterable[RecordReference]) -> Iterator[Damage]:
        """Read records back; each must give the body that it is said to give.

        Files that are missing are damages of `check_files` already.
        """
        for record in records:
            self.records += 1
            if record.warc_file not in self._missing:
                words = self._check_record(record)
                if words:
                    yield from self._report_damage(record.warc_file, words)

    def _check_record(self, record: RecordReference) -> str:
        """Say what is wrong with a record; empty when it gives its body."""
        try:
            body = self._archive.read(record.warc_file, record.warc_offset).body
        except ArchiveError as error:
            return f"{record.named_by} cannot be read back: {error}"
        except (LookupError, ValueError) as error:
            return f"{record.named_by} at {record.warc_offset} is no answer ({error!r})"
        if record.sha256 in (None, hashlib.sha256(body).hexdigest()):
            return ""
        return f"{record.named_by} at {record.warc_offset} is another body than what is said of it"

    def check_all(self, last: str = "") -> tuple[JournalEntries, list[Damage]]:
        """Read every record of every file.

        Gives the journal too, which is found on the way with its own damages; `last` is the digest of the
        ledger's last entry.
        """
        damages: list[Damage] = []

        def check(path: Path, record: StoredRecord | DamagedRecord) -> None:
            self.records += 1
            if isinstance(record, StoredRecord):
                name = str(path.relative_to(self._folder))
                words = _check_digests(record)
                if words:
                    words = f"the record at {record.offset} {words}"
                    damages.extend(self._report_damage(name, words))

        return JournalEntries(self._folder, check, last), damages

    def _report_damage(self, warc_file: str, words: str) -> Iterator[Damage]:
        self._reported[warc_file] += 1
        if self._reported[warc_file] <= _MOST_DAMAGES:
            yield Damage(f"archive/{warc_file}", words, _BACK)
        elif self._reported[warc_file] == _MOST_DAMAGES + 1:
            words = "more of its records are damaged"
            yield Damage(f"archive/{warc_file}", words, _BACK)


def _check_journal_entries(
    entries: JournalEntries, before: int, after: int
) -> Iterator[Damage]:
    """Check the ledger's last entry, before and after the entries were found, against its journal.

    One entry that was never committed is what a killed run leaves.
    """
    yield from entries.damages
    last = entries.last_number
    unknown = entries.unknown_runs
    if unknown:
        words = f"{len(unknown)} runs have no journal, such as {unknown[0]}"
        remedy = "keep a copy of the ledger: it alone knows of them"
        yield Damage("archive", words, remedy, harmless=True)
    if after < last - 1:
        words = f"the ledger has done {after} entries of its journal, the archive has {last}"
        yield Damage("state", f"{words}: it is older than the archive", _REBUILD_LEDGER)
    if before > last:
        words = f"the journal ends with entry {last}, the ledger has done {before}"
        remedy = "bring the newest files back from a copy of the archive"
        yield Damage("archive", words, remedy)


def _check_digests(record: StoredRecord) -> str:
    """Say what a record's digests do not agree with; empty when they do."""
    block = record.headers.get("warc-block-digest")
    payload = record.headers.get("warc-payload-digest")
    if block is not None and block != _hash_sha1(record.content):
        return "does not match its digest"
    if record.headers.get("warc-type") == "response" and payload is not None:
        body = record.content.partition(b"\r\n\r\n")[2]
        if payload != _hash_sha1(body):
            return "has a body that does not match its digest"
    return ""


def _hash_sha1(content: bytes) -> str:
    digest = hashlib.sha1(content, usedforsecurity=False).digest()
    return f"sha1:{base64.b32encode(digest).decode()}"


def _compare_with_journal(ledger: Ledger, entries: JournalEntries) -> Iterator[Damage]:
    """Make the ledger again elsewhere, up to its last entry, and hold its rows against those."""
    last = ledger.find_last_entry()
    done = takewhile(lambda entry: entry.number <= last, entries)
    with (
        TemporaryDirectory(prefix="fazhi-verify-") as folder,
        closing(Ledger(f"sqlite:///{folder}/ledger.sqlite")) as made,
    ):
        while batch := list(islice(done, _ENTRIES_AT_ONCE)):
            made.replay(batch)
        if ledger.find_last_digest() != made.find_last_digest():
            words = f"the ledger has another digest of entry {last} than the journal"
            yield Damage("state", words, _REBUILD_LEDGER)
        for difference in ledger.compare_with(made):
            words = f"the ledger is not what the journal says: {difference}"
            yield Damage("state", words, _REBUILD_LEDGER)


class _Verification:
    """One verification under way: what is looked at, and what it came to so far."""

    def __init__(
        self,
        home: Home,
        database_url: str,
        sample: int | None,
        follow: Follow,
    ) -> None:
        self._home = home
        self._url = database_url
        self._sample = sample
        self._follow = follow
        self.archive = _ArchiveCheck(home.archive)
        self.result = VerifyResult("")

    def choose_release(self, name: str) -> StoredRelease | None:
        """Find the release; where `latest.json` leads nowhere, that is a damage, and the newest is taken."""
        listed = ReleaseList(self._home)
        if name != LATEST:
            return listed.find_release(name)
        releases = listed.list_releases()
        newest = releases[-1] if releases else None
        try:
            current = CurrentRelease.find(self._home)
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
        check = _open_release(self._home, folder)
        yield from _check_release(check, self.result, self._follow)

    def check_ledger(self) -> Iterator[Damage]:
        """Check the ledger, what it says of the archive, and the parts that it names."""
        self._follow("the ledger")
        words = _explain_unreadable(self._url)
        if not words and not Ledger.is_as_sealed(self._url):
            yield Damage("state", "the ledger is not what the last run left", _REBUILD)
        if words:
            yield Damage("state", words, _REBUILD)
            if self._sample is None:
                yield from self.archive.check_all()[1]
            return
        try:
            with Ledger.open_to_read(self._url, self._home) as ledger:
                yield from self._check_archive(ledger)
                yield from self._check_parts(ledger)
                if self._sample is None:
                    yield from self._check_journal(ledger)
        except (SQLAlchemyError, ValueError, KeyError, TypeError) as error:
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
        """Check the bytes of every part of this version of the reader against its digest."""
        self._follow("parts")
        version = get_extractor_version()
        digests = ledger.load_part_digests(version)
        self.result.checked["parts"] = len(digests)
        parts = PartStore(self._home.parts, version, build_part_schemas())
        for name in parts.find_rotten(digests):
            words = "its files are missing, or not those that were written"
            yield Damage(f"state/parts/{version}/{name}", words, _READ_AGAIN)

    def _check_journal(self, ledger: Ledger) -> Iterator[Damage]:
        """Check every record of every file, and the ledger against the journal that is found on the way."""
        self._follow("every record of every file")
        # a run that is at work meanwhile is no damage
        before = ledger.find_last_entry()
        digest = ledger.find_last_digest()
        entries, damages = self.archive.check_all(digest)
        yield from damages
        after = ledger.find_last_entry()
        yield from _check_journal_entries(entries, before, after)
        if digest and not entries.has_last and before <= entries.last_number:
            words = f"the archive's journal has another entry {before} than the ledger has done"
            yield Damage("state", words, _STRANGER)
            return
        # an entry that cannot be read would show once more in every row that hangs on it
        whole = all(damage.harmless for damage in entries.damages)
        if before == after and whole and not entries.unknown_runs:
            self._follow("the ledger's rows against the journal")
            self.result.checked["rows of the ledger"] = ledger.count_rows()
            yield from _compare_with_journal(ledger, entries)

    def check_releases(self, chosen: StoredRelease | None) -> Iterator[Damage]:
        """Check the files of the other releases, and the rows that were kept out of any."""
        self._follow("the other releases")
        releases = ReleaseList(self._home).list_releases()
        self.result.checked["releases"] = len(releases)
        for release in releases:
            if chosen is None or release.release_id != chosen.release_id:
                check = ReleaseCheck(self._home, release.folder, {})
                yield from check.check_files()
                yield from check.check_metadata()
        self._follow("quarantine")
        yield from ReleaseCheck.check_quarantine(self._home.quarantine)

    def check_documents(self) -> Iterator[Damage]:
        """Check what was kept of documents that take long to read."""
        self._follow("documents")
        home = self._home
        cache = DiskDocumentCache(home.documents, recognised=home.recognised)
        self.result.checked["documents"] = cache.count_documents()
        for path, reason in cache.find_damaged():
            place = str(path.relative_to(home.root))
            yield Damage(place, f"it cannot be read ({reason})", _DOCUMENT_AGAIN)

    def check_outlet(self, outlet: str) -> Iterator[Damage]:
        """Check what readers elsewhere see, if there are such."""
        if outlet:
            self._follow("the object store")
            yield from ObjectStore.open(outlet).find_damages(self._home)

    def check_reports(self, folder: Path) -> Iterator[Damage]:
        """Check the records of the archive that a release's reports name."""
        self._follow("the release's reports in the archive")
        records = _sample_evenly(_list_report_records(folder), self._sample)
        yield from self.archive.check_records(records)


def _explain_unreadable(url: str) -> str:
    """Say why an SQLite ledger cannot be trusted; empty when it can."""
    file = Ledger.find_sqlite_file(url)
    if file is None:
        return ""
    if not file.is_file():
        return f"the ledger {file.name} is missing"
    try:
        with Ledger.open_to_read(url) as ledger:
            flaw = ledger.find_flaw()
    except (ConfigurationError, SQLAlchemyError) as error:
        cause: BaseException = error
        while cause.__cause__ is not None:
            cause = cause.__cause__
        return f"the ledger {file.name} cannot be read ({cause})"
    if flaw:
        return f"the ledger {file.name} is damaged ({flaw})"
    return ""


def _list_report_records(folder: Path) -> list[RecordReference]:
    columns = ["warc_file", "warc_offset", "content_sha256", "report_id"]
    try:
        reports = CheckedParquet(folder / "reports.parquet").read(columns)
    except (OSError, pa.ArrowException):
        return []  # which is a damage of the files already
    records = []
    for row in reports.to_pylist():
        offset = int(row["warc_offset"])
        named_by = f"report {row['report_id']}"
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


# By what is looked up, who loads it; several files stand behind one name where one loader reads them.
_LOADERS: Mapping[str, Callable[[], object]] = {
    "central_organs": lambda: list(CentralOrgans.list_words()),
    CORRECTIONS.stem: lambda: Corrections.read(CORRECTIONS),
    DIVISIONS.stem: Divisions.load,
    ROSTER_FILE.stem: lambda: RosterEntry.read_all(ROSTER_FILE),
    "indicators": lambda: (load_subjects(), load_rules()),
    "issues": list_issue_words,
    SITES.stem: lambda: KnownSite.load_all(SITES),
    "townships": load_townships,
    "organ_trades": load_trades,
    "laws": list_bare_names,
    "topics": list_topic_codes,
    "matters": load_matters,
}


def find_damaged_lookups() -> Iterator[tuple[str, str]]:
    """Find the lookups that cannot be loaded: what is looked up, and file, line and remedy."""
    for name, load in _LOADERS.items():
        try:
            load()
        except ConfigurationError as error:
            yield name, str(error)
