"""What is noticed while a Word file is read, as issues of its document."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tasks.model.issue import Issue
from tasks.model.issue_catalogue import make_issue

_LONGEST_EVIDENCE = 80
# `— 3 —`, `第 3 页 共 9 页`
_PAGE_NUMBER = re.compile(r"^[\s\d—–\-－·.第页共/|]*$")


@dataclass(slots=True)
class Findings:
    """The kinds met so far, in order, each with the words or names that it was first seen in."""

    evidence: dict[str, str] = field(default_factory=dict)

    def add_finding(self, code: str, evidence: str = "") -> None:
        """Note one finding; a blank first evidence gives way to a later one."""
        if not self.evidence.get(code):
            self.evidence[code] = evidence.strip()[:_LONGEST_EVIDENCE]

    def add_furniture(self, lines: Iterable[str]) -> None:
        """Note headers and footers that say more than the page's number, each once."""
        worded = dict.fromkeys(line for line in lines if not _PAGE_NUMBER.match(line))
        if worded:
            self.add_finding("furniture_dropped", " | ".join(worded))

    def build_issues(self, url: str) -> tuple[Issue, ...]:
        """Give one issue a kind."""
        return tuple(
            make_issue(code, evidence, url=url or None)
            for code, evidence in self.evidence.items()
        )
