"""The watchdog."""

import threading

from tasks.fetch.wire import Watchdog


def test_what_takes_too_long_is_cut_from_another_thread():
    """The block learns of it while it is still waiting."""
    cut, who = threading.Event(), []

    def note():
        who.append(threading.current_thread().name)
        cut.set()

    with Watchdog().limit(0.01, note):
        assert cut.wait(20)
    assert who == ["watchdog"]


def test_an_earlier_deadline_is_noticed_while_a_later_one_is_awaited():
    """The watchdog sleeps to the nearest deadline, not to the one it knew first."""
    dog, late, early = Watchdog(), threading.Event(), threading.Event()
    with dog.limit(3600, late.set), dog.limit(0.01, early.set):
        assert early.wait(20)
    assert not late.is_set()


def test_what_has_ended_is_never_cut():
    """Its connection may serve the next request by then; one thread serves them all."""
    dog, cut, other = Watchdog(), threading.Event(), threading.Event()
    with dog.limit(0.05, cut.set):
        pass
    with dog.limit(0.06, other.set):
        assert other.wait(20)
    assert not cut.is_set()
    assert sum(thread is dog._thread for thread in threading.enumerate()) == 1
