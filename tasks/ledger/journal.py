"""The journal: what the ledger is about to know is kept in the archive first, so that it can be made again.

Each of the ledger's transactions is one entry: a WARC `metadata` record that holds its operations as JSON, in
the file of the host and run that it belongs to; what is said of runs themselves stands under `_runs`. The
entries of all files are numbered through by the ledger itself, and each names the digest of the one before
(`chain.py`). An entry is written inside its transaction, before the commit, so a process killed at any moment
leaves a journal that knows what the ledger knows, and at most one entry more, beside which the next run goes
on. It goes to the disk with the next answer, or when the file is closed: a power cut may take the entries of
the last answer, as it may take the ledger's own last rows.

Reading it again brings the entries of all files of an archive into the order of the ledger. NumPy is imported
when that is done, for a crawl does without it.
"""

import json
import secrets
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from pathlib import Path

from tasks.archive.warc import (
    ENTRY_EPOCH_HEADER,
    ENTRY_NUMBER_HEADER,
    ENTRY_PARENT_HEADER,
    Archive,
    DamagedRecord,
    StoredRecord,
)
from tasks.ledger.chain import Chain
from tasks.model.errors import ArchiveError, Damage

RUNS_HOST = "_runs"
_REMEDY = "bring the file back from a copy of the archive; without it the ledger lacks what was written there"
_FORKED = (
    "nothing of them is removed, and the next run asks for such reports again; it comes of a ledger that was "
    "put back to an earlier state, or of two that wrote at once: keep one of them"
)
_KILLED = "nothing need be done: a run that is killed leaves such a one, and the next one asks again"
_NAMED = "archive/_runs/last-entry.json"
_NAME_AGAIN = (
    "delete it; the next run writes it anew, and until then the longest chain is taken"
)
# As many digits of a digest as are told from others.
_NAMED_DIGITS = 32
# So many reports are named one by one.
_MOST_REPORTS = 5

OperationRow = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Operation:
    """One statement that changes the ledger, by its name, with its rows."""

    name: str
    rows: Sequence[OperationRow]


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One transaction of the ledger, numbered through from 1; entries without a chain have no digest.

    Dates and times stand as ISO 8601 in what is read.
    """

    number: int
    operations: Sequence[Operation]
    digest: str = ""


class Journal:
    """Where one worker's ledger keeps its transactions: the archive's file of a run and a host."""

    def __init__(self, archive: Archive, run_id: str, host: str = RUNS_HOST) -> None:
        self._archive = archive
        self._run_id = run_id
        self._host = host
        self._committed: tuple[int, str] | None = None

    def write(self, number: int, parent: str, content: bytes) -> str:
        """Keep an entry, its operations encoded, behind the one of a digest; gives its own.

        Raises OSError when the disk does not take it.
        """
        epoch = secrets.token_hex(8)
        self._archive.write_entry(
            number, content, self._run_id, self._host, parent=parent, epoch=epoch
        )
        return Chain.compute_digest(number, parent, epoch, content)

    def note_commit(self, number: int, digest: str) -> None:
        """Note that an entry was committed; the first is named at once, the last by `close`."""
        is_first = self._committed is None
        self._committed = number, digest
        if is_first:
            self._name(number, digest)

    def close(self) -> None:
        """Name the last entry that was committed; raises OSError when the disk does not take it."""
        if self._committed is not None:
            self._name(*self._committed)

    def _name(self, number: int, digest: str) -> None:
        self._archive.name_last_entry(number, digest[:_NAMED_DIGITS])

    @staticmethod
    def encode(operations: Sequence[Operation]) -> bytes:
        """Give operations as the journal has them, in JSON."""
        encoded = [
            {
                "operation": one.name,
                "columns": list(one.rows[0]),
                "rows": list(map(_list_values, one.rows)),
            }
            for one in operations
        ]
        # Halves of surrogate pairs in titles are kept as they came; the ledger replaces them.
        return _JSON.encode(encoded).encode("utf-8", "surrogatepass")


def _list_values(row: OperationRow) -> list[object]:
    return list(row.values())


def _encode_value(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"no JSON for {value!r}")


_JSON = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=_encode_value
)


class JournalEntries:
    """The entries of an archive in the order of the ledger; `damages` tells what is broken or stands beside.

    `unknown_runs` are those with files but without an entry, from before there was a journal. Finding them
    reads every file once; what is held of an entry is its number, its place and its links. `inspect` is shown
    every record on the way, whole or torn. `last` is the digest of the entry that the ledger did last, where
    it is known, else the archive may say it; `has_last` tells whether it is there.
    """

    def __init__(
        self,
        folder: Path,
        inspect: Callable[[Path, StoredRecord | DamagedRecord], None] = lambda *_: None,
        last: str = "",
    ) -> None:
        self._folder = folder
        self._inspect = inspect
        self._files: list[Path] = []
        self._file_numbers = array("q")
        self._offsets = array("q")
        self._chain = Chain()
        self.damages: list[Damage] = []
        has_entries: dict[str, bool] = {}
        for path in sorted(folder.glob("*/*.warc.gz")):
            run_id = path.name.partition(".")[0]
            found = self._index_file(path)
            has_entries[run_id] = found or has_entries.get(run_id, False)
        self.unknown_runs = [run_id for run_id, has in has_entries.items() if not has]
        named = self._find_named()
        way = self._chain.find_way(last or named)
        self._order = way.indexes
        self.has_last = way.has_last
        for gap in way.gaps:
            self.damages.append(_describe_gap(*gap, self.last_number))
        if way.doubtful:
            self.damages.append(_describe_doubt(self.last_number))
        for side in way.sides:
            self.damages.append(self._describe_side(side))

    def __len__(self) -> int:
        return len(self._order)

    @property
    def last_number(self) -> int:
        """Give the number of the last entry, 0 when there is none."""
        if not len(self._order):
            return 0
        return self._chain.get_number(self._order[-1])

    def __iter__(self) -> Iterator[JournalEntry]:
        return map(self._read_entry, self._order)

    def _read_entry(self, index: int) -> JournalEntry:
        path = self._files[self._file_numbers[index]]
        offset = self._offsets[index]
        try:
            record = StoredRecord.read(path, offset)
            operations = _decode_operations(record.content)
            digest = _compute_digest(record)
        except (OSError, ValueError, KeyError, TypeError) as error:
            place = f"{path.relative_to(self._folder)} at {offset}"
            raise ArchiveError(
                f"{place}: the journal's entry cannot be read ({error}); {_REMEDY}"
            ) from error
        return JournalEntry(self._chain.get_number(index), operations, digest)

    def _find_named(self) -> str:
        """Give the digest of the last entry, as the archive says it; empty when it does not, or errs."""
        try:
            number, digest = Archive(self._folder).find_last_entry()
        except ArchiveError as error:
            self.damages.append(Damage(_NAMED, str(error), _NAME_AGAIN))
            return ""
        if self._chain.is_wrong(number, digest):
            words = f"it names another entry {number} than the archive has"
            self.damages.append(Damage(_NAMED, words, _NAME_AGAIN))
            return ""
        return digest

    def _index_file(self, path: Path) -> bool:
        """Note where a file's entries are; tells whether there are any."""
        self._files.append(path)
        before = len(self._chain)
        for found in StoredRecord.read_all(path):
            self._inspect(path, found)
            if isinstance(found, DamagedRecord):
                name = path.relative_to(self._folder)
                self.damages.append(_describe_damage(name, found))
            elif ENTRY_NUMBER_HEADER in found.headers:
                self._add_entry(found)
        return len(self._chain) > before

    def _add_entry(self, found: StoredRecord) -> None:
        file = len(self._files) - 1
        number = int(found.headers[ENTRY_NUMBER_HEADER])
        digest = _compute_digest(found)
        if digest:
            parent = found.headers[ENTRY_PARENT_HEADER]
            self._chain.add(number, file, digest, parent)
        else:
            at = datetime.fromisoformat(found.headers["warc-date"])
            self._chain.add_unchained(number, file, round(at.timestamp() * 1e6))
        self._file_numbers.append(file)
        self._offsets.append(found.offset)

    def _describe_side(self, indexes: Sequence[int]) -> Damage:
        """Say what stands beside the way of the ledger, and which reports hang on it."""
        file = self._files[self._file_numbers[indexes[0]]]
        place = f"archive/{file.relative_to(self._folder)}"
        lost = self._list_lost_reports(indexes)
        hanging = _count_reports(lost)
        first = self._chain.get_number(indexes[0])
        if len(indexes) == 1:
            words = (
                f"entry {first} of the ledger's journal was not committed; {hanging}"
            )
            return Damage(place, words, _KILLED, harmless=True)
        last = self._chain.get_number(indexes[-1])
        words = (
            f"the ledger's journal forks: {len(indexes)} entries, numbered {first} to {last}, "
            f"stand beside what the ledger did; {hanging}"
        )
        return Damage(place, words, _FORKED, harmless=not lost)

    def _list_lost_reports(self, indexes: Sequence[int]) -> list[str]:
        """List the addresses of reports of which entries beside the way know a text that the ledger lacks."""
        beside: dict[tuple[object, object], str] = {}
        for index in indexes:
            beside |= _list_revisions(self._read_entry(index))
        if not beside:
            return []
        known: set[tuple[object, object]] = set()
        for entry in self:
            known.update(_list_revisions(entry))
        return sorted({url for text, url in beside.items() if text not in known})


def _compute_digest(found: StoredRecord) -> str:
    """Compute an entry's digest; empty for one from before there was a chain."""
    headers = found.headers
    if ENTRY_PARENT_HEADER not in headers:
        return ""
    number = int(headers[ENTRY_NUMBER_HEADER])
    parent = headers[ENTRY_PARENT_HEADER]
    epoch = headers[ENTRY_EPOCH_HEADER]
    return Chain.compute_digest(number, parent, epoch, found.content)


def _list_revisions(entry: JournalEntry) -> dict[tuple[object, object], str]:
    """List the texts of reports that an entry speaks of, by page and digest, with their addresses."""
    revisions = {}
    for operation in entry.operations:
        for row in operation.rows:
            if "content_sha256" in row:
                text = row["page_id"], row["content_sha256"]
                revisions[text] = str(row.get("url"))
    return revisions


def _count_reports(urls: Sequence[str]) -> str:
    if not urls:
        return "no report of the ledger hangs on it"
    named = ", ".join(urls[:_MOST_REPORTS])
    more = ", …" if len(urls) > _MOST_REPORTS else ""
    return f"{len(urls)} reports that the ledger lacks hang on it: {named}{more}"


def _describe_gap(first: int, last: int, end: int) -> Damage:
    words = f"entry {first} is" if first == last else f"entries {first} to {last} are"
    return Damage(
        "archive",
        f"the ledger's journal: {words} nowhere; entries {last + 1} to {end} hang on what they said",
        _REMEDY,
    )


def _describe_doubt(number: int) -> Damage:
    words = f"two entries {number} end the ledger's journal, and nothing says which was committed"
    remedy = "let a run go to its end, then verify again"
    return Damage("archive", words, remedy, harmless=True)


def _describe_damage(name: Path, torn: DamagedRecord) -> Damage:
    if torn.at_end:
        remedy = "nothing need be done when a run was killed while it wrote; what stands before is whole"
        return Damage(
            f"archive/{name}",
            f"the record at {torn.offset} is cut off",
            remedy,
            harmless=True,
        )
    return Damage(
        f"archive/{name}",
        f"the record at {torn.offset} cannot be read ({torn.reason})",
        _REMEDY,
    )


def _decode_operations(content: bytes) -> list[Operation]:
    operations = []
    for encoded in json.loads(content.decode("utf-8", "surrogatepass")):
        columns = encoded["columns"]
        rows = [dict(zip(columns, row, strict=True)) for row in encoded["rows"]]
        operations.append(Operation(encoded["operation"], rows))
    return operations
