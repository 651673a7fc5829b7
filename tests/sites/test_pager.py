"""Pagers made of links."""

from datetime import datetime

from tasks.model.page import Page, Request
from tasks.model.run import BEIJING
from tasks.model.source import Family, Source
from tasks.sites.pager import follow_pager

COLUMN = Source(
    id="demo",
    name="演示",
    organ="演示区人民政府",
    family=Family.STATIC,
    column="http://example.cn/bg/",
)
NIGHT = datetime(2026, 3, 2, 2, tzinfo=BEIJING)


def test_a_pager_that_leads_back_ends():
    """A page is asked for once, also where the last one names the first."""
    after = {"": "2.html", "2.html": "3.html", "3.html": "2.html"}
    asked = []
    walk = follow_pager(
        COLUMN, lambda _source, page: COLUMN.column + after[page.url.rpartition("/")[2]]
    )
    request: Request | None = next(walk)
    while request is not None:
        asked.append(request.url)
        page = Page(request, request.url, 200, {}, b"", NIGHT)
        try:
            request = walk.send(page)
        except StopIteration:
            request = None
    assert asked == [
        f"http://example.cn/bg/{name}" for name in ("", "2.html", "3.html")
    ]
