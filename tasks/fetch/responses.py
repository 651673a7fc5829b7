"""Responses: what an answer means, a challenge, a block page, a page that is gone, or a real one. Pure.

A challenge is never parsed further, never bypassed. How much of an answer is read stands here, too, all sizes
in bytes: a larger body is an issue, never cut. The session reads by header and address, since it does not
know what a page is for; the walk holds its list pages to theirs.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from tasks.fetch.markup import decode_page, strip_markup
from tasks.fetch.pacing import describe_retry_time
from tasks.fetch.urls import normalize_url
from tasks.fetch.walls import GONE_WORDS, WallMark
from tasks.model.errors import Blocked, FetchError, Refused, Unreachable
from tasks.model.page import Page
from tasks.model.run import PageState
from tasks.model.source import Family

_MEGABYTE = 1024 * 1024
# A detail page: texts pasted from word processors carry megabytes of markup, and some their pictures inlined.
MAX_PAGE_BYTES = 32 * _MEGABYTE
# An attachment (PDF, OFD, Word, ZIP): a scanned report of fifty pages at a megabyte each, and something to
# spare. It is held whole in memory, by as many workers as there are hosts at once.
MAX_ATTACHMENT_BYTES = 64 * _MEGABYTE
# A sitemap: what its protocol (sitemaps.org) allows one file uncompressed, with at most 50 000 URLs.
MAX_SITEMAP_BYTES = 50 * _MEGABYTE
# A list that an API gives: the longest known has 100 entries; with a whole text of 30 000 characters each
# that is 9 MB.
MAX_JSON_LIST_BYTES = 16 * _MEGABYTE
# A list in HTML: the largest that were seen have some thousand rows and less than 1 MB.
MAX_HTML_LIST_BYTES = 16 * _MEGABYTE
# Tags of what is parsed as HTML, also inside an API's answer: each costs about a kilobyte once parsed, so
# these are half of the 400 MB that the crawl of a host may weigh. Sitemaps are scanned, not parsed, and have
# no such limit.
MAX_TAGS = 200_000
# Where a body's first sign is looked for, after a byte order mark and blank lines.
_HEAD_BYTES = 64

_MAX_EMPTY_CHARACTERS = 300
# What is larger is content, and too much to search in vain.
_MAX_BLOCK_BYTES = 2 * 1024 * 1024
# Truncated pages of 300 to 400 bytes are met in the wild, and notices in all words; the shortest real page
# that shows so little is a title and a file.
_MAX_STUB_BYTES = 600
_MAX_STUB_CHARACTERS = 100
# What shows no more than this under whatever title shows nothing: 加载中，请稍候
_MAX_SHELL_CHARACTERS = 30
_MIN_SCRIPTED_CHARACTERS = 60

# /404.html, /error/notfound.jsp: where redirects tell that there is no such page
_GONE_ADDRESS = re.compile(r"/(?:\w{0,12}404|not_?found|no_?page)\b", re.IGNORECASE)
# "/", "/index.html", "/index.shtml", "/default.aspx"
_HOME = re.compile(r"^/?(?:(?:index|default)\.\w{1,5})?$", re.IGNORECASE)

# A page without visible text may still frame a document or carry its content in a script.
_EMBEDDED = re.compile(
    r"<(?:iframe|frame|embed|object|img|canvas|datastore|textarea)\b|_CONFIG\s*=|__NUXT__|__INITIAL_STATE__",
    re.IGNORECASE,
)
# href="./P020260101.pdf", downfile.jsp?filename=…: a page that only hands out a file is short, and a page all
# the same
_FILE = re.compile(
    r"\.(?:pdf|docx?|wps|ofd|xlsx?|rtf|zip|rar)\b|downfile|download|onlinePreview|/attach",
    re.IGNORECASE,
)
# <div id="app"></div>, <div id='root'>, 请启用JavaScript: a page that a browser draws
_SHELL = re.compile(
    r"<div\b[^<>]{0,80}id\s*=\s*['\"]?(?:app|root|main-app|__next|__nuxt)\b|javascript.{0,20}(?:启用|enabled)"
    r"|(?:启用|开启|打开|enable).{0,12}javascript",
    re.IGNORECASE,
)
# <frame src="http://ww7.parking.example/">, <iframe src=/waf_block.html>
_FRAME = re.compile(
    r"<i?frame\b[^<>]{0,300}?\bsrc\s*=\s*['\"]?\s*([^'\"<>\s]{1,500})", re.IGNORECASE
)
_MOST_FRAMES = 8
_SITE_LABELS = 3
# <meta http-equiv="refresh" content="0;url=/zwgk/1001.html">
_REFRESH = re.compile(
    r"<meta\b(?=[^<>]{0,200}\bhttp-equiv\s*=\s*['\"]?refresh)[^<>]{0,200}?\bcontent\s*=\s*['\"]?\s*[0-5](?:\.\d+)?\s*[;,]"
    r"\s*(?:url\s*=\s*)?['\"]?([^'\"<>\s]{1,500})",
    re.IGNORECASE,
)
# <script>window.location.href="/zwgk/1001.html";</script>, and nothing else in it
_NAVIGATION = re.compile(
    r"<script\b[^<>]{0,100}>\s*(?:(?:window|self|top|document)\.)?location(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*"
    r"['\"]([^'\"?#<>\s]{1,300}\.(?:s?html?|pdf|docx?|wps|ofd))['\"]\s*\)?\s*;?\s*</script",
    re.IGNORECASE,
)
# <script>alert('文章不存在');location='/'</script>, layer.msg("该信息已删除",function(){history.back()})
_ALERT = re.compile(
    r"<script\b[^<>]{0,100}>\s*(?:<!--\s*)?(?:\$\(function\s*\(\)\s*\{\s*)?(?:window\.|top\.|parent\.|layer\.)?(?:alert|msg|confirm)\s*\(\s*"
    r"(?P<quote>['\"])(?P<words>[^'\"<>\n]{2,80})(?P=quote)[^<>]{0,120}?(?:location|history|close\s*\(|back\s*\()",
    re.IGNORECASE,
)
# <h1></h1>, <div class="title"></div>: a frame without its article's title
_EMPTY_HEADING = re.compile(
    r"<(?P<tag>h[1-3])\b[^<>]{0,200}>\s*</(?P=tag)>"
    r"|<(?:div|p|span|td)\b[^<>]{0,200}\b(?:class|id)\s*=\s*['\"]?[\w-]{0,12}(?:title|tit|biaoti|bt)['\"\s>][^<>]{0,80}>?\s*</",
    re.IGNORECASE,
)
# 发布时间： 来源： 浏览次数：, and nothing behind them
_EMPTY_LABEL = re.compile(
    r"(?:发布|更新|发文|录入)?(?:时间|日期)\s*[:：]\s*(?:\[\s*\])?\s*(?=$|来源|作者|信息来源|浏览|点击|阅读|字体|【|编辑|责任|文章)"
)
# <div id="zoom"></div>
_EMPTY_CONTENT = re.compile(
    r"<(?:div|td|ucapcontent|article|section)\b[^<>]{0,200}\b(?:class|id)\s*=\s*['\"]?[\w-]{0,16}(?:zoom|content|article|editor|detail|con|text|body)"
    r"[\w-]{0,12}['\"\s>][^<>]{0,120}>?(?:\s|&nbsp;|<p>|</p>|<br\s*/?>)*</",
    re.IGNORECASE,
)
# What may fill a frame after all.
_FILLED = re.compile(
    r"ajax|axios|fetch\s*\(|\$\.(?:get|post)|getJSON|XMLHttpRequest|v-html|\{\{|innerHTML|document\.write|\.html\s*\(|\.load\s*\(",
    re.IGNORECASE,
)
_MAX_LEADING_BYTES = 8000
_CHINESE = re.compile("[\u4e00-\u9fff]")

_TEXT_TYPES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain"})
# PDF, ZIP with DOCX and OFD, DOC, RTF, PNG, JPEG, RAR: files that some servers send as text/html
_FILE_SIGNATURES = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"Rar!",
)

_GONE_STATUSES = frozenset({404, 410})
_BLOCK_BY_STATUS = {
    401: "login",
    403: "forbidden",
    407: "login",
    412: "ruishu",
    418: "firewall",
    429: "too_many_requests",
    451: "legal",
    493: "firewall",
    512: "jiasule",
    514: "too_many_requests",
    521: "jiasule",
    566: "firewall",
    567: "firewall",
}
# How firewalls refuse a page as well; in place of a list they may only say that its interface wants POST.
_PAGE_BLOCK_BY_STATUS = {
    405: "firewall",
    406: "firewall",
    501: "firewall",
}
# What a server says of itself in passing, so that with its own error it is only out of order.
_OUT_OF_ORDER = frozenset({"busy", "default_page"})


@dataclass(frozen=True, slots=True)
class PageCheck:
    """What an answer is besides a page: a wall, a suspect, a page that is gone."""

    page: Page

    def classify_block(self) -> str | None:
        """Name the challenge or block that an answer is, null when it is none."""
        if "block" not in self.page.memo:
            self.page.memo["block"] = _find_block(self.page)
        block = self.page.memo["block"]
        if block is None:
            return None
        return str(block)

    def describe_oversized_list(self, family: Family) -> str:
        """Say which limit of list pages it passes; empty when none."""
        body = self.page.body
        size = len(body)
        if family is Family.SITEMAP:
            return _describe_oversize("a sitemap", size, MAX_SITEMAP_BYTES)
        what = "a list page"
        limit = MAX_HTML_LIST_BYTES
        if _is_json(body):
            what = "an answer of a list's API"
            limit = MAX_JSON_LIST_BYTES
        oversize = _describe_oversize(what, size, limit)
        if oversize:
            return oversize
        tags = body.count(b"<")
        if tags > MAX_TAGS:
            return f"a list page of {tags} tags, at most {MAX_TAGS}"
        return ""

    def find_redirect_wall(self) -> str | None:
        """Name the challenge or login that an answer redirects to; null when it is no such redirect."""
        location = self.page.headers.get("location", "")
        if not 300 <= self.page.status < 400:
            return None
        if not location:
            return None
        return _find_wall_at(self.page, normalize_url(location, self.page.url))

    def classify_suspect(self) -> str | None:
        """Name what a 200 answer in the place of a detail page is that says nothing at all; null for a page.

        It is no page, and does not say either that there is none: a `shell` that a browser fills, or
        `suspect`.
        """
        if (
            self.page.status != 200
            or len(self.page.body) > _MAX_BLOCK_BYTES
            or self.is_soft_404()
        ):
            return None
        if (
            self.page.media_type == "text/plain"
            or _is_json(self.page.body)
            or not _is_textual(self.page)
        ):
            return None
        markup = decode_page(self.page)
        shown = _get_visible_text(self.page)
        # Nearly all pages show more; to search their markup costs more than all else that is done here.
        if len(shown) >= _MAX_STUB_CHARACTERS:
            return None
        wall = _find_framed_wall(self.page, markup, shown)
        if wall:
            return wall
        if _EMBEDDED.search(markup) or _FILE.search(markup) or self.find_led_on_to():
            return None
        if len(self.page.body) >= _MAX_STUB_BYTES and _is_scripted(markup):
            return None
        if len(shown) >= _MAX_SHELL_CHARACTERS and WallMark.reads_as_written(
            markup, shown
        ):
            return None
        if _SHELL.search(markup):
            return "shell"
        return "suspect"

    def find_led_on_to(self) -> str:
        """Give the address that a detail page without content leads on to by itself; empty where it does not.

        A challenge leads to what was asked for, with a cookie or a token: none is followed.
        """
        if (
            self.page.status != 200
            or len(self.page.body) > _MAX_LEADING_BYTES
            or not _is_textual(self.page)
        ):
            return ""
        markup = decode_page(self.page)
        shown = _get_visible_text(self.page)
        if len(shown) > _MAX_STUB_CHARACTERS or "cookie" in markup.lower():
            return ""
        found = _REFRESH.search(markup) or _NAVIGATION.search(markup)
        target = normalize_url(found[1], self.page.url) if found else ""
        parts = urlsplit(target)
        is_own = target in (self.page.url, self.page.request.url)
        is_page = bool(target) and not is_own and not _HOME.search(parts.path)
        if is_page and not WallMark.find_at(target):
            return target
        return ""

    def is_soft_404(self) -> bool:
        """Tell whether a 200 answer only says that the page does not exist."""
        if self.page.status != 200:
            return False
        if len(self.page.body) > _MAX_BLOCK_BYTES:
            return False
        if _is_json(self.page.body):
            refusal = WallMark.find_refusal(self.page.body)
            if refusal is None:
                return False
            return refusal[0] in _GONE_STATUSES or bool(GONE_WORDS.search(refusal[2]))
        if not _is_textual(self.page):
            return False
        markup = decode_page(self.page)
        shown = _get_visible_text(self.page)
        if len(shown) > _MAX_EMPTY_CHARACTERS:
            return False
        if WallMark.reads_as_written(markup, shown):
            return False
        if GONE_WORDS.search(f"{WallMark.find_title(markup)} {shown}"):
            return True
        return _is_empty_frame(markup, shown)

    def is_gone(self) -> bool:
        """Tell whether the answer to a request for a detail page says that there is none (any more)."""
        if self.page.status in _GONE_STATUSES:
            return True
        if self.is_soft_404():
            return True
        return self.page.status in (200, 301, 302, 303, 307, 308) and _leads_elsewhere(
            self.page
        )

    def ensure_readable(self, kind: str = "") -> None:
        """Raise Blocked for a challenge or block page, Unreachable for a server's own failure.

        `kind` is what was asked for: a detail page that says nothing at all is blocked, too.
        """
        retry_time = describe_retry_time(self.page)
        block = _classify_answer(self.page, kind)
        if block is not None:
            raise Blocked(self.page.request.url, block, retry_time)
        refusal = (
            WallMark.find_refusal(self.page.body) if self.page.status == 200 else None
        )
        if refusal and 500 <= refusal[0] < 600:
            reason = f"HTTP 200, and in it code {refusal[0]}"
            raise Unreachable(self.page.request.url, reason)
        if self.page.status >= 500:
            reason = f"HTTP {self.page.status}{', ' if retry_time else ''}{retry_time}"
            raise Unreachable(self.page.request.url, reason)

    def describe(self, kind: str = "") -> str:
        """Name an answer for the table of fetches; `kind` is what was asked for."""
        block = _classify_answer(self.page, kind)
        if block is not None:
            return f"blocked({block})"
        if self.page.status == 304:
            return "not modified"
        if self.page.status in _GONE_STATUSES:
            return "missing"
        if self.page.status != 200:
            return f"HTTP {self.page.status}"
        if kind == "detail" and _leads_elsewhere(self.page):
            return f"led to {urlsplit(self.page.url).path}"
        if self.is_soft_404():
            return "soft 404"
        return "ok"


def _find_block(page: Page) -> str | None:
    if page.status in _BLOCK_BY_STATUS:
        return _BLOCK_BY_STATUS[page.status]
    if 300 <= page.status < 400 and page.status != 304:
        return PageCheck(page).find_redirect_wall() or (
            "cookie_challenge" if "set-cookie" in page.headers else None
        )
    kind = _find_wall_at(page, page.url)
    if kind:
        return kind
    if not page.body or len(page.body) > _MAX_BLOCK_BYTES:
        return None
    if _is_json(page.body):
        refusal = WallMark.find_refusal(page.body)
        return (refusal and refusal[1]) or None
    if not _is_textual(page):
        return None
    cookies = page.headers.get("set-cookie", "")
    kind = WallMark.find_in_page(decode_page(page), _get_visible_text(page), cookies)
    out_of_order = page.status >= 500 and kind in _OUT_OF_ORDER
    if out_of_order:
        return None
    return kind


def _find_wall_at(page: Page, target: str) -> str | None:
    """Name the wall at the address to which a request led; null where it is what was asked for."""
    asked = page.request.url
    if not target:
        return None
    if target == asked:
        return None
    if WallMark.find_at(asked):
        return None
    return WallMark.find_at(target)


def _find_framed_wall(
    page: Page,
    markup: str,
    shown: str,
) -> str | None:
    """Name the wall that fills a page's frames, a challenge or another site; null where there is none."""
    if WallMark.reads_as_written(markup, shown):
        return None
    frames = _FRAME.findall(markup)
    targets = [normalize_url(frame, page.url) for frame in frames[:_MOST_FRAMES]]
    for target in targets:
        wall = WallMark.find_at(target)
        if wall:
            return wall
    if not targets:
        return None
    if _FILE.search(markup):
        return None
    own = _find_site(page.url)
    if own in map(_find_site, targets):
        return None
    return "parked"


def _find_site(url: str) -> str:
    """Give what the hosts of one site have in common: example.gov.cn of www.example.gov.cn."""
    host = urlsplit(url).hostname or ""
    return ".".join(host.split(".")[-_SITE_LABELS:])


def _is_scripted(markup: str) -> bool:
    """Tell whether a page that shows nothing carries Chinese words all the same, as data of a script."""
    seen = f"{WallMark.find_title(markup)}{strip_markup(markup)}"
    hidden = len(_CHINESE.findall(markup)) - len(_CHINESE.findall(seen))
    return hidden > _MIN_SCRIPTED_CHARACTERS


def _leads_elsewhere(page: Page) -> bool:
    """Tell whether a page that was asked for led to the site's home page, or to one that says it is gone."""
    target = page.url
    if 300 <= page.status < 400:
        target = normalize_url(page.headers.get("location", ""), page.url)
    if not target:
        return False
    if target == page.request.url:
        return False
    if WallMark.find_at(target):
        return False
    before = urlsplit(page.request.url)
    after = urlsplit(target)
    if _GONE_ADDRESS.search(after.path) and not _GONE_ADDRESS.search(before.path):
        return True
    to_home = _HOME.search(after.path) is not None and not after.query
    return to_home and not _HOME.search(before.path)


def _is_textual(page: Page) -> bool:
    if page.media_type not in _TEXT_TYPES:
        return False
    return not page.body.startswith(_FILE_SIGNATURES)


def _classify_answer(page: Page, kind: str) -> str | None:
    block = PageCheck(page).classify_block()
    if block is not None:
        return block
    if kind != "detail":
        return block
    if page.status in _PAGE_BLOCK_BY_STATUS:
        return _PAGE_BLOCK_BY_STATUS[page.status]
    if _leads_elsewhere(page):
        return None
    return PageCheck(page).classify_suspect()


def classify_failure(error: FetchError) -> PageState:
    """Name the state of a page that gave no body."""
    if isinstance(error, Blocked):
        return PageState.BLOCKED
    if isinstance(error, Refused):
        return PageState.REFUSED
    return PageState.UNREACHABLE


def _get_visible_text(page: Page) -> str:
    """Give what a reader would see of a short answer, what its script says first, worked out once."""
    return str(
        page.memo.get("shown") or page.memo.setdefault("shown", _find_shown(page))
    )


def _find_shown(page: Page) -> str:
    markup = decode_page(page)
    shown = strip_markup(markup)
    alert = _ALERT.search(markup) if len(shown) <= _MAX_EMPTY_CHARACTERS else None
    if alert:
        return f"{alert['words']} {shown}".strip()
    return shown


def _is_empty_frame(markup: str, shown: str) -> bool:
    """Tell whether a page is the frame of an article, of which title, day and text are empty."""
    if not _EMPTY_LABEL.search(shown):
        return False
    is_carried = _EMBEDDED.search(markup) or _FILE.search(markup)
    if is_carried:
        return False
    if _FILLED.search(markup):
        return False
    if _SHELL.search(markup):
        return False
    return bool(_EMPTY_HEADING.search(markup) and _EMPTY_CONTENT.search(markup))


def _is_json(body: bytes) -> bool:
    head = body[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"{", b"["))


def _describe_oversize(
    what: str,
    size: int,
    limit: int,
) -> str:
    if size > limit:
        return f"{what} of {size} bytes, at most {limit >> 20} MB"
    return ""
