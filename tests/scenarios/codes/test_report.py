"""Every code of the stage `report` comes out of the reading of a whole report."""

import pytest

from tasks.model.document import Body
from tests.scenarios.codes.case import demand_issue, of_article
from tests.scenarios.codes.report import HINTED, REPORTS, report


@pytest.mark.parametrize("code", REPORTS)
def test_report(code):
    """A report with one flaw gives its issue."""
    demand_issue(code, of_article([Body(REPORTS[code].encode())]))


@pytest.mark.parametrize("code", HINTED)
def test_hinted(code):
    """What only the source says is told as well."""
    text, hints = HINTED[code]
    demand_issue(code, of_article([Body(text.encode())], hints))


def test_a_report_without_flaws():
    """The report that the flaws are put into has none."""
    assert not of_article([Body(report().encode())])
