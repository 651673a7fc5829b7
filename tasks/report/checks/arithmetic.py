"""Arithmetic: totals, parts, rates and changes that the numbers beside them in a sentence do not give."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, combinations, groupby, pairwise
from operator import attrgetter

from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.issue import Bilingual, Issue
from tasks.model.report import Change, Quantity
from tasks.report.quantities import BY_HOW_MUCH, is_contradicted

# 1.2万件 may stand for 12345: it is no exact number
_ROUNDED = re.compile(r"[万亿千]")
_NO_COUNT_CHANGES = frozenset({Change.UP_BY, Change.DOWN_BY, Change.FROM})


@dataclass(frozen=True, slots=True)
class _SentenceQuantities:
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


def _print_amount(quantity: Quantity) -> str:
    """Print a value with its unit, as sentences name it."""
    return f"{quantity.value:f}{quantity.unit}"


# `非常满意802条，满意163条，合计965条`: the total right behind its parts
_TOTAL_BEHIND = re.compile(r"^[，、；]?(?:以上)?(?:合计|总计)(?:为|达)?$")
# A last part that closes a list: `其他类别15批`, `其余3件`
_REST_OF_LIST = re.compile(r"(?:其他|其它|其余)[^，。；、\d]{0,8}$")
# The words of one more part of a list: `，劳动保障类26件`; a verb of its own makes it another sentence
_LISTED_PART = re.compile(
    r"^[^，。；：\d]{0,6}[，、；：](?:其中|包括|涉及|分别为|含|以及|和)*[：，]?[^，。；：、\d]{1,12}$"
)
_LIST_INTRODUCTION = re.compile(r"其中|包括|涉及|分别|含|分为|[：（(]")
_SHARE_UNITS = frozenset("% ‰ 个百分点".split())
_MOST_PARTS = 8


def _check_totals(sentence: _SentenceQuantities) -> Iterator[Issue]:
    """Yield an issue for each stated total that its parts do not make up."""
    for left, total in pairwise(sentence.quantities):
        if _TOTAL_BEHIND.match(sentence.get_words_between(left, total)):
            parts = _list_parts_before(sentence, total)
            yield from _check_total(sentence, total, parts)
    yield from _check_closed_list(sentence)


def _list_parts_before(
    sentence: _SentenceQuantities, total: Quantity
) -> list[Quantity]:
    """List the numbers of a total's unit right before it, the nearest first; empty when one is not exact."""
    if not sentence.is_exact(total):
        return []
    parts: list[Quantity] = []
    before = sentence.quantities[: sentence.quantities.index(total)]
    for part in reversed(before):
        if part.unit == total.unit:
            if not sentence.is_exact(part):
                return []
            parts.append(part)
        elif part.unit not in _SHARE_UNITS:
            break
    return parts


def _check_total(
    sentence: _SentenceQuantities, total: Quantity, parts: Sequence[Quantity]
) -> Iterator[Issue]:
    """Compare a total with its nearest two, three, … parts, since nothing says where the list begins."""
    if len(parts) < 2:
        return
    sums = accumulate(part.value for part in parts)
    if total.value not in list(sums)[1:]:
        yield _build_sum_issue(sentence, total, parts[::-1])


def _check_closed_list(sentence: _SentenceQuantities) -> Iterator[Issue]:
    """Compare a total with a list behind it that 其他 closes: then no part is missing."""
    closed_list = _find_closed_list(sentence)
    counts = [group for group in closed_list if group[0].unit not in _SHARE_UNITS]
    for column in zip(*counts, strict=False):
        total, *parts = column
        is_one_unit = all(part.unit == total.unit for part in parts)
        if not is_one_unit or not all(map(sentence.is_exact, column)):
            continue
        if not _has_inner_total(column):
            yield _build_sum_issue(sentence, total, parts)


def _find_closed_list(sentence: _SentenceQuantities) -> list[list[Quantity]]:
    """Find a total and the list behind it that 其他 closes, each with what stands right behind it.

    Empty when there is none.
    """
    groups = _group_adjacent(sentence)
    last = 0
    for place, group in enumerate(groups):
        if place > 1 and _REST_OF_LIST.search(sentence.get_words_before(group[0])):
            last = place
            break
    if not last or last > _MOST_PARTS:
        return []
    closed_list = groups[: last + 1]
    total = closed_list[0]
    first = closed_list[1]
    introduction = sentence.get_words_between(total[-1], first[0])
    closing = sentence.get_words_before(groups[last][0])
    if "其余" not in closing and not _LIST_INTRODUCTION.search(introduction):
        return []  # 其他 may be other things: 受理信访120件，办结30件，其他事项20件
    for left, right in pairwise(closed_list):
        if not _LISTED_PART.match(sentence.get_words_between(left[-1], right[0])):
            return []
    return closed_list


def _group_adjacent(sentence: _SentenceQuantities) -> list[list[Quantity]]:
    """Group the numbers that stand right behind each other: 89批155人次."""
    groups: list[list[Quantity]] = []
    for quantity in sentence.quantities:
        if groups and groups[-1][-1].end == quantity.start:
            groups[-1].append(quantity)
        else:
            groups.append([quantity])
    return groups


def _has_inner_total(column: Sequence[Quantity]) -> bool:
    """Tell whether the list begins with one of its numbers, which the later ones make up.

    其余 may close a list that begins later: 检查60家，有隐患的20家，立案5家，其余15家责令改正.
    """
    starts = range(len(column) - 1)
    return any(_has_matching_sum(column[i], column[i + 1 :]) for i in starts)


def _has_matching_sum(total: Quantity, parts: Sequence[Quantity]) -> bool:
    """Tell whether some of the parts, with the last, make up the total: others may be parts of parts."""
    *others, last = (part.value for part in parts)
    for count in range(len(others) + 1):
        for chosen in combinations(others, count):
            if sum(chosen, last) == total.value:
                return True
    return False


def _build_sum_issue(
    sentence: _SentenceQuantities, total: Quantity, parts: Sequence[Quantity]
) -> Issue:
    return make_issue(
        "sum_mismatch",
        sentence.sentence,
        parts=_join_terms(parts),
        sum=sum((part.value for part in parts), Decimal(0)),
        total=_print_amount(total),
    )


def _join_terms(parts: Iterable[Quantity]) -> str:
    return " + ".join(f"{part.value:f}" for part in parts)


# What leads to a part of the number right before it: `，其中调解结案12件`, `（其中党员3名`
_OF_WHICH = re.compile(
    r"^[^，。；：、\d]{0,6}[，；（(]其中[：，]?[^，。；：、\d]{1,14}$"
)
# One more part, joined by 、: 党员3名、妇女2名
_JOINED_PART = re.compile(r"^、[^，。；：、\d]{1,12}$")
# Persons may be counted under two heads at once (党员3名、妇女2名), and people come several times.
_PERSON_UNITS = frozenset("人 名 位 人次 户 家".split())
# What cannot be more than the other, by indicator, when one sentence states both of the same time.
_UPPER_BOUNDS = {
    "hazards_rectified": "hazards_found",
    "reconsideration_accepted": "reconsideration_applications",
}


def _check_parts(sentence: _SentenceQuantities) -> Iterator[Issue]:
    """Yield an issue for each part, or list of parts, that is more than its whole."""
    for place, (left, part) in enumerate(pairwise(sentence.quantities), start=1):
        if left.unit != part.unit:
            continue
        if _OF_WHICH.match(sentence.get_words_between(left, part)):
            # 其中 may go back to an earlier number: 受理120件，办结10件，其中网上申请80件
            before = sentence.quantities[:place]
            wholes = [item for item in before if item.unit == part.unit]
            widest = max(wholes, key=lambda item: item.value)
            parts = [part, *_iter_joined_parts(sentence, place)]
            yield from _compare_parts(sentence, widest, parts)
    yield from _check_bounds(sentence)


def _iter_joined_parts(sentence: _SentenceQuantities, place: int) -> Iterator[Quantity]:
    """Yield the parts that 、 joins to the one at a place.

    Persons are not added up, and closed lists elsewhere.
    """
    row = sentence.quantities[place:]
    if any(map(_REST_OF_LIST.search, map(sentence.get_words_before, row))):
        return
    for left, right in pairwise(row):
        if right.unit != row[0].unit or right.unit in _PERSON_UNITS:
            return
        if not _JOINED_PART.match(sentence.get_words_between(left, right)):
            return
        yield right


def _compare_parts(
    sentence: _SentenceQuantities, whole: Quantity, parts: Sequence[Quantity]
) -> Iterator[Issue]:
    if not all(map(sentence.is_exact, (whole, *parts))):
        return
    if sum(part.value for part in parts) > whole.value:
        comparison = make_phrase(
            "parts_of_whole", whole=_print_amount(whole), parts=_join_terms(parts)
        )
        yield make_issue("part_exceeds_whole", sentence.sentence, comparison=comparison)


def _check_bounds(sentence: _SentenceQuantities) -> Iterator[Issue]:
    """Compare found with rectified, and applied for with accepted, where each is stated once and exactly."""
    stated: dict[str, list[Quantity]] = {}
    for quantity in sentence.quantities:
        if quantity.indicator:
            stated.setdefault(quantity.indicator, []).append(quantity)
    for less, more in _UPPER_BOUNDS.items():
        parts = stated.get(less, [])
        wholes = stated.get(more, [])
        if len(parts) != 1 or len(wholes) != 1:
            continue
        part = parts[0]
        whole = wholes[0]
        if not sentence.is_exact(part) or not sentence.is_exact(whole):
            continue
        if part.unit != whole.unit or part.period != whole.period:
            continue
        if part.value > whole.value:
            comparison = make_phrase(
                "more_than_bound",
                part=_print_amount(part),
                less=less,
                whole=_print_amount(whole),
                more=more,
            )
            yield make_issue(
                "part_exceeds_whole", sentence.sentence, comparison=comparison
            )


# What is done to a whole, and the rate that tells how much of it: `办结4009件 … 办结率99.25%`
_DONE = "办结|结案|化解|调解|调处|整改|办复|回复|处置|销号|审结"
# `，事件办结率达`; 按期办结率 and 一次性化解率 are of something else
_RATE = re.compile(
    rf"[，；、（](?:总体|案件|事项|事件|矛盾|纠纷|隐患|问题|信访|工单|调解)*(?P<done>(?:{_DONE})+)(?:成功)?率(?:达到|达|为|是)?$"
)
_DONE_PART = re.compile(
    rf"(?P<done>{_DONE})(?:成功|完毕|完成|到位|了|矛盾|纠纷|隐患|事件|案件|事项|工单|问题|数量)*$"
)
# 审结 is what 结案率 counts.
_SAME_COMPLETION = {"审结": "结案", "办结": "结案"}
# Shares that cannot be more than all; 完成率 and 增长率 can.
_SHARE = re.compile(
    r"(?:(?:办结|结案|化解|调解|调处|成功|整改|办复|回复|处置|出庭应诉|应诉|出庭|覆盖|合格|纠错|败诉|知晓|参考|通过|备案|持证|审核|审查|公开|"
    r"网办|可办|满意|及时|准确|达标|到位|公示|评查|优良)率|满意度|占比|占(?:总数|全部|总量)?的?)(?:达到了?|达|为|是|均为)?$"
)
_WHOLE = Decimal(100)


def _check_rates(sentence: _SentenceQuantities) -> Iterator[Issue]:
    """Yield an issue for each share over 100 %, and for each rate that the numbers before it contradict."""
    for place, quantity in enumerate(sentence.quantities):
        if quantity.unit != "%" or quantity.change in (Change.UP_BY, Change.DOWN_BY):
            continue
        before = sentence.get_words_before(quantity)
        if quantity.value > _WHOLE and _SHARE.search(before):
            yield make_issue("share_above_100", sentence.sentence, share=quantity.value)
            continue
        rate = _RATE.search(before)
        if rate and sentence.is_exact(quantity):
            yield from _check_rate(sentence, place, rate["done"])


def _check_rate(
    sentence: _SentenceQuantities, place: int, done: str
) -> Iterator[Issue]:
    """Compare a rate with the part and the whole before it; silent unless there are only these two."""
    printed = sentence.quantities[place]
    counts = sentence.quantities[:place]
    done_parts = (item for item in reversed(counts) if _is_done(sentence, item, done))
    part = next(done_parts, None)
    if part is None:
        return
    same_unit = [item for item in counts if item.unit == part.unit]
    wholes = same_unit[: same_unit.index(part)]
    rests = same_unit[same_unit.index(part) + 1 :]
    if len(wholes) != 1:
        return
    whole = wholes[0]
    if not sentence.is_exact(part) or not sentence.is_exact(whole):
        return
    if whole.period != part.period or not 0 < part.value <= whole.value:
        return
    if any(rest.value != whole.value - part.value for rest in rests):
        return
    rate = part.value / whole.value * _WHOLE
    if not _is_same_rate(rate, printed.value):
        numbers = make_phrase("part_of", part=part.value, whole=whole.value)
        yield _build_rate_issue(sentence, numbers, rate, printed)


def _is_done(sentence: _SentenceQuantities, item: Quantity, done: str) -> bool:
    """Tell whether a number counts what a rate says is done."""
    match = _DONE_PART.search(sentence.get_words_before(item))
    if match is None:
        return False
    word = match["done"]
    return word in done or _SAME_COMPLETION.get(word, word) in done


def _is_same_rate(made: Decimal, printed: Decimal) -> bool:
    """Tell whether a rate is what was printed, rounded or cut off at its last decimal."""
    decimals = min(int(printed.normalize().as_tuple().exponent), 0)
    return abs(made - printed) < Decimal(1).scaleb(decimals)


def _build_rate_issue(
    sentence: _SentenceQuantities,
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


_AMOUNT_OF_CHANGE = {Change.UP_TO: Change.UP_BY, Change.DOWN_TO: Change.DOWN_BY}


def _check_changes(sentence: _SentenceQuantities) -> Iterator[Issue]:
    """Yield an issue for each change the wrong way round, and for each growth that its values do not give."""
    for place, quantity in enumerate(sentence.quantities):
        if quantity.before is None or not sentence.is_exact(quantity):
            continue
        if is_contradicted(sentence.text, quantity):
            yield _build_contradiction_issue(sentence, quantity)
        else:
            yield from _check_growth(sentence, place, quantity)


def _build_contradiction_issue(sentence: _SentenceQuantities, new: Quantity) -> Issue:
    return make_issue(
        "change_contradicted",
        sentence.sentence,
        before=f"{new.before:f}",
        after=_print_amount(new),
    )


def _check_growth(
    sentence: _SentenceQuantities, place: int, new: Quantity
) -> Iterator[Issue]:
    """Compare how much something changed, in per cent, with the values before and after."""
    if new.unit == "%" or not new.before:
        return
    amount = _find_amount_of_change(sentence, place)
    if amount is None:
        return
    growth = abs(new.value - new.before) / new.before * 100
    if amount.change is not _AMOUNT_OF_CHANGE.get(new.change or Change.FROM):
        yield _build_contradiction_issue(sentence, new)
    elif not _is_same_rate(growth, amount.value):
        numbers = make_phrase("change_from_to", before=new.before, after=new.value)
        yield _build_rate_issue(sentence, numbers, growth, amount)


def _find_amount_of_change(
    sentence: _SentenceQuantities, place: int
) -> Quantity | None:
    """Find the per cent right behind a new value that say by how much it changed."""
    last, *behind = sentence.quantities[place:]
    if behind and behind[0].change is Change.FROM:
        last, *behind = behind
    if not behind or behind[0].unit != "%" or behind[0].comparator:
        return None
    if behind[0].change not in _AMOUNT_OF_CHANGE.values():
        return None
    between = sentence.get_words_between(last, behind[0])
    if BY_HOW_MUCH.fullmatch(between):
        return behind[0]
    return None


_SENTENCE_CHECKS = (_check_totals, _check_parts, _check_rates, _check_changes)


def check_arithmetic(text: str, quantities: Sequence[Quantity]) -> Iterator[Issue]:
    """Yield what does not fit together in a report, sentence by sentence."""
    for _, together in groupby(quantities, key=attrgetter("section_path", "sentence")):
        sentence = _SentenceQuantities(text, tuple(together))
        for check in _SENTENCE_CHECKS:
            yield from check(sentence)
