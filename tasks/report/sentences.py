"""Sentences and clauses of a text, found by offset."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

# `全年宣传12场，惠及3600余人。` with the closing quotation mark behind it
_SENTENCE = re.compile(r"[^。！？\n]*[。！？]?”?")
# Longer than any sentence of a report; a text without full stops would have one of all its words.
LONGEST = 2000
_CLAUSE_STOPS = "，。；！？：\n,;!?:"


class Sentences:
    """The sentences of a text, found by offset."""

    def __init__(self, text: str) -> None:
        self._text = text
        whole = (
            match.span()
            for match in _SENTENCE.finditer(text)
            if match.end() > match.start()
        )
        self._spans = [
            span for start, end in whole for span in self._pieces(start, end)
        ]
        self._starts: Sequence[int] = [start for start, _ in self._spans]

    def _pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Cut a sentence that never ends at its clauses, so that what is said of its numbers stays short."""
        while end - start > LONGEST:
            stop = (
                max(
                    self._text.rfind(stop, start, start + LONGEST)
                    for stop in _CLAUSE_STOPS
                )
                + 1
            )
            cut = stop if stop > start else start + LONGEST
            yield start, cut
            start = cut
        yield start, end

    def around(self, offset: int) -> tuple[int, int]:
        """Give the span of the sentence that holds an offset."""
        return self._spans[max(bisect_right(self._starts, offset) - 1, 0)]

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the clause around a span: up to ，；： and the sentence's ends."""
        first, last = self.around(start)
        left = (
            max(
                (self._text.rfind(stop, first, start) for stop in _CLAUSE_STOPS),
                default=-1,
            )
            + 1
        )
        ends = [
            place
            for stop in _CLAUSE_STOPS
            if (place := self._text.find(stop, end, last)) >= 0
        ]
        return max(left, first), min(ends, default=last)
