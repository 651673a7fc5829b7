"""What a page's own style sheets and `style` attributes declare of its elements, as far as a reader notices.

Sheets that lie elsewhere are not fetched. Selectors of classes, ids, tags and attributes are known, inside
each other; what stands behind a colon, and sheets for the printer, are passed over.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from lxml.html import HtmlElement

# the only declarations that are kept
_PROPERTIES = frozenset(
    "display visibility opacity font font-size text-decoration text-decoration-line color background "
    "background-color position left top right text-indent clip overflow width height max-height "
    "vertical-align list-style list-style-type".split()
)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
# `@media screen and (…)`, `@media all`: what a reader at a screen sees
_SCREEN = re.compile(r"^@media\s+(?:only\s+)?(?:screen|all)\s*$", re.IGNORECASE)
# `p`, `p.lead`, `.a.b`, `#zoom`, `td[hidden]`, `*`
_COMPOUND = re.compile(
    r"(?P<tag>[a-z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+|\[[\w-]+(?:=[\"']?[^\"'\]]*[\"']?)?\])*)",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"([.#])([\w-]+)|\[([\w-]+)(?:=[\"']?([^\"'\]]*)[\"']?)?\]")
_COMBINATORS = re.compile(r"\s*(>)\s*|\s+")
_MOST_RULES = 2_000
_LONGEST_SELECTOR = 200


class _Declaration(NamedTuple):
    name: str
    value: str
    important: bool


class _Compound(NamedTuple):
    """The conditions on one element of a selector; `is_child` says that it stands right inside the next."""

    tag: str
    classes: frozenset[str]
    ids: frozenset[str]
    attributes: tuple[tuple[str, str | None], ...]
    is_child: bool

    def fits(self, element: HtmlElement) -> bool:
        """Tell whether an element meets the conditions."""
        if self.tag not in ("*", element.tag):
            return False
        if self.classes and not self.classes.issubset(_list_classes(element)):
            return False
        if self.ids and element.get("id") not in self.ids:
            return False
        for name, value in self.attributes:
            stated = element.get(name)
            if stated is None or value not in (None, stated):
                return False
        return True


class _StyleRule(NamedTuple):
    """A selector, from the element itself outwards, and what it declares; `weight` orders the rules."""

    weight: tuple[int, int, int, int]
    selector: tuple[_Compound, ...]
    declarations: tuple[_Declaration, ...]

    def fits(self, element: HtmlElement) -> bool:
        """Tell whether the whole selector meets an element: the nearest one around it counts."""
        if not self.selector[0].fits(element):
            return False
        around = element.getparent()
        for inner, compound in zip(self.selector, self.selector[1:], strict=False):
            while around is not None and not compound.fits(around):
                if inner.is_child:
                    return False
                around = around.getparent()
            if around is None:
                return False
            around = around.getparent()
        return True


@dataclass(slots=True)
class PageStyles:
    """The rules of a page's own sheets by the class, id or tag of the last part of their selectors."""

    _rules: dict[str, list[_StyleRule]] = field(default_factory=dict)
    _count: int = 0

    @classmethod
    def read(cls, *roots: HtmlElement) -> "PageStyles":
        """Read the style sheets inside elements; those of another medium than the screen are passed over."""
        styles = cls()
        for root in roots:
            for sheet in root.iter("style"):
                medium = (sheet.get("media") or "screen").lower()
                if "screen" in medium or "all" in medium:
                    styles._add_sheet(_COMMENT.sub(" ", sheet.text or ""))
        return styles

    def _add_sheet(self, sheet: str) -> None:
        for prelude, block in _iter_blocks(sheet):
            if _SCREEN.match(prelude):
                self._add_sheet(block)
            elif not prelude.startswith("@"):
                declarations = _parse_declarations(block)
                for selector in prelude.split(",") if declarations else ():
                    self._add_rule(selector.strip(), declarations)

    def _add_rule(self, written: str, declarations: tuple[_Declaration, ...]) -> None:
        selector = _parse_selector(written)
        if not selector or self._count >= _MOST_RULES:
            return
        self._count += 1
        ids = sum(len(one.ids) for one in selector)
        classes = sum(len(one.classes) + len(one.attributes) for one in selector)
        tags = sum(one.tag != "*" for one in selector)
        rule = _StyleRule((ids, classes, tags, self._count), selector, declarations)
        self._rules.setdefault(_name_key(selector[0]), []).append(rule)

    def find(self, element: HtmlElement) -> Mapping[str, str]:
        """Give what is declared of an element: the `style` attribute counts more than the sheets."""
        inline = _parse_declarations(element.get("style") or "")
        if not self._rules:
            return _merge(inline)
        rules = list(self._find_rules(element))
        rules.sort(key=itemgetter(0))
        stated = [one for rule in rules for one in rule.declarations]
        return _merge((*stated, *inline))

    def _find_rules(self, element: HtmlElement) -> Iterator[_StyleRule]:
        names = [f".{name}" for name in _list_classes(element)]
        names += [f"#{element.get('id')}", str(element.tag), "*"]
        for name in names:
            for rule in self._rules.get(name, ()):
                if rule.fits(element):
                    yield rule


def _list_classes(element: HtmlElement) -> list[str]:
    return (element.get("class") or "").split()


def _name_key(compound: _Compound) -> str:
    """Give the name under which a rule is kept: every element that it meets has it."""
    for name in compound.ids:
        return f"#{name}"
    for name in compound.classes:
        return f".{name}"
    return compound.tag


def _merge(declarations: Iterable[_Declaration]) -> Mapping[str, str]:
    """Let each declaration take the place of those before it, but for important ones."""
    merged: dict[str, _Declaration] = {}
    for one in declarations:
        before = merged.get(one.name)
        if before is None or one.important or not before.important:
            merged[one.name] = one
    return {name: one.value for name, one in merged.items()}


@lru_cache(maxsize=4096)
def _parse_declarations(block: str) -> tuple[_Declaration, ...]:
    declarations = []
    for piece in block.split(";") if ":" in block else ():
        parts = piece.split(":", 1)
        name = parts[0].strip().lower()
        value = parts[-1]
        if name in _PROPERTIES:
            plain = _IMPORTANT.sub("", value)
            is_important = plain != value
            stated = _Declaration(name, plain.strip().lower(), is_important)
            declarations.append(stated)
    return tuple(declarations)


def _iter_blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before each pair of braces, and what stands between them."""
    at = 0
    while (opened := sheet.find("{", at)) >= 0:
        prelude = sheet[at:opened].rpartition(";")[2].strip()
        depth, end = 1, opened + 1
        while depth and end < len(sheet):
            depth += {"{": 1, "}": -1}.get(sheet[end], 0)
            end += 1
        yield prelude, sheet[opened + 1 : end - 1]
        at = end


def _parse_selector(written: str) -> tuple[_Compound, ...]:
    """Read a selector, from its last part to its first; empty when a part of it is not known."""
    if not written or len(written) > _LONGEST_SELECTOR:
        return ()
    compounds: list[_Compound] = []
    is_child = False
    for part in _COMBINATORS.split(written):
        if part == ">":
            is_child = True
        elif part:
            matched = _COMPOUND.fullmatch(part)
            if matched is None:
                return ()
            compounds.append(_build_compound(matched, is_child))
            is_child = False
    return tuple(reversed(compounds))


def _build_compound(matched: re.Match[str], is_child: bool) -> _Compound:
    classes: set[str] = set()
    ids: set[str] = set()
    attributes: list[tuple[str, str | None]] = []
    for condition in _CONDITION.finditer(matched["rest"]):
        if condition[1] == ".":
            classes.add(condition[2])
        elif condition[1]:
            ids.add(condition[2])
        else:
            attributes.append((condition[3].lower(), condition[4]))
    return _Compound(
        (matched["tag"] or "*").lower(),
        frozenset(classes),
        frozenset(ids),
        tuple(attributes),
        is_child,
    )
