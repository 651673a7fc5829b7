"""What a page's own style sheets and `style` attributes declare of its elements, as far as a reader notices.

Sheets that lie elsewhere are not fetched. Selectors of classes, ids, tags and attributes are known, inside
each other; what stands behind a colon, and sheets for the printer, are passed over.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from lxml.html import HtmlElement

# the only declarations that are kept
_PROPERTIES = frozenset(
    "display visibility opacity font font-size text-decoration text-decoration-line color background "
    "background-color position left top right text-indent clip overflow width height max-height "
    "bottom vertical-align mso-text-raise list-style list-style-type".split()
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
_BLOCK = re.compile(r"([^{}]+)\{([^{}]*)\}")
_BRACE = re.compile(r"[{}]")
# `.a p.lead` -> `.lead`, `#zoom td` -> `td`: a name that every element has which the selector meets
_LAST_NAME = re.compile(r"((?:[.#][\w-]+|[\w-]+|\*))(?:\[[^\]]*\])*$")
# `.a p > span` -> `.a`
_NAMED_AROUND = re.compile(r"[.#][\w-]+")
_ATTRIBUTE_SIGN = "["
# A sheet without any of these hides nothing, strikes nothing out and numbers no list.
_NOTICED = (
    *"none hidden collapse line-through opacity list-style size font:0 -999".split(),
    *"-1000 #fff white transparent super text-top".split(),
)
_NOTED_PROPERTIES = (
    *"display visib opacity font decoration color background position".split(),
    *"indent overflow list-style vertical-align".split(),
)
_NOTHING: Mapping[str, str] = {}
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
    """The rules of a page's own sheets by the class, id or tag of the last part of their selectors.

    Those whose last part is a tag alone stand by the class or id of what must be around it, where one is.
    """

    _rules: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    _around: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
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

    @property
    def has_rules(self) -> bool:
        """Whether any rule was read: without one, the `style` attribute says all."""
        return bool(self._rules or self._around)

    def _add_sheet(self, sheet: str) -> None:
        if not any(map(sheet.lower().__contains__, _NOTICED)):
            return
        if "@" in sheet:
            sheet = "".join(_iter_screen_rules(sheet))
        for written, block in _BLOCK.findall(sheet):
            if any(map(block.lower().__contains__, _NOTED_PROPERTIES)):
                for selector in written.split(","):
                    self._add_rule(selector.strip(), block)

    def _add_rule(
        self,
        written: str,
        block: str,
    ) -> None:
        key = _LAST_NAME.search(written)
        if key and self._count < _MOST_RULES and len(written) <= _LONGEST_SELECTOR:
            self._count += 1
            named = _NAMED_AROUND.findall(written)
            is_tag = key[1][0] not in ".#" and _ATTRIBUTE_SIGN not in written
            if is_tag and named:
                held = self._around.setdefault(named[-1], [])
            else:
                held = self._rules.setdefault(key[1].removeprefix("*") or "*", [])
            held.append((self._count, written, block))

    def find(self, element: HtmlElement) -> Mapping[str, str]:
        """Give what is declared of an element: the `style` attribute counts more than the sheets."""
        style = element.get("style")
        if not self.has_rules:
            if style:
                return _read_inline(style)
            return _NOTHING
        rules = list(self._find_rules(element))
        if not rules:
            if style:
                return _read_inline(style)
            return _NOTHING
        rules.sort(key=itemgetter(0))
        stated = [one for rule in rules for one in rule.declarations]
        return _merge((*stated, *_parse_declarations(style or "")))

    def _find_rules(self, element: HtmlElement) -> Iterator[_StyleRule]:
        names = [f".{name}" for name in _list_classes(element)]
        names += [f"#{element.get('id')}", str(element.tag), "*"]
        found = [self._rules.get(name, ()) for name in names]
        if self._around:
            around = self._around.keys() & _collect_names_around(element)
            found += map(self._around.__getitem__, around)
        for written in chain.from_iterable(found):
            rule = _parse_rule(*written)
            if rule and rule.fits(element):
                yield rule


def _collect_names_around(element: HtmlElement) -> set[str]:
    """Collect the classes and ids of what an element stands in, as selectors name them."""
    names: set[str] = set()
    for around in element.iterancestors():
        names.update(f".{name}" for name in _list_classes(around))
        names.add(f"#{around.get('id')}")
    return names


def _list_classes(element: HtmlElement) -> list[str]:
    return (element.get("class") or "").split()


@lru_cache(maxsize=4096)
def _parse_rule(
    number: int,
    written: str,
    block: str,
) -> _StyleRule | None:
    """Read a rule; null when its selector has a part that is not known."""
    selector = _parse_selector(written)
    if not selector:
        return None
    ids = sum(len(one.ids) for one in selector)
    classes = sum(len(one.classes) + len(one.attributes) for one in selector)
    tags = sum(one.tag != "*" for one in selector)
    weight = (ids, classes, tags, number)
    return _StyleRule(weight, selector, _parse_declarations(block))


@lru_cache(maxsize=4096)
def _read_inline(style: str) -> Mapping[str, str]:
    return _merge(_parse_declarations(style))


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


def _iter_screen_rules(sheet: str) -> Iterator[str]:
    """Yield the parts of a sheet that are for a screen: rules of another medium go."""
    depth = start = end_of_medium = 0
    for brace in _BRACE.finditer(sheet):
        if brace.group() == "}":
            depth = max(depth - 1, 0)
            if end_of_medium and depth < end_of_medium:
                start = brace.end()
                end_of_medium = 0
        else:
            prelude = sheet[start : brace.start()].rpartition("}")[2]
            medium = prelude.rpartition(";")[2].strip()
            depth += 1
            if medium.startswith("@") and not end_of_medium:
                yield sheet[start : sheet.rindex("@", start, brace.start())]
                start = brace.end()
                end_of_medium = depth
                if _SCREEN.match(medium):
                    end_of_medium = 0
    if not end_of_medium:
        yield sheet[start:]


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
