"""Pages as government sites send them: written reports in every family's article page, with full chrome.

Twenty kinds: the portal's families crossed with five ways to surround an article. A page has 60 to 135 KB,
most of it scripts, styles, menus and lists of other articles. On every second page the article's classes and
ids are of no family, so that nobody knows its container by name.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle, islice
from random import Random

from deploy.demo.draft import Role
from deploy.demo.portal import FAMILIES
from deploy.demo.posts import Post
from deploy.demo.script import SITES, SiteScript
from deploy.demo.writer import write
from tasks.model.run import BEIJING

# What stands before and behind an article, of a size in bytes.
Surround = Callable[[Random, int], tuple[str, str]]
KINDS = 20
SMALLEST, LARGEST = 60_000, 135_000
_COLUMNS = (
    "信息公开 政策文件 机构职能 领导之窗 财政预决算"
    " 人事招考 规划计划 统计数据 建议提案 应急管理"
).split()
_NEWS = (
    "县政府召开第{}次常务会议研究部署近期工作",
    "关于做好第{}批惠民补贴发放工作的通知",
    "第{}届全民健身活动在体育公园开幕",
    "我县{}个重点项目集中开工，总投资再创新高",
    "市场监管部门公布第{}期抽检结果",
)
_STYLE = (
    ".nav{n} li a:hover{{color:#c00;background:url(/images/bg_{n}.png) no-repeat 0 -{n}px;"
    "padding:0 {n}px}}\n"
)
# <body>, <BODY class="detail">, </BODY>
_BODY, _END = (
    re.compile(r"<body[^>]*>", re.IGNORECASE),
    re.compile(r"</body>", re.IGNORECASE),
)
# class="TRS_Editor", id='zoom'
_NAME = re.compile(r"""\s(class|id)=["']([^"']*)["']""")
_SCRIPT = 'menu[{n}] = {{"id": "c{n}", "name": "栏目{n}", "href": "/col/c{n}/index.html", "open": false}};\n'


@dataclass(frozen=True)
class Page:
    """One page as it comes over the wire, and the report's words, without its title, that stand in it."""

    kind: int
    body: bytes
    title: str
    words: str


def pages(each: int = 5) -> list[Page]:
    """Make `each` pages of every kind; the same at every call, the clock in their heads aside."""
    sites = {
        script.family: script
        for script in SITES
        if script.charset == "utf-8" and script.postings
    }
    kinds = list(islice(zip(cycle(sites.values()), cycle(_SURROUNDINGS)), KINDS))
    return [
        _page(seed, number, script, surround)
        for seed in range(each)
        for number, (script, surround) in enumerate(kinds)
    ]


def _page(seed: int, kind: int, script: SiteScript, surround: Surround) -> Page:
    rng = Random(f"page-{kind}-{seed}")
    written = write(1000 * kind + seed, hard=seed % 2 == 1)
    shown = [part.words for part in written.paragraphs if part.role is not Role.TITLE]
    title = written.truth["title"]
    moment = datetime(written.year + 1, 2, 1 + seed, 9, 30, tzinfo=BEIJING)
    body = written.html(with_title=False)
    number = written.truth["document_number"] or ""
    post = Post(
        4_000_000 + kind, title, moment, body, written.organ.name, number, written
    )
    site = FAMILIES[script.family](script, [post], "http://127.0.0.1:8480")
    html = _unnamed(site.article(post)) if seed % 2 else site.article(post)
    before, after = surround(rng, rng.randint(SMALLEST, LARGEST) - len(html.encode()))
    opening, closing = _BODY.search(html), _END.search(html)
    if opening is None or closing is None:
        raise ValueError(f"the pages of {script.id} have no body")
    parts = (
        html[: opening.end()],
        before,
        html[opening.end() : closing.start()],
        after,
        html[closing.start() :],
    )
    return Page(kind, "".join(parts).encode(), title, "\n".join(shown))


def _unnamed(html: str) -> str:
    """Put names that say nothing in the place of classes and ids."""
    return _NAME.sub(
        lambda match: f' {match[1]}="x{len(match[2])}-{sum(map(ord, match[2])) % 97}"',
        html,
    )


def _filled(parts: Iterator[str], size: int) -> str:
    """Join parts until they have `size` bytes."""
    taken: list[str] = []
    while size > 0:
        taken.append(next(parts))
        size -= len(taken[-1].encode())
    return "".join(taken)


def _menu(rng: Random, size: int) -> str:
    """Write a menu of columns that open to further ones."""

    def columns() -> Iterator[str]:
        while True:
            name = rng.choice(_COLUMNS)
            inner = "".join(
                f'<dd><a href="/{n}/" target="_blank">{rng.choice(_COLUMNS)}{n}</a></dd>'
                for n in range(6)
            )
            anchor = f'<a href="/col/" title="{name}">{name}</a>'
            yield f'<li class="nav-item">{anchor}<dl class="sub">{inner}</dl></li>'

    return f'<div class="header"><ul class="nav clearfix">{_filled(columns(), size)}</ul></div>'


def _news(rng: Random, size: int) -> str:
    """Write lists of other articles with their dates, eight a box."""

    def boxes() -> Iterator[str]:
        while True:
            rows = "".join(
                f'<li><a href="/art/{rng.randint(1, 99999)}.html">'
                f"{rng.choice(_NEWS).format(rng.randint(1, 40))}</a>"
                f"<span>2025-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}</span></li>"
                for _ in range(8)
            )
            head = f'<h3>{rng.choice(_COLUMNS)}<a class="more">更多&gt;&gt;</a></h3>'
            yield f'<div class="box">{head}<ul>{rows}</ul></div>'

    return f'<div class="side">{_filled(boxes(), size)}</div>'


def _links(rng: Random, size: int) -> str:
    """Write the boxes of friendly links that a foot has."""
    options = (
        f'<option value="http://www.{n}.example.cn/">{rng.choice(_COLUMNS)}网{n}</option>'
        for n in range(10**6)
    )
    return f'<div class="links"><select onchange="jump(this)">{_filled(options, size)}</select></div>'


def _script(size: int) -> str:
    return f"<script>var menu = [];\n{_filled((_SCRIPT.format(n=n) for n in range(10**6)), size)}</script>"


def _style(size: int) -> str:
    return f'<style type="text/css">{_filled((_STYLE.format(n=n) for n in range(10**6)), size)}</style>'


_SURROUNDINGS: tuple[Surround, ...] = (
    lambda rng, size: (
        _script(size // 2) + _menu(rng, size // 3),
        _links(rng, size // 6),
    ),
    lambda rng, size: (
        _style(size // 3) + _menu(rng, size // 3),
        _news(rng, size // 3),
    ),
    lambda rng, size: (
        _menu(rng, size // 2),
        _news(rng, size // 4) + _script(size // 4),
    ),
    lambda rng, size: (_style(size // 4) + _script(size // 2), _links(rng, size // 4)),
    lambda rng, size: (
        _menu(rng, size // 4) + _news(rng, size // 4),
        _news(rng, size // 4) + _links(rng, size // 4),
    ),
)
