"""The page of coverage: who should have published and did, in numbers, and who did not, by name."""

from tasks.model.release import Account
from tasks.release.pages.page import GOOD, WARN, Grid, Page, Section

_STATUSES = (
    "found",
    "late",
    "missing",
    "withdrawn",
    "unreachable",
    "blocked",
    "awaited",
)
_LEVELS = ("national", "province", "prefecture", "county", "township")
_NAMED = frozenset({"late", "missing", "withdrawn"})


def coverage_page(release_id: str, account: Account) -> Page:
    """Tell how many reports of the roster are there, by level, and name those that are late, missing or
    withdrawn.
    """
    total = {
        status: sum(tally.get(status, 0) for tally in account.coverage.values())
        for status in _STATUSES
    }
    expected, named = sum(total.values()), sum(total[status] for status in _NAMED)
    rows = [
        (one.report_year, one.organ, one.status, one.evidence) for one in account.open
    ]
    more = (
        f"The first {len(rows)} of {named:,}; the table coverage has them all."
        if named > len(rows)
        else ""
    )
    listed = (
        [Grid(("Year", "Organ", "Status", "What shows it"), rows, True)]
        if rows
        else ["None."]
    )
    return Page(
        title="Coverage",
        mark=WARN if named else GOOD,
        lead=f"Release {release_id}: {total['found'] + total['late']:,} of {expected:,} reports are there.",
        numbers=[(status, f"{count:,}") for status, count in total.items()],
        sections=(
            Section("By level", [coverage_grid(account)]),
            Section("Late, missing or withdrawn", [*([more] if more else []), *listed]),
        ),
    )


def coverage_grid(account: Account) -> Grid:
    """Count the reports of the roster by level and status; a status that no report has gets no column."""
    statuses = [
        name
        for name in _STATUSES
        if any(name in tally for tally in account.coverage.values())
    ]
    levels = [
        *(name for name in _LEVELS if name in account.coverage),
        *sorted(account.coverage.keys() - {*_LEVELS}),
    ]
    rows = [
        (
            level or "level not known",
            *(f"{account.coverage[level].get(status, 0):,}" for status in statuses),
        )
        for level in levels
    ]
    return Grid(("Level", *statuses), rows)
