"""Fixtures of the network half."""

from collections.abc import Iterator

import pytest

from tests.web.server import Site


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve a site while a test runs."""
    made = Site()
    yield made
    made.close()
