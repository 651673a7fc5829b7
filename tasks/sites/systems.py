"""Tell by a page's marks which publishing system serves it; find the columns of reports on a home page."""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from tasks.fetch.markup import decode_page
from tasks.fetch.urls import normalize_url, parse_host
from tasks.model.page import Page
from tasks.model.source import Family
from tasks.sites.answers import JsonObject
from tasks.sites.families.interfaces import list_tree
from tasks.sites.list_requests import find_list_requests
from tasks.sites.list_rows import (
    ListRow,
    find_dialect,
    parse_markup,
    parse_page,
    reads_like_report,
)
from tasks.sites.page_scripts import PageScripts
from tasks.sites.relevance import classify_title

# ---- Vocabulary: marks in a page's source, surest systems first, with an example beside each ----


@dataclass(frozen=True, slots=True)
class _SystemMark:
    """A mark that a system leaves in its pages; `family` is null for systems that no family walks yet."""

    system: str
    family: Family | None
    confidence: float
    pattern: re.Pattern[str]


_MARKS = (
    # <a href="/module/web/jpage/dataproxy.jsp?page=1&appid=1&…">
    _SystemMark(
        "jcms", Family.JCMS, 0.95, re.compile(r"dataproxy\.jsp", re.IGNORECASE)
    ),
    # dataStore = ['<li>…</li>']; an old form of the same
    _SystemMark(
        "jcms",
        Family.JCMS,
        0.9,
        re.compile(r"<datastore\b|\bdataStore\s*=\s*\[", re.IGNORECASE),
    ),
    # the attribute url of a unit's script: /api-gateway/jpaas-publish-server/front/page/build/unit
    _SystemMark(
        "jpaas",
        Family.JPAAS,
        0.95,
        re.compile(r"jpaas-publish-server[\w./-]{0,60}", re.IGNORECASE),
    ),
    # POST /module/xxgk/search.jsp: the disclosure module, which has no data proxy
    _SystemMark(
        "hanweb-xxgk", None, 0.8, re.compile(r"/module/xxgk/\w+\.jsp", re.IGNORECASE)
    ),
    _SystemMark(
        "truecms",
        None,
        0.9,
        re.compile(r"messageController/getMessage\.do", re.IGNORECASE),
    ),
    # /js/webBuilderCommon.js, EWB-FRONT, govInfoPub
    _SystemMark(
        "epoint",
        None,
        0.85,
        re.compile(r"govInfoPub|EWB-FRONT|webBuilderCommon\.js", re.IGNORECASE),
    ),
    # window._CONFIG = { … SID:'755001' on a gkmlpt page: both have to be there
    _SystemMark(
        "gkmlpt",
        Family.GKMLPT,
        0.95,
        re.compile(r"window\._CONFIG\s*=(?=[\s\S]{0,2000}?\b(?:SID|TREE)\b)"),
    ),
    # createPageHTML('page_div', 10, 1, 'xlist', 'shtml', 189): the first argument is quoted
    _SystemMark(
        "ucap", Family.UCAP, 0.95, re.compile(r"createPageHTML\(\s*\\?[\"'][^)]{0,60}")
    ),
    _SystemMark(
        "ucap",
        Family.UCAP,
        0.8,
        re.compile(r"<UCAP(?:CONTENT|TITLE)\b|id=[\"']UCAP-CONTENT", re.IGNORECASE),
    ),
    # createPageHTML(12, 0, "index", "html"): a number comes first
    _SystemMark(
        "trs", Family.TRS, 0.95, re.compile(r"createPageHTML\(\s*\d[^)]{0,60}")
    ),
    _SystemMark(
        "trs",
        Family.TRS,
        0.6,
        re.compile(r"\bTRS_(?:Editor|UEDITOR|PreAppend)\b|trs_editor_view"),
    ),
    # class="pb_sys_common", _showDynClicks("wbnews", …), list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1460
    _SystemMark(
        "vsb",
        Family.VSB,
        0.95,
        re.compile(
            r"pb_sys_common|_showDynClicks|urltype=tree\.TreeTempUrl|\bid=.?line_u\d"
        ),
    ),
    _SystemMark(
        "vsb",
        Family.VSB,
        0.7,
        re.compile(r"vsb_content|_newscontent_fromname|/_sitegray/|/system/resource/"),
    ),
)
# Lists are far shorter; what comes after so many characters is not looked at.
_LONGEST_MARKUP = 2_000_000
# Marks in an address, for what shows few in its pages: /col/col123/index.html, /dept/gkmlpt/index
_ADDRESSES = (
    _SystemMark("policy", Family.POLICY, 0.9, re.compile(r"/search-gov/data\b")),
    _SystemMark("igs", Family.IGS, 0.9, re.compile(r"/igs/front/search")),
    _SystemMark("gkmlpt", Family.GKMLPT, 0.7, re.compile(r"/gkmlpt/(?:index|api)")),
    _SystemMark("jcms", Family.JCMS, 0.6, re.compile(r"/col/col\d+/(?:index\.html)?$")),
)
# <urlset xmlns=…>, <sitemapindex …> near the start of a body, after declaration and comments
_SITEMAP = re.compile(r"<(urlset|sitemapindex)[\s>]")
_HEAD = 1000
_GZIP = b"\x1f\x8b"

# 法治政府建设年度报告, 某区法治政府建设情况报告, 法治建设年度报告, 法治政府年报, 推进法治政府建设情况的报告,
# 依法行政工作报告, 推进依法行政和法治政府建设工作报告; with a year as a column of its own only
# (2025年法治政府建设年度报告专栏), since without these words that is an article's title
_LAW = r"(?:法治政府(?:部门)?(?:建设)?|法治(?:机关|单位)?建设|依法行政)"
_SUBJECT = rf"(?:全面?推进|推进|加强)?(?:依法行政[和与及、])?{_LAW}"
_COLUMN_NAME = re.compile(
    rf"^(?:[^\d年]{{0,8}}?)(?:年度)?{_SUBJECT}(?:工作)?(?:年度)?(?:工作|实施)?(?:情况)?的?(?:年度)?(?:工作)?"
    r"(?:报告|年报|总结)(?:公开|专栏|公示|专题|专区|栏目|目录)?$"
    rf"|^(?:19|20)\d{{2}}年?度?[^\d年]{{0,8}}?{_SUBJECT}[^\d]{{0,12}}(?:专栏|专题|专区|栏目)$"
)
# 法治政府建设, 法治建设, 依法行政, 法治政府建设专栏: columns that hold these reports among others
_NEAR_NAME = re.compile(
    rf"^{_SUBJECT}(?:工作|专栏|专题|专区|情况|信息|公开)?$|^法治政府(?:示范)?创建$"
)
# fzzfjsbg, fzzfjsndbg_bm, fzzfjsndbgg1, fzzfndbg, fazfjsndbg, fzzfjsnb, fzzfgzbg, chyfzzfjsndqkbg, fzfjsqkbg,
# fznb
_FOLDER = re.compile(
    r"/(\w{0,20}?(?:fa?zz?f(?:js)?(?:nd|qk|gz){0,3}(?:bg|nb)|fazhinianbao|fzzfjs|fznb|fzbg)\w{0,12})(?=[/.]|$)"
)
# 政府信息公开, 政务公开, 法定主动公开内容, 政府信息公开目录, 公开专栏, 重点领域信息公开, 专题专栏, 网站地图,
# 国务院政策文件库: behind them lie the columns that a home page does not show
_INDEX_NAME = re.compile(
    r"^(?:政府|政务|重点领域)?(?:信息)?公开(?:目录|平台|专栏|内容)?$|^(?:法定)?主动公开(?:内容|目录)?$"
    r"|^(?:热点)?专题(?:专栏|专区|栏目)?$|^(?:网站|站点|本站)(?:地图|导航)$|^(?:国务院)?政策文件库$"
)
# 2025年, 2024年度, 2023, 更多, MORE: what leads to a column, or to a year's part of it, whose name stands
# before it
_PART_NAME = re.compile(r"^(?:(?:19|20)\d{2}年?度?|(?:查看)?更多|more)$", re.IGNORECASE)
# How far before it the name stands: so many elements up, and so many before each.
_HEADING_LEVELS, _HEADING_DISTANCE = 4, 24
# https://sousuo.example.gov.cn/search-gov/data?t=…: what the scripts of a policy library ask
_LIBRARY_SEARCH = re.compile(r"((?:https?:)?[\w./:-]{0,80}/search-gov/data)\b")
_LIBRARY_QUERY = (
    "t=zhengcelibrary&q=法治政府建设&timetype=timeqb&sort=pubtime&sortType=1&searchfield=title"
    "&p=1&n=20&type=gwyzcwjk"
)
# 法治政府建设年度报告 >>, [更多]
_DRESS = re.compile(r"[\s>»›·•\[\]【】<+“”:：|]+")
# /zwgk/fzbg/, list.aspx?id=3: an option's value that is an address, and no number
_ADDRESS = re.compile(r"/|\.\w*[a-z]")
# An address in a folder of years or with a long number at its end is an article's: /2024/1/, /128305.html
_DEEP = re.compile(r"/(?:19|20)\d{2}[-/]\d{1,2}/|\d{5,}\.\w+$")
# 法治政府建设年度报告（2021-2025）: the years of a column, behind its name
_YEARS = re.compile(r"[（(](?:19|20)\d{2}[\d年度至—–~-]{2,12}[）)]$")
# 法治政府建设年度报告（2025）: of a folder; of a page it may be an article
_ONE_YEAR = re.compile(r"[（(](?:19|20)\d{2}年?度?[）)]$")
_COLUMN_FOLDER = re.compile(r"/(?:(?:index|list|default)\.\w{3,5})?$")
# /list/128305.html, /channel/10023.html: in such a folder a number is a column's
_LIST_FOLDER = re.compile(
    r"/(?:lists?|cols?|columns?|channels?|category|class|node|lanmu|lm)/\d+\.\w+$"
)
_COLUMN_LENGTH = 24


@dataclass(frozen=True, slots=True)
class SystemMatch:
    """What serves a page: a system, its family if one walks it, how sure (0 to 1), the words that tell."""

    system: str
    family: Family | None
    confidence: float
    evidence: str

    @staticmethod
    def detect(page: Page) -> "list[SystemMatch]":
        """Name the systems that may serve a page, the likeliest first, each once.

        None for a page without rows or marks.
        """
        best: dict[str, SystemMatch] = {}
        for match in _match_systems(page):
            first = best.setdefault(match.system, match)
            if first.confidence < match.confidence:
                best[match.system] = match
        # sorted() is stable: of equals, the one whose mark is tried first
        return sorted(best.values(), key=lambda match: -match.confidence)


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """A column that seems to hold these reports: its address, what the site calls it, what speaks for it."""

    url: str
    text: str
    evidence: str
    confidence: float

    @staticmethod
    def find_all(page: Page) -> "list[ColumnProposal]":
        """Find the columns of these reports that a page leads to, by name and folder, the likeliest first."""
        best: dict[str, ColumnProposal] = {}
        for proposal in _iter_proposals(page):
            if proposal.url != normalize_url(page.url):
                first = best.setdefault(proposal.url, proposal)
                if first.confidence < proposal.confidence:
                    best[proposal.url] = proposal
        return sorted(best.values(), key=lambda proposal: -proposal.confidence)

    @staticmethod
    def find_index_pages(page: Page) -> list[str]:
        """Find the pages on hosts of its domain behind which a site keeps its columns, in the page's order.

        Last the page's frames, which may hold its menu.
        """
        soup = parse_page(page)
        urls = []
        for row in ListRow.iter_all(soup, page.url):
            name = _DRESS.sub("", row.link.title)
            if _INDEX_NAME.match(name):
                urls.append(row.link.url)
        for tag in soup.select("iframe[src], frame[src]"):
            address = str(tag["src"])
            urls.append(normalize_url(address, page.url))
        own = normalize_url(page.url)
        domain = parse_host(page.url).removeprefix("www.")
        here = [url for url in urls if url != own and _is_within(url, domain)]
        return list(dict.fromkeys(here))


def _iter_proposals(page: Page) -> Iterator[ColumnProposal]:
    """Give what a page leads to, and what its scripts would ask, as far as it seems to be such a column."""
    for url, words in _iter_leads(page):
        proposal = _propose_column(url, _DRESS.sub("", words))
        if proposal:
            yield proposal
    found = _LIBRARY_SEARCH.search(decode_page(page)[:_LONGEST_MARKUP])
    if found:
        url = normalize_url(f"{found[1]}?{_LIBRARY_QUERY}", page.url)
        yield ColumnProposal(url, "政策文件库", "its script asks a policy library", 0.7)


def _iter_leads(page: Page) -> Iterator[tuple[str, str]]:
    """Give every address that a page leads to with its words.

    They are anchors, options of menus, areas of maps, years under a column's name, and columns of a
    disclosure platform's tree.
    """
    soup = parse_page(page)
    for row in ListRow.iter_all(soup, page.url):
        yield row.link.url, row.link.title
    for anchor in soup.select("a[href]"):
        words = _DRESS.sub("", anchor.get_text())
        address = str(anchor["href"])
        target = normalize_url(address, page.url)
        around = anchor.parent
        if _PART_NAME.match(words):
            yield target, _find_heading(anchor)
        elif target and not words and around is not None:
            # an icon whose name is its item's title
            yield target, str(around.get("title") or "")
    home = normalize_url(page.url)
    for column, name in list_tree(page):
        yield f"{home}#{column}", name
    for tag in soup.select("option[value], area[href]"):
        address = str(tag.get("value") or tag.get("href") or "")
        if not _ADDRESS.search(address):
            continue
        url = normalize_url(address, page.url)
        if url:
            words = str(tag.get("alt") or tag.get("title") or tag.get_text())
            yield url, words


def _find_heading(anchor: Tag) -> str:
    """Find the words before a link and its like: 法治政府建设年度报告：2025年 2024年; else an empty text."""
    node: Tag | None = anchor
    for _ in range(_HEADING_LEVELS):
        if node is None:
            break
        for before in islice(node.previous_siblings, _HEADING_DISTANCE):
            words = _DRESS.sub("", before.get_text())
            if words and not _PART_NAME.match(words):
                if _COLUMN_NAME.match(words[: _COLUMN_LENGTH + 1]):
                    return words
                return ""
        node = node.parent
    return ""


def _is_within(url: str, domain: str) -> bool:
    """Tell whether an address lies in a domain: xxgk.example.gov.cn in example.gov.cn."""
    if url:
        return f".{parse_host(url)}".endswith(f".{domain}")
    return False


def _match_systems(page: Page) -> Iterator[SystemMatch]:
    yield from _match_by_shape(page)
    markup = html.unescape(decode_page(page)[:_LONGEST_MARKUP])
    for mark in _MARKS:
        found = mark.pattern.search(markup)
        if found:
            evidence = _format_match(found)
            yield SystemMatch(mark.system, mark.family, mark.confidence, evidence)
    for mark in _ADDRESSES:
        found = mark.pattern.search(page.url)
        if found:
            evidence = f"its address has {_format_match(found)}"
            yield SystemMatch(mark.system, mark.family, mark.confidence, evidence)
    if "<" in markup and not JsonObject.parse(page):
        yield from _match_by_rows(page, markup)
        yield from _match_by_scripts(page)


def _match_by_shape(page: Page) -> Iterator[SystemMatch]:
    """Match answers that are no pages: the JSON of search APIs, and sitemaps."""
    answer = JsonObject.parse(page)
    if "searchVO" in answer:
        yield SystemMatch("policy", Family.POLICY, 0.95, "a JSON answer with searchVO")
    listed = answer.get("page")
    if isinstance(listed, dict) and "content" in listed:
        yield SystemMatch("igs", Family.IGS, 0.95, "a JSON answer with page.content")
    found = _SITEMAP.search(decode_page(page)[:_HEAD])
    if found:
        evidence = f"an XML document <{found[1]}>"
        yield SystemMatch("sitemap", Family.SITEMAP, 0.95, evidence)
    elif page.body.startswith(_GZIP) and "sitemap" in page.url:
        evidence = "a packed file called sitemap"
        yield SystemMatch("sitemap", Family.SITEMAP, 0.8, evidence)


def _match_by_rows(page: Page, markup: str) -> Iterator[SystemMatch]:
    """Match by the addresses of the articles that a list shows, by its frames, and last as a plain list."""
    soup = parse_markup(markup)
    rows = list(ListRow.iter_all(soup, page.url))
    yield from _match_by_dialect(rows)
    listed = [row for row in rows if row.dated and row.in_row]
    frame = _find_inner_frame(soup, page.url)
    if frame is not None:
        confidence = _rate_frame(listed)
        path = urlsplit(frame).path
        evidence = f"a frame of the same host: {path}"
        yield SystemMatch("iframe", Family.IFRAME, confidence, evidence)
    if listed:
        confidence = 0.5 if len(listed) > 2 else 0.3
        evidence = f"{len(listed)} rows with a date"
        yield SystemMatch("static", Family.STATIC, confidence, evidence)
    elif any(row.in_row or reads_like_report(row) for row in rows):
        yield SystemMatch("static", Family.STATIC, 0.1, "rows without dates")


def _rate_frame(around: Sequence[ListRow]) -> float:
    """Rate a list in a frame by the dated rows around it."""
    if not around:
        return 0.85
    # they may be the news of the day; a shell has no reports among them
    if any(classify_title(row.link.title).relevant for row in around):
        return 0.3
    return 0.6


def _match_by_scripts(page: Page) -> Iterator[SystemMatch]:
    """Match what its scripts fill: the walk of any list finds out what they ask for, and follows shells."""
    asked = find_list_requests(page)
    if asked:
        first = asked[0].address
        path = urlsplit(first).path or "/"
        evidence = f"its script asks {path}"
        yield SystemMatch("script list", Family.STATIC, 0.2, evidence)
    elif files := PageScripts.list_files(page):
        path = urlsplit(files[0]).path
        evidence = f"its script stands in {path}"
        yield SystemMatch("script file", Family.STATIC, 0.1, evidence)
    target = PageScripts.find_shell_target(page)
    if target:
        path = urlsplit(target).path
        evidence = f"it leads on to {path}"
        yield SystemMatch("shell", Family.STATIC, 0.2, evidence)


def _match_by_dialect(rows: Iterable[ListRow]) -> Iterator[SystemMatch]:
    """Match by the addresses of articles, the family of most of them first."""
    families: Counter[Family] = Counter()
    for row in rows:
        dialect = find_dialect(row.link.url)
        if dialect and dialect.family != Family.STATIC:
            families[dialect.family] += 1
    for family, count in families.most_common():
        confidence = 0.75 if count > 1 else 0.55
        evidence = f"{count} addresses of its articles"
        yield SystemMatch(family.value, family, confidence, evidence)


def _find_inner_frame(soup: BeautifulSoup, url: str) -> str | None:
    """Find the first frame of a page that shows another page of the same host."""
    own = normalize_url(url)
    for tag in soup.select("iframe[src], frame[src]"):
        frame = normalize_url(str(tag["src"]), url)
        if parse_host(frame) == parse_host(own) and frame != own:
            return frame
    return None


def _propose_column(url: str, text: str) -> ColumnProposal | None:
    path = urlsplit(url).path
    text = _YEARS.sub("", text)
    if _COLUMN_FOLDER.search(path):
        text = _ONE_YEAR.sub("", text)
    is_article = _DEEP.search(path) and not _LIST_FOLDER.search(path)
    if len(text) > _COLUMN_LENGTH:
        return None
    if find_dialect(url):
        return None
    if is_article:
        return None
    confidence = 0.0
    if _COLUMN_NAME.match(text):
        confidence = 0.9
    elif _NEAR_NAME.match(text):
        confidence = 0.5
    reasons = [f"it is called {text}"] if confidence else []
    folder = _FOLDER.search(path.lower())
    if folder:
        reasons.append(f"its folder is called {folder[1]}")
        confidence = min(0.95, max(confidence, 0.6) + 0.05)
    if not reasons:
        return None
    return ColumnProposal(url, text, "; ".join(reasons), confidence)


def _format_match(found: re.Match[str]) -> str:
    return " ".join(found.group().split())[:80]
