"""Whether the archive still gives what was put into it, and what the ledger and the reports say of it."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from tasks.archive.records import DamagedRecord, StoredRecord
from tasks.archive.warc import Archive
from tasks.ledger.fetch_ledger import RecordReference, ReferencedFile
from tasks.ledger.journal_entries import JournalEntries
from tasks.model.errors import ArchiveError, Damage

_BACK = "bring the file back from a copy of the archive; without it, what is in there cannot be read again"
_REBUILD = "run `fazhi extract --rebuild`, which makes the ledger anew from the archive"
# Of a file that is damaged in many places, so many are named one by one.
_MOST_DAMAGES = 5


class ArchiveCheck:
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

    def check_all(self) -> tuple[JournalEntries, list[Damage]]:
        """Read every record of every file.

        Gives the journal too, which is found on the way with its own damages.
        """
        damages: list[Damage] = []

        def check(path: Path, record: StoredRecord | DamagedRecord) -> None:
            self.records += 1
            if isinstance(record, StoredRecord):
                name = str(path.relative_to(self._folder))
                if words := _check_digests(record):
                    words = f"the record at {record.offset} {words}"
                    damages.extend(self._report_damage(name, words))

        return JournalEntries(self._folder, check), damages

    def _report_damage(self, warc_file: str, words: str) -> Iterator[Damage]:
        self._reported[warc_file] += 1
        if self._reported[warc_file] <= _MOST_DAMAGES:
            yield Damage(f"archive/{warc_file}", words, _BACK)
        elif self._reported[warc_file] == _MOST_DAMAGES + 1:
            words = "more of its records are damaged"
            yield Damage(f"archive/{warc_file}", words, _BACK)


def check_journal(entries: JournalEntries, before: int, after: int) -> Iterator[Damage]:
    """Check the ledger's last entry, before and after the entries were found, against its journal.

    One entry that was never committed is what a killed run leaves.
    """
    yield from entries.damages
    last, unknown = entries.last_number, entries.unknown_runs
    if unknown:
        words = f"{len(unknown)} runs have no journal, such as {unknown[0]}"
        remedy = "keep a copy of the ledger: it alone knows of them"
        yield Damage("archive", words, remedy, harmless=True)
    if after < last - 1:
        words = f"the ledger has done {after} entries of its journal, the archive has {last}"
        yield Damage("state", f"{words}: it is older than the archive", _REBUILD)
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
