"""numbering.xml: the lists of a DOCX, and which of them a paragraph belongs to.

A paragraph names a `w:num` (itself or by its style), that an `w:abstractNum` with the levels, that sometimes
a style that names another `w:num`. Overrides of a `w:num` change single levels or where they start.
"""

from dataclasses import dataclass, field

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


@dataclass(slots=True)
class Numbering:
    """All lists of a document by `w:numId`; `unknown` holds formats that are printed as decimals."""

    styles: WordStyles
    abstracts: dict[str, etree._Element] = field(default_factory=dict)
    nums: dict[str, etree._Element] = field(default_factory=dict)
    unknown_formats: set[str] = field(default_factory=set)
    _lists: dict[str, WordList | None] = field(default_factory=dict)

    def find_place(
        self, properties: etree._Element | None, style: str
    ) -> tuple[str, WordList, int] | None:
        """Find a paragraph's list by its own properties, then by its style: the list's name, the list, the
        level.
        """
        chain = self.styles.get_chain(style)
        own = properties.find(W + "numPr") if properties is not None else None
        name = get_value(own, "numId")
        stating = next((one for one in chain if one.list_name is not None), None)
        if name is None and stating is not None:
            name = stating.list_name
        found = self.get_list(name)
        if name is None or found is None:
            return None
        depth = parse_number(get_value(own, "ilvl"), LEVEL_COUNT - 1)
        return (
            name,
            found,
            _find_depth_by_style(found, chain) if depth is None else depth,
        )

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
            link = get_value(abstract, "numStyleLink")
            if abstract is None or link is None or abstract.find(W + "lvl") is not None:
                return key if abstract is not None else None
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
    # Formats newer than the standard stand in an alternative; its fallback, the last one, is known to any
    # reader.
    number_format = (
        next(
            (
                get_value(stated)
                for stated in reversed(list(element.iter(W + "numFmt")))
            ),
            None,
        )
        or "decimal"
    )
    restart = parse_number(get_value(element, "lvlRestart"), LEVEL_COUNT)
    start = parse_number(get_value(element, "start"))
    shown = not read_toggle(element.find(W + "rPr"), "vanish")
    return ListLevel(
        number_format="bullet"
        if element.find(W + "lvlPicBulletId") is not None
        else number_format,
        text=(get_value(element, "lvlText") or "") if shown else "",
        # a level without a start counts from 0, by the standard
        start=0
        if start is None and element.find(W + "start") is None
        else (1 if start is None else start),
        restart=restart,
        suffix=_SUFFIXES.get(get_value(element, "suff") or "tab", " "),
        legal=read_toggle(element, "isLgl") or False,
        style=get_value(element, "pStyle") or "",
    )


def _find_depth_by_style(found: WordList, chain: tuple[WordStyle, ...]) -> int:
    """Find the level that is tied to a paragraph's style, else the one its style states, else the first."""
    keys = [style.key for style in chain]
    tied = [
        (keys.index(level.style), depth)
        for depth, level in found.levels.items()
        if level.style in keys
    ]
    if tied:
        return min(tied)[1]
    return next((style.depth for style in chain if style.depth is not None), 0)


def read_numbering(root: etree._Element | None, styles: WordStyles) -> Numbering:
    """Read numbering.xml; a document without one has no lists."""
    numbering = Numbering(styles)
    for element in () if root is None else root.iterfind(W + "abstractNum"):
        numbering.abstracts.setdefault(element.get(W + "abstractNumId") or "", element)
    for element in () if root is None else root.iterfind(W + "num"):
        numbering.nums.setdefault(element.get(W + "numId") or "", element)
    return numbering
