"""Templates: the mark-up in which `phrases.txt` is written.

[a|b] one of the wordings {slot} the organ's own word, e.g. {我} is 我镇 <…{code unit low-high}…> a phrase
with one or more quantities; code is an indicator or `-`; a fifth word is a flag ~…~ the period that the
quantities behind it speak of ^…^ what the changes behind it are compared with `…` looks like a quantity and
is none

The flags `up_by down_by up_to down_to from` tell of a change. Numbers of one sentence that depend on each
other are told by `whole`, `part` (some of it), `rest` (what the parts leave), `share` (the last part of the
whole, in %), `total` (of all parts) and `growth` (from the value with `from` to the one behind it, in %);
with `wrong_` before it, each but the first does not fit.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_DOWN, Decimal
from random import Random

from deploy.demo.amounts import Amount, print_amount

CHOICE = re.compile(r"\[([^\[\]]*)\]")  # [制定|修订]应急预案
SLOT = re.compile(r"\{([^{} ]+)\}")  # {上级}
PHRASE = re.compile(r"<([^<>]*)>")  # <检查企业{enterprises_inspected 家次 40-900}>
NUMBER = re.compile(
    r"\{(\S+) (\S+) (\d+)-(\d+)(?: (\w+))?\}"
)  # {enterprises_inspected 家次 40-900 exact}
DECOY = re.compile(r"`([^`]*)`")  # `三项制度`
PERIOD = re.compile(r"~([^~]*)~")  # ~截至10月底~
BASE = re.compile(r"\^([^^]*)\^")  # ^同比^
CHANGES = frozenset({"up_by", "down_by", "up_to", "down_to", "from"})
DEPENDENT = frozenset({"whole", "part", "rest", "share", "total", "growth"})


@dataclass(frozen=True)
class Stated:
    """A quantity that a text states: its phrase, the amount, its indicator code, what is said of it.

    `change` is one of the words of a change, `before` the value that it started from; null where nothing is
    said.
    """

    phrase: str
    amount: Amount
    indicator: str | None
    period: str | None = None
    change: str | None = None
    before: Decimal | None = None
    compared_with: str | None = None


@dataclass(frozen=True)
class Text:
    """Finished words with what is true of them."""

    words: str
    stated: tuple[Stated, ...] = ()
    decoys: tuple[str, ...] = ()


@dataclass
class _Sums:
    """The numbers of one sentence that others depend on."""

    whole: int = 0
    parts: list[int] = field(default_factory=list)
    old: Decimal | None = None
    new: Decimal | None = None


def fill(rng: Random, template: str, slots: Mapping[str, str], scale: int = 1) -> Text:
    """Turn a template into words.

    Large counts grow with `scale`, since a province counts more than a town.
    """
    chosen = CHOICE.sub(lambda match: rng.choice(match[1].split("|")), template)
    named = SLOT.sub(lambda match: slots[match[1]], chosen)
    stated: list[Stated] = []
    sums = _Sums()

    def phrase(match: re.Match[str]) -> str:
        said: list[Stated] = []

        def number(found: re.Match[str]) -> str:
            ends = found.end() == len(match[1])
            paired = len(NUMBER.findall(match[1])) > 1
            amount = _draw(rng, found, scale, sums, ends=ends, paired=paired)
            said.append(
                _stated(amount, found, named[: match.start(1) + found.start()], sums)
            )
            return amount.printed

        words = _plain(NUMBER.sub(number, match[1]))
        stated.extend(replace(one, phrase=words) for one in said)
        return words

    worded = PHRASE.sub(phrase, named)
    # The numbers of a period (截至11月底) are no quantities.
    decoys = [
        *DECOY.findall(worded),
        *(period for period in PERIOD.findall(named) if re.search(r"\d", period)),
    ]
    return Text(DECOY.sub(r"\1", _plain(worded)), tuple(stated), tuple(decoys))


def _plain(words: str) -> str:
    return BASE.sub(r"\1", PERIOD.sub(r"\1", words))


def _stated(amount: Amount, found: re.Match[str], before: str, sums: _Sums) -> Stated:
    """Tell what is said of a number, with the template's words before it."""
    change = found[5] if found[5] in CHANGES else None
    if found[5] in ("growth", "wrong_growth") and sums.old and sums.new:
        change = "up_by" if sums.new > sums.old else "down_by"
    periods, bases = PERIOD.findall(before), BASE.findall(before)
    old = sums.old if change in ("up_to", "down_to") else None
    if change in ("up_to", "down_to"):
        sums.new = amount.value
    elif change == "from":
        sums.old = amount.value
    base = bases[-1] if bases and change and change != "from" else None
    code = None if found[1] == "-" else found[1]
    return Stated("", amount, code, periods[-1] if periods else None, change, old, base)


def _draw(
    rng: Random,
    found: re.Match[str],
    scale: int,
    sums: _Sums,
    *,
    ends: bool,
    paired: bool,
) -> Amount:
    low, high = int(found[3]), int(found[4])
    # Shares, lengths of time and what an office has a handful of do not grow with the place.
    if found[2] not in ("%", "‰", "天", "学时", "个工作日", "个百分点") and high > 30:
        low, high = low * scale, high * scale
    flag = found[5] or ""
    if flag.removeprefix("wrong_") in DEPENDENT:
        return _depend(rng, flag, found[2], rng.randint(low, high), sums)
    # 89批155人次, 从799项削减至326项
    if flag in CHANGES:
        flag = "" if flag.endswith("_by") else "exact"
    return print_amount(
        rng, found[2], low, high, flag or ("exact" if paired else ""), ends=ends
    )


def _depend(rng: Random, flag: str, unit: str, drawn: int, sums: _Sums) -> Amount:
    """Make a number that fits the others of its sentence, or one that does not when its flag says so."""
    kind, wrong = flag.removeprefix("wrong_"), flag.startswith("wrong_")
    left = sums.whole - sum(sums.parts)
    if kind in ("share", "growth"):
        return _rate(rng, kind, sums, wrong=wrong)
    some = rng.randint(max(left // 2, 1), max(left - 2, 1)) if sums.whole else drawn
    values = {"whole": drawn, "part": some, "rest": left}
    value = values.get(kind, sum(sums.parts))
    if kind == "whole":
        sums.whole, sums.parts = drawn, []
    elif wrong:
        value += (
            rng.choice((-1, 1)) * rng.randint(1, max(value // 3, 1)) if value > 1 else 3
        )
    if kind in ("part", "rest"):
        if wrong and kind == "part":
            value = sums.whole + rng.randint(1, 9)
        sums.parts.append(value)
    return Amount(f"{value}{unit}", Decimal(value), unit)


def _rate(rng: Random, kind: str, sums: _Sums, *, wrong: bool) -> Amount:
    """Make a rate with two decimals, rounded or cut off, as reports print them."""
    rate = Decimal(sums.parts[-1] if sums.parts else 1) / max(sums.whole, 1) * 100
    if kind == "growth" and sums.old and sums.new is not None:
        rate = abs(sums.new - sums.old) / sums.old * 100
    if wrong:
        rate = rate - 7 if rate > 50 else rate + 7
    cut = rng.random() < 0.3
    printed = rate.quantize(Decimal("0.01"), ROUND_DOWN) if cut else round(rate, 2)
    return Amount(f"{printed.normalize():f}%", printed.normalize(), "%")
