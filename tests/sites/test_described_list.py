"""Answers of a described list: entries, counts and cursors, and where they are when nothing says it."""

import json
from datetime import date

import pytest

from tasks.model.list_description import ListDescription
from tasks.sites.described_list import ListAnswer, find_fields
from tests.sites.families.pages import page

BASE = "http://www.example.gov.cn/zfxx/"
TITLE = "演示县第{}镇2025年法治政府建设年度报告"
ROWS = [
    {"bt": TITLE.format(number), "lj": f"{number}.html", "rq": f"2026-01-0{number}"}
    for number in (1, 2, 3)
]
DESCRIBED = {"address": "/jk", "title": "bt", "url": "lj", "date": "rq"}


def read(answer: object, **values: object) -> ListAnswer:
    """Read an answer in JSON as a description says."""
    described = ListDescription.model_validate({**DESCRIBED, **values})
    return ListAnswer.read(described, answered(answer), BASE)


def answered(answer: object):
    """Make an answer of an interface."""
    return page(f"{BASE}jk", json.dumps(answer, ensure_ascii=False))


def test_entries_become_links():
    """With title, day, and an address that is resolved."""
    found = read({"nr": {"lb": ROWS}}, rows="nr.lb")
    assert [link.title for link in found.links] == [row["bt"] for row in ROWS]
    assert found.links[0].url == f"{BASE}1.html"
    assert found.links[2].listed_on == date(2026, 1, 3)
    assert (found.unread, found.entries) == (0, 3)


def test_what_stands_beside_the_entries_is_read():
    """Counts, the cursor, and whether more follows."""
    answer = {"lb": ROWS, "zs": "17", "ys": 6, "hou": "abc", "geng": "true"}
    paths = {"count": "zs", "pages": "ys", "next": "hou", "more": "geng"}
    found = read(answer, rows="lb", **paths)
    assert (found.count, found.pages, found.next, found.more) == (17, 6, "abc", True)
    nothing = read({"lb": ROWS}, rows="lb", **paths)
    assert (nothing.count, nothing.pages, nothing.next) == (None, None, "")
    assert nothing.more is None


def test_an_entry_without_an_address_is_unread():
    """It counts as an entry."""
    found = read({"lb": [*ROWS, {"bt": "无", "lj": ""}]}, rows="lb")
    assert (len(found.links), found.unread, found.entries) == (3, 1, 4)


@pytest.mark.parametrize("answer", [{}, {"lb": None}, {"lb": []}, "keine", 7])
def test_an_answer_without_entries_is_empty(answer):
    """Whatever it holds instead."""
    assert read(answer, rows="lb").entries == 0


def test_the_parts_that_an_entry_has_are_known():
    """Each by the name that a description gives it."""
    described = ListDescription.model_validate({**DESCRIBED, "number": "wh"})
    parts = ListAnswer.find_entry_values(described, {**ROWS[0]}, BASE)
    assert {name for name, there in parts.items() if there} == {"title", "url", "date"}


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"d": {"l": rows}}])
def test_fields_are_found_by_what_they_hold(wrap):
    """The array, the title, the address, and the day."""
    rows = [
        {"title": row["bt"], "url": f"/zfxx/{row['lj']}", "date": row["rq"]}
        for row in ROWS
    ]
    found = find_fields(answered(wrap(rows)))
    assert (found["title"], found["url"], found["date"]) == ("title", "url", "date")


def test_an_answer_that_holds_no_list_has_no_fields():
    """Numbers, names of columns, and a page."""
    assert find_fields(answered({"code": 500, "rows": [1, 2]})) == {}
    shown = page(BASE, "<html><body><a href='1.html'>x</a></body></html>")
    assert find_fields(shown) == {}


@pytest.mark.parametrize(
    ("fields", "template", "url"),
    [
        ({"base": "/art/", "id": "{}"}, "{base}{id}.html", "{base}{id}.html"),
        (
            {"host": "http://b.gov.cn", "url": "/c/{}.html"},
            "{host}{url}",
            "{host}{url}",
        ),
        # the address says by itself where it is; what is no address is none
        ({"base": "/art/", "url": "http://b.gov.cn/{}.html"}, "{base}{url}", "url"),
        ({"name": "县府", "url": "/c/{}.html"}, "{name}{url}", "url"),
        ({"base": "", "url": "/c/{}.html"}, "{base}{url}", "url"),
    ],
)
def test_an_address_of_two_fields_is_taken_where_it_is_one(fields, template, url):
    """Else the one that an entry has."""
    rows = [
        {"title": TITLE.format(number)}
        | {name: value.format(number) for name, value in fields.items()}
        for number in (1, 2, 3)
    ]
    found = find_fields(answered({"rows": rows}), {"both": template})
    assert found["url"] == url
