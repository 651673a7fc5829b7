"""Walking a list: its end, its faults, and the trace that explains a zero."""

import json
from dataclasses import replace
from datetime import date

import pytest

from tasks.model.errors import Unreachable
from tasks.model.page import Request
from tasks.model.source import Family
from tasks.sites.listing import Listing, collect_listing
from tests.rows import each_row
from tests.sites.families.pages import page, source

COLUMN = "http://example.cn/bg/"


def rows(*names: str, count: int = 1) -> str:
    """Write a TRS list page of a column with so many pages."""
    items = "".join(
        f"<li><a href='t20240101_{name}.html'>第{name}号</a>2024-01-01</li>"
        for name in names
    )
    return f'<html><ul>{items}</ul><script>createPageHTML({count}, 0, "index", "html")</script></html>'


def drive(
    bodies: list[str | Unreachable], pages: int = 50
) -> tuple[Listing, list[str]]:
    """Collect a TRS column whose list pages are given in order."""
    walk, asked = collect_listing(source(Family.TRS, COLUMN, pages=pages)), []
    request = next(walk)
    try:
        for body in bodies:
            asked.append(request.url)
            request = (
                walk.throw(body)
                if isinstance(body, Unreachable)
                else walk.send(page(request.url, body))
            )
    except StopIteration as end:
        return end.value, asked
    raise AssertionError("the walk wants more pages than the test has")


def test_links_of_all_pages_are_merged_by_url():
    """What stands on two pages is one link; the trace counts both."""
    listing, asked = drive([rows("1", "2", count=2), rows("2", "3", count=2)])
    assert [link.title for link in listing.links] == ["第1号", "第2号", "第3号"]
    assert [(seen.links, seen.new) for seen in listing.trace] == [(2, 2), (2, 1)]
    assert listing.complete
    assert asked == [COLUMN, f"{COLUMN}index_1.html"]


def test_a_pager_that_repeats_itself_ends_the_walk():
    """Two pages without anything new are enough, and the list was not seen whole."""
    listing, asked = drive([rows("1", count=9)] * 9)
    assert (listing.complete, listing.end_reason, len(asked)) == (
        False,
        "the pager repeats itself",
        3,
    )


def test_pages_without_links_end_the_walk():
    """Stub pages are no end of a list whose pages are counted."""
    listing, asked = drive(
        [rows("1", count=9), "<html>stub</html>", "<html>stub</html>"]
    )
    assert (listing.complete, listing.end_reason, len(asked)) == (
        False,
        "pages without links",
        3,
    )


def test_one_stub_among_the_pages_does_not_hide_the_next():
    """But then the list is not whole."""
    listing, _asked = drive([rows("1", count=3), "", rows("2", count=3)])
    assert (len(listing.links), listing.complete) == (2, False)
    assert listing.end_reason.startswith("2 of 3 (pages: createPageHTML(3, 0")
    (short,) = listing.shortfalls
    assert (short.came, short.promised) == (2, 3)


@pytest.mark.parametrize(
    ("total", "whole", "ended"),
    [
        (4, False, "3 of 4 entries, 1 of them named again"),
        (3, True, "the end of the list"),
    ],
)
def test_the_sites_own_count_is_of_different_entries(total, whole, ended):
    """A pager that moves while it is walked shows one entry twice and hides another: it is not whole."""
    entries = [
        {"url": f"http://example.cn/{one}.html", "title": f"第{one}号"}
        for one in (1, 2, 3)
    ]
    answers = [
        {"page": {"total": total, "totalPages": 2, "content": shown}}
        for shown in (entries[:2], entries[1:])
    ]
    walk = collect_listing(
        source(Family.IGS, "http://example.cn/igs/front/search.jhtml?pageSize=2")
    )
    second = walk.send(
        page(next(walk).url, json.dumps(answers[0]), content_type="application/json")
    )
    last = page(second.url, json.dumps(answers[1]), content_type="application/json")
    with pytest.raises(StopIteration) as end:
        walk.send(last)
    assert (end.value.value.complete, end.value.value.end_reason) == (whole, ended)


def test_the_sources_limit_ends_the_walk():
    """And the list is known not to be whole."""
    listing, asked = drive([rows("1", count=9), rows("2", count=9)], pages=2)
    assert (listing.complete, listing.end_reason, len(asked)) == (
        False,
        "the limit of 2 pages",
        2,
    )


def test_a_failure_keeps_what_was_seen():
    """The listing says what cut it short."""
    error = Unreachable(f"{COLUMN}index_1.html", "time-out")
    listing, _asked = drive([rows("1", count=3), error])
    assert (len(listing.links), listing.complete, listing.failure) == (1, False, error)
    assert listing.end_reason == "cut short at page 2 (time-out)"


def test_known_links_never_end_the_walk():
    """Entries are back-dated: a page with one new link among old ones is a page like any other."""
    listing, _asked = drive(
        [rows("1", "2", count=3), rows("1", "2", count=3), rows("1", "2", "3", count=3)]
    )
    assert len(listing.links) == 3


def test_a_column_that_is_sent_to_the_home_page_is_no_list():
    """The news of the home page are not this column's, and its reports have not gone."""
    walk = collect_listing(source(Family.TRS, COLUMN))
    home = replace(page("http://example.cn/", rows("1")), request=next(walk))
    try:
        walk.send(home)
    except StopIteration as end:
        listing = end.value
    assert (listing.links, listing.complete) == ((), False)
    assert listing.trace[0].url == f"{COLUMN} -> http://example.cn/"


def test_an_error_page_with_links_is_no_list():
    """Its menu is not."""
    walk = collect_listing(source(Family.TRS, COLUMN))
    request = next(walk)
    try:
        walk.send(page(request.url, rows("1"), status=404))
    except StopIteration as end:
        listing = end.value
    assert listing.links == ()


def policy_entry(**values: str) -> dict[str, str]:
    """Write one document of a policy search, with what is given of it."""
    return {"url": "http://example.cn/1.html", **values}


@each_row(
    ("first", "second", "merged"),
    [
        ({}, {"title": "报告"}, ("报告", None, None, None)),
        ({}, {"pubtimeStr": "2024.01.23"}, ("", date(2024, 1, 23), None, None)),
        ({}, {"pcode": "演政报〔2024〕1号"}, ("", None, "演政报〔2024〕1号", None)),
        ({}, {"puborg": "演示部"}, ("", None, None, "演示部")),
        (
            {
                "title": "报告",
                "pubtimeStr": "2024.01.23",
                "pcode": "演政报〔2024〕1号",
                "puborg": "演示部",
            },
            {
                "title": "别的",
                "pubtimeStr": "2025.01.23",
                "pcode": "演政报〔2025〕1号",
                "puborg": "别的部",
            },
            ("报告", date(2024, 1, 23), "演政报〔2024〕1号", "演示部"),
        ),
    ],
    ids=["title", "day", "document number", "publisher", "all of them"],
)
def test_what_a_link_lacks_is_filled_in_by_its_next_mention(first, second, merged):
    """And what it has stays, whatever is said of it later."""
    entries = [policy_entry(**first), policy_entry(**second)]
    answer = {"searchVO": {"totalCount": 1, "listVO": entries}}
    walk = collect_listing(
        source(Family.POLICY, "http://example.cn/search-gov/data?n=5")
    )
    request = next(walk)
    with pytest.raises(StopIteration) as end:
        walk.send(page(request.url, json.dumps(answer)))
    (link,) = end.value.value.links
    assert (
        link.title,
        link.listed_on,
        link.document_number,
        link.publisher,
    ) == merged


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("1969-12-31", None),
        ("1970-01-01", None),
        ("1970-01-02", date(1970, 1, 2)),
        ("2024-01-23", date(2024, 1, 23)),
    ],
)
def test_a_time_stamp_of_nothing_is_no_day(printed, day):
    """Sites print the epoch where they know none."""
    row = f"<ul><li><a href='t20240101_1.html'>报告</a>{printed}</li></ul>"
    listing, _asked = drive([f"<html>{row}</html>"])
    assert [link.listed_on for link in listing.links] == [day]


@each_row(
    ("landed", "is_list"),
    [
        ("http://example.cn/", False),
        ("http://example.cn/index.html", False),
        ("http://example.cn/index.shtml", False),
        ("http://example.cn/bg/index.html", True),
        ("http://example.cn/indexes.html", True),
    ],
)
def test_only_home_pages_are_what_a_lost_column_is_sent_to(landed, is_list):
    """A page that is not the home page may be where the column moved."""
    walk = collect_listing(source(Family.TRS, COLUMN))
    answer = replace(page(landed, rows("1")), request=next(walk))
    with pytest.raises(StopIteration) as end:
        walk.send(answer)
    assert bool(end.value.value.links) is is_list


def test_a_list_on_the_home_page_is_one_when_it_was_asked_for():
    """A source may be a home page."""
    walk = collect_listing(source(Family.TRS, "http://example.cn/"))
    with pytest.raises(StopIteration) as end:
        walk.send(page(next(walk).url, rows("1")))
    assert len(end.value.value.links) == 1


@pytest.mark.parametrize(
    ("total", "complete", "end_reason"),
    [
        (0, True, "the end of the list"),
        (1, False, "a list without links"),
        (None, False, "a list without links"),
    ],
)
def test_a_list_without_links_is_whole_only_where_the_site_counts_none(
    total, complete, end_reason
):
    """Without a count, or against it, it is taken for a redesign."""
    answer = {"page": {"total": total, "totalPages": 1, "content": []}}
    walk = collect_listing(
        source(Family.IGS, "http://example.cn/igs/front/search.jhtml?pageSize=2")
    )
    with pytest.raises(StopIteration) as end:
        walk.send(page(next(walk).url, json.dumps(answer)))
    assert (end.value.value.complete, end.value.value.end_reason) == (
        complete,
        end_reason,
    )


@pytest.mark.parametrize(
    ("total", "end_reason"),
    [(1, "the end of the list"), (2, "the end of the list"), (3, "2 of 3 entries")],
)
def test_entries_that_are_named_once_are_not_named_again(total, end_reason):
    """A list that is too short for the site's count says no more; one that is longer is whole."""
    entries = [
        {"url": f"http://example.cn/{one}.html", "title": f"第{one}号"}
        for one in (1, 2)
    ]
    answer = {"page": {"total": total, "totalPages": 1, "content": entries}}
    walk = collect_listing(
        source(Family.IGS, "http://example.cn/igs/front/search.jhtml?pageSize=2")
    )
    with pytest.raises(StopIteration) as end:
        walk.send(page(next(walk).url, json.dumps(answer)))
    assert end.value.value.end_reason == end_reason


SCRIPT = "function go(n){location.href=location.pathname+'?p='+n}"


@pytest.mark.parametrize(
    ("pager", "asks"),
    [
        ("共2页<a href='javascript:go(2)'>下一页</a>", True),
        ("<a href='?p=2'>下一页</a>", False),
        ("", False),
    ],
)
def test_the_columns_own_script_is_asked_for_where_it_alone_explains_the_pager(
    pager, asks
):
    """Once, and not on lists that are whole or say by themselves where they go on."""
    column = "http://example.cn/bg/list.html"
    rows_of = "<li><a href='{0}.html'>演示区{0}年法治政府建设年度报告</a>2026-01-01</li>".format

    def answer(request: Request) -> str:
        if request.url.endswith("go.js"):
            return SCRIPT
        second = request.url.endswith("?p=2")
        controls = "<script src='go.js'></script>" + ("" if second else pager)
        return f"<html>{rows_of(2024 if second else 2025)}{controls}{' ' * 600}</html>"

    walk, asked = collect_listing(source(Family.STATIC, column)), []
    request = next(walk)
    try:
        while True:
            asked.append(request.url)
            is_script = request.url.endswith(".js")
            kind = "application/javascript" if is_script else "text/html"
            body = answer(request)
            request = walk.send(page(request.url, body, content_type=kind))
    except StopIteration as end:
        listing = end.value
    assert listing.complete, listing.end_reason
    assert len(listing.links) == (2 if pager else 1)
    assert ("http://example.cn/bg/go.js" in asked) == asks


def test_a_script_that_does_not_come_leaves_the_promise_open():
    """The list is not whole, as before."""
    walk = collect_listing(source(Family.STATIC, COLUMN))
    next(walk)
    row = "<li><a href='1.html'>演示区2025年法治政府建设年度报告</a>2026-01-01</li>"
    control = "<script src='go.js'></script><a href='javascript:go(2)'>下一页</a>"
    request = walk.send(page(COLUMN, f"<ul>{row}</ul>{control}"))
    assert request.url == f"{COLUMN}go.js"
    try:
        request = walk.throw(Unreachable(request.url, "HTTP 500"))
        while True:
            request = walk.send(page(request.url, "", 404))
    except StopIteration as end:
        listing = end.value
    assert not listing.complete
