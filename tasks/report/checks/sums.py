"""Parts against the total that is stated beside them, and parts that are more than their whole."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, pairwise

from tasks.model.issue import Issue
from tasks.model.quantity import Quantity
from tasks.report.checks.statement import SentenceQuantities

# `非常满意802条，满意163条，合计965条`: the total right behind its parts
_TOTAL_BEHIND = re.compile(r"^[，、；]?(?:以上)?(?:合计|总计)(?:为|达)?$")
# A last part that closes a list: `其他类别15批`, `其余3件`
_REST_OF_LIST = re.compile(r"(?:其他|其它|其余)[^，。；、\d]{0,8}$")
# The words of one more part of a list: `，劳动保障类26件`; a verb of its own makes it another statement
_LISTED_PART = re.compile(
    r"^[^，。；：\d]{0,6}[，、；：](?:其中|包括|涉及|分别为|含|以及|和)*[：，]?[^，。；：、\d]{1,12}$"
)
_LIST_INTRODUCTION = re.compile(r"其中|包括|涉及|分别|含|分为|[：（(]")
_SHARE_UNITS = frozenset("% ‰ 个百分点".split())
_MOST_PARTS = 8


def check_totals(statement: SentenceQuantities) -> Iterator[Issue]:
    """Yield an issue for each stated total that its parts do not make up."""
    for place, quantity in enumerate(statement.quantities):
        if _TOTAL_BEHIND.match(_get_words_since_previous(statement, place)):
            yield from _check_total(
                statement, quantity, _list_parts_before(statement, place)
            )
    yield from _check_closed_list(statement)


def _get_words_since_previous(statement: SentenceQuantities, place: int) -> str:
    return (
        statement.get_words_between(*statement.quantities[place - 1 : place + 1])
        if place
        else ""
    )


def _is_comparable(
    statement: SentenceQuantities, left: Quantity, right: Quantity
) -> bool:
    return (
        left.unit == right.unit
        and statement.is_exact(left)
        and statement.is_exact(right)
    )


def _list_parts_before(statement: SentenceQuantities, place: int) -> list[Quantity]:
    """Give the numbers of a total's unit right before it, the nearest first; empty when one is not exact."""
    total, parts = statement.quantities[place], []
    for index in range(place - 1, -1, -1):
        part = statement.quantities[index]
        if part.unit == total.unit:
            if not _is_comparable(statement, part, total):
                return []
            parts.append(part)
        elif part.unit not in _SHARE_UNITS:
            break
    return parts


def _check_total(
    statement: SentenceQuantities, total: Quantity, parts: Sequence[Quantity]
) -> Iterator[Issue]:
    """Compare a total with its nearest two, three, … parts, since nothing says where the list begins."""
    if len(parts) < 2 or not statement.is_exact(total):
        return
    running = Decimal(0)
    for count, part in enumerate(parts, start=1):
        running += part.value
        if running == total.value and count > 1:
            return
    yield _build_sum_issue(statement, total, parts[::-1])


def _check_closed_list(statement: SentenceQuantities) -> Iterator[Issue]:
    """Compare a total with a list behind it that 其他 closes: then no part is missing."""
    clusters = _group_adjacent(statement)
    last = next(
        (
            i
            for i, part in enumerate(clusters)
            if i > 1 and _REST_OF_LIST.search(statement.get_words_before(part[0]))
        ),
        0,
    )
    listed = clusters[: last + 1]
    if not last or last > _MOST_PARTS:
        return
    closed = "其余" in statement.get_words_before(
        listed[-1][0]
    ) or _LIST_INTRODUCTION.search(
        statement.get_words_between(listed[0][-1], listed[1][0])
    )
    if not closed:
        return  # 其他 may be other things: 受理信访120件，办结30件，其他事项20件
    if not all(
        _LISTED_PART.match(statement.get_words_between(a[-1], b[0]))
        for a, b in pairwise(listed)
    ):
        return
    counts = [cluster for cluster in listed if cluster[0].unit not in _SHARE_UNITS]
    for column in zip(*counts, strict=False):
        total, *parts = column
        alike = all(part.unit == total.unit for part in parts) and all(
            map(statement.is_exact, column)
        )
        # 其余 may close a list that begins later: 检查60家，有隐患的20家，立案5家，其余15家责令改正
        if alike and not any(
            _has_matching_sum(column[begin], column[begin + 1 :])
            for begin in range(len(column) - 1)
        ):
            yield _build_sum_issue(statement, total, parts)


def _group_adjacent(statement: SentenceQuantities) -> list[list[Quantity]]:
    """Put together the numbers that stand right behind each other: 89批155人次."""
    clusters: list[list[Quantity]] = []
    for quantity in statement.quantities:
        if clusters and clusters[-1][-1].end == quantity.start:
            clusters[-1].append(quantity)
        else:
            clusters.append([quantity])
    return clusters


def _has_matching_sum(total: Quantity, parts: Sequence[Quantity]) -> bool:
    """Tell whether some of the parts, the last among them, make up the total: others may be parts of parts."""
    *others, last = (part.value for part in parts)
    chosen = (
        some for count in range(len(others) + 1) for some in combinations(others, count)
    )
    return any(sum(some, last) == total.value for some in chosen)


def _build_sum_issue(
    statement: SentenceQuantities, total: Quantity, parts: Sequence[Quantity]
) -> Issue:
    terms = " + ".join(f"{part.value:f}" for part in parts)
    made = sum((part.value for part in parts), Decimal(0))
    message = f"{terms} is {made:f}, and the total is given as {total.value:f}{total.unit}; ask the publisher which holds"
    return statement.build_issue("sum_mismatch", message)


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


def check_parts(statement: SentenceQuantities) -> Iterator[Issue]:
    """Yield an issue for each part, or list of parts, that is more than its whole."""
    for place, part in enumerate(statement.quantities):
        whole = statement.quantities[place - 1] if place else None
        if (
            whole
            and whole.unit == part.unit
            and _OF_WHICH.match(statement.get_words_between(whole, part))
        ):
            # 其中 may go back to an earlier number: 受理120件，办结10件，其中网上申请80件
            wholes = [
                item for item in statement.quantities[:place] if item.unit == part.unit
            ]
            widest = max(wholes, key=lambda item: item.value)
            yield from _compare_parts(
                statement, widest, [part, *_iter_joined_parts(statement, place)]
            )
    yield from _check_bounds(statement)


def _iter_joined_parts(statement: SentenceQuantities, place: int) -> Iterator[Quantity]:
    """Yield the parts that 、 joins to the one at a place.

    Persons are not added up, and closed lists elsewhere.
    """
    row = statement.quantities[place:]
    if any(
        _REST_OF_LIST.search(statement.get_words_before(quantity)) for quantity in row
    ):
        return
    for left, right in pairwise(row):
        if (
            right.unit != row[0].unit
            or right.unit in _PERSON_UNITS
            or not _JOINED_PART.match(statement.get_words_between(left, right))
        ):
            return
        yield right


def _compare_parts(
    statement: SentenceQuantities, whole: Quantity, parts: list[Quantity]
) -> Iterator[Issue]:
    if all(statement.is_exact(quantity) for quantity in (whole, *parts)):
        made = sum((part.value for part in parts), Decimal(0))
        if made > whole.value:
            terms = " + ".join(f"{part.value:f}" for part in parts)
            message = f"of {whole.value:f}{whole.unit} the parts are {terms}; ask the publisher which holds"
            yield statement.build_issue("part_exceeds_whole", message)


def _check_bounds(statement: SentenceQuantities) -> Iterator[Issue]:
    """Compare found with rectified, and applied for with accepted, where each is stated once and exactly."""
    stated: dict[str, list[Quantity]] = {}
    for quantity in statement.quantities:
        if quantity.indicator:
            stated.setdefault(quantity.indicator, []).append(quantity)
    for less, more in _UPPER_BOUNDS.items():
        pair = (*stated.get(less, ()), *stated.get(more, ()))
        if (
            len(pair) != 2
            or len(stated.get(less, ())) != 1
            or not all(map(statement.is_exact, pair))
        ):
            continue
        part, whole = pair
        if (
            part.value > whole.value
            and part.unit == whole.unit
            and part.period == whole.period
        ):
            message = (
                f"{part.value:f}{part.unit} ({less}) are more than {whole.value:f}{whole.unit} ({more}); "
                "older ones may be counted in: ask the publisher"
            )
            yield statement.build_issue("part_exceeds_whole", message)
