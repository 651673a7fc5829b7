"""Nights that were missed: one makes up for all, and what was paused stays paused."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.schedules import Cron
from prefect.states import Completed, Running, Scheduled

from flows.nightly import nightly
from flows.serve import _Activity, _skip_missed_nights, explain_skipped_night

pytestmark = [
    pytest.mark.flow,
    pytest.mark.slow,
    pytest.mark.usefixtures("prefect_server"),
    # Prefect's own clients leave sockets to its temporary server to the garbage collector
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def deploy(**settings: Any) -> UUID:
    """Deploy the nights; gives the deployment's id."""
    return cast("UUID", nightly.to_deployment(name="nightly", **settings).apply())  # type: ignore[union-attr]


def schedule(*days_ago: int) -> list[UUID]:
    """Deploy the nights, and schedule one so many days ago each; gives the ids of their runs."""
    deployment_id = deploy()
    ids = []
    with get_client(sync_client=True) as client:
        for days in days_ago:
            at = datetime.now(UTC) - timedelta(days=days)
            run = client.create_flow_run_from_deployment(
                deployment_id, state=Scheduled(scheduled_time=at)
            )
            ids.append(run.id)
    return ids


def test_the_last_of_the_missed_nights_makes_up_for_all():
    """The others are cancelled before a worker sees them; what is due tomorrow stays."""
    ids = schedule(3, 1, 2, -1)
    _skip_missed_nights()
    with get_client(sync_client=True) as client:
        states = [client.read_flow_run(one).state for one in ids]
        names = [state.name for state in states if state]
        assert names == ["Skipped", "Scheduled", "Skipped", "Scheduled"]
        for one in ids:
            client.delete_flow_run(one)


def test_of_nights_that_begin_together_one_does_the_work():
    """As a worker begins them that was away; the others say whose work it is."""
    first, second = schedule(2, 1)
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(first, Running(), force=True)
        client.set_flow_run_state(second, Running(), force=True)
        name = client.read_flow_run(first).name
    assert explain_skipped_night(str(first)) == ""
    assert explain_skipped_night(str(second)).startswith(f"{name} began when")
    (later,) = schedule(0)
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(first, Completed(), force=True)
        client.set_flow_run_state(later, Running(), force=True)
    assert explain_skipped_night(str(later)) == ""


def test_what_was_paused_stays_paused():
    """The deployment in Prefect's UI, and its schedule, each by itself."""
    deployment_id = deploy(schedule=Cron("0 2 * * *", active=False))
    assert _Activity.find() == (False, False)
    with get_client(sync_client=True) as client:
        client.pause_deployment(deployment_id)
        assert _Activity.find() == (True, False)
        deploy(paused=_Activity.find().paused)
        assert _Activity.find().paused
        client.resume_deployment(deployment_id)
    assert not _Activity.find().paused
