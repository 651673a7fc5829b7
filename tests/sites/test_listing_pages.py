"""Single pages of a walk: stubs, shells, scripts, links that promise nothing, and what of a list came."""

from collections.abc import Mapping

import pytest

from tasks.model.source import Family
from tasks.sites.listing import Listing, collect_listing
from tests.rows import each_row
from tests.sites.families.pages import page, source

HOST = "http://example.cn"
COLUMN = f"{HOST}/bg/list.html"
TITLE = "<title>某县人民政府</title>"
LONG = " " * 600


def row(number: int, title: str = "临江镇{}年法治政府建设年度报告") -> str:
    """Write a row."""
    words = title.format(1990 + number)
    return f"<li><a href='content_{number}.html'>{words}</a><i>2026-01-26</i></li>"


def collect(
    answers: Mapping[str, str], kinds: Mapping[str, str] | None = None, **values: object
) -> tuple[Listing, list[str]]:
    """Collect a column of some pages by the ends of their addresses, 404 for others; gives what was asked."""
    walk = collect_listing(source(Family.STATIC, COLUMN, **values))
    asked: list[str] = []
    request = next(walk)
    try:
        while len(asked) < 30:
            name = request.url.removeprefix(f"{HOST}/bg/")
            asked.append(name)
            body = answers.get(name)
            kind = (kinds or {}).get(name, "text/html")
            status = 404 if body is None else 200
            request = walk.send(page(request.url, body or "", status, kind))
    except StopIteration as end:
        return end.value, asked
    raise AssertionError("the walk asks without end")


def follow(last: str, pages: int = 3) -> Listing:
    """Walk a list whose last page is given, and whose others have one row each, and a next page."""
    answers = {
        "list.html": f"<html>{TITLE}{row(1)}<a href='?p=2'>下一页</a>{LONG}</html>"
    }
    for number in range(2, pages):
        control = f"<a href='?p={number + 1}'>下一页</a>"
        answers[f"list.html?p={number}"] = (
            f"<html>{TITLE}{row(number)}{control}{LONG}</html>"
        )
    answers[f"list.html?p={pages}"] = last
    return collect(answers)[0]


@each_row(
    ("last", "pages", "complete"),
    [
        (f"<html>{LONG}</html>", 3, True),
        (f"<html>{TITLE}</html>", 3, True),
        ("<html><title>其他</title></html>", 3, False),
        ("<html>错误</html>", 3, False),
        (f"<html>{TITLE}</html>", 2, False),
        (f"<html>{LONG}</html>", 2, True),
    ],
)
def test_a_page_without_rows_ends_a_list_when_it_is_one_of_its_pages(
    last, pages, complete
):
    """A stub is none, unless two pages brought rows and it is called as the first one is."""
    assert follow(last, pages).complete is complete


@pytest.mark.parametrize(("size", "complete"), [(599, False), (600, True)])
def test_a_stub_has_less_than_six_hundred_bytes(size, complete):
    """What is longer is a page, whatever it is called."""
    assert follow("<html></html>".ljust(size)).complete is complete


SHELL = "<html><script>location.href='{}'</script></html>"


@pytest.mark.parametrize(
    ("shells", "count", "asked"),
    [
        (["a.html"], 1, 2),
        (["a.html", "b.html"], 1, 3),
        (["a.html", "b.html", "c.html"], 0, 3),
        (["http://other.cn/"], 0, 1),
    ],
)
def test_a_page_that_only_leads_on_is_followed_twice(shells, count, asked):
    """On the source's own hosts."""
    names = ["list.html", *shells]
    answers = {
        name: SHELL.format(after) for name, after in zip(names, shells, strict=False)
    }
    answers[names[-1]] = f"<html>{row(1)}{LONG}</html>"
    listing, requests = collect(answers)
    assert (len(listing.links), requests[:asked]) == (count, names[:asked])
    assert not {"c.html", "http://other.cn/"} & {*requests}


GO = "function go(n){location.href='?p='+n}"
ASKING = (
    f"<html>{row(1)}<script src='x.js'></script><script src='go.js'></script>"
    f"<a href='javascript:go(2)'>下一页</a>{LONG}</html>"
)
SECOND = f"<html>{row(2)}{LONG}</html>"
SCRIPT = "application/javascript"


@each_row(
    ("scripts", "kind", "count"),
    [
        ({"x.js": "", "go.js": GO}, SCRIPT, 2),
        ({"go.js": GO}, SCRIPT, 2),
        ({"go.js": GO.ljust(400_000)}, SCRIPT, 1),
        ({"go.js": GO}, "text/html", 1),
        ({}, SCRIPT, 1),
    ],
)
def test_a_script_of_the_column_s_own_is_read(scripts, kind, count):
    """Where it came, is no page, and no library."""
    answers = {"list.html": ASKING, "list.html?p=2": SECOND, **scripts}
    listing, _asked = collect(answers, dict.fromkeys(scripts, kind))
    assert (len(listing.links), listing.complete) == (count, count == 2)


NEWS = "临江镇召开第{}次干部会议"


@each_row(
    ("first", "link", "second", "count"),
    [
        (row(1), "<a href='?p=2'>第二部分</a>", row(2), 2),
        (row(1), "<a href='?p=2'>第二部分</a>", row(2, NEWS), 2),
        (row(1), "<a href='?p=2'>第二部分</a>", row(2, NEWS).replace("content", "x"), 1),
        (row(1), "<a href='?p=2'>第二部分</a>", row(2).replace("content", "x"), 2),
        (row(1), "<a href='jd/'>街道</a>", row(2), 2),
        (row(1), "<a href='jd/'>街道</a>", row(2, NEWS), 1),
        (row(1), "<a href='?p=2'>第二部分</a>", row(1), 1),
    ],
)  # fmt: skip
def test_links_that_promise_nothing_bring_what_is_of_the_same_kind(
    first, link, second, count
):
    """By their addresses or titles; a folder's rows have to be reports. The list is whole all the same."""
    answers = {"list.html": f"<html>{first}<p>{link}</p>{LONG}</html>"}
    for name in ("list.html?p=2", "jd/"):
        answers[name] = f"<html>{second}{LONG}</html>"
    listing, asked = collect(answers)
    assert (len(listing.links), listing.complete, len(asked)) == (count, True, 2)
    news = [one.new for one in listing.trace]
    assert news == [1, count - 1]


def test_a_link_that_promises_nothing_is_left_at_the_limit():
    """Without a word: the list is as whole as it was."""
    answers = {
        "list.html": f"<html>{row(1)}<p><a href='?p=2'>第二</a></p>{LONG}</html>"
    }
    listing, asked = collect(answers, pages=1)
    assert (listing.complete, listing.hit_limit, len(asked)) == (True, False, 1)


@pytest.mark.parametrize(
    ("pages", "reason"), [(1, "the limit of 1 page"), (2, "the limit of 2 pages")]
)
def test_a_promise_at_the_limit_is_broken(pages, reason):
    """The reason says which limit it was."""
    answers = {"list.html": f"<html>{row(1)}<a href='?p=2'>下一页</a>{LONG}</html>"}
    answers["list.html?p=2"] = f"<html>{row(2)}<a href='?p=3'>下一页</a>{LONG}</html>"
    listing, asked = collect(answers, pages=pages)
    assert (listing.end_reason, listing.hit_limit) == (reason, True)
    assert (len(asked), listing.complete) == (pages, False)


@each_row(
    ("url", "is_home"),
    [
        ("/", True),
        ("/index.html", True),
        ("/index.x", True),
        ("/index.abcdef", False),
        ("/default.html", False),
        ("/?a=1", True),
        ("/bg/", False),
    ],
)
def test_home_pages_are_known_by_their_paths(url, is_home):
    """Whatever is asked of them."""
    assert Listing.is_home(f"{HOST}{url}") is is_home


ENTRY = '{{"name": "临江镇{}年法治政府建设年度报告", "href": "content_{}.html"}}'


def more(first: int, rest: str) -> str:
    """Write an answer in JSON of two entries."""
    entries = ",".join(ENTRY.format(1990 + n, n) for n in (first, first + 1))
    return f'{{"items": [{entries}], {rest}}}'


@each_row(
    ("answers", "links", "complete"),
    [
        # an address, and a cursor
        ({"m?after=1": more(2, '"next": "/bg/m?after=3"'), "m?after=3": more(4, '"next": 0')}, 5, True),
        ({"m?after=1": more(2, '"next": "/bg/m?after=3"'), "m?after=3": more(4, '"x": 0')}, 5, True),
        ({"m?after=1": more(2, '"next": "x7"'), "m?after=x7": more(4, '"hasMore": false')}, 5, True),
        ({"m?after=1": more(2, '"hasMore": false, "next": "9"')}, 3, True),
        # no more, or nothing that can be read
        ({"m?after=1": '{"items": [], "hasMore": false}'}, 1, True),
        ({"m?after=1": '{"items": [{"k": 1}, {"k": 2}]}' + LONG}, 1, False),
        ({"m?after=1": more(2, '"next": "x7"')}, 3, False),
        ({"m?after=1": more(2, '"total": 9')}, 3, False),
    ],
)  # fmt: skip
def test_what_loads_more_may_answer_in_data(answers, links, complete):
    """Its entries count as a page's do; the next one that it names is asked for, its count promised."""
    control = "<a href='javascript:;' data-next='m?after=1'>加载更多</a>"
    first = f"<html>{TITLE}{row(1)}{control}{LONG}</html>"
    kinds = dict.fromkeys(answers, "application/json")
    listing, _asked = collect({"list.html": first, **answers}, kinds)
    assert (len(listing.links), listing.complete) == (links, complete)
