"""Read a release as an analyst does: its tables as pandas or Arrow, and joined by their keys.

    import fazhi

    release = fazhi.open("latest")  # of the home: FAZHI_HOME, or data/
    release = fazhi.open("s3://bucket/prefix")  # or a home, or the folder of one release
    reports = release.table("reports", columns=["organ", "report_year"])
    fines = release.join("quantities", "reports")

An opened release stays the same one while newer ones are published. Every page of what is read is held
against its checksum. Times are Beijing time on every machine. No run, no ledger and no archive is needed, and
nothing is written.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pyarrow import fs

from tasks.home import Home
from tasks.model.errors import ConfigurationError, ReleaseError
from tasks.model.table_rules import KEYS, REFERENCES, Reference
from tasks.release.store.release_list import LATEST, ReleaseList
from tasks.release.store.visibility import open_files

if TYPE_CHECKING:
    import pandas as pd

# As Parquet's own readers take them: an expression, or `[("report_year", "==", 2025)]`.
Filters: TypeAlias = pc.Expression | list[tuple[str, str, object]]

# Most of a release's bytes, which few questions need: they are read when they are asked for.
LONG_TEXTS: Mapping[str, frozenset[str]] = {
    "reports": frozenset({"text"}),
    "sections": frozenset({"text"}),
}
_HOME, _DEFAULT_HOME = "FAZHI_HOME", "data"
_LATEST_FILE, _SUFFIX = "latest.json", ".parquet"
_CHECKED = ds.ParquetFileFormat(
    default_fragment_scan_options=ds.ParquetFragmentScanOptions(
        page_checksum_verification=True
    )
)


@dataclass(frozen=True, slots=True)
class PublishedRelease:
    """One release, wherever it lies: `release_id`, and the files of its tables by name."""

    release_id: str
    _files: fs.FileSystem
    _paths: Mapping[str, str]

    @property
    def tables(self) -> tuple[str, ...]:
        """Name its tables."""
        return tuple(self._paths)

    def dataset(self, table: str) -> ds.Dataset:
        """Open a table to be scanned, every page against its checksum.

        Raises ConfigurationError when the release has no such table, and ReleaseError when it cannot be read,
        or is of another release.
        """
        path = self._locate(table)
        try:
            opened = ds.dataset(path, filesystem=self._files, format=_CHECKED)
        except (OSError, pa.ArrowException) as error:
            raise _build_error(path, error) from error
        found = (opened.schema.metadata or {}).get(b"release_id")
        if found is not None and found.decode() != self.release_id:
            raise ReleaseError(
                f"{path} is of {found.decode()}, not of {self.release_id}: another release was published "
                "meanwhile; open `latest` again, or the folder of one release, which never changes"
            )
        return opened

    def read(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        filters: Filters | None = None,
        *,
        texts: bool = False,
    ) -> pa.Table:
        """Read a table into Arrow: some columns, or all but the long texts; `texts` reads those, too.

        Raises as `dataset` does, and ConfigurationError for a column that the table does not have.
        """
        opened = self.dataset(table)
        chosen = _choose_columns(table, opened.schema.names, columns, texts=texts)
        wanted = pq.filters_to_expression(filters) if filters is not None else None
        try:
            return opened.to_table(columns=chosen, filter=wanted)
        except (OSError, pa.ArrowException) as error:
            raise _build_error(self._locate(table), error) from error

    def table(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        filters: Filters | None = None,
        *,
        texts: bool = False,
    ) -> "pd.DataFrame":
        """Read a table into pandas, as `read` does into Arrow."""
        rows = self.read(table, columns, filters, texts=texts)
        frame: pd.DataFrame = rows.to_pandas()
        return frame

    def join(
        self,
        table: str,
        other: str,
        columns: Sequence[str] | None = None,
        filters: Filters | None = None,
        *,
        by: str | None = None,
    ) -> "pd.DataFrame":
        """Read a table with what another one says of each of its rows, in the table's order.

        They are joined by the key that the table's columns point to; where several do, `by` names one
        (`by="other_report_id"`). `columns` are of either table, `filters` of the first one. A column that
        both have is the first one's, and the other's has its table's name behind it: `organ_reports`. Raises
        ConfigurationError when no columns lead from one to the other.
        """
        names = self.dataset(table).schema.names
        other_names = self.dataset(other).schema.names
        reference = _find_reference(table, names, other, by)
        renamed = {name: _name_joined(name, names, other) for name in other_names}
        if columns is None:
            wanted = _choose_columns(table, names, None)
            other_wanted = _choose_columns(other, other_names, None)
        else:
            _choose_columns(table, [*names, *renamed.values()], columns)
            wanted = [name for name in names if name in columns]
            other_wanted = [name for name in other_names if renamed[name] in columns]
        own = self.table(table, _unite(wanted, reference.columns), filters)
        its = self.table(other, _unite(other_wanted, reference.key))
        joined = own.merge(
            its.rename(columns=renamed),
            how="left",
            left_on=list(reference.columns),
            right_on=[renamed[name] for name in reference.key],
            validate="many_to_one",
        )
        if columns is None:
            keys = {renamed[name] for name in reference.key}
            return joined.drop(columns=list(keys - set(names)))
        return joined[list(columns)]

    def _locate(self, table: str) -> str:
        if table not in self._paths:
            raise ConfigurationError(
                f"{table}: no table of {self.release_id}; it has {', '.join(self._paths)}"
            )
        return self._paths[table]


def open_release(
    place: str | Path = LATEST, home: str | Path | None = None
) -> PublishedRelease:
    """Open a release: that which readers see, or one by its name or its place.

    `place` is `latest`, a release's id or the first characters of it, all in a `home` (by default FAZHI_HOME
    or `data`); or the folder of a home or of one release; or the URL of either on an object store
    (`s3://bucket/prefix`, its endpoint in AWS_ENDPOINT_URL). Raises ConfigurationError when nothing lies
    there, and ReleaseError when what names the release is broken.
    """
    where = str(place)
    if "://" in where:
        return _open_place(*open_files(where))
    if Path(where).is_dir():
        return _open_place(fs.LocalFileSystem(), str(Path(where).resolve()))
    if os.sep in where:
        raise ConfigurationError(
            f"{where}: there is no such folder; name the folder of a home or of a release"
        )
    root = Home.find(str(home or os.environ.get(_HOME, _DEFAULT_HOME)))
    folder = ReleaseList(root).find_release(where).folder
    return _open_place(fs.LocalFileSystem(), str(folder))


def _open_place(files: fs.FileSystem, root: str) -> PublishedRelease:
    """Open what lies at a place: the release that `latest.json` names there, else the tables there."""
    root = root.rstrip("/")
    latest = f"{root}/{_LATEST_FILE}"
    try:
        if files.get_file_info(latest).type == fs.FileType.File:
            return _follow_latest(files, root, latest)
        found = files.get_file_info(fs.FileSelector(root, allow_not_found=True))
    except (OSError, pa.ArrowException) as error:
        raise ReleaseError(
            f"{root} cannot be read ({error}); see that it can be reached"
        ) from error
    paths = sorted(one.path for one in found if one.path.endswith(_SUFFIX))
    if not paths:
        raise ConfigurationError(
            f"{root}: nothing is published here, neither {_LATEST_FILE} nor tables; "
            "name the folder of a home or of a release"
        )
    tables = {_name_table(path): path for path in paths}
    return PublishedRelease(_read_release_id(files, root, paths[0]), files, tables)


def _follow_latest(files: fs.FileSystem, root: str, latest: str) -> PublishedRelease:
    with files.open_input_stream(latest) as stream:
        content = stream.read()
    try:
        named = json.loads(content)
        paths = {str(name): f"{root}/{path}" for name, path in named["tables"].items()}
        return PublishedRelease(str(named["release_id"]), files, paths)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(
            f"{latest} is broken ({error!r}); open the folder of one release instead"
        ) from error


def _read_release_id(files: fs.FileSystem, root: str, path: str) -> str:
    """Read the id that a table says, else take the name of its folder."""
    try:
        metadata = pq.read_schema(path, filesystem=files).metadata or {}
    except (OSError, pa.ArrowException) as error:
        raise _build_error(path, error) from error
    if b"release_id" in metadata:
        stored: bytes = metadata[b"release_id"]
        return stored.decode("utf-8", "replace")
    return root.rpartition("/")[2]


def _name_table(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(_SUFFIX)


def _choose_columns(
    table: str,
    names: Sequence[str],
    columns: Sequence[str] | None,
    *,
    texts: bool = False,
) -> list[str]:
    """Choose columns of a table: those asked for, else all but the long texts."""
    if columns is None:
        long = frozenset[str]() if texts else LONG_TEXTS.get(table, frozenset())
        return [name for name in names if name not in long]
    unknown = [name for name in columns if name not in names]
    if unknown:
        raise ConfigurationError(
            f"{', '.join(unknown)}: no column of {table}; it has {', '.join(names)}"
        )
    return list(columns)


def _name_joined(name: str, names: Sequence[str], other: str) -> str:
    """Name a column of the other table in a join."""
    return f"{name}_{other}" if name in names else name


def _unite(columns: Sequence[str], keys: Sequence[str]) -> list[str]:
    return list(dict.fromkeys((*columns, *keys)))


def _find_reference(
    table: str, names: Sequence[str], other: str, by: str | None
) -> Reference:
    """Find the columns of a table that hold the key of another one."""
    references = [one for one in REFERENCES.get(table, ()) if one.table == other]
    key = KEYS.get(other, ())
    if len(key) == 1 and key[0] in names:
        # of an issue or a request, say, which may be of a page that is no report
        references.append(Reference(key, other, key))
    for one in references:
        if by is None or by in one.columns:
            return one
    way = f" by {by}" if by else ""
    raise ConfigurationError(
        f"no columns of {table} lead to the rows of {other}{way}; "
        f"its key is {', '.join(key) or 'not unique'}, and `join` begins with the table that holds it"
    )


def _build_error(path: str, error: Exception) -> ReleaseError:
    return ReleaseError(
        f"{path} cannot be read ({error}); see what is wrong with `fazhi verify`, and take a whole copy"
    )
