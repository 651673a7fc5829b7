"""UCAP lists."""

from datetime import date

import pytest

from tasks.model.source import Family
from tasks.sites.families.plain_lists import TRS, UCAP
from tests.sites.families.pages import page, source, walked

FOLDER = "http://example.cn/qzf/fzbg/"
COLUMN = f"{FOLDER}xlist.shtml"
ID = "0123456789abcdef0123456789abcdef"


def row(number: int) -> str:
    """Write one row as the system does."""
    article = f"202401/{number:032x}.shtml"
    anchor = f'<a href="{article}" title="第{number}号报告">第{number}号…</a>'
    return f'<li>{anchor}<span class="time">2024-01-23</span></li>'


def listed(
    numbers: range,
    pager: str = "createPageHTML('page_div', 3, 1, 'xlist', 'shtml', 9);",
) -> str:
    """Write a list page."""
    return f"<html><ul class='pageList'>{''.join(map(row, numbers))}</ul><script>{pager}</script></html>"


def test_rows_are_read_with_full_title_and_date():
    """An article of this system needs no date beside it, another does."""
    html = (
        f"<ul class='pageList newsList'>{row(1)}<li><a href='202302/{ID}.shtml'>演示区2022年报告</a></li>"
        "<li><a href='/zwgk/1.html'>演示区2021年报告</a> 2022-01-05</li>"
        "<li><a href='/zwgk/'>政务公开</a></li></ul>"
    )
    links = UCAP.read_links(source(Family.UCAP, COLUMN), page(COLUMN, html))
    assert [(link.url, link.title, link.listed_on) for link in links] == [
        (f"{FOLDER}202401/{1:032x}.shtml", "第1号报告", date(2024, 1, 23)),
        (f"{FOLDER}202302/{ID}.shtml", "演示区2022年报告", None),
        ("http://example.cn/zwgk/1.html", "演示区2021年报告", date(2022, 1, 5)),
    ]


def test_page_n_is_name_n():
    """Not n - 1 as in the system with the same pager; what stands at _1 is not asked for."""
    pages = {COLUMN: listed(range(3))}
    pages |= {
        f"{FOLDER}xlist_{n}.shtml": listed(range(3 * n - 3, 3 * n)) for n in (2, 3)
    }
    assert walked(UCAP, source(Family.UCAP, COLUMN), pages) == list(pages)


@pytest.mark.parametrize("beyond", ["", listed(range(3))])
def test_where_pages_count_from_zero_the_second_is_asked_for_at_the_end(beyond):
    """Then the last number is nobody's: it answers 404, or with entries that are known."""
    pages = {
        COLUMN: listed(range(3)),
        f"{FOLDER}xlist_2.shtml": listed(range(6, 9)),
        f"{FOLDER}xlist_3.shtml": beyond,
        f"{FOLDER}xlist_1.shtml": listed(range(3, 6)),
    }
    assert walked(UCAP, source(Family.UCAP, COLUMN), pages) == list(pages)


@pytest.mark.parametrize(
    "pager",
    [
        'createPageHTML("page_div",3,1,"xlist","shtml",9)',
        "createPageHTML(&#39;page_div&#39;, 3, 1, &#39;xlist&#39;, &#39;shtml&#39;, 9)",
        r"createPageHTML(\"page_div\", 3, 1, \"xlist\", \"shtml\", 9)",
    ],
)
def test_the_pager_is_read_however_it_is_quoted(pager):
    """Entities and escaped quotes are a script's own."""
    answer = page(COLUMN, listed(range(3), pager))
    assert UCAP.read_total(answer) == 9
    assert (
        len(walked(UCAP, source(Family.UCAP, COLUMN), {COLUMN: answer.body.decode()}))
        == 4
    )


def test_one_page_needs_no_pager():
    """Nor does a page whose pager is another system's."""
    for pager in (
        "",
        'createPageHTML(3, 0, "index", "html")',
        "createPageHTML('d', 1, 1, 'xlist', 'shtml', 3)",
    ):
        assert walked(
            UCAP, source(Family.UCAP, COLUMN), {COLUMN: listed(range(3), pager)}
        ) == [COLUMN]
    assert UCAP.read_total(page(COLUMN, listed(range(3), ""))) is None
    assert walked(TRS, source(Family.TRS, COLUMN), {COLUMN: listed(range(3))}) == [
        COLUMN
    ]


@pytest.mark.parametrize(("pages", "asked"), [(0, 1), (1, 1), (2, 3), (3, 4)])
def test_a_list_without_entries_is_asked_for_once_more_where_it_has_pages(pages, asked):
    """A single page that shows nothing has no other that was left out."""
    pager = f"createPageHTML('d', {pages}, 1, 'xlist', 'shtml', 9)"
    empty = {COLUMN: listed(range(0), pager)}
    assert len(walked(UCAP, source(Family.UCAP, COLUMN), empty)) == asked


def test_a_pager_need_not_count_its_rows():
    """Then the site has no count, but pages."""
    pager = "createPageHTML('page_div', 2, 1, 'xlist', 'shtml')"
    answer = page(COLUMN, listed(range(3), pager))
    assert UCAP.read_total(answer) is None
    pages = {
        COLUMN: answer.body.decode(),
        f"{FOLDER}xlist_2.shtml": listed(range(3, 6)),
    }
    assert walked(UCAP, source(Family.UCAP, COLUMN), pages) == list(pages)
