"""The issue codes and phrases that the source uses, found in its syntax."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tests.source_code import list_source_files, walk_source

SOURCES = list_source_files("tasks", "flows", "expectations")
# Where an error takes its code; functions say it by a parameter named `code`.
POSITIONS = {"UnreadableDocument": {0}}
CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


class _Found(NamedTuple):
    """What the source holds that may make or name a code, each with its file."""

    functions: list[ast.FunctionDef]
    uses: list[tuple[str, ast.Call | ast.Assign]]
    words: list[ast.Constant]


@cache
def _search() -> _Found:
    """Look through all files once."""
    found = _Found([], [], [])
    for path in SOURCES:
        place = path.as_posix()
        for node in walk_source(path):
            match node:
                case ast.Call() | ast.Assign():
                    found.uses.append((place, node))
                case ast.Constant(value=str()):
                    found.words.append(node)
                case ast.FunctionDef():
                    found.functions.append(node)
    return found


def _takers() -> dict[str, set[int]]:
    """Give the names of the functions and methods that take a code, with its place among their arguments."""
    takers: dict[str, set[int]] = defaultdict(
        set, {name: set(places) for name, places in POSITIONS.items()}
    )
    for node in _search().functions:
        names = [
            argument.arg
            for argument in (*node.args.posonlyargs, *node.args.args)
            if argument.arg not in ("self", "cls")
        ]
        if "code" in names:
            takers[node.name].add(names.index("code"))
    return takers


def _constants(node: ast.expr | None) -> Iterator[str]:
    """Yield the words that an expression may be: of both branches of a condition, of the first of a tuple."""
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
    ):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)
    elif isinstance(node, ast.Tuple) and node.elts:
        yield from _constants(node.elts[0])


def _get_last_name(function: ast.expr) -> str:
    """Give the last word of a dotted name; an expression without one has none."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _used(node: ast.Call | ast.Assign, takers: dict[str, set[int]]) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = _get_last_name(node.func)
        for place in takers.get(name, ()):
            yield from _constants(node.args[place] if place < len(node.args) else None)
        for keyword in node.keywords:
            if keyword.arg == "code":
                yield from _constants(keyword.value)
    else:
        targets = [
            target.elts[0] if isinstance(target, ast.Tuple) else target
            for target in node.targets
        ]
        if any(
            isinstance(target, ast.Name) and target.id == "code" for target in targets
        ):
            yield from _constants(node.value)


@cache
def used_codes() -> dict[str, list[str]]:
    """Give every code that the source uses, with the files that use it."""
    takers = _takers()
    found: dict[str, set[str]] = defaultdict(set)
    for place, node in _search().uses:
        for code in _used(node, takers):
            found[code].add(place)
    return {code: sorted(places) for code, places in found.items()}


class MakerCall(NamedTuple):
    """A call that names a code or a phrase and gives its values; `names` are the words it may be."""

    maker: str
    names: tuple[str, ...]
    values: frozenset[str]
    place: str


# What makes issues, errors and phrases, with the arguments that are no values of a sentence.
NO_VALUES = {
    "make_issue": {"stage", "subject", "url"},
    "make_phrase": set(),
    "UnreadableDocument": set(),
}


def maker_calls() -> Iterator[MakerCall]:
    """Yield the calls that say in their own words which sentence they make."""
    for path, node in _search().uses:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        names = tuple(_constants(node.args[0])) if node.args else ()
        if node.func.id in NO_VALUES and names:
            given = {keyword.arg or "**" for keyword in node.keywords}
            values = frozenset(given - NO_VALUES[node.func.id])
            yield MakerCall(node.func.id, names, values, f"{path}:{node.lineno}")


@cache
def quoted_words() -> set[str]:
    """Give every word that stands in quotes in the source: codes come by enumerations and tables, too."""
    return {word for node in _search().words for word in _constants(node)}


def places_that_make(name: str) -> set[str]:
    """Give the files that call a class or function by its name."""
    return {
        place
        for place, node in _search().uses
        if isinstance(node, ast.Call) and _get_last_name(node.func) == name
    }
