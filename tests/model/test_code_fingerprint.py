"""A fingerprint of code changes with what the code does, and with nothing else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tasks.model.code_fingerprint import (
    compute_once,
    fingerprint_code,
    parse_imported_modules,
)

SOURCE = '''"""What it is."""

LIMIT = 3  # why


def double(number: int) -> int:
    """Double a number."""
    return number * 2
'''


def fingerprint(folder: Path, source: str) -> str:
    """Make the fingerprint of a module's source."""
    (folder / "tasks").mkdir(exist_ok=True)
    (folder / "tasks/__init__.py").touch()
    (folder / "tasks/doubling.py").write_text(source)
    return fingerprint_code(["tasks.doubling"], root=folder)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  # why", ""),
        ('"""What it is."""', '"""Something else."""'),
        ('    """Double a number."""\n', ""),
        ("number * 2", "(\n        number\n        * 2\n    )"),
        ("'", '"'),
    ],
)
def test_explanations_and_layout_do_not_count(tmp_path, old, new):
    """Comments, docstrings, line ends and quotation marks may change."""
    before = fingerprint(tmp_path, SOURCE)
    assert fingerprint(tmp_path, SOURCE.replace(old, new)) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LIMIT = 3", "LIMIT = 4"),
        ("number * 2", "number + 2"),
        ("return number", "return not number"),
        ("double(number: int)", "double(number: int = 0)"),
        ("LIMIT = 3", "LIMIT = '3'"),
    ],
)
def test_what_the_code_does_counts(tmp_path, old, new):
    """A constant, an operator, a single `not` or a default makes another fingerprint."""
    before = fingerprint(tmp_path, SOURCE)
    assert fingerprint(tmp_path, SOURCE.replace(old, new)) != before


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Write a small project: one module imports another, in a function, and a package."""
    files = {
        "tasks/__init__.py": "",
        "tasks/reader.py": "def read():\n    from tasks.rules import RULE\n    return RULE\n",
        "tasks/rules.py": "from tasks.formats import plain\nRULE = plain.NAME\n",
        "tasks/formats/__init__.py": "",
        "tasks/formats/plain.py": "NAME = 'plain'\n",
        "tasks/formats/rich.py": "NAME = 'rich'\n",
        "tasks/other.py": "import sys\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_all_that_is_imported_counts_and_nothing_else(project):
    """Imports are followed, those inside functions too."""
    before = fingerprint_code(["tasks.reader"], root=project)
    assert sorted(parse_imported_modules(["tasks.reader"], project)) == [
        "tasks",
        "tasks.formats",
        "tasks.formats.plain",
        "tasks.reader",
        "tasks.rules",
    ]
    for name in ("other", "formats/rich"):
        (project / f"tasks/{name}.py").write_text("NAME = 'changed'\n")
    assert fingerprint_code(["tasks.reader"], root=project) == before
    (project / "tasks/formats/plain.py").write_text("NAME = 'changed'\n")
    assert fingerprint_code(["tasks.reader"], root=project) != before


def test_a_package_stands_for_its_modules(project):
    """A module that is imported by a name known at run time only is found with its package."""
    before = fingerprint_code(["tasks.formats"], root=project)
    (project / "tasks/formats/rich.py").write_text("NAME = 'richer'\n")
    assert fingerprint_code(["tasks.formats"], root=project) != before


def test_data_count(project):
    """So does a file that is read with."""
    table = project / "table.csv"
    table.write_text("code\n")
    before = fingerprint_code(["tasks.other"], [table], project)
    table.write_text("code,unit\n")
    assert fingerprint_code(["tasks.other"], [table], project) != before


def test_what_is_not_there_is_an_error(project):
    """A root that was renamed must not fall out of the fingerprint silently."""
    with pytest.raises(FileNotFoundError):
        fingerprint_code(["tasks.gone"], root=project)
    with pytest.raises(FileNotFoundError):
        fingerprint_code(["tasks.other"], [project / "gone.csv"], project)


def test_threads_compute_once(project):
    """Python 3.11 may fail where two threads parse at once, and parsing takes a while."""
    computed = []

    @compute_once
    def fingerprint() -> str:
        computed.append(fingerprint_code(["tasks.reader"], root=project))
        return computed[-1]

    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(fingerprint) for _ in range(32)]
    assert {future.result() for future in futures} == set(computed)
    assert len(computed) == 1
