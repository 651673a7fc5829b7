"""Rows of a ledger that its tests write, each as a run would."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from tasks.ledger.row_types import FetchRow, PageRow
from tasks.model.page import Capture
from tasks.model.run import BEIJING, PageState, Run

NIGHT = datetime(2026, 3, 2, 2, tzinfo=BEIJING)


def run(number: int, url: str = "") -> Run:
    """Make the run of a night."""
    return Run(f"run{number}", NIGHT + timedelta(days=number - 1), "", url)


def fetch(path: str = "/a", **values) -> FetchRow:
    """Make a request that was answered."""
    row = FetchRow(
        "run1",
        "demo",
        "detail",
        f"http://example.cn{path}",
        NIGHT,
        200,
        "ok",
        digest="d1",
        etag='"1"',
    )
    return replace(row, warc_file="example.cn/run1.warc.gz", warc_offset=7, **values)


def page(name: str = "p1", **values) -> PageRow:
    """Make a page with one revision."""
    row = PageRow(
        name,
        "demo",
        f"http://example.cn/{name}",
        "example.cn",
        PageState.NEW,
        NIGHT,
        NIGHT,
        1,
        NIGHT,
    )
    return replace(row, **values)


def capture(name: str = "p1", revision: int = 1) -> Capture:
    """Make the capture of a page's revision."""
    return Capture(
        name,
        revision,
        "demo",
        f"http://example.cn/{name}",
        NIGHT,
        "c",
        "t",
        "f",
        7,
        "text/html",
        "题",
        date(2026, 1, 2),
    )
