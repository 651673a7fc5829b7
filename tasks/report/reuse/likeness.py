"""Which paragraphs are alike: candidates that share a band of their sketches, then held against each other."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cpdist
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tasks.model.reuse import LIKE
from tasks.report.reuse.paragraphs import Paragraphs, Texts

# Alike paragraphs whose changes lie scattered share half of their shingles, and their sketches tell it within 0.12.
PROMISING = 0.35
# How many of those before it in a bucket a paragraph is held against, besides the first one
NEIGHBOURS = 2
_BATCH = 20_000

Indices = NDArray[np.intp]


def groups_of(paragraphs: Paragraphs, texts: Texts) -> NDArray[np.int32]:
    """Give a number to the groups of paragraphs that are alike, directly or over others: one number a paragraph."""
    _, first, inverse = np.unique(paragraphs.digest, return_index=True, return_inverse=True)
    left, right = _candidates(paragraphs, first)
    alike = np.zeros(len(left), np.bool_)
    for at in range(0, len(left), _BATCH):
        batch = slice(at, at + _BATCH)
        a, b = texts.plain(first[left[batch]]), texts.plain(first[right[batch]])
        alike[batch] = likeness(a, b)[0] >= LIKE
    edges = (np.ones(int(alike.sum()), np.bool_), (left[alike], right[alike]))
    labels = connected_components(coo_array(edges, shape=(len(first), len(first))), directed=False)[1]
    groups: NDArray[np.int32] = labels[inverse]
    return groups


def likeness(left: Sequence[str], right: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Compare texts one by one: the share of characters in common, in order, and how many those are."""
    shared = cpdist(left, right, scorer=LCSseq.similarity, dtype=np.int32)
    both = np.array([len(a) + len(b) for a, b in zip(left, right, strict=True)], np.int64)
    return 2 * shared / np.maximum(both, 1), shared


def _candidates(paragraphs: Paragraphs, first: Indices) -> tuple[Indices, Indices]:
    """Pair distinct texts that are equal in a band: each with the first of its bucket and with those before it.

    All pairs of a bucket would be quadratic where thousands of wordings are alike; these are linear, and what one band
    leaves unconnected, another one connects. A pair stays when its sketches promise enough.
    """
    count = len(first)
    codes = np.empty(0, np.int64)
    for band in paragraphs.bands.T:
        found = [codes]
        keys = band[first]
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.diff(keys[order], prepend=-1)) if count else order
        heads = np.repeat(starts, np.diff(starts, append=count))
        for before in (heads, *(np.arange(count) - step for step in range(1, NEIGHBOURS + 1))):
            inside = np.flatnonzero((before >= heads) & (before < np.arange(count)))
            one, other = order[before[inside]], order[inside]
            promising = _promising(paragraphs.sketch, first[one], first[other])
            one, other = one[promising], other[promising]
            found.append(np.minimum(one, other) * count + np.maximum(one, other))
        codes = np.unique(np.concatenate(found))
    return codes // max(count, 1), codes % max(count, 1)


def _promising(sketch: NDArray[np.uint8], one: Indices, other: Indices) -> NDArray[np.bool_]:
    """Mark the pairs of which enough bytes of the sketches are equal."""
    equal = [
        (sketch[one[at : at + _BATCH]] == sketch[other[at : at + _BATCH]]).mean(axis=1)
        for at in range(0, len(one), _BATCH)
    ]
    return np.concatenate([np.empty(0), *equal]) >= PROMISING
