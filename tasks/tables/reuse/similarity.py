"""Similarity: paragraphs that share a band of their sketches are compared, and grouped where alike."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cpdist
from rensa import RMinHash
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tasks.model.reuse import SIMILARITY_THRESHOLD
from tasks.tables.reuse.paragraph_index import Numbers, ParagraphIndex, ParagraphTexts

_SHINGLE, _VALUES = 4, 64
_SEED = 20_260_401
_THIRD = _VALUES // 3
_ADJACENT_BANDS = [(3 * n, 3 * n + 1, 3 * n + 2) for n in range(_THIRD)]
_SPREAD_BANDS = [(n, n + _THIRD, n + 2 * _THIRD) for n in range(_THIRD)]
# How many bytes of a sketch make a key
_KEY_BYTES = 8
# Of a key's eight bytes three are the band's.
KEPT_APART = np.uint64(8 * 5)
_SKETCHES_BATCH = 1_024

# The lowest byte of each MinHash value, one row a wording
Sketches = NDArray[np.uint8]


def _compute_sketches(paragraphs: ParagraphIndex, texts: ParagraphTexts) -> Sketches:
    """Sketch each wording.

    The share of equal bytes is about the share of shingles that two have in common.
    """
    sketches = np.empty((len(paragraphs.first), _VALUES), np.uint8)
    as_filed = np.argsort(paragraphs.offset[paragraphs.first])
    for at in range(0, len(as_filed), _SKETCHES_BATCH):
        batch = as_filed[at : at + _SKETCHES_BATCH]
        words = texts.read_plain(paragraphs.first[batch])
        shingles = list(map(_split_shingles, words))
        digests = RMinHash.digests_from_token_sets(shingles, _VALUES, _SEED)
        sketches[batch] = np.array(digests, np.uint64)
    return sketches


def _split_shingles(words: str) -> list[str]:
    return [words[at : at + _SHINGLE] for at in range(len(words) - _SHINGLE + 1)]


def _iter_bands(sketches: Sketches) -> Iterator[NDArray[np.uint64]]:
    """Give the keys of each band: its bytes, then those after it, by which the likest of a bucket meet.

    Two wordings are in the same bucket of a band when their keys are equal but for the lowest KEPT_APART
    bits.
    """
    for band in (*_ADJACENT_BANDS, *_SPREAD_BANDS):
        after = np.arange(band[-1] + 1, band[-1] + 1 + _KEY_BYTES - len(band))
        columns = [*band, *after % _VALUES]
        yield np.take(sketches, columns, axis=1).view(">u8").ravel().astype(np.uint64)


# Where one character in seven is another one, scattered, a third of the shingles is left; sketches tell it
# within 0.12.
PROMISING = 0.25
# Bytes are three a character but for a few: so much less than similarity needs is let pass.
SLACK = 0.05
# How many of those before it in a bucket a paragraph is held against, besides the first one
NEIGHBOURS = 2
_BATCH = 16_384
# Places of a band that are paired at once: some thirty bytes each.
_PAIRED = 1 << 20


def group_paragraphs(paragraphs: ParagraphIndex, texts: ParagraphTexts) -> Numbers:
    """Give a number to each group of paragraphs that are alike, directly or over others, by paragraph.

    Wordings that are in one group already are not held against each other again, so the many wordings of a
    boilerplate cost little more than once each.
    """
    sketches = _compute_sketches(paragraphs, texts)
    groups = np.arange(len(sketches), dtype=np.int32)
    for keys in _iter_bands(sketches):
        for left, right in _iter_neighbours(keys):
            in_two_groups = groups[left] != groups[right]
            one, other = left[in_two_groups], right[in_two_groups]
            fits = _mark_fitting(paragraphs, one, other)
            one, other = one[fits], other[fits]
            promising = _mark_promising(sketches, one, other)
            one, other = one[promising], other[promising]
            alike = _mark_alike(paragraphs, texts, one, other)
            if alike.any():
                groups = _join_groups(groups, one[alike], other[alike])
    return groups[paragraphs.wording]


def make_chooser(texts: ParagraphTexts) -> Callable[[int, Sequence[int]], int]:
    """Give a choice of the one of some paragraphs that is likest to a paragraph; of equals, the first."""

    def choose(one: int, others: Sequence[int]) -> int:
        if len(others) == 1:
            return others[0]
        words = texts.read_plain(np.array([one])) * len(others)
        shares, _ = measure_similarity(words, texts.read_plain(np.array(others)))
        return others[int(shares.argmax())]

    return choose


def measure_similarity(
    left: Sequence[str], right: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Compare texts one by one: the share of characters in common, in order, and how many those are."""
    shared = cpdist(left, right, scorer=LCSseq.similarity, dtype=np.int32)
    lengths = np.array([*map(len, left)], np.int64)
    lengths += np.array([*map(len, right)], np.int64)
    return 2 * shared / np.maximum(lengths, 1), shared


def _iter_neighbours(keys: NDArray[np.uint64]) -> Iterator[tuple[Numbers, Numbers]]:
    """Pair wordings of one bucket of a band: each with those before it, and with the bucket's first.

    All pairs of a bucket would be quadratic where thousands of wordings are alike; these are linear, and what
    one band leaves unconnected, another one connects.
    """
    order = np.argsort(keys, kind="stable").astype(np.int32)
    heads = _find_heads(keys[order] >> KEPT_APART)
    for step in (*range(1, NEIGHBOURS + 1), 0):
        for at in range(0, len(order), _PAIRED):
            first = heads[at : at + _PAIRED]
            here = np.arange(at, at + len(first), dtype=np.int32)
            before = here - np.int32(step) if step else first
            inside = (before >= first) & (before < here)
            one, other = order[before[inside]], order[here[inside]]
            yield np.minimum(one, other), np.maximum(one, other)


def _find_heads(buckets: NDArray[np.uint64]) -> Numbers:
    """Give for each place of a sorted array the first place of its value."""
    begins = np.r_[True, buckets[1:] != buckets[:-1]][: len(buckets)]
    starts = np.flatnonzero(begins).astype(np.int32)
    return np.repeat(starts, np.diff(starts, append=len(buckets)))


def _mark_fitting(
    paragraphs: ParagraphIndex, one: Numbers, other: Numbers
) -> NDArray[np.bool_]:
    """Mark the pairs of which the shorter text is long enough to be like the longer one."""
    left = paragraphs.plain[paragraphs.first[one]]
    right = paragraphs.plain[paragraphs.first[other]]
    least = (SIMILARITY_THRESHOLD - SLACK) * (left + right)
    fits: NDArray[np.bool_] = 2 * np.minimum(left, right) >= least
    return fits


def _mark_promising(
    sketches: Sketches, one: Numbers, other: Numbers
) -> NDArray[np.bool_]:
    """Mark the pairs of which enough bytes of the sketches are equal."""
    promising = np.empty(len(one), np.bool_)
    for batch in _split_batches(len(one)):
        equal = sketches[one[batch]] == sketches[other[batch]]
        promising[batch] = equal.mean(axis=1) >= PROMISING
    return promising


def _mark_alike(
    paragraphs: ParagraphIndex, texts: ParagraphTexts, one: Numbers, other: Numbers
) -> NDArray[np.bool_]:
    """Mark the pairs of wordings of which enough characters are equal, in order."""
    left, right = paragraphs.first[one], paragraphs.first[other]
    alike = np.empty(len(one), np.bool_)
    for batch in _split_batches(len(one)):
        words, other_words = (
            texts.read_plain(left[batch]),
            texts.read_plain(right[batch]),
        )
        shares, _ = measure_similarity(words, other_words)
        alike[batch] = shares >= SIMILARITY_THRESHOLD
    return alike


def _split_batches(length: int) -> list[slice]:
    return [slice(at, at + _BATCH) for at in range(0, length, _BATCH)]


def _join_groups(groups: Numbers, one: Numbers, other: Numbers) -> Numbers:
    """Join the groups of the wordings of each pair."""
    pairs = np.stack([groups[one], groups[other]])
    named, place = np.unique(pairs, return_inverse=True)
    joins = np.ones(len(one), np.bool_)
    edges = coo_array((joins, tuple(place)), shape=(len(named), len(named)))
    _, components = connected_components(edges, directed=False)
    unique = np.unique(components, return_index=True, return_inverse=True)
    first, label = unique[1:]
    renamed = np.arange(len(groups), dtype=np.int32)
    renamed[named] = named[first[label]]
    return renamed[groups]
