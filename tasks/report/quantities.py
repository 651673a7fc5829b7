"""The quantities of a text: each number with its unit, its indicator, its period and its change.

`numbers` finds the numbers, `indicators` what they count. What they say of a change (较上年增长62.5%,
同比下降3.2个百分点, 从799项削减至326项, 降至3%) and of their period stands in the words around them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from tasks.model.report import Change, Quantity
from tasks.report.indicators import IndicatorMatch
from tasks.report.numbers import NumberMatch, parse_number
from tasks.report.outline import OutlineEntry

_RANK_UNITS = frozenset("名 位".split())
_DURATION_UNITS = frozenset("个工作日 工作日 天 小时 分钟 个月".split())
_UP = "增长|增加|增多|增幅|增速|上升|上涨|上浮|攀升|提高|提升|升高|扩大|扩展|拓展|扩充|涨幅|升幅"
_DOWN = "下降|下滑|下跌|减少|减幅|降低|降幅|回落|压缩|压减|削减|缩减|缩短|精简|缩小"
_TO = "至|到|为"
# Nothing but words of change between a new value and how much it changed: `至326项，减少59.2%`
BY_HOW_MUCH = re.compile(
    rf"[，（(]?(?:同比|较上年|较去年|较20\d{{2}}年|共|累计|大幅)?(?:{_UP}|{_DOWN})(?:率|幅度)?(?:了|达到|达|为)?"
)
# What stands right before the number, read from its end: `同比增长`, `减少了`, `提升到`, `增至`, `降幅达`
_BEFORE = re.compile(
    rf"(?:(?P<up_to>(?:增长|增加|上升|提高|提升|扩大|扩展|拓展|扩充)(?:{_TO})|[增升涨扩]至)"
    rf"|(?P<down_to>(?:下降|下滑|减少|降低|回落|压缩|压减|削减|缩减|缩短|精简)(?:{_TO})|[降减缩压]至)"
    rf"|(?P<up_by>(?:{_UP})(?:率)?(?:了|达到|达|为|幅度达)?)|(?P<down_by>(?:{_DOWN})(?:率)?(?:了|达到|达|为|幅度达)?))$"
)
# What stands right behind it: `实现15%的增长`
_BEHIND = re.compile(
    r"的(?:(?P<up_by>增长|增幅|增速|涨幅)|(?P<down_by>降幅|下降|降低))"
)
# 比上年多30件, 比去年少12件: only behind what is compared with
_MORE_OR_LESS = re.compile(r"(?:(?P<up_by>多)|(?P<down_by>少))(?:了|出)?$")
# `较上年`, `比2022年`, `与去年同期相比`, `同比`, `环比`
_COMPARISON_BASE = re.compile(
    r"(?:较|相?比|与|同|和|对比|相较)于?"
    r"(?:(?:上一?|去|前|往)年度?|20\d{2}年度?|以往|历年|上一?(?:季度|月|期)|上半年|之前|此前|过去|[近前]\w年)"
    r"的?(?:同期|全年|平均\w{0,2})?(?:相比|水平)?|同比|环比|较?(?:上|去)年同期相比"
)
# The old value stands behind 从 or 由, the new one behind a word of change and 至: `从799项削减至326项`
_FROM = re.compile(r"(?:从|由)[^，。；：、从由]{0,14}$")
_CHANGE_VERB = re.compile(
    rf"^[^，。；：、\d]{{0,4}}?(?:{_UP}|{_DOWN}|调整|变更|变)?了?(?:{_TO})"
    r"(?:目前|现在|今年|本年|20\d{2}年|如今)?(?:的)?(?:约|近)?$"
)
# `从2022年的30件`: what a change starts from is what it is compared with
_BASE_YEAR = re.compile(r"(?:20\d{2}|去|上一?|前)年(?:度|同期|底|末)?")
# `较去年的799件`: an old value that the new one before it is compared with
_COMPARED_VALUE = re.compile(
    r"(?:较|比|相比)(?:上一?年|去年|20\d{2}年|上年度)(?:同期)?的?$"
)
# `从120压减至30项`: an old value whose unit the new one tells
_OLD_VALUE_WITHOUT_UNIT = re.compile(
    rf"(?:从|由)(?:(?:20\d{{2}}|去|上|前)年的?)?[^，。；：、\d]{{0,8}}(?P<old>\d+(?:\.\d+)?)(?P<scale>亿|万)?"
    rf"(?:{_UP}|{_DOWN})(?:{_TO})$"
)
# The word of change before a new value: `削减至`, `增加到今年的`
_DIRECTION = re.compile(
    rf"(?:(?P<up>{_UP}|[增升涨扩])|(?P<down>{_DOWN}|[降减缩压]))了?(?:{_TO})(?:目前|现在|今年|本年|20\d{{2}}年|如今)?的?$"
)
# `同比分别下降12.5%、20%`
_JOINING_WORDS = re.compile(r"、|和|及|以及")
_AMOUNTS_OF_CHANGE = (Change.UP_BY, Change.DOWN_BY)


@dataclass(frozen=True, slots=True)
class _NumberChange:
    """What a sentence says of one of its numbers.

    `before` is the value before the change, `start` the offset in the text at which the words of the whole
    change begin (从799项削减至).
    """

    change: Change | None = None
    before: Decimal | None = None
    compared_with: str | None = None
    start: int | None = None


def _parse_change(match: re.Match[str]) -> Change:
    return next(Change(name) for name, words in match.groupdict().items() if words)


def _compare_values(old: Decimal, new: Decimal) -> Change:
    if new > old:
        return Change.UP_TO
    return Change.DOWN_TO


def is_contradicted(text: str, quantity: Quantity) -> bool:
    """Tell whether the words before a new value tell of a rise where it fell, or the reverse.

    A rank rises to a smaller number (提升至第5名), and so does speed to fewer days: of these nothing is said.
    """
    match = _DIRECTION.search(text, max(quantity.start - 14, 0), quantity.start)
    if match is None or quantity.before is None or quantity.unit in _RANK_UNITS:
        return False
    if quantity.value > quantity.before:
        return bool(match["down"])
    return bool(match["up"]) and quantity.unit not in _DURATION_UNITS


def _find_changes(
    text: str,
    numbers: Sequence[NumberMatch],
    first: int,
    last: int,
) -> dict[int, _NumberChange]:
    """Find what the numbers of one sentence say of a change, by their place among them.

    The sentence runs from `first` to `last` in the text.
    """
    changes: dict[int, _NumberChange] = {}
    bases = list(_COMPARISON_BASE.finditer(text, first, last))
    for place, number in enumerate(numbers):
        base = _find_base(bases, number)
        single = _find_single_change(text, number, first, base)
        previous = changes.get(place - 1)
        is_shared = (
            previous is not None
            and previous.change in _AMOUNTS_OF_CHANGE
            and _JOINING_WORDS.fullmatch(text, numbers[place - 1].end, number.start)
        )
        if single:
            changes[place] = single
        elif previous and is_shared:
            changes[place] = previous
        if place:
            old = numbers[place - 1]
            new = number
            pair = _find_paired_change(text, old, new, first, base)
            if pair:
                changes[place - 1] = pair.old
                changes[place] = pair.new
    return changes


def _find_base(bases: Sequence[re.Match[str]], number: NumberMatch) -> str | None:
    """Find the last words before a number that say what it is compared with."""
    count = bisect_right(bases, number.start, key=lambda base: base.end())
    if count:
        return bases[count - 1].group().removesuffix("的")
    return None


def _find_base_year(words: str) -> str | None:
    year = _BASE_YEAR.search(words)
    if year:
        return year.group()
    return None


def _find_single_change(
    text: str,
    number: NumberMatch,
    first: int,
    base: str | None,
) -> _NumberChange | None:
    """Find the change of a number by the words around it."""
    start = max(number.start - 8, first)
    match = _BEFORE.search(text, start, number.start)
    match = match or _BEHIND.match(text, number.end)
    if match is None and base is not None:
        match = _MORE_OR_LESS.search(text, start, number.start)
    if match is None:
        return None
    change = _parse_change(match)
    old = None
    if change in (Change.UP_TO, Change.DOWN_TO):
        start = max(number.start - 40, first)
        old = _OLD_VALUE_WITHOUT_UNIT.search(text, start, number.start)
    if old is None:
        return _NumberChange(change, None, base)
    value = parse_number(old["old"], old["scale"] or "") or Decimal(0)
    return _NumberChange(
        _compare_values(value, number.value),
        value,
        base or _find_base_year(old.group()),
        old.start(),
    )


class _PairedChange(NamedTuple):
    """What two numbers in a row say of one change, each in the order of the text."""

    old: _NumberChange
    new: _NumberChange


def _find_paired_change(
    text: str,
    left: NumberMatch,
    right: NumberMatch,
    first: int,
    base: str | None,
) -> _PairedChange | None:
    """Find the change that two numbers in a row are the two ends of; null when they are not."""
    if left.end > right.start or left.unit != right.unit or left.value == right.value:
        return None
    from_words = _FROM.search(text, first, left.start)
    between = text[left.end : right.start]
    if from_words and _CHANGE_VERB.match(between):
        change = _NumberChange(
            _compare_values(left.value, right.value),
            left.value,
            base or _find_base_year(from_words.group()),
            from_words.start(),
        )
        return _PairedChange(_NumberChange(Change.FROM), change)
    compared = _COMPARED_VALUE.search(text, left.end, right.start)
    if compared and compared.start() - left.end <= 1:
        change = _NumberChange(
            _compare_values(right.value, left.value), right.value, base
        )
        return _PairedChange(change, _NumberChange(Change.FROM, None, base))
    return None


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


class _SentenceIndex:
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
_NO_CHANGE = _NumberChange()


def extract_quantities(
    text: str, entries: Sequence[OutlineEntry], after: int
) -> Iterator[Quantity]:
    """Extract the quantities behind the title, which ends at offset `after`, in the order of the text."""
    sentences = _SentenceIndex(text)
    starts = [entry.start for entry in entries]
    behind_title = (
        number for number in NumberMatch.find_all(text) if number.start >= after
    )
    for (first, last), numbers in _group_by_sentence(behind_title, sentences):
        periods = list(_find_periods(text[first:last]))
        changes = _find_changes(text, numbers, first, last)
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
    numbers: Iterable[NumberMatch], sentences: _SentenceIndex
) -> Iterator[tuple[tuple[int, int], list[NumberMatch]]]:
    """Yield the span of each sentence with the numbers in it."""

    def find_span(number: NumberMatch) -> tuple[int, int]:
        return sentences.find_sentence(number.start)

    for span, group in groupby(numbers, key=find_span):
        yield span, list(group)


def _find_indicator(
    text: str,
    number: NumberMatch,
    change: _NumberChange,
    first: int,
    last: int,
) -> IndicatorMatch | None:
    """Find the indicator of a number; what a change starts from belongs to the number then."""
    if change.change in _NO_LEVEL_CHANGES:
        return None
    start = number.start if change.start is None else change.start
    return IndicatorMatch.find(
        text[first:last], start - first, number.end - first, number.unit
    )


def _find_period(
    text: str,
    periods: Sequence[tuple[int, int]],
    first: int,
    number: NumberMatch,
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
