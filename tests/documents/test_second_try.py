"""The second try: once, alone, and only where a busy machine may have been the cause."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tasks.documents.second_try import read_twice, share_machine
from tasks.model.errors import UnreadableDocument


def _make_reader(*answers):
    """Make a function that gives or raises one after the other, and the list of its calls."""
    calls: list[object] = []

    def read():
        answer = answers[len(calls)]
        calls.append(answer)
        if isinstance(answer, UnreadableDocument):
            raise answer
        return answer

    return read, calls


def test_what_comes_through_the_second_time_is_read():
    """The first time, the machine was the cause."""
    crashed = UnreadableDocument("conversion_crashed", how="it ended")
    read, calls = _make_reader(crashed, "text")
    assert read_twice(read) == "text"
    assert calls == [crashed, "text"]


@pytest.mark.parametrize(
    "error",
    [
        UnreadableDocument("reading_interrupted", how="it was killed"),
        UnreadableDocument("not_ofd"),
    ],
)
def test_what_says_enough_is_not_tried_again(error):
    """The next run reads what was interrupted, and a wrong type stays one."""
    read, calls = _make_reader(error)
    with pytest.raises(UnreadableDocument):
        read_twice(read)
    assert calls == [error]


def test_the_second_try_is_alone():
    """Nobody is at work beside it, and those who wait come in behind it."""
    at_work: list[str] = []
    beside: list[list[str]] = []
    stop = threading.Event()

    def work(name: str) -> None:
        while not stop.is_set():
            with share_machine():
                at_work.append(name)
                time.sleep(0.01)
                at_work.remove(name)

    def read() -> str:
        with share_machine():
            beside.append(list(at_work))
            time.sleep(0.05)
            beside.append(list(at_work))
        if len(beside) < 3:
            limit = "a second"
            raise UnreadableDocument("conversion_timed_out", limit=limit)
        return "text"

    with ThreadPoolExecutor(3) as pool:
        for name in "abc":
            pool.submit(work, name)
        time.sleep(0.05)
        assert read_twice(read) == "text"
        stop.set()
    assert any(beside[:2])
    assert beside[2:] == [[], []]
