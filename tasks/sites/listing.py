"""Drive a family's walk over a column: merge the links, notice the end, keep the trace that explains a zero.

The whole list is walked every night; known links never end it, since entries are back-dated and re-ordered.
"""

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from urllib.parse import urlsplit

from tasks.fetch.markup import decode_page
from tasks.fetch.responses import PageCheck
from tasks.fetch.urls import normalize_url, parse_host
from tasks.model.errors import FetchError, TooLarge
from tasks.model.list_description import ListDescription
from tasks.model.page import Link, Page, Request
from tasks.model.source import Family, Source
from tasks.sites.control_tags import Control, ControlKind
from tasks.sites.described_list import DescriptionCheck
from tasks.sites.families import FAMILIES
from tasks.sites.families.described import DataPage, describe_scripted_list
from tasks.sites.list_requests import find_list_requests
from tasks.sites.page_scripts import PageScripts
from tasks.sites.pager import Answer, PagerFollower, Shortfall
from tasks.sites.pager_signs import PagerSigns
from tasks.sites.relevance import classify_title

# A stub of some hundred bytes is no page of a list.
_STUB_BYTES = 600
# 0123456789abcdef, 20240123, 4091: what sets one article's address apart from another's
_NUMBERS = re.compile(r"[0-9a-f]{16,}|\d+", re.IGNORECASE)
# One page without anything new may be a hiccup (or the family trying another manner); two end the walk.
_PATIENCE = 2
# A time stamp of 0 or -1 that was formatted as a day (t19700101): no date at all.
_EPOCH = date(1970, 1, 1)
# What is no page with scripts of its own.
_DATA_FAMILIES = frozenset(
    {Family.SITEMAP, Family.POLICY, Family.IGS, Family.GKMLPT, Family.DESCRIBED}
)
# What knows no more of a list than its page and its scripts say.
_PLAIN_FAMILIES = frozenset({Family.STATIC, Family.TRS, Family.UCAP, Family.VSB})
# A script of a column's own is far shorter, in bytes.
_LONGEST_SCRIPT = 300_000
# How many times in a row a page may only lead on to another.
_MOST_SHELLS = 2
# What leads on without a promise.
_UNPROMISED = frozenset({ControlKind.OTHER, ControlKind.FOLDER})
_TITLE = re.compile(r"<title>\s*([^<]{1,200})", re.IGNORECASE)
# How the reason begins for which a walk ends before its list.
_LIMIT = "the limit of"
# "/", "/index.html", "/index.shtml"
_HOME = re.compile(r"^/(?:index\.\w{1,5})?$")


@dataclass(frozen=True, slots=True)
class WalkedPage:
    """One list page as the walk saw it: how many links it held, and how many of them were new to the walk."""

    url: str
    status: int
    links: int
    new: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What a walk over a column gave.

    `complete` tells that every page of the list was seen, so that a link that is not in it has gone: nothing
    on its pages promises more, or all that was promised came. `shortfalls` are the promises that were not
    kept; `end_reason` says why the walk ended; `total` is the site's own count of entries, where it has one;
    `failure` what cut the walk short; `described` is the list that the column's scripts ask for, where that
    is what was walked; `mistakes` are the paths of a description that found nothing.
    """

    links: tuple[Link, ...]
    trace: tuple[WalkedPage, ...]
    complete: bool
    end_reason: str
    total: int | None = None
    failure: FetchError | None = None
    shortfalls: tuple[Shortfall, ...] = ()
    described: ListDescription | None = None
    mistakes: tuple[str, ...] = ()

    @property
    def hit_limit(self) -> bool:
        """Tell whether the source's own limit of pages ended the walk."""
        return self.end_reason.startswith(_LIMIT)

    @staticmethod
    def is_list(page: Page) -> bool:
        """Tell whether an answer can be a list page at all, found out once.

        Sites send a column that is gone to their home page.
        """
        known = page.memo.get("is list")
        if not isinstance(known, bool):
            known = page.memo["is list"] = Listing._may_be_list(page)
        return known

    @staticmethod
    def _may_be_list(page: Page) -> bool:
        to_home = Listing.is_home(page.url) and not Listing.is_home(page.request.url)
        return (
            page.status == HTTPStatus.OK
            and not to_home
            and not PageCheck(page).is_soft_404()
        )

    @staticmethod
    def is_home(url: str) -> bool:
        """Tell whether an address is that of a site's home page."""
        return _HOME.search(urlsplit(url).path) is not None


_Steps = Generator[Request, Page, None]


class _WalkEndError(Exception):
    """The walk ends here, for a reason that is not the list's end."""

    def __init__(self, reason: str, failure: FetchError | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.failure = failure


class _Walk:
    """A walk over one column: by its family first, then along what its pages promise beyond that."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._family = FAMILIES[source.family]
        self._column = normalize_url(source.column)
        self._follower = PagerFollower(self._column, source.allowed_hosts)
        self._first: Page | None = None
        self._scripts: dict[str, str] = {}
        self._described: ListDescription | None = None
        self._check: DescriptionCheck | None = None
        if source.described is not None:
            self._check = DescriptionCheck(source.described, self._column)
        self._unread = 0
        self.links: dict[str, Link] = {}
        self._unreachable: dict[str, None] = {}
        self._kinds: set[str] = set()
        self._trace: list[WalkedPage] = []
        self._family_pages = 0
        self._total: int | None = None

    def walk_family(self) -> _Steps:
        """Yield the requests of the family's own walk."""
        yield from self._walk_pages(None)

    def _walk_pages(self, at_hand: Page | None) -> _Steps:
        """Yield the requests of a family's walk, but for a first page that is at hand."""
        walk = self._family.walk(self._source)
        request = next(walk)
        pages_without_news = 0
        while True:
            page = at_hand or (yield from self._ask(request))
            at_hand = None
            if self._first is None:
                page = yield from self._fetch_scripts(page)
                self._first = page
            links = self._read_links(page)
            walked = self._add_page(page, links)
            self._family_pages += 1
            self._follower.note_family_page(
                request, page, self._read_signs(page), _list_urls(links)
            )
            pages_without_news = 0 if walked.new else pages_without_news + 1
            try:
                request = walk.send(page)
            except StopIteration:
                return
            patience = _PATIENCE if self.links else self._family.empty_starts
            if pages_without_news >= patience:
                raise _WalkEndError(
                    "the pager repeats itself"
                    if walked.links
                    else "pages without links"
                )
            self._check_limit()

    def walk_scripted_list(self) -> _Steps:
        """Yield the requests for the list that the column's scripts ask for, where its page is no whole list.

        It counts when it brings reports, or entries of the same kind, or when the page itself has none.
        """
        short = list(self._follower.list_shortfalls())
        if self._first is None or self._source.family in _DATA_FAMILIES:
            return
        if not short and self._has_reports():
            return
        try:
            found = yield from describe_scripted_list(self._source, self._first)
        except FetchError as failure:
            if self._has_reports():
                # what the list promises beyond them is told already
                return
            raise self._stop_short(failure) from failure
        if found is None:
            return
        described, answer = found
        source = self._source.model_copy(
            update={"family": Family.DESCRIBED, "described": described}
        )
        links = FAMILIES[Family.DESCRIBED].read_links(source, answer)
        if self.links and not any(map(self._is_kindred, links)):
            return
        self._source = source
        self._described = described
        self._family = FAMILIES[Family.DESCRIBED]
        self._follower = PagerFollower(self._column, source.allowed_hosts)
        self._family_pages = 0
        self._total = max(
            (one.promised or 0 for one in short if one.counts_entries), default=None
        )
        yield from self._walk_pages(answer)

    def _has_reports(self) -> bool:
        links = self.links.values()
        return any(classify_title(link.title).relevant for link in links)

    def follow_pagers(self) -> _Steps:
        """Yield the requests for what the pages promise beyond what the family walked."""
        follow = self._follower.follow()
        try:
            control = next(follow)
            while True:
                if control.kind in _UNPROMISED:
                    answer = yield from self._try_other(control)
                else:
                    self._check_limit()
                    assert control.request is not None
                    page = yield from self._ask(control.request)
                    answer = self._take_answer(page, control)
                control = follow.send(answer)
        except StopIteration:
            return

    def _try_other(self, control: Control) -> Generator[Request, Page, Answer]:
        """Follow a link that promises nothing: when it fails, or the walk is long enough, nothing is lost."""
        nothing = Answer(None, False, False, False, PagerSigns(), ())
        assert control.request is not None
        if len(self._trace) >= self._source.pages:
            return nothing
        try:
            page = yield from self._ask(control.request)
        except _WalkEndError:
            return nothing
        return self._take_answer(page, control)

    def make_listing(self, end: _WalkEndError | None = None) -> Listing:
        """Make the listing of what was walked."""
        links = tuple(self.links.values())
        shortfalls = (
            *self._follower.list_shortfalls(),
            *map(Shortfall, self._list_unreachable()),
        )
        reason = end.reason if end else self._explain_shortfall(shortfalls)
        return Listing(
            links,
            tuple(self._trace),
            not reason,
            reason or "the end of the list",
            self._follower.count_entries() if self._total is None else self._total,
            end.failure if end else None,
            shortfalls,
            self._described,
            tuple(self._check.list_mistakes()) if self._check else (),
        )

    def _list_unreachable(self) -> list[str]:
        """List the titles of reports that no link leads to, on any page."""
        reached = {link.title for link in self.links.values()}
        return [title for title in self._unreachable if title not in reached]

    def _ask(self, request: Request) -> Generator[Request, Page, Page]:
        try:
            page = yield request
        except FetchError as failure:
            raise self._stop_short(failure) from failure
        too_much = PageCheck(page).describe_oversized_list(self._source.family)
        if too_much:
            raise self._stop_short(TooLarge(page.url, too_much))
        return (yield from self._follow_shells(page))

    def _follow_shells(self, page: Page) -> Generator[Request, Page, Page]:
        """Follow a page that only leads on to another one of the source's hosts."""
        request = page.request
        for _ in range(_MOST_SHELLS):
            target = PageScripts.find_shell_target(page)
            if not target or parse_host(target) not in self._source.allowed_hosts:
                break
            try:
                page = yield Request(target, referer=page.url)
            except FetchError as failure:
                raise self._stop_short(failure) from failure
        if self._scripts:
            page = PageScripts.write_files(page, self._scripts)
        if page.request is request:
            return page
        return replace(page, request=request)

    def _fetch_scripts(self, page: Page) -> Generator[Request, Page, Page]:
        """Ask for the column's own scripts where its page says what they alone can explain."""
        if self._source.family not in _PLAIN_FAMILIES:
            return page
        if not self._needs_scripts(page):
            return page
        for address in PageScripts.list_files(page):
            try:
                answer = yield Request(address, referer=page.url)
            except FetchError:
                # what it would have explained is told as not followed
                continue
            is_script = (
                answer.status == HTTPStatus.OK and "html" not in answer.media_type
            )
            if is_script and len(answer.body) <= _LONGEST_SCRIPT:
                self._scripts[address] = decode_page(answer)
        return PageScripts.write_files(page, self._scripts)

    def _needs_scripts(self, page: Page) -> bool:
        """Tell whether a page promises more without saying where, or has no reports and asks for none."""
        links = self._read_links(page)
        signs = self._read_signs(page)
        if any(control.request for control in signs.controls):
            return False
        if not links and (
            find_list_requests(page) or PageScripts.find_shell_target(page)
        ):
            return False
        promised = (signs.pages or 1) > 1 or (signs.entries or 0) > len(links)
        has_reports = any(classify_title(link.title).relevant for link in links)
        return bool(signs.controls) or promised or not has_reports

    def _stop_short(self, failure: FetchError) -> _WalkEndError:
        number = len(self._trace) + 1
        return _WalkEndError(f"cut short at page {number} ({failure.reason})", failure)

    def _check_limit(self) -> None:
        if len(self._trace) >= self._source.pages:
            most = self._source.pages
            noun = "page" if most == 1 else "pages"
            raise _WalkEndError(f"{_LIMIT} {most} {noun}")

    def _read_links(self, page: Page) -> list[Link]:
        if Listing.is_list(page):
            return self._family.read_links(self._source, page)
        return []

    def _read_signs(self, page: Page) -> PagerSigns:
        if not Listing.is_list(page):
            return PagerSigns()
        return PagerSigns.read(page, self._column)

    def _add_page(self, page: Page, links: list[Link]) -> WalkedPage:
        """Merge the links of one page; the first wording of a link stays, what it lacks is filled in."""
        before = len(self.links)
        unreachable = _list_unreachable_reports(page)
        self._unreachable.update(dict.fromkeys(unreachable))
        for link in map(_drop_epoch_date, links):
            first = self.links.setdefault(link.url, link)
            self.links[link.url] = _merge_links(first, link)
            self._kinds.add(_name_kind(link.url))
        self._unread += self._family.count_unread(self._source, page)
        if self._check:
            self._check.add_answer(page)
        total = self._family.read_total(page)
        if total is not None:
            self._total = total
        fresh = len(self.links) - before
        return self._trace_page(page, len(links), fresh)

    def _trace_page(
        self,
        page: Page,
        links: int,
        new: int,
    ) -> WalkedPage:
        url = page.url
        if url != page.request.url:
            url = f"{page.request.url} -> {url}"
        walked = WalkedPage(url, page.status, links, new)
        self._trace.append(walked)
        return walked

    def _take_answer(self, page: Page, control: Control) -> Answer:
        """Say what a control came to; its entries are taken only when there are new ones of the same kind."""
        links = self._read_links(page)
        signs = self._read_signs(page)
        data = None
        if not links and Listing.is_list(page):
            data = DataPage.read(self._source, page, control.request)
        if data is not None:
            links = list(data.links)
            signs = _sign_data(data)
        new = [link for link in links if link.url not in self.links]
        if control.kind is ControlKind.FOLDER:
            # a folder beneath the column may be any other
            kindred = any(classify_title(link.title).relevant for link in new)
        else:
            kindred = any(map(self._is_kindred, new)) or (bool(new) and not self.links)
        if kindred:
            self._add_page(page, links)
        else:
            self._trace_page(page, len(links), 0)
        is_page = Listing.is_list(page) and not self._is_stub(page)
        if data is not None:
            # entries that cannot be read are no end of the list
            is_page = data.more is False or not data.unread
        repeats = bool(links) and not new
        return Answer(
            page,
            kindred,
            repeats,
            is_page and not links,
            signs,
            _list_urls(links),
        )

    def _is_stub(self, page: Page) -> bool:
        """Tell whether an answer is too short for a page of the list, and not called as its first one is."""
        news = sum(one.new > 0 for one in self._trace)
        if len(page.body) >= _STUB_BYTES:
            return False
        if self._first is None or news < 2:
            return True
        title = _TITLE.search(decode_page(page))
        own = _TITLE.search(decode_page(self._first))
        if title is None or own is None:
            return True
        return title[1] != own[1]

    def _is_kindred(self, link: Link) -> bool:
        known = _name_kind(link.url) in self._kinds
        return known or classify_title(link.title).relevant

    def _explain_shortfall(self, shortfalls: Sequence[Shortfall]) -> str:
        """Say why a walk that came to its end is not complete; empty when it is.

        Its pages tell it, and the entries that the site counts.
        """
        mistakes = self._check.list_mistakes() if self._check else ()
        if not self.links and self._total != 0:
            # a redesign, which takes no report away
            return "; ".join(["a list without links", *mistakes])
        if shortfalls:
            return "; ".join(map(str, shortfalls))
        if self._unread:
            words = f"{self._unread} entries without a title or an address"
            return "; ".join([words, *mistakes])
        walked = [] if self._described else self._trace[: self._family_pages]
        empty_pages = sum(not one.links for one in walked)
        if empty_pages and not self._family.open_ended:
            return f"{empty_pages} of {len(walked)} pages without links"
        lost = self._check.list_lost_proofs() if self._check else ()
        if lost:
            return "; ".join(lost)
        return self._explain_missing_entries()

    def _explain_missing_entries(self) -> str:
        """Say how many of the entries that the site counts did not come; empty when all did."""
        # A pager that moves on while it is walked shows an entry twice and hides another, so each link counts
        # once.
        came = len(self.links)
        if self._total is None or came >= self._total:
            return ""
        words = f"{came} of {self._total} entries"
        named = sum(walked.links for walked in self._trace)
        if named > came:
            words = f"{words}, {named - came} of them named again"
        return words


def collect_listing(source: Source) -> Generator[Request, Page, Listing]:
    """Yield the requests for a column's list pages, being sent the answers; gives the listing.

    A FetchError thrown in ends the walk and is kept in the listing.
    """
    walk = _Walk(source)
    try:
        yield from walk.walk_family()
        yield from walk.follow_pagers()
    except _WalkEndError as end:
        if end.failure is not None or walk.links:
            return walk.make_listing(end)
    try:
        yield from walk.walk_scripted_list()
    except _WalkEndError as end:
        return walk.make_listing(end)
    return walk.make_listing()


def _sign_data(data: DataPage) -> PagerSigns:
    """Say of a page of data, as of any other, what it promises beyond its entries."""
    more: tuple[Control, ...] = ()
    if data.following is not None and data.more is not False:
        more = (Control(ControlKind.MORE, "next", data.following),)
    words = f"count={data.count}" if data.count else ""
    return PagerSigns(entries=data.count, words=words, controls=more)


def _list_urls(links: Sequence[Link]) -> tuple[str, ...]:
    """List the addresses of links in their order, each once."""
    return tuple(dict.fromkeys(link.url for link in links))


def _name_kind(url: str) -> str:
    """Name what an entry's address has in common with others of its list: host and path, without numbers."""
    parts = urlsplit(url)
    return _NUMBERS.sub("0", f"{parts.netloc}{parts.path}")


def _list_unreachable_reports(page: Page) -> list[str]:
    """List the titles of reports on a page whose rows were read, and lead nowhere that was found."""
    titles = page.memo.get("unreachable")
    if isinstance(titles, list):
        return titles
    return []


def _drop_epoch_date(link: Link) -> Link:
    if link.listed_on is not None and link.listed_on <= _EPOCH:
        return replace(link, listed_on=None)
    return link


def _merge_links(first: Link, second: Link) -> Link:
    return replace(
        first,
        title=first.title or second.title,
        listed_on=first.listed_on or second.listed_on,
        document_number=first.document_number or second.document_number,
        publisher=first.publisher or second.publisher,
    )
