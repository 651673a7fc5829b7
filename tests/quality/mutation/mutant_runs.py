"""Mutant runs: one mutant and the tests of its room, in a fork of a process that has the libraries loaded."""

import ast
import io
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType

from tests.paths import ROOT
from tests.quality.mutation.mutants import Mutant, make_mutant

# A fault that makes a loop endless is noticed by this many seconds of processor or twice as many of waiting.
_CPU_SECONDS = 60
_OPTIONS = (
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    "-m",
    "not flow and not browser and not slow",
)


@dataclass(frozen=True, slots=True)
class MutantRun:
    """One fault of one module; `noticed` is whether a test failed, `seconds` how long that took."""

    module: str
    line: int
    fault: str
    noticed: bool
    seconds: float


class _MutantLoader(SourceFileLoader):
    """Loads one module from a changed tree."""

    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        super().__init__(name, path)
        self._tree = tree

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._tree, self.get_filename(fullname), "exec")


class _MutantFinder(MetaPathFinder):
    def __init__(self, module: str, path: Path, mutant: Mutant) -> None:
        self._module, self._path, self._mutant = module, path, mutant

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname != self._module:
            return None
        loader = _MutantLoader(fullname, str(self._path), self._mutant.tree)
        return spec_from_file_location(fullname, self._path, loader=loader)


def load_libraries() -> None:
    """Import what every run needs, and nothing of the project."""
    for library in (
        "lxml.html",
        "bs4",
        "numpy",
        "pyarrow",
        "pydantic",
        "requests",
        "pytest",
    ):
        __import__(library)


def run_mutant(module: str, number: int, tests: Sequence[str]) -> MutantRun:
    """Run tests over a module with one fault; the process must not have imported the module."""
    assert module not in sys.modules
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    mutant = make_mutant(path.read_text(encoding="utf-8"), number)
    started = time.monotonic()
    process = os.fork()
    if process == 0:
        _run_tests(module, path, mutant, tests)
    noticed = _wait_for(process)
    return MutantRun(
        module, mutant.line, mutant.fault, noticed, time.monotonic() - started
    )


def _run_tests(module: str, path: Path, mutant: Mutant, tests: Sequence[str]) -> None:
    """Run in the fork and end it: with 0 when all tests passed, else with 1."""
    import resource

    import pytest

    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(2 * _CPU_SECONDS)
    sys.meta_path.insert(0, _MutantFinder(module, path, mutant))
    code = 1
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            code = int(pytest.main([*_OPTIONS, *tests]))
    finally:
        os._exit(0 if code == 0 else 1)


def _wait_for(process: int) -> bool:
    """Wait for a fork; gives whether its tests failed, or never ended."""
    _, status = os.waitpid(process, 0)
    return status != 0
