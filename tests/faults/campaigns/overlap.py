"""Two nights that overlap: exactly one works, no page is asked twice, and readers are never led back."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from tasks.ledger import Ledger
from tasks.model.errors import ConfigurationError, HomeBusy
from tests.faults.campaigns.scene import fork, read_end, wait

# A second night that begins so shortly before the end of the first may as well come behind it.
_AT_THE_END = 0.5
_LOOK_SECONDS = 0.01


class LatestWatch:
    """Looks again and again where readers are led; `steps_back` are the times when they went back."""

    def __init__(self, file: Path) -> None:
        self.steps_back: list[str] = []
        self._file = file
        self._seen = ""
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> None:
        """Look a last time."""
        self._done.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._done.wait(_LOOK_SECONDS):
            self._look()

    def _look(self) -> None:
        try:
            latest = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        if latest["as_of"] < self._seen:
            self.steps_back.append(f"readers were led back to {latest['release_id']}")
        self._seen = max(self._seen, latest["as_of"])


@contextmanager
def _watch_latest(homes: list[Path]) -> Iterator[list[LatestWatch]]:
    watches = [LatestWatch(home / "latest.json") for home in homes]
    try:
        yield watches
    finally:
        for watch in watches:
            watch.stop()


def _play_timed(work: Callable[[], None], clock: Path) -> None:
    """Play a night; a refusal ends with 75. The times of begin and end are kept in a file."""
    begun = time.monotonic()
    try:
        work()
    except (HomeBusy, ConfigurationError) as busy:
        # a home that comes behind another one in its ledger is refused for good
        print(busy)  # noqa: T201  (the parent reads it)
        clock.write_text(json.dumps([begun, time.monotonic(), 75]), encoding="utf-8")
        return
    clock.write_text(json.dumps([begun, time.monotonic(), 0]), encoding="utf-8")


def overlap(
    nights: Sequence[Callable[[], None]],
    homes: list[Path],
    offset: float,
    url: str,
    before: int,
) -> "_Overlapped":
    """Let a second night begin so many seconds after the first.

    `homes` are those of the nights, `url` is their ledger's, which knows so many runs from `before`.
    """
    folder = homes[0].parent
    clocks = [folder / f"clock{number}" for number in (1, 2)]
    logs = [folder / f"log{number}" for number in (1, 2)]
    with _watch_latest(homes) as watches:
        first = fork(lambda: _play_timed(nights[0], clocks[0]), logs[0])
        time.sleep(offset)
        second = fork(lambda: _play_timed(nights[1], clocks[1]), logs[1])
        codes = [wait(first), wait(second)]
    faults = [step for watch in watches for step in watch.steps_back]
    for code, log in zip(codes, logs, strict=True):
        if code:
            faults.append(f"a night ended with {code}: {read_end(log)}")
    if faults or _came_behind(clocks):
        return _Overlapped(faults, bool(faults))
    return _Overlapped(_find_overlap_faults(clocks, logs, url, before), True)


class _Overlapped(NamedTuple):
    """What was wrong with two nights, and whether they did overlap at all."""

    faults: list[str]
    at_once: bool


def _read_clock(clock: Path) -> tuple[float, float, int]:
    begun, ended, code = json.loads(clock.read_text(encoding="utf-8"))
    return begun, ended, code


def _came_behind(clocks: list[Path]) -> bool:
    """Tell whether the second night began when the first had ended, or was about to."""
    (_, ended, first), (begun, _, second) = map(_read_clock, clocks)
    return first == second == 0 and begun > ended - _AT_THE_END


def _find_overlap_faults(
    clocks: list[Path], logs: list[Path], url: str, before: int
) -> list[str]:
    codes = [_read_clock(clock)[2] for clock in clocks]
    if sorted(codes) != [0, 75]:
        return [f"the nights ended with {codes}"]
    faults = []
    refusal = logs[codes.index(75)].read_text(encoding="utf-8")
    if "is at work in" not in refusal and "would mix" not in refusal:
        faults.append(f"the refusal says {refusal}")
    doubled = count_doubled(url, before)
    if doubled:
        faults.append(f"{doubled} addresses were asked twice")
    return faults


def count_doubled(url: str, before: int) -> int:
    """Count the addresses that more than one run asked, but for robots.txt and the first runs."""
    with closing(Ledger(url)) as ledger:
        runs = {run.run_id for run in ledger.load_runs()[before:]}
        asked: Counter[tuple[str, str]] = Counter()
        for row in ledger.iter_fetches():
            if row.run_id in runs and row.kind != "robots":
                asked[row.url, row.run_id] += 1
    by_address = Counter(address for address, _run in asked)
    return sum(count > 1 for count in by_address.values())
