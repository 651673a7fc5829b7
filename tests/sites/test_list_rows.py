"""Rows of list pages, and dialects of article addresses."""

from datetime import date

import pytest

from tasks.sites.list_rows import (
    find_date,
    find_dialect,
    infer_column,
    iter_rows,
    parse_markup,
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024-01-23", date(2024, 1, 23)),
        ("发布于：2024/1/3 17:14", date(2024, 1, 3)),
        ("2017年02月28日", date(2017, 2, 28)),
        ("[2024.01.23]", date(2024, 1, 23)),
        ("2023-01-01 至 2024-02-02", date(2024, 2, 2)),
        ("2024-13-45", None),
        ("01-23", None),
        ("〔2024〕23号", None),
    ],
)
def test_dates_in_every_spelling(text, wanted):
    """The last one of a row is its own."""
    assert find_date(text) == wanted


@pytest.mark.parametrize(
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
    (row,) = iter_rows(parse_markup(anchor), "http://example.cn/")
    assert row.link.title == title


def test_dates_and_numbers_of_a_title_are_not_those_of_its_row():
    """They stand beside it, or nowhere."""
    (row,) = iter_rows(
        parse_markup("<li><a href='x'>演政报〔2023〕1号 2023年1月2日的报告</a></li>"),
        "http://example.cn/",
    )
    assert (row.dated, row.link.listed_on, row.link.document_number) == (
        False,
        None,
        None,
    )


@pytest.mark.parametrize("brackets", ["〔〕", "[]", "（）", "()", "【】"])
def test_document_numbers_are_read_with_any_brackets(brackets):
    """As people type them."""
    html = f"<tr><td>演政报 {brackets[0]}2019{brackets[1]} 14 号</td><td><a href='x'>报告</a></td></tr>"
    (row,) = iter_rows(parse_markup(f"<table>{html}</table>"), "http://example.cn/")
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
    (row,) = iter_rows(
        parse_markup(f"<div><span>{clock}</span> <a href='x'>设为首页</a></div>"),
        "http://example.cn/",
    )
    assert not row.dated


def test_entries_side_by_side_have_a_date_each():
    """Lists without rows break their lines; the date of the last one is not everybody's."""
    html = "<br>".join(
        f"<a href='{n}'>第{n}号报告</a> <i>2024-01-{n:02}</i>" for n in range(1, 13)
    )
    found = iter_rows(parse_markup(f"<div>{html}</div>"), "http://example.cn/")
    assert [row.link.listed_on for row in found] == [
        date(2024, 1, n) for n in range(1, 13)
    ]


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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
