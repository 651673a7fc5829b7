"""A night by the tasks' own functions, without Prefect's server.

Programs outside that break a home between two steps load this from a checkout's root; the names are theirs.
"""

import hashlib
import json
import os
import sys
import tempfile

sys.path.insert(0, ".")
os.environ.setdefault("FAZHI_CONTACT", "ops@example.org")
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
os.environ.setdefault("PREFECT_HOME", tempfile.mkdtemp(prefix="prefect-"))
os.environ.setdefault("DO_NOT_TRACK", "1")

from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from prefect.logging import disable_run_logger

from deploy.demo.command import start_of
from deploy.demo.portal import Portal
from expectations import ROWS, SUITES
from flows.nightly import BATCH, _hold_home, _plan_run, _start_run
from tasks.crawl.host import crawl_host
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.release import Audit, Release, Staged
from tasks.model.run import Outcome, Run
from tasks.model.source import Source
from tasks.read import discard_rotten_parts, extract_batch
from tasks.registry.source_files import load_sources
from tasks.release.audit import audit
from tasks.release.publish import publish
from tasks.release.stage import stage
from tasks.tables.part_store import get_extractor_version
from tasks.upkeep.verify import VerifyResult, verify

__all__ = [
    "Home", "Ledger", "Portal", "begin", "content", "crawl", "extract", "finish", "latest", "loaded", "night",
    "of_portal", "pd", "publish_staged", "stage_audited", "start_of", "verified",
]  # fmt: skip

TABLES = (
    "reports",
    "revisions",
    "sections",
    "quantities",
    "reuse",
    "coverage",
    "changes",
)
# What differs between two runs over the same sites.
VARY = frozenset(
    "run_id at milliseconds warc_file warc_offset first_seen_at last_seen_at captured_at delay release_before"
    " checked_at content_sha256 evidence".split()
)
_THREADS = 8


def of_portal(port: int, folder: str, keep: int = 5) -> tuple[Portal, Path]:
    """Start the demo portal and keep some of its source files; gives it and their folder."""
    portal = Portal(night=1, port=port)
    portal.__enter__()
    sources = Path(folder)
    portal.write_sources(sources)
    for file in sorted(sources.glob("*.toml"))[keep:]:
        file.unlink()
    return portal, sources


def loaded(sources: Path | str) -> list[Source]:
    """Load the sources of a folder."""
    return load_sources(Path(sources), ())


def begin(
    home: str,
    url: str | None = None,
    limit: int | None = None,
    started_at: datetime | None = None,
) -> Run:
    """Begin a run, whoever else is at work."""
    run = _plan_run(home, url, limit, started_at)
    _start_run(run)
    return run


def crawl(run: Run, sources: Iterable[Source]) -> list[Outcome]:
    """Crawl all hosts, some at a time."""
    hosts: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        hosts[source.host].append(source)
    outcomes: list[Outcome] = []
    with disable_run_logger(), ThreadPoolExecutor(_THREADS) as pool:
        asked = [
            pool.submit(crawl_host.fn, run, *host) for host in sorted(hosts.items())
        ]
        for answer in asked:
            outcomes += answer.result()
    return outcomes


def extract(run: Run, sources: Iterable[Source]) -> None:
    """Read what was not read yet, and what has rotted since."""
    with disable_run_logger():
        discard_rotten_parts(run)
    with closing(Ledger(run.database_url)) as ledger:
        captures = ledger.find_unread_captures(get_extractor_version())
    known = {source.id: source for source in sources}
    with disable_run_logger():
        for start in range(0, len(captures), BATCH):
            extract_batch.fn(run, captures[start : start + BATCH], known)


def stage_audited(run: Run, sources: Sequence[Source]) -> tuple[Staged, Audit]:
    """Stage a release and audit it."""
    with disable_run_logger():
        staged = Ledger.repeat_while_away(lambda: stage.fn(run, ROWS, sources))
        return staged, audit.fn(staged, SUITES)


def publish_staged(run: Run, staged: Staged, checked: Audit) -> Release:
    """Publish what was staged, if the audit lets it."""
    with disable_run_logger():
        return publish.fn(run, staged, checked)


def finish(run: Run) -> None:
    """Note in the ledger that a run ended."""
    with Ledger.open_journaled(run) as ledger:
        ledger.finish_run(run.run_id, run.now())
    Ledger.seal(run.database_url)


def night(
    home: Path | str,
    sources: Path | str,
    at: int = 1,
    url: str | None = None,
    started: datetime | None = None,
) -> tuple[list[Outcome], Staged, Audit, Release]:
    """Play one night; gives its outcomes, what was staged, its audit, and the release.

    Raises HomeBusy when another run is at work in the home.
    """
    known = loaded(sources)
    run = _plan_run(str(home), url, None, started or start_of(at))
    with _hold_home(run):
        _start_run(run)
        outcomes = crawl(run, known)
        extract(run, known)
        staged, checked = stage_audited(run, known)
        release = publish_staged(run, staged, checked)
        finish(run)
    return outcomes, staged, checked, release


def latest(home: Path | str) -> dict[str, Any]:
    """Read what readers are led to."""
    pointer = (Path(home) / "latest.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(pointer)
    return found


def content(
    home: Path | str, tables: Sequence[str] = TABLES
) -> dict[str, tuple[int, str]]:
    """Count and hash each table's rows, without what differs between two honest runs."""
    found = {}
    for name in tables:
        table = pd.read_parquet(Path(home) / "current" / f"{name}.parquet")
        table = table.drop(columns=[column for column in table if column in VARY])
        rows = []
        for row in table.to_dict("records"):
            rows.append(
                json.dumps(row, ensure_ascii=False, default=str, sort_keys=True)
            )
        digest = hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()
        found[name] = (len(rows), digest[:12])
    return found


def verified(home: Path | str, url: str | None = None) -> VerifyResult:
    """Verify a home and its whole archive."""
    opened = Home.open(str(home))
    return verify(opened, url or opened.ledger_url, sample=None)
