"""numbering.xml: the lists of a DOCX, and which of them a paragraph belongs to.

A paragraph names a `w:num` (itself or by its style), that an `w:abstractNum` with the levels, that sometimes
a style that names another `w:num`. Overrides of a `w:num` change single levels or where they start.
"""

from dataclasses import dataclass, field

from lxml import etree

from tasks.documents.word.docx_styles import Style, Styles, W, number, toggle, value
from tasks.documents.word.lists import KNOWN, LEVELS, Level, WordList

# a chain of numStyleLinks has one link in real files
_LONGEST_CHAIN = 10
_SUFFIXES = {"nothing": "", "space": " ", "tab": " "}


@dataclass(slots=True)
class Numbering:
    """All lists of a document by `w:numId`; `unknown` holds formats that are printed as decimals."""

    styles: Styles
    abstracts: dict[str, etree._Element] = field(default_factory=dict)
    nums: dict[str, etree._Element] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    _lists: dict[str, WordList | None] = field(default_factory=dict)

    def place(
        self, properties: etree._Element | None, style: str
    ) -> tuple[str, WordList, int] | None:
        """Find a paragraph's list by its own properties, then by its style: the list's name, the list, the
        level.
        """
        chain = self.styles.chain(style)
        own = properties.find(W + "numPr") if properties is not None else None
        name = value(own, "numId")
        stating = next((one for one in chain if one.list_name is not None), None)
        if name is None and stating is not None:
            name = stating.list_name
        found = self.list_of(name)
        if name is None or found is None:
            return None
        depth = number(value(own, "ilvl"), LEVELS - 1)
        return name, found, _depth_by_style(found, chain) if depth is None else depth

    def list_of(self, name: str | None) -> WordList | None:
        """Give the list of a `w:numId`; null for `0`, which takes a paragraph out of its style's list."""
        if not name or name == "0":
            return None
        if name not in self._lists:
            self._lists[name] = self._resolve(name)
        return self._lists[name]

    def _resolve(self, name: str) -> WordList | None:
        num = self.nums.get(name)
        counter = self._abstract(name)
        if num is None or counter is None:
            return None
        levels: dict[int, Level] = {}
        starts: dict[int, int] = {}
        for element in self.abstracts[counter].iterfind(W + "lvl"):
            self._read_level(element, levels)
        for override in num.iterfind(W + "lvlOverride"):
            depth = number(override.get(W + "ilvl"), LEVELS - 1)
            start = number(value(override, "startOverride"))
            if depth is not None and start is not None:
                starts[depth] = start
            for element in override.iterfind(W + "lvl"):
                self._read_level(element, levels, depth)
        return WordList(counter, levels, starts)

    def _abstract(self, name: str) -> str | None:
        """Follow `w:numStyleLink` to the abstract list that holds the levels; null in a loop."""
        for _ in range(_LONGEST_CHAIN):
            key = value(self.nums.get(name), "abstractNumId") or ""
            abstract = self.abstracts.get(key)
            link = value(abstract, "numStyleLink")
            if abstract is None or link is None or abstract.find(W + "lvl") is not None:
                return key if abstract is not None else None
            chain = self.styles.chain(link)
            name = next((style.list_name for style in chain if style.list_name), "")
        return None

    def _read_level(
        self,
        element: etree._Element,
        levels: dict[int, Level],
        depth: int | None = None,
    ) -> None:
        depth = number(element.get(W + "ilvl"), LEVELS - 1) if depth is None else depth
        if depth is not None:
            levels[depth] = _level(element)
            if levels[depth].number_format not in KNOWN:
                self.unknown.add(levels[depth].number_format)


def _level(element: etree._Element) -> Level:
    # Formats newer than the standard stand in an alternative; its fallback, the last one, is known to any
    # reader.
    number_format = (
        next(
            (value(stated) for stated in reversed(list(element.iter(W + "numFmt")))),
            None,
        )
        or "decimal"
    )
    restart = number(value(element, "lvlRestart"), LEVELS)
    start = number(value(element, "start"))
    shown = not toggle(element.find(W + "rPr"), "vanish")
    return Level(
        number_format="bullet"
        if element.find(W + "lvlPicBulletId") is not None
        else number_format,
        text=(value(element, "lvlText") or "") if shown else "",
        # a level without a start counts from 0, by the standard
        start=0
        if start is None and element.find(W + "start") is None
        else (1 if start is None else start),
        restart=restart,
        suffix=_SUFFIXES.get(value(element, "suff") or "tab", " "),
        legal=toggle(element, "isLgl") or False,
        style=value(element, "pStyle") or "",
    )


def _depth_by_style(found: WordList, chain: tuple[Style, ...]) -> int:
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


def read_numbering(root: etree._Element | None, styles: Styles) -> Numbering:
    """Read numbering.xml; a document without one has no lists."""
    numbering = Numbering(styles)
    for element in () if root is None else root.iterfind(W + "abstractNum"):
        numbering.abstracts.setdefault(element.get(W + "abstractNumId") or "", element)
    for element in () if root is None else root.iterfind(W + "num"):
        numbering.nums.setdefault(element.get(W + "numId") or "", element)
    return numbering
