"""The limit of CPU seconds: what a thread takes counts, and nothing else does."""

import threading
import time

import pytest

from tasks.model.cpu_limit import check_cpu, limit_cpu
from tasks.model.errors import UnreadableDocument


def _work(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(1000))


def test_work_counts_and_waiting_does_not():
    """A sleep is no work, nor is what another thread does."""
    with limit_cpu(0.05):
        time.sleep(0.1)
        other = threading.Thread(target=_work, args=(0.1,))
        other.start()
        other.join()
        check_cpu()
        _work(0.1)
        with pytest.raises(UnreadableDocument) as caught:
            check_cpu()
    assert caught.value.code == "conversion_timed_out"
    check_cpu()


def test_the_limit_around_goes_on_to_count():
    """What is limited inside cannot begin anew."""
    with limit_cpu(0.05):
        _work(0.1)
        with limit_cpu(60), pytest.raises(UnreadableDocument):
            check_cpu()
