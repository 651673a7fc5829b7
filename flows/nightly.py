"""The nights, told end to end: crawl every due host, read what is new, publish, summarize."""

import multiprocessing
import os
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, NamedTuple, cast

import httpx
from prefect import flow, get_run_logger
from prefect.blocks.system import Secret
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.exceptions import PrefectException
from prefect.futures import wait
from prefect.runtime import flow_run
from prefect.states import Cancelled, Completed, Failed
from prefect.task_runners import ProcessPoolTaskRunner, ThreadPoolTaskRunner
from pydantic import Field

from expectations import ROWS, SUITES
from flows.serve import STARTED_BY_RUNNER, explain_skipped_night
from flows.settings import (
    DATABASE_URL,
    DEFAULT_HOME,
    HOME,
    RELEASES,
    RELEASES_PAGE,
    find_ledger_url,
    find_sources,
    require_contact,
)
from tasks.crawl.host import crawl_host
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.ledger.home_lock import hold_home
from tasks.model.catalogue import make_issue
from tasks.model.errors import (
    ConfigurationError,
    FazhiError,
    RunStopped,
    keep_secrets,
)
from tasks.model.release import Audit, HeldBack, Night, Release, Staged
from tasks.model.run import BEIJING, Outcome, OutcomeKind, Run
from tasks.model.safe_words import KNOWN_SECRETS, hide_secrets
from tasks.model.source import Lifecycle, Source
from tasks.model.stopping import Owner, Stop
from tasks.read import discard_rotten_parts, extract_batch
from tasks.registry.source_files import load_sources
from tasks.release.audit import audit
from tasks.release.publish import publish
from tasks.release.stage import stage
from tasks.release.store.visibility import ObjectStore
from tasks.release.summarize import summarize_audit, summarize_run
from tasks.tables.part_store import get_extractor_version

# A host is waited for most of the time, so many are crawled at once on few cores.
HOSTS_AT_ONCE = 32
# Captures of one task run. Some seconds of work each: long enough to be worth a task run, short enough to see
# progress and to lose little.
BATCH = 200
# How the name of a Secret block of Prefect begins
_BLOCK = "secret/"
# A parameter names a setting that may be secret, and never holds it: Prefect keeps and shows parameters.
_SettingName = Annotated[
    str, Field(pattern=r"^(?:[A-Za-z_][A-Za-z0-9_]*|secret/[a-z0-9-]+)$")
]
FINISHED: list[Night] = []
"""The nights that came to their end in this process, which is known here also when Prefect's API is gone."""
# Seconds after which a run ends that has done all and cannot tell it to Prefect.
_WITHOUT_API = 25.0
_CRAWLED = frozenset({Lifecycle.ACTIVE, Lifecycle.BLOCKED})


def _name_run() -> str:
    started_at = flow_run.parameters.get("started_at") or datetime.now(BEIJING)
    if isinstance(started_at, datetime):
        return f"night of {started_at:%Y-%m-%d}"
    return f"night of {started_at[:10]}"


@flow(
    name="nightly",
    flow_run_name=_name_run,
    task_runner=ThreadPoolTaskRunner(max_workers=HOSTS_AT_ONCE),  # type: ignore[arg-type]
    persist_result=False,
)
@keep_secrets
def nightly(
    home: str | None = None,
    sources: str | None = None,
    only: list[str] | None = None,
    limit: int | None = None,
    started_at: datetime | None = None,
    forced: bool = False,
    database_setting: _SettingName = DATABASE_URL,
    releases_setting: _SettingName = RELEASES,
) -> Night:
    """Collect, read, check and publish one night; a `forced` one asks sources out of their season too.

    The home folder and the folder of the sources have defaults from the environment (FAZHI_HOME,
    FAZHI_SOURCES). Parameters are kept and shown by Prefect, so the ledger's URL and the URL where readers
    look as well are only named: by the environment variable that holds them, or as `secret/NAME`, a Secret
    block of Prefect. The flow fails when a release was held back. Raises ConfigurationError when public sites
    would be asked without a contact (FAZHI_CONTACT), HomeBusy when another run is at work in the home.
    """
    if skipped := _explain_skip():
        return cast("Night", Cancelled(name="Skipped", message=skipped))
    folder = find_sources(sources)
    due = load_sources(folder, only or ())
    require_contact(due)
    run = _plan_run(
        home or os.environ.get(HOME, DEFAULT_HOME),
        _find_setting(database_setting),
        limit,
        started_at,
        forced=forced,
        releases=_find_setting(releases_setting),
    )
    with _take_signals(), _hold_home(run):
        return _play_night(run, folder, due)


def _play_night(run: Run, folder: Path, due: Sequence[Source]) -> Night:
    """Crawl what is due, read, publish and summarize, by the one who holds the home."""
    _start_run(run)
    hosts = {source.host for source in due}
    words = "Run %s: %d sources on %d hosts"
    get_run_logger().info(words, run.run_id, len(due), len(hosts))
    outcomes = _crawl_hosts(run, due)
    Stop.check()
    try:
        unread = _extract_captures(run, due).left
        published = _publish_release(run, load_sources(folder, ()))
    except RunStopped:
        raise
    except FazhiError:
        _hang_up(lambda: summarize_run(run, outcomes, None, None), exit_code=1)
        raise
    return _finish_run(Night(run, tuple(due), tuple(outcomes), *published, unread))


@flow(
    name="backfill",
    task_runner=ProcessPoolTaskRunner(max_workers=os.cpu_count()),  # type: ignore[arg-type]
    persist_result=False,
)
@keep_secrets
def backfill(
    home: str | None = None,
    sources: str | None = None,
    database_setting: _SettingName = DATABASE_URL,
    releases_setting: _SettingName = RELEASES,
) -> Night:
    """Read the archive again with the present version of the reader, then publish.

    Never touches the network. The parameters are those of `nightly`. Raises HomeBusy when another run is at
    work in the home.
    """
    known = load_sources(find_sources(sources), ())
    where = home or os.environ.get(HOME, DEFAULT_HOME)
    run = _plan_run(
        where,
        _find_setting(database_setting),
        None,
        None,
        releases=_find_setting(releases_setting),
    )
    with _take_signals(), _hold_home(run):
        return _read_again(run, known)


def _read_again(run: Run, known: Sequence[Source]) -> Night:
    """Read and publish, by the one who holds the home."""
    _start_run(run)
    count, unread = _extract_captures(run, known)
    get_run_logger().info("%d captures read again", count - unread)
    published = _publish_release(run, known)
    return _finish_run(Night(run, tuple(known), (), *published, unread))


def _find_setting(name: str) -> str:
    """Find what an environment variable holds, or the Secret block of Prefect that `secret/NAME` names.

    Gives an empty text where the variable is not set. Raises ConfigurationError when there is no such block.
    """
    block = name.removeprefix(_BLOCK)
    value = os.environ.get(name, "")
    if block != name:
        value = _load_block(block)
    KNOWN_SECRETS.learn({name: value})
    return value


def _load_block(name: str) -> str:
    try:
        loaded: Secret[str] = Secret.load(name)  # type: ignore[assignment]
    except ValueError as error:
        raise ConfigurationError(
            f"Prefect has no Secret block {name!r}; make one in its UI, or name an environment variable"
        ) from error
    return str(loaded.get())


@contextmanager
def _take_signals() -> Iterator[None]:
    """Let a flow end well when it is asked to; one that a runner or worker started ends with that, too."""
    if STARTED_BY_RUNNER in os.environ:
        Owner.stop_with_parent()
    Stop.call_then(_end_pool)
    with Stop.listen():
        yield


def _explain_skip() -> str:
    """Say why a run that Prefect's schedule began is not to be made; empty when it is."""
    flow_run_id = os.environ.get(STARTED_BY_RUNNER)
    if not flow_run_id:
        return ""
    try:
        return explain_skipped_night(flow_run_id)
    except (httpx.HTTPError, PrefectException) as error:
        words = "Prefect's API does not say which nights were made (%s): this one is"
        get_run_logger().warning(words, type(error).__name__)
    return ""


def _end_pool() -> None:
    """End the processes that read, at once: what they have not written is read again."""
    for child in multiprocessing.active_children():
        child.terminate()


def _plan_run(
    home: str,
    database_url: str | None,
    limit: int | None,
    started_at: datetime | None,
    *,
    forced: bool = False,
    releases: str | None = None,
) -> Run:
    """Open the home and its outlet, and give the night its id.

    Raises ConfigurationError for a damaged lookup: it would spoil every report of the night.
    """
    get_extractor_version()
    at = (started_at or datetime.now(BEIJING)).astimezone(BEIJING)
    run_id = f"{at:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"
    url = find_ledger_url(Home.open(home), database_url)
    outlet = releases or os.environ.get(RELEASES, "")
    if outlet:
        # what is wrong with the URL is told before anything is fetched
        ObjectStore.open(outlet)
    return Run(
        run_id,
        at,
        home,
        url,
        limit,
        forced,
        outlet,
    )


def _hold_home(run: Run) -> AbstractContextManager[None]:
    """Let nobody else write the home and its ledger until the run has ended."""
    return hold_home(Home.open(run.home), run.database_url, f"run {run.run_id}")


def _start_run(run: Run) -> None:
    """Note in the ledger that a run began.

    Raises FazhiError when it rotted since the last one, ConfigurationError when it is that of another home.
    """
    Ledger.break_seal(run.database_url)
    with Ledger.open_journaled(run) as ledger:
        ledger.claim(Home.open(run.home))
        ledger.start_run(run)


def _crawl_hosts(run: Run, sources: Iterable[Source]) -> list[Outcome]:
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
        if not isinstance(found, list):
            found = _record_crash(run, host, hosts[host], found)
        outcomes += found
    return sorted(outcomes, key=lambda outcome: outcome.source_id)


def _record_crash(
    run: Run,
    host: str,
    sources: Sequence[Source],
    error: object,
) -> list[Outcome]:
    """Note failed outcomes for a host whose task crashed; it could not note any itself."""
    words = hide_secrets(str(error))
    get_run_logger().error("The task of %s crashed: %s", host, words)
    reason = f"the task crashed: {words}; its log has the traceback"
    outcomes: list[Outcome] = []
    with Ledger.open_journaled(run) as ledger:
        for source in sources:
            issue = make_issue("crawl_failed", words, url=source.column)
            ledger.record_problem(run.run_id, source.id, issue)
            outcome = Outcome(
                source.id,
                host,
                OutcomeKind.FAILED,
                reason,
                problems=1,
            )
            ledger.record_outcome(run.run_id, outcome)
            outcomes.append(outcome)
    return outcomes


class _CaptureCounts(NamedTuple):
    """How many captures were to be read, and how many of them still are."""

    due: int
    left: int


def _extract_captures(run: Run, sources: Iterable[Source]) -> _CaptureCounts:
    """Read every capture that this version of the reader has not read yet, one task run a batch.

    What was read before and has rotted on the disk since is read again, too.
    """
    discard_rotten_parts(run)
    with closing(Ledger(run.database_url)) as ledger:
        captures = ledger.find_unread_captures(get_extractor_version())
    known = {source.id: source for source in sources}
    strangers = {capture.source_id for capture in captures} - known.keys()
    if strangers:
        words = (
            "Nothing is known of %s: their reports are read without place and organ; "
            "give the --sources of the runs"
        )
        get_run_logger().warning(words, ", ".join(sorted(strangers)))
    futures = []
    for start in range(0, len(captures), BATCH):
        batch = captures[start : start + BATCH]
        futures.append(extract_batch.submit(run, batch, known))
    wait(futures)
    for future in futures:
        future.result()
    with closing(Ledger(run.database_url)) as ledger:
        left = ledger.find_unread_captures(get_extractor_version())
    if left:
        get_run_logger().warning("%d captures stay to be read", len(left))
    return _CaptureCounts(len(captures), len(left))


class _StagedRelease(NamedTuple):
    """What was staged, how it was audited, and which release readers see since."""

    staged: Staged
    audit: Audit
    release: Release


def _publish_release(run: Run, sources: Sequence[Source]) -> _StagedRelease:
    """Publish the latest revisions of all reports; a failed audit leaves the last release in place.

    `sources` are all that are known, also those that this run did not ask.
    """
    Stop.check()
    staged = Ledger.repeat_while_away(lambda: stage(run, ROWS, sources))
    Stop.check()
    checked = audit(staged, SUITES)
    Stop.check()
    return _StagedRelease(staged, checked, publish(run, staged, checked))


def _finish_run(night: Night) -> Night:
    """Note the end in the ledger, hang up the pages, and give the flow's final state with the night."""
    run = night.run
    with Ledger.open_journaled(run) as ledger:
        ledger.finish_run(run.run_id, run.now())
    Ledger.seal(run.database_url)
    FINISHED.append(night)
    _hang_up(partial(_summarize, night), exit_code=0 if night.good else 1)
    # Prefect takes a returned state for the flow's own and gives what it carries
    return cast("Night", _build_state(night))


def _summarize(night: Night) -> None:
    """Hang up the pages of a night: its audit, and, where it asked any source, the run's own."""
    run = night.run
    page = os.environ.get(RELEASES_PAGE, "")
    summarize_audit(run, night.staged, night.audit, page)
    if night.outcomes:
        summarize_run(run, night.outcomes, night.staged, night.release)


def _hang_up(make_pages: Callable[[], object], exit_code: int) -> None:
    """Make pages of Prefect's UI; an API that is gone costs these pages, and at most half a minute.

    Prefect's own client would go on to try for minutes, so that this process then ends with `exit_code`.
    """
    try:
        with get_client(sync_client=True) as client:
            trouble = client.api_healthcheck()
        if trouble is None:
            make_pages()
            return
    except (httpx.HTTPError, PrefectException) as error:
        trouble = error
    words = "Prefect's API does not take the pages of this run (%s): fazhi status shows what it came to"
    get_run_logger().warning(words, type(trouble).__name__)
    Stop.end_within(_WITHOUT_API, exit_code)


def _build_state(night: Night) -> State[Night]:
    if night.release.blocked:
        reason = hide_secrets(night.release.reason)
        return Failed(message=reason, data=HeldBack(night))
    attention = [outcome.source_id for outcome in night.failed]
    if night.unread:
        attention.append(f"our machine: {night.unread} captures stay to be read")
    if attention:
        return Completed(
            name="NeedsAttention",
            message=f"look at {', '.join(attention)}",
            data=night,
        )
    return Completed(
        message=f"{night.release.release_id} {night.release.publication}", data=night
    )
