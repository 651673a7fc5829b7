"""Summarize: what a run came to and what its audit found, as two pages that the Prefect UI shows.

The pages are made by pure functions, `run_page` and `audit_page`; the tasks only hang them up.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from prefect import task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from tasks.model.issue import Issue, Severity
from tasks.model.release import Audit, Check, Release, Staged
from tasks.model.run import Run
from tasks.model.state import Outcome, OutcomeKind
from tasks.store.ledger import Ledger

RUN_KEY, AUDIT_KEY = "run-summary", "audit"
# A page is for a glance; the table issues holds them all.
_MOST_PROBLEMS = 20
_LONGEST_CELL = 200
# Out of season most sources are not due; the table above names them all.
_MOST_NAMES = 10
_COUNTS = ("links", "new", "revised", "missing", "withdrawn", "problems")

_ADVICE = {
    OutcomeKind.BLOCKED: "the site answers with a challenge or a block page. We do not go round it: ask the site, or "
    'set `lifecycle = "blocked"` in the source\'s file.',
    OutcomeKind.UNREACHABLE: "no answer came. The next run tries again; if it stays so, open the site in a browser.",
    OutcomeKind.LAYOUT_CHANGED: "the list gives no links any more. Open it in a browser and mend the source's file or "
    "its family.",
    OutcomeKind.REFUSED: "we may not fetch it: robots.txt or the source's own limits say so. Retire the source or "
    "correct its hosts.",
    OutcomeKind.FAILED: "our own code failed. The log of the host's task run has the traceback.",
    OutcomeKind.POSTPONED: "left for the next run, nothing is lost. If it stays so, the reason above says which budget "
    "to raise or which other run to wait for.",
    OutcomeKind.NOT_DUE: "nothing to do. Out of season it is asked once a week, and at once with `fazhi run --force`; "
    "quiet hours are kept in any case.",
}


@task(name="summarize", task_run_name="summarize the run", cache_policy=NO_CACHE)
def summarize_run(run: Run, outcomes: Sequence[Outcome], staged: Staged | None, release: Release | None) -> str:
    """Hang up the page of a run as the artifact `run-summary`; give its markdown.

    `staged` and `release` are null when the run did not come so far.
    """
    with closing(Ledger(run.database_url)) as ledger:
        problems = [(problem.source_id, problem.issue) for problem in ledger.problems()]
    markdown = run_page(run, outcomes, staged, release, problems)
    create_markdown_artifact(markdown, key=RUN_KEY, description=headline(outcomes, release))
    return markdown


@task(name="summarize audit", task_run_name="summarize the audit", cache_policy=NO_CACHE)
def summarize_audit(audit: Audit) -> str:
    """Hang up the page of an audit as the artifact `audit`; give its markdown."""
    markdown = audit_page(audit)
    create_markdown_artifact(markdown, key=AUDIT_KEY, description=audit.reason)
    return markdown


def headline(outcomes: Sequence[Outcome], release: Release | None) -> str:
    """Say a run in one line."""
    changes = {name: sum(getattr(one, name) for one in outcomes) for name in ("new", "revised", "withdrawn")}
    failed = sum(one.failed for one in outcomes)
    told = [f"{count} {name}" for name, count in changes.items() if count] or ["nothing new"]
    told += [f"{failed} of {len(outcomes)} sources need a look"] if failed else []
    return f"{', '.join(told)}; {f'release {release.publication}' if release else 'no release was tried'}"


def run_page(
    run: Run,
    outcomes: Sequence[Outcome],
    staged: Staged | None,
    release: Release | None,
    problems: Sequence[tuple[str, Issue]],
) -> str:
    """Tell a run in markdown: sources, release, problems by source, and what to do next."""
    return "\n".join(
        [
            f"# Run of {run.started_at:%Y-%m-%d %H:%M}",
            "",
            f"**{headline(outcomes, release)}** · `{run.run_id}`",
            "",
            "## Sources",
            "",
            *_sources(outcomes),
            "",
            "## Release",
            "",
            *_release(staged, release),
            "",
            "## Problems",
            "",
            *_problems(problems),
            "",
            "## What to do next",
            "",
            *(f"- {line}" for line in _next(outcomes, staged, release)),
            "",
        ]
    )


def audit_page(audit: Audit) -> str:
    """Tell an audit in markdown: the verdict, then each check, failed ones first."""
    verdict = "passed" if audit.passed else "failed: the release is held back"
    rows = [
        (
            _mark(check),
            f"{check.table}.{check.column}" if check.column else check.table,
            check.expectation.replace("_", " "),
            check.severity,
            check.observed,
            "; ".join(check.unexpected) if not check.success else "",
            check.explanation,
        )
        for check in sorted(audit.checks, key=lambda check: (not check.blocks, check.success))
    ]
    header = ("", "What", "Expectation", "Severity", "Observed", "For example", "Why we expect it")
    return "\n".join(
        [f"# Audit {verdict}", "", f"**{cell(audit.reason)}** · `{audit.release_id}`", "", *table(header, rows), ""]
    )


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Give the lines of a markdown table; whatever stands in a cell cannot break it."""
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(cell(value) for value in row)} |"


def cell(value: object) -> str:
    """Give one value as a table cell: one line, pipes and tags escaped, cut when it is very long."""
    text = " ".join(str(value).split())
    text = text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _sources(outcomes: Sequence[Outcome]) -> Iterator[str]:
    if not outcomes:
        yield "No source was crawled."
        return
    # columns that are zero for every source would only push the others out of sight
    counts = [name for name in _COUNTS if any(getattr(one, name) for one in outcomes)]
    rows = [
        ("✗" if one.failed else "✓", one.source_id, one.host, one.reason, *(getattr(one, name) for name in counts))
        for one in sorted(outcomes, key=lambda one: (not one.failed, one.source_id))
    ]
    yield from table(("", "Source", "Host", "Outcome and reason", *(name.capitalize() for name in counts)), rows)


def _release(staged: Staged | None, release: Release | None) -> Iterator[str]:
    if staged is None or release is None:
        yield "The run did not come so far: the log of its last task says why. Readers see the release before."
        return
    yield f"**{release.publication}**: `{release.release_id or 'none yet'}`; {cell(release.reason)}"
    yield ""
    rows = [
        (name, rows, staged.last_counts.get(name, "–"), staged.quarantined.get(name, 0))
        for name, rows in staged.counts.items()
    ]
    yield from table(("Table", "Rows staged", "In the release before", "In quarantine"), rows)


def _problems(problems: Sequence[tuple[str, Issue]]) -> Iterator[str]:
    if not problems:
        yield "None."
        return
    weights = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    worst = sorted(problems, key=lambda problem: weights[problem[1].severity])[:_MOST_PROBLEMS]
    rows = [(one.severity, source, one.code, one.message, one.responsibility, one.url or "") for source, one in worst]
    yield from table(("Severity", "Source", "Code", "What", "Who can mend it", "URL"), rows)
    if len(problems) > len(worst):
        yield ""
        yield f"and {len(problems) - len(worst)} more in the table `issues`."


def _next(outcomes: Sequence[Outcome], staged: Staged | None, release: Release | None) -> Iterator[str]:
    if release and release.blocked:
        yield f"Readers see the release before: look at the artifact `{AUDIT_KEY}`, mend, and run again."
    for kind, advice in _ADVICE.items():
        names = [one.source_id for one in outcomes if one.kind is kind]
        if names:
            more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
            yield f"{', '.join(names[:_MOST_NAMES])}{more}: {advice}"
    if staged and staged.quarantined:
        yield f"{sum(staged.quarantined.values())} rows are in `quarantine/{staged.release_id}/`, each with its reason."
    if release and release.release_id:
        yield 'Load the tables: `pd.read_parquet("current/reports.parquet")` in the home folder.'


def _mark(check: Check) -> str:
    return "✓" if check.success else "✗" if check.blocks else "⚠"
