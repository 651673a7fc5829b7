"""A fingerprint of code changes with what the code does, and with nothing else."""

from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import pytest

from tasks.model.code_fingerprint import (
    _parse_imported_modules,
    compute_once,
    fingerprint_code,
)
from tasks.model.errors import ConfigurationError

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
    assert sorted(_parse_imported_modules(["tasks.reader"], project)) == [
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


@pytest.mark.parametrize(
    "name",
    [
        "formats/.ipynb_checkpoints/plain-checkpoint.py",
        "formats/.#plain.py",
        "formats/._plain.py",
        "formats/plain copy.py",
        "formats/old/plain.py",
        "formats/notes.txt",
    ],
)
def test_what_cannot_be_imported_does_not_count(project, name):
    """Editors and systems leave files that are no modules, and often no Python."""
    before = fingerprint_code(["tasks.formats"], root=project)
    (project / "tasks" / name).parent.mkdir(exist_ok=True)
    (project / "tasks" / name).write_bytes(b"\x00\x05 def")
    assert fingerprint_code(["tasks.formats"], root=project) == before


@pytest.mark.parametrize("content", [b"def read(:\n", b"a = '\xff'\n", b"\x00\n"])
def test_a_module_that_is_half_written_is_named(project, content):
    """With its line, and what to do."""
    (project / "tasks/formats/plain.py").write_bytes(content)
    with pytest.raises(
        ConfigurationError, match=r"plain\.py: line 1: .*, or remove it"
    ):
        fingerprint_code(["tasks.formats"], root=project)


def test_rows_of_lookups_count(project):
    """In the order in which they are given."""
    rows = [("a", "1"), ("b", "2")]
    found = {
        fingerprint_code(["tasks.other"], given, root=project)
        for given in ((), rows, rows[::-1], [("a", "1"), ("b", "3")])
    }
    assert len(found) == 4


def test_libraries_count(project):
    """By version, and whether they are there at all: installing OCR reads anew."""
    other = fingerprint_code(["tasks.other"], libraries=["pytest"], root=project)
    assert other != fingerprint_code(["tasks.other"], libraries=[], root=project)
    absent = fingerprint_code(["tasks.other"], libraries=["no-such"], root=project)
    assert absent not in (other, fingerprint_code(["tasks.other"], root=project))


def test_another_version_of_a_library_counts(project, monkeypatch):
    """Two machines with other pins make other rows."""
    versions = []
    for pin in ("6.0", "6.1", None):

        def find(name, pin=pin):
            if pin is None:
                raise metadata.PackageNotFoundError(name)
            return pin

        monkeypatch.setattr(metadata, "version", find)
        versions.append(fingerprint_code(["tasks.other"], root=project))
    assert len(set(versions)) == 3


def test_what_is_not_there_is_an_error(project):
    """A root that was renamed must not fall out of the fingerprint silently."""
    with pytest.raises(FileNotFoundError):
        fingerprint_code(["tasks.gone"], root=project)


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
