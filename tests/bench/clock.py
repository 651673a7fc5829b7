"""Measure several ways side by side, in turn, so that a busy machine slows them alike."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

ROUNDS = 5


@dataclass
class Timing:
    """CPU seconds of each round of one way."""

    seconds: list[float] = field(default_factory=list)

    @property
    def best(self) -> float:
        """Give the least disturbed round."""
        return min(self.seconds)

    @property
    def spread(self) -> float:
        """Give how much longer the worst round took, as a share of the best."""
        return max(self.seconds) / self.best - 1


def side_by_side(
    ways: Mapping[str, Callable[[], object]], rounds: int = ROUNDS
) -> dict[str, Timing]:
    """Run every way once a round, in turn; one warm-up round is not counted."""
    timings = {name: Timing() for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            start = time.process_time()
            way()
            if number:
                timings[name].seconds.append(time.process_time() - start)
    return timings
