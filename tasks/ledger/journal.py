"""The journal: what the ledger is about to know is kept in the archive first, so that it can be made again.

Each of the ledger's transactions is one entry: a WARC `metadata` record that holds its operations as JSON, in
the file of the host and run that it belongs to; what is said of runs themselves stands under `_runs`. The
entries of all files are numbered through by the ledger itself. An entry is written inside its transaction,
before the commit, so a process killed at any moment leaves a journal that knows what the ledger knows, and at
most one entry more: the next run gives its number again, which voids it. It goes to the disk with the next
answer, or when the file is closed: a power cut may take the entries of the last answer, as it may take the
ledger's own last rows.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date

from tasks.archive.warc import Archive

RUNS_HOST = "_runs"

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
