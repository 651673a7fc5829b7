"""Probing: what is asked for, what is found, and the source that is proposed."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tasks.model.errors import Blocked, FetchError, Unreachable
from tasks.model.page import Page
from tasks.model.source import Family, Source
from tasks.sites.probe import Probe, make_probe_terms, probe
from tests.sites.families.pages import page

HOST = "http://www.example.gov.cn"
COLUMN = f"{HOST}/zwgk/fzzfjsbg/"
HEAD = (
    "<html><head><title>法治政府建设年度报告_演示区人民政府门户网站</title>"
    "<meta name='SiteName' content='演示区人民政府门户网站'><meta name='ColumnName' content='null'></head>"
)


def rows(first: int, last: int, title: str = "演示区{}年法治政府建设年度报告") -> str:
    """Write the rows of a list."""
    rows = ""
    for year in range(first, last):
        href = f"./{year}01/t{year}0123_{year}.html"
        anchor = f"<a href='{href}'>{title.format(year)}</a>"
        rows += f"<li>{anchor}<span>{year}-01-23</span></li>"
    return rows


def driven(
    url: str, answers: Mapping[str, str | Page | FetchError]
) -> tuple[Probe, list[str]]:
    """Probe a URL, answering from a mapping and with a 404 beyond it.

    Give the result and the URLs asked for.
    """
    walk, asked = probe(make_probe_terms(url)), []
    try:
        request = next(walk)
        while True:
            asked.append(request.url)
            answer = answers.get(request.url, page(request.url, "", 404))
            if isinstance(answer, FetchError):
                request = walk.throw(answer)
            else:
                request = walk.send(
                    page(request.url, answer) if isinstance(answer, str) else answer
                )
    except StopIteration as end:
        result: Probe = end.value
        return result, asked


def test_a_column_is_named_walked_and_proposed():
    """Two pages are asked for, each once, and the file that is shown can be saved."""
    answers = {
        COLUMN: f"{HEAD}<ul>{rows(2020, 2024)}</ul>"
        "<script>createPageHTML(5, 0, 'index', 'html')</script></html>",
        f"{COLUMN}index_1.html": f"<ul>{rows(2016, 2020, '演示区{}年政府信息公开年度报告')}</ul>",
    }
    found, asked = driven(COLUMN, answers)
    assert asked == list(answers)
    assert [(one.link.title[3:7], one.relevance.kind) for one in found.accepted] == [
        (str(year), "report") for year in range(2020, 2024)
    ]
    assert {one.relevance.kind for one in found.rejected} == {"disclosure_report"}
    assert found.listing is not None
    assert found.listing.end_reason == "the limit of 2 pages"
    assert found.source is not None
    saved = Source.model_validate({"id": found.source.id, **tomllib.loads(found.toml)})
    assert (saved.id, saved.family, saved.column) == (
        "example-fzzfjsbg",
        Family.TRS,
        COLUMN,
    )
    assert (saved.name, saved.organ, saved.verified) == (
        "法治政府建设年度报告",
        "演示区人民政府",
        False,
    )
    assert saved.region.model_dump(exclude_none=True) == {}
    # the list goes on, so nobody knows how long it is
    assert (saved.volume_min, saved.volume_max) == (6, None)


def test_a_list_seen_whole_has_a_volume_band():
    """From two thirds of what it holds to three times as much."""
    found, _asked = driven(
        COLUMN,
        {
            COLUMN: f"<ul>{rows(2018, 2024)}</ul><script>createPageHTML(1, 0, 'index', 'html')"
        },
    )
    assert (
        tomllib.loads(found.toml)["volume_min"],
        tomllib.loads(found.toml)["volume_max"],
    ) == (4, 18)


def test_what_a_script_only_tells_a_browser_becomes_options():
    """A JCMS widget is told its column by a script."""
    column = f"{HOST}/col/col7/index.html"
    widget = (
        "<script>jpage({ perPage: 15, ajaxParam: { columnid: '7', unitid: '61', webid: '9' },"
        " proxyUrl: '/module/web/jpage/dataproxy.jsp' })</script>"
    )
    found, asked = driven(column, {column: f"{HEAD}{widget}</html>"})
    assert found.source is not None
    assert found.source.options == {"columnid": "7", "unitid": "61", "webid": "9"}
    assert all(name in asked[1] for name in ("columnid=7", "unitid=61", "webid=9"))


def test_hosts_on_which_reports_lie_are_named():
    """A department's list links to the reports on the city's site."""
    row = "<li><a href='http://www.city.gov.cn/a/{0}.html'>演示局{0}年法治政府建设年度报告</a><span>{0}-01-02</span></li>"
    found, _asked = driven(
        COLUMN, {COLUMN: "".join(row.format(year) for year in range(2019, 2024))}
    )
    assert tomllib.loads(found.toml)["hosts"] == ["www.city.gov.cn"]


def test_a_page_that_looks_like_two_systems_is_walked_as_the_one_that_finds_reports():
    """A shell's menu has rows, the list is inside its frame."""
    shell = f"<ul>{rows(2019, 2024, '演示区{}年规划')}</ul><iframe src='inner.html'></iframe>"
    found, asked = driven(
        COLUMN, {COLUMN: shell, f"{COLUMN}inner.html": rows(2019, 2024)}
    )
    assert found.source is not None
    assert found.source.family is Family.IFRAME
    assert f"{COLUMN}inner.html" in asked
    assert len(found.accepted) == 5


def test_a_home_page_gives_columns_and_no_walk():
    """Its rows are the news of the day."""
    home = f"{HOST}/"
    news = rows(2019, 2024, "演示区召开{}年工作会议")
    found, asked = driven(
        home,
        {home: f"<ul>{news}</ul><a href='/zwgk/fzzfjsbg/'>法治政府建设年度报告</a>"},
    )
    assert asked == [home]
    assert [one.url for one in found.columns] == [COLUMN]
    assert found.source is None
    assert found.toml == ""


def test_columns_behind_a_home_page_are_found():
    """A home page shows the disclosure pages, and those the columns; one that is broken hides no other."""
    home = f"{HOST}/index.html"
    doors = "<a href='/zwgk/'>政务公开</a><a href='/zfxxgk/'>政府信息公开</a>"
    answers: dict[str, str | Page | FetchError] = {
        home: doors,
        f"{HOST}/zwgk/": Unreachable(f"{HOST}/zwgk/", "time-out"),
        f"{HOST}/zfxxgk/": "<a href='/zwgk/fzzfjsbg/'>法治政府建设年度报告</a>",
    }
    found, asked = driven(home, answers)
    assert asked == list(answers)
    assert [one.url for one in found.columns] == [COLUMN]


def test_an_article_leads_to_its_column():
    """People paste the address of a report."""
    article = f"{COLUMN}202401/t20240123_6517034.html"
    found, asked = driven(
        article, {article: "<div class='TRS_Editor'>现将有关情况报告如下</div>"}
    )
    assert asked == [article]
    assert found.article_column == COLUMN


def test_a_page_that_is_no_list_has_no_proposal():
    """And no family is made up for it."""
    found, _asked = driven(COLUMN, {COLUMN: "<html><p>网站正在维护</p></html>"})
    assert (found.systems, found.source, found.toml) == ((), None, "")


def test_a_blocked_page_is_no_empty_page():
    """What the first answer means is told as in a run."""
    with pytest.raises(Blocked):
        driven(COLUMN, {COLUMN: page(COLUMN, "<script>$_ts={}</script>", 412)})
    with pytest.raises(Unreachable):
        driven(COLUMN, {COLUMN: Unreachable(COLUMN, "time-out")})


def test_a_walk_that_is_cut_short_is_shown_with_what_it_found():
    """The second page fails, the first is proposed."""
    first = f"<ul>{rows(2020, 2024)}</ul><script>createPageHTML(2, 0, 'index', 'html')</script>"
    second = f"{COLUMN}index_1.html"
    found, _asked = driven(
        COLUMN, {COLUMN: first, second: Unreachable(second, "time-out")}
    )
    assert found.listing is not None
    assert "cut short" in found.listing.end_reason
    assert len(found.accepted) == 4


def test_a_redirect_to_another_host_moves_the_column():
    """The source names where the list is, not where it was."""
    moved = "http://example.gov.cn/zwgk/fzzfjsbg/"
    answer = replace(page(COLUMN, f"<ul>{rows(2020, 2024)}</ul>"), url=moved)
    found, _asked = driven(
        COLUMN, {COLUMN: answer, moved: f"<ul>{rows(2020, 2024)}</ul>"}
    )
    assert found.source is not None
    assert found.source.column == moved


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        (
            "http://www.rongchang.gov.cn/jz/gsz/fzzfndbg_216183/",
            "rongchang-fzzfndbg-216183",
        ),
        ("http://www.a.gov.cn/col/col1229/index.html", "a-col1229"),
        ("http://www.a.gov.cn/zwgk/list.html", "a-zwgk"),
        ("http://sfj.a.gov.cn/", "sfj-a"),
    ],
)
def test_ids_are_spelled_from_host_and_folder(url, wanted):
    """As the registry wants them."""
    assert make_probe_terms(url).id == wanted


def test_terms_keep_a_gkmlpt_column():
    """What stands after # names it; other fragments are the browser's."""
    assert make_probe_terms("http://www.a.gov.cn/gkmlpt/index#20765").column.endswith(
        "#20765"
    )
    assert (
        make_probe_terms("http://www.a.gov.cn/zwgk/#top").column
        == "http://www.a.gov.cn/zwgk/"
    )
    assert make_probe_terms("http://a.gov.cn/zwgk/").allowed_hosts == {
        "a.gov.cn",
        "www.a.gov.cn",
    }
