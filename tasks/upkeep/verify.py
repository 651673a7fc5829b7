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
from tasks.ledger.fetch_ledger import Place
from tasks.model.errors import Damage, ReleaseError
from tasks.model.keys import KEYS, REFERENCES
from tasks.release.store.release_list import LATEST, Known, find, releases
from tasks.release.store.visibility import standing
from tasks.report.reading import EXTRACTOR
from tasks.tables.schema import SCHEMAS, as_stored
from tasks.upkeep.archive_check import Soundness, journal_damages
from tasks.upkeep.rebuild import sqlite_file
from tasks.upkeep.release_check import Tables

# Enough to notice a file system that loses blocks, and done in a second or two.
SAMPLE = 200
_LATEST = "run `fazhi extract`, which publishes the newest release and writes `latest.json` anew"
_REBUILD = (
    "run `fazhi extract --rebuild`, which makes ledger and parts anew from the archive"
)
Follow = Callable[[str], None]


@dataclass(slots=True)
class Verdict:
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
) -> Verdict:
    """Look at a release, the archive and the ledger; changes nothing.

    `sample` is about how many records of the archive are read back; null reads all of them, and the journal
    too. `follow` is told what is looked at. Raises ConfigurationError when there is no such release.
    """
    verdict = Verdict("")
    one = _chosen(home, release, verdict)
    if one is not None:
        verdict.release_id = one.release_id
        verdict.damages += _release(home, one.folder, verdict, follow)
    soundness = Soundness(home.archive)
    verdict.damages += _ledger(home, database_url, soundness, sample, verdict, follow)
    if one is not None:
        follow("the release's reports in the archive")
        verdict.damages += soundness.places(_spread(_reports(one.folder), sample))
    verdict.checked["records of the archive"] = soundness.records
    return verdict


def _chosen(home: Home, release: str, verdict: Verdict) -> Known | None:
    """Find the release; where `latest.json` leads nowhere, that is told, and the newest one is taken."""
    there = releases(home)
    if release != LATEST:
        return find(home, release)
    try:
        seen = standing(home)
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


def _release(
    home: Home, folder: Path, verdict: Verdict, follow: Follow
) -> Iterator[Damage]:
    tables = Tables(
        home, folder, {name: as_stored(schema) for name, schema in SCHEMAS.items()}
    )
    follow("files of the release")
    yield from tables.files()
    yield from tables.metadata()
    follow("keys of its tables")
    for table, key in KEYS.items():
        yield from tables.keys(table, key)
    for table, references in REFERENCES.items():
        for one in references:
            yield from tables.reference(table, one.columns, one.table, one.key)
    yield from tables.seen()
    verdict.checked |= {"tables": len(tables.rows), "rows": sum(tables.rows.values())}


def _ledger(
    home: Home,
    url: str,
    soundness: Soundness,
    sample: int | None,
    verdict: Verdict,
    follow: Follow,
) -> Iterator[Damage]:
    """Look at the ledger, at what it says of the archive, and at the parts that it names."""
    follow("the ledger")
    if words := _unreadable(url):
        yield Damage("state", words, _REBUILD)
        if sample is None:
            yield from soundness.everything()[1]
        return
    try:
        with closing(Ledger(url)) as ledger:
            files = ledger.files()
            verdict.checked["files of the archive"] = len(files)
            yield from soundness.files(files)
            follow("records of the archive")
            yield from soundness.places(ledger.places_of_requests(sample))
            follow("revisions of reports")
            yield from soundness.places(
                _spread(list(ledger.places_of_revisions()), sample)
            )
            yield from _parts(home, ledger, verdict)
            if sample is None:
                follow("every record of every file")
                before = (
                    ledger.last_entry()
                )  # a run that is at work meanwhile is no damage
                entries, found = soundness.everything()
                yield from found
                yield from journal_damages(entries, before, ledger.last_entry())
    except SQLAlchemyError as error:
        yield Damage(
            "state",
            f"the ledger cannot be read ({str(error).splitlines()[0]})",
            _REBUILD,
        )


def _unreadable(url: str) -> str:
    """Say why an SQLite ledger cannot be trusted; opening one that is missing would make it."""
    file = sqlite_file(url)
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


def _parts(home: Home, ledger: Ledger, verdict: Verdict) -> Iterator[Damage]:
    names = sorted({row.part_id for row in ledger.parts(EXTRACTOR)})
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


def _reports(folder: Path) -> list[Place]:
    columns = ["warc_file", "warc_offset", "content_sha256", "report_id"]
    try:
        rows = pq.read_table(folder / "reports.parquet", columns=columns).to_pylist()
    except (OSError, pa.ArrowException):
        return []  # which was told with the files
    named: Sequence[Mapping[str, str]] = rows
    return [
        Place(
            row["warc_file"],
            int(row["warc_offset"]),
            row["content_sha256"],
            f"report {row['report_id']}",
        )
        for row in named
    ]


def _spread(places: Sequence[Place], sample: int | None) -> Sequence[Place]:
    """Choose about so many, evenly over all files."""
    if sample is None:
        return places
    return sorted(places, key=lambda place: place[:2])[
        :: max(1, len(places) // max(1, sample))
    ]
