"""A path of a description that finds nothing is told, with what the answers have instead."""

import json

import pytest

from tasks.model.list_description import ListDescription
from tasks.sites.described_list import DescriptionCheck
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


@pytest.mark.parametrize(
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
