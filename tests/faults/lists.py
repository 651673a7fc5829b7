"""Hostility of lists and rules: traps without end, counts that lie, challenges, robots.txt that is none."""

import json
from urllib.parse import parse_qs, urlsplit

from tasks.model.run import OutcomeKind
from tasks.model.source import Family
from tests.faults.hostile import (
    LIMITS,
    OTHER,
    QUICK,
    TITLE,
    Visit,
    hostile,
    html,
    listing,
    report,
    rows,
)

NEW, NOTHING, UNREACHABLE = (
    OutcomeKind.NEW,
    OutcomeKind.NOTHING_NEW,
    OutcomeKind.UNREACHABLE,
)
CHANGED, BLOCKED, REFUSED = (
    OutcomeKind.LAYOUT_CHANGED,
    OutcomeKind.BLOCKED,
    OutcomeKind.REFUSED,
)
TRS, JCMS, GKMLPT = Family.TRS, Family.JCMS, Family.GKMLPT
_ENTRIES = [("/bg/bad.html", TITLE), ("/bg/good.html", OTHER)]


@hostile(UNREACHABLE, "too_large")
def million_links(to: Visit) -> None:
    """List a million links to notices after two reports."""
    to.head()
    to.send(f"<ul>{rows(_ENTRIES)}")
    for start in range(0, 1_000_000, 1000):
        to.send(
            "".join(
                f"<li><a href=/n/{start + at}>{start + at}</a>" for at in range(1000)
            )
        )


@hostile(UNREACHABLE, "too_large")
def nested_tags(to: Visit) -> None:
    """Nest four million tags, 20 MB, in the place of the list."""
    to.page("<html><body>" + "<div>" * 4_000_000)


@hostile(NEW, budget=20.0)
def nested_rows(to: Visit) -> None:
    """Nest a hundred thousand list items around the rows."""
    to.page(html("<li>" * 100_000 + f"<ul>{rows(_ENTRIES)}</ul>"))


@hostile(NEW)
def long_attribute(to: Visit) -> None:
    """Put 10 MB into an attribute of the list."""
    to.page(html(f"<ul data-x='{'y' * 10_000_000}'>{rows(_ENTRIES)}</ul>"))


@hostile(NEW)
def unclosed_everything(to: Visit) -> None:
    """Open titles, scripts and comments after the rows, fifty thousand of each, and close none."""
    to.page(
        f"<html><body><ul>{rows(_ENTRIES)}</ul>"
        + "<title>" * 50_000
        + "<script>" * 50_000
        + "<!--" * 50_000
    )


@hostile(NEW, "trap", new=1)
def link_of_2_megabytes(to: Visit) -> None:
    """List a report at an address of 2 MB."""
    to.page(
        html(
            f"<ul>{rows([('/bg/' + 'x' * 2_000_000 + '.html', TITLE), _ENTRIES[1]])}</ul>"
        )
    )


@hostile(NEW)
def link_title_of_5_megabytes(to: Visit) -> None:
    """Give a row a title of 5 MB."""
    to.page(html(f"<ul>{rows([*_ENTRIES, ('/n/1', '通知' * 850_000)])}</ul>"))


@hostile(NEW, "list_not_whole")
def endless_pager(to: Visit) -> None:
    """Have a next page for ever, each with a new notice."""
    number = int(parse_qs(urlsplit(to.path).query).get("page", ["1"])[0])
    entries = (
        _ENTRIES if number == 1 else [(f"/n/{number}", f"关于第{number}号事项的通知")]
    )
    to.page(
        html(f"<ul>{rows(entries)}</ul><a href='/bg/?page={number + 1}'>下一页</a>")
    )


@hostile(NEW, "list_not_whole")
def calendar(to: Visit) -> None:
    """Have a next month for ever, with nothing in it."""
    number = int(parse_qs(urlsplit(to.path).query).get("month", ["1"])[0])
    body = f"<ul>{rows(_ENTRIES)}</ul>" if number == 1 else "<p>本月没有信息</p>"
    to.page(html(f"{body}<a href='/bg/?month={number + 1}'>下一页</a>"))


@hostile(NEW, "list_not_whole")
def pager_with_the_same_rows(to: Visit) -> None:
    """Have a next page for ever, always with the same rows."""
    number = int(parse_qs(urlsplit(to.path).query).get("page", ["1"])[0])
    to.page(listing(f"<a href='/bg/?page={number + 1}'>下一页</a>"))


@hostile(NEW)
def pager_to_itself(to: Visit) -> None:
    """Have a next page that is this one."""
    to.page(listing("<a href='/bg/'>下一页</a>"))


@hostile(NEW, "list_not_whole")
def pager_in_a_circle(to: Visit) -> None:
    """Have two pages of the same entries, each the next of the other."""
    to.page(listing(f"<a href='/bg/{'' if 'b' in to.path[4:] else 'b'}'>下一页</a>"))


@hostile(NEW, "list_not_whole")
def pager_elsewhere(to: Visit) -> None:
    """Have a next page on another site."""
    to.page(listing("<a href='http://elsewhere.example/bg/2.html'>下一页</a>"))


@hostile(NEW)
def session_ids(to: Visit) -> None:
    """Put a new session id into every link of every page, pager and reports."""
    if to.kind != "list":
        to.page(report())
        return
    number = to.path.partition("jsessionid=")[2] or "0"
    tail = f";jsessionid={int(number, 16) + 1:032X}"
    to.page(
        html(
            f"<ul>{rows([(url + tail, title) for url, title in _ENTRIES])}</ul>"
            f"<a href='/bg/{tail}'>下一页</a>"
        )
    )


@hostile(NEW, "list_not_whole", family=TRS)
def pager_of_a_billion(to: Visit) -> None:
    """Count a billion pages, of which there is one."""
    if to.path == "/bg/":
        to.page(
            listing("<script>createPageHTML(1000000000, 0, 'index', 'html')</script>")
        )
    else:
        to.page("Not Found", status="404 Not Found")


@hostile(NEW, family=TRS)
def pager_of_negative_length(to: Visit) -> None:
    """Count fewer than no pages."""
    to.page(listing("<script>createPageHTML(-3, 0, 'index', 'html')</script>"))


@hostile(NEW, "list_not_whole", family=TRS)
def pager_of_many_digits(to: Visit) -> None:
    """Count pages in a number of ten thousand digits."""
    to.page(
        listing(f"<script>createPageHTML({'9' * 10_000}, 0, 'index', 'html')</script>")
    )


def _articles(entries: list[tuple[str, object]]) -> list[dict[str, object]]:
    return [
        {"url": url, "title": title, "create_time": 1_768_000_000}
        for url, title in entries
    ]


def _gkmlpt(to: Visit, answer: str) -> None:
    if to.path == "/gkmlpt/index":
        tree = json.dumps([{"id": 7, "name": "法治政府建设年度报告", "children": []}])
        to.page(
            html(f"<script>window._CONFIG = {{SID:'755001', TREE: {tree}}}</script>")
        )
    else:
        to.page(answer, media="application/json")


@hostile(NEW, "list_not_whole", family=GKMLPT)
def total_that_lies(to: Visit) -> None:
    """Count a trillion articles where there are two."""
    _gkmlpt(to, json.dumps({"total": 10**12, "articles": _articles(list(_ENTRIES))}))


@hostile(NEW, family=GKMLPT)
def total_below_zero(to: Visit) -> None:
    """Count fewer articles than none."""
    _gkmlpt(to, json.dumps({"total": -1, "articles": _articles(list(_ENTRIES))}))


@hostile(NEW, "list_not_whole", family=GKMLPT)
def the_same_hundred(to: Visit) -> None:
    """Give the same hundred articles for every page."""
    notices = [(f"/n/{number}", f"关于第{number}号事项的通知") for number in range(98)]
    _gkmlpt(
        to, json.dumps({"total": 10**6, "articles": _articles([*_ENTRIES, *notices])})
    )


@hostile(UNREACHABLE, "too_large", family=GKMLPT)
def deep_json(to: Visit) -> None:
    """Answer with 50 MB of opened brackets."""
    _gkmlpt(to, '{"articles":' + "[" * 50_000_000)


@hostile(CHANGED, "layout_changed", family=GKMLPT)
def deep_tree(to: Visit) -> None:
    """Nest the columns of the index page a hundred thousand deep."""
    to.page(
        "<script>window._CONFIG = {SID:'1', TREE: "
        + '[{"children":' * 100_000
        + "</script>"
    )


@hostile(CHANGED, "layout_changed", family=GKMLPT)
def number_of_a_million_digits(to: Visit) -> None:
    """Answer with a number that takes minutes to read."""
    _gkmlpt(to, '{"total": ' + "9" * 1_000_000 + ', "articles": []}')


@hostile(NEW, family=GKMLPT)
def half_a_character(to: Visit) -> None:
    """Put halves of surrogate pairs and NUL characters into titles."""
    titles = [TITLE + "\ud800", OTHER + "\x00"]
    urls = [url for url, _title in _ENTRIES]
    _gkmlpt(
        to,
        json.dumps(
            {"total": 2, "articles": _articles(list(zip(urls, titles, strict=True)))}
        ),
    )


@hostile(NEW, family=GKMLPT)
def fields_of_other_types(to: Visit) -> None:
    """Put lists, objects and nulls where words and times stand."""
    wild: list[dict[str, object]] = [
        {"url": ["x"], "title": {"a": 1}, "create_time": [1]},
        {"url": None, "title": None, "create_time": 10**30},
        {
            "url": "/n/1",
            "title": 5,
            "create_time": "soon",
            "publisher": [None],
            "document_number": {},
        },
    ]
    _gkmlpt(
        to,
        json.dumps(
            {"total": 3, "articles": [*_articles(list(_ENTRIES)), *wild, None, 7, "x"]}
        ),
    )


def _jcms(to: Visit, answer: str) -> None:
    if to.path == "/col/col1/index.html":
        proxy = (
            "/module/web/jpage/dataproxy.jsp"
            "?page=1&appid=1&webid=1&path=/&columnid=1&unitid=2&permissiontype=0"
        )
        to.page(html(f"<script>var u = '{proxy}'; perPage: 15</script>"))
    else:
        to.page(answer, media="text/xml")


def _tenfold(number: int) -> str:
    return f"&e{number - 1};" * 10


def _records(entries: list[tuple[str, str]]) -> str:
    return "".join(f"<record><![CDATA[{rows([entry])}]]></record>" for entry in entries)


@hostile(NEW, family=JCMS)
def billion_laughs(to: Visit) -> None:
    """Answer with XML whose entities grow tenfold ten times."""
    bomb = '<!ENTITY e0 "ha">' + "".join(
        f'<!ENTITY e{n} "{_tenfold(n)}">' for n in range(1, 10)
    )
    records = f"<recordset>{_records(_ENTRIES)}</recordset>"
    store = f"<datastore><totalrecord>2</totalrecord>{records}&e9;</datastore>"
    _jcms(to, f'<?xml version="1.0"?><!DOCTYPE d [{bomb}]>{store}')


@hostile(NEW, "list_not_whole", family=JCMS)
def records_that_lie(to: Visit) -> None:
    """Count a billion records, and give the same two for ever."""
    _jcms(
        to,
        f"<datastore><totalrecord>999999999</totalrecord>{_records(_ENTRIES)}</datastore>",
    )


@hostile(NEW, "list_not_whole", family=JCMS)
def records_without_end(to: Visit) -> None:
    """Give new records for ever."""
    start = parse_qs(urlsplit(to.path).query).get("startrecord", ["1"])[0]
    entries = (
        _ENTRIES if start == "1" else [(f"/n/{start}", f"关于第{start}号事项的通知")]
    )
    _jcms(
        to,
        f"<datastore><totalrecord>999999999</totalrecord>{_records(entries)}</datastore>",
    )


@hostile(CHANGED, "layout_changed", family=JCMS)
def unclosed_records(to: Visit) -> None:
    """Open a record fifty thousand times and close it never."""
    _jcms(to, "<datastore><totalrecord>9</totalrecord>" + "<record><![CDATA[" * 50_000)


@hostile(BLOCKED, "blocked")
def puzzle_with_200(to: Visit) -> None:
    """Answer 200 with a puzzle."""
    to.page(html("<form>访问过于频繁，请输入验证码后继续访问</form>"))


@hostile(BLOCKED, "blocked")
def firewall_with_200(to: Visit) -> None:
    """Answer 200 with a firewall's page."""
    to.page(html("<p>您的访问请求存在安全风险，已被网站安全防护拦截</p>"))


@hostile(BLOCKED, "blocked")
def script_challenge(to: Visit) -> None:
    """Answer 412 with a script that computes a cookie."""
    to.page("<script>$_ts=window['$_ts'];</script>", status="412 Precondition Failed")


@hostile(BLOCKED, "blocked")
def script_challenge_of_10_megabytes(to: Visit) -> None:
    """Answer 521 with a script of 10 MB."""
    to.page("<script>" + "x=1;" * 2_500_000 + "</script>", status="521 Down")


@hostile(BLOCKED, "blocked")
def too_many_requests(to: Visit) -> None:
    """Answer 429 and ask for a pause of an hour."""
    to.page("", "Retry-After: 3600", status="429 Too Many Requests")


@hostile(BLOCKED, "blocked")
def login_wanted(to: Visit) -> None:
    """Ask for a name and a password."""
    to.page("", "WWW-Authenticate: Negotiate", status="401 Unauthorized")


@hostile(CHANGED, "layout_changed")
def sent_to_the_home_page(to: Visit) -> None:
    """Send the reader of the column to the home page, which lists something else."""
    if to.path == "/bg/":
        to.redirect("/")
    else:
        to.page(html(f"<ul>{rows([('/n/1', '演示镇召开2025年工作推进会')])}</ul>"))


@hostile(NEW, where="robots", budget=20.0)
def rules_of_30_megabytes(to: Visit) -> None:
    """Send rules of 30 MB; what counts stands at their head."""
    to.head(media="text/plain")
    to.send("User-agent: *\nDisallow: /x/\n")
    for _ in range(30):
        to.send(b"Disallow: /aaaaaaaaaaaaaaaaaaaaaaaaa\n" * 28_000)


@hostile(UNREACHABLE, "too_large", where="robots")
def rules_without_end(to: Visit) -> None:
    """Send rules for ever."""
    to.head(media="text/plain")
    to.flood(
        b"Disallow: /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/\n"
    )


@hostile(NEW, where="robots")
def rules_as_html(to: Visit) -> None:
    """Send the home page in the place of the rules."""
    to.page(html("<p>欢迎访问 Disallow: /</p>"))


@hostile(NEW, where="robots")
def rules_of_wildcards(to: Visit) -> None:
    """Send patterns that take most matchers ages."""
    to.page(
        "User-agent: *\n" + ("Disallow: /" + "*b*g" * 500 + "*z$\n") * 50,
        media="text/plain",
    )


@hostile(NEW, where="robots")
def rules_of_noise(to: Visit) -> None:
    """Send rules in UTF-16 with NUL bytes, for agents of no name."""
    to.page(
        "User-agent: \nDisallow /\n: :\n\0\nCrawl-delay: soon\n".encode("utf-16"),
        media="text/plain",
    )


@hostile(NEW, where="robots")
def rules_with_odd_delays(to: Visit) -> None:
    """Ask for delays that are no numbers: not-a-number, infinite, below zero."""
    to.page(
        "User-agent: *\nCrawl-delay: nan\nCrawl-delay: -3\nRequest-rate: 1/0\n",
        media="text/plain",
    )


@hostile(OutcomeKind.POSTPONED, "postponed", where="robots", time_budget=3.0)
def rules_with_a_delay_of_years(to: Visit) -> None:
    """Ask for a pause of ten years between requests; the run's time for the source ends it."""
    to.page("User-agent: *\nCrawl-delay: 315360000\n", media="text/plain")


@hostile(REFUSED, "refused", where="robots")
def rules_against_all(to: Visit) -> None:
    """Forbid everything."""
    to.page("User-agent: *\nDisallow: /\n", media="text/plain")


@hostile(OutcomeKind.POSTPONED, "postponed", where="robots", limits=LIMITS)
def rules_out_of_order(to: Visit) -> None:
    """Answer 503 for the rules: nothing is asked now."""
    to.page("", status="503 Service Unavailable")


@hostile(UNREACHABLE, "unreachable", where="robots", limits=QUICK)
def rules_by_drip(to: Visit) -> None:
    """Send the rules byte by byte, for ever."""
    to.head(media="text/plain")
    to.drip(b"User-agent: *")


@hostile(BLOCKED, "blocked", where="robots")
def rules_behind_a_puzzle(to: Visit) -> None:
    """Ask for a puzzle in the place of the rules."""
    to.page(html("<p>请完成安全验证后继续访问</p>"))
