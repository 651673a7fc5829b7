"""What happens to a site's answers on a night beyond its reports.

It stops, its list names mirrors or other documents or promises more than can be followed, its articles stand
behind a wall, or it is redesigned, in two ways.
"""

import re
from collections.abc import Callable, Collection

from deploy.demo.sites.site import Answer, Asked, Site

_CHALLENGE = Answer(b"<script>document.cookie='__jsluid_s'</script>", 521)
_DOWN = Answer(b"<h1>Service Unavailable</h1>", 503, headers={"Retry-After": "0"})
_OTHER_HOME = Answer(
    "<html><body><div id='app'>欢迎使用新版网站</div></body></html>".encode()
)
# An application draws the article now: the page that is sent holds its scripts and a picture, and no word.
_APPLICATION = Answer(
    b"<html><head><meta charset='utf-8'><script>window._CONFIG = {api: '/api/article'}</script></head>"
    b"<body><div id='app'><img src='/loading.gif'></div><script src='/static/app.js'></script></body></html>",
    content_type="text/html; charset=utf-8",
)
# <li><span class="date">[2024-01-23]</span> <a …>…</a></li>: the hand-made site's rows
_ROW = re.compile(r'<li>(<span class="date">.*?</span>) (<a .*?</a>)</li>')
# A firewall asks for a cookie that only a browser's script works out.
_COOKIE_SCRIPT = Answer(
    b"<html><script>var arg1='3E40C1A7';document.cookie='acw_sc__v2='+arg1;"
    b"document.location.reload();</script></html>"
)
_GATE = "/gate/big5/"
# What a list's first page ends in when nothing on it says how more is asked for: a script that was packed.
_PACKED = (
    "<script>eval(function(p,a,c,k,e,d){while(c--)if(k[c])p=p.replace(k[c],d);return p}"
    "('0.1(2)',3,3,'|'.split('|'),0,{}))</script>"
)
_MORE = '<div class="more"><a href="javascript:;" id="jzgd">加载更多</a></div>'
# createPageHTML('page_div', 2, 1, 'xlist', 'shtml', 9); and the like
_WRITTEN_PAGER = re.compile(r"createPageHTML\([^)]*\);?")

Change = Callable[[Site, Asked, Answer], Answer]


def stop(kind: str) -> Change:
    """Let a site be blocked, down or redesigned for a night, except for its robots.txt.

    Other stops are not answers.
    """
    answers = {"block": _CHALLENGE, "outage": _DOWN, "redesign": _OTHER_HOME}

    def changed(_site: Site, asked: Asked, usual: Answer) -> Answer:
        return usual if asked.path == "/robots.txt" else answers.get(kind, usual)

    return changed


def mirrors(site: Site, seed: int) -> list[str]:
    """Give an article's further addresses as lists of real sites name them.

    They are big5, https and a fragment.
    """
    path, domain = path_of(site, seed), site.base.partition("//")[2]
    return [
        f"{site.base}{_GATE}{domain}{path}",
        f"https://{domain}{path}",
        f"{site.base}{path}#top",
    ]


def mirrored(seed: int, own_is_gone: bool) -> Change:
    """Let the list name an article's mirrors before itself, and the gateway answer.

    At last only the gateway does.
    """

    def changed(site: Site, asked: Asked, usual: Answer) -> Answer:
        path = path_of(site, seed)
        if asked.path.startswith(_GATE):
            return site.page(site.article(site.articles[path]))
        if asked.path == path and own_is_gone:
            return Answer(b"Not Found", 404)
        if asked.path != site.column:
            return usual
        title = site.articles[path].title
        rows = "".join(
            f'<li><a href="{url}">{title}</a></li>' for url in mirrors(site, seed)
        )
        return Answer(
            usual.body.replace(b"<ul>", b"<ul>" + rows.encode(), 1),
            200,
            usual.content_type,
        )

    return changed


def drawn(site: Site, asked: Asked, usual: Answer) -> Answer:
    """Let every article be drawn by a script, while the list stays as it was."""
    return _APPLICATION if asked.path in site.articles else usual


def walled(site: Site, asked: Asked, usual: Answer) -> Answer:
    """Let a firewall stand before every article, while the list passes."""
    return _COOKIE_SCRIPT if asked.path in site.articles else usual


def show_others(site: Site, seeds: Collection[int]) -> None:
    """Let the list name everything but the reports that were written from seeds; their pages stay."""
    others = []
    for post in site.posts:
        if post.number % 10_000 not in seeds:
            others.append(post)
    site.posts = others


def promise_more(words: str) -> Change:
    """Let a list have one page, in which words promise more that only a packed script could ask for."""

    def changed(site: Site, asked: Asked, usual: Answer) -> Answer:
        if asked.path == site.column:
            body = _WRITTEN_PAGER.sub("", usual.body.decode())
            body = body.replace("</body>", f"{words}{_PACKED}</body>")
            return Answer(body.encode(), 200, usual.content_type)
        is_further = asked.path not in site.articles and "list" in asked.path
        return Answer(b"Not Found", 404) if is_further else usual

    return changed


def promise(site: Site, *, counted: bool) -> str:
    """Write what promises more: the count of all entries, or a control."""
    count = f'<div class="pages">共{len(site.posts)}条</div><div id="pager"></div>'
    return count if counted else _MORE


def in_a_table(_site: Site, asked: Asked, usual: Answer) -> Answer:
    """Let the rows of the hand-made list stand in a table, the date behind the title."""
    if "/list" not in asked.path:
        return usual
    return Answer(
        _ROW.sub(r"<tr><td>\2</td><td>\1</td></tr>", usual.body.decode()).encode(),
        200,
        usual.content_type,
    )


def apply(site: Site, change: Change) -> None:
    """Let a site answer so from now on."""
    usual = site.answer

    def answer(asked: Asked) -> Answer:
        return change(site, asked, usual(asked))

    site.answer = answer  # type: ignore[method-assign]


def path_of(site: Site, seed: int) -> str:
    """Give the path of the article that was written from a seed."""
    return next(
        path for path, post in site.articles.items() if post.number % 10_000 == seed
    )
