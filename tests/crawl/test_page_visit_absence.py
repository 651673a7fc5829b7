"""Absence over several nights: unlisted reports, walls on pages only, lists that show something else."""

import pytest

from tasks.home import Home
from tasks.model.run import OutcomeKind, PageState
from tests.world.town import Nights, TownSite, source

YEARS = range(2019, 2025)
_GONE = "<html><title>提示</title><p>抱歉，您访问的文章不存在或已被删除。</p></html>"


def name(year: int) -> tuple[str, str]:
    """Give file and title of a year's report."""
    return f"{year}.html", f"演示镇{year}年法治政府建设年度报告"


def put_list(town: TownSite, *years: int) -> None:
    """Set the list, the day of each report beside it."""
    rows = ""
    for year in years:
        href, title = name(year)
        day = f"{year + 1}-01-20"
        rows += f"<li><a href='{href}'>{title}</a><span>{day}</span></li>"
    town.put("/bg/", f"<html><body><ul>{rows}</ul></body></html>")


@pytest.fixture
def six(town: TownSite, tmp_path) -> Nights:
    """Make a site with six reports, and see them on the first night."""
    for year in YEARS:
        href, title = name(year)
        town.put_report(f"/bg/{href}", title, f"办理案件{year}件。")
    put_list(town, *YEARS)
    nights = Nights(Home.open(str(tmp_path)), source(town))
    assert nights.run(1).new == 6
    return nights


def test_a_list_that_drops_its_oldest_leaves_them_unlisted(town, six):
    """Each is asked for every night, and told once; it is neither missing nor withdrawn."""
    put_list(town, *YEARS[3:])
    for day in range(2, 7):
        outcome = six.run(day)
        assert outcome.kind is OutcomeKind.NOTHING_NEW
        assert (outcome.unchanged, outcome.missing, outcome.withdrawn) == (3, 0, 0)
        assert "3 reports as before, and no longer listed" in outcome.reason
        assert six.codes().count("unlisted") == (3 if day == 2 else 0)
    assert town.paths.count("/bg/2019.html") == 6
    assert six.states()["2019.html"] is PageState.UNLISTED
    put_list(town, *YEARS)
    assert six.run(7).unchanged == 6


def test_an_unlisted_report_that_says_it_is_gone_is_withdrawn_after_three_days(
    town, six
):
    """Its page's own answer counts, on three days."""
    put_list(town, *YEARS[1:])
    six.run(2)
    town.put("/bg/2019.html", _GONE)
    found = [six.run(day) for day in (3, 4, 5, 6)]
    assert [outcome.missing for outcome in found] == [1, 1, 0, 0]
    assert [outcome.withdrawn for outcome in found] == [0, 0, 1, 0]
    assert {outcome.kind for outcome in found} == {OutcomeKind.NOTHING_NEW}


def test_an_unlisted_report_is_revised_as_any_other(town, six):
    """A new text is news, whatever the list says."""
    put_list(town, *YEARS[1:])
    six.run(2)
    town.put_report("/bg/2019.html", name(2019)[1], "补充办理案件12件，整改隐患5处。")
    assert six.run(3).revised == 1
    assert six.states()["2019.html"] is PageState.REVISED
    assert six.run(4).kind is OutcomeKind.NOTHING_NEW
    assert six.states()["2019.html"] is PageState.UNLISTED


def test_a_column_that_shows_another_columns_rows_has_another_layout(town, six):
    """As many as before, night after night; the reports stay as they are."""
    town.put_list(*((f"n{at}.html", f"演示镇工作动态第{at}期") for at in range(6)))
    for day in (2, 3, 4, 5):
        outcome = six.run(day)
        assert outcome.kind is OutcomeKind.LAYOUT_CHANGED
        assert (outcome.unchanged, outcome.missing) == (6, 0)
        assert six.codes() == ["layout_changed"]
    assert set(six.states().values()) == {PageState.UNCHANGED}


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, "<script>var arg1='3E40';document.cookie='acw_sc__v2='+arg1;</script>"),
        (
            200,
            "<html><p>请稍后再来，本页面正在为您准备内容，感谢您的耐心等候。</p></html>",
        ),
        (403, "no"),
        (404, "not found"),
        (200, _GONE),
    ],
)
def test_pages_that_all_turn_in_one_night_are_walled(town, six, status, body):
    """One issue and one outcome; none of the reports is missing, and all are as before afterwards."""
    usual = dict(town.pages)
    for year in YEARS:
        town.put(f"/bg/{year}.html", body, status)
    for day in (2, 3, 4, 5):
        outcome = six.run(day)
        assert outcome.kind is OutcomeKind.BLOCKED
        assert (outcome.missing, outcome.withdrawn, outcome.revised) == (0, 0, 0)
        assert six.codes().count("blocked") == 1
    town.pages.update(usual)
    assert six.run(6).unchanged == 6


def test_a_site_that_moved_its_pages_is_rebuilt(town, six):
    """Their old addresses are gone, and the list names others: one event."""
    for year in YEARS:
        town.pages.pop(f"/bg/{year}.html")
        town.put_report(f"/new/{year}.html", name(year)[1], f"办理案件{year}件。")
    rows = [(f"/new/{year}.html", name(year)[1]) for year in YEARS]
    town.put_list(*rows)
    outcome = six.run(2)
    assert (outcome.kind, outcome.new) == (OutcomeKind.LAYOUT_CHANGED, 6)
    assert outcome.missing == 0


def test_a_page_that_leads_home_is_gone_and_many_that_do_are_not(town, six):
    """One counts as missing."""
    town.put("/", "<html><body>" + "<p>欢迎访问演示镇人民政府网站。</p>" * 30)
    town.put("/bg/2019.html", "", 302, Location="/")
    assert six.run(2).missing == 1
    for year in YEARS:
        town.put(f"/bg/{year}.html", "", 302, Location="/")
    assert six.run(3).kind is OutcomeKind.BLOCKED
    assert six.states()["2024.html"] is PageState.UNCHANGED


def test_one_notice_at_several_new_addresses_is_no_report(town, tmp_path):
    """Nothing but the list calls it one; a number that differs makes no other words of it."""
    put_list(town, *YEARS)
    for year in YEARS:
        words = "本平台正在为您准备页面内容，感谢耐心等候，编号" * 3
        town.put(f"/bg/{year}.html", f"<html><p>{words}{year}</p></html>" + " " * 600)
    nights = Nights(Home.open(str(tmp_path)), source(town))
    outcome = nights.run(1)
    assert (outcome.kind, outcome.new) == (OutcomeKind.BLOCKED, 0)
    assert set(nights.codes()) == {"blocked"}


def test_the_budget_bounds_what_is_asked_beside_the_list(town, six):
    """What is left out is told, keeps its state, and comes first in the next night."""
    put_list(town, *YEARS[3:])
    six.run(2)
    bounded = source(town, page_budget=6)
    six.sources = (bounded,)
    outcome = six.run(3)
    assert outcome.left_out == 2
    assert "2 pages left out: the budget of 6 requests" in outcome.reason
    first = town.paths[-1]
    six.run(4)
    assert town.paths[-1] in {f"/bg/{year}.html" for year in YEARS[:3]} - {first}


def move(town: TownSite, *years: int) -> None:
    """Move reports to new addresses, to which the old ones lead, and which the list names."""
    rows = ""
    for year in YEARS:
        href, title = name(year)
        if year in years:
            town.put_report(f"/xx/{href}", title, f"办理案件{year}件。")
            town.put(f"/bg/{href}", "", 301, Location=f"/xx/{href}")
            href = f"/xx/{href}"
        rows += f"<li><a href='{href}'>{title}</a><span>{year + 1}-01-20</span></li>"
    town.put("/bg/", f"<html><body><ul>{rows}</ul></body></html>")


@pytest.mark.parametrize("moved", [tuple(YEARS), (2024,)])
def test_a_report_whose_address_leads_to_another_of_the_list_is_the_same(
    town, six, moved
):
    """It keeps its identity under the new address, and is told once; nothing is new, missing or double."""
    before = six.states()
    move(town, *moved)
    outcome = six.run(2)
    assert outcome.kind is OutcomeKind.NOTHING_NEW
    assert (outcome.new, outcome.unchanged, outcome.missing) == (0, 6, 0)
    assert f"{len(moved)} report" in outcome.reason
    assert "as before at a new address" in outcome.reason
    assert six.codes() == ["moved"] * len(moved)
    assert len(six.states()) == len(before)
    for day in (3, 4):
        outcome = six.run(day)
        assert outcome.kind is OutcomeKind.NOTHING_NEW
        assert (outcome.new, outcome.unchanged) == (0, 6)
        assert six.codes() == []
    town.put_report("/xx/2024.html", name(2024)[1], "补充办理案件12件，整改隐患5处。")
    assert six.run(5).revised == 1


def test_a_copy_under_another_address_is_a_report_of_its_own(town, six):
    """While the old address gives its own page, nothing moved."""
    town.put_report("/xx/2024.html", name(2024)[1], "办理案件2024件。")
    rows = ""
    for year in YEARS:
        at = "/xx/2024.html" if year == 2024 else name(year)[0]
        rows += f"<li><a href='{at}'>{name(year)[1]}</a></li>"
    town.put("/bg/", f"<html><body><ul>{rows}</ul></body></html>")
    outcome = six.run(2)
    assert outcome.new == 1
    assert "1 report as before, and no longer listed" in outcome.reason


def test_a_list_whose_pages_were_never_there_has_another_layout(town, tmp_path):
    """Their addresses are made wrongly: that is no quiet night."""
    put_list(town, *YEARS)
    nights = Nights(Home.open(str(tmp_path)), source(town))
    outcome = nights.run(1)
    assert outcome.kind is OutcomeKind.LAYOUT_CHANGED
    assert "all 6 pages that the list names are not there" in outcome.reason
    assert nights.codes().count("layout_changed") == 1
    href, title = name(2024)
    town.put_report(f"/bg/{href}", title, "办理案件1件。")
    assert nights.run(2).kind is OutcomeKind.NEW
