"""The demo's tables of numbers: each shape is published in some format, and read as it was written."""

from decimal import Decimal

import pytest

from deploy.demo.posts import Post, posts_of
from deploy.demo.script import SITES
from deploy.demo.script.model import TableShape
from deploy.demo.tables import NumberTable, draw_number_table, print_html_table
from tasks.documents.clean_text import clean
from tasks.documents.convert import convert_here
from tasks.report.facts import DocumentHints
from tasks.report.reading import read_report

TABLED = [
    posting
    for script in SITES
    for posting in script.postings
    if posting.table is not None
]


def file_of(post: Post) -> bytes:
    """Give the first file of a post, or its page."""
    page = f"<html><head><meta charset=utf-8></head><body>{post.body}</body></html>"
    return post.files[0].content if post.files else page.encode()


def tabled_posts() -> list[Post]:
    """List the posts whose report holds a table."""
    posts = [post for script in SITES for post in posts_of(script, 1)]
    return [post for post in posts if post.report and post.report.table]


def test_every_shape_is_published_as_page_and_as_file():
    """Pages, a Word file and a PDF hold tables, in all shapes."""
    assert {posting.table for posting in TABLED} == set(TableShape)
    assert {posting.form.value for posting in TABLED} >= {"text", "docx", "pdf"}
    assert len(tabled_posts()) == len(TABLED)


@pytest.mark.parametrize("post", tabled_posts(), ids=lambda post: post.title)
def test_tables_are_read_as_written(post):
    """All cells stand in their places, empty ones too, and give the quantities that the truth tells."""
    document = convert_here(file_of(post))
    text = clean(document)
    reading = read_report(document, text.text, DocumentHints(), tables=text.tables)
    [rows] = post.report.truth["tables"]
    cells = [
        (number, column, words)
        for number, row in enumerate(rows, 1)
        for column, words in enumerate(row, 1)
    ]
    assert [(one.row, one.column, one.text) for one in reading.cells] == cells
    first, last = reading.cells[0].start, reading.cells[-1].end
    found = [
        (float(one.value), one.unit, one.indicator, one.period)
        for one in reading.quantities
        if first <= one.start < last
    ]
    wanted = post.report.truth["quantities"][-len(post.report.table.stated) :]
    assert found == [
        (one["value"], one["unit"], one["indicator"], one["period"]) for one in wanted
    ]
    assert not {issue.code for issue in reading.issues} & {"table_not_read"}


@pytest.mark.parametrize("shape", TableShape)
def test_a_cell_that_could_hold_a_number_is_empty(shape):
    """Whatever the seed, one number is not stated, and each stated one is printed."""
    for seed in range(20):
        table = draw_number_table(seed, shape, 2025, 3)
        assert any("" in row[1:] for row in table.rows[1:])
        assert all(any(one.phrase in row for row in table.rows) for one in table.stated)
        assert draw_number_table(seed, shape, 2025, 3) == table


def test_amounts_of_money_are_in_yuan():
    """A cell of a column in 万元 states its number times ten thousand."""
    tables = (
        draw_number_table(seed, TableShape.UNITS_IN_HEAD, 2025, 0) for seed in range(9)
    )
    fines = [one for table in tables for one in _fines(table)]
    assert fines
    assert all(one.amount.value == Decimal(one.phrase) * 10_000 for one in fines)


def _fines(table: NumberTable):
    return [one for one in table.stated if one.indicator == "fines_amount"]


def test_page_prints_empty_cells():
    """An editor puts a space into an empty cell, and escapes what a cell says."""
    printed = print_html_table([("甲<乙", ""), ("1", "2")])
    assert "<td><p>甲&lt;乙</p></td><td><p>&nbsp;</p></td>" in printed
    assert "\n" not in printed
