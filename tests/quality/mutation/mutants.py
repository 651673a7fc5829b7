"""Mutants of a module: its syntax tree with one small fault, each with the words that say which."""

import ast
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
}
# An alternative of a pattern that stands in no group: `A|B|C`
_ALTERNATIVES = re.compile(r"\|(?![^()]*\))")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A tree with one fault; `line` is where it is, `fault` what it is."""

    tree: ast.Module
    line: int
    fault: str


def count_faults(source: str) -> int:
    """Count the faults that can be put into a module."""
    tree = ast.parse(source)
    docstrings = set(_list_docstrings(tree))
    nodes = [node for node in ast.walk(tree) if id(node) not in docstrings]
    return sum(len(list(_list_faults(node))) for node in nodes)


def make_mutant(source: str, number: int) -> Mutant:
    """Put one fault into a module, counted from 0; raises IndexError beyond the last."""
    tree = ast.parse(source)
    docstrings = set(_list_docstrings(tree))
    seen = 0
    for node in ast.walk(tree):
        if id(node) in docstrings:
            continue
        for fault in _list_faults(node):
            if seen == number:
                line = getattr(node, "lineno", 0)
                _replace(tree, node, fault.node)
                return Mutant(ast.fix_missing_locations(tree), line, fault.words)
            seen += 1
    raise IndexError(number)


@dataclass(frozen=True, slots=True)
class _Fault:
    node: ast.AST
    words: str


def _list_faults(node: ast.AST) -> Iterator[_Fault]:
    """Yield what a node may be replaced by."""
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield _Fault(operand, f"`not` dropped before `{ast.unparse(operand)}`")
        case ast.Compare(ops=[op]) if type(op) in _COMPARISONS:
            changed = copy.deepcopy(node)
            changed.ops = [_COMPARISONS[type(op)]()]
            yield _Fault(changed, f"`{ast.unparse(node)}` as `{ast.unparse(changed)}`")
        case ast.BoolOp(op=op):
            changed_bool = copy.deepcopy(node)
            changed_bool.op = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield _Fault(
                changed_bool, f"`{ast.unparse(node)}` as `{ast.unparse(changed_bool)}`"
            )
        case ast.BinOp(op=op) if type(op) in _ARITHMETIC:
            changed_binary = copy.deepcopy(node)
            changed_binary.op = _ARITHMETIC[type(op)]()
            yield _Fault(
                changed_binary,
                f"`{ast.unparse(node)}` as `{ast.unparse(changed_binary)}`",
            )
        case ast.Constant(value=bool(value)):
            yield _Fault(ast.Constant(not value), f"{value} as {not value}")
        case ast.Constant(value=int(value)):
            yield _Fault(ast.Constant(value + 1), f"{value} as {value + 1}")
        case ast.Constant(value=str(value)):
            yield from _list_pattern_faults(value)
        case ast.Break():
            yield _Fault(ast.Continue(), "`break` as `continue`")
        case ast.Continue():
            yield _Fault(ast.Break(), "`continue` as `break`")
        case ast.Set(elts=elements) | ast.Tuple(elts=elements, ctx=ast.Load()):
            yield from _list_vocabulary_faults(node, elements)


def _list_pattern_faults(value: str) -> Iterator[_Fault]:
    """Leave out one alternative of a pattern: the first and the last stand for all."""
    alternatives = _ALTERNATIVES.split(value)
    if len(alternatives) > 1:
        for left_out in (alternatives[0], alternatives[-1]):
            rest = [one for one in alternatives if one is not left_out]
            yield _Fault(
                ast.Constant("|".join(rest)), f"`{left_out}` left out of a pattern"
            )


def _list_vocabulary_faults(
    node: ast.Set | ast.Tuple, elements: list[ast.expr]
) -> Iterator[_Fault]:
    """Leave out the last wording of a vocabulary."""
    words = [
        one.value
        for one in elements
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    if len(words) == len(elements) > 2:
        changed = copy.deepcopy(node)
        changed.elts = changed.elts[:-1]
        yield _Fault(changed, f"`{words[-1]}` left out of a vocabulary")


def _list_docstrings(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str()) as constant):
                yield id(constant)


def _replace(tree: ast.Module, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list):
                value[:] = [new if item is old else item for item in value]
