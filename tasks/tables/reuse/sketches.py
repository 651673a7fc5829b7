"""Sketches of wordings, 64 bytes each, from which it shows which two may be alike: MinHash, with bands.

A shingle is four characters: two words. With three values a band and 42 bands, wordings that share half of
their shingles meet in 99 of 100 cases, and those that share a third in 79.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from tasks.tables.reuse.paragraphs import Paragraphs, Texts

_SHINGLE, _VALUES, _SEED = 4, 64, 20_260_401
_THIRD = _VALUES // 3
_BANDS = [
    *((3 * n, 3 * n + 1, 3 * n + 2) for n in range(_THIRD)),
    *((n, n + _THIRD, n + 2 * _THIRD) for n in range(_THIRD)),
]
# Of a key's eight bytes three are the band's.
KEPT_APART = np.uint64(8 * 5)
_BATCH = 1_024

# The lowest byte of each MinHash value, one row a wording
Sketches = NDArray[np.uint8]


def sketches_of(paragraphs: Paragraphs, texts: Texts) -> Sketches:
    """Sketch each wording.

    The share of equal bytes is about the share of shingles that two have in common.
    """
    sketches = np.empty((len(paragraphs.first), _VALUES), np.uint8)
    as_filed = np.argsort(paragraphs.offset[paragraphs.first])
    for at in range(0, len(as_filed), _BATCH):
        batch = as_filed[at : at + _BATCH]
        words = texts.plain(paragraphs.first[batch])
        shingles = [
            [one[place : place + _SHINGLE] for place in range(len(one) - _SHINGLE + 1)]
            for one in words
        ]
        sketches[batch] = np.array(
            RMinHash.digests_from_token_sets(shingles, _VALUES, _SEED), np.uint64
        )
    return sketches


def bands_of(sketches: Sketches) -> Iterator[NDArray[np.uint64]]:
    """Give the keys of each band: its bytes, then those after it, which bring the likest of a bucket
    together.

    Two wordings are in the same bucket of a band when their keys are equal but for the lowest KEPT_APART
    bits.
    """
    for band in _BANDS:
        columns = [
            *band,
            *(
                column % _VALUES
                for column in range(band[-1] + 1, band[-1] + 9 - len(band))
            ),
        ]
        yield np.take(sketches, columns, axis=1).view(">u8").ravel().astype(np.uint64)
