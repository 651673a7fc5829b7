"""What a page's own style sheets and `style` attributes declare of its elements, as far as a reader notices.

Sheets that lie elsewhere are not fetched; rules whose selectors are not known (`style_selectors`) and sheets
for the printer are passed over. Variables that a page's root declares are put in where they are used.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from lxml.html import HtmlElement

from tasks.documents.style_selectors import Selector, SelectorKeys, list_classes

# the only declarations that are kept
_PROPERTIES = frozenset(
    "display visibility opacity font font-size text-decoration text-decoration-line color background "
    "background-color position left top right text-indent clip overflow width height max-height "
    "bottom vertical-align mso-text-raise list-style list-style-type background-image transform scale "
    "clip-path".split()
)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
# `@media screen and (…)`, `@media all`: what a reader at a screen sees
_SCREEN = re.compile(r"^@media\s+(?:only\s+)?(?:screen|all)\s*$", re.IGNORECASE)
# `@import url(a.css);`, `@charset "utf-8";`: no part of the selector behind it
_STATEMENT = re.compile(r"@(?:import|charset|namespace)\b[^;{}]*;?", re.IGNORECASE)
# `:root{--gone:none}`, `var(--gone)`, `var(--gone, block)`
_ROOT = re.compile(r"(?:^|[\s,;])(?::root|html|body|\*)\s*(?:,|$)", re.IGNORECASE)
_VARIABLE = re.compile(r"(?:^|[;{\s])(--[\w-]+)\s*:\s*([^;{}]{1,200})")
_USE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*))?\)")
_BLOCK = re.compile(r"([^{}]+)\{([^{}]*)\}")
_BRACE = re.compile(r"[{}]")
# commas between selectors, and none inside of `:not(…)`
_COMMA = re.compile(r",(?![^()]{0,200}\))")
# a sheet that names none of these hides and strikes nothing
_NOTICED = (
    *"none hidden collapse line-through opacity list-style size font:0 -999".split(),
    *"-1000 #fff white transparent super text-top hsl rgb var( scale inset(".split(),
)
_NOTED_PROPERTIES = (
    *"display visib opacity font decoration color background position".split(),
    *"indent overflow list-style vertical-align transform scale clip-path".split(),
)
_NOTHING: Mapping[str, str] = {}
_MOST_RULES = 2_000
_MOST_VARIABLES = 500
# Elements whose surroundings are kept at a time.
_MOST_AROUND = 1_000
_VARIABLE_SIGN = "var("


class _Declaration(NamedTuple):
    name: str
    value: str
    important: bool


class _StyleRule(NamedTuple):
    """A selector and what it declares; `weight` orders the rules."""

    weight: tuple[int, int, int, int]
    selector: Selector
    declarations: tuple[_Declaration, ...]


@dataclass(slots=True)
class PageStyles:
    """The rules of a page's own sheets by class, id, attribute or tag of the last part of their selectors.

    Those whose last part is a tag alone stand by the class or id of what must be around it, where one is.
    """

    _rules: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    _around: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    _attributes: set[str] = field(default_factory=set)
    _variables: dict[str, str] = field(default_factory=dict)
    _names_around: dict[HtmlElement, frozenset[str]] = field(default_factory=dict)
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
            sheet = "".join(_iter_screen_rules(_STATEMENT.sub("", sheet)))
        for written, block in _BLOCK.findall(sheet):
            if "--" in block and _ROOT.search(written):
                self._add_variables(block)
            if any(map(block.lower().__contains__, _NOTED_PROPERTIES)):
                parts = _COMMA.split(written) if "(" in written else written.split(",")
                for selector in parts:
                    self._add_rule(selector.strip(), block)

    def _add_variables(self, block: str) -> None:
        for name, value in _VARIABLE.findall(block):
            if len(self._variables) < _MOST_VARIABLES:
                self._variables[name] = value.strip().lower()

    def _add_rule(
        self,
        written: str,
        block: str,
    ) -> None:
        keys = SelectorKeys.find(written)
        if keys is None or self._count >= _MOST_RULES:
            return
        self._count += 1
        if keys.around:
            held = self._around.setdefault(keys.around, [])
        else:
            held = self._rules.setdefault(keys.name, [])
        if keys.name.startswith("["):
            self._attributes.add(keys.name.removeprefix("["))
        held.append((self._count, written, block))

    def find(self, element: HtmlElement) -> Mapping[str, str]:
        """Give what is declared of an element: the `style` attribute counts more than the sheets."""
        stated = self._find_stated(element)
        if any(_VARIABLE_SIGN in value for value in stated.values()):
            return self._put_in_variables(stated)
        return stated

    def _put_in_variables(self, stated: Mapping[str, str]) -> Mapping[str, str]:
        """Put in the variables that values use; a value of one that is not known goes."""
        known = {**self._variables, **stated}
        whole: dict[str, str] = {}
        for name, value in stated.items():
            put = _USE.sub(lambda use: known.get(use[1], use[2] or ""), value).strip()
            if put and _VARIABLE_SIGN not in put:
                whole[name] = put
        return whole

    def _find_stated(self, element: HtmlElement) -> Mapping[str, str]:
        style = element.get("style")
        rules: list[_StyleRule] = []
        if self.has_rules:
            rules = sorted(self._find_rules(element), key=itemgetter(0))
        if rules:
            stated = [one for rule in rules for one in rule.declarations]
            return _merge((*stated, *_parse_declarations(style or "")))
        if style:
            return _read_inline(style)
        return _NOTHING

    def _find_rules(self, element: HtmlElement) -> Iterator[_StyleRule]:
        names = [f".{name}" for name in list_classes(element)]
        names += [f"#{element.get('id')}", str(element.tag), "*"]
        if self._attributes:
            names += [f"[{name}" for name in self._attributes & {*element.keys()}]
        found = [self._rules.get(name, ()) for name in names]
        if self._around:
            around = self._around.keys() & self._collect_names_around(element)
            found += map(self._around.__getitem__, around)
        for written in chain.from_iterable(found):
            rule = _parse_rule(*written)
            if rule and rule.selector.fits(element):
                yield rule

    def _collect_names_around(self, element: HtmlElement) -> frozenset[str]:
        """Collect the classes and ids of what an element stands in, once for all elements inside one."""
        parent = element.getparent()
        known = self._names_around.get(parent)
        if known is None:
            names: set[str] = set()
            for around in element.iterancestors():
                names.update(f".{name}" for name in list_classes(around))
                names.add(f"#{around.get('id')}")
            if len(self._names_around) >= _MOST_AROUND:
                self._names_around.clear()
            known = self._names_around[parent] = frozenset(names)
        return known


@lru_cache(maxsize=4096)
def _parse_rule(
    number: int,
    written: str,
    block: str,
) -> _StyleRule | None:
    """Read a rule; null when its selector has a part that is not known."""
    selector = Selector.read(written)
    if selector is None:
        return None
    weight = (*selector.weight, number)
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
        if name in _PROPERTIES or name.startswith("--"):
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
