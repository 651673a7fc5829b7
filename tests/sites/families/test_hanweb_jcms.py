"""Hanweb JCMS lists."""

from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from tasks.model.page import Page
from tasks.model.source import Family
from tasks.sites.families.hanweb import JCMS
from tasks.sites.listing import collect_listing
from tests.rows import each_row
from tests.sites.families.pages import page, source

COLUMN = "http://example.cn/col/col123/index.html"
ALL = 100


def record(number: int) -> str:
    """Write one record as the system does."""
    href = f"/art/2023/1/10/art_123_{number}.html"
    anchor = f'<a href="{href}" title="第{number}号">第{number}…</a>'
    return f"<li>{anchor}<b>2023-01-10</b></li>"


def xml(numbers: range) -> str:
    """Write a datastore."""
    records = "".join(
        f"<record><![CDATA[{record(number)}]]></record>" for number in numbers
    )
    counts = f"<totalrecord>{ALL}</totalrecord><totalpage>7</totalpage>"
    return f"<datastore>{counts}<recordset>{records}</recordset></datastore>"


def old(numbers: range) -> str:
    """Write the older form of it."""
    records = ",\n".join(
        "'" + record(number).replace("/", r"\/") + "'" for number in numbers
    )
    return f"\n\n\ntotalRecord={ALL}.0;totalPage = 7;dataStore = [{records}];"


def column_page(numbers: range) -> str:
    """Write the column's page with its first records."""
    proxy = (
        "/module/web/jpage/dataproxy.jsp?page=1&appid=1&webid=67&path=/"
        "&columnid=123&unitid=456&permissiontype=0"
    )
    group = f'<nextgroup><![CDATA[<a href="{proxy}"></a>]]></nextgroup>'
    store = xml(numbers).replace("<recordset>", f"{group}<recordset>")
    return (
        f"<html><body><a href='/art/2020/1/1/art_9_9.html'>侧栏</a><script type='text/xml'>{store}</script>"
        "<script>jpage({perPage:15,currentPage:1})</script></body></html>"
    )


def serve(answer: Callable[[dict[str, int]], str], pages: int = 30):
    """Collect a column of a site whose proxy answers so; give listing and queries."""
    walk, queries = collect_listing(source(Family.JCMS, COLUMN, pages=pages)), []
    request = next(walk)
    try:
        while True:
            parts = urlsplit(request.url)
            if parts.path.endswith("dataproxy.jsp"):
                query = {
                    name: values[0] for name, values in parse_qs(parts.query).items()
                }
                queries.append(query)
                numbers = {
                    name: int(value) for name, value in query.items() if value.isdigit()
                }
                request = walk.send(page(request.url, answer(numbers)))
            else:
                request = walk.send(page(request.url, column_page(range(1, 46))))
    except StopIteration as end:
        return end.value, queries


def window(query: dict[str, int], longest: int = 1000) -> range:
    """Give the records of a window, as a server that cuts it after so many."""
    last = min(query["endrecord"], query["startrecord"] + longest - 1, ALL)
    return range(query["startrecord"], last + 1)


@pytest.mark.parametrize("form", [xml, old])
def test_windows_of_three_display_pages_follow_the_embedded_records(form):
    """Both forms of the store are read, to the count that the site gives."""
    listing, queries = serve(lambda query: form(window(query)))
    assert len(listing.links) == ALL
    assert listing.complete
    assert [(query["startrecord"], query["endrecord"]) for query in queries] == [
        ("46", "90"),
        ("91", "135"),
    ]
    assert (queries[0]["unitid"], queries[0]["columnid"], queries[0]["col"]) == (
        "456",
        "123",
        "1",
    )
    assert listing.links[0].title == "第1号"
    assert listing.links[0].listed_on == date(2023, 1, 10)


def test_a_server_that_cuts_windows_is_asked_for_what_it_left_out():
    """The next window starts after what came."""
    listing, queries = serve(lambda query: xml(window(query, longest=20)))
    assert len(listing.links) == ALL
    assert listing.complete
    assert [query["startrecord"] for query in queries] == ["46", "66", "86"]


def test_a_server_that_ignores_where_a_window_starts_is_asked_by_page():
    """Only `page` counts for some."""

    def answer(query: dict[str, int]) -> str:
        first = (query.get("page", 1) - 1) * 15 + 1
        return xml(range(first, min(first + 15, ALL + 1)))

    listing, queries = serve(answer)
    assert len(listing.links) == ALL
    assert [query.get("page") for query in queries] == [None, "4", "5", "6", "7"]


def test_a_server_that_always_gives_the_same_ends_the_walk_and_the_list_is_not_whole():
    """Nothing is concluded from what was not seen."""
    listing, queries = serve(lambda _query: xml(range(1, 16)))
    assert len(listing.links) == 45
    assert not listing.complete
    assert len(queries) <= 4


def test_an_empty_proxy_leaves_what_the_page_itself_lists():
    """Encrypted parameters make deep pages return nothing."""
    listing, _queries = serve(lambda _query: " " * 54)
    assert len(listing.links) == 45
    assert not listing.complete


def test_a_page_without_a_store_gives_its_anchors_to_articles():
    """Some sites list in plain HTML, and their proxy is named by the source."""
    html = f"<html><ul>{record(1)}<li><a href='/col/col5/index.html'>栏目</a></li></ul></html>"
    one = source(
        Family.JCMS, COLUMN, options={"unitid": "456", "columnid": "123", "webid": "67"}
    )
    answer: Page = page(COLUMN, html)
    assert [link.title for link in JCMS.read_links(one, answer)] == ["第1号"]
    walk = JCMS.walk(one)
    next(walk)
    request = walk.send(answer)
    assert request.url.startswith("http://example.cn/module/web/jpage/dataproxy.jsp?")
    assert "startrecord=1&endrecord=45" in request.url
    assert request.referer == COLUMN


def test_a_proxy_of_several_columns_keeps_its_parameters():
    """morecolumndataproxy.jsp has some of its own."""
    proxy = "/module/jpage/morecolumndataproxy.jsp?page=1&columnid=1&unitid=2&b_vir=1&virinfos=3"
    walk = JCMS.walk(source(Family.JCMS, COLUMN))
    next(walk)
    request = walk.send(page(COLUMN, f"<html><script>x('{proxy}')</script></html>"))
    parts = urlsplit(request.url)
    assert parts.path == "/module/jpage/morecolumndataproxy.jsp"
    query = parse_qs(parts.query)
    assert (query["b_vir"], query["virinfos"], "page" in query) == (["1"], ["3"], False)


def test_the_widget_names_the_proxy_where_no_link_does():
    """Its parameters are the source's then."""
    one = source(Family.JCMS, COLUMN, options={"unitid": "456", "columnid": "123"})
    walk = JCMS.walk(one)
    next(walk)
    widget = (
        "jpage({ proxyUrl: '/module/jslib/jquery/jpage/dataproxy.jsp', perPage: 6 })"
    )
    request = walk.send(page(COLUMN, f"<html><script>{widget}</script></html>"))
    assert request.url.startswith(
        "http://example.cn/module/jslib/jquery/jpage/dataproxy.jsp?"
    )
    assert "columnid=123&unitid=456" in request.url.replace(
        "unitid=456&columnid=123", "columnid=123&unitid=456"
    )


def ask_proxy(proxy: str, **options: str) -> dict[str, list[str]]:
    """Give the query of the first window that a column with such a proxy address is asked for."""
    walk = JCMS.walk(source(Family.JCMS, COLUMN, options=options))
    next(walk)
    markup = f"<html><script>x('{proxy}')</script></html>"
    request = walk.send(page(COLUMN, markup))
    return parse_qs(urlsplit(request.url).query, keep_blank_values=True)


def test_the_fixed_parameters_are_the_proxys_own():
    """Empty ones too; what it does not name has the widget's values, and the source overrules both."""
    usual = {
        "col": ["1"],
        "appid": ["1"],
        "path": ["/"],
        "sourceContentType": ["1"],
        "permissiontype": ["0"],
    }
    window = {"startrecord": ["1"], "endrecord": ["45"], "perpage": ["15"]}
    proxy = "/module/web/jpage/dataproxy.jsp"
    assert ask_proxy(f"{proxy}?unitid=2") == {**usual, **window, "unitid": ["2"]}
    own = "col=2&appid=3&path=/a&sourceContentType=4&permissiontype=5&b_vir=&webid=6"
    query = ask_proxy(f"{proxy}?{own}&startrecord=7&endrecord=8&perpage=9", webid="10")
    assert query == {
        "col": ["2"],
        "appid": ["3"],
        "path": ["/a"],
        "sourceContentType": ["4"],
        "permissiontype": ["5"],
        "b_vir": [""],
        "webid": ["10"],
        "startrecord": ["1"],
        "endrecord": ["27"],
        "perpage": ["9"],
    }


@pytest.mark.parametrize("name", ["unitid", "webid", "columnid"])
def test_each_parameter_that_a_source_may_name_leads_to_the_proxy(name):
    """On a page that names no proxy; without any of them there is none."""
    walk = JCMS.walk(source(Family.JCMS, COLUMN, options={name: "7"}))
    next(walk)
    request = walk.send(page(COLUMN, "<html></html>"))
    assert parse_qs(urlsplit(request.url).query)[name] == ["7"]
    walk = JCMS.walk(source(Family.JCMS, COLUMN, options={"other": "7"}))
    next(walk)
    with pytest.raises(StopIteration):
        walk.send(page(COLUMN, "<html></html>"))


@each_row(
    ("widget", "size"),
    [
        ("perPage: 20", 20),
        ("'perpage':'20'", 20),
        ("per_page = 20", 20),
        ("superpage: 20", 15),
        ("", 15),
    ],
)
def test_a_window_is_three_pages_of_the_widgets_size(widget, size):
    """Fifteen records a page where it names none."""
    one = source(Family.JCMS, COLUMN, options={"unitid": "456"})
    walk = JCMS.walk(one)
    next(walk)
    request = walk.send(page(COLUMN, f"<html><script>{widget}</script></html>"))
    query = parse_qs(urlsplit(request.url).query)
    assert (query["endrecord"], query["perpage"]) == ([str(3 * size)], [str(size)])


@each_row(
    ("words", "total"),
    [
        ("<totalrecord>1376</totalrecord>", 1376),
        ("totalRecord=714.0;", 714),
        ("totalrecord:'714'", 714),
        ("total_record = 714", 714),
        ("totalpage=7", None),
        ("", None),
    ],
)
def test_the_sites_own_count_is_read(words, total):
    """In every spelling of it."""
    assert JCMS.read_total(page(COLUMN, words)) == total


def test_a_proxy_that_knows_no_windows_is_followed_by_its_groups():
    """Each answer names the address of the next one; the last one names none."""

    def answer(query: dict[str, int]) -> str:
        if "startrecord" in query:
            return ""
        first = 45 * query["page"] + 1
        store = xml(range(first, min(first + 44, ALL) + 1))
        if query["page"] == 2:
            return store
        proxy = (
            f"/module/web/jpage/dataproxy.jsp?page={query['page'] + 1}&amp;unitid=456"
        )
        group = f'<nextgroup><![CDATA[<a href="{proxy}"></a>]]></nextgroup>'
        return store.replace("<recordset>", f"{group}<recordset>")

    listing, queries = serve(answer)
    assert (len(listing.links), listing.complete) == (ALL, True)
    assert [query.get("page") for query in queries] == [None, "1", "2"]


def test_a_group_that_names_itself_is_asked_for_once():
    """A proxy that repeats itself ends the walk, and the list is not whole."""
    listing, queries = serve(
        lambda query: "" if "startrecord" in query else column_page(range(1, 46))
    )
    assert not listing.complete
    assert len(queries) == 2
