"""Whether a release is what it was when it was published: its files, what they say of themselves, and their
keys.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.home import Home
from tasks.model.errors import Damage, ReleaseError
from tasks.release.store.current_files import has_same_data
from tasks.release.store.visibility import CHECKSUMS_FILE, find_current_release

_ANEW = "run `fazhi extract`, which publishes it anew"
_BACK = (
    "bring the release back from a copy; or lead readers to another one with `fazhi release rollback`, move this one's "
    "folder away, and run `fazhi extract`, which makes the newest release anew from the archive"
)
_MADE_SO = "it was published so: lead readers to another release with `fazhi release rollback`, and report it"


class ReleaseCheck:
    """The tables of one release, to be checked one after the other.

    `schemas` are the present ones as they are read back, `keys` the columns that name a row of a table.
    """

    def __init__(
        self, home: Home, folder: Path, schemas: Mapping[str, pa.Schema]
    ) -> None:
        self._home, self._folder, self._schemas = home, folder, schemas
        self._readable: dict[str, int] = {}

    @property
    def rows(self) -> Mapping[str, int]:
        """Count the rows of the tables that could be read."""
        return self._readable

    def check_files(self) -> Iterator[Damage]:
        """Hold every file against the release's checksums."""
        try:
            lines = (
                (self._folder / CHECKSUMS_FILE).read_text(encoding="utf-8").splitlines()
            )
        except (OSError, UnicodeDecodeError) as error:
            yield self._build_damage(
                CHECKSUMS_FILE,
                f"it cannot be read ({error}), so no file of the release can be trusted",
                _BACK,
            )
            return
        told = {
            name: digest for digest, _, name in (line.partition("  ") for line in lines)
        }
        there = {path.name for path in self._folder.iterdir()} - {CHECKSUMS_FILE}
        for name in sorted(told.keys() - there):
            yield self._build_damage(name, "it is missing", _BACK)
        for name in sorted(there - told.keys()):
            yield self._build_damage(
                name, "it does not belong to the release", "move it away", harmless=True
            )
        for name in sorted(there & told.keys()):
            if _hash_file(self._folder / name) != told[name]:
                yield self._build_damage(
                    name, "its bytes are not those that were published", _BACK
                )

    def check_metadata(self) -> Iterator[Damage]:
        """Look at what every table says of itself: its release, its schema, that it can be opened at all."""
        for table in sorted(
            {*self._schemas, *(path.stem for path in self._folder.glob("*.parquet"))}
        ):
            name = f"{table}.parquet"
            try:
                with pq.ParquetFile(self._folder / name) as file:
                    said, schema, rows = (
                        file.metadata.metadata or {},
                        file.schema_arrow,
                        file.metadata.num_rows,
                    )
            except FileNotFoundError:
                words = "this version has the table, the release has not"
                yield self._build_damage(
                    name,
                    words,
                    f"none is needed for an older release; {_ANEW}",
                    harmless=True,
                )
                continue
            except (OSError, pa.ArrowException) as error:
                yield self._build_damage(name, f"it cannot be opened ({error})", _BACK)
                continue
            self._readable[table] = rows
            release_id = said.get(b"release_id", b"").decode("utf-8", "replace")
            if release_id != self._folder.name:
                yield self._build_damage(
                    name, f"it says that it is of release {release_id or 'none'}", _BACK
                )
            if table in self._schemas and not schema.equals(self._schemas[table]):
                words = f"its columns are those of another version of fazhi ({_describe_difference(schema, self._schemas[table])})"
                yield self._build_damage(
                    name,
                    words,
                    f"none is needed for an older release; {_ANEW}",
                    harmless=True,
                )

    def check_keys(self, table: str, key: Sequence[str]) -> Iterator[Damage]:
        """Find rows without their key, and keys that stand twice."""
        if (rows := self._read_columns(table, key)) is None:
            return
        name = f"{table}.parquet"
        empty = sum(rows[column].null_count for column in key)
        if empty:
            yield self._build_damage(
                name, f"{empty} values of {', '.join(key)} are missing", _MADE_SO
            )
        double = rows.num_rows - rows.group_by(list(key)).aggregate([]).num_rows
        if double:
            yield self._build_damage(
                name, f"{double} rows repeat the {', '.join(key)} of another", _MADE_SO
            )

    def check_references(
        self, table: str, columns: Sequence[str], other: str, key: Sequence[str]
    ) -> Iterator[Damage]:
        """Find rows that point to a row of another table which is not there; a null points nowhere."""
        rows, known = self._read_columns(table, columns), self._read_columns(other, key)
        if rows is None or known is None:
            return
        asked = rows.drop_null().group_by(list(columns)).aggregate([])
        lost = asked.join(
            known, keys=list(columns), right_keys=list(key), join_type="left anti"
        )
        if lost.num_rows:
            first = ", ".join(
                str(value) for value in lost.slice(0, 1).to_pylist()[0].values()
            )
            words = f"{lost.num_rows} values of {', '.join(columns)} are not in {other}, such as {first}"
            yield self._build_damage(f"{table}.parquet", words, _MADE_SO)

    def check_visibility(self) -> Iterator[Damage]:
        """Hold `latest.json` and `current/` against the release, when it is the one that readers are led to."""
        try:
            found = find_current_release(self._home)
        except ReleaseError as error:
            yield Damage(
                "latest.json",
                f"{error}",
                "move it away, and run `fazhi extract`, which writes it anew",
            )
            return
        if found is None or found.release_id != self._folder.name:
            return
        for table, rows in sorted(found.counts.items()):
            if self._readable.get(table, rows) != rows:
                words = f"it counts {rows} rows of {table}, the table has {self._readable[table]}"
                yield Damage("latest.json", words, f"move it away, and {_ANEW}")
        yield from self._check_current_files(found.counts)

    def _check_current_files(self, tables: Iterable[str]) -> Iterator[Damage]:
        names = {f"{table}.parquet" for table in tables}
        for name in sorted(names):
            seen, own = self._home.current / name, self._folder / name
            if not seen.exists():
                yield Damage(f"current/{name}", "it is missing", _ANEW)
            elif own.exists() and not has_same_data(seen, own):
                yield Damage(
                    f"current/{name}",
                    f"it is not the table of {self._folder.name}",
                    _ANEW,
                )
        for name in sorted(
            {path.name for path in self._home.current.glob("*.parquet")} - names
        ):
            yield Damage(
                f"current/{name}",
                f"release {self._folder.name} has no such table",
                _ANEW,
            )

    def _read_columns(self, table: str, names: Sequence[str]) -> pa.Table | None:
        """Read columns of a table; null when it cannot be read, which `files` and `metadata` have told."""
        if table not in self._readable:
            return None
        try:
            return pq.read_table(self._folder / f"{table}.parquet", columns=list(names))
        except (OSError, pa.ArrowException):
            return None

    def _build_damage(
        self, name: str, words: str, remedy: str, *, harmless: bool = False
    ) -> Damage:
        return Damage(f"releases/{self._folder.name}/{name}", words, remedy, harmless)


def _hash_file(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _describe_difference(schema: pa.Schema, present: pa.Schema) -> str:
    gone, new = (
        set(schema.names) - set(present.names),
        set(present.names) - set(schema.names),
    )
    words = [f"-{name}" for name in sorted(gone)] + [f"+{name}" for name in sorted(new)]
    return ", ".join(words) or "types or meanings differ"
