"""A small harvest made by hand: pages in a ledger, captures in an archive, readings in a part."""

import hashlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from tasks.archive.warc import Archive
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.row_types import FetchRow, PageRow
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.page import Capture, Page, Request
from tasks.model.report import (
    Comparator,
    Confidence,
    DateEvidence,
    Kind,
    Node,
    OrganKind,
    Quantity,
    Reading,
    Report,
    Section,
)
from tasks.model.run import BEIJING, PageState, Run
from tasks.model.source import Family, Source
from tasks.tables.part_store import PartStore
from tasks.tables.schema import build_part_schemas
from tasks.tables.table_rows import Row, build_reading_rows, build_tables

NIGHT = datetime(2026, 3, 2, 2, tzinfo=BEIJING)
TEXT = "一、主要举措\n全年办理案件12件，罚款约4.55万元。"


def report(year: int | None = 2025, **changes: object) -> Report:
    """Make a report of a town that does not exist."""
    made = Report(
        title="云溪镇2025年法治政府建设年度报告",
        organ="云溪镇人民政府",
        organ_kind=OrganKind.TOWN,
        level="township",
        province="示例省",
        prefecture=None,
        county=None,
        township="云溪镇",
        division_code=None,
        report_year=year,
        report_year_evidence="title",
        document_number=None,
        published_on=datetime(2026, 1, 20, tzinfo=BEIJING),
        published_source="page",
        published_evidence=DateEvidence.PAGE,
        days_after_deadline=-71,
        source="云溪镇",
        publisher=None,
        media_type="text/html",
        text_url="http://town.example.cn/1.html",
        has_achievements=True,
        has_shortcomings=False,
        has_leadership=False,
        has_plans=False,
        has_other=False,
        style="statutory",
        characters=len(TEXT),
        text=TEXT,
        quality="ok",
    )
    changed = replace(made, **changes)  # type: ignore[arg-type]
    return replace(changed, characters=len(changed.text))


def build_source(source_id: str = "yunxi") -> Source:
    """Build the source of captures."""
    return Source(
        id=source_id,
        name="云溪县人民政府网站",
        organ="云溪县人民政府",
        family=Family.STATIC,
        column="http://town.example.cn/",
    )


def reading(year: int | None = 2025, **changes: object) -> Reading:
    """Make a reading of one section, two quantities and one issue.

    A text that begins otherwise has no quantities.
    """
    made = report(year, **changes)
    found = (
        Kind.ACHIEVEMENTS,
        "主要举措",
        Confidence.CERTAIN,
        (Kind.SHORTCOMINGS, Kind.PLANS),
    )
    section = Section(
        "1",
        None,
        1,
        "一、",
        "主要举措",
        *found,
        Node.HEADING,
        made.text,
        0,
        made.characters,
    )
    cases = Quantity(
        "1", "办理案件12件", Decimal(12), "件", None, None, 0, len(TEXT), 13, 16
    )
    fine = Quantity(
        "1",
        "罚款约4.55万元",
        Decimal("45500"),
        "元",
        Comparator.ABOUT,
        "fines_amount",
        0,
        len(TEXT),
        20,
        26,
    )
    issue = Issue(
        "report",
        "numbering_gap",
        Severity.INFO,
        Responsibility.PUBLISHER,
        "二、 is missing",
        "一、",
    )
    return Reading(
        made,
        (section,),
        (cases, fine) if made.text.startswith(TEXT[:13]) else (),
        (issue,),
    )


@dataclass(frozen=True)
class Harvest:
    """A home folder with a ledger, to which pages are added one by one."""

    run: Run

    @property
    def home(self) -> Home:
        """Open the home."""
        return Home.open(self.run.home)

    def parts(self, extractor: str) -> PartStore:
        """Open the parts."""
        return PartStore(self.home.parts, extractor, build_part_schemas())

    def capture(
        self,
        page_id: str,
        *,
        revision: int = 1,
        at: datetime = NIGHT,
        body: bytes = b"",
        source_id: str = "yunxi",
    ) -> Capture:
        """Archive a page and note it in the ledger."""
        url = f"http://127.0.0.1:8480/{page_id}.html"
        body = body or f"<html>{page_id} {revision}</html>".encode()
        headers = {"content-type": "text/html; charset=utf-8"}
        page = Page(Request(url), url, 200, headers, body, at)
        with Archive(self.home.archive) as archive:
            place = archive.write(page, self.run.run_id, "127.0.0.1:8480")
        digest = hashlib.sha256(body).hexdigest()
        capture = Capture(
            page_id,
            revision,
            source_id,
            url,
            at,
            digest,
            digest,
            place.warc_file,
            place.warc_offset,
            "text/html",
        )
        fetch = FetchRow(
            self.run.run_id,
            source_id,
            "detail",
            url,
            at + timedelta(seconds=7),
            200,
            "ok",
            bytes=len(body),
            digest=digest,
        )
        state = PageState.NEW if revision == 1 else PageState.REVISED
        row = PageRow(
            page_id, source_id, url, "127.0.0.1:8480", state, NIGHT, at, revision, at
        )
        with closing(Ledger(self.run.database_url)) as ledger:
            ledger.record_page(row, fetch, capture, self.run.run_id)
        return capture

    def extract(
        self, readings: Sequence[tuple[Capture, Reading]], extractor: str
    ) -> str:
        """Write readings as one part and note it."""
        rows: dict[str, list[Row]] = {}
        for capture, one in readings:
            for table, found in build_reading_rows(one, capture, extractor).items():
                rows.setdefault(table, []).extend(found)
        captures = [capture for capture, _ in readings]
        name = PartStore.compute_id(captures)
        tables = build_tables(rows, build_part_schemas())
        digest = self.parts(extractor).write(name, tables)
        with closing(Ledger(self.run.database_url)) as ledger:
            ledger.record_part(extractor, name, digest, captures)
        return name


def harvest(folder: Path) -> Harvest:
    """Start a harvest in a folder."""
    home = Home.open(str(folder))
    return Harvest(Run("20260302T020000-test", NIGHT, str(folder), home.ledger_url))
