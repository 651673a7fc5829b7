"""The chain of a journal: each entry names the digest of the one before, and no clock says what came when.

An entry has a random epoch, which makes its digest one of a kind, and the digest of its parent: the entry
that the ledger had done last. Where two entries have one parent, the chain forks: a transaction that was
journaled and never committed, a ledger that was put back to an earlier state, or two ledgers that wrote at
once. What the ledger knows is the way from its last entry back to the first; what stands beside that way is
never thrown away, and told.

Entries from before there was a chain have a number and a time only.
"""

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

# What the first entry of a chain has in place of a parent.
ROOT = "0" * 64
# So many bytes of a digest are held of each entry: two that agree by chance are not to be expected.
_HELD = 16
# In place of a parent's index: the first of a chain, one whose parent is nowhere, one without a chain, and
# one that is another's copy.
_FIRST = -1
_LOST = -2
_UNCHAINED = -3
_COPY = -4


@dataclass(frozen=True, slots=True)
class _FoundWay:
    """The entries that the ledger has done, by their indexes in order, and the groups of those beside them.

    `gaps` are first and last of the numbers that are missing between; `doubtful` says that it has another end
    of the same number, and nothing tells which of them was committed; `has_last` that the entry that the
    ledger did last is among all.
    """

    indexes: Sequence[int]
    gaps: Sequence[tuple[int, int]]
    sides: Sequence[Sequence[int]]
    doubtful: bool
    has_last: bool


class Chain:
    """The entries of a journal by an index from 0, as they were added; NumPy is imported to link them."""

    def __init__(self) -> None:
        self._numbers = array("q")
        self._times = array("q")
        self._files = array("q")
        self._is_chained = array("b")
        self._digests = bytearray()
        self._parents = bytearray()

    def __len__(self) -> int:
        return len(self._numbers)

    @staticmethod
    def compute_digest(number: int, parent: str, epoch: str, content: bytes) -> str:
        """Compute the digest of an entry: 64 hex digits."""
        digest = hashlib.sha256(f"{number} {parent} {epoch}\n".encode())
        digest.update(content)
        return digest.hexdigest()

    def get_number(self, index: int) -> int:
        """Give the number of an entry."""
        return self._numbers[index]

    def is_wrong(self, number: int, digest: str) -> bool:
        """Tell whether there are entries of a number, or of later ones, and none has this digest and it."""
        if not digest:
            return False
        held = _hold(digest)
        for index, own in enumerate(self._numbers):
            start = index * _HELD
            if own == number and self._digests[start : start + _HELD] == held:
                return False
        return number <= max(self._numbers, default=0)

    def add(self, number: int, file: int, digest: str, parent: str) -> None:
        """Add an entry of a file, which is known by a number of its own."""
        self._add(number, file, 0, _hold(digest), _hold(parent))
        self._is_chained.append(1)

    def add_unchained(self, number: int, file: int, time: int) -> None:
        """Add an entry from before there was a chain; `time` is in any unit."""
        self._add(number, file, time, b"", b"")
        self._is_chained.append(0)

    def _add(
        self, number: int, file: int, time: int, digest: bytes, parent: bytes
    ) -> None:
        self._numbers.append(number)
        self._files.append(file)
        self._times.append(time)
        self._digests += digest.ljust(_HELD, b"\0")
        self._parents += parent.ljust(_HELD, b"\0")

    def find_way(self, last: str) -> _FoundWay:
        """Find the way of the ledger that did the entry of this digest, and whatever went on from it.

        Where no entry has it, the way is the one that leads furthest.
        """
        links = self._link()
        ends = self._list_ends(links, last)
        doubtful = len(ends) > 1
        way: list[int] = []
        while ends:
            way = [*_climb(links, ends[-1]), *way]
            if links[way[0]] == _FIRST:
                break
            # its parent is nowhere: whatever leads furthest before it came before
            ends = self._list_furthest(links, self._numbers[way[0]])
        whole = self._add_older(way)
        numbers = [self._numbers[index] for index in whole]
        sides = self._list_sides(links, frozenset(whole))
        has_last = self._find_entry(links, last) is not None
        return _FoundWay(whole, _find_gaps(numbers), sides, doubtful, has_last)

    def _link(self) -> list[int]:
        """Give the index of each entry's parent."""
        import numpy as np

        if not len(self):
            return []
        digests = np.frombuffer(self._digests, dtype=f"S{_HELD}")
        parents = np.frombuffer(self._parents, dtype=f"S{_HELD}")
        chained = np.array(self._is_chained, dtype=bool)
        known, first = np.unique(digests, return_index=True)
        place = np.minimum(np.searchsorted(known, parents), len(known) - 1)
        links = np.where(known[place] == parents, first[place], _LOST)
        links[parents == b""] = _FIRST
        own = first[np.searchsorted(known, digests)]
        links[own != np.arange(len(own))] = _COPY
        links[~chained] = _UNCHAINED
        return [int(link) for link in links]

    def _list_ends(self, links: Sequence[int], last: str) -> list[int]:
        """List the entries of the highest number that follow from the one of a digest."""
        start = self._find_entry(links, last)
        if start is None:
            return self._list_furthest(links)
        follows = bytearray(len(links))
        follows[start] = 1
        for index in self._sort_by_number(range(len(links))):
            if links[index] >= 0 and follows[links[index]]:
                follows[index] = 1
        following = [index for index, yes in enumerate(follows) if yes]
        highest = max(self._numbers[index] for index in following)
        return [index for index in following if self._numbers[index] == highest]

    def _find_entry(self, links: Sequence[int], digest: str) -> int | None:
        if not digest:
            return None
        held = _hold(digest)
        for index, link in enumerate(links):
            start = index * _HELD
            if link > _UNCHAINED and self._digests[start : start + _HELD] == held:
                return index
        return None

    def _list_furthest(
        self, links: Sequence[int], before: int | None = None
    ) -> list[int]:
        """List the chained entries of the highest number, if need be of those before a number."""
        chained = []
        for index, link in enumerate(links):
            if link > _UNCHAINED and (before is None or self._numbers[index] < before):
                chained.append(index)
        highest = max((self._numbers[index] for index in chained), default=0)
        return [index for index in chained if self._numbers[index] == highest]

    def _sort_by_number(self, indexes: Sequence[int]) -> list[int]:
        return sorted(indexes, key=self._numbers.__getitem__)

    def _add_older(self, way: Sequence[int]) -> list[int]:
        """Add the entries without a chain that came before it, or that fill a gap of it."""
        older = [index for index, yes in enumerate(self._is_chained) if not yes]
        if not way:
            return self._choose_by_time(older)
        taken = {self._numbers[index] for index in way}
        last = max(taken)
        fitting = []
        for index in older:
            number = self._numbers[index]
            if number < last and number not in taken:
                fitting.append(index)
        return self._sort_by_number([*self._choose_by_time(fitting), *way])

    def _choose_by_time(self, indexes: Sequence[int]) -> list[int]:
        """Choose those without a chain that are valid, in order.

        Who gives a number again saw a ledger that knew neither the entry of that number nor any after it: a
        transaction that was never committed, or a ledger that was put back to an earlier state. Those were
        written before, and are void. Times are looked at only where a number was given twice.
        """
        import numpy as np

        numbers = np.array([self._numbers[index] for index in indexes], dtype=np.int64)
        times = np.array([self._times[index] for index in indexes], dtype=np.int64)
        order = np.lexsort((times, numbers))
        while len(order) > 1:
            doubled = np.flatnonzero(numbers[order[1:]] == numbers[order[:-1]])
            if not len(doubled):
                break
            kept = order[doubled[0] + 1]
            void = (numbers[order] >= numbers[kept]) & (times[order] < times[kept])
            # Written in the same microsecond: the order of the files decides.
            void[doubled[0]] = True
            order = order[~void]
        return [indexes[int(place)] for place in order]

    def _list_sides(self, links: Sequence[int], way: frozenset[int]) -> list[list[int]]:
        """List the entries beside a way: those that hang together, and those without a chain file by file."""
        tops: dict[int, int] = {}
        groups: dict[tuple[str, int], list[int]] = defaultdict(list)
        for index in self._sort_by_number(range(len(links))):
            link = links[index]
            if index in way or link == _COPY:
                continue
            if link == _UNCHAINED:
                groups["file", self._files[index]].append(index)
                continue
            tops[index] = tops.get(link, index)
            groups["top", tops[index]].append(index)
        return list(groups.values())


def _hold(digest: str) -> bytes:
    """Give what is held of a digest; what is none, after damage, is nobody's."""
    try:
        return bytes.fromhex(digest)[:_HELD]
    except ValueError:
        return hashlib.sha256(digest.encode()).digest()[:_HELD]


def _climb(links: Sequence[int], index: int) -> list[int]:
    """Give the entries from the first that is known down to this one."""
    way = [index]
    while links[way[-1]] >= 0:
        way.append(links[way[-1]])
    way.reverse()
    return way


def _find_gaps(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Give first and last of the numbers that are missing between others."""
    gaps = []
    before = 0
    for number in numbers:
        if number > before + 1:
            gaps.append((before + 1, number - 1))
        before = number
    return gaps
