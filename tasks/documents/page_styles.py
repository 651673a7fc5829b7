"""What a page's own style sheets and `style` attributes declare of its elements, as far as a reader notices.

Sheets that lie elsewhere are not fetched; sheets for the printer are passed over. Variables that a page's
root declares are put in where they are used. Of selectors, classes, ids, tags, attributes and places among
siblings are known, inside and beside each other, and what `:not` takes out; a rule whose selector has any
other part, such as `:hover` and `::before`, is passed over.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from operator import itemgetter
from typing import NamedTuple

from lxml.html import HtmlElement

_ATTRIBUTE = r"\[[\w-]+(?:[~|^$*]?=(?:\"[^\"]*\"|'[^']*'|[^\"'\]\s]*))?\]"
_SIMPLE = rf"(?:[.#][\w-]+|{_ATTRIBUTE})"
_PLACE = r":(?:first|last|only)-(?:child|of-type)"
# `p`, `p.lead`, `.a.b`, `#zoom`, `td[hidden]`, `*`, `.a:not(.b)`, `li:first-child`
_COMPOUND = re.compile(
    rf"(?P<tag>[a-z][\w-]*|\*)?(?P<rest>(?:{_SIMPLE}|{_PLACE}|:not\(\s*(?:[a-z][\w-]*)?{_SIMPLE}*\s*\))*)",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r":not\(\s*(?P<other>[^)]*?)\s*\)|:(?P<place>[\w-]+)|(?P<sign>[.#])(?P<word>[\w-]+)"
    r"|\[(?P<name>[\w-]+)(?:(?P<how>[~|^$*]?)=[\"']?(?P<value>[^\"'\]]*)[\"']?)?\]"
)
_COMBINATORS = re.compile(r"\s*([>+~])\s*(?![=\]])|\s+(?![^\[]*\])")
_LONGEST = 200
# siblings that are looked at before an element
_MOST_SIBLINGS = 50
# what a selector's key does not say: places, what `:not` takes out, and the values of attributes
_UNKEYED = re.compile(r":[\w-]+(?:\([^)]*\))?")
_VALUE = re.compile(r"(\[[\w-]+)[^\]]*\]")
_PARTS = re.compile(r"[\s>+~]+")
_NAME = re.compile(r"[.#][\w-]+")
# `p :first-child`: a place of any tag
_PLACE_ALONE = re.compile(r"(?:^|(?<=[\s>+~])):")

_Weight = tuple[int, int, int]


class _SelectorKeys(NamedTuple):
    """A name that every element has which a selector meets, and one of what must be around it, if it tells.

    Names are written `.class`, `#id`, `[attribute`, `tag` or `*`.
    """

    name: str
    around: str = ""

    @classmethod
    def find(cls, written: str) -> "_SelectorKeys | None":
        """Find the names of a selector as written; null for one that is too long or empty."""
        if not written or len(written) > _LONGEST:
            return None
        bare = _PLACE_ALONE.sub("*:", written)
        bare = _UNKEYED.sub("", bare)
        bare = _VALUE.sub(r"\1", bare)
        parts = _PARTS.split(bare.strip())
        last = parts.pop()
        pieces = last.split("[")
        plain = pieces[0]
        names = _NAME.findall(plain)
        if names:
            return cls(names[-1])
        if len(pieces) > 1:
            attribute = pieces[1].lower()
            return cls(f"[{attribute}")
        tag = plain.lower() or "*"
        around = _NAME.findall(" ".join(parts))
        is_beside = "+" in bare or "~" in bare
        if not around or is_beside:
            return cls(tag)
        return cls(tag, around[-1])


class _Attribute(NamedTuple):
    """What a selector wants of an attribute: that it is there, or how its value looks."""

    name: str
    how: str
    value: str | None

    def fits(self, element: HtmlElement) -> bool:
        stated: str | None = element.get(self.name)
        if stated is None or self.value is None:
            return stated is not None
        if self.how == "^":
            return stated.startswith(self.value)
        if self.how == "$":
            return stated.endswith(self.value)
        if self.how == "*":
            return self.value in stated
        if self.how == "~":
            return self.value in stated.split()
        if self.how == "|":
            return stated == self.value or stated.startswith(f"{self.value}-")
        return stated == self.value


class _Compound(NamedTuple):
    """The conditions on one element; `relation` is how it stands to that of the next one outwards."""

    tag: str
    relation: str
    classes: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    attributes: tuple[_Attribute, ...] = ()
    places: tuple[str, ...] = ()
    others: tuple["_Compound", ...] = ()

    @property
    def weight(self) -> _Weight:
        """How many ids, classes and tags it names, with those that it takes out."""
        classes = len(self.classes) + len(self.attributes) + len(self.places)
        own = (len(self.ids), classes, int(self.tag != "*"))
        return _add_weights([own, *(one.weight for one in self.others)])

    def fits(self, element: HtmlElement) -> bool:
        """Tell whether an element meets the conditions."""
        if self.tag not in ("*", element.tag):
            return False
        if self.classes and not self.classes.issubset(_list_classes(element)):
            return False
        if self.ids and element.get("id") not in self.ids:
            return False
        if not all(one.fits(element) for one in self.attributes):
            return False
        if not all(_is_placed(element, place) for place in self.places):
            return False
        return not any(one.fits(element) for one in self.others)


class _Selector(NamedTuple):
    """A selector, from the element itself outwards."""

    compounds: tuple[_Compound, ...]

    @classmethod
    @lru_cache(maxsize=4096)
    def read(cls, written: str) -> "_Selector | None":
        """Read a selector; null when a part of it is not known."""
        if not written or len(written) > _LONGEST:
            return None
        compounds: list[_Compound] = []
        relation = " "
        for part in _COMBINATORS.split(written):
            if part in (">", "+", "~"):
                relation = part
            elif part:
                compound = _read_compound(part, relation)
                if compound is None:
                    return None
                compounds.append(compound)
                relation = " "
        return cls(tuple(reversed(compounds)))

    @property
    def weight(self) -> _Weight:
        """How many ids, classes and tags it names: the rule that names more counts."""
        return _add_weights(one.weight for one in self.compounds)

    def fits(self, element: HtmlElement) -> bool:
        """Tell whether the whole selector meets an element: the nearest one around or beside it counts."""
        if not self.compounds[0].fits(element):
            return False
        at = element
        for inner, outer in zip(self.compounds, self.compounds[1:], strict=False):
            related = _iter_related(at, inner.relation)
            found = next((one for one in related if outer.fits(one)), None)
            if found is None:
                return False
            at = found
        return True


def _add_weights(weights: Iterable[_Weight]) -> _Weight:
    ids = classes = tags = 0
    for one in weights:
        ids += one[0]
        classes += one[1]
        tags += one[2]
    return ids, classes, tags


def _list_classes(element: HtmlElement) -> list[str]:
    """List an element's classes."""
    return (element.get("class") or "").split()


def _iter_related(element: HtmlElement, relation: str) -> Iterator[HtmlElement]:
    """Yield the elements that stand to one as a combinator says, the nearest first."""
    if relation in ("+", "~"):
        most = 1 if relation == "+" else _MOST_SIBLINGS
        yield from islice(element.itersiblings("*", preceding=True), most)
    else:
        around = element.iterancestors()
        yield from islice(around, 1) if relation == ">" else around


def _is_placed(element: HtmlElement, place: str) -> bool:
    """Tell whether an element is the first, last or only one among its siblings, or those of its tag."""
    which, kind = place.split("-", 1)
    tag = "*" if kind == "child" else str(element.tag)
    is_first = which == "last" or _is_end(element, tag, preceding=True)
    return is_first and (which == "first" or _is_end(element, tag, preceding=False))


def _is_end(element: HtmlElement, tag: str, *, preceding: bool) -> bool:
    return next(element.itersiblings(tag, preceding=preceding), None) is None


def _read_compound(part: str, relation: str) -> _Compound | None:
    matched = _COMPOUND.fullmatch(part)
    if matched is None:
        return None
    classes: set[str] = set()
    ids: set[str] = set()
    attributes: list[_Attribute] = []
    places: list[str] = []
    others: list[_Compound] = []
    for condition in _CONDITION.finditer(matched["rest"]):
        if condition["other"] is not None:
            other = _read_compound(condition["other"], " ")
            others += [] if other is None else [other]
        elif condition["place"]:
            places.append(condition["place"].lower())
        elif condition["name"]:
            name = condition["name"].lower()
            how = condition["how"] or ""
            attributes.append(_Attribute(name, how, condition["value"]))
        else:
            (classes if condition["sign"] == "." else ids).add(condition["word"])
    return _Compound(
        (matched["tag"] or "*").lower(),
        relation,
        frozenset(classes),
        frozenset(ids),
        tuple(attributes),
        tuple(places),
        tuple(others),
    )


# the only declarations that are kept
_PROPERTIES = frozenset(
    "display visibility opacity font font-size text-decoration text-decoration-line color background "
    "background-color position left top right text-indent clip overflow width height max-height "
    "bottom vertical-align mso-text-raise list-style list-style-type background-image transform scale rotate "
    "clip-path grid-template-columns".split()
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
    *"-1000 #fff white transparent super text-top hsl rgb var( scale rotate inset(".split(),
    *"table-cell grid-template-columns".split(),
)
_NOTED_PROPERTIES = (
    *"display visib opacity font decoration color background position".split(),
    *"indent overflow list-style vertical-align transform scale rotate clip-path grid".split(),
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
    selector: _Selector
    declarations: tuple[_Declaration, ...]


@dataclass(slots=True)
class PageStyles:
    """The rules of a page's own sheets by class, id, attribute or tag of the last part of their selectors.

    Those whose last part is a tag alone stand by the class or id of what must be around it, where one is.
    `draws_tables` says that some rule draws cells from elements that are none.
    """

    _rules: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    _around: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    _attributes: set[str] = field(default_factory=set)
    _variables: dict[str, str] = field(default_factory=dict)
    _names_around: dict[HtmlElement, frozenset[str]] = field(default_factory=dict)
    _count: int = 0
    draws_tables: bool = False

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
        keys = _SelectorKeys.find(written)
        if keys is None or self._count >= _MOST_RULES:
            return
        self._count += 1
        lowered = block.lower()
        if "table-cell" in lowered or "grid-template-columns" in lowered:
            self.draws_tables = True
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
        names = [f".{name}" for name in _list_classes(element)]
        identity = element.get("id")
        names += [f"#{identity}", str(element.tag), "*"]
        if self._attributes:
            attributes = self._attributes & {*element.keys()}
            names += [f"[{name}" for name in attributes]
        found = [self._rules.get(name, ()) for name in names]
        if self._around:
            names_around = self._collect_names_around(element)
            around = self._around.keys() & names_around
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
                names.update(f".{name}" for name in _list_classes(around))
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
    selector = _Selector.read(written)
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
