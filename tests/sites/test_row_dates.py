"""Dates of rows: every spelling, and moments as data holds them."""

from datetime import date

from tasks.sites.list_rows import parse_page
from tasks.sites.row_dates import RowDay
from tasks.sites.row_text import Piece
from tests.rows import each_row
from tests.sites.families.pages import page


def _know_no_year(month: int, day: int) -> None:
    assert 1 <= month <= 12
    assert 1 <= day <= 31


@each_row(
    ("text", "wanted"),
    [
        ("2024-01-23", date(2024, 1, 23)),
        ("发布于：2024/1/3 17:14", date(2024, 1, 3)),
        ("2017年02月28日", date(2017, 2, 28)),
        ("[2024.01.23]", date(2024, 1, 23)),
        ("2023-01-01 至 2024-02-02", date(2024, 2, 2)),
        ("２０２４－０１－２３", date(2024, 1, 23)),
        ("2024-13-45", None),
        ("01-23", None),
        ("〔2024〕23号", None),
    ],
)
def test_dates_in_every_spelling(text, wanted):
    """The last one of a row is its own."""
    assert RowDay.find_date(text) == wanted


@each_row(
    ("written", "wanted"),
    [
        ("2026-01-26 10:00:00", date(2026, 1, 26)),
        ("20260126", date(2026, 1, 26)),
        ("1769392800000", date(2026, 1, 26)),
        ("1769392800", date(2026, 1, 26)),
        # five in the afternoon, Universal Time, is the next day in Beijing
        ("1769446800", date(2026, 1, 27)),
        ("20261326", None),
        ("1001", None),
        ("", None),
    ],
)
def test_moments_as_data_holds_them(written, wanted):
    """Printed, as eight digits, in seconds or milliseconds; the day is Beijing's."""
    assert RowDay.parse_stamp(written) == wanted


@each_row(
    ("row", "day"),
    [
        ("<i>26</i><i>2026-01</i>", date(2026, 1, 26)),
        ("<i>2026</i><i>01-26</i>", date(2026, 1, 26)),
        ("<i>26</i> / <i>1月</i> / <i>2026</i>", date(2026, 1, 26)),
        ("<td>26</td><td>2026-01</td>", None),
        ("<i>126</i><i>2026-01</i>", None),
        ("<i>32</i><i>2026-01</i>", None),
        ("<i>第26期</i><i>2026-01</i>", None),
        ("<i>31</i><i>2026-02</i>", None),
    ],
)
def test_a_day_in_parts_stands_in_one_corner(row, day):
    """Numbers of other things do not make one."""
    markup = f"<table><tr>{row}</tr></table>" if "<td>" in row else f"<p>{row}</p>"
    soup = parse_page(page("http://a.gov.cn/", markup))
    assert RowDay.find(list(Piece.iter_all(soup)), _know_no_year).day == day


@each_row(
    ("text", "printed"),
    [
        ("01-26", True),
        ("[01/26]", True),
        ("1月26日", True),
        ("13-26", False),
        ("1/3", False),
        ("1.26", False),
    ],
)
def test_a_day_without_its_year_is_one_with_two_digits_each(text, printed):
    """So that pages and shares are none."""
    soup = parse_page(page("http://a.gov.cn/", f"<p>{text}</p>"))
    day = RowDay.find(list(Piece.iter_all(soup)), _know_no_year)
    assert (day.day, day.printed) == (None, printed)
