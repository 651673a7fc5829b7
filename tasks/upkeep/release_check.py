"""Whether a release is what it was when it was published: its files, their metadata, and their keys."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from tasks.home import Home
from tasks.model.errors import Damage, ReleaseError
from tasks.release.store.changes_feed import check_feed
from tasks.release.store.current_files import ParquetFooter
from tasks.release.store.visibility import CHECKSUMS_FILE, CurrentRelease
from tasks.tables.parquet_files import CheckedParquet
from tasks.tables.schema import list_stored_names, rename_columns

_ANEW = "run `fazhi extract`, which publishes it anew"
_BACK = (
    "bring the release back from a copy; or lead readers to another one with `fazhi release rollback`, "
    "move this one's folder away, and run `fazhi extract`, which makes the newest release anew "
    "from the archive"
)
_LOST = (
    "bring the folder back from a copy; no release holds these rows, and `fazhi extract` reads them again "
    "from the archive"
)
_STRANGE = "it does not belong to the release"
_MADE_SO = "it was published so: lead readers to another release with `fazhi release rollback`, and report it"
_OF_ANOTHER_VERSION = f"none is needed for an older release; {_ANEW}"


class ReleaseCheck:
    """The tables of one release, to be checked one after the other.

    `schemas` are the present ones as they are read back. A copy that somebody took elsewhere has no `home`,
    and may stand in a folder of any name.
    """

    def __init__(
        self, home: Home | None, folder: Path, schemas: Mapping[str, pa.Schema]
    ) -> None:
        self._home = home
        self._folder = folder
        self._schemas = schemas
        self._readable: dict[str, int] = {}
        self.release_id = folder.name if home else _find_release_id(folder)

    @property
    def rows(self) -> Mapping[str, int]:
        """Count the rows of the tables that could be read."""
        return self._readable

    def check_files(self) -> Iterator[Damage]:
        """Check every file against the release's checksums."""
        for name, words in _compare_checksums(self._folder):
            if words == _STRANGE:
                yield self._build_damage(name, words, "move it away", harmless=True)
            else:
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
        if release_id != self.release_id:
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
        if self._home is None:
            return
        try:
            current = CurrentRelease.find(self._home)
        except ReleaseError as error:
            remedy = "move it away, and run `fazhi extract`, which writes it anew"
            yield Damage("latest.json", f"{error}", remedy)
            return
        if current is None or current.release_id != self._folder.name:
            return
        if not current.is_as_written(self._home):
            words = "its text is not what was written"
            yield Damage("latest.json", words, f"move it away, and {_ANEW}")
        for table, rows in sorted(current.counts.items()):
            found = self._readable.get(table, rows)
            if found != rows:
                words = f"it counts {rows} rows of {table}, the table has {found}"
                yield Damage("latest.json", words, f"move it away, and {_ANEW}")
        yield from self._check_current_files(self._home, current.counts)
        yield from check_feed(self._home)

    @staticmethod
    def check_quarantine(folder: Path) -> Iterator[Damage]:
        """Check the rows that were kept out of releases, in the folder of all quarantines.

        Those of before there were checksums are only read.
        """
        for refused in sorted(folder.glob("[!.]*/")):
            if (refused / CHECKSUMS_FILE).exists():
                damages = _compare_checksums(refused)
            else:
                damages = _list_unreadable(refused)
            for name, words in damages:
                yield Damage(f"quarantine/{refused.name}/{name}", words, _LOST)

    def _check_current_files(
        self, home: Home, tables: Iterable[str]
    ) -> Iterator[Damage]:
        names = {f"{table}.parquet" for table in tables}
        release = self._folder.name
        for name in sorted(names):
            shown = home.current / name
            own = self._folder / name
            place = f"current/{name}"
            if not shown.exists():
                yield Damage(place, "it is missing", _ANEW)
            elif own.exists() and not ParquetFooter.has_same_data(shown, own):
                yield Damage(place, f"it is not the table of {release}", _ANEW)
            elif not ParquetFooter.is_as_shown(shown):
                yield Damage(place, "its bytes are not those that were written", _ANEW)
        present = {path.name for path in home.current.glob("*.parquet")}
        for name in sorted(present - names):
            words = f"release {release} has no such table"
            yield Damage(f"current/{name}", words, _ANEW)

    def _read_columns(self, table: str, names: Sequence[str]) -> pa.Table | None:
        """Read columns of a table; null when it cannot be read, which is a damage of the files already."""
        if table not in self._readable:
            return None
        path = self._folder / f"{table}.parquet"
        try:
            file = CheckedParquet(path)
            stored = list_stored_names(table, names, file.read_schema())
            return rename_columns(table, file.read(stored))
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
        place = f"releases/{self.release_id}/{name}" if self._home else name
        return Damage(place, words, remedy, harmless)


def _list_unreadable(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.parquet")):
        try:
            CheckedParquet(path).read()
        except (OSError, pa.ArrowException) as error:
            yield path.name, f"it cannot be read ({error})"


def _compare_checksums(folder: Path) -> Iterator[tuple[str, str]]:
    """Find the files of a folder that its checksums do not speak of as they are: name, and what is wrong."""
    try:
        text = (folder / CHECKSUMS_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        words = f"it cannot be read ({error}), so no file of the release can be trusted"
        yield CHECKSUMS_FILE, words
        return
    published = {}
    for line in text.splitlines():
        digest, name = line.partition("  ")[::2]
        published[name] = digest
    present = {path.name for path in folder.iterdir()}
    present.discard(CHECKSUMS_FILE)
    for name in sorted(published.keys() - present):
        yield name, "it is missing"
    for name in sorted(present - published.keys()):
        yield name, _STRANGE
    for name in sorted(present & published.keys()):
        if _hash_file(folder / name) != published[name]:
            yield name, "its bytes are not those that were published"


def _find_release_id(folder: Path) -> str:
    """Find the id of the release that a copy is of: the first that one of its tables says."""
    for path in sorted(folder.glob("*.parquet")):
        try:
            metadata = CheckedParquet(path).read_metadata().metadata or {}
        except (OSError, pa.ArrowException):
            continue  # which is a damage of the files
        if b"release_id" in metadata:
            stored_id: bytes = metadata[b"release_id"]
            return stored_id.decode("utf-8", "replace")
    return folder.name


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
