"""Answers of a described list: entries, counts and cursors, and where they are when nothing says it."""

import json
from datetime import date

import pytest

from tasks.model.list_description import ListDescription
from tasks.sites.described_list import ListAnswer, find_fields
from tests.rows import each_row
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


@each_row("answer", [{}, {"lb": None}, {"lb": []}, "keine", 7])
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


@each_row(
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


@each_row(
    ("rows", "count"),
    [
        (ROWS, 3),
        ({"2025": ROWS[:1], "2024": ROWS[1:]}, 3),
        ([ROWS[:1], ROWS[1:]], 3),
        ({"a": ROWS[0], "b": ROWS[1]}, 2),
        (ROWS[0], 1),
        (json.dumps(ROWS), 3),
        ("<li><a href='1.html'>甲</a></li><li><a href='2.html'>乙</a></li>", 2),
        (["<li><a href='1.html'>甲</a></li>", "<li>乙</li>"], 2),
        ("words", 1),
        ("", 0),
        (7, 0),
    ],
)
def test_rows_are_found_in_groups_and_texts(rows, count):
    """Of years, of data, of markup; what can be no row is unread."""
    assert read({"lb": rows}, rows="lb").entries == count
    assert read({"lb": json.dumps({"l": rows})}, rows="lb.l").entries == count


def test_the_whole_answer_may_be_the_rows():
    """Where the description names no path."""
    assert read(ROWS).entries == 3
    assert len(read(ROWS[0]).links) == 1
    assert len(read({**ROWS[0], "o": {"x": 1}}).links) == 1


@each_row(
    ("written", "entry", "address"),
    [
        ("lj", {"lj": "1.html"}, f"{BASE}1.html"),
        ("lj", {"lj": ["1.html", "2.html"]}, f"{BASE}1.html"),
        ("lj", {"lj": []}, ""),
        ("lj", {"lj": {"www": "1.html"}}, f"{BASE}1.html"),
        ("lj", {"lj": {"url": "1.html", "pc": "2.html"}}, f"{BASE}2.html"),
        ("lj", {"lj": ' {"href": "1.html"}'}, f"{BASE}1.html"),
        ("lj", {"lj": {"x": "1.html"}}, ""),
        ("d/{id}.html", {"id": 7}, f"{BASE}d/7.html"),
        ("d/{a}/{id}.html", {"id": 7, "a": "x"}, f"{BASE}d/x/7.html"),
        ("d/{a}/{id}.html", {"id": 7, "a": ""}, ""),
        ("d/{a.id}.html", {"a": {"id": 7}}, f"{BASE}d/7.html"),
    ],
)
def test_an_address_is_found_inside_what_stands_there(written, entry, address):
    """The first of several, that of an object, or one made of an entry's fields."""
    found = read([{"bt": "演示", **entry}], url=written)
    assert [link.url for link in found.links] == ([address] if address else [])
    assert found.unread == (not address)


@each_row(
    ("form", "written", "day"),
    [
        ("ms", 1767225600000, date(2026, 1, 1)),
        ("s", "1767225600", date(2026, 1, 1)),
        ("s", "2026-01-02", date(2026, 1, 2)),
        ("", "2026-01-02", date(2026, 1, 2)),
        ("", "20260102", date(2026, 1, 2)),
        ("", 1767225600000, date(2026, 1, 1)),
        ("", "soon", None),
        ("", "", None),
    ],
)
def test_a_day_is_read_as_it_is_described(form, written, day):
    """In seconds or thousandths of one, or as it is printed."""
    values = {"date_form": form} if form else {}
    (link,) = read([{**ROWS[0], "rq": written}], **values).links
    assert link.listed_on == day


@each_row(
    ("value", "more"),
    [
        (True, True),
        (1, True),
        ("True", True),
        ("yes", True),
        ("Y", True),
        (False, False),
        (0, False),
        ("no", False),
        ("", None),
        (None, None),
    ],
)
def test_more_is_said_in_many_ways(value, more):
    """Nothing is no answer."""
    assert read({"lb": ROWS, "m": value}, rows="lb", more="m").more is more


@each_row(
    ("value", "named"),
    [
        ([{"url": "a.pdf", "name": "甲"}], {f"{BASE}a.pdf": "甲"}),
        ([{"filePath": "/a.pdf"}], {"http://www.example.gov.cn/a.pdf": "a.pdf"}),
        (["a.pdf", "b.pdf"], {f"{BASE}a.pdf": "a.pdf", f"{BASE}b.pdf": "b.pdf"}),
        ("a.pdf", {f"{BASE}a.pdf": "a.pdf"}),
        ('[{"url": "a.pdf", "fileName": "甲"}]', {f"{BASE}a.pdf": "甲"}),
        ({"path": "a.pdf", "title": "甲"}, {f"{BASE}a.pdf": "甲"}),
        ([{"name": "甲"}], {}),
        (None, {}),
    ],
)
def test_attachments_are_found_in_every_form(value, named):
    """Objects, addresses, texts of data."""
    described = {"attachments": "fj", "number": "wh", "publisher": "fb"}
    entry = {**ROWS[0], "fj": value, "wh": "演政〔2026〕1号", "fb": ""}
    (link,) = read([entry], **described).links
    assert {one.url: one.name for one in link.attachments} == named
    assert (link.document_number, link.publisher) == ("演政〔2026〕1号", None)


@each_row(
    ("script", "count"),
    [
        ('var lb = [{"bt": "甲", "lj": "1.html"}]; var x = 1', 1),
        ("a.lb == 1; lb: [{bt: '甲', lj: '1.html'}, {bt: '乙', lj: '2.html'}]", 2),
        ('{"lb" : [{"bt": "甲", "lj": "1.html"}]}', 1),
        ("xlb = [{bt: '甲', lj: '1.html'}]", 0),
        ("x.lb = [{bt: '甲', lj: '1.html'}]", 0),
        ("lb == [{bt: '甲', lj: '1.html'}]", 0),
    ],
)
def test_rows_that_a_script_assigns_are_read(script, count):
    """By the name of their variable."""
    described = ListDescription.model_validate({**DESCRIBED, "rows": "script:lb"})
    shown = page(BASE, f"<html><script>{script}</script></html>")
    assert ListAnswer.read(described, shown, BASE).entries == count


def test_rows_inside_what_a_script_assigns_have_a_path():
    """And so has what stands beside them."""
    values = {**DESCRIBED, "rows": "script:d.lb", "count": "zs"}
    described = ListDescription.model_validate(values)
    shown = page(BASE, "var d = {lb: [{bt: '甲', lj: '1.html'}], zs: 7}")
    found = ListAnswer.read(described, shown, BASE)
    assert (found.entries, found.count) == (1, 7)


def test_rows_that_a_page_s_elements_hold_are_chosen():
    """By a selector, and nothing around them."""
    described = ListDescription.model_validate({**DESCRIBED, "rows": "css:ul.l li"})
    rows = "<li><a href='1.html'>甲</a></li><li><a href='2.html'>乙</a></li>"
    shown = page(BASE, f"<html><ul>{rows}</ul><ul class=l>{rows}</ul></html>")
    assert [one.title for one in ListAnswer.read(described, shown, BASE).links] == [
        "甲",
        "乙",
    ]
