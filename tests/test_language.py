"""The house speaks one language: words left behind stay out of identifiers, and expressions stay loose."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT
from tests.source_code import list_source_files, parse_source, walk_source

# Household and courtroom words for ordinary things: a newcomer cannot guess what they stand for.
# What to say instead stands in docs/glossary.md.
RETIRED = frozenset(
    "told witness witnesses verdict verdicts judge judges judged desk shelf lane lanes lay laid tally tallies"
    " aside trial borne".split()
)
# Words of the field that hold a retired one.
ALLOWED = frozenset({"set_aside"})
FILES = list_source_files()
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
MOST_TARGETS = 2


def words_of(identifier: str) -> set[str]:
    """Split an identifier into lower-case words: `LaneOfHost` and `lane_of_host` alike."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", identifier)
    return set(spaced.lower().split("_"))


def identifiers_in(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    """Yield every name that a module defines, with its line."""
    for node in nodes:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr


def retired_in(nodes: Iterable[ast.AST]) -> list[str]:
    """List the identifiers that hold a retired word."""
    return [
        f"line {line}: {name}"
        for line, name in identifiers_in(nodes)
        if name not in ALLOWED and words_of(name) & RETIRED
    ]


def mentions_retired(path: Path) -> bool:
    """Tell whether a file's text holds a retired word at all: most do not, and need not be parsed."""
    text = (ROOT / path).read_text(encoding="utf-8")
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", text)
    return not RETIRED.isdisjoint(word.lower() for word in words)


def crowded_in(tree: ast.AST) -> list[str]:
    """List the expressions with more than one comprehension; a lambda belongs to what it stands in."""
    counts: Counter[ast.expr] = Counter()
    due: list[tuple[ast.AST, ast.expr | None]] = [(tree, None)]
    while due:
        node, within = due.pop()
        if within is None and isinstance(node, ast.expr):
            within = node
        if within is not None and isinstance(node, COMPREHENSIONS):
            counts[within] += 1
        due += [(child, within) for child in ast.iter_child_nodes(node)]
    return [
        f"line {expression.lineno}: {count} comprehensions in one expression"
        for expression, count in sorted(counts.items(), key=lambda one: one[0].lineno)
        if count > 1
    ]


def targets_in(nodes: Iterable[ast.AST]) -> list[str]:
    """List the assignments of more than two targets at once."""
    wide = []
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Tuple) and len(target.elts) > MOST_TARGETS:
                    wide.append(
                        f"line {node.lineno}: {len(target.elts)} targets at once"
                    )
    return wide


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_file_speaks_plainly(path: Path):
    """No retired word in identifiers, one comprehension an expression, two targets an assignment."""
    nodes = walk_source(path)
    crowded = crowded_in(parse_source(path))
    assert retired_in(nodes) + crowded + targets_in(nodes) == []


def test_tests_name_things_plainly():
    """No retired word in an identifier of the tests."""
    found = {
        str(path): retired
        for path in list_source_files("tests")
        if mentions_retired(path) and (retired := retired_in(walk_source(path)))
    }
    assert found == {}


def test_no_class_name_twice():
    """A class is found by its name alone."""
    names: Counter[str] = Counter()
    for path in FILES:
        if path.parts[0] != "deploy":
            tree = parse_source(path)
            names.update(
                node.name for node in tree.body if isinstance(node, ast.ClassDef)
            )
    assert [name for name, count in names.items() if count > 1] == []


def test_the_rules_can_fail():
    """Each rule finds what it is there for."""
    tree = ast.parse(
        "def lane_of(x):\n    a, b, c = x\n    return [i for i in [j for j in x]]\n"
    )
    nodes = list(ast.walk(tree))
    assert retired_in(nodes) == ["line 1: lane_of"]
    assert crowded_in(tree) == ["line 3: 2 comprehensions in one expression"]
    assert targets_in(nodes) == ["line 2: 3 targets at once"]
