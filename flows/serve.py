"""The Prefect server on loopback: with its UI and the nightly schedule, or for one command alone.

`python -m flows.serve FILE` deploys what a file of Prefect's names, for a worker. Nights that were paused
stay paused. With `--pool POOL` it goes on as a worker, which stops well: Prefect's own kills the nights that
are at work.

Only programs and pages of this machine are answered: a page of another site that the operator has open cannot
call the server, by whatever name.
"""

import argparse
import asyncio
import atexit
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import (
    Awaitable,
    Callable,
    Container,
    Iterator,
    Mapping,
    MutableMapping,
)
from contextlib import chdir, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import urlsplit
from uuid import UUID

import requests
from sqlalchemy import make_url

from flows.settings import DATABASE_URL
from tasks.model.errors import ConfigurationError, FazhiError
from tasks.model.project_files import ROOT
from tasks.model.stopping import Owner, Stop

if TYPE_CHECKING:
    from prefect.runner import Runner

CRON = "0 2 * * *"
TIMEZONE = "Asia/Shanghai"
LOOPBACK = "127.0.0.1"
DEPLOYMENT = "nightly/nightly"
STARTED_BY_RUNNER = "PREFECT__FLOW_RUN_ID"
"""What Prefect tells a process that it started to run a flow."""
# What a night has to end when it is asked to, and how often it is looked whether it has.
_STOP_SECONDS = 8.5
_LOOK_SECONDS = 0.2
_SKIPPED = "Skipped"
_LOG = logging.getLogger("prefect.fazhi")
# What Prefect's runner may take to end when its server has.
_GIVE_UP_SECONDS = 10
# A cold start on two busy cores was measured at up to 34 s.
_START_SECONDS = 120
_END_SECONDS = 3
_API_URL = "PREFECT_API_URL"
_AUTH = "PREFECT_SERVER_API_AUTH_STRING"
# The name of a proxy that serves the UI to others is let in by this setting, several parted by commas.
_HOSTS = "FAZHI_UI_HOSTS"
_OWN_NAMES = frozenset({LOOPBACK, "localhost", "::1"})
_REFUSED = b"Only pages and programs of this machine are answered; see FAZHI_UI_HOSTS."
# What sets apart a server that one command alone uses: no UI, and no services that look for late runs.
_TEMPORARY = {
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
}


def serve_nightly(home: str, sources: Path, port: int) -> None:
    """Start the server, then serve the nightly flow at 02:00 Beijing time until interrupted.

    Of nights that were missed only the last is made up for; what was paused in the UI stays paused. Raises
    ConfigurationError when the port is taken, FazhiError when the server does not come up, or ends.
    """
    with _server(port) as (url, server):
        os.environ[_API_URL] = f"{url}/api"
        from prefect.runner import Runner
        from prefect.schedules import Cron

        from flows.nightly import nightly

        parameters = {
            "home": str(Path(home).resolve()),
            "sources": str(sources.resolve()),
        }
        before = _Activity.find()
        schedule = Cron(CRON, timezone=TIMEZONE, active=before.scheduled)
        _skip_missed_nights()
        _fix_ledger_path()
        # Prefect puts the working folder first on the path of each run that it starts: let it be our own.
        with chdir(ROOT), _watch_server(server):
            deployment = nightly.to_deployment(
                name="nightly",
                schedule=schedule,
                parameters=parameters,
                paused=before.paused,
            )
            runner = Runner(pause_on_shutdown=False)
            runner.add_deployment(deployment)  # type: ignore[arg-type]
            _run_until_stopped(runner)


def _run_until_stopped(runner: "Runner") -> None:
    """Run what is scheduled until a signal comes; the nights that are at work are stopped first.

    Prefect's own way kills them, and they could not say how they end.
    """
    end_runner = runner.handle_sigterm

    def end(*arguments: object) -> None:
        _stop_nights(os.getpid())
        end_runner(*arguments)

    runner.handle_sigterm = end  # type: ignore[method-assign]
    signal.signal(signal.SIGINT, end)
    _LOG.info("the nights are served; stop with Ctrl+C")
    asyncio.run(runner.start())


def _stop_nights(ancestor: int) -> None:
    """Ask the runs of flows that descend from a process to stop, and wait for them."""
    nights = _list_nights(ancestor)
    for night in nights:
        with suppress(ProcessLookupError):
            os.kill(night, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_SECONDS
    while time.monotonic() < deadline:
        if not set(nights) & set(_list_nights(ancestor)):
            return
        time.sleep(_LOOK_SECONDS)


def _list_nights(ancestor: int) -> list[int]:
    """List the processes that Prefect made for runs of flows, where the system shows processes at all."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            status = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            state, parent = status.rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(folder.name)] = int(parent)
    nights = []
    for process, parent_of in parents.items():
        above = parent_of
        while above in parents and above != ancestor:
            above = parents[above]
        if above == ancestor and _is_night(process):
            nights.append(process)
    return nights


def _is_night(process: int) -> bool:
    with suppress(OSError):
        environment = Path(f"/proc/{process}/environ").read_bytes()
        return f"{STARTED_BY_RUNNER}=".encode() in environment
    return False


@contextmanager
def _watch_server(server: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Raise FazhiError, and end what the block is at, when the server ends before it."""
    over = threading.Event()

    def watch() -> None:
        server.wait()
        if not over.is_set():
            os.kill(os.getpid(), signal.SIGTERM)
            # Prefect's runner may wait for the server that is gone
            if not over.wait(_GIVE_UP_SECONDS):
                os._exit(1)

    threading.Thread(target=watch, name="server", daemon=True).start()
    try:
        yield
    finally:
        over.set()
        if server.poll() is not None:
            raise FazhiError(
                f"the Prefect server has ended with {server.returncode}: its log above says why; "
                "start fazhi serve again"
            )


class _Activity(NamedTuple):
    """Whether the nights are paused, as a deployment, and whether their schedule is active."""

    paused: bool = False
    scheduled: bool = True

    @classmethod
    def find(cls) -> Self:
        """Find what somebody chose in Prefect's UI before; else they are active."""
        from prefect.client.orchestration import get_client
        from prefect.exceptions import ObjectNotFound

        with get_client(sync_client=True) as client:
            try:
                known = client.read_deployment_by_name(DEPLOYMENT)
            except ObjectNotFound:
                return cls()
        active = [schedule.active for schedule in known.schedules]
        return cls(known.paused, not active or any(active))


def _skip_missed_nights() -> None:
    """Cancel the nights that were due while nothing ran, but for the last: it sees what all would."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterExpectedStartTime,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import State, StateType
    from prefect.client.schemas.sorting import FlowRunSort
    from prefect.exceptions import ObjectNotFound
    from prefect.states import Cancelled

    scheduled = FlowRunFilterStateType(any_=[StateType.SCHEDULED])
    due = FlowRunFilterExpectedStartTime(before_=datetime.now(UTC))
    late = FlowRunFilter(
        state=FlowRunFilterState(type=scheduled), expected_start_time=due
    )
    with get_client(sync_client=True) as client:
        try:
            deployment = client.read_deployment_by_name(DEPLOYMENT)
        except ObjectNotFound:
            return
        runs = client.read_flow_runs(
            flow_run_filter=late, sort=FlowRunSort.EXPECTED_START_TIME_ASC
        )
        missed = [run for run in runs if run.deployment_id == deployment.id]
        for run in missed[:-1]:
            words = (
                "missed while fazhi serve did not run; a later night makes up for it"
            )
            skipped: State[object] = Cancelled(name=_SKIPPED, message=words)
            client.set_flow_run_state(run.id, skipped, force=True)
            _LOG.warning("%s was skipped: %s", run.name, words)


def explain_skipped_night(flow_run_id: str) -> str:
    """Say why a scheduled run of a flow need not be made any more; empty when it need.

    A worker that comes back starts all the nights at once that were due while it was away. The first of them
    does the work of all.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterDeploymentId,
        FlowRunFilterStartTime,
    )

    with get_client(sync_client=True) as client:
        own = client.read_flow_run(UUID(flow_run_id))
        if not own.deployment_id or not own.start_time:
            return ""
        same = FlowRunFilterDeploymentId(any_=[own.deployment_id])
        since = FlowRunFilterStartTime(
            after_=own.expected_start_time, before_=own.start_time
        )
        found = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(deployment_id=same, start_time=since)
        )
    for other in found:
        state = other.state
        if (
            other.id != own.id
            and state
            and (state.is_running() or state.is_completed())
        ):
            return (
                f"{other.name} began when this one was due already, and does its work"
            )
    return ""


def _work(pool: str) -> int:
    """Work for a pool of Prefect's until a signal comes; gives the worker's exit code."""
    command = ("prefect", "worker", "start", "--pool", pool, "--type", "process")
    worker = subprocess.Popen(Owner.list_command(*command), process_group=0)

    def end(number: int, _frame: object) -> None:
        _stop_nights(worker.pid)
        worker.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    return worker.wait()


def _deploy_all(file: str) -> None:
    """Deploy what a file of Prefect's names, for a worker; nights that were paused stay paused.

    Raises FazhiError when Prefect does not take it.
    """
    from prefect.client.orchestration import get_client

    before = _Activity.find()
    command = ("prefect", "--no-prompt", "deploy", "--all", "--prefect-file", file)
    done = subprocess.run([sys.executable, "-m", *command], check=False)
    if done.returncode:
        raise FazhiError(f"{file} was not deployed; Prefect's words above say why")
    with get_client(sync_client=True) as client:
        deployed = client.read_deployment_by_name(DEPLOYMENT)
        if before.paused:
            client.pause_deployment(deployed.id)
        for schedule in deployed.schedules:
            if not before.scheduled:
                client.update_deployment_schedule(
                    deployed.id, schedule.id, active=False
                )


def _fix_ledger_path() -> None:
    """Make the path of an SQLite ledger in the environment absolute: runs start in another folder."""
    address = os.environ.get(DATABASE_URL, "")
    if address.startswith("sqlite:///"):
        url = make_url(address)
        path = Path(url.database or "").resolve()
        os.environ[DATABASE_URL] = str(url.set(database=str(path)))


@contextmanager
def _server(port: int) -> "Iterator[tuple[str, subprocess.Popen[bytes]]]":
    """Run a Prefect server on loopback while the block lasts; gives its URL, once it answers, and process."""
    with socket.socket() as probe:
        if probe.connect_ex((LOOPBACK, port)) == 0:
            raise ConfigurationError(
                f"port {port} on {LOOPBACK} is taken; stop what listens there, or pass --port"
            )
    url = f"http://{LOOPBACK}:{port}"
    # the UI calls the server by the name that it was opened with
    settings = {"PREFECT_UI_API_URL": "/api"}
    process = _start_server(port, settings)
    try:
        _wait(url, process)
        yield url, process
    finally:
        _end_server(process)


def start_temporary_server() -> None:
    """Start a Prefect server for this process where the settings name none; it ends with this process.

    To be called before the flow is imported: what Prefect has to tell at the end comes before the server's.
    """
    if os.environ.get(_API_URL) or "prefect.settings" in sys.modules:
        # one is named, or whoever imported Prefect before has settled it
        return
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    process = _start_server(port, _TEMPORARY, log_level="error")
    atexit.register(_end_server, process)
    url = f"http://{LOOPBACK}:{port}"
    _wait(url, process)
    os.environ[_API_URL] = f"{url}/api"


def _start_server(
    port: int, settings: Mapping[str, str], log_level: str = "warning"
) -> "subprocess.Popen[bytes]":
    """Start a server on loopback, behind the user and password of the settings where they name some."""
    if auth := os.environ.get(_AUTH):
        os.environ.setdefault("PREFECT_API_AUTH_STRING", auth)
    # pages of other origins may not read its answers
    own = {
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://{LOOPBACK}:{port}",
        "PYTHONPATH": str(ROOT),
    }
    # uvicorn would look for modules in the working folder first
    application = ("uvicorn", "--factory", f"{__name__}:_create_app")
    place = ("--app-dir", str(ROOT), "--host", LOOPBACK, "--port", str(port))
    ways = ("--log-level", log_level, "--lifespan", "on")
    # Ctrl+C is for us: without the server we could not say how we end
    return subprocess.Popen(
        Owner.list_command(*application, *place, *ways),
        env={**os.environ, **own, **settings},
        process_group=0,
    )


def _end_server(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        Stop.check()
        try:
            if requests.get(f"{url}/api/health", timeout=2).ok:
                return
        except requests.RequestException:
            # not there yet, or too busy to answer
            time.sleep(0.5)
    raise FazhiError(
        f"the Prefect server did not answer on {url}; its log above says why"
    )


_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Message, _Receive, _Send], Awaitable[None]]


def _create_app() -> "_GuardedApp":
    """Make the application that the server's process runs."""
    from prefect.server.api.server import create_app

    allowed = os.environ.get(_HOSTS, "").split(",")
    names = {name.strip() for name in allowed if name.strip()}
    return _GuardedApp(create_app(), _OWN_NAMES | names)


class _GuardedApp:
    """A server's application that answers only who calls it by its own name, and from its own pages."""

    def __init__(self, app: _App, names: Container[str]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan" or self._is_own(dict(scope["headers"])):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            start = {
                "type": "http.response.start",
                "status": 403,
                "headers": [(b"content-type", b"text/plain")],
            }
            await send(start)
            await send({"type": "http.response.body", "body": _REFUSED})

    def _is_own(self, headers: Mapping[bytes, bytes]) -> bool:
        host = headers.get(b"host", b"").decode("latin-1")
        origin = headers.get(b"origin")
        try:
            # what a page of another origin sends, whatever it names as the host
            if origin is not None and urlsplit(origin.decode("latin-1")).netloc != host:
                return False
            return urlsplit(f"//{host}").hostname in self._names
        except ValueError:
            return False


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m flows.serve", description=__doc__)
    parser.add_argument("file", help="such as deploy/prefect.yaml")
    parser.add_argument("--pool", help="work for this pool afterwards, until stopped")
    chosen = parser.parse_args()
    _deploy_all(chosen.file)
    if chosen.pool:
        sys.exit(_work(chosen.pool))


if __name__ == "__main__":
    _main()
