"""Selection: which pages of a list are to be visited. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from tasks.fetch.urls import make_page_id, parse_host
from tasks.model.page import Link
from tasks.model.source import Source
from tasks.sites.relevance import Relevance, classify_title

# The deepest real article paths have nine segments, the longest real addresses some 300 characters.
_MAX_SEGMENTS = 20
_MAX_CHARACTERS = 1500
# /a/b/a/b/a/b/…: a relative link that is resolved against itself for ever
_MIN_REPEATS = 4


def _explain_exclusion(url: str, hosts: Collection[str]) -> tuple[str, str] | None:
    """Say why a link is not followed, as a kind and a phrase; null when it may be."""
    host = parse_host(url)
    if host not in hosts:
        shown = host or url[:80]
        return "off_host", f"{shown} is not among the source's hosts"
    length = len(url)
    if length > _MAX_CHARACTERS:
        return "trap", f"the address has {length} characters"
    path = urlsplit(url).path
    segments = list(filter(None, path.split("/")))
    depth = len(segments)
    if depth > _MAX_SEGMENTS:
        return "trap", f"the path has {depth} segments"
    counts = Counter(segments)
    for segment, count in counts.items():
        if count >= _MIN_REPEATS and not segment.isdigit():
            return "trap", f"the path repeats {segment!r}"
    return None


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page that a list names.

    `links` are its addresses in the order in which they are tried: the one that is known to be good first,
    the others as the list has them. It is empty when none may be followed; `reason` then says why, as a kind
    and a phrase. `unfollowed` are further addresses that may not be followed.
    """

    identity: str
    links: tuple[Link, ...]
    unfollowed: tuple[Link, ...] = ()
    reason: tuple[str, str] | None = None

    @property
    def link(self) -> Link:
        """Give the address to be tried first, or to be named."""
        return (*self.links, *self.unfollowed)[0]

    def sort_links(self, good: str | None) -> tuple[Link, ...]:
        """Give the page's addresses with the one that is known to be good first."""
        return tuple(sorted(self.links, key=lambda link: link.url != good))

    def explain_mirrors(self, chosen: str) -> Mapping[str, str]:
        """Give the addresses that were not chosen, each with the words that explain the choice."""
        words = f"{chosen} stands for it: the first address that gave the report"
        explanations = {link.url: words for link in (*self.links, *self.unfollowed)}
        explanations.pop(chosen, None)
        return explanations


def _fold_mirrors(
    links: Iterable[Link],
    hosts: Collection[str],
    identify: Callable[[str], str],
) -> list[ListedPage]:
    """Fold the links of a list into the pages that they name, in the list's order.

    `hosts` are those allowed.
    """
    named: dict[str, list[Link]] = {}
    for link in links:
        named.setdefault(identify(link.url), []).append(link)
    pages = []
    for identity, mirrors in named.items():
        pages.append(_fold_page(identity, mirrors, hosts))
    return pages


def _fold_page(
    identity: str,
    mirrors: Iterable[Link],
    hosts: Collection[str],
) -> ListedPage:
    followed = []
    unfollowed = []
    reasons = []
    for link in mirrors:
        reason = _explain_exclusion(link.url, hosts)
        if reason is None:
            followed.append(link)
        else:
            unfollowed.append(link)
            reasons.append(reason)
    first_reason = None if followed else reasons[0]
    return ListedPage(identity, tuple(followed), tuple(unfollowed), first_reason)


@dataclass(frozen=True, slots=True)
class _VisitDecision:
    """What was decided about one page of a list.

    `wanted` tells that it is visited, `relevance` says why.
    """

    page: ListedPage
    relevance: Relevance
    wanted: bool

    @property
    def obstacle(self) -> str:
        """Name what keeps a report by its title from being visited; empty when nothing does."""
        if self.page.reason is None:
            return ""
        by_title = classify_title(self.page.link.title)
        if by_title.relevant:
            return self.relevance.kind
        return ""


def select_pages(
    source: Source,
    links: Iterable[Link],
    is_report: Callable[[str], bool],
    identify: Callable[[str], str] = make_page_id,
) -> list[_VisitDecision]:
    """Decide about every page of a list, in its order.

    `is_report` tells whether a report is known under an identity, `identify` gives that of an address. The
    source's canary is visited too, whether the list names it or not.
    """
    pages = _fold_mirrors(links, source.allowed_hosts, identify)
    decisions = [_make_decision(page, is_report) for page in pages]
    if source.canary:
        return _add_canary(decisions, source.canary, identify(source.canary))
    return decisions


def _add_canary(
    decisions: list[_VisitDecision],
    url: str,
    identity: str,
) -> list[_VisitDecision]:
    added = []
    for decision in decisions:
        if decision.page.identity != identity:
            added.append(decision)
        elif decision.wanted:
            return decisions
    relevance = Relevance(True, "report", "the source's canary")
    canary = ListedPage(identity, (Link(url, ""),))
    return [*added, _VisitDecision(canary, relevance, True)]


def _make_decision(
    page: ListedPage, is_report: Callable[[str], bool]
) -> _VisitDecision:
    if page.reason is not None:
        kind, why = page.reason
        return _VisitDecision(page, Relevance(False, kind, why), False)
    relevance = classify_title(page.link.title)
    wanted = relevance.relevant or is_report(page.identity)
    return _VisitDecision(page, relevance, wanted)
