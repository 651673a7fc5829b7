"""What answers and failures mean: challenges, block pages, soft 404s."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tasks.fetch.responses import (
    MAX_HTML_LIST_BYTES,
    MAX_JSON_LIST_BYTES,
    MAX_SITEMAP_BYTES,
    MAX_TAGS,
    classify_block,
    classify_failure,
    describe_oversized_list,
    describe_response,
    is_soft_404,
)
from tasks.model.errors import Blocked, Refused, TooLarge, Unreachable
from tasks.model.page import Page, Request
from tasks.model.run import PageState
from tasks.model.source import Family
from tests.sites.families.pages import page as list_page


def page(body: str, status: int = 200, **headers: str) -> Page:
    """Make an answer."""
    url = "http://example.cn/a"
    fields = {
        "content-type": "text/html",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return Page(Request(url), url, status, fields, body.encode(), datetime.now(UTC))


REPORT = (
    "<html><body>"
    + "<p>本镇全年受理安全验证和验证码有关的投诉，访问过于频繁的页面不存在。</p>" * 40
    + "</body></html>"
)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (page("<script>$_ts=window['$_ts'];</script>", 412), "ruishu"),
        (page("<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script>", 202), "ruishu"),
        (page("<script>document.cookie=1</script>", 521), "jiasule"),
        (page("<script>document.cookie='__jsl_clearance_s=1'</script>"), "jiasule"),
        (
            page(
                "<html><body>由于您使用的请求方法存在潜在安全风险，被云堤网站安全防护拦截</body></html>"
            ),
            "firewall",
        ),
        (page("<p>您的访问过于频繁，请稍后再试</p>"), "challenge"),
        (page("<title>Just a moment...</title><p>wait</p>"), "challenge"),
        (page("", 302, location="/a", set_cookie="CT6T=1"), "cookie_challenge"),
        (page("no", 403), "forbidden"),
        (page("slow", 429), "too_many_requests"),
        (page(REPORT), None),
        (page("<p>欢迎访问演示镇人民政府</p>"), None),
        (page("gone", 404), None),
        (page("", 304), None),
    ],
)
def test_blocks_are_distinguished_by_kind(answer, kind):
    """A long text that mentions such words is content."""
    assert classify_block(answer) == kind


@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        (page("<html><body>您访问的页面不存在</body></html>"), True),
        (page("<p>抱歉，该信息已被删除！</p>"), True),
        (page("<title>404 Not Found</title><p>出错了</p>"), True),
        (page("<html><body></body></html>"), True),
        (page("<html><body><iframe src='a.pdf'></iframe></body></html>"), False),
        (page(REPORT), False),
        (page("<p>见附件</p>"), False),
        (page("您访问的页面不存在", 404), False),
    ],
)
def test_soft_404s_are_recognized(answer, gone):
    """Only a short body whose words say so, or one that says nothing."""
    assert is_soft_404(answer) is gone


@pytest.mark.parametrize(
    ("answer", "small"),
    [
        (page("<html><body>加载中</body></html>"), True),
        (page(""), True),
        (page("<p>见附件</p><a href='./P020260101.pdf'>附件</a>"), False),
        (
            page(
                "<script>var att='<a href=\"/module/download/downfile.jsp?filename=1\">'</script>"
                "<p>见附件</p>"
            ),
            False,
        ),
        (page("<iframe src='/x'></iframe>"), False),
        (page("<p>全镇各村按照部署落实各项任务。</p>" * 8), False),
        (page(REPORT), False),
        (page("加载中", 404), False),
        (page("正文", content_type="text/plain"), False),
    ],
)
def test_stubs_are_too_small_to_be_pages(answer, small):
    """Unless they hand out a file or frame one."""
    assert (describe_response(answer, "detail") == "stub") is small


def test_another_body_is_classified_anew():
    """What was worked out of a challenge does not stand for the answer that a 304 confirms."""
    challenge = Page(
        Request("http://a/"),
        "http://a/",
        200,
        {},
        "<p>请输入验证码后继续访问</p>".encode(),
        datetime.now(UTC),
    )
    assert classify_block(challenge) == "challenge"
    assert classify_block(replace(challenge, body="<p>正文</p>".encode())) is None


@pytest.mark.parametrize("head", ["%PDF-1.4", "PK\x03\x04", "{\\rtf1"])
def test_a_file_sent_as_a_page_is_no_page(head):
    """Some servers call every file text/html; its bytes are not words."""
    answer = page(f"{head} 404 not found $_ts")
    assert (classify_block(answer), is_soft_404(answer)) == (None, False)
    assert describe_response(answer, "detail") == "ok"


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Blocked("u", "ruishu"), PageState.BLOCKED),
        (Refused("u", "robots"), PageState.REFUSED),
        (Unreachable("u", "time-out"), PageState.UNREACHABLE),
        (TooLarge("u", "much"), PageState.UNREACHABLE),
    ],
)
def test_failures_have_states(error, state):
    """One for each kind."""
    assert classify_failure(error) is state


LIST_URL = "http://example.cn/bg/"


@pytest.mark.parametrize(
    ("family", "start", "cap"),
    [
        (Family.TRS, b"<html>", MAX_HTML_LIST_BYTES),
        (Family.IGS, b'\xef\xbb\xbf\n{"page": ', MAX_JSON_LIST_BYTES),
        (Family.SITEMAP, b"<?xml ", MAX_SITEMAP_BYTES),
    ],
)
def test_a_list_has_the_cap_of_its_kind(family, start, cap):
    """At the cap it is read, one byte beyond it is not."""
    whole = start.ljust(cap, b"x")
    assert describe_oversized_list(family, list_page(LIST_URL, whole)) == ""
    assert f"at most {cap >> 20} MB" in describe_oversized_list(
        family, list_page(LIST_URL, whole + b"x")
    )


def test_tags_are_counted_where_they_are_parsed():
    """A sitemap of 50 000 URLs has more, and is scanned only."""
    many = b"<a>" * (MAX_TAGS + 1)
    assert "tags" in describe_oversized_list(Family.STATIC, list_page(LIST_URL, many))
    assert "tags" in describe_oversized_list(
        Family.JPAAS, list_page(LIST_URL, b'{"html": "' + many)
    )
    assert describe_oversized_list(Family.SITEMAP, list_page(LIST_URL, many)) == ""


def test_the_largest_legal_sitemap_is_a_list():
    """Fifty thousand URLs with their days are some 12 MB and 400 000 tags."""
    entry = b"<url><loc>http://example.cn/zwgk/fzbg/%d.html</loc><lastmod>2026-01-22</lastmod></url>"
    body = (
        b"<urlset>"
        + b"".join(entry % number for number in range(50_000))
        + b"</urlset>"
    )
    assert body.count(b"<") > MAX_TAGS
    assert (
        describe_oversized_list(
            Family.SITEMAP, list_page(LIST_URL, body, content_type="application/xml")
        )
        == ""
    )
