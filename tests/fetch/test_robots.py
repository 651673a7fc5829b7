"""robots.txt by RFC 9309."""

from datetime import UTC, datetime

import pytest

from tasks.fetch.robots import RobotsRules
from tasks.model.page import Page, Request


def robots(text: str, status: int = 200) -> Page:
    """Make an answer to a request for robots.txt."""
    url = "http://example.cn/robots.txt"
    return Page(Request(url), url, status, {}, text.encode(), datetime.now(UTC))


RULES = (
    "\ufeffUser-agent: *\nDisallow: /\n\n"
    "User-agent: Fazhi\nDisallow: /private/\nAllow: /private/*.html$\nCrawl-delay: 5"
)


def test_the_rules_for_us_go_before_those_for_all():
    """The longest matching rule of our own group decides."""
    rules = RobotsRules.parse(robots(RULES))
    assert rules.is_allowed("http://example.cn/bg/")
    assert not rules.is_allowed("http://example.cn/private/x")
    assert rules.is_allowed("http://example.cn/private/x.html")


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(404, True), (401, True), (403, True), (500, False), (503, False)],
)
def test_statuses_decide_where_there_are_no_rules(status, allowed):
    """4xx means no rules, 5xx means nothing for now."""
    assert (
        RobotsRules.parse(robots("User-agent: *\nDisallow: /", status)).is_allowed(
            "http://example.cn/"
        )
        is allowed
    )


def test_no_answer_forbids_everything():
    """A host that does not answer is left alone."""
    assert not RobotsRules.parse(None).is_allowed("http://example.cn/")


@pytest.mark.parametrize(
    ("wanted", "asked", "kept"), [(1.0, "5", 5.0), (9.0, "5", 9.0), (1.0, "3600", 60.0)]
)
def test_the_longer_delay_holds_within_a_cap(wanted, asked, kept):
    """The host may ask for more than the source does, but not for hours."""
    rules = RobotsRules.parse(robots(f"User-agent: *\nCrawl-delay: {asked}"))
    assert rules.compute_delay(wanted) == kept


def test_a_page_in_the_place_of_rules_is_none():
    """Soft 404 pages forbid nothing."""
    assert RobotsRules.parse(robots("<html><body>页面不存在</body></html>")).is_allowed(
        "http://example.cn/"
    )


def test_robots_belong_to_scheme_and_authority():
    """Another port is another host."""
    assert (
        RobotsRules.build_url("https://example.cn:8443/a/b?c")
        == "https://example.cn:8443/robots.txt"
    )
