"""Which rows of a page are taken for a list's, and one link of several to the same address."""

import re

import pytest

from tasks.sites.list_rows import (
    find_article_links,
    parse_page,
    read_rows,
    select_all_links,
    select_article_links,
    select_dated_links,
)
from tasks.sites.row_text import TITLE_LENGTH
from tests.rows import each_row
from tests.sites.families.pages import page

URL = "http://example.cn/bg/"
REPORT = "云川镇2025年法治政府建设年度报告"
SHORT, LONG = "甲" * (TITLE_LENGTH - 1), "甲" * TITLE_LENGTH


def titles(markup: str, article: str = "", *, or_dated: bool = False) -> list[str]:
    """Give the titles that are taken of a page: of articles' addresses, else of dated rows."""
    rows = read_rows(page(URL, f"<html><body>{markup}</body></html>"))
    if article:
        found = select_article_links(rows, re.compile(article), or_dated=or_dated)
    else:
        found = select_dated_links(rows)
    return [link.title for link in found]


def item(title: str, day: str = "", name: str = "li", address: str = "") -> str:
    """Write a row."""
    anchor = f"<a href='{address or sum(map(ord, title))}.html'>{title}</a>"
    return f"<{name}>{anchor}<i>{day}</i></{name}>"


MEETING = "某镇召开全体干部会议"
DATED = item(MEETING, "2026-01-26")


@each_row(
    ("markup", "taken"),
    [
        (item(LONG), [LONG]),
        (item(SHORT), []),
        (item(LONG, name="div"), []),
        (item(REPORT, name="div"), [REPORT]),
        (item(LONG) + item("另一行的题目很长很长"), [LONG, "另一行的题目很长很长"]),
        (item(LONG) + DATED, [MEETING]),
        (item(SHORT, "2026-01-26"), [SHORT]),
        (item(SHORT, "01-26"), [SHORT]),
        (item(REPORT) + item(LONG) + item(SHORT) + f"<ol>{DATED}</ol>", [REPORT, LONG, MEETING]),
        (item(REPORT, name="div") + item(LONG) + f"<ol>{DATED}</ol>", [REPORT, MEETING]),
        (item("法治政府建设年度报告") + DATED, [MEETING]),
        (item("二〇年法治政府建设年度报告") + DATED, ["二〇年法治政府建设年度报告", MEETING]),
    ],
)  # fmt: skip
def test_dated_rows_are_a_list_s_where_any_is_dated(markup, taken):
    """Else those with a title of some length; a report's row with the others of its list."""
    assert titles(markup) == taken


@pytest.mark.parametrize(
    ("or_dated", "taken"),
    [(False, ["x", REPORT]), (True, ["x", REPORT, MEETING])],
)
def test_articles_are_taken_by_their_addresses(or_dated, taken):
    """Reports wherever they lead, dated rows where that is said; no other row of a report's list."""
    markup = item("x", address="art_1") + item(REPORT) + item(LONG) + DATED
    assert titles(markup, "art_", or_dated=or_dated) == taken


@pytest.mark.parametrize(
    ("first", "second", "title"),
    [
        ("甲", "乙", "甲"),
        ("甲", REPORT, REPORT),
        (REPORT, "2024年法治政府建设年度报告", REPORT),
        (REPORT, "乙", REPORT),
    ],
)
def test_of_two_links_the_one_that_reads_best_is_kept(first, second, title):
    """With the day and the number of whichever has them."""
    second_row = item(second, "2026-01-26 云政报〔2026〕1号", address="x")
    markup = item(first, address="x") + second_row
    (link,) = select_all_links(read_rows(page(URL, f"<ul>{markup}</ul>")))
    assert link.title == title
    assert (str(link.listed_on), link.document_number) == (
        "2026-01-26",
        "云政报〔2026〕1号",
    )


def test_a_page_is_parsed_once():
    """For its links and its pager."""
    answer = page(URL, "<p>x</p>")
    assert parse_page(answer) is parse_page(answer)


def test_reports_that_lead_nowhere_are_known_when_a_page_was_read():
    """Not before."""
    answer = page(URL, f"<ul><li><a href='#'>{REPORT}</a></li></ul>")
    assert "unreachable" not in answer.memo
    read_rows(answer)
    assert answer.memo["unreachable"] == [REPORT]


def test_anchors_to_articles_are_those_of_a_page():
    """A part of one has none that count."""
    row = item("x", address="art_1")
    found = find_article_links(page(URL, f"<HTML>{row}</HTML>"), re.compile("art_"))
    assert [link.title for link in found] == ["x"]
    assert find_article_links(page(URL, row), re.compile("art_")) == []
