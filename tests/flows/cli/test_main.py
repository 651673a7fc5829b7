"""The command line as a whole: its table of commands, what it imports, its errors."""

import errno
import fcntl
import json
import os
import resource
import select
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from flows.cli.main import (
    COMMANDS,
    app,
    main,
)
from tests.paths import ROOT
from tests.unwritable import UNPRIVILEGED

runner = CliRunner()
# What `fazhi --help` does without: each costs more than all that it needs.
HEAVY = ("prefect", "pandas", "pyarrow", "requests", "sqlalchemy", "lxml", "pydantic")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_commands_say(name):
    """A line of the table is the first paragraph of its command's docstring."""
    entry = COMMANDS[name]
    command = typer.main.get_command(entry.load(name))
    said = " ".join((command.help or "").partition("\n\n")[0].split())
    assert said == entry.summary


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name):
    """`--help` names the command as it is called, and says its line."""
    result = runner.invoke(app, [name, "--help"], prog_name="fazhi")
    assert result.exit_code == 0
    assert f"Usage: fazhi {name}" in result.stdout
    assert COMMANDS[name].summary.split(": ")[0] in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["read"], "FILE  Files to read"),
        (["trace"], "ID  report_id"),
        (["verify"], "RELEASE  Release id"),
        (["release", "show"], "ID  Its id"),
        (["sources", "check"], "ID  Only these"),
    ],
)
def test_arguments_are_called_as_the_readme_calls_them(command, line):
    """By a name, without a type of Python's."""
    shown = runner.invoke(app, [*command, "--help"]).stdout
    assert line in shown
    assert "<" not in shown.replace("<time>", "")


def test_help_imports_no_command():
    """The list of commands is shown without importing any, or a library that only they need."""
    code = (
        "import atexit, sys; from flows.cli.main import main; "
        "atexit.register(lambda: print(*sys.modules)); sys.argv = ['fazhi', '--help']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    listed, _, imported = done.stdout.rstrip().rpartition("\n")
    modules = set(imported.split())
    assert all(f"  {name} " in listed for name in COMMANDS)
    assert not modules & {*HEAVY, "rich.markdown"}
    assert not modules & {entry.module for entry in COMMANDS.values()}


@pytest.mark.parametrize("module", ["flows", "fazhi"])
def test_the_command_is_a_module_too(module, tmp_path):
    """`python -m flows` says and returns what `fazhi` does, and calls itself so."""
    command = [sys.executable, "-m", module]
    done = subprocess.run(
        [*command, "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert done.stdout == f"fazhi {declared['project']['version']}\n"
    wrong = subprocess.run(
        [*command, "status", "--home", str(tmp_path / "home")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("fazhi: there is no home here")


def test_an_unknown_command_is_wrong_usage():
    """A near one is proposed."""
    result = runner.invoke(app, ["statos"])
    assert result.exit_code == 2
    assert "status" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--sources", "{tmp}/none"], "no source"),
        (["run", "--sources", "{tmp}", "--source", "nobody"], "nobody"),
        (["run", "--limit", "0"], "--limit"),
        (
            ["run", "--sources", "{tmp}", "--home", "{tmp}/home"],
            "FAZHI_CONTACT is not set",
        ),
        (["run", "--sources", "{tmp}", "--home", "s3://bucket/data"], "local folders"),
        (
            ["extract", "--rebuild", "--sources", "{tmp}/none", "--home", "{tmp}"],
            "no source",
        ),
        (["read", "{tmp}/absent.txt"], "absent.txt"),
        (["sources", "--sources", "{tmp}/none"], "no source"),
        (["demo", "--night", "9"], "--night"),
    ],
)
def test_wrong_usage_ends_with_2(arguments, words, tmp_path, monkeypatch, capfd):
    """Wrong arguments and configuration are told in one line that names them, with exit code 2."""
    (tmp_path / "eins.toml").write_text(
        'name = "一"\norgan = "东岭区人民政府"\nfamily = "trs"\ncolumn = "http://127.0.0.1:1/a/"\n',
        encoding="utf-8",
    )
    (tmp_path / "archive").mkdir()
    monkeypatch.delenv("FAZHI_CONTACT", raising=False)
    monkeypatch.setattr(
        "sys.argv",
        ["fazhi", *(argument.format(tmp=tmp_path) for argument in arguments)],
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = capfd.readouterr().err.replace("│", "")
    assert "".join(words.split()) in "".join(said.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["release", "list"],
        ["release", "show", "latest"],
        ["release", "diff", "2026", "latest"],
        ["release", "rollback", "latest"],
        ["release", "changes"],
        ["export", "--format", "csv", "--to", "out"],
        ["verify"],
        ["verify", "--all"],
        ["extract"],
        ["extract", "--rebuild"],
        ["trace", "9f3c0a12"],
        ["explain", "http://www.example.gov.cn/a.html"],
        ["explain", __file__],
        ["sources", "check"],
        ["sources", "check", "--online"],
        ["sources", "commission", "--list"],
        ["sources", "commission", "--bands"],
    ],
)
@pytest.mark.parametrize("folder", ["none", "some"])
def test_a_home_that_is_not_there_is_said_and_not_made(
    arguments, folder, tmp_path, monkeypatch, capsys
):
    """By every command that asks of one; with how to make one, and no file is left."""
    (tmp_path / "some" / "sources").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.setenv("COLUMNS", "600")
    home = str(tmp_path / folder)
    monkeypatch.setattr("sys.argv", ["fazhi", *arguments, "--home", home])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith(
        f"fazhi: there is no home here: {home}; make one by `fazhi demo` or `fazhi run --home`"
    )
    assert sorted(tmp_path.rglob("*")) == before


@pytest.fixture(scope="module")
def unprivileged():
    """Give the words before a command that take root's rights away; skip where they cannot be taken."""
    if os.geteuid() != 0:
        return ()
    if not shutil.which("setpriv"):
        pytest.skip("no setpriv here, and root may read everything")
    tried = subprocess.run([*UNPRIVILEGED, "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("root's rights cannot be taken away here")
    return UNPRIVILEGED


@pytest.mark.parametrize(
    ("arguments", "closed"),
    [
        (["status", "--home", "{tmp}/home"], "home"),
        (["verify", "--home", "{tmp}/home"], "home"),
        (["release", "list", "--home", "{tmp}/home"], "home"),
        (["trace", "9f3c0a12", "--home", "{tmp}/home"], "home"),
        (["extract", "--home", "{tmp}/home"], "home"),
        (["extract", "--rebuild", "--home", "{tmp}/home"], "home"),
        (["sources", "check", "--online", "--home", "{tmp}/home"], "home"),
        (["verify", "--home", "{tmp}/home"], "home/releases"),
        (["status", "--home", "{tmp}/home"], "home/state"),
        (["explain", "{tmp}/home/report.html"], "home/report.html"),
        (["explain", "{tmp}/home/report.html"], "home"),
        (["read", "{tmp}/home/report.html"], "home/report.html"),
    ],
)
def test_what_may_not_be_read_is_wrong_usage(arguments, closed, tmp_path, unprivileged):
    """A home or a file: its path is told in a message, without a traceback, with exit code 2."""
    for name in ("archive", "releases", "state"):
        (tmp_path / "home" / name).mkdir(parents=True)
    (tmp_path / "home" / "report.html").write_text("<p>一</p>", encoding="utf-8")
    (tmp_path / closed).chmod(0)
    command = [argument.format(tmp=tmp_path) for argument in arguments]
    done = subprocess.run(
        [*unprivileged, sys.executable, "-m", "flows", *command],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "600"},
        capture_output=True,
        text=True,
        check=False,
    )
    (tmp_path / closed).chmod(0o700)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "home") in done.stderr


@pytest.mark.parametrize(
    "error", [OSError(errno.EIO, "broken", "/file"), PermissionError("no file")]
)
def test_other_errors_of_the_machine_keep_their_traceback(error, monkeypatch):
    """A disk that fails, or what names no file, is nothing that the caller did."""

    def fail(**_):
        raise error

    monkeypatch.setattr("flows.cli.main.app", fail)
    with pytest.raises(OSError, match=r"broken|no file"):
        main()


@pytest.fixture
def titles(tmp_path):
    """Write titles, of which `relevance` makes 20 KB of JSON."""
    path = tmp_path / "titles.txt"
    lines = [f"东岭区{2000 + n}年法治政府建设年度报告\n" for n in range(100)]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _run(arguments, unbuffered, **options):
    """Run `fazhi` as a process of its own, with Python's output buffered or not."""
    environment = {**os.environ, "COLUMNS": "600", "PYTHONUNBUFFERED": unbuffered}
    return subprocess.run(
        [sys.executable, "-m", "flows", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        check=False,
        **options,
    )


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_output_that_is_cut_short_is_an_error(titles, tmp_path, unbuffered):
    """Not with exit code 0, and not without a word; whole where there is room."""
    out = tmp_path / "out.json"

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    arguments = ["relevance", titles]
    with out.open("wb") as opened:
        done = _run(arguments, unbuffered, stdout=opened, preexec_fn=limit)
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("fazhi: the results were not written whole (File too large)")
    with out.open("wb") as opened:
        done = _run(arguments, unbuffered, stdout=opened)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(out.read_bytes().splitlines()) == 100


@pytest.mark.parametrize(
    ("arguments", "unbuffered"),
    [
        (["--help"], ""),
        (["--version"], "1"),
        (["sources"], ""),
        (["read", ROOT / "tests/documents/files/numbered.doc"], "1"),
        (["read", "--json", ROOT / "tests/documents/files/numbered.doc"], ""),
    ],
)
def test_every_command_says_that_the_disk_is_full(arguments, unbuffered):
    """With what to do."""
    with Path("/dev/full").open("wb") as full:
        done = _run(arguments, unbuffered, stdout=full)
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert "not written whole (No space left on device); the disk is full" in line


@pytest.mark.parametrize(
    ("arguments", "unbuffered"), [(["relevance"], "1"), (["sources"], "")]
)
def test_a_closed_output(arguments, unbuffered, titles):
    """Who reads a pipe may have enough; an output that never was is told."""
    if arguments == ["relevance"]:
        arguments = ["relevance", titles]
    reading, writing = os.pipe()
    os.close(reading)
    done = _run(arguments, unbuffered, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")
    done = _run(arguments, unbuffered, preexec_fn=lambda: os.close(1))
    assert done.returncode == 1
    assert b"not written whole" in done.stderr
    assert b"Traceback" not in done.stderr


def test_an_output_that_makes_us_wait_gets_all(titles):
    """A pipe that does not block, takes 4 KB at once, and is read late."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(writing, False)
    command = [sys.executable, "-m", "flows", "relevance", str(titles)]
    with subprocess.Popen(command, cwd=ROOT, stdout=writing) as process:
        os.close(writing)
        with os.fdopen(reading, "rb") as answers:
            select.select([answers], [], [])
            time.sleep(0.5)
            lines = answers.read().splitlines()
    assert process.returncode == 0
    shown = [json.loads(line)["title"] for line in lines]
    assert shown == titles.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left", "/a/b"), "/a/b: No space left; the "),
        (OSError(errno.EDQUOT, "Quota exceeded"), "fazhi: Quota exceeded; the quota"),
    ],
)
def test_a_file_for_which_there_is_no_room(error, words, monkeypatch, capsys):
    """It may be what another error came of."""

    def fail(**_):
        try:
            raise error
        except OSError as cause:
            raise RuntimeError("not kept") from cause

    monkeypatch.setattr("flows.cli.main.app", fail)
    monkeypatch.setenv("COLUMNS", "600")
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert words in capsys.readouterr().err
