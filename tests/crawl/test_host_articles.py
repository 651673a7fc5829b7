"""Articles that go on over several pages are one report, whole or not at all."""

from contextlib import closing

import pytest

from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.run import PageState, Run
from tasks.model.source import Family
from tasks.read import extract_batch
from tasks.tables.part_store import PartStore, get_extractor_version
from tasks.tables.schema import build_part_schemas
from tests.world.town import FIRST_NIGHT, Nights, source

pytestmark = pytest.mark.usefixtures("without_run")
TITLE = "演示镇2025年法治政府建设年度报告"
FIRST, SECOND = "/bg/202601/t20260120_1.html", "/bg/202601/t20260120_1_1.html"
MORE = (
    "三、下一步打算：继续开展法治宣传活动，全年计划举办讲座20场，"
    "不断提升群众的法治意识和依法办事的能力水平。"
)


@pytest.fixture
def nights(town, tmp_path):
    """Publish a report over two pages, in the TRS manner."""
    town.put_list((FIRST, TITLE))
    put(town, MORE)
    return Nights(Home.open(str(tmp_path)), source(town, family=Family.TRS))


def put(town, words):
    """Set both pages of the article, with these words on the second."""
    town.put_report(
        FIRST,
        TITLE,
        clock='<script>createPageHTML(2, 0, "t20260120_1", "html");</script>',
    )
    menu = "<li><a href='/'>政务公开</a></li>" * 30
    town.put(
        SECOND,
        f"<html><body><ul>{menu}</ul><div class='TRS_Editor'><p>{words}</p></div></body></html>",
    )


def text_of(nights):
    """Read what was captured into a part, and give the text of its only report."""
    run = Run(
        "20260302T020000-read",
        FIRST_NIGHT,
        str(nights.home.root),
        nights.home.ledger_url,
    )
    with closing(Ledger(run.database_url)) as ledger:
        captures = ledger.find_unread_captures(get_extractor_version())
    name = extract_batch.fn(run, captures, {one.id: one for one in nights.sources})
    (batch,) = PartStore(
        nights.home.parts, get_extractor_version(), build_part_schemas()
    ).read_batches(name, "reports")
    return batch["text"].to_pylist()[0]


def test_all_pages_make_one_report(town, nights):
    """Both pages are fetched once a night, and the text goes on where the first page ends."""
    nights.run(1)
    assert town.paths.count(SECOND) == 1
    assert nights.states() == {"t20260120_1.html": PageState.NEW}
    assert text_of(nights).endswith(MORE)


def test_a_change_on_a_later_page_is_a_revision(town, nights):
    """The first page's bytes are as before, yet the report is revised; when nothing changes it is not."""
    nights.run(1)
    nights.run(2)
    assert nights.states() == {"t20260120_1.html": PageState.UNCHANGED}
    put(town, MORE.replace("20场", "30场"))
    nights.run(3)
    assert nights.states() == {"t20260120_1.html": PageState.REVISED}
    assert "30场" in text_of(nights)


def test_a_page_that_is_lost_makes_no_shorter_report(town, nights):
    """Without its second page the report stays as it was, and the failure is reported."""
    nights.run(1)
    town.put(SECOND, "gone", 404)
    outcome = nights.run(2)
    assert "page 2 of the article" in outcome.reason
    assert nights.states() == {"t20260120_1.html": PageState.UNREACHABLE}
    assert nights.codes() == ["unreachable"]
    assert text_of(nights).endswith(MORE)


REAL = "/bg/202601/real_1.html"
SHELL = f"<html><head><meta http-equiv=refresh content='0;url={REAL}'></head></html>"


@pytest.fixture
def shell(town, tmp_path):
    """List a page that only leads on to the report."""
    town.put_list((FIRST, TITLE))
    town.put(FIRST, SHELL)
    return Nights(Home.open(str(tmp_path)), source(town))


def test_a_page_that_leads_on_is_followed_as_a_redirect_is(town, shell):
    """The report is the listed one, and a night without a change is none."""
    town.put_report(REAL, TITLE)
    shell.run(1)
    assert shell.states() == {"t20260120_1.html": PageState.NEW}
    shell.run(2)
    assert shell.states() == {"t20260120_1.html": PageState.UNCHANGED}
    assert "执法队伍" in text_of(shell)


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [("no such page", 404, "dead_link"), (SHELL, 200, "blocked")],
)
def test_a_page_that_leads_nowhere_is_no_report(town, shell, words, status, code):
    """What it leads to does not exist, or leads to itself again."""
    town.put(REAL, words, status)
    shell.run(1)
    assert (shell.states(), shell.codes()) == ({}, [code])
