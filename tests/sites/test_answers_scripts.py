"""Values as scripts write them: read without running anything."""

import pytest

from tasks.sites.answers import UNKNOWN, AnswerValue


@pytest.mark.parametrize(
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
    ],
)
def test_a_value_is_read(script, value):
    """Objects, arrays, texts, sums, and what gives back what it is given."""
    assert AnswerValue.read_value(script) == value


@pytest.mark.parametrize("script", ["name", "find('x')", "'/bg/' + name", "", "[" * 99])
def test_what_a_text_does_not_say_is_unknown(script):
    """And so is a sum with it; nesting has an end."""
    found = AnswerValue.read_value(script)
    while isinstance(found, list) and found:
        found = found[0]
    assert found is UNKNOWN or found == []


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ("'/jk?p=' + page", "/jk?p={page}"),
        ("page - 1", "{page-1}"),
        ("(page - 1) * size", "{offset}"),
        ("'/jk?n=' + size", "/jk?n=20"),
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


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "true"),
        (None, ""),
        (UNKNOWN, ""),
        (7, "7"),
        ({"a": [1]}, '{"a":[1]}'),
    ],
)
def test_values_are_spelt_as_an_address_has_them(value, words):
    """As a form would send them."""
    assert AnswerValue.spell(value) == words
