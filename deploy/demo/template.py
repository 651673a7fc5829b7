"""Templates: the mark-up in which `phrases.txt` is written.

[a|b]                     one of the wordings
{slot}                    the organ's own word, e.g. {我} is 我镇
<…{code unit low-high}…>  a phrase with one or more quantities; code is an indicator or `-`; a fifth word is a flag
`…`                       looks like a quantity and is none
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from deploy.demo.amounts import Amount, print_amount

CHOICE = re.compile(r"\[([^\[\]]*)\]")  # [制定|修订]应急预案
SLOT = re.compile(r"\{([^{} ]+)\}")  # {上级}
PHRASE = re.compile(r"<([^<>]*)>")  # <检查企业{enterprises_inspected 家次 40-900}>
NUMBER = re.compile(r"\{(\S+) (\S+) (\d+)-(\d+)(?: (\w+))?\}")  # {enterprises_inspected 家次 40-900 exact}
DECOY = re.compile(r"`([^`]*)`")  # `三项制度`


@dataclass(frozen=True)
class Stated:
    """A quantity that a text states: the phrase it stands in, the amount, and its indicator code or null."""

    phrase: str
    amount: Amount
    indicator: str | None


@dataclass(frozen=True)
class Text:
    """Finished words with what is true of them."""

    words: str
    stated: tuple[Stated, ...] = ()
    decoys: tuple[str, ...] = ()


def fill(rng: Random, template: str, slots: Mapping[str, str], scale: int = 1) -> Text:
    """Turn a template into words; large counts grow with `scale`, since a province counts more than a town."""
    chosen = CHOICE.sub(lambda match: rng.choice(match[1].split("|")), template)
    named = SLOT.sub(lambda match: slots[match[1]], chosen)
    stated: list[Stated] = []

    def phrase(match: re.Match[str]) -> str:
        amounts: list[tuple[Amount, str | None]] = []

        def number(found: re.Match[str]) -> str:
            ends = found.end() == len(match[1])
            amount = _draw(rng, found, scale, ends=ends, paired=len(NUMBER.findall(match[1])) > 1)
            amounts.append((amount, None if found[1] == "-" else found[1]))
            return amount.printed

        words = NUMBER.sub(number, match[1])
        stated.extend(Stated(words, amount, code) for amount, code in amounts)
        return words

    worded = PHRASE.sub(phrase, named)
    return Text(DECOY.sub(r"\1", worded), tuple(stated), tuple(DECOY.findall(worded)))


def _draw(rng: Random, found: re.Match[str], scale: int, *, ends: bool, paired: bool) -> Amount:
    low, high = int(found[3]), int(found[4])
    # Shares, lengths of time and what an office has a handful of do not grow with the place.
    if found[2] not in ("%", "‰", "天", "学时") and high > 30:
        low, high = low * scale, high * scale
    flag = found[5] or ("exact" if paired else "")  # 89批155人次
    return print_amount(rng, found[2], low, high, flag, ends=ends)
