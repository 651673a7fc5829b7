"""The benchmark's home is one that the stage takes whole: what it measures is no release of refused rows."""

import pytest

from expectations import ROWS
from tasks.release.stage import stage
from tests.bench.full_home import PART, full_home
from tests.bench.publishing import rows

pytestmark = pytest.mark.usefixtures("without_run")


def test_nothing_of_a_full_home_is_refused(tmp_path):
    """Variations hold together as reports that were read do: each is staged with all its rows."""
    samples = rows(10)
    staged = stage.fn(full_home(tmp_path, 9 * PART, samples), ROWS, ())
    assert not staged.quarantined
    for table in ("reports", "sections", "quantities"):
        assert staged.counts[table] == 9 * len(samples[table])
