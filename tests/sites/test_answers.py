"""Answers of list APIs."""

from datetime import date

import pytest

from tasks.sites.answers import JsonObject, parse_day
from tests.rows import each_row
from tests.sites.families.pages import page

URL = "http://example.cn/api"


@pytest.mark.parametrize(
    "body",
    ['{"a": 1}', '\ufeff\n\n{"a": 1}', 'result({"a": 1});', 'jQuery1_2.cb( {"a": 1} )'],
)
def test_an_object_is_found_in_whatever_it_is_wrapped(body):
    """Byte order marks, blank lines, calls."""
    assert JsonObject.parse(page(URL, body)) == {"a": 1}


@each_row("body", ["", "[1]", "<html></html>", '{"a"', "alert(1)", "cb([])"])
def test_what_is_no_object_is_empty(body):
    """So is an answer that is no 200."""
    assert JsonObject.parse(page(URL, body)) == {}
    assert JsonObject.parse(page(URL, '{"a": 1}', status=404)) == {}


def test_values_are_read_whatever_their_type():
    """A missing or odd one is empty."""
    answer = JsonObject(
        {
            "a": {"b": 1},
            "c": [{"d": " x\n<em>y</em> "}, 7],
            "n": 12,
            "s": "12",
            "f": None,
        }
    )
    assert (answer.get_object("a"), answer.get_object("c")) == ({"b": 1}, {})
    assert (answer.list_objects("c"), answer.list_objects("a")) == (
        [{"d": " x\n<em>y</em> "}],
        [],
    )
    assert answer.get_text("f", "a", "n") == "12"
    assert answer.list_objects("c")[0].get_text("d") == "x y"
    assert [answer.read_count(key) for key in ("n", "s", "f", "x")] == [
        12,
        12,
        None,
        None,
    ]


@each_row(
    ("printed", "expected"),
    [
        ("2020-12-21T00:00:00.000+0800", date(2020, 12, 21)),
        ("2006-08-20T18:59:36.000Z", date(2006, 8, 21)),
        ("2020-12-21 23:59:00", date(2020, 12, 21)),
        ("1767225600", date(2026, 1, 1)),
        ("1767225600000", date(2026, 1, 1)),
        ("2024.01.23", date(2024, 1, 23)),
        ("2024年1月23日 10:00", date(2024, 1, 23)),
        ("", None),
        ("bad", None),
        ("0", None),
    ],
)
def test_days_are_those_of_beijing(printed, expected):
    """Zones are mixed, and seconds stand beside milliseconds."""
    assert parse_day(printed) == expected


def test_what_no_table_can_hold_is_dropped():
    """NUL, halves of characters; counts without end are none."""
    assert JsonObject({"a": "报\x00告\ud800"}).get_text("a") == "报告"
    assert JsonObject({"n": "9" * 5000}).read_count("n") is None
    assert JsonObject.parse(page(URL, '{"a":' + "[" * 100_000)) == {}


@each_row(
    ("printed", "count"),
    [
        ("0", 0),
        ("9" * 15, int("9" * 15)),
        ("9" * 16, None),
        ("-1", None),
        ("1.5", None),
        ("", None),
    ],
)
def test_counts_of_up_to_fifteen_digits_are_counts(printed, count):
    """Longer ones, signs and fractions are none."""
    assert JsonObject({"n": printed}).read_count("n") == count


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (f"报<{'a' * 61}>告", "报告"),
        (f"报<{'a' * 62}>告", f"报<{'a' * 62}>告"),
        ("报</EM>告", "报告"),
        ("1<2>0", "1<2>0"),
    ],
)
def test_marks_are_short_and_begin_with_a_letter(words, text):
    """What is longer, or is no mark, are words of the title."""
    assert JsonObject({"a": words}).get_text("a") == text
