"""Rebuild: from the archive alone, with the network unshared, the same tables byte for byte."""

import contextvars
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from deploy.demo.command import start_of
from deploy.demo.portal import Portal
from deploy.demo.script import DOCUMENTS, SITES
from expectations import ROWS
from tasks.crawl.host import crawl_host
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.errors import ArchiveError, HomeBusy, ReleaseError
from tasks.model.release import Audit, Check, Staged
from tasks.model.run import BEIJING, Run
from tasks.model.source import Source
from tasks.read import extract_batch
from tasks.registry.source_files import load_sources
from tasks.release.publish import publish
from tasks.release.stage import stage
from tasks.tables.part_store import get_extractor_version
from tasks.tables.schema import SCHEMAS
from tasks.upkeep.rebuild import rebuild
from tests.crawl.test_host import KILLED
from tests.ledger.test_home_lock import start_holder
from tests.ledger.test_journal import replayed, rows
from tests.paths import ROOT
from tests.scenarios.nights import changes

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_run")]

AT = datetime(2026, 3, 9, tzinfo=BEIJING)
# They speak of the release before, which the archive knows nothing of.
OF_RELEASES = {"changes", "scorecards"}
# The sites on which something happens from night to night, and one whose reports are attachments.
SCRIPTS = (*SITES[:5], DOCUMENTS[-1])
OFFLINE = "from flows.cli.main import main; main()"


@dataclass(frozen=True)
class Lived:
    """A home of four nights, its sources, and the ids of the releases of the second and the fourth."""

    home: Home
    sources: Path
    published: Sequence[str]

    def copy(self, to: Path, releases: Sequence[str]) -> Home:
        """Copy the archive and some releases, and nothing else, to a new home."""
        shutil.copytree(self.home.archive, to / "archive")
        for release_id in releases:
            shutil.copytree(
                self.home.releases / release_id, to / "releases" / release_id
            )
        return Home.open(str(to))


@pytest.fixture(scope="module")
def lived(tmp_path_factory, without_run) -> Lived:  # noqa: ARG001  (a module's fixture takes another by name)
    """Crawl four nights of the portal: a site blocks, another is down, and a run is killed."""
    folder = tmp_path_factory.mktemp("rebuild")
    home, sources, port, published = (
        Home.open(str(folder / "home")),
        folder / "sources",
        0,
        [],
    )
    for night in (1, 2, 3, 4):
        with Portal(night=night, port=port, scripts=SCRIPTS) as portal:
            port = int(portal.sites[0].base.rpartition(":")[2])
            portal.write_sources(sources)
            if night == 3:
                changes.apply(portal.sites[3], changes.stop("block"))
                changes.apply(portal.sites[4], changes.stop("outage"))
            known = load_sources(sources)
            if night == 3:
                _killed(home, known[0], portal)
            _crawl(home, night, known)
        if night in (2, 4):
            published.append(_publish(home, night, known))
    return Lived(home, sources, published)


def _run(home: Home, night: int, name: str = "0000") -> Run:
    start = start_of(night)
    return Run(f"{start:%Y%m%dT%H%M%S}-{name}", start, str(home.root), home.ledger_url)


def _killed(home: Home, source: Source, portal: Portal) -> None:
    """Kill a crawl of one host in the middle; a record that it was writing stays behind, cut off."""
    run = _run(home, 3, "dead")
    with Ledger.open_journaled(run) as ledger:
        ledger.start_run(run)
    arguments = [
        source.model_dump_json(),
        run.run_id,
        run.started_at.isoformat(),
        run.home,
        run.database_url,
    ]
    child = subprocess.Popen([sys.executable, "-c", KILLED, *arguments], cwd=ROOT)
    while len(portal.requests) < 4 and child.poll() is None:
        time.sleep(0.005)
    child.kill()
    assert child.wait() != 0
    (file,) = _files_of(home, run.run_id)
    with file.open("ab") as end:
        end.write(file.read_bytes()[:120])


def _files_of(home: Home, run_id: str) -> list[Path]:
    return [
        path
        for path in home.archive.glob(f"*/{run_id}.warc.gz")
        if path.parent.name != "_runs"
    ]


def _crawl(home: Home, night: int, sources: list[Source]) -> None:
    run, hosts = _run(home, night), {source.host for source in sources}
    with Ledger.open_journaled(run) as ledger:
        ledger.claim(home)
        ledger.start_run(run)
    with ThreadPoolExecutor(len(hosts)) as pool:
        futures = [
            pool.submit(
                contextvars.copy_context().run,
                crawl_host.fn,
                run,
                host,
                [source for source in sources if source.host == host],
            )
            for host in sorted(hosts)
        ]
        for future in futures:
            future.result()
    with Ledger.open_journaled(run) as ledger:
        ledger.finish_run(run.run_id, run.now())


def _staged(home: Home, night: int, sources: list[Source]) -> Staged:
    """Read in batches of a size of the night's own: how captures were batched must not show."""
    run = _run(home, night, "read")
    with closing(Ledger(run.database_url)) as ledger:
        captures = ledger.find_unread_captures(get_extractor_version())
    for start in range(0, len(captures), 7 * night):
        extract_batch.fn(
            run,
            captures[start : start + 7 * night],
            {source.id: source for source in sources},
        )
    return stage.fn(run, ROWS, sources)


def _publish(home: Home, night: int, sources: list[Source]) -> str:
    staged = _staged(home, night, sources)
    check = Check(
        "reports",
        "row_count",
        "",
        "critical",
        True,
        "as many as were captured",
        (),
        "why",
    )
    publish.fn(_run(home, night), staged, Audit(staged.release_id, (check,)))
    return staged.release_id


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


def test_the_ledger_is_the_same_row_by_row(lived, tmp_path):
    """Four nights, hosts side by side, a killed run, a site that blocks and one that is down."""
    assert rows(replayed(lived.home, tmp_path / "again.sqlite")) == rows(
        lived.home.ledger_url
    )
    known = rows(lived.home.ledger_url)
    assert {name for name, found in known.items() if found} == set(known)
    assert {"withdrawn", "new", "unchanged"} <= {row[4] for row in known["pages"]}
    assert {"blocked", "unreachable"} <= {row[3] for row in known["outcomes"]}


@pytest.mark.flow
def test_without_a_network_the_tables_are_the_same_byte_for_byte(lived, tmp_path):
    """From archive, sources and the release before, `fazhi extract --rebuild` gives the same release."""
    command = ["unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("the kernel refuses a network namespace to this user")
    home = lived.copy(tmp_path / "home", lived.published[:1])
    arguments = [
        "extract",
        "--rebuild",
        "--json",
        "--home",
        str(home.root),
        "--sources",
        str(lived.sources),
    ]
    done = subprocess.run(
        [*command, sys.executable, "-c", OFFLINE, *arguments],
        cwd=ROOT,
        env={
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PREFECT_")
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["release"]["release_id"] == lived.published[1]
    assert "is cut off" in done.stderr
    release = _bytes(home.releases / lived.published[1])
    assert release == _bytes(lived.home.releases / lived.published[1])
    assert set(release) == {f"{table}.parquet" for table in SCHEMAS}
    # the run that did it stands in the journal, too
    again = rows(replayed(home, tmp_path / "again.sqlite"))
    assert again == rows(home.ledger_url)
    assert len(again["runs"]) == len(rows(lived.home.ledger_url)["runs"]) + 1


def test_without_releases_only_what_speaks_of_them_differs(lived, tmp_path):
    """The archive holds no releases: `changes` and the trends begin anew, the rest is the same."""
    home, sources = lived.copy(tmp_path / "home", ()), load_sources(lived.sources)
    rebuilt = rebuild(home, home.ledger_url, AT)
    assert rebuilt.unknown_runs == ()
    # the record that the killed run was writing, and perhaps an entry that it did not commit
    assert {damage.harmless for damage in rebuilt.damages} == {True}
    assert len(rebuilt.damages) <= 2
    staged = _staged(home, 4, sources)
    for table in set(SCHEMAS) - OF_RELEASES:
        there = pq.read_table(
            lived.home.releases / lived.published[1] / f"{table}.parquet"
        )
        assert pq.read_table(Path(staged.folder) / f"{table}.parquet").equals(there), (
            table
        )


def test_a_rebuild_keeps_what_it_replaces(lived, tmp_path):
    """Ledger and parts stand beside the new ones, and a missing part is no dead end."""
    home, sources = (
        lived.copy(tmp_path / "home", lived.published[:1]),
        load_sources(lived.sources),
    )
    shutil.copytree(lived.home.state, home.state, dirs_exist_ok=True)
    shutil.rmtree(next(path for path in home.parts.glob("*/*") if path.is_dir()))
    before = rows(home.ledger_url)
    with pytest.raises(ReleaseError, match="run `fazhi extract`"):
        stage.fn(_run(home, 4), ROWS, sources)
    progress: list[tuple[int, int]] = []
    rebuilt = rebuild(
        home, home.ledger_url, AT, lambda done, of: progress.append((done, of))
    )
    assert progress[-1] == (rebuilt.entries, rebuilt.entries)
    staged = _staged(home, 4, sources)
    assert _bytes(Path(staged.folder)) == _bytes(
        lived.home.releases / lived.published[1]
    )
    kept = sorted(path.name for path in home.state.glob("*.before-*"))
    assert kept == [
        "ledger.sqlite.before-20260309T000000",
        "parts.before-20260309T000000",
    ]
    assert rows(f"sqlite:///{home.state / kept[0]}") == before
    assert list((home.state / kept[1]).glob("*/*"))


def test_a_second_rebuild_comes_to_the_same(lived, tmp_path):
    """Also over what a killed one left behind."""
    home = lived.copy(tmp_path / "home", ())
    (home.state / "ledger.sqlite.rebuilt").write_bytes(b"half a ledger")
    rebuild(home, home.ledger_url, AT)
    once = rows(home.ledger_url)
    rebuild(home, home.ledger_url, AT.replace(hour=1))
    assert rows(home.ledger_url) == once == rows(lived.home.ledger_url)


def test_no_rebuild_while_a_run_is_at_work(lived, tmp_path):
    """Its ledger would be pulled away under it; nothing is touched."""
    home = lived.copy(tmp_path / "home", ())
    holder = start_holder(home, home.ledger_url, "run 4")
    with pytest.raises(HomeBusy, match=r"run 4, process .* is at work"):
        rebuild(home, home.ledger_url, AT)
    holder.communicate("\n")
    assert [path.name for path in home.state.iterdir() if path.is_file()] == [
        home.lock.name
    ]


def test_an_archive_without_a_journal_is_no_ledger(tmp_path):
    """The present ledger stays: it is all there is."""
    home = Home.open(str(tmp_path))
    with closing(Ledger(home.ledger_url)) as ledger:
        ledger.start_run(_run(home, 1))
    with pytest.raises(ArchiveError, match="holds no journal"):
        rebuild(home, home.ledger_url, AT)
    assert len(rows(home.ledger_url)["runs"]) == 1
