"""The corrections file: values that people found wrong, each with what it replaces, its reason and source."""

import re
from dataclasses import dataclass
from pathlib import Path

from tasks.model.paths import LOOKUPS
from tasks.tables.lookup_csv import Cells, ensure_valid, read_lookup

CORRECTIONS = LOOKUPS / "corrections.csv"
COLUMNS = (
    "report_id",
    "revision",
    "table",
    "column",
    "key",
    "old",
    "new",
    "reason",
    "source",
)
_REPORT_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Correction:
    """One value to set right, as a line of the file says it; empty values are null.

    `revision` binds it to one revision of the report, `key` names the row where the table has several of a
    report.
    """

    line: int
    report_id: str
    revision: int | None
    table: str
    column: str
    key: str
    old: str
    new: str
    reason: str
    source: str

    def __str__(self) -> str:
        """Spell the correction as evidence does."""
        return (
            f"{self.table}.{self.column}: {self.old or 'null'} -> {self.new or 'null'}"
        )


def read_corrections(path: Path = CORRECTIONS) -> tuple[Correction, ...]:
    """Read the corrections in the file's order. Raises ConfigurationError naming file, line and column."""
    return tuple(
        _parse_correction(path, line, cells)
        for line, cells in read_lookup(path, COLUMNS)
    )


def _parse_correction(path: Path, line: int, cells: Cells) -> Correction:
    checks = {
        "report_id": (
            bool(_REPORT_ID.fullmatch(cells["report_id"])),
            "must be 16 hex digits, as in the table reports",
        ),
        "revision": (
            not cells["revision"] or cells["revision"].isdecimal(),
            "must be empty or a number",
        ),
        "new": (cells["new"] != cells["old"], "must differ from `old`"),
        "reason": (bool(cells["reason"]), "must say why; fill it in"),
        "source": (
            bool(cells["source"]),
            "must say where the right value stands; fill it in",
        ),
    }
    ensure_valid(path, line, cells, checks)
    revision = int(cells["revision"]) if cells["revision"] else None
    return Correction(
        line=line,
        revision=revision,
        **{name: cells[name] for name in COLUMNS if name != "revision"},
    )
