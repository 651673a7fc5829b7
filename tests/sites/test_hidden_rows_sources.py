"""What of a page may hold rows, and which members of an object are an entry's title, address and day."""

from datetime import date

from tasks.sites.hidden_rows import HiddenSources
from tasks.sites.row_reader import parse_markup
from tests.rows import each_row

TITLE = "云川镇法治政府建设年度报告"
DAY = date(2026, 1, 26)


def sources(markup: str) -> HiddenSources:
    """Note the nodes of a page."""
    found = HiddenSources()
    for node in parse_markup(f"<html><body>{markup}</body></html>").descendants:
        found.note(node)
    return found


def entries(data: str) -> list[tuple[str, str, date | None]]:
    """Read the entries of a script."""
    found = sources(f"<script>{data}</script>").iter_entries()
    return [(title, address, day) for title, address, day in found]


ROW = "<li><a href=/x.html>x</a></li>"
OPENED = "<li class=x onclick=f(1)>x</li>"


@each_row(
    ("markup", "held"),
    [
        (f"<script type=text/html>{ROW}</script>", [ROW]),
        (f"<script type=text/x-tmpl>{ROW}</script>", [ROW]),
        (f"<script type=text/template>{ROW}</script>", [ROW]),
        (f"<script type=x-handlebars>{ROW}</script>", [ROW]),
        (f"<script type=x-Mustache>{OPENED}</script>", [OPENED]),
        (f"<script type=text/javascript>{ROW}</script>", []),
        (f"<script>w('{ROW}')</script>", [ROW]),
        (f"<script>w(`{OPENED}`)</script>", [OPENED]),
        ("<script>w('<li>x</li>')</script>", []),
        ("<script>w('<tr onclick=f()>'+'x')</script>", ["<tr onclick=f()>x"]),
        ("<script>w('<a href=/x>'+t+'</a>')</script>", ["<a href=/x>{{}}</a>"]),
        ("<script>w('<a href=/x>'+t+u.v+'</a>'+w)</script>", ["<a href=/x>{{}}</a>"]),
        ("<script>w('<a href=/x>');w('</a>')</script>", ["<a href=/x></a>"]),
        ("<script>a+'<a href=/x>'+'</a>'</script>", ["<a href=/x></a>"]),
        (f"<textarea>{ROW}</textarea>", [ROW]),
        ("<textarea>&amp;lt;a href=/x&amp;gt;</textarea>", ["<a href=/x>"]),
        (f"<textarea type=hidden>{OPENED}</textarea>", [OPENED]),
        ("<textarea>x</textarea>", []),
        (f"<div>{ROW}</div>", []),
        (f"<!--[if lt IE 9]>{ROW}<![endif]-->", [ROW]),
        (f"<!-- [if IE]>{ROW} -->", [ROW]),
        (f"<!--[endif]{ROW}-->", []),
        (f"<!--{ROW}-->", []),
    ],
)
def test_markup_of_rows_is_held_by_what_a_script_uses(markup, held):
    """Templates, text areas, joined literals with a gap for what is left open, comments with conditions."""
    assert list(sources(markup).iter_markup()) == held


DATA = f'[{{"title":"{TITLE}","url":"/x.html"}}]'


@each_row(
    ("markup", "count"),
    [
        (f"<script>var l={DATA}</script>", 1),
        (f"<script type=text/html>{DATA}</script>", 1),
        (f"<textarea>{DATA}</textarea>", 1),
        (f"<input type=hidden value='{DATA[1:]}'>", 1),
        (f"<input type=text value='{DATA[1:]}'>", 0),
        (f"<p type=hidden value='{DATA[1:]}'>x</p>", 0),
        (f"<p data-l='{DATA}'>x</p>", 1),
        (f"<p data-l=' {DATA}'>x</p>", 0),
        (f"<p>{DATA}</p>", 0),
        (f"<!--[if IE]>{DATA}-->", 0),
    ],
)
def test_entries_are_held_by_scripts_fields_and_attributes(markup, count):
    """What a page shows as its text is no data."""
    assert len(list(sources(markup).iter_entries())) == count


def in_object(title: str = "title", address: str = "url", day: str = "date") -> str:
    """Write an object with some names of its members."""
    return f"[{{x:1,{title}:'{TITLE}',{address}:'/x.html',{day}:'2026-01-26'}}]"


WHOLE = [(TITLE, "/x.html", DAY)]


@each_row(
    ("data", "found"),
    [
        *((in_object(title=name), WHOLE) for name in "Title subject biaoti bt name fileName text t".split()),
        *((in_object(title=name), []) for name in "tx names contents".split()),
        *((in_object(address=name), WHOLE) for name in "linkurl href path u dz ljdz lianjie wangzhi".split()),
        *((in_object(address=name), []) for name in "paths ux id".split()),
        *((in_object(day=name), WHOLE) for name in "pubDate time day rq sj riqi shijian fbrq fbsj d".split()),
        *((in_object(day=name), [(TITLE, "/x.html", None)]) for name in "dx rqx memo".split()),
        (f"[{{t:'{TITLE}',u:'/x.html',d:20260126}}]", WHOLE),
        (f"[{{t:'{TITLE}',u:'/x.html',d:2026012}}]", [(TITLE, "/x.html", None)]),
        (f"[{{t:'{TITLE}',t:'另外一个题目',u:'/x.html'}}]", [(TITLE, "/x.html", None)]),
        (f"[{{t:'法治报',name:'{TITLE}',u:'x',url:'/x.html'}}]", [(TITLE, "/x.html", None)]),
        ("[{t:'法治年报',u:'/x.html'}]", [("法治年报", "/x.html", None)]),
        ("[{t:'法治报',u:'/x.html'}]", []),
        ("[{t:'${一}法治年报',u:'/x.html'}]", []),
        ("[{t:'\\u6cd5\\u6cbb\\u5e74\\u62a5',u:'\\/x.html'}]", [("法治年报", "/x.html", None)]),
        ("[{t:'Annual report',u:'/x.html'}]", []),
    ],
)  # fmt: skip
def test_members_are_known_by_their_names_and_values(data, found):
    """As interfaces and pages call them; a title has four Chinese signs, and nothing left open."""
    assert entries(data) == found


@each_row(
    ("names", "days"),
    [
        ("createTime publishTime", "2 1"),
        ("updTime time", "2 1"),
        ("validDay day", "2 1"),
        ("time issueDate", "2 1"),
        ("time relTime", "2 1"),
        ("time otherTime", "1 2"),
        ("pubTime showTime", "1 2"),
        ("writeTime pubUpdTime", "2 1"),
    ],
)
def test_the_day_of_publication_goes_before_others(names, days):
    """Then one that is named plainly, then those of changes; of two alike the first."""
    written = zip(names.split(), days.split(), strict=True)
    members = ",".join(f"{name}:'2026-01-0{day}'" for name, day in written)
    ((_title, _address, day),) = entries(f"[{{t:'{TITLE}',u:'/x.html',{members}}}]")
    assert day == date(2026, 1, 1)


@each_row(
    ("values", "found"),
    [
        ("'1','@T','/x.html','2026-01-26'", WHOLE),
        ("'2026-01-26','/x.html','云川镇年报','@T'", WHOLE),
        ("'@T','/x.html','/y.html'", [(TITLE, "/x.html", None)]),
        ("'@T','/x.html','2026-01-26','2026-01-27'", WHOLE),
        ("'@T','/20260127.html','2026-01-26'", [(TITLE, "/20260127.html", DAY)]),
        ("'@T','/x.html','2026-01-26 12:00:00 +0800 abcd'", WHOLE),
        ("'@T','/x.html','2026-01-26 12:00:00 +0800 abcde'", [(TITLE, "/x.html", None)]),
        ("'@T','2026-01-26','other'", []),
        ("'/x.html','2026-01-26','other 云川镇'", []),
    ],
)  # fmt: skip
def test_of_an_array_the_longest_title_and_the_first_address_are_an_entry_s(
    values, found
):
    """And the first day that is a stamp."""
    assert entries(f"[[{values.replace('@T', TITLE)}]]") == found


@each_row(
    ("address", "is_one"),
    [
        ("http://a.cn/x", True),
        ("//a.cn/x", True),
        ("/x", True),
        ("./x", True),
        ("../x y", False),
        (" /x ", True),
        ("x.html", True),
        ("show.do?id=1", True),
        ("show.asp?id=1", True),
        ("x.exe", False),
        ("/x.png", False),
        ("/x.mp4?a=1", False),
        ("/x.pngs", True),
        ("/x?id=<%=id%>", False),
        ("/x?id=#id#", False),
        ("/x#id", True),
    ],
)
def test_addresses_are_whole_and_no_pictures(address, is_one):
    """Nothing in them is left to be filled in."""
    assert bool(entries(f"[['{TITLE}','{address}']]")) is is_one


@each_row(
    ("text", "is_open"),
    [
        ("{{title", True),
        ("title}}", True),
        ("<%= title", True),
        ("title %>", True),
        ("${title", True),
        ("{$title", True),
        ("[[title", True),
        ("#title#", True),
        ("{title}", True),
        ("#法治#", True),
        ("{title", False),
        ("#1 of # 2", False),
        ("[title]", False),
        ("{法治 政府}", False),
    ],
)
def test_a_template_leaves_something_open(text, is_open):
    """In the marks of any language of templates."""
    assert HiddenSources.is_open(text) is is_open
