"""What is noticed while a Word file is read, as issues of its document."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tasks.model.issue import Issue, Responsibility, Severity

# A document with less text than a heading, and images, is a scan pasted into Word.
MIN_TEXT_LENGTH = 60
_LONGEST_EVIDENCE = 80
# `— 3 —`, `第 3 页 共 9 页`
_PAGE_NUMBER = re.compile(r"^[\s\d—–\-－·.第页共/|]*$")
_INFO = Severity.INFO
_WARNING = Severity.WARNING
_ERROR = Severity.ERROR
_US, _PUBLISHER = Responsibility.US, Responsibility.PUBLISHER
_KINDS: dict[str, tuple[Severity, Responsibility, str]] = {
    "tracked_changes": (
        _INFO,
        _PUBLISHER,
        "tracked changes were never accepted: insertions were kept, deletions dropped; nothing to do",
    ),
    "hidden_text": (
        _INFO,
        _PUBLISHER,
        "hidden text was dropped, as it is not printed; nothing to do",
    ),
    "comments_dropped": (
        _INFO,
        _PUBLISHER,
        "comments of editors were dropped; nothing to do",
    ),
    "furniture_dropped": (
        _INFO,
        _US,
        "headers and footers were dropped; look whether they say more than the text",
    ),
    "contents_dropped": (
        _INFO,
        _US,
        "a table of contents was dropped, since its headings stand below; nothing to do",
    ),
    "number_format_unknown": (
        _WARNING,
        _US,
        "an automatic number was printed as a decimal; add its format to tasks/documents/word/lists.py",
    ),
    "symbol_not_read": (
        _WARNING,
        _US,
        "a sign of a symbol font was dropped; add it to tasks/documents/word/paragraphs.py",
    ),
    "drawing_not_read": (
        _WARNING,
        _US,
        "the words of a chart or diagram are not read; look at the file for what it says",
    ),
    "embedded_object_not_read": (
        _WARNING,
        _US,
        "an embedded object (a sheet, a formula) is not read; look at the file for what it says",
    ),
    "embedded_document_not_read": (
        _WARNING,
        _US,
        "a document embedded as a whole is not read; open the file in Word, save it, and read the copy",
    ),
    "images_not_read": (
        _ERROR,
        _US,
        "the file holds images in place of text; read them by OCR (pip install fazhi[ocr])",
    ),
    "damaged_part": (
        _WARNING,
        _PUBLISHER,
        "a part of the file is broken and was left out; fetch the file again",
    ),
    "damaged_text": (
        _WARNING,
        _PUBLISHER,
        "the file ends before its text does; fetch the file again",
    ),
}


@dataclass(slots=True)
class Findings:
    """The kinds met so far, in order, each with the words or names that it was first seen in."""

    evidence: dict[str, str] = field(default_factory=dict)

    def add_finding(self, code: str, evidence: str = "") -> None:
        """Note one finding; a blank first evidence gives way to a later one."""
        if not self.evidence.get(code):
            self.evidence[code] = evidence.strip()[:_LONGEST_EVIDENCE]

    def build_issues(self, url: str) -> tuple[Issue, ...]:
        """Give one issue a kind."""
        return tuple(
            Issue("text", code, *_KINDS[code], evidence=evidence, url=url or None)
            for code, evidence in self.evidence.items()
        )


def assign_url(issues: Iterable[Issue], url: str) -> tuple[Issue, ...]:
    """Give the issues that name no address the document's."""
    return tuple(replace(issue, url=issue.url or url or None) for issue in issues)


def is_page_number(line: str) -> bool:
    """Tell whether a header or footer says no more than the page's number."""
    return bool(_PAGE_NUMBER.match(line))
