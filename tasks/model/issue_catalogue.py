"""The catalogue of issues: every code with its meaning and its remedy, read from `data/lookups/issues.csv`.

A code that is missing there fails a test; the page that operators read is made from it.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from tasks.model.errors import UnreadableDocument
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.paths import LOOKUPS

CATALOGUE = LOOKUPS / "issues.csv"
_TITLES = ("code", "stage", "severity", "who can mend it", "meaning", "remedy")


@dataclass(frozen=True, slots=True)
class IssueEntry:
    """One code: the stages that notice it, how bad it is, who can mend it, what it means and what to do.

    Where a code is met in several ways, the usual stage, severity and responsibility stand first.
    """

    code: str
    stages: tuple[str, ...]
    severities: tuple[Severity, ...]
    responsibilities: tuple[Responsibility, ...]
    meaning_zh: str
    meaning_en: str
    remedy_zh: str
    remedy_en: str


@cache
def load_issue_catalogue() -> dict[str, IssueEntry]:
    """Read the catalogue, once, by code in the file's order."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _parse_entry(row) for row in csv.DictReader(file)}


def _parse_entry(row: Mapping[str, str]) -> IssueEntry:
    return IssueEntry(
        code=row["code"],
        stages=tuple(row["stage"].split()),
        severities=tuple(map(Severity, row["severity"].split())),
        responsibilities=tuple(map(Responsibility, row["responsibility"].split())),
        meaning_zh=row["meaning_zh"],
        meaning_en=row["meaning_en"],
        remedy_zh=row["remedy_zh"],
        remedy_en=row["remedy_en"],
    )


def make_unreadable_issue(
    error: UnreadableDocument,
    evidence: str,
    stage: str = "text",
    url: str | None = None,
) -> Issue:
    """Make the issue of a file that cannot be read.

    How bad it is and who can mend it stand in the catalogue.
    """
    entry = load_issue_catalogue()[error.code]
    return Issue(
        stage,
        error.code,
        entry.severities[0],
        entry.responsibilities[0],
        str(error),
        evidence,
        url,
    )


def render_issue_page(entries: Iterable[IssueEntry]) -> str:
    """Render entries as a page in Markdown, one table a stage, in the order of the data's way."""
    by_stage: dict[str, list[IssueEntry]] = {}
    for entry in entries:
        by_stage.setdefault(entry.stages[0], []).append(entry)
    lines = [
        "# Issues",
        "",
        "Made from `data/lookups/issues.csv` by `python -m tasks.model.issue_catalogue`; do not edit.",
    ]
    rule = ["---"] * len(_TITLES)
    for stage, listed in by_stage.items():
        lines += ["", f"## {stage}", "", _format_row(_TITLES), _format_row(rule)]
        for entry in listed:
            lines.append(_format_row(_format_cells(entry)))
    return "\n".join([*lines, ""])


def _format_cells(entry: IssueEntry) -> tuple[str, ...]:
    return (
        f"`{entry.code}`",
        ", ".join(entry.stages),
        ", ".join(entry.severities),
        ", ".join(entry.responsibilities),
        f"{entry.meaning_zh}<br>{entry.meaning_en}",
        f"{entry.remedy_zh}<br>{entry.remedy_en}",
    )


def _format_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    CATALOGUE.with_suffix(".md").write_text(
        render_issue_page(load_issue_catalogue().values()), encoding="utf-8"
    )
