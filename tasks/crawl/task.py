"""Crawl: one Prefect task a host, so that the hosts of a run are crawled beside each other."""

import os
from collections.abc import Sequence
from contextlib import closing

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from tasks.archive.warc import Archive
from tasks.crawl.host import HostCrawl
from tasks.crawl.host_lock import HostLocks, HostTakenError
from tasks.fetch.session import CONTACT, PoliteSession
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.journal import Journal
from tasks.model.run import Outcome, OutcomeKind, Run
from tasks.model.source import Source


@task(
    name="crawl",
    task_run_name="crawl {host}",
    cache_policy=NO_CACHE,
    retries=1,
    retry_delay_seconds=5,
)
def crawl_host(run: Run, host: str, sources: Sequence[Source]) -> list[Outcome]:
    """Crawl one host's sources, one request at a time; gives an outcome for each, whatever happens.

    What is captured is in the archive and the ledger. Doing it again in the same run, or after a kill, comes
    to the same. Raises only when archive or ledger cannot be opened at all.
    """
    home, log = Home.open(run.home), get_run_logger()
    with (
        Archive(home.archive) as archive,
        closing(Ledger(run.database_url, Journal(archive, run.run_id, host))) as ledger,
        HostLocks(home.locks, run) as locks,
        PoliteSession(
            run.now,
            contact=os.environ.get("FAZHI_CONTACT") or CONTACT,
            claim=locks.claim,
        ) as session,
    ):
        ledger.start_run(run)
        try:
            if stale := locks.take(host):
                log.warning(
                    "%s: took over the lock of a worker that died (%s)", host, stale
                )
            return HostCrawl(
                run, host, ledger=ledger, archive=archive, session=session, log=log
            ).crawl(sources)
        except HostTakenError as taken:
            log.warning("%s: another worker is at this host (%s)", host, taken)
            return _postpone_sources(run, host, sources, ledger, taken)


def _postpone_sources(
    run: Run,
    host: str,
    sources: Sequence[Source],
    ledger: Ledger,
    taken: HostTakenError,
) -> list[Outcome]:
    reason = (
        f"postponed: another worker is at this host ({taken}); "
        "its outcomes stand, nothing was asked"
    )
    outcomes = []
    for source in sources:
        outcome = Outcome(source.id, host, OutcomeKind.POSTPONED, reason)
        ledger.record_outcome(run.run_id, outcome)
        outcomes.append(outcome)
    return outcomes
