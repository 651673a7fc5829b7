"""Staging: tables written to Parquet, then named by what is in them; what a rule refuses is kept beside them.

The release id is the time of the last fetch and a hash of schemas and data, so it takes no wall clock and the
same tables always get the same id. The id is written into the footers, which the hash therefore leaves out.

A rule names a reason and finds the rows that a release must not hold. They go to the quarantine with the
reason, never dropped; a row that breaks several rules is kept with the first of them.

Drafts and scratch folders are dotted; what killed runs left of them is removed by `remove_leftovers`.
"""

import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self

import pyarrow as pa
import pyarrow.compute as pc

from tasks.home import Home, replace_text, sync
from tasks.model.run import BEIJING
from tasks.model.table_rules import Rule
from tasks.release.staging.layout import LAYOUTS, ROWS_PER_GROUP, Layout, ValueSpool
from tasks.release.store.visibility import CHECKSUMS_FILE
from tasks.tables.parquet_files import CheckedParquet

REASON_COLUMN = "reason"
# Two columns joined by it are one key: no report's id holds it.
_JOINT = "\x1f"
# A report stands with all of its sections and revisions, or not at all: less one of them it would be another
# report.
INSEPARABLE = ("sections", "revisions")
NO_REPORT = "report not in the release"


class _FilteredTables(NamedTuple):
    """Tables after the rules: the rows kept, and those refused with a column `reason` before the others."""

    kept: dict[str, pa.Table]
    refused: dict[str, pa.Table]


def filter_rows(
    chunk: Mapping[str, pa.Table],
    flagged: Mapping[str, pa.Table],
    rules: Mapping[str, Sequence[Rule]],
) -> _FilteredTables:
    """Split the rows of some reports into those that pass every rule, in their order, and the others.

    `flagged` are the same rows as `add_text_flags` gives them, which is what the rules look at; what a schema
    demands is a rule too. A report goes with a section or revision that is refused, and all that is a
    report's goes with it, but for its issues: they also tell of what is not in the release.
    """
    report_ids = chunk["reports"]["report_id"]
    reasons = {name: _make_empty_reasons(table) for name, table in chunk.items()}
    _refuse_without_report(chunk, reasons, report_ids)
    for name, table in chunk.items():
        required = Rule.refuse_missing_required(table.schema)
        _apply_rules(reasons, name, table, required)
        _apply_rules(reasons, name, flagged[name], rules.get(name, ()))
    for name in INSEPARABLE:
        is_refused = pc.is_valid(reasons[name])
        broken = chunk[name]["report_id"].filter(is_refused)
        incomplete = pc.invert(_mark_missing(report_ids, broken))
        _add_reason(reasons, "reports", incomplete, f"its {name} are in quarantine")
    is_kept = pc.is_null(reasons["reports"])
    _refuse_without_report(chunk, reasons, report_ids.filter(is_kept))
    kept: dict[str, pa.Table] = {}
    refused: dict[str, pa.Table] = {}
    for name, table in chunk.items():
        kept[name], refused[name] = _split_rows(table, reasons[name])
    if refused["quantities"].num_rows:
        kept["quantities"] = _untie_parts(kept["quantities"])
    return _FilteredTables(kept, refused)


def _make_empty_reasons(table: pa.Table) -> pa.ChunkedArray:
    return pa.chunked_array([pa.nulls(table.num_rows, pa.string())])


def _refuse_without_report(
    chunk: Mapping[str, pa.Table],
    reasons: dict[str, pa.ChunkedArray],
    report_ids: pa.ChunkedArray,
) -> None:
    """Refuse what belongs to a report that is not among those given."""
    for name in chunk.keys() - {"reports", "issues"}:
        missing = _mark_missing(chunk[name]["report_id"], report_ids)
        _add_reason(reasons, name, missing, NO_REPORT)


def _apply_rules(
    reasons: dict[str, pa.ChunkedArray],
    name: str,
    rows: pa.Table,
    rules: Sequence[Rule],
) -> None:
    """Check the rows of a table against rules."""
    for reason, mark in rules:
        _add_reason(reasons, name, mark(rows), reason)


def _add_reason(
    reasons: dict[str, pa.ChunkedArray],
    name: str,
    marked: pa.ChunkedArray,
    reason: str,
) -> None:
    """Add a reason against the marked rows of a table that have none yet."""
    if pc.any(marked).as_py():
        added = pc.if_else(marked, reason, None)
        reasons[name] = pa.chunked_array([pc.coalesce(reasons[name], added)])


def _mark_missing(ids: pa.ChunkedArray, others: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.invert(pc.is_in(ids, value_set=others.drop_null()))


def _split_rows(table: pa.Table, reasons: pa.ChunkedArray) -> tuple[pa.Table, pa.Table]:
    wrong = pc.is_valid(reasons)
    refused = table.filter(wrong).add_column(0, REASON_COLUMN, reasons.filter(wrong))
    kept = table.filter(pc.is_null(reasons)) if refused.num_rows else table
    return kept, refused


def _untie_parts(quantities: pa.Table) -> pa.Table:
    """Take `part_of` from the rows whose whole was refused: they stand, as parts of nothing that is there."""
    report_id = quantities["report_id"]
    part_of = quantities["part_of"]
    starts = pc.binary_join_element_wise(
        report_id, quantities["start_offset"].cast(pa.string()), _JOINT
    )
    wholes = pc.binary_join_element_wise(report_id, part_of.cast(pa.string()), _JOINT)
    is_there = pc.is_in(wholes, value_set=starts.combine_chunks())
    place = quantities.schema.get_field_index("part_of")
    tied = pc.if_else(is_there, part_of, None)
    return quantities.set_column(place, quantities.schema.field(place), tied)


def _make_nullable(table: pa.Table) -> pa.Table:
    # A row may be here because it lacks what its table demands.
    fields = [field.with_nullable(True) for field in table.schema]
    return table.cast(pa.schema(fields, metadata=table.schema.metadata))


COMPRESSION_LEVEL = 3
# Measured: level 9 is six times slower and saves 8 %.
_HASH_DIGITS = 8
_LEFT_BEHIND_SECONDS = 24 * 3600


class ReleaseDraft:
    """The tables of a release while they are written, in a dotted folder that is removed without `finish`."""

    def __init__(self, staging: Path, schemas: Mapping[str, pa.Schema]) -> None:
        self._staging = staging
        self._folder = _make_draft_folder(staging, ".draft")
        self._files = {
            name: _open_writer(self._folder / f"{name}.parquet", schema)
            for name, schema in schemas.items()
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files.values():
            file.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @staticmethod
    @contextmanager
    def create_scratch(folder: Path) -> Iterator[Path]:
        """Make a scratch folder in a folder, and remove it with all that is in it at the end."""
        made = Path(tempfile.mkdtemp(prefix=".scratch-", dir=folder))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)

    @staticmethod
    def remove_leftovers(home: Home) -> list[Path]:
        """Remove the dotted folders that killed runs left in staging, quarantine and parts.

        Give those that were removed.

        A folder's age is that of its last new file, by the clock of the file system.
        """
        extractors = sorted(path for path in home.parts.iterdir() if path.is_dir())
        removed = []
        for folder in (home.staging, home.quarantine, *extractors):
            for path in filter(_is_leftover, sorted(folder.glob(".*"))):
                shutil.rmtree(path, ignore_errors=True)
                removed.append(path)
        return removed

    @staticmethod
    def write_quarantine(folder: Path, refused: Mapping[str, pa.Table]) -> None:
        """Write the refused rows, one file a table that has any, and their checksums.

        `folder` appears whole or, when none has, not at all.
        """
        tables = {name: table for name, table in refused.items() if table.num_rows}
        if not tables or folder.is_dir():
            return
        draft = _make_draft_folder(folder.parent, f".{folder.name}")
        try:
            lines = []
            for name, table in tables.items():
                path = draft / f"{name}.parquet"
                rows = _make_nullable(table)
                digest = CheckedParquet(path).write(rows, COMPRESSION_LEVEL)
                lines.append(f"{digest}  {path.name}\n")
            replace_text(draft / CHECKSUMS_FILE, "".join(sorted(lines)))
            os.rename(draft, folder)  # noqa: PTH104
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        sync(folder.parent)

    @property
    def counts(self) -> dict[str, int]:
        """Count the rows written so far, by table."""
        return {name: file.rows for name, file in self._files.items()}

    def write(self, table: str, rows: pa.Table) -> None:
        """Append rows, if there are any.

        They become row groups of their own, unless the table's layout gathers those of all calls.
        """
        if rows.num_rows:
            self._files[table].write(rows)

    def finish(self, as_of: datetime) -> tuple[str, Path]:
        """Name the release, close its files and move them to their place; give id and folder.

        Their checksums are of what was written: whoever publishes them holds what is there against those.

        A staged release of the same id is the same and stays.
        """
        for file in self._files.values():
            file.complete()
        digests = "".join(file.compute_digest() for file in self._files.values())
        digest = hashlib.sha256(digests.encode()).hexdigest()[:_HASH_DIGITS]
        release_id = f"{as_of.astimezone(BEIJING):%Y%m%dT%H%M%S}-{digest}"
        lines = []
        for name, file in sorted(self._files.items()):
            written = file.finish({"release_id": release_id})
            lines.append(f"{written}  {name}.parquet\n")
        replace_text(self._folder / CHECKSUMS_FILE, "".join(lines))
        target = self._staging / release_id
        if not target.is_dir():
            os.rename(self._folder, target)  # noqa: PTH104
            sync(self._staging)
        return release_id, target


def _make_draft_folder(parent: Path, name: str) -> Path:
    """Make a folder that readers get when it has its own name.

    Its rights are those of any new folder, by the umask; a temporary folder is closed to other users.
    """
    folder = parent / f"{name}-{secrets.token_hex(_HASH_DIGITS)}"
    folder.mkdir()
    return folder


class _TableWriter:
    """One Parquet file in the making, with a running hash of the bytes before its footer."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path = path
        self._name = path.stem
        self._schema = schema
        self._sink = _HashingFile(path.open("wb"))
        self._writer = CheckedParquet.open_writer(
            self._sink, schema, COMPRESSION_LEVEL, has_page_index=True
        )
        self.rows = 0

    def write(self, rows: pa.Table) -> None:
        self._write_groups(rows)
        self.rows += rows.num_rows

    def _write_groups(self, rows: pa.Table) -> None:
        # Where a page of the file ends depends on how the rows are held in memory: always in one piece.
        self._writer.write_table(rows.combine_chunks(), row_group_size=ROWS_PER_GROUP)

    def complete(self) -> None:
        """Write what waits for the last row."""

    def compute_digest(self) -> str:
        schema = hashlib.sha256(self._schema.serialize().to_pybytes()).hexdigest()
        return f"{self._name} {schema} {self._sink.hash.hexdigest()}\n"

    def finish(self, metadata: Mapping[str, str]) -> str:
        """Close the file; give the digest of all that was handed to the disk."""
        self._writer.add_key_value_metadata(metadata)
        self.close()
        sync(self._path)
        return self._sink.hash.hexdigest()

    def close(self) -> None:
        self._writer.close()
        self._sink.close()


class _LayoutWriter(_TableWriter):
    """One Parquet file whose rows wait on the disk until all are there, for they are laid out by a column."""

    def __init__(self, path: Path, schema: pa.Schema, layout: Layout) -> None:
        super().__init__(path, schema)
        self._spool = ValueSpool(path.with_suffix(".arrow"), schema, layout.first)

    def write(self, rows: pa.Table) -> None:
        self._spool.add(rows)
        self.rows += rows.num_rows

    def complete(self) -> None:
        for group in self._spool.iter_groups():
            self._write_groups(group)
        self._spool.close()

    def close(self) -> None:
        self._spool.close()
        super().close()


def _open_writer(path: Path, schema: pa.Schema) -> _TableWriter:
    if path.stem in LAYOUTS:
        return _LayoutWriter(path, schema, LAYOUTS[path.stem])
    return _TableWriter(path, schema)


class _HashingFile:
    """The part of a binary file that Arrow writes to, hashing what passes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    @property
    def closed(self) -> bool:
        return self._file.closed

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return self._file.write(data)

    def tell(self) -> int:
        return self._file.tell()

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self._file.close()


def _is_leftover(path: Path) -> bool:
    try:
        age = time.time() - path.stat().st_mtime
        return path.is_dir() and age > _LEFT_BEHIND_SECONDS
    except FileNotFoundError:  # its own process removed it just now
        return False
