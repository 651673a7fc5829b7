"""The page of a run and what hangs beside it: plain functions from results to markdown."""

import pytest

from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.release import Publication, Release, Staged
from tasks.model.run import Outcome, OutcomeKind, Run
from tasks.release.summarize import (
    _locate_audit_page,
    _render_run_page,
)
from tests.world.harvest import NIGHT

RUN = Run("20260302T020000-test", NIGHT, "data", "sqlite://")
GOOD = Outcome(
    "yunxi",
    "127.0.0.1:8480",
    OutcomeKind.NEW,
    "new 3",
    links=9,
    relevant=4,
    new=3,
    revised=1,
)
BAD = Outcome("qinghe", "127.0.0.2:8480", OutcomeKind.BLOCKED, "blocked(challenge)")
STAGED = Staged(
    "20260302T020007-aaaa",
    "staging/x",
    NIGHT,
    {"reports": 4},
    {"reports": 1},
    {"reports": 2},
)
RELEASE = Release(
    STAGED.release_id,
    "releases/x",
    STAGED.counts,
    Publication.PUBLISHED,
    "all checks held",
)
ISSUE = Issue(
    "crawl",
    "dead_link",
    Severity.WARNING,
    Responsibility.SITE,
    "该页已不存在（404）",
    url="http://x/a.html",
)


def _page(
    outcomes=(GOOD, BAD), staged=STAGED, release=RELEASE, problems=(("yunxi", ISSUE),)
):
    return _render_run_page(RUN, outcomes, staged, release, problems)


def _cells(page):
    return [
        line.strip("| ").split(" | ")
        for line in page.splitlines()
        if line.startswith("| ")
    ]


def test_a_run_is_summed_up_in_one_line():
    """The headline counts what changed and what failed, and names the release's fate."""
    assert (
        "**3 new, 1 revised, 1 of 2 sources need a look; release published** · `"
        in _page()
    )
    assert (
        "**nothing new, 1 of 1 sources need a look; no release was tried** · `"
        in _page([BAD], None, None)
    )


def test_every_source_has_a_row_with_outcome_and_reason():
    """Failed sources stand first; each row has as many cells as the header."""
    rows = _cells(_page())
    (header,) = [row for row in rows if "Outcome and reason" in row]
    sources = [row for row in rows if row[0] in {"✓", "✗"}]
    assert [(row[0], row[1], row[3]) for row in sources] == [
        ("✗", "qinghe", "blocked(challenge)"),
        ("✓", "yunxi", "new 3"),
    ]
    assert {len(row) for row in sources} == {
        len(header) + 1
    }  # the first header cell is empty


def test_the_page_shows_release_quarantine_and_last_counts():
    """Rows now, before and kept out stand side by side."""
    assert ["reports", "4", "2", "1"] in _cells(_page())
    assert "**published**: `20260302T020007-aaaa`; all checks held" in _page()


def test_problems_are_listed_worst_first_and_cut():
    """Twenty are enough for a glance, and the page says where the others are."""
    error = Issue(
        "crawl", "layout_changed", Severity.ERROR, Responsibility.SITE, "no links"
    )
    page = _page(problems=[("yunxi", ISSUE)] * 25 + [("qinghe", error)])
    problems = [row for row in _cells(page) if row[0] in set(Severity)]
    assert len(problems) == 20
    assert problems[0][2] == "layout_changed"
    assert "and 6 more in the table `issues`." in page


@pytest.mark.parametrize(
    ("page", "advice"),
    [
        (_page(), "qinghe: the site answers with a challenge"),
        (_page(), "1 rows are in `quarantine/20260302T020007-aaaa/`"),
        (_page(), 'pd.read_parquet("current/reports.parquet")'),
        (
            _page(release=Release("", "", {}, Publication.BLOCKED, "1 failed")),
            "look at the artifact `audit`",
        ),
        (_page(staged=None, release=None), "The run did not come so far"),
        (_page(outcomes=()), "No source was crawled."),
        (_page(problems=()), "None."),
    ],
)
def test_the_page_says_what_to_do_next(page, advice):
    """Each kind of trouble comes with its remedy, and quiet nights say so too."""
    assert advice in page


def test_every_failure_has_its_advice():
    """No failed outcome leaves an operator without a next step, nor one that was not looked at."""
    for kind in OutcomeKind:
        outcome = Outcome("yunxi", "h", kind, "why")
        looked_at = kind in {OutcomeKind.NEW, OutcomeKind.NOTHING_NEW}
        assert ("- yunxi: " in _page(outcomes=[outcome])) is not looked_at
        assert not (outcome.failed and looked_at)


def test_the_whole_page_is_named_where_it_is_served(tmp_path):
    """With an address of the releases it is a link, else the file's place in words."""
    folder = tmp_path / "releases" / "20260302T020007-aaaa"
    link = "<https://data.example.org/fazhi/20260302T020007-aaaa/audit.html>"
    assert link in _locate_audit_page(folder, "https://data.example.org/fazhi/")
    assert "`releases/20260302T020007-aaaa/audit.html`" in _locate_audit_page(
        folder, ""
    )


def test_many_names_with_one_advice_are_cut():
    """Out of season most sources are not due; the table has them all."""
    outcomes = [
        Outcome(f"source-{number}", "h", OutcomeKind.NOT_DUE, "why")
        for number in range(12)
    ]
    (line,) = [
        line for line in _page(outcomes).splitlines() if line.startswith("- source-")
    ]
    assert line.startswith("- source-0, source-1, ")
    assert "source-9 and 2 more: " in line
