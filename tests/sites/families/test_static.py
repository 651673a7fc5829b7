"""Plain lists."""

import pytest

from tasks.model.source import Family
from tasks.sites.families import static
from tests.sites.families.pages import page, source, walked

COLUMN = "http://example.cn/xxgk/fzbg/list.htm"
FOLDER = "http://example.cn/xxgk/fzbg/"


def test_the_pagers_own_next_link_is_followed_to_its_end():
    """Whatever the next page is called, and once each."""
    pages = {
        COLUMN: "<a href='list.htm'>上一页</a><a href='list2.htm'>下一页</a>",
        f"{FOLDER}list2.htm": "<a href='list/1.htm'>[下页]</a>",
        f"{FOLDER}list/1.htm": "<a rel='next' href='../list.htm?p=4'>4</a>",
        f"{FOLDER}list.htm?p=4": "<a href='../fzbg/list.htm'>下一页 &gt;</a>",
    }
    assert walked(static, source(Family.STATIC, COLUMN), pages) == list(pages)


@pytest.mark.parametrize(
    "href",
    [
        "/index.html",
        "/xxgk/other/2.htm",
        "http://else.cn/xxgk/fzbg/2.htm",
        "javascript:go(2)",
    ],
)
def test_a_next_link_that_leaves_the_column_is_none(href):
    """Pagers lead to the home page, to other units, into scripts."""
    assert walked(
        static, source(Family.STATIC, COLUMN), {COLUMN: f"<a href='{href}'>下一页</a>"}
    ) == [COLUMN]


def test_rows_with_a_date_are_the_list():
    """The menu beside it is not."""
    menu = "<li><a href='/gov/'>政府信息公开专栏总目录</a></li>"
    html = f"<ul>{menu}<li><a href='1.htm'>演示报告</a>2024.1.2</li></ul>"
    assert [
        link.title
        for link in static.read_links(source(Family.STATIC, COLUMN), page(COLUMN, html))
    ] == ["演示报告"]


def test_where_no_row_has_a_date_titles_of_some_length_are_taken():
    """Short words are a menu's; a report's title is taken wherever it stands."""
    rows = "<li><a href='/'>首页</a></li><li><a href='1.htm'>演示镇2023年民政工作安排</a></li>"
    html = (
        f"<ul>{rows}</ul><a href='2.htm'>演示镇2022年法治政府建设报告</a>"
        "<a href='3.htm'>演示镇召开全体干部会议</a>"
    )
    links = static.read_links(source(Family.STATIC, COLUMN), page(COLUMN, html))
    assert [link.title for link in links] == [
        "演示镇2023年民政工作安排",
        "演示镇2022年法治政府建设报告",
    ]


def test_a_base_element_is_obeyed():
    """Relative links count from it."""
    html = "<html><head><base href='/other/'></head><li><a href='1.htm'>演示报告</a>2024-01-02</li></html>"
    (link,) = static.read_links(source(Family.STATIC, COLUMN), page(COLUMN, html))
    assert link.url == "http://example.cn/other/1.htm"
