"""Numbers as reports print them: Arabic with separators, Chinese, and scaled by 万 or 亿."""

from decimal import Decimal

_DIGITS = {
    "〇": 0,
    "○": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
PLACES = {"十": 10, "百": 100, "千": 1000}
_SCALES = {
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "百万": Decimal(1_000_000),
    "亿": Decimal(100_000_000),
}


def parse_chinese_numeral(numeral: str) -> int | None:
    """Read a Chinese numeral below ten thousand: 十二 is 12, 两百 200, 二〇二三 2023; null when it is none.

    Two digits at one place are no number: 三四十 is between thirty and forty.
    """
    signs = set(numeral)
    if not signs or not signs <= _DIGITS.keys() | PLACES.keys():
        return None
    if len(numeral) > 1 and signs <= _DIGITS.keys():
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    total = 0
    digit: int | None = None
    for sign in numeral:
        if sign in PLACES:
            total += (1 if digit is None else digit) * PLACES[sign]
            digit = None
        elif digit:
            return None
        else:
            digit = _DIGITS[sign]
    return total + (digit or 0)


def parse_number(printed: str, scale: str = "") -> Decimal | None:
    """Read a printed number and its scale: `4.55`, `万` is 45500; null when it is no number."""
    plain = printed.replace(",", "").replace("，", "")
    value: Decimal | None
    if plain and plain[0].isascii():
        value = Decimal(plain)
    else:
        chinese = parse_chinese_numeral(plain)
        value = None if chinese is None else Decimal(chinese)
    return None if value is None else value * _SCALES.get(scale, Decimal(1))
