"""What a sentence says of the change of a number.

By how much (较上年增长62.5%, 同比下降3.2个百分点), to what and from what (从799项削减至326项, 降至3%),
and compared with what.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from tasks.model.report import Change, Quantity
from tasks.report.numbers import SIGNS_OF_CHANGE, NumberMatch, parse_number
from tasks.report.sentences import ROW_JOINT, NumberedSentence

_RANK_UNITS = frozenset("名 位".split())
_RATES = frozenset("% 个百分点".split())
_DURATION_UNITS = frozenset("个工作日 工作日 天 小时 分钟 个月".split())
_UP = (
    "增长|增加|增多|增幅|增速|上升|上涨|上浮|上调|攀升|回升|跃升|递增|提高|提升|升高|扩大|扩展|拓展|扩充|"
    "涨幅|升幅|激增|猛增|剧增"
)
_DOWN = "下降|下滑|下跌|下调|减少|减幅|降低|降幅|回落|压缩|压减|压降|削减|缩减|缩短|精简|缩小|递减|锐减|骤降"
_TO = "至|到|为"
# Nothing but words of change between a new value and how much it changed: `至326项，减少59.2%`
BY_HOW_MUCH = re.compile(
    rf"[，（(]?(?:同比|较上年|较去年|较20\d{{2}}年|共|累计|大幅)?(?:{_UP}|{_DOWN})(?:率|幅度)?(?:了|达到|达|为)?"
)
# What stands right before the number, read from its end: `同比增长`, `减少了`, `提升到`, `增至`, `同比增`
_BEFORE = re.compile(
    rf"(?:(?P<up_to>(?:增长|增加|上升|提高|提升|扩大|扩展|拓展|扩充)(?:{_TO})|(?:上涨|攀升|回升|跃升|上调)[至到为]"
    r"|[增升涨扩][^，。；、\d\s至到]?[至到]|(?<![提晋])[增升]为)"
    rf"|(?P<down_to>(?:下降|下滑|减少|降低|回落|压缩|压减|削减|缩减|缩短|精简)(?:{_TO})|(?:下跌|下调|压降)[至到]|[降减缩压][^，。；、\d\s至到]?[至到]|[降减]为)"
    rf"|(?P<up_by>(?:(?:{_UP})(?:率)?|(?<=[比年期别])[增升涨])(?:了|达到|达|为|幅度达)?)"
    rf"|(?P<down_by>(?:(?:{_DOWN})(?:率)?|(?<=[比年期别])[降减])(?:了|达到|达|为|幅度达)?))$"
)
_LAST_SIGNS = {word[-1] for word in f"{_UP}|{_DOWN}".split("|")}
_LAST_SIGNS |= set("至到为达率了增升涨降减")
# What stands right behind it: `实现15%的增长`
_BEHIND = re.compile(
    r"的(?:(?P<up_by>增长|增幅|增速|涨幅)|(?P<down_by>降幅|下降|降低))"
)
# `同比减少检查企业120家次`, `比上年少罚款12万元`: right behind what is compared with, with what has changed
_CHANGE_OF_OBJECT = re.compile(
    rf"(?:共|累计|净)?(?:(?P<up_by>{_UP}|多)|(?P<down_by>{_DOWN}|少))了?(?![至到为])[^，。；：、\d“”]{{1,10}}(?<![至到为达])$"
)
# `压缩审批时限68%`, `精简申请材料30%`: a share of what has become less
_LESS_BY_SHARE = re.compile(
    r"(?P<down_by>压缩|压减|压降|缩减|缩短|削减|精简)了?(?![至到为])[^，。；：、\d]{2,10}(?<![至到为达])$"
)
# `较上年新增4名`, `比年初净增3户`, `比去年低0.7个百分点`: right behind what is compared with
_MORE_THAN = re.compile(
    r"(?:同期|末|底|初)?(?:均|共|再|略|又)?(?:(?P<up_by>高|多|[净新]增加?)|(?P<down_by>低|少|净减少?))(?:了|出)?$"
)
# 比上年多30件, 比去年少12件: only behind what is compared with
_MORE_OR_LESS = re.compile(r"(?:(?P<up_by>多)|(?P<down_by>少))(?:了|出)?$")
# `较上年`, `比2022年`, `与去年同期相比`, `同比`, `环比`
_COMPARISON_BASE = re.compile(
    r"(?:较|相?比|与|同|和|对比|相较)于?"
    r"(?:(?:上一?|去|前一?|往)年度?|年初|20\d{2}年度?|以往|历年|上一?(?:季度|月|期)|上半年|之前|此前|过去|[近前]\w年)"
    r"的?(?:同期|全年|平均\w{0,2})?(?:相比|水平)?|同比|环比|较?(?:上|去)年同期相比"
)
# One of these stands in each sentence that compares.
_COMPARING_SIGN = re.compile(
    "[较比与同和环上去](?:于?[上去前往年2以历之此过近]|比|年同期)"
)
# The old value stands behind 从 or 由, the new one behind a word of change and 至: `从799项削减至326项`
_FROM = re.compile(r"(?:从|由)[^，。；：、从由]{0,14}$")
_CHANGE_VERB = re.compile(
    rf"^[^，。；：、\d]{{0,4}}?(?:{_UP}|{_DOWN}|调整|变更|[变增减升降])?了?(?:{_TO})"
    r"(?:目前|现在|今年|本年|明年|20\d{2}年|如今)?(?:的)?(?:约|近|(?:全[省市区县国])?第)?$"
)
# `从2022年的30件`: what a change starts from is what it is compared with
_BASE_YEAR = re.compile(r"(?:20\d{2}|去|上一?|前)年(?:度|同期|底|末)?")
# `较去年的799件`: an old value that the new one before it is compared with
_COMPARED_VALUE = re.compile(
    r"(?:较|比|相比)(?:[上前]一年度?|上年度?|去年|前年|20\d{2}年)(?:同期)?的?$"
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
_ONLY_A_CHANGE = re.compile(rf"(?:{_UP}|{_DOWN})了?")
# `比上年增加47份，达到306份`, `提高8个百分点至99%`: a new value behind how much it changed
_REACHED = re.compile(r"[，,]?(?:总数|总量|累计|已|现)?(?:达到|达至|达)|至|到")
AMOUNTS_OF_CHANGE = (Change.UP_BY, Change.DOWN_BY)


@dataclass(frozen=True, slots=True)
class NumberChange:
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


def find_changes(sentence: NumberedSentence) -> dict[int, NumberChange]:
    """Find what the numbers of one sentence say of a change, by their place among them."""
    text = sentence.text
    numbers = sentence.numbers
    first = sentence.first
    changes: dict[int, NumberChange] = {}
    bases = _list_bases(sentence)
    for place, number in enumerate(numbers):
        base = _find_base(bases, number)
        single = _find_single_change(text, number, first, base)
        previous = changes.get(place - 1)
        if single:
            changes[place] = single
            if place and _is_change_of_old_value(sentence, place, single):
                changes[place - 1] = NumberChange(Change.FROM)
        elif previous and previous.change in AMOUNTS_OF_CHANGE:
            following = _follow_amount(sentence, place, previous)
            changes.update(following)
        if place:
            old = numbers[place - 1]
            new = number
            pair = _find_paired_change(text, old, new, first, base)
            if pair:
                changes[place - 1] = pair.old
                changes[place] = pair.new
    changes.update(_find_changes_of_rows(sentence))
    return changes


def _follow_amount(
    sentence: NumberedSentence, place: int, previous: NumberChange
) -> dict[int, NumberChange]:
    """Find what the number behind an amount of change is: one more in its row, or what was reached by it."""
    between = sentence.get_words_between(place - 1, place)
    if ROW_JOINT.fullmatch(between):
        return {place: previous}
    left = sentence.numbers[place - 1]
    right = sentence.numbers[place]
    is_alike = left.unit == right.unit or (left.unit, right.unit) == ("个百分点", "%")
    if not is_alike or not _REACHED.fullmatch(between):
        return {}
    change = Change.UP_TO if previous.change is Change.UP_BY else Change.DOWN_TO
    old = None
    if place > 1 and _is_change_of_old_value(sentence, place - 1, previous):
        old = sentence.numbers[place - 2].value
    return {place: NumberChange(change, old, previous.compared_with)}


def _is_change_of_old_value(
    sentence: NumberedSentence, place: int, change: NumberChange
) -> bool:
    """Tell whether an amount of change stands behind the old value: 由91%提高8个百分点至99%."""
    if change.change not in AMOUNTS_OF_CHANGE:
        return False
    start = sentence.numbers[place - 1].start
    from_words = _FROM.search(sentence.text, sentence.first, start)
    between = sentence.get_words_between(place - 1, place)
    return from_words is not None and _ONLY_A_CHANGE.fullmatch(between) is not None


def _find_changes_of_rows(sentence: NumberedSentence) -> dict[int, NumberChange]:
    """Find the changes of a row of old values to a row of new ones: 分别由23件、31件变为20件、36件."""
    changes: dict[int, NumberChange] = {}
    if len(sentence.numbers) < 4:
        return changes
    for left, right in pairwise(sentence.list_rows()):
        if len(left) < 2 or len(left) != len(right):
            continue
        start = sentence.numbers[left[0]].start
        from_words = _FROM.search(sentence.text, sentence.first, start)
        if from_words is None:
            continue
        between = sentence.get_words_between(left[-1], right[0])
        verb = between.lstrip("，分别")
        if not _CHANGE_VERB.match(verb):
            continue
        year = _find_base_year(from_words.group())
        for old, new in zip(left, right, strict=True):
            value = sentence.numbers[old].value
            new_value = sentence.numbers[new].value
            change = _compare_values(value, new_value)
            changes[old] = NumberChange(Change.FROM)
            changes[new] = NumberChange(change, value, year)
    return changes


def _list_bases(sentence: NumberedSentence) -> list[re.Match[str]]:
    """List what a sentence compares with."""
    span = (sentence.first, sentence.last)
    if not _COMPARING_SIGN.search(sentence.text, *span):
        return []
    return list(_COMPARISON_BASE.finditer(sentence.text, *span))


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
) -> NumberChange | None:
    """Find the change of a number by the words around it, or by the sign that it has: 同比+12.5%, 8.2%↑."""
    signed = _read_sign(text, number, base)
    if signed:
        return signed
    start = max(number.start - 8, first)
    match = None
    if text[number.start - 1 : number.start] in _LAST_SIGNS:
        match = _BEFORE.search(text, start, number.start)
    match = match or _BEHIND.match(text, number.end)
    if match is None and number.unit == "%":
        start = max(number.start - 14, first)
        match = _LESS_BY_SHARE.search(text, start, number.start)
    if match is None and base is not None:
        match = _MORE_OR_LESS.search(text, start, number.start)
        match = match or _find_change_of_object(text, number, first)
    if match is None:
        return None
    change = _parse_change(match)
    old = None
    if change in (Change.UP_TO, Change.DOWN_TO):
        start = max(number.start - 40, first)
        old = _OLD_VALUE_WITHOUT_UNIT.search(text, start, number.start)
    if old is None:
        return NumberChange(change, None, base)
    value = parse_number(old["old"], old["scale"] or "") or Decimal(0)
    return NumberChange(
        _compare_values(value, number.value),
        value,
        base or _find_base_year(old.group()),
        old.start(),
    )


def _read_sign(text: str, number: NumberMatch, base: str | None) -> NumberChange | None:
    """Read the sign right before a number or an arrow behind a rate; a value below 0 is a level."""
    sign = text[number.start]
    if number.unit in _RATES and text[number.end : number.end + 1] in tuple("↑↓"):
        sign = text[number.end]
    change = SIGNS_OF_CHANGE.get(sign)
    if change is None or number.value < 0:
        return None
    return NumberChange(change, None, base)


def _find_change_of_object(
    text: str, number: NumberMatch, first: int
) -> re.Match[str] | None:
    """Find a change whose object stands between it and the number, right behind what is compared with."""
    start = max(number.start - 30, first)
    for base in _COMPARISON_BASE.finditer(text, start, number.start):
        match = _MORE_THAN.match(text, base.end(), number.start)
        match = match or _CHANGE_OF_OBJECT.match(text, base.end(), number.start)
        if match:
            return match
    return None


class _PairedChange(NamedTuple):
    """What two numbers in a row say of one change, each in the order of the text."""

    old: NumberChange
    new: NumberChange


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
    if _read_sign(text, right, base):
        return None
    from_words = _FROM.search(text, first, left.start)
    between = text[left.end : right.start]
    if from_words and _CHANGE_VERB.match(between):
        change = NumberChange(
            _compare_values(left.value, right.value),
            left.value,
            base or _find_base_year(from_words.group()),
            from_words.start(),
        )
        return _PairedChange(NumberChange(Change.FROM), change)
    compared = _COMPARED_VALUE.search(text, left.end, right.start)
    if compared and compared.start() - left.end <= 1:
        change = NumberChange(
            _compare_values(right.value, left.value), right.value, base
        )
        return _PairedChange(change, NumberChange(Change.FROM, None, base))
    return None
