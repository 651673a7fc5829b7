"""Revisions, mirrors and traps over several nights."""

from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tasks.fetch.urls import make_page_id
from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.run import OutcomeKind, PageState
from tests.world.town import BODY, Nights, source

TITLE = "演示镇2025年法治政府建设年度报告"


def test_revisions_say_what_changed(town, nights):
    """The first, a cosmetic and a substantive one, each with its counts and a few words."""
    nights.run(1)
    body = town.pages["/bg/a.html"]
    text = body[2].decode()
    town.put("/bg/a.html", text.replace("12场次，发放", "12场次、发放"))
    outcome = nights.run(2)
    assert (outcome.kind, outcome.unchanged, outcome.revised) == (
        OutcomeKind.NOTHING_NEW,
        1,
        0,
    )
    assert "1 cosmetic change" in outcome.reason
    assert nights.states() == {"a.html": PageState.UNCHANGED}
    town.put("/bg/a.html", text.replace("12场次", "15场次"))
    assert nights.run(3).revised == 1
    found = [
        (row.revision, row.change, row.added, row.removed) for row in nights.revisions()
    ]
    assert found[1:] == [(2, "cosmetic", 1, 1), (3, "substantive", 2, 2)]
    assert found[0][1] == "new"
    assert found[0][2] > len("".join(BODY))
    assert nights.revisions()[2].summary.startswith("1 paragraph changed; first: “")


def test_a_cosmetic_change_before_anything_was_reported_is_no_news_of_its_own(
    town, nights
):
    """A killed run captured the report: the next one tells of it as new, and the one after of nothing."""
    nights.run(1, finish=False)
    assert nights.run(1).new == 1
    text = town.pages["/bg/a.html"][2].decode()
    town.put("/bg/a.html", text.replace("，", "、", 1))
    nights.run(2, finish=False)
    assert nights.run(2).unchanged == 1
    assert nights.run(3).unchanged == 1
    assert [row.change for row in nights.revisions()] == ["new", "cosmetic"]


def test_mirrors_on_one_list_are_one_report(town, tmp_path):
    """The first address that gives the report stands for it; the other is reported, and never fetched."""
    town.put_list(("a.html?slb=true", TITLE), ("a.html", TITLE))
    town.put_report("/bg/a.html", TITLE)
    town.pages["/bg/a.html?slb=true"] = (404, {}, b"no such page")
    nights = Nights(Home.open(str(tmp_path)), source(town))
    assert nights.run(1).new == 1
    assert nights.states() == {"a.html": PageState.NEW}
    assert nights.evidence("mirror") == (
        f"http://{town.host}/bg/a.html stands for it: the first address that gave the report"
    )
    town.pages["/bg/a.html?slb=true"] = town.pages["/bg/a.html"]
    asked = len(town.asked)
    assert nights.run(2).unchanged == 1
    assert town.paths[asked:] == ["/robots.txt", "/bg/", "/bg/a.html"]


def test_a_report_that_moves_between_its_mirrors_keeps_its_identity(town, tmp_path):
    """As from http to https: its first_seen_at and revision stay, its address is the new one."""
    town.put_list(("a.html", TITLE))
    for path in ("/bg/a.html", "/bg/a.html?slb=true"):
        town.put_report(path, TITLE)
    nights = Nights(Home.open(str(tmp_path)), source(town))
    nights.run(1)
    town.put_list(("a.html?slb=true", TITLE))
    outcome = nights.run(2)
    assert (outcome.unchanged, outcome.missing, outcome.new) == (1, 0, 0)
    assert nights.codes() == ["moved"]
    with closing(Ledger(nights.home.ledger_url)) as ledger:
        (page,) = ledger.load_pages()
    assert (page.url, page.revision) == (town.url("/bg/a.html?slb=true"), 1)
    assert page.page_id == make_page_id(
        town.url("/bg/a.html").replace("http:", "https:")
    )


def test_links_off_the_source_s_hosts_are_recorded_and_never_fetched(town, nights):
    """A report among them is a problem, other documents only a row."""
    town.put_list(
        ("a.html", TITLE),
        ("http://elsewhere.example/r.html", "别处镇2025年法治政府建设年度报告"),
        ("http://elsewhere.example/n.html", "别处镇工作动态"),
    )
    outcome = nights.run(1)
    assert outcome.kind is OutcomeKind.NEW
    assert "2 links to other hosts or endless paths left out" in outcome.reason
    assert "elsewhere.example is not among" in nights.evidence("off_host")
    assert {kind for kind, relevant in nights.decisions() if not relevant} == {
        "off_host"
    }


@pytest.mark.parametrize(
    "path",
    ["/bg" + "/a/b" * 4 + "/x.html", "/bg/" + "/".join(map(str, range(30))) + ".html"],
)
def test_endless_paths_are_left_out(town, nights, path):
    """A path that repeats itself, or goes very deep."""
    town.put_list(("a.html", TITLE), (path, TITLE))
    assert nights.run(1).new == 1
    assert nights.codes() == ["trap"]
    assert path not in town.paths


def test_session_ids_make_no_page_new(town, nights):
    """Nor does a list whose links carry another one every night."""
    for night, session in ((1, "0A1B2C3D4E5F60718293"), (2, "FFEEDDCCBBAA99887766")):
        town.put_list((f"a.html;jsessionid={session}", TITLE))
        outcome = nights.run(night)
    assert (outcome.unchanged, outcome.missing) == (1, 0)
    assert town.paths.count("/bg/a.html") == 2


def test_an_endless_pager_ends(town, tmp_path):
    """At the source's limit of pages; the list was not seen whole."""
    for number in range(30):
        rows = (
            f"<li><a href='{number}.html'>演示镇第{number}期工作动态</a>2026-01-20</li>"
        )
        town.put(
            f"/bg/l{number}.html",
            f"<ul>{rows}</ul><div><a href='l{number + 1}.html'>下一页</a></div>",
        )
    column = town.url("/bg/l0.html")
    outcome = Nights(
        Home.open(str(tmp_path)), source(town, column=column, pages=5)
    ).run(1)
    assert (outcome.list_pages, outcome.links) == (5, 5)
    assert "the limit of 5 pages" in outcome.reason
    assert all(
        urlsplit(path).path.startswith(("/bg/l", "/robots")) for path in town.paths
    )
