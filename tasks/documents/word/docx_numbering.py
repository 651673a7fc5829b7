"""numbering.xml: the lists of a DOCX, and which of them a paragraph belongs to.

A paragraph names a `w:num` (itself or by its style), that an `w:abstractNum` with the levels, that sometimes
a style that names another `w:num`. Overrides of a `w:num` change single levels or where they start.
"""

from dataclasses import dataclass, field
from typing import NamedTuple, Self

from lxml import etree

from tasks.documents.word.docx_styles import (
    W,
    WordStyle,
    WordStyles,
    get_value,
    parse_number,
    read_toggle,
)
from tasks.documents.word.lists import KNOWN_FORMATS, LEVEL_COUNT, ListLevel, WordList

# a chain of numStyleLinks has one link in real files
_LONGEST_CHAIN = 10
_SUFFIXES = {"nothing": "", "space": " ", "tab": " "}


class _ListPlace(NamedTuple):
    """Where a paragraph stands in the lists: the name of its list, the list, its level from 0."""

    name: str
    word_list: WordList
    depth: int


@dataclass(slots=True)
class Numbering:
    """All lists of a document by `w:numId`; `unknown` holds formats that are printed as decimals."""

    styles: WordStyles
    abstracts: dict[str, etree._Element] = field(default_factory=dict)
    nums: dict[str, etree._Element] = field(default_factory=dict)
    unknown_formats: set[str] = field(default_factory=set)
    _lists: dict[str, WordList | None] = field(default_factory=dict)

    @classmethod
    def read(cls, root: etree._Element | None, styles: WordStyles) -> Self:
        """Read numbering.xml; a document without one has no lists."""
        numbering = cls(styles)
        if root is None:
            return numbering
        for element in root.iterfind(W + "abstractNum"):
            key = element.get(W + "abstractNumId") or ""
            numbering.abstracts.setdefault(key, element)
        for element in root.iterfind(W + "num"):
            numbering.nums.setdefault(element.get(W + "numId") or "", element)
        return numbering

    def find_place(
        self, properties: etree._Element | None, style: str
    ) -> _ListPlace | None:
        """Find a paragraph's list by its own properties, then by its style."""
        chain = self.styles.get_chain(style)
        own = properties.find(W + "numPr") if properties is not None else None
        name = get_value(own, "numId")
        if name is None:
            stated = (one.list_name for one in chain if one.list_name is not None)
            name = next(stated, None)
        found = self.get_list(name)
        if name is None or found is None:
            return None
        depth = parse_number(get_value(own, "ilvl"), LEVEL_COUNT - 1)
        if depth is None:
            depth = _find_depth_by_style(found, chain)
        return _ListPlace(name, found, depth)

    def get_list(self, name: str | None) -> WordList | None:
        """Give the list of a `w:numId`; null for `0`, which takes a paragraph out of its style's list."""
        if not name or name == "0":
            return None
        if name not in self._lists:
            self._lists[name] = self._resolve_list(name)
        return self._lists[name]

    def _resolve_list(self, name: str) -> WordList | None:
        num = self.nums.get(name)
        counter = self._find_abstract(name)
        if num is None or counter is None:
            return None
        levels: dict[int, ListLevel] = {}
        starts: dict[int, int] = {}
        for element in self.abstracts[counter].iterfind(W + "lvl"):
            self._read_level(element, levels)
        for override in num.iterfind(W + "lvlOverride"):
            depth = parse_number(override.get(W + "ilvl"), LEVEL_COUNT - 1)
            start = parse_number(get_value(override, "startOverride"))
            if depth is not None and start is not None:
                starts[depth] = start
            for element in override.iterfind(W + "lvl"):
                self._read_level(element, levels, depth)
        return WordList(counter, levels, starts)

    def _find_abstract(self, name: str) -> str | None:
        """Follow `w:numStyleLink` to the abstract list that holds the levels; null in a loop."""
        for _ in range(_LONGEST_CHAIN):
            key = get_value(self.nums.get(name), "abstractNumId") or ""
            abstract = self.abstracts.get(key)
            if abstract is None:
                return None
            link = get_value(abstract, "numStyleLink")
            if link is None or abstract.find(W + "lvl") is not None:
                return key
            chain = self.styles.get_chain(link)
            name = next((style.list_name for style in chain if style.list_name), "")
        return None

    def _read_level(
        self,
        element: etree._Element,
        levels: dict[int, ListLevel],
        depth: int | None = None,
    ) -> None:
        depth = (
            parse_number(element.get(W + "ilvl"), LEVEL_COUNT - 1)
            if depth is None
            else depth
        )
        if depth is not None:
            levels[depth] = _parse_level(element)
            if levels[depth].number_format not in KNOWN_FORMATS:
                self.unknown_formats.add(levels[depth].number_format)


def _parse_level(element: etree._Element) -> ListLevel:
    shown = not read_toggle(element.find(W + "rPr"), "vanish")
    return ListLevel(
        number_format=_parse_number_format(element),
        text=(get_value(element, "lvlText") or "") if shown else "",
        start=_parse_start(element),
        restart=parse_number(get_value(element, "lvlRestart"), LEVEL_COUNT),
        suffix=_SUFFIXES.get(get_value(element, "suff") or "tab", " "),
        legal=read_toggle(element, "isLgl") or False,
        style=get_value(element, "pStyle") or "",
    )


def _parse_number_format(element: etree._Element) -> str:
    if element.find(W + "lvlPicBulletId") is not None:
        return "bullet"
    # Formats newer than the standard stand in an alternative; its fallback, the last one, is known to any
    # reader.
    stated = list(element.iter(W + "numFmt"))
    return (get_value(stated[-1]) if stated else None) or "decimal"


def _parse_start(element: etree._Element) -> int:
    # a level without a start counts from 0, by the standard
    if element.find(W + "start") is None:
        return 0
    start = parse_number(get_value(element, "start"))
    return 1 if start is None else start


def _find_depth_by_style(found: WordList, chain: tuple[WordStyle, ...]) -> int:
    """Find the level that is tied to a paragraph's style, else the one its style states, else the first."""
    for style in chain:
        tied = [
            depth for depth in found.levels if found.levels[depth].style == style.key
        ]
        if tied:
            return min(tied)
    for style in chain:
        if style.depth is not None:
            return style.depth
    return 0
