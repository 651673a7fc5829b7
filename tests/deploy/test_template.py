"""Templates: words and truth of numbers that depend on each other, of periods and of changes."""

from decimal import Decimal
from random import Random

import pytest

from deploy.demo.template import fill
from deploy.demo.wordings import FAULTS


def stated(template, seed=0):
    """Fill a template and give what it states."""
    return fill(Random(seed), template, {"年": "2023"}).stated


@pytest.mark.parametrize("seed", range(20))
def test_parts_make_up_their_whole(seed):
    """Parts and rest add up, the share is of the last part, the total of all parts."""
    template = (
        "<受理{a 件 40-90 whole}，办结{b 件 0-0 part}>，"
        "<办结率{- % 0-0 share}>，<其余{- 件 0-0 rest}>。"
    )
    whole, part, share, rest = (one.amount.value for one in stated(template, seed))
    assert part + rest == whole
    assert abs(part / whole * 100 - share) <= Decimal("0.01")
    first, second, total = (
        one.amount.value
        for one in stated(
            "<{a 件 4-90 part}、{b 件 4-90 part}，合计{- 件 0-0 total}>。", seed
        )
    )
    assert first + second == total


@pytest.mark.parametrize("seed", range(20))
def test_wrong_numbers_are_wrong(seed):
    """What is said to be wrong does not fit."""
    template = (
        "<受理{a 件 40-90 whole}，办结{b 件 0-0 part}>，"
        "<办结率{- % 0-0 wrong_share}>，<其余{- 件 0-0 wrong_rest}>。"
    )
    whole, part, share, rest = (one.amount.value for one in stated(template, seed))
    assert part + rest != whole
    assert abs(part / whole * 100 - share) > 1
    whole, part = (
        one.amount.value
        for one in stated("<{a 件 40-90 whole}，其中{b 件 0-0 wrong_part}>。", seed)
    )
    assert part > whole


def test_periods_and_changes():
    """A period holds until the next one; a change knows what it started from and what it is compared with."""
    template = (
        "~截至11月底~，<办理{a 件 4-9}>，~全年~<事项从{- 项 40-50 from}压减至{- 项 10-20 down_to}>，"
        "<^同比^增长{- 倍 2-3 up_by}>。"
    )
    cases, old, new, times = stated(template)
    assert (cases.period, cases.change) == ("截至11月底", None)
    assert (old.period, old.change, old.before) == ("全年", "from", None)
    assert (new.change, new.before, new.compared_with) == (
        "down_to",
        old.amount.value,
        None,
    )
    assert (times.change, times.compared_with) == ("up_by", "同比")
    text = fill(Random(0), template, {})
    assert text.words.startswith("截至11月底，办理")
    assert text.decoys == ("截至11月底",)


@pytest.mark.parametrize(
    "template", [words for several in FAULTS.values() for words in several]
)
def test_faults_leave_no_marks(template):
    """A planted fault is printed without the marks of its template."""
    assert not set("{}<>~^|`") & set(fill(Random(1), template, {}).words)
