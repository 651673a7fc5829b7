"""The console of all commands: words are printed as they are, on terminals of every width and encoding."""

import ast
import json
import os
import subprocess
import sys
from contextlib import closing
from datetime import datetime

import pytest
import typer
from rich.cells import cell_len
from rich.text import Text
from typer.testing import CliRunner

from flows.cli.console import make_console, make_table
from flows.cli.main import app
from flows.cli.run import report_night
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.release import Audit, Check, Night, Publication, Release, Staged
from tasks.model.run import BEIJING, Outcome, OutcomeKind, Run
from tests.paths import ROOT
from tests.source_code import list_source_files, walk_source

runner = CliRunner()
HOSTILE = "http://other.gov.cn/[/b]x [red]y :x: \x1b[2J\x9b1mz"
PRINTED = "http://other.gov.cn/[/b]x [red]y :x: ␛[2J⟨U+009B⟩1mz"
REPORT = (
    "东岭区2024年法治政府建设[/b]年度报告\n\n"
    "2024年，东岭区认真贯彻落实。现将有关情况报告如下。\n"
    "一、主要举措和成效[/i]\n全年办结[/x]行政复议案件86件。\n"
    "二、存在的问题\n还有不足。\n"
)
# As a night has them that finds something of everything.
OUTCOMES = (
    Outcome("beihe", "beihe.gov.cn", OutcomeKind.FAILED, HOSTILE, links=3, problems=1),
    Outcome(
        "chengbei",
        "chengbei.gov.cn",
        OutcomeKind.NEW,
        "2 new reports, 1 revised",
        links=16,
        relevant=6,
        new=2,
        revised=1,
        unchanged=3,
    ),
    Outcome(
        "donglingxinqu-fzzf",
        "donglingxinqu.gov.cn",
        OutcomeKind.NOTHING_NEW,
        "nothing new on 2 list pages",
        links=40,
        relevant=12,
        unchanged=10,
        missing=1,
        withdrawn=1,
    ),
)


def invoke(*arguments, columns=200, **environment):
    """Run a command on so many columns; give what it prints."""
    environment["COLUMNS"] = str(columns)
    result = runner.invoke(app, list(arguments), env=environment)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stdout


def join_words(shown):
    """Take the borders and breaks out of what was printed."""
    return "".join(character for character in shown if character not in "│ \n")


@pytest.fixture(scope="module")
def crawled_home(tmp_path_factory):
    """Make a home whose last run came to something for three sources."""
    home = Home.open(str(tmp_path_factory.mktemp("home")))
    at = datetime(2026, 3, 3, 2, tzinfo=BEIJING)
    run = Run("20260303T020000-1a2b", at, str(home.root), home.ledger_url)
    with closing(Ledger(home.ledger_url)) as ledger:
        ledger.start_run(run)
        for outcome in OUTCOMES:
            ledger.record_outcome(run.run_id, outcome)
    return str(home.root)


@pytest.fixture
def report_file(tmp_path):
    """Write a report whose words look like markup."""
    path = tmp_path / "r[red].txt"
    path.write_text(REPORT, encoding="utf-8")
    return str(path)


def test_words_are_printed_as_they_are(capsys):
    """Markup and emoji names stay; the terminal's codes are symbols, and the borders stand straight."""
    table = make_table("why", title=HOSTILE)
    table.add_row(HOSTILE)
    table.add_row(Text(HOSTILE))
    console = make_console(width=60)
    console.print(table)
    console.print(HOSTILE)
    shown = capsys.readouterr().out
    lines = shown.splitlines()
    assert shown.count(PRINTED) == 4
    assert {cell_len(line) for line in lines if line[0] in "│┃"} == {len(lines[1])}


def test_styles_are_printed_on_a_terminal(monkeypatch, capsys):
    """What is asked for by `style=` is a code of the terminal, and stays."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    make_console().print("failed", style="red")
    assert capsys.readouterr().out == "\x1b[31mfailed\x1b[0m\n"


def test_no_other_module_makes_a_console():
    """Nor does one switch markup on, or let rich make a column of words that obeys it."""
    offences = []
    for path in list_source_files("flows", "deploy"):
        if path.name == "console.py":
            continue
        for node in walk_source(path):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func).rpartition(".")[2]
                named = {keyword.arg for keyword in node.keywords}
                if called in {"Console", "TextColumn", "from_markup"}:
                    offences.append(f"{path}:{node.lineno}: {called}")
                if named & {"markup", "highlight", "emoji"}:
                    offences.append(f"{path}:{node.lineno}: {named}")
    assert not offences


@pytest.mark.parametrize("columns", [24, 40, 60, 80, 120, 200])
def test_the_outcomes_fit_the_terminal(crawled_home, columns):
    """Ids, reasons and counts are whole, and every line of the table has its right border."""
    shown = invoke("status", "--home", crawled_home, columns=columns)
    rows = [line for line in shown.splitlines() if line.startswith("│")]
    assert {cell_len(line) for line in rows} == {cell_len(rows[0])}
    assert cell_len(rows[0]) <= columns
    assert all(line.endswith("│") for line in rows)
    cells = [[cell.strip() for cell in line.strip("│").split("│")] for line in rows]
    ids = "".join(row[0] for row in cells)
    reasons = "".join("".join(row[-1].split()) for row in cells)
    assert ids == "".join(outcome.source_id for outcome in OUTCOMES)
    for words in (PRINTED, *(outcome.reason for outcome in OUTCOMES[1:])):
        assert "".join(words.split()) in reasons


def test_counts_stand_under_the_reason_where_columns_have_no_room(crawled_home):
    """With what they count; those that are zero are not named."""
    assert "│ 16 links, 6 relevant, 2 new, 1 revised, 3 unchanged " in invoke(
        "status", "--home", crawled_home, columns=80
    )
    wide = invoke("status", "--home", crawled_home, columns=160)
    assert "┃ withdrawn ┃" in wide
    assert "16 links" not in wide


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_the_end_of_a_run_prints_reasons_as_they_are(
    tmp_path, monkeypatch, capsys, columns
):
    """In the table, in what to look at, and of the release that was held back."""
    monkeypatch.setenv("COLUMNS", str(columns))
    at = datetime(2026, 3, 3, 2, tzinfo=BEIJING)
    run = Run("20260303T020000-1a2b", at, str(tmp_path), "")
    staged = Staged("r", str(tmp_path), at, {}, {"reports[/b]": 2}, {})
    check = Check("reports", "not_null", "", "critical", False, "[/x] 3", (), "[/i]")
    night = Night(
        run,
        (),
        OUTCOMES,
        staged,
        Audit("r", (check,)),
        Release("", str(tmp_path), {}, Publication.BLOCKED, "see [/x] [red]"),
    )
    with pytest.raises(typer.Exit):
        report_night(night)
    words = join_words(capsys.readouterr().out)
    assert f"lookatbeihe:{join_words(PRINTED)}" in words
    assert "Heldback:see[/x][red]" in words
    assert "[/x]3" in words
    assert "2rowsofreports[/b]" in words


def test_no_columns_are_eighty(crawled_home, report_file):
    """COLUMNS=0 prints what COLUMNS=80 does."""
    for command in (
        ["status", "--home", crawled_home],
        ["sources", "list"],
        ["read", report_file],
        ["explain", report_file],
    ):
        shown = invoke(*command, columns=0)
        assert shown == invoke(*command, columns=80)
        assert shown.strip()


def test_a_home_may_have_brackets(tmp_path):
    """Its path is printed whole."""
    home = str(Home.open(str(tmp_path / "e[/b]x")).root)
    assert f"{home};" in invoke("status", "--home", home, columns=400)


def test_titles_and_phrases_may_have_brackets(report_file):
    """`read` and `explain` print them whole."""
    for command in ("read", "explain"):
        words = join_words(invoke(command, report_file))
        assert "一、主要举措和成效[/i]" in words
        assert "r[red].txt" in words
        assert "全年办结[/x]行政复议案件" in words


def test_sources_may_have_brackets(tmp_path):
    """`sources list` prints organ and column of each whole, in columns or in one cell."""
    (tmp_path / "eins.toml").write_text(
        'name = "一"\norgan = "东岭区[/b]人民政府"\nfamily = "trs"\n'
        'column = "http://www.example.gov.cn/a[/b]/zwgk/fzzfjs/ndbg/"\n',
        encoding="utf-8",
    )
    for columns in (40, 80, 160):
        # as on a terminal
        shown = invoke(
            *("sources", "list", "--sources", str(tmp_path)),
            columns=columns,
            FORCE_COLOR="1",
        )
        assert all(map(shown.__contains__, ("eins", "trs", "active", "东岭区")))
        if columns > 40:
            assert "东岭区[/b]人民政府" in shown
            assert "http://www.example.gov.cn/a[/b]/zwgk/fzzfjs/ndbg/" in shown


def run_encoded(*arguments, **environment):
    """Run `fazhi` in a process of its own; give its output as bytes."""
    done = subprocess.run(
        [sys.executable, "-m", "flows", *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80", **environment},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


@pytest.mark.parametrize(
    ("encoding", "environment"),
    [
        ("gbk", {"PYTHONIOENCODING": "gbk"}),
        ("latin-1", {"PYTHONIOENCODING": "latin-1"}),
        (
            "ascii",
            {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        ),
    ],
)
def test_what_an_encoding_lacks_is_a_question_mark(report_file, encoding, environment):
    """Rather than a traceback; JSON has escapes instead, and loses nothing."""
    shown = run_encoded("explain", report_file, **environment).decode(encoding)
    assert "joined to the one before (?)" in shown
    assert ("主要举措和成效" in shown) is (encoding == "gbk")
    answer = run_encoded("read", "--json", report_file, **environment).decode(encoding)
    assert json.loads(answer)["text"] == REPORT.replace("\n\n", "\n").strip()


def test_a_handler_that_was_asked_for_stays(report_file):
    """PYTHONIOENCODING may name what is printed instead."""
    shown = run_encoded("explain", report_file, PYTHONIOENCODING="gbk:backslashreplace")
    assert rb"(\u21a9)" in shown
