"""`fazhi verify`: what it prints, and its exit codes."""

import json
import shutil
import sys

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from flows.cli.main import app, main
from tests.unwritable import run_unwritable

pytestmark = pytest.mark.slow
runner = CliRunner()
# One process for several commands: it is their imports that take long.
_CALL = "import typer; main = typer.main.get_command(app)\n"


def test_a_sound_home_is_reported_in_one_line(published):
    """Exit code 0, without a bar where no terminal is."""
    result = runner.invoke(app, ["verify", "--home", str(published.home)])
    assert (result.exit_code, result.stderr) == (0, "")
    (line,) = result.stdout.splitlines()
    assert ": sound; looked at" in line


def test_damages_are_reported_with_their_remedies(published, tmp_path):
    """Exit code 1; JSON and nothing else when it is asked for."""
    shutil.copytree(published.home, tmp_path / "home")
    (tmp_path / "home" / "state" / "ledger.sqlite").unlink()
    result = runner.invoke(app, ["verify", "--all", "--home", str(tmp_path / "home")])
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "DAMAGED: state: the ledger ledger.sqlite is missing\n    run `fazhi extract --rebu"
    )
    result = runner.invoke(
        app, ["verify", "--json", "--sample", "5", "--home", str(tmp_path / "home")]
    )
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["sound"], answer["checked"]["tables"] > 5) == (
        1,
        False,
        True,
    )
    assert answer["damages"][0] == {
        "place": "state",
        "words": "the ledger ledger.sqlite is missing",
        "remedy": "run `fazhi extract --rebuild`, which makes ledger and parts anew from the archive",
        "harmless": False,
    }


def test_nothing_changes(published, tmp_path):
    """No folder that is missing is made, and no file is another."""
    home = tmp_path / "home"
    shutil.copytree(published.home, home)
    for name in ("staging", "quarantine"):
        shutil.rmtree(home / name)
    before = {path: path.stat().st_mtime_ns for path in sorted(home.rglob("*.*"))}
    names = sorted(home.rglob("*"))
    result = runner.invoke(app, ["verify", "--all", "--home", str(home)])
    assert result.exit_code == 0, result.output
    assert sorted(home.rglob("*")) == names
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.parametrize("mounted", [True, False])
def test_a_home_that_cannot_be_written_is_read(mounted, published, tmp_path):
    """On a read-only disk or another user's: every reading command does what it does elsewhere."""
    home = tmp_path / "home"
    shutil.copytree(published.home, home)
    reports = pq.read_table(home / "current" / "reports.parquet")
    report_id = str(reports["report_id"][0])
    commands = (
        ["status"],
        ["verify", "--all"],
        ["release", "list"],
        ["release", "show", "latest"],
        ["release", "changes"],
        ["trace", report_id],
        ["export", "--format", "csv", "--to", str(tmp_path / "out")],
    )
    (release,) = (home / "releases").iterdir()
    arguments = [[*command, "--home", str(home)] for command in commands]
    arguments.append(["verify", str(release)])
    calls = "; ".join(
        f"main({command!r}, standalone_mode=False)" for command in arguments
    )
    code = f"from flows.cli.main import app\n{_CALL}{calls}"
    done = run_unwritable(home, [sys.executable, "-c", code], mounted=mounted)
    assert done.stderr == ""
    assert "Readers see" in done.stdout
    assert done.stdout.count(": sound; looked at") == 2
    assert report_id in done.stdout
    assert (tmp_path / "out" / "reports.csv").is_file()


@pytest.mark.parametrize(
    ("release", "words"),
    [
        ("{tmp}/none", "{tmp}/none: there is no such folder"),
        ("{tmp}", "{tmp}: no release lies here"),
        ("none", "none: there is no such folder, and no home that has it"),
    ],
)
def test_what_is_no_release_is_named(release, words, tmp_path, monkeypatch, capsys):
    """A path that is not there, a folder of something else, and a name where no home is; exit code 2."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FAZHI_HOME", raising=False)
    monkeypatch.setenv("COLUMNS", "600")
    monkeypatch.setattr("sys.argv", ["fazhi", "verify", release.format(tmp=tmp_path)])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith(f"fazhi: {words.format(tmp=tmp_path)}")


@pytest.mark.parametrize("arguments", [["2019"], ["--all", "--sample", "3"]])
def test_wrong_usage_is_one_line(published, monkeypatch, capsys, arguments):
    """Exit code 2."""
    monkeypatch.setattr(
        "sys.argv", ["fazhi", "verify", "--home", str(published.home), *arguments]
    )
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith("fazhi: ")
