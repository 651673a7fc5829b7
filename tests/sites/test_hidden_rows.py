"""Rows that stand in scripts, templates and comments, and what only looks like them."""

from datetime import date

from tasks.sites.hidden_rows import HiddenSources
from tasks.sites.list_rows import ListRow, parse_markup
from tests.rows import each_row

TITLE = "云川镇2025年法治政府建设年度报告"
ADDRESS = "/zwgk/fz/content_1001.html"
ROW = f"<li><a href='{ADDRESS}'>{TITLE}</a><span>2026-01-26</span></li>"
FILLED = {"@R": ROW, "@T": TITLE, "@A": ADDRESS, "@D": "2026-01-26"}


def fill(markup: str) -> str:
    """Fill in the row, its title, address and day."""
    for sign, words in FILLED.items():
        markup = markup.replace(sign, words)
    return markup


SHOWN = {
    "document.write": '<script>document.write("@R")</script>',
    "put together": "<script>document.write('<li>'+'<a href=\"@A\">'+\n'@T</a>'+'<i>@D</i></li>');</script>",
    "grown": "<script>var h='';h+='<li><a href=\"@A\">@T</a>';h+='<i>@D</i></li>';</script>",
    "escaped": "<script>x.innerHTML='<li><a href=\\\"@A\\\">@T<\\/a>\\u003ci>@D\\x3c/i></li>'</script>",
    "text area": "<textarea style='display:none'>@R</textarea>",
    "escaped text area": "<textarea>&lt;li>&lt;a href='@A'>@T&lt;/a>&lt;i>@D&lt;/i></textarea>",
    "script of markup": "<script type='text/html'><ul>@R</ul></script>",
    "template": "<template><ul>@R</ul></template>",
    "comment for old browsers": "<!--[if IE]><ul>@R</ul><![endif]-->",
    "objects":
        "<script>var l=[{id:1,headline:'@T',link:'@A',pubTime:1769392800000,updTime:1779392800000}]</script>",
    "objects with other names":
        '<script>var l={"rows":[{"BT":"@T","linkurl":"@A","FBRQ":"@D 10:00:00"}]}</script>',
    "created and published":
        "<script>var l=[{name:'@T',url:'@A',createTime:'2026-01-02',publishTime:'@D'}]</script>",
    "JSON in a text":
        "<script>JSON.parse('[{#title#:#@T#,#url#:#@A#,#date#:#2026.01.26#}]')</script>".replace("#", '\\"'),
    "arrays": "<script>var l=[['1','@T','@A','@D'],['2','石埠乡召开会议','/b.html','2026-01-29']];</script>",
    "pinyin names": "<script>var l=[{bt:'@T',dz:'@A',sj:1769392800000}]</script>",
    "attribute": "<div data-list='[{\"title\":\"@T\",\"url\":\"@A\",\"date\":\"@D\"}]'></div>",
    "hidden field": "<input type=hidden value='[{\"title\":\"@T\",\"url\":\"@A\",\"date\":\"20260126\"}]'>",
}  # fmt: skip


@each_row("html", SHOWN.values(), ids=SHOWN)
def test_rows_that_a_script_shows_are_rows(html):
    """With title, address and day of publication."""
    rows = ListRow.iter_all(
        parse_markup(fill(f"<body>{html}</body>")), "http://a.gov.cn/zwgk/"
    )
    found = [(row.link.title, row.link.url, row.link.listed_on) for row in rows]
    assert (TITLE, f"http://a.gov.cn{ADDRESS}", date(2026, 1, 26)) in found


NOT_SHOWN = {
    "comment": "<!-- <ul>@R</ul> -->",
    "open template": "<script type='text/html'><li><a href='{{url}}'>{{title}}</a></li></script>",
    "open in another way": "<script type='text/template'><li><a href='<%= u %>'><%= t %></a></li></script>",
    "names of variables": "<script>h+='<li><a href=\"'+row.url+'\">'+row.title+'</a></li>'</script>",
    "half an address": "<script>h+='<li><a href=\"/d?id='+id+'\">云川镇政府信息公开</a></li>'</script>",
    "a button": "<script>h+='<a href=\"/d.html\">查看详情</a>'</script>",
    "pictures": "<script>var s=[{title:'云川县人民政府门户',url:'/img/a.png'}]</script>",
    "attribute of options": '<div data-opt=\'[{"name":"一二三四","id":"5"}]\'></div>',
    "no title": "<script>var s=[{title:'home',url:'/a.html'}]</script>",
}


@each_row("html", NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_what_a_script_leaves_open_is_no_row(html):
    """Nor what a comment holds back."""
    soup = parse_markup(fill(f"<body>{html}</body>"))
    assert list(ListRow.iter_all(soup, "http://a.gov.cn/zwgk/")) == []


def test_a_row_in_markup_and_script_is_one():
    """The markup's goes first."""
    soup = parse_markup(fill(f"<ul>@R</ul>{SHOWN['objects']}"))
    (row,) = ListRow.iter_all(soup, "http://a.gov.cn/zwgk/")
    assert row.group != "script"


def test_a_page_without_rows_in_scripts_gives_none():
    """Most pages have scripts that hold none."""
    soup = parse_markup("<script>var page = {size: 10, current: 1};</script>")
    sources = HiddenSources()
    for node in soup.descendants:
        sources.note(node)
    assert len(sources.tags) == 1
    assert list(sources.iter_markup()) == []
    assert list(sources.iter_entries()) == []
