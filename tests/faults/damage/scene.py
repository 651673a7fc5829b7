"""A release without a fault, made once, and scenes of it to be damaged: its staged files and their suites."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from deploy.demo.writer import write
from expectations import ROWS, SUITES
from tasks.documents.clean_text import clean
from tasks.documents.convert import convert
from tasks.model.divisions import list_divisions
from tasks.model.page import Capture
from tasks.model.release import Audit, Check, Staged
from tasks.model.report import DateEvidence, Reading
from tasks.model.run import BEIJING
from tasks.release.publish import publish
from tasks.release.stage import stage
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report
from tasks.tables.part_store import get_extractor_version
from tasks.tables.schema import SCHEMAS
from tests.world.harvest import NIGHT, Harvest, build_source, harvest

SOURCES = ("qinghe", "yunxi", "dongling")
_KNOWN = tuple(map(build_source, SOURCES))
FIRST_NIGHT, ALL = 36, 40
# Of the second night: the report with this number has a second revision.
REVISED = 5


def page(number: int) -> str:
    """Name the page of a report by its number."""
    return f"{number:016x}"


@cache
def written(number: int) -> Reading:
    """Read a report that the demo's writer writes; the first two of a source are of the same year."""
    made = write(number, year=2025 if number < 2 * len(SOURCES) else 2020 + number % 6)
    document = convert(f"<html><body><div>{made.html()}</div></body></html>".encode())
    cleaned = clean(document)
    read = read_report(
        document,
        cleaned.text,
        DocumentHints(),
        (),
        cleaned.attached,
        cleaned.emphasis,
        cleaned.tables,
    )
    year = read.report.report_year or 2025
    report = replace(
        read.report,
        published_on=datetime(year + 1, 2, 10 + number % 10, tzinfo=BEIJING),
        published_source="page",
        published_evidence=DateEvidence.PAGE,
        province="示例省",
        division_code=list_divisions()[number].code,
        document_number=f"示府发〔{year + 1}〕{number}号",
        text_url=f"http://127.0.0.1:8480/{page(number)}.html",
    )
    return replace(read, report=report)


def collected(folder: Path, readings: Iterable[Reading]) -> Harvest:
    """Collect readings as reports of three sources in turn, each under its number."""
    made = harvest(folder)
    pairs = [
        (_capture(made, number), reading) for number, reading in enumerate(readings)
    ]
    made.extract(pairs, get_extractor_version())
    return made


def _capture(
    made: Harvest, number: int, revision: int = 1, at: datetime = NIGHT
) -> Capture:
    return made.capture(
        page(number), revision=revision, at=at, source_id=SOURCES[number % len(SOURCES)]
    )


def sound(folder: Path) -> Staged:
    """Publish a night's reports, and stage the next night's: some are new, and one is revised."""
    made = collected(folder, (written(number) for number in range(FIRST_NIGHT)))
    first = stage.fn(made.run, ROWS, _KNOWN)
    publish.fn(
        made.run,
        first,
        Audit(
            first.release_id, (Check("reports", "any", "", "critical", True, "sound"),)
        ),
    )
    later = NIGHT + timedelta(days=1)
    captures = [_capture(made, number, at=later) for number in range(FIRST_NIGHT, ALL)]
    captures.append(_capture(made, REVISED, revision=2, at=later))
    numbers = [*range(FIRST_NIGHT, ALL), REVISED]
    made.extract(
        list(zip(captures, map(written, numbers), strict=True)), get_extractor_version()
    )
    return stage.fn(made.run, ROWS, _KNOWN)


@dataclass
class Scene:
    """A copy of the sound release to be damaged, with the suites that it will be held against."""

    staged: Staged
    suites: dict[str, Callable[..., Any]] = field(default_factory=lambda: dict(SUITES))

    @classmethod
    def of(cls, staged: Staged, folder: Path) -> "Scene":
        """Copy a staged release; files are linked, for each damage writes its own anew."""
        target = folder / staged.release_id
        shutil.copytree(staged.folder, target, copy_function=_link)
        return cls(replace(staged, folder=str(target), counts=dict(staged.counts)))

    def path(self, table: str) -> Path:
        """Give the file of a table."""
        return Path(self.staged.folder) / f"{table}.parquet"

    def last(self, table: str) -> Path:
        """Give the file of a table in the release that stands."""
        return Path(self.staged.last_folder) / f"{table}.parquet"

    def rows(self, table: str) -> list[dict[str, object]]:
        """Read the rows of a table."""
        return pq.read_table(self.path(table)).to_pylist()  # type: ignore[no-any-return]

    def put(self, table: str, rows: list[dict[str, object]]) -> None:
        """Write rows as the stage would have written them."""
        self.write(table, pa.Table.from_pylist(rows, SCHEMAS[table]))

    def write(self, table: str, data: pa.Table, release_id: str | None = None) -> None:
        """Write a table of whatever schema, with a release id in its footer.

        The count is that of its rows.
        """
        self.path(table).unlink()
        with pq.ParquetWriter(
            self.path(table), data.schema, compression="zstd"
        ) as writer:
            writer.write_table(data)
            writer.add_key_value_metadata(
                {"release_id": release_id or self.staged.release_id}
            )
        self.staged = replace(
            self.staged, counts={**self.staged.counts, table: data.num_rows}
        )

    def only(self, table: str) -> Staged:
        """Give the release as if one table, or the history, were all that it has to be held against."""
        counts = {
            name: count for name, count in self.staged.counts.items() if name == table
        }
        return replace(
            self.staged,
            counts=counts,
            last_folder=self.staged.last_folder if not counts else "",
        )

    def bytes(self, table: str, damage: Callable[[bytes], bytes]) -> None:
        """Damage the bytes of a file."""
        content = self.path(table).read_bytes()
        self.path(table).unlink()
        self.path(table).write_bytes(damage(content))


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)
