"""The journal: what the ledger is about to know is kept in the archive first, so that it can be made again.

Each of the ledger's transactions is one entry: a WARC `metadata` record that holds its operations as JSON, in
the file of the host and run that it belongs to; what is said of runs themselves stands under `_runs`. The
entries of all files are numbered through by the ledger itself. An entry is written inside its transaction,
before the commit, so a process killed at any moment leaves a journal that knows what the ledger knows, and at
most one entry more: the next run gives its number again, which voids it. It goes to the disk with the next
answer, or when the file is closed: a power cut may take the entries of the last answer, as it may take the
ledger's own last rows.

Reading it again brings the entries of all files of an archive into the order of the ledger. NumPy is imported
when that is done, for a crawl does without it.
"""

import json
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.archive.warc import ENTRY_NUMBER_HEADER, Archive, DamagedRecord, StoredRecord
from tasks.model.errors import ArchiveError, Damage

if TYPE_CHECKING:
    import numpy as np

RUNS_HOST = "_runs"
_REMEDY = "bring the file back from a copy of the archive; without it the ledger lacks what was written there"

OperationRow = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Operation:
    """One statement that changes the ledger, by its name, with its rows."""

    name: str
    rows: Sequence[OperationRow]


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One transaction of the ledger, numbered through from 1.

    Dates and times stand as ISO 8601 in what is read.
    """

    number: int
    operations: Sequence[Operation]


class Journal:
    """Where one worker's ledger keeps its transactions: the archive's file of a run and a host."""

    def __init__(self, archive: Archive, run_id: str, host: str = RUNS_HOST) -> None:
        self._archive = archive
        self._run_id = run_id
        self._host = host

    def write(self, number: int, content: bytes) -> None:
        """Keep an entry, its operations encoded; raises OSError when the disk does not take it."""
        self._archive.write_entry(number, content, self._run_id, self._host)

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
    """The entries of an archive in the order of the ledger; `damages` tells what could not be read.

    `unknown_runs` are those with files but without an entry, from before there was a journal. Finding them
    reads every file once; what is held of an entry is its number, its time and its place. `inspect` is shown
    every record on the way, whole or torn.
    """

    def __init__(
        self,
        folder: Path,
        inspect: Callable[[Path, StoredRecord | DamagedRecord], None] = lambda *_: None,
    ) -> None:
        import numpy as np

        self._folder = folder
        self._inspect = inspect
        self._files: list[Path] = []
        self._numbers = array("q")
        self._times = array("q")
        self._file_numbers = array("q")
        self._offsets = array("q")
        self.damages: list[Damage] = []
        has_entries: dict[str, bool] = {}
        for path in sorted(folder.glob("*/*.warc.gz")):
            run_id = path.name.partition(".")[0]
            found = self._index_file(path)
            has_entries[run_id] = found or has_entries.get(run_id, False)
        self.unknown_runs = [run_id for run_id, has in has_entries.items() if not has]
        numbers = np.array(self._numbers)
        self._order = _sort_valid_entries(numbers, np.array(self._times))
        for first, last in _find_gaps(numbers[self._order]):
            self.damages.append(_describe_gap(first, last))

    def __len__(self) -> int:
        return len(self._order)

    @property
    def last_number(self) -> int:
        """Give the number of the last entry, 0 when there is none."""
        if not len(self._order):
            return 0
        last = int(self._order[-1])
        return self._numbers[last]

    def __iter__(self) -> Iterator[JournalEntry]:
        for index in self._order:
            path = self._files[self._file_numbers[index]]
            offset = self._offsets[index]
            try:
                record = StoredRecord.read(path, offset)
                operations = _decode_operations(record.content)
                yield JournalEntry(self._numbers[index], operations)
            except (OSError, ValueError, KeyError, TypeError) as error:
                place = f"{path.relative_to(self._folder)} at {offset}"
                raise ArchiveError(
                    f"{place}: the journal's entry cannot be read ({error}); {_REMEDY}"
                ) from error

    def _index_file(self, path: Path) -> bool:
        """Note where a file's entries are; tells whether there are any."""
        self._files.append(path)
        before = len(self._numbers)
        for found in StoredRecord.read_all(path):
            self._inspect(path, found)
            if isinstance(found, DamagedRecord):
                name = path.relative_to(self._folder)
                self.damages.append(_describe_damage(name, found))
            elif ENTRY_NUMBER_HEADER in found.headers:
                self._add_entry(found)
        return len(self._numbers) > before

    def _add_entry(self, found: StoredRecord) -> None:
        import numpy as np

        written_at = np.datetime64(found.headers["warc-date"].removesuffix("Z"), "us")
        self._numbers.append(int(found.headers[ENTRY_NUMBER_HEADER]))
        self._times.append(int(written_at.astype(np.int64)))
        self._file_numbers.append(len(self._files) - 1)
        self._offsets.append(found.offset)


def _sort_valid_entries(numbers: "np.ndarray", times: "np.ndarray") -> "np.ndarray":
    """Give the indexes of the entries that are valid, in order.

    Who gives a number again saw a ledger that knew neither the entry of that number nor any after it: a
    transaction that was never committed, or a ledger that was put back to an earlier state. Those were
    written before, and are void. Times are looked at only where a number was given twice, so that a clock
    that was set back does no harm.
    """
    import numpy as np

    order = np.lexsort((times, numbers))
    while len(order) > 1:
        doubled = np.flatnonzero(numbers[order[1:]] == numbers[order[:-1]])
        if not len(doubled):
            break
        kept = order[doubled[0] + 1]
        void = (numbers[order] >= numbers[kept]) & (times[order] < times[kept])
        # Written in the same microsecond: the order of the files decides.
        void[doubled[0]] = True
        order = order[~void]
    return order


def _find_gaps(numbers: "np.ndarray") -> list[tuple[int, int]]:
    """Give first and last of the numbers that are missing between others."""
    import numpy as np

    present = np.concatenate(([0], numbers))
    gaps = []
    for index in np.flatnonzero(np.diff(present) > 1):
        gaps.append((int(present[index]) + 1, int(present[index + 1]) - 1))
    return gaps


def _describe_gap(first: int, last: int) -> Damage:
    words = f"entry {first} is" if first == last else f"entries {first} to {last} are"
    return Damage("archive", f"the ledger's journal: {words} nowhere", _REMEDY)


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
