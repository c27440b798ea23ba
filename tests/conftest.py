"""What tests share: a data directory, a sidecar process that is initialized, a project in it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.client import Client
from tests.forms import ROOT

# where the single file unpacks itself: the tests' own place, kept from one run to the next
os.environ["IAT_CACHE_DIR"] = str(ROOT / ".work" / "cache")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Client]]:
    """Start sidecars that are ended with the test; not initialized yet."""
    started: list[Client] = []

    def begin(*options: str, data_dir: Path | None = None, **more: object) -> Client:
        client = Client(data_dir or tmp_path / "data", *options, **more)  # type: ignore[arg-type]
        started.append(client)
        return client

    yield begin
    for client in started:
        if client.process.poll() is None:
            client.close()


@pytest.fixture
def client(start: Callable[..., Client]) -> Client:
    """An initialized sidecar on a fresh data directory."""
    begun = start()
    begun.initialize()
    return begun


@pytest.fixture
def moon(client: Client) -> dict:  # type: ignore[type-arg]
    """A project with the slug `moon`."""
    project: dict = client.call("project/create", slug="moon", name="Moon")  # type: ignore[type-arg]
    return project
