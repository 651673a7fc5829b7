"""Absence: what reports mean together that a list no longer names, or whose pages give something else. Pure.

One page that says it is gone is one report. Most of a column's at once are one event, a wall or a redesign,
and never so many withdrawals.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

# Of fewer known reports none can be the most: two of two may really be gone.
_MIN_KNOWN = 3
# 2024年度法治政府建设情况报告
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Dated:
    """A report as its list named it: its title and the day beside it, null where there was none."""

    title: str
    day: date | None

    @property
    def year(self) -> int:
        """Give the first year that the title names, 0 where it names none."""
        found = _YEAR.search(self.title)
        if found:
            return int(found.group(1))
        return 0


def are_most(lost: int, known: int) -> bool:
    """Tell whether so many of the known reports are too many to be lost one by one."""
    return known >= _MIN_KNOWN and lost * 2 > known


def is_another_list(
    vanished: Sequence[Dated],
    found: int,
    reports: Sequence[Dated],
    whole: bool,
) -> bool:
    """Tell whether a list shows something else than the column's reports.

    `vanished` are the known reports that it named before and does not name now, `found` counts those that it
    still names, `reports` are all entries whose titles are reports; `whole` tells that it was seen whole. A
    list that drops its oldest entries is none, nor is one that was cut above them.
    """
    if not vanished or (not whole and found):
        return False
    known = len(vanished) + found
    if whole and not found and not reports:
        return True
    if not are_most(len(vanished), known) and (not whole or found or known < 2):
        return False
    return not _are_newer(reports, vanished, or_equal=found > 0)


def _are_newer(
    kept: Sequence[Dated], dropped: Sequence[Dated], *, or_equal: bool
) -> bool:
    """Tell whether all that a list kept is newer than all that it dropped; false where nothing tells it."""
    if not kept:
        return False
    days = [entry.day for entry in (*kept, *dropped)]
    if all(days):
        return _follow(_list_days(kept), _list_days(dropped), or_equal=or_equal)
    years = [entry.year for entry in (*kept, *dropped)]
    if not all(years):
        return False
    kept_years = years[: len(kept)]
    dropped_years = years[len(kept) :]
    return _follow(kept_years, dropped_years, or_equal=or_equal)


def _list_days(entries: Iterable[Dated]) -> list[int]:
    return [entry.day.toordinal() for entry in entries if entry.day]


def _follow(later: list[int], earlier: list[int], *, or_equal: bool) -> bool:
    return min(later) > max(earlier) or (or_equal and min(later) == max(earlier))
