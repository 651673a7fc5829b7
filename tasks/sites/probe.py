"""Probe a column's page: name its family, walk its list, and propose a source for it.

No I/O in here. On a site's home page, the columns that seem to hold these reports are proposed instead.
"""

import re
from collections.abc import Container, Generator, Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from tasks.fetch.markup import decode_page
from tasks.fetch.responses import PageCheck
from tasks.fetch.urls import normalize_url, parse_host
from tasks.model.errors import ConfigurationError, FetchError
from tasks.model.page import Link, Page, Relevance, Request
from tasks.model.source import Family, Source, make_id_stem
from tasks.sites.families import FAMILIES
from tasks.sites.list_rows import (
    ListRow,
    find_dialect,
    infer_column,
    parse_markup,
    parse_page,
    reads_like_report,
)
from tasks.sites.listing import Listing, collect_listing
from tasks.sites.page_scripts import PageScripts
from tasks.sites.relevance import classify_title
from tasks.sites.systems import ColumnProposal, SystemMatch

# As many pages of a list are walked as show whether it can be walked whole, with a person waiting.
LIST_PAGES = 20
# 霁川县人民政府门户网站, 荣昌区人民政府网: the site's name holds the organ's
_SITE_SUFFIX = re.compile(r"(?:政务)?(?:官方)?(?:门户)?(?:网站?|平台|专栏|首页)$")
# In titles between column and site: 法治政府建设年度报告_霁川县人民政府, 标题-某区, 年报 某县人民政府
_TITLE_CUT = re.compile(r"\s*[_|\-—–]+\s*|\s+")
# 荣昌区人民政府, 江门市司法局, 观胜镇, 清波街道, 朝阳区法院: the end of a title that names an organ
_ORGAN = re.compile(r"(?:政府|局|厅|委员会|委|办公室|镇|乡|街道|办事处|部|署)$")
# 主办：荣昌区人民政府办公室, 版权所有 江门市司法局: who runs the site, in its foot
_OWNER = re.compile(r"(?:主办单位|主办|版权所有)[:：\s]{0,5}([一-鿿]{4,30})")
# 苓浦区人民政府|信息公开, 临江市司法局|官网: a name of a site that says more than its organ's
_ORGAN_INSIDE = re.compile(
    r"[一-鿿]{1,14}?[省市县区旗州盟镇乡](?:人民政府|[一-鿿]{2,8}?[局厅](?![一-鿿]{0,2}[局厅]))"
)
# 欢迎访问苓浦区人民政府, 中国·荣昌区人民政府
_GREETING = re.compile(r"^(?:您好)?(?:欢迎\w{0,3}?(?:访问|光临|来到|进入))?(?:中国·)?")
# 演示县2025年法治政府建设年度报告: a column is named without a year
_YEAR = re.compile(r"(?:19|20)\d\d|二〇")
_CHINESE = re.compile(r"[一-鿿]")
# columnid: '1229561', "unitid":"6018123", webid=2781: what a script gives a JCMS widget
_WIDGET_OPTION = re.compile(
    r"\b(columnid|unitid|webid)[\"']?\s*[:=]\s*[\"']?(\w+)", re.IGNORECASE
)
# /module/web/jpage/dataproxy.jsp?page=1&…: an address that has them itself
_PROXY_WITH_QUERY = re.compile(r"dataproxy\.jsp\?", re.IGNORECASE)
# What a name of a folder or file is made of, for the id of a source
_ID_SIGN = re.compile(r"[^a-z0-9]+")
# 127.0.0.1:8480, [::1]: an address, which is nobody's name
_NUMBERED_HOST = re.compile(r"\[|[\d.]+(?::\d+)?$")
_PLAIN_NAMES = ("index", "list", "xlist")
# A list grows by some entries a year; one that loses a third was changed.
_VOLUME_SLACK = 3


def _make_source_id(column: str) -> str:
    """Spell the id of a column's source: the host without www and gov.cn, then the folder's or file's."""
    parts = urlsplit(column)
    stem = make_id_stem(parts.netloc)
    last = ""
    for part in parts.path.split("/"):
        name = part.partition(".")[0].lower()
        if name and name not in _PLAIN_NAMES:
            last = _ID_SIGN.sub("-", name).strip("-")
    if last:
        return f"{stem}-{last}"
    return stem


def _make_proposal(source: Source, listing: Listing) -> Source:
    """Make the source to save; what nobody has confirmed is left out or said to be so."""
    count = max(len(listing.links), listing.total or 0)  # what the list promises counts
    is_bounded = listing.complete or listing.total
    update = {
        "hosts": tuple(_list_further_hosts(source, listing)),
        "pages": Source.model_fields["pages"].default,
        "volume_min": count - count // _VOLUME_SLACK,
        "volume_max": count * _VOLUME_SLACK if is_bounded else None,
        "notes": f"proposed by probing; the walk ended at {listing.end_reason}",
    }
    return source.model_copy(update=update)


def _find_site_names(soup: BeautifulSoup) -> tuple[str, ...]:
    """Give the names by which a page calls its site, the surest first: meta block, title, who runs it."""
    title = soup.title.get_text(strip=True) if soup.title else ""
    names = [_read_meta(soup, "SiteName")]
    parts = _TITLE_CUT.split(title)
    names += reversed(parts)
    text = soup.get_text(" ")
    names += _OWNER.findall(text)
    names.append(_read_meta(soup, "ContentSource"))
    distinct: dict[str, None] = {}
    for name in names:
        stripped = _SITE_SUFFIX.sub("", name)
        if stripped:
            distinct[stripped] = None
    return tuple(distinct)


def _find_names(soup: BeautifulSoup) -> tuple[str, str]:
    """Give what a page calls its column and its organ, from the standard meta block, else from its title."""
    title = ""
    if soup.title:
        title = soup.title.get_text(strip=True)
    parts = [_SITE_SUFFIX.sub("", part) for part in _TITLE_CUT.split(title)]
    organ = _SITE_SUFFIX.sub("", _read_meta(soup, "SiteName"))
    if not organ:
        organ = next(filter(_ORGAN.search, parts), "")
    organ = _GREETING.sub("", organ)
    if not _CHINESE.search(organ):
        names = _find_site_names(soup)
        organ = _find_organ(names)
    name = _read_meta(soup, "ColumnName")
    if not name:
        others = (part for part in parts if part and part != organ)
        name = next(others, "")
    return name, organ


def _find_organ(names: Iterable[str]) -> str:
    """Find the organ inside the names of a site; empty where none names one, since a host is no organ."""
    for name in names:
        found = _ORGAN_INSIDE.search(_GREETING.sub("", name))
        if found:
            return found[0]
    return ""


def _find_report_title(soup: BeautifulSoup) -> str:
    """Give the title of a page that is a report itself; empty where it may be a list."""
    title = soup.title.get_text(strip=True) if soup.title else ""
    heading = soup.h1.get_text(strip=True) if soup.h1 else ""
    named = [_read_meta(soup, "ArticleTitle"), heading, title]
    for name in named:
        if _YEAR.search(name) and classify_title(name).relevant:
            return name
    return ""


def _find_options(family: Family, markup: str) -> dict[str, str]:
    """Find what the family has to know and the page says to a browser's script only."""
    if family is not Family.JCMS:
        return {}
    if _PROXY_WITH_QUERY.search(markup):
        return {}
    return {name.lower(): value for name, value in _WIDGET_OPTION.findall(markup)}


def _list_further_hosts(source: Source, listing: Listing) -> list[str]:
    """Name the other hosts on which relevant links lie, which the crawl may then ask."""
    hosts = set()
    for link in listing.links:
        host = urlsplit(link.url).netloc
        # a longer part of a name is no host's
        askable = max(map(len, host.split("."))) <= 63
        if askable and classify_title(link.title).relevant:
            hosts.add(host)
    return sorted(hosts - {source.host})


def _read_meta(soup: BeautifulSoup, name: str) -> str:
    tag = soup.find("meta", attrs={"name": name})
    content = str(tag.get("content") or "") if isinstance(tag, Tag) else ""
    value = " ".join(content.split())
    if value == "null":
        return ""
    return value


_Steps = Generator[Request, Page, None]

# A page that looks like several systems is walked as each of them, until one finds links.
_ATTEMPTS = 3
# How many times in a row a page may only lead on to another.
_MOST_SHELLS = 2
# How many pages behind a home page are looked through for columns: those that it names, and those behind them
_INDEX_PAGES = 6
# Where sites keep their disclosure pages and maps, for home pages that name none.
_USUAL_PATHS = ("zwgk/", "zfxxgk/", "xxgk/", "gkmlpt/index", "sitemap.xml")
# Below this the marks of a home page say nothing of a list on it, and a column's name leaves doubt.
_CERTAIN = 0.9
# How sure a column is that nothing but its kind speaks for.
_FAINT = 0.3


@dataclass(frozen=True, slots=True)
class ClassifiedLink:
    """A link of the list and what its title says that it is."""

    link: Link
    relevance: Relevance


@dataclass(frozen=True, slots=True)
class Probe:
    """What probing a URL came to.

    `systems` are those that may serve the page, likeliest first; `source` and `listing` are of the walk (null
    when there was none), `proposed` the source to save; `site_names` are what the page calls its site,
    `status` is its answer's; `accepted` and `rejected` are the links by their titles; `columns` are
    proposals; `article_column` is the column when the URL is an article's, `report_title` the title where the
    page is a report itself and names no others; `looked_through` are the pages
    behind a home page that were asked for columns, `failures` those of them that did not answer, `doors`
    those on further hosts of its domain, which were not asked.
    """

    url: str
    systems: tuple[SystemMatch, ...]
    source: Source | None = None
    listing: Listing | None = None
    accepted: tuple[ClassifiedLink, ...] = ()
    rejected: tuple[ClassifiedLink, ...] = ()
    columns: tuple[ColumnProposal, ...] = ()
    proposed: Source | None = None
    site_names: tuple[str, ...] = ()
    status: int = HTTPStatus.OK
    article_column: str | None = None
    report_title: str = ""
    looked_through: tuple[str, ...] = ()
    failures: tuple[FetchError, ...] = ()
    doors: tuple[str, ...] = ()

    @property
    def toml(self) -> str:
        """Give the text of the file to save; empty when there is none."""
        if self.proposed:
            return self.proposed.render()
        return ""

    @property
    def found_whole_list(self) -> bool:
        """Tell whether a list with reports was walked to its end."""
        return (
            self.listing is not None and self.listing.complete and bool(self.accepted)
        )

    def extend(self, source: Source, listing: Listing) -> "Probe":
        """Add a walk to what was found: its links by their titles, and the source to save."""
        if listing.described:
            source = source.model_copy(
                update={"family": Family.DESCRIBED, "described": listing.described}
            )
        accepted: list[ClassifiedLink] = []
        rejected: list[ClassifiedLink] = []
        for link in listing.links:
            relevance = classify_title(link.title)
            links = accepted if relevance.relevant else rejected
            links.append(ClassifiedLink(link, relevance))
        return replace(
            self,
            source=source,
            listing=listing,
            accepted=tuple(accepted),
            rejected=tuple(rejected),
            proposed=_make_proposal(source, listing) if listing.links else None,
        )

    @staticmethod
    def propose_source(terms: Source, page: Page, match: SystemMatch) -> Source:
        """Make the source that a page's system leads to, with what the page says of itself."""
        if match.family is None:
            raise ValueError(f"no family walks {match.system}")
        moved = urlsplit(page.url).netloc != urlsplit(terms.column).netloc
        column = page.url if moved else terms.column
        markup = decode_page(page)
        name, organ = _find_names(parse_markup(markup))
        source = terms.model_copy(
            update={
                "id": _make_source_id(column),
                "name": name or column,
                "organ": organ,
                "column": column,
                "family": match.family,
                "options": _find_options(match.family, markup),
            }
        )
        # a shell or an index has no links of its own: the list begins with the next request
        pages_before_list = 0 if FAMILIES[match.family].read_links(source, page) else 1
        return source.model_copy(update={"pages": terms.pages + pages_before_list})


def make_probe_terms(
    url: str,
    *,
    allow_private: bool = False,
    delay: float = 1.0,
    pages: int = LIST_PAGES,
) -> Source:
    """Give the terms under which a URL is probed, as a source: its host, with and without www.

    `pages` are the most list pages that are walked, `delay` the seconds between two requests. Raises
    ConfigurationError for a host that no request can go to.
    """
    host = urlsplit(url).netloc.lower()
    # what stands after # is for browsers, but names the column of a gkmlpt site
    fragment = urlsplit(url).fragment
    column = normalize_url(url) + (f"#{fragment}" if fragment.isdecimal() else "")
    try:
        return Source(
            id=_make_source_id(url),
            name=url,
            organ=host,
            family=Family.STATIC,
            column=column,
            hosts=_find_twins(host),
            allow_private=allow_private,
            delay=delay,
            pages=pages,
        )
    except ValueError as error:
        raise ConfigurationError(
            f"{url}: no request can go to this host; correct the address"
        ) from error


def _find_twins(host: str) -> tuple[str, ...]:
    """Give the host with www., or without; an IP address has none."""
    if host.startswith("www."):
        return (host.removeprefix("www."),)
    if _NUMBERED_HOST.match(host):
        return ()
    return (f"www.{host}",)


def probe(terms: Source, *, home: bool = False) -> Generator[Request, Page, Probe]:
    """Yield the requests that probing takes, being sent the answers; gives what it came to.

    `home` says that the address is a home page's; those of whole hosts are known by themselves. Lets through
    the FetchError of the first request, and raises Blocked or Unreachable when its answer means that; what
    goes wrong later is in the listing.
    """
    first = yield Request(terms.column)
    PageCheck(first).ensure_readable()
    for _ in range(_MOST_SHELLS):
        target = PageScripts.find_shell_target(first)
        if not target or parse_host(target) not in terms.allowed_hosts:
            break
        # what only leads on is no column
        terms = terms.model_copy(update={"column": target})
        first = yield Request(target, referer=first.url)
        PageCheck(first).ensure_readable()
    systems = tuple(SystemMatch.detect(first))
    columns = tuple(ColumnProposal.find_all(first))
    base = Probe(
        normalize_url(first.url),
        systems,
        columns=columns,
        site_names=_find_site_names(parse_page(first)),
        status=first.status,
    )
    if find_dialect(first.url) is not None:
        return replace(base, article_column=infer_column(first.url))
    if home or Listing.is_home(first.url):
        if columns and columns[0].confidence >= _CERTAIN:
            return base
        is_system = bool(systems) and systems[0].confidence >= _CERTAIN
        if columns or not (is_system and _shows_reports(first)):
            base = yield from _search_columns(terms, first, base)
        if base.columns or not is_system:
            return base
    walked = yield from _walk_systems(terms, first, base)
    title = "" if walked.accepted else _find_report_title(parse_page(first))
    if title:
        return replace(walked, report_title=title, proposed=None)
    return walked


def _shows_reports(page: Page) -> bool:
    return any(map(reads_like_report, ListRow.iter_all(parse_page(page), page.url)))


def _walk_systems(
    terms: Source,
    first: Page,
    base: Probe,
) -> Generator[Request, Page, Probe]:
    """Walk the list as each of the systems that may serve it, until one finds reports."""
    walked = None
    matches = [match for match in base.systems if match.family is not None]
    for match in matches[:_ATTEMPTS]:
        source = Probe.propose_source(terms, first, match)
        listing = yield from _walk_from(source, first)
        # When no family finds reports, the likeliest one's trace is what a person looks at.
        found = any(classify_title(link.title).relevant for link in listing.links)
        if walked is None or found:
            walked = source, listing
        if found:
            break
    if walked is None:
        return base
    return base.extend(*walked)


def _search_columns(
    terms: Source,
    home: Page,
    base: Probe,
) -> Generator[Request, Page, Probe]:
    """Look for columns behind a home page that surely names none: where it leads, then at usual places."""
    search = _ColumnSearch(home, base.columns, terms.allowed_hosts)
    yield from search.look_through(ColumnProposal.find_index_pages(home), named=True)
    if not search.columns and home.status == HTTPStatus.OK:
        usual = [normalize_url(path, home.url) for path in _USUAL_PATHS]
        yield from search.look_through(usual, named=False)
    columns = sorted(search.columns.values(), key=lambda one: -one.confidence)
    return replace(
        base,
        columns=tuple(columns),
        looked_through=tuple(search.pages),
        failures=tuple(search.failures),
        doors=tuple(search.doors),
    )


class _ColumnSearch:
    """A search for columns over the pages behind a home page, until one surely is one."""

    def __init__(
        self,
        home: Page,
        columns: Iterable[ColumnProposal],
        hosts: Container[str],
    ) -> None:
        self._home = home
        self._hosts = hosts
        self.doors: list[str] = []
        self._seen = {normalize_url(home.url)}
        self.columns = {column.url: column for column in columns}
        self.pages: list[str] = []
        self.failures: list[FetchError] = []

    def look_through(self, urls: Iterable[str], *, named: bool) -> _Steps:
        """Yield the requests for pages and for what they lead to.

        That a page does not answer is kept where the site names it.
        """
        waiting = list(urls)
        asked = 0
        while waiting and asked < _INDEX_PAGES and not self._is_sure():
            url = waiting.pop(0)
            if url in self._seen:
                continue
            self._seen.add(url)
            if parse_host(url) not in self._hosts:
                self.doors.append(url)
                continue
            asked += 1
            try:
                page = yield Request(url, referer=self._home.url)
                PageCheck(page).ensure_readable()
            except FetchError as error:
                if named:
                    self.failures.append(error)
                continue
            if Listing.is_list(page):
                self._take_page(page)
                waiting += ColumnProposal.find_index_pages(page)

    def _is_sure(self) -> bool:
        return any(one.confidence >= _CERTAIN for one in self.columns.values())

    def _take_page(self, page: Page) -> None:
        self.pages.append(page.url)
        for column in ColumnProposal.find_all(page):
            self.columns.setdefault(column.url, column)
        best = next(iter(SystemMatch.detect(page)), None)
        if best and best.family is Family.SITEMAP:
            words = "a sitemap, whose folders may hold such reports"
            column = ColumnProposal(page.url, "", words, _FAINT)
            self.columns.setdefault(page.url, column)


def _walk_from(source: Source, first: Page) -> Generator[Request, Page, Listing]:
    """Walk a source's list with its first page at hand, which is not asked for again."""
    walk = collect_listing(source)
    request = next(walk)
    while True:
        try:
            if request.url == first.request.url and request.method == "GET":
                request = walk.send(first)
                continue
            try:
                page = yield request
            except FetchError as error:
                request = walk.throw(error)
            else:
                request = walk.send(page)
        except StopIteration as end:
            listing: Listing = end.value
            return listing
