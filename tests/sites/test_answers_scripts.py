"""Values as scripts write them: read without running anything."""

import pytest

from tasks.sites.answers import UNKNOWN, AnswerValue
from tests.rows import each_row


@each_row(
    ("script", "value"),
    [
        ('{"a": [1, 2.5, null, true]}', {"a": [1, 2.5, None, True]}),
        ("{a: 'x', 'b': \"y\",}", {"a": "x", "b": "y"}),
        ("[1, /* zwei */ 2, // drei\n 3]", [1, 2, 3]),
        (r"'\u4e91\x41\n\/'", "云A\n/"),
        ("'/bg/' + 7 + '.html'", "/bg/7.html"),
        ("2 * 3 + 1", 7),
        ("parseInt('12')", "12"),
        ("encodeURIComponent('云 a')", "%E4%BA%91%20a"),
        ("undefined", ""),
        ("'' || '/jk'", "/jk"),
        ("page || 1", 1),
        ("page ?? 2", 2),
        ("0 || 5", 5),
        ("0||5", 5),
        ("''??'/jk'", "/jk"),
        ("null || 5", 5),
        ("3 || 5", 3),
        ("3 | 5", 3),
        ("3 ? 5 : 7", 3),
        ("7 - 2 - 1", 4),
        ("-5 * 2", -10),
        ("7 ++ 2", 7),
        ("'a' -- 2", "a"),
        ("-1.5e2", -150.0),
        ("'a' + null + true", "atrue"),
        ("1 + [2]", "1[2]"),
        ("(1, 2)", 2),
        ("[,1,,2,]", [1, 2]),
        ("[1 2, 3]", [UNKNOWN, 3]),
        ("[x => ('),' + {a: [1, 2]}), 3]", [UNKNOWN, 3]),
        ("[function () { return {a: [1, 2]}; }, 3]", [UNKNOWN, 3]),
        ("[names[1, 2], 3]", [UNKNOWN, 3]),
        ("{,a: 1,,b: 2}", {"a": 1, "b": 2}),
        ("{a: 1 2, b: 3}", {"a": UNKNOWN, "b": 3}),
        ("{f() { return 1, 2; }, b: 3}", {"f": UNKNOWN, "b": 3}),
        ("{data-x: 1, 2: 'y', $z: 3}", {"data-x": 1, "2": "y", "$z": 3}),
        ("{a: {b: [1, {c: 2}]}}", {"a": {"b": [1, {"c": 2}]}}),
        ("{a: 1; b: 2}", {"a": UNKNOWN}),
        ("false", False),
        ("`/l/${1 + 1}/${'x'}.json`", "/l/2/x.json"),
        ('"a\\\nb\\tc\\q"', "ab\tcq"),
        ("Number(3)", 3),
        ("$.trim('x')", "x"),
        ("JSON.parse('{}')", "{}"),
        ("encodeURI('/a?b=云&c')", "/a?b=%E4%BA%91&c"),
        ("escape('a b')", "a%20b"),
        ("JSON.stringify({a: [1, 'x']})", '{"a":[1,"x"]}'),
        ("$.param({a: 1, b: 'x y', c: null})", "a=1&b=x+y&c="),
        ("jQuery.param({a: 1})", "a=1"),
        ("Qs.stringify({a: 1})", "a=1"),
        ("qs.stringify({a: 1})", "a=1"),
    ],
)
def test_a_value_is_read(script, value):
    """Objects, arrays, texts, sums, and what gives back what it is given."""
    assert AnswerValue.read_value(script) == value


@each_row(
    "script",
    [
        "name",
        "find('x')",
        "find({a: 1})",
        "names[0]",
        "'/bg/' + name",
        "name + 1",
        "name - 1",
        "'a' - 1",
        "2 * 'a'",
        "()",
        "parseInt()",
        "JSON.stringify(name)",
        "$.param('x')",
        "`/l/${name}`",
        "`/l/${[1]}`",
        "'a\nb'",
        "",
        "[" * 99,
    ],
)
def test_what_a_text_does_not_say_is_unknown(script):
    """And so is a sum with it; nesting has an end."""
    found = AnswerValue.read_value(script)
    while isinstance(found, list) and found:
        found = found[0]
    assert found is UNKNOWN or found == []


@each_row(
    ("script", "value"),
    [
        ("'/jk?p=' + page", "/jk?p={page}"),
        ("page - 1", "{page-1}"),
        ("(page - 1) * size", "{offset}"),
        ("'/jk?n=' + size", "/jk?n=20"),
        ("page + 1", "{page+1}"),
        ("page + '.html'", "{page}.html"),
        ("page - '1'", UNKNOWN),
        ("size * (page - 1)", "{offset}"),
        ("page * size + 1", "{offset}1"),
        ("size * 2 - 1", 39),
        ("data . page", "{page}"),
        ("`/l/${page}.json`", "/l/{page}.json"),
        ("{page, n: size, x}", {"page": "{page}", "n": 20, "x": UNKNOWN}),
    ],
)
def test_a_name_that_is_known_keeps_its_place(script, value):
    """The page that is asked for, one less, and the place of its first entry."""
    assert AnswerValue.read_value(script, 0, {"page": "{page}", "size": 20}) == value


def test_arguments_are_read_past_what_is_not_understood():
    """Each in its place, up to the bracket that closes the call."""
    script = "ask('/jk', function (d) { return d; }, {p: 1}); more('x')"
    found = AnswerValue.read_arguments(script, script.index("(") + 1, {})
    assert found == ["/jk", UNKNOWN, {"p": 1}]


@each_row(
    ("value", "words"),
    [
        (True, "true"),
        (None, ""),
        (UNKNOWN, ""),
        (False, "false"),
        (7, "7"),
        (1.5, "1.5"),
        ([1, "x"], '[1,"x"]'),
        ({"a": [1]}, '{"a":[1]}'),
    ],
)
def test_values_are_spelt_as_an_address_has_them(value, words):
    """As a form would send them."""
    assert AnswerValue.spell(value) == words


@pytest.mark.parametrize(("depth", "is_read"), [(38, True), (60, False)])
def test_what_is_nested_deeper_than_any_list_is_unknown(depth, is_read):
    """Its end is found all the same."""
    found = AnswerValue.read_value("[" * depth + "7" + "]" * depth)
    for _ in range(depth):
        found = found[0] if isinstance(found, list) and found else UNKNOWN
    assert (found == 7) is is_read
