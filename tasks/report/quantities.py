"""The quantities of a text: each number with its unit, its indicator, its period and its change.

`numbers` finds the numbers, `indicators` what they count, `quantity_changes` what they say of a change.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tasks.model.report import Change, Quantity, Section
from tasks.report.indicators import IndicatorMatch, match_indicator
from tasks.report.numbers import NumberMatch, find_numbers
from tasks.report.quantity_changes import NumberChange, find_changes

_YEAR = r"(?:20\d{2}年|今年|去年|上年|前年|本年|当年)"
_MONTH = r"(?:1[0-2]|[1-9])月(?:份|底|末|初|中旬|上旬|下旬)?"
_DAY = r"(?:1[0-2]|[1-9])月\d{1,2}日"
_SPAN = r"[-—–~～至到]+"
# Each alternative begins a period; the longer stand before the shorter.
_PERIOD_WORDS = "|".join(
    (
        # 截至2023年11月30日, 截止12月底, 截至目前, 截至年底
        rf"截[至止](?:到)?(?:(?:20\d{{2}}年|今年|去年|当年)?(?:{_DAY}|{_MONTH}|年底|年末|底)|20\d{{2}}年|目前|报告期末|发稿)",
        # 2021年至2023年, 2022—2023年, 2022年3月至2023年底
        rf"20\d{{2}}年(?:度|{_DAY}|{_MONTH}|初|底|以来)?{_SPAN}20\d{{2}}年(?:度|{_DAY}|{_MONTH}|间|期间|初|底|末)?",
        # 2023年1—11月, 2023年上半年, 2023年第三季度
        rf"20\d{{2}}年?{_SPAN}20\d{{2}}年(?:度|间|期间)?",
        rf"(?:自|从)?(?:20\d{{2}}年|今年)(?:{_DAY}|{_MONTH})?(?:以来|至今|起)",
        rf"{_YEAR}(?:1[0-2]|[1-9])月?份?{_SPAN}(?:{_DAY}|{_MONTH})",
        rf"{_YEAR}(?:上半年|下半年|(?:第?[一二三四]|前[两二三])个?季度|{_DAY}|{_MONTH}|全年|度|底|末|初|同期|内)?",
        rf"(?:1[0-2]|[1-9])月?份?{_SPAN}{_MONTH}",
        r"(?:上|下)半年|(?:第[一二三四]|前[两二三]|[一二三四])个?季度|全年(?:度)?|年内|年度(?=累计|共|内|新增)|本年度",
        r"(?:上|下)一?年度|上一年|(?:去|上)年同期|(?:一|两|二|三|四|五|\d)年(?:多)?来",
        r"(?:近|过去)(?:一|两|二|三|四|五|\d)年(?:来|间)?|近年来|“?[七八九]五”?(?:普法)?以来|“?十[三四五]五”?(?:时期|期间|以来)",
        rf"(?:{_DAY}|{_MONTH})(?!起|国家|施行|实施)",
    )
)
# What is compared with is no period (较上年), nor is the year of a plan (2023年工作要点).
_PERIOD = re.compile(
    rf"(?<![较比同与和跟及])(?<!对比)(?<!对照)(?<!不足)(?P<period>{_PERIOD_WORDS})(?!龄|度|底|前|之前|无休|工作要点|工作计划|任务清单|目标任务)"
)
# These need a clause's head before them, or 的 behind.
_BARE_PERIOD = re.compile(
    rf"(?:20\d{{2}}年度?|(?:1[0-2]|[1-9])月?份?{_SPAN}{_MONTH}|20\d{{2}}年?度?{_SPAN}20\d{{2}}年度?|{_DAY}|{_MONTH})"
)
_PERIOD_SIGN = re.compile(r"[年月季截五]")
_CLAUSE_HEAD = re.compile(r"^$|[，。；：、！？\n,;:（(“在于自从由是]$|其中$")


def _find_periods(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the periods that a sentence names, in order; none stands inside 《…》."""
    if not _PERIOD_SIGN.search(sentence):
        return
    for match in _PERIOD.finditer(sentence):
        start, end = match.span("period")
        if sentence.rfind("《", 0, start) > sentence.rfind("》", 0, start):
            continue
        opens_clause = _CLAUSE_HEAD.search(sentence[max(start - 2, 0) : start])
        is_bare = _BARE_PERIOD.fullmatch(match["period"])
        if opens_clause or sentence.startswith("的", end) or not is_bare:
            yield start, end


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


# By how much a number changed and what it was before are no levels: no indicator may count them.
_NO_LEVEL_CHANGES = frozenset({Change.UP_BY, Change.DOWN_BY, Change.FROM})
_NO_CHANGE = NumberChange()


def extract_quantities(
    text: str, entries: Sequence[OutlineEntry], after: int
) -> Iterator[Quantity]:
    """Extract the quantities behind the title, which ends at offset `after`, in the order of the text."""
    sentences = SentenceIndex(text)
    starts = [entry.start for entry in entries]
    behind_title = (number for number in find_numbers(text) if number.start >= after)
    for (first, last), numbers in _group_by_sentence(behind_title, sentences):
        periods = list(_find_periods(text[first:last]))
        changes = find_changes(text, numbers, first, last)
        for place, number in enumerate(numbers):
            entry = entries[max(bisect_right(starts, number.start) - 1, 0)]
            clause = slice(*sentences.find_clause(number.start, number.end))
            change = changes.get(place, _NO_CHANGE)
            indicator = _find_indicator(text, number, change, first, last)
            yield Quantity(
                section_path=entry.path,
                phrase=text[clause].strip(),
                value=number.value,
                unit=number.unit,
                comparator=number.comparator,
                indicator=indicator.code if indicator else None,
                sentence=text[first:last].strip(),
                start=number.start,
                end=number.end,
                indicator_evidence=indicator.words if indicator else None,
                period=_find_period(text, periods, first, number),
                change=change.change,
                before=change.before,
                compared_with=change.compared_with,
            )


def _group_by_sentence(
    numbers: Iterable[NumberMatch], sentences: SentenceIndex
) -> Iterator[tuple[tuple[int, int], list[NumberMatch]]]:
    """Yield the span of each sentence with the numbers in it."""

    def find_span(number: NumberMatch) -> tuple[int, int]:
        return sentences.find_sentence(number.start)

    for span, group in groupby(numbers, key=find_span):
        yield span, list(group)


def _find_indicator(
    text: str, number: NumberMatch, change: NumberChange, first: int, last: int
) -> IndicatorMatch | None:
    """Find the indicator of a number; what a change starts from belongs to the number then."""
    if change.change in _NO_LEVEL_CHANGES:
        return None
    start = number.start if change.start is None else change.start
    return match_indicator(
        text[first:last], start - first, number.end - first, number.unit
    )


def _find_period(
    text: str, periods: Sequence[tuple[int, int]], first: int, number: NumberMatch
) -> str | None:
    """Find the last period that the sentence names before a number: it holds until the next one."""
    for start, end in reversed(periods):
        if first + end > number.start:
            continue
        # 2022年的2.3倍 is a comparison
        behind = text[first + end : number.start]
        if number.unit == "倍" and behind == "的":
            continue
        return text[first + start : first + end]
    return None
