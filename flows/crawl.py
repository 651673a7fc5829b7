"""The network half: due hosts in, outcomes and captures in the archive out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from prefect import get_run_logger

from tasks.crawl.crawl_issues import build_crawl_issue
from tasks.crawl.task import crawl_host
from tasks.ledger import open_journaled_ledger
from tasks.model.run import Run
from tasks.model.source import Lifecycle, Source
from tasks.model.state import Outcome, OutcomeKind

_CRAWLED = frozenset({Lifecycle.ACTIVE, Lifecycle.BLOCKED})


def crawl(run: Run, sources: Iterable[Source]) -> list[Outcome]:
    """Crawl every host at the same time, one task run each; a host whose task crashed has failed outcomes."""
    hosts: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        if source.lifecycle in _CRAWLED:
            hosts[source.host].append(source)
    futures = {
        host: crawl_host.submit(run, host, of_host)
        for host, of_host in sorted(hosts.items())
    }
    outcomes: list[Outcome] = []
    for host, future in futures.items():
        found = future.result(raise_on_failure=False)
        outcomes += (
            found
            if isinstance(found, list)
            else _crashed(run, host, hosts[host], found)
        )
    return sorted(outcomes, key=lambda outcome: outcome.source_id)


def _crashed(
    run: Run, host: str, sources: Sequence[Source], error: object
) -> list[Outcome]:
    get_run_logger().error("The task of %s crashed: %s", host, error)
    reason = f"the task crashed: {error}; its log has the traceback"
    outcomes = [
        Outcome(source.id, host, OutcomeKind.FAILED, reason, problems=1)
        for source in sources
    ]
    with open_journaled_ledger(
        run
    ) as ledger:  # the task itself could not tell any more
        for source, outcome in zip(sources, outcomes, strict=True):
            ledger.record_problem(
                run.run_id,
                source.id,
                build_crawl_issue("crawl_failed", source.column, str(error)),
            )
            ledger.record_outcome(run.run_id, outcome)
    return outcomes
