"""robots.txt by RFC 9309, read by protego.

A 4xx answer means that there are no rules, a 5xx or no answer that nothing may be fetched for now.
"""

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from protego import Protego

from tasks.fetch.session import AGENT
from tasks.model.page import Page

# RFC 9309 asks for 500 KiB at least; nothing beyond is read.
_MAX_BYTES = 512 * 1024
# A host that asks for minutes between requests is answered with one a minute.
_MAX_DELAY = 60.0


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """A host's word on what may be fetched: `status` is a phrase for tables and logs."""

    status: str
    allow_all: bool = False
    rules: Protego | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, page: Page | None) -> Self:
        """Read the answer to a request for robots.txt; null when none came."""
        if page is None:
            return cls("robots.txt unreachable: nothing is fetched")
        if page.status >= 500:
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
        text = page.body[:_MAX_BYTES].decode("utf-8-sig", "replace")
        return cls("robots.txt read", rules=Protego.parse(text))

    @staticmethod
    def build_url(url: str) -> str:
        """Give where the robots.txt for a URL is."""
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}/robots.txt"

    @property
    def refusal(self) -> str:
        """Say in a short phrase why a URL is not fetched."""
        return self.status if self.rules is None else "robots.txt disallows it"

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
