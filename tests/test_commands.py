"""Every module that can be run says what it does, and does nothing, when it is asked for help."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

FOLDERS = ("flows", "tasks", "deploy/demo", "deploy/package/fazhi", "data", "tests")
PACKAGE = ROOT / "deploy" / "package"


def is_runnable(path: Path) -> bool:
    """Tell whether a module does something when it is run: a `__main__`, or a block for that case."""
    if path.name == "__main__.py":
        return True
    tree = ast.parse(path.read_text(encoding="utf-8"))
    blocks = [node for node in tree.body if isinstance(node, ast.If)]
    return any("__name__" in ast.unparse(block.test) for block in blocks)


def name_module(path: Path) -> str:
    """Name a module as `python -m` takes it."""
    inside = path.is_relative_to(PACKAGE)
    parts = path.relative_to(PACKAGE if inside else ROOT).with_suffix("").parts
    return ".".join(parts).removesuffix(".__main__")


MODULES = sorted(
    name_module(path)
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.py")
    if is_runnable(path)
)


def test_modules_are_found():
    """A block, a `__main__` and a script among the data are."""
    named = {"tasks.model.catalogue", "flows", "data.lookups.make_expected"}
    assert named <= set(MODULES)
    assert "tasks.model.issue" not in MODULES


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_help_is_said_and_nothing_done(module, tmp_path):
    """Exit code 0 and a usage, from any folder; no file is written there."""
    folder, home = tmp_path / "folder", tmp_path / "home"
    folder.mkdir()
    home.mkdir()  # Prefect makes its own folder there as soon as it is imported
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module, "--help"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.lower().startswith("usage: ")
    assert len(done.stdout.split()) > 10
    assert list(folder.iterdir()) == []
