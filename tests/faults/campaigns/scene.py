"""The scene of a campaign: a home after its first night, a portal at its second, and that night's tables.

Every trial is a second night in a copy of the home, in a process of its own. Those are forks of one that has
everything loaded: a start of Python takes ten times as long as the night.
"""

import atexit
import faulthandler
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

# Of the demo's sites: reports that are new, revised and removed, attachments, lists of several pages.
_SITES = 3
# Every table that readers get, but those of requests and of problems in reaching the sites.
TABLES = (
    "reports",
    "revisions",
    "sections",
    "quantities",
    "cells",
    "indicators",
    "indicators_wide",
    "reuse",
    "coverage",
    "changes",
)
# Seconds that no night takes.
_LONGEST = 180
Content = dict[str, tuple[int, str]]


@dataclass(frozen=True, eq=False)
class Scene:
    """A folder with homes: `first` is one after its first night, `expected` what the second comes to.

    `whole` is the home after that, undisturbed.
    `seconds` is how long the second night takes undisturbed.
    """

    folder: Path
    sources: Path
    first: Path
    whole: Path
    expected: Content
    seconds: float

    @contextmanager
    def copy_home(self) -> Iterator[Path]:
        """Copy the home of the first night for a trial."""
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="trial-") as folder:
            home = Path(folder, "home")
            shutil.copytree(self.first, home, symlinks=True)
            yield home

    def play(self, home: Path, url: str | None = None) -> None:
        """Play the second night in this process."""
        from tests.world import night

        night.night(home, self.sources, at=2, url=url)

    def find_faults(self, home: Path, url: str | None = None) -> list[str]:
        """Play the second night over a disturbed home; gives where it is not as an undisturbed one.

        A disturbed night that published what it had, and ended, has told a part of the changes itself.
        """
        published = self._has_published(home)
        log = home.parent / "again.log"
        if code := wait(fork(lambda: self.play(home, url), log)):
            return [f"the night after it ended with {code}: {read_end(log)}"]
        faults = self.compare(home, url)
        if published:
            # it was no news any more that a report is there
            faults = [fault for fault in faults if not fault.endswith(": state")]
        if published and self._has_published(home) != published:
            faults = [fault for fault in faults if not fault.startswith("changes ")]
        return faults

    def _find_columns(self, home: Path, table: str) -> str:
        """Name the columns in which a table is not that of the undisturbed night."""
        from tests.world import night

        place = f"current/{table}.parquet"
        found = night.pd.read_parquet(home / place)
        expected = night.pd.read_parquet(self.whole / place)
        columns = []
        for name in expected.columns.difference(list(night.VARY)):
            if sorted(map(str, found[name])) != sorted(map(str, expected[name])):
                columns.append(name)
        return ", ".join(columns)

    def _has_published(self, home: Path) -> str:
        """Name the release that readers of a home see; empty while it is that of the first night."""
        from tests.world import night

        shown = str(night.latest(home)["release_id"])
        return "" if shown == night.latest(self.first)["release_id"] else shown

    def compare(self, home: Path, url: str | None = None) -> list[str]:
        """Say which tables are not those of an undisturbed night, and what is damaged."""
        from tests.world import night

        found = night.content(home, TABLES)
        faults = []
        for name, expected in self.expected.items():
            if found[name] != expected:
                columns = self._find_columns(home, name)
                faults.append(f"{name} is {found[name]}, not {expected}: {columns}")
        for damage in night.verified(home, url).damages:
            if not damage.harmless:
                faults.append(f"{damage.place}: {damage.words}")
        return faults


def fork(work: Callable[[], None], log: Path) -> int:
    """Let a fork of this process do something; gives its id. What it says goes to a file."""
    with warnings.catch_warnings():
        # threads of libraries wait for work here, and hold no lock
        warnings.simplefilter("ignore")
        child = os.fork()
    if child:
        return child
    code = 1
    try:
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        # one that hangs says where
        faulthandler.dump_traceback_later(_LONGEST, exit=True)
        work()
        code = 0
    except BaseException:  # noqa: BLE001  (the parent reads it)
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def wait(child: int) -> int:
    """Wait for a fork; gives its exit code, below 0 for the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill_after(child: int, seconds: float) -> int:
    """Kill a fork after so many seconds, unless it ends before; gives how it ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    return wait(child)


def read_end(log: Path) -> str:
    """Give the last line that a fork has said."""
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "nothing")


def _serve_portal(night: int, port: int, answers: Connection) -> None:
    from deploy.demo.portal import Portal
    from deploy.demo.script import SITES

    with Portal(night=night, port=port, scripts=SITES[:_SITES]) as portal:
        folder = Path(tempfile.mkdtemp(prefix="fazhi-sources-"))
        portal.write_sources(folder)
        place = portal.sites[0].base.rpartition(":")[2]
        answers.send((int(place), str(folder)))
        answers.poll(None)


@contextmanager
def serve_portal(night: int, port: int = 0) -> Iterator[tuple[int, Path]]:
    """Serve the portal's night from another process; gives its port and the folder of its sources."""
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe()
    process = spawning.Process(
        target=_serve_portal, args=(night, port, theirs), daemon=True
    )
    process.start()
    theirs.close()
    place, folder = ours.recv()
    try:
        yield place, Path(folder)
    finally:
        ours.close()
        process.join(10)
        process.kill()
        shutil.rmtree(folder)


@cache
def prepare() -> Scene:
    """Play the first night, and the second one undisturbed; the portal stays there until the end."""
    from tests.world import night

    folder = Path(tempfile.mkdtemp(prefix="fazhi-campaign-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    first = folder / "first"
    sources = folder / "sources"
    with serve_portal(1) as (port, written):
        shutil.copytree(written, sources)
        for file in sources.glob("*.toml"):
            lines = file.read_text(encoding="utf-8").splitlines()
            kept = [line for line in lines if not line.startswith("delay")]
            file.write_text("\n".join(["delay = 0.02", *kept]), encoding="utf-8")
        modules = folder / "modules"
        _play_alone(lambda: _play_first(first, sources, modules), folder)
    _import_modules(modules)
    serving = serve_portal(2, port)
    serving.__enter__()
    atexit.register(serving.__exit__, None, None, None)
    whole = folder / "whole"
    shutil.copytree(first, whole, symlinks=True)
    scene = Scene(folder, sources, first, whole, {}, 0.0)
    begun = time.monotonic()
    _play_alone(lambda: scene.play(whole), folder)
    seconds = time.monotonic() - begun
    expected = night.content(whole, TABLES)
    return Scene(folder, sources, first, whole, expected, seconds)


def _play_alone(work: Callable[[], None], folder: Path) -> None:
    log = folder / "alone.log"
    if code := wait(fork(work, log)):
        raise RuntimeError(f"an undisturbed night ended with {code}: {read_end(log)}")


def _play_first(home: Path, sources: Path, modules: Path) -> None:
    from tests.world import night

    night.night(home, sources)
    modules.write_text("\n".join(sys.modules), encoding="utf-8")


def _import_modules(listed: Path) -> None:
    """Import what a night has imported, but run nothing: a fork of a process with threads may hang."""
    from tasks.tables.part_store import get_extractor_version

    get_extractor_version()
    for name in listed.read_text(encoding="utf-8").splitlines():
        if name not in sys.modules and "." in name:
            with suppress(ImportError):
                import_module(name)
