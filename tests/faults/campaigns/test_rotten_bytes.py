"""What rots in a home is named, and never published: a few damages here, a thousand by `make faults`."""

import pytest

from tests.faults.campaigns import rotten_bytes

pytestmark = [pytest.mark.slow, pytest.mark.faults]


def test_what_rots_is_named_and_never_published():
    """A flip, a cut or a zeroed block in each of what a home keeps, twice."""
    tried = rotten_bytes.play(rotten_bytes.FEW)
    assert (tried.count, tried.wrong) == (rotten_bytes.FEW, [])
