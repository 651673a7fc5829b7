"""Every code of the stage `crawl` comes out of the crawl of a site on loopback."""

import pytest

from tests.scenarios.codes.case import demand_issue
from tests.scenarios.codes.crawl import CASES


@pytest.mark.parametrize("code", CASES)
def test_night(code, town, nights):
    """What a site does in a night or two is told by the last one."""
    CASES[code](town, nights)
    demand_issue(code, [row.issue for row in nights.problems()])
