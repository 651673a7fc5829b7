"""Searches of the State Council's policy library."""

import json
from datetime import date

import pytest

from tasks.model.source import Family
from tasks.sites.families.interfaces import POLICY
from tests.rows import each_row
from tests.sites.families.pages import page, source, walked

COLUMN = "http://example.cn/search-gov/data?t=zhengcelibrary&q=x&searchfield=title:content&p=1&n=2"


def answer(**categories: object) -> str:
    """Write an answer with these categories."""
    return json.dumps({"code": 200, "searchVO": {"catMap": categories, "listVO": None}})


def entry(number: int) -> dict[str, str]:
    """Write one document of a category."""
    return {
        "title": f"某部{number}年<em>法治</em><em>政府</em>建设报告",
        "url": f"http://example.cn/content_{number}.htm",
        "puborg": "演示部",
        "pcode": "",
        "pubtimeStr": "2024.01.23",
    }


def test_documents_of_every_category_are_read():
    """Marks go without leaving a space; an empty category is none."""
    body = answer(
        gongwen={"totalCount": 1, "listVO": [entry(1)]},
        bumenfile={"totalCount": 9, "listVO": [entry(2)]},
        x=None,
    )
    first, second = POLICY.read_links(source(Family.POLICY, COLUMN), page(COLUMN, body))
    assert (first.title, first.listed_on, first.publisher) == (
        "某部1年法治政府建设报告",
        date(2024, 1, 23),
        "演示部",
    )
    assert (first.document_number, second.url) == (
        None,
        "http://example.cn/content_2.htm",
    )
    assert POLICY.read_total(page(COLUMN, body)) == 10


def test_an_answer_without_categories_is_one():
    """Other values of `t` give a plain list."""
    body = json.dumps(
        {"searchVO": {"totalCount": "1", "catMap": None, "listVO": [entry(1)]}}
    )
    assert (
        len(POLICY.read_links(source(Family.POLICY, COLUMN), page(COLUMN, body))) == 1
    )
    assert POLICY.read_total(page(COLUMN, body)) == 1


def test_pages_go_on_until_the_longest_category_is_through():
    """Each category has pages of its own."""
    full = [
        answer(
            a={"totalCount": 5, "listVO": [entry(n)]}, b={"totalCount": 1, "listVO": []}
        )
        for n in range(3)
    ]
    pages = dict(
        zip([COLUMN.replace("p=1", f"p={n}") for n in (1, 2, 3)], full, strict=True)
    )
    assert walked(POLICY, source(Family.POLICY, COLUMN), pages) == list(pages)
    empty = answer(a={"totalCount": 5, "listVO": []})
    assert walked(POLICY, source(Family.POLICY, COLUMN), {COLUMN: empty}) == [COLUMN]


def test_what_is_no_answer_gives_nothing():
    """An error page, other shapes, a failure told in JSON."""
    one = source(Family.POLICY, COLUMN)
    for body in (
        "<html></html>",
        '{"searchVO":null}',
        '{"code":500}',
        '{"searchVO":{"catMap":[]}}',
    ):
        assert POLICY.read_links(one, page(COLUMN, body)) == []
        assert POLICY.read_total(page(COLUMN, body)) is None
        assert walked(POLICY, one, {COLUMN: body}) == [COLUMN]


@each_row(
    ("asked", "pages"),
    [
        ("n=2", 6),
        ("n=6", 2),
        ("n=11", 1),
        ("n=0", 3),
        ("n=", 3),
        ("n=all", 3),
        ("n=-4", 3),
        ("m=4", 3),
    ],
)
def test_pages_are_as_long_as_the_address_asks(asked, pages):
    """Five entries where it asks for no number of them; the last page is full or begun."""
    column = f"http://example.cn/search-gov/data?{asked}&p=1"
    body = answer(a={"totalCount": 11, "listVO": [entry(1)]})
    answers = {column.replace("p=1", f"p={n}"): body for n in range(1, 9)}
    assert len(walked(POLICY, source(Family.POLICY, column), answers)) == pages


def test_a_full_last_page_is_the_last():
    """No page is asked for behind it."""
    body = answer(a={"totalCount": 4, "listVO": [entry(1)]})
    answers = {COLUMN.replace("p=1", f"p={n}"): body for n in range(1, 9)}
    assert len(walked(POLICY, source(Family.POLICY, COLUMN), answers)) == 2


def test_an_entry_without_an_address_is_none():
    """The day stands in either of two fields, the second one where the first is empty."""
    entries = [
        entry(1) | {"url": ""},
        entry(2) | {"pubtimeStr": "", "pubtime": "1706000000000"},
        entry(3) | {"pcode": "演部发〔2024〕1号", "puborg": ""},
    ]
    body = answer(a={"totalCount": 3, "listVO": entries})
    found = POLICY.read_links(source(Family.POLICY, COLUMN), page(COLUMN, body))
    assert [(one.listed_on, one.document_number, one.publisher) for one in found] == [
        (date(2024, 1, 23), None, "演示部"),
        (date(2024, 1, 23), "演部发〔2024〕1号", None),
    ]


@pytest.mark.parametrize(
    ("query", "second"),
    [
        ("p=1&a=1&filter[X]=true&q=&s=a:b", "p=2&a=1&filter[X]=true&q=&s=a:b"),
        ("a=1&filter[X]=true&q=&s=a:b", "a=1&filter[X]=true&q=&s=a:b&p=2"),
    ],
)
def test_only_the_number_of_the_page_is_set(query, second):
    """Other parameters stay as they are, empty ones, brackets and colons too."""
    home = "http://example.cn/search-gov/data"
    column = f"{home}?{query}"
    full = answer(x={"totalCount": 9, "listVO": [entry(1)]})
    walk = POLICY.walk(source(Family.POLICY, column))
    first = next(walk)
    assert walk.send(page(first.url, full)).url == f"{home}?{second}"
