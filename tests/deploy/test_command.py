"""`fazhi demo`: the port that a home is bound to, and what is refused before anything is made."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner

from flows.cli.main import app, main


@pytest.fixture
def taken() -> Iterator[int]:
    """Take a port on the portal's third address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.3", 0))
        listening.listen()
        yield int(listening.getsockname()[1])


@pytest.fixture
def refuse(monkeypatch, capsys):
    """Call the command, which has to refuse; give what it says, in one line."""

    def call(*arguments: str) -> str:
        monkeypatch.setenv("COLUMNS", "600")
        monkeypatch.setattr("sys.argv", ["fazhi", "demo", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 2
        said = capsys.readouterr()
        assert said.out == ""
        return str(said.err)

    return call


def test_the_portal_is_served_to_practise_on(tmp_path, monkeypatch):
    """Nothing is collected, no home is made; the columns that are printed answer until it is stopped."""
    answers: list[int] = []

    def ask() -> None:
        with urlopen(f"http://127.0.0.2:{port}/", timeout=5) as answer:
            answers.append(answer.status)

    with socket.socket() as listening:
        listening.bind(("127.0.0.2", 0))
        port = listening.getsockname()[1]
    monkeypatch.setattr("deploy.demo.command._wait_for_the_end", ask)
    command = ["demo", "--serve", "--port", str(port), "--home"]
    result = CliRunner().invoke(app, [*command, str(tmp_path / "home")])
    assert (result.exit_code, answers) == (0, [200])
    assert f"http://127.0.0.2:{port}/" in result.stdout
    assert "fazhi sources probe http://" in result.stdout
    assert list(tmp_path.iterdir()) == []


def make_home(folder: Path, *hosts: str) -> Path:
    """Make a home whose archive knows some hosts."""
    for host in hosts:
        (folder / "archive" / host).mkdir(parents=True)
    return folder


def test_a_port_that_is_taken_says_what_to_do_and_makes_no_home(
    tmp_path, refuse, taken
):
    """Another port, with make as well; no folder is left."""
    said = refuse("--home", str(tmp_path / "home"), "--port", str(taken))
    assert f"cannot listen on port {taken} of 127.0.0.x" in said
    assert "pass another with --port" in said
    assert 'make demo DEMO="--port 8611"' in said
    assert list(tmp_path.iterdir()) == []


def test_another_port_than_the_homes_is_refused(tmp_path, refuse):
    """Both are named, and what to do: the same reports would have other addresses."""
    home = make_home(tmp_path / "home", "127.0.0.2_8611", "127.0.0.16_8611", "_runs")
    said = refuse("--home", str(home), "--port", "8480")
    assert "was made on port 8611" in said
    assert "on port 8480 each report would stand in the tables twice" in said
    assert "--home" in said


@pytest.mark.parametrize("wanted", [(), ("--port", "0")])
def test_without_a_port_the_homes_own_is_used_again(tmp_path, refuse, taken, wanted):
    """Seen by what it says of the port when somebody else has it: another would be no remedy."""
    home = make_home(tmp_path / "home", f"127.0.0.2_{taken}")
    said = refuse("--home", str(home), *wanted)
    assert f"cannot listen on port {taken} of" in said
    assert "stop what listens there" in said
    assert "DEMO=" not in said


def test_hosts_of_real_sites_bind_no_port(tmp_path, refuse, taken):
    """Only the portal's addresses count."""
    home = make_home(tmp_path / "home", "www.example.gov.cn_8611", "10.0.0.1_8611")
    said = refuse("--home", str(home), "--port", str(taken))
    assert "pass another with --port" in said
