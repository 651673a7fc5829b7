"""The laws, regulations, party rules and plans of `data/lookups/laws.csv`, by all names that they go by.

A name is compared without 中华人民共和国, 新修订的, the note of a revision or a trial, blanks and marks:
《中华人民共和国行政处罚法》（2021修订） is 行政处罚法, （2021-2025） is （2021—2025年）.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from tasks.model.project_files import LOOKUPS, Cells, ensure_valid, read_keyed_lookup
from tasks.model.report import CitationKind

_LAWS_CSV = LOOKUPS / "laws.csv"
_COLUMNS = (
    "law_id", "name", "kind", "short_names", "in_force_from", "repealed_on", "replaced_by",
)  # fmt: skip
_DAYS = ("in_force_from", "repealed_on")
_STATE = "中华人民共和国"
# 新《行政处罚法》, 《新修订的安全生产法》
_NEW = re.compile(r"^(?:最新|新)?(?:修[订正改]|颁布|施行|实施)?(?:后?的)?(?=.{3})")
# （2021年修订）, （试行）, （修正案）, （草案）, （国令第722号）
_NOTE = re.compile(
    r"[(（][^()（）]*(?:修[订正]|试行|暂行|修正案|草案|令第)[^()（）]*[)）]"
)
# 2021—2025年, 2021-2025
_YEARS = re.compile(r"(20\d\d)年?[-—–－~～至―─]+(20\d\d)年?度?")
# ( ) of both widths, blanks, quotation marks, dots
_MARKS = re.compile(r"[()（）\s“”\"‘’'·,，、<>〈〉]")


@dataclass(frozen=True, slots=True)
class Law:
    """One row of the lookup: `name` is the whole one.

    `repealed_on` is the first day on which it did not hold any more, for a plan the first day after its
    period; both days are null where they are not known or have not come.
    """

    law_id: str
    name: str
    kind: CitationKind
    in_force_from: date | None
    repealed_on: date | None
    replaced_by: str | None

    def is_repealed(self, day: date) -> bool:
        """Tell whether it held no more on a day."""
        return self.repealed_on is not None and self.repealed_on <= day

    def has_begun(self, day: date) -> bool:
        """Tell whether it was in force by a day, as far as that is known."""
        return self.in_force_from is None or self.in_force_from <= day


def normalize_name(name: str) -> str:
    """Give a name without what differs between ways of printing it."""
    plain = _YEARS.sub(r"\1-\2", _NOTE.sub("", name.strip()))
    plain = _NEW.sub("", plain)
    return _MARKS.sub("", plain).removeprefix(_STATE)


def find_law(name: str, day: date | None) -> Law | None:
    """Find a law by one of its names; of several of the name, the one that held on a day.

    Null for a name that the lookup does not know, and for one of several where the day is not known.
    """
    found = _map_names().get(normalize_name(name), ())
    if len(found) <= 1 or day is None:
        return found[0] if len(found) == 1 else None
    begun = [law for law in found if law.has_begun(day)]
    holding = [law for law in begun if not law.is_repealed(day)]
    return (holding or begun or list(found))[-1]


def list_law_words() -> Iterator[tuple[str, ...]]:
    """List what rows of citations depend on of the lookup. Raises ConfigurationError."""
    for _, cells in read_keyed_lookup(_LAWS_CSV, _COLUMNS):
        yield tuple(cells.values())


def list_bare_names() -> list[str]:
    """List the names by which a law is known without 《》, the longest first."""
    names = set()
    for laws in _load_laws().items():
        law, shorts = laws
        names |= {law.name, law.name.removeprefix(_STATE), *shorts}
    return sorted(names, key=lambda name: (-len(name), name))


@cache
def _load_laws() -> dict[Law, tuple[str, ...]]:
    """Load the laws with their short names, once.

    Raises ConfigurationError naming file, line and column.
    """
    rows = read_keyed_lookup(_LAWS_CSV, _COLUMNS)
    ids = {cells["law_id"] for _, cells in rows}
    laws = {}
    for line, cells in rows:
        _ensure_law(line, cells, ids)
        law = Law(
            cells["law_id"],
            cells["name"],
            CitationKind(cells["kind"]),
            _parse_day(cells["in_force_from"]),
            _parse_day(cells["repealed_on"]),
            cells["replaced_by"] or None,
        )
        laws[law] = tuple(filter(None, cells["short_names"].split("|")))
    return laws


def _ensure_law(line: int, cells: Cells, ids: set[str]) -> None:
    checks = {name: (_is_day(cells[name]), "must be like 2021-01-01") for name in _DAYS}
    checks["kind"] = (cells["kind"] in set(CitationKind), "must be a kind of citation")
    replaced_by = cells["replaced_by"]
    is_known = not replaced_by or replaced_by in ids
    checks["replaced_by"] = (is_known, "must be a law_id of the file")
    ensure_valid(_LAWS_CSV, line, cells, checks)


def _is_day(words: str) -> bool:
    try:
        _parse_day(words)
    except ValueError:
        return False
    return True


def _parse_day(words: str) -> date | None:
    return date.fromisoformat(words) if words else None


@cache
def _map_names() -> dict[str, tuple[Law, ...]]:
    """Map each name, normalized, to its laws in the order in which they came into force."""
    names: dict[str, list[Law]] = {}
    for law, shorts in _load_laws().items():
        for name in dict.fromkeys(map(normalize_name, (law.name, *shorts))):
            names.setdefault(name, []).append(law)
    return {
        name: tuple(sorted(laws, key=lambda law: law.in_force_from or date.min))
        for name, laws in names.items()
    }
