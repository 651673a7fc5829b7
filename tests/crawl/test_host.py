"""One host crawled over several nights, against a real server on loopback."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tasks.archive.warc import Archive
from tasks.documents.cache import DocumentCache
from tasks.documents.convert import convert
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.document import Document
from tasks.model.run import OutcomeKind, PageState
from tasks.model.source import Family
from tests.paths import ROOT
from tests.world.town import FIRST_NIGHT, Nights, source


def test_a_new_report_is_captured_and_a_look_alike_is_not_even_fetched(town, nights):
    """The first night captures the report and tells the rest of the list apart by title."""
    outcome = nights.run(1)
    assert (outcome.kind, outcome.new, outcome.links, outcome.relevant) == (
        OutcomeKind.NEW,
        1,
        2,
        1,
    )
    assert nights.states() == {"a.html": PageState.NEW}
    assert town.paths == ["/robots.txt", "/bg/", "/bg/a.html"]
    with (
        closing(Ledger(nights.home.ledger_url)) as ledger,
        Archive(nights.home.archive) as archive,
    ):
        (capture,) = ledger.find_unread_captures("x")
        assert (
            archive.read(capture.warc_file, capture.warc_offset).body
            == town.pages["/bg/a.html"][2]
        )


def test_a_second_night_explains_its_zero(nights):
    """Nothing new is an outcome with counts, and the same bytes become a revisit record."""
    nights.run(1)
    outcome = nights.run(2)
    assert outcome.kind is OutcomeKind.NOTHING_NEW
    assert (
        outcome.reason
        == "nothing new: list unchanged (2 links on 1 page, 1 report as before)"
    )
    assert nights.states() == {"a.html": PageState.UNCHANGED}


def test_a_clock_in_the_chrome_makes_no_revision_but_a_changed_sentence_does(
    town, nights
):
    """Revisions are decided by the clean text."""
    nights.run(1)
    town.put_report(
        "/bg/a.html", "演示镇2025年法治政府建设年度报告", clock="您是第8851位访客"
    )
    assert nights.run(2).kind is OutcomeKind.NOTHING_NEW
    town.put_report(
        "/bg/a.html",
        "演示镇2025年法治政府建设年度报告",
        "三、下一年度主要安排",
        "继续开展执法监督。",
    )
    outcome = nights.run(3)
    assert (outcome.kind, outcome.revised) == (OutcomeKind.NEW, 1)
    with closing(Ledger(nights.home.ledger_url)) as ledger:
        assert [capture.revision for capture in ledger.load_latest_captures()] == [2]
        assert ledger.load_pages()[0].first_seen_at == FIRST_NIGHT


def test_a_conditional_request_that_answers_304_reads_as_the_body_it_confirms(
    town, nights
):
    """Validators are sent back, and the 304 is archived as a revisit."""
    town.put_report("/bg/a.html", "演示镇2025年法治政府建设年度报告", ETag='"v1"')
    nights.run(1)
    assert nights.run(2).unchanged == 1
    assert town.asked[-1][1]["if-none-match"] == '"v1"'
    with (
        closing(Ledger(nights.home.ledger_url)) as ledger,
        Archive(nights.home.archive) as archive,
    ):
        last = list(ledger.iter_fetches())[-1]
        assert (last.status, last.outcome) == (304, "not modified")
        assert (
            archive.read(last.warc_file or "", last.warc_offset or 0).body
            == town.pages["/bg/a.html"][2]
        )


def test_a_report_is_withdrawn_after_three_days_and_comes_back(town, nights):
    """Runs of one day count once; the last good capture stays; a page that returns is as before."""
    nights.run(1)
    report = town.pages.pop("/bg/a.html")
    assert nights.run(2).missing == 1
    assert nights.run(2).missing == 1
    assert nights.run(3).missing == 1
    assert nights.states() == {"a.html": PageState.MISSING}
    assert nights.run(4).withdrawn == 1
    assert nights.states() == {"a.html": PageState.WITHDRAWN}
    assert "withdrawn" in nights.codes()
    assert nights.run(5).withdrawn == 0
    with closing(Ledger(nights.home.ledger_url)) as ledger:
        assert len(ledger.load_latest_captures()) == 1
    town.pages["/bg/a.html"] = report
    assert nights.run(6).unchanged == 1
    assert nights.states() == {"a.html": PageState.UNCHANGED}


def test_a_list_without_its_only_report_shows_something_else(town, nights):
    """The report is asked for itself, and stays as it was; a list that was cut says nothing of it."""
    nights.run(1)
    town.put_list(("c.html", "演示镇2025年工作动态"))
    outcome = nights.run(2)
    assert (outcome.kind, outcome.unchanged) == (OutcomeKind.LAYOUT_CHANGED, 1)
    assert (outcome.missing, outcome.withdrawn) == (0, 0)
    assert nights.states() == {"a.html": PageState.UNCHANGED}
    assert "no longer names 1 of 1 known reports" in nights.evidence("layout_changed")
    town.put(
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
    assert nights.run(2).unchanged == 1


def test_a_dead_link_is_a_problem_and_no_missing_report(town, nights):
    """A page that never was there is the list's fault."""
    town.put_list(("gone.html", "演示镇2024年法治政府建设年度报告"))
    outcome = nights.run(1)
    assert outcome.kind is OutcomeKind.NOTHING_NEW
    assert "1 dead link" in outcome.reason
    assert nights.codes() == ["dead_link"]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (521, "<script>document.cookie=1</script>", OutcomeKind.BLOCKED),
        (412, "<script>$_ts={}</script>", OutcomeKind.BLOCKED),
        (
            200,
            "<html><body>访问过于频繁，请完成安全验证</body></html>",
            OutcomeKind.BLOCKED,
        ),
        (503, "down", OutcomeKind.UNREACHABLE),
        (200, "<html><body><p>welcome</p></body></html>", OutcomeKind.LAYOUT_CHANGED),
    ],
)
def test_a_list_that_is_no_list_is_never_an_empty_one(town, nights, status, body, kind):
    """Blocked, down and redesigned are three alerts, each archived."""
    town.put("/bg/", body, status)
    outcome = nights.run(1)
    assert outcome.kind is kind
    assert outcome.failed
    assert len(nights.codes()) == 1
    with closing(Ledger(nights.home.ledger_url)) as ledger:
        assert list(ledger.iter_fetches())[-1].warc_file


def test_robots_txt_is_obeyed(town, nights):
    """A disallowed column is refused, a disallowed host is not asked for anything else."""
    town.pages["/robots.txt"] = (
        200,
        {"Content-Type": "text/plain"},
        b"User-agent: fazhi\nDisallow: /bg/\n",
    )
    outcome = nights.run(1)
    assert outcome.kind is OutcomeKind.REFUSED
    assert town.paths == ["/robots.txt"]


def test_one_source_that_breaks_hides_no_other(town, tmp_path):
    """An unexpected error is an outcome of its own source, in the words of the error."""
    town.put_list(("a.html", "演示镇2025年法治政府建设年度报告"))
    town.put_report("/bg/a.html", "演示镇2025年法治政府建设年度报告")
    town.put("/gkmlpt/index", "window._CONFIG = {SID:'1', TREE: []}")
    broken = source(
        town,
        id="broken",
        family=Family.GKMLPT,
        column=f"http://{town.host}/gkmlpt/index",
    )
    two = Nights(Home.open(str(tmp_path)), broken, source(town))
    first, second = two.run_all(1)
    assert (first.kind, second.kind) == (OutcomeKind.LAYOUT_CHANGED, OutcomeKind.NEW)


def test_a_file_that_no_reader_opens_is_archived_and_reported(town, nights):
    """It costs no run, and is no report until it can be read."""
    town.pages["/bg/a.html"] = (
        200,
        {"Content-Type": "application/pdf"},
        b"%PDF-1.7 ...",
    )
    outcome = nights.run(1)
    assert (outcome.kind, outcome.problems) == (OutcomeKind.NOTHING_NEW, 1)
    assert nights.codes() == ["damaged_document"]
    assert nights.states() == {}


def test_a_report_that_becomes_something_else_keeps_its_last_good_capture(town, nights):
    """And the operator is told; it was the only one, so the site may have been redesigned."""
    nights.run(1)
    town.put_report("/bg/a.html", "演示镇2025年政府信息公开工作年度报告")
    assert nights.run(2).kind is OutcomeKind.LAYOUT_CHANGED
    assert nights.codes() == ["no_longer_a_report", "redesign"]
    assert nights.states() == {"a.html": PageState.NOT_A_REPORT}
    with closing(Ledger(nights.home.ledger_url)) as ledger:
        assert [capture.revision for capture in ledger.load_latest_captures()] == [1]


def test_a_digest_by_an_older_reader_makes_no_revision(town, nights):
    """The earlier bytes are read again with the present reader before a page is called revised."""
    nights.run(1)
    with closing(sqlite3.connect(nights.home.state / "ledger.sqlite")) as database:
        database.execute("UPDATE revisions SET text_sha256 = 'by an older reader'")
        database.commit()
    town.put_report(
        "/bg/a.html", "演示镇2025年法治政府建设年度报告", clock="您是第8851位访客"
    )
    assert nights.run(2).unchanged == 1


def test_a_page_that_breaks_the_reader_costs_neither_the_others_nor_silence(
    town, tmp_path, monkeypatch
):
    """The outcome is a failure in the error's words, and what could be read was captured."""
    for name in ("a", "b"):
        town.put_report(f"/bg/{name}.html", f"{name}镇2025年法治政府建设年度报告")
    town.put_list(
        ("a.html", "甲镇2025年法治政府建设年度报告"),
        ("b.html", "乙镇2025年法治政府建设年度报告"),
    )
    nights = Nights(Home.open(str(tmp_path)), source(town))

    def broken(
        body: bytes, *, url: str, content_type: str, cache: DocumentCache | None
    ) -> Document:
        if url.endswith("a.html"):
            raise KeyError("a fault of ours")
        return convert(body, url=url, content_type=content_type, cache=cache)

    monkeypatch.setattr("tasks.documents.convert.convert", broken)
    outcome = nights.run(1)
    assert (outcome.kind, outcome.new) == (OutcomeKind.FAILED, 1)
    assert "a fault of ours" in outcome.reason
    assert nights.codes() == ["reader_failed"]


def test_a_source_that_breaks_our_code_leaves_an_issue(nights):
    """The outcome says what it was, the issue whose it is, with a remedy.

    The other source of the host goes on.
    """
    broken = nights.sources[0].model_copy(update={"id": "broken", "family": "none"})
    nights.sources = (broken, *nights.sources)
    outcomes = nights.run_all(1)
    assert [(one.kind, one.problems) for one in outcomes] == [
        (OutcomeKind.FAILED, 1),
        (OutcomeKind.NEW, 0),
    ]
    ((source_id, issue),) = [(row.source_id, row.issue) for row in nights.problems()]
    assert (source_id, issue.code, issue.severity, issue.url) == (
        "broken",
        "crawl_failed",
        "error",
        broken.column,
    )
    assert "traceback" in issue.message
    assert "KeyError" in issue.evidence


def test_a_page_on_two_lists_is_fetched_once(town, tmp_path):
    """And it has not gone when only one of them drops it."""
    town.put_report("/bg/a.html", "演示镇2025年法治政府建设年度报告")
    entry = ("/bg/a.html", "演示镇2025年法治政府建设年度报告")
    for path in ("/bg/", "/sub/"):
        town.put_list(entry, path=path)
    nights = Nights(
        Home.open(str(tmp_path)),
        source(town),
        source(town, id="sub", column=f"http://{town.host}/sub/"),
    )
    first, second = nights.run_all(1)
    assert (first.new, second.new) == (1, 0)
    assert town.paths.count("/bg/a.html") == 1
    town.put_list(("/bg/c.html", "演示镇工作动态"))
    assert [outcome.missing for outcome in nights.run_all(2)] == [0, 0]
    assert nights.states() == {"a.html": PageState.UNCHANGED}


def test_requests_to_a_host_are_paced(town, tmp_path):
    """By the longer of the source's delay and the host's crawl-delay."""
    town.pages["/robots.txt"] = (
        200,
        {"Content-Type": "text/plain"},
        b"User-agent: *\nCrawl-delay: 0.05",
    )
    town.put_list(("a.html", "演示镇2025年法治政府建设年度报告"))
    town.put_report("/bg/a.html", "演示镇2025年法治政府建设年度报告")
    nights = Nights(Home.open(str(tmp_path)), source(town, delay=0.01))
    nights.run(1)
    with closing(Ledger(nights.home.ledger_url)) as ledger:
        assert [row.delay for row in ledger.iter_fetches()] == [0.0, 0.05, 0.05]


KILLED = """
import sys
from datetime import datetime
from prefect.logging import disable_run_logger
from tasks.crawl.host import crawl_host
from tasks.model.run import Run
from tasks.model.source import Source

source = Source.model_validate_json(sys.argv[1])
run = Run(sys.argv[2], datetime.fromisoformat(sys.argv[3]), sys.argv[4], sys.argv[5])
with disable_run_logger():
    crawl_host.fn(run, source.host, [source])
"""


@pytest.mark.faults
def test_a_crawl_that_is_killed_and_run_again_ends_as_an_undisturbed_one(
    town, tmp_path
):
    """SIGKILL in the middle of the pages: nothing is lost, nothing is twice, nothing changes its state."""
    names = [f"{number}.html" for number in range(12)]
    town.put_list(
        *(
            (name, f"演示镇20{10 + at}年法治政府建设年度报告")
            for at, name in enumerate(names)
        )
    )
    for at, name in enumerate(names):
        town.put_report(
            f"/bg/{name}", f"演示镇20{10 + at}年法治政府建设年度报告", f"第{at}项"
        )
    slow = source(town, delay=0.02)
    killed, undisturbed = (
        Nights(Home.open(str(tmp_path / name)), slow)
        for name in ("killed", "undisturbed")
    )
    home = killed.home
    arguments = [
        slow.model_dump_json(),
        "20260302T020000-dead",
        FIRST_NIGHT.isoformat(),
        str(home.root),
        home.ledger_url,
    ]
    child = subprocess.Popen([sys.executable, "-c", KILLED, *arguments], cwd=ROOT)
    while f"/bg/{names[6]}" not in town.paths and child.poll() is None:
        time.sleep(0.005)
    child.kill()
    assert child.wait() != 0
    again, once = killed.run(1), undisturbed.run(1)
    assert (again.new, again.reason) == (once.new, once.reason)
    with (
        closing(Ledger(home.ledger_url)) as first,
        closing(Ledger(undisturbed.home.ledger_url)) as second,
    ):
        assert first.load_pages() == second.load_pages()
        assert [row.content_sha256 for row in first.load_latest_captures()] == [
            row.content_sha256 for row in second.load_latest_captures()
        ]
        with Archive(home.archive) as archive:
            for row in first.load_latest_captures():
                assert (
                    archive.read(row.warc_file, row.warc_offset).body
                    == town.pages[urlsplit(row.url).path][2]
                )
