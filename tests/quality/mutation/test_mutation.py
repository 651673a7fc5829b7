"""Faults are put in one at a time, and a test that looks notices them."""

import ast
import subprocess
import sys

import pytest

from tests.paths import ROOT
from tests.quality.mutation.mutants import count_faults, make_mutant

SOURCE = '''"""Not a fault: a | b."""
WORDS = ("甲", "乙", "丙")
PATTERN = "甲|乙"


def is_short(text: str, most: int = 3) -> bool:
    """Tell."""
    for letter in text:
        if not letter:
            break
    return len(text) < most and True
'''
RUN = """
import sys
from tests.quality.mutation.mutants import count_faults
from tests.quality.mutation.mutant_runs import load_libraries, run_mutant
load_libraries()
run = run_mutant("tasks.report.numbers", int(sys.argv[1]), ["tests/report/test_numbers.py"])
print(run.noticed, run.fault)
"""


def test_each_fault_is_one_change():
    """A mutant differs from its module, compiles, and says what was changed; no docstring is touched."""
    mutants = [make_mutant(SOURCE, number) for number in range(count_faults(SOURCE))]
    assert {mutant.fault for mutant in mutants} == {
        "`丙` left out of a vocabulary",
        "`甲` left out of a pattern",
        "`乙` left out of a pattern",
        "3 as 4",
        "`not` dropped before `letter`",
        "`break` as `continue`",
        "`len(text) < most and True` as `len(text) < most or True`",
        "`len(text) < most` as `len(text) <= most`",
        "True as False",
    }
    whole = ast.unparse(ast.parse(SOURCE))
    for mutant in mutants:
        compile(mutant.tree, "mutant", "exec")
        assert ast.unparse(mutant.tree) != whole
        assert "Not a fault: a | b." in ast.unparse(mutant.tree)
    with pytest.raises(IndexError):
        make_mutant(SOURCE, len(mutants))


@pytest.mark.slow
def test_a_fault_is_noticed():
    """The tests of numerals fail over a module that reads numerals wrongly."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, "0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("True"), done.stdout
