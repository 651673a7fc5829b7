"""Politeness over whole runs: pauses that hosts ask for, quiet hours, seasons, budgets, locks and old TLS."""

import threading
import time
from contextlib import closing
from datetime import timedelta

import pytest

from tasks.crawl.host import crawl_host
from tasks.crawl.host_client import HostTakenError
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.run import OutcomeKind, PageState, Run
from tests.world.locks import lock_host
from tests.world.town import FIRST_NIGHT, Nights, TownSite, source

pytestmark = pytest.mark.usefixtures("without_run")


def put_years(town, count: int) -> list[str]:
    """Set a list of so many reports; gives their paths."""
    names = [f"{number}.html" for number in range(count)]
    town.put_list(
        *(
            (name, f"演示镇{2010 + at}年法治政府建设年度报告")
            for at, name in enumerate(names)
        )
    )
    for at, name in enumerate(names):
        town.put_report(
            f"/bg/{name}", f"演示镇{2010 + at}年法治政府建设年度报告", f"第{at}项"
        )
    return [f"/bg/{name}" for name in names]


def test_a_long_pause_that_the_host_asks_for_ends_its_run(town, tmp_path):
    """Nothing more is sent, the outcome says until when, and nothing counts as missing."""
    paths = put_years(town, 5)
    nights = Nights(Home.open(str(tmp_path)), source(town))
    nights.run(1)
    asked = len(town.asked)
    town.put(paths[1], "busy", 503, Retry_After="7200")
    town.put_list(
        *(
            (path.rpartition("/")[2], "演示镇2012年法治政府建设年度报告")
            for path in paths[:4]
        )
    )
    outcome = nights.run(2)
    assert len(town.asked) == asked + 4  # robots.txt, the list, and two pages
    assert (
        "2 pages left out: the host asks to be left alone until 2026-03-03 04:00 Beijing time"
        in outcome.reason
    )
    assert outcome.missing == 0
    assert nights.codes() == ["unreachable", "postponed", "fewer_links"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/bg/", OutcomeKind.BLOCKED), ("/robots.txt", OutcomeKind.POSTPONED)],
)
def test_a_pause_at_the_first_request_is_the_outcome(town, nights, path, kind):
    """Blocked or put off for now, with the time."""
    town.put(path, "slow down", 429, Retry_After="3600")
    outcome = nights.run(1)
    assert outcome.kind is kind
    assert "until 2026-03-02 03:00 Beijing time" in outcome.reason
    assert town.paths[-1] == path


def test_robots_txt_that_fails_puts_off_until_it_answers(town, nights):
    """The next run asks again."""
    town.put("/robots.txt", "down", 500)
    assert nights.run(1).kind is OutcomeKind.POSTPONED
    del town.pages["/robots.txt"]
    assert nights.run(2).kind is OutcomeKind.NEW


def test_a_source_that_nobody_has_asked_does_not_wait_for_its_season(town, tmp_path):
    """Its quiet hours are kept; the second night is out of season."""
    put_years(town, 1)
    home = Home.open(str(tmp_path))
    quiet = Nights(home, source(town, season="seasonal", quiet_hours="01:00-05:00"))
    assert quiet.run(122).kind is OutcomeKind.NOT_DUE
    summer = Nights(home, source(town, season="seasonal"))
    kinds = [summer.run(day).kind for day in range(123, 129)]
    assert kinds[0] is OutcomeKind.NEW
    assert kinds[1:].count(OutcomeKind.NOT_DUE) >= 4


def test_quiet_hours_and_seasons_are_no_failures(town, tmp_path):
    """Nothing is asked, nothing counts as missing, and the run before keeps its word on the tables."""
    put_years(town, 1)
    home = Home.open(str(tmp_path))
    Nights(home, source(town, volume_min=9)).run(1)
    before = len(town.asked)
    quiet = Nights(home, source(town, quiet_hours="01:00-05:00"))
    outcome = quiet.run(2)
    assert (outcome.kind, outcome.failed) == (OutcomeKind.NOT_DUE, False)
    assert outcome.reason == "not due: quiet hours 01:00-05:00 (Beijing time)"
    assert quiet.codes() == ["volume_below_unverified"]
    summer = Nights(home, source(town, season="seasonal"))
    nights_off = [summer.run(day) for day in range(122, 129)]
    assert [one.kind for one in nights_off].count(OutcomeKind.NOT_DUE) == 6
    off = next(one for one in nights_off if one.kind is OutcomeKind.NOT_DUE)
    assert off.reason.startswith("not due: out of its season, next on 2026-07-")
    assert len(town.asked) == before + 3
    assert summer.states() == {"0.html": PageState.UNCHANGED}


def test_a_budget_of_requests_ends_the_run_of_its_source(town, tmp_path):
    """What was left out is reported, and nothing counts as missing."""
    put_years(town, 4)
    nights = Nights(Home.open(str(tmp_path)), source(town, page_budget=4))
    outcome = nights.run(1)
    assert (outcome.kind, outcome.new, outcome.failed) == (OutcomeKind.NEW, 2, False)
    assert "2 pages left out: the budget of 4 requests is used up" in outcome.reason
    assert len(town.asked) == 4
    assert "postponed" in nights.codes()
    assert nights.run(2).missing == 0


def test_a_budget_of_time_ends_it_too(town, tmp_path):
    """A slow answer uses it up, and what follows waits for another night."""
    put_years(town, 4)
    slow = source(town, time_budget=0.3)
    answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    def dawdle(connection):
        time.sleep(0.4)
        connection.sendall(answer)

    town.raw["/bg/0.html"] = dawdle
    outcome = Nights(Home.open(str(tmp_path)), slow).run(1)
    assert (outcome.kind, outcome.failed, outcome.missing) == (
        OutcomeKind.NOTHING_NEW,
        False,
        0,
    )
    assert "3 pages left out: the budget of 0.3 seconds is used up" in outcome.reason


def test_a_delay_that_outlasts_the_budget_is_not_waited_for(town, tmp_path):
    """Whatever robots.txt asks for."""
    put_years(town, 1)
    town.pages["/robots.txt"] = (
        200,
        {"Content-Type": "text/plain"},
        b"User-agent: *\nCrawl-delay: 50",
    )
    outcome = Nights(Home.open(str(tmp_path)), source(town, time_budget=20)).run(1)
    assert outcome.kind is OutcomeKind.POSTPONED
    assert (
        "the host's delay of 50 seconds outlasts the budget of 20 seconds"
        in outcome.reason
    )
    assert town.paths == ["/robots.txt"]


def test_one_source_s_budget_is_not_another_s(town, nights):
    """Two sources of one host have their own."""
    town.put_list(("/bg/a.html", "演示镇2025年法治政府建设年度报告"), path="/x/")
    first = source(town, page_budget=2)
    one, two = Nights(
        nights.home, first, source(town, id="other", column=town.url("/x/"))
    ).run_all(1)
    assert one.kind is OutcomeKind.POSTPONED
    assert (two.kind, two.new) == (OutcomeKind.NEW, 1)


def test_with_a_limit_nothing_beside_the_list_is_asked_for(town, tmp_path):
    """Not even when the list is shorter than the limit."""
    put_years(town, 3)
    nights = Nights(Home.open(str(tmp_path)), source(town))
    nights.run(1)
    town.put_list(("0.html", "演示镇2010年法治政府建设年度报告"))
    for limit in (1, 9):
        (outcome,) = nights.run_all(2, limit=limit)
        assert (outcome.unchanged, outcome.missing) == (1, 0)
        assert PageState.UNLISTED not in nights.states().values()
    nights.run(3)
    assert list(nights.states().values()).count(PageState.UNLISTED) == 2


def test_trouble_doubles_the_pause_and_good_answers_shorten_it(town, tmp_path):
    """Each failure doubles it, each good answer takes a tenth off, down to the source's own."""
    paths = put_years(town, 6)
    for path in paths[:2]:
        town.put(path, "trouble", 500)
    nights = Nights(Home.open(str(tmp_path)), source(town, delay=0.02))
    nights.run(1)
    with closing(Ledger(nights.home.ledger_url)) as ledger:
        pauses = [round(row.delay, 4) for row in ledger.iter_fetches()]
    assert pauses == [0.0, 0.02, 0.02, 0.04, 0.08, 0.072, 0.0648, 0.0583]
    gaps = [
        later - earlier
        for earlier, later in zip(town.times, town.times[1:], strict=False)
    ]
    assert gaps[3] > 0.05


def run_of(home: Home, number: int) -> Run:
    """Make a run of the first night."""
    return Run(
        f"20260302T020000-{number:04d}",
        FIRST_NIGHT + timedelta(seconds=number),
        str(home.root),
        home.ledger_url,
    )


def test_two_workers_never_are_at_one_host(town, nights):
    """The second one sends nothing, and its outcome says who was there."""
    home, town_source = nights.home, nights.sources[0]
    with lock_host(home.locks, town.host, run_of(home, 1)) as stale:
        assert stale == ""
        (outcome,) = crawl_host.fn(run_of(home, 2), town.host, [town_source])
    assert outcome.kind is OutcomeKind.POSTPONED
    assert not outcome.failed
    assert "run 20260302T020000-0001, process" in outcome.reason
    assert town.asked == []
    (outcome,) = crawl_host.fn(run_of(home, 3), town.host, [town_source])
    assert outcome.kind is OutcomeKind.NEW


def test_a_lock_of_a_dead_worker_is_taken_over(nights):
    """Whose it was is said; the kernel frees what a process held, its words stay."""
    folder = nights.home.locks
    folder.mkdir(parents=True)
    (folder / "example.cn.lock").write_text(
        "run before, process 4 on elsewhere", encoding="utf-8"
    )
    with lock_host(folder, "example.cn", run_of(nights.home, 1)) as stale:
        assert stale == "run before, process 4 on elsewhere"
        failed = []

        def second() -> None:
            try:
                with lock_host(folder, "example.cn", run_of(nights.home, 2)):
                    pass
            except HostTakenError as error:
                failed.append(str(error))

        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
        assert failed[0].startswith("run 20260302T020000-0001")
    with lock_host(folder, "example.cn", run_of(nights.home, 3)) as stale:
        assert stale == ""


def test_another_host_of_a_source_is_asked_by_one_run_only(town, nights):
    """While another run is at it, its pages wait for the next run with the reason.

    Nothing is sent, nothing lost.
    """
    names = "演示镇2025年法治政府建设年度报告", "演示镇2024年法治政府建设年度报告"
    with closing(TownSite()) as other:
        other.put_report("/b.html", names[1])
        town.put_list(("a.html", names[0]), (other.url("/b.html"), names[1]))
        home, wide = nights.home, source(town, hosts=(other.host,))
        with lock_host(home.locks, other.host, run_of(home, 1)):
            (outcome,) = crawl_host.fn(run_of(home, 2), town.host, [wide])
        assert (outcome.kind, outcome.new) == (OutcomeKind.NEW, 1)
        assert (
            f"1 page left out: another worker is at {other.host} (run 20260302T020000-0001"
            in outcome.reason
        )
        assert other.asked == []
        (outcome,) = crawl_host.fn(run_of(home, 3), town.host, [wide])
        assert "left out" not in outcome.reason
        assert other.paths == ["/robots.txt", "/b.html"]
