"""Rows however a page sets them: their titles, addresses and days, and what is none of them."""

import re
from datetime import date

import pytest

from tasks.sites.list_rows import (
    ListRow,
    parse_markup,
    read_rows,
    select_article_links,
    select_dated_links,
)
from tests.rows import each_row
from tests.sites.families.pages import page

TITLE = "云川镇2025年法治政府建设年度报告"
OTHER = "石埠乡召开全体干部会议研究部署"
ADDRESS = "/zwgk/fz/content_1001.html"
LIST = "http://www.example.gov.cn/zwgk/fz/index.html"
DAY = date(2026, 1, 26)
BESIDE = f"<ul><li><a href='/x/1.html'>{OTHER}</a><span>2026-02-02</span></li></ul>"


def read(html: str, url: str = LIST) -> list[tuple[str, str, date | None]]:
    """Read the rows that a plain list takes, beside a dated side bar."""
    markup = f"<html><body>{fill(html)}{BESIDE}</body></html>"
    rows = ListRow.iter_all(parse_markup(markup), url)
    links = select_dated_links(rows)
    return [(one.title, one.url, one.listed_on) for one in links if one.title != OTHER]


FILLED = {
    "@L": f"<a href='{ADDRESS}'>{TITLE}</a>",
    "@T": TITLE,
    "@A": ADDRESS,
    "@O": OTHER,
    "@D": str(DAY),
}


def fill(markup: str) -> str:
    """Fill in the link, its title, address and day, and the title of another row."""
    for sign, words in FILLED.items():
        markup = markup.replace(sign, words)
    return markup


ROW = (TITLE, f"http://www.example.gov.cn{ADDRESS}", DAY)
LINK = FILLED["@L"]
TITLES = {
    "whole-row anchor": "<li><a href='@A'><p>@T</p><span>@D</span></a></li>",
    "heading, summary and day in the anchor": "<li><a href='@A'><div><b>26</b><i>2026-01</i></div><h3>@T</h3>"
    "<p>2025年，云川镇坚持……截至2025年12月31日，共办结12件。</p></a></li>",
    "number, title and day in spans": "<li><a href='@A'><i>1</i><span>@T</span><em>2026/1/26</em></a></li>",
    "day behind the title": "<li><a href='@A'>@T（@D）</a></li>",
    "day before the title": "<li><a href='@A'>[@D] @T</a></li>",
    "badge of an element": "<li><a href='@A'><i>置顶</i>@T<sup>NEW</sup></a><span>@D</span></li>",
    "badge in brackets": "<li><a href='@A'>【置顶】@T</a><span>@D</span></li>",
    "a hard blank inside": "<li><a href='@A'>云川镇2025年<br>法治政府建设&nbsp;年度报告</a><i>@D</i></li>",
    "bullet and number": "<li><a href='@A'>·1、@T</a><span>@D</span></li>",
    "set in two lines": "<li><a href='@A'>云川镇2025年<br>法治政府建设年度报告</a><b>@D</b></li>",
    "cut in the middle": "<li><a href='@A' title='@T'>云川镇…年度报告</a><b>@D</b></li>",
    "attribute with labels": "<li><a href='@A' title='标题：@T&#10;发布日期：@D&#10;点击：3'>云川镇20…</a>"
    "<b>@D</b></li>",
    "button with an attribute": "<li><b>@D</b><a href='@A' title='@T'>查看详情</a></li>",
    "button in a table": "<table><tr><td>1</td><td>@T</td><td>@D</td><td>"
    "<a href='@A'>打开</a></td></tr></table>",
    "button below a heading": "<li><h4>@T</h4><b>@D</b>"
    "<p>为深入推进依法行政，报告全文如下，请各单位认真学习。</p>"
    "<a href='@A'>详细&gt;&gt;</a></li>",
    "button in blocks": "<div class=item><div>@T</div><div>@D</div><div><a href='@A'>下载</a></div></div>",
    "button in a list of terms": "<dl><dt>@T</dt><dd>@D</dd><dd><a href='@A'>阅读全文</a></dd></dl>",
    "picture": "<li><a href='@A'><img alt='@T'></a><b>@D</b></li>",
    "picture and title": "<li><a href='@A'><img alt='图'></a>@L<b>@D</b></li>",
    "prefix of another column": "<li><a href='/sfj/'>[司法局]</a>@L<b>@D</b></li>",
}  # fmt: skip


@each_row("html", TITLES.values(), ids=TITLES)
def test_a_title_is_found_wherever_it_stands(html):
    """Without what dresses it."""
    assert ROW in read(html)


@each_row(
    ("anchor", "title"),
    [
        ("<em>2025</em>年<em>法治政府</em>建设年度报告", "2025年法治政府建设年度报告"),
        ("云川镇<font color=red>2025</font>年报告", "云川镇2025年报告"),
        ("热烈祝贺云川镇新区建成", "热烈祝贺云川镇新区建成"),
        ("顶山镇2025年报告", "顶山镇2025年报告"),
        ("关于2026年1月26日会议的通知（2026年1月27日）", "关于2026年1月26日会议的通知（2026年1月27日）"),
        ("<span>云川镇</span><span>2025年年报摘要</span>", "云川镇2025年年报摘要"),
        (f"<b>1</b>{TITLE}", TITLE),
        ("<b>12</b>月法治工作要点印发", "12月法治工作要点印发"),
        ("<span>云川镇2025年</span><span>法治政府建设年度报告</span>", TITLE),
        ("<span>法治政府</span><span>2025年法治政府建设年度报告</span>", "2025年法治政府建设年度报告"),
        (f"<span>2024年汇编</span><span>{TITLE}</span>", TITLE),
    ],
)  # fmt: skip
def test_words_of_a_title_are_no_badges_numbers_or_dates(anchor, title):
    """Marked years, names that begin like a badge, days that a title speaks of."""
    (row,) = ListRow.iter_all(parse_markup(f"<li><a href='x'>{anchor}</a></li>"), LIST)
    assert row.link.title == title


DAYS = {
    "26 and 2026-01": "<li><span><em>26</em>2026-01</span>@L</li>",
    "2026.01 and 26": "<li><p>2026.01</p><p>26</p>@L</li>",
    "01-26 and 2026": "<li><b>01-26</b><i>2026年</i>@L</li>",
    "26 Jan 2026": "<li><b>26</b><span>Jan 2026</span>@L</li>",
    "2026, 01-26 in the anchor": "<li><a href='@A'><i>2026</i><b>01-26</b><span>@T</span></a></li>",
    "below a year": "<h4>2026</h4><ul><li>@L<span>01-26</span></li></ul>",
    "below a year in a wrapper": "<div><h3>2026年度</h3></div><div><ul>"
    "<li>@L<span>[01-26]</span></li></ul></div>",
    "below a heading": "<h3>2026年1月26日</h3><ul><li>@L</li></ul>",
    "below a month": "<h4>2026年1月</h4><ul><li>@L<span>26日</span></li></ul>",
    "below a heading in a wrapper": "<div><h3>[@D]</h3></div><ul><li>@L</li></ul>",
    "below a term": "<dl><dt>2026年</dt><dd>@L<span>1月26日</span></dd></dl>",
    "below the chosen tab": "<p><a class=on href='?y=2026'>2026</a><a href='?y=2025'>2025</a>"
    "</p><ul><li>@L<i>01-26</i></li></ul>",
    "in an attribute": "<li>@L<span title='@D 10:00'>01-26</span></li>",
    "element of time": "<li>@L<time datetime='@DT09:00:00+08:00'>1月26日</time></li>",
    "full-width digits": "<li>@L<span>发布时间：２０２６年１月２６日</span></li>",
    "digits alone": "<li>@L<span>20260126</span></li>",
    "published, then updated": "<li>@L<i>发布：@D</i><i>更新：2026-03-31</i></li>",
    "written, then published": "<li>@L<b>成文日期：</b><i>2026-01-02</i><b>发布日期：</b><i>@D</i></li>",
    "columns with headings": "<table><tr><td>名称</td><td>公开日期</td><td>生成日期</td></tr>"
    "<tr><td>@L</td><td>@D</td><td>2026-02-02</td></tr></table>",
    "classes": "<li>@L<i class=pubtime>@D</i><i class=uptime-modified>2026-02-02</i></li>",
    "a sentence beneath": "<li><h3>@L</h3><i>@D</i><p>截至<b>2025年12月31日</b>，共办结12件。</p></li>",
    "a summary beneath": "<li><h3>@L</h3><i>@D</i><p class=summary>2025年12月31日</p></li>",
    "beside a source and views": "<li>@L<p>来源：云川镇人民政府 发布时间：@D 浏览：129</p></li>",
    "in a block of its own": "<div><div><p>26</p><p>2026-01</p></div><div><h3>@L</h3>"
    "<p>摘要：坚持依法行政。</p></div></div>",
    "in the term above": "<dl><dt>@D</dt><dd>@L</dd></dl>",
    "two entries a row": "<table><tr><td>@L</td><td>@D</td><td><a href='/b'>@O</a>"
    "</td><td>2026-01-29</td></tr></table>",
    "two entries a row, days first": "<table><tr><td>@D</td><td>@L</td><td>2026-01-29</td>"
    "<td><a href='/b'>@O</a></td></tr></table>",
    "two digits of the year": "<li>@L<span>26-01-26</span></li>",
    "two digits in brackets, with a time": "<li>@L<i>[26/01/26 09:30]</i></li>",
    "milliseconds in an attribute": "<li>@L<span data-time='1769392800000'></span></li>",
    "seconds in an attribute, and words": "<li>@L<span data-timestamp='1769392800'>3天前</span></li>",
    "an attribute of the row": "<li data-pubdate='@D 10:00'>@L</li>",
    "labelled in the title attribute": "<li>"
    "<a href='@A' title='标题：@T&#10;发布日期：@D&#10;点击数：12'>@T</a></li>",
    "written and published in the title attribute": "<li>"
    "<a href='@A' title='@T 成文日期：2026-01-02 发布时间：2026年1月26日'>"
    "@T</a></li>",
    "entries in one paragraph": "<p>·@L(2026-1-26)<br>·<a href='/b'>@O</a>(2026-1-29)</p>",
}  # fmt: skip


@each_row("html", DAYS.values(), ids=DAYS)
def test_a_day_is_read_in_every_form(html):
    """The day of publication, where a row has several."""
    assert ROW in read(html)


NO_DAYS = {
    "only in the address": "<li><a href='/zwgk/202601/t20260126_1.html'>@T</a></li>",
    "a heading over another list": "<h3>@D</h3><ul class=a><li><a href='/1'>@O</a></li></ul>"
    "<div><ul><li>@L</li></ul></div>",
    "a line over the list": "<p>@D</p><ul><li>@L</li></ul>",
    "a month alone": "<h3>2026年1月</h3><ul><li>@L</li></ul>",
    "no such day": "<h3>2026-13-45</h3><ul><li>@L</li></ul>",
    "no year around it": "<ul><li>@L<span>01-26</span></li></ul>",
    "a year over another list": "<h3>2024年</h3><ul class=a><li><a href='/1'>@O</a></li></ul>"
    "<div><ul><li>@L<span>01-26</span></li></ul></div>",
    "only in a sentence": "<li>@L<p>截至2025年12月31日，共办结12件。</p></li>",
    "the end of its validity": "<li>@L<span>有效期至：2027-01-26</span></li>",
    "a number that is no day": "<li>@L<span>26-13-26</span><i data-time='12'></i></li>",
    "its validity in the title attribute": "<li><a href='@A' title='@T 有效期至：2027-01-26'>@T</a></li>",
    "a row's number and views": "<li><i>1</i>@L<i>126</i></li>",
    "a pager": "<li>@L 第1/3页</li>",
    "a clock": "<li>今天是：<i>2026年3月2日</i><i>星期一</i> @L</li>",
}


@each_row("html", NO_DAYS.values(), ids=NO_DAYS)
def test_what_is_no_day_of_publication_gives_none(html):
    """No day is better than a wrong one; the row is taken all the same."""
    (row,) = read(html)
    assert (row[0], row[2]) == (TITLE, None)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("/zwgk/202601/t20260126_1.html", LIST),
        (ADDRESS, "http://www.example.gov.cn/fzbg/2026/index.html"),
        (ADDRESS, "http://www.example.gov.cn/list.jsp?year=2026"),
    ],
)
def test_an_address_tells_the_year_of_a_month_and_day(address, url):
    """The entry's own where it agrees with them, else the page's."""
    rows = read(f"<li><a href='{address}'>{TITLE}</a><i>01-26</i></li>", url)
    assert [row[2] for row in rows] == [DAY]


ADDRESSES = {
    "line break and blanks": "<li><a href='\n  /zwgk/\n  fz/content_1001.html '>@T</a><i>@D</i></li>",
    "backslashes": "<li><a href='\\zwgk\\fz\\content_1001.html'>@T</a><i>@D</i></li>",
    "no scheme": "<li><a href='//www.example.gov.cn@A'>@T</a><i>@D</i></li>",
    "upper case, unquoted": "<LI><A HREF=HTTP://WWW.EXAMPLE.GOV.CN@A>@T</A>@D",
    "onclick of the row": "<li onclick=\"openArticle('@A')\">"
    "<a href='javascript:void(0)'>@T</a><i>@D</i></li>",
    "onclick of an anchor": "<li><a href='#' onclick=\"view('@A');return false;\">@T</a><i>@D</i></li>",
    "onclick of a table row": "<table><tr onclick=\"window.open('@A')\"><td>@T</td><td>@D</td></tr></table>",
    "onclick of a block": "<div onclick=\"location.href='@A'\"><span>@T</span><i>@D</i></div>",
    "onclick of a button": "<li><p>@T</p><em>@D</em><button onclick=\"location='@A'\">查看</button></li>",
    "function of the page": "<li><a onclick=\"show('fz','1001')\">@T</a><i>@D</i></li><script>"
    "function show(c,id){ var u='/zwgk/'+c+'/content_'+id+'.html'; window.open(u,'_blank'); }</script>",
    "script in href": "<li><a href='javascript:view(1001)'>@T</a><i>@D</i></li>"
    "<script>function view(id){ window.location.href = '/zwgk/fz/content_' + id + '.html'; }</script>",
    "listener of a script": "<li class=it data-id=1001><a href='javascript:;'>@T</a><i>@D</i></li><script>"
    "$('.it').click(function(){location.href='/zwgk/fz/content_'+$(this).data('id')+'.html'})</script>",
    "listener to rows": "<li class=it data-id=1001><p>@T</p><i>@D</i></li><script>"
    "$(document).on('click','.it',function(){window.open('/zwgk/fz/content_'+this.dataset.id+'.html')})</script>",
    "data-url": "<li><a href='javascript:;' data-url='@A'>@T</a><i>@D</i></li>",
    "data-href of the row": "<li data-href='@A'><span>@T</span><i>@D</i></li>",
    "data-link of a table row": "<table><tr data-link='@A'><td>@T</td><td>@D</td></tr></table>",
}  # fmt: skip


@each_row("html", ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_is_found_wherever_it_stands(html):
    """In a handler, in an attribute of the row, put together by a function of the page."""
    assert ROW in read(html)


@pytest.mark.parametrize(
    "html",
    [
        f"<ul data-url='/api/list'><li><a href='javascript:;'>{TITLE}</a></li></ul>",
        f"<a href='javascript:window.print()'>{TITLE}</a>",
        f"<li><a>{TITLE}</a><i>2026-01-26</i></li>",
        f"<li data-id=1001><a>{TITLE}</a></li><script>$('li').click(function(){{toggle(this)}})</script>",
    ],
)
def test_a_report_without_an_address_is_named(html):
    """What belongs to the whole list is no row's address; a script elsewhere may open the row."""
    assert read(html) == []
    assert ListRow.read_all(parse_markup(html), LIST)[1] == [TITLE]


def test_a_report_that_another_anchor_leads_to_is_not_named():
    """A row may have a dead title and a button that works."""
    row = f"<li><a href='javascript:;'>{TITLE}</a><a href='{ADDRESS}'>查看</a></li>"
    assert ListRow.read_all(parse_markup(row), LIST)[1] == []


@pytest.mark.parametrize("group", ["ul.news.main<div.left", "table<td"])
def test_a_group_signs_what_a_row_stands_in(group):
    """The rows of one list share it; those of a side bar have another."""
    lists = {
        "ul.news.main<div.left": "<div class=left><ul class='news main'><li>@L</li><li>@L</li></ul></div>",
        "table<td": "<table><tr><td><table><tbody><tr><td>@L</td></tr>"
        "<tr><td>@L</td></tr></tbody></table></td></tr></table>",
    }
    rows = list(ListRow.iter_all(parse_markup(fill(lists[group]) + BESIDE), LIST))
    assert [row.group for row in rows[:2]] == [group, group]
    assert rows[2].group != group


def test_blocks_side_by_side_are_rows():
    """A single one is not."""
    block = (
        "<div class=item><div><a href='/{0}.html'>第{0}号通知公告内容</a></div></div>"
    )
    rows = ListRow.iter_all(parse_markup(block.format(1) + block.format(2)), LIST)
    assert [row.in_row for row in rows] == [True, True]
    (row,) = ListRow.iter_all(parse_markup(block.format(1)), LIST)
    assert not row.in_row


def test_a_title_that_reads_like_a_reports_is_never_dropped():
    """Neither by a list of dated rows nor by a family that knows its articles' addresses."""
    rows = page(LIST, f"<html><div>{LINK}</div>{BESIDE}</html>")
    assert [link.title for link in select_dated_links(read_rows(rows))] == [
        TITLE,
        OTHER,
    ]
    article = re.compile("/art/")
    assert [one.title for one in select_article_links(read_rows(rows), article)] == [
        TITLE
    ]


def test_the_other_rows_of_its_list_stay_with_it():
    """A list whose dates are not read is still a list; another one beside it is not."""
    list_ = f"<ul class=main><li>{LINK}</li><li><a href='/n'>云川镇2025年民政工作安排</a></li></ul>"
    menu = "<ul class=menu><li><a href='/m'>云川镇人民政府信息公开</a></li></ul>"
    assert [row[0] for row in read(list_ + menu)] == [TITLE, "云川镇2025年民政工作安排"]


def test_the_name_of_a_column_is_no_entry():
    """A menu names the genre without a year."""
    menu = "<ul class=menu><li><a href='/fz/'>法治政府建设年度报告</a></li></ul>"
    assert read(menu) == []


def test_a_page_is_read_once():
    """Families ask for its rows again and again."""
    answer = page(LIST, f"<html><li>{LINK}</li></html>")
    assert read_rows(answer) is read_rows(answer)
