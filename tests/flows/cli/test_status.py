"""`fazhi status`: what the last run came to, what readers see, what awaits reading."""

import shutil

import pytest
from typer.testing import CliRunner

from flows.cli.main import app
from tasks.home import Home

pytestmark = pytest.mark.slow
runner = CliRunner()


def show_status(home):
    """Run the command on a wide terminal and give what it prints."""
    result = runner.invoke(app, ["status", "--home", str(home)], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    return result.stdout


def test_a_home_without_runs_says_how_to_begin(tmp_path):
    """One line."""
    home = Home.open(str(tmp_path / "home"))
    assert "start one with `fazhi run`" in show_status(home.root)


def test_the_last_run_is_shown(published):
    """A line a source, the release that readers see, and what was captured since and awaits reading."""
    shown = show_status(published.home)
    assert "outcome and reason" in shown
    assert " (Beijing time)" in shown
    assert "March 2026" not in shown
    assert "Readers see " in shown
    assert "Captures that await reading again: 2; " in " ".join(shown.split())


def test_what_another_reader_read_awaits_reading(published, monkeypatch):
    """How many captures, and what reads them; the ledger stays as it was."""
    monkeypatch.setattr("flows.cli.status.get_extractor_version", lambda: "2027.1-0")
    shown = show_status(published.home)
    assert "Captures that await reading again: 4; the next run or `fazhi extract`" in (
        " ".join(shown.split())
    )
    assert show_status(published.home) == shown


def test_times_of_the_demo_are_marked(tmp_path, published):
    """A home with the demo's sources has a clock of its own, in the list of releases as well."""
    home = tmp_path / "home"
    shutil.copytree(published.home, home)
    (home / "state" / "demo-sources").mkdir()
    assert "a clock of their own, in March 2026" in show_status(home)
    listed = runner.invoke(app, ["release", "list", "--home", str(home)])
    assert "Releases (Beijing time)" in listed.stdout
    assert "in March 2026" in listed.stdout
