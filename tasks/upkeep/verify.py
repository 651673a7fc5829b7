"""Verify: whether a release, the archive and the ledger are still what they were.

Reads only; no task of any flow.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy.exc import SQLAlchemyError

from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.fetch_ledger import RecordReference
from tasks.model.errors import Damage, ReleaseError
from tasks.model.keys import KEYS, REFERENCES
from tasks.release.store.release_list import (
    LATEST,
    StoredRelease,
    find_release,
    list_releases,
)
from tasks.release.store.visibility import find_current_release
from tasks.report.reading import EXTRACTOR
from tasks.tables.schema import SCHEMAS, get_stored_schema
from tasks.upkeep.archive_check import ArchiveCheck, check_journal
from tasks.upkeep.rebuild import find_sqlite_file
from tasks.upkeep.release_check import ReleaseCheck

# Enough to notice a file system that loses blocks, and done in a second or two.
SAMPLE = 200
_LATEST = "run `fazhi extract`, which publishes the newest release and writes `latest.json` anew"
_REBUILD = (
    "run `fazhi extract --rebuild`, which makes ledger and parts anew from the archive"
)
Follow = Callable[[str], None]


@dataclass(slots=True)
class VerifyResult:
    """What verifying came to: the release, what was looked at (a count by its name), and every damage.

    The release's id is empty where nothing has been published yet.
    """

    release_id: str
    checked: dict[str, int] = field(default_factory=dict)
    damages: list[Damage] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Tell whether nothing is lost."""
        return all(damage.harmless for damage in self.damages)


def verify(
    home: Home,
    database_url: str,
    release: str = LATEST,
    sample: int | None = SAMPLE,
    follow: Follow = lambda _: None,
) -> VerifyResult:
    """Look at a release, the archive and the ledger; changes nothing.

    `sample` is about how many records of the archive are read back; null reads all of them, and the journal
    too. `follow` is told what is looked at. Raises ConfigurationError when there is no such release.
    """
    verdict = VerifyResult("")
    one = _choose_release(home, release, verdict)
    if one is not None:
        verdict.release_id = one.release_id
        verdict.damages += _check_release(home, one.folder, verdict, follow)
    soundness = ArchiveCheck(home.archive)
    verdict.damages += _check_ledger(
        home, database_url, soundness, sample, verdict, follow
    )
    if one is not None:
        follow("the release's reports in the archive")
        verdict.damages += soundness.check_records(
            _sample_evenly(_list_reports(one.folder), sample)
        )
    verdict.checked["records of the archive"] = soundness.records
    return verdict


def _choose_release(
    home: Home, release: str, verdict: VerifyResult
) -> StoredRelease | None:
    """Find the release; where `latest.json` leads nowhere, that is told, and the newest one is taken."""
    there = list_releases(home)
    if release != LATEST:
        return find_release(home, release)
    try:
        seen = find_current_release(home)
    except ReleaseError as error:
        verdict.damages.append(Damage("latest.json", f"{error}", _LATEST))
        return there[-1] if there else None
    if seen is None:
        if there:
            verdict.damages.append(Damage("latest.json", "it is missing", _LATEST))
        return there[-1] if there else None
    found = [one for one in there if one.release_id == seen.release_id]
    if not found:
        words = "the release that `latest.json` names is missing"
        verdict.damages.append(
            Damage(
                f"releases/{seen.release_id}",
                words,
                f"bring it back from a copy, or {_LATEST}",
            )
        )
    return found[0] if found else None


def _check_release(
    home: Home, folder: Path, verdict: VerifyResult, follow: Follow
) -> Iterator[Damage]:
    tables = ReleaseCheck(
        home,
        folder,
        {name: get_stored_schema(schema) for name, schema in SCHEMAS.items()},
    )
    follow("files of the release")
    yield from tables.check_files()
    yield from tables.check_metadata()
    follow("keys of its tables")
    for table, key in KEYS.items():
        yield from tables.check_keys(table, key)
    for table, references in REFERENCES.items():
        for one in references:
            yield from tables.check_references(table, one.columns, one.table, one.key)
    yield from tables.check_visibility()
    verdict.checked |= {"tables": len(tables.rows), "rows": sum(tables.rows.values())}


def _check_ledger(
    home: Home,
    url: str,
    soundness: ArchiveCheck,
    sample: int | None,
    verdict: VerifyResult,
    follow: Follow,
) -> Iterator[Damage]:
    """Look at the ledger, at what it says of the archive, and at the parts that it names."""
    follow("the ledger")
    if words := _explain_unreadable(url):
        yield Damage("state", words, _REBUILD)
        if sample is None:
            yield from soundness.check_all()[1]
        return
    try:
        with closing(Ledger(url)) as ledger:
            files = ledger.list_files()
            verdict.checked["files of the archive"] = len(files)
            yield from soundness.check_files(files)
            follow("records of the archive")
            yield from soundness.check_records(ledger.iter_request_records(sample))
            follow("revisions of reports")
            yield from soundness.check_records(
                _sample_evenly(list(ledger.iter_revision_records()), sample)
            )
            yield from _check_parts(home, ledger, verdict)
            if sample is None:
                follow("every record of every file")
                before = (
                    ledger.find_last_entry()
                )  # a run that is at work meanwhile is no damage
                entries, found = soundness.check_all()
                yield from found
                yield from check_journal(entries, before, ledger.find_last_entry())
    except SQLAlchemyError as error:
        yield Damage(
            "state",
            f"the ledger cannot be read ({str(error).splitlines()[0]})",
            _REBUILD,
        )


def _explain_unreadable(url: str) -> str:
    """Say why an SQLite ledger cannot be trusted; opening one that is missing would make it."""
    file = find_sqlite_file(url)
    if file is None:
        return ""
    if not file.is_file():
        return f"the ledger {file.name} is missing"
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
            (first,) = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return f"the ledger {file.name} cannot be read ({error})"
    return (
        ""
        if first == "ok"
        else f"the ledger {file.name} is damaged ({first.splitlines()[-1]})"
    )


def _check_parts(home: Home, ledger: Ledger, verdict: VerifyResult) -> Iterator[Damage]:
    names = sorted({row.part_id for row in ledger.load_parts(EXTRACTOR)})
    verdict.checked["parts"] = len(names)
    for name in names:
        folder = home.parts / EXTRACTOR / name
        try:
            for table in ("reports", "sections", "quantities", "issues"):
                pq.read_metadata(folder / f"{table}.parquet")
        except (OSError, pa.ArrowException) as error:
            yield Damage(
                f"state/parts/{EXTRACTOR}/{name}",
                f"the part cannot be read ({error})",
                _REBUILD,
            )


def _list_reports(folder: Path) -> list[RecordReference]:
    columns = ["warc_file", "warc_offset", "content_sha256", "report_id"]
    try:
        rows = pq.read_table(folder / "reports.parquet", columns=columns).to_pylist()
    except (OSError, pa.ArrowException):
        return []  # which was told with the files
    named: Sequence[Mapping[str, str]] = rows
    return [
        RecordReference(
            row["warc_file"],
            int(row["warc_offset"]),
            row["content_sha256"],
            f"report {row['report_id']}",
        )
        for row in named
    ]


def _sample_evenly(
    places: Sequence[RecordReference], sample: int | None
) -> Sequence[RecordReference]:
    """Choose about so many, evenly over all files."""
    if sample is None:
        return places
    return sorted(places, key=lambda place: place[:2])[
        :: max(1, len(places) // max(1, sample))
    ]
