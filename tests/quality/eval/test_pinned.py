"""No floor is lowered silently."""

import pytest

from tests.quality.eval.pinned import (
    FILE,
    Pinned,
    committed,
    current,
    objections,
    read_floors,
)

HIGH, LOW = Pinned("read title", 0.99, ""), Pinned("read title", 0.97, "")
EXPLAINED = Pinned("read title", 0.97, "titles over two lines are counted too")


@pytest.mark.parametrize("commit", ["HEAD", "HEAD~1"])
def test_the_floors_are_those_pinned(commit):
    """Every floor has its row, a lower one a reason, and no row of an earlier commit is gone."""
    assert not objections(
        current(), read_floors(FILE.read_text(encoding="utf-8")), committed(commit)
    )


@pytest.mark.parametrize(
    ("floor", "rows", "earlier", "said"),
    [
        (0.99, [HIGH], [HIGH], []),
        (0.97, [HIGH, EXPLAINED], [HIGH], []),
        (
            0.97,
            [HIGH],
            [HIGH],
            ["read title: the floor is 0.97, pinned is 0.99; add a row"],
        ),
        (0.97, [HIGH, LOW], [HIGH], ["read title: lowered to 0.97 without a reason"]),
        (
            0.97,
            [LOW],
            [HIGH],
            ["read title: the row of 0.99 is gone; add a row instead"],
        ),
    ],
    ids=[
        "as pinned",
        "lowered with a reason",
        "lowered in the code",
        "no reason",
        "row changed",
    ],
)
def test_what_is_refused(floor, rows, earlier, said):
    """A floor can be lowered by a further row with a reason only."""
    assert objections({"read title": floor}, rows, earlier) == said


def test_a_measure_that_is_gone():
    """A floor cannot be dropped with its measure."""
    assert objections({}, [HIGH]) == [
        "read title: the floor is None, pinned is 0.99; add a row"
    ]
