"""The program in this process, with methods that can be held."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rpc import trial
from tests.rpc.wired import Gate, Wired


@pytest.fixture
def wired(tmp_path: Path) -> Iterator[Wired]:
    """Initialized, with `trial/*` published and the gates `a`, `b` and `c`."""
    names = trial.publish()
    trial.gates.update({name: Gate() for name in "abc"})
    begun = Wired(tmp_path / "data")
    begun.initialize()
    yield begun
    begun.close()
    trial.withdraw(names)
