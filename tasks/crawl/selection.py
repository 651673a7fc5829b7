"""The agenda: which sources are due, and which pages of a list are to be visited. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tasks.crawl.mirrors import Entry, fold
from tasks.fetch.urls import page_id
from tasks.model.link import Link
from tasks.model.run import BEIJING
from tasks.model.source import Source
from tasks.sites.titles import Relevance, judge_title

_A_YEAR = 366


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one entry of a list: `wanted` tells that its page is visited, `relevance` says
    why.
    """

    entry: Entry
    relevance: Relevance
    wanted: bool

    @property
    def lost(self) -> str:
        """Name what keeps a report by its title from being visited; empty when nothing does."""
        relevant = (
            self.entry.reason is not None
            and judge_title(self.entry.link.title).relevant
        )
        return self.relevance.kind if relevant else ""


def not_due(
    source: Source, night: datetime, now: datetime, forced: bool = False
) -> str:
    """Say why a source is not crawled by the run of this night; empty when it is due.

    A `forced` run asks out of season too. It keeps the quiet hours: they are the site's, the season is only
    ours.
    """
    if source.quiet_at(now):
        return f"not due: quiet hours {source.quiet_hours} (Beijing time)"
    day = night.astimezone(BEIJING).date()
    if forced or source.due_on(day):
        return ""
    following = next(
        (
            later
            for later in (day + timedelta(days=ahead) for ahead in range(1, _A_YEAR))
            if source.due_on(later)
        ),
        None,
    )
    return f"not due: out of its season{f', next on {following:%Y-%m-%d}' if following else ''}"


def decide(
    source: Source, links: Iterable[Link], is_report: Callable[[str], bool]
) -> list[Decision]:
    """Decide about every entry of a list, in its order.

    `is_report` tells of an identity that a report is known of it.

    The source's canary is visited too, whether the list names it or not.
    """
    decisions = [
        _decision(entry, is_report) for entry in fold(links, source.allowed_hosts)
    ]
    canary = page_id(source.canary) if source.canary else ""
    if source.canary and not any(
        one.wanted and one.entry.identity == canary for one in decisions
    ):
        entry = Entry(canary, (Link(source.canary, ""),))
        decisions = [one for one in decisions if one.entry.identity != canary]
        decisions.append(
            Decision(entry, Relevance(True, "report", "the source's canary"), True)
        )
    return decisions


def _decision(entry: Entry, is_report: Callable[[str], bool]) -> Decision:
    if entry.reason is not None:
        kind, why = entry.reason
        return Decision(entry, Relevance(False, kind, why), False)
    relevance = judge_title(entry.link.title)
    return Decision(entry, relevance, relevance.relevant or is_report(entry.identity))
