"""One night, told end to end: crawl every due host, read what is new, publish, summarize."""

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import cast

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from prefect.task_runners import ProcessPoolTaskRunner, ThreadPoolTaskRunner

from flows.crawl import crawl
from flows.extract import extract
from flows.publish import publish
from flows.settings import (
    DATABASE_URL,
    DEFAULT_HOME,
    DEFAULT_SOURCES,
    HOME,
    RELEASES,
    RELEASES_PAGE,
    SOURCES,
    require_contact,
)
from tasks.home import Home
from tasks.ledger import open_journaled_ledger
from tasks.model.errors import FazhiError
from tasks.model.night import HeldBack, Night
from tasks.model.run import BEIJING, Run
from tasks.model.source import Source
from tasks.registry.source_files import load_sources
from tasks.release.store.object_store import ObjectStore
from tasks.release.summarize import summarize_audit, summarize_run

# A host is waited for most of the time, so many are crawled at once on few cores.
HOSTS_AT_ONCE = 32


def ledger_url(home: str, database_url: str | None) -> str:
    """Give the ledger's URL: what is asked for, what the environment says, or the home's own."""
    return database_url or os.environ.get(DATABASE_URL) or Home.open(home).ledger_url


def begin(
    home: str,
    database_url: str | None,
    limit: int | None,
    started_at: datetime | None,
    *,
    forced: bool = False,
    releases: str | None = None,
) -> Run:
    """Open the home and its outlet, give the night its id, and note in the ledger that it began."""
    at = (started_at or datetime.now(BEIJING)).astimezone(BEIJING)
    run_id = f"{at:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"
    url = ledger_url(home, database_url)
    outlet = releases or os.environ.get(RELEASES, "")
    if outlet:
        ObjectStore.open(
            outlet
        )  # what is wrong with the URL is told before anything is fetched
    run = Run(run_id, at, home, url, limit, forced, outlet)
    with open_journaled_ledger(run) as ledger:
        ledger.start_run(run)
    return run


def _name() -> str:
    started_at = flow_run.parameters.get("started_at") or datetime.now(BEIJING)
    return (
        f"night of {started_at:%Y-%m-%d}"
        if isinstance(started_at, datetime)
        else f"night of {started_at[:10]}"
    )


def _sources(folder: str | None, only: list[str] | None) -> list[Source]:
    return load_sources(
        Path(folder or os.environ.get(SOURCES, DEFAULT_SOURCES)), only or ()
    )


@flow(
    name="nightly",
    flow_run_name=_name,
    task_runner=ThreadPoolTaskRunner(max_workers=HOSTS_AT_ONCE),  # type: ignore[arg-type]
    persist_result=False,
)
def nightly(
    home: str | None = None,
    sources: str | None = None,
    only: list[str] | None = None,
    limit: int | None = None,
    database_url: str | None = None,
    started_at: datetime | None = None,
    forced: bool = False,
    releases: str | None = None,
) -> Night:
    """Collect, read, check and publish one night; a `forced` one asks sources out of their season too.

    Every parameter has a default from the environment: the home folder (FAZHI_HOME), the folder of the
    sources (FAZHI_SOURCES), the ledger's URL (FAZHI_DATABASE_URL), the URL where readers look as well
    (FAZHI_RELEASES). The flow fails when a release was held back. Raises ConfigurationError when public sites
    would be asked without a contact (FAZHI_CONTACT).
    """
    due = _sources(sources, only)
    require_contact(due)
    where = home or os.environ.get(HOME, DEFAULT_HOME)
    run = begin(
        where, database_url, limit, started_at, forced=forced, releases=releases
    )
    log = get_run_logger()
    log.info(
        "Run %s: %d sources on %d hosts",
        run.run_id,
        len(due),
        len({source.host for source in due}),
    )
    outcomes = crawl(run, due)
    try:
        extract(run, due)
        staged, audit, release = publish(run, _sources(sources, None))
    except FazhiError:
        summarize_run(run, outcomes, None, None)
        raise
    summarize_audit(run, staged, audit, os.environ.get(RELEASES_PAGE, ""))
    summarize_run(run, outcomes, staged, release)
    return _ended(Night(run, tuple(due), tuple(outcomes), staged, audit, release))


def _ended(night: Night) -> Night:
    """Note the end in the ledger and give the flow's final state, which carries the night."""
    with open_journaled_ledger(night.run) as ledger:
        ledger.finish_run(night.run.run_id, night.run.now())
    return cast(
        "Night", _state(night)
    )  # Prefect takes a returned state for the flow's own and gives what it carries


def _state(night: Night) -> State[Night]:
    if night.release.blocked:
        return Failed(message=night.release.reason, data=HeldBack(night))
    if night.failed:
        names = ", ".join(outcome.source_id for outcome in night.failed)
        return Completed(name="NeedsAttention", message=f"look at {names}", data=night)
    return Completed(
        message=f"{night.release.release_id} {night.release.publication}", data=night
    )


@flow(
    name="backfill",
    task_runner=ProcessPoolTaskRunner(max_workers=os.cpu_count()),  # type: ignore[arg-type]
    persist_result=False,
)
def backfill(
    home: str | None = None,
    sources: str | None = None,
    database_url: str | None = None,
    releases: str | None = None,
) -> Night:
    """Read the archive again with the present version of the reader, then publish.

    Never touches the network.
    """
    known = _sources(sources, None)
    run = begin(
        home or os.environ.get(HOME, DEFAULT_HOME),
        database_url,
        None,
        None,
        releases=releases,
    )
    count = extract(run, known)
    get_run_logger().info("%d captures read again", count)
    staged, audit, release = publish(run, known)
    summarize_audit(run, staged, audit, os.environ.get(RELEASES_PAGE, ""))
    return _ended(Night(run, tuple(known), (), staged, audit, release))
