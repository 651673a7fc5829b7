"""The sentences and clauses of a text, found by offset."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tasks.report.numbers import NumberMatch

# `全年宣传12场，惠及3600余人。` with the closing quotation mark behind it; a tab parts the cells of a row
_SENTENCE = re.compile(r"[^。！？\n\t]*[。！？]?”?")
# Longer than any sentence of a report; a text without full stops would have one of all its words.
LONGEST_SENTENCE = 2000
# More than any sentence of a report holds: each is compared with those before it.
_MOST_NUMBERS = 60
_CLAUSE_STOPS = "，。；！？：\n,;!?:"
_BRACKETS = "（）()"
_MARK = re.compile(f"[{_CLAUSE_STOPS}{_BRACKETS}]")


def _iter_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of a text, in order."""
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        if end - start > LONGEST_SENTENCE:
            yield from _split_long_sentence(text, start, end)
        elif end > start:
            yield start, end


def _split_long_sentence(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a sentence that never ends at its clauses, so that what is said of its numbers stays short."""
    while end - start > LONGEST_SENTENCE:
        longest = start + LONGEST_SENTENCE
        stop = max(text.rfind(stop, start, longest) for stop in _CLAUSE_STOPS) + 1
        cut = stop if stop > start else longest
        yield start, cut
        start = cut
    yield start, end


def _split_many(
    text: str,
    first: int,
    last: int,
    numbers: Sequence[NumberMatch],
) -> Iterator[tuple[int, int, Sequence[NumberMatch]]]:
    """Cut a sentence of very many numbers at its clauses; yield each part's span with its numbers."""
    start = first
    for place in range(0, len(numbers), _MOST_NUMBERS):
        some = numbers[place : place + _MOST_NUMBERS]
        end = last
        if place + _MOST_NUMBERS < len(numbers):
            following = numbers[place + _MOST_NUMBERS].start
            between = text[some[-1].end : following]
            stops = [between.rfind(stop) for stop in f"{_CLAUSE_STOPS}、"]
            end = max(some[-1].end, some[-1].end + max(stops) + 1)
        yield start, end, some
        start = end


# `同比分别下降12.5%、20%`, `95件和120件`
ROW_JOINT = re.compile(r"、|和|及|以及|与")


# `是去年的1.6倍`
_MULTIPLE = re.compile(
    r"(?:[是为达]|相当于)(?:去年|上一?年度?|20\d{2}年)(?:同期)?的?(?:约|近)?$"
)
_SHARE = re.compile(r"占(?!其中|比)[^，。；、\d]{2,14}(?:的|总数|总量)(?:约|近)?$")
# `全年审结176件。其中维持96件`: the whole stands in the sentence before
_OF_SENTENCE_BEFORE = re.compile(r"\s*(?:其中|上述|这些|以上)")
# `在审结的案件中，维持96件`, `法律援助案件中，农民工案件211件`: it stands somewhere before in the section
_OF_SECTION = re.compile(
    r"\s*在?[^，。；\d]{2,14}(?:案件|事项|工单|诉求|申请|纠纷|信访件|的[^，。；\d]{2,8})[中里内]，"
)
# 每个村（社区）: brackets without a number part no clauses
_PLAIN_BRACKETS = re.compile(r"[（(][^（）()\d]*[）)]")


class NumberedSentence:
    """One sentence with its numbers, and the words that stand around each.

    `text` from `first` to `last` is the sentence, or that part of one of very many numbers which they are
    read in; `printed` is the span of the whole. The clause of a number ends at ，；： and at brackets;
    `marks` are the offsets of all of these.
    """

    def __init__(
        self,
        text: str,
        first: int,
        last: int,
        numbers: Sequence[NumberMatch],
    ) -> None:
        self.text = text
        self.first = first
        self.last = last
        self.numbers = numbers
        self.printed = slice(first, last)
        self.words = text[first:last]
        self.marks = [first + mark.start() for mark in _MARK.finditer(self.words)]
        self._stops = self._list_stops()
        self._phrase_stops = [at for at in self.marks if text[at] not in _BRACKETS]

    @classmethod
    def split(
        cls, text: str, numbers: Iterable[NumberMatch]
    ) -> "Iterator[NumberedSentence]":
        """Yield each sentence that holds some of a text's numbers, which stand in order."""
        spans = list(_iter_spans(text))
        starts = [start for start, _ in spans]

        def find_span(number: NumberMatch) -> tuple[int, int]:
            return spans[max(bisect_right(starts, number.start) - 1, 0)]

        for (first, last), group in groupby(numbers, key=find_span):
            for start, end, some in _split_many(text, first, last, list(group)):
                part = cls(text, start, end, some)
                part.printed = slice(first, last)
                yield part

    @property
    def has_brackets(self) -> bool:
        """Whether a bracket opens in it."""
        return "（" in self.words or "(" in self.words

    def _list_stops(self) -> list[int]:
        """List the marks that part clauses; the comma of 2,150次 parts none."""
        stops = self.marks
        if "," in self.words:
            stops = [at for at in stops if not self._is_inside_number(at)]
        if self.has_brackets:
            for plain in _PLAIN_BRACKETS.finditer(self.text, self.first, self.last):
                inside = range(*plain.span())
                stops = [stop for stop in stops if stop not in inside]
        return stops

    def _is_inside_number(self, mark: int) -> bool:
        following = self.text[mark + 1 : min(mark + 2, self.last)]
        return self.text[mark] == "," and following.isdecimal()

    def refers_to_sentence_before(self) -> bool:
        """Tell whether it tells of parts of what the sentence before it says: 其中维持96件."""
        return _OF_SENTENCE_BEFORE.match(self.words) is not None

    def refers_to_section(self) -> bool:
        """Tell whether it tells of parts of what its section has said: 在审结的案件中，维持96件."""
        return _OF_SECTION.match(self.words) is not None

    def is_multiple(self, place: int) -> bool:
        """Tell whether a number is a multiple of an earlier value, not a value: 是去年的1.6倍."""
        if self.numbers[place].unit != "倍":
            return False
        return _MULTIPLE.search(self.get_words_before(place)) is not None

    def is_share(self, place: int) -> bool:
        """Tell whether a number is the share of a whole that its words name: 占同期审结总数的31.5%."""
        if self.numbers[place].unit != "%":
            return False
        return _SHARE.search(self.get_own_words_before(place)) is not None

    def get_phrase(self, place: int) -> slice:
        """Get the span from one mark to the next around a number; brackets part nothing."""
        number = self.numbers[place]
        stops = self._phrase_stops
        before = bisect_left(stops, number.start)
        behind = bisect_left(stops, number.end, before)
        return slice(
            stops[before - 1] + 1 if before else self.first,
            stops[behind] if behind < len(stops) else self.last,
        )

    def find_clause_start(self, offset: int) -> int:
        """Find where the clause around an offset begins."""
        place = bisect_left(self._stops, offset)
        if place:
            return self._stops[place - 1] + 1
        return self.first

    def find_clause_end(self, offset: int) -> int:
        """Find where the clause around an offset ends."""
        place = bisect_left(self._stops, offset)
        if place < len(self._stops):
            return self._stops[place]
        return self.last

    def list_clauses(self) -> list[tuple[int, int]]:
        """List the spans of the clauses, in order; a clause may be empty."""
        starts = [self.first, *(stop + 1 for stop in self._stops)]
        return list(zip(starts, [*self._stops, self.last], strict=True))

    def get_words_before(self, place: int) -> str:
        """Get the words of its clause before a number, other numbers among them."""
        start = self.numbers[place].start
        return self.text[self.find_clause_start(start) : start]

    def get_words_behind(self, place: int) -> str:
        """Get the words of its clause behind a number, other numbers among them."""
        end = self.numbers[place].end
        return self.text[end : self.find_clause_end(end)]

    def get_own_words_before(self, place: int) -> str:
        """Get the words of its clause between the number before and a number."""
        start = self.numbers[place].start
        left = self.find_clause_start(start)
        if place:
            left = max(left, min(self.numbers[place - 1].end, start))
        return self.text[left:start]

    def get_words_between(self, left: int, right: int) -> str:
        """Get the words between two numbers; empty where they overlap."""
        return self.text[self.numbers[left].end : self.numbers[right].start]

    def list_rows(self) -> list[list[int]]:
        """List the places of the numbers in rows that 、 or 和 joins; one alone is a row, too."""
        rows: list[list[int]] = []
        for place in range(len(self.numbers)):
            between = self.get_words_between(place - 1, place) if place else ""
            if rows and ROW_JOINT.fullmatch(between):
                rows[-1].append(place)
            else:
                rows.append([place])
        return rows

    def list_places(self, start: int, end: int) -> list[int]:
        """List the places of the numbers that begin between two offsets."""
        return [
            place
            for place, number in enumerate(self.numbers)
            if start <= number.start < end
        ]
