"""What answers and failures mean: challenges, block pages, soft 404s."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest

from tasks.fetch.responses import (
    MAX_HTML_LIST_BYTES,
    MAX_JSON_LIST_BYTES,
    MAX_SITEMAP_BYTES,
    MAX_TAGS,
    PageCheck,
    classify_failure,
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
        (page("<title>Restricted Access</title>", 567), "firewall"),
        (page("<script>document.cookie='__jsl_clearance_s=1'</script>"), "jiasule"),
        (
            page(
                "<html><body>由于您使用的请求方法存在潜在安全风险，被云堤网站安全防护拦截</body></html>"
            ),
            "firewall",
        ),
        (page("<p>您的访问过于频繁，请稍后再试</p>"), "too_many_requests"),
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
    assert PageCheck(answer).classify_block() == kind


@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        (page("<html><body>您访问的页面不存在</body></html>"), True),
        (page("<p>抱歉，该信息已被删除！</p>"), True),
        (page("<title>404 Not Found</title><p>出错了</p>"), True),
        (page('{"code": 404, "msg": "资源不存在"}'), True),
        (page("<p>该文章已下架</p>"), True),
        (page("<html><body></body></html>"), False),
        (
            page(
                "<h1>某镇2025年工作总结</h1><p>清理不存在的网页12个，页面不存在的问题已改。</p>"
            ),
            False,
        ),
        (page("<html><body><iframe src='a.pdf'></iframe></body></html>"), False),
        (page(REPORT), False),
        (page("<p>见附件</p>"), False),
        (page("您访问的页面不存在", 404), False),
    ],
)
def test_soft_404s_are_recognized(answer, gone):
    """Only a short body whose words say so; one that says nothing does not."""
    assert PageCheck(answer).is_soft_404() is gone


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
def test_an_answer_that_says_nothing_is_suspect(answer, small):
    """Unless it hands out a file or frames one; never gone, however small."""
    assert (PageCheck(answer).classify_suspect() is not None) is small
    assert PageCheck(answer).describe("detail").startswith("blocked(") is small
    assert PageCheck(answer).is_gone() is (answer.status == 404)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<html><body><div id='app'></div><script src='/s/a.js'></script>", "shell"),
        ("<noscript>We're sorry: enable JavaScript</noscript>", "shell"),
        ("<div id='app'></div><script>" + "x=1;" * 400 + "</script>", "shell"),
        (
            "<style>" + "p{}" * 400 + "</style><p>您要找的东西不在这里，喝杯茶吧</p>",
            "suspect",
        ),
        ("<p>…</p><script>" + "x=1;" * 400 + "</script>", "suspect"),
        (f"<script>var text = '{'全镇各村落实各项任务' * 20}'</script>", None),
        ("<p>说明</p><img src='/W0202601.jpg'>" + " " * 600, None),
    ],
)
def test_a_page_that_a_browser_fills_is_a_shell(body, kind):
    """Not what carries its text in a script, or shows pictures."""
    assert PageCheck(page(body)).classify_suspect() == kind


@pytest.mark.parametrize(
    ("location", "meaning"),
    [
        ("/cas/login?service=http%3A%2F%2Fexample.cn%2Fa", "blocked(login)"),
        ("http://sso.example.cn/", "blocked(login)"),
        ("/captcha/index.html", "blocked(challenge)"),
        ("/WZWSREL3p3?wzwschallenge=V1", "blocked(wzws)"),
        ("/", "gone"),
        ("http://example.cn/index.html", "gone"),
        ("/404.html", "gone"),
        ("/b.html", "page"),
    ],
)
@pytest.mark.parametrize("followed", [True, False])
def test_where_a_redirect_leads_says_what_it_means(location, meaning, followed):
    """To a wall, to nowhere, or to the page's other address; whether somebody followed it or not."""
    if followed:
        target = urljoin("http://example.cn/a", location)
        answer = replace(page(REPORT), url=target)
    else:
        answer = page("", 302, location=location)
    described = PageCheck(answer).describe("detail")
    if meaning.startswith("blocked"):
        assert described == meaning
        with pytest.raises(Blocked):
            PageCheck(answer).ensure_readable("detail")
    else:
        PageCheck(answer).ensure_readable("detail")
    assert PageCheck(answer).is_gone() is (meaning == "gone")


@pytest.mark.parametrize("status", [405, 406, 501])
def test_statuses_that_refuse_a_page_say_nothing_of_a_list(status):
    """A list's interface may only want POST."""
    with pytest.raises(Blocked):
        PageCheck(page("<h1>No</h1>", status)).ensure_readable("detail")
    if status < 500:
        PageCheck(page("<h1>No</h1>", status)).ensure_readable("list")


def test_a_server_that_is_out_of_order_is_no_wall():
    """Its own words for it are no challenge."""
    with pytest.raises(Unreachable):
        PageCheck(page("<h1>Service Unavailable</h1>", 503)).ensure_readable("detail")
    with pytest.raises(Unreachable):
        PageCheck(page('{"code": 500, "msg": "出错"}')).ensure_readable("list")


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
    assert PageCheck(challenge).classify_block() == "challenge"
    assert (
        PageCheck(replace(challenge, body="<p>正文</p>".encode())).classify_block()
        is None
    )


@pytest.mark.parametrize("head", ["%PDF-1.4", "PK\x03\x04", "{\\rtf1"])
def test_a_file_sent_as_a_page_is_no_page(head):
    """Some servers call every file text/html; its bytes are not words."""
    answer = page(f"{head} 404 not found $_ts")
    assert (PageCheck(answer).classify_block(), PageCheck(answer).is_soft_404()) == (
        None,
        False,
    )
    assert PageCheck(answer).describe("detail") == "ok"


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
    assert PageCheck(list_page(LIST_URL, whole)).describe_oversized_list(family) == ""
    assert f"at most {cap >> 20} MB" in PageCheck(
        list_page(LIST_URL, whole + b"x")
    ).describe_oversized_list(family)


def test_tags_are_counted_where_they_are_parsed():
    """A sitemap of 50 000 URLs has more, and is scanned only."""
    many = b"<a>" * (MAX_TAGS + 1)
    assert "tags" in PageCheck(list_page(LIST_URL, many)).describe_oversized_list(
        Family.STATIC
    )
    assert "tags" in PageCheck(
        list_page(LIST_URL, b'{"html": "' + many)
    ).describe_oversized_list(Family.JPAAS)
    assert (
        PageCheck(list_page(LIST_URL, many)).describe_oversized_list(Family.SITEMAP)
        == ""
    )


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
        PageCheck(
            list_page(LIST_URL, body, content_type="application/xml")
        ).describe_oversized_list(Family.SITEMAP)
        == ""
    )


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ("<meta http-equiv=refresh content='0;url=real.html'>", "real.html"),
        ('<meta content="1; URL=\'real.html\'" http-equiv="Refresh">跳转中', "real.html"),
        ("<script>window.location.href='real.html';</script>", "real.html"),
        ("<script>location.replace('real.pdf')</script>", "real.pdf"),
        # what is asked for again, the home page, a challenge, a token, a page that is read for a minute
        ("<meta http-equiv=refresh content='0;url=a.html'>", ""),
        ("<meta http-equiv=refresh content='0;url=/'>", ""),
        ("<meta http-equiv=refresh content='0;url=/captcha/1.html'>", ""),
        ("<script>document.cookie='a=1';location.href='real.html'</script>", ""),
        ("<script>location.href='real.html?token=1'</script>", ""),
        ("<script>if(x){location.href='real.html'}</script>", ""),
        ("<meta http-equiv=refresh content='60;url=real.html'>", ""),
        (f"<meta http-equiv=refresh content='0;url=real.html'><p>{'办理案件三件。' * 20}", ""),
        ("<p>加载中</p>", ""),
    ],
)  # fmt: skip
def test_a_page_without_content_may_lead_on(body, target):
    """To another page of its own, which it names; it is no suspect then."""
    url = "http://example.cn/bg/a.html"
    named = {"content-type": "text/html"}
    answer = Page(Request(url), url, 200, named, body.encode(), datetime.now(UTC))
    assert PageCheck(answer).find_led_on_to() == (
        f"http://example.cn/bg/{target}" if target else ""
    )
    if target:
        assert PageCheck(answer).classify_suspect() is None


MENU = "<div class=head><a href='/'>首页</a><a href='/bsfw/'>办事服务</a></div>"
FRAME = "<div>首页 政务公开</div><h1>{}</h1><p>发布时间：{} 来源： 浏览次数：</p><div id=zoom>{}</div>"


@pytest.mark.parametrize(
    "words",
    "您查看的信息已过期或已撤销发布|没有此记录！|无此文章，或该文章尚未审核|查无此文|无效的文章ID|文章ID错误|此文已被作者删除|"
    "该文件已取消公开|该信息不对外公开|该内容不再公开|您访问的页面已迁移至新网站|信息已归档，暂不提供查询|该内容正在审核中|"
    "没有这篇文章|未查到相关信息|本文已被删除|该稿已撤下".split("|"),
)
def test_every_word_of_a_page_that_is_gone_is_known(words):
    """Behind a menu, whose last words make no wall with it, and in a script that speaks and goes back."""
    said = page(f"<title>提示</title>{MENU}<div class=tip><p>{words}</p></div>")
    assert (PageCheck(said).classify_block(), PageCheck(said).is_gone()) == (None, True)
    for code in (
        f"<script>alert('{words}');history.back();</script>",
        f'<script language=javascript>window.alert("{words}");location.href="/";</script>',
        f"<script>layer.msg('{words}',function(){{history.go(-1)}})</script>{MENU}",
    ):
        answer = page(code)
        assert PageCheck(answer).describe("detail") == "soft 404"


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert('欢迎访问');location='/a.html'</script>",
        "<script>function s(){alert('内容不存在');history.back()}</script><p>见附件</p><a href=a.pdf>a</a>",
        "<p>本镇公示的信息已按期公开，各村查收。</p>",
        FRAME.format("演示镇2025年总结", "2026-01-20", "<p>全镇落实各项任务。</p>"),
        FRAME.format("", "", "<p>全镇各村按照部署落实各项任务。</p>"),
        FRAME.format("", "", "") + "<script>$.get('/x',function(d){})</script>",
        FRAME.format("", "", "") + "<iframe src='/a.pdf'></iframe>",
        "<title>演示镇2025年法治政府建设年度报告</title><p>查无此文的文件12件，信息不对外公开3条。</p>",
    ],
)
def test_what_only_speaks_of_such_words_is_not_gone(body):
    """A function that nobody called, a frame that a script fills, a report."""
    assert not PageCheck(page(body)).is_gone()


def test_a_frame_whose_article_is_empty_is_gone():
    """Title, day and text are not there."""
    assert PageCheck(page(FRAME.format("", "", "") + "x" * 9)).is_gone()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("您没有权限查看该信息", "firewall"),
        ("您暂无权限浏览", "firewall"),
        ("虚拟主机已过期", "parked"),
        ("<p>您的访问过于频繁</p><p>信息不存在</p>", "too_many_requests"),
    ],
)
def test_a_wall_in_one_part_of_a_page_stays_one(words, kind):
    """Whatever else the page says."""
    assert PageCheck(page(f"{MENU}<p>{words}</p>")).classify_block() == kind
