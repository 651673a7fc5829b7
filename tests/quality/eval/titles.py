"""Measure what the reader makes of real titles alone: year, organ kind and place of each that tells them.

The titles lie beside the repository, not in it; where they are missing, nothing is measured.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tasks.report.organ import split_places
from tests.quality.eval.facts import KIND_OF_LEVEL, rows
from tests.quality.eval.score import read_bytes

# 2022年度法治政府建设情况的报告
YEAR = re.compile(r"\d年")
# What is said under every title; it tells neither year nor organ.
BODY = "坚持依法行政，规范执法行为，提升治理效能，各项工作取得积极进展。"
# A wrong guess costs more than a null: nobody looks again at a cell that is filled.
WRONG = -2


@dataclass
class FactScore:
    """How often a fact came out right, null or wrong; `misses` tell the last two."""

    right: int = 0
    null: int = 0
    wrong: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, got: object, want: object, title: str) -> None:
        """Count one comparison; to tell nothing where nothing is told is right."""
        if got == want:
            self.right += 1
            return
        self.null += not got
        self.wrong += bool(got)
        self.misses.append(f"{title}: got {got!r}, want {want!r}")

    @property
    def score(self) -> float:
        """Give the weighted score: 1 when all are right, below 0 when the wrong outweigh them."""
        return (self.right + WRONG * self.wrong) / max(
            self.right + self.null + self.wrong, 1
        )


def printed() -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each report's title, a line where the facts have a space, with its row."""
    for row in rows("reports.csv"):
        if row["kind"] == "report":
            yield row["title"].strip("()").replace(" ", "\n"), row


def _forms(title: str) -> Iterator[bytes]:
    """Yield a document with the title above its text, and a page that has it in its head only.

    The page comes only where the words are a title.
    """
    yield f"{title}\n\n{BODY * 3}\n\n{BODY * 2}".encode()
    if not YEAR.search(title):
        return
    head = f"<head><meta charset='utf-8'><title>{title.replace(chr(10), ' ')}_信息公开</title></head>"
    body = f"<div class='TRS_Editor'><p>{BODY * 3}</p><p>{BODY * 2}</p></div>"
    yield f"<html>{head}<body>{body}</body></html>".encode()


def measure() -> dict[str, FactScore]:
    """Read every title, in both forms, and compare it with the facts; empty without them."""
    scores: dict[str, FactScore] = defaultdict(FactScore)
    for title, row in printed():
        for body in _forms(title):
            report = read_bytes(body)[1].report
            # A document number's year is that of its issue: it does not tell the report's.
            if YEAR.search(title):
                scores["report_year"].add(
                    report.report_year, int(row["report_year"]), title
                )
            scores["organ_kind"].add(
                report.organ_kind, KIND_OF_LEVEL[row["level"]], title
            )
            want = split_places(row["organ"].partition("(")[0])[-1:]
            scores["organ's place"].add(
                split_places(report.organ or "")[-1:], want, title
            )
    return dict(scores)
