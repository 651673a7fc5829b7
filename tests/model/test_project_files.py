"""Lookup files: errors that a person can act on."""

import pytest

from tasks.model.errors import ConfigurationError
from tasks.model.project_files import ensure_valid, read_keyed_lookup, read_lookup


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


@pytest.mark.parametrize("text", ["\ufeffa,b\r\n1,甲\r\n", '\ufeff"a",b\n1,甲\n'])
def test_what_excel_saves_as_csv_utf_8_is_read(tmp_path, text):
    """A byte-order mark and Windows' line ends change nothing."""
    assert read_lookup(written(tmp_path, text), ("a", "b")) == [
        (2, {"a": "1", "b": "甲"})
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,c\n", "line 1: the columns must be a,b"),
        ("a;b\n1;2\n", "line 1: the columns must be a,b"),
        ("a\n1\n", "line 1: the columns must be a,b"),
        ("", "line 1"),
        ("a,b\n1,2,3\n", "line 2: more cells"),
        (b"a,b\n\xff,1\n", "line 2: .*UTF-8"),
        ("a,b\n1,甲\n".encode("gb18030"), "line 2: .*UTF-8"),
        ("a,b\n1,甲\n".encode("utf-16"), "line 1: .*UTF-8"),
        ('a,b\n"1"x,2\n', "line 2: cannot be read"),
        ('a,b\n1,"2\n3,4\n', "line 3: cannot be read"),
    ],
)
def test_a_broken_file_is_named_with_the_remedy(tmp_path, text, words):
    """File, line and what to do."""
    with pytest.raises(ConfigurationError, match=words) as caught:
        read_lookup(written(tmp_path, text), ("a", "b"))
    assert "some.csv" in str(caught.value)


@pytest.mark.parametrize("name", ["none.csv", "."])
def test_a_missing_file_is_reported(tmp_path, name):
    """It is a wrong setting, not a crash."""
    with pytest.raises(ConfigurationError, match="bring the file back"):
        read_lookup(tmp_path / name, ("a",))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n", "line 2: there is no row"),
        ("a,b\n1,2\n3,4\n1,5\n", "line 4: column a: '1' stands in line 2 already"),
        ("a,b\n1,2\n,4\n", "line 3: column a: '' must be filled in"),
    ],
)
def test_a_key_is_there_and_stands_once(tmp_path, text, words):
    """A vocabulary of nothing would find nothing, and of two rows of one code one would be lost."""
    path = written(tmp_path, text)
    with pytest.raises(ConfigurationError, match=words):
        read_keyed_lookup(path, ("a", "b"))
    assert len(read_lookup(path, ("a", "b"))) == text.count("\n") - 1


def test_the_first_failed_check_is_reported(tmp_path):
    """With line, column, value and what is wanted."""
    checks = {"a": (True, "fine"), "b": (False, "must be a number")}
    with pytest.raises(
        ConfigurationError, match=r"some\.csv: line 7: column b: 'x' must be a number"
    ):
        ensure_valid(tmp_path / "some.csv", 7, {"a": "1", "b": "x"}, checks)
