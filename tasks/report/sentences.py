"""The sentences and clauses of a text, found by offset."""

import re
from bisect import bisect_right
from collections.abc import Iterator

# `全年宣传12场，惠及3600余人。` with the closing quotation mark behind it
_SENTENCE = re.compile(r"[^。！？\n]*[。！？]?”?")
# Longer than any sentence of a report; a text without full stops would have one of all its words.
LONGEST_SENTENCE = 2000
_CLAUSE_STOPS = "，。；！？：\n,;!?:"


class SentenceIndex:
    """The sentences of a text, found by offset."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans: list[tuple[int, int]] = []
        for match in _SENTENCE.finditer(text):
            if match.end() > match.start():
                self._spans += self._split_long_sentence(match.start(), match.end())
        self._starts = [start for start, _ in self._spans]

    def _split_long_sentence(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Cut a sentence that never ends at its clauses, so that what is said of its numbers stays short."""
        while end - start > LONGEST_SENTENCE:
            stop = self._find_last_stop(start, start + LONGEST_SENTENCE) + 1
            cut = stop if stop > start else start + LONGEST_SENTENCE
            yield start, cut
            start = cut
        yield start, end

    def _find_last_stop(self, start: int, end: int) -> int:
        """Find the last mark between clauses in a span; -1 when there is none."""
        return max(self._text.rfind(stop, start, end) for stop in _CLAUSE_STOPS)

    def find_sentence(self, offset: int) -> tuple[int, int]:
        """Find the span of the sentence that holds an offset."""
        return self._spans[max(bisect_right(self._starts, offset) - 1, 0)]

    def find_clause(self, start: int, end: int) -> tuple[int, int]:
        """Find the span of the clause around a span: up to ，；： and the sentence's ends."""
        first, last = self.find_sentence(start)
        left = self._find_last_stop(first, start) + 1
        right = last
        for stop in _CLAUSE_STOPS:
            place = self._text.find(stop, end, right)
            if place >= 0:
                right = place
        return max(left, first), right
