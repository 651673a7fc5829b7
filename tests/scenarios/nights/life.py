"""A scripted life of the portal's sites over thirty nights, and what each night of it has to come to.

The truth is counted here from the script alone; it knows nothing of how a crawl finds out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from deploy.demo.script import DOCUMENTS, SITES, Posting, SiteScript
from tasks.model.run import OutcomeKind

NIGHTS = 30
_WITHDRAWN_AFTER = 3
_AT_FIRST = 4
_FORBIDDEN = "User-agent: *\nDisallow: /\n"
# Whose list names a report under further addresses from the first of these nights on; on the others its own
# is gone.
MIRRORED, MIRRORED_NIGHTS, OWN_IS_GONE = "jichuan", range(7, NIGHTS + 1), range(17, 20)
# Whose articles a script draws on these nights, while its list stays as it was; its oldest report is its
# canary.
DRAWN, DRAWN_NIGHTS = "yunwu", range(27, 29)
# Whose articles stand behind a wall on these nights, while its list passes.
WALLED, WALLED_NIGHTS = "lianting", range(23, 25)
# Whose list names only other documents on these nights; its articles answer as before.
RESHOWN, RESHOWN_NIGHTS = "xiwan", range(23, 26)
# Whose list promises more on these nights than its page says how to ask for: by a control, then by a count.
UNFOLLOWED, UNFOLLOWED_NIGHTS = "lianting", range(17, 19)
# Whose newer reports push an older one to the list's second page on this night; its pages are this long,
# however long the demo's are.
PUSHED, PUSHED_NIGHT, _PUSHED_PER_PAGE = "yizhu", 27, 6
# Whose list has another markup from this night on, which its family reads as well.
IN_A_TABLE, IN_A_TABLE_FROM = "yanyuan", 15
# What stops a whole site, by the word that the night has to find for it.
STOPS = {
    "block": OutcomeKind.BLOCKED,
    "outage": OutcomeKind.UNREACHABLE,
    "redesign": OutcomeKind.LAYOUT_CHANGED,
    "robots": OutcomeKind.REFUSED,
}


@dataclass(frozen=True)
class Stay:
    """One report's life: there on the nights `since` to `until`, edited on `edited`, back again on `back`."""

    posting: Posting
    since: int = 1
    until: int = NIGHTS
    edited: int = NIGHTS + 1
    back: int = NIGHTS + 1

    def there(self, night: int) -> bool:
        """Tell whether the site shows it."""
        return self.since <= night <= self.until or night >= self.back

    def edition(self, night: int) -> int:
        """Count its editions so far."""
        return 1 + (night >= self.edited)


@dataclass(frozen=True)
class Expected:
    """What a night has to come to for one site."""

    kind: OutcomeKind
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    missing: int = 0
    withdrawn: int = 0


@dataclass
class _Known:
    edition: int
    missed: int = 0


@dataclass
class SiteLife:
    """One site's life: its script, its reports' stays, and the nights on which something stops it."""

    script: SiteScript
    stays: tuple[Stay, ...]
    stopped: dict[int, str] = field(default_factory=dict)
    _known: dict[int, _Known] = field(default_factory=dict)

    def on(self, night: int) -> SiteScript:
        """Give the site as it is on a night."""
        postings = tuple(
            replace(
                stay.posting,
                night=1,
                gone=None,
                revised=1 if stay.edition(night) > 1 else None,
            )
            for stay in self.stays
            if stay.there(night)
        )
        robots = (
            _FORBIDDEN if self.stopped.get(night) == "robots" else self.script.robots
        )
        return replace(self.script, postings=postings, robots=robots)

    def expect(self, night: int) -> Expected:
        """Say what a crawl of this night has to come to; to be asked night after night."""
        if stop := self.stopped.get(night):
            return Expected(STOPS[stop])
        counts = dict.fromkeys(
            ("new", "revised", "unchanged", "missing", "withdrawn"), 0
        )
        drawn = self.script.id == DRAWN and night in DRAWN_NIGHTS
        walled = self.script.id == WALLED and night in WALLED_NIGHTS
        for stay in self.stays:
            if (drawn or walled) and stay.there(night):
                continue  # its page is answered and says nothing
            word = self._look(stay, night)
            if word:
                counts[word] += 1
        if walled:
            return Expected(OutcomeKind.BLOCKED, **counts)
        if drawn or (self.script.id == RESHOWN and night in RESHOWN_NIGHTS):
            return Expected(OutcomeKind.LAYOUT_CHANGED, **counts)
        kind = (
            OutcomeKind.NEW
            if counts["new"] or counts["revised"]
            else OutcomeKind.NOTHING_NEW
        )
        return Expected(kind, **counts)

    def _look(self, stay: Stay, night: int) -> str:
        known = self._known.get(stay.posting.seed)
        if stay.there(night):
            self._known[stay.posting.seed] = _Known(stay.edition(night))
            if known is None:
                return "new"
            return "unchanged" if known.edition == stay.edition(night) else "revised"
        if known is None or known.missed >= _WITHDRAWN_AFTER:
            return ""
        known.missed += 1
        return "withdrawn" if known.missed == _WITHDRAWN_AFTER else "missing"

    @property
    def oldest(self) -> int:
        """Give the seed of the report that is there unedited on every night: it may be canary or mirrored."""
        return self.stays[0].posting.seed

    def standing(self) -> int:
        """Count the reports that were ever seen: none leaves the tables."""
        return len(self._known)


def lives() -> Sequence[SiteLife]:
    """Script the life of every site of the portal whose reports are pages.

    Each gets its own nights from its place.

    Reports that are files cannot be edited from night to night: each is kept as a real program made it.
    """
    pages = [script for script in SITES if script.postings and script not in DOCUMENTS]
    return [_life(number, script) for number, script in enumerate(pages)]


def _life(number: int, script: SiteScript) -> SiteLife:
    small = replace(script, others=4, dead=(), soft=())
    old = [
        replace(posting, parts=1) for posting in script.postings if posting.night == 1
    ][:_AT_FIRST]
    first = old[0]
    stays = [
        Stay(old[0]),
        # an edit in substance; everything else that changes on its page is noise
        Stay(old[1], edited=4 + number % 5),
        # gone for a night or two, then back, without ever being withdrawn
        Stay(old[2], until=9 + number % 3, back=11 + number % 3 + number % 2),
        # withdrawn for good, or back after weeks
        *(
            Stay(posting, until=13, back=25 if number % 2 else NIGHTS + 1)
            for posting in old[3:]
        ),
        # published, and back-dated into the middle of the list
        Stay(
            replace(first, seed=first.seed + 50, on=date(2026, 3, 2 + number)),
            since=3 + number,
        ),
        Stay(
            replace(first, seed=first.seed + 51, year=2023, on=date(2024, 2, 5)),
            since=6 + number,
        ),
    ]
    if script.id == PUSHED:
        small = replace(small, per_page=_PUSHED_PER_PAGE)
        newer = replace(first, on=date(2026, 3, 25))
        for number_of_it in (53, 54):
            posting = replace(newer, seed=first.seed + number_of_it)
            stays.append(Stay(posting, since=PUSHED_NIGHT))
    stops = list(STOPS)
    stop = stops[number % len(stops)]
    return SiteLife(small, tuple(stays), dict.fromkeys((20, 21), stop))
