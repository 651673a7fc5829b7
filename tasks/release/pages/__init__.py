"""Pages for people: each is built once, of headings, words and tables, and rendered as Markdown and HTML.

Those of a release are its audit, and who should have published and did or did not. The audit's page gives
what failed, what was kept out, what changed, what is covered, and what held.
"""

from collections.abc import Iterator, Mapping, Sequence

from tasks.model.release import Account, Audit, Check
from tasks.release.pages.rendering import (
    BAD,
    GOOD,
    WARN,
    PageContent,
    PageSection,
    PageTable,
)
from tasks.tables.schema import TABLES

_STATUSES = (
    "found",
    "late",
    "unlisted",
    "missing",
    "withdrawn",
    "unreachable",
    "blocked",
    "unreadable",
    "awaited",
    "no_source",
    "no_site",
)
_THERE = ("found", "late", "unlisted")
_UNSOUGHT = ("no_source", "no_site")
_LEVELS = ("national", "province", "prefecture", "county", "township")
_NAMED_STATUSES = frozenset({"late", "missing", "withdrawn"})
EXPECTATION_WORDS = {
    "audit_is_possible": "the table can be audited",
    "file_has_schema": "the file has the types and descriptions of the schema",
    "file_has_release_id": "the file says the id of this release",
    "file_has_staged_rows": "the file has as many rows as were staged",
    "table_columns_to_match_ordered_list": "the columns are those of the schema, in their order",
    "table_row_count_to_be_between": "the number of rows lies within its bounds",
    "column_values_to_not_be_null": "as many rows as it takes have a value",
    "column_values_to_be_unique": "no value stands twice",
    "compound_columns_to_be_unique": "no key stands twice",
    "column_values_to_be_in_set": "every value is one of those allowed",
    "column_values_to_not_be_in_set": "no value is one of those excluded",
    "column_values_to_be_between": "every value lies within its bounds",
    "column_max_to_be_between": "the largest value lies within its bounds",
    "column_min_to_be_between": "the smallest value lies within its bounds",
    "column_values_to_match_regex": "every value has its form",
    "column_pair_values_a_to_be_greater_than_b": "the first is never less than the second",
}
# Suites look at flags, too, which are computed for the audit and stand in no table.
_FLAG, _HOLDS = "column_values_to_be_in_set", "it is true of every row"
_FAILED_HEADER = (
    "",
    "What",
    "What is expected",
    "What was found",
    "For example",
    "Why, and what to do",
)
_PASSED_HEADER = ("Column", "What is expected", "What was found", "Why")
AUDIT_HTML = "audit.html"
AUDIT_MARKDOWN = "audit.md"


def build_coverage_page(release_id: str, account: Account) -> PageContent:
    """Count the reports of the roster by level, and name those that are late, missing or withdrawn."""
    totals = dict.fromkeys(_STATUSES, 0)
    for counts in account.coverage.values():
        for status in _STATUSES:
            totals[status] += counts.get(status, 0)
    found = sum(map(totals.__getitem__, _THERE))
    unsought = sum(map(totals.__getitem__, _UNSOUGHT))
    expected = sum(totals.values()) - unsought
    lead = f"Release {release_id}: {found:,} of {expected:,} reports are there."
    if unsought:
        lead += f" For {unsought:,} reports of other governments nobody looks yet."
    named = sum(map(totals.__getitem__, _NAMED_STATUSES))
    return PageContent(
        title="Coverage",
        mark=WARN if named else GOOD,
        lead=lead,
        numbers=[
            (status, f"{count:,}")
            for status, count in totals.items()
            if count or status not in _UNSOUGHT
        ],
        sections=(
            PageSection("By level", [_build_coverage_table(account)]),
            PageSection("Late, missing or withdrawn", _list_open(account, named)),
        ),
    )


def _list_open(account: Account, named: int) -> list[str | PageTable]:
    """Name reports that are late, missing or withdrawn, and say how many more there are."""
    if not account.open:
        return ["None."]
    rows = [
        (one.report_year, one.organ, one.status, one.evidence) for one in account.open
    ]
    table = PageTable(("Year", "Organ", "Status", "What shows it"), rows, True)
    if named <= len(rows):
        return [table]
    return [
        f"The first {len(rows)} of {named:,}; the table coverage has them all.",
        table,
    ]


def _build_coverage_table(account: Account) -> PageTable:
    """Count the reports of the roster by level and status; a status that no report has gets no column."""
    coverage = account.coverage
    present = set().union(*coverage.values())
    statuses = [status for status in _STATUSES if status in present]
    known = [level for level in _LEVELS if level in coverage]
    others = sorted(coverage.keys() - {*_LEVELS})
    rows = []
    for level in (*known, *others):
        counts = coverage[level]
        cells = [f"{counts.get(status, 0):,}" for status in statuses]
        name = level or "level not known"
        rows.append((name, *cells))
    return PageTable(("Level", *statuses), rows)


def describe_check(check: Check) -> str:
    """Say what a check expects in plain words; an unknown expectation by its own name."""
    if check.expectation == _FLAG and check.table in TABLES:
        columns = {column.name for column in TABLES[check.table].columns}
        if check.column not in columns:
            return _HOLDS
    return EXPECTATION_WORDS.get(check.expectation, check.expectation.replace("_", " "))


def build_audit_page(audit: Audit, account: Account) -> PageContent:
    """Build the page of an audit and of the release that it checked."""
    blocking = [check for check in audit.checks if check.blocks]
    warnings = [one for one in audit.checks if not one.success and not one.blocks]
    failed = [*blocking, *warnings]
    title = "passed" if audit.passed else "failed: the release is held back"
    good_mark = WARN if failed else GOOD
    return PageContent(
        title=f"Audit {title}",
        mark=good_mark if audit.passed else BAD,
        lead=f"Release {audit.release_id}: {audit.reason}.",
        numbers=(
            ("checks", f"{len(audit.checks):,}"),
            ("critical failed", f"{len(blocking):,}"),
            ("warnings", f"{len(warnings):,}"),
            ("rows", f"{sum(account.counts.values()):,}"),
            ("in quarantine", f"{_count_refused(account):,}"),
        ),
        sections=(
            PageSection("What failed", [_build_failed_block(failed)]),
            PageSection(
                "Rows by table, beside the release before", [_build_row_counts(account)]
            ),
            PageSection("Kept out, in quarantine", _list_refused(account)),
            PageSection("Changes since the release before", [_build_changes(account)]),
            PageSection("Coverage", [_build_coverage(account)]),
            *_list_passed(audit),
        ),
    )


def _count_refused(account: Account) -> int:
    return sum(sum(reasons.values()) for reasons in account.refused.values())


def _build_failed_block(failed: Sequence[Check]) -> str | PageTable:
    if not failed:
        return "Nothing."
    return PageTable(_FAILED_HEADER, list(map(_build_failed_row, failed)), True)


def _choose_mark(check: Check) -> str:
    """Give the mark of a check."""
    if check.success:
        return GOOD
    if check.blocks:
        return BAD
    return WARN


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
    rows = []
    for table, count in account.counts.items():
        before = account.last_counts.get(table)
        difference = _format_difference(count, before)
        rows.append((table, f"{count:,}", _format_number(before), difference))
    return PageTable(("Table", "Rows", "Before", "Difference"), rows)


def _format_number(count: int | None) -> str:
    if count is None:
        return "–"
    return f"{count:,}"


def _format_difference(now: int, before: int | None) -> str:
    if before is None:
        return "–"
    if now != before:
        return f"{now - before:+,}"
    return "0"


def _list_refused(account: Account) -> list[str | PageTable]:
    rows = []
    for table, reasons in account.refused.items():
        rows += [(table, f"{count:,}", reason) for reason, count in reasons.items()]
    blocks: list[str | PageTable] = ["Nothing."]
    if rows:
        blocks = [PageTable(("Table", "Rows", "Reason"), rows, True)]
    for name in account.unread:
        if name.startswith("quarantine"):
            blocks.append(f"The {name} cannot be read.")
    return blocks


def _build_changes(account: Account) -> str | PageTable:
    if not account.changes:
        return _explain_empty("changes", "Nothing changed.", account)
    rows = [(change, f"{count:,}") for change, count in account.changes.items()]
    return PageTable(("Change", "Reports"), rows)


def _build_coverage(account: Account) -> str | PageTable:
    if account.coverage:
        return _build_coverage_table(account)
    nothing = "No report is expected of any organ yet."
    return _explain_empty("coverage", nothing, account)


def _explain_empty(table: str, words: str, account: Account) -> str:
    if table in account.unread:
        return f"The table {table} cannot be read."
    return words


def _list_passed(audit: Audit) -> Iterator[PageSection]:
    """Yield a folded section for each table with the checks that held."""
    tables: dict[str, list[tuple[str, ...]]] = {}
    for check in audit.checks:
        if not check.success:
            continue
        column = check.column or "–"
        described = describe_check(check)
        row = (column, described, check.observed, check.explanation)
        tables.setdefault(check.table, []).append(row)
    for table, rows in tables.items():
        block = PageTable(_PASSED_HEADER, rows, True)
        heading = f"Held: {table} ({len(rows)})"
        yield PageSection(heading, [block], folded=True)


def render_audit_pages(audit: Audit, account: Account) -> Mapping[str, str]:
    """Make the pages of an audit by file name; the same audit and release give the same bytes."""
    page = build_audit_page(audit, account)
    return {AUDIT_HTML: page.render_html(), AUDIT_MARKDOWN: page.render_markdown()}
