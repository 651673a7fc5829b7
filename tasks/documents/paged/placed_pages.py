"""Pages of placed runs to sheets: what is struck or printed across goes, what is raised joins its line."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.documents.paged.raised_runs import settle_capitals, settle_marks
from tasks.documents.paged.sheet import Sheet
from tasks.documents.paged.struck_words import remove_struck
from tasks.documents.paged.upright_columns import turn_columns
from tasks.documents.paged.watermarks import PlacedPage, remove_watermarks
from tasks.model.catalogue import make_issue
from tasks.model.issue import Issue

_LONGEST_EVIDENCE = 400


def build_sheets(
    pages: Sequence[PlacedPage],
) -> tuple[list[Sheet], tuple[Issue, ...]]:
    """Make the sheets of a document's pages; issues count what was left out and name its words."""
    settled: list[PlacedPage] = []
    struck: list[str] = []
    for page in pages:
        rest, words = remove_struck(turn_columns(page))
        runs = settle_capitals(settle_marks(rest.runs))
        settled.append(replace(rest, runs=tuple(runs)))
        struck += words
    sheets, issues = remove_watermarks(settled)
    if struck:
        words_struck = "\n".join(struck)[:_LONGEST_EVIDENCE]
        issue = make_issue("struck_text", words_struck, count=len(struck))
        issues = (*issues, issue)
    return sheets, issues
