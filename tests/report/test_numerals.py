"""Numbers as reports print them."""

from decimal import Decimal

import pytest

from tasks.report.numbers import parse_chinese_numeral, parse_number

CHINESE = {
    "一": 1, "两": 2, "十": 10, "十二": 12, "二十": 20, "三十五": 35, "一百": 100, "两百": 200,
    "一百零五": 105,
    "一百二十": 120, "百": 100, "千": 1000, "一千二百": 1200, "三千零八": 3008, "九千九百九十九": 9999,
    "二〇二三": 2023, "二○二三": 2023, "二零二三": 2023, "零": 0,
}  # fmt: skip
PRINTED = {
    ("660", ""): "660", ("4.55", "万"): "45500", ("3,600", ""): "3600", ("1,234,567.5", ""): "1234567.5",
    ("1.2", "亿"): "120000000", ("两", "万"): "20000", ("3", "千"): "3000", ("2", "百万"): "2000000",
    ("99.25", ""): "99.25", ("0", ""): "0", ("十", ""): "10",
}  # fmt: skip


@pytest.mark.parametrize(("numeral", "value"), CHINESE.items())
def test_chinese(numeral, value):
    """Chinese numerals are read by place, and digit by digit where none is named."""
    assert parse_chinese_numeral(numeral) == value


@pytest.mark.parametrize(
    "numeral", ["", "多", "三四十", "七八百", "若干", "12", "两会"]
)
def test_no_numeral(numeral):
    """Words, and two digits at one place, are no number."""
    assert parse_chinese_numeral(numeral) is None


@pytest.mark.parametrize(
    ("printed", "value"), PRINTED.items(), ids=["".join(printed) for printed in PRINTED]
)
def test_printed(printed, value):
    """Separators go and scales are multiplied out, without a rounding error."""
    assert parse_number(*printed) == Decimal(value)


@pytest.mark.parametrize("printed", ["", "数", "几"])
def test_no_number(printed):
    """What is no number gives none."""
    assert parse_number(printed) is None
