"""The project's own source as syntax: each file is parsed and walked once a process."""

import ast
import gc
from functools import cache
from pathlib import Path

from tests.paths import ROOT

TOPS = ("deploy", "flows", "tasks", "expectations")
# Half of all nodes, which have none below them.
LEAVES = (ast.Name, ast.Constant)


def list_source_files(*tops: str) -> list[Path]:
    """List the modules of top-level folders, all of them if none is named; paths are the repository's."""
    folders = [ROOT / top for top in tops or TOPS]
    return sorted(
        path.relative_to(ROOT) for folder in folders for path in folder.rglob("*.py")
    )


@cache
def parse_source(path: Path) -> ast.Module:
    """Parse a file of the repository."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    # it stays: the collector would look through all of them again and again
    gc.freeze()
    return tree


@cache
def walk_source(path: Path) -> tuple[ast.AST, ...]:
    """Give every node of a file of the repository."""
    nodes = list[ast.AST]()
    due: list[ast.AST] = [parse_source(path)]
    # as `ast.walk`, which spends most of its time in generators
    while due:
        node = due.pop()
        nodes.append(node)
        if isinstance(node, LEAVES):
            continue
        for value in vars(node).values():
            if isinstance(value, list):
                due += [one for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                due.append(value)
    return tuple(nodes)
