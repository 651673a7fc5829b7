"""Which words behind a number are a heading, and which are text."""

import pytest

from tasks.report.markers import Marker
from tasks.report.numbered_headings import find_numbered_headings

THEME = "深入学习领会、全面贯彻落实上级关于法治建设的决策部署"
LONG = (
    "进一步健全领导机制，将法治建设任务分解到各站所，定期听取情况，"
    "及时研究解决重点难点，确保各项部署落到实处"
)
HEADINGS = {
    "一、主要举措": "主要举措",
    "一、主要举措：": "主要举措",
    "（一）加强领导。落实责任。": "加强领导",
    "（二）加强领导，落实责任。推进有力。": "加强领导，落实责任",
    "1.学习到位；2.考核到位。": None,
    "1.加强学习。": "加强学习",
    f"1.{LONG}。": None,
    f"2.{LONG[:20]}，{LONG[20:35]}，到位。": None,
    f"（三）{LONG}。": LONG,
    f"一、{THEME}，{LONG}的举措和成效。": f"{THEME}，{LONG}的举措和成效",
    f"（四）{LONG}，{LONG}。": None,
}


@pytest.mark.parametrize(("paragraph", "heading"), HEADINGS.items(), ids=HEADINGS)
def test_headings(paragraph, heading):
    """A heading ends at the first sentence or with its line.

    Longer words are text that starts with a number.
    """
    marker = Marker.match(paragraph)
    assert marker
    found = find_numbered_headings(paragraph, [marker], 0, 0)
    assert list(found) == [(marker, heading)]
