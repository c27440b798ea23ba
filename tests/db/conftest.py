"""Databases opened in this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.db.opened import Opened


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    one = Opened(tmp_path / "data")
    yield one
    one.close()
