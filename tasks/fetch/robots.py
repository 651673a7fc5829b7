"""robots.txt by RFC 9309, read by protego after its lines were set right.

A 4xx answer means that there are no rules; 429, a 5xx or no answer that nothing may be fetched for now.
"""

import codecs
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Self
from urllib.parse import quote, urlsplit

from protego import Protego

from tasks.fetch.session import AGENT
from tasks.model.page import Page

# RFC 9309 asks for 500 KiB at least; nothing beyond is read.
_MAX_BYTES = 512 * 1024
# A host that asks for minutes between requests is answered with one a minute.
_MAX_DELAY = 60.0
# The byte order marks of editors, the longest first: that of UTF-32 begins with that of UTF-16.
_CHARSET_BY_MARK = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# `Disallow：/gzbg/`, `User-agent ﹕ *`: typed with an input method switched on
_WIDE_COLON = re.compile(r"^(\s*[A-Za-z -]{1,20}?)\s*[：﹕︰]")
# `User-agent: fazhi/0.1`, `USER AGENT Fazhi bot (of somebody)`
_AGENT_LINE = re.compile(r"^\s*user[ -]?agent\s*[:\s]\s*([^#]*)", re.IGNORECASE)
# `fazhi/0.1 (+https://…)` names `fazhi`, `fazhibot` another; some name several: `Baiduspider, fazhi`
_PRODUCT = re.compile(r"(?:^|[,;])\s*([A-Za-z_-]+)")
# `Disallow: /附件/`
_RULE_LINE = re.compile(r"^(\s*(?:dis)?allow\s*:)\s*([^#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """A host's word on what may be fetched: `status` is a phrase for tables and logs."""

    status: str
    allow_all: bool = False
    rules: Protego | None = field(
        default=None,
        repr=False,
    )

    @classmethod
    def parse(cls, page: Page | None) -> Self:
        """Read the answer to a request for robots.txt; null when none came."""
        if page is None:
            return cls("robots.txt unreachable: nothing is fetched")
        if RobotsRules.is_put_off(page):
            return cls(f"robots.txt answers HTTP {page.status}: nothing is fetched")
        if page.status >= 400:
            return cls(
                f"no robots.txt (HTTP {page.status}): everything is allowed",
                allow_all=True,
            )
        if page.status >= 300:
            # RFC 9309: redirects that lead nowhere may be taken as no rules.
            return cls(
                f"robots.txt redirects nowhere (HTTP {page.status}): everything is allowed",
                allow_all=True,
            )
        text = _decode(page.body[:_MAX_BYTES])
        return cls("robots.txt read", rules=Protego.parse(_correct_lines(text)))

    @staticmethod
    def build_url(url: str) -> str:
        """Give where the robots.txt for a URL is."""
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}/robots.txt"

    @property
    def refusal(self) -> str:
        """Say in a short phrase why a URL is not fetched."""
        if self.rules is None:
            return self.status
        return "robots.txt disallows it"

    def is_allowed(self, url: str) -> bool:
        """Tell whether a URL may be fetched by us."""
        if self.rules is None:
            return self.allow_all
        return bool(self.rules.can_fetch(url, AGENT))

    def compute_delay(self, wanted: float) -> float:
        """Give the pause to keep, in seconds: the longer of the source's and the host's, within a cap."""
        asked = None if self.rules is None else self.rules.crawl_delay(AGENT)
        if asked is None:
            return wanted
        return max(wanted, min(float(asked), _MAX_DELAY))

    @staticmethod
    def is_put_off(page: Page) -> bool:
        """Tell whether the answer to a request for robots.txt says: not now."""
        return page.status == HTTPStatus.TOO_MANY_REQUESTS or page.status >= 500


def _decode(body: bytes) -> str:
    for mark, charset in _CHARSET_BY_MARK.items():
        if body.startswith(mark):
            return body.decode(charset, "replace")
    if body[1:2] == b"\0" or body[:1] == b"\0":
        # UTF-16 without a mark: a file of commands begins with an ASCII character.
        return body.decode(
            "utf-16-le" if body[1:2] == b"\0" else "utf-16-be", "replace"
        )
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A cut character at the limit is no other charset.
        is_cut = error.start >= _MAX_BYTES - 4
        return body.decode("utf-8" if is_cut else "gb18030", "replace")


def _correct_lines(text: str) -> str:
    """Set the lines right: colons, the names of agents, and paths that are not in ASCII."""
    lines: list[str] = []
    for line in text.splitlines():
        lines += _correct_line(_WIDE_COLON.sub(r"\1:", line.lstrip("\ufeff")))
    return "\n".join(lines)


def _correct_line(line: str) -> list[str]:
    named = _AGENT_LINE.match(line)
    if named:
        return [f"User-agent: {_name_agent(named[1].strip())}"]
    rule = _RULE_LINE.match(line)
    if rule is None:
        return [line]
    if line.isascii():
        return [line]
    # Which charset a server's addresses have is known to nobody: `/附件/` is meant in both.
    charsets = ("utf-8", "gb18030")
    path = rule[2].strip()
    return [
        f"{rule[1]} {quote(path, '/:?&=*$%~+,;@!()', charset, 'replace')}"
        for charset in charsets
    ]


def _name_agent(value: str) -> str:
    """Name whom a group speaks of: us, all, or somebody else; a product token ends before its version."""
    if AGENT in map(str.lower, _PRODUCT.findall(value)):
        return AGENT
    if value.replace("＊", "*").split()[:1] == ["*"]:
        return "*"
    return "other"
