"""The demo portal over real HTTP: each family behaves as its system does, nights follow the script."""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

import pytest
import requests

from deploy.demo.portal import Portal, Published
from deploy.demo.posts import written_of
from deploy.demo.script import SITES
from deploy.demo.script.portals import JICHUAN
from deploy.demo.sites.homes import list_links
from deploy.demo.sites.site import Site
from tasks.model.source import Family
from tasks.registry.source_files import load_sources

NOISE = re.compile(
    r"\d{4}年\d+月\d+日 [\d:]{8} 星期.|[晴多云小雨阴转]+ \d+~\d+℃|\b28\d{3}\b"
)  # clock, weather, visits

ROW = re.compile(r"<li><a href=\"([^\"]+)\"")
BODY = re.compile(
    r"</style>\n(.*?)\n</div>\n</div>", re.DOTALL
)  # what stands in TRS_Editor


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    """Serve the first night on a free port."""
    with Portal(night=1, port=0) as running:
        yield running


def site(portal: Portal, name: str) -> Site:
    """Find a site by its id."""
    return next(found for found in portal.sites if found.script.id == name)


def get(url: str, **headers: str) -> requests.Response:
    """Ask for a page."""
    return requests.get(url, headers=headers, timeout=5)


def test_first_night_has_a_site_of_every_family(portal):
    """Seventeen sites of all families with a system hold 119 reports, each on its own address."""
    assert {found.script.family for found in portal.sites} == set(Family) - {
        Family.DESCRIBED
    }
    assert len({found.base.rpartition(":")[0] for found in portal.sites}) == 17
    assert len(portal.truth()) == 119
    assert all(
        3 <= sum(1 for post in found.posts if post.report) <= 12
        for found in portal.sites
        if not found.script.blocked
    )


def test_the_script_has_what_analysts_ask_for():
    """Organs with four years, one renamed, late reports, a shortcoming that returns, a repealed law."""
    years, late = defaultdict(set), 0
    for script in SITES:
        for posting in script.postings:
            organ = written_of(script.region, posting).organ.name
            years[organ].add(posting.year)
            late += posting.on > date(posting.year + 1, 4, 1)
    assert sum(len(one) == 4 for one in years.values()) >= 8
    assert years["菖河区大数据发展局"] == {2023}
    assert years["菖河区数据局"] == {2024, 2025}
    assert late >= 3
    said = [one.shortcoming for script in SITES for one in script.postings]
    assert sum(map(bool, said)) == 3
    taken = [one.taken_over for script in SITES for one in script.postings]
    assert any("合同法" in words for words in taken)


def test_a_blocked_site_answers_with_its_firewall(portal):
    """Every page but robots.txt."""
    blocked = next(found for found in portal.sites if found.script.blocked)
    assert get(blocked.base + blocked.column).status_code == 403
    assert get(f"{blocked.base}/robots.txt").status_code == 404


def test_every_report_is_served(portal):
    """Every report of the truth that is no file answers at its address with its first heading."""
    files = {
        found.url_of(post)
        for found in portal.sites
        for post in found.posts
        if post.files
    }
    for report in portal.truth():
        if report.url in files:
            continue
        answer = get(report.url)
        answer.encoding = (
            "gb18030" if answer.headers["Content-Type"] == "text/html" else "utf-8"
        )
        assert answer.status_code == 200
        assert report.title in answer.text
        assert report.truth["sections"][0]["label"] in answer.text


def test_trs_pager_contract(portal):
    """A TRS list has three pages.

    Page k is index_{k-1}.html, the script counts from 0, index_0 does not exist.
    """
    found = site(portal, "jichuan")
    column = found.base + found.column
    first, second = get(column), get(column + "index_1.html")
    assert first.text.count("createPageHTML") == 1
    assert 'createPageHTML(3, 0, "index", "html");' in first.text
    assert 'createPageHTML(3, 1, "index", "html");' in second.text
    assert [get(f"{column}index_{k}.html").status_code for k in (0, 2, 3)] == [
        404,
        200,
        404,
    ]
    assert 'href="./' in first.text


def test_trs_article_of_several_pages():
    """Its script counts from 0, its pages together hold the whole body.

    Its file is written by the last one.
    """
    posting = replace(JICHUAN.postings[3], seed=1112, parts=3)
    with Portal(port=0, scripts=(replace(JICHUAN, postings=(posting,)),)) as running:
        (report,) = running.truth()
        pages = [
            get(report.url.replace(".html", f"{part}.html"))
            for part in ("", "_1", "_2", "_3")
        ]
        assert [page.status_code for page in pages] == [200, 200, 200, 404]
        name = report.url.rpartition("/")[2].removesuffix(".html")
        assert f'createPageHTML(3, 1, "{name}", "html");' in pages[1].text
        body = next(post.body for post in running.sites[0].posts if post.report)
        assert (
            "\n".join(BODY.findall("\n".join(page.text for page in pages[:3]))) == body
        )
        attached = re.search(r"href=\"\./(P0\d{20,}\.pdf)\"", pages[2].text)
        assert attached is not None
        assert "P0" not in pages[0].text
        assert get(
            report.url.rpartition("/")[0] + "/" + attached[1]
        ).content.startswith(b"%PDF-")


def test_ucap_pager_contract(portal):
    """Page N is xlist_N, _1 is the first page once more.

    The site that counts from 0 has its second page there.
    """
    first = site(portal, "lianting")
    pages = [
        get(f"{first.base}/zwgk/fzzfjsbg/xlist{number}.shtml")
        for number in ("", "_1", "_2", "_3", "_4")
    ]
    assert [page.status_code for page in pages] == [200, 200, 200, 200, 404]
    assert (
        f"createPageHTML('page_div', 3, 1, 'xlist', 'shtml', {len(first.posts)});"
        in pages[0].text
    )
    assert NOISE.sub("", pages[0].text) == NOISE.sub("", pages[1].text)
    assert ROW.findall(pages[2].text)[0] == ROW.findall(pages[0].text)[-1]
    other = site(portal, "xiwan")
    pages = [
        get(f"{other.base}/zwgk/fzzfjsbg/xlist{number}.shtml")
        for number in ("", "_1", "_2")
    ]
    assert [page.status_code for page in pages] == [200, 200, 404]
    assert "createPageHTML('page_div', 2, 2," in pages[1].text


def test_ucap_article_has_page_breaks_inside(portal):
    """The whole body stands in an element of its own, cut by the editor's marks."""
    texts = [
        get(report.url).text
        for report in portal.truth()
        if report.source_id in ("lianting", "xiwan")
    ]
    assert all("<UCAPCONTENT>" in text for text in texts)
    assert any(
        '<p style="text-align: center;">#PAGE_BREAK#</p>' in text for text in texts
    )
    assert any("</p>\n<pagebreak></pagebreak>\n<p" in text for text in texts)


def test_old_jcms_proxy_knows_pages_only(portal):
    """It answers with a script, and whatever window is asked for, `page` counts."""
    found = site(portal, "jinchuan")
    assert "<record>" not in get(found.base + found.column).text
    proxy = found.base + "/module/jslib/jquery/jpage/dataproxy.jsp"
    first, window, second = (
        requests.get(proxy, {**found.options, **more}, timeout=5).text
        for more in ({}, {"startrecord": "7", "endrecord": "12"}, {"page": "2"})
    )
    assert first.startswith(
        f"\n\n\ntotalRecord={len(found.posts)}.0;totalPage = 3;dataStore = ['<li>"
    )
    assert first == window != second


def test_jpaas_api_reads_the_page_out_of_a_json_parameter(portal):
    """A bare pageNo is ignored, the last page comes again beyond the end.

    A wrong unit is a failure told in JSON.
    """
    found = site(portal, "yizhu")
    page = get(found.base + found.column).text
    assert "'parseType':'bulidstatic'" in page
    api = found.base + "/api-gateway/jpaas-publish-server/front/page/build/unit"
    units = [
        dict(re.findall(r"'(\w+)':'([^']*)'", one)) for one in page.split("queryData=")
    ]
    query = next(one for one in units if "list" in one.get("tagId", ""))

    def rows(**more: str) -> list[str]:
        return ROW.findall(
            requests.get(api, {**query, **more}, timeout=5).json()["data"]["html"]
        )

    first, second, last = (
        rows(paramJson=json.dumps({"pageNo": number, "pageSize": "15"}))
        for number in (1, 2, 3)
    )
    built = requests.get(api, query, timeout=5).json()["data"]["html"]
    assert f'count="{len(found.posts)}" pageNo="1"' in built
    assert "data-page" not in built
    assert rows(pageNo="2") == first != second
    assert rows(paramJson='{"pageNo":9,"pageSize":"15"}') == last
    assert len({*first, *second, *last}) == len(found.posts)
    assert requests.get(api, {"webId": "1"}, timeout=5).json()["success"] is False


def test_vsb_pages_count_down(portal):
    """Of three pages the second is 2.htm and the last is 1.htm; links climb one folder more from there."""
    found = site(portal, "yunwu")
    first = get(found.base + "/zwgk/fzzfjsbg.htm").text
    assert (
        '<span class="p_next p_fun"><a href="fzzfjsbg/2.htm">下页</a></span>' in first
    )
    assert 'href="../info/1095/' in first
    pages = [get(f"{found.base}/zwgk/fzzfjsbg/{number}.htm") for number in (3, 2, 1, 0)]
    assert [page.status_code for page in pages] == [404, 200, 200, 404]
    assert 'href="../../info/1095/' in pages[1].text
    assert '<span class="p_next p_fun"><a href="1.htm">' in pages[1].text
    assert '<span class="p_next_d p_fun_d">下页</span>' in pages[2].text
    article = get(found.url_of(found.posts[0])).text
    assert '<div id="vsb_content_2"><div class="v_news_content">' in article
    assert "_showDynClicks(" in article


def test_igs_totals_are_texts_and_zones_change(portal):
    """Half of the dates are in UTC, and titles carry marks."""
    found = site(portal, "shujiang")
    page = get(found.base + found.column).json()["page"]
    assert (page["total"], page["totalPages"]) == (str(len(found.posts)), 3)
    pages = [
        get(found.base + found.column.replace("pageNumber=1", f"pageNumber={n}")).json()
        for n in (1, 2, 3, 4)
    ]
    entries = [entry for answer in pages for entry in answer["page"]["content"]]
    assert [entry["DOCPUBURL"] for entry in entries] == [
        found.url_of(post) for post in found.posts
    ]
    assert {entry["FBRQ"][23:] for entry in entries} == {"Z", "+0800"}
    assert any("<em>" in entry["BT"] for entry in entries)


def test_policy_library_answers_by_category(portal):
    """Each category has its count and its own page; reports stand among the ministries' papers."""
    found = site(portal, "zhengceku")
    categories = get(found.base + found.column).json()["searchVO"]["catMap"]
    assert sum(category["totalCount"] for category in categories.values()) == len(
        found.posts
    )
    assert all(len(category["listVO"]) <= 5 for category in categories.values())
    assert any("<em>" in entry["title"] for entry in categories["bumenfile"]["listVO"])
    report = next(
        report for report in portal.truth() if report.source_id == "zhengceku"
    )
    assert 'id="UCAP-CONTENT"' in get(report.url).text


def test_sitemap_names_every_page(portal):
    """An index, two sets of which one is compressed, and addresses of another host among them."""
    found = site(portal, "xingtang")
    index = get(found.base + "/sitemap.xml").text
    names = re.findall(r"<loc>(.*?)</loc>", index)
    assert [name.removeprefix(found.base) for name in names[:2]] == [
        "/sitemap_1.xml",
        "/sitemap_2.xml.gz",
    ]
    assert not names[-1].startswith(found.base)
    sets = get(names[0]).text + gzip.decompress(get(names[1]).content).decode()
    assert set(re.findall(r"<loc>(.*?)</loc>", sets)) > {
        found.url_of(post) for post in found.posts
    }


def test_shell_frames_its_list(portal):
    """The column's page holds three frames and no list; the list's rows and its pager open by script."""
    found = site(portal, "changhe")
    shell = get(found.base + found.column).text
    assert shell.count("<iframe ") == 3
    assert not any(found.path_of(post) in shell for post in found.posts)
    listed = get(found.base + "/frame/fzjs/list.html").text
    assert "openArticle('/zwgk/fzjs/content/" in listed
    assert 'onclick="turn(2)"' in listed


def test_gb2312_site_says_so_only_in_its_pages(portal):
    """The old site's bytes are GB18030, the header names no charset.

    The page says gb2312, links climb the tree.
    """
    found = site(portal, "hengling")
    answer = get(found.base + found.column)
    assert answer.headers["Content-Type"] == "text/html"
    assert b"charset=gb2312" in answer.content
    assert "法治政府建设" in answer.content.decode("gb18030")
    assert 'href="../../zcwj/' in answer.content.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("utf-8")


def test_jcms_proxy_cuts_long_windows(portal):
    """The column's page embeds the first records.

    The proxy gives windows, by GET and POST, and cuts long ones.
    """
    found = site(portal, "danqiao")
    page = get(found.base + found.column).text
    total = len(found.posts)
    assert page.count("<record>") == found.script.per_page
    assert f"<totalrecord>{total}</totalrecord>" in page
    proxy = found.base + "/module/web/jpage/dataproxy.jsp"
    query = {**found.options, "startrecord": "1", "endrecord": "300"}
    assert requests.get(proxy, query, timeout=5).text.count("<record>") == 20
    window = {**found.options, "startrecord": "31", "endrecord": "60"}
    assert requests.post(proxy, window, timeout=5).text.count("<record>") == total - 30


def test_gkmlpt_pages(portal):
    """Pages 0 and 1 are the same hundred, page 2 the rest, page 3 is none.

    Only create_time is the publication.
    """
    found = site(portal, "meiyuan")
    index = get(found.base + found.column).text
    sid = re.search(r"SID:'(\d+)'", index)
    assert sid is not None
    api = f"{found.base}/gkmlpt/api/all/20765?sid={sid[1]}&page="
    pages = [get(f"{api}{number}") for number in range(4)]
    assert pages[0].content == pages[1].content
    assert [len(page.json()["articles"]) for page in pages[1:3]] == [
        100,
        len(found.posts) - 100,
    ]
    assert pages[3].status_code == 404
    article = pages[1].json()["articles"][0]
    assert article["create_time"] == int(found.posts[0].published.timestamp())
    assert article["create_time"] != article["date"]


def test_gkmlpt_article_carries_its_body_in_a_script(portal):
    """The body stands in the page and once more, escaped, in the configuration object."""
    found = site(portal, "meiyuan")
    post = next(post for post in found.posts if post.report)
    page = get(found.url_of(post)).text
    config = re.search(r'"content":("(?:[^"\\]|\\.)*")', page)
    assert config is not None
    assert "<" not in config[1]
    assert json.loads(config[1]) == post.body


def test_robots_differ(portal):
    """One site has no robots.txt, one disallows another path and asks for a delay, one allows all."""
    answers = {
        found.script.id: get(found.base + "/robots.txt") for found in portal.sites
    }
    assert answers["jichuan"].status_code == 404
    assert "Crawl-delay" in answers["hengling"].text
    assert "Allow: /" in answers["danqiao"].text


def test_home_pages_lead_to_the_column(portal):
    """In many ways, over further pages too; one leads nowhere, and its sitemap names the pages."""
    for found in portal.sites:
        pages = list_links(found.script.home, found.entrance)
        texts = [get(found.base + path).text for path in pages]
        address = found.entrance.partition("?")[0]
        leads = any(address in text for text in texts)
        nowhere = found.script.home == "nowhere" or found.script.blocked
        assert leads != nowhere, found.script.id
    assert len({found.script.home for found in portal.sites}) >= 12


def test_links_that_lead_nowhere(portal):
    """A dead link answers 404, a soft one 200 with words that say the same."""
    fates = {
        post.fate: found.url_of(post) for found in portal.sites for post in found.posts
    }
    assert get(fates["dead"]).status_code == 404
    soft = get(fates["soft"])
    assert soft.status_code == 200
    assert "页面不存在" in soft.text


def test_unchanged_page_answers_304(portal):
    """The static site knows which edition a reader has."""
    report = next(report for report in portal.truth() if report.source_id == "yanyuan")
    first = get(report.url)
    again = get(report.url, **{"If-None-Match": first.headers["ETag"]})
    assert first.headers["Last-Modified"]
    assert (again.status_code, again.content) == (304, b"")


def test_only_the_noise_changes(portal):
    """Two requests for a page differ, and only in clock, weather and visits."""
    report = portal.truth()[0]
    first, second = get(report.url).text, get(report.url).text
    assert first != second
    assert NOISE.sub("", first) == NOISE.sub("", second)


def test_requests_are_logged(portal):
    """Every request is in the log with its time, host and status."""
    before = len(portal.requests)
    get(portal.sites[0].base + "/nothing")
    logged = portal.requests[before]
    assert (logged.path, logged.status, logged.host) == (
        "/nothing",
        404,
        portal.sites[0].base.partition("//")[2],
    )


def test_look_alikes_stand_in_every_list(portal):
    """Every list holds documents that are no reports, with bodies of their own."""
    for found in portal.sites:
        others = [
            post for post in found.posts if not post.report and post.fate == "there"
        ]
        assert len(others) >= 8
        assert all(len(post.body) > 100 for post in others)
    assert any(
        len(post.cut) < len(post.title)
        for found in portal.sites
        for post in found.posts
    )


def test_sources_can_be_loaded(portal, tmp_path):
    """The written source files are right, and name the site's family, region and address."""
    portal.write_sources(tmp_path)
    sources = {source.id: source for source in load_sources(tmp_path)}
    assert set(sources) == {found.script.id for found in portal.sites}
    assert sources["meiyuan"].options == {"column": "20765"}
    assert sources["hengling"].region.county == "蘅岭区"
    assert all(
        source.allow_private and source.verified and source.delay == 0.05
        for source in sources.values()
    )


@cache
def night(number: int) -> dict[str, Published]:
    """Give a night's reports by path, which no port is part of."""
    with Portal(night=number, port=0) as portal:
        return {
            report.source_id + report.url.partition("//")[2].partition("/")[2]: report
            for report in portal.truth()
        }


def test_nights_follow_the_script():
    """Night 2 adds three, revises one and takes one away for good; nights 3 and 4 add one each."""
    nights = [night(number) for number in (1, 2, 3, 4)]
    added = [set(later) - set(earlier) for earlier, later in pairwise(nights)]
    assert [len(new) for new in added] == [3, 1, 1]
    gone = set(nights[0]) - set(nights[1])
    assert len(gone) == 1
    assert not gone & (set(nights[2]) | set(nights[3]))
    both = set(nights[0]) & set(nights[1])
    revised = [key for key in both if nights[0][key].truth != nights[1][key].truth]
    assert len(revised) == 1
    counts = [len(nights[index][revised[0]].truth["quantities"]) for index in (0, 1)]
    assert counts[1] == counts[0] + 2


def test_back_dated_report_stands_in_the_middle():
    """One of night 2's new reports is older than reports that were there before."""
    first, second = night(1), night(2)
    new = [second[key] for key in set(second) - set(first)]
    assert any(
        report.published < max(old.published for old in first.values())
        for report in new
    )
    assert min(report.published for report in new) < "2025-03"


def test_missing_report_is_gone_from_list_and_page():
    """The report taken down on night 2 answers 404 and is in no list."""
    key = (set(night(1)) - set(night(2))).pop()
    with Portal(night=2, port=0) as portal:
        found = next(found for found in portal.sites if key.startswith(found.script.id))
        path = "/" + key.removeprefix(found.script.id)
        assert get(found.base + path).status_code == 404
        assert path not in {found.path_of(post) for post in found.posts}
