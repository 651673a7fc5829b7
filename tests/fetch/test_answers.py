"""What answers and failures mean."""

import pytest

from tasks.fetch.visit import state_of_failure
from tasks.model.errors import Blocked, Refused, TooLarge, Unreachable
from tasks.model.state import PageState


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Blocked("u", "ruishu"), PageState.BLOCKED),
        (Refused("u", "robots"), PageState.REFUSED),
        (Unreachable("u", "time-out"), PageState.UNREACHABLE),
        (TooLarge("u", "much"), PageState.UNREACHABLE),
    ],
)
def test_failures_have_states(error, state):
    """One for each kind."""
    assert state_of_failure(error) is state
