"""Document to clean text: repaired characters, no chrome, whole paragraphs."""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

from tasks.model.document import Document
from tasks.model.issue import Issue, Responsibility, Severity
from tasks.text.boilerplate import strip
from tasks.text.normalize import normalize
from tasks.text.paragraphs import join

# Neither spacing nor the width of punctuation makes a revision.
NOISE = re.compile(r"[\s，,。．.；;：:（()）、“”\"'‘’]+")


@dataclass(frozen=True)
class CleanText:
    """The text that outline, facts and quantities are read from: one paragraph a line.

    Offsets in every table count its characters. `joins` counts the paragraphs that a break had cut, `dropped` holds
    the chrome lines that were taken off.
    """

    text: str
    issues: tuple[Issue, ...] = ()
    joins: int = 0
    dropped: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Give the SHA-256 of the words alone: what decides whether a page was revised."""
        return hashlib.sha256(NOISE.sub("", self.text).encode()).hexdigest()


def clean(document: Document) -> CleanText:
    """Clean a document's text; a document whose lines are all chrome keeps them, with an issue."""
    lines = [line for line in (normalize(paragraph.text) for paragraph in document.paragraphs) if line]
    kept, dropped = strip(lines)
    if not kept and lines:
        issue = Issue(
            "text",
            "only_chrome",
            Severity.ERROR,
            Responsibility.SITE,
            "nothing but site chrome was found; check the page and the container it puts its text in",
            evidence=lines[0][:80],
        )
        return CleanText("\n".join(lines), (issue,), 0, ())
    paragraphs, issues = join(kept)
    return CleanText("\n".join(paragraphs), issues, len(kept) - len(paragraphs), tuple(dropped))
