"""Fixtures that several folders share."""

import gc
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from tests.paths import ROOT

if TYPE_CHECKING:
    from tests.world.server import Site
    from tests.world.town import Nights, TownSite


def _take_environment() -> dict[str, str]:
    """Take what Prefect and fazhi read from the environment."""
    names = ("FAZHI_", "PREFECT_")
    return {name: value for name, value in os.environ.items() if name.startswith(names)}


_ENVIRONMENT = _take_environment()
# The files that take longest, which two processes begin with: one that came last would keep a processor idle.
_LONGEST = (
    "world/test_score.py",
    "scenarios/nights/test_nights.py",
    "upkeep/test_rebuild.py",
    "faults/test_documents.py",
    "faults/damage/test_damages.py",
    "scenarios/machines/test_machines.py",
    "faults/test_hostile.py",
    "quality/documents/test_font_files.py",
    "scenarios/readers/test_readers.py",
)
# How many objects more than before the collector waits for.
_ALLOCATIONS = 20_000


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes goldens anew."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the goldens anew; the tests fail until reviewed",
    )


def pytest_configure() -> None:
    """Leave garbage alone while thousands of tests are collected: nearly all that is made then stays."""
    gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest files come first; the others stay in their order."""
    ranks = {ROOT / "tests" / file: rank for rank, file in enumerate(_LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


def pytest_collection_finish() -> None:
    """Refuse test modules that set for all others how they run.

    What was collected is no garbage from here on: the collector would look through all modules and all tests
    again and again, an eighth of the time of short tests.

    Raises
    ------
    pytest.UsageError
        If importing the tests has changed what Prefect or fazhi take from the environment.

    """
    if changed := _take_environment().items() ^ _ENVIRONMENT.items():
        names = sorted({name for name, _value in changed})
        msg = f"importing the tests sets {', '.join(names)}: import what does so within a test"
        raise pytest.UsageError(msg)
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS)
    gc.enable()


@pytest.fixture
def night_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import the night that is played without Prefect's server, and take its environment back afterwards."""
    monkeypatch.syspath_prepend(str(ROOT))
    monkeypatch.setenv("FAZHI_CONTACT", "ops@example.org")
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "CRITICAL")
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    monkeypatch.setenv("DO_NOT_TRACK", "1")
    from tests.world import night

    return night


@contextmanager
def _run_test_server(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run Prefect's test server as a process that ends with the tests, though they are killed."""
    from prefect.server.api.server import SubprocessASGIServer
    from prefect.settings import get_current_settings
    from prefect.testing.utilities import prefect_test_harness

    from tasks.model.stopping import Owner

    def start(server: SubprocessASGIServer) -> "subprocess.Popen[bytes]":
        settings = get_current_settings().to_environment_variables(exclude_unset=True)
        application = ("uvicorn", "--factory", "prefect.server.api.server:create_app")
        place = ("--host", "127.0.0.1", "--port", str(server.port))
        quiet = ("--log-level", "error", "--lifespan", "on")
        paths = {"PYTHONPATH": str(ROOT), "PREFECT_SERVER_UI_ENABLED": "false"}
        return subprocess.Popen(
            Owner.list_command(*application, *place, *quiet),
            env={**os.environ, **settings, **paths},
        )

    patch.setattr(SubprocessASGIServer, "_run_uvicorn_command", start)
    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(scope="session")
def _server() -> Iterator[None]:
    """Run one temporary Prefect server for all flow tests; its start is most of their time."""
    from prefect.settings import (
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        PREFECT_LOGGING_TO_API_ENABLED,
        temporary_settings,
    )

    quick = {
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
        PREFECT_LOGGING_TO_API_ENABLED: False,
    }
    with (
        pytest.MonkeyPatch.context() as patch,
        _run_test_server(patch),
        temporary_settings(quick),
    ):
        yield


@pytest.fixture(scope="module")
def prefect_server(_server: None) -> Iterator[None]:
    """Let a module's flows have the server.

    Prefect's own clients leave sockets to it to the garbage collector.
    """
    yield
    gc.collect()  # here, where nobody is blamed for them


@pytest.fixture(scope="module")
def without_run() -> Iterator[None]:
    """Let tasks be called as plain functions: an empty context for their logger, and no server."""
    from prefect.context import FlowRunContext
    from prefect.settings import PREFECT_LOGGING_TO_API_ENABLED, temporary_settings

    empty = FlowRunContext.model_construct(flow=None, flow_run=None)  # type: ignore[call-arg]
    with temporary_settings({PREFECT_LOGGING_TO_API_ENABLED: False}), empty:
        yield


@pytest.fixture
def site() -> Iterator["Site"]:
    """Serve a site while a test runs."""
    from tests.world.server import Site

    made = Site()
    yield made
    made.close()


@pytest.fixture
def town() -> Iterator["TownSite"]:
    """Serve a town's site while a test runs."""
    from tests.world.town import TownSite

    made = TownSite()
    yield made
    made.close()


@pytest.fixture
def nights(town: "TownSite", tmp_path: Path) -> "Nights":
    """Set up a town's site with one report and one look-alike."""
    from tasks.home import Home
    from tests.world.town import Nights, source

    town.put_list(
        ("a.html", "演示镇2025年法治政府建设年度报告"),
        ("b.html", "演示镇2025年政府信息公开工作年度报告"),
    )
    town.put_report("/bg/a.html", "演示镇2025年法治政府建设年度报告")
    return Nights(Home.open(str(tmp_path)), source(town))
