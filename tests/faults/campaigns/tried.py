"""What a campaign has tried, and the table of all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass
class Tried:
    """The trials of a campaign: how many, what was wrong in which, and what else is worth a word.

    `skipped` says why there was none, where the machine lacks what it takes.
    """

    title: str
    count: int = 0
    wrong: list[str] = field(default_factory=list)
    words: str = ""
    skipped: str = ""
    seconds: float = 0.0

    def note(self, name: str, faults: Sequence[str]) -> None:
        """Count a trial, and what was wrong in it."""
        self.count += 1
        self.wrong += [f"{name}: {fault}" for fault in faults]


def render(campaigns: Sequence[Tried]) -> Iterator[str]:
    """Give the lines of the table, and below it what was wrong."""
    yield f"{'campaign':52} {'trials':>7} {'wrong':>6} {'seconds':>8}  "
    for one in campaigns:
        words = f"not run: {one.skipped}" if one.skipped else one.words
        numbers = f"{one.count:7} {len(one.wrong):6} {one.seconds:8.0f}"
        yield f"{one.title:52} {numbers}  {words}"
    for one in campaigns:
        for fault in one.wrong:
            yield f"{one.title}: {fault}"
