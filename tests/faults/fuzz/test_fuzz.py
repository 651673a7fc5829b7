"""A short fuzz run of each converter; `make fuzz` is the long one."""

import pytest

from tests.faults.fuzz.campaign import KINDS, play, seeds_of
from tests.faults.fuzz.mutate import mutated

pytestmark = [pytest.mark.faults, pytest.mark.slow]

# Of pictures fewer: each goes through OCR.
FILES = {"png": 5}
USUAL_FILES = 20


@pytest.mark.parametrize("kind", KINDS)
def test_no_mutated_file_hangs_crashes_or_is_lost(kind):
    """Each is a document, with issues where something is wrong, or an error that says why it is none."""
    files = FILES.get(kind, USUAL_FILES)
    ended = play(kind, files=files)
    assert not ended.findings
    assert ended.codes
    assert ended.files == files


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_makes_the_same_file_again(kind):
    """A finding can be looked at."""
    seeds = seeds_of(kind)
    made = [mutated(seeds, number) for number in range(40)]
    assert made == [mutated(seeds, number) for number in range(40)]
    assert len(set(made)) > 30
    assert len(set(made) - set(seeds)) > 30
