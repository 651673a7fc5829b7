"""Serving the schedule: when it is due, and what is said when the server cannot come up."""

import os
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from cronsim import CronSim

from flows import settings
from flows.serve import CRON, LOOPBACK, TIMEZONE, _fix_ledger_path, _wait, serve_nightly
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
