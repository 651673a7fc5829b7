"""Arithmetic: totals and parts that do not make each other up, sentence by sentence."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, combinations, pairwise, product
from operator import attrgetter

from tasks.model.catalogue import make_issue, make_phrase
from tasks.model.issue import Issue
from tasks.model.report import Quantity
from tasks.report.checks.rates import SHARE_UNITS, SentenceQuantities, check_rates
from tasks.report.table_relations import HeadedTable

# `非常满意802条，满意163条，合计965条`, `三者合计`: the total right behind its parts
_TOTAL_BEHIND = re.compile(
    r"^[，、；]?(?:以上)?(?:[两二三四五六]者)?(?:合计|总计)(?:为|达)?$"
)
# A last part that closes a list: `其他类别15批`, `其余3件`
_REST_OF_LIST = re.compile(r"(?:其他|其它|其余)[^，。；、\d]{0,8}$")
# The words of one more part of a list: `，劳动保障类26件`; a verb of its own makes it another sentence
_LISTED_PART = re.compile(
    r"^[^，。；：\d]{0,6}[，、；：](?:其中|包括|涉及|分别为|含|以及|和)*[：，]?[^，。；：、\d]{1,12}$"
)
_LIST_INTRODUCTION = re.compile(r"其中|包括|涉及|分别|含|分为|[：（(]")
# What the parts of a list are counted by: 两项合计
_LIST_UNITS = frozenset("项 类".split())
_MOST_PARTS = 8


def _check_totals(sentence: SentenceQuantities) -> Iterator[Issue]:
    """Yield an issue for each stated total that its parts do not make up."""
    for place, (left, total) in enumerate(pairwise(sentence.quantities), start=1):
        if _TOTAL_BEHIND.match(sentence.get_words_between(left, total)):
            parts = _list_parts_before(sentence, place)
            yield from _check_total(sentence, total, parts)
    yield from _check_closed_list(sentence)


def _list_parts_before(sentence: SentenceQuantities, place: int) -> list[Quantity]:
    """List the numbers of a total's unit right before it, the nearest first; empty when one is not exact."""
    total = sentence.quantities[place]
    if not sentence.is_exact(total):
        return []
    parts: list[Quantity] = []
    before = sentence.quantities[:place]
    if before[-1].unit in _LIST_UNITS - {total.unit}:
        before = before[:-1]  # 两项合计
    for part in reversed(before):
        if part.unit == total.unit:
            if not sentence.is_exact(part):
                return []
            parts.append(part)
        elif part.unit not in SHARE_UNITS:
            break
    return parts


def _check_total(
    sentence: SentenceQuantities, total: Quantity, parts: Sequence[Quantity]
) -> Iterator[Issue]:
    """Compare a total with its nearest two, three, … parts, since nothing says where the list begins."""
    if len(parts) < 2:
        return
    sums = accumulate(part.value for part in parts)
    if total.value not in list(sums)[1:]:
        yield _build_sum_issue(sentence, total, parts[::-1])


def _check_closed_list(sentence: SentenceQuantities) -> Iterator[Issue]:
    """Compare a total with a list behind it that 其他 closes: then no part is missing."""
    closed_list = _find_closed_list(sentence)
    counts = [group for group in closed_list if group[0].unit not in SHARE_UNITS]
    for column in zip(*counts, strict=False):
        total, *parts = column
        is_one_unit = all(part.unit == total.unit for part in parts)
        if not is_one_unit or not all(map(sentence.is_exact, column)):
            continue
        if not _has_inner_total(column):
            yield _build_sum_issue(sentence, total, parts)


def _find_closed_list(sentence: SentenceQuantities) -> list[list[Quantity]]:
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


def _group_adjacent(sentence: SentenceQuantities) -> list[list[Quantity]]:
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
    sentence: SentenceQuantities, total: Quantity, parts: Sequence[Quantity]
) -> Issue:
    return make_issue(
        "sum_mismatch",
        sentence.sentence,
        parts=SentenceQuantities.join_terms(parts),
        sum=sum((part.value for part in parts), Decimal(0)),
        total=SentenceQuantities.print_amount(total),
    )


# What leads to a part of the number right before it: `，其中调解结案12件`, `（其中党员3名`
_OF_WHICH = re.compile(
    r"^[^，。；：、\d]{0,6}[，；（(]其中[：，]?[^，。；：、\d]{1,14}$"
)
# `，其中普通程序、简易程序分别为`: the parts follow each other without words
_RESPECTIVELY = re.compile(
    r"^[^，。；：、\d]{0,6}[，；（(]其中[：，]?[^，。；：\d]{1,40}分别[^，。；：、\d]{0,4}$"
)
_RESPECTIVE_PART = re.compile("^(?:、|和|与|及|以及)$")
# `（公安`, but not `（上年`, `（目标`: what stands in brackets behind a whole
_BRACKETED = re.compile(
    r"^[（(](?!.*(?:年|同期|目标|计划|应|较|比|增|减|另|占))[^，。；：、\d（）()]{1,12}$"
)
# One more part, joined by 、: 党员3名、妇女2名; by a comma only where its words name a kind: ，城建类2件
_JOINED_PART = re.compile(
    r"^(?:、[^，。；：、\d]{1,12}|，[^，。；：、\d]{0,8}(?:类|领域|方面)(?:案件|事项|纠纷|问题)?)$"
)
# Persons may be counted under two heads at once (党员3名、妇女2名), and people come several times.
_PERSON_UNITS = frozenset("人 名 位 人次 户 家".split())
# Outcomes and kinds of which each thing has one, by what they are of: 审结50件，维持20件，撤销35件
_EXCLUSIVE_PARTS = {
    "reconsideration_concluded": frozenset(
        "reconsideration_upheld reconsideration_revoked reconsideration_altered "
        "reconsideration_confirmed_illegal reconsideration_ordered_to_perform reconsideration_rejected "
        "reconsideration_terminated".split()
    ),
    "lawsuits_concluded": frozenset(
        "lawsuits_won lawsuits_lost lawsuits_withdrawn".split()
    ),
    "administrative_lawsuits": frozenset(
        "lawsuits_first_instance lawsuits_second_instance lawsuits_retrial".split()
    ),
    "proposals_handled": frozenset("deputy_suggestions cppcc_proposals".split()),
    "licences_handled": frozenset("licences_granted licences_refused".split()),
}
# What was left from the year before may be among the outcomes.
_LEFT_BEFORE = re.compile(r"结转|往年|历年|[去上]年|此前")
# What cannot be more than the other, by indicator, when one sentence states both of the same time.
_UPPER_BOUNDS = {
    "hazards_rectified": "hazards_found",
    "reconsideration_accepted": "reconsideration_applications",
}


def _check_parts(sentence: SentenceQuantities) -> Iterator[Issue]:
    """Yield an issue for each part, or list of parts, that is more than its whole."""
    introduced = list(_check_introduced_parts(sentence))
    yield from introduced or _check_outcomes(sentence)
    yield from _check_bounds(sentence)


def _check_outcomes(sentence: SentenceQuantities) -> Iterator[Issue]:
    """Yield an issue for each whole whose outcomes, each named once, are more than it."""
    for whole in sentence.quantities:
        exclusive = _EXCLUSIVE_PARTS.get(whole.indicator or "")
        if not exclusive or _LEFT_BEFORE.search(sentence.sentence):
            continue
        parts = [
            part
            for part in sentence.quantities
            if part.part_of == whole.start and part.indicator in exclusive
        ]
        codes = {part.indicator for part in parts}
        is_row = len(parts) > 1 and len(codes) == len(parts)
        if is_row and all(_is_like_whole(part, whole) for part in parts):
            yield from _compare_parts(sentence, whole, parts)


def _is_like_whole(part: Quantity, whole: Quantity) -> bool:
    return part.unit == whole.unit and SentenceQuantities.are_alike(part, whole)


def _check_introduced_parts(sentence: SentenceQuantities) -> Iterator[Issue]:
    """Yield an issue for each part, or list of parts, behind 其中 or a bracket, above its whole."""
    for place, (left, part) in enumerate(pairwise(sentence.quantities), start=1):
        if left.unit != part.unit:
            continue
        words = sentence.get_words_between(left, part)
        if _RESPECTIVELY.match(words):
            whole = left
            more = _iter_parts(sentence, place, _RESPECTIVE_PART)
        elif _BRACKETED.match(words) and left.role is part.role:
            whole = left
            more = _iter_joined_parts(sentence, place)
        elif _OF_WHICH.match(words):
            # 其中 may go back to an earlier number: 受理120件，办结10件，其中网上申请80件
            before = sentence.quantities[:place]
            wholes = [item for item in before if item.unit == part.unit]
            whole = max(wholes, key=lambda item: item.value)
            more = _iter_joined_parts(sentence, place)
        else:
            continue
        yield from _compare_parts(sentence, whole, [part, *more])


def _iter_joined_parts(sentence: SentenceQuantities, place: int) -> Iterator[Quantity]:
    """Yield the parts that 、 joins to the one at a place.

    Persons are not added up, and closed lists elsewhere.
    """
    row = sentence.quantities[place:]
    if not any(map(_REST_OF_LIST.search, map(sentence.get_words_before, row))):
        yield from _iter_parts(sentence, place, _JOINED_PART)


def _iter_parts(
    sentence: SentenceQuantities, place: int, joint: re.Pattern[str]
) -> Iterator[Quantity]:
    """Yield the numbers of a unit that words of a kind join to the one at a place."""
    row = sentence.quantities[place:]
    for left, right in pairwise(row):
        if right.unit != row[0].unit or right.unit in _PERSON_UNITS:
            return
        if not joint.match(sentence.get_words_between(left, right)):
            return
        yield right


def _compare_parts(
    sentence: SentenceQuantities, whole: Quantity, parts: Sequence[Quantity]
) -> Iterator[Issue]:
    if not all(map(sentence.is_exact, (whole, *parts))):
        return
    if sum(part.value for part in parts) > whole.value:
        comparison = make_phrase(
            "parts_of_whole",
            whole=SentenceQuantities.print_amount(whole),
            parts=SentenceQuantities.join_terms(parts),
        )
        yield make_issue("part_exceeds_whole", sentence.sentence, comparison=comparison)


def _check_bounds(sentence: SentenceQuantities) -> Iterator[Issue]:
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
        if part.unit != whole.unit or not SentenceQuantities.are_alike(part, whole):
            continue
        if part.value > whole.value:
            comparison = make_phrase(
                "more_than_bound",
                part=SentenceQuantities.print_amount(part),
                less=less,
                whole=SentenceQuantities.print_amount(whole),
                more=more,
            )
            yield make_issue(
                "part_exceeds_whole", sentence.sentence, comparison=comparison
            )


# So many totals of which none is made up: the table's rows, or its columns, are a selection.
_FEWEST_SELECTED = {True: 3, False: 2}


def check_table_sums(
    text: str, quantities: Sequence[Quantity], tables: Sequence[HeadedTable]
) -> Iterator[Issue]:
    """Yield an issue for each total of a table that neither all its parts nor the nearest ones make up.

    Where of several totals side by side none is made up, the table holds but some of the parts.
    """
    for table, (is_upright, fewest) in product(tables, _FEWEST_SELECTED.items()):
        for together in table.iter_totals(quantities, is_upright=is_upright):
            sums = []
            for total, parts in together:
                if total.unit not in SHARE_UNITS:
                    sentence = SentenceQuantities(text, (total, *parts))
                    sums.append((sentence, total, parts))
            wrong = [one for one in sums if not _is_made_up(*one)]
            is_selection = len(wrong) == len(sums) >= fewest
            if is_selection:
                continue
            for sentence, total, parts in wrong:
                in_order = sorted(parts, key=attrgetter("start"))
                yield _build_sum_issue(sentence, total, in_order)


def _is_made_up(
    sentence: SentenceQuantities, total: Quantity, parts: Sequence[Quantity]
) -> bool:
    """Tell whether a total may be that of some of its nearest parts, rounded or not, or one is not exact."""
    low = high = Decimal(0)
    wanted = sentence.find_cell_bounds(total)
    for count, part in enumerate(parts, start=1):
        bounds = sentence.find_cell_bounds(part)
        if wanted is None or bounds is None:
            return True
        low += bounds[0]
        high += bounds[1]
        if count > 1 and low <= wanted[1] and wanted[0] <= high:
            return True
    return False


_SENTENCE_CHECKS = (_check_totals, _check_parts, check_rates)


def check_arithmetic(text: str, quantities: Sequence[Quantity]) -> Iterator[Issue]:
    """Yield what does not fit together in a report, sentence by sentence."""
    for sentence in SentenceQuantities.split(text, quantities):
        for check in _SENTENCE_CHECKS:
            yield from check(sentence)
