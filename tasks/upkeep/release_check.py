"""Whether a release is what it was when it was published: its files, their metadata, and their keys."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from tasks.home import Home
from tasks.model.errors import Damage, ReleaseError
from tasks.release.store.current_files import ParquetFooter
from tasks.release.store.visibility import CHECKSUMS_FILE, CurrentRelease
from tasks.tables.parquet_files import CheckedParquet

_ANEW = "run `fazhi extract`, which publishes it anew"
_BACK = (
    "bring the release back from a copy; or lead readers to another one with `fazhi release rollback`, "
    "move this one's folder away, and run `fazhi extract`, which makes the newest release anew "
    "from the archive"
)
_MADE_SO = "it was published so: lead readers to another release with `fazhi release rollback`, and report it"
_OF_ANOTHER_VERSION = f"none is needed for an older release; {_ANEW}"


class ReleaseCheck:
    """The tables of one release, to be checked one after the other.

    `schemas` are the present ones as they are read back, `keys` the columns that name a row of a table.
    """

    def __init__(
        self, home: Home, folder: Path, schemas: Mapping[str, pa.Schema]
    ) -> None:
        self._home = home
        self._folder = folder
        self._schemas = schemas
        self._readable: dict[str, int] = {}

    @property
    def rows(self) -> Mapping[str, int]:
        """Count the rows of the tables that could be read."""
        return self._readable

    def check_files(self) -> Iterator[Damage]:
        """Check every file against the release's checksums."""
        try:
            text = (self._folder / CHECKSUMS_FILE).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            words = (
                f"it cannot be read ({error}), so no file of the release can be trusted"
            )
            yield self._build_damage(CHECKSUMS_FILE, words, _BACK)
            return
        published = {}
        for line in text.splitlines():
            digest, name = line.partition("  ")[::2]
            published[name] = digest
        present = {path.name for path in self._folder.iterdir()}
        present.discard(CHECKSUMS_FILE)
        for name in sorted(published.keys() - present):
            yield self._build_damage(name, "it is missing", _BACK)
        for name in sorted(present - published.keys()):
            words = "it does not belong to the release"
            yield self._build_damage(name, words, "move it away", harmless=True)
        for name in sorted(present & published.keys()):
            digest = _hash_file(self._folder / name)
            if digest != published[name]:
                words = "its bytes are not those that were published"
                yield self._build_damage(name, words, _BACK)

    def check_metadata(self) -> Iterator[Damage]:
        """Check what every table says of itself: its release, its schema, that it can be opened at all."""
        present = {path.stem for path in self._folder.glob("*.parquet")}
        for table in sorted(present | self._schemas.keys()):
            yield from self._check_table(table)

    def _check_table(self, table: str) -> Iterator[Damage]:
        name = f"{table}.parquet"
        try:
            with CheckedParquet(self._folder / name).open() as file:
                metadata = file.metadata
                schema = file.schema_arrow
        except FileNotFoundError:
            words = "this version has the table, the release has not"
            yield self._build_damage(name, words, _OF_ANOTHER_VERSION, harmless=True)
            return
        except (OSError, pa.ArrowException) as error:
            yield self._build_damage(name, f"it cannot be opened ({error})", _BACK)
            return
        self._readable[table] = metadata.num_rows
        entries = metadata.metadata or {}
        stored_id = entries.get(b"release_id", b"")
        release_id = stored_id.decode("utf-8", "replace")
        if release_id != self._folder.name:
            words = f"it says that it is of release {release_id or 'none'}"
            yield self._build_damage(name, words, _BACK)
        present = self._schemas.get(table, schema)
        if not schema.equals(present):
            difference = _describe_difference(schema, present)
            words = f"its columns are those of another version of fazhi ({difference})"
            yield self._build_damage(name, words, _OF_ANOTHER_VERSION, harmless=True)

    def check_keys(self, table: str, key: Sequence[str]) -> Iterator[Damage]:
        """Find rows without their key, and keys that stand twice."""
        rows = self._read_columns(table, key)
        if rows is None:
            return
        name = f"{table}.parquet"
        key_names = ", ".join(key)
        empty = sum(rows[column].null_count for column in key)
        if empty:
            words = f"{empty} values of {key_names} are missing"
            yield self._build_damage(name, words, _MADE_SO)
        distinct = rows.group_by(list(key)).aggregate([])
        repeated = rows.num_rows - distinct.num_rows
        if repeated:
            words = f"{repeated} rows repeat the {key_names} of another"
            yield self._build_damage(name, words, _MADE_SO)

    def check_references(
        self,
        table: str,
        columns: Sequence[str],
        other: str,
        key: Sequence[str],
    ) -> Iterator[Damage]:
        """Find rows that point to a row of another table which is not there; a null points nowhere."""
        rows = self._read_columns(table, columns)
        known = self._read_columns(other, key)
        if rows is None or known is None:
            return
        pointers = rows.drop_null().group_by(list(columns)).aggregate([])
        lost = pointers.join(
            known, keys=list(columns), right_keys=list(key), join_type="left anti"
        )
        if lost.num_rows:
            [first] = lost.slice(0, 1).to_pylist()
            example = ", ".join(map(str, first.values()))
            names = ", ".join(columns)
            words = f"{lost.num_rows} values of {names} are not in {other}, such as {example}"
            yield self._build_damage(f"{table}.parquet", words, _MADE_SO)

    def check_visibility(self) -> Iterator[Damage]:
        """Check `latest.json` and `current/` against the release, when it is the one that readers see."""
        try:
            current = CurrentRelease.find(self._home)
        except ReleaseError as error:
            remedy = "move it away, and run `fazhi extract`, which writes it anew"
            yield Damage("latest.json", f"{error}", remedy)
            return
        if current is None or current.release_id != self._folder.name:
            return
        for table, rows in sorted(current.counts.items()):
            found = self._readable.get(table, rows)
            if found != rows:
                words = f"it counts {rows} rows of {table}, the table has {found}"
                yield Damage("latest.json", words, f"move it away, and {_ANEW}")
        yield from self._check_current_files(current.counts)

    def _check_current_files(self, tables: Iterable[str]) -> Iterator[Damage]:
        names = {f"{table}.parquet" for table in tables}
        release = self._folder.name
        for name in sorted(names):
            shown = self._home.current / name
            own = self._folder / name
            place = f"current/{name}"
            if not shown.exists():
                yield Damage(place, "it is missing", _ANEW)
            elif own.exists() and not ParquetFooter.has_same_data(shown, own):
                yield Damage(place, f"it is not the table of {release}", _ANEW)
        present = {path.name for path in self._home.current.glob("*.parquet")}
        for name in sorted(present - names):
            words = f"release {release} has no such table"
            yield Damage(f"current/{name}", words, _ANEW)

    def _read_columns(self, table: str, names: Sequence[str]) -> pa.Table | None:
        """Read columns of a table; null when it cannot be read, which is a damage of the files already."""
        if table not in self._readable:
            return None
        path = self._folder / f"{table}.parquet"
        try:
            return CheckedParquet(path).read(names)
        except (OSError, pa.ArrowException):
            return None

    def _build_damage(
        self,
        name: str,
        words: str,
        remedy: str,
        *,
        harmless: bool = False,
    ) -> Damage:
        place = f"releases/{self._folder.name}/{name}"
        return Damage(place, words, remedy, harmless)


def _hash_file(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _describe_difference(schema: pa.Schema, present: pa.Schema) -> str:
    names = set(schema.names)
    present_names = set(present.names)
    removed = sorted(names - present_names)
    added = sorted(present_names - names)
    words = [f"-{name}" for name in removed]
    words += [f"+{name}" for name in added]
    return ", ".join(words) or "types or meanings differ"
