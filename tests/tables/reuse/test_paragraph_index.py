"""Paragraphs as numbers, and their texts in a scratch file."""

import numpy as np
import pyarrow as pa
import pytest

from tasks.tables.reuse.paragraph_index import (
    MIN_LENGTH,
    ParagraphReader,
    ParagraphTexts,
    normalize_words,
)

LONG = (
    "全年化解矛盾纠纷128起，群众满意度稳步提升，健全法律顾问制度，"
    "对重大行政决策逐件开展合法性审查做到应审尽审。"
)
OTHER = LONG.replace("矛盾纠纷", "信访积案")


def sections(*rows):
    """Make sections of reports: id, path, start, text."""
    names = ("report_id", "path", "start_offset", "text")
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        (f"一、{LONG}", LONG),
        (f"（二）{LONG}", f"一是{LONG}"),
        (LONG.replace("128", "3.5"), LONG),
        (LONG.replace("，", " ， "), LONG),
        (LONG.replace("纠纷", "糾紛"), LONG),
    ],
)
def test_words_are_compared_without_their_dress(printed, other):
    """Label, numbers, punctuation, spaces and characters of the tradition make no other words."""
    assert normalize_words(printed) == normalize_words(other)
    assert normalize_words(OTHER) != normalize_words(LONG)


def test_paragraphs_have_their_places_and_texts(tmp_path):
    """Offsets are the report's; what is too short is none; equal words have one number."""
    file = tmp_path / "scratch"
    reader = ParagraphReader(file)
    text = f"一、标题\n{LONG}\n{'短' * (MIN_LENGTH - 1)}\n{OTHER}"
    rows = [("b", "1", 10, text), ("a", "2", 0, f"1.{LONG}")]
    reader.read(sections(*rows), pa.array(["b", "a"]), 0)
    index = reader.finish([1, 0])
    assert index.report.tolist() == [0, 1, 1]
    start = 10 + len("一、标题\n")
    assert index.start.tolist()[:2] == [0, start]
    assert index.end.tolist()[1] == start + len(LONG)
    assert index.wording[0] == index.wording[1] != index.wording[2]
    assert len(index.first) == 2
    with ParagraphTexts(file, index) as texts:
        printed = texts.read_printed(np.array([1, 0]))
        assert printed == [("1", LONG), ("2", f"1.{LONG}")]
        assert texts.read_plain(np.array([2])) == [normalize_words(OTHER)]


def test_a_section_needs_its_report(tmp_path):
    """One of another report is a fault of who calls."""
    reader = ParagraphReader(tmp_path / "scratch")
    with pytest.raises(ValueError, match="not among the reports"):
        reader.read(sections(("z", "1", 0, LONG)), pa.array(["a"]), 0)


def test_nothing_to_read_is_an_empty_index(tmp_path):
    """And what a killed run left in the scratch file is gone."""
    file = tmp_path / "scratch"
    file.write_bytes(b"left")
    index = ParagraphReader(file).finish([])
    assert len(index.report) == len(index.first) == 0
    assert file.read_bytes() == b""
