"""Fixtures that several tests of the flows share."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world.published import Town


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator["Town"]:
    """Serve a town whose reports were crawled, read and published, and that has moved on since."""
    from tests.world.published import published_town

    request.getfixturevalue("without_run")
    with published_town(tmp_path_factory.mktemp("town")) as town:
        yield town
