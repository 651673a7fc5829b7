"""Which elements of a list page are its controls, in order, with what each leads to."""

import base64
from urllib.parse import quote

import pytest

from tasks.sites.control_tags import ControlKind
from tasks.sites.pager_signs import PagerSigns
from tests.rows import each_row
from tests.sites.families.pages import page

FOLDER = "http://example.cn/zwgk/bg/"
COLUMN = f"{FOLDER}list.html"


def signs(markup: str, url: str = COLUMN) -> PagerSigns:
    """Read the signs of a page with some markup."""
    return PagerSigns.read(page(url, f"<html><body>{markup}</body></html>"), COLUMN)


def controls(markup: str, url: str = COLUMN) -> str:
    """Write the controls of a page: kind, number, and the end of the address, each where there is one."""
    written = []
    for one in signs(markup, url).controls:
        address = one.request.url.removeprefix(FOLDER) if one.request else ""
        number = "" if one.number is None else str(one.number)
        written.append(" ".join(filter(None, (one.kind.name, number, address))))
    return "; ".join(written)


def link(words: str, address: str, attributes: str = "") -> str:
    """Write an anchor."""
    return f"<a href='{address}' {attributes}>{words}</a>"


NEXT = link("下一页", "list_2.html")


@each_row(
    ("before", "found"),
    [
        ("", "NEXT list_2.html"),
        (link("2025年", "2025/"), "NEXT list_2.html"),
        (link("联系我们", "/lx/"), "NEXT list_2.html"),
        (link("下页", "?p=2", "class=disabled"), "NEXT list_2.html"),
        (link("尾页", "list_9.html"), "LAST list_9.html; NEXT list_2.html"),
        (link("更多", "/xw/"), "NEXT list_2.html"),
        (link("更多", "jd/"), "PART jd/; NEXT list_2.html"),
        (link("首页", "list_2.html"), ""),
        (link("查看更多", "/xw/"), "NEXT list_2.html"),
        (link("查看更多", "more.html"), "MORE more.html; NEXT list_2.html"),
        ("<a>1</a><b>2</b>", "NEXT list_2.html"),
    ],
)
def test_what_stands_before_a_control_does_not_hide_it(before, found):
    """Years, other links, dead ends; but a way back to the same place does."""
    assert controls(f"<div>{before}{NEXT}</div>") == found


@each_row(
    ("markup", "found"),
    [
        ("<a href='list.html'>下一页</a>", ""),
        ("<a>下一页</a>", ""),
        ("<a onclick='f()'>下一页</a>", "NEXT"),
        ("<a href='javascript:;' class=next></a>", ""),
        ("<div class=page><a href='javascript:;' class=next></a></div>", "NEXT"),
        ("<div class=banner><a href='list_2.html'>&gt;</a></div>", ""),
        ("<div class=banner><a href='list_2.html'>下一页</a></div>", "NEXT list_2.html"),
        ("<b data-next=20>下一页</b>", "NEXT list.html?next=20"),
        ("<b data-url='/api/l' data-page=2>下一页</b>", "NEXT http://example.cn/api/l?page=2"),
        ("<b data-url='list_3.html'>下一页</b>", "NEXT list_3.html"),
        ("<a href='list_2.html' data-next=20>下一页</a>", "NEXT list_2.html"),
        ("<b data-page=2>尾页</b>", "LAST"),
        ("<div class=page><a href='javascript:go(2)'>余下</a></div>", "NEXT"),
        ("第2/4页<div class=page><a href='javascript:go(2)'>余下</a></div>", ""),
        ("第2/4页<div class=page><a href='javascript:go(3)'>余下</a></div>", "NEXT"),
        ("<div class=page><a href='javascript:go(2)'>更多</a></div>", "NEXT"),
        ("<a href='?p=2'>下一页</a>", "NEXT 2 list.html?p=2"),
        ("<a href='jd/'>更多</a>", "PART jd/"),
        ("<a href='jd/'>往年报告</a>", "PART jd/"),
        ("<a href='/xw/'>更多</a>", ""),
        ("<a onclick='f()'>更多</a>", ""),
    ],
)  # fmt: skip
def test_a_control_does_something_of_the_list(markup, found):
    """An arrow only with an address, or in a pager; a place is asked for where nothing else is said."""
    assert controls(markup) == found


def row(numbers: str, address: str, holder: str = "p", attributes: str = "") -> str:
    """Write links with numbers for words, in an element."""
    links = "".join(link(one, address.format(one)) for one in numbers.split())
    return f"<{holder} {attributes}>{links}</{holder}>"


FIFTEEN = " ".join(map(str, range(1, 16)))


@each_row(
    ("markup", "count"),
    [
        (row("1 2", "/x/{}"), 0),
        (row("1 2", "/x/{}", "p", "class=page"), 2),
        (f"<div class=page>{row('1 2', '/x/{}')}</div>", 2),
        (f"<div class=page><p>{row('1 2', '/x/{}', 'u')}</p></div>", 0),
        (f"<p>{row('1 2', '/x/{}', 'u')}页</p>", 0),
        (row("1 2", "/x/{}").replace("</p>", "next</p>"), 2),
        (row("1 2", "/x/{}").replace("</p>", "頁</p>"), 2),
        (row("1 2", "?p={}"), 2),
        (row("2 3", "?p={}"), 2),
        (row("3 4", "?p={}"), 0),
        (row("1 3", "?p={}"), 2),
        (row("1 1", "?p={}"), 0),
        (row("2", "?p={}"), 0),
        (row("2", "?p={}", "p", "class=page"), 1),
        (row("0 1 2", "?p={}"), 0),
        (row(FIFTEEN, "?p={}"), 15),
        (row(f"{FIFTEEN} 16", "?p={}"), 0),
        (row("1 2", "list_{}.html"), 2),
        (row("1 2", "javascript:f({})"), 2),
        (row("1 2", "#{}"), 0),
        (row("1 2", "?p={}", "p", "class=banner"), 0),
        (row("1 2", "?p={}", "p", "class=page") + row("1 2", "/x/{}"), 2),
        (row("1 2", "?p={}").replace("'?p=1'", "'list.html'"), 1),
        (row("1 2", "?p={}").replace("'?p=2'", "'?p=2' class=dis"), 1),
        (row("1 2", "?p={}").replace("'?p=1'", "'?p=1' class=cur"), 1),
        ("<p class=page><a>1</a><a data-page=2>2</a><button>3</button></p>", 2),
    ],
)
def test_numbers_are_pages_by_their_neighbours_or_addresses(markup, count):
    """In a pager, beside its words, or a few in a row from the first or second one on."""
    found = [one for one in signs(markup).controls if one.kind is ControlKind.NUMBER]
    assert len(found) == count


def test_the_number_that_is_marked_is_the_page_s_own():
    """Unless the page says otherwise, the next number's code is that of the next page."""
    marked = row("1 2 3", "?p={}", "p", "class=page").replace("'?p=2'", "'#' class=on")
    assert signs(marked).page == 2
    assert signs(f"第3/4页{marked}").page == 3
    years = row("2025 2024", "{}/").replace("'2025/'", "'2025/' class=on")
    assert (signs(years).page, controls(years)) == (None, "YEAR 2024 2024/")


@each_row(
    ("markup", "found"),
    [
        (row("2025 2024", "{}/"), "YEAR 2025 2025/; YEAR 2024 2024/"),
        (row("2025 2025", "{}/"), ""),
        (row("2025", "{}/"), ""),
        (row("2025 2024", "{}/") + "<a>2025年报</a><a>2024年报</a>", "YEAR 2025 2025/; YEAR 2024 2024/"),
        ("<p><a href='#' onclick='f()'>2025</a><a onclick='f()'>2024</a></p>", "YEAR 2025; YEAR 2024"),
        ("<p><a onclick='f()'>2025</a><a onclick='f()'>2024</a></p><a>2025年报</a><a>2024年报</a>", ""),
        ("<p><a>2025</a><a>2024</a></p>", "YEAR 2025; YEAR 2024"),
    ],
)  # fmt: skip
def test_years_are_two_that_stand_together(markup, found):
    """And not those whose entries the page holds."""
    assert controls(markup) == found


TABS = "<ul><li>2025年</li><li>2024年</li></ul>"
OLDER = "<ol><li>2023年</li><li>2022年</li></ol>"
SHOWN = "<a>2025年报</a><a>2024年报</a>"


@each_row(
    ("markup", "found"),
    [
        ("<ul class=page><li>1</li><li>2</li><li>3</li></ul>", "NUMBER 2; NUMBER 3"),
        ("<ul class=page><li>1</li><li class=on>2</li><li>3</li></ul>", "NUMBER 3"),
        ("<ul class=page><li>1</li></ul>", ""),
        ("<ul class=page><li>2</li><li>3</li></ul>", ""),
        ("<ul class=page><li>1</li><li>3</li></ul>", ""),
        ("<ul class=page><li>1</li><li>2</li><li>2</li></ul>", ""),
        ("<ul class=text><li>1</li><li>2</li></ul>", ""),
        ("<ul class=page>x<li>1</li><li>2</li></ul>", ""),
        ("<ul class=page><p>1</p><p>2</p></ul>", ""),
        ("<ul class=page><li>1</li><li>2</li><li><a href='3/'>3</a></li></ul>", "NUMBER 3 3/; NUMBER 2"),
        ("<ul class=page><li>99</li><li>100</li></ul>", ""),
        ("<ul><li>2025年</li><li>2024年度</li></ul>", "YEAR 2025; YEAR 2024"),
        ("<ul><li>2025年</li><li class=cur>2024年度</li></ul>", "YEAR 2025"),
        ("<ul><li>2025年</li></ul>", ""),
        ("<ul><li>2025年</li><li>2024年</li>一二三四五六七八九十一二三四</ul>", "YEAR 2025; YEAR 2024"),
        ("<ul><li>2025年</li><li>2024年</li>一二三四五六七八九十一二三四五</ul>", ""),
        ("<ul><li>字字字</li><li>2025年</li><li>2024年</li></ul>", "YEAR 2025; YEAR 2024"),
        ("<p>字</p><p>加载更多</p>", "MORE"),
        ("<p>点击加载更多数据条目内容</p><p>加载更多</p>", "MORE"),
        ("<p>滚动加载更多</p>", "MORE; MORE"),
        ("<p>Load more</p>", "MORE"),
        (f"{TABS}{OLDER}{SHOWN}", "YEAR 2023; YEAR 2022"),
        (f"{TABS.replace('</ul>', '字' * 15)}</ul>{OLDER}", "YEAR 2023; YEAR 2022"),
        ("<p>↑上拉可以加载…</p>", "MORE"),
        ("<p>上拉刷新</p>", ""),
        ("<script>$('#l').dropload({})</script>页", "MORE"),
        ("<script>new MeScroll('#l')</script>页", "MORE"),
        ("<script>infiniteScroll = 1</script>页", ""),
        ("<ul><li title=下一页></li></ul>", "NEXT"),
        ("<ul><li title=上一页></li><li title=下一页></li></ul>", "NEXT"),
        ("<ul><li title=下一页><a></a></li></ul>", ""),
        ("<ul><li title=下一页 class=disabled></li></ul>", ""),
        ("<a href='/x'><li title=下一页></li></a>", ""),
    ],
)  # fmt: skip
def test_bare_words_promise_what_a_script_makes_of_them(markup, found):
    """Numbers from the first on in a pager alone, years with few words beside them, 加载更多."""
    assert controls(markup) == found


def select(options: str, attributes: str = "", chosen: str = "1") -> str:
    """Write a select of some options, each its own value."""
    written = "".join(
        f"<option value='{one}' {'selected' if one == chosen else ''}>{one}</option>"
        for one in options.split()
    )
    return f"<select {attributes}>{written}</select>"


TWELVE = " ".join(map(str, range(1, 13)))
GO = "onchange=\"location='?p='+this.value\""


@each_row(
    ("markup", "found"),
    [
        (select("1 2 3", GO), "NUMBER 2 list.html?p=2; NUMBER 3 list.html?p=3"),
        (select("1 2 3", GO, "2"), "NUMBER 1 list.html?p=1; NUMBER 3 list.html?p=3"),
        (select("1 2", GO, ""), "NUMBER 2 list.html?p=2"),
        (select("2 3", GO, ""), "NUMBER 2 list.html?p=2; NUMBER 3 list.html?p=3"),
        (select("1", GO, ""), ""),
        (select("a b", GO, ""), ""),
        (select("年份 2025 2024", GO, ""), "YEAR 2025 list.html?p=2025; YEAR 2024 list.html?p=2024"),
        ("<select><option>页<option value='?p=2'>2<option value='/x'>3</select>", "NUMBER 2 list.html?p=2"),
        ("<select><option>1</option><option value='x/2.html'>2</option></select>", "NUMBER 2 x/2.html"),
        (f"<select {GO}><option>1</option><option value='/x/2'>2</option></select>", "NUMBER 2 http://example.cn/x/2"),
        (select("1 2"), "NUMBER 2"),
        (select("1 3"), ""),
        (select("1 2", "name=day"), ""),
        (select("1 2", "name=day onchange='f()'"), ""),
        (select(TWELVE), ""),
        (select(TWELVE, "onchange='f()'"), "; ".join(f"NUMBER {one}" for one in range(2, 13))),
        (select("2025 2024", chosen="2025"), "YEAR 2024"),
        (select("2025 x", chosen="2025"), ""),
        ("<select><option>2025<option>2025年</select>", ""),
        (select("2025 2024", chosen="2025") + "<a>2025年报</a><a>2024年报</a>", ""),
    ],
)  # fmt: skip
def test_a_select_leads_to_its_other_options(markup, found):
    """What it has chosen, or a browser would, is the page itself; dates are none of the list's pages."""
    assert controls(f"<div>{markup}</div>") == found


@each_row(
    ("markup", "is_jump"),
    [
        (f"<div>{select(TWELVE)}</div>", False),
        (f"<div>{select(TWELVE, 'name=goto')}</div>", True),
        (f"<div>{select(TWELVE, 'id=ye')}</div>", True),
        (f"<div>{select(TWELVE, 'name=page')}</div>", True),
        (f"<div>第{select(TWELVE)}页</div>", True),
        (f"<div>{select(TWELVE)}頁</div>", True),
        (f"<div class=turn>{select(TWELVE)}</div>", True),
        (f"<div>{select(f'{TWELVE} 13')}</div>", True),
        (f"<div>{select(TWELVE)}<b>{'字' * 20}页</b></div>", False),
        (f"<div>{select(TWELVE)}<b>{'字' * 19}页</b></div>", True),
    ],
)
def test_a_select_that_leads_nobody_knows_where_says_what_it_is(markup, is_jump):
    """By its name, the words beside it, its pager, or so many options as no date has."""
    assert bool(signs(f"{markup}<p>总</p>").controls) is is_jump


@each_row(
    ("count", "is_jump"),
    [
        *((count, False) for count in (12, 24, 28, 29, 30, 31, 60)),
        *((count, True) for count in (11, 13, 25, 32, 59, 61)),
    ],
)
def test_as_many_options_as_a_date_has_are_no_pages(count, is_jump):
    """Months, hours, days, minutes."""
    options = select(" ".join(map(str, range(1, count + 1))))
    assert bool(signs(f"<div>{options}</div><p>总</p>").controls) is is_jump


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("document.f.submit()", "YEAR 2024 list.html?nd=2024&q="),
        ("document.f.send()", ""),
    ],
)
def test_a_select_that_submits_its_form_is_sent_with_it(change, found):
    """Whatever else the form asks for; other forms do not have its field."""
    tabs = select("2025 2024", f"name=nd onchange='{change}'", "2025")
    others = "<form action=s.html><input name=x></form>"
    form = f"<form action=list.html>{tabs}<input name=q></form>"
    assert controls(others + form) == found


@each_row(
    ("form", "found"),
    [
        ("<form action=list.html>{}</form>", "YEAR 2024 list.html?nd=2024"),
        ("<form action=list.html>{}<input name=q></form>", ""),
        ("<form action=list.html>{}<input type=hidden name=q></form>", "YEAR 2024 list.html?nd=2024&q="),
        ("<form action=list.html>{}<input type=Search name=q></form>", ""),
        ("<form action=other.html>{}</form>", ""),
        ("<form action=other.html></form><form action=list.html>{}</form>", "YEAR 2024 list.html?nd=2024"),
        ("<form action=other.html></form>{}", "YEAR 2024"),
    ],
)  # fmt: skip
def test_a_select_is_sent_with_its_own_form(form, found):
    """A form that searches promises nothing."""
    tabs = select("2025 2024", "name=nd", "2025")
    assert controls(f"<div>{form.format(tabs)}</div>") == found


@each_row(
    ("script", "numbers"),
    [
        ("count:36,limit:10", [2, 3, 4]),
        ("count:36,limit:10,curr:1", [2]),
        ("count:36,limit:10,curr:4", []),
        ("count:36,limit:10,curr:3", [4]),
        ("count:30,limit:10", [2, 3]),
        ("count:10,limit:10", []),
        ("count:36", []),
        ("pages:2", [2]),
        ("pages:99", list(range(2, 61))),
    ],
)
def test_a_widget_s_callback_is_asked_for_the_pages_that_it_counts(script, numbers):
    """For the next one where it says which one this is, else for all, up to a limit."""
    widget = f"laypage.render({{{script},jump:function(o){{location='?p='+o.curr}}}})"
    found = signs(f"<script>{widget}</script>").controls
    assert [one.number for one in found] == numbers


@each_row(
    ("fields", "found"),
    [
        ("<input name=page value=1>", "FORM 2 list.html?page=2"),
        ("<input name=page value=3>", "FORM 4 list.html?page=4"),
        ("<input name=page>", "FORM 2 list.html?page=2"),
        ("<input name=page value=12345>", "FORM 2 list.html?page=2"),
        ("<input name=page value=9999>", "FORM 10000 list.html?page=10000"),
        ("<input name=a value=1><input name=pn value=1>", "FORM 2 list.html?a=1&pn=2"),
        ("<input name=a value=1>", ""),
    ],
)
def test_a_form_that_holds_a_page_s_number_is_sent_for_the_next(fields, found):
    """Other forms before it are none."""
    form = f"<form action=list.html>{fields}</form>"
    assert controls(f"<form action=s><input name=q></form>{form}页") == found
    assert controls(f"第5/9页{form}").startswith("FORM 6" if found else "")


@each_row(
    ("body", "entries"),
    [
        ("<p>共36条</p>", 36),
        ("\ufeff\n <p>共36条</p>", 36),
        ("<?xml version='1.0'?><html><p>共36条</p></html>", 36),
        ("<?xml version='1.0'?><list><p>共36条</p></list>", None),
        ("<rss><p>共36条</p></rss>", None),
        ("<datastore><p>共36条</p></datastore>", None),
        ('{"a": {"b": {"c": {"d": "<p>共36条</p>"}}}}', 36),
        ('{"a": {"b": {"c": {"d": {"e": "<p>共36条</p>"}}}}}', None),
        ('{"a": "<p>共3", "b": "</p><p>共36条</p>"}', 36),
        ('["<p>共36条</p>"]', None),
        ('"<p>共36条</p>"', 36),
        ('{"a": "共36条"}', None),
    ],
)
def test_signs_are_those_of_markup(body, entries):
    """Of a page, or of what an answer in JSON wraps, four names deep."""
    assert PagerSigns.read(page(COLUMN, body), COLUMN).entries == entries


@each_row(
    ("markup", "is_looked_at"),
    [
        ("第1/4頁", True),
        ("<script>f(3, 0, 'index', 'html')</script>", True),
        ("<script>fenye(36, 10)</script>", True),
        ("<script>fy(36, 10, 1)</script>", True),
        ("<ul><li title=次へ></li></ul>", False),
    ],
)
def test_a_page_is_looked_through_where_it_says_anything(markup, is_looked_at):
    """In any of the words that pagers and counts have."""
    assert (signs(markup) != PagerSigns()) is is_looked_at


def test_rows_that_stand_twice_are_named_where_entries_are_counted():
    """Else nobody asks for them."""
    rows = "<li><a href='1.html'>甲</a></li>" * 2
    assert signs(f"{rows}共36条").repeated == (f"{FOLDER}1.html",)
    assert signs(f"{rows}共4页").repeated == ()


def test_a_pager_in_base64_stands_behind_other_long_words():
    """In other elements, of other signs, or none at all."""
    pager = "<a href='list_2.html'>下一页</a><span>共4页</span>"
    encoded = base64.b64encode(pager.encode()).decode()
    others = ["x", "/" * 44, "A" * 41, base64.b64encode(b"plain" * 9).decode()]
    before = "".join(f"<p class=page>{one}</p>" for one in others)
    found = signs(f"<p>x</p><p>{encoded}</p>{before}<p class=page>{encoded}</p>")
    assert (found.pages, len(found.controls)) == (4, 1)


@each_row(
    ("script", "found"),
    [
        ("p.innerHTML=decodeURIComponent(window.atob('@B'))", "NEXT list_2.html"),
        ("p.innerHTML=atob('@P')", "NEXT list_2.html"),
        ("p.innerHTML=unescape('@U')", "NEXT list_2.html"),
        ("var key=atob('QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=')", ""),
        ("var key=atob('@Bx')", ""),
        ("decodeURIComponent('%E4%B8%8B%E4%B8%80%E9%A1%B5%E4%B8%8B')", ""),
    ],
)
def test_a_pager_that_a_script_decodes_is_read(script, found):
    """In base64, url-encoded or both; other codes are none."""
    coded = quote(NEXT)
    for mark, markup in (("@B", coded), ("@P", NEXT)):
        written = base64.b64encode(markup.encode()).decode()
        script = script.replace(mark, written)
    script = script.replace("@U", coded)
    assert controls(f"<p id=p></p><script>{script}</script>") == found


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("location.href='list.html?n='+$(this).data('page')", "?n=2"),
        ("var n=$(this).attr('data-page');location.assign('?n='+n)", "?n=2"),
        ("location.href='/xw/?n='+$(this).data('id')", ""),
        ("var n=3;location.href='?n='+n", ""),
    ],
)
def test_what_a_script_makes_of_an_element_s_data_is_asked_for(script, found):
    """Only of data that the element has."""
    numbers = "".join(f"<li data-page={number}>{number}</li>" for number in (1, 2))
    markup = f"<ul class=page>{numbers}</ul><script>function go(){{{script};}}</script>"
    asked = [one.request for one in signs(markup).controls if one.number == 2]
    assert [one.url.removeprefix(COLUMN) if one else "" for one in asked] == [found]
