"""The lookups' check: each file that is damaged is found, with its line."""

import json
import subprocess
import sys

import pytest

from tasks.model.project_files import LOOKUPS
from tasks.upkeep.verify import find_damaged_lookups
from tests.paths import ROOT

FILES = sorted(path.name for path in LOOKUPS.glob("*.csv"))
# Checks with one file damaged after the other: a row with a cell too many behind the last one.
DAMAGING = """
import functools, gc, json, sys
from tasks.model import project_files
from tasks.upkeep.verify import find_damaged_lookups

read = project_files._read_text
found = {}
for name in sys.argv[1:]:
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper):
            one.cache_clear()
    def read_damaged(path, name=name):
        return read(path).rstrip() + "\\n" + "x," * 20 if path.name == name else read(path)
    project_files._read_text = read_damaged
    found[name] = list(find_damaged_lookups())
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found():
    """Say what is found of each file, in a process of its own: what is loaded once stays loaded."""
    done = subprocess.run(
        [sys.executable, "-c", DAMAGING, *FILES],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_lookup_is_found(name, found):
    """Whichever it is, with the file and the line."""
    assert found[name]
    for _, words in found[name]:
        assert f"{LOOKUPS / name}: line " in words
        assert "more cells than columns" in words


def test_the_project_s_own_are_sound():
    """As they are committed."""
    assert list(find_damaged_lookups()) == []
