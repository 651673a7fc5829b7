"""The ledger that the tests of this room open: a new SQLite file."""

from contextlib import closing

import pytest

from tasks.ledger import Ledger


@pytest.fixture
def url(tmp_path) -> str:
    """Give the URL of a new ledger."""
    return f"sqlite:///{tmp_path}/ledger.sqlite"


@pytest.fixture
def ledger(url):
    """Open a new ledger."""
    with closing(Ledger(url)) as opened:
        yield opened
