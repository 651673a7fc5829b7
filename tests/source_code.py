"""The project's own source as syntax: each file is parsed and walked once a process."""

import ast
from functools import cache
from pathlib import Path

from tests.paths import ROOT

TOPS = ("deploy", "flows", "tasks", "expectations")


def list_source_files(*tops: str) -> list[Path]:
    """List the modules of top-level folders, all of them if none is named; paths are the repository's."""
    folders = [ROOT / top for top in tops or TOPS]
    return sorted(
        path.relative_to(ROOT) for folder in folders for path in folder.rglob("*.py")
    )


@cache
def parse_source(path: Path) -> ast.Module:
    """Parse a file of the repository."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


@cache
def walk_source(path: Path) -> tuple[ast.AST, ...]:
    """Give every node of a file of the repository."""
    return tuple(ast.walk(parse_source(path)))
