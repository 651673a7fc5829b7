"""What belongs to a row and what does not: other entries, headings, bases, scripts, and blocks alike."""

from datetime import date

import pytest

from tasks.sites.row_reader import ListRow, parse_markup
from tests.rows import each_row

HOST = "http://www.example.gov.cn"
LIST = f"{HOST}/zwgk/fz/index.html"
TITLE = "云川镇2025年法治政府建设年度报告"
OTHER = "石埠乡召开全体干部会议研究部署"
LINK = f"<a href='1.html'>{TITLE}</a>"
BESIDE = f"<a href='2.html'>{OTHER}</a>"


def read(html: str, url: str = LIST) -> list[ListRow]:
    """Read the rows of a page."""
    filled = html.replace("@L", LINK).replace("@O", BESIDE).replace("@T", TITLE)
    return ListRow.read_all(parse_markup(f"<html><body>{filled}</body></html>"), url)[0]


def days(html: str, url: str = LIST) -> list[str]:
    """Give the day of each row of a page, `-` where there is none."""
    return [str(row.link.listed_on or "-") for row in read(html, url)]


def addresses(html: str, url: str = LIST) -> list[str]:
    """Give the address of each row, without the host."""
    return [row.link.url.removeprefix(HOST) for row in read(html, url)]


@each_row(
    ("html", "address"),
    [
        ("@L", "/zwgk/fz/1.html"),
        ("<base href='/a/'>@L", "/a/1.html"),
        ("<base target=_blank><base href='/a/'><base href='/b/'>@L", "/a/1.html"),
        ("<base href=''>@L", "/zwgk/fz/1.html"),
        ("<a href='?q=云'>@T</a>", "/zwgk/fz/index.html?q=%E4%BA%91"),
        ("<meta charset=gbk><a href='?q=云'>@T</a>", "/zwgk/fz/index.html?q=%D4%C6"),
        ("<meta charset=utf-8><a href='?q=云'>@T</a>", "/zwgk/fz/index.html?q=%E4%BA%91"),
        ("<meta name=x content=y><meta content='text/html; charset=gb2312'><a href='?q=云'>@T</a>",
         "/zwgk/fz/index.html?q=%D4%C6"),
        ("<meta charset=utf-8><meta charset=gbk><a href='?q=云'>@T</a>", "/zwgk/fz/index.html?q=%E4%BA%91"),
        ("<a href='\"/x.html\"'>@T</a>", "/x.html"),
        ("<a href='\\a\\b.html?c=\\d'>@T</a>", "/a/b.html?c=%5Cd"),
        ("<a href='/a/\n  b.html'>@T</a>", "/a/b.html"),
        ("<a href='#' data-target='/x.html'>@T</a>", "/x.html"),
        ("<a href='#' target='/x.html'>@T</a>", None),
        ("<a href='#' data-path='x.doc'>@T</a>", "/zwgk/fz/x.doc"),
        ("<a href='#' data-path='x'>@T</a>", None),
        ("<a href='#' data-paths='/x.html'>@T</a>", None),
        ("<a href='about:blank' lay-href='/x.html'>@T</a>", "/x.html"),
        ("<a href=' ' _link='//www.example.gov.cn/x'>@T</a>", "/x"),
        ("<a onmousedown=\"location='/x.html'\">@T</a>", "/x.html"),
        ("<a @click=\"open('/x.html')\">@T</a>", "/x.html"),
        ("<a onclick=\"location='/x.html'\" data-url='/y.html'>@T</a>", "/x.html"),
        ("<a onclick='/x.html'>@T</a>", None),
        ("<a onclick='f()' data-url='/y.html'>@T</a>", "/y.html"),
        ("<div data-url='/x.html'><b><i><a href='#'>@T</a></i></b></div>", "/x.html"),
        ("<div data-url='/x.html'><b><i><u><a href='#'>@T</a></u></i></b></div>", "/x.html"),
        ("<div data-url='/x.html'><b><i><u><s><a href='#'>@T</a></s></u></i></b></div>", None),
        ("<ul data-url='/x.html'><li><a href='#'>@T</a></li></ul>", None),
        ("<p data-url='/x.html'>@T</p>", "/x.html"),
        ("<p data-url='/x.html'><b href=y target=z>@T</b></p>", "/x.html"),
        ("<p data-url='/x.html'><b onclick='f()'>@T</b></p>", None),
        ("<p>@T</p>", None),
        ("<area href='/x.html' alt='@T'>", "/x.html"),
    ],
)  # fmt: skip
def test_an_address_is_that_of_its_entry(html, address):
    """Resolved against the page's base, escaped in its charset, or held by an attribute near it."""
    assert addresses(html) == ([address] if address else [])


CLICK = "<script>$('li').click(function(){{location='/d/'+{}}})</script>"


@each_row(
    ("attributes", "key", "address"),
    [
        ("data-id=7", "$(this).data('id')", "/d/7"),
        ("data-id=7", "this.dataset.id", "/d/7"),
        ("data-id=7", "e.currentTarget.getAttribute('data-id')", "/d/7"),
        ("data-infoid=7 data-no=8", "$(this).data('infoid')+'/'+$(this).data('no')", "/d/7/8"),
        ("data-id=7", "$(this).data('id')+'/'+$(this).data('no')", None),
        ("data-id='7/8'", "$(this).data('id')", None),
        (f"data-id={'x' * 64}", "$(this).data('id')", f"/d/{'x' * 64}"),
        (f"data-id={'x' * 65}", "$(this).data('id')", None),
        ("data-id=7", "'x'", None),
        ("data-x=7", "$(this).data('x')", None),
    ],
)  # fmt: skip
def test_a_listener_puts_an_address_together_of_plain_keys(attributes, key, address):
    """Each of them the row has; a listener that needs none is no row's."""
    html = f"<ul><li {attributes}>@T</li></ul>{CLICK.format(key)}"
    assert addresses(html) == ([address] if address else [])


def test_of_several_listeners_the_first_that_leads_somewhere_is_taken():
    """Others toggle, or need what the row has not."""
    others = "<script>$('li').click(function(){f(this)});$('b').click(function(){x=this.dataset.no})</script>"
    html = f"<li data-id=7>@T</li>{others}{CLICK.format('this.dataset.id')}"
    assert addresses(html) == ["/d/7"]


def links(count: int) -> str:
    """Write some short links."""
    return "".join(f"<a href='/t/{number}'>标签</a>" for number in range(count))


@each_row(
    ("html", "found"),
    [
        (f"<li>@L{links(7)}<i>2026-01-26</i></li>", "2026-01-26"),
        (f"<li>@L{links(8)}<i>2026-01-26</i></li>", "-"),
        (f"<li>@L<i>2026-01-26</i>{links(8)}</li>", "2026-01-26"),
        ("<div><p>@L</p><i>2026-01-26</i></div>", "2026-01-26"),
        ("<div><p>@L</p><p>@O</p><i>2026-01-26</i></div>", "-"),
        ("<div><i>2026-01-26</i><p>@L</p><p><a href='1.html'>@T全文</a></p></div>", "2026-01-26"),
        ("<div><i>2026-01-26</i><p>@L</p><p>@O</p></div>", "-"),
        ("<div><p>@L</p><p><a href='3.html'>标签</a></p><i>2026-01-26</i></div>", "2026-01-26"),
        ("<div>@L 2026-01-26 @O</div>", "2026-01-26"),
        ("<div>@L @O 2026-01-26</div>", "-"),
        ("<div>@L<b>2026-01-26</b><p>@O</p></div>", "2026-01-26"),
        ("<div>@L<b><a href='3.html'>x</a>2026-01-26</b></div>", "2026-01-26"),
        ("<ul><li>@L</li></ul><i>2026-01-26</i>", "-"),
        ("<div><b><b><b><b>@L</b></b></b></b><i>2026-01-26</i></div>", "-"),
        ("<div><b><b><b>@L</b></b></b><i>2026-01-26</i></div>", "2026-01-26"),
        ("<li>2026-01-26 @L 2026-02-02 @O</li>", "2026-01-26"),
        ("<li>@L 2026-01-26 @O 2026-02-02</li>", "2026-01-26"),
        ("<li><a href='1.html'>@T 2026-01-26</a></li>", "2026-01-26"),
        ("<li><a href='1.html'><b>@T</b><i>2026-01-26</i></a></li>", "2026-01-26"),
        ("<li><a href='1.html'><i>2026-01-26</i><b>@T</b></a><i>2026-02-02</i></li>", "2026-02-02"),
        ("<li><a href='1.html' title='@T 发布日期：2026-01-26'>@T</a></li>", "2026-01-26"),
    ],
)  # fmt: skip
def test_a_day_is_that_of_its_own_row(html, found):
    """Not that of a crowd of links, nor of another entry, nor of what is far around it."""
    assert days(html)[0] == found


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<li>@L<i>2026-02-02</i>@O<i>2026-03-03</i></li>", ["2026-02-02", "2026-03-03"]),
        ("<li><i>2026-02-02</i>@L<i>2026-03-03</i>@O</li>", ["2026-02-02", "2026-03-03"]),
        ("<li>@L<i>2026-02-02</i>@O</li>", ["2026-02-02", "-"]),
        ("<li>@L@O<i>2026-02-02</i></li>", ["-", "2026-02-02"]),
    ],
)  # fmt: skip
def test_entries_of_one_row_have_days_of_their_own(html, found):
    """Behind each, or before each where one stands before the first."""
    assert days(html) == found


@each_row(
    ("html", "found"),
    [
        ("<h3>2026年1月26日</h3><ul><li>@L<i>27日</i></li></ul>", "2026-01-26"),
        ("<h3>2026年1月</h3><ul><li>@L<i>【27日】</i></li></ul>", "2026-01-27"),
        ("<h3>2026年1月</h3><ul><li>@L<i>27日起</i></li></ul>", "-"),
        ("<h3>2026-01-26</h3><ul><li>@L<i>2026-02-02</i></li></ul>", "2026-02-02"),
        ("<h3>2026-01-26</h3><h3>2026-01-27</h3><ul><li>@L</li></ul>", "2026-01-27"),
        ("<h3><b><i>2026-01-26</i></b></h3><ul><li>@L</li></ul>", "2026-01-26"),
        ("<h3><b><i><u>2026-01-26</u></i></b></h3><ul><li>@L</li></ul>", "-"),
        ("<h3>2026-01-26</h3><p>x</p><ul><li>@L</li></ul>", "2026-01-26"),
        ("<h3>2026-01-26</h3><ul class=a><li>@O</li></ul><ul class=a><li>@L</li></ul>", "2026-01-26"),
        ("<h3>2026-01-26</h3><ul class=a><li>@O</li></ul><p>x</p><ul class=a><li>@L</li></ul>", "-"),
        ("<dl><dt>2026-01-26</dt><dd>@L</dd></dl>", "2026-01-26"),
        ("<ul><dt>2026-01-26</dt><li>@L</li></ul>", "2026-01-26"),
        ("<h4>2026</h4><ul><li>@L<i>01-26</i></li></ul>", "2026-01-26"),
        ("<p>2026年度</p><ul><li>@L<i>01-26</i></li></ul>", "2026-01-26"),
        ("<p>" + "2026年".ljust(16) + "</p><ul><li>@L<i>01-26</i></li></ul>", "2026-01-26"),
        ("<p>" + "2026年".ljust(17) + "</p><ul><li>@L<i>01-26</i></li></ul>", "-"),
        ("<p>【【 2026年度 】】</p><ul><li>@L<i>01-26</i></li></ul>", "2026-01-26"),
        ("<p>云川镇政府2026年度</p><ul><li>@L<i>01-26</i></li></ul>", "-"),
        ("<p>2025</p><p>2026</p><ul><li>@L<i>01-26</i></li></ul>", "2026-01-26"),
        ("<p><a href='?y=2026'>2026</a></p><ul><li>@L<i>01-26</i></li></ul>", "-"),
        ("<p><b class=cur><a href='?y'>2026</a></b></p><ul><li>@L<i>01-26</i></li></ul>", "2026-01-26"),
        ("<div><select><option selected>2026</select><ul><li>@L<i>01-26</i></li></ul></div>", "2026-01-26"),
        ("<div><select><option>2026</select><ul><li>@L<i>01-26</i></li></ul></div>", "-"),
    ],
)  # fmt: skip
def test_a_heading_is_one_of_the_rows_below_it(html, found):
    """The nearest; up to the next thing that is unlike the first list below it."""
    assert [
        str(row.link.listed_on or "-") for row in read(html) if row.link.title == TITLE
    ] == [found]


@each_row(
    ("address", "url", "found"),
    [
        ("/202601/1.html", LIST, "2026-01-26"),
        ("/2026-01/26/1.html", LIST, "2026-01-26"),
        ("/20260126/1.html", LIST, "2026-01-26"),
        ("/20260127/1.html", LIST, "-"),
        ("/202602/1.html", LIST, "-"),
        ("/202512/t20260126_1.html", LIST, "2026-01-26"),
        ("/1202601/1.html", LIST, "-"),
        ("/1.html", f"{HOST}/fz/2026/", "2026-01-26"),
        ("/1.html", f"{HOST}/fz/2026n/", "2026-01-26"),
        ("/1.html", f"{HOST}/fz/2026nian/", "2026-01-26"),
        ("/1.html", f"{HOST}/l?year=2026", "2026-01-26"),
        ("/1.html", f"{HOST}/l?nd=2026&p=1", "2026-01-26"),
        ("/1.html", f"{HOST}/fz2026/", "-"),
        ("/1.html", f"{HOST}/2026x/", "-"),
        ("/202501/1.html", f"{HOST}/fz/2026/", "2025-01-26"),
    ],
)
def test_a_year_is_that_of_an_address_that_agrees(address, url, found):
    """The entry's before the page's."""
    html = f"<ul><li><a href='{address}'>{TITLE}</a><i>01-26</i></li></ul>"
    assert days(html, url) == [found]


def block(number: int, attributes: str = "class=item") -> str:
    """Write a block with one entry."""
    return f"<div {attributes}><i><b><a href='/{number}.html'>第{number}号通知公告内容</a></b></i></div>"


@each_row(
    ("html", "in_rows"),
    [
        (block(1) + "\n" + block(2), [True, True]),
        (block(1) + "及<hr>" + block(2), [True, True]),
        (block(1) + block(2, "class=other"), [False, False]),
        (block(1) + "<div class=item>x</div>", [False]),
        (block(1) + "<div class=item>x</div>" + block(2), [False, False]),
        (block(1), [False]),
        ("<a href='1'>第一号通知公告内容</a><a href='2'>第二号通知公告内容</a>", [False, False]),
        ("<a href='1'><b>第一号通知公告内容</b></a><a href='2'><b>第二号通知公告内容</b></a>", [True, True]),
        ("<a href='1'><b>第一号通知公告内容</b></a><u><a href='2'>第二号通知</a></u>", [False, False]),
        ("<p><a href='1'>第一号通知公告内容</a></p>", [True]),
        ("<dl><dt><a href='1'>第一号通知公告内容</a></dt></dl>", [True]),
    ],
)  # fmt: skip
def test_blocks_alike_are_rows(html, in_rows):
    """Side by side, with the same classes and an entry each, whatever stands between them."""
    assert [row.in_row for row in read(html)] == in_rows


@pytest.mark.parametrize(
    ("html", "group"),
    [
        ("<ul class='a b'><li>@L</li></ul>", "ul.a.b<body"),
        ("<div class=x><ul><li>@L</li></ul></div>", "ul<div.x"),
        ("<table><tbody><tr><td>@L</td></tr></tbody></table>", "table<body"),
        ("<p>@L</p>", "body<html"),
    ],
)
def test_a_group_is_named_by_two_elements(html, group):
    """The list and what is around it."""
    assert [row.group for row in read(html)] == [group]


@each_row(
    ("data", "found"),
    [
        (f"[{{title:'{TITLE}',url:'9.html',date:'2026-01-26'}}]", (True, True)),
        (f"[{{title:'{TITLE}',url:'9.html'}}]", (True, False)),
        (f"[{{title:'{OTHER}',url:'9.html',date:'2026-01-26'}}]", (True, True)),
        (f"[{{title:'{OTHER}',url:'9.html'}}]", (False, False)),
        (f"[{{title:'{TITLE}',url:'1.html'}}]", None),
    ],
)
def test_an_entry_of_a_script_is_a_row_by_its_day_or_title(data, found):
    """One that stands in the markup as well is none."""
    rows = read(f"<ul><li>@L</li></ul><script>var l={data}</script>")
    hidden = [(row.in_row, row.dated) for row in rows if row.group == "script"]
    assert hidden == ([found] if found else [])


@each_row(
    ("html", "titles"),
    [
        ("<textarea><a href='9.html'>@T</a></textarea>", [TITLE]),
        ("<textarea><a href='9.html'>查看</a></textarea>", []),
        ("<textarea><a href='9.html'>{{title}}</a></textarea>", []),
        ("<textarea><a href='9.html?id=${id}'>@T</a></textarea>", []),
        ("@L<textarea><a href='1.html'>@T</a></textarea>", [TITLE]),
        (
            "<textarea><a href='9.html'>@T</a><a href='9.html'>@T</a></textarea>",
            [TITLE],
        ),
    ],
)
def test_rows_of_templates_are_whole_and_new(html, titles):
    """Nothing is left open in their titles and addresses."""
    rows = read(html)
    assert [row.link.title for row in rows] == titles
    assert {row.link.listed_at for row in rows} <= {LIST}


@pytest.mark.parametrize(
    ("html", "number"),
    [
        ("<li>@L<i>云政报〔2019〕14号</i></li>", "云政报〔2019〕14号"),
        ("<li>@L<i>云政报 [ 2019 ] 14 号</i></li>", "云政报[2019]14号"),
        ("<li>@L<i>云政报〔2019〕14</i></li>", None),
        ("<li>@L<i>第14号</i></li>", None),
    ],
)
def test_a_document_s_number_stands_beside_its_title(html, number):
    """Whole, on one line."""
    ((row),) = read(html)
    assert row.link.document_number == number


@each_row(
    ("html", "titles"),
    [
        ("<li><a href='#'>@T</a></li>", [TITLE]),
        ("<li><a href='javascript:f()'>@T</a></li>", [TITLE]),
        (f"<li><a href='#'>{OTHER}</a></li>", []),
        ("<li><a>@T</a></li>", [TITLE]),
        ("<li><a href='#'>@T</a>@L</li>", []),
        ("<li><a href='mailto:x'>@T</a></li>", []),
    ],
)
def test_a_report_that_nothing_leads_to_is_named(html, titles):
    """Other entries are not."""
    filled = html.replace("@L", LINK).replace("@T", TITLE)
    assert ListRow.read_all(parse_markup(filled), LIST)[1] == titles


def test_a_row_has_the_day_that_it_prints():
    """With or without a year that is known."""
    rows = read("<ul><li>@L<i>2026-01-26</i></li><li>@O<i>01-26</i></li></ul>")
    assert [(row.dated, row.link.listed_on) for row in rows] == [
        (True, date(2026, 1, 26)),
        (True, None),
    ]


@each_row(
    ("html", "found"),
    [
        # a day whose year only the title attribute has
        ("<li><a href=1.html title='标题：@T 发布日期：2026-01-26'>@T</a><i>01-26</i></li>", "2026-01-26"),
        ("<li><a href=1.html title='@T'>@T</a><i>01-26</i></li>", "-"),
        # Chinese numerals
        ("<li>@L<i>二〇二六年一月二十六日</i></li>", "2026-01-26"),
        ("<li>@L<i>二○二六年十二月三日</i></li>", "2026-12-03"),
        ("<li>@L<i>二〇二六年十月十日</i></li>", "2026-10-10"),
        ("<li>@L<i>二〇二六年一月</i></li>", "-"),
        # a table that only lays out a link in a cell of another
        ("<table><tr><td><table><tr><td>◆@L</table></td><td>2026-01-26</td></tr></table>", "2026-01-26"),
        ("<table><tr><td><table><tr><td>@L</tr><tr><td>@O</table></td><td>2026-01-26</td></table>", "- -"),
        ("<div><table><tr><td>@L</td></tr></table><p>2026-01-26</p></div>", "-"),
    ],
)  # fmt: skip
def test_a_day_stands_in_unusual_places(html, found):
    """Each beside what looks alike and names no day of the row."""
    assert " ".join(days(html)) == found
