"""Summarize: what a run came to, what its audit found, what is covered, as pages of the Prefect UI.

The pages are made by pure functions, those here and those of `tasks.release.pages`; the tasks
only hang them up.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from operator import attrgetter
from pathlib import Path

from prefect import task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.errors import keep_secrets
from tasks.model.issue import Issue, Severity
from tasks.model.release import Audit, Publication, Release, Staged
from tasks.model.run import Outcome, OutcomeKind, Run
from tasks.release.pages import AUDIT_HTML, build_audit_page, build_coverage_page
from tasks.release.pages.rendering import PageTable
from tasks.release.release_tables import ReleaseTables

RUN_KEY = "run-summary"
AUDIT_KEY = "audit"
COVERAGE_KEY = "coverage"
SCORECARD_KEY = "scorecard"
# A page is for a glance; the table issues holds them all.
_MOST_PROBLEMS = 20
_SEVERITIES = list(Severity)
# Out of season most sources are not due; the table above names them all.
_MOST_NAMES = 10
_COUNTS = ("links", "new", "revised", "missing", "withdrawn", "problems")

_ADVICE = {
    OutcomeKind.BLOCKED: (
        "the site answers with a challenge or a block page. We do not go round it: ask the site, or "
        'set `lifecycle = "blocked"` in the source\'s file.'
    ),
    OutcomeKind.UNREACHABLE: (
        "no answer came. The next run tries again; if it stays so, open the site in a browser."
    ),
    OutcomeKind.LAYOUT_CHANGED: (
        "the list gives no links any more. Open it in a browser and mend the source's file or "
        "its family."
    ),
    OutcomeKind.REFUSED: (
        "we may not fetch it: robots.txt or the source's own limits say so. Retire the source or "
        "correct its hosts."
    ),
    OutcomeKind.FAILED: (
        "our own code failed. The log of the host's task run has the traceback."
    ),
    OutcomeKind.POSTPONED: (
        "left for the next run, nothing is lost. If it stays so, the reason above says which budget "
        "to raise or which other run to wait for."
    ),
    OutcomeKind.STOPPED: (
        "the run was asked to end before it was through; the next one goes on from there."
    ),
    OutcomeKind.NOT_DUE: (
        "nothing to do. Out of season it is asked once a week, and at once with `fazhi run --force`; "
        "quiet hours are kept in any case."
    ),
}


@task(
    name="summarize",
    task_run_name="summarize the run",
    cache_policy=NO_CACHE,
)
@keep_secrets
def summarize_run(
    run: Run,
    outcomes: Sequence[Outcome],
    staged: Staged | None,
    release: Release | None,
) -> str:
    """Hang up the page of a run as the artifact `run-summary`; give its markdown.

    `staged` and `release` are null when the run did not come so far.
    """
    with closing(Ledger(run.database_url)) as ledger:
        rows = ledger.load_problems()
    problems = [(row.source_id, row.issue) for row in rows]
    page = _render_run_page(
        run,
        outcomes,
        staged,
        release,
        problems,
    )
    headline = _format_headline(outcomes, release)
    create_markdown_artifact(page, key=RUN_KEY, description=headline)
    return page


@task(
    name="summarize audit", task_run_name="summarize the audit", cache_policy=NO_CACHE
)
@keep_secrets
def summarize_audit(
    run: Run,
    staged: Staged,
    audit: Audit,
    releases_page: str = "",
) -> str:
    """Hang up the pages of a release: its audit, its coverage and the scorecard of each source.

    Give the first.

    `releases_page` is the address under which releases are served, empty where they are not.
    """
    home = Home.open(run.home)
    placed = home.releases / staged.release_id
    folder = placed if placed.is_dir() else Path(staged.folder)
    tables = ReleaseTables(folder)
    account = tables.count_release(home.quarantine / staged.release_id, staged)
    page = build_audit_page(audit, account).render_markdown()
    text = f"{page}\n{_locate_audit_page(folder, releases_page)}\n"
    reason = PageTable.format_cell(audit.reason)
    create_markdown_artifact(text, key=AUDIT_KEY, description=reason)
    coverage = build_coverage_page(staged.release_id, account).render_markdown()
    description = "who should have published, and did"
    create_markdown_artifact(coverage, key=COVERAGE_KEY, description=description)
    scores = tables.read_scores()
    description = "issues by source, worst first"
    create_table_artifact(scores, key=SCORECARD_KEY, description=description)
    return text


def _locate_audit_page(folder: Path, releases_page: str) -> str:
    """Say where the HTML page of a release is: a link where releases are served, else its place."""
    if releases_page:
        return f"The same as one page: <{releases_page.rstrip('/')}/{folder.name}/{AUDIT_HTML}>"
    return f"The same as one page: `{folder.parent.name}/{folder.name}/{AUDIT_HTML}` in the home folder."


def _format_headline(outcomes: Sequence[Outcome], release: Release | None) -> str:
    """Say a run in one line."""
    parts = []
    for name in ("new", "revised", "withdrawn"):
        count = sum(getattr(outcome, name) for outcome in outcomes)
        if count:
            parts.append(f"{count} {name}")
    parts = parts or ["nothing new"]
    failed = sum(outcome.failed for outcome in outcomes)
    if failed:
        parts.append(f"{failed} of {len(outcomes)} sources need a look")
    published = f"release {release.publication}" if release else "no release was tried"
    return f"{', '.join(parts)}; {published}"


def _render_run_page(
    run: Run,
    outcomes: Sequence[Outcome],
    staged: Staged | None,
    release: Release | None,
    problems: Sequence[tuple[str, Issue]],
) -> str:
    """Render a run in Markdown: sources, release, problems by source, and what to do next."""
    steps = _render_next_steps(outcomes, staged, release)
    return "\n".join(
        [
            f"# Run of {run.started_at:%Y-%m-%d %H:%M}",
            "",
            f"**{_format_headline(outcomes, release)}** · `{run.run_id}`",
            "",
            "## Sources",
            "",
            *_render_sources(outcomes),
            "",
            "## Release",
            "",
            *_render_release(staged, release),
            "",
            "## Problems",
            "",
            *_render_problems(problems),
            "",
            "## What to do next",
            "",
            *(f"- {line}" for line in steps),
            "",
        ]
    )


def _render_sources(outcomes: Sequence[Outcome]) -> Iterator[str]:
    if not outcomes:
        yield "No source was crawled."
        return
    # columns that are zero for every source would only push the others out of sight
    names = [name for name in _COUNTS if any(map(attrgetter(name), outcomes))]
    rows = []
    for outcome in sorted(outcomes, key=lambda one: (not one.failed, one.source_id)):
        mark = "✗" if outcome.failed else "✓"
        counts = [getattr(outcome, name) for name in names]
        rows.append((mark, outcome.source_id, outcome.host, outcome.reason, *counts))
    header = ("", "Source", "Host", "Outcome and reason", *map(str.capitalize, names))
    yield from PageTable(header, rows).render_markdown()


def _render_release(staged: Staged | None, release: Release | None) -> Iterator[str]:
    if staged is None or release is None:
        yield (
            "The run did not come so far: the log of its last task says why. "
            "Readers see the release before."
        )
        return
    reason = PageTable.format_cell(release.reason)
    yield f"**{release.publication}**: `{release.release_id or 'none yet'}`; {reason}"
    yield ""
    header = ("Table", "Rows staged", "In the release before", "In quarantine")
    rows = []
    for name, count in staged.counts.items():
        before = staged.last_counts.get(name, "–")
        rows.append((name, count, before, staged.quarantined.get(name, 0)))
    yield from PageTable(header, rows).render_markdown()


def _render_problems(problems: Sequence[tuple[str, Issue]]) -> Iterator[str]:
    if not problems:
        yield "None."
        return
    worst = sorted(problems, key=_rank_problem)[:_MOST_PROBLEMS]
    header = ("Severity", "Source", "Code", "What", "Who can mend it", "URL")
    rows = list(map(_build_problem_row, worst))
    yield from PageTable(header, rows).render_markdown()
    if len(problems) > len(worst):
        yield ""
        yield f"and {len(problems) - len(worst)} more in the table `issues`."


def _rank_problem(problem: tuple[str, Issue]) -> int:
    return -_SEVERITIES.index(problem[1].severity)


def _build_problem_row(problem: tuple[str, Issue]) -> tuple[str, ...]:
    source_id, issue = problem
    words = (issue.code, issue.message, issue.responsibility, issue.url or "")
    return issue.severity, source_id, *words


def _render_next_steps(
    outcomes: Sequence[Outcome], staged: Staged | None, release: Release | None
) -> Iterator[str]:
    if release and release.publication is Publication.RECALLED:
        yield (
            "Readers see the release that an operator led them back to: "
            "mend what was recalled, and run again."
        )
    elif release and release.publication is Publication.OVERTAKEN:
        yield f"Readers see what they saw: {release.reason}"
    elif release and release.blocked:
        yield f"Readers see the release before: look at the artifact `{AUDIT_KEY}`, mend, and run again."
    for kind, advice in _ADVICE.items():
        names = [one.source_id for one in outcomes if one.kind is kind]
        if names:
            rest = len(names) - _MOST_NAMES
            more = f" and {rest} more" if rest > 0 else ""
            yield f"{', '.join(names[:_MOST_NAMES])}{more}: {advice}"
    if staged and staged.quarantined:
        rows = sum(staged.quarantined.values())
        yield f"{rows} rows are in `quarantine/{staged.release_id}/`, each with its reason."
    if release and release.release_id:
        yield 'Load the tables: `pd.read_parquet("current/reports.parquet")` in the home folder.'
