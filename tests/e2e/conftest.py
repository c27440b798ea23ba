"""What tests of whole processes share: each form of the program, begun with nobody reading it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.forms import FORMS, Form
from tests.rpc.process import Process

pytest.register_assert_rewrite(
    "tests.e2e.family", "tests.e2e.app", "tests.e2e.cache"
)  # failures show their values

from tests.e2e.cache import Cache  # noqa: E402
from tests.e2e.family import MOON  # noqa: E402


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    found: Form = request.param
    return found


@pytest.fixture
def begin(tmp_path: Path, form: Form) -> Iterator[Callable[..., Process]]:
    """Start processes that lead a session of their own and are gone with the test."""
    begun: list[Process] = []

    def start(*options: str, data: str = "data", **more: Any) -> Process:
        given = {"form": form, "start_new_session": True, **more}
        begun.append(Process(tmp_path / data, *options, **given))
        return begun[-1]

    yield start
    for each in begun:
        each.close()


@pytest.fixture
def process(begin: Callable[..., Process]) -> Process:
    """Opened, with one project."""
    begun = begin()
    begun.open()
    begun.ask(MOON)
    return begun


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture
def unpacked(cache: Cache) -> Cache:
    cache.start()
    return cache
