"""A small release on disk: two reports with all that belongs to them, written as the stage writes them."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.model.page import Capture
from tasks.model.release import Inventory
from tasks.model.report import ReuseKind
from tasks.release.release_tables import ReleaseTables
from tasks.tables.lookup_tables import (
    build_division_table,
    build_indicator_code_table,
    build_issue_code_table,
    build_source_table,
)
from tasks.tables.organ_table import build_organs
from tasks.tables.schema import SCHEMAS
from tasks.tables.scorecard import build_scorecard
from tasks.tables.table_rows import Row, build_reading_rows
from tests.world.harvest import NIGHT, TEXT, reading

RELEASE_ID = "20260302T020007-0123abcd"
FIRST, SECOND = "0123456789abcdef", "fedcba9876543210"
DIGEST = "ab" * 32
_WARC = "town.example.cn/20260302T020000-test.warc.gz"
_PLACE = {"warc_file": _WARC, "warc_offset": 512}


def small_release(folder: Path) -> Inventory:
    """Write a release of two reports into a folder and give its inventory; the second tells no year."""
    rows: dict[str, list[Row]] = {name: [] for name in SCHEMAS}
    for report_id, year in ((FIRST, 2024), (SECOND, None)):
        for name, found in _read(report_id, year).items():
            rows[name] += found
    rows["reuse"] = [_reused()]
    rows["coverage"] = [
        _covered("云溪镇人民政府", "found", FIRST),
        _covered("云溪县人民政府", "missing", None),
    ]
    rows["organs"] = build_organs(
        pa.Table.from_pylist(rows["reports"], SCHEMAS["reports"]),
        pa.Table.from_pylist(rows["coverage"], SCHEMAS["coverage"]),
    ).to_pylist()
    rows["changes"] = [_changed("new", None, 1), _changed("removed", 3, None)]
    rows["scorecards"] = build_scorecard(
        *_build_scored_tables(rows),
        {"yunxi": "云溪镇人民政府", "qinghe": "青河县人民政府"},
        None,
    ).to_pylist()
    lookups = {
        "sources": build_source_table((), ("qinghe", "yunxi")),
        "indicator_codes": build_indicator_code_table(),
        "issue_codes": build_issue_code_table(),
        "divisions": build_division_table(()),
    }
    for name, table in lookups.items():
        rows[name] = table.to_pylist()
    for name, schema in SCHEMAS.items():
        pq.write_table(
            pa.Table.from_pylist(rows[name], schema), folder / f"{name}.parquet"
        )
    return ReleaseTables(folder).take_inventory(RELEASE_ID, NIGHT, SCHEMAS)


def _read(report_id: str, year: int | None) -> dict[str, list[Row]]:
    url = f"http://town.example.cn/{report_id}.html"
    capture = Capture(
        report_id, 1, "yunxi", url, NIGHT, DIGEST, DIGEST, _WARC, 512, "text/html"
    )
    read = reading(year)
    rows = build_reading_rows(
        replace(read, report=replace(read.report, division_code="440700000000")),
        capture,
        "2026.3.1",
    )
    ledger = {
        "url": url,
        "host": "town.example.cn",
        "source_id": "yunxi",
        "state": "new",
        "captured_at": NIGHT,
    }
    rows["reports"] = [
        {
            **rows["reports"][0],
            **ledger,
            "first_seen_at": NIGHT,
            "last_seen_at": NIGHT,
            **_PLACE,
        }
    ]
    revision = {
        "report_id": report_id,
        "revision": 1,
        "captured_at": NIGHT,
        "content_sha256": DIGEST,
        **_PLACE,
    }
    rows["revisions"] = [
        {
            **revision,
            "text_sha256": DIGEST,
            "change": "new",
            "added": len(TEXT),
            "removed": 0,
            "summary": "first",
        }
    ]
    fetch = {
        "run_id": "20260302T020000-test",
        "source_id": "yunxi",
        "kind": "detail",
        "url": url,
        "fetched_at": NIGHT,
        **_PLACE,
    }
    fetch |= {
        "status": 200,
        "outcome": "ok",
        "robots": "allowed",
        "delay": 2.0,
        "attempts": 1,
        "milliseconds": 80,
    }
    rows["fetches"] = [{**fetch, "bytes": 9_000_000_000, "digest": DIGEST, "tls": ""}]
    return rows


def _build_scored_tables(rows: dict[str, list[Row]]) -> tuple[pa.Table, pa.Table]:
    return (
        pa.Table.from_pylist(rows["issues"], SCHEMAS["issues"]),
        pa.Table.from_pylist(rows["reports"], SCHEMAS["reports"]),
    )


def _covered(organ: str, status: str, report_id: str | None) -> Row:
    row = {
        "source_id": "yunxi",
        "organ": organ,
        "organ_kind": "town",
        "duty": "obliged",
        "report_year": 2024,
    }
    published = (
        {"published_on": NIGHT, "days_after_deadline": -71, "trust": "high"}
        if report_id
        else {}
    )
    return {
        **row,
        "status": status,
        "report_id": report_id,
        **published,
        "evidence": "seen",
    }


def _changed(change: str, before: int | None, now: int | None) -> Row:
    row = {
        "report_id": FIRST if now else "0" * 16,
        "change": change,
        "release_before": None,
        "reason": "told",
    }
    return {**row, "revision_before": before, "revision": now, "changed_columns": ""}


def _reused() -> Row:
    place = {"section_path": "1", "start_offset": 0, "end_offset": len(TEXT)}
    counts = (
        "characters",
        "characters_shared",
        "paragraphs_shared",
        "reports",
        "organs",
        "provinces",
    )
    return {
        "report_id": SECOND,
        "other_report_id": FIRST,
        **place,
        **{f"other_{name}": value for name, value in place.items()},
        "similarity": 0.9,
        "kind": ReuseKind.LAST_YEAR.value,
        **dict.fromkeys(counts, 2),
        "sample": TEXT[:60],
    }
