"""Size limits: how much of an answer is read, by what it is.

All sizes are in bytes; a larger body is an issue, never cut.

The session reads by `classify_body`, since it does not know what a page is for; the walk holds its list pages
to theirs.
"""

import re
from enum import StrEnum
from urllib.parse import urlsplit

from tasks.model.page import Page
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
# text/html, application/xhtml+xml, text/plain, application/json
_MARKUP = re.compile(
    r"^(?:text/|application/(?:xhtml|json|javascript|x-javascript))", re.IGNORECASE
)
# application/xml, text/xml, application/rss+xml; not xhtml, nor the zipped formats of office documents
_XML = re.compile(r"^(?:text|application)/(?:(?:rss|atom)\+)?xml\b", re.IGNORECASE)
# /sitemap_1.xml, /sitemap.xml.gz: whatever the server calls them
_XML_FILE = re.compile(r"\.xml(?:\.gz)?$", re.IGNORECASE)


class BodyKind(StrEnum):
    """What an answer is, as far as its header and address tell."""

    PAGE = "page"
    SITEMAP = "sitemap"
    ATTACHMENT = "attachment"


def classify_body(content_type: str, url: str) -> BodyKind:
    """Name what an answer is before its body is read; without a type it is a page."""
    kind = content_type.strip()
    if _XML.match(kind) or _XML_FILE.search(urlsplit(url).path):
        return BodyKind.SITEMAP
    return BodyKind.PAGE if not kind or _MARKUP.match(kind) else BodyKind.ATTACHMENT


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
