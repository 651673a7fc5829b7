"""Lookup files: errors that a person can act on."""

import pytest

from tasks.model.errors import ConfigurationError
from tasks.tables.lookup_csv import ensure_valid, read_lookup


def written(tmp_path, text):
    """Write a lookup."""
    path = tmp_path / "some.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_rows_come_with_their_lines(tmp_path):
    """A cell may hold a comma or a line end; what a short row lacks is empty."""
    path = written(tmp_path, 'a,b\n"1,\n2",x\n3\n')
    assert read_lookup(path, ("a", "b")) == [
        (3, {"a": "1,\n2", "b": "x"}),
        (4, {"a": "3", "b": ""}),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,c\n", "line 1: the columns must be a,b"),
        ("", "line 1"),
        ("a,b\n1,2,3\n", "line 2: more cells"),
        (b"a,b\n\xff,1\n", "UTF-8"),
        ('a,b\n"1"x,2\n', "cannot be read"),
    ],
)
def test_a_broken_file_is_named_with_the_remedy(tmp_path, text, words):
    """File, line and what to do."""
    with pytest.raises(ConfigurationError, match=words) as caught:
        read_lookup(written(tmp_path, text), ("a", "b"))
    assert "some.csv" in str(caught.value)


def test_a_missing_file_is_reported(tmp_path):
    """It is a wrong setting, not a crash."""
    with pytest.raises(ConfigurationError, match=r"none\.csv"):
        read_lookup(tmp_path / "none.csv", ("a",))


def test_the_first_failed_check_is_reported(tmp_path):
    """With line, column, value and what is wanted."""
    checks = {"a": (True, "fine"), "b": (False, "must be a number")}
    with pytest.raises(
        ConfigurationError, match=r"some\.csv: line 7: column b: 'x' must be a number"
    ):
        ensure_valid(tmp_path / "some.csv", 7, {"a": "1", "b": "x"}, checks)
