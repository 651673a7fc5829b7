"""Readers: processes that load tables again and again while releases are published, and report on it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Protocol

import pandas as pd
import pyarrow.parquet as pq
from pyarrow import fs

from tests.scenarios.readers.nights import marks, night_of

_MOST_FAULTS = 20


class Counter(Protocol):
    """A number that processes share."""

    value: int


@dataclass
class Seen:
    """What a reader saw: its reads, how many different nights, and whatever was wrong."""

    reads: int = 0
    nights: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    _newest: dict[str, int] = field(default_factory=dict)

    def note(self, what: str, rows: list[str], release_id: str = "") -> None:
        """Note one read of a table: its rows are wholly of one night, that of its release.

        No night before is seen again.
        """
        self.reads += 1
        night = int(rows[0].partition("-")[0]) if rows else -1
        self.nights.add(night)
        if rows != marks(night):
            self.faults.append(f"{what}: mixed or torn: {rows}")
        if release_id and night_of(release_id) != night:
            self.faults.append(f"{what}: {release_id} holds night {night}")
        if night < self._newest.get(what, -1):
            self.faults.append(f"{what}: night {night} after {self._newest[what]}")
        self._newest[what] = night


def read_current(folder: Path, seen: Seen) -> Iterator[None]:
    """Load each table of `current/` in turn as an analyst does, and now and then with its footer."""
    for step, path in enumerate(cycle(sorted(folder.glob("*.parquet")))):
        if step % 4:
            seen.note(path.stem, list(pd.read_parquet(path).iloc[:, 0]))
        else:
            with pq.ParquetFile(path) as file:
                release_id = file.metadata.metadata[b"release_id"].decode()
                seen.note(
                    path.stem,
                    file.read(columns=[file.schema_arrow.names[0]])[0].to_pylist(),
                    release_id,
                )
        yield


def read_pairs(folder: Path, seen: Seen) -> Iterator[None]:
    """Load reports and sections of the release that `latest.json` names; no section is without its report."""
    while True:
        latest = json.loads((folder / "latest.json").read_text(encoding="utf-8"))
        pair = [
            pd.read_parquet(folder / latest["tables"][name])
            for name in ("reports", "sections")
        ]
        _note_pair(seen, latest["release_id"], *pair)
        yield


def read_store(files: fs.FileSystem, root: str, seen: Seen) -> Iterator[None]:
    """Load the tables of the release that the store's `latest.json` names, in turn, and pairs of them."""
    for step in cycle(range(4)):
        with files.open_input_stream(f"{root}/latest.json") as file:
            latest = json.loads(file.read())
        paths = {name: f"{root}/{path}" for name, path in latest["tables"].items()}
        if step:
            name = list(paths)[step % len(paths)]
            rows = list(pd.read_parquet(paths[name], filesystem=files).iloc[:, 0])
            seen.note(name, rows, latest["release_id"])
        else:
            pair = [
                pd.read_parquet(paths[name], filesystem=files)
                for name in ("reports", "sections")
            ]
            _note_pair(seen, latest["release_id"], *pair)
        yield


def _note_pair(
    seen: Seen, release_id: str, reports: pd.DataFrame, sections: pd.DataFrame
) -> None:
    seen.note("reports of a pair", list(reports["report_id"]), release_id)
    seen.note("sections of a pair", list(sections["report_id"]), release_id)
    if orphans := set(sections["report_id"]) - set(reports["report_id"]):
        seen.faults.append(f"{release_id}: sections without a report: {orphans}")


def read_until(
    stop: Event,
    count: Counter,
    ended: Callable[[Seen], None],
    reads: Iterator[None],
    seen: Seen,
) -> None:
    """Read until told to stop; an error is a fault like any other, and reading goes on."""
    while not stop.is_set() and len(seen.faults) < _MOST_FAULTS:
        try:
            next(reads)
        except Exception as error:  # noqa: BLE001  whatever a reader gets to see is what we look for
            seen.faults.append(repr(error))
            break
        count.value = seen.reads
    ended(seen)


def folder_reader(
    name: str, folder: Path, stop: Event, count: Counter, ended: Callable[[Seen], None]
) -> None:
    """Read a home's folder as `current` or `pairs` until told to stop."""
    seen = Seen()
    reads = (
        read_current(folder / "current", seen)
        if name == "current"
        else read_pairs(folder, seen)
    )
    read_until(stop, count, ended, reads, seen)


def store_reader(
    url: str, stop: Event, count: Counter, ended: Callable[[Seen], None]
) -> None:
    """Read an object store until told to stop."""
    seen = Seen()
    files, root = fs.FileSystem.from_uri(url)
    read_until(stop, count, ended, read_store(files, root, seen), seen)
