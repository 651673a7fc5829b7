"""The pages of a release: its audit, and who should have published and did or did not.

The audit's page gives what failed, what was kept out, what changed, what is covered, and what held.
"""

from collections.abc import Iterator

from tasks.model.release import Account, Audit, Check
from tasks.release.pages.page_content import (
    BAD,
    GOOD,
    WARN,
    PageContent,
    PageSection,
    PageTable,
    describe_check,
)

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
_NAMED_STATUSES = frozenset({"late", "missing", "withdrawn"})


def build_coverage_page(release_id: str, account: Account) -> PageContent:
    """Tell how many reports of the roster are there, by level, and name those that are late, missing or
    withdrawn.
    """
    total = {
        status: sum(tally.get(status, 0) for tally in account.coverage.values())
        for status in _STATUSES
    }
    expected, named = (
        sum(total.values()),
        sum(total[status] for status in _NAMED_STATUSES),
    )
    rows = [
        (one.report_year, one.organ, one.status, one.evidence) for one in account.open
    ]
    more = (
        f"The first {len(rows)} of {named:,}; the table coverage has them all."
        if named > len(rows)
        else ""
    )
    listed = (
        [PageTable(("Year", "Organ", "Status", "What shows it"), rows, True)]
        if rows
        else ["None."]
    )
    return PageContent(
        title="Coverage",
        mark=WARN if named else GOOD,
        lead=f"Release {release_id}: {total['found'] + total['late']:,} of {expected:,} reports are there.",
        numbers=[(status, f"{count:,}") for status, count in total.items()],
        sections=(
            PageSection("By level", [_build_coverage_table(account)]),
            PageSection(
                "Late, missing or withdrawn", [*([more] if more else []), *listed]
            ),
        ),
    )


def _build_coverage_table(account: Account) -> PageTable:
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
    return PageTable(("Level", *statuses), rows)


_FAILED_HEADER = (
    "",
    "What",
    "What is expected",
    "What was found",
    "For example",
    "Why, and what to do",
)
_PASSED_HEADER = ("Column", "What is expected", "What was found", "Why")


def build_audit_page(audit: Audit, account: Account) -> PageContent:
    """Tell an audit and the release that it judged."""
    failed = sorted(
        (check for check in audit.checks if not check.success),
        key=lambda check: not check.blocks,
    )
    refused = sum(sum(reasons.values()) for reasons in account.refused.values())
    numbers = (
        ("checks", len(audit.checks)),
        ("critical failed", sum(check.blocks for check in failed)),
        ("warnings", sum(not check.blocks for check in failed)),
        ("rows", sum(account.counts.values())),
        ("in quarantine", refused),
    )
    verdict = "passed" if audit.passed else "failed: the release is held back"
    return PageContent(
        title=f"Audit {verdict}",
        mark=BAD if not audit.passed else WARN if failed else GOOD,
        lead=f"Release {audit.release_id}: {audit.reason}.",
        numbers=[(label, f"{number:,}") for label, number in numbers],
        sections=(
            PageSection(
                "What failed",
                [
                    PageTable(
                        _FAILED_HEADER,
                        [_build_failed_row(check) for check in failed],
                        True,
                    )
                ]
                if failed
                else ["Nothing."],
            ),
            PageSection(
                "Rows by table, beside the release before", [_build_row_counts(account)]
            ),
            PageSection("Kept out, in quarantine", list(_list_refused(account))),
            PageSection(
                "Changes since the release before", list(_list_changes(account))
            ),
            PageSection("Coverage", list(_list_coverage(account))),
            *_list_passed(audit),
        ),
    )


def _choose_mark(check: Check) -> str:
    """Give the mark of a check."""
    return GOOD if check.success else BAD if check.blocks else WARN


def _build_failed_row(check: Check) -> tuple[str, ...]:
    what = f"{check.table}.{check.column}" if check.column else check.table
    return (
        _choose_mark(check),
        what,
        describe_check(check),
        check.observed,
        "; ".join(check.unexpected),
        check.explanation,
    )


def _build_row_counts(account: Account) -> PageTable:
    rows = [
        (
            table,
            f"{rows:,}",
            _format_number(account.last_counts.get(table)),
            _format_difference(rows, account.last_counts.get(table)),
        )
        for table, rows in account.counts.items()
    ]
    return PageTable(("Table", "Rows", "Before", "Difference"), rows)


def _format_number(count: int | None) -> str:
    return "–" if count is None else f"{count:,}"


def _format_difference(now: int, before: int | None) -> str:
    return "–" if before is None else f"{now - before:+,}" if now != before else "0"


def _list_refused(account: Account) -> Iterator[str | PageTable]:
    rows = [
        (table, f"{count:,}", reason)
        for table, reasons in account.refused.items()
        for reason, count in reasons.items()
    ]
    yield PageTable(("Table", "Rows", "Reason"), rows, True) if rows else "Nothing."
    yield from (
        f"The {name} cannot be read."
        for name in account.unread
        if name.startswith("quarantine")
    )


def _list_changes(account: Account) -> Iterator[str | PageTable]:
    rows = [(change, f"{count:,}") for change, count in account.changes.items()]
    yield (
        PageTable(("Change", "Reports"), rows)
        if rows
        else _explain_empty("changes", "Nothing changed.", account)
    )


def _list_coverage(account: Account) -> Iterator[str | PageTable]:
    nothing = _explain_empty(
        "coverage", "No report is expected of any organ yet.", account
    )
    yield _build_coverage_table(account) if account.coverage else nothing


def _explain_empty(table: str, words: str, account: Account) -> str:
    return f"The table {table} cannot be read." if table in account.unread else words


def _list_passed(audit: Audit) -> Iterator[PageSection]:
    """Yield a folded section for each table with the checks that held."""
    held = [check for check in audit.checks if check.success]
    for table in dict.fromkeys(check.table for check in held):
        rows = [
            (
                check.column or "–",
                describe_check(check),
                check.observed,
                check.explanation,
            )
            for check in held
            if check.table == table
        ]
        yield PageSection(
            f"Held: {table} ({len(rows)})",
            [PageTable(_PASSED_HEADER, rows, True)],
            folded=True,
        )
