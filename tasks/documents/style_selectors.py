"""Selectors of style sheets: which elements of a page a rule meets.

Classes, ids, tags, attributes and places among siblings are known, inside and beside each other, and what
`:not` takes out; a selector of any other part, such as `:hover` and `::before`, is not read.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
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


class SelectorKeys(NamedTuple):
    """A name that every element has which a selector meets, and one of what must be around it, if it tells.

    Names are written `.class`, `#id`, `[attribute`, `tag` or `*`.
    """

    name: str
    around: str = ""

    @classmethod
    def find(cls, written: str) -> "SelectorKeys | None":
        """Find the names of a selector as written; null for one that is too long or empty."""
        if not written or len(written) > _LONGEST:
            return None
        bare = _UNKEYED.sub("", _PLACE_ALONE.sub("*:", written))
        bare = _VALUE.sub(r"\1", bare).strip()
        parts = _PARTS.split(bare)
        last = parts[-1]
        plain = last.partition("[")[0]
        names = _NAME.findall(plain)
        if names:
            return cls(names[-1])
        if plain != last:
            return cls(f"[{last.split('[')[1].lower()}")
        around = _NAME.findall(" ".join(parts[:-1]))
        if around and not {"+", "~"} & set(bare):
            return cls(plain.lower() or "*", around[-1])
        return cls(plain.lower() or "*")


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
        if self.classes and not self.classes.issubset(list_classes(element)):
            return False
        if self.ids and element.get("id") not in self.ids:
            return False
        if not all(one.fits(element) for one in self.attributes):
            return False
        if not all(_is_placed(element, place) for place in self.places):
            return False
        return not any(one.fits(element) for one in self.others)


class Selector(NamedTuple):
    """A selector, from the element itself outwards."""

    compounds: tuple[_Compound, ...]

    @classmethod
    @lru_cache(maxsize=4096)
    def read(cls, written: str) -> "Selector | None":
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


def list_classes(element: HtmlElement) -> list[str]:
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
