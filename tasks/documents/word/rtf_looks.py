"""How RTF's words look: its colours, its styles, and the edges of its tables' cells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tasks.documents.word.looks import UNKNOWN, WHITE
from tasks.documents.word.rtf_tokens import Token
from tasks.documents.word.table_builder import CellEdge, RowEdges

# the number of a ground that no colour states: a pattern
PATTERN = -1
_STYLE_SHEET = re.compile(rb"\{\\stylesheet\b")
_LONGEST_CHAIN = 20


class StyleLook(NamedTuple):
    """What a style says of its letters; null where it says nothing."""

    struck: bool | None = None
    hidden: bool | None = None
    color: int | None = None

    def complete_by(self, base: "StyleLook") -> "StyleLook":
        """Give what the style and the one that it is based on say together."""
        return StyleLook(
            base.struck if self.struck is None else self.struck,
            base.hidden if self.hidden is None else self.hidden,
            base.color if self.color is None else self.color,
        )


PLAIN_LOOK = StyleLook()


@dataclass(slots=True)
class _WrittenStyle:
    """A style while it is read: its kind and number, the one it is based on, and what it says."""

    kind: str = "s"
    number: int = 0
    base: int | None = None
    look: StyleLook = PLAIN_LOOK

    def take_word(self, word: str, number: int | None) -> None:
        if word in ("s", "cs"):
            self.kind = word
            self.number = number or 0
        elif word == "sbasedon":
            self.base = number
        elif word == "cf":
            self.look = self.look._replace(color=number or 0)
        elif word in ("strike", "striked"):
            self.look = self.look._replace(struck=number != 0)
        elif word == "v":
            self.look = self.look._replace(hidden=number != 0)


def read_styles(body: bytes) -> dict[tuple[str, int], StyleLook]:
    """Read the looks of all styles, with what they take over, by kind (`s`, `cs`) and number."""
    found = _STYLE_SHEET.search(body)
    if found is None:
        return {}
    written = {(one.kind, one.number): one for one in _iter_styles(body, found.start())}
    return {key: _resolve(written, key) for key in written}


def _resolve(
    written: dict[tuple[str, int], _WrittenStyle], key: tuple[str, int]
) -> StyleLook:
    look = PLAIN_LOOK
    seen: set[tuple[str, int]] = set()
    while key in written and key not in seen and len(seen) < _LONGEST_CHAIN:
        seen.add(key)
        style = written[key]
        look = look.complete_by(style.look)
        key = (style.kind, -1 if style.base is None else style.base)
    return look


def _iter_styles(body: bytes, start: int) -> Iterator[_WrittenStyle]:
    """Yield the styles of a style sheet, each a group of its own."""
    depth = 0
    style = _WrittenStyle()
    for token in Token.scan(body[start:]):
        if token.kind == "open":
            depth += 1
            if depth == 2:
                style = _WrittenStyle()
        elif token.kind == "close":
            if depth == 2:
                yield style
            depth -= 1
            if depth <= 0:
                return
        elif token.kind == "word" and depth == 2:
            style.take_word(token.word, token.number)


@dataclass(slots=True)
class ColorTable:
    """The colours of a file by number, as six digits; empty for the automatic one."""

    colors: list[str] = field(default_factory=list)
    _parts: dict[str, int] = field(default_factory=dict)

    def take_word(self, word: str, number: int | None) -> None:
        """Take a part of the colour at hand."""
        if word in ("red", "green", "blue"):
            self._parts[word] = max(0, min(number or 0, 255))

    def take_ends(self, data: bytes) -> None:
        """End as many colours as there are semicolons."""
        for _ in range(data.count(b";")):
            parts = [self._parts.get(name, 0) for name in ("red", "green", "blue")]
            self.colors.append(bytes(parts).hex().upper() if self._parts else "")
            self._parts = {}

    def get(self, number: int | None) -> str:
        """Give a colour; empty for the automatic one and for none."""
        if number is None or not 0 <= number < len(self.colors):
            return ""
        return self.colors[number]

    def get_ground(self, number: int) -> str:
        """Give the colour of a ground: white is the automatic one."""
        return UNKNOWN if number == PATTERN else self.get(number) or WHITE


@dataclass(slots=True)
class RowShape:
    """The edges of a row's cells while they are read, and the grounds of its cells."""

    left: int = 0
    cells: list[CellEdge] = field(default_factory=list)
    shades: set[int] = field(default_factory=set)
    _flags: set[str] = field(default_factory=set)

    def take_word(self, word: str, number: int | None) -> bool:
        """Take a control word of the row's definition; tell whether it is one."""
        if word == "trleft":
            self.left = number or 0
        elif word in ("clmgf", "clmrg", "clvmgf", "clvmrg"):
            self._flags.add(word)
        elif word == "cellx":
            flags, self._flags = self._flags, set()
            joins = ("clmrg" in flags, "clvmrg" in flags)
            self.cells.append(CellEdge(number or 0, *joins))
        elif word in ("clcbpat", "trcbpat"):
            self.shades.add(number or 0)
        elif word == "clshdng":
            self.shades.add(PATTERN if number else 0)
        else:
            return False
        return True

    def build(self) -> RowEdges | None:
        """Give the edges; null when none was stated."""
        if not self.cells:
            return None
        first = min(self.left, self.cells[0].right)
        return RowEdges(first, tuple(self.cells))

    def has_shades(self, colors: ColorTable) -> bool:
        """Tell whether a cell of the row stands on another ground than white."""
        return any(colors.get_ground(number) != WHITE for number in self.shades)
