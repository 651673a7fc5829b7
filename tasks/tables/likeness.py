"""Likeness of statements: how sure it is that one says again what another one said a year before.

Two statements are alike when they are about the same matter and say that the same of it is lacking, or is
planned. Both are told by `data/lookups/matters.csv`; where one names none of these, letters stand in: the
pairs of characters that are left without what every statement says (有待进一步提升). Statements are compared
as wholes, and by the clause of the one and the clause of the other that are most alike, for a statement may
join two of last year's, or say a part of one.
"""

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache, reduce
from itertools import pairwise, product, starmap
from typing import NamedTuple

from tasks.model.project_files import LOOKUPS, ensure_valid, read_keyed_lookup

_MATTERS_CSV = LOOKUPS / "matters.csv"
_COLUMNS = ("code", "role", "name_zh", "words")
_ROLES = ("matter", "aspect")
# Fitted to one half of the written pairs of tests/quality/repeats, and measured on the other.
_WEIGHTS: Mapping[str, float] = {
    "claim_matter": 0.73,
    "claim_both": 1.51,
    "whole_matter": 2.48,
    "whole_both": 1.96,
    "letters": 0.27,
}
_BIAS = -4.25
# A long plan names everything; what it is about it says first.
_MOST_CLAUSES = 4
_SHORTEST_CLAUSE = 4
# 执法程序不规范、执法监督不到位: a 、 between clauses that each say what is lacking parts them, too
_CLAUSE = re.compile(r"[，。；;,：:\n]+|、(?=[^、，。]*(?:不|有待|薄弱|滞后))")
# What nearly every statement says, which therefore tells none from another
_COMMON = re.compile(
    r"法治政府建设|法治建设|依法行政|有待|进一步|不断|继续|持续|仍然?|依然|依旧|还|较为?|比较|相对|不够|不足|"
    r"不强|不高|不到位|有所|部分|个别|少数|一些|工作|建设|问题|存在|加强|提升|提高|完善|强化|健全|推进|推动|深入|"
    r"切实|着力|大力|全面|各单位|各部门|行政|能力|水平|需要?|的|了|得|和|与|等|对|在|是|把|将|[我全][局街镇乡县市区]|\W"
)
# Statements whose sense is kept: those of some hundred reports
_MOST_KEPT = 1 << 13


class _Claim(NamedTuple):
    """What words say: matters and aspects as sets of bits, and the pairs of characters."""

    matters: int
    aspects: int
    letters: frozenset[str]


class _Sense(NamedTuple):
    """What a statement says, as a whole and clause by clause."""

    whole: _Claim
    claims: tuple[_Claim, ...]


def measure_likeness(statement: str, other: str) -> float:
    """Measure from 0 to 1 how sure it is that two statements say the same, whichever came first."""
    if statement == other:
        return 1.0
    first = _read_sense(statement)
    second = _read_sense(other)
    letters = _share_letters(first.whole, second.whole)
    if not (first.whole.matters & second.whole.matters or letters):
        return 0.0
    pairs = product(first.claims, second.claims)
    nearest = max(starmap(_compare, pairs), key=sum)
    whole = _compare(first.whole, second.whole)
    found = {
        "claim_matter": nearest[0],
        "claim_both": nearest[1],
        "whole_matter": whole[0],
        "whole_both": whole[1],
        "letters": letters,
    }
    return _weigh(found)


def _weigh(found: Mapping[str, float]) -> float:
    weighed = [weight * found[name] for name, weight in _WEIGHTS.items()]
    return 1 / (1 + math.exp(-_BIAS - sum(weighed)))


@lru_cache(maxsize=_MOST_KEPT)
def _read_sense(statement: str) -> _Sense:
    """Read what the first clauses say; one that names no matter is about that of the clause before."""
    claims: list[_Claim] = []
    matters = 0
    for clause in _split_clauses(statement):
        claim = _read_claim(clause)
        matters = claim.matters or matters
        claims.append(claim._replace(matters=matters))
    return _Sense(reduce(_join_claims, claims), tuple(claims))


def _join_claims(one: _Claim, other: _Claim) -> _Claim:
    return _Claim(
        one.matters | other.matters,
        one.aspects | other.aspects,
        one.letters | other.letters,
    )


def _split_clauses(statement: str) -> list[str]:
    clauses = _CLAUSE.split(statement)
    long = [clause for clause in clauses if len(clause) >= _SHORTEST_CLAUSE]
    return long[:_MOST_CLAUSES] or [statement]


def _read_claim(words: str) -> _Claim:
    bits = dict.fromkeys(_ROLES, 0)
    for role, bit, pattern in load_matters():
        if pattern.search(words):
            bits[role] |= bit
    return _Claim(bits["matter"], bits["aspect"], frozenset(_iter_letters(words)))


def _iter_letters(words: str) -> Iterator[str]:
    """Yield the pairs of characters of words, and single ones that stand alone."""
    for word in _COMMON.sub(" ", words).split():
        if len(word) == 1:
            yield word
        for first, second in pairwise(word):
            yield first + second


def _compare(claim: _Claim, other: _Claim) -> tuple[float, float, float]:
    """Give how far two are about the same matter, say the same of it, and how alike their letters are."""
    letters = _share_letters(claim, other)
    matter = _share_bits(claim.matters, other.matters, letters)
    aspect = _share_bits(claim.aspects, other.aspects, letters)
    return matter, matter * aspect, letters


def _share_bits(bits: int, others: int, unknown: float) -> float:
    """Give the share of the smaller set that both have; `unknown` where one of them says nothing."""
    least = min(bits.bit_count(), others.bit_count())
    return (bits & others).bit_count() / least if least else unknown


def _share_letters(claim: _Claim, other: _Claim) -> float:
    total = len(claim.letters) + len(other.letters)
    return 2 * len(claim.letters & other.letters) / total if total else 0.0


@cache
def load_matters() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    """Load the role, the bit and the words of each matter and aspect, once.

    Raises ConfigurationError naming file, line and column.
    """
    loaded = []
    for place, (line, cells) in enumerate(read_keyed_lookup(_MATTERS_CSV, _COLUMNS)):
        checks = {name: (bool(cells[name]), "must be filled in") for name in _COLUMNS}
        checks["role"] = (cells["role"] in _ROLES, f"must be {' or '.join(_ROLES)}")
        ensure_valid(_MATTERS_CSV, line, cells, checks)
        try:
            pattern = re.compile(cells["words"])
        except re.error as error:
            wrong = {"words": (False, f"is no pattern ({error})")}
            ensure_valid(_MATTERS_CSV, line, cells, wrong)
        loaded.append((cells["role"], 1 << place, pattern))
    return tuple(loaded)
