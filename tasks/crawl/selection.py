"""Selection: which sources are due, and which pages of a list are to be visited. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from tasks.fetch.urls import make_page_id, parse_host
from tasks.model.link import Link
from tasks.model.run import BEIJING
from tasks.model.source import Source
from tasks.sites.relevance import Relevance, classify_title

# The deepest real article paths have nine segments, the longest real addresses some 300 characters.
_MAX_SEGMENTS = 20
_MAX_CHARACTERS = 1500
# /a/b/a/b/a/b/…: a relative link that is resolved against itself for ever
_MIN_REPEATS = 4


def explain_exclusion(url: str, hosts: Collection[str]) -> tuple[str, str] | None:
    """Say why a link is not followed, as a kind and a phrase; null when it may be."""
    host = parse_host(url)
    if host not in hosts:
        return "off_host", f"{host or url[:80]} is not among the source's hosts"
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    if len(url) > _MAX_CHARACTERS:
        return "trap", f"the address has {len(url)} characters"
    if len(segments) > _MAX_SEGMENTS:
        return "trap", f"the path has {len(segments)} segments"
    words = Counter(segment for segment in segments if not segment.isdigit())
    repeated = [segment for segment, count in words.items() if count >= _MIN_REPEATS]
    return ("trap", f"the path repeats {repeated[0]!r}") if repeated else None


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page that a list names.

    `links` are its addresses in the order in which they are tried: the one that is known to be good first,
    the others as the list has them. It is empty when none may be followed; `reason` then says why, as a kind
    and a phrase. `shadows` are further addresses that may not be followed.
    """

    identity: str
    links: tuple[Link, ...]
    unfollowed: tuple[Link, ...] = ()
    reason: tuple[str, str] | None = None

    @property
    def link(self) -> Link:
        """Give the address to be tried first, or to be told of."""
        return (*self.links, *self.unfollowed)[0]


def fold_mirrors(links: Iterable[Link], hosts: Collection[str]) -> list[ListedPage]:
    """Fold the links of a list into the pages that they name, in the list's order.

    `hosts` are those allowed.
    """
    named: dict[str, list[Link]] = {}
    for link in links:
        named.setdefault(make_page_id(link.url), []).append(link)
    entries = []
    for identity, same in named.items():
        reasons = {link.url: explain_exclusion(link.url, hosts) for link in same}
        good = tuple(link for link in same if reasons[link.url] is None)
        shadows = tuple(link for link in same if reasons[link.url] is not None)
        entries.append(
            ListedPage(
                identity, good, shadows, None if good else reasons[shadows[0].url]
            )
        )
    return entries


def sort_links(entry: ListedPage, good: str | None) -> tuple[Link, ...]:
    """Give an entry's addresses with the one that is known to be good first."""
    return tuple(sorted(entry.links, key=lambda link: link.url != good))


def explain_mirrors(entry: ListedPage, chosen: str) -> Mapping[str, str]:
    """Give the addresses that were not chosen, each with the words that explain the choice."""
    words = f"{chosen} stands for it: the first address that gave the report"
    return {
        link.url: words
        for link in (*entry.links, *entry.unfollowed)
        if link.url != chosen
    }


_DAYS_A_YEAR = 366


@dataclass(frozen=True, slots=True)
class VisitDecision:
    """What was decided about one entry of a list: `wanted` tells that its page is visited, `relevance` says
    why.
    """

    page: ListedPage
    relevance: Relevance
    wanted: bool

    @property
    def obstacle(self) -> str:
        """Name what keeps a report by its title from being visited; empty when nothing does."""
        relevant = (
            self.page.reason is not None
            and classify_title(self.page.link.title).relevant
        )
        return self.relevance.kind if relevant else ""


def explain_not_due(
    source: Source, night: datetime, now: datetime, forced: bool = False
) -> str:
    """Say why a source is not crawled by the run of this night; empty when it is due.

    A `forced` run asks out of season too. It keeps the quiet hours: they are the site's, the season is only
    ours.
    """
    if source.is_quiet_at(now):
        return f"not due: quiet hours {source.quiet_hours} (Beijing time)"
    day = night.astimezone(BEIJING).date()
    if forced or source.is_due_on(day):
        return ""
    following = next(
        (
            later
            for later in (
                day + timedelta(days=ahead) for ahead in range(1, _DAYS_A_YEAR)
            )
            if source.is_due_on(later)
        ),
        None,
    )
    return f"not due: out of its season{f', next on {following:%Y-%m-%d}' if following else ''}"


def select_pages(
    source: Source, links: Iterable[Link], is_report: Callable[[str], bool]
) -> list[VisitDecision]:
    """Decide about every entry of a list, in its order.

    `is_report` tells of an identity that a report is known of it.

    The source's canary is visited too, whether the list names it or not.
    """
    decisions = [
        _make_decision(entry, is_report)
        for entry in fold_mirrors(links, source.allowed_hosts)
    ]
    canary = make_page_id(source.canary) if source.canary else ""
    if source.canary and not any(
        one.wanted and one.page.identity == canary for one in decisions
    ):
        entry = ListedPage(canary, (Link(source.canary, ""),))
        decisions = [one for one in decisions if one.page.identity != canary]
        decisions.append(
            VisitDecision(entry, Relevance(True, "report", "the source's canary"), True)
        )
    return decisions


def _make_decision(
    entry: ListedPage, is_report: Callable[[str], bool]
) -> VisitDecision:
    if entry.reason is not None:
        kind, why = entry.reason
        return VisitDecision(entry, Relevance(False, kind, why), False)
    relevance = classify_title(entry.link.title)
    return VisitDecision(
        entry, relevance, relevance.relevant or is_report(entry.identity)
    )
