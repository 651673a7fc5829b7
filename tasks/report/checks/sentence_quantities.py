"""The quantities of one sentence with the words between them, as the checks compare them."""

import re
from dataclasses import dataclass

from tasks.model.issue import Issue, Responsibility, Severity
from tasks.model.quantity import Change, Quantity

# 1.2万件 may stand for 12345: it is no exact number
_ROUNDED = re.compile(r"[万亿千]")
_NO_COUNT_CHANGES = frozenset({Change.UP_BY, Change.DOWN_BY, Change.FROM})


@dataclass(frozen=True, slots=True)
class SentenceQuantities:
    """The quantities of one sentence, in order; `text` is the whole report, whose offsets they have."""

    text: str
    quantities: tuple[Quantity, ...]

    @property
    def sentence(self) -> str:
        """Give the sentence, which is the evidence of its issues."""
        return self.quantities[0].sentence

    def is_exact(self, quantity: Quantity) -> bool:
        """Tell whether a number is printed to the last digit, and is a count of its own, not of a change."""
        if quantity.comparator is not None or quantity.change in _NO_COUNT_CHANGES:
            return False
        return not _ROUNDED.search(self.text, quantity.start, quantity.end)

    def get_words_between(self, left: Quantity, right: Quantity) -> str:
        """Get the words between two quantities."""
        return self.text[left.end : right.start]

    def get_words_before(self, quantity: Quantity, width: int = 16) -> str:
        """Get up to `width` characters before a quantity, of its sentence's paragraph."""
        start = max(quantity.start - width, 0)
        return self.text[start : quantity.start].rpartition("\n")[2]

    def build_issue(self, code: str, message: str) -> Issue:
        """Build a warning for the publisher, with the sentence as evidence."""
        return Issue(
            "report",
            code,
            Severity.WARNING,
            Responsibility.PUBLISHER,
            message,
            self.sentence,
        )
