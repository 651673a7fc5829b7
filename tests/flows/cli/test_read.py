"""`fazhi read` and `fazhi relevance`: what they print, and their exit codes."""

import json
import os
import signal
import subprocess
import sys
import threading

import pytest
from typer.testing import CliRunner

from deploy.demo.writer import write
from flows.cli.main import app
from tasks.documents.article import read_article
from tasks.documents.clean_text import clean
from tasks.model.document import Body
from tasks.model.errors import ConfigurationError
from tasks.report.reading import read_report
from tests.paths import ROOT

runner = CliRunner()


@pytest.fixture
def report_file(tmp_path):
    """Write one report as a text file."""
    path = tmp_path / "报告.txt"
    path.write_text(write(8).plain(), encoding="utf-8")
    return path


def test_read_prints_the_contract(report_file):
    """`fazhi read --json` prints all parts of a reading with the tables' column names."""
    result = runner.invoke(
        app,
        [
            "read",
            "--json",
            str(report_file),
            "--url",
            "HTTP://www.Example.gov.cn:80/a/../b.html",
        ],
    )
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["report"]["title"] == write(8).truth["title"]
    assert answer["report"]["url"] == "http://www.example.gov.cn/b.html"
    assert set(answer["sections"][0]) >= {
        "path", "parent", "level", "label", "heading", "kind", "node", "text", "start", "end",
    }  # fmt: skip
    assert set(answer["quantities"][0]) >= {
        "phrase", "value", "unit", "comparator", "indicator", "section_path", "start", "end",
    }  # fmt: skip
    places = {quantity["start"] for quantity in answer["quantities"]}
    assert answer["indicators"]
    for headline in answer["indicators"]:
        is_there = headline["start_offset"] in places
        assert is_there != headline["ambiguous"]
    assert all(
        set(issue) >= {"code", "severity", "message", "evidence"}
        for issue in answer["issues"]
    )
    for quantity in answer["quantities"]:
        assert (
            quantity["unit"] in answer["text"][quantity["start"] : quantity["end"]]
            or quantity["unit"] == "%"
        )


def test_read_prints_one_object_a_file(report_file):
    """Several files give as many lines of JSON, in their order."""
    result = runner.invoke(app, ["read", "--json", str(report_file), str(report_file)])
    assert [json.loads(line)["file"] for line in result.stdout.splitlines()] == [
        str(report_file)
    ] * 2


def test_read_shows_a_reading_to_a_person(report_file):
    """Without --json the facts, the outline and the quantities are shown."""
    result = runner.invoke(app, ["read", str(report_file)])
    assert result.exit_code == 0
    assert "report_year" in result.stdout
    assert "achievements" in result.stdout


def test_read_says_why_a_file_is_no_report(tmp_path):
    """A broken file gives a null report, the issue, and exit code 1."""
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    result = runner.invoke(app, ["read", "--json", str(path)])
    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert answer["report"] is None
    assert answer["issues"][0]["code"] == "damaged_document"


@pytest.mark.parametrize("options", [["--json"], []])
def test_a_file_that_the_reader_fails_on_ends_nothing(
    monkeypatch, tmp_path, report_file, options
):
    """It is named with the error, its place and what to do; the others are read; exit code 1."""
    odd = tmp_path / "odd.txt"
    odd.write_text(write(9).plain(), encoding="utf-8")

    def stumble(document, text, *rest):
        if text == clean(read_article([Body(odd.read_bytes())])).text:
            raise ZeroDivisionError("a corner that nobody saw")
        return read_report(document, text, *rest)

    monkeypatch.setattr("flows.cli.read.read_report", stumble)
    files = [str(report_file), str(odd), str(report_file)]
    result = runner.invoke(app, ["read", *options, *files])
    assert result.exit_code == 1
    assert "a corner that nobody saw" in result.stdout
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{odd}: our reader failed: ZeroDivisionError('a corner")
    assert "test_read.py:" in line
    assert "report it with the file" in line
    if options:
        answers = [json.loads(answer) for answer in result.stdout.splitlines()]
        assert [answer["report"] is None for answer in answers] == [False, True, False]
        (issue,) = answers[1]["issues"]
        assert (issue["code"], issue["responsibility"]) == ("reader_failed", "us")


@pytest.mark.parametrize("options", [["--json"], []])
def test_what_cannot_be_printed_of_a_file_ends_nothing(
    monkeypatch, tmp_path, report_file, options
):
    """As an integer of more digits than Python writes; `explain` tells it, too."""
    odd = tmp_path / "odd.txt"
    odd.write_text(write(9).plain(), encoding="utf-8")
    place = "json.dumps" if options else "_build_outline"
    target = f"flows.cli.{'console' if options else 'read'}.{place}"
    stumbled: list[bool] = []

    def stumble(*_, **__):
        if not stumbled:
            stumbled.append(True)
            raise ValueError(f"Exceeds the limit\n{'9' * 9000}")
        return "{}"

    monkeypatch.setattr(target, stumble)
    result = runner.invoke(app, ["read", *options, str(odd), str(report_file)])
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{odd}: our reader failed: ValueError('Exceeds the limit")
    assert len(line) < 1000
    assert len(result.stdout.splitlines()) >= 2
    monkeypatch.setattr("flows.cli.explain._show_text", lambda *_: 1 // 0)
    explained = runner.invoke(app, ["explain", str(odd)])
    assert explained.exit_code == 1
    assert "reader_failed" in explained.stdout
    assert explained.stderr.startswith("odd.txt: our reader failed: ZeroDivisionError")


def _vanish(path):
    path.unlink()


def _become_folder(path):
    path.unlink()
    path.mkdir()


def _lead_nowhere(path):
    path.unlink()
    path.symlink_to(path)


@pytest.mark.parametrize("change", [_vanish, _become_folder, _lead_nowhere])
def test_a_file_that_is_gone_meanwhile_ends_nothing(
    monkeypatch, tmp_path, report_file, change
):
    """It is named with the reason, and the others are read; exit code 1."""
    gone = tmp_path / "gone.txt"
    gone.write_text("一", encoding="utf-8")

    def read_and_change(*arguments):
        if gone.is_file():
            change(gone)
        return read_report(*arguments)

    monkeypatch.setattr("flows.cli.read.read_report", read_and_change)
    files = [str(report_file), str(gone), str(report_file)]
    result = runner.invoke(app, ["read", "--json", *files])
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [answer["report"] is None for answer in answers] == [False, True, False]
    assert [answer["file"] for answer in answers] == files
    assert answers[1]["issues"][0]["code"] == "reading_interrupted"
    assert result.stderr.startswith(f"{gone}: it cannot be read: ")


def test_a_file_above_what_a_run_fetches_is_refused(tmp_path, report_file):
    """No more of it is read than that, and the others are read; a hole of any size takes no room."""
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(1 << 40)
    result = runner.invoke(app, ["read", "--json", str(large), str(report_file)])
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [issue["code"] for issue in answers[0]["issues"]] == ["too_large"]
    assert answers[1]["report"]
    explained = runner.invoke(app, ["explain", str(large)])
    assert str(explained.exception).startswith(f"{large}: it is larger than")


@pytest.mark.parametrize("command", [["read"], ["explain"]])
def test_a_name_holds_no_codes_of_the_terminal(tmp_path, command, report_file):
    """Nor more than one line; as JSON it is whole."""
    named = tmp_path / "一\n\x1b[31m\x9b2J.txt"
    named.write_bytes(report_file.read_bytes())
    empty = tmp_path / "空\r\x1b]0;x\x07.txt"
    empty.write_bytes(b"")
    for path in (named, empty):
        result = runner.invoke(app, [*command, str(path)], env={"COLUMNS": "600"})
        shown = result.stdout + result.stderr
        assert not {"\x1b", "\x9b", "\x07", "\r"} & set(shown)
    answer = runner.invoke(app, ["read", "--json", str(named)]).stdout
    assert "\x9b" not in answer
    assert json.loads(answer)["file"] == str(named)


@pytest.mark.parametrize("command", ["read", "explain"])
def test_a_pipe_is_read(tmp_path, command, report_file):
    """As a shell's `<(…)` gives it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    content = report_file.read_bytes()
    writer = threading.Thread(target=pipe.write_bytes, args=(content,), daemon=True)
    writer.start()
    result = runner.invoke(app, [command, str(pipe)])
    writer.join()
    assert (result.exit_code, "2023" in result.stdout) == (0, True)


def test_an_interrupt_ends_at_once_and_quietly(report_file):
    """Exit code 130, as shells have it."""
    command = [sys.executable, "-m", "flows", "read", "--json"]
    # what was begun in the background of a shell ignores the signal, and so would its children
    with subprocess.Popen(
        [*command, *[str(report_file)] * 2000],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as process:
        assert process.stdout
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, words = process.communicate()
    assert (process.returncode, words) == (130, b"")


@pytest.mark.parametrize("name", ["Makefile", "pyproject.toml", "README.md"])
def test_a_file_of_another_kind_is_no_report(name):
    """One issue, and exit code 1: not an alarm for each of its words; `explain` says the same."""
    result = runner.invoke(app, ["read", "--json", str(ROOT / name)])
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["report"]) == (1, None)
    assert [issue["code"] for issue in answer["issues"]] == ["not_a_report"]
    explained = runner.invoke(app, ["explain", str(ROOT / name)])
    assert explained.exit_code == 1
    assert "not_a_report" in explained.stdout


@pytest.mark.parametrize(
    "text",
    [
        "现将 law-based government 的 work 情况 report 如下。and so on, and so on",
        "法治政府建设\n一、主要举措\n二、存在问题",
        "东岭区2023年法治政府建设年度报告\nin English: a report on law-based government",
    ],
)
def test_a_poor_report_is_one(tmp_path, text):
    """A Chinese sentence, Chinese lines without a stop, or a title do."""
    path = tmp_path / "poor.txt"
    path.write_text(text, encoding="utf-8")
    result = runner.invoke(app, ["read", "--json", str(path)])
    assert (result.exit_code, bool(json.loads(result.stdout)["report"])) == (0, True)


def test_a_type_that_is_not_read_is_explained_without_an_archive(tmp_path):
    """`fazhi read` has none: the words hold for it, too."""
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1" + bytes(40) + b"PAR1")
    result = runner.invoke(app, ["read", "--json", str(path)])
    (issue,) = json.loads(result.stdout)["issues"]
    assert (result.exit_code, issue["code"]) == (1, "unsupported_type")
    assert "the archive keeps the bytes of what a run fetched" in issue["message"]


@pytest.mark.parametrize(
    ("text", "relevant", "kind"),
    [
        (
            "东岭区2023年法治政府建设年度报告\n现将情况报告如下：\n一、工作",
            True,
            "report",
        ),
        ("东岭区发布2023年法治政府建设年度报告\n本报讯，报告已经公布。", False, "news"),
        (
            "东岭区司法局2023年政府信息公开年度报告\n现公布如下。",
            False,
            "disclosure_report",
        ),
        ("2023年度法治政府建设情况报告目录\n东岭区\n云溪镇", False, "list"),
        (
            "东岭区委、区政府：\n现将《东岭区司法局2023年法治政府建设工作报告》呈上，请审阅。\n"
            "东岭区司法局\n2024年1月5日\n东岭区司法局2023年法治政府建设工作报告\n一、工作",
            True,
            "report",
        ),
    ],
)
def test_read_says_whether_a_run_would_take_it(tmp_path, text, relevant, kind):
    """The document is read either way."""
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    result = runner.invoke(app, ["read", "--json", str(path)])
    answer = json.loads(result.stdout)
    assert answer["report"]
    relevance = answer["relevance"]
    assert (relevance["relevant"], relevance["kind"]) == (relevant, kind)
    assert relevance["evidence"]
    shown = runner.invoke(app, ["read", str(path)]).stdout
    assert ("yes" if relevant else f"no, {kind}") in shown


def test_relevance_reads_titles_from_input():
    """`fazhi relevance` classifies each line, with or without a first paragraph, and skips empty ones."""
    lines = (
        "东岭区2023年法治政府建设年度报告\n\n"
        "东岭区2023年政府信息公开工作年度报告\t现将本年度情况公布如下。\n"
    )
    result = runner.invoke(app, ["relevance"], input=lines)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["kind"] for row in rows] == ["report", "disclosure_report"]
    assert rows[0] == {
        "title": "东岭区2023年法治政府建设年度报告",
        "relevant": True,
        "kind": "report",
        "report_year": 2023,
        "organ": "东岭区",
        "organ_kind": "county",
        "evidence": rows[0]["evidence"],
    }


def test_a_file_of_titles_in_another_charset_is_a_clear_error(tmp_path):
    """It says what to do, and nothing is printed of the titles."""
    titles = tmp_path / "titles.txt"
    titles.write_bytes("某区2024年法治政府建设年度报告\n".encode("gb18030"))
    result = runner.invoke(app, ["relevance", str(titles)])
    assert isinstance(result.exception, ConfigurationError)
    assert "is not UTF-8" in str(result.exception)


def test_brackets_in_a_file_name_are_words(tmp_path):
    """The name is printed as it is."""
    path = tmp_path / "报告[red].txt"
    path.write_text(write(8).plain(), encoding="utf-8")
    result = runner.invoke(app, ["read", str(path)])
    assert result.exit_code == 0
    assert "[red].txt" in result.stdout


@pytest.mark.faults
def test_the_working_folder_is_no_place_for_modules(tmp_path):
    """A child reads the file, and runs neither a `tasks` nor a `zipfile.py` of the folder."""
    for name in ("tasks/__init__.py", "zipfile.py", "olefile.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("open('run.txt', 'w'); raise ImportError\n")
    document = ROOT / "tests/documents/files/numbered.doc"
    code = "from flows.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, "read", "--json", str(document)],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["report"]
    assert not (tmp_path / "run.txt").exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "tasks.report.codebook._INDICATORS_CSV",
            "line 1: the columns must be code,",
        ),
        ("tasks.model.catalogue.CATALOGUE", "line 1: the columns must be code,"),
    ],
)
def test_a_damaged_lookup_is_one_clear_error(tmp_path, report_file, name, words):
    """Wrong configuration, with file and line, and no traceback."""
    lookup = tmp_path / "some.csv"
    lookup.write_text("a,b\n", encoding="utf-8")
    module, _, constant = name.rpartition(".")
    code = (
        f"import pathlib, {module} as damaged\n"
        f"damaged.{constant} = pathlib.Path({str(lookup)!r})\n"
        "from flows.cli.main import main\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "read", str(report_file)],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "500"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert f"{lookup}: {words}" in done.stderr
    assert "Traceback" not in done.stderr
