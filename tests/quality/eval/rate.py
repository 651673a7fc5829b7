"""Rate: how often something was read right, wrong or not at all."""

from dataclasses import dataclass, field


@dataclass
class Rate:
    """Counts of one measure; `misses` keeps the first differences for a person to read."""

    right: int = 0
    spurious: int = 0
    missed: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, right: int, spurious: int, missed: int, note: str = "") -> None:
        """Count one report's part."""
        self.right += right
        self.spurious += spurious
        self.missed += missed
        if note and (spurious or missed):
            self.misses.append(note)

    def equal(self, got: object, want: object, note: str = "") -> None:
        """Count one exact comparison: wrong is both spurious and missed."""
        same = got == want
        self.add(
            int(same),
            int(not same),
            int(not same),
            f"{note}: got {got!r}, want {want!r}",
        )

    @property
    def precision(self) -> float:
        """Give the share of what was found that is right; 1 when nothing was found."""
        found = self.right + self.spurious
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Give the share of what was to be found that was; 1 when there was nothing to find."""
        true = self.right + self.missed
        return self.right / true if true else 1.0

    @property
    def f1(self) -> float:
        """Give the harmonic mean of precision and recall; 1 when there was nothing to find."""
        whole = 2 * self.right + self.spurious + self.missed
        return 2 * self.right / whole if whole else 1.0
