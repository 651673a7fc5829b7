"""styles.xml and numbering.xml: what a paragraph takes over from its style, and which list it belongs to.

A paragraph names a `w:num` (itself or by its style), that an `w:abstractNum` with the levels, that sometimes
a style that names another `w:num`. Overrides of a `w:num` change single levels or where they start.
"""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from operator import attrgetter
from typing import NamedTuple, Self

from lxml import etree

from tasks.documents.list_marks import KNOWN_FORMATS, LEVEL_COUNT, ListLevel, WordList
from tasks.documents.word.paragraphs import BODY_LEVEL, UNKNOWN, WHITE, WordParagraph

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LIGHT_COLORS = frozenset({"background1", "light1"})
_OFF = frozenset({"0", "false", "off", "none"})
_ON = frozenset({"1", "true", "on"})
# No real chain is longer; a loop ends here too.
_LONGEST_CHAIN = 50


class WordXml:
    """How WordprocessingML states what a paragraph, a run or a cell is like."""

    @staticmethod
    def collect_text(element: etree._Element, name: str = "t") -> str:
        """Join the words of all elements of a local name below an element."""
        return "".join(text.text or "" for text in element.iter(W + name))

    @staticmethod
    def get_local_name(element: etree._Element) -> str:
        """Give an element's name without its namespace."""
        return str(element.tag).rpartition("}")[2]

    @staticmethod
    def build_package(members: Mapping[str, bytes]) -> bytes:
        """Build the package that parts make, by their names."""
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return packed.getvalue()

    @staticmethod
    def read_attributes(element: etree._Element | None) -> dict[str, str]:
        """Give an element's attributes by their local names."""
        if element is None:
            return {}
        stated = element.attrib.items()
        return {str(name).rpartition("}")[2]: str(value) for name, value in stated}

    @staticmethod
    def get_value(element: etree._Element | None, path: str = "") -> str | None:
        """Give the `w:val` of an element, or of its child at a path of local names; null for none."""
        for name in path.split("/") if path else ():
            element = None if element is None else element.find(W + name)
        if element is None:
            return None
        return element.get(W + "val")

    @staticmethod
    def parse_number(text: str | None, highest: int = 0x7FFF) -> int | None:
        """Read a whole number from an attribute; null when it is none or out of range."""
        text = (text or "").strip()
        if not text or len(text) > 9 or not text.isascii() or not text.isdigit():
            return None
        if int(text) <= highest:
            return int(text)
        return None

    @staticmethod
    def read_toggle(properties: etree._Element | None, name: str) -> bool | None:
        """Read an on/off property such as `w:b`; null when it is not stated."""
        found = None
        if properties is not None:
            found = properties.find(W + name)
        if found is None:
            return None
        return (found.get(W + "val") or "1").lower() not in _OFF

    @staticmethod
    def read_struck(properties: etree._Element | None) -> bool | None:
        """Read whether text is struck out, once or twice; null when neither is stated."""
        stated = [
            WordXml.read_toggle(properties, name) for name in ("strike", "dstrike")
        ]
        known = [one for one in stated if one is not None]
        if known:
            return any(known)
        return None

    @staticmethod
    def read_color(properties: etree._Element | None) -> str | None:
        """Read the colour of text as six digits, empty for the automatic one; null when none is stated."""
        found = None
        if properties is not None:
            found = properties.find(W + "color")
        if found is None:
            return None
        is_plain = not (found.get(W + "themeTint") or found.get(W + "themeShade"))
        if found.get(W + "themeColor") in _LIGHT_COLORS and is_plain:
            return WHITE
        color = (found.get(W + "val") or "auto").upper()
        if color == "AUTO":
            return ""
        return color

    @staticmethod
    def read_ground(properties: etree._Element | None) -> str:
        """Read the ground that text or a cell is given; empty when none is stated."""
        if properties is None:
            return ""
        marked = WordXml.get_value(properties, "highlight")
        if marked and marked != "none":
            if marked == "white":
                return WHITE
            return UNKNOWN
        found = properties.find(W + "shd")
        if found is None:
            return ""
        return _read_shading(found)


def _read_shading(element: etree._Element) -> str:
    """Read a shading: its fill, unknown for patterns and themes, empty for none."""
    theme = element.get(W + "themeFill")
    if theme and theme not in _LIGHT_COLORS:
        return UNKNOWN
    pattern = element.get(W + "val") or "clear"
    fill = (element.get(W + "fill") or "auto").upper()
    if pattern not in ("clear", "nil"):
        return UNKNOWN
    if fill == "AUTO" or pattern == "nil":
        return ""
    return fill


@dataclass(frozen=True, slots=True)
class _WordStyle:
    """One style's own statements; null where it says nothing."""

    key: str
    name: str
    based_on: str | None
    list_name: str | None
    depth: int | None
    outline: int | None
    bold: bool | None
    hidden: bool | None
    struck: bool | None
    color: str | None
    ground: str
    shaded: bool
    position: str | None


@dataclass(slots=True)
class WordStyles:
    """All styles by their id, with the default of paragraphs."""

    by_key: dict[str, _WordStyle] = field(default_factory=dict)
    default: str = ""
    bold: bool = False
    _chains: dict[str, tuple[_WordStyle, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, root: etree._Element | None) -> Self:
        """Read styles.xml; a document without one has no styles."""
        styles = cls()
        if root is None:
            return styles
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        styles.bold = WordXml.read_toggle(defaults, "b") or False
        for element in root.iter(W + "style"):
            style = _read_style(element)
            styles.by_key.setdefault(style.key, style)
            is_paragraph = element.get(W + "type") == "paragraph"
            if is_paragraph and element.get(W + "default") in _ON:
                styles.default = style.key
        return styles

    def get_chain(self, key: str | None) -> tuple[_WordStyle, ...]:
        """Give a style and those it is based on, nearest first; empty for an unknown one."""
        key = key or ""
        if key not in self._chains:
            self._chains[key] = tuple(self._walk_chain(key))
        return self._chains[key]

    def _walk_chain(self, key: str) -> Iterator[_WordStyle]:
        seen: set[str] = set()
        while key in self.by_key and key not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(key)
            yield self.by_key[key]
            key = self.by_key[key].based_on or ""

    def _iter_stating(self, keys: Iterable[str | None]) -> Iterator[_WordStyle]:
        for key in keys:
            yield from self.get_chain(key)

    def is_bold(self, *keys: str | None) -> bool:
        """Tell whether text is bold by the first of the given styles that says so, or by default."""
        for style in self._iter_stating(keys):
            if style.bold is not None:
                return style.bold
        return self.bold

    def is_hidden(self, *keys: str | None) -> bool:
        """Tell whether the given styles hide text."""
        return self._is_toggled(keys, attrgetter("hidden"))

    def is_struck(self, *keys: str | None) -> bool:
        """Tell whether the given styles strike text out."""
        return self._is_toggled(keys, attrgetter("struck"))

    def _is_toggled(
        self,
        keys: Iterable[str | None],
        read: Callable[[_WordStyle], bool | None],
    ) -> bool:
        """Tell whether styles turn a property on, the nearest kind first: two of them turn it off again."""
        is_on = False
        for key in keys:
            stated = map(read, self.get_chain(key))
            value = next((one for one in stated if one is not None), None)
            if value is False:
                break
            is_on = is_on is not bool(value)
        return is_on

    def find_color(self, *keys: str | None) -> str:
        """Give the colour of text by the first of the given styles that states one; empty for none."""
        stated = (style.color for style in self._iter_stating(keys))
        return next((color for color in stated if color is not None), "")

    def find_position(self, key: str | None) -> str | None:
        """Give whether a style of characters raises or lowers them; null when it says nothing."""
        stated = (style.position for style in self.get_chain(key))
        return next(filter(None, stated), None)

    def find_ground(self, *keys: str | None) -> str:
        """Give the ground by the first of the given styles that states one; empty for none."""
        grounds = (style.ground for style in self._iter_stating(keys))
        return next(filter(None, grounds), "")

    def is_shaded(self, key: str | None) -> bool:
        """Tell whether a table's style shades any of its cells."""
        return any(style.shaded for style in self.get_chain(key))

    def is_heading(self, key: str | None) -> bool:
        """Tell whether a paragraph style is a heading's or a title's."""
        chain = self.get_chain(key)
        outlines = (style.outline for style in chain if style.outline is not None)
        if next(outlines, BODY_LEVEL) < BODY_LEVEL:
            return True
        return bool(chain) and WordParagraph.is_title_style(chain[0].name)


def _read_style(element: etree._Element) -> _WordStyle:
    paragraph = element.find(W + "pPr")
    run = element.find(W + "rPr")
    return _WordStyle(
        key=element.get(W + "styleId") or "",
        name=WordXml.get_value(element, "name") or "",
        based_on=WordXml.get_value(element, "basedOn"),
        list_name=WordXml.get_value(paragraph, "numPr/numId"),
        depth=WordXml.parse_number(WordXml.get_value(paragraph, "numPr/ilvl"), 8),
        outline=WordXml.parse_number(
            WordXml.get_value(paragraph, "outlineLvl"), BODY_LEVEL
        ),
        bold=WordXml.read_toggle(run, "b"),
        hidden=WordXml.read_toggle(run, "vanish"),
        struck=WordXml.read_struck(run),
        color=WordXml.read_color(run),
        ground=WordXml.read_ground(run) or WordXml.read_ground(paragraph),
        position=WordXml.get_value(run, "vertAlign"),
        shaded=any(map(_read_shading, element.iter(W + "shd"))),
    )


# a chain of numStyleLinks has one link in real files
_LONGEST_LINK_CHAIN = 10
_SUFFIXES = {
    "nothing": "",
    "space": " ",
    "tab": " ",
}


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
    def read(
        cls,
        root: etree._Element | None,
        styles: WordStyles,
    ) -> Self:
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
        own = None
        if properties is not None:
            own = properties.find(W + "numPr")
        name = WordXml.get_value(own, "numId")
        if name is None:
            stated = (one.list_name for one in chain if one.list_name is not None)
            name = next(stated, None)
        found = self.get_list(name)
        if name is None or found is None:
            return None
        depth = WordXml.parse_number(WordXml.get_value(own, "ilvl"), LEVEL_COUNT - 1)
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
            level = override.get(W + "ilvl")
            stated = WordXml.get_value(override, "startOverride")
            depth = WordXml.parse_number(level, LEVEL_COUNT - 1)
            start = WordXml.parse_number(stated)
            if depth is not None and start is not None:
                starts[depth] = start
            for element in override.iterfind(W + "lvl"):
                self._read_level(element, levels, depth)
        return WordList(counter, levels, starts)

    def _find_abstract(self, name: str) -> str | None:
        """Follow `w:numStyleLink` to the abstract list that holds the levels; null in a loop."""
        for _ in range(_LONGEST_LINK_CHAIN):
            key = WordXml.get_value(self.nums.get(name), "abstractNumId") or ""
            abstract = self.abstracts.get(key)
            if abstract is None:
                return None
            link = WordXml.get_value(abstract, "numStyleLink")
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
            WordXml.parse_number(element.get(W + "ilvl"), LEVEL_COUNT - 1)
            if depth is None
            else depth
        )
        if depth is not None:
            levels[depth] = _parse_level(element)
            if levels[depth].number_format not in KNOWN_FORMATS:
                self.unknown_formats.add(levels[depth].number_format)


def _parse_level(element: etree._Element) -> ListLevel:
    shown = not WordXml.read_toggle(element.find(W + "rPr"), "vanish")
    return ListLevel(
        number_format=_parse_number_format(element),
        text=(WordXml.get_value(element, "lvlText") or "") if shown else "",
        start=_parse_start(element),
        restart=WordXml.parse_number(
            WordXml.get_value(element, "lvlRestart"), LEVEL_COUNT
        ),
        suffix=_SUFFIXES.get(WordXml.get_value(element, "suff") or "tab", " "),
        legal=WordXml.read_toggle(element, "isLgl") or False,
        style=WordXml.get_value(element, "pStyle") or "",
    )


def _parse_number_format(element: etree._Element) -> str:
    if element.find(W + "lvlPicBulletId") is not None:
        return "bullet"
    # Formats newer than the standard stand in an alternative; its fallback, the last one, is known to any
    # reader.
    stated = list(element.iter(W + "numFmt"))
    return (WordXml.get_value(stated[-1]) if stated else None) or "decimal"


def _parse_start(element: etree._Element) -> int:
    # a level without a start counts from 0, by the standard
    if element.find(W + "start") is None:
        return 0
    start = WordXml.parse_number(WordXml.get_value(element, "start"))
    if start is None:
        return 1
    return start


def _find_depth_by_style(found: WordList, chain: tuple[_WordStyle, ...]) -> int:
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
