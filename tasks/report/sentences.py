"""Sentences and clauses of a text, found by offset."""

import re
from bisect import bisect_right
from collections.abc import Iterator

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


def find_periods(sentence: str) -> Iterator[tuple[int, int]]:
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
