"""Answers as data: what they are wrapped in, and what stands at a path of one."""

import pytest

from tasks.sites.answers import UNKNOWN, AnswerValue, JsonObject, ScriptValue
from tests.rows import each_row
from tests.sites.families.pages import page

URL = "http://example.cn/api"


@each_row(
    ("text", "value"),
    [
        ('\ufeff\n {"a": 1}', {"a": 1}),
        ("[1, 2]", [1, 2]),
        ("{a: 1}", {"a": 1}),
        ('"{\\"a\\": 1}"', {"a": 1}),
        ('"x"', "x"),
        ('result({"a": 1});', {"a": 1}),
        ('/**/cb({"a": 1})', {"a": 1}),
        ('typeof cb === "function" && cb({"a": 1})', {"a": 1}),
        ('return jQuery.cb({"a": 1})', {"a": 1}),
        ("var list = [1], x; totalRecord=714;", {"list": [1], "totalRecord": 714}),
        ("let a.b = 1;\nconst c = 2\nd = 3", {"a.b": 1, "c": 2, "d": 3}),
        ("var z;\nvar a = 1; a = 2; b = f()", {"a": 1}),
        ("var a; a == 1;", UNKNOWN),
        ("plain words", UNKNOWN),
        ("", UNKNOWN),
        ("<p>x</p>", UNKNOWN),
        ("<html></html>", UNKNOWN),
        ("<!DOCTYPE html><rss/>", UNKNOWN),
        ("<section>x</section>", UNKNOWN),
        ("<?xml version='1.0'?><html/>", UNKNOWN),
        ("<!-- c --><rss><a>1</a></rss>", {"rss": {"a": "1"}}),
        ("<?xml version='1.0'?>\n<rss>x</rss>", {"rss": "x"}),
        ("<n:rss xmlns:n='u'><n:a/></n:rss>", {"rss": {"a": ""}}),
        ("<r><a>1</a><a>2</a><a> 3 </a></r>", {"r": {"a": ["1", "2", "3"]}}),
        ("<r><!-- c --><a>1</a><?p q?></r>", {"r": {"a": "1"}}),
        ("<r><a x='1'>t</a><b x='1'/><c/></r>", {"r": {"a": "t", "b": {"x": "1"}, "c": ""}}),
        ("<r x='1' y='2'><x>3</x></r>", {"r": {"x": "3", "y": "2"}}),
        ("<rss><a>1", {"rss": {"a": "1"}}),
    ],
)  # fmt: skip
def test_data_are_read_whatever_they_are_wrapped_in(text, value):
    """JSON, calls, assignments, texts of data, XML; a page of HTML is none."""
    found = AnswerValue.parse_text(text)
    assert found is UNKNOWN if value is UNKNOWN else found == value


def test_an_answer_counts_when_it_is_one():
    """With any other status it says nothing; it is read once."""
    answer = page(URL, '{"a": 1}')
    assert AnswerValue.parse_page(answer) == {"a": 1}
    assert AnswerValue.parse_page(answer) is AnswerValue.parse_page(answer)
    assert AnswerValue.parse_page(page(URL, '{"a": 1}', 404)) is UNKNOWN


@pytest.mark.parametrize("count", [49, 50, 51])
def test_a_script_s_first_fifty_assignments_are_read(count):
    """Data come first in the answers that are scripts."""
    script = "".join(f"v{number} = {number};\n" for number in range(count))
    found = AnswerValue.parse_text(script)
    assert isinstance(found, dict)
    assert len(found) == min(count, 50)


ANSWER: ScriptValue = {
    "data": {"List": [{"t": "甲"}, {"t": "乙"}], "total": "30", "none": None, "no": ""},
    "text": '{"rows": [7]}',
    "zero": 0,
    "true": True,
    "years": [{"list": [1]}, {"list": [2, 3]}, {"list": "x"}, 5],
    "List": 1,
}


@each_row(
    ("path", "value"),
    [
        ("data.total", "30"),
        ("data.list.1.t", "乙"),
        ("data.list.2.t", UNKNOWN),
        ("list", 1),
        ("DATA.TOTAL", "30"),
        ("text.rows.0", 7),
        ("zero", 0),
        ("zero.x", UNKNOWN),
        ("data.none|data.no|data.total", "30"),
        ("data.none|data.no", UNKNOWN),
        ("zero|data.total", 0),
        ("years.list", [1, 2, 3]),
        ("years.other", UNKNOWN),
        ("years.3", 5),
        (".data..total", "30"),
        ("other", UNKNOWN),
    ],
)
def test_a_path_finds_what_stands_there(path, value):
    """In any case of its letters, in texts of data, in arrays and in all of their objects."""
    found = AnswerValue(ANSWER).get_path(path)
    assert found is UNKNOWN if value is UNKNOWN else found == value


@each_row(
    ("value", "words", "count"),
    [
        ("30", "30", 30),
        (30, "30", 30),
        (30.0, "30.0", 30),
        (30.5, "30.5", None),
        (" <b>3</b>0 ", "30", 30),
        (True, "", None),
        (None, "", None),
        ([30], "", None),
        (UNKNOWN, "", None),
        (int("9" * 15), "9" * 15, int("9" * 15)),
        (int("9" * 16), "9" * 16, None),
    ],
)
def test_values_are_words_and_counts(value, words, count):
    """Texts and numbers alone; a fraction, or a number without end, counts nothing."""
    whole = AnswerValue({"a": value})
    assert (whole.spell_at("a"), whole.count_at("a")) == (words, count)


@pytest.mark.parametrize(
    "body", ['cb({"a": 1}) x', 'a b({"a": 1})', 'cb({"a": 1}', '({"a": 1})']
)
def test_a_call_that_wraps_an_object_is_all_there_is(body):
    """What stands before or behind it makes it something else."""
    assert JsonObject.parse(page(URL, body)) == {}
