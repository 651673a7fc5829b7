"""Tell by a page's own marks which publishing system serves it, and find the columns of the reports on a home
page.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from tasks.fetch.markup import text_of
from tasks.fetch.urls import canonical, host_of
from tasks.model.page import Page
from tasks.model.source import Family
from tasks.sites.answers import json_of
from tasks.sites.list_rows import Row, dialect_of, parsed, rows, soup_of
from tasks.sites.relevance import judge_title

# ---- Vocabulary: marks in a page's source, surest systems first, with an example beside each ----


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that a system leaves in its pages; `family` is null for systems that no family walks yet."""

    system: str
    family: Family | None
    confidence: float
    pattern: re.Pattern[str]


_MARKS = (
    # <a href="/module/web/jpage/dataproxy.jsp?page=1&appid=1&…">
    Mark("jcms", Family.JCMS, 0.95, re.compile(r"dataproxy\.jsp", re.IGNORECASE)),
    # dataStore = ['<li>…</li>']; an old form of the same
    Mark(
        "jcms",
        Family.JCMS,
        0.9,
        re.compile(r"<datastore\b|\bdataStore\s*=\s*\[", re.IGNORECASE),
    ),
    # the attribute url of a unit's script: /api-gateway/jpaas-publish-server/front/page/build/unit
    Mark(
        "jpaas",
        Family.JPAAS,
        0.95,
        re.compile(r"jpaas-publish-server[\w./-]{0,60}", re.IGNORECASE),
    ),
    # POST /module/xxgk/search.jsp: the disclosure module, which has no data proxy
    Mark("hanweb-xxgk", None, 0.8, re.compile(r"/module/xxgk/\w+\.jsp", re.IGNORECASE)),
    Mark(
        "truecms",
        None,
        0.9,
        re.compile(r"messageController/getMessage\.do", re.IGNORECASE),
    ),
    # /js/webBuilderCommon.js, EWB-FRONT, govInfoPub
    Mark(
        "epoint",
        None,
        0.85,
        re.compile(r"govInfoPub|EWB-FRONT|webBuilderCommon\.js", re.IGNORECASE),
    ),
    # window._CONFIG = { … SID:'755001' on a gkmlpt page: both have to be there
    Mark(
        "gkmlpt",
        Family.GKMLPT,
        0.95,
        re.compile(r"window\._CONFIG\s*=(?=[\s\S]{0,2000}?\b(?:SID|TREE)\b)"),
    ),
    # createPageHTML('page_div', 10, 1, 'xlist', 'shtml', 189): the first argument is quoted
    Mark(
        "ucap", Family.UCAP, 0.95, re.compile(r"createPageHTML\(\s*\\?[\"'][^)]{0,60}")
    ),
    Mark(
        "ucap",
        Family.UCAP,
        0.8,
        re.compile(r"<UCAP(?:CONTENT|TITLE)\b|id=[\"']UCAP-CONTENT", re.IGNORECASE),
    ),
    # createPageHTML(12, 0, "index", "html"): a number comes first
    Mark("trs", Family.TRS, 0.95, re.compile(r"createPageHTML\(\s*\d[^)]{0,60}")),
    Mark(
        "trs",
        Family.TRS,
        0.6,
        re.compile(r"\bTRS_(?:Editor|UEDITOR|PreAppend)\b|trs_editor_view"),
    ),
    # class="pb_sys_common", _showDynClicks("wbnews", …), list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1460
    Mark(
        "vsb",
        Family.VSB,
        0.95,
        re.compile(
            r"pb_sys_common|_showDynClicks|urltype=tree\.TreeTempUrl|\bid=.?line_u\d"
        ),
    ),
    Mark(
        "vsb",
        Family.VSB,
        0.7,
        re.compile(r"vsb_content|_newscontent_fromname|/_sitegray/|/system/resource/"),
    ),
)
# Lists are far shorter; what comes after so many characters is not looked at.
_LOOKED_AT = 2_000_000
# Marks in an address, for what shows few in its pages: /col/col123/index.html, /dept/gkmlpt/index
_ADDRESSES = (
    Mark("policy", Family.POLICY, 0.9, re.compile(r"/search-gov/data\b")),
    Mark("igs", Family.IGS, 0.9, re.compile(r"/igs/front/search")),
    Mark("gkmlpt", Family.GKMLPT, 0.7, re.compile(r"/gkmlpt/(?:index|api)")),
    Mark("jcms", Family.JCMS, 0.6, re.compile(r"/col/col\d+/(?:index\.html)?$")),
)
# <urlset xmlns=…>, <sitemapindex …> near the start of a body, after declaration and comments
_SITEMAP = re.compile(r"<(urlset|sitemapindex)[\s>]")
_HEAD = 1000
_GZIP = b"\x1f\x8b"

# 法治政府建设年度报告, 法治政府建设情况报告, 法治政府建设工作年报, 推进法治政府建设情况的报告,
# 依法行政工作报告
_COLUMN_NAME = re.compile(
    r"^(?:[^\d年]{0,8}?)(?:推进)?(?:法治政府(?:部门)?(?:建设)?|依法行政)(?:工作)?(?:年度)?(?:工作)?(?:情况)?的?"
    r"(?:年度)?(?:工作)?(?:报告|年报|总结)(?:公开|专栏|公示)?$"
)
# 法治政府建设, 法治政府, 法治政府建设专栏: columns that hold these reports among others
_NEAR_NAME = re.compile(r"^(?:推进)?法治政府(?:建设)?(?:工作|专栏|专题|情况|信息)?$")
# fzzfjsbg, fzzfjsndbg_bm, fzzfjsndbgg1, fzzfndbg, fazfjsndbg, fzzfjsnb, fzzfgzbg, chyfzzfjsndqkbg, fzfjsqkbg,
# fznb
_FOLDER = re.compile(
    r"/(\w{0,20}?(?:fa?zz?f(?:js)?(?:nd|qk|gz){0,3}(?:bg|nb)|fazhinianbao|fzzfjs|fznb|fzbg)\w{0,12})(?=[/.]|$)"
)
# 政府信息公开, 政务公开, 法定主动公开内容, 政府信息公开目录: behind them lie the columns that a home page
# does not show
_DOOR = re.compile(
    r"^(?:政府|政务)?(?:信息)?(?:公开|公开目录|公开平台|公开专栏)$|^法定主动公开内容$"
)
# 法治政府建设年度报告 >>, [更多]
_DRESS = re.compile(r"[\s>»›·•\[\]【】<+]+")
# An address in a folder of years or with a long number at its end is an article's: /2024/1/, /128305.html
_DEEP = re.compile(r"/(?:19|20)\d{2}[-/]\d{1,2}/|\d{5,}\.\w+$")
_COLUMN_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Verdict:
    """What serves a page: `system` by name, its family if one walks it, how sure (0 to 1), and the words that
    tell.
    """

    system: str
    family: Family | None
    confidence: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A column that seems to hold these reports: its address, what the site calls it, and what speaks for it."""

    url: str
    text: str
    evidence: str
    confidence: float


def sniff(page: Page) -> list[Verdict]:
    """Name the systems that may serve a page, the likeliest first, each once.

    None for a page without rows or marks.
    """
    found: dict[str, Verdict] = {}
    for verdict in _verdicts(page):
        known = found.get(verdict.system)
        if known is None or known.confidence < verdict.confidence:
            found[verdict.system] = verdict
    # sorted() is stable: of equals, the one whose mark is tried first
    return sorted(found.values(), key=lambda verdict: -verdict.confidence)


def columns_in(page: Page) -> list[Proposal]:
    """Find the columns of these reports among a page's anchors, by name and by folder, the likeliest first."""
    found: dict[str, Proposal] = {}
    for row in rows(parsed(page), page.url):
        proposal = _proposal(row.link.url, _DRESS.sub("", row.link.title))
        if proposal and proposal.url != canonical(page.url):
            known = found.get(proposal.url)
            if known is None or known.confidence < proposal.confidence:
                found[proposal.url] = proposal
    return sorted(found.values(), key=lambda proposal: -proposal.confidence)


def doors_in(page: Page) -> list[str]:
    """Find the pages of the same host behind which a site keeps its columns, in the page's order."""
    found = rows(parsed(page), page.url)
    urls = dict.fromkeys(
        row.link.url for row in found if _DOOR.match(_DRESS.sub("", row.link.title))
    )
    return [
        url
        for url in urls
        if host_of(url) == host_of(page.url) and url != canonical(page.url)
    ]


def _verdicts(page: Page) -> Iterator[Verdict]:
    yield from _by_shape(page)
    markup = html.unescape(text_of(page)[:_LOOKED_AT])
    for mark in _MARKS:
        if found := mark.pattern.search(markup):
            yield Verdict(mark.system, mark.family, mark.confidence, _words(found))
    for mark in _ADDRESSES:
        if found := mark.pattern.search(page.url):
            yield Verdict(
                mark.system,
                mark.family,
                mark.confidence,
                f"its address has {_words(found)}",
            )
    if "<" in markup and not json_of(page):
        yield from _by_rows(page, markup)


def _by_shape(page: Page) -> Iterator[Verdict]:
    """Judge answers that are no pages: the JSON of search APIs, and sitemaps."""
    answer = json_of(page)
    if "searchVO" in answer:
        yield Verdict("policy", Family.POLICY, 0.95, "a JSON answer with searchVO")
    listed = answer.get("page")
    if isinstance(listed, dict) and "content" in listed:
        yield Verdict("igs", Family.IGS, 0.95, "a JSON answer with page.content")
    if found := _SITEMAP.search(text_of(page)[:_HEAD]):
        yield Verdict("sitemap", Family.SITEMAP, 0.95, f"an XML document <{found[1]}>")
    elif page.body.startswith(_GZIP) and "sitemap" in page.url:
        yield Verdict("sitemap", Family.SITEMAP, 0.8, "a packed file called sitemap")


def _by_rows(page: Page, markup: str) -> Iterator[Verdict]:
    """Judge by the addresses of the articles that a list shows, by its frames, and last as a plain list."""
    soup = soup_of(markup)
    entries = list(rows(soup, page.url))
    dialects = Counter(
        dialect.family
        for row in entries
        if (dialect := dialect_of(row.link.url)) and dialect.family != Family.STATIC
    )
    for family, count in dialects.most_common():
        yield Verdict(
            family.value,
            family,
            0.75 if count > 1 else 0.55,
            f"{count} addresses of its articles",
        )
    listed = [row for row in entries if _in_list(row)]
    own = canonical(page.url)
    frames = [
        canonical(str(frame["src"]), page.url)
        for frame in soup.select("iframe[src], frame[src]")
    ]
    inner = [
        frame for frame in frames if host_of(frame) == host_of(own) and frame != own
    ]
    if inner:
        # rows around the frame may be the news of the day; a shell has no reports among them
        reports = any(judge_title(row.link.title).relevant for row in listed)
        confidence = 0.3 if reports else 0.6 if listed else 0.85
        yield Verdict(
            "iframe",
            Family.IFRAME,
            confidence,
            f"a frame of the same host: {urlsplit(inner[0]).path}",
        )
    if listed:
        yield Verdict(
            "static",
            Family.STATIC,
            0.5 if len(listed) > 2 else 0.3,
            f"{len(listed)} rows with a date",
        )
    elif any(row.in_row for row in entries):
        yield Verdict("static", Family.STATIC, 0.1, "rows without dates")


def _in_list(row: Row) -> bool:
    return row.dated and row.in_row


def _proposal(url: str, text: str) -> Proposal | None:
    path = urlsplit(url).path
    if len(text) > _COLUMN_LENGTH or dialect_of(url) or _DEEP.search(path):
        return None
    folder = _FOLDER.search(path.lower())
    by_name = (
        0.9 if _COLUMN_NAME.match(text) else 0.5 if _NEAR_NAME.match(text) else 0.0
    )
    if not by_name and not folder:
        return None
    reasons = [f"it is called {text}"] if by_name else []
    reasons += [f"its folder is called {folder[1]}"] if folder else []
    return Proposal(
        url,
        text,
        "; ".join(reasons),
        min(0.95, max(by_name, 0.6) + 0.05) if folder else by_name,
    )


def _words(found: re.Match[str]) -> str:
    return " ".join(found.group().split())[:80]
