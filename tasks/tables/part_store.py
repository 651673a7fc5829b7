"""Parts: the immutable results of reading batches of captures, `<extractor>/<part_id>/<table>.parquet`.

The extractor's version dates itself, so that a change of the reader is never forgotten: two runs with one
version make the same rows of the same bytes. After a change of the code that reads, of a lookup that it reads
with, or of a library, captures are read again from the archive, without the network.

A part's name follows from the captures it holds, so the same batch read twice is one part. It is written to a
folder whose name starts with a dot and renamed when all of it is on the disk: a process killed at any moment
leaves a dotted folder that nobody reads and that may be deleted when nothing runs.

The digest of its files, as they were handed to the disk, goes into the ledger. A part that has another one
when it is wanted is rotten: it is discarded, and made anew from the archive.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from tasks.home import sync
from tasks.model.catalogue import list_issue_words
from tasks.model.code_fingerprint import compute_once, fingerprint_code
from tasks.model.errors import ReleaseError
from tasks.model.page import Capture
from tasks.report.codebook import list_indicator_words
from tasks.report.known_names import CentralOrgans, KnownPlaces
from tasks.report.laws import list_law_words
from tasks.report.topics import list_topic_words
from tasks.tables.organs import list_trade_words
from tasks.tables.parquet_files import CheckedParquet

# For people: which generation of the reader this is. Nothing depends on it.
LABEL = "2026.12"
# What makes rows of bytes. Converters of single formats are imported by the name of a file's type.
READERS = ("tasks.documents", "tasks.report.reading", "tasks.tables.table_rows")
_VERSION_DIGITS = 10
_ID_DIGITS = 16
# A part is read a few times and then superseded.
_COMPRESSION_LEVEL = 1
# Rows read at once: with a long text in each, some fifty megabytes.
_BATCH = 8192


@compute_once
def get_extractor_version() -> str:
    """Give the version of what turns captures into rows: 2026.12-3f9a0b12cd.

    Code, libraries, and the words of the lookups that reach a row. Raises ConfigurationError for a lookup or
    a module that is damaged.
    """
    places = [*KnownPlaces.list_words(), *CentralOrgans.list_words()]
    words = [*list_issue_words(), *list_indicator_words(), *list_trade_words()]
    words += [*places, *list_law_words(), *list_topic_words()]
    return f"{LABEL}-{fingerprint_code(READERS, words)[:_VERSION_DIGITS]}"


class PartStore:
    """The parts of one extractor version, below the folder of all parts.

    `schemas` are those of a part's tables.
    """

    def __init__(
        self, folder: Path, extractor: str, schemas: Mapping[str, pa.Schema]
    ) -> None:
        self._folder = folder / extractor
        self._schemas = schemas

    @staticmethod
    def compute_id(captures: Sequence[Capture]) -> str:
        """Name the part of these captures: the same for the same contents, in whatever order."""
        names = sorted(
            f"{capture.page_id} {capture.revision} {capture.content_sha256} {capture.text_sha256}"
            for capture in captures
        )
        return hashlib.sha256("\n".join(names).encode()).hexdigest()[:_ID_DIGITS]

    def write(self, name: str, tables: Mapping[str, pa.Table]) -> str:
        """Write a part and give its digest; a table that is not given is empty.

        One that is there already is left as it is when it is the same, and replaced when it is not.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=self._folder))
        try:
            digests = {}
            for table, schema in self._schemas.items():
                rows = tables.get(table, schema.empty_table())
                file = CheckedParquet(self._locate(draft, table))
                digests[table] = file.write(rows, _COMPRESSION_LEVEL)
            sync(draft)
            digest = _join_digests(digests)
            if self.compute_digest(name) != digest:
                self.discard(name)
                self._move_into_place(draft, self._folder / name)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        sync(self._folder)
        return digest

    def compute_digest(self, name: str) -> str:
        """Compute the digest of a part's files as they are on the disk; empty when one cannot be read."""
        digests = {}
        try:
            for table in self._schemas:
                with self._locate(self._folder / name, table).open("rb") as content:
                    digest = hashlib.file_digest(content, "sha256")
                digests[table] = digest.hexdigest()
        except OSError:
            return ""
        return _join_digests(digests)

    def find_rotten(self, digests: Mapping[str, str]) -> list[str]:
        """Find the parts, of those whose digests are given by name, that are not what was written."""
        rotten = []
        for name, digest in sorted(digests.items()):
            if self.compute_digest(name) != digest:
                rotten.append(name)
        return rotten

    def discard(self, name: str) -> None:
        """Remove a part, if it is there; killed meanwhile, it leaves what nobody reads."""
        folder = self._folder / name
        if folder.is_dir():
            going = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=self._folder))
            folder.rename(going / name)
            shutil.rmtree(going, ignore_errors=True)

    @property
    def tables(self) -> tuple[str, ...]:
        """Give the names of a part's tables."""
        return tuple(self._schemas)

    def get_schema(self, table: str) -> pa.Schema:
        """Give the schema of one of a part's tables."""
        return self._schemas[table]

    def read_batches(
        self, name: str, table: str, columns: Sequence[str] | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Stream one table of a part, or some of its columns.

        Raises ReleaseError when it is missing or broken.
        """
        schema = self._schemas[table]
        if columns is not None:
            schema = pa.schema([field for field in schema if field.name in columns])
        try:
            path = self._locate(self._folder / name, table)
            for batch in CheckedParquet(path).iter_batches(_BATCH, schema.names):
                yield batch.cast(schema)
        except (OSError, pa.ArrowInvalid, ValueError) as error:
            raise ReleaseError(
                f"part {name} of {self._folder.name} cannot be read ({error}); "
                "run `fazhi extract`, which makes it anew from the archive"
            ) from error

    @staticmethod
    def _locate(part: Path, table: str) -> Path:
        return part / f"{table}.parquet"

    @staticmethod
    def _move_into_place(draft: Path, target: Path) -> None:
        try:
            os.rename(draft, target)  # noqa: PTH104  (Path.replace would do the same, and say less)
        except OSError:
            # Another process wrote the same part first: it is the same by its name.
            if not target.is_dir():
                raise


def _join_digests(digests: Mapping[str, str]) -> str:
    """Make one digest of those of a part's tables."""
    lines = [f"{digest}  {table}\n" for table, digest in digests.items()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
