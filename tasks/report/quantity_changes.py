"""What a number tells of a change: 较上年增长62.5%, 同比下降3.2个百分点, 从799项削减至326项, 降至3%."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tasks.model.quantity import Change, Quantity
from tasks.report.numbers import NumberMatch
from tasks.report.numerals import parse_number

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
class NumberChange:
    """What is told of one number of a sentence.

    `before` is the value before the change, `since` the offset in the text at which the words of the whole
    change begin (从799项削减至).
    """

    change: Change | None = None
    before: Decimal | None = None
    compared_with: str | None = None
    start: int | None = None


def _parse_change(match: re.Match[str]) -> Change:
    return next(Change(name) for name, words in match.groupdict().items() if words)


def _compare_values(old: Decimal, new: Decimal) -> Change:
    return Change.UP_TO if new > old else Change.DOWN_TO


def is_contradicted(text: str, quantity: Quantity) -> bool:
    """Tell whether the words before a new value tell of a rise where it fell, or the reverse.

    A rank rises to a smaller number (提升至第5名), and so does speed to fewer days: of these nothing is told.
    """
    match = _DIRECTION.search(text, max(quantity.start - 14, 0), quantity.start)
    if match is None or quantity.before is None or quantity.unit in _RANK_UNITS:
        return False
    if quantity.value > quantity.before:
        return bool(match["down"])
    return bool(match["up"]) and quantity.unit not in _DURATION_UNITS


def find_changes(
    text: str, found: Sequence[NumberMatch], first: int, last: int
) -> dict[int, NumberChange]:
    """Tell what the numbers of one sentence, from `first` to `last` in the text, say of a change, by their
    place.
    """
    told: dict[int, NumberChange] = {}
    bases = [
        (match.end(), match.group().removesuffix("的"))
        for match in _COMPARISON_BASE.finditer(text, first, last)
    ]
    for place, item in enumerate(found):
        count = bisect_right(bases, item.start, key=lambda base: base[0])
        base = bases[count - 1][1] if count else None
        alone = _find_single_change(text, item, first, base)
        before = told.get(place - 1)
        if alone:
            told[place] = alone
        elif (
            before
            and before.change in _AMOUNTS_OF_CHANGE
            and _JOINING_WORDS.fullmatch(text, found[place - 1].end, item.start)
        ):
            told[place] = before
        if place:
            told.update(_find_paired_change(text, found, place, first, base))
    return told


def _find_single_change(
    text: str, item: NumberMatch, first: int, base: str | None
) -> NumberChange | None:
    """Tell of a number by the words around it."""
    start = max(item.start - 8, first)
    match = _BEFORE.search(text, start, item.start) or _BEHIND.match(text, item.end)
    if match is None and base is not None:
        match = _MORE_OR_LESS.search(text, start, item.start)
    if match is None:
        return None
    change, old = _parse_change(match), None
    if change in (Change.UP_TO, Change.DOWN_TO):
        old = _OLD_VALUE_WITHOUT_UNIT.search(
            text, max(item.start - 40, first), item.start
        )
    if old is None:
        return NumberChange(change, None, base)
    value = parse_number(old["old"], old["scale"] or "") or Decimal(0)
    since = _BASE_YEAR.search(old.group())
    return NumberChange(
        _compare_values(value, item.value),
        value,
        base or (since.group() if since else None),
        old.start(),
    )


def _find_paired_change(
    text: str, found: Sequence[NumberMatch], place: int, first: int, base: str | None
) -> dict[int, NumberChange]:
    """Tell of two numbers in a row that are the two ends of one change; empty when they are not."""
    old, new = found[place - 1], found[place]
    if old.end > new.start or old.unit != new.unit or old.value == new.value:
        return {}
    led = _FROM.search(text, first, old.start)
    verb = _CHANGE_VERB.match(text[old.end : new.start]) if led else None
    if led and verb:
        since = _BASE_YEAR.search(led.group())
        base = base or (since.group() if since else None)
        return {
            place - 1: NumberChange(Change.FROM),
            place: NumberChange(
                _compare_values(old.value, new.value), old.value, base, led.start()
            ),
        }
    behind = _COMPARED_VALUE.search(text, old.end, new.start)
    if behind and behind.start() - old.end <= 1:
        return {
            place - 1: NumberChange(
                _compare_values(new.value, old.value), new.value, base
            ),
            place: NumberChange(Change.FROM, None, base),
        }
    return {}
