"""The pace of a host."""

import threading
import time

from tasks.fetch.pacing import Pace, pace_of


def test_two_threads_never_share_a_lane():
    """One request at a time, whatever the number of sources."""
    pace, inside, most = Pace(), [], []

    def send():
        for _ in range(5):
            with pace.turn(0.0):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.001)
                inside.pop()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1


def test_the_delay_counts_from_the_last_sending():
    """A slow answer has used up its part of the pause; the first request waits for nothing."""
    pace, sent = Pace(), []
    for due in (0.0, 0.05, 0.05):
        with pace.turn(0.05) as pause:
            sent.append(time.monotonic())
            assert pause == due
            time.sleep(0.06)
    assert sent[2] - sent[0] >= 0.1


def test_hosts_have_paces_of_their_own():
    """The same host is the same lane for every session."""
    assert pace_of("a.example") is pace_of("a.example")
    assert pace_of("a.example") is not pace_of("b.example")


def test_the_delay_counts_from_when_the_request_really_went_out():
    """What stands between a turn and its sending, as a handshake does, does not shorten the next pause."""
    pace, sent = Pace(), []
    for handshake in (0.03, 0.0):
        with pace.turn(0.05):
            time.sleep(handshake)
            pace.sending()
            sent.append(time.monotonic())
    assert sent[1] - sent[0] >= 0.05
