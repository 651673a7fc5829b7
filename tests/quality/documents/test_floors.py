"""Every converter stays above its floor on files that real producers print now."""

import pytest

from tests.quality.documents.measure import FLOORS, measure
from tests.quality.documents.producers import FORMATS, missing, render

pytestmark = pytest.mark.slow

REPORTS = {"scan-pdf": 1, "scan-page": 2}


@pytest.mark.parametrize("kind", FORMATS)
def test_floor(kind):
    """A format's rates do not fall below its floor."""
    if lacking := missing(kind):
        pytest.skip(lacking)
    got = measure(render(kind, range(200, 200 + REPORTS.get(kind, 24))), processes=1)
    assert not FLOORS[kind].below(got, kind), "\n".join(got.notes[:20])


def test_every_format_has_a_floor():
    """Nothing is measured without being held to something."""
    assert set(FLOORS) == set(FORMATS)
