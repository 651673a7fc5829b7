"""Workbooks: what a cell or a sheet has no room for goes on beside or behind, and is told."""

import openpyxl
import pyarrow as pa
import pytest

from tasks.model.errors import ConfigurationError
from tasks.release import exported_workbook
from tasks.release.exported_workbook import write_workbook
from tasks.release.row_condition import SelectedRows


def _select(words):
    table = pa.table({"id": pa.array(range(len(words))), "text": words})
    yield "texts", SelectedRows(table.schema, iter(table.to_batches()))


def _write(path, words):
    notes: list[str] = []
    write_workbook(path, notes, _select(words), _select(words))
    return openpyxl.load_workbook(path), notes


def test_long_texts_go_on_in_further_columns(tmp_path, monkeypatch):
    """Cut between characters, also those of two units, and joined they are what they were."""
    monkeypatch.setattr(exported_workbook, "MOST_UNITS", 5)
    words = ["一二三四五六七", "一二三四𠮷六七八九十", "", None, "a"]
    book, notes = _write(tmp_path / "a.xlsx", words)
    header, *rows = book["texts"].iter_rows(values_only=True)
    assert header == ("id", "text", "text (2)", "text (3)")
    assert [row[1:] for row in rows[:2]] == [
        ("一二三四五", "六七", None),
        ("一二三四", "𠮷六七八", "九十"),
    ]
    joined = ["".join(filter(None, row[1:])) for row in rows]
    assert joined == [word or "" for word in words]
    assert "texts: long texts of text go on in columns text (2) to (3)" in notes


def test_a_text_fits_excels_cell(tmp_path):
    """Of the length that Excel takes, and one more."""
    book, _ = _write(tmp_path / "a.xlsx", ["字" * 32_767, "字" * 32_768])
    _, full, over = book["texts"].iter_rows(values_only=True)
    assert full[2] is None
    assert [len(cell) for cell in over[1:]] == [32_767, 1]


def test_long_tables_go_on_in_further_sheets(tmp_path, monkeypatch):
    """Each with the header."""
    monkeypatch.setattr(exported_workbook, "MOST_ROWS", 3)
    book, notes = _write(tmp_path / "a.xlsx", list("abcde"))
    assert book.sheetnames == ["notes", "texts", "texts (2)", "texts (3)"]
    written = [
        [row[1] for row in book[name].iter_rows(values_only=True)]
        for name in book.sheetnames[1:]
    ]
    assert written == [["text", "a", "b"], ["text", "c", "d"], ["text", "e"]]
    assert "texts: the table goes on in sheets texts (2) to (3)" in notes


def test_what_excel_would_decode_is_escaped(tmp_path):
    """`_x0041_` is an A to Excel."""
    book, _ = _write(tmp_path / "a.xlsx", ["a_x0041_b"])
    assert book["texts"]["B2"].value == "a_x005F_x0041_b"


def test_rows_that_change_between_two_looks_are_said(tmp_path, monkeypatch):
    """A condition with chance in it."""
    monkeypatch.setattr(exported_workbook, "MOST_UNITS", 5)
    with pytest.raises(ConfigurationError, match="random"):
        write_workbook(tmp_path / "a.xlsx", [], _select(["a"]), _select(["a" * 9]))
