"""A path of a description that finds nothing is told, with what the answers have instead."""

import json

import pytest

from tasks.model.list_description import ListDescription
from tasks.sites.described_list import DescriptionCheck
from tests.rows import each_row
from tests.sites.families.pages import page

BASE = "http://www.example.gov.cn/zfxx/"
ROW = {"bt": "演示县2025年法治政府建设年度报告", "lj": "1.html"}
DESCRIBED = {
    "address": "/jk",
    "rows": "nr.lb",
    "title": "bt",
    "url": "lj",
    "count": "zs",
}


def check(answer: object, status: int = 200, **values: object) -> DescriptionCheck:
    """Check a description with one answer."""
    described = ListDescription.model_validate({**DESCRIBED, **values})
    checked = DescriptionCheck(described, BASE)
    body = answer if isinstance(answer, str) else json.dumps(answer)
    checked.add_answer(page(BASE, body, status))
    return checked


def test_what_is_as_described_is_no_mistake():
    """Nor is a list that a page's elements hold, which has no paths."""
    assert check({"zs": 1, "nr": {"lb": [ROW]}}).list_mistakes() == []
    assert check("<p>x</p>", rows="css:li", count="").list_mistakes() == []


@pytest.mark.parametrize(
    ("values", "words", "is_proof"),
    [
        ({"count": "nr.zs"}, "path `count` (nr.zs) is in no answer", True),
        ({"date": "rq"}, "0 of 1 rows have a date at `rq`; a row has: bt, lj", False),
        ({"title": "ti"}, "0 of 1 rows have a title at `ti`", False),
    ],
)
def test_a_path_that_finds_nothing_is_named(values, words, is_proof):
    """Only a count or a cursor is what a list cannot be proved whole without."""
    checked = check({"zs": 1, "nr": {"lb": [ROW]}}, **values)
    (mistake,) = checked.list_mistakes()
    assert words in mistake
    assert bool(checked.list_lost_proofs()) is is_proof


@each_row(
    ("answer", "status", "words"),
    [
        ("", 200, "the answer is empty"),
        ("{}", 500, "HTTP 500"),
        ("<html></html>", 200, "is no JSON, feed or script"),
        ({"msg": "no"}, 200, "the answer has: msg = no"),
        ({"zs": 0, "nr": {"lb": []}}, 200, "the answer has no rows"),
    ],
)
def test_an_answer_that_holds_no_rows_says_why(answer, status, words):
    """What it is, or what it has."""
    assert any(words in one for one in check(answer, status).list_mistakes())


def test_one_answer_of_several_is_enough():
    """The last page names no count."""
    checked = check({"zs": 1, "nr": {"lb": [ROW]}})
    checked.add_answer(page(BASE, json.dumps({"nr": {"lb": [ROW]}})))
    assert checked.list_mistakes() == []


@each_row(
    ("answer", "values", "mistakes"),
    [
        ({"zs": 1, "nr": {"lb": [ROW]}}, {"rows": "NR.LB"}, 0),
        ({"zs": "x", "nr": {"lb": [ROW]}}, {}, 1),
        ({"zs": 1, "nr": {"lb": [ROW]}}, {"more": "zs|x"}, 0),
        ({"zs": 1, "hou": None, "nr": {"lb": [ROW]}}, {"more": "hou"}, 0),
        ({"zs": 1, "nr": {"lb": [ROW]}}, {"more": "nr.lb.0.bt"}, 0),
        ({"zs": 1, "nr": '{"hou": 1, "lb": ' + json.dumps([ROW]) + "}"}, {"next": "nr.hou"}, 0),
        ({"zs": 1, "nr": {"lb": [ROW]}}, {"pages": "zs"}, 0),
        ({"zs": 1, "ys": "many", "nr": {"lb": [ROW]}}, {"pages": "ys"}, 0),
        ({"zs": 1, "nr": {"lb": [ROW]}}, {"pages": "ys"}, 1),
        ({"zs": 1, "nr": {"lb": [ROW]}}, {"more": "m", "publisher": "p", "number": "n"}, 3),
        ({"zs": 1, "nr": {"lb": [ROW]}}, {"attachments": "fj"}, 1),
        ({"zs": 1, "nr": {"lb": [ROW]}}, {"title": "", "url": ""}, 2),
        ({"zs": 1, "nr": {"lb": [ROW]}}, {"rows": ""}, 2),
        ({"nr": {"lb": []}}, {"next": "hou"}, 1),
        ({"zs": 1, "nr": {"lb": ["x"]}}, {}, 0),
    ],
)  # fmt: skip
def test_every_path_that_finds_nothing_counts(answer, values, mistakes):
    """A count has to be a number; anything else may be there without a value."""
    assert len(check(answer, **values).list_mistakes()) == mistakes


@pytest.mark.parametrize(
    ("per_page", "answers", "is_lost"),
    [(None, 1, False), (2, 1, False), (1, 1, True), (2, 2, True)],
)
def test_one_short_page_needs_no_next_one(per_page, answers, is_lost):
    """A full page, or a second one, would have named it."""
    answer = {"zs": 1, "nr": {"lb": [ROW]}}
    checked = check(answer, next="hou", per_page=per_page)
    for _ in range(answers - 1):
        checked.add_answer(page(BASE, json.dumps(answer)))
    assert bool(checked.list_lost_proofs()) is is_lost


@each_row(
    ("answer", "named"),
    [
        ({"a": {"b": {"c": {"d": {"e": 1}}}}}, "a, a.b, a.b.c, a.b.c.d"),
        ({"a": 1, "b": "x" * 40, "c": "x" * 41, "d": None}, f"a, b = {'x' * 40}, c, d"),
        ({"a": '{"b": 1}'}, "a, a.b"),
        ({f"k{number}": 1 for number in range(13)}, ", ".join(f"k{one}" for one in range(12))),
        ([1], "nothing"),
    ],
)  # fmt: skip
def test_an_answer_s_own_paths_are_named(answer, named):
    """Twelve of them, with short values that may say what went wrong."""
    (mistake,) = check(answer).list_mistakes()
    assert mistake == f"path `rows` (nr.lb) is in no answer; the answer has: {named}"


@pytest.mark.parametrize(
    ("row", "named"),
    [
        (ROW, "bt, lj"),
        (["x", "y"], "0, 1"),
        ({f"k{number}": 1 for number in range(13)}, ", ".join(f"k{one}" for one in range(12))),
    ],
)  # fmt: skip
def test_a_row_s_own_names_are_said(row, named):
    """Of an array, its places."""
    answer = {"zs": 1, "nr": {"lb": [row, row]}}
    mistakes = check(answer, title="ti", url="u").list_mistakes()
    assert mistakes == [
        f"0 of 2 rows have a title at `ti`; a row has: {named}",
        f"0 of 2 rows have an address at `u`; a row has: {named}",
    ]


def test_the_first_answer_that_could_not_be_read_is_explained():
    """A script's by the name that it does not assign."""
    checked = check("var x = 1", rows="script:lb.l")
    checked.add_answer(page(BASE, ""))
    (mistake,) = checked.list_mistakes()
    assert mistake == "no script of the answer assigns `rows` (lb)"
    assert check("var x = ", rows="").list_mistakes() == [
        "the answer (text/html, 8 bytes) is no JSON, feed or script"
    ]
