"""Responses: what an answer means, a challenge, a block page, a page that is gone, or a real one. Pure.

A challenge is never parsed further, never bypassed. How much of an answer is read stands here, too, all sizes
in bytes: a larger body is an issue, never cut. The session reads by header and address, since it does not
know what a page is for; the walk holds its list pages to theirs.
"""

import re

from tasks.fetch.markup import decode_page, strip_markup
from tasks.fetch.pacing import describe_retry_time
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

# A body with more visible text than this is content that merely mentions such words.
_MAX_BLOCK_CHARACTERS = 800
_MAX_EMPTY_CHARACTERS = 300
# Challenges bring scripts of some hundred kilobytes; what is larger is content, and too much to search in
# vain.
_MAX_BLOCK_BYTES = 2 * 1024 * 1024
# Truncated pages of 300 to 400 bytes are met in the wild; the shortest real page of this kind is a title and
# a file.
_MAX_STUB_BYTES = 600
_MAX_STUB_CHARACTERS = 100

# Inline script of 瑞数: $_ts=window['$_ts'];if(!$_ts)$_ts={};
_RUISHU = re.compile(r"\$_ts\b")
# 加速乐: document.cookie=('__jsl_clearance_s=…
_JIASULE = re.compile(r"__jsl_?clearance|__jsluid", re.IGNORECASE)
# 请输入验证码后继续访问 / 安全验证 / 访问过于频繁，请稍后再试 / Checking your browser / Just a moment...
_CHALLENGE = re.compile(
    r"(?:输入|完成|进行).{0,6}(?:验证码|验证)|安全验证|人机验证|滑动验证|访问(?:过于|太)频繁"
    r"|checking your browser|just a moment",
    re.IGNORECASE,
)
# 您的请求存在安全风险，被网站安全防护拦截 / 您的访问被防火墙阻断 / Web应用防火墙 / Request blocked
_FIREWALL = re.compile(
    r"(?:请求|访问|操作).{0,30}(?:拦截|阻断)|云防护|防火墙.{0,12}(?:拦截|阻止|提示)"
    r"|安全防护.{0,6}拦截|request blocked",
    re.IGNORECASE,
)
# 您访问的页面不存在 / 抱歉，该信息已被删除 / 404 Not Found / 找不到页面
_GONE_WORDS = re.compile(
    r"(?:页面|网页|文件|内容|信息|文章|栏目).{0,8}(?:不存在|已删除|已被删除|已下线|已失效|已过期|找不到|未找到)"
    r"|(?:找不到|未找到|没有找到).{0,10}(?:页面|网页|文件|内容|信息|文章)|404\s*not\s*found|page not found",
    re.IGNORECASE,
)

# A page without visible text may still frame a document or carry its content in a script.
_EMBEDDED = re.compile(
    r"<(?:iframe|embed|object|img)\b|_CONFIG\s*=|<datastore", re.IGNORECASE
)
# href="./P020260101.pdf", downfile.jsp?filename=…: a page that only hands out a file is short, and a page all
# the same
_FILE = re.compile(
    r"\.(?:pdf|docx?|wps|ofd|xlsx?|rtf|zip|rar)\b|downfile|download", re.IGNORECASE
)
# <title>页面不存在</title>
_TITLE = re.compile(r"<title[^<>]*>(.*?)(?:</title|\Z)", re.IGNORECASE | re.DOTALL)

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
    429: "too_many_requests",
    451: "legal",
    512: "jiasule",
    521: "jiasule",
}


def classify_block(page: Page) -> str | None:
    """Name the challenge or block that an answer is, null when it is none."""
    if page.status in _BLOCK_BY_STATUS:
        return _BLOCK_BY_STATUS[page.status]
    if 300 <= page.status < 400 and page.status != 304:
        return "cookie_challenge" if "set-cookie" in page.headers else None
    if not page.body or len(page.body) > _MAX_BLOCK_BYTES or not _is_textual(page):
        return None
    markup, shown = decode_page(page), _get_visible_text(page)
    if len(shown) > _MAX_BLOCK_CHARACTERS:
        return None
    if _RUISHU.search(markup):
        return "ruishu"
    if _JIASULE.search(markup):
        return "jiasule"
    if _CHALLENGE.search(f"{_find_title(markup)} {shown}"):
        return "challenge"
    return "firewall" if _FIREWALL.search(shown) else None


def is_soft_404(page: Page) -> bool:
    """Tell whether a 200 answer only says that the page does not exist, or says nothing at all."""
    if page.status != 200 or len(page.body) > _MAX_BLOCK_BYTES or not _is_textual(page):
        return False
    markup, shown = decode_page(page), _get_visible_text(page)
    if not shown:
        return not _EMBEDDED.search(markup)
    if len(shown) > _MAX_EMPTY_CHARACTERS:
        return False
    return bool(_GONE_WORDS.search(f"{_find_title(markup)} {shown}"))


def _is_stub(page: Page) -> bool:
    """Tell whether a 200 answer is too small to be a page: no such page, as some servers say it."""
    if page.status != 200 or len(page.body) >= _MAX_STUB_BYTES:
        return False
    if page.media_type == "text/plain" or not _is_textual(page):
        return False
    markup = decode_page(page)
    if _EMBEDDED.search(markup) or _FILE.search(markup):
        return False
    return len(_get_visible_text(page)) < _MAX_STUB_CHARACTERS


def _find_title(markup: str) -> str:
    found = _TITLE.search(markup)
    return strip_markup(found.group(1)) if found else ""


def _is_textual(page: Page) -> bool:
    if page.media_type not in _TEXT_TYPES:
        return False
    return not page.body.startswith(_FILE_SIGNATURES)


def check_response(page: Page) -> None:
    """Raise Blocked for a challenge or block page, Unreachable for a server's own failure."""
    retry_time = describe_retry_time(page)
    kind = classify_block(page)
    if kind is not None:
        raise Blocked(page.request.url, kind, retry_time)
    if page.status >= 500:
        reason = f"HTTP {page.status}{', ' if retry_time else ''}{retry_time}"
        raise Unreachable(page.request.url, reason)


def describe_response(page: Page, kind: str = "") -> str:
    """Name an answer for the table of fetches; `kind` is what was asked for."""
    block = classify_block(page)
    if block is not None:
        return f"blocked({block})"
    if page.status == 304:
        return "not modified"
    if page.status in _GONE_STATUSES:
        return "missing"
    if page.status != 200:
        return f"HTTP {page.status}"
    if kind == "detail" and _is_stub(page):
        return "stub"
    return "soft 404" if is_soft_404(page) else "ok"


def is_gone(page: Page) -> bool:
    """Tell whether the answer to a request for a detail page says that there is none (any more).

    A stub of a few hundred bytes without words or files is such an answer too.
    """
    return page.status in _GONE_STATUSES or is_soft_404(page) or _is_stub(page)


def classify_failure(error: FetchError) -> PageState:
    """Name the state of a page that gave no body."""
    if isinstance(error, Blocked):
        return PageState.BLOCKED
    if isinstance(error, Refused):
        return PageState.REFUSED
    return PageState.UNREACHABLE


def _get_visible_text(page: Page) -> str:
    """Give what a reader would see of a short answer, worked out once."""
    return str(
        page.memo.get("shown")
        or page.memo.setdefault("shown", strip_markup(decode_page(page)))
    )


def describe_oversized_list(family: Family, page: Page) -> str:
    """Say which limit of list pages an answer passes; empty when none."""
    if family is Family.SITEMAP:
        return _describe_oversize("a sitemap", len(page.body), MAX_SITEMAP_BYTES)
    what, limit = "a list page", MAX_HTML_LIST_BYTES
    if _is_json(page.body):
        what, limit = "an answer of a list's API", MAX_JSON_LIST_BYTES
    if oversize := _describe_oversize(what, len(page.body), limit):
        return oversize
    tags = page.body.count(b"<")
    return f"a list page of {tags} tags, at most {MAX_TAGS}" if tags > MAX_TAGS else ""


def _is_json(body: bytes) -> bool:
    head = body[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"{", b"["))


def _describe_oversize(what: str, size: int, limit: int) -> str:
    return f"{what} of {size} bytes, at most {limit >> 20} MB" if size > limit else ""
