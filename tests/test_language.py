"""The house speaks one language: words left behind stay out of identifiers, and expressions stay loose."""

import ast
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.paths import ROOT
from tests.rows import check_rows
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
# A word, and behind it what may follow a name where it is defined: no other word but `in`, and no full stop.
_MAYBE_DEFINED = re.compile(
    r"\b(\w++)(?=\s*(?:[-+*/%&|^@:<>]*=|[,:()\[\]#\\]|in\b|$))", re.MULTILINE
)


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


def may_define_retired(text: str) -> bool:
    """Tell whether a text may define a name with a retired word: most files need not be parsed."""
    lowered = text.lower()
    words = [word for word in RETIRED if word in lowered]
    lines = text.splitlines() if words else []
    holding = [line for line in lines if any(word in line.lower() for word in words)]
    names = {name for line in holding for name in _MAYBE_DEFINED.findall(line)}
    return any(words_of(name) & RETIRED for name in names)


def retired_in_file(path: Path) -> list[str]:
    """List the identifiers of a file that hold a retired word."""
    text = (ROOT / path).read_text(encoding="utf-8")
    return retired_in(walk_source(path)) if may_define_retired(text) else []


def comprehension_lines(nodes: Iterable[ast.AST]) -> list[int]:
    """List the lines where comprehensions begin; those of f-strings twice, whose parts have no sure line."""
    lines = list[int]()
    for node in nodes:
        if isinstance(node, COMPREHENSIONS):
            lines.append(node.lineno)
        elif isinstance(node, ast.JoinedStr):
            lines += [node.lineno] * 2
    return sorted(lines)


def line_span(node: ast.stmt | ast.expr) -> tuple[int, int]:
    """Give the first and the last line of a statement, with its decorators, or of an expression."""
    above = getattr(node, "decorator_list", ())
    first = min([node.lineno, *(one.lineno for one in above)])
    return first, node.end_lineno or node.lineno


def crowded_in(nodes: Sequence[ast.AST]) -> list[str]:
    """List the expressions with more than one comprehension; a lambda belongs to what it stands in.

    The first node is the tree.
    """
    lines = comprehension_lines(nodes)
    counts: Counter[ast.expr] = Counter()
    due: list[tuple[ast.AST, ast.expr | None]] = [(nodes[0], None)]
    while due:
        node, within = due.pop()
        if within is None and isinstance(node, ast.stmt | ast.expr):
            first, last = line_span(node)
            if bisect_left(lines, last + 1) - bisect_left(lines, first) < 2:
                continue
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


def check_file(path: Path) -> None:
    """Check the identifiers, expressions and assignments of a file."""
    nodes = walk_source(path)
    assert retired_in_file(path) + crowded_in(nodes) + targets_in(nodes) == []


def test_a_file_speaks_plainly():
    """No retired word in identifiers, one comprehension an expression, two targets an assignment."""
    check_rows(check_file, FILES)


def check_names(path: Path) -> None:
    """Check the identifiers of a file."""
    assert retired_in_file(path) == []


def test_tests_name_things_plainly():
    """No retired word in an identifier of the tests."""
    check_rows(check_names, list_source_files("tests"))


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
    assert crowded_in(nodes) == ["line 3: 2 comprehensions in one expression"]
    assert targets_in(nodes) == ["line 2: 3 targets at once"]


DEFINITIONS = (
    "def lane_of(x): ...",
    "async def walk(x, *, lane=3, other=1): ...",
    "def walk(x, **lane): ...",
    "def walk(\n    lane,  # a word\n    other,\n): ...",
    "class LaneOfHost: ...",
    "lane: int",
    "lane = 3",
    "lane += 3",
    "lane //= 3",
    "first, lane = x",
    "[lane] = x",
    "first, *lane = x",
    "(first,\n lane  # a word\n) = x",
    "first, lane \\\n= x",
    "for lane in x: ...",
    "[1 for first, lane in x]",
    "lambda lane: 1",
    "x.lane = 3",
    "x.y.lane_of_host: int = 3",
    "if (lane := x): ...",
    "with x as lane, y as z: ...",
    "with (\n    x as lane\n): ...",
)


def check_definition(text: str) -> None:
    """Check that a definition is found, in the text and in what is parsed of it."""
    assert retired_in(ast.walk(ast.parse(text)))
    assert may_define_retired(text)


def test_every_definition_of_a_retired_word_is_found():
    """Before the text is parsed, too."""
    check_rows(check_definition, DEFINITIONS)
    assert not may_define_retired("# what was told before, and a lane of it\nlaneway")


def test_expressions_are_looked_at_wherever_they_stand():
    """Above a function, over several lines, and inside of strings."""
    twice = "[i for i in [j for j in x]]"
    for text in (
        f"@wraps({twice})\ndef walk(): ...",
        f"def walk(x={twice}): ...",
        f"if {twice}:\n    x = 1",
        f"x = [\n{twice}\n]",
        f'x = f"""\n\n{{{twice}}}"""',
        "x = [\ni for i in x], lambda: (\nj for j in y)",
    ):
        assert crowded_in(list(ast.walk(ast.parse(text)))), text
