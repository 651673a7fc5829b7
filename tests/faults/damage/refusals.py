"""Damages to what single reports gave, before they are staged.

Each costs its rows, and no other report anything.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tasks.ledger import Ledger
from tasks.model.run import BEIJING
from tasks.tables.part_store import PartStore, get_extractor_version
from tasks.tables.schema import build_part_schemas
from tasks.tables.table_rows import build_reading_rows, build_tables
from tests.faults.damage.scene import page, written
from tests.world.harvest import Harvest, harvest

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Refusal:
    """One damage to a report's rows, or to its rows in the ledger.

    It comes with the table and the reason that it is refused for.
    `loses` are the tables of which the release holds fewer rows of this report than were read.
    """

    name: str
    table: str
    reason: str
    rows: Callable[[Rows], object] | None = None
    ledger: str = ""
    loses: tuple[str, ...] = ("reports", "revisions", "sections", "quantities")


def _set(table: str, at: int = 0, **values: object) -> Callable[[Rows], object]:
    return lambda rows: rows[table][at].update(values)


def _double(table: str) -> Callable[[Rows], object]:
    return lambda rows: rows[table].append(dict(rows[table][-1]))


def _drop(table: str, at: int) -> Callable[[Rows], object]:
    return lambda rows: rows[table].pop(at)


def _moved(table: str, at: int, by: int) -> Callable[[Rows], object]:
    def act(rows: Rows) -> None:
        row = rows[table][at]
        row["start_offset"], row["end_offset"] = (
            row["start_offset"] + by,
            row["end_offset"] + by,
        )

    return act


def _swapped(table: str, at: int) -> Callable[[Rows], object]:
    def act(rows: Rows) -> None:
        row = rows[table][at]
        row["start_offset"], row["end_offset"] = row["end_offset"], row["start_offset"]

    return act


def _longer(rows: Rows) -> None:
    rows["reports"][0]["text"] += "。"


_NUMBER = ("quantities",)
_NOT_GIVEN, _IMPOSSIBLE = (
    "sections do not give the text",
    "value outside 0 to 1000000000000000.0",
)

REFUSALS = (
    Refusal(
        "year to come",
        "reports",
        "report_year outside 2004 to 2026",
        _set("reports", report_year=2031),
    ),
    Refusal(
        "year before any",
        "reports",
        "report_year outside 2004 to 2026",
        _set("reports", report_year=1912),
    ),
    Refusal(
        "read twice", "reports", "duplicate report_id", _double("reports"), loses=()
    ),
    Refusal(
        "characters",
        "reports",
        "characters do not count the text",
        _set("reports", characters=7),
    ),
    Refusal("altered text", "reports", "characters do not count the text", _longer),
    Refusal(
        "altered section",
        "reports",
        _NOT_GIVEN,
        _set("sections", 1, text="改动过的文字"),
    ),
    Refusal("lost section", "reports", _NOT_GIVEN, _drop("sections", 2)),
    Refusal(
        "no sections", "reports", _NOT_GIVEN, lambda rows: rows["sections"].clear()
    ),
    Refusal(
        "publication to come",
        "reports",
        "published after it was fetched",
        _set("reports", published_on=datetime(2026, 9, 1, tzinfo=BEIJING)),
    ),
    Refusal(
        "published before its year",
        "reports",
        "year after that of its publication",
        _set(
            "reports",
            report_year=2025,
            published_on=datetime(2024, 2, 1, tzinfo=BEIJING),
        ),
    ),
    Refusal(
        "unseen",
        "reports",
        "first seen after it was last seen",
        ledger="UPDATE pages SET last_seen_at = '2020-01-01 00:00:00' WHERE page_id = :page_id",
    ),
    Refusal(
        "section twice", "sections", "duplicate report_id, path", _double("sections")
    ),
    Refusal(
        "section backwards",
        "sections",
        "start_offset after end_offset",
        _swapped("sections", 3),
    ),
    Refusal(
        "section elsewhere",
        "sections",
        "offsets do not fit the text",
        _moved("sections", 3, 2),
    ),
    Refusal(
        "orphaned section",
        "sections",
        "parent or level do not fit the path",
        _set("sections", 3, parent="99"),
    ),
    Refusal(
        "wrong depth",
        "sections",
        "parent or level do not fit the path",
        _set("sections", 3, level=9),
    ),
    Refusal(
        "number twice",
        "quantities",
        "duplicate report_id, start_offset, end_offset",
        _double("quantities"),
        loses=(),
    ),
    Refusal(
        "number backwards",
        "quantities",
        "start_offset after end_offset",
        _swapped("quantities", 0),
        loses=_NUMBER,
    ),
    Refusal(
        "number in no section",
        "quantities",
        "not within its section",
        _set("quantities", section_path="99"),
        loses=_NUMBER,
    ),
    Refusal(
        "number of another phrase",
        "quantities",
        "not in its phrase and sentence",
        _set("quantities", phrase="另一句话"),
        loses=_NUMBER,
    ),
    Refusal(
        "number of another value",
        "quantities",
        "not what its phrase says",
        _set("quantities", value=12345.0),
        loses=_NUMBER,
    ),
    Refusal(
        "number of another sentence",
        "quantities",
        "not in its phrase and sentence",
        _set("quantities", sentence_end=1),
        loses=_NUMBER,
    ),
    Refusal(
        "shifted number",
        "quantities",
        "not in its phrase and sentence",
        _moved("quantities", 0, 1),
        loses=_NUMBER,
    ),
    Refusal(
        "negative number",
        "quantities",
        _IMPOSSIBLE,
        _set("quantities", value=-4.0),
        loses=_NUMBER,
    ),
    Refusal(
        "no number",
        "quantities",
        "value outside 0 to 1000000000000000.0",
        _set("quantities", value=1e18),
        loses=_NUMBER,
    ),
)


def damaged(folder: Path, sound: int) -> tuple[Harvest, dict[str, dict[str, int]]]:
    """Collect a report for each damage and some that are sound.

    Give the home, and by report what was read of it.
    """
    made, read, captures = harvest(folder), dict[str, dict[str, int]](), []
    rows: Rows = {}
    for number, refusal in enumerate([*REFUSALS, *[None] * sound]):
        capture = made.capture(page(number))
        captures.append(capture)
        found = build_reading_rows(written(number), capture, get_extractor_version())
        read[capture.page_id] = {table: len(some) for table, some in found.items()}
        if refusal and refusal.rows:
            refusal.rows(found)
        for table, some in found.items():
            rows.setdefault(table, []).extend(some)
    name = PartStore.compute_id(captures)
    digest = made.parts(get_extractor_version()).write(
        name, build_tables(rows, build_part_schemas())
    )
    ledger = Ledger(made.run.database_url)
    ledger.record_part(get_extractor_version(), name, digest, captures)
    ledger.close()
    _alter(
        made.run.database_url,
        ((one.ledger, page(at)) for at, one in enumerate(REFUSALS) if one.ledger),
    )
    return made, read


def _alter(url: str, statements: Iterable[tuple[str, str]]) -> None:
    """Do to the ledger what no code of ours does."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement, page_id in statements:
            connection.execute(sa.text(statement), {"page_id": page_id})
    engine.dispose()
