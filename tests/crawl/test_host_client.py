"""The client of a host: robots.txt once, and an end to asking a host that fails."""

import pytest

from tasks.crawl.host_client import HostClient
from tasks.fetch.session import PoliteSession, RequestLimits
from tasks.model.errors import Blocked, FetchError, Postponed, Refused, Unreachable
from tasks.model.page import Request
from tasks.model.source import Family, Source


class Kept:
    """What a client hands over."""

    def __init__(self, site) -> None:
        self.pages: list[int] = []
        self.errors: list[FetchError] = []
        self.source = Source(
            id="demo",
            name="演示区",
            organ="演示区人民政府",
            family=Family.STATIC,
            column=site.url("/bg/"),
            delay=0.0,
            allow_private=True,
        )
        self.session = PoliteSession(
            limits=RequestLimits(attempts=1, read=0.5, deadline=1.0)
        )
        self.client = HostClient(
            self.session,
            lambda _source, page: self.pages.append(page.status),
            lambda _source, _request, error: self.errors.append(error),
        )

    def fetch(self, site, path: str) -> int:
        """Fetch a path of the site."""
        return self.client.fetch(self.source, Request(site.url(path))).status


@pytest.fixture
def kept(site):
    """Open a client of the site."""
    made = Kept(site)
    with made.session:
        yield made


def test_robots_are_asked_once_and_handed_over(site, kept):
    """The answer is kept before it is obeyed."""
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /no")
    site.put("/yes", "x")
    assert kept.fetch(site, "/yes") == 200
    for _ in range(2):
        with pytest.raises(Refused, match="disallows"):
            kept.fetch(site, "/no")
    assert site.paths == ["/robots.txt", "/yes"]
    assert kept.pages == [200]


def test_a_host_without_an_answer_for_robots_is_not_asked_more(site, kept):
    """Unreachable is the word, not refused."""
    site.raw["/robots.txt"] = lambda connection: connection.close()
    for _ in range(2):
        with pytest.raises(Unreachable):
            kept.fetch(site, "/a")
    assert site.paths == ["/robots.txt"]
    assert len(kept.errors) == 1


def test_a_challenge_in_the_place_of_robots_is_a_block(site, kept):
    """Neither allowed nor forbidden."""
    site.put("/robots.txt", "<script>$_ts={}</script>", 412)
    with pytest.raises(Blocked, match="ruishu"):
        kept.fetch(site, "/a")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_robots_txt_that_fails_puts_everything_off(site, kept, status):
    """It means: not now. Nothing is asked, and nothing is known of the page."""
    site.put("/robots.txt", "down", status)
    for _ in range(2):
        with pytest.raises(Postponed, match=f"HTTP {status}"):
            kept.fetch(site, "/a")
    assert site.paths == ["/robots.txt"]


def test_a_host_that_fails_again_and_again_is_left_alone(site, kept):
    """Five in a row are enough for a night."""
    site.put("/a", "down", 503)
    assert [kept.fetch(site, "/a") for _ in range(5)] == [503] * 5
    with pytest.raises(Unreachable, match="not asked"):
        kept.fetch(site, "/a")
    assert len(site.asked) == 6


def test_a_redirect_is_asked_for_at_the_rules_of_its_host(site, kept):
    """Each hop obeys."""
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /no")
    site.put("/a", "", 302, Location="/no")
    with pytest.raises(Refused):
        kept.fetch(site, "/a")
    assert site.paths == ["/robots.txt", "/a"]
