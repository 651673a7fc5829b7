"""Lists of Guangdong's disclosure platform."""

import json
from datetime import date, datetime

from tasks.model.run import BEIJING
from tasks.model.source import Family
from tasks.sites.families.interfaces import GKMLPT
from tasks.sites.listing import collect_listing
from tests.sites.families.pages import page, source, walked

COLUMN = "http://example.cn/yszsfj/gkmlpt/index"
INDEX = """<html><script>window._CONFIG = {
 LANG: 'zh', SID:'755001', TREE: [{"id":7,"name":"法定主动公开内容","children":[
   {"id":8,"name":"法治政府建设年度报告","children":[]},{"id":9,"name":"部门文件"}]}],
 SERVICE_AREA_ID: 1 }</script></html>"""
API = "http://example.cn/yszsfj/gkmlpt/api/all"


def article(number: int, **values: object) -> dict[str, object]:
    """Write one article of the answer."""
    published = int(datetime(2026, 1, 28, 0, 30, tzinfo=BEIJING).timestamp())
    return {
        "id": number,
        "title": f"第{number}号 报告",
        "url": f"//example.cn/yszsfj/gkmlpt/content/1/1/post_{number}.html#8",
        "date": 0,
        "create_time": published,
        "created_at": "2026-02-02 10:00:00",
        "publisher": "演示镇司法所",
        "document_number": "",
        **values,
    }


def answer(numbers: range, total: int) -> str:
    """Write one page of a list."""
    return json.dumps(
        {
            "classify": {"post_count": total + 3},
            "total": total,
            "articles": [article(n) for n in numbers],
        }
    )


def test_articles_are_read_with_the_day_of_their_publication():
    """create_time is meant, in Beijing time; what is empty is null."""
    rows = [
        article(1),
        article(
            2,
            url="",
            post_url="/x/post_2.html",
            create_time="bad",
            document_number="东府〔2025〕26号",
        ),
    ]
    body = json.dumps({"articles": rows})
    first, second = GKMLPT.read_links(
        source(Family.GKMLPT, COLUMN), page(f"{API}/8?page=1&sid=755001", body)
    )
    assert first.url == "http://example.cn/yszsfj/gkmlpt/content/1/1/post_1.html"
    assert (first.title, first.listed_on) == ("第1号 报告", date(2026, 1, 28))
    assert (first.publisher, first.document_number) == ("演示镇司法所", None)
    assert (second.url, second.listed_on) == ("http://example.cn/x/post_2.html", None)
    assert second.document_number == "东府〔2025〕26号"


def test_pages_of_a_hundred_are_walked_from_one_to_the_first_that_is_not_full():
    """Page 0 is the same as page 1; a full last page is followed by a 404."""
    one = source(Family.GKMLPT, COLUMN, options={"column": "8"})
    pages = {COLUMN: INDEX, f"{API}/8?page=1&sid=755001": answer(range(100), 130)}
    full = {**pages, f"{API}/8?page=2&sid=755001": answer(range(100, 130), 130)}
    assert walked(GKMLPT, one, full) == list(full)
    assert walked(GKMLPT, one, pages)[-1] == f"{API}/8?page=2&sid=755001"


def test_a_source_without_a_column_takes_those_called_after_the_reports():
    """The tree of the index page names them."""
    asked = walked(GKMLPT, source(Family.GKMLPT, COLUMN), {COLUMN: INDEX})
    assert asked == [COLUMN, f"{API}/8?page=1&sid=755001"]


def test_a_list_that_is_walked_to_its_end_is_whole():
    """The index page without links is no fault."""
    walk = collect_listing(source(Family.GKMLPT, COLUMN))
    next(walk)
    walk.send(page(COLUMN, INDEX))
    try:
        walk.send(page(f"{API}/8?page=1&sid=755001", answer(range(3), 3)))
    except StopIteration as end:
        listing = end.value
    assert (len(listing.links), listing.complete, listing.total) == (3, True, 3)


def test_what_is_no_list_gives_nothing():
    """HTML, broken JSON, JSON of another shape, an index without the site's id."""
    one = source(Family.GKMLPT, COLUMN)
    for body in ("<html></html>", '{"articles": [', '{"articles": "none"}', "[1]", ""):
        assert GKMLPT.read_links(one, page(f"{API}/8?page=1", body)) == []
        assert GKMLPT.read_total(page(f"{API}/8?page=1", body)) is None
    assert walked(GKMLPT, one, {COLUMN: "<html></html>"}) == [COLUMN]


def test_the_column_after_the_hash_is_taken():
    """It is how a browser's script knows the column."""
    asked = walked(GKMLPT, source(Family.GKMLPT, f"{COLUMN}#9"), {f"{COLUMN}#9": INDEX})
    assert asked[1] == f"{API}/9?page=1&sid=755001"
