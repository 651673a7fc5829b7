"""States and alerts: the canary, bands, evidence of absence, stubs, challenges and returns."""

import pytest

from tasks.archive.warc import Archive
from tasks.home import Home
from tasks.model.run import OutcomeKind, PageState
from tests.world.town import BODY, Nights, TownSite, source

TITLE = "演示镇2025年法治政府建设年度报告"
OLDER = "演示镇2024年法治政府建设年度报告"
FILLER = (
    "全镇各村各单位按照年初的部署，把各项任务分解到月，逐项落实到人，按季度检查进度，年底一并考核。"
    * 8
)


@pytest.fixture
def two(town: TownSite, nights: Nights) -> Nights:
    """Add an older report to the site, and see both for the first time on two nights, the older one first."""
    town.put_report("/bg/old.html", OLDER, FILLER)
    town.put_list(("old.html", OLDER))
    nights.run(1)
    town.put_list(("a.html", TITLE), ("old.html", OLDER))
    nights.run(2)
    return nights


def test_the_oldest_report_is_the_canary_where_none_is_named(town, two):
    """A redesign that the reader does not understand is an alert, whatever else was found."""
    town.put(
        "/bg/old.html",
        f"<html><title>{OLDER}</title><h1>{OLDER}</h1><div id='x'>{BODY[0]}</div></html>"
        + " " * 600,
    )
    outcome = two.run(3)
    assert outcome.kind is OutcomeKind.LAYOUT_CHANGED
    assert outcome.failed
    assert "the canary no longer reads as before: its text has" in outcome.reason
    assert "redesign" in two.codes()


def test_another_report_that_is_cut_to_half_is_no_redesign(town, two):
    """Only the canary stands for the site."""
    town.put_report("/bg/a.html", TITLE)
    town.put(
        "/bg/a.html",
        f"<html><title>{TITLE}</title><h1>{TITLE}</h1><p>{BODY[0]}</p></html>"
        + " " * 600,
    )
    outcome = two.run(3)
    assert (outcome.kind, outcome.revised) == (OutcomeKind.NEW, 1)


def test_a_canary_that_is_gone_says_nothing_of_the_layout(town, two):
    """It is missing, and the next oldest report takes its place."""
    del town.pages["/bg/old.html"]
    outcome = two.run(3)
    assert (outcome.kind, outcome.missing) == (OutcomeKind.NOTHING_NEW, 1)
    town.put_report("/bg/a.html", "演示镇2025年政府信息公开工作年度报告")
    assert two.run(4).kind is OutcomeKind.LAYOUT_CHANGED


def test_a_named_canary_is_fetched_every_run_though_no_list_names_it(town, tmp_path):
    """Once a night, through the same path, and it never counts as gone from the list."""
    town.put_list(("a.html", TITLE))
    for path, title in (("/bg/a.html", TITLE), ("/bg/2019/old.html", OLDER)):
        town.put_report(path, title, FILLER)
    nights = Nights(
        Home.open(str(tmp_path)),
        source(town, canary=f"http://{town.host}/bg/2019/old.html"),
    )
    assert nights.run(1).new == 2
    outcome = nights.run(2)
    assert (outcome.unchanged, outcome.missing) == (2, 0)
    assert town.paths.count("/bg/2019/old.html") == 2
    town.put(
        "/bg/2019/old.html",
        "<html><title>演示镇</title><body>" + "<p>欢迎访问演示镇人民政府网站</p>" * 40,
    )
    assert nights.run(3).kind is OutcomeKind.LAYOUT_CHANGED
    assert "it is other now" in nights.evidence("redesign")


def test_a_canary_on_the_list_is_not_fetched_twice(town, tmp_path):
    """The list's wording of it is kept."""
    town.put_list(("a.html", TITLE))
    town.put_report("/bg/a.html", TITLE)
    nights = Nights(
        Home.open(str(tmp_path)), source(town, canary=f"http://{town.host}/bg/a.html")
    )
    nights.run(1)
    assert town.paths.count("/bg/a.html") == 1


def test_volume_below_the_band_is_an_error_and_above_it_a_warning(town, tmp_path):
    """The reason says so too, where links are lacking."""
    town.put_list(("a.html", TITLE), ("b.html", "演示镇工作动态"))
    town.put_report("/bg/a.html", TITLE)
    few = Nights(
        Home.open(str(tmp_path / "few")), source(town, volume_min=3, verified=True)
    )
    assert "2 links, at least 3 expected" in few.run(1).reason
    many = Nights(Home.open(str(tmp_path / "many")), source(town, volume_max=1))
    assert many.run(1).kind is OutcomeKind.NEW
    assert [
        (row.issue.code, row.issue.severity)
        for row in [*few.problems(), *many.problems()]
    ] == [
        ("volume_below", "error"),
        ("volume_above", "warning"),
    ]


def test_a_guessed_band_is_a_warning_until_someone_verified_it(town, tmp_path):
    """The outcome is what it would be without a band."""
    town.put_list(("a.html", TITLE), ("b.html", "演示镇工作动态"))
    town.put_report("/bg/a.html", TITLE)
    guessed = Nights(
        Home.open(str(tmp_path)), source(town, volume_min=3, verified=False)
    )
    outcome = guessed.run(1)
    assert (outcome.kind, outcome.failed, outcome.new) == (OutcomeKind.NEW, False, 1)
    ((code, severity),) = [
        (row.issue.code, row.issue.severity) for row in guessed.problems()
    ]
    assert (code, severity) == ("volume_below_unverified", "warning")


def test_a_list_that_shrinks_is_reported_with_its_trace(town, two):
    """Compared with the last night on which a list was seen, not with one on which the site was down."""
    list_page = town.pages["/bg/"]
    town.put("/bg/", "down", 503)
    two.run(3)
    town.pages["/bg/"] = list_page
    town.put_list(("a.html", TITLE))
    outcome = two.run(4)
    assert "fewer links than last time (1 of 2)" in outcome.reason
    assert two.codes() == ["unlisted", "fewer_links"]


def test_an_unlisted_report_is_proved_by_the_archived_list_and_its_page(town, two):
    """The issue names the page's record, and each list page of that run, which show the list without it."""
    town.put_list(("a.html", TITLE))
    two.run(3)
    words = two.evidence("unlisted")
    own, place = words.split("archived list pages: ")
    file, _, offset = own.partition("archived: ")[2].partition(";")[0].partition(" at ")
    with Archive(two.home.archive) as archive:
        assert archive.read(file, int(offset)).body == town.pages["/bg/old.html"][2]
    file, _, offset = place.partition(" at ")
    with Archive(two.home.archive) as archive:
        page = archive.read(file, int(offset))
    assert "a.html" in page.body.decode()
    assert "old.html" not in page.body.decode()


def test_absence_of_a_page_is_proved_by_its_own_answer(town, two):
    """The archived 404."""
    del town.pages["/bg/old.html"]
    two.run(3)
    file, _, offset = (
        two.evidence("missing")
        .partition("archived: ")[2]
        .partition(";")[0]
        .partition(" at ")
    )
    with Archive(two.home.archive) as archive:
        assert archive.read(file, int(offset)).status == 404


def test_a_stub_is_no_page_and_says_nothing_of_one(town, two):
    """Neither is a report that becomes one missing, nor a link that leads to one dead."""
    stub = (
        "<html><head><title>演示镇</title></head><body><div>加载中</div></body></html>"
    )
    town.put("/bg/old.html", stub)
    town.put("/bg/c.html", stub)
    town.put_list(
        ("a.html", TITLE),
        ("old.html", OLDER),
        ("c.html", "演示镇2023年法治政府建设年度报告"),
    )
    outcome = two.run(3)
    assert (outcome.missing, outcome.new) == (0, 0)
    assert two.codes() == ["blocked", "blocked"]
    assert two.states()["old.html"] is PageState.BLOCKED


def test_a_page_that_only_hands_out_a_file_is_no_stub(town, nights):
    """However short it is: its text is the file's, and without the file it cannot be read."""
    town.put(
        "/bg/a.html",
        f"<html><h1>{TITLE}</h1><a href='P020260101.txt'>附件.doc</a></html>",
    )
    nights.run(1)
    assert sorted(nights.codes()) == ["attachment_lost", "no_text"]
    town.put(
        "/bg/P020260101.txt",
        "\n".join((TITLE, *BODY)),
        **{"Content-Type": "text/plain"},
    )
    assert nights.run(2).new == 1


@pytest.mark.parametrize(
    ("status", "body", "headers", "kind"),
    [
        (
            200,
            "<html><title>安全验证</title><p>请完成安全验证后继续访问</p></html>",
            {},
            "challenge",
        ),
        (
            302,
            "",
            {"Location": "/bg/a.html", "Set_Cookie": "CT6T=1"},
            "cookie_challenge",
        ),
        (412, "<script>$_ts={}</script>", {}, "ruishu"),
        (521, "<script>document.cookie='__jsl_clearance_s=1'</script>", {}, "jiasule"),
    ],
)
def test_a_challenge_in_the_place_of_a_report_is_a_block(
    town, nights, status, body, headers, kind
):
    """The report keeps its last good capture, and is neither missing nor revised."""
    nights.run(1)
    town.put("/bg/a.html", body, status, **headers)
    outcome = nights.run(2)
    assert outcome.kind is OutcomeKind.BLOCKED
    assert f"blocked({kind})" in outcome.reason
    assert (outcome.missing, outcome.revised) == (0, 0)
    assert nights.states() == {"a.html": PageState.BLOCKED}


def test_cookies_that_are_wanted_back_over_two_addresses_are_a_challenge(town, nights):
    """The circle ends at once."""
    town.put("/bg/a.html", "", 302, Location="/check", Set_Cookie="CT6T=1")
    town.put("/check", "", 302, Location="/bg/a.html")
    assert nights.run(1).kind is OutcomeKind.BLOCKED
    assert town.paths.count("/bg/a.html") == 1


def test_a_report_that_comes_back_is_reported(town, two):
    """As before, and in the reason."""
    report = town.pages.pop("/bg/old.html")
    for day in (3, 4, 5):
        two.run(day)
    assert two.states()["old.html"] is PageState.WITHDRAWN
    town.pages["/bg/old.html"] = report
    outcome = two.run(6)
    assert "1 back again" in outcome.reason
    assert two.evidence("returned").startswith("withdrawn before")
    assert two.states()["old.html"] is PageState.UNCHANGED


def test_a_date_of_the_epoch_is_no_date(town, nights):
    """A time stamp of zero that a list prints."""
    town.put(
        "/bg/",
        f"<ul><li><a href='t19700101_1.html'>{TITLE}</a><span>1970-01-01</span></li></ul>",
    )
    town.put_report("/bg/t19700101_1.html", TITLE)
    assert nights.run(1).new == 1
    assert nights.listed() == [None]
