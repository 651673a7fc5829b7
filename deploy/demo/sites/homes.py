"""Home pages: the ways in which sites lead to the column of these reports, and the pages that lie between."""

from collections.abc import Callable, Mapping

# A way gives the markup of the home page at "/", and of the pages behind it by their paths.
Way = Callable[[str], Mapping[str, str]]

_OTHERS = (
    '<li><a href="/zwgk/zfxxgkzn/">政府信息公开指南</a></li>'
    '<li><a href="/zwgk/zfxxgknb/">政府信息公开年度报告</a></li>'
)


def list_links(way: str, column: str) -> Mapping[str, str]:
    """Give the markup that leads to a column in a way, by the path of the page that it stands on."""
    return _WAYS[way](column)


def _lead_by_menu(column: str) -> Mapping[str, str]:
    anchor = f'<li><a href="{column}">法治政府建设年度报告</a></li>'
    return {"/": f"<h3>政府信息公开</h3><ul>{_OTHERS}{anchor}</ul>"}


def _lead_by_cut_words(column: str) -> Mapping[str, str]:
    anchor = (
        f'<li><a href="{column}" title="法治政府建设情况报告">法治政府建设…</a></li>'
    )
    return {"/": f"<ul>{_OTHERS}{anchor}</ul>"}


def _lead_by_picture(column: str) -> Mapping[str, str]:
    picture = '<img src="/images/zt03.png" alt="法治政府建设年度报告专栏">'
    return {
        "/": f'<div class="zt"><a href="{column}" target="_blank">{picture}</a></div>'
    }


def _lead_by_choice(column: str) -> Mapping[str, str]:
    others = '<option value="">==专题专栏==</option><option value="/zwgk/zfxxgknb/">政府信息公开年报</option>'
    choice = f'<option value="{column}">法治政府建设年度报告</option>'
    return {
        "/": f'<select onchange="window.open(this.value)">{others}{choice}</select>'
    }


def _lead_by_map(column: str) -> Mapping[str, str]:
    area = f'<area shape="rect" coords="0,0,320,90" href="{column}" alt="法治建设年度报告">'
    return {"/": f'<img src="/images/zt.jpg" usemap="#zt"><map name="zt">{area}</map>'}


def _lead_by_click(column: str) -> Mapping[str, str]:
    item = f"<li onclick=\"location.href='{column}'\">法治政府建设年度报告</li>"
    return {"/": f"<ul>{_OTHERS}{item}</ul>"}


def _lead_by_tree(column: str) -> Mapping[str, str]:
    nodes = (
        '{id:3,pId:0,name:"政府信息公开指南",url:"/zwgk/zfxxgkzn/"}',
        f'{{id:7,pId:3,name:"法治政府建设年度报告",url:"{column}"}}',
    )
    script = f"<script>var zNodes=[{','.join(nodes)}];</script>"
    return {"/": f'<ul id="tree" class="ztree"></ul>{script}'}


def _lead_by_years(column: str) -> Mapping[str, str]:
    older = f"{column}{'&' if '?' in column else '?'}nf=2024"
    years = (f'<a href="{column}">2025年</a>', f'<a href="{older}">2024年</a>')
    return {"/": f"<dl><dt>法治政府建设年度报告</dt><dd>{''.join(years)}</dd></dl>"}


def _lead_by_disclosure(column: str) -> Mapping[str, str]:
    named = f'<li><a href="{column}">法治政府建设年度报告</a></li>'
    return {
        "/": '<ul class="nav"><li><a href="/zfxxgk/">政府信息公开</a></li></ul>',
        "/zfxxgk/": f'<ul>{_OTHERS}<li><a href="fdzdgknr/">法定主动公开内容</a></li></ul>',
        "/zfxxgk/fdzdgknr/": f"<ul><li>法治建设<ul>{named}</ul></li></ul>",
    }


def _lead_by_site_map(column: str) -> Mapping[str, str]:
    return {
        "/": '<div class="foot"><a href="/wzdt.html">网站地图</a> <a href="/lxwm.html">联系我们</a></div>',
        "/wzdt.html": f'<ul>{_OTHERS}<li><a href="{column}">法治政府建设年度报告</a></li></ul>',
    }


def _lead_by_platform(column: str) -> Mapping[str, str]:
    return {"/": f'<ul class="nav"><li><a href="{column}">政府信息公开</a></li></ul>'}


def _lead_by_library(column: str) -> Mapping[str, str]:
    search = (
        "function search(page){var q=$('#q').val();"
        f'$.getJSON("{column.partition("?")[0]}?t=zhengcelibrary&q="+encodeURIComponent(q)+"&timetype=timeqb'
        '&sort=pubtime&sortType=1&searchfield=title&p="+page+"&n=5&type=gwyzcwjk",show)}'
    )
    form = '<input id="q"><button onclick="search(1)">搜索</button>'
    return {
        "/": '<ul class="nav"><li><a href="/zhengce/zhengcewenjianku/">国务院政策文件库</a></li></ul>',
        "/zhengce/zhengcewenjianku/": f"{form}<script>{search}</script>",
    }


def _lead_nowhere(column: str) -> Mapping[str, str]:  # noqa: ARG001
    return {"/": '<div id="app"></div><script src="/static/js/app.3f2c.js"></script>'}


_WAYS: Mapping[str, Way] = {
    "menu": _lead_by_menu,
    "cut words": _lead_by_cut_words,
    "picture": _lead_by_picture,
    "choice": _lead_by_choice,
    "map": _lead_by_map,
    "click": _lead_by_click,
    "tree": _lead_by_tree,
    "years": _lead_by_years,
    "disclosure": _lead_by_disclosure,
    "site map": _lead_by_site_map,
    "platform": _lead_by_platform,
    "library": _lead_by_library,
    "nowhere": _lead_nowhere,
}
