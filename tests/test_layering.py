"""Imports go one way: deploy -> flows -> steps -> libraries -> model; a module's test stands at its path.

A library imports only what stands below it.
"""

import ast
from functools import cache
from pathlib import Path

from tests.paths import ROOT
from tests.rows import check_rows
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


def check_imports(path: Path) -> None:
    """Check the rooms that a file imports from."""
    room = room_of_file(path)
    for module in imports_of(path):
        if module.partition(".")[0] in ("deploy", "flows", "tasks", "expectations"):
            other = room_of(module)
            assert other == room or other in ALLOWED[room], (
                f"{path} ({room}) imports {module} ({other})"
            )


def test_imports_go_down():
    """A file imports only from its own room and those below it."""
    check_rows(check_imports, FILES)


def check_weight(path: Path) -> None:
    """Check that a file imports nothing heavy."""
    for module in imports_of(path):
        assert module.partition(".")[0] not in HEAVY, f"{path} imports {module}"


def test_libraries_are_light():
    """A library imports neither the orchestrator nor the validator, not even lazily."""
    libraries = [path for path in FILES if room_of_file(path) in LIBRARIES]
    check_rows(check_weight, libraries)


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


# Types and tables alone: nothing in them does anything by itself.
_TYPES_ONLY = frozenset(
    {
        "ledger/row_types",
        "ledger/table_definitions",
        "model/headline",
        "model/issue",
        "model/page",
        "model/release",
        "model/report",
    }
)
# Parts of what is tested as a whole, by the folder or module whose tests hold them to account.
_TESTED_WITH = {
    # readers of one format each: what a part of one is for shows only in a file
    "documents/paged/layout": [
        "documents/paged/ruled_tables",
        "documents/paged/typography",
    ],
    "documents/paged/ofd": ["documents/paged/ofd_page"],
    "documents/sandbox": ["documents/sandbox_worker"],
    "documents/word/doc": [
        "documents/word/doc_anchors",
        "documents/word/doc_file",
        "documents/word/doc_properties",
    ],
    "documents/word/docx": [
        "documents/formulas",
        "documents/word/docx_styles",
        "documents/word/paragraphs",
    ],
    "documents/word/pictures": ["documents/word/pasted_scans"],
    "documents/word/rtf": ["documents/word/rtf_tokens"],
    # numbers in cells, from the cell to the table
    "report/table_layout": [
        "report/cells",
        "report/table_relations",
    ],
    "sites/families/described": ["model/list_description"],
    # columns are data, which the schema puts together
    "tables/schema": [
        "tables/columns/code_lists",
        "tables/columns/contents",
        "tables/columns/headlines",
        "tables/columns/monitoring",
        "tables/columns/organs",
        "tables/columns/passages",
        "tables/columns/reports",
    ],
    # what a command is made of
    "flows/cli/commission": ["flows/cli/commission_files"],
    "flows/cli/main": ["flows/cli/options"],
    "flows/cli/sources": ["flows/cli/probe_show", "flows/cli/site_client"],
    "flows/cli/trace": ["flows/cli/origins", "flows/cli/trace_show"],
    "expectations/suites": [
        "expectations/contents",
        "expectations/headlines",
        "expectations/lookups",
        "expectations/monitoring",
        "expectations/passages",
        "expectations/reports",
        "expectations/specs",
    ],
}
_PARTS = frozenset(part for parts in _TESTED_WITH.values() for part in parts)


def name_module(path: Path) -> str:
    """Name a module as its test's place does: report/numbers, flows/cli/trace."""
    parts = path.with_suffix("").parts
    return "/".join(parts[1:] if parts[0] == "tasks" else parts)


def has_own_test(name: str) -> bool:
    """Tell whether a module's test, or one of a side of it, stands at its path."""
    folder, _, stem = name.rpartition("/")
    place = ROOT / "tests" / folder
    sides = place.glob(f"test_{stem}_*.py")
    return (place / f"test_{stem}.py").is_file() or any(sides)


MODULES = {
    name_module(path)
    for path in list_source_files("tasks", "flows", "expectations")
    if not path.name.startswith("__")
}


def test_a_module_has_its_test_at_its_path():
    """Types alone need none, and what is tested as a whole is named above."""
    needing = MODULES - _TYPES_ONLY - _PARTS
    assert sorted(name for name in needing if not has_own_test(name)) == []


def test_what_is_tested_as_a_whole_has_a_test():
    """Where the table says."""
    assert [name for name in _TESTED_WITH if not has_own_test(name)] == []


def test_an_exception_is_one():
    """It ends with its module, or with its module's first own test."""
    excepted = _TYPES_ONLY | _PARTS
    assert sorted(excepted - MODULES) == []
    assert sorted(filter(has_own_test, excepted)) == []
