"""Rates and changes: shares and growth that the numbers beside them in a sentence do not give."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.issue import Bilingual, Issue
from tasks.model.report import Change, Quantity, Role
from tasks.report.changes import BY_HOW_MUCH, is_contradicted

# 1.2万件 may stand for 12345: it is no exact number
_ROUNDED = re.compile(r"[万亿千]")
# `83.56万元`, `1,024件`: the digits as printed, and the decimals among them
_DIGITS = re.compile(r"\D{0,4}(?P<whole>\d[\d,，]*)(?:[.．](?P<decimals>\d+))?")
_NO_COUNT_CHANGES = frozenset({Change.UP_BY, Change.DOWN_BY, Change.FROM})
SHARE_UNITS = frozenset("% ‰ 个百分点".split())


class _ValueBounds(NamedTuple):
    """The least and the greatest that a printed number may stand for; the same where it is exact."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class SentenceQuantities:
    """The quantities of one sentence, in order; `text` is the whole report, whose offsets they have."""

    text: str
    quantities: tuple[Quantity, ...]

    @classmethod
    def split(
        cls, text: str, quantities: Iterable[Quantity]
    ) -> "Iterator[SentenceQuantities]":
        """Yield the quantities of each sentence together; the same words said again are another one."""
        key = attrgetter("section_path", "sentence_start")
        for _, together in groupby(quantities, key=key):
            yield cls(text, tuple(together))

    @property
    def sentence(self) -> str:
        """Give the sentence, which is the evidence of its issues."""
        return self.quantities[0].cut_sentence(self.text)

    def is_exact(self, quantity: Quantity) -> bool:
        """Tell whether a number is printed to the last digit, and is a count of its own, not of a change."""
        if quantity.comparator is not None or quantity.change in _NO_COUNT_CHANGES:
            return False
        return not _ROUNDED.search(self.text, quantity.start, quantity.end)

    def find_bounds(self, quantity: Quantity) -> _ValueBounds | None:
        """Find what a printed number may stand for: 1.2万件 is 11000 to 13000, be it rounded or cut off.

        Null where that is not known: about 30, or 三万.
        """
        if quantity.comparator is not None or quantity.value <= 0:
            return None
        digits = _DIGITS.match(self.text, quantity.start, quantity.end)
        if digits is None:
            return None
        decimals = digits["decimals"] or ""
        whole = re.sub("[,，]", "", digits["whole"])
        scale = quantity.value / Decimal(f"{whole}.{decimals or 0}")
        step = scale.scaleb(-len(decimals))
        if step <= 1 and not decimals:
            step = Decimal(0)
        return _ValueBounds(quantity.value - step, quantity.value + step)

    def find_cell_bounds(self, quantity: Quantity) -> tuple[Decimal, Decimal] | None:
        """Find what the number of a cell may stand for; a bare 0 is none at all."""
        if quantity.value == 0 and quantity.comparator is None:
            return Decimal(0), Decimal(0)
        return self.find_bounds(quantity)

    def get_words_between(self, left: Quantity, right: Quantity) -> str:
        """Get the words between two quantities."""
        return self.text[left.end : right.start]

    def get_words_before(self, quantity: Quantity, width: int = 16) -> str:
        """Get up to `width` characters before a quantity, of its sentence's paragraph."""
        start = max(quantity.start - width, 0)
        return self.text[start : quantity.start].rpartition("\n")[2]

    @staticmethod
    def are_alike(one: Quantity, other: Quantity) -> bool:
        """Tell whether the same is said of two numbers: role, whose they are, and their time."""
        if one.period_start and other.period_start:
            same_time = _get_span(one) == _get_span(other)
        else:
            same_time = one.period == other.period
        return same_time and one.role is other.role and one.scope is other.scope

    @staticmethod
    def print_amount(quantity: Quantity) -> str:
        """Print a value with its unit, as sentences name it."""
        return f"{_print_number(quantity.value)}{quantity.unit}"

    @staticmethod
    def join_terms(parts: Sequence[Quantity]) -> str:
        """Print the values of quantities as the terms of a sum."""
        return " + ".join(_print_number(part.value) for part in parts)


def _get_span(quantity: Quantity) -> tuple[date | None, date | None]:
    """Get the first and the last day that a number speaks of."""
    return quantity.period_start, quantity.period_end


def _print_number(value: Decimal) -> str:
    """Print a number without zeros behind its last decimal: 11000.0 is 11000."""
    return f"{value.normalize():f}"


# What is done to a whole, and the rate that tells how much of it: `办结4009件 … 办结率99.25%`
_DONE = (
    "办结|结案|审结|化解|调解|调处|和解|整改|办复|回复|答复|处置|销号|出庭|应诉|纠错|败诉|采纳|合格|及格|"
    "参考|备案|报备|反馈|成功"
)
# What a rate may name before its verb; 按期办结率 and 一次性化解率 are of something else.
_RATED = (
    "总体|整体|案件|案卷|事项|事件|矛盾|纠纷|隐患|问题|信访|工单|热线|申请|投诉|举报|建议|提案|检察|司法|安全|"
    "行政|机关|负责人|复议|诉讼|人民|考试|网格"
)
# `，事件办结率达`, `，行政机关负责人出庭应诉率为`
_RATE = re.compile(
    rf"(?:^|[，；、（(：:。])(?:{_RATED})*(?P<done>(?:{_DONE})+)率(?:均?为|均?达到?了?|是)?$"
)
# `负责人出庭`, `已办结案件`, `成功化解`; what is 不合格 or 未办结 is the rest
_DONE_PART = re.compile(
    rf"(?<![不未没无应])(?P<done>(?:{_DONE})+)(?:完毕|完成|到位|了|数量|总数|{_RATED})*(?:共|为|达)?$"
)
# 审结 is what 结案率 counts.
_SAME_COMPLETION = {"审结": "结案", "办结": "结案"}
_SUCCESS = "成功"
# `，占比`, `，占总数的`, `占审结案件`: the share of a whole that the sentence names
_PROPORTION = re.compile(
    r"[，（(]占(?:比(?:为|达)?|(?:总数|总量|全部|案件总数|总件数)的)$"
)
# Shares that cannot be more than all; 完成率 and 增长率 can.
_SHARE = re.compile(
    r"(?:(?:办结|结案|化解|调解|调处|成功|整改|办复|回复|处置|出庭应诉|应诉|出庭|覆盖|合格|纠错|败诉|知晓|参考|通过|备案|持证|审核|审查|公开|"
    r"网办|可办|满意|及时|准确|达标|到位|公示|评查|优良)率|满意度|占比|占(?:总数|全部|总量)?的?)(?:达到了?|达|为|是|均为)?$"
)
_WHOLE = Decimal(100)
# What is to come is of no numbers that are there: 力争办结率达95%
_NOT_YET = frozenset((Role.PLANNED, Role.REQUIRED))
_AMOUNTS_OF_CHANGE = (Change.UP_BY, Change.DOWN_BY)
# Wide enough for `，行政机关负责人出庭应诉率达到`
_RATE_WIDTH = 24


def check_rates(sentence: SentenceQuantities) -> Iterator[Issue]:
    """Yield what is wrong with the shares and rates of a sentence, then with its changes."""
    yield from _check_shares(sentence)
    yield from _check_changes(sentence)


def _check_shares(sentence: SentenceQuantities) -> Iterator[Issue]:
    """Yield an issue for each share over 100 %, and for each rate that the numbers before it contradict."""
    for place, quantity in enumerate(sentence.quantities):
        if quantity.unit != "%" or quantity.change in _AMOUNTS_OF_CHANGE:
            continue
        before = sentence.get_words_before(quantity, _RATE_WIDTH)
        if quantity.value > _WHOLE and _SHARE.search(before):
            yield make_issue("share_above_100", sentence.sentence, share=quantity.value)
            continue
        if not sentence.is_exact(quantity) or quantity.role in _NOT_YET:
            continue
        rate = _RATE.search(before)
        if rate:
            yield from _check_rate(sentence, place, rate["done"])
        elif _PROPORTION.search(before):
            yield from _check_proportion(sentence, place)


def _check_rate(sentence: SentenceQuantities, place: int, done: str) -> Iterator[Issue]:
    """Compare a rate with the numbers before it; silent where more than one reading is left."""
    printed = sentence.quantities[place]
    for counts in _list_segments(sentence, place):
        alike = [item for item in counts if item.role is printed.role]
        parts = [item for item in alike if _is_done(sentence, item, done)]
        if any(_list_wholes(sentence, alike, part) for part in parts):
            yield from _compare_rate(sentence, printed, alike, parts)
            return


def _list_segments(sentence: SentenceQuantities, place: int) -> list[list[Quantity]]:
    """List the numbers that a rate may speak of: those behind the last rate, and those behind the last ；."""
    clause: list[Quantity] = []
    nearest: list[Quantity] | None = None
    right = sentence.quantities[place]
    for item in reversed(sentence.quantities[:place]):
        if re.search("[；;]", sentence.get_words_between(item, right)):
            break
        if item.unit in SHARE_UNITS and nearest is None:
            nearest = clause[::-1]
        if item.unit not in SHARE_UNITS:
            clause.append(item)
        right = item
    whole_clause = clause[::-1]
    if nearest is None:
        return [whole_clause]
    return [nearest, whole_clause]


def _compare_rate(
    sentence: SentenceQuantities,
    printed: Quantity,
    counts: Sequence[Quantity],
    parts: Sequence[Quantity],
) -> Iterator[Issue]:
    """Compare a rate with each part and each whole that it may be of: one that fits is enough."""
    pairs: list[tuple[Quantity, Quantity]] = []
    for part in parts:
        wholes = _list_wholes(sentence, counts, part)
        pairs += ((part, whole) for whole in wholes)
    if any(_fits_rate(sentence, *pair, printed) for pair in pairs):
        return
    part = parts[-1]
    wholes = _list_wholes(sentence, counts, part)
    behind = [item for item in counts if item.start > part.start]
    rests = [item for item in behind if item.unit == part.unit]
    if len(parts) == 1 and _is_only_whole(counts, wholes, part):
        whole = wholes[-1]
        if all(rest.value == whole.value - part.value for rest in rests):
            yield _build_part_issue(sentence, part, whole, printed)


def _list_wholes(
    sentence: SentenceQuantities, counts: Sequence[Quantity], part: Quantity
) -> list[Quantity]:
    """List the numbers that a part may be of: those before it, and last the one that it is known to be of."""
    named = [item for item in sentence.quantities if item.start == part.part_of]
    before = [item for item in counts if item.start < part.start]
    wholes = [item for item in before if item not in named]
    return [item for item in (*wholes, *named) if _may_be_whole(item, part)]


def _may_be_whole(whole: Quantity, part: Quantity) -> bool:
    same = whole.unit == part.unit and SentenceQuantities.are_alike(whole, part)
    return same and 0 < part.value <= whole.value


def _is_only_whole(
    counts: Sequence[Quantity], wholes: Sequence[Quantity], part: Quantity
) -> bool:
    """Tell whether nothing but the last of some wholes can be meant.

    There is only one number before the part, or the part is known to be of the one right before it.
    """
    before = [item for item in counts if item.start < part.start]
    if before and before[-1].start == part.part_of:
        return bool(wholes)
    return len(wholes) == 1 and sum(item.unit == part.unit for item in before) == 1


def _is_done(sentence: SentenceQuantities, item: Quantity, done: str) -> bool:
    """Tell whether a number counts what a rate says is done."""
    match = _DONE_PART.search(sentence.get_words_before(item))
    if match is None or (_SUCCESS in done and _SUCCESS not in match["done"]):
        return False
    return bool(_split_done(done) & _split_done(match["done"]))


def _split_done(words: str) -> set[str]:
    """Split verbs that stand together: 调处化解; of 出庭应诉, 出庭 is what is counted."""
    verbs = {_SAME_COMPLETION.get(verb, verb) for verb in re.findall(_DONE, words)}
    return verbs - {"应诉"}


def _check_proportion(sentence: SentenceQuantities, place: int) -> Iterator[Issue]:
    """Compare 占比 with the number before it and its whole: 受理80件，其中调解36件，占比45%."""
    printed = sentence.quantities[place]
    before = sentence.quantities[:place]
    if not before or before[-1].unit in SHARE_UNITS:
        return
    part = before[-1]
    for whole in before[:-1]:
        is_whole = whole.start == part.part_of and _may_be_whole(whole, part)
        if is_whole and not _fits_rate(sentence, part, whole, printed):
            yield _build_part_issue(sentence, part, whole, printed)


def _fits_rate(
    sentence: SentenceQuantities,
    part: Quantity,
    whole: Quantity,
    printed: Quantity,
) -> bool:
    """Tell whether a rate may be that of a part and a whole; true where they are not known well enough."""
    low = sentence.find_bounds(part)
    high = sentence.find_bounds(whole)
    if low is None or high is None or high.low <= 0:
        return True
    made = _ValueBounds(low.low / high.high * _WHOLE, low.high / high.low * _WHOLE)
    return _is_within(printed.value, made)


def _is_within(printed: Decimal, made: _ValueBounds) -> bool:
    """Tell whether what lies within bounds may be printed so, rounded or cut off at the last decimal."""
    decimals = min(int(printed.normalize().as_tuple().exponent), 0)
    step = Decimal(1).scaleb(decimals)
    return made.low - step < printed < made.high + step


def _build_part_issue(
    sentence: SentenceQuantities,
    part: Quantity,
    whole: Quantity,
    printed: Quantity,
) -> Issue:
    numbers = make_phrase("part_of", part=part.value, whole=whole.value)
    return _build_rate_issue(
        sentence, numbers, part.value / whole.value * _WHOLE, printed
    )


def _build_rate_issue(
    sentence: SentenceQuantities,
    numbers: Bilingual,
    made: Decimal,
    printed: Quantity,
) -> Issue:
    """Build the issue of a rate that its numbers do not give."""
    return make_issue(
        "rate_mismatch",
        sentence.sentence,
        numbers=numbers,
        made=f"{made:.2f}",
        rate=printed.value,
    )


# `，较上年`, `，与2022年相比`, `，同比`: what stands before the words of how much something changed
_MEASURED_AGAINST = re.compile(
    r"[，（(]?(?:同比|[较比与同和]?(?:上一?年度?|去年|20\d{2}年度?)(?:同期)?(?:相比)?，?)?"
)
# Against what a change is measured that is said of two years; 环比 is of months.
_YEARLY = re.compile(r"^同比$|[去上]一?年|(?P<year>20\d{2})")
# The words of time and of number that a clause has besides what it counts.
_CLAUSE_TIME = re.compile(
    r"20\d{2}年度?|[去上今本]一?年度?|同期|全年|[的共为达是则有仅约]"
)
_CLAUSE = re.compile(r"[^，。；：、（(]*$")
# What the difference of two numbers is counted in, where it is not their own unit.
_POINTS = {"%": "个百分点", "‰": "个千分点"}


def _check_changes(sentence: SentenceQuantities) -> Iterator[Issue]:
    """Yield an issue for each change the wrong way round, and for each amount that its values do not give."""
    contradicted: list[Quantity] = []
    for quantity in sentence.quantities:
        if quantity.before is None or not sentence.is_exact(quantity):
            continue
        if is_contradicted(sentence.text, quantity):
            contradicted.append(quantity)
            yield _build_contradiction_issue(sentence, quantity, quantity.before)
    for place, amount in enumerate(sentence.quantities):
        new = _find_changed(sentence, place)
        if new is not None and new not in contradicted:
            yield from _check_amount(sentence, new, amount)


def _build_contradiction_issue(
    sentence: SentenceQuantities, new: Quantity, old: Decimal
) -> Issue:
    return make_issue(
        "change_contradicted",
        sentence.sentence,
        before=_print_number(old),
        after=SentenceQuantities.print_amount(new),
    )


def _find_changed(sentence: SentenceQuantities, place: int) -> Quantity | None:
    """Find the number whose change the one at a place tells: right before it, or before its old value."""
    amount = sentence.quantities[place]
    if amount.change not in _AMOUNTS_OF_CHANGE or amount.comparator or not place:
        return None
    last = sentence.quantities[place - 1]
    between = sentence.get_words_between(last, amount)
    against = _MEASURED_AGAINST.match(between)
    if not BY_HOW_MUCH.fullmatch(between, against.end() if against else 0):
        return None
    if place > 1 and _is_earlier(last, sentence.quantities[place - 2]):
        return sentence.quantities[place - 2]
    return last


def _is_earlier(old: Quantity, new: Quantity) -> bool:
    """Tell whether a number is the old one of the number before it: 326件，去年同期799件."""
    if old.change is Change.FROM:
        return True
    is_previous = old.role is Role.PREVIOUS and old.unit == new.unit
    return is_previous and new.role is Role.ACTUAL


def _check_amount(
    sentence: SentenceQuantities, new: Quantity, amount: Quantity
) -> Iterator[Issue]:
    """Compare how much something changed with the values before and after."""
    old = _find_old_value(sentence, new, amount)
    before = old.value if old else new.before
    if not before or new.comparator:
        return
    after_bounds = sentence.find_bounds(new)
    before_bounds = _ValueBounds(before, before)
    if old is not None:
        before_bounds = sentence.find_bounds(old) or _ValueBounds(Decimal(0), before)
    if after_bounds is None or before_bounds.low <= 0:
        return
    if _is_wrong_way(before_bounds, after_bounds, amount):
        yield _build_contradiction_issue(sentence, new, before)
    elif amount.unit == "%" and new.unit != "%":
        yield from _check_growth(sentence, before_bounds, new, amount)
    elif amount.unit != "%" and amount.unit == _POINTS.get(new.unit, new.unit):
        yield from _check_difference(sentence, before_bounds, new, amount)


def _is_wrong_way(before: _ValueBounds, after: _ValueBounds, amount: Quantity) -> bool:
    if amount.change is Change.UP_BY:
        return after.high < before.low
    return after.low > before.high


def _check_growth(
    sentence: SentenceQuantities,
    before: _ValueBounds,
    new: Quantity,
    amount: Quantity,
) -> Iterator[Issue]:
    """Compare a change in per cent with the values before and after."""
    after = sentence.find_bounds(new)
    if after is None:
        return
    least = (after.low / before.high - 1) * _WHOLE
    most = (after.high / before.low - 1) * _WHOLE
    growth = _ValueBounds(least, most)
    if amount.change is Change.DOWN_BY:
        growth = _ValueBounds(-most, -least)
    if not _is_within(amount.value, growth):
        old = (before.low + before.high) / 2
        numbers = make_phrase(
            "change_from_to", before=_print_number(old), after=_print_number(new.value)
        )
        made = abs(new.value - old) / old * _WHOLE
        yield _build_rate_issue(sentence, numbers, made, amount)


def _check_difference(
    sentence: SentenceQuantities,
    before: _ValueBounds,
    new: Quantity,
    amount: Quantity,
) -> Iterator[Issue]:
    """Compare a change in the unit of its values with the values: 254件 less 23件 is 231件."""
    after = sentence.find_bounds(new)
    printed = sentence.find_bounds(amount)
    if after is None or printed is None:
        return
    least = after.low - before.high
    most = after.high - before.low
    if amount.change is Change.DOWN_BY:
        least, most = -most, -least
    if printed.high < least or printed.low > most:
        old = (before.low + before.high) / 2
        rises = amount.change is Change.UP_BY
        yield make_issue(
            "sum_mismatch",
            sentence.sentence,
            parts=f"{_print_number(old)} {'+' if rises else '-'} {_print_number(amount.value)}",
            sum=old + amount.value if rises else old - amount.value,
            total=SentenceQuantities.print_amount(new),
        )


def _find_old_value(
    sentence: SentenceQuantities, new: Quantity, amount: Quantity
) -> Quantity | None:
    """Find the one number of the sentence that a change started from; null where it is not only one."""
    before = [item for item in sentence.quantities if item.start < amount.start]
    if new.before is not None:
        olds = [item for item in before if item.value == new.before]
    else:
        olds = [item for item in before if _is_year_before(sentence, item, new, amount)]
    if len(olds) == 1:
        return olds[0]
    return None


def _is_year_before(
    sentence: SentenceQuantities,
    old: Quantity,
    new: Quantity,
    amount: Quantity,
) -> bool:
    """Tell whether a number is what another one was a year before, which a change is measured against."""
    against = _YEARLY.search(amount.compared_with or "同比")
    if old is new or old.unit != new.unit or old.scope != new.scope or not against:
        return False
    if old.change in _AMOUNTS_OF_CHANGE or not _counts_the_same(sentence, old, new):
        return False
    if old.period_start is None or new.period_start is None:
        return False
    if against["year"] and int(against["year"]) != old.period_start.year:
        return False
    return _get_span(old) == tuple(map(_go_back_a_year, _get_span(new)))


def _go_back_a_year(day: date | None) -> date | None:
    """Give the same day of the year before; 28 February for the 29th."""
    if day is None:
        return None
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - 1, day=last)


def _counts_the_same(
    sentence: SentenceQuantities, old: Quantity, new: Quantity
) -> bool:
    """Tell whether two numbers count the same, by their indicators or, without, by their words."""
    if old.indicator or new.indicator:
        return old.indicator == new.indicator
    words, others = (_get_counted_words(sentence, item) for item in (old, new))
    if not words or not others:
        return False
    return words.startswith(others) or others.startswith(words)


def _get_counted_words(sentence: SentenceQuantities, quantity: Quantity) -> str:
    """Get the words of a number's clause before it, without those of time: 2022年罚款 is 罚款."""
    clause = _CLAUSE.search(sentence.get_words_before(quantity))
    if clause:
        return _CLAUSE_TIME.sub("", clause.group())
    return ""
