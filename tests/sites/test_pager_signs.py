"""The signs by which a list promises more than it shows."""

import base64
import json
from urllib.parse import quote

import pytest

from tasks.sites.control_tags import ControlKind
from tasks.sites.pager_signs import PagerSigns
from tests.rows import each_row
from tests.sites.families.pages import page

COLUMN = "http://example.cn/zwgk/bg/list.html"


def signs(markup: str, url: str = COLUMN) -> PagerSigns:
    """Read the signs of a page with some markup."""
    return PagerSigns.read(page(url, f"<html><body>{markup}</body></html>"), COLUMN)


@each_row(
    "control",
    [
        "<a href='list_2.html'>下一页</a>",
        "<a href='list_2.html'>【下页】</a>",
        "<a href='list_2.html'>下 一 页 ›</a>",
        "<a href='list_2.html'>后一页</a>",
        "<a href='list_2.html'>向后翻页</a>",
        "<a href='list_2.html'>Next Page</a>",
        "<a href='list_2.html'>»</a>",
        "<a href='list_2.html'>&gt;</a>",
        "<a href='list_2.html' title='下一页'><i class=icon></i></a>",
        "<a href='list_2.html' aria-label='下一页'></a>",
        "<a href='list_2.html'><img src=n.gif alt=下一页></a>",
        "<a class='next' href='list_2.html'></a>",
        "<span onclick=\"location.href='list_2.html'\">下一页</span>",
        "<button onclick='go(2)'>下一页</button><script>function go(n){location='list_'+n+'.html'}</script>",
        "<li class=nextpage data-url='list_2.html'>下一页</li>",
        "<link rel=next href=list_2.html>",
        "<a href='list_2.html'>后10条</a>",
        "<a href='list_2.html'>下十条</a>",
        "<a href='list_2.html'>下一组</a>",
        "<a href='list_2.html'>更早的报告</a>",
        "<a href='list_2.html'>继续浏览下一页&gt;&gt;</a>",
        "<a href='list_2.html'>下一页(2/3)</a>",
        "<a href='list_2.html'>Older</a>",
        "<a class=btn-next href='list_2.html'><i class=iconfont>&#xe602;</i></a>",
        "<map><area href='list_2.html' alt=下一页></map>",
        "<a href='list_2.html'><input type=image src=n.gif alt=下一页></a>",
        "<a href='list_2.html'><img src='/images/btn_next.gif'></a>",
        "<a href='list_2.html'>次页</a>",
        "<a href='list_2.html'>往下翻</a>",
        "<a href='list_2.html'>다음 페이지</a>",
        "<a href='list_2.html'>Келесі бет</a>",
        "<a href='list_2.html'>كېيىنكى بەت</a>",
        "<a href='list_2.html'>ཤོག་ངོས་རྗེས་མ།</a>",
    ],
)
def test_a_next_page_is_known_by_its_words(control):
    """However it is worded, drawn and wired."""
    (found,) = signs(f"<div class=page>{control}</div>").controls
    assert found.kind is ControlKind.NEXT
    assert found.request is not None
    assert found.request.url == "http://example.cn/zwgk/bg/list_2.html"


@each_row(
    "control",
    [
        "<span>下一页</span>",
        "<a disabled href='list_2.html'>下一页</a>",
        "<a class='disabled' href='list_2.html'>下一页</a>",
        "<li class='layui-disabled'><a href='list_2.html'>下一页</a></li>",
        "<a>下一页</a>",
        "<a href='#'>下一页</a>",
        "<a href='list.html'>下一页</a>",
        "<a href='/bg/3.html'>下一篇</a>",
        "<a href='/xwzx/'>更多&gt;&gt;</a>",
        "<a href='/xwzx/list.html'>查看更多</a>",
        "<a href='/zwgk/bg/2025/'>2025年</a>",
        "<p class='date'><b>26</b></p>",
        "<a class='swiper-next' href='javascript:;'>&gt;</a>",
        "<div class='focus'><a class='next' href='javascript:void(0)'></a></div>",
        "<div class='focus-dots'><a href='javascript:;'>1</a><a href='javascript:;'>2</a></div>",
        "<div class='banner'><a href='/a.html'>1</a><a href='/b.html'>2</a></div>",
        "<select onchange='window.open(this.value)'><option value='http://else.cn/'>2024</option></select>",
        "<p>正在加载更多内容，请稍候</p>",
        "<select><option value='/bm/1/'>1</option><option value='/bm/2/'>2</option></select>",
    ],
)
def test_what_leads_nowhere_is_no_control(control):
    """Dead ends of a pager, neighbours of an article, other columns, a year that stands alone."""
    assert signs(f"<div>{control}</div>").controls == ()


def numbers(markup: str) -> list[int | None]:
    """Name the pages that a page's controls lead to."""
    controls = signs(markup).controls
    return [one.number for one in controls if one.kind is ControlKind.NUMBER]


def test_numbers_are_pages_where_they_stand_as_a_pager():
    """A calendar's days, and numbers that do not begin a row, are none."""
    pager = "".join(f"<a href='list_{n}.html'>{n}</a>" for n in (1, 2, 3))
    assert numbers(f"<div>{pager}</div>") == [1, 2, 3]
    days = "".join(f"<td><a href='/day/{n}'>{n}</a></td>" for n in range(1, 32))
    assert numbers(f"<table><tr>{days}</tr></table>") == []
    assert numbers("<p><a href='/a/7'>7</a><a href='/a/9'>9</a></p>") == []


def test_a_select_of_pages_is_a_pager():
    """By addresses, or by a handler that makes them."""
    options = "<option selected value=1>1</option><option value=2>2</option>"
    select = f"<select onchange=\"location.href='?p='+this.value\">{options}</select>"
    (found,) = signs(f"<div>第页{select}</div>").controls
    assert found.request is not None
    assert found.request.url == f"{COLUMN}?p=2"


def test_years_are_parts_of_a_list():
    """Two of them, as tabs."""
    tabs = "".join(
        f"<li><a href='/zwgk/bg/{year}/'>{year}年</a></li>" for year in (2025, 2024)
    )
    kinds = [(one.kind, one.number) for one in signs(f"<ul>{tabs}</ul>").controls]
    assert kinds == [(ControlKind.YEAR, 2025), (ControlKind.YEAR, 2024)]


def test_what_loads_more_is_a_control_even_where_nothing_says_how():
    """So that the list is known to hold more."""
    (found,) = signs("<div id=m onclick='more()'>点击加载更多</div>").controls
    assert (found.kind, found.request) == (ControlKind.MORE, None)


@each_row(
    "control",
    [
        "<span @click='nextPage'>下一页</span>",
        "<div class=more onclick='loadAll()'>查看更多报告</div>",
        "<div class=dropload>↑上拉加载更多</div>",
        "<script>layui.use('flow',function(){layui.flow.load({elem:'#l',done:more})})</script>",
        "<ul><li data-year=2025 class=on>2025年</li><li data-year=2024>2024年</li></ul>",
        "<ul><li class=on>2025年</li><li>2024年</li></ul>",
        "<div><span class=cur>25年</span><span>24年</span></div>",
        "<div class=load-more>加载更多<i class=icon-down></i></div>",
        "<div class=more>展开更多</div>",
        "<span>显示更多</span>",
        "<p id=loadmore>点击查看更多内容</p>",
        "<div>查看更多年报</div>",
        "<ul class=pager><li class=active><a>1</a></li><li><a>2</a></li></ul>",
        "<ul class=pager><li title=1 class=ant-pagination-item-active>1</li><li title=2>2</li></ul>",
        "<ul class=pager><li title=下一页 class=ant-pagination-next></li></ul>",
        "<img src='/images/next.gif' class=page onclick='nextPage()'>",
        "第<select id=goPage><option>1</option><option>2</option></select>页",
        "<select name=page><option value=1>1/2</option><option value=2>2/2</option></select>",
        "<select onchange='turnTo(this)'><option selected>1</option><option>2</option></select>",
        "<select id=year><option selected>2025</option><option>2024</option></select>",
    ],
)
def test_a_control_without_an_address_is_a_promise(control):
    """Handlers of frameworks, lists that grow by scrolling, tabs that a script listens to."""
    (found,) = signs(f"<div>{control}</div>").controls
    assert found.request is None


@each_row(
    "markup",
    [
        "<p>第<b>1</b>页 共<b>2</b>页 下一页</p>",
        "<a href='/xwzx/'><span>查看更多</span></a>",
        "<div style='display:none'><p>加载更多</p></div>",
        "<script>var words = '加载更多'</script>",
        "<div class=text>展开全部</div>",
        "<ul class=pager><li title=下一页 class='ant-pagination-next ant-pagination-disabled'></li></ul>",
        "<table class=page><tr><td>1</td><td>2</td></tr></table>",
        "<h3>2025年</h3><p>临江镇2025年报告</p><h3>2024年</h3><p>临江镇2024年报告</p>",
        "<select name=month><option>1</option><option>2</option><option>3</option></select>月",
        "<select>" + "".join(f"<option>{n}</option>" for n in range(1, 32)) + "</select>",
        "<select name=size><option>10</option><option>20</option><option>50</option></select>",
        "<form action=/s><select><option>2025</option><option>2024</option></select><input name=q></form>",
        "".join(f"<a class=cal href='/rl/2026-{n:02}.html'>{n}</a>" for n in range(1, 13)),
        "<a href='?page=1'>首页</a><a href='?page=1'>下一页</a><a href='?page=1'>尾页</a>",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_control_is_none(markup):
    """Words of texts, links elsewhere, dates, and pagers of a list with one page."""
    assert signs(f"<div>{markup}</div>").controls == ()


@pytest.mark.parametrize(
    "change",
    [
        "window.location='list.html?p='+this.options[this.selectedIndex].value",
        "location.href='list.html?p='+$(this).val()",
        "turn(this)",
    ],
)
def test_a_select_leads_to_what_it_has_chosen(change):
    """However the script says that."""
    options = "<option selected>1</option><option value=2>2</option>"
    code = "function turn(o){location.href='list.html?p='+o.options[o.selectedIndex].value}"
    (found,) = signs(
        f'<select onchange="{change}">{options}</select><script>{code}</script>'
    ).controls
    assert found.request is not None
    assert found.request.url == f"{COLUMN}?p=2"


def test_a_select_is_sent_with_its_form():
    """Of the list itself, by hand."""
    options = (
        "<option value=2025 selected>2025年</option><option value=2024>2024年</option>"
    )
    (found,) = signs(
        f"<form action=list.html><select name=nd>{options}</select></form>"
    ).controls
    assert found.request is not None
    assert (found.kind, found.request.url) == (ControlKind.YEAR, f"{COLUMN}?nd=2024")


@each_row(
    ("address", "is_other"),
    [
        ("list_2.html", True),
        ("list.html?page=2", True),
        ("?ym=202601", True),
        ("list/2.html", True),
        ("/zwgk/bg/2024/index.html", True),
        ("/zwgk/bg/qx/", True),
        ("content_1001.html", False),
        ("/zwgk/other/list_2.html", False),
        ("?print=1", False),
        ("/zwgk/bg/202601/t20260101_1.html", False),
        ("/zwgk/", False),
        ("http://other.cn/zwgk/bg/list_2.html", False),
    ],
)
def test_links_like_the_list_s_own_are_known(address, is_other):
    """A page's number more, a parameter more, a folder more."""
    found = signs(f"<p class=page><a href='{address}'>乡镇街道</a></p>")
    assert found.controls == ()
    assert bool(found.others) is is_other


def test_tabs_over_rows_that_are_there_promise_nothing():
    """Each year's entries stand in the page, and a script only shows one year of them."""
    tabs = "".join(f"<li data-year={year}>{year}年</li>" for year in (2025, 2024))
    rows = "".join(
        f"<p><a href='/{year}.html'>临江镇{year}年报告</a></p>" for year in (2025, 2024)
    )
    assert signs(f"<ul>{tabs}</ul>{rows}").controls == ()
    assert len(signs(f"<ul>{tabs}</ul>").controls) == 2


def test_a_place_is_asked_for_under_the_name_of_its_attribute():
    """Where a control that loads more holds nothing else."""
    (found,) = signs("<button data-next='20'>加载更多</button>").controls
    assert found.request is not None
    assert found.request.url == f"{COLUMN}?next=20"


def test_a_page_that_does_not_say_which_one_it_is_leads_to_all():
    """A widget's callback names them by number."""
    widget = "laypage.render({count:36,limit:10,jump:function(o){go(o.curr)}})"
    script = f"<script>{widget};function go(n){{location='list_'+n+'.html'}}</script>"
    assert numbers(script) == [2, 3, 4]


def test_a_part_of_the_column_has_its_own_page():
    """更多 beneath the column's folder."""
    (found,) = signs("<h3>街道</h3><a href='/zwgk/bg/jd/'>更多</a>").controls
    assert found.kind is ControlKind.PART


def test_a_pager_in_base64_is_read():
    """As a script of the page would write it out."""
    pager = quote("<a href='list_2.html'>下一页</a><span>共4页</span>")
    encoded = base64.b64encode(pager.encode()).decode()
    found = signs(f"<div id=pages style='display:none'>{encoded}</div>")
    assert found.pages == 4
    assert [one.kind for one in found.controls] == [ControlKind.NEXT]


def test_markup_in_an_answer_is_read_as_a_page():
    """An interface wraps its pager in JSON."""
    built = "<ul></ul><div class='pagination' rows='15' count='36'></div>"
    body = json.dumps({"data": {"html": built}})
    assert PagerSigns.read(page("http://example.cn/api", body), COLUMN).entries == 36


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "<?xml version='1.0'?><urlset><url>共36条</url></urlset>",
        "plain 共36条",
    ],
)
def test_what_is_no_page_has_no_signs(body):
    """Sitemaps, broken answers, plain texts."""
    assert PagerSigns.read(page(COLUMN, body), COLUMN) == PagerSigns()


def test_an_object_names_the_files_of_its_pages():
    """Whatever function it is handed to."""
    script = "var i={pageCount:3,pageIndex:0,fileName:'list',fileExt:'shtml'};put(i)"
    controls = signs(f"<script>{script}</script>").controls
    assert "http://example.cn/zwgk/bg/list_1.shtml" in [
        one.request.url for one in controls if one.request
    ]


@pytest.mark.parametrize(
    "control",
    [
        "<a href='javascript:go(2)'>往后看看</a>",
        "<a onclick=\"toPage('2')\">余下各年</a>",
        "<span onclick='queryList(this, 2)'>Onyesha zaidi</span>",
        "<a href='javascript:turn(2)'>往年报告</a>",
    ],
)
def test_a_control_that_asks_for_the_next_page_is_one_whatever_it_says(control):
    """Its code names the page's number."""
    (found,) = signs(f"<div class=page>{control}</div>").controls
    assert found.kind is ControlKind.NEXT


@each_row(
    "control",
    [
        "<a href='javascript:go(1)'>回到开头</a>",
        "<a href='javascript:goPrev(2)'>上一页</a>",
        "<a href='javascript:setFont(2)'>大字</a>",
        "<a href='javascript:go(20)'>往后看看</a>",
        "<a href='#tab2'>办事指南</a>",
        "<a href='#top'>返回顶部</a>",
    ],
)
def test_a_control_that_asks_for_anything_else_is_none(control):
    """The first page, the one before, the size of letters, places on the page."""
    assert not signs(f"<div class=page>{control}</div>").controls


@each_row("route", ["#page={}", "#/list?page={}", "#!/page/{}", "#p{}", "#{}"])
def test_routes_of_a_script_are_promises(route):
    """A place that a script makes a page of leads nowhere by itself."""
    numbers = [f"<a href='{route.format(number)}'>{number}</a>" for number in (1, 2, 3)]
    found = signs(f"<div class=page>{''.join(numbers)}</div>").controls
    assert [one.number for one in found if one.kind is ControlKind.NUMBER][-2:] == [
        2,
        3,
    ]
    (following,) = signs(
        f"<div class=page><a href='{route.format(2)}'>下一页</a></div>"
    ).controls
    assert following.request is None


@each_row(
    "script",
    [
        "setPageSize(36, 10)",
        "initMap(113, 23, 1)",
        "createTab(3, 1)",
        "showDate(2026, 3, 1)",
        "initPager(10, 10, 1)",
    ],
)
def test_other_calls_with_numbers_count_nothing_more(script):
    """Maps, tabs, dates; and a pager of one page."""
    found = signs(f"<div class=tab></div><script>{script}</script>")
    assert (found.entries or 0) <= 10
    assert (found.pages or 0) <= 1
