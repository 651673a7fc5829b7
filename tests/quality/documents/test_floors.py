"""Every converter stays above its floor on files that the project's own writers make now.

What only LibreOffice makes is measured by `make eval-documents`, which holds all formats to the same floors;
`test_files.py` reads the files of these formats that are committed.
"""

import pytest

from tests.quality.documents.measure import FLOORS, measure
from tests.quality.documents.producers import FORMATS, OWN_FORMATS, render

REPORTS = range(200, 224)


@pytest.mark.slow
@pytest.mark.parametrize("kind", OWN_FORMATS)
def test_floor(kind):
    """A format's rates do not fall below its floor."""
    got = measure(render(kind, REPORTS), processes=1)
    assert not FLOORS[kind].below(got, kind), "\n".join(got.notes[:20])


def test_own_formats_need_no_program():
    """They are made without LibreOffice."""
    assert OWN_FORMATS == ("html", "ofd", "docx", "docx-numbered")


def test_every_format_has_a_floor():
    """Nothing is measured without being held to something."""
    assert set(FLOORS) == set(FORMATS)
