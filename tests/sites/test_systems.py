"""Naming a page's system by its marks, and finding columns on home pages."""

import gzip

import pytest

from tasks.sites.systems import detect_systems, find_columns, find_index_pages
from tests.sites.families.pages import page

URL = "http://www.example.gov.cn/zwgk/list.html"
ROWS = "".join(
    f"<li><a href='{number}.html'>演示镇{number}年规划</a><span>2024-01-0{number}</span></li>"
    for number in range(1, 5)
)


@pytest.mark.parametrize(
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
    best = detect_systems(page(URL, body))[0]
    assert best.system == system
    assert 0 < best.confidence <= 1
    assert best.evidence


def test_the_surer_system_comes_first_and_each_once():
    """A TRS list is a plain list, too; a mark beats the look."""
    systems = detect_systems(
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
    assert [match.system for match in detect_systems(page(URL, body))] == [
        "jcms",
        "trs",
    ]


def test_a_list_without_a_pager_is_known_by_its_articles_addresses():
    """Short columns have no pager and no script."""
    body = (
        "<a href='./202401/t20240123_1.html'>演示镇年度报告</a>"
        "<a href='./202301/t20230123_2.html'>演示镇报告</a>"
    )
    assert detect_systems(page(URL, body))[0].system == "trs"


def test_a_frame_beside_reports_is_a_decoration():
    """The weather in a frame makes no shell of a list that shows reports."""
    reports = ROWS.replace("规划", "法治政府建设年度报告")
    frame = "<iframe src='/tianqi.html'></iframe>"
    assert detect_systems(page(URL, f"<ul>{reports}</ul>{frame}"))[0].system == "static"
    assert detect_systems(page(URL, f"<ul>{ROWS}</ul>{frame}"))[0].system == "iframe"
    assert (
        detect_systems(page(URL, "<iframe src='http://weather.example.com/'></iframe>"))
        == []
    )


def test_a_packed_sitemap_is_known_by_its_name():
    """Its bytes say only that they are packed."""
    body = gzip.compress(b"<urlset/>")
    assert (
        detect_systems(
            page("http://a.cn/sitemap_2.xml.gz", body, content_type="application/gzip")
        )[0].system
        == "sitemap"
    )


def test_a_page_without_marks_and_rows_has_no_system():
    """Nothing is made up."""
    assert detect_systems(page(URL, "<p>网站正在维护</p>")) == []


@pytest.mark.parametrize(
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
    (found,) = find_columns(
        page("http://www.example.gov.cn/", f"<li><a href='{href}'>{text}</a></li>")
    )
    assert found.url == f"http://www.example.gov.cn{href}"
    assert evidence in found.evidence


@pytest.mark.parametrize(
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
        find_columns(
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
    assert [found.url[-10:] for found in find_columns(page("http://www.example.gov.cn/", body))] == [
        "/fzzfjsbg/", ".gov.cn/b/", ".gov.cn/a/",
    ]  # fmt: skip


def test_doors_lead_to_the_disclosure_pages_of_the_same_site():
    """Where columns lie that no home page shows."""
    body = (
        "<a href='/zfxxgk/'>政府信息公开</a><a href='/zwgk/'>政务公开</a><a href='/fd/'>法定主动公开内容</a>"
        "<a href='http://www.gov.cn/'>政府信息公开</a><a href='/nb/'>政府信息公开年报</a><a href='/'>首页</a>"
    )
    home = "http://www.example.gov.cn/"
    assert find_index_pages(page(home, body)) == [
        f"{home}zfxxgk/",
        f"{home}zwgk/",
        f"{home}fd/",
    ]
