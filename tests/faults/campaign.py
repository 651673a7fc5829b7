"""Crawl hostile sites, each beside an honest one in the same run, and say how each ended.

`python -m tests.faults.campaign [CASE ...]` prints a JSON line a case.
"""

import faulthandler
import json
import logging
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from tasks.archive.warc import Archive
from tasks.crawl.host import _HostCrawl
from tasks.fetch.session import PoliteSession, RequestLimits
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.run import BEIJING, Outcome, Run
from tasks.model.source import Source
from tests.arguments import read_arguments
from tests.faults.hostile import CASES, LIMITS, Case, source
from tests.faults.serving import served

# A case that hangs names itself: after so many seconds all threads say where they are.
_HANG = 500
_NIGHT = datetime(2026, 3, 2, 2, tzinfo=BEIJING)


@dataclass(frozen=True)
class Ended:
    """How a case ended.

    `seconds` is the hostile host's crawl, `honest` the new reports of the site beside it and `why` its
    outcome's words, `peak` the most memory that the process has held so far, in bytes.
    """

    name: str
    kind: str
    new: int
    reason: str
    codes: list[str]
    seconds: float
    honest: int
    why: str
    peak: int


def play(
    pool: ThreadPoolExecutor, case: Case, bad: str, good: str, folder: Path
) -> Ended:
    """Crawl a case's site and an honest one at the same time, as the flow does: a thread a host."""
    home = Home.open(str(folder / case.name))
    run = Run("20260302T020000-dead", _NIGHT, str(home.root), home.ledger_url)
    sites = (
        (case.source(bad), case.limits),
        (source("honest", f"http://{good}/bg/"), LIMITS),
    )
    (found, seconds), (honest, _) = pool.map(lambda site: _crawl(run, *site), sites)
    with closing(Ledger(run.database_url)) as ledger:
        problems = [
            row for row in ledger.load_problems() if row.source_id == found.source_id
        ]
    codes = sorted({row.issue.code for row in problems})
    peak = peak_of_memory()
    observed = (
        found.kind.value,
        found.new,
        found.reason,
        codes,
        seconds,
        honest.new,
        honest.reason,
        peak,
    )
    return Ended(case.name, *observed)


def peak_of_memory() -> int:
    """Read the most memory that this program ever held, in bytes.

    Getrusage would count its parent's before exec.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def _crawl(run: Run, site: Source, limits: RequestLimits) -> tuple[Outcome, float]:
    started = time.monotonic()
    with (
        closing(Ledger(run.database_url)) as ledger,
        Archive(Path(run.home) / "archive") as archive,
        PoliteSession(run.now, limits) as session,
    ):
        ledger.start_run(run)
        log = logging.getLogger("campaign")
        crawl = _HostCrawl(
            run, site.host, ledger=ledger, archive=archive, session=session, log=log
        )
        (outcome,) = crawl.crawl([site])
    return outcome, round(time.monotonic() - started, 2)


def campaign(names: Sequence[str]) -> Iterator[Ended]:
    """Play the named cases, all when none is named."""
    with (
        tempfile.TemporaryDirectory(prefix="fazhi-hostile-") as folder,
        served(names or list(CASES)) as hosts,
        ThreadPoolExecutor(2) as pool,
    ):
        for name, (bad, good) in hosts.items():
            yield play(pool, CASES[name], bad, good, Path(folder))


def main(names: Sequence[str]) -> None:
    """Play and print."""
    logging.basicConfig(level=logging.CRITICAL)
    faulthandler.dump_traceback_later(_HANG, exit=True)
    for ended in campaign(names):
        sys.stdout.write(json.dumps(asdict(ended), ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(read_arguments(__doc__))
