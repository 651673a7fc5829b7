"""The Prefect server with its UI on loopback, and the nightly schedule served beside it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

import requests
from sqlalchemy import make_url

from flows.settings import DATABASE_URL
from tasks.model.errors import ConfigurationError, FazhiError
from tasks.model.project_files import ROOT

CRON = "0 2 * * *"
TIMEZONE = "Asia/Shanghai"
LOOPBACK = "127.0.0.1"
# A cold start on two busy cores was measured at up to 34 s.
_START_SECONDS = 120


def serve_nightly(home: str, sources: Path, port: int) -> None:
    """Start the server, then serve the nightly flow at 02:00 Beijing time until interrupted.

    Raises ConfigurationError when the port is taken, FazhiError when the server does not come up.
    """
    with _server(port) as url:
        os.environ["PREFECT_API_URL"] = f"{url}/api"
        from prefect import serve
        from prefect.schedules import Cron

        from flows.nightly import nightly

        parameters = {
            "home": str(Path(home).resolve()),
            "sources": str(sources.resolve()),
        }
        schedule = Cron(CRON, timezone=TIMEZONE)
        _fix_ledger_path()
        # Prefect puts the working folder first on the path of each run that it starts: let it be our own.
        with chdir(ROOT):
            deployment = nightly.to_deployment(
                name="nightly", schedule=schedule, parameters=parameters
            )
            serve(deployment, pause_on_shutdown=False)  # type: ignore[arg-type]


def _fix_ledger_path() -> None:
    """Make the path of an SQLite ledger in the environment absolute: runs start in another folder."""
    address = os.environ.get(DATABASE_URL, "")
    if address.startswith("sqlite:///"):
        url = make_url(address)
        path = Path(url.database or "").resolve()
        os.environ[DATABASE_URL] = str(url.set(database=str(path)))


@contextmanager
def _server(port: int) -> Iterator[str]:
    """Run a Prefect server on loopback while the block lasts; gives its URL once it answers."""
    with socket.socket() as probe:
        if probe.connect_ex((LOOPBACK, port)) == 0:
            raise ConfigurationError(
                f"port {port} on {LOOPBACK} is taken; stop what listens there, or pass --port"
            )
    url = f"http://{LOOPBACK}:{port}"
    command = [
        sys.executable,
        "-m",
        "prefect",
        "server",
        "start",
        "--host",
        LOOPBACK,
        "--port",
        str(port),
    ]
    # without the port in the settings, the UI would call 4200 whatever port it is served on
    process = subprocess.Popen(
        command, env={**os.environ, "PREFECT_SERVER_API_PORT": str(port)}
    )
    try:
        _wait(url, process)
        yield url
    finally:
        process.terminate()
        process.wait()


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(f"{url}/api/health", timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.5)
    raise FazhiError(
        f"the Prefect server did not answer on {url}; its log above says why"
    )
