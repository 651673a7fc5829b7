"""Passages of reports, each with what a careful reader would say that the year came to."""

from dataclasses import dataclass, field
from pathlib import Path

PASSAGES = Path(__file__).parent / "passages.txt"
YEAR = 2024
# What stands for a value where nobody can say which it is, and where the report tells none of its own.
AMBIGUOUS = "?"
NONE = "-"


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage: its name, the organ of its report, its lines, and by code the headline as it is written.

    A headline is `462`, `1500 at_least`, `?` or `-`.
    """

    name: str
    organ: str
    lines: list[str] = field(default_factory=list)
    headlines: dict[str, str] = field(default_factory=dict)

    def build_report(self) -> str:
        """Write a report around the passage."""
        paragraphs = (
            f"{self.organ}{YEAR}年法治政府建设年度报告",
            f"{YEAR}年，{self.organ}扎实推进法治政府建设。现将有关情况报告如下：",
            "一、主要做法和成效",
            *self.lines,
        )
        return "\n\n".join(paragraphs)


def load_passages() -> list[Passage]:
    """Give the passages in the file's order."""
    passages: list[Passage] = []
    passage = None
    for line in PASSAGES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name, _, organ = line[1:].partition("] ")
            passage = Passage(name, organ)
            passages.append(passage)
        elif passage is None or not line or line.startswith("#"):
            continue
        elif line.startswith("= "):
            code, _, headline = line[2:].partition(" ")
            passage.headlines[code] = headline
        else:
            passage.lines.append(line)
    return passages
