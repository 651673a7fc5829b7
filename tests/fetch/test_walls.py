"""Walls by their marks, and the many texts that only speak of such things."""

from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest

from deploy.demo.draft import Role
from deploy.demo.writer import write
from tasks.fetch.responses import PageCheck
from tasks.fetch.walls import MARKS, WallMark
from tasks.model.errors import Blocked, FetchError
from tasks.model.page import Page, Request

URL = "http://www.example.gov.cn/bg/a.html"


def page(body: str, status: int = 200, **headers: str) -> Page:
    """Make an answer to a request for a report's page."""
    named = {"content-type": "text/html"}
    for name, value in headers.items():
        named[name.replace("_", "-")] = value
    at = datetime.now(UTC)
    return Page(Request(URL), URL, status, named, body.encode(), at)


def meaning(answer: Page) -> str:
    """Say what the answer means: the kind of wall, unreachable, gone or page."""
    try:
        PageCheck(answer).ensure_readable("detail")
    except Blocked as error:
        return error.kind
    except FetchError:
        return "unreachable"
    return "gone" if PageCheck(answer).is_gone() else "page"


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: f"{mark.kind} {mark.example}")
def test_every_mark_knows_its_example(mark):
    """A pattern that no longer does is noticed here."""
    assert mark.stands_in(mark.example)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        # 瑞数, with and without its attribute
        (
            "<html><head><meta id='a1' content='x_9' r='m'><script r='m'>_$0()</script>",
            "ruishu",
        ),
        (
            "<meta content='qq7' id='Zk'><script src='/Kx9aQ2/b71c.f02d.js'></script><script>_$q()</script>",
            "ruishu",
        ),
        # cookies by script
        (
            "<script>var arg1='3E40C1';function reload(x){document.cookie='acw_sc__v2='+x;location.reload()}",
            "aliyun",
        ),
        (
            '<script>document.cookie = "C3VK=f0b1; path=/; max-age=300";location.reload();</script>',
            "c3vk",
        ),
        (
            "<script>document.cookie='k_'+Date.now();window.location.replace(location.href)</script>",
            "cookie_script",
        ),
        (
            "<script>location.href='/a?t=1';document['cookie']='a=1'</script>",
            "cookie_script",
        ),
        ("<script>eval(function(p,a,c,k,e,d){return p}('0',1))</script>", "script"),
        ("<script>var _0x4f1a=['\\x61'];(function(){})()</script>", "script"),
        ("<title>请稍候…</title><script>var wzwsconfirm='x'</script>", "wzws"),
        ('<script src="/_guard/html.js?js=rotate_html"></script>', "guard"),
        # sliders and captchas
        ("<p>请按住滑块，拖动到最右边</p>", "captcha"),
        ("<p>请依次点击图中的文字</p>", "captcha"),
        (
            "<div id='c'></div><p>访问确认</p><script src='//x/TCaptcha.js'></script>",
            "captcha",
        ),
        (
            "<form action=/chk><img src='/captcha.jpg' onclick='again()'><input name=c></form>",
            "captcha",
        ),
        ("<p>请输入图片中的内容</p><img src=/v.php><input name=v>", "captcha"),
        ("<iframe src='/waf_block.html?id=3' width=100%></iframe>", "challenge"),
        ("<p>为保障您的访问，请完成安全验证</p>", "challenge"),
        ("<p>请输入图片中的验证码</p><input name='v'>", "challenge"),
        ("<title>访问验证</title><p>本次访问需要确认</p>", "challenge"),
        # rates, addresses, regions
        ("<p>您的操作过于频繁，请稍后再试</p>", "too_many_requests"),
        ("<p>访问频率超过限制</p>", "too_many_requests"),
        ("<p>你的IP地址 192.0.2.7 已被列入黑名单</p>", "address"),
        ("<p>本站仅限中国大陆境内用户访问</p>", "region"),
        ("<p>reason: GeoBL</p>", "region"),
        # firewalls
        ("<title>网站防火墙</title><p>您的请求带有不合法参数</p>", "firewall"),
        (
            "<p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p>",
            "firewall",
        ),
        ("<p>本网站由玄武盾提供防护</p>", "firewall"),
        ("<title>405</title><p>Request ID: 7c2f</p>", "firewall"),
        ("<h1>Access Denied</h1><p>You don't have permission</p>", "firewall"),
        # logins
        ("<title>统一身份认证平台</title><p>扫码</p>", "login"),
        (
            "<form>用户名<input name=u>密码<input type=password name=p><button>登录</button></form>",
            "login",
        ),
        ("<p>您尚未登录，请先登录后再访问</p>", "login"),
        # notices at every address
        ("<p>网站正在升级改造，暂停服务，预计5月1日恢复，敬请谅解</p>", "maintenance"),
        ("<title>网站维护中</title><h1>请稍后访问</h1>", "maintenance"),
        ("<p>Site under maintenance. We'll be back soon.</p>", "maintenance"),
        ("<p>服务器繁忙，请稍后重试</p>", "busy"),
        ("<p>This domain is for sale</p>", "parked"),
        (
            "<title>x.cn</title><frameset><frame src='http://ww7.else.example/?d=x'></frameset>",
            "parked",
        ),
        ("<p>该网站未完成备案，暂时无法访问</p>", "parked"),
        ("<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>", "default_page"),
        # in place of HTML
        ('{"code":403,"msg":"访问频率过高"}', "forbidden"),
        (
            '{"status": "429", "message": "slow down", "data": null}',
            "too_many_requests",
        ),
        ('\ufeff{"success": false, "msg": "操作过于频繁"}', "too_many_requests"),
    ],
)
def test_walls_of_every_kind(body, kind):
    """Each is told by its kind, on a small body as on one with scripts of some kilobytes."""
    assert meaning(page(body)) == kind
    if body.startswith("<"):
        assert meaning(page(body + "\n" * 5000)) == kind


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((405, "firewall"), (406, "firewall"), (418, "firewall"), (493, "firewall")),
        *((501, "firewall"), (403, "forbidden"), (429, "too_many_requests")),
        *((412, "ruishu"), (521, "jiasule"), (401, "login"), (503, "unreachable")),
        *((502, "unreachable"), (404, "gone"), (410, "gone")),
    ],
)
def test_statuses(status, kind):
    """What a status alone says of a page."""
    assert meaning(page("<p>no</p>", status)) == kind


@pytest.mark.parametrize(
    "body",
    [
        # a page that only hands out a file, under a head that offers logins
        "<title>某某县人民政府</title><div>您好，请登录 | 注册</div>"
        "<h1>说明</h1><a href='P0202601.pdf'>附件下载</a>",
        # a completed upgrade above a whole text
        "<div>本站已完成升级改造，欢迎使用。</div><p>"
        + "全镇各村按照部署落实各项任务。" * 40,
        # who protects the site, in the footer of a page
        "<p>"
        + "全镇各村按照部署落实各项任务。" * 20
        + "</p><div>安全防护：创宇盾 | 网站维护：县信息中心</div>",
        # rows of a list
        "<ul>"
        + "<li><a href='a'>关于网站系统维护暂停服务的公告</a>2026-01-05</li>" * 4
        + "</ul>",
        "<ul>" + "<li><a href='a'>防火墙拦截非法请求</a>01-05</li>" * 4 + "</ul>",
        # an article that says itself what it is
        "<meta name='ArticleTitle' content='工作情况'><p>全年拦截恶意访问3万次，完成安全验证。</p>",
        "<h1>某镇二〇二五年法治政府建设情况</h1><p>请登录后查看的页面已整改，拦截恶意访问3次。</p>",
        # a picture to type, beside a text or in the foot of a page
        "<h1>某镇2025年法治政府建设情况报告</h1><p>办理案件3件。</p><img src='/captcha.jpg'>",
        "<p>"
        + "全镇各村落实各项任务。" * 20
        + "</p><form><img src=/vcode.jsp><input name=v></form>",
        # what a robots.txt asks of those that read it
        "# mind the rate limit\nUser-agent: *\nDisallow: /login\n",
        '{"code":200,"msg":"操作过于频繁的整改","data":{"rows":[1]}}',
    ],
)
def test_pages_that_speak_of_walls(body):
    """Structure tells them from a wall."""
    assert PageCheck(page(body)).classify_block() is None
    assert not PageCheck(page(body)).is_gone()


@pytest.mark.parametrize(
    "body",
    [
        "<title>某县</title><frameset><frame src=top.html><frame src=1001.html></frameset>",
        "<title>某县</title><iframe src='http://file.example.gov.cn/1001.html'></iframe>",
        "<title>某镇2025年法治政府建设情况报告</title><iframe src='http://else.cn/a'></iframe>",
        "<title>某县</title><iframe src='https://else.cn/view?src=/a.pdf'></iframe>",
    ],
)
def test_frames_of_a_page_are_no_wall(body):
    """Of the site itself, of a page that says what it is, and of a file."""
    assert PageCheck(page(body)).classify_suspect() is None


@pytest.mark.parametrize(
    ("body", "cookie", "kind"),
    [
        ("<script>x()</script>", "FSSBBIl1UgzbN7N80S=a; Path=/", "ruishu"),
        ("<script>x()</script>", "4hP44ZykCTt5S=a", "ruishu"),
        ("<script>x()</script>", "__jsluid_s=a", "jiasule"),
        ("<script>x()</script>", "JSESSIONID=a", None),
        ("<p>" + "全镇各村落实各项任务。" * 20, "__jsluid_s=a", None),
    ],
)
def test_cookies_count_only_beside_nothing(body, cookie, kind):
    """Protected sites set them on every page."""
    shown = "全镇各村落实各项任务。" * 20 if "<p>" in body else ""
    assert WallMark.find_in_page(body, shown, cookie) == kind


@pytest.mark.parametrize(
    "url",
    [
        "http://www.example.gov.cn/bg/t20260101_1.html",
        "http://www.example.gov.cn/zwgk/blog-index.html",
        "http://www.example.gov.cn/author/a.html",
    ],
)
def test_addresses_of_pages_are_no_walls(url):
    """A part of a word says nothing."""
    assert WallMark.find_at(url) is None


_WORDS = (
    "全年处置“安全验证”类钓鱼网站12个，拦截恶意访问3万余次，责令整改防火墙失效单位5家。",
    "推行统一身份认证，群众登录后即可办理，请登录一网通办平台查询。",
    "完成政府网站升级改造，系统维护期间暂停服务的事项均已恢复，敬请谅解的提示及时发布。",
    "您的访问被拦截等投诉全部办结，请求被阻断的问题得到整改。",
    "开展人机验证和验证码专项检查，请输入验证码等不便民做法一律取消。",
    "对访问过于频繁的地址加以限制，境外IP访问异常的情形及时处置。",
    "清理页面不存在、内容已被删除的链接48条，域名已过期的网站全部关停。",
    "部署Web应用防火墙和云防护，事件ID：12起疑似攻击均得到处置。",
    "用户名和密码登录改为扫码登录，系统繁忙请稍后再试的情况明显减少。",
    "拖动滑块完成验证的环节予以精简，禁止访问的清单向社会公开。",
)
_SHAPES = (
    "<html><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>",
    "<html><head><title>某某县人民政府</title></head><body>"
    "<div>首页 请登录 注册</div><b>{title}</b>{text}</body></html>",
    "<html><head><title>{title}-某某县人民政府</title></head><body>{text}<p>网站安全防护：创宇盾</p></body></html>",
    "<html><head><meta name='ArticleTitle' content='{title}'></head><body>"
    "<form>用户名<input>密码<input type='password'></form>{text}</body></html>",
)


def write_short(seed: int) -> str:
    """Write a report of a few lines that speaks of walls."""
    rng, written = Random(seed), write(seed)
    title = "".join(
        part.words for part in written.paragraphs if part.role is Role.TITLE
    )
    own = [part.words for part in written.paragraphs if part.role is Role.BODY]
    lines = [*own[: rng.randint(0, 3)], *rng.sample(_WORDS, rng.randint(1, 3))]
    text = "".join(f"<p>{line}</p>" for line in lines)
    return rng.choice(_SHAPES).format(title=title, text=text)


def test_five_hundred_short_reports_that_speak_of_walls_are_pages():
    """None is blocked, and none is gone."""
    meanings = Counter(meaning(page(write_short(seed))) for seed in range(500))
    assert meanings == {"page": 500}
