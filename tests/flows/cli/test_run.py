"""The commands that run flows: what a flow's end is made of, and what a rebuild tells."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from flows import settings
from flows.cli import run as command
from flows.cli.run import (
    _rebuild_ledger,
    _take_result,
    explain_full_disk,
    report_night,
)
from tasks.home import Home
from tasks.model.errors import ConfigurationError, Damage, FazhiError


def ended(result: object) -> Any:
    """Make the final state of a flow."""
    return SimpleNamespace(
        name="Crashed", message="out of memory", result=lambda **_: result
    )


def test_the_error_of_a_flow_is_its_own():
    """It is raised as it was, so that the command line can tell it."""
    with pytest.raises(FazhiError, match="no room"):
        _take_result(ended(FazhiError("no room")))


def test_a_flow_without_a_result_is_an_error():
    """With the state's name and message."""
    with pytest.raises(FazhiError, match="Crashed without a result: out of memory"):
        _take_result(ended(None))


@pytest.mark.parametrize(("good", "code"), [(True, 0), (False, 1)])
def test_a_night_ends_with_its_exit_code(good, code, monkeypatch, capsys):
    """As JSON, or as words for a person."""

    class View:
        def __init__(self, night: Any) -> None:
            self.night = night

        def describe(self) -> dict[str, bool]:
            return {"ok": self.night.good}

        def show(self, console: Any) -> None:
            console.print("words")

    monkeypatch.setattr("flows.cli.status.NightView", View)
    night: Any = SimpleNamespace(good=good)
    for as_json in (True, False):
        with pytest.raises(typer.Exit) as left:
            report_night(night, as_json=as_json)
        assert left.value.exit_code == code
        shown = capsys.readouterr().out
        if as_json:
            assert json.loads(shown) == {"ok": good}
        else:
            assert shown == "words\n"


def test_a_rebuild_tells_what_it_could_not_use(tmp_path, monkeypatch, capsys):
    """Damages with their remedy, runs without a journal (the first three by name), and what was made."""
    rebuilt = SimpleNamespace(
        damages=[Damage("archive/x.warc.gz", "it is torn", "bring it back")],
        unknown_runs=["r1", "r2", "r3", "r4"],
        entries=1234,
    )
    monkeypatch.setattr("tasks.upkeep.rebuild.rebuild", lambda *_: rebuilt)
    _rebuild_ledger(str(Home.open(str(tmp_path)).root))
    shown = capsys.readouterr().err
    assert "archive/x.warc.gz: it is torn; bring it back\n" in shown
    assert "4 runs without a journal (r1, r2, r3 …)" in shown
    assert "from 1,234 entries" in shown


def test_nothing_is_asked_before_it_is_known_whom_to_write_to(tmp_path, monkeypatch):
    """A night over public sites does not begin without a contact."""
    (tmp_path / "eins.toml").write_text(
        'name = "一"\norgan = "一"\nfamily = "trs"\ncolumn = "http://www.example.gov.cn/a/"\n',
        encoding="utf-8",
    )
    monkeypatch.delenv("FAZHI_CONTACT", raising=False)
    monkeypatch.setattr(settings, "prepare_prefect", lambda *_, **__: None)
    monkeypatch.setattr(command, "run_night", lambda *_, **__: pytest.fail("begun"))
    with pytest.raises(FazhiError, match="FAZHI_CONTACT is not set"):
        command.run(sources=tmp_path, home=str(tmp_path / "home"))


def _give_room(monkeypatch, blocks: int, files: int = 9) -> None:
    disk = SimpleNamespace(f_bavail=blocks, f_frsize=4096, f_files=10, f_favail=files)
    monkeypatch.setattr("os.statvfs", lambda _: disk)


def _fail(monkeypatch, home: str, error: Exception, blocks: int, files: int = 9):
    """Fail with an error after which the disk has so much room."""
    with explain_full_disk(home):
        _give_room(monkeypatch, blocks, files)
        raise error


@pytest.mark.parametrize(
    ("blocks", "files", "left"),
    [(0, 9, "0 KiB"), (3, 9, "12 KiB"), (9999, 0, "no more files")],
)
def test_a_full_disk_is_called_one(monkeypatch, tmp_path, blocks, files, left):
    """Whatever a library's server made of it; before anything begins, too."""
    home = str(tmp_path / "home" / "not" / "made")
    words = f"^the disk of {home} is full: it has room for {left}; free some space"
    error = RuntimeError("500 Internal Server Error")
    with pytest.raises(FazhiError, match=words):
        _fail(monkeypatch, home, error, blocks, files)
    with pytest.raises(FazhiError, match=words), explain_full_disk(home):
        pytest.fail("begun")


@pytest.mark.parametrize(
    ("error", "blocks"),
    [(RuntimeError("500 Internal"), 9999), (ConfigurationError("wrong"), 0)],
)
def test_what_is_no_full_disk_stays_what_it_is(monkeypatch, tmp_path, error, blocks):
    """What fails with room left, and wrong configuration."""
    with pytest.raises(type(error), match=f"^{error}$"):
        _fail(monkeypatch, str(tmp_path), error, blocks)


def test_a_run_that_fills_the_disk_warns_of_it(monkeypatch, tmp_path, capsys):
    """The next one could not begin."""
    monkeypatch.setenv("COLUMNS", "600")
    with explain_full_disk(str(tmp_path)):
        _give_room(monkeypatch, 0)
    assert "is full" in capsys.readouterr().err


def test_an_error_of_ours_on_a_full_disk_keeps_its_words(monkeypatch, tmp_path):
    """They say what broke off."""
    with pytest.raises(FazhiError, match=r"^not staged; the disk of"):
        _fail(monkeypatch, str(tmp_path), FazhiError("not staged"), 0)
