"""Attachments of reports are fetched, archived and read with them, night after night."""

import json
from contextlib import closing

import pytest

from tasks.home import Home
from tasks.ledger import Ledger
from tasks.model.run import OutcomeKind, PageState, Run
from tasks.model.source import Family
from tasks.read import extract_batch
from tasks.tables.part_store import PartStore, get_extractor_version
from tasks.tables.schema import build_part_schemas
from tests.documents.test_article import CASES, REPORT
from tests.world.town import FIRST_NIGHT, Nights, source

pytestmark = pytest.mark.usefixtures("without_run")
TITLE = "演示镇2025年法治政府建设年度报告"
PAGE, FILE, LIST = "/bg/1.html", "/bg/P020260120.docx", "/bg/P020260121.docx"


@pytest.fixture
def nights(town, tmp_path):
    """Publish a report whose page only leads to a file."""
    town.put_list((PAGE, TITLE))
    put_page(town, FILE)
    put_file(town, FILE, *REPORT)
    return Nights(Home.open(str(tmp_path)), source(town))


def put_page(town, *files, words="详见附件。", title=TITLE):
    """Set the page with links to files."""
    links = "".join(
        f"<p><a href='{path}'>附件{number}</a></p>"
        for number, path in enumerate(files, 1)
    )
    town.put(
        PAGE,
        f"<html><head><meta name='ArticleTitle' content='{title}'></head>"
        f"<body><ul>{'<li>政务公开</li>' * 60}</ul>"
        f"<div class='TRS_Editor'><p>{words}</p>{links}</div></body></html>",
    )


def put_file(town, path, *paragraphs, status=200):
    """Set a file; its type is told by its bytes."""
    town.put(
        path,
        "\n".join(paragraphs),
        status,
        **{"Content-Type": "application/octet-stream"},
    )


def tables_of(nights):
    """Read what was captured into a part, and give its tables as rows."""
    run = Run(
        "20260302T020000-read",
        FIRST_NIGHT,
        str(nights.home.root),
        nights.home.ledger_url,
    )
    with closing(Ledger(run.database_url)) as ledger:
        captures = ledger.find_unread_captures(get_extractor_version())
    name = extract_batch.fn(run, captures, {one.id: one for one in nights.sources})
    parts = PartStore(nights.home.parts, get_extractor_version(), build_part_schemas())
    return {
        table: [
            row
            for batch in parts.read_batches(name, table)
            for row in batch.to_pylist()
        ]
        for table in build_part_schemas()
    }


def test_the_text_is_the_attachments(town, nights):
    """A page with 见附件 is one report with the file's text.

    Its title names the organ that the file does not.
    """
    assert nights.run(1).kind is OutcomeKind.NEW
    (report,) = tables_of(nights)["reports"]
    assert report["text"] == "\n".join(REPORT)
    assert (report["title"], report["organ"]) == (REPORT[0], "演示镇")
    assert town.paths.count(FILE) == 1


def test_the_attachment_decides_revisions(town, nights):
    """It is asked for once a night; as before it makes no revision, with other words it does."""
    nights.run(1)
    nights.run(2)
    assert nights.states() == {"1.html": PageState.UNCHANGED}
    put_file(
        town,
        FILE,
        *REPORT,
        "三、其他需要报告的情况：无，本年度没有需要另行报告的其他事项。",
    )
    nights.run(3)
    assert nights.states() == {"1.html": PageState.REVISED}
    assert tables_of(nights)["reports"][0]["text"].endswith("其他事项。")
    assert town.paths.count(FILE) == 3


def test_a_lost_attachment_stays_as_it_was(town, nights):
    """The report keeps its text, and the loss is reported every night."""
    nights.run(1)
    put_file(town, FILE, "gone", status=404)
    nights.run(2)
    assert nights.states() == {"1.html": PageState.UNCHANGED}
    assert nights.codes() == ["attachment_lost"]
    assert FILE in nights.problems()[0].issue.url
    assert tables_of(nights)["reports"][0]["text"] == "\n".join(REPORT)


def test_an_attachment_that_comes_later_is_a_revision(town, nights):
    """What could not be had on the first night is asked for again, although the page is as before."""
    put_file(town, FILE, "gone", status=404)
    nights.run(1)
    assert nights.codes() == ["attachment_lost"]
    assert "needed_attachment_not_read" in [
        issue["code"] for issue in tables_of(nights)["issues"]
    ]
    put_file(town, FILE, *REPORT)
    nights.run(2)
    assert nights.states() == {"1.html": PageState.REVISED}
    assert tables_of(nights)["reports"][0]["text"] == "\n".join(REPORT)


def test_further_parts_are_sections_of_their_own(town, nights):
    """A second file stands behind the report as one node, and the nodes cover the text."""
    put_page(town, FILE, LIST)
    put_file(town, LIST, *CASES)
    nights.run(1)
    tables = tables_of(nights)
    last = tables["sections"][-1]
    assert (last["node"], last["text"]) == ("attachment", "\n".join(CASES))
    assert (
        "".join(section["text"] for section in tables["sections"])
        == tables["reports"][0]["text"]
    )


def test_a_doubtful_page_is_classified_by_its_file(town, nights):
    """A title that is only a number, over a page that only leads on: the file says what it is."""
    town.put_list((PAGE, "演示府〔2026〕3号"))
    put_page(town, FILE, title="演示府〔2026〕3号")
    nights.run(1)
    assert nights.states() == {"1.html": PageState.NEW}


def test_an_attachment_that_only_the_list_names_is_read(town, nights):
    """Some lists are JSON and name the files of an article whose page does not show them."""
    site = source(
        town, family=Family.GKMLPT, column=f"http://{town.host}/town/gkmlpt/index#7"
    )
    file = {"name": "年度报告.docx", "url": f"http://{town.host}{FILE}"}
    article = {
        "title": TITLE,
        "url": f"http://{town.host}{PAGE}",
        "create_time": 1768900000,
        "attachment": [file],
    }
    town.put("/town/gkmlpt/index", "<script>window._CONFIG = {SID:'755001'}</script>")
    town.put(
        "/town/gkmlpt/api/all/7?page=1&sid=755001",
        json.dumps({"total": 1, "articles": [article]}),
    )
    put_page(town)
    listed = Nights(nights.home, site)
    listed.run(1)
    assert listed.states() == {"1.html": PageState.NEW}
    assert tables_of(listed)["reports"][0]["text"] == "\n".join(REPORT)


def test_what_is_no_report_is_not_asked_for_its_files(town, nights):
    """Files of other pages are left where they are."""
    put_page(
        town,
        FILE,
        words="关于政府信息公开工作年度报告的说明，" * 30,
        title="政府信息公开工作年度报告",
    )
    nights.run(1)
    assert FILE not in town.paths


def test_an_attachment_on_a_foreign_host_is_refused_and_reported(town, nights):
    """The source names the hosts that may be asked."""
    put_page(
        town, "http://127.0.0.9:1/1.docx", words="一、主要做法" + "开展法治宣传，" * 60
    )
    nights.run(1)
    assert nights.codes() == ["refused"]


def test_a_budget_that_ends_before_the_attachment_postpones_the_page(town, nights):
    """Nothing is captured by half; the next run takes it up."""
    short = Nights(nights.home, source(town, page_budget=3))  # robots.txt, list, page
    short.run(1)
    assert short.codes() == ["postponed"]
    assert short.revisions() == []
    nights.run(2)
    assert nights.states() == {"1.html": PageState.NEW}


def test_what_stands_around_the_link_to_a_file_is_no_text(town, nights):
    """A clock on a page that only leads to its file changes every night.

    The file is not read again for that.
    """
    nights.run(1)
    put_page(town, FILE, words="详见附件。现在是2026年3月3日")
    nights.run(2)
    assert nights.states() == {"1.html": PageState.UNCHANGED}
    assert len(nights.revisions()) == 1


CHROME = (
    "<ul class='nav'><li><a href='/'>首页</a></li></ul><div class='con'>{}</div>"
    "<div class='foot'>主办：演示镇人民政府 未经许可不得转载。</div>"
)


def put_viewer(town, shown):
    """Set a page that holds the site's own words and what shows a file."""
    head = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
    town.put(PAGE, head + CHROME.format(shown) + " " * 600)


def test_a_page_with_a_viewer_is_read_from_its_file(town, nights):
    """The site's own words are no part of the text; the next night nothing has changed."""
    put_viewer(town, f"<iframe src='/js/web/viewer.html?file={FILE}'></iframe>")
    assert nights.run(1).kind is OutcomeKind.NEW
    tables = tables_of(nights)
    (report,) = tables["reports"]
    assert report["text"] == "\n".join(REPORT)
    assert "only_chrome" not in [issue["code"] for issue in tables["issues"]]
    assert nights.run(2).unchanged == 1


def test_without_its_file_it_is_no_report(town, nights):
    """It is reported as unreadable until the file comes."""
    put_viewer(town, f"<embed src='{FILE}'>")
    put_file(town, FILE, "gone", status=404)
    assert nights.run(1).new == 0
    assert sorted(nights.codes()) == ["attachment_lost", "no_text"]
    put_file(town, FILE, *REPORT)
    assert nights.run(2).new == 1
    assert tables_of(nights)["reports"][0]["text"] == "\n".join(REPORT)


def test_a_page_without_text_and_file_is_no_report(town, nights):
    """Its heading is no text."""
    put_viewer(town, "<a href='/bg/'>返回列表</a>")
    assert nights.run(1).new == 0
    assert nights.codes() == ["no_text"]
    assert "a script may load the text" in nights.problems()[0].issue.message
