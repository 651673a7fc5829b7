"""Imports go one way: deploy -> flows -> verbs -> nouns -> model."""

import ast
from pathlib import Path

import pytest

from tests.paths import ROOT

NOUNS = ("web", "store", "text", "report")
HEAVY = ("prefect", "great_expectations")
FILES = sorted(
    path.relative_to(ROOT)
    for top in ("deploy", "flows", "tasks", "expectations")
    for path in (ROOT / top).rglob("*.py")
)


def layer_of(module: str) -> str:
    """Name the layer of a dotted module: a noun's folder, `model`, `verb`, or the top-level package."""
    parts = module.split(".")
    if parts[0] != "tasks" or len(parts) == 1:
        return parts[0]
    return parts[1] if parts[1] in (*NOUNS, "model") else "verb"


ALLOWED = {
    "deploy": {"deploy", "flows", "verb", "model", "expectations", *NOUNS},
    "flows": {"flows", "verb", "model", "expectations", *NOUNS},
    "verb": {"model", *NOUNS},
    "expectations": {"expectations", "model"},
    **{noun: {noun, "model"} for noun in NOUNS},
    "model": {"model"},
    "tasks": set[str](),
}


def imports_of(path: Path) -> list[str]:
    """List every module that a file imports, at its top and inside its functions."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    modules: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the layer"
            modules.append(node.module or "")
    return modules


@pytest.mark.parametrize("path", FILES, ids=str)
def test_imports_go_down(path):
    """A file imports only from its own layer's allowed ones."""
    layer = layer_of(".".join(path.with_suffix("").parts))
    for module in imports_of(path):
        if module.partition(".")[0] in ("deploy", "flows", "tasks", "expectations"):
            assert layer_of(module) in ALLOWED[layer], f"{path} ({layer}) imports {module} ({layer_of(module)})"


@pytest.mark.parametrize(
    "path", [path for path in FILES if layer_of(".".join(path.parts)) in (*NOUNS, "model")], ids=str
)
def test_nouns_are_light(path):
    """A noun imports neither the orchestrator nor the validator, not even lazily."""
    for module in imports_of(path):
        assert module.partition(".")[0] not in HEAVY, f"{path} imports {module}"


def test_the_rules_can_fail():
    """The layer of each kind of module is told apart, so that the rules above mean something."""
    names = ("tasks", "tasks.crawl", "tasks.web.urls", "tasks.model.run", "flows.cli", "deploy.demo.writer")
    assert [layer_of(name) for name in names] == ["tasks", "verb", "web", "model", "flows", "deploy"]
