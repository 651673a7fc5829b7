"""Walls: the marks by which an answer with any status shows that it is a challenge, block or notice. Pure.

One row of `MARKS` is one mark, with an example that it knows. Words alone prove nothing on a page that reads
as a written text: reports speak of walls, logins, verification and maintenance, too.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import urlsplit

from tasks.fetch.markup import strip_markup


class _MarkPlace(Enum):
    """Where a mark stands.

    `SCRIPT`: in the markup of an answer that shows next to nothing; `MARKUP`: in that of a short one;
    `TITLE`: it is the title; `WORDS`: in what a short answer shows, its title too; `NAME`: the same for a
    very short one, since normal pages name their protection in the footer; `COOKIE`: in a Set-Cookie header
    beside next to nothing; `ADDRESS`: in the path that a redirect leads to.
    """

    SCRIPT = auto()
    MARKUP = auto()
    TITLE = auto()
    WORDS = auto()
    NAME = auto()
    COOKIE = auto()
    ADDRESS = auto()


@dataclass(frozen=True, slots=True)
class WallMark:
    """One mark: the kind of wall that it shows, where it stands, its pattern, and an example of it."""

    kind: str
    place: _MarkPlace
    pattern: re.Pattern[str]
    example: str

    def stands_in(self, text: str) -> bool:
        """Tell whether the mark is in the text of its place; a title has to be it."""
        if self.place is not _MarkPlace.TITLE:
            return bool(text) and self.pattern.search(text) is not None
        titles = (text, text.strip(_TITLE_EDGES))
        return any(map(self.pattern.fullmatch, titles))

    def is_chance(self, markup: str) -> bool:
        """Tell whether words of several parts of a page make up a mark, of which one part says 信息已过期."""
        if self.place not in (_MarkPlace.WORDS, _MarkPlace.NAME):
            return False
        parts = [strip_markup(part) for part in _PART.split(markup)]
        if not any(map(GONE_WORDS.search, parts)):
            return False
        return not any(map(self.stands_in, [*parts, WallMark.find_title(markup)]))

    @staticmethod
    def find_title(markup: str) -> str:
        """Give the title of a page, empty where it has none."""
        found = _TITLE.search(markup)
        if found:
            return " ".join(found.group(1).split())
        return ""

    @staticmethod
    def reads_as_written(markup: str, shown: str) -> bool:
        """Tell whether a short answer is a written text or a list, which may speak of anything.

        It names itself after a year and a kind of document, has numbered headings, or the meta block of an
        article; or it has rows with days, or is a robots.txt.
        """
        if _ROBOTS.search(markup[:_MAX_ROBOTS]):
            return True
        if _DOCUMENT.search(f"{WallMark.find_title(markup)} {shown}"):
            return True
        if len(shown) >= _MIN_HEADED and _HEADINGS.search(shown):
            return True
        if len(_DAY.findall(shown)) >= _MIN_ROWS and len(_LINK.findall(markup)) >= (
            _MIN_ROWS
        ):
            return True
        return _ARTICLE.search(markup) is not None

    @staticmethod
    def find_in_page(markup: str, shown: str, cookies: str = "") -> str | None:
        """Name the wall that an answer is by its marks, null when it is none.

        `shown` is what a reader sees of it, `cookies` its Set-Cookie header.
        """
        if len(shown) > _MAX_WORDS or WallMark.reads_as_written(markup, shown):
            return None
        searched = markup[:_MAX_SEARCHED]
        title = WallMark.find_title(searched)
        # A script that carries a text, a file or links is a page's own, whatever it does with cookies.
        bare = len(shown) <= _MAX_SCRIPT_WORDS and not _CARRIES.search(searched)
        words = f"{title} {shown}"
        texts = {
            _MarkPlace.MARKUP: searched,
            _MarkPlace.WORDS: words,
            _MarkPlace.NAME: words if len(shown) <= _MAX_NAME_WORDS else "",
            _MarkPlace.SCRIPT: searched if bare else "",
            _MarkPlace.COOKIE: cookies if bare else "",
        }
        texts[_MarkPlace.TITLE] = title
        for mark in MARKS:
            stands = mark.stands_in(texts.get(mark.place, ""))
            if stands and not mark.is_chance(searched):
                return mark.kind
        if _is_login_form(searched, shown):
            return "login"
        return None

    @staticmethod
    def find_at(url: str) -> str | None:
        """Name the wall that an address belongs to, to which a request was redirected; null for any other."""
        parts = urlsplit(url)
        if _LOGIN_HOST.match(parts.hostname or ""):
            return "login"
        for mark in MARKS:
            if mark.place is _MarkPlace.ADDRESS and mark.stands_in(parts.path):
                return mark.kind
        return None

    @staticmethod
    def find_refusal(body: bytes) -> tuple[int, str, str] | None:
        """Give code, kind and words of a JSON answer that refuses; null when it is none.

        `{"code":403,"msg":"访问频率过高"}` refuses; the kind is empty where the code is none that refuses,
        as 404 and 500, and neither do the words.
        """
        if len(body) > _MAX_JSON or not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(
            b"{"
        ):
            return None
        try:
            answer = json.loads(body.decode("utf-8-sig", "replace"))
        except ValueError:
            return None
        if not isinstance(answer, dict):
            return None
        named = {str(name).lower(): value for name, value in answer.items()}
        if any(isinstance(value, list | dict) and value for value in named.values()):
            return None
        code = _read_code(named)
        words = _read_words(named)
        kind = _REFUSING_CODES.get(code, "") or _find_in_words(words)
        if code >= 400 or kind:
            return (code, kind, words)
        return None


# 您访问的页面不存在 / 抱歉，该信息已被删除 / 404 Not Found / 找不到页面 / 该文章已下架 / 资源不存在 /
# 没有此记录 / 无此文章或尚未审核 / 查无此文 / 无效的文章ID / 此文已被作者删除 /
# 该文件已取消公开 / 该信息不对外公开 / 您访问的页面已迁移至新网站 / 信息已归档，暂不提供查询
GONE_WORDS = re.compile(
    r"(?:页面?|网页|网址|文件|文档|内容|信息|文章|稿件|栏目|资源|链接|地址|数据|记录|新闻|此文|该文|本文|原文|该稿|公告|(?<![A-Za-z])ID)"
    r"[^，。；]{0,12}(?:不存在|(?:已|已经|已被|被).{0,6}(?:删除|删掉|移除|移走|撤销|撤下|撤回|撤稿|撤除|下线|下架|屏蔽|隐藏"
    r"|取消(?:公开|发布)|(?:停止|终止)(?:公开|发布|展示))|已?失效|已过期|找不到|未找到|无法找到|没有找到|走丢|丢失|未发布"
    r"|(?:未|没有)(?:通过)?审核|(?:正在|等待|有待|待)审核|不(?:再|对外)(?:对外)?(?:公开|展示|显示|发布)|已归档.{0,4}(?:暂?不|无法|停止))"
    r"|(?:页面?|网页|内容|信息|文章|稿件|栏目|资源)[^，。；]{0,8}(?:已|已经)(?:整体)?(?:迁移|搬迁|转移|搬家)(?:至|到|往)"
    r"|(?:找不到|未找到|没有找到|没找到|无法找到|不存在|未查到|未查询到|查不到|查询不到|没有查到|没有这[篇条个]|无此|没有此|查无此?|没有该|无该)"
    r"[^，。；]{0,14}(?:页面?|网页|文件|内容|信息|文章|资源|记录|新闻|稿件|数据|公告|栏目|ID)|查无此[文稿页]"
    r"|无效的?(?:文章|信息|新闻|内容|页面|记录|稿件|数据)(?:ID|编号|链接|地址|序号)?"
    r"|(?:文章|信息|新闻|内容|稿件)(?:ID|编号|序号)(?:无效|错误|有误|不正确|为空)"
    r"|404\s*[-:,.]?\s*not\s*found|(?:page|file|object|url|document|resource)[^.]{0,30}not found"
    r"|no longer (?:available|exists)|does(?: not|n't) exist",
    re.IGNORECASE,
)
# Where one part of a page ends: blocks, links, breaks.
_PART = re.compile(
    r"</?(?:div|p|li|ul|ol|dl|dt|dd|td|th|tr|table|h[1-6]|section|article|header|footer|nav|form|center|a|br|hr|body|title)\b[^<>]{0,400}>",
    re.IGNORECASE,
)


def _mark(
    kind: str,
    place: _MarkPlace,
    pattern: str,
    example: str,
) -> WallMark:
    return WallMark(kind, place, re.compile(pattern, re.IGNORECASE), example)


# More visible text is content that merely mentions such words.
_MAX_WORDS = 800
# A challenge by script shows nothing, or a line that asks to wait or to switch scripts on.
_MAX_SCRIPT_WORDS = 80
_MAX_NAME_WORDS = 250
# A form for the name and password beside more words than these belongs to a page.
_MAX_LOGIN_WORDS = 400
_MAX_LOGIN_LINKS = 15
# Challenges bring scripts of some hundred kilobytes, and name themselves before their end.
_MAX_SEARCHED = 400_000
# A list has rows with days; of so many on it is one, whatever its titles speak of.
_MIN_ROWS = 3
_MAX_JSON = 4096

# In this order: the first mark that is found names the kind.
MARKS: tuple[WallMark, ...] = (
    # challenges by script
    _mark(
        "ruishu", _MarkPlace.MARKUP, r"\$_ts\b", "$_ts=window['$_ts'];if(!$_ts)$_ts={};"
    ),
    _mark(
        "ruishu",
        _MarkPlace.SCRIPT,
        r"<(?:meta|script)\b[^<>]{0,9999}\br\s*=\s*['\"]?m\b",
        '<meta id="Rz9" content="Hk3" r="m"><script src="/5vZx/a8f3.js" r="m"></script>',
    ),
    _mark(
        "ruishu",
        _MarkPlace.SCRIPT,
        r"<meta\b(?=[^<>]{0,9999}\bcontent\s*=)(?=[^<>]{0,9999}\bid\s*=)(?![^<>]{0,9999}(?:\bname"
        r"|http-equiv"
        r"|property)\s*=)[^<>]{0,9999}>(?s:.{0,20000}?)<script\b[^<>]{0,300}src\s*=\s*['\"]?/\w{3,24}/\w{3,40}(?:\.\w{1,12}){0,3}\b",
        '<meta content="Hk3" id="Rz9"><script charset="iso-8859-1" src="/5vZx2b/a8f3k.294cc83.js"></script>',
    ),
    _mark(
        "ruishu",
        _MarkPlace.COOKIE,
        r"^(?:FSSBB\w*|(?-i:(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])\w{10,}[SOTP]))=",
        "4hP44ZykCTt5S=60Xk; Path=/",
    ),
    _mark(
        "jiasule",
        _MarkPlace.MARKUP,
        r"__jsl_?clearance|__jsluid|jsl_clearance_s",
        "document.cookie=('__jsl_clearance_s=')",
    ),
    _mark("jiasule", _MarkPlace.COOKIE, r"^__jsl", "__jsluid_s=0a1b; max-age=31536000"),
    _mark(
        "aliyun",
        _MarkPlace.MARKUP,
        r"acw_sc__v\d|aliyun_waf|\bvar\s+arg1\s*=\s*['\"][0-9A-F]{4,}",
        "setCookie('acw_sc__v2',x);document.location.reload();",
    ),
    _mark(
        "wzws",
        _MarkPlace.MARKUP,
        r"wzws_?(?:challenge|confirm|template|cid|reload|waf|method|params)",
        'var wzwschallenge="RANDOMSTR"',
    ),
    _mark(
        "wzws", _MarkPlace.ADDRESS, r"WZWSRE|wzws", "/WZWSREL3p3Lw==?wzwschallenge=V1"
    ),
    _mark(
        "c3vk", _MarkPlace.MARKUP, r"\bC3VK\s*=", 'document.cookie = "C3VK=f0b; path=/"'
    ),
    _mark("ct6t", _MarkPlace.MARKUP, r"\bCT6TS?\s*=", 'document.cookie="CT6T=12"'),
    _mark(
        "guard",
        _MarkPlace.MARKUP,
        r"/_guard/|\bguardret\b|/cdn-cgi/challenge|__cf_chl|cf-challenge|_cf_chl_opt",
        '<script src="/_guard/html.js?js=slider_html"></script>',
    ),
    _mark(
        "cookie_script",
        _MarkPlace.SCRIPT,
        r"document(?:\.|\[\s*['\"])cookie(?:['\"]\s*\])?\s*=(?!=)(?s:.{0,9999}?)(?:location\b"
        r"|history\.go|\breload\s*\()|(?:location\b|history\.go"
        r"|\breload\s*\()(?s:.{0,9999}?)document(?:\.|\[\s*['\"])cookie(?:['\"]\s*\])?\s*=(?!=)",
        'document.cookie="k=1";location.reload();',
    ),
    _mark(
        "script",
        _MarkPlace.SCRIPT,
        r"eval\(function\(p,\s*a,\s*c|(?:\\x[0-9a-f]{2}){12}|\b_0x[0-9a-f]{4,}\b|debugger\b",
        "eval(function(p,a,c,k,e,d){})",
    ),
    # sliders and captchas
    _mark(
        "captcha",
        _MarkPlace.MARKUP,
        r"TCaptcha|\bnc_1_wrapper|\bnoCaptcha\b|AWSC\b|AliyunCaptcha|geetest|initGeetest|NECaptcha"
        r"|vaptcha|g-recaptcha|h-captcha|hcaptcha\.com|cf-turnstile|dx-captcha|SliderCaptcha"
        r"|slide-?verify|TencentCaptcha",
        '<script src="https://turing.captcha.qcloud.com/TCaptcha.js"></script>',
    ),
    _mark(
        "captcha",
        _MarkPlace.WORDS,
        r"(?:拖动|滑动|拖拽|按住|移动|向右滑|拖到|拉动).{0,12}(?:滑块|拼图|图块|箭头|缺口|最右)"
        r"|(?:滑块|拼图).{0,8}(?:填充|完成|验证|对齐)|(?:点击|点选|依次点|选出|勾选).{0,12}(?:完成认证"
        r"|完成验证|进行认证|图中|文字|字符)|我不是机器人|(?:输入|填写).{0,8}(?:上图|下图|图中|图片"
        r"|[左右]侧|如下).{0,8}(?:字符|数字|文字|字母|内容|答案|结果|符号)|i'?m not a robot",
        "拖动下方滑块填充拼图",
    ),
    _mark(
        "captcha",
        _MarkPlace.SCRIPT,
        r"<(?:img|canvas)\b[^<>]{0,300}(?:captcha|kaptcha|v(?:erify|alid(?:ate)?)?_?code|check_?code|rand_?code|auth_?code"
        r"|img_?code|yzm|yanzhengma)",
        '<img src="/captcha.jpg" onclick="this.src=this.src"><input name="code">',
    ),
    _mark(
        "challenge",
        _MarkPlace.WORDS,
        r"(?:请|需|须|正在).{0,12}(?:输入|完成|进行|通过).{0,10}(?:验证码|验证|校验|认证)|(?:验证|检查"
        r"|检测|识别|确认).{0,6}(?:您的?|你的?)?.{0,4}(?:浏览器|真人|机器人)|人机(?:验证|识别|校验"
        r"|检测)|滑动验证|(?:看不清|换一张).{0,20}验证码|验证码.{0,20}(?:看不清|换一张)|(?:安全"
        r"|访问)(?:验证|校验|检查).{0,12}(?:后|中|请|以)|checking your browser|just a moment"
        r"|verify (?:that )?you are (?:a )?human|attention required|ddos.protection",
        "请输入验证码后继续访问",
    ),
    _mark(
        "challenge",
        _MarkPlace.TITLE,
        r"(?:网站|系统)?(?:安全|访问|人机|身份|滑动|请求|智能)?(?:验证|校验|认证)(?:码|中心|页面?|中)?"
        r"|安全检[查测]中?|请稍[候等后][.…。]*|正在(?:跳转|验证)[.…。]*|please wait[.…]*",
        "安全验证",
    ),
    _mark(
        "challenge",
        _MarkPlace.ADDRESS,
        r"captcha|challenge|/verify\b|/__verify|/waf(?:\b|_)|/block(?:ed|_?page)\b|antibot|antispider|anticrawl|/validate\b|yanzheng"
        r"|safecheck|/_guard",
        "/captcha/index.html?from=a",
    ),
    # rates, addresses and regions
    _mark(
        "too_many_requests",
        _MarkPlace.WORDS,
        r"(?:访问|操作|请求|点击|刷新|查询|提交|浏览)(?:的?(?:频率|速度|次数|频次))?(?:过于|太过|太|过"
        r"|异常|较为)(?:频繁|高|快|多)|(?:频率|频次|次数|速度|流量).{0,6}(?:超过|超出|达到|已达"
        r"|受限).{0,4}(?:限制|上限|阈值)|限流|too many requests|rate.limit",
        "您的访问过于频繁，请稍后再试",
    ),
    _mark(
        "region",
        _MarkPlace.WORDS,
        r"(?:所在|所处|来自|当前)的?(?:国家|地区|区域|网络|地域).{0,20}(?:无法|不能|暂不|不支持|不可"
        r"|限制|禁止|受限)|境外.{0,12}(?:访问|IP|地址|用户|网络)|(?:使用|通过|切换到?)(?:境内|国内"
        r"|中国大陆).{0,6}(?:网络|IP|访问)|(?:仅|只)(?:限|允许|支持|对|面向).{0,10}(?:境内|国内|大陆"
        r"|内网|专网|政务外网|本[省市]).{0,12}(?:访问|开放|网络|IP|用户)|GeoBL\b|geo.?block"
        r"|not available in your (?:region|country|location)",
        "您所在的地区暂时无法访问本网站，请使用境内网络访问。",
    ),
    _mark(
        "address",
        _MarkPlace.WORDS,
        r"(?:您|你)的?(?:当前|所在|的)?(?:IP|网络|访问)(?:地址)?(?:.{0,40}?)(?:限制|禁止|封禁|封锁"
        r"|封停|黑名单|拉黑|异常|拒绝|屏蔽)|(?<![A-Za-z])IP(?![A-Za-z]).{0,30}(?:已?被.{0,4}(?:限制"
        r"|禁止|封|拉黑|屏蔽|拦截)|黑名单|访问异常|不在.{0,6}(?:白名单|范围|许可))"
        r"|your ip (?:address )?(?:has been|is) (?:blocked|banned|restricted)",
        "您的IP（192.0.2.4）访问异常，已被限制访问，请30分钟后再试。",
    ),
    # firewalls
    _mark(
        "firewall",
        _MarkPlace.WORDS,
        r"(?:您|你)(?:的|所)?.{0,20}(?:请求|访问|操作|提交|浏览|行为|内容).{0,40}(?:拦截|阻断|阻止"
        r"|拒绝|攻击|威胁|非法|不合法|屏蔽|防护)|(?:请求|访问|操作|页面).{0,30}(?:拦截|阻断|被阻止"
        r"|被拒绝|被禁止|被屏蔽)|疑似.{0,6}(?:黑客|攻击|爬虫|恶意|入侵)|(?:恶意|非法|异常)(?:请求|访问"
        r"|攻击|流量|爬虫)|防火墙.{0,12}(?:拦截|阻止|提示|阻断|拒绝)|安全防护.{0,12}(?:拦截|阻断|阻止)"
        r"|(?:拦截|阻断)(?:提示|信息|页面?|时间|原因|编号|ID)|(?:事件|请求|拦截|日志|攻击|Event"
        r"|Request|Incident|Ray|Support)\s*(?:ID|编号)\s*[:：是]|request (?:has been )?(?:blocked"
        r"|rejected)|access (?:to .{0,60} )?(?:has been |is )?(?:denied|forbidden|blocked)"
        r"|you (?:have been|were|are) blocked|requested URL was rejected|web application firewall"
        r"|拒绝(?:了您的)?(?:访问|请求)|禁止访问"
        r"|(?:没有|无|暂无|缺少)(?:足够的?)?权限?(?:访问|查看|浏览|阅读)|权限不足|访问受限",
        "当前访问疑似黑客攻击，已被网站管理员设置为拦截",
    ),
    _mark(
        "firewall",
        _MarkPlace.NAME,
        r"创宇盾|安全狗|D盾|云堤|云防护|云盾|玄武盾|云锁|网防G01|护卫神|网站卫士|加速乐|雷池|SafeLine"
        r"|ModSecurity|FortiWeb|FortiGuard|Incapsula|Imperva|Sucuri|BIG-?IP|长亭|安恒.{0,6}(?:玄武"
        r"|明御)|明御|绿盟.{0,6}WAF|知道创宇|宝塔.{0,8}防火墙|奇安信.{0,8}(?:安域|网站卫士)"
        r"|华为云.{0,8}(?:WAF|防火墙)|(?<![A-Za-z])WAF(?![A-Za-z])|Web应用防火墙|网站防火墙"
        r"|网站安全防护",
        "由创宇盾提供安全防护",
    ),
    _mark(
        "firewall",
        _MarkPlace.TITLE,
        r"(?:网站|系统)?(?:安全防护|安全拦截|访问拦截|拦截提示|拦截页面?|访问被?(?:拦截|拒绝|禁止|阻断"
        r"|限制|受限)|访问受限|拒绝访问|禁止访问|安全提示|网站防火墙|防火墙)[!！]?"
        r"|\w{0,8}[盾狗]_?(?:拦截|防护)?提示|access denied|forbidden|40[356]\b.{0,40}|request rejected"
        r"|blocked",
        "D盾_拦截提示",
    ),
    # logins
    _mark(
        "login",
        _MarkPlace.ADDRESS,
        r"/(?:user)?log-?in\b|/cas\b|/sso\b|/passport\b|/oauth2?\b|/signin\b|/denglu\b|/auth/",
        "/cas/login?service=http%3A%2F%2Fa",
    ),
    _mark(
        "login",
        _MarkPlace.TITLE,
        r".{0,30}统一(?:身份|用户|门户)?(?:认证|登录|登陆).{0,10}|(?:用户|系统|欢迎|会员|账号|管理员?"
        r"|后台|个人|法人|单位|请|平台)?(?:登录|登陆|log ?in|sign ?in)(?:页面?|界面|中心|系统|入口"
        r"|首页)?",
        "统一身份认证平台",
    ),
    _mark(
        "login",
        _MarkPlace.WORDS,
        r"(?:请|需要?|须|尚未|重新|您还没有)(?:先|您|用户|重新)?.{0,3}(?:登录|登陆)(?:后|再|系统|才"
        r"|以)|(?:登录|会话|登陆).{0,6}(?:超时|失效|过期)",
        "您还没有登录，请登录后再查看",
    ),
    # notices at every address
    _mark(
        "maintenance",
        _MarkPlace.WORDS,
        r"(?:系统|网站|平台|服务器|本站|站点|服务|门户|栏目|数据)(?!.{0,10}完成).{0,20}(?:维护|升级"
        r"|改版|改造|割接|迁移|检修|切换|搬迁)(?:.{0,12}(?:中(?=[，,。！!…\s]|$)|期间|状态)"
        r"|.{0,4}[，,。！!].{0,60}(?:恢复|谅解|稍后|不便|再试|见谅|开放))|(?:暂停|停止|暂时关闭|中断"
        r"|暂缓|临时关闭|暂不提供)(?:对外)?.{0,6}(?:服务|访问|开放|使用|运行).{0,60}(?:恢复|谅解|不便"
        r"|见谅|敬请|再|开放)|预计.{0,24}(?:恢复|开放|上线)|建设中.{0,12}(?:敬请|谢谢|请)"
        r"|under (?:maintenance|construction)|be back (?:soon|shortly)|temporarily (?:unavailable"
        r"|offline|closed)|scheduled maintenance",
        "网站升级改造中，预计4月10日恢复，给您带来不便敬请谅解。",
    ),
    _mark(
        "maintenance",
        _MarkPlace.TITLE,
        r"(?:系统|网站|平台|服务器|站点)?(?:正在)?(?:停机|临时|例行)?(?:维护|升级|改版|升级改造"
        r"|升级维护|维护升级|建设|检修)(?:中|通知|公告|提示|页面?)?[.…。]*|maintenance"
        r"|site maintenance",
        "系统维护",
    ),
    _mark(
        "maintenance",
        _MarkPlace.ADDRESS,
        r"weihu|maintain|maintenance|upgrade|tingji|/closed?\b",
        "/weihu/index.html",
    ),
    _mark(
        "busy",
        _MarkPlace.WORDS,
        r"(?:系统|服务器?|网络|网站|当前)(?:.{0,4})(?:繁忙|忙碌|拥挤|过载|异常|故障|无响应"
        r"|出错).{0,12}(?:稍后|稍候|重试|再试|刷新|联系)|服务(?:暂时)?不可用|(?:访问"
        r"|排队)人数.{0,8}(?:过多|较多|太多)|service (?:temporarily )?unavailable|bad gateway"
        r"|gateway time-?out|internal server error|server is (?:too )?busy",
        "系统繁忙，请稍后再试",
    ),
    _mark(
        "parked",
        _MarkPlace.WORDS,
        r"域名.{0,16}(?:已?(?:过期|到期)|出售|转让|停放|停止解析|未绑定|已被注册|续费|未备案)|(?:网站"
        r"|站点|空间|主机|虚拟主机|服务).{0,8}(?:已?(?:过期|到期|停用|关停|欠费)|未备案|未完成备案"
        r"|未经备案)|没有找到站点|站点创建成功|domain (?:name )?(?:\S+ )?(?:is |has )?(?:for sale"
        r"|expired|parked)|buy this domain|sedoparking|parkingcrew|bodis\.com"
        r"|this domain may be for sale",
        "该域名已过期，请联系注册商续费",
    ),
    _mark(
        "default_page",
        _MarkPlace.TITLE,
        r"welcome to (?:nginx|openresty|tengine|centos|caddy).{0,20}|apache2? .{0,40}(?:default"
        r"|test) page.{0,40}|iis(?: windows server|\s?\d.{0,10})?|test page for .{0,60}|it works!?"
        r"|apache tomcat.{0,20}|默认(?:站点|页面)|恭喜.{0,4}站点创建成功.{0,4}",
        "Welcome to nginx!",
    ),
)

# <title>页面不存在</title>
_TITLE = re.compile(r"<title\b[^<>]*>([^<]*)", re.IGNORECASE)
_TITLE_EDGES = " \t\r\n-_|—–·【】[]()（）!！。."
# 云川镇2025年法治政府建设年度报告, 某县司法局法治政府建设工作报告, 二〇二五年依法行政情况
_DOCUMENT = re.compile(
    r"(?:20\d\d|二[〇○零O]\w\w)(?!\s*年?\s*\d{1,2}\s*月|\s*[-/.]\s*\d)[^。，；]{2,40}(?:报告|总结"
    r"|年报|公报|情况)"
    r"|(?:法治|依法)[^。，；\s]{2,20}(?:报告|总结|年报)"
)
# 一、主要举措 … 二、存在的不足: the headings of a written text
_HEADINGS = re.compile(r"一、.{2,}二、", re.DOTALL)
_MIN_HEADED = 120
# <meta name="ArticleTitle" content="…">: what only the page of an article has
_ARTICLE = re.compile(
    r"<meta\b[^<>]{0,80}name\s*=\s*['\"]?(?:ArticleTitle|PubDate"
    r"|ContentStart)\b[^<>]{0,40}content\s*=\s*['\"]?[^\s'\"<>]",
    re.IGNORECASE,
)
# User-agent: *
_ROBOTS = re.compile(r"^\s*(?:user-agent|sitemap)\s*:", re.IGNORECASE | re.MULTILINE)
_MAX_ROBOTS = 4096
# 2026-01-20, 2026年1月20日, [2026/1/20], 01-20
_DAY = re.compile(r"20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}|(?<!\d)[01]\d-[0-3]\d(?!\d)")
_LINK = re.compile(r"<a\b", re.IGNORECASE)
# <input type="password" …>
_PASSWORD = re.compile(r"<input\b[^<>]{0,200}type\s*=\s*['\"]?password", re.IGNORECASE)
# What carries a text or file beside the visible words, so that a script is no mere challenge.
_CARRIES = re.compile(
    r"<(?:iframe|frame|embed|object|datastore|textarea)\b|_CONFIG\s*=|__NUXT__|__INITIAL_STATE__"
    r"|\.(?:pdf|docx?|wps|ofd|xlsx?|rtf|zip|rar)\b|<a\b",
    re.IGNORECASE,
)
# The hosts of logins: sso.example.gov.cn, tyrz.example.gov.cn (统一认证)
_LOGIN_HOST = re.compile(r"(?:sso|cas|login|passport|auth|tyrz|rz)\.", re.IGNORECASE)
_REFUSING_CODES = {
    401: "login",
    403: "forbidden",
    405: "forbidden",
    406: "forbidden",
    412: "challenge",
    418: "firewall",
    423: "forbidden",
    429: "too_many_requests",
    430: "too_many_requests",
    451: "region",
    493: "firewall",
    503: "busy",
}
_CODE_NAMES = ("code", "status", "errcode", "errorCode", "error_code", "statusCode")
_CODE_NAMES_LOWER = frozenset(name.lower() for name in _CODE_NAMES)
_MESSAGE_NAMES = frozenset({"msg", "message", "error", "errmsg", "info", "detail"})


def _is_login_form(markup: str, shown: str) -> bool:
    if len(shown) > _MAX_LOGIN_WORDS:
        return False
    if not _PASSWORD.search(markup):
        return False
    return len(_LINK.findall(markup)) <= _MAX_LOGIN_LINKS


def _read_code(named: Mapping[str, object]) -> int:
    for name, value in named.items():
        text = str(value).strip()
        if name in _CODE_NAMES_LOWER and text.isdecimal() and len(text) < 7:
            return int(text)
    return 0


def _read_words(named: Mapping[str, object]) -> str:
    words = []
    for name, value in named.items():
        if name in _MESSAGE_NAMES and isinstance(value, str):
            words.append(value)
    return " ".join(words)


def _find_in_words(words: str) -> str:
    for mark in MARKS:
        if mark.place is _MarkPlace.WORDS and mark.stands_in(words):
            return mark.kind
    return ""
