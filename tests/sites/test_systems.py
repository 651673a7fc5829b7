"""Naming a page's system by its marks, and finding columns on home pages."""

import gzip

import pytest

from tasks.sites.systems import ColumnProposal, SystemMatch
from tests.rows import each_row
from tests.sites.families.pages import page

URL = "http://www.example.gov.cn/zwgk/list.html"
ROWS = "".join(
    f"<li><a href='{number}.html'>演示镇{number}年规划</a><span>2024-01-0{number}</span></li>"
    for number in range(1, 5)
)


@each_row(
    ("body", "system"),
    [
        (
            "<a href='/module/web/jpage/dataproxy.jsp?page=1&amp;columnid=7'></a>",
            "jcms",
        ),
        ("totalRecord=714.0;dataStore = ['<li>…</li>'];", "jcms"),
        ("<script>$.post('/module/xxgk/search.jsp?area=1')</script>", "hanweb-xxgk"),
        (
            "<script>u='messageController/getMessage.do?startrecord=1'</script>",
            "truecms",
        ),
        (
            "<script src='unitbuild.js' "
            "url='/api-gateway/jpaas-publish-server/front/page/build/unit'></script>",
            "jpaas",
        ),
        ("<script src='/js/webBuilderCommon.js'></script>", "epoint"),
        (
            "<script>window._CONFIG = { DEBUG:0, SID:'755001', TREE: [] }</script>",
            "gkmlpt",
        ),
        (
            "<script>createPageHTML('page_div', 10, 1, 'xlist', 'shtml', 189)</script>",
            "ucap",
        ),
        (
            "<script>createPageHTML(12, 0, &quot;index&quot;, &quot;html&quot;);</script>",
            "trs",
        ),
        ("<div class='pb_sys_common'><span class='p_no_d'>1</span></div>", "vsb"),
        ('{"searchVO": {"catMap": {}}}', "policy"),
        ('{"page": {"content": [], "total": "0"}}', "igs"),
        (
            '<?xml version="1.0"?>\n<!-- made -->\n<urlset><url><loc>http://a.cn/</loc></url></urlset>',
            "sitemap",
        ),
        ("<iframe src='inner.html'></iframe>", "iframe"),
        (f"<ul>{ROWS}</ul>", "static"),
    ],
)
def test_each_system_is_known_by_its_marks(body, system):
    """The marks of one system are enough, with what a list looks like around them."""
    best = SystemMatch.detect(page(URL, body))[0]
    assert best.system == system
    assert 0 < best.confidence <= 1
    assert best.evidence


def test_the_surer_system_comes_first_and_each_once():
    """A TRS list is a plain list, too; a mark beats the look."""
    systems = SystemMatch.detect(
        page(
            URL,
            f"<ul>{ROWS}</ul><script>createPageHTML(3, 0, 'index', 'html')</script>",
        )
    )
    assert [match.system for match in systems] == ["trs", "static"]
    assert systems[0].confidence > systems[1].confidence


def test_of_equal_marks_the_one_that_is_tried_first_wins():
    """Sites that moved keep scripts of the old system; the data proxy is what serves the list."""
    body = "<script>dataproxy.jsp</script><script>createPageHTML(3, 0, 'index', 'html')</script>"
    assert [match.system for match in SystemMatch.detect(page(URL, body))] == [
        "jcms",
        "trs",
    ]


def test_a_list_without_a_pager_is_known_by_its_articles_addresses():
    """Short columns have no pager and no script."""
    body = (
        "<a href='./202401/t20240123_1.html'>演示镇年度报告</a>"
        "<a href='./202301/t20230123_2.html'>演示镇报告</a>"
    )
    assert SystemMatch.detect(page(URL, body))[0].system == "trs"


def test_a_frame_beside_reports_is_a_decoration():
    """The weather in a frame makes no shell of a list that shows reports."""
    reports = ROWS.replace("规划", "法治政府建设年度报告")
    frame = "<iframe src='/tianqi.html'></iframe>"
    assert (
        SystemMatch.detect(page(URL, f"<ul>{reports}</ul>{frame}"))[0].system
        == "static"
    )
    assert (
        SystemMatch.detect(page(URL, f"<ul>{ROWS}</ul>{frame}"))[0].system == "iframe"
    )
    assert (
        SystemMatch.detect(
            page(URL, "<iframe src='http://weather.example.com/'></iframe>")
        )
        == []
    )


def test_a_packed_sitemap_is_known_by_its_name():
    """Its bytes say only that they are packed."""
    body = gzip.compress(b"<urlset/>")
    assert (
        SystemMatch.detect(
            page("http://a.cn/sitemap_2.xml.gz", body, content_type="application/gzip")
        )[0].system
        == "sitemap"
    )


def test_a_page_without_marks_and_rows_has_no_system():
    """Nothing is made up."""
    assert SystemMatch.detect(page(URL, "<p>网站正在维护</p>")) == []


@each_row(
    ("href", "text", "evidence"),
    [
        ("/zwgk/bg/", "法治政府建设年度报告", "called"),
        ("/zwgk/a/", "法治政府建设情况年度报告 >>", "called"),
        ("/zwgk/b/", "推进法治政府建设情况的报告", "called"),
        ("/zwgk/c/", "法治政府建设工作年报", "called"),
        ("/zwgk/d/", "依法行政工作报告", "called"),
        ("/zwgk/e/", "法治政府建设", "called"),
        ("/zwgk/fzzfjsndbg/", "年度报告", "fzzfjsndbg"),
        ("/zwgk/fazfjsndbg/index.html", "年报", "fazfjsndbg"),
        ("/zwgk/zfxxgkml/fzzfndbg_216183/", "报告", "fzzfndbg_216183"),
        ("/jggk_fzfjsqkbg/", "情况报告", "jggk_fzfjsqkbg"),
        ("/affair/chyfzzfjsndqkbg/", "情况报告", "chyfzzfjsndqkbg"),
        ("/gongkai/fzzfjsbg/", "更多", "fzzfjsbg"),
        ("/c/xgssfj/fzzfjsndgzbg.jhtml", "工作报告", "fzzfjsndgzbg"),
    ],
)
def test_columns_are_found_by_name_and_by_folder(href, text, evidence):
    """In the wordings and spellings that sites use."""
    (found,) = ColumnProposal.find_all(
        page("http://www.example.gov.cn/", f"<li><a href='{href}'>{text}</a></li>")
    )
    assert found.url == f"http://www.example.gov.cn{href}"
    assert evidence in found.evidence


@each_row(
    ("href", "text"),
    [
        ("/zwgk/xxgknb/", "政府信息公开年度报告"),
        ("/zwgk/zfgzbg/", "政府工作报告"),
        ("/zwgk/bg/202401/t20240123_1.html", "演示镇2023年法治政府建设年度报告"),
        ("/zwgk/fzzfjsbg/202401/t20240123_1.html", "法治政府建设年度报告"),
        ("/zwgk/fzzfjsbg/128305.html", "法治政府建设年度报告"),
        ("/zwgk/tzgg/", "通知公告"),
        ("#top", "法治政府建设年度报告"),
    ],
)
def test_what_is_no_column_is_not_proposed(href, text):
    """Other reports, and single reports."""
    assert (
        ColumnProposal.find_all(
            page("http://www.example.gov.cn/", f"<li><a href='{href}'>{text}</a></li>")
        )
        == []
    )


def test_name_and_folder_together_come_first():
    """And a column that two anchors lead to is proposed once."""
    body = (
        "<a href='/a/'>法治政府建设</a><a href='/fzzfjsbg/'>更多</a>"
        "<a href='/fzzfjsbg/'>法治政府建设年度报告</a>"
        "<a href='/b/'>法治政府建设情况报告</a>"
    )
    proposals = ColumnProposal.find_all(page("http://www.example.gov.cn/", body))
    assert [found.url[-10:] for found in proposals] == [
        "/fzzfjsbg/", ".gov.cn/b/", ".gov.cn/a/",
    ]  # fmt: skip


def test_doors_lead_to_the_disclosure_pages_of_the_same_site():
    """Where columns lie that no home page shows."""
    body = (
        "<a href='/zfxxgk/'>政府信息公开</a><a href='/zwgk/'>政务公开</a><a href='/fd/'>法定主动公开内容</a>"
        "<a href='http://www.gov.cn/'>政府信息公开</a><a href='/nb/'>政府信息公开年报</a><a href='/'>首页</a>"
    )
    home = "http://www.example.gov.cn/"
    assert ColumnProposal.find_index_pages(page(home, body)) == [
        f"{home}zfxxgk/",
        f"{home}zwgk/",
        f"{home}fd/",
    ]


@each_row(
    ("system", "marks"),
    [
        ("jcms", "DataProxy.jsp|<datastore>|datastore = ["),
        ("jpaas", "JPAAS-publish-server"),
        ("hanweb-xxgk", "/module/xxgk/tree.jsp"),
        ("truecms", "messagecontroller/getMessage.do"),
        ("epoint", "govInfoPub|EWB-FRONT|webBuilderCommon.js|ewb-front"),
        ("gkmlpt", "window._CONFIG = { SID|window._CONFIG={ DEBUG, TREE"),
        (
            "ucap",
            "createPageHTML( 'd'|createPageHTML(\\'d'|<UCAPCONTENT>|<UCAPTITLE>|id='UCAP-CONTENT'",
        ),
        (
            "trs",
            "createPageHTML( 12|TRS_Editor|TRS_UEDITOR|TRS_PreAppend|trs_editor_view",
        ),
        (
            "vsb",
            "pb_sys_common|_showDynClicks|urltype=tree.TreeTempUrl|id='line_u9_0'|id=line_u9|"
            "vsb_content|_newscontent_fromname|"
            "/_sitegray/|/system/resource/",
        ),
    ],
)
def test_every_mark_of_a_system_is_enough(system, marks):
    """Each of them alone, with words around it."""
    for mark in marks.split("|"):
        found = SystemMatch.detect(page(URL, f"var a = '' ; {mark} ; var b"))
        assert [match.system for match in found] == [system], mark


@each_row(
    "mark",
    "MY_TRS_Editor|TRS_Editors|window._CONFIG = { SIDE|createPageHTML(d|/module/xxgk/|"
    "<datastores|line_u9".split("|"),
)
def test_what_only_looks_like_a_mark_is_none(mark):
    """A word that goes on is another word."""
    assert SystemMatch.detect(page(URL, f"var a = '' ; {mark}")) == []


@each_row(
    ("path", "system"),
    [
        ("/search-gov/data?t=1", "policy"),
        ("/igs/front/search.jhtml?a=1", "igs"),
        ("/ft/gkmlpt/index", "gkmlpt"),
        ("/gkmlpt/api/all/1", "gkmlpt"),
        ("/col/col12/index.html", "jcms"),
        ("/col/col12/", "jcms"),
        ("/col/col12/art.html", None),
        ("/search-government/data", None),
        ("/search-gov/database", None),
        ("/gkmlpt/", None),
    ],
)
def test_addresses_tell_systems_whose_pages_show_little(path, system):
    """The whole of the mark has to be there."""
    found = SystemMatch.detect(page(f"http://a.cn{path}", "<p>正在加载</p>"))
    assert [match.system for match in found] == ([system] if system else [])
    if system:
        assert found[0].evidence.startswith("its address has")


@pytest.mark.parametrize(
    ("surer", "other"),
    [
        ("dataproxy.jsp", "dataStore = ["),
        ("createPageHTML('d'", "<UCAPTITLE>"),
        ("createPageHTML(12", "TRS_Editor"),
        ("pb_sys_common", "vsb_content"),
    ],
)
def test_of_two_marks_of_one_system_the_surer_counts(surer, other):
    """In either order."""
    (alone,) = SystemMatch.detect(page(URL, surer))
    (weak,) = SystemMatch.detect(page(URL, other))
    assert weak.confidence < alone.confidence
    for body in (f"{surer} {other}", f"{other} {surer}"):
        (both,) = SystemMatch.detect(page(URL, body))
        assert (both.system, both.confidence) == (alone.system, alone.confidence)


@each_row(
    ("body", "system"),
    [
        ('{"searchVO": null}', "policy"),
        ('{"page": {"content": []}}', "igs"),
        ('{"page": {"total": 1}}', None),
        ('{"page": "content"}', None),
        ("<sitemapindex >", "sitemap"),
        ("<urlset>", "sitemap"),
        ("<urlsets>", None),
        (" " * 992 + "<urlset>", "sitemap"),
        (" " * 993 + "<urlset>", None),
    ],
)
def test_answers_that_are_no_pages_are_known_by_their_shape(body, system):
    """A sitemap near its start."""
    found = [match.system for match in SystemMatch.detect(page(URL, body))]
    assert found == ([system] if system else [])


def test_a_packed_file_of_another_name_is_no_sitemap():
    """Nor is a file called so that is not packed."""
    packed = gzip.compress(b"<urlset/>")
    for url, body in (
        ("http://a.cn/file.gz", packed),
        ("http://a.cn/sitemap.gz", b"PK"),
    ):
        found = SystemMatch.detect(page(url, body, content_type="application/gzip"))
        assert found == []


def list_of(count: int, href: str = "{}.html") -> str:
    """Write a list of so many rows with a date."""
    return "".join(
        f"<li><a href='{href.format(n)}'>第{n}号</a>2024-01-0{n}</li>"
        for n in range(1, count + 1)
    )


def test_more_rows_and_articles_are_surer():
    """Three rows more than two, two addresses more than one; rows without dates say least."""

    def sureness(body: str, system: str) -> float:
        found = {match.system: match for match in SystemMatch.detect(page(URL, body))}
        return found[system].confidence if system in found else 0

    static = [sureness(f"<ul>{list_of(count)}</ul>", "static") for count in range(5)]
    assert static[0] == 0
    assert static[1] == static[2] < static[3] == static[4]
    undated = "<ul><li><a href='1.html'>第1号</a></li></ul>"
    assert 0 < sureness(undated, "static") < static[1]
    assert sureness("<div><a href='1.html'>第1号</a></div>", "static") == 0
    article = "202401/t20240123_{}.html"
    trs = [sureness(list_of(count, article), "trs") for count in range(4)]
    assert trs[0] == 0 < trs[1] < trs[2] == trs[3]
    frame = "<iframe src='inner.html'></iframe>"
    assert (
        sureness(frame, "iframe") > sureness(frame + list_of(3), "iframe") > static[3]
    )


def test_most_articles_tell_the_family():
    """Addresses that several systems share tell none."""
    trs, jcms = (
        list_of(1, "202401/t20240123_{}.html"),
        list_of(2, "/art/2024/1/1/art_1_{}.html"),
    )
    found = SystemMatch.detect(page(URL, f"<ul>{trs}{jcms}</ul>"))
    assert [match.system for match in found] == ["jcms", "trs", "static"]
    shared = list_of(3, "/fzbg/content/post_{}.html")
    assert [match.system for match in SystemMatch.detect(page(URL, shared))] == [
        "static"
    ]


def test_a_frame_that_shows_the_page_itself_is_none():
    """The first that shows another one of the host counts, of either kind."""
    for tag in ("iframe", "frame"):
        frames = "".join(
            f"<{tag} src='{src}'></{tag}>"
            for src in (URL, "http://b.cn/", "inner.html", "other.html")
        )
        body = f"<frameset>{frames}</frameset>" if tag == "frame" else frames
        (found,) = SystemMatch.detect(page(URL, body))
        assert (found.system, found.evidence) == (
            "iframe",
            "a frame of the same host: /zwgk/inner.html",
        )
    assert SystemMatch.detect(page(URL, f"<iframe src='{URL}'></iframe>")) == []


HOME = "http://www.example.gov.cn/"


def proposed(href: str, text: str) -> list[float]:
    """Give how sure it is that an anchor of a home page leads to a column, in percent."""
    found = ColumnProposal.find_all(page(HOME, f"<li><a href='{href}'>{text}</a></li>"))
    return [round(100 * one.confidence) for one in found]


@pytest.mark.parametrize(
    ("names", "sureness"),
    [
        (
            "法治政府报告|法治政府建设年报|法治政府建设总结|法治政府部门建设报告|依法行政报告|"
            "推进依法行政工作情况报告|政府法治政府建设年度报告|"
            "法治政府建设工作年度工作情况的年度工作报告|法治政府建设报告公开|"
            "法治政府建设报告专栏|法治政府建设年报公示|[法治政府建设年度报告 >>]",
            [90],
        ),
        (
            "法治政府|推进法治政府建设|法治政府建设工作|法治政府建设专栏|法治政府专题|"
            "法治政府情况|法治政府建设信息",
            [50],
        ),
        ("法治政府建设动态|法治政府建设报告解读|2023年法治政府建设年度报告|通知", []),
    ],
    ids=["of reports", "near", "others"],
)
def test_every_name_of_a_column_is_known(names, sureness):
    """Those that name the reports are surer than those that hold them among others."""
    for name in names.split("|"):
        assert proposed("/zwgk/a/", name) == sureness, name


def test_every_folder_called_after_the_reports_is_known():
    """By the initials of their name, with a little before and behind; the name beside it makes it surer."""
    folders = (
        "fzzfjsbg fzzfjsndbg fzzfndbg fazzfjsbg fazfjsbg fzzfgzbg fzfjsqkbg fzzfjsnb fzfnb "
        "fazhinianbao fzzfjs fznb fzbg abc_fzbg fzbg_bm FZBG"
    ).split()
    for folder in folders:
        assert proposed(f"/zwgk/{folder}/", "更多") == [65], folder
        assert proposed(f"/zwgk/{folder}.html", "更多") == [65], folder
    assert proposed("/zwgk/fzbg/", "法治政府建设") == [65]
    assert proposed("/zwgk/fzbg/", "法治政府建设年度报告") == [95]
    for folder in ("tzgg", "fzb", "fzbg" + "a" * 13, "a" * 21 + "fzbg"):
        assert proposed(f"/zwgk/{folder}/", "更多") == [], folder


@each_row(
    ("href", "is_column"),
    [
        ("/fzbg/2024/1/", False),
        ("/fzbg/1999-12/list.html", False),
        ("/fzbg/2024/", True),
        ("/fzbg/2024/123/", True),
        ("/fzbg/12345.html", False),
        ("/fzbg/1234.html", True),
        ("/fzbg/", True),
    ],
)
def test_folders_of_months_and_long_numbers_are_articles(href, is_column):
    """Columns have neither."""
    assert bool(proposed(href, "法治政府建设年度报告")) is is_column


@pytest.mark.parametrize(("length", "is_column"), [(24, True), (25, False)])
def test_the_name_of_a_column_is_short(length, is_column):
    """Longer words are a report's title."""
    assert bool(proposed("/zwgk/fzbg/", "更" * length)) is is_column


@each_row(
    "name",
    "政府信息公开|政务公开|信息公开|公开|公开目录|政府公开平台|政务信息公开专栏|政府信息公开目录|"
    "法定主动公开内容|【政务公开】".split("|"),
)
def test_every_name_of_a_door_is_known(name):
    """What goes on behind it is another page's, and the page itself is no door."""
    home = page(HOME, f"<a href='/a/'>{name}</a><a href='{HOME}'>{name}</a>")
    assert ColumnProposal.find_index_pages(home) == [f"{HOME}a/"]
    other = page(HOME, f"<a href='/a/'>{name}年报</a>")
    assert ColumnProposal.find_index_pages(other) == []


def named(markup: str) -> list[str]:
    """Name the addresses that a home page offers as columns."""
    body = f"<html><body>{markup}<a href='/xwzx/'>新闻中心</a></body></html>"
    home = page("http://www.example.gov.cn/", body)
    return [column.url for column in ColumnProposal.find_all(home)]


@each_row(
    "name",
    [
        "法治政府建设年度报告",
        "法治政府建设情况报告",
        "法治建设年度报告",
        "法治政府年报",
        "法治政府建设年报",
        "法治政府建设",
        "法治建设",
        "依法行政",
        "依法行政工作报告",
        "推进依法行政和法治政府建设",
        "区政府法治政府建设年度报告公开",
        "2025年法治政府建设年度报告专栏",
    ],
)
def test_a_column_is_known_by_its_name(name):
    """Wherever sites call it by one of the names that these columns have."""
    assert named(f"<a href='/zwgk/a1/'>{name}</a>") == [
        "http://www.example.gov.cn/zwgk/a1/"
    ]


@each_row(
    "name",
    [
        "政府信息公开年度报告",
        "法治宣传",
        "普法",
        "依法治理",
        "法治文化",
        "政府工作报告",
        "2025年法治政府建设年度报告",
        "某区召开依法行政工作会议",
    ],
)
def test_other_columns_are_not_proposed(name):
    """Neighbours of theirs, and what is an article's title."""
    assert named(f"<a href='/zwgk/a1/'>{name}</a>") == []


@each_row(
    "way",
    [
        "<a href='/zwgk/a1/'><img src=b.png alt=法治政府建设年度报告></a>",
        "<a href='/zwgk/a1/' title=法治政府建设年度报告>法治政府建…</a>",
        "<select><option value='/zwgk/a1/'>法治政府建设年度报告</option></select>",
        "<map><area href='/zwgk/a1/' alt='法治政府建设年度报告'></map>",
        "<li onclick=\"location.href='/zwgk/a1/'\">法治政府建设年度报告</li>",
        "<div data-url='/zwgk/a1/'>法治政府建设年度报告</div>",
        "<li title=法治政府建设年度报告><a class=icon href='/zwgk/a1/'></a></li>",
        "<a href='/zwgk/a1/'>法治政府建设年度报告（2021—2025年）</a>",
        '<script>var zNodes=[{id:1,name:"法治政府建设年度报告",url:"/zwgk/a1/"}]</script>',
    ],
)
def test_a_column_is_found_in_every_way_that_leads_to_it(way):
    """Pictures, cut words, menus, maps, handlers, trees of a script."""
    assert named(way) == ["http://www.example.gov.cn/zwgk/a1/"]


HOME = "http://www.example.gov.cn/"


@pytest.mark.parametrize(
    "name",
    [
        "年度法治政府建设情况报告",
        "法治政府建设实施情况报告",
        "法治政府建设年度报告目录",
        "“法治政府建设年度报告”",
    ],
)
def test_columns_have_many_names(name):
    """Each is a column of these reports."""
    (found,) = ColumnProposal.find_all(
        page(HOME, f"<li><a href='/a1/'>{name}</a></li>")
    )
    assert found.confidence == 0.9


@each_row(
    "markup",
    [
        "<dl><dt>{name}：</dt><dd><a href='/a/2025/'>2025年</a> <a href='/a/2024/'>2024年度</a></dd></dl>",
        "<li>{name}<ul><li><a href='/a/2025/'>2025</a></li><li><a href='/a/2024/'>2024</a></li></ul></li>",
        "<div><h3>{name}</h3></div><div><ul><li><a href='/a/2025/'>2025年</a></li></ul></div>",
        "<div><span>{name}</span><a href='/a/2025/'>MORE+</a></div>",
        "<div><b>{name}</b> | <a href='/a/2025/'>更多 &gt;&gt;</a></div>",
    ],
)
def test_years_and_more_are_of_the_column_before_them(markup):
    """Whose name no link has; under another name they are of that."""
    leads = markup.format(name="法治政府建设年度报告")
    found = ColumnProposal.find_all(page(HOME, leads))
    assert f"{HOME}a/2025/" in [one.url for one in found]
    assert {one.text for one in found} == {"法治政府建设年度报告"}
    others = markup.format(name="政府信息公开年度报告")
    assert ColumnProposal.find_all(page(HOME, others)) == []
    assert len(
        ColumnProposal.find_all(page(HOME, leads + others.replace("/a/", "/b/")))
    ) == len(found)


def test_columns_of_a_disclosure_platform_have_numbers():
    """As its index page's tree names them."""
    tree = (
        '[{"id":1,"name":"机构概况","children":[]},{"id":2,"name":"其他","children":'
        '[{"id":20765,"name":"法治政府建设年度报告"}]}]'
    )
    url = f"{HOME}gkmlpt/index"
    script = f"<script>window._CONFIG = {{ SID:'755001', TREE: {tree} }};</script>"
    assert [one.url for one in ColumnProposal.find_all(page(url, script))] == [
        f"{url}#20765"
    ]


def test_a_policy_library_is_searched():
    """For these reports, at the address that its script asks."""
    script = "<script>$.getJSON('/search-gov/data?t=zhengcelibrary&q='+q,show)</script>"
    (found,) = ColumnProposal.find_all(page(f"{HOME}zhengceku/", script))
    assert found.url.startswith(f"{HOME}search-gov/data?t=zhengcelibrary&q=%E6")


def test_maps_topics_and_frames_lead_on():
    """Frames last; those of other hosts are left alone."""
    body = (
        "<iframe src='/menu.html'></iframe><iframe src='http://a.cn/x'></iframe>"
        "<a href='/zt/'>专题专栏</a><a href='/dt.html'>网站地图</a><a href='/hy/'>专题会议</a>"
    )
    assert ColumnProposal.find_index_pages(page(HOME, body)) == [
        f"{HOME}zt/",
        f"{HOME}dt.html",
        f"{HOME}menu.html",
    ]


def test_an_option_is_an_address_when_it_looks_like_one():
    """Its value may be a number, or empty."""
    for value, count in (("list.aspx?id=3", 1), ("/a/", 1), ("3", 0), ("1.5", 0)):
        option = f"<option value='{value}'>法治政府建设年度报告</option>"
        assert (
            len(ColumnProposal.find_all(page(HOME, f"<select>{option}</select>")))
            == count
        )


@pytest.mark.parametrize(
    ("name", "systems"), [("/js/column.js", ["script file"]), ("/js/jquery.min.js", [])]
)
def test_a_page_whose_script_stands_in_a_file_may_be_a_list(name, systems):
    """Though nothing of the list is in it; a library alone says nothing."""
    body = f"<html><ul id=list></ul><script src='{name}'></script></html>"
    matches = SystemMatch.detect(page("http://example.cn/bg/list.html", body))
    assert [match.system for match in matches] == systems


@pytest.mark.parametrize("folder", ["list", "channel", "columns"])
def test_a_number_in_a_folder_of_lists_is_a_columns(folder):
    """Elsewhere it is an article's."""
    markup = f"<a href='/{folder}/128305.html'>法治政府建设年度报告</a>"
    assert named(markup) == [f"http://www.example.gov.cn/{folder}/128305.html"]
    assert named(markup.replace(folder, "xwzx")) == []


@each_row(
    ("markup", "found"),
    [
        ("<a href='/zwgk/a1/'>法治政府建设年度报告（2025）</a>", ["/zwgk/a1/"]),
        ("<a href='/zwgk/a1/index.html'>法治政府建设年度报告(2025年)</a>", ["/zwgk/a1/index.html"]),
        ("<a href='/zwgk/a1.html'>法治政府建设年度报告（2025）</a>", []),
        ("<script>t=[{text:'法治政府建设年度报告',attributes:{url:'/zwgk/a1/'}}]</script>", ["/zwgk/a1/"]),
        ("<script>t=[{'text':'法治政府建设年度报告','a_attr':{'href':'/zwgk/a1/'}}]</script>", ["/zwgk/a1/"]),
        ("<script>t=[{text:'法治政府建设年度报告',attributes:{id:'7'}}]</script>", []),
    ],
)  # fmt: skip
def test_a_column_of_one_year_and_a_node_s_attributes_are_known(markup, found):
    """A name with one year is a column's where its address is a folder's."""
    proposals = ColumnProposal.find_all(
        page("http://a.gov.cn/", f"<html>{markup}</html>")
    )
    assert [one.url.removeprefix("http://a.gov.cn") for one in proposals] == found
