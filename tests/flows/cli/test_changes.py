"""`fazhi release changes`: what it prints, and from when on."""

import json

import pytest
from typer.testing import CliRunner

from flows.cli.main import app
from tasks.home import Home
from tests.release.small import FIRST, SECOND
from tests.release.store.test_kept_changes import Releases

runner = CliRunner()


@pytest.fixture
def releases(tmp_path) -> Releases:
    """Publish two nights, of 1 and 2 February 2026."""
    made = Releases(Home.open(str(tmp_path)))
    first = made.add(1, (FIRST, "new"))
    made.add(2, (FIRST, "revised"), (SECOND, "new"), before=first)
    return made


def _run(releases, *arguments):
    command = ["release", "changes", "--home", str(releases.home.root), *arguments]
    return runner.invoke(app, command)


def test_releases_are_listed_with_their_changes(releases):
    """Counts by kind, and a line a change."""
    lines = _run(releases).stdout.splitlines()
    assert lines == [
        f"{releases.ids[0]}: 1 new",
        f"    {FIRST} new: <new>",
        f"{releases.ids[1]}: 1 revised, 1 new",
        f"    {FIRST} revised: <revised>",
        f"    {SECOND} new: <new>",
    ]


@pytest.mark.parametrize(
    ("since", "found"),
    [
        ("2026-02-01", 3),
        ("2026-02-02", 2),
        ("2026-02-03", 0),
        ("20260201T", 2),
        ("latest", 0),
    ],
)
def test_since_is_a_day_or_a_release(releases, since, found):
    """From the day on, or behind the release; with --json a line a change."""
    lines = _run(releases, "--since", since, "--json").stdout.splitlines()
    assert len([json.loads(line)["report_id"] for line in lines]) == found


def test_a_release_that_is_not_there_is_wrong_usage(releases):
    """With the near ones."""
    assert "no such release" in str(_run(releases, "--since", "2019x").exception)
