"""Rates and changes that the numbers beside them do not give, and shares of more than the whole."""

import re
from collections.abc import Iterator
from decimal import Decimal

from tasks.model.issue import Issue
from tasks.model.quantity import Change, Quantity
from tasks.report.checks.sentence_quantities import SentenceQuantities
from tasks.report.quantity_changes import BY_HOW_MUCH, is_contradicted

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


def check_rates(sentence: SentenceQuantities) -> Iterator[Issue]:
    """Yield an issue for each share over 100 %, and for each rate that the numbers before it contradict."""
    for place, quantity in enumerate(sentence.quantities):
        if quantity.unit != "%" or quantity.change in (Change.UP_BY, Change.DOWN_BY):
            continue
        before = sentence.get_words_before(quantity)
        if quantity.value > _WHOLE and _SHARE.search(before):
            message = f"a share of {quantity.value:f} % is more than the whole; ask the publisher"
            yield sentence.build_issue("share_above_100", message)
            continue
        rate = _RATE.search(before)
        if rate and sentence.is_exact(quantity):
            yield from _check_rate(sentence, place, rate["done"])


def _check_rate(sentence: SentenceQuantities, place: int, done: str) -> Iterator[Issue]:
    """Compare a rate with the part and the whole before it; silent unless there are only these two."""
    printed, counts = sentence.quantities[place], sentence.quantities[:place]
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
        numbers = f"{part.value:f} of {whole.value:f}"
        yield _build_rate_issue(sentence, numbers, rate, printed)


def _is_done(sentence: SentenceQuantities, item: Quantity, done: str) -> bool:
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
    sentence: SentenceQuantities, numbers: str, made: Decimal, printed: Quantity
) -> Issue:
    """Build the issue of a rate that its numbers do not give."""
    message = (
        f"{numbers} is {made:.2f} %, and the rate is given as {printed.value:f} %; "
        "ask the publisher which holds"
    )
    return sentence.build_issue("rate_mismatch", message)


_AMOUNT_OF_CHANGE = {Change.UP_TO: Change.UP_BY, Change.DOWN_TO: Change.DOWN_BY}


def check_changes(sentence: SentenceQuantities) -> Iterator[Issue]:
    """Yield an issue for each change the wrong way round, and for each growth that its values do not give."""
    for place, quantity in enumerate(sentence.quantities):
        if quantity.before is None or not sentence.is_exact(quantity):
            continue
        if is_contradicted(sentence.text, quantity):
            yield _build_contradiction_issue(sentence, quantity)
        else:
            yield from _check_growth(sentence, place, quantity)


def _build_contradiction_issue(sentence: SentenceQuantities, new: Quantity) -> Issue:
    change = f"from {new.before:f} to {new.value:f}{new.unit}"
    message = f"the words tell of the contrary of a change {change}; ask the publisher which holds"
    return sentence.build_issue("change_contradicted", message)


def _check_growth(
    sentence: SentenceQuantities, place: int, new: Quantity
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
        numbers = f"a change from {new.before:f} to {new.value:f}"
        yield _build_rate_issue(sentence, numbers, growth, amount)


def _find_amount_of_change(sentence: SentenceQuantities, place: int) -> Quantity | None:
    """Find the per cent right behind a new value that say by how much it changed."""
    last, *behind = sentence.quantities[place:]
    if behind and behind[0].change is Change.FROM:
        last, *behind = behind
    if not behind or behind[0].unit != "%" or behind[0].comparator:
        return None
    if behind[0].change not in _AMOUNT_OF_CHANGE.values():
        return None
    between = sentence.get_words_between(last, behind[0])
    return behind[0] if BY_HOW_MUCH.fullmatch(between) else None
