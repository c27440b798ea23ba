"""What tests of features share: one sidecar a module to draw with."""

from collections.abc import Iterator

import pytest

from tests.client import Client
from tests.features.studio import opened


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """An initialized sidecar; each test works in a project of its own."""
    with opened(tmp_path_factory.mktemp("studio")) as client:
        yield client
