"""Following pagers of any make, and what is said of those that cannot be followed."""

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from tasks.model.page import Request
from tasks.model.source import Family
from tasks.sites.listing import Listing
from tests.rows import each_row
from tests.sites.families.pages import collect, source

HOST = "http://example.cn"
COLUMN = f"{HOST}/zwgk/bg/list.html"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
PER_PAGE = 10


def rows(first: int, last: int, folder: str = "/zwgk/bg") -> str:
    """Write the entries of a list from one number to another."""
    items = []
    for number in range(first, last):
        address = f"{folder}/content_{1000 + number}.html"
        anchor = f"<a href='{address}'>临江镇{1990 + number}年法治政府建设年度报告</a>"
        items.append(f"<li>{anchor}<span>2026-01-{1 + number % 28:02}</span></li>")
    return f"<ul>{''.join(items)}</ul>"


def shown(number: int, count: int, pager: str) -> str:
    """Write one page of a list of so many entries."""
    first = (number - 1) * PER_PAGE
    entries = rows(first, min(count, first + PER_PAGE)) if first < count else ""
    return (
        f"<html><body>{entries}<div class=page>{pager}</div>{' ' * 600}</body></html>"
    )


Answer = Callable[[Request], int]


def read_list(
    pager: Callable[[int], str], number_of: Answer, count: int = 25
) -> tuple[Listing, list[Request]]:
    """Collect a list of which `number_of` tells the page that a request asks for, 0 where there is none."""

    def answer(request: Request) -> str:
        number = number_of(request)
        return shown(number, count, pager(number)) if number else ""

    return collect(source(Family.STATIC, COLUMN), answer)


def by_query(name: str) -> Answer:
    """Tell a page's number from a parameter of the address or the form."""

    def number_of(request: Request) -> int:
        if urlsplit(request.url).path != "/zwgk/bg/list.html":
            return 0
        values = parse_qs(urlsplit(request.url).query)
        return int((request.form or {}).get(name) or values.get(name, ["1"])[0])

    return number_of


PAGERS = {
    "words": lambda n: f"共25条 <a href='?p={n + 1}'>下一页</a>" if n < 3 else "共25条 下一页",
    "numbers": lambda _n: "".join(f"<a href='?p={k}'>{k}</a>" for k in (1, 2, 3)),
    "gaps": lambda n: f"<a href='?p=1'>1</a><a href='?p={min(n + 1, 3)}'>{min(n + 1, 3)}</a>… 页",
    "script": lambda n: f"<a href='javascript:go({n + 1})'>后页</a>共3页"
    "<script>function go(k){location.href='?p='+k}</script>",
    "widget": lambda n: f"<script>laypage.render({{count:25,limit:10,curr:{n},"
    "jump:function(o,f){location.href='?p='+o.curr}})</script>",
    "select": lambda n: "<select onchange=\"location.href='?p='+this.value\">"
    + "".join(f"<option value={k} {'selected' if k == n else ''}>第{k}页</option>" for k in (1, 2, 3))
    + "</select>",
    "form": lambda n: f"第{n}/3页<form method=post><input type=hidden name=p value={n}>"
    f"<input type=hidden name=token value=t{n}></form>",
    "jump": lambda n: f"第{n}/3页<form method=get><input name=p value={n}></form>",
    "unsaid": lambda n: f"<a href='javascript:void(0)' onclick='turn()'>下一页</a> 第{n}页/共3页",
}  # fmt: skip


@each_row("name", PAGERS)
def test_a_pager_is_followed_to_its_end(name):
    """Every entry came, each page was asked for once, and nothing is missed."""
    parameter = "page" if name == "unsaid" else "p"
    listing, asked = read_list(PAGERS[name], by_query(parameter))
    assert (len(listing.links), listing.complete) == (25, True), listing.end_reason
    assert len(asked) <= 4


def test_a_view_state_is_sent_back():
    """As the page that was answered last holds it."""

    def pager(number: int) -> str:
        state = f"<input type=hidden name=__VIEWSTATE value=s{number}>"
        control = f"<a href=\"javascript:__doPostBack('P','{number + 1}')\">下一页</a>"
        return f"<form method=post action=list.html>{state}{control if number < 3 else ''}</form>"

    def number_of(request: Request) -> int:
        form = request.form or {"__EVENTARGUMENT": "1", "__VIEWSTATE": "s0"}
        number = int(form["__EVENTARGUMENT"])
        return number if form["__VIEWSTATE"] == f"s{number - 1}" else 1

    listing, asked = read_list(pager, number_of)
    assert (len(listing.links), listing.complete, len(asked)) == (25, True, 3)


@pytest.mark.parametrize(
    "control",
    [
        "<a href=\"javascript:__doPostBack('lbNext','')\">下一页</a>",
        "<input type=submit name=next value=下一页>",
    ],
)
def test_a_form_that_knows_by_its_state_where_it_is_is_sent_each_state(control):
    """What is posted is the same on every page, but for the state."""

    def pager(number: int) -> str:
        state = f"<input type=hidden name=__VIEWSTATE value=s{number}>"
        shown = control if number < 3 else ""
        return f"<form method=post action=list.html>{state}{shown} 第{number}页/共3页</form>"

    def number_of(request: Request) -> int:
        return int((request.form or {"__VIEWSTATE": "s0"})["__VIEWSTATE"][1:]) + 1

    listing, asked = read_list(pager, number_of)
    assert (len(listing.links), listing.complete, len(asked)) == (25, True, 3)


def test_a_handler_that_fills_a_form_is_followed():
    """Without a function of its own."""

    def pager(number: int) -> str:
        code = f"document.f.p.value={number + 1};document.f.submit()"
        field = f"<form name=f><input type=hidden name=p value={number}></form>"
        return f"{field}共25条<button type=button onclick='{code}'>下一页</button>"

    listing, asked = read_list(pager, by_query("p"))
    assert (len(listing.links), listing.complete, len(asked)) == (25, True, 3)


def test_years_are_walked_as_parts_of_the_list():
    """Each with its own pager; the tab of the year that the column shows repeats it, which is no fault."""
    tabs = "".join(
        f"<a href='/zwgk/bg/{year}/list.html'>{year}年</a>"
        for year in (2026, 2025, 2024)
    )
    pages = {
        COLUMN: rows(0, 5),
        f"{HOST}/zwgk/bg/2026/list.html": rows(0, 5),
        f"{HOST}/zwgk/bg/2025/list.html": rows(5, 10)
        + "<div><a href='list_2.html'>下一页</a></div>",
        f"{HOST}/zwgk/bg/2025/list_2.html": rows(10, 14),
        f"{HOST}/zwgk/bg/2024/list.html": rows(14, 20),
    }
    listing, asked = collect(
        source(Family.STATIC, COLUMN),
        lambda request: (
            f"<html>{pages[request.url]}<div>{tabs}</div></html>"
            if request.url in pages
            else ""
        ),
    )
    assert (len(listing.links), listing.complete) == (20, True), listing.end_reason
    assert sorted(request.url for request in asked) == sorted(pages)


def test_years_that_all_show_the_same_were_not_understood():
    """A server that ignores the year gives the first one over and over."""
    tabs = "".join(f"<a href='?nf={year}'>{year}年</a>" for year in (2026, 2025, 2024))
    listing, _asked = collect(
        source(Family.STATIC, COLUMN),
        lambda _request: f"<html>{rows(0, 5)}<div>{tabs}</div></html>",
    )
    assert not listing.complete


@each_row(
    ("pager", "answer"),
    [
        (lambda _n: "共25条", lambda request: 1 if request.url == COLUMN else 0),
        (lambda n: f"第{n}/3页", lambda _request: 1),
        (lambda _n: "<a href='?p=2'>下一页</a>", lambda _request: 1),
        (lambda _n: "<a href='/index.html'>下一页</a>", by_query("p")),
        (lambda _n: "<a href='http://else.cn/2.html'>下一页</a>", lambda _request: 1),
        (
            lambda _n: "<div onclick='more()'>点击加载更多</div>",
            lambda request: 1 if request.url == COLUMN else 0,
        ),
        (
            lambda _n: (
                "<script>$('#p').pagination({totalData:25,showData:10})</script>"
            ),
            lambda request: 1 if request.url == COLUMN else 0,
        ),
    ],
)
def test_what_is_promised_and_does_not_come_is_named(pager, answer):
    """An address that is not said, a server that repeats its first page, the home page, another host."""
    listing, asked = read_list(pager, answer)
    assert (len(listing.links), listing.complete) == (10, False)
    assert listing.shortfalls
    assert listing.end_reason != "the end of the list"
    assert not any("else.cn" in request.url for request in asked)
    assert len(asked) <= 4


@each_row(
    "pager",
    [
        "",
        "共10条 第1/1页",
        "共10条",
        "<span class=disabled>上一页</span><span>1</span><span class=disabled>下一页</span>",
        "<a href='/xwzx/yw/'>更多&gt;&gt;</a>",
        "本站共访问23451次",
        "<a href='list.html'>1</a>",
        '<script>createPageHTML(1, 0, "list", "html")</script>',
        "<script>laypage.render({count:10,limit:10,curr:1})</script>",
        "<form action='/search'><input name=page type=hidden value=1><input name=q></form>",
    ],
)
def test_a_whole_list_is_whole(pager):
    """Ten entries and nothing that promises more: one page is asked for."""
    listing, asked = read_list(
        lambda _n: pager, lambda request: 1 if request.url == COLUMN else 0, count=10
    )
    assert (len(listing.links), listing.complete) == (10, True), listing.end_reason
    assert len(asked) == 1


@pytest.mark.parametrize("last", [3, 99])
def test_a_live_control_on_the_last_page_is_no_broken_promise(last):
    """Some templates let 下一页 lead to the last page again, or to one without entries."""
    listing, _asked = read_list(
        lambda n: f"<a href='?p={n + 1}'>下一页</a>",
        lambda request: min(by_query("p")(request), last),
    )
    assert (len(listing.links), listing.complete) == (25, True)


@pytest.mark.parametrize(("count", "complete"), [(30, False), (29, True)])
def test_a_full_page_over_again_is_no_end(count, complete):
    """The site may know no page behind it; a shorter one is the last."""
    listing, _asked = read_list(
        lambda n: f"<a href='?p={n + 1}'>下一页</a>",
        lambda request: min(by_query("p")(request), 3),
        count=count,
    )
    assert (len(listing.links), listing.complete) == (count, complete)


def test_a_report_that_no_link_leads_to_is_named():
    """Its row opens by a script that is elsewhere."""
    row = "<li onclick=\"show('a1b2')\">临江镇2024年法治政府建设年度报告<span>2025-01-20</span></li>"
    listing, _asked = collect(
        source(Family.STATIC, COLUMN),
        lambda _request: f"<html>{rows(0, 5)}<ul>{row}</ul></html>",
    )
    assert (len(listing.links), listing.complete) == (5, False)
    assert "临江镇2024年" in listing.end_reason


def test_rows_of_another_column_are_not_taken():
    """A pager that leads elsewhere brings none of its entries."""
    news = rows(50, 60, "/xwzx/yw").replace("法治政府建设年度报告", "新闻")
    listing, _asked = collect(
        source(Family.STATIC, COLUMN),
        lambda request: (
            f"<html>{rows(0, 10)}<div><a href='/xwzx/yw/list.html'>下一页</a></div></html>"
            if request.url == COLUMN
            else f"<html>{news}{' ' * 600}</html>"
        ),
    )
    assert (len(listing.links), listing.complete) == (10, False)


def test_units_are_asked_in_turn_for_the_one_with_rows():
    """No tag is common to all lists of JPAAS; the counts of the unit's pager say where it ends."""
    column = f"{HOST}/col/col7/index.html"
    tags = ("页眉导航", "某栏目_清单", "页脚")
    scripts = "".join(
        f"<script src='/AuthorizedRead/unitbuild.js' url='{UNIT}'"
        f" queryData=\"{{'webId':'1','tagId':'{tag}'}}\"></script>"
        for tag in tags
    )

    def answer(request: Request) -> str:
        if request.url == column:
            return f"<html>{scripts}</html>"
        query = parse_qs(urlsplit(request.url).query)
        built = "<ul><li><a href='/'>首页</a></li></ul>"
        if query["tagId"] == ["某栏目_清单"]:
            number = json.loads(query["paramJson"][0])["pageNo"]
            items = "".join(
                f"<li><a href='/col/col7/art/2026/art_{n:032x}.html'>{1990 + n}年法治政府建设报告</a></li>"
                for n in range(15 * (number - 1), min(15 * number, 40))
            )
            counts = (
                f"<div class='pagination' rows='15' count='40' pageNo='{number}'></div>"
            )
            built = f"<ul>{items}</ul>{counts}"
        return json.dumps({"data": {"html": built}})

    listing, _asked = collect(source(Family.JPAAS, column), answer)
    assert (len(listing.links), listing.complete) == (40, True), listing.end_reason


LINKS = {
    "range": lambda _n: "".join(f"<a href='?p={k}'>{k * 10 - 9}-{k * 10}</a>" for k in (1, 2, 3)),
    "numerals": lambda _n: "".join(f"<a href='?p={k}'>{'〇一二三'[k]}</a>" for k in (1, 2, 3)),
    "months": lambda _n: "".join(f"<a href='?p={k}'>2026年{k}月</a>" for k in (1, 2, 3)),
    "short years": lambda _n: "<a href='?'>25年</a><a href='?p=2'>24年</a><a href='?p=3'>23年</a>",
    "spans": lambda _n: "<a href='?p=2'>2016-2020年</a><a href='?p=3'>2011-2015年</a>",
    "select": lambda n: "<select onchange=\"window.location='?p='+this.options[this.selectedIndex].value\">"
    + "".join(f"<option value={k} {'selected' if k == n else ''}>{k}</option>" for k in (1, 2, 3))
    + "</select>",
}  # fmt: skip


@each_row("name", LINKS)
def test_a_link_like_the_list_s_own_is_followed_whatever_it_says(name):
    """When it brings new entries of the same kind."""
    listing, asked = read_list(LINKS[name], by_query("p"))
    assert (len(listing.links), listing.complete) == (25, True), listing.end_reason
    assert len(asked) <= 4


def beneath(
    words: str,
    address: str,
    markup: str | None,
    own: str = "/zwgk/bg/index.html",
) -> Listing:
    """Collect a list of ten with a link to one folder, which answers with some markup, or not at all."""
    column = f"{HOST}{own}"
    link = f"<p><a href='{address}'>{words}</a></p>"

    def answer(request: Request) -> str:
        if request.url == column:
            return f"<html>{rows(0, 10)}{link}{' ' * 600}</html>"
        return f"<html>{markup}{' ' * 600}</html>" if markup else ""

    return collect(source(Family.STATIC, column), answer)[0]


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("乡镇街道", "/zwgk/bg/xz/"),
        ("2024年法治政府建设年度报告", "/zwgk/bg/2024/index.html"),
        ("往年报告", "/zwgk/bg/wn/"),
        ("历史年度报告", "/zwgk/ls/index.html"),
    ],
)
def test_a_folder_with_reports_is_part_of_the_list(words, address):
    """Beneath the column, or where it says that it keeps the old ones."""
    found = beneath(words, address, rows(10, 20))
    entries = [link for link in found.links if "content_" in link.url]
    assert (len(entries), found.complete) == (20, True), found.end_reason


@pytest.mark.parametrize(
    ("own", "words", "address", "is_part"),
    [
        ("/zwgk/bg.html", "本级", "/zwgk/bg/bj/", True),
        ("/zwgk/bg/fzbg.shtml", "市直部门", "/zwgk/bg/bm/", True),
        ("/zwgk/bg/fzbg.shtml", "乡镇街道", "/zwgk/bg/xz/list_1.shtml", True),
        ("/zwgk/bg/fzbg.shtml", "图片新闻", "/zwgk/bg/tp/", False),
    ],
)
def test_a_page_that_is_no_folder_s_own_has_parts_beside_it(
    own, words, address, is_part
):
    """Under its own name, or called as a part."""
    found = beneath(words, address, rows(10, 20), own)
    entries = [link for link in found.links if "content_" in link.url]
    assert len(entries) == (20 if is_part else 10)


def test_a_folder_without_reports_is_no_part_of_the_list():
    """Another column's entries are not taken, and a folder that is not there is no loss."""
    news = rows(10, 20).replace("法治政府建设年度报告", "召开工作会议")
    for markup in (news, None):
        found = beneath("工作动态", "/zwgk/bg/dt/", markup)
        assert (len(found.links), found.complete) == (10, True), found.end_reason


def test_old_reports_that_do_not_come_are_missed():
    """往年报告 is a promise, where it lies beneath the column."""
    assert not beneath("往年报告", "/zwgk/bg/wn/", None).complete


def test_few_links_that_promise_nothing_are_followed_in_vain():
    """Ways to sort and letters to filter by bring nothing new."""

    def pager(_number: int) -> str:
        return "".join(
            f"<a href='?zm={letter}'>{letter}</a>" for letter in "ABCDEFGHIJKLMN"
        )

    listing, asked = read_list(pager, by_query("p"), count=10)
    assert (len(listing.links), listing.complete) == (10, True), listing.end_reason
    assert len(asked) < 10


@pytest.mark.parametrize("counts", ["共27条", "共27条 {}/3页"])
def test_a_row_on_top_of_every_page_is_counted_on_each(counts):
    """As the site does that counts it."""

    def answer(request: Request) -> str:
        number = int(parse_qs(urlsplit(request.url).query).get("p", ["1"])[0])
        if number > 3:
            return ""
        control = f"<a href='?p={number + 1}'>下一页</a>" if number < 3 else ""
        first = 1 + (number - 1) * 8
        words = counts.format(number)
        return f"<html>{rows(0, 1)}{rows(first, first + 8)}{words} {control}{' ' * 600}</html>"

    listing, _ = collect(source(Family.STATIC, COLUMN), answer)
    assert (len(listing.links), listing.complete) == (25, True), listing.end_reason


@pytest.mark.parametrize(
    ("second", "complete"), [(rows(0, 2) + rows(10, 18), True), (rows(8, 18), False)]
)
def test_rows_on_top_of_both_pages_are_counted_on_each(second, complete):
    """Pinned ones; those that moved on to the second page while it was asked for hid others."""

    def answer(request: Request) -> str:
        is_second = "p=2" in request.url
        entries = second if is_second else rows(0, 10)
        control = "" if is_second else "<a href='?p=2'>下一页</a>"
        return f"<html>{entries}共20条 {control}{' ' * 600}</html>"

    listing, _ = collect(source(Family.STATIC, COLUMN), answer)
    assert (len(listing.links), listing.complete) == (18, complete), listing.end_reason


@pytest.mark.parametrize("name", ["start", "offset", "skip", "firstRow"])
@pytest.mark.parametrize(
    "control",
    [
        "<div class=more data-url='list.html?{}=10'>加载更多</div>",
        "<div onclick='more()'>点击加载更多</div><script>var n=10;function more()"
        "{{$.get('/zwgk/bg/list.html?{}='+n,function(h){{$('#list').append(h);n+=10}})}}</script>",
    ],
)
def test_rows_are_asked_for_from_place_to_place(name, control):
    """The address counts entries instead of pages."""

    def answer(request: Request) -> str:
        first = int(parse_qs(urlsplit(request.url).query).get(name, ["0"])[0])
        if first > 25:
            return " "
        entries = rows(first, min(first + 10, 26))
        return entries if first else f"<html>{entries}{control.format(name)}</html>"

    listing, _ = collect(source(Family.STATIC, COLUMN), answer)
    assert (len(listing.links), listing.complete) == (26, True), listing.end_reason


@pytest.mark.parametrize("route", ["#page=2", "#/list?page=2", "#2"])
@pytest.mark.parametrize("served", [True, False])
def test_a_page_that_only_a_script_shows_is_missed(route, served):
    """Unless the site serves it under a usual address as well."""

    def number_of(request: Request) -> int:
        return by_query("page")(request) if served or "?" not in request.url else 0

    def pager(number: int) -> str:
        return f"<a href='{route}'>下一页</a>" if number == 1 else ""

    listing, _ = read_list(pager, number_of, count=18)
    assert len(listing.links) == (18 if served else 10)
    assert listing.complete is served, listing.end_reason


def test_a_row_that_a_page_repeats_is_counted_twice():
    """Under the same words, in another row."""
    words = f"{rows(9, 10)}<p>共11条 1/1页</p>"
    listing, _ = read_list(lambda _n: words, by_query("p"), count=10)
    assert (len(listing.links), listing.complete) == (10, True), listing.end_reason


FRAGMENTS = {
    "handler": "<div onclick='more()'>点击加载更多</div><script>var p=1;function more(){p++;"
    "$.get('/zwgk/bg/list.html?p='+p,function(h){$('#list').append(h)})}</script>",
    "arrow": "<div onclick='more()'>查看更多</div><script>var p = 1;\nfunction more(){ p += 1;\n"
    "$.get('/zwgk/bg/list.html?p=' + p, h => { $('#list').append(h) }) }</script>",
    "load": "<button onclick='more()'>加载更多</button><script>var p=1;function more(){++p;"
    "$('<div>').load('/zwgk/bg/list.html?p='+p);}</script>",
}


@pytest.mark.parametrize("name", FRAGMENTS)
@pytest.mark.parametrize("beyond", ["", " ", "none"])
def test_rows_that_a_script_appends_are_asked_for_one_page_after_another(
    name: str, beyond: str
) -> None:
    """Until there is no more: what comes is rows, without a pager of their own."""

    def answer(request: Request) -> str:
        number = int(parse_qs(urlsplit(request.url).query).get("p", ["1"])[0])
        if number > 3:
            return beyond
        entries = rows(10 * number - 10, 10 * number)
        return f"<html>{entries}{FRAGMENTS[name]}</html>" if number == 1 else entries

    listing, _ = collect(source(Family.STATIC, COLUMN), answer)
    assert len(listing.links) == 30
    assert listing.complete is bool(beyond), listing.end_reason


def test_tabs_are_asked_for_with_their_data():
    """As the script does that listens to them."""
    tabs = "".join(f"<li data-year={year}>{year}</li>" for year in (2026, 2025, 2024))
    code = (
        "$.get('/zwgk/bg/y.jsp?y='+$(this).data('year'),function(h){$('#l').html(h)})"
    )

    def answer(request: Request) -> str:
        year = parse_qs(urlsplit(request.url).query).get("y", [""])[0]
        if not year:
            script = f"<script>$('li').click(function(){{{code}}})</script>"
            return f"<html><ul>{tabs}</ul>{rows(0, 10)}{script}</html>"
        first = (2026 - int(year)) * 10
        return rows(first, first + 10)

    listing, _ = collect(source(Family.STATIC, COLUMN), answer)
    assert (len(listing.links), listing.complete) == (30, True), listing.end_reason


def test_a_button_that_counts_a_variable_is_followed():
    """Whose page says which one it is."""

    def pager(number: int) -> str:
        code = (
            "function next(){if(page<total){page++;location.href='list.html?p='+page}}"
        )
        script = f"<script>var page={number},total=3;{code}</script>"
        return f"<button onclick='next()'>下一页</button>{number}/3{script}"

    listing, _ = read_list(pager, by_query("p"))
    assert (len(listing.links), listing.complete) == (25, True), listing.end_reason
