"""robots.txt by RFC 9309."""

from datetime import UTC, datetime

import pytest

from tasks.fetch.robots import RobotsRules
from tasks.model.page import Page, Request


def robots(text: str, status: int = 200, charset: str = "utf-8") -> Page:
    """Make an answer to a request for robots.txt."""
    url = "http://example.cn/robots.txt"
    return Page(Request(url), url, status, {}, text.encode(charset), datetime.now(UTC))


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
    [(404, True), (401, True), (403, True), (429, False), (500, False), (503, False)],
)
def test_statuses_decide_where_there_are_no_rules(status, allowed):
    """4xx means no rules, 429 and 5xx mean nothing for now."""
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
    ("agent", "allowed"),
    [
        ("fazhi", False),
        ("FAZHI/0.1", False),
        ("Fazhi bot", False),
        ("fazhi (+https://example.org)", False),
        ("Baiduspider, fazhi", False),
        ("fazhibot", True),
        ("fazhi-images", True),
        ("my fazhi", True),
        ("f", True),
        ("*", False),
        ("＊", False),
        ("* # everybody", False),
    ],
)
def test_a_group_speaks_of_us_by_our_product_token(agent, allowed):
    """The token ends where its version or a remark begins; a longer token is another product."""
    rules = RobotsRules.parse(robots(f"User-agent: {agent}\nDisallow: /a"))
    assert rules.is_allowed("http://example.cn/a/1.html") is allowed


def test_our_own_groups_are_one_and_go_before_that_for_all():
    """However they spell our name."""
    rules = RobotsRules.parse(
        robots(
            "User-agent: *\nDisallow: /c\n\nUser-agent: fazhi/9\nDisallow: /a\n\n"
            "User-agent: Fazhi\nDisallow: /b\n"
        )
    )
    allowed = [rules.is_allowed(f"http://example.cn/{path}") for path in "abc"]
    assert allowed == [False, False, True]


@pytest.mark.parametrize(
    ("charset", "mark"),
    [
        ("utf-8", ""),
        ("utf-8", "\ufeff"),
        ("utf-16-le", "\ufeff"),
        ("utf-16-be", "\ufeff"),
        ("utf-16-le", ""),
        ("utf-16-be", ""),
        ("utf-32-le", "\ufeff"),
        ("gb18030", ""),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_rules_are_read_in_the_charset_of_their_editor(charset, mark, line_end):
    """A path in Chinese holds for both of its spellings."""
    text = line_end.join((f"{mark}User-agent: *", "Disallow: /附件/", ""))
    rules = RobotsRules.parse(robots(text, charset=charset))
    for path in ("/%E9%99%84%E4%BB%B6/1.doc", "/%b8%bd%bc%fe/1.doc"):
        assert not rules.is_allowed(f"http://example.cn{path}")
    assert rules.is_allowed("http://example.cn/1.doc")


@pytest.mark.parametrize(
    "rule", ["User-agent：*\nDisallow：/a", "user agent ﹕ *\n　Disallow ：　/a"]
)
def test_wide_colons_part_a_rule_too(rule):
    """As an input method types them."""
    rules = RobotsRules.parse(robots(rule))
    assert not rules.is_allowed("http://example.cn/a/1.html")
    assert rules.is_allowed("http://example.cn/b")


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
