"""Plain lists."""

import pytest

from tasks.model.source import Family
from tasks.sites.families.plain_lists import STATIC
from tests.sites.families.pages import collect, page, source

COLUMN = "http://example.cn/xxgk/fzbg/list.htm"
FOLDER = "http://example.cn/xxgk/fzbg/"


def row(name: int) -> str:
    """Write one entry of a list."""
    return f"<ul><li><a href='/xxgk/fzbg/{name}.htm'>演示县第{name}号报告</a> 2026-01-22</li></ul>"


def test_the_pagers_own_next_link_is_followed_to_its_end():
    """Whatever the next page is called, and once each."""
    pages = {
        COLUMN: f"{row(1)}<div><a href='list.htm'>上一页</a><a href='list2.htm'>下一页</a></div>",
        f"{FOLDER}list2.htm": f"{row(2)}<div><a href='list/1.htm'>[下页]</a></div>",
        f"{FOLDER}list/1.htm": f"{row(3)}<div><a rel='next' href='../list.htm?p=4'>4</a></div>",
        f"{FOLDER}list.htm?p=4": f"{row(4)}<div><a href='../fzbg/list.htm'>下一页 &gt;</a></div>",
    }
    listing, asked = collect(
        source(Family.STATIC, COLUMN), lambda request: pages.get(request.url, "")
    )
    assert [request.url for request in asked] == list(pages)
    assert (len(listing.links), listing.complete) == (4, True)


@pytest.mark.parametrize(
    "href",
    [
        "/index.html",
        "/xxgk/other/2.htm",
        "http://else.cn/xxgk/fzbg/2.htm",
        "javascript:go(2)",
    ],
)
def test_a_next_link_that_leads_to_no_page_of_the_list_is_named(href):
    """To the home page, to other units, to another host, into a script that is not there."""
    listing, asked = collect(
        source(Family.STATIC, COLUMN),
        lambda request: (
            f"{row(1)}<div><a href='{href}'>下一页</a></div>"
            if request.url == COLUMN
            else ""
        ),
    )
    assert not any("else.cn" in request.url for request in asked)
    assert (len(listing.links), listing.complete) == (1, False)
    assert "下一页" in listing.end_reason


def test_rows_with_a_date_are_the_list():
    """The menu beside it is not."""
    menu = "<li><a href='/gov/'>政府信息公开专栏总目录</a></li>"
    html = f"<ul>{menu}<li><a href='1.htm'>演示报告</a>2024.1.2</li></ul>"
    assert [
        link.title
        for link in STATIC.read_links(source(Family.STATIC, COLUMN), page(COLUMN, html))
    ] == ["演示报告"]


def test_where_no_row_has_a_date_titles_of_some_length_are_taken():
    """Short words are a menu's; a report's title is taken wherever it stands."""
    rows = "<li><a href='/'>首页</a></li><li><a href='1.htm'>演示镇2023年民政工作安排</a></li>"
    html = (
        f"<ul>{rows}</ul><a href='2.htm'>演示镇2022年法治政府建设报告</a>"
        "<a href='3.htm'>演示镇召开全体干部会议</a>"
    )
    links = STATIC.read_links(source(Family.STATIC, COLUMN), page(COLUMN, html))
    assert [link.title for link in links] == [
        "演示镇2023年民政工作安排",
        "演示镇2022年法治政府建设报告",
    ]


def test_a_base_element_is_obeyed():
    """Relative links count from it."""
    html = "<html><head><base href='/other/'></head><li><a href='1.htm'>演示报告</a>2024-01-02</li></html>"
    (link,) = STATIC.read_links(source(Family.STATIC, COLUMN), page(COLUMN, html))
    assert link.url == "http://example.cn/other/1.htm"
