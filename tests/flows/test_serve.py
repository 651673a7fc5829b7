"""Serving the schedule: when it is due, and what is said when the server cannot come up."""

import os
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import requests
from cronsim import CronSim

from flows import settings
from flows.serve import (
    CRON,
    LOOPBACK,
    STARTED_BY_RUNNER,
    TIMEZONE,
    _fix_ledger_path,
    _list_nights,
    _server,
    _stop_nights,
    _wait,
    serve_nightly,
)
from tasks.model.errors import ConfigurationError, FazhiError
from tasks.model.run import BEIJING


def test_a_night_is_due_at_two_in_beijing():
    """Every day, whatever the clock of the machine says."""
    asked = datetime(2026, 3, 2, 1, 59, tzinfo=BEIJING)
    assert next(CronSim(CRON, asked)) == datetime(2026, 3, 2, 2, tzinfo=BEIJING)
    assert str(BEIJING) == TIMEZONE


def test_a_port_that_is_taken_is_a_wrong_setting(tmp_path):
    """Told before a server is started, with the option that names another."""
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=rf"{port} .*--port"):
            serve_nightly(str(tmp_path), tmp_path, port)


def test_a_server_that_ends_is_not_waited_for():
    """Its address is named, and that its log says why."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        with pytest.raises(FazhiError, match="did not answer on http://nowhere"):
            _wait("http://nowhere", process)


@pytest.mark.faults
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="shows no processes")
def test_nights_at_work_are_stopped_and_nothing_else_is():
    """Whoever started them in between; they are waited for."""
    waiting = "import time; print(1, flush=True); time.sleep(60)"
    python = [sys.executable, "-c", waiting]
    environment = {**os.environ, STARTED_BY_RUNNER: "one"}
    between = ["sh", "-c", '"$@"; exit 3', "sh", *python]
    with (
        subprocess.Popen(python, stdout=subprocess.PIPE) as other,
        subprocess.Popen(between, stdout=subprocess.PIPE, env=environment) as night,
    ):
        for process in (other, night):
            assert process.stdout is not None
            assert process.stdout.readline() == b"1\n"
        assert len(_list_nights(os.getpid())) == 2  # the shell and what it runs
        _stop_nights(os.getpid())
        assert _list_nights(os.getpid()) == []
        assert other.poll() is None
        other.kill()


@pytest.mark.parametrize(
    ("address", "fixed"),
    [
        ("sqlite:///state/x.sqlite", f"sqlite:///{Path.cwd()}/state/x.sqlite"),
        ("sqlite:////abs/x.sqlite", "sqlite:////abs/x.sqlite"),
        ("postgresql://u@h/d", "postgresql://u@h/d"),
    ],
)
def test_the_ledger_is_found_from_any_folder(address, fixed, monkeypatch):
    """Runs start in another one; only the path of a file depends on it."""
    monkeypatch.setenv(settings.DATABASE_URL, address)
    _fix_ledger_path()
    assert os.environ[settings.DATABASE_URL] == fixed


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Run the server with a user and a password; gives its URL."""
    folder = tmp_path_factory.mktemp("served")
    with socket.create_server((LOOPBACK, 0)) as free:
        port = free.getsockname()[1]
    patch = pytest.MonkeyPatch()
    patch.setenv("PREFECT_HOME", str(folder))
    patch.setenv("PREFECT_SERVER_API_AUTH_STRING", "operator:C4nary")
    patch.setenv("PREFECT_API_AUTH_STRING", "operator:C4nary")
    patch.setenv("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    with _server(port) as (url, _process):
        yield url
    patch.undo()


OPERATOR = ("operator", "C4nary")


def _ask(url, **headers):
    sent = {"content-type": "application/json", **headers}
    return requests.post(
        f"{url}/api/flows/filter", "{}", headers=sent, auth=OPERATOR, timeout=30
    )


@pytest.mark.flow
def test_only_own_names_and_pages_are_answered(served):
    """Not a name that an attacker leads here, nor a page of another site or of another port."""
    port = served.rpartition(":")[2]
    own = {"host": f"localhost:{port}", "origin": f"http://localhost:{port}"}
    assert _ask(served).status_code == 200
    assert _ask(served, **own).status_code == 200
    for foreign in (
        {"host": "attacker.example"},
        {"host": f"attacker.example:{port}"},
        {"origin": "http://attacker.example"},
        {"origin": "http://127.0.0.1:3000"},
        {"origin": "null"},
        {"host": "attacker.example", "origin": "http://attacker.example"},
        {"host": "[::1"},
    ):
        answer = _ask(served, **foreign)
        assert answer.status_code == 403, foreign
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.flow
def test_who_is_not_the_operator_is_refused(served):
    """The user and password of the setting; whether the server is well may be asked by anybody."""
    url = f"{served}/api/flows/filter"
    assert requests.post(url, json={}, timeout=30).status_code == 401
    assert requests.get(f"{served}/api/health", timeout=30).ok


@pytest.mark.flow
def test_the_ui_calls_the_name_that_it_was_opened_with(served):
    """So that no page needs another origin than its own."""
    settings = requests.get(f"{served}/ui-settings", timeout=30).json()
    assert settings["api_url"] == "/api"


@pytest.mark.flow
def test_it_listens_on_loopback_alone(served):
    """Another address of this machine is not served."""
    port = int(served.rpartition(":")[2])
    other = socket.gethostbyname(socket.gethostname())
    if other.startswith("127.0.0.1"):
        other = "127.0.0.2"
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((other, port), timeout=5)
