"""styles.xml: what a paragraph or run takes over from its style and the styles that one is based on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self

from lxml import etree

from tasks.documents.word.paragraphs import BODY_LEVEL, is_title_style

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OFF = frozenset({"0", "false", "off", "none"})
_ON = frozenset({"1", "true", "on"})
# No real chain is longer; a loop ends here too.
_LONGEST_CHAIN = 50


def collect_text(element: etree._Element, name: str = "t") -> str:
    """Join the words of all elements of a local name below an element."""
    return "".join(text.text or "" for text in element.iter(W + name))


def get_local_name(element: etree._Element) -> str:
    """Give an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def get_value(element: etree._Element | None, path: str = "") -> str | None:
    """Give the `w:val` of an element, or of its child at a path of local names; null when there is none."""
    for name in path.split("/") if path else ():
        element = None if element is None else element.find(W + name)
    return None if element is None else element.get(W + "val")


def parse_number(text: str | None, highest: int = 0x7FFF) -> int | None:
    """Read a whole number from an attribute; null when it is none or out of range."""
    text = (text or "").strip()
    if not text or len(text) > 9 or not text.isascii() or not text.isdigit():
        return None
    return int(text) if int(text) <= highest else None


def read_toggle(properties: etree._Element | None, name: str) -> bool | None:
    """Read an on/off property such as `w:b`; null when it is not stated."""
    found = None if properties is None else properties.find(W + name)
    return None if found is None else (found.get(W + "val") or "1").lower() not in _OFF


@dataclass(frozen=True, slots=True)
class WordStyle:
    """One style's own statements; null where it says nothing."""

    key: str
    name: str
    based_on: str | None
    list_name: str | None
    depth: int | None
    outline: int | None
    bold: bool | None
    hidden: bool | None


@dataclass(slots=True)
class WordStyles:
    """All styles by their id, with the default of paragraphs."""

    by_key: dict[str, WordStyle] = field(default_factory=dict)
    default: str = ""
    bold: bool = False
    _chains: dict[str, tuple[WordStyle, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, root: etree._Element | None) -> Self:
        """Read styles.xml; a document without one has no styles."""
        styles = cls()
        if root is None:
            return styles
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        styles.bold = read_toggle(defaults, "b") or False
        for element in root.iter(W + "style"):
            style = _read_style(element)
            styles.by_key.setdefault(style.key, style)
            is_paragraph = element.get(W + "type") == "paragraph"
            if is_paragraph and element.get(W + "default") in _ON:
                styles.default = style.key
        return styles

    def get_chain(self, key: str | None) -> tuple[WordStyle, ...]:
        """Give a style and those it is based on, nearest first; empty for an unknown one."""
        key = key or ""
        if key not in self._chains:
            self._chains[key] = tuple(self._walk_chain(key))
        return self._chains[key]

    def _walk_chain(self, key: str) -> Iterator[WordStyle]:
        seen: set[str] = set()
        while key in self.by_key and key not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(key)
            yield self.by_key[key]
            key = self.by_key[key].based_on or ""

    def _iter_stating(self, keys: Iterable[str | None]) -> Iterator[WordStyle]:
        for key in keys:
            yield from self.get_chain(key)

    def is_bold(self, *keys: str | None) -> bool:
        """Tell whether text is bold by the first of the given styles that says so, or by default."""
        for style in self._iter_stating(keys):
            if style.bold is not None:
                return style.bold
        return self.bold

    def is_hidden(self, *keys: str | None) -> bool:
        """Tell whether text is hidden by the first of the given styles that says anything of it."""
        for style in self._iter_stating(keys):
            if style.hidden is not None:
                return style.hidden
        return False

    def is_heading(self, key: str | None) -> bool:
        """Tell whether a paragraph style is a heading's or a title's."""
        chain = self.get_chain(key)
        outlines = (style.outline for style in chain if style.outline is not None)
        if next(outlines, BODY_LEVEL) < BODY_LEVEL:
            return True
        return bool(chain) and is_title_style(chain[0].name)


def _read_style(element: etree._Element) -> WordStyle:
    paragraph, run = element.find(W + "pPr"), element.find(W + "rPr")
    return WordStyle(
        key=element.get(W + "styleId") or "",
        name=get_value(element, "name") or "",
        based_on=get_value(element, "basedOn"),
        list_name=get_value(paragraph, "numPr/numId"),
        depth=parse_number(get_value(paragraph, "numPr/ilvl"), 8),
        outline=parse_number(get_value(paragraph, "outlineLvl"), BODY_LEVEL),
        bold=read_toggle(run, "b"),
        hidden=read_toggle(run, "vanish"),
    )
