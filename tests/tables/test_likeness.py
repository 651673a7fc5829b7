"""Likeness of statements: what says the same in other words is likelier than what shares a topic alone."""

from tasks.tables.likeness import measure_likeness
from tests.rows import each_row

_UNTRAINED = "行政执法队伍专业力量不足，持证执法人员偏少"


@each_row(
    "same",
    [
        _UNTRAINED,
        "行政执法队伍专业力量依然不足，持证执法人员偏少的状况没有根本改变",
        "基层行政执法人员专业能力不强，持证上岗的执法力量仍然不足",
    ],
)
def test_the_same_in_other_words_is_alike(same):
    """Whichever of two came first."""
    assert measure_likeness(_UNTRAINED, same) > 0.5
    assert measure_likeness(same, _UNTRAINED) > 0.5


@each_row("other", ["普法宣传形式单一，群众参与度不高", "行政复议案件办理周期较长"])
def test_another_matter_is_not(other):
    """Though both fall short."""
    assert measure_likeness(_UNTRAINED, other) < 0.5


def test_a_statement_is_wholly_like_itself():
    """And not at all like what shares no word and no matter with it."""
    assert measure_likeness(_UNTRAINED, _UNTRAINED) == 1
    assert measure_likeness("甲乙丙丁", "戊己庚辛") == 0
