"""`fazhi export`: what it prints, and its exit codes."""

import json
import sys

import pytest
from typer.testing import CliRunner

from flows.cli.main import app, main
from tests.release.small import small_release

runner = CliRunner()


@pytest.fixture
def release(tmp_path):
    """Write the small release."""
    folder = tmp_path / "release"
    folder.mkdir()
    small_release(folder)
    return folder


def test_it_says_what_was_written(release, tmp_path):
    """A line of rows and one a note; JSON and nothing else when it is asked for."""
    to = tmp_path / "reports.csv"
    command = ["export", "--format", "csv", "--release", str(release), "--to", str(to)]
    command += ["--table", "reports", "--where", "report_year = 2024"]
    result = runner.invoke(app, command)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        f"{to}: reports 1 row",
        "    release release",
        "    rows where report_year = 2024",
    ]
    answer = json.loads(runner.invoke(app, [*command, "--force", "--json"]).stdout)
    assert answer["rows"] == {"reports": 1}
    assert answer["release_id"] == "release"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--release", "/no/release"], "/no/release: there is no such folder"),
        (["--table", "report"], "report: no table of"),
        (["--where", "foo = 1"], "does not fit the table"),
        (["--to", "release"], "is there already"),
    ],
)
def test_wrong_usage_is_one_line(arguments, words, release, monkeypatch, capsys):
    """Exit code 2."""
    monkeypatch.chdir(release.parent)
    monkeypatch.setenv("COLUMNS", "600")
    given = ["--format", "csv", "--to", "out", "--release", str(release), *arguments]
    monkeypatch.setattr(sys, "argv", ["fazhi", "export", *given])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert words in capsys.readouterr().err


def test_a_missing_library_is_named(release, tmp_path, monkeypatch):
    """With what to install."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    command = ["export", "--format", "xlsx", "--to", str(tmp_path / "a.xlsx")]
    result = runner.invoke(app, [*command, "--release", str(release)])
    assert "install `fazhi[export]`" in str(result.exception)
