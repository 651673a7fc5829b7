"""Amounts: how a number with its unit is printed, and what it then says."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

DIGITS = "零一二三四五六七八九"
COUNTERS = frozenset("个次场项件名家份起条期篇台支处")
# Words before a number and what they say; 达 and 共 say nothing of it.
BEFORE = (
    ("近", "nearly"),
    ("约", "about"),
    ("超", "at_least"),
    ("超过", "at_least"),
    ("逾", "at_least"),
)
AFTER = (("以上", "at_least"), ("左右", "about"))


@dataclass(frozen=True)
class Amount:
    """A printed number.

    `value` is in `unit` with 万 and 亿 multiplied out, `approximate` a comparator or null.
    """

    printed: str
    value: Decimal
    unit: str
    approximate: str | None = None


def print_amount(
    rng: Random, unit: str, low: int, high: int, flag: str = "", *, ends: bool = False
) -> Amount:
    """Draw a number between `low` and `high` and print it in one of the genre's ways.

    `flag` is `exact`, `floor` or `ceiling` (the words before it in the template say 不少于, 不超过); `ends`
    tells that nothing of the phrase follows, so that 以上 and 左右 may.
    """
    if unit == "%":
        return _percent(rng, low, high, ends=ends)
    count = rng.randint(low, high)
    if flag:
        return Amount(
            f"{count}{unit}",
            Decimal(count),
            unit,
            {"floor": "at_least", "ceiling": "at_most"}.get(flag),
        )
    if unit == "元":
        return _money(rng, count)
    if count >= 10_000 and rng.random() < 0.6:
        return _myriads(rng, count, unit)
    style = rng.random()
    if style < 0.62:
        comma = count >= 1000 and rng.random() < 0.04
        return Amount(
            f"{count:,}{unit}" if comma else f"{count}{unit}", Decimal(count), unit
        )
    if style < 0.72 and 2 <= count <= 40 and unit in COUNTERS:
        return _chinese(rng, count, unit)
    if count < 20:
        return Amount(f"{count}{unit}", Decimal(count), unit)
    return _approximate(rng, _round(count), unit, ends=ends)


def _round(count: int) -> int:
    """Keep the leading one or two digits: 663 becomes 660, 2431 becomes 2400."""
    step: int = 10 ** max(1, len(str(count)) - 2)
    return count // step * step


def _approximate(rng: Random, count: int, unit: str, *, ends: bool) -> Amount:
    if rng.random() < 0.65:
        return Amount(
            f"{count}{rng.choice('余余多')}{unit}", Decimal(count), unit, "at_least"
        )
    if ends and rng.random() < 0.3:
        word, says = rng.choice(AFTER)
        return Amount(f"{count}{unit}{word}", Decimal(count), unit, says)
    word, says = rng.choice(BEFORE)
    return Amount(f"{word}{count}{unit}", Decimal(count), unit, says)


def _myriads(rng: Random, count: int, unit: str) -> Amount:
    """Print in 万: 13.2万人次, 13万余份, 两万余份."""
    style = rng.random()
    whole = count // 10_000
    if style < 0.5:
        tenths = Decimal(count // 1000) / 10
        return Amount(
            f"{tenths.normalize():f}万{unit}", tenths.normalize() * 10_000, unit
        )
    if whole < 10 and style < 0.65:
        digit = "两" if whole == 2 else DIGITS[whole]
        if whole > 1:
            return Amount(
                f"{digit}万余{unit}", Decimal(whole * 10_000), unit, "at_least"
            )
    return Amount(f"{whole}万余{unit}", Decimal(whole * 10_000), unit, "at_least")


def _chinese(rng: Random, count: int, unit: str) -> Amount:
    """Print in Chinese numerals: 八个, 两次, 二十余场."""
    if count > 12:
        tens = count // 10
        digit = "" if tens == 1 else DIGITS[tens]
        return Amount(
            f"{digit}十{rng.choice('余多')}{unit}", Decimal(tens * 10), unit, "at_least"
        )
    if count >= 10:
        return Amount(
            f"十{DIGITS[count - 10] if count > 10 else ''}{unit}", Decimal(count), unit
        )
    return Amount(
        f"{'两' if count == 2 else DIGITS[count]}{unit}", Decimal(count), unit
    )


def _percent(rng: Random, low: int, high: int, *, ends: bool) -> Amount:
    whole = rng.randint(low, high)
    if whole < 100 and rng.random() < 0.55:
        share = whole + Decimal(rng.randint(1, 99)) / 100
        return Amount(f"{share}%", share, "%")
    if whole < 100 and rng.random() < 0.3:
        if ends and rng.random() < 0.5:
            return Amount(f"{whole}%以上", Decimal(whole), "%", "at_least")
        return Amount(f"超过{whole}%", Decimal(whole), "%", "at_least")
    return Amount(f"{whole}%", Decimal(whole), "%")


def _money(rng: Random, yuan: int) -> Amount:
    """Print an amount of money in 元, 万元 or 亿元."""
    if yuan >= 100_000_000:
        hundredths = Decimal(yuan // 1_000_000) / 100
        return Amount(f"{hundredths.normalize():f}亿元", hundredths * 100_000_000, "元")
    style = rng.random()
    if yuan < 10_000 or style < 0.2:
        rounded = yuan // 100 * 100
        return Amount(f"{rounded}元", Decimal(rounded), "元")
    if style < 0.55:
        hundredths = Decimal(yuan // 100) / 100
        return Amount(f"{hundredths.normalize():f}万元", hundredths * 10_000, "元")
    whole = _round(yuan) // 10_000
    if whole >= 20 and style < 0.75:
        whole = whole // 10 * 10
        return Amount(f"{whole}余万元", Decimal(whole * 10_000), "元", "at_least")
    if style < 0.9:
        return Amount(f"近{whole}万元", Decimal(whole * 10_000), "元", "nearly")
    return Amount(f"{whole}万余元", Decimal(whole * 10_000), "元", "at_least")
