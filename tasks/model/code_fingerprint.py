"""Code by its meaning: a fingerprint that changes with what a program does, not with how it is set.

Comments, docstrings, line ends and indentation do not count; neither does the version of Python. What does is
the libraries that read documents: their versions, or that one is not installed.
"""

import ast
import hashlib
from collections.abc import Callable, Iterable
from functools import cache, wraps
from pathlib import Path
from threading import Lock

from tasks.model.errors import ConfigurationError
from tasks.model.project_files import ROOT

READING_LIBRARIES = (
    "lxml",
    "numpy",
    "olefile",
    "onnxruntime",
    "opencv-python",
    "opencv-python-headless",
    "pillow",
    "pyclipper",
    "pypdfium2",
    "rapidocr",
    "resiliparse",
    "shapely",
    "xlrd",
)
"""The distributions whose code makes words of bytes; those of the extra `ocr` may be absent."""
# `data/` and `tests/` hold no code that a run imports.
_PACKAGES = ("tasks", "flows", "expectations", "deploy")
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


# Early releases of Python 3.11 cannot parse in two threads at once: a counter of theirs is shared.
_PARSING = Lock()


def compute_once(compute: Callable[[], str]) -> Callable[[], str]:
    """Keep what a function computes over code; threads that ask meanwhile wait for it."""
    cached = cache(compute)

    @wraps(compute)
    def get_answer() -> str:
        with _PARSING:
            return cached()

    return get_answer


def fingerprint_code(
    modules: Iterable[str],
    rows: Iterable[tuple[str, ...]] = (),
    libraries: Iterable[str] = READING_LIBRARIES,
    root: Path = ROOT,
) -> str:
    """Hash modules, all of the project that they import, rows of lookups and libraries; 64 hex digits.

    A package stands for all of its modules: some are imported by a name that is known at run time only.
    Imports inside functions count too. A library counts by its version, or as absent.

    Raises FileNotFoundError for a module that is not there, ConfigurationError for one that is none.
    """
    digest = hashlib.sha256()
    for module, tree in sorted(_parse_imported_modules(modules, root).items()):
        digest.update(f"{module}\n{_describe_code(tree)}\n".encode())
    for row in rows:
        digest.update(f"{chr(9).join(row)}\n".encode())
    for library in libraries:
        digest.update(f"{library} {_find_version(library)}\n".encode())
    return digest.hexdigest()


def _find_version(library: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "absent"


def _parse_imported_modules(
    modules: Iterable[str], root: Path = ROOT
) -> dict[str, ast.Module]:
    """Parse modules of the project and all that they import, with their packages, by name.

    Raises FileNotFoundError and ConfigurationError as `fingerprint_code` does.
    """
    trees: dict[str, ast.Module] = {}
    waiting = [name for module in modules for name in _list_package(module, root)]
    while waiting:
        module = waiting.pop()
        if module not in trees:
            tree = _parse_file(_find_file(module, root))
            trees[module] = tree
            waiting += _list_imports(tree, root)
            package = module.rpartition(".")[0]
            if package and _is_module(package, root):
                waiting.append(package)
    return trees


def _parse_file(path: Path) -> ast.Module:
    """Parse a file; raises ConfigurationError where it is no Python, such as one that is half written."""
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        words = getattr(error, "msg", error)
        raise ConfigurationError(
            f"{path}: line {line}: this is no Python ({words}); bring the file back, or remove it"
        ) from error


def _describe_code(tree: ast.Module) -> str:
    """Describe a syntax tree without docstrings: equal for sources that do the same."""
    parts: list[str] = []
    _describe_node(tree, parts)
    return "".join(parts)


def _describe_node(node: object, parts: list[str]) -> None:
    """Append a node's type and the fields that it sets; later Pythons add fields that are empty."""
    if isinstance(node, ast.AST):
        parts.append(type(node).__name__)
        for name in node._fields:
            value = getattr(node, name, None)
            if name == "body" and isinstance(node, _DOCUMENTED):
                value = _without_docstring(value)
            if value is not None and value != [] and name != "ctx":
                parts.append(f" {name}=")
                _describe_node(value, parts)
        parts.append(";")
    elif isinstance(node, list):
        for item in node:
            _describe_node(item, parts)
        parts.append(",")
    else:
        parts.append(repr(node))


def _without_docstring(body: object) -> object:
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return rest
    return body


def _list_imports(tree: ast.Module, root: Path) -> list[str]:
    """List the modules of the project that a tree imports, a package's submodules among them."""
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            package = node.module
            names.append(package)
            names += [f"{package}.{alias.name}" for alias in node.names]
    found = []
    for name in names:
        top = name.partition(".")[0]
        if top in _PACKAGES and _is_module(name, root):
            found.append(name)
    return found


def _list_package(module: str, root: Path) -> list[str]:
    """List a module, or all modules of a package that can be imported by their names.

    Copies that editors and systems leave (.ipynb_checkpoints/, .#a.py, ._a.py) are no part of it, nor are
    folders without __init__.py.
    """
    file = _find_file(module, root)
    if file.name != "__init__.py":
        return [module]
    modules = [module]
    for path in file.parent.iterdir():
        if path.stem.isidentifier() and path.name != "__init__.py":
            if path.suffix == ".py":
                modules.append(f"{module}.{path.stem}")
            elif (path / "__init__.py").exists():
                modules += _list_package(f"{module}.{path.name}", root)
    return modules


def _is_module(name: str, root: Path) -> bool:
    path = root.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def _find_file(module: str, root: Path) -> Path:
    path = root.joinpath(*module.split("."))
    package = path / "__init__.py"
    if package.exists():
        return package
    return path.with_suffix(".py")
