"""Imports go one way: deploy -> flows -> steps -> libraries -> model.

A library imports only what stands below it.
"""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.source_code import list_source_files, walk_source

# What each room may import besides itself. `model` stands below all; the order is that of the house.
LIBRARIES = {
    "model": set[str](),
    "home": {"model"},
    "fetch": {"model"},
    "documents": {"model"},
    "registry": {"model"},
    "archive": {"model", "home"},
    "ledger": {"model", "home", "archive"},
    "sites": {"model", "fetch"},
    "report": {"model"},
    "tables": {"model", "home", "report"},
}
_LIBRARIES = set(LIBRARIES)
STEPS = {
    "crawl": _LIBRARIES,
    "read": _LIBRARIES,
    "release": _LIBRARIES,
    "upkeep": _LIBRARIES
    | {"release"},  # an operator checks and mends what a night released
}
SHELLS = {
    "tasks": set[str](),
    "expectations": {"model"},
    "flows": _LIBRARIES | set(STEPS) | {"expectations"},
    "deploy": _LIBRARIES | set(STEPS) | {"expectations", "flows"},
}
ALLOWED = LIBRARIES | STEPS | SHELLS
HEAVY = ("prefect", "great_expectations")
FILES = list_source_files()


def room_of(module: str) -> str:
    """Name the room of a dotted module: a folder of `tasks`, or the top-level package."""
    parts = module.split(".")
    return parts[1] if parts[0] == "tasks" and len(parts) > 1 else parts[0]


def room_of_file(path: Path) -> str:
    """Name the room of a file."""
    return room_of(
        ".".join(
            path.parent.parts
            if path.name == "__init__.py"
            else path.with_suffix("").parts
        )
    )


@cache
def imports_of(path: Path) -> list[str]:
    """List every module that a file imports, at its top and inside its functions."""
    modules: list[str] = []
    for node in walk_source(path):
        if isinstance(node, ast.Import):
            modules += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the layer"
            module = node.module or ""
            modules += (
                [f"tasks.{name.name}" for name in node.names]
                if module == "tasks"
                else [module]
            )
    return modules


@pytest.mark.parametrize("path", FILES, ids=str)
def test_imports_go_down(path):
    """A file imports only from its own room and those below it."""
    room = room_of_file(path)
    for module in imports_of(path):
        if module.partition(".")[0] in ("deploy", "flows", "tasks", "expectations"):
            other = room_of(module)
            assert other == room or other in ALLOWED[room], (
                f"{path} ({room}) imports {module} ({other})"
            )


@pytest.mark.parametrize(
    "path", [path for path in FILES if room_of_file(path) in LIBRARIES], ids=str
)
def test_libraries_are_light(path):
    """A library imports neither the orchestrator nor the validator, not even lazily."""
    for module in imports_of(path):
        assert module.partition(".")[0] not in HEAVY, f"{path} imports {module}"


def test_libraries_have_no_circle():
    """What a library may import stands before it in the table."""
    rooms = list(LIBRARIES)
    for room, below in LIBRARIES.items():
        assert all(rooms.index(other) < rooms.index(room) for other in below), room


def test_the_rules_can_fail():
    """The room of each kind of module is told apart, so that the rules above mean something."""
    names = (
        "tasks",
        "tasks.crawl.host",
        "tasks.fetch.urls",
        "tasks.model.run",
        "flows.cli.main",
        "deploy.demo.writer",
    )
    assert [room_of(name) for name in names] == [
        "tasks",
        "crawl",
        "fetch",
        "model",
        "flows",
        "deploy",
    ]
