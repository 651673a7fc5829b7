"""Edits of known size: what happens to a paragraph on its way from one report to another.

Each edit takes a source of chance and a paragraph, and gives the edited paragraph.
"""

import re
from collections.abc import Callable
from functools import partial
from random import Random

from tasks.model.traditional import simplify_prose

Edit = Callable[[Random, str], str]

_SENTENCE = re.compile(r"[^。；]+[。；]?")  # 全年开展检查28次。
_PLACE = re.compile(
    r"我[省市区县镇乡局街办]|[\u4e00-\u9fff]{2}(?:街道|[县镇乡])"
)  # 我镇, 棠川镇
_HALF = str.maketrans("，；：（）", ",;:()")
_ADDED = "会同有关单位召开现场推进会，逐项明确时限，"
_BEYOND_ASCII = [chr(code) for code in range(0x4E00, 0xA000)]
# What each simplified character was written as in a traditional copy
_TRADITIONAL = str.maketrans(
    {
        simplify_prose(sign): sign
        for sign in reversed(_BEYOND_ASCII)
        if simplify_prose(sign) != sign
    }
)


def numbers(rng: Random, text: str) -> str:
    """Exchange every digit."""
    return "".join(str(rng.randint(1, 9)) if sign.isdigit() else sign for sign in text)


def names(rng: Random, text: str) -> str:
    """Exchange the names of places, and every digit."""
    return numbers(rng, _PLACE.sub("霁霖镇", text))


def added(rng: Random, text: str) -> str:
    """Add a sentence."""
    sentences = _SENTENCE.findall(text)
    sentences.insert(rng.randrange(len(sentences) + 1), _ADDED[:-1] + "。")
    return "".join(sentences)


def dropped(_: Random, text: str) -> str:
    """Drop the shortest sentence, where there are several."""
    sentences = _SENTENCE.findall(text)
    if len(sentences) > 1:
        sentences.remove(min(sentences, key=len))
    return "".join(sentences)


def reordered(_: Random, text: str) -> str:
    """Put the first sentence last."""
    first, *others = _SENTENCE.findall(text)
    return "".join([*others, first])


def traditional(_: Random, text: str) -> str:
    """Write it in traditional characters."""
    return text.translate(_TRADITIONAL)


def half_width(_: Random, text: str) -> str:
    """Write the marks in half width."""
    return text.translate(_HALF)


def characters(rng: Random, text: str, share: float) -> str:
    """Replace, drop or double a share of the characters, wherever they stand: the worst so many can do."""
    signs = list(text)
    for at in rng.sample(range(len(text)), round(share * len(text))):
        signs[at] = rng.choice((rng.choice(text), "", text[at] + rng.choice(text)))
    return "".join(signs)


def words(rng: Random, text: str, share: float) -> str:
    """Replace, drop or add words of one to four characters until a share of the characters is touched."""
    left = round(share * len(text))
    while left > 0:
        size = min(left, rng.randint(1, 4))
        at, source = rng.randrange(len(text) - size), rng.randrange(len(text) - size)
        word = text[source : source + size]
        begin, end = text[:at], text[at + size :]
        text = rng.choice((begin + word + end, begin + end, begin + word + text[at:]))
        left -= size
    return text


EDITS: dict[str, Edit] = {
    "numbers": numbers,
    "names and numbers": names,
    "a sentence added": added,
    "a sentence dropped": dropped,
    "first sentence last": reordered,
    "traditional": traditional,
    "half width": half_width,
    **{
        f"{share} % in words": partial(words, share=share / 100)
        for share in (5, 10, 15, 20)
    },
    **{
        f"{share} % scattered": partial(characters, share=share / 100)
        for share in (5, 10, 15, 20)
    },
}
