"""One host crawled over several nights, against a real server on loopback."""

import logging
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tasks.crawl import HostCrawl
from tasks.model.document import Document
from tasks.model.run import BEIJING, Run
from tasks.model.source import Family, Source
from tasks.model.state import Outcome, OutcomeKind, PageState
from tasks.store.layout import Home
from tasks.store.ledger import Ledger
from tasks.store.warc import Archive
from tasks.text.convert import convert
from tasks.web.session import Limits, PoliteSession
from tests.web.server import Site

FIRST_NIGHT = datetime(2026, 3, 2, 2, tzinfo=BEIJING)
BODY = (
    "现将我镇2025年法治政府建设情况报告如下：",
    "一、主要举措和成效",
    "全年开展法治宣传活动12场次，发放资料3000余份，受理调解案件86件，办结率为百分之百，群众的满意度有了新的提高。",
    "二、存在的不足和原因",
    "执法队伍的力量还不够强，部分干部运用法治思维解决问题的能力仍有欠缺，需要在今后的工作中加以改进。",
)


class TownSite(Site):
    """A site with a list and reports as a town publishes them."""

    def put_list(self, *entries: tuple[str, str], path: str = "/bg/") -> None:
        """Set a list page."""
        rows = "".join(f'<li><a href="{href}">{title}</a><span>2026-01-20</span></li>' for href, title in entries)
        self.put(path, f"<html><body><ul>{rows}</ul></body></html>")

    def put_report(self, path: str, title: str, *more: str, clock: str = "", **headers: str) -> None:
        """Set a report's page, with further paragraphs and something that changes in its chrome."""
        paragraphs = "".join(f"<p>{line}</p>" for line in (*BODY, *more))
        self.put(
            path,
            f"<html><head><title>{title}</title><meta name='ArticleTitle' content='{title}'></head><body>"
            f"<div class='top'>{clock}</div><h1>{title}</h1><div class='TRS_Editor'>{paragraphs}</div></body></html>",
            200,
            **headers,
        )


@pytest.fixture
def site() -> Iterator[TownSite]:
    """Serve a town's site while a test runs."""
    made = TownSite()
    yield made
    made.close()


class Nights:
    """Runs one source night after night in one home."""

    def __init__(self, home: Home, *sources: Source) -> None:
        self.home, self.sources, self.runs = home, sources, 0

    def run(self, day: int, *, finish: bool = True) -> Outcome:
        """Crawl the first source on the night of a day; without `finish` as if the run had been killed."""
        return self.run_all(day, finish=finish)[0]

    def run_all(self, day: int, *, finish: bool = True) -> list[Outcome]:
        """Crawl all sources."""
        self.runs += 1
        start = FIRST_NIGHT + timedelta(days=day - 1)
        run = Run(f"{start:%Y%m%dT%H%M%S}-{self.runs:04d}", start, str(self.home.root), self.home.ledger_url)
        with (
            closing(Ledger(run.database_url)) as ledger,
            Archive(self.home.archive) as archive,
            PoliteSession(run.now, Limits(attempts=1, connect=1, read=1, deadline=2)) as session,
        ):
            ledger.start_run(run)
            crawl = HostCrawl(
                run,
                self.sources[0].host,
                ledger=ledger,
                archive=archive,
                session=session,
                log=logging.getLogger("test"),
            )
            outcomes = crawl.crawl(self.sources)
            if finish:
                ledger.finish_run(run.run_id, run.now())
        return outcomes

    def states(self) -> dict[str, PageState]:
        """Give the state of each report by its file name."""
        with closing(Ledger(self.home.ledger_url)) as ledger:
            return {page.url.rpartition("/")[2]: page.state for page in ledger.pages()}

    def codes(self) -> list[str]:
        """Give the codes of the problems that the last run noticed."""
        with closing(Ledger(self.home.ledger_url)) as ledger:
            return [problem.issue.code for problem in ledger.problems()]


def source(site: TownSite, **values: object) -> Source:
    """Make a source for a site on loopback."""
    known = {
        "id": "demo",
        "name": "演示镇",
        "organ": "演示镇人民政府",
        "family": Family.STATIC,
        "column": f"http://{site.host}/bg/",
        "delay": 0.0,
        "allow_private": True,
    }
    return Source.model_validate(known | values)


@pytest.fixture
def nights(site, tmp_path) -> Nights:
    """Set up a site with one report and one look-alike."""
    site.put_list(("a.html", "演示镇2025年法治政府建设年度报告"), ("b.html", "演示镇2025年政府信息公开工作年度报告"))
    site.put_report("/bg/a.html", "演示镇2025年法治政府建设年度报告")
    return Nights(Home.open(str(tmp_path)), source(site))


def test_a_new_report_is_captured_and_a_look_alike_is_not_even_fetched(site, nights):
    """The first night captures the report and tells the rest of the list apart by title."""
    outcome = nights.run(1)
    assert (outcome.kind, outcome.new, outcome.links, outcome.relevant) == (OutcomeKind.NEW, 1, 2, 1)
    assert nights.states() == {"a.html": PageState.NEW}
    assert site.paths == ["/robots.txt", "/bg/", "/bg/a.html"]
    with closing(Ledger(nights.home.ledger_url)) as ledger, Archive(nights.home.archive) as archive:
        (capture,) = ledger.captures_to_read("x")
        assert archive.read(capture.warc_file, capture.warc_offset).body == site.pages["/bg/a.html"][2]


def test_a_second_night_explains_its_zero(nights):
    """Nothing new is an outcome with counts, and the same bytes become a revisit record."""
    nights.run(1)
    outcome = nights.run(2)
    assert outcome.kind is OutcomeKind.NOTHING_NEW
    assert outcome.reason == "nothing new: list unchanged (2 links on 1 page, 1 report as before)"
    assert nights.states() == {"a.html": PageState.UNCHANGED}


def test_a_clock_in_the_chrome_makes_no_revision_but_a_changed_sentence_does(site, nights):
    """Revisions are decided by the clean text."""
    nights.run(1)
    site.put_report("/bg/a.html", "演示镇2025年法治政府建设年度报告", clock="您是第8851位访客")
    assert nights.run(2).kind is OutcomeKind.NOTHING_NEW
    site.put_report("/bg/a.html", "演示镇2025年法治政府建设年度报告", "三、下一年度主要安排", "继续开展执法监督。")
    outcome = nights.run(3)
    assert (outcome.kind, outcome.revised) == (OutcomeKind.NEW, 1)
    with closing(Ledger(nights.home.ledger_url)) as ledger:
        assert [capture.revision for capture in ledger.latest_captures()] == [2]
        assert ledger.pages()[0].first_seen_at == FIRST_NIGHT


def test_a_conditional_request_that_answers_304_reads_as_the_body_it_confirms(site, nights):
    """Validators are sent back, and the 304 is archived as a revisit."""
    site.put_report("/bg/a.html", "演示镇2025年法治政府建设年度报告", ETag='"v1"')
    nights.run(1)
    assert nights.run(2).unchanged == 1
    assert site.asked[-1][1]["if-none-match"] == '"v1"'
    with closing(Ledger(nights.home.ledger_url)) as ledger, Archive(nights.home.archive) as archive:
        last = list(ledger.fetches())[-1]
        assert (last.status, last.outcome) == (304, "not modified")
        assert archive.read(last.warc_file or "", last.warc_offset or 0).body == site.pages["/bg/a.html"][2]


def test_a_report_is_withdrawn_after_three_days_and_comes_back(site, nights):
    """Runs of one day count once; the last good capture stays; a page that returns is as before."""
    nights.run(1)
    report = site.pages.pop("/bg/a.html")
    assert nights.run(2).missing == 1
    assert nights.run(2).missing == 1
    assert nights.run(3).missing == 1
    assert nights.states() == {"a.html": PageState.MISSING}
    assert nights.run(4).withdrawn == 1
    assert nights.states() == {"a.html": PageState.WITHDRAWN}
    assert "withdrawn" in nights.codes()
    assert nights.run(5).withdrawn == 0
    with closing(Ledger(nights.home.ledger_url)) as ledger:
        assert len(ledger.latest_captures()) == 1
    site.pages["/bg/a.html"] = report
    assert nights.run(6).unchanged == 1
    assert nights.states() == {"a.html": PageState.UNCHANGED}


def test_a_report_gone_from_a_whole_list_is_missing_but_not_when_the_list_was_cut(site, nights):
    """Only a list that was seen whole can tell that a report has gone."""
    nights.run(1)
    site.put_list(("c.html", "演示镇2025年工作动态"))
    assert nights.run(2).missing == 1
    site.put(
        "/bg/",
        "<ul><li><a href='c.html'>演示镇2025年工作动态</a>2026-01-20</li></ul><a href='2.html'>下一页</a>",
    )
    outcome = nights.run(3)
    assert (outcome.kind, outcome.missing) == (OutcomeKind.NOTHING_NEW, 0)
    assert "list not seen whole" in outcome.reason


def test_what_a_killed_run_captured_is_still_news_to_the_next(nights):
    """Both together say what one undisturbed run would have said."""
    nights.run(1, finish=False)
    outcome = nights.run(1)
    assert (outcome.kind, outcome.new) == (OutcomeKind.NEW, 1)
    assert nights.states() == {"a.html": PageState.NEW}


def test_a_dead_link_is_a_problem_and_no_missing_report(site, nights):
    """A page that never was there is the list's fault."""
    site.put_list(("gone.html", "演示镇2024年法治政府建设年度报告"))
    outcome = nights.run(1)
    assert outcome.kind is OutcomeKind.NOTHING_NEW
    assert "1 dead link" in outcome.reason
    assert nights.codes() == ["dead_link"]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (521, "<script>document.cookie=1</script>", OutcomeKind.BLOCKED),
        (412, "<script>$_ts={}</script>", OutcomeKind.BLOCKED),
        (200, "<html><body>访问过于频繁，请完成安全验证</body></html>", OutcomeKind.BLOCKED),
        (503, "down", OutcomeKind.UNREACHABLE),
        (200, "<html><body><p>welcome</p></body></html>", OutcomeKind.LAYOUT_CHANGED),
    ],
)
def test_a_list_that_is_no_list_is_never_an_empty_one(site, nights, status, body, kind):
    """Blocked, down and redesigned are three alerts, each archived."""
    site.put("/bg/", body, status)
    outcome = nights.run(1)
    assert outcome.kind is kind
    assert outcome.failed
    assert len(nights.codes()) == 1
    with closing(Ledger(nights.home.ledger_url)) as ledger:
        assert list(ledger.fetches())[-1].warc_file


def test_robots_txt_is_obeyed(site, nights):
    """A disallowed column is refused, a disallowed host is not asked for anything else."""
    site.pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: fazhi\nDisallow: /bg/\n")
    outcome = nights.run(1)
    assert outcome.kind is OutcomeKind.REFUSED
    assert site.paths == ["/robots.txt"]


def test_one_source_that_breaks_hides_no_other(site, tmp_path):
    """An unexpected error is an outcome of its own source, in the words of the error."""
    site.put_list(("a.html", "演示镇2025年法治政府建设年度报告"))
    site.put_report("/bg/a.html", "演示镇2025年法治政府建设年度报告")
    site.put("/gkmlpt/index", "window._CONFIG = {SID:'1', TREE: []}")
    broken = source(site, id="broken", family=Family.GKMLPT, column=f"http://{site.host}/gkmlpt/index")
    two = Nights(Home.open(str(tmp_path)), broken, source(site))
    first, second = two.run_all(1)
    assert (first.kind, second.kind) == (OutcomeKind.LAYOUT_CHANGED, OutcomeKind.NEW)


def test_a_file_that_no_reader_opens_is_archived_and_told(site, nights):
    """It costs no run, and is no report until it can be read."""
    site.pages["/bg/a.html"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7 ...")
    outcome = nights.run(1)
    assert (outcome.kind, outcome.problems) == (OutcomeKind.NOTHING_NEW, 1)
    assert nights.codes() == ["unsupported_type"]
    assert nights.states() == {}


def test_a_report_that_becomes_something_else_keeps_its_last_good_capture(site, nights):
    """And the operator is told."""
    nights.run(1)
    site.put_report("/bg/a.html", "演示镇2025年政府信息公开工作年度报告")
    nights.run(2)
    assert nights.codes() == ["no_longer_a_report"]
    assert nights.states() == {"a.html": PageState.NOT_A_REPORT}
    with closing(Ledger(nights.home.ledger_url)) as ledger:
        assert [capture.revision for capture in ledger.latest_captures()] == [1]


def test_a_digest_by_an_older_reader_makes_no_revision(site, nights):
    """The earlier bytes are read again with the present reader before a page is called revised."""
    nights.run(1)
    with closing(sqlite3.connect(nights.home.state / "ledger.sqlite")) as database:
        database.execute("UPDATE revisions SET text_sha256 = 'by an older reader'")
        database.commit()
    site.put_report("/bg/a.html", "演示镇2025年法治政府建设年度报告", clock="您是第8851位访客")
    assert nights.run(2).unchanged == 1


def test_a_page_that_breaks_the_reader_costs_neither_the_others_nor_silence(site, tmp_path, monkeypatch):
    """The outcome is a failure in the error's words, and what could be read was captured."""
    for name in ("a", "b"):
        site.put_report(f"/bg/{name}.html", f"{name}镇2025年法治政府建设年度报告")
    site.put_list(("a.html", "甲镇2025年法治政府建设年度报告"), ("b.html", "乙镇2025年法治政府建设年度报告"))
    nights = Nights(Home.open(str(tmp_path)), source(site))

    def broken(body: bytes, *, url: str, content_type: str) -> Document:
        if url.endswith("a.html"):
            raise KeyError("a fault of ours")
        return convert(body, url=url, content_type=content_type)

    monkeypatch.setattr("tasks.crawl.convert", broken)
    outcome = nights.run(1)
    assert (outcome.kind, outcome.new) == (OutcomeKind.FAILED, 1)
    assert "a fault of ours" in outcome.reason
    assert nights.codes() == ["reader_failed"]


def test_a_page_on_two_lists_is_fetched_once(site, tmp_path):
    """And it has not gone when only one of them drops it."""
    site.put_report("/bg/a.html", "演示镇2025年法治政府建设年度报告")
    entry = ("/bg/a.html", "演示镇2025年法治政府建设年度报告")
    for path in ("/bg/", "/sub/"):
        site.put_list(entry, path=path)
    nights = Nights(Home.open(str(tmp_path)), source(site), source(site, id="sub", column=f"http://{site.host}/sub/"))
    first, second = nights.run_all(1)
    assert (first.new, second.new) == (1, 0)
    assert site.paths.count("/bg/a.html") == 1
    site.put_list(("/bg/c.html", "演示镇工作动态"))
    assert [outcome.missing for outcome in nights.run_all(2)] == [0, 0]
    assert nights.states() == {"a.html": PageState.UNCHANGED}


def test_requests_to_a_host_are_paced(site, tmp_path):
    """By the longer of the source's delay and the host's crawl-delay."""
    site.pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nCrawl-delay: 0.05")
    site.put_list(("a.html", "演示镇2025年法治政府建设年度报告"))
    site.put_report("/bg/a.html", "演示镇2025年法治政府建设年度报告")
    nights = Nights(Home.open(str(tmp_path)), source(site, delay=0.01))
    nights.run(1)
    with closing(Ledger(nights.home.ledger_url)) as ledger:
        assert [row.delay for row in ledger.fetches()] == [0.0, 0.05, 0.05]


KILLED = """
import sys
from datetime import datetime
from tasks.crawl import crawl_host
from tasks.model.document import Document
from tasks.model.run import Run
from tasks.model.source import Source

pytestmark = pytest.mark.usefixtures("without_run")
source = Source.model_validate_json(sys.argv[1])
run = Run(sys.argv[2], datetime.fromisoformat(sys.argv[3]), sys.argv[4], sys.argv[5])
crawl_host.fn(run, source.host, [source])
"""


@pytest.mark.faults
def test_a_crawl_that_is_killed_and_run_again_ends_as_an_undisturbed_one(site, tmp_path):
    """SIGKILL in the middle of the pages: nothing is lost, nothing is twice, nothing changes its state."""
    names = [f"{number}.html" for number in range(12)]
    site.put_list(*((name, f"演示镇20{10 + at}年法治政府建设年度报告") for at, name in enumerate(names)))
    for at, name in enumerate(names):
        site.put_report(f"/bg/{name}", f"演示镇20{10 + at}年法治政府建设年度报告", f"第{at}项")
    town = source(site, delay=0.02)
    killed, undisturbed = (Nights(Home.open(str(tmp_path / name)), town) for name in ("killed", "undisturbed"))
    home = killed.home
    arguments = [
        town.model_dump_json(),
        "20260302T020000-dead",
        FIRST_NIGHT.isoformat(),
        str(home.root),
        home.ledger_url,
    ]
    child = subprocess.Popen([sys.executable, "-c", KILLED, *arguments], cwd=Path(__file__).parents[1])
    while f"/bg/{names[6]}" not in site.paths and child.poll() is None:
        time.sleep(0.005)
    child.kill()
    assert child.wait() != 0
    again, once = killed.run(1), undisturbed.run(1)
    assert (again.new, again.reason) == (once.new, once.reason)
    with closing(Ledger(home.ledger_url)) as first, closing(Ledger(undisturbed.home.ledger_url)) as second:
        assert first.pages() == second.pages()
        assert [row.content_sha256 for row in first.latest_captures()] == [
            row.content_sha256 for row in second.latest_captures()
        ]
        with Archive(home.archive) as archive:
            for row in first.latest_captures():
                assert archive.read(row.warc_file, row.warc_offset).body == site.pages[urlsplit(row.url).path][2]
