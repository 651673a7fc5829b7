"""Rows of list pages, and dialects of article addresses."""

import re
from datetime import date

import pytest

from tasks.sites.list_rows import (
    ListRow,
    collect_urls,
    find_article_links,
    find_dialect,
    infer_column,
    parse_markup,
    parse_page,
    select_article_links,
)
from tasks.sites.row_dates import RowDay
from tests.rows import each_row
from tests.sites.families.pages import page


@each_row(
    ("anchor", "title"),
    [
        ("<a href='x' title='演示镇2023年报告'>演示镇20…</a>", "演示镇2023年报告"),
        ("<a href='x' title='演示镇2023年报告'>演示镇20...</a>", "演示镇2023年报告"),
        ("<a href='x' title='点击查看'>演示镇2023年报告</a>", "演示镇2023年报告"),
        (
            "<a href='x' title='演示镇2023年报告'><img src='a.png'></a>",
            "演示镇2023年报告",
        ),
        ("<a href='x'>演示镇<em>2023</em>年\n 报告</a>", "演示镇2023年 报告"),
    ],
)
def test_the_fullest_title_is_taken(anchor, title):
    """A title attribute goes before a cut text, and not before a whole one."""
    (row,) = ListRow.iter_all(parse_markup(anchor), "http://example.cn/")
    assert row.link.title == title


def test_dates_and_numbers_of_a_title_are_not_those_of_its_row():
    """They stand beside it, or nowhere."""
    (row,) = ListRow.iter_all(
        parse_markup("<li><a href='x'>演政报〔2023〕1号 2023年1月2日的报告</a></li>"),
        "http://example.cn/",
    )
    assert (row.dated, row.link.listed_on, row.link.document_number) == (
        False,
        None,
        None,
    )


@each_row("brackets", ["〔〕", "[]", "（）", "()", "【】"])
def test_document_numbers_are_read_with_any_brackets(brackets):
    """As people type them."""
    html = f"<tr><td>演政报 {brackets[0]}2019{brackets[1]} 14 号</td><td><a href='x'>报告</a></td></tr>"
    (row,) = ListRow.iter_all(
        parse_markup(f"<table>{html}</table>"), "http://example.cn/"
    )
    assert row.link.document_number == f"演政报{brackets[0]}2019{brackets[1]}14号"


@pytest.mark.parametrize(
    "clock",
    [
        "今天是：2026年3月2日 02:00:07 星期一",
        "2019年12月3日星期二",
        "今天是:2019年10月31日 星期三 农历十月初三",
    ],
)
def test_the_clock_of_a_page_is_no_date(clock):
    """The menu beside it would become a list."""
    (row,) = ListRow.iter_all(
        parse_markup(f"<div><span>{clock}</span> <a href='x'>设为首页</a></div>"),
        "http://example.cn/",
    )
    assert not row.dated


def test_entries_side_by_side_have_a_date_each():
    """Lists without rows break their lines; the date of the last one is not everybody's."""
    html = "<br>".join(
        f"<a href='{n}'>第{n}号报告</a> <i>2024-01-{n:02}</i>" for n in range(1, 13)
    )
    found = ListRow.iter_all(parse_markup(f"<div>{html}</div>"), "http://example.cn/")
    assert [row.link.listed_on for row in found] == [
        date(2024, 1, n) for n in range(1, 13)
    ]


@each_row(
    ("article", "family", "column"),
    [
        ("http://a.cn/bg/fzzfjsbg/202401/t20240123_6517034.html", "trs", "http://a.cn/bg/fzzfjsbg/"),
        ("http://a.cn/bg/202401/t19700101_9.shtml#zoom", "trs", "http://a.cn/bg/"),
        ("http://a.cn/art/2024/1/19/art_1229_4234.html", "jcms", "http://a.cn/col/col1229/index.html"),
        (f"http://a.cn/col/col12/art/2024/art_{'0a' * 16}.html", "jpaas", "http://a.cn/col/col12/index.html"),
        (f"http://a.cn/art/2024/art_{'0a' * 16}.html", "jpaas", None),
        ("http://a.cn/ft/gkmlpt/content/3/3255/post_3255421.html", "gkmlpt", "http://a.cn/ft/gkmlpt/index"),
        ("https://a.cn/sft/c103808/202203/c00_30777887.shtml", "ucap", "https://a.cn/sft/c103808/"),
        (f"https://a.cn/sfj/tzgg/202203/{'0a' * 16}.shtml", "ucap", "https://a.cn/sfj/tzgg/"),
        (
            "http://a.cn/info/4078/201534.htm",
            "vsb",
            "http://a.cn/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=4078",
        ),
        ("http://a.cn/zwgk/fzbg/content/post_2128305.html", "static", "http://a.cn/zwgk/fzbg/"),
        (f"http://a.cn/nw12344/20240307/{'0a' * 16}.html", "static", "http://a.cn/nw12344/"),
        (f"http://a.cn/gongkai/site_z/channel_6087/doc_{'0a' * 12}.html", "static", "http://a.cn/gongkai/site_z/channel_6087/"),
    ],
)  # fmt: skip
def test_an_articles_address_tells_family_and_column(article, family, column):
    """As far as it does."""
    found = find_dialect(article)
    assert found is not None
    assert (found.family.value, infer_column(article)) == (family, column)


@each_row(
    "url",
    [
        "http://a.cn/",
        "http://a.cn/bg/fzzfjsbg/",
        "http://a.cn/bg/index_2.html",
        "http://a.cn/col/col1229/index.html",
        "http://a.cn/ft/gkmlpt/index#20765",
        "http://a.cn/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=4078",
        "javascript:go()",
    ],
)
def test_columns_are_no_articles(url):
    """Nor is what is no address."""
    assert find_dialect(url) is None
    assert infer_column(url) is None


@pytest.mark.parametrize(
    ("anchor", "title"),
    [
        ("<a href='x'>演示镇 <em>2023年</em> 报告</a>", "演示镇 2023年 报告"),
        ("<a href='x'>  演示镇\t\n报告 </a>", "演示镇 报告"),
        ("<a href='x' title=' 演示镇\n报告 '>演示镇…</a>", "演示镇 报告"),
        ("<a href='x' title='通知：演示镇报告'>演示镇报告</a>", "通知：演示镇报告"),
    ],
)
def test_blanks_of_a_title_are_single_and_stay_between_its_parts(anchor, title):
    """Around marked words, too, and in a title attribute."""
    (row,) = ListRow.iter_all(parse_markup(anchor), "http://example.cn/")
    assert row.link.title == title


@each_row(
    "markup",
    [
        "<table><tr><td><a href='x'>报告</a></td><td>2024-01-23</td></tr></table>",
        "<ul><li><a href='x'>报告</a><b>2024-01-23</b></li></ul>",
        "<dl><dd><a href='x'>报告</a>2024-01-23</dd></dl>",
        "<dl><dt><a href='x'>报告</a>2024-01-23</dt></dl>",
        "<dl><a href='x'>报告</a>2024-01-23</dl>",
        "<p><a href='x'>报告</a>2024-01-23</p>",
    ],
)
def test_rows_are_entries_of_lists_and_tables(markup):
    """Each kind of them, with the date beside its anchor."""
    (row,) = ListRow.iter_all(parse_markup(markup), "http://example.cn/")
    assert (row.in_row, row.dated, row.link.listed_on) == (
        True,
        True,
        date(2024, 1, 23),
    )


def test_an_anchor_outside_of_rows_has_the_date_beside_it():
    """It is dated, but stands in no row."""
    (row,) = ListRow.iter_all(
        parse_markup("<div><a href='x'>报告</a> 2024-01-23</div>"), "http://example.cn/"
    )
    assert (row.in_row, row.dated) == (False, True)


@pytest.mark.parametrize(("anchors", "dated"), [(8, True), (9, False)])
def test_a_row_of_more_than_eight_anchors_is_a_list(anchors, dated):
    """Its date is not everybody's, however much other markup stands in it."""
    row = "".join(
        f"<i></i><b><a href='{number}'>第{number}号</a></b>"
        for number in range(anchors)
    )
    found = ListRow.iter_all(
        parse_markup(f"<table><tr><td>{row}</td><td>2024-01-23</td></tr></table>"),
        "http://example.cn/",
    )
    assert {one.dated for one in found} == {dated}


def test_marks_inside_a_row_make_no_crowd():
    """Only anchors are counted."""
    marks = "<i>新</i>" * 20
    (row,) = ListRow.iter_all(
        parse_markup(f"<ul><li><a href='x'>报告</a>{marks}2024-01-23</li></ul>"),
        "http://example.cn/",
    )
    assert row.dated


def test_links_are_resolved_from_the_base_that_a_page_names():
    """Without one, from the page's address; what leads nowhere is no link."""
    anchors = "<a href='x.html'>报告</a><a href='#top'>返回</a><a href='y.html'></a>"
    (row,) = ListRow.iter_all(parse_markup(anchors), "http://example.cn/a/")
    assert row.link.url == "http://example.cn/a/x.html"
    based = f"<head><base href='/b/'></head><body>{anchors}</body>"
    (row,) = ListRow.iter_all(parse_markup(based), "http://example.cn/a/")
    assert (row.link.url, row.link.listed_at) == (
        "http://example.cn/b/x.html",
        "http://example.cn/a/",
    )


@each_row(
    ("charset", "query"),
    [
        ("gbk", "%B1%A8"),
        ("gb2312", "%B1%A8"),
        ("big5", "%B3%F8"),
        ("utf-8", "%E6%8A%A5"),
        ("latin-1", "%E6%8A%A5"),
    ],
)
def test_queries_are_escaped_in_the_charset_of_the_page(charset, query):
    """As browsers do in old Chinese pages; any other charset counts as UTF-8."""
    word = "報" if charset == "big5" else "报"
    for meta in (
        f"<meta charset='{charset}'>",
        f"<meta http-equiv='Content-Type' content='text/html; charset={charset}'>",
    ):
        markup = f"<head>{meta}</head><body><a href='x?q={word}'>报告</a></body>"
        (row,) = ListRow.iter_all(parse_markup(markup), "http://example.cn/")
        assert row.link.url == f"http://example.cn/x?q={query}"


@pytest.mark.parametrize(
    ("size", "kept"), [(1 << 20, True), ((1 << 20) + 1, False)], ids=["kept", "anew"]
)
def test_a_page_of_moderate_size_is_parsed_once(size, kept):
    """Up to a megabyte; larger ones are parsed anew, to save memory."""
    answer = page("http://example.cn/", "<p>报告</p>".ljust(size - 4))
    assert len(answer.body) == size
    assert (parse_page(answer) is parse_page(answer)) is kept


PLAIN = "http://example.cn/plain.html"


@pytest.mark.parametrize("or_dated", [True, False])
def test_dated_rows_are_taken_where_the_family_says_so(or_dated):
    """Articles always; rows with a date, whatever their address, only on demand."""
    markup = (
        "<ul><li><a href='/art/1.html'>甲</a></li>"
        "<li><a href='/plain.html'>乙</a>2024-01-23</li><li><a href='/c/'>丙</a></li></ul>"
    )
    rows = list(ListRow.iter_all(parse_markup(markup), "http://example.cn/"))
    links = select_article_links(rows, re.compile("/art/"), or_dated=or_dated)
    expected = {"http://example.cn/art/1.html"} | ({PLAIN} if or_dated else set())
    assert collect_urls(links) == expected
    assert collect_urls(select_article_links(rows, re.compile("/art/"))) == {
        "http://example.cn/art/1.html"
    }


def test_what_is_no_link_or_no_date_hides_none_behind_it():
    """The anchors behind it are read, and the dates before it."""
    anchors = "<a href='#top'>返回</a><a href='x'></a><a href='y'>报告</a>"
    assert [
        row.link.title
        for row in ListRow.iter_all(parse_markup(anchors), "http://example.cn/")
    ] == ["报告"]
    assert RowDay.find_date("2024-01-23 至 2024-13-45") == date(2024, 1, 23)


def test_articles_are_read_from_whole_pages_only():
    """Data or a part of a page has none."""
    anchor = "<a href='/art/1.html'>报告</a>"
    article = re.compile("/art/")
    whole = page("http://example.cn/", f"<!DOCTYPE html><HTML lang='zh'>{anchor}")
    assert len(find_article_links(whole, article)) == 1
    assert find_article_links(page("http://example.cn/", anchor), article) == []
