"""Probing: what is asked for, what is found, and the source that is proposed."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tasks.model.errors import Blocked, FetchError, Unreachable
from tasks.model.page import Page
from tasks.model.source import Family, Source
from tasks.sites.probe import LIST_PAGES, Probe, make_probe_terms, probe
from tests.rows import each_row
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
    url: str, answers: Mapping[str, str | Page | FetchError], pages: int = LIST_PAGES
) -> tuple[Probe, list[str]]:
    """Probe a URL, answering from a mapping and with a 404 beyond it.

    Give the result and the URLs asked for.
    """
    walk, asked = probe(make_probe_terms(url, pages=pages)), []
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
    """As many pages are asked for as are wanted, each once, and the file that is shown can be saved."""
    answers = {
        COLUMN: f"{HEAD}<ul>{rows(2020, 2024)}</ul>"
        "<script>createPageHTML(5, 0, 'index', 'html')</script></html>",
        f"{COLUMN}index_1.html": f"<ul>{rows(2016, 2020, '演示区{}年政府信息公开年度报告')}</ul>",
    }
    found, asked = driven(COLUMN, answers, pages=2)
    assert asked == list(answers)
    assert not found.found_whole_list
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


def test_the_volume_band_is_of_what_the_list_promises():
    """A list that was not walked whole says itself how many entries it has."""
    pager = "<div>共60条</div><div onclick='more()'>加载更多</div>"
    found, _asked = driven(COLUMN, {COLUMN: f"<ul>{rows(2018, 2024)}</ul>{pager}"})
    assert not found.found_whole_list
    saved = tomllib.loads(found.toml)
    assert (saved["volume_min"], saved["volume_max"]) == (40, 180)
    assert "加载更多" in saved["notes"]


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


@each_row(
    ("path", "last"),
    [
        ("/zwgk/index.html", "zwgk"),
        ("/zwgk/list.jsp", "zwgk"),
        ("/zwgk/xlist.shtml", "zwgk"),
        ("/zwgk/XLIST.html", "zwgk"),
        ("/zwgk/listing.html", "listing"),
        ("/zwgk/a__b.c.html", "a-b"),
        ("/index.html", ""),
        ("/xlist.shtml", ""),
    ],
)
def test_plain_names_of_files_are_left_out_of_ids(path, last):
    """They say nothing of the column."""
    stem = f"a-{last}" if last else "a"
    assert make_probe_terms(f"http://www.a.gov.cn{path}").id == stem


@pytest.mark.parametrize("allow_private", [True, False])
def test_private_hosts_are_probed_on_demand_only(allow_private):
    """What was allowed for probing stands in the proposed source, and nothing else."""
    terms = make_probe_terms(COLUMN, allow_private=allow_private)
    assert terms.allow_private is allow_private
    walk = probe(terms)
    next(walk)
    markup = f"<ul>{rows(2019, 2024)}</ul>"
    with pytest.raises(StopIteration) as end:
        walk.send(page(COLUMN, markup))
    assert ("allow_private = true" in end.value.value.toml) is allow_private


def test_terms_ask_slowly_unless_set_otherwise():
    """A second between two requests, of public hosts only."""
    terms = make_probe_terms(COLUMN)
    assert (terms.allow_private, terms.delay) == (False, 1.0)
    assert make_probe_terms(COLUMN, delay=0.5).delay == 0.5


@each_row(
    ("entries", "band"),
    [(1, (1, 3)), (2, (2, 6)), (3, (2, 9)), (4, (3, 12)), (6, (4, 18))],
)
def test_a_list_may_lose_less_than_a_third(entries, band):
    """Or become three times as long."""
    found, _asked = driven(COLUMN, {COLUMN: f"<ul>{rows(2000, 2000 + entries)}</ul>"})
    saved = tomllib.loads(found.toml)
    assert (saved["volume_min"], saved["volume_max"]) == band


@each_row(
    ("head", "name", "organ"),
    [
        (
            "<title>法治政府建设年报_演示区人民政府门户网站</title>",
            "法治政府建设年报",
            "演示区人民政府",
        ),
        (
            "<title>法治政府建设年报|演示镇政务网</title>",
            "法治政府建设年报",
            "演示镇",
        ),
        ("<title>年报 - 演示市司法局官方网站</title>", "年报", "演示市司法局"),
        ("<title>演示厅—年报</title>", "年报", "演示厅"),
        ("<title>年报 演示委员会平台</title>", "年报", "演示委员会"),
        ("<title>年报–演示乡</title>", "年报", "演示乡"),
        ("<title>年报_演示街道专栏</title>", "年报", "演示街道"),
        ("<title>年报_演示办事处首页</title>", "年报", "演示办事处"),
        ("<title>年报_演示办公室</title>", "年报", "演示办公室"),
        ("<title>年报_演示部</title>", "年报", "演示部"),
        ("<title>年报_演示署</title>", "年报", "演示署"),
        ("<title>年报_演示委</title>", "年报", "演示委"),
        ("<title>年报_某某村</title>", "年报", ""),
        (
            "<title>甲_乙</title><meta name='SiteName' content='演示区人民政府网'>"
            "<meta name='ColumnName' content=' 年度 报告 '>",
            "年度 报告",
            "演示区人民政府",
        ),
        ("", COLUMN, ""),
    ],
)
def test_a_page_names_its_column_and_its_organ(head, name, organ):
    """In the standard block of marks, else in its title; the address is a name at most."""
    markup = f"<html><head>{head}</head><ul>{rows(2019, 2024)}</ul></html>"
    found, _asked = driven(COLUMN, {COLUMN: markup})
    assert found.source is not None
    assert (found.source.name, found.source.organ) == (name, organ)


def test_pages_behind_a_home_page_are_looked_through():
    """In the page's order, with those behind them, six at most; then the usual places."""
    home = f"{HOST}/"
    names = ("政务公开", "信息公开", "公开目录", "政府信息公开", "网站地图")
    doors = [f"{HOST}/{number}/" for number in range(5)]
    markup = "".join(
        f"<a href='{url}'>{name}</a>" for url, name in zip(doors, names, strict=True)
    )
    behind = [f"{HOST}/b/", f"{HOST}/c/"]
    more = "".join(f"<a href='{url}'>法定主动公开内容</a>" for url in behind)
    answers = dict.fromkeys([*doors[1:], *behind], "<p></p>")
    found, asked = driven(home, {home: markup, doors[0]: more, **answers})
    usual = ["zwgk/", "zfxxgk/", "xxgk/", "gkmlpt/index", "sitemap.xml"]
    places = [f"{HOST}/{path}" for path in usual]
    assert asked == [home, *doors, behind[0], *places]
    assert found.columns == ()
    assert found.looked_through == (*doors, behind[0])
    assert found.failures == ()


def test_the_usual_places_are_asked_where_a_home_page_names_none():
    """Until one of them names a column; that a guess does not answer is no failure."""
    home = f"{HOST}/"
    answers: dict[str, str | Page | FetchError] = {
        home: "<div id='app'></div>",
        f"{HOST}/zwgk/": Unreachable(f"{HOST}/zwgk/", "time-out"),
        f"{HOST}/zfxxgk/": "<a href='/zwgk/fzzfjsbg/'>法治政府建设年度报告</a>",
    }
    found, asked = driven(home, answers)
    assert asked == list(answers)
    assert [one.url for one in found.columns] == [COLUMN]
    assert found.failures == ()


def test_a_sitemap_is_the_last_resort():
    """Its folders may hold such reports."""
    home = f"{HOST}/"
    sitemap = f"<urlset><url><loc>{COLUMN}1.html</loc></url></urlset>"
    found, asked = driven(
        home,
        {home: "<div id='app'></div>", f"{HOST}/sitemap.xml": sitemap},
    )
    assert asked[-1] == f"{HOST}/sitemap.xml"
    assert [one.url for one in found.columns] == [f"{HOST}/sitemap.xml"]


def test_a_column_that_is_not_surely_one_lets_the_search_go_on():
    """Both are proposed, the surer first."""
    home = f"{HOST}/"
    answers = {
        home: "<a href='/fz/'>法治政府建设</a><a href='/gk/'>政府信息公开</a>",
        f"{HOST}/gk/": "<a href='/zwgk/fzzfjsbg/'>法治政府建设年度报告</a>",
    }
    found, asked = driven(home, answers)
    assert asked == list(answers)
    assert [one.url for one in found.columns] == [COLUMN, f"{HOST}/fz/"]


def test_pages_on_further_hosts_of_the_domain_are_named():
    """They have rules of their own, so they are not asked; the host without www is the same."""
    home = f"{HOST}/"
    doors = (
        "<a href='http://xxgk.example.gov.cn/'>政府信息公开</a><a href='http://www.gov.cn/'>政务公开</a>"
        "<a href='http://example.gov.cn/zw/'>政务公开</a><a href='http://notexample.gov.cn/'>信息公开</a>"
    )
    twin = "http://example.gov.cn/zw/"
    column = "<a href='/zwgk/fzzfjsbg/'>法治政府建设年度报告</a>"
    found, asked = driven(home, {home: doors, twin: column})
    assert asked == [home, twin]
    assert found.doors == ("http://xxgk.example.gov.cn/",)
    assert found.columns[0].confidence >= 0.9


def test_pages_that_do_not_answer_are_kept():
    """So that a person sees what may lie behind them."""
    home, door = f"{HOST}/", f"{HOST}/gk/"
    wall = page(door, "<script>$_ts={}</script>", 412)
    found, _asked = driven(home, {home: "<a href='/gk/'>政府信息公开</a>", door: wall})
    assert [type(one) for one in found.failures] == [Blocked]
    assert found.looked_through == ()


def test_a_page_in_a_folder_may_be_a_home_page():
    """When that is said: a department's."""
    url = f"{HOST}/sfj/"
    markup = "<li><a href='/sfj/x.html'>演示县司法局召开工作会议</a><span>2024-01-02</span></li>"
    terms = make_probe_terms(url)
    walk = probe(terms, home=True)
    next(walk)
    request = walk.send(page(url, f"<ul>{markup}</ul>"))
    assert request.url == f"{HOST}/sfj/zwgk/"


def test_three_systems_are_tried_and_the_likeliest_is_shown():
    """Where none of them finds reports."""
    marks = (
        "dataproxy.jsp?a=1 createPageHTML('d', 1, 1, 'xlist', 'shtml') pb_sys_common"
    )
    body = f"<html><ul>{rows(2019, 2024, '演示区{}年规划')}</ul>{marks}</html>"
    found, _asked = driven(COLUMN, {COLUMN: body})
    assert len(found.systems) > 3
    assert found.source is not None
    assert found.source.family is Family.JCMS
    assert found.accepted == ()


@pytest.mark.parametrize(
    ("mark", "walked"),
    [("createPageHTML(1, 0, 'index', 'html')", True), ("vsb_content", False)],
)
def test_a_home_page_that_is_surely_a_list_is_walked(mark, walked):
    """A mark that other pages have too is not enough."""
    home = f"{HOST}/index.html"
    body = f"<ul>{rows(2019, 2024)}</ul><script>{mark}</script>"
    found, _asked = driven(home, {home: body})
    assert (found.source is not None) is walked


def test_a_home_page_of_a_known_system_is_searched_before_it_is_walked():
    """Its units hold the news of the day; the column lies behind it."""
    home = f"{HOST}/"
    unit = "<script url='/api-gateway/jpaas-publish-server/front/page/build/unit'></script>"
    door = "<a href='/zfxxgk/'>政府信息公开</a>"
    answers = {
        home: unit + door,
        f"{HOST}/zfxxgk/": "<a href='/zwgk/fzzfjsbg/'>法治政府建设年度报告</a>",
    }
    found, asked = driven(home, answers)
    assert asked == list(answers)
    assert [one.url for one in found.columns] == [COLUMN]
    assert found.source is None


def test_a_list_that_a_script_asks_for_is_described():
    """The file that is shown says where its data come from, and finds the same entries."""
    entries = [
        {"mc": f"演示区{year}年法治政府建设年度报告", "dz": f"/bg/{year}.html"}
        for year in range(2020, 2024)
    ]
    script = "<script>$.getJSON('/jk/lb.json?lm=7',function(d){})</script>"
    answers = {
        COLUMN: f"{HEAD}<ul></ul>{script}</html>",
        f"{HOST}/jk/lb.json?lm=7": json.dumps({"sj": {"zs": 4, "lb": entries}}),
    }
    found, asked = driven(COLUMN, answers)
    assert asked == list(answers)
    assert (len(found.accepted), found.listing and found.listing.complete) == (4, True)
    saved = Source.model_validate({"id": "a", **tomllib.loads(found.toml)})
    assert saved.family is Family.DESCRIBED
    assert saved.described is not None
    assert (saved.described.rows, saved.described.title, saved.described.url) == (
        "sj.lb",
        "mc",
        "dz",
    )
    assert saved.described.parameters == {"lm": "7"}


def test_a_page_that_only_leads_on_is_no_column():
    """The proposed column is where it leads to."""
    target = f"{HOST}/zwgk/fzzfjsbg2/list.html"
    answers = {
        COLUMN: "<meta http-equiv='refresh' content='0;url=../fzzfjsbg2/list.html'>",
        target: f"{HEAD}<ul>{rows(2020, 2024)}</ul></html>",
    }
    found, _asked = driven(COLUMN, answers)
    assert found.source is not None
    assert found.source.column == target
