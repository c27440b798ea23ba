"""How long an idempotency key holds, and for whom."""

from collections.abc import Callable
from typing import Any

import pytest

from iat_sidecar.core import clock
from tests.client import Client
from tests.rpc.trial import runs
from tests.rpc.wired import Wired

KEY = {"idempotency_key": "key"}


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """As if that many days had gone by."""
    today = clock.days_ago
    monkeypatch.setattr(clock, "days_ago", lambda ago: today(ago - days))


@pytest.mark.promise("meta.idempotency_7_days")
@pytest.mark.parametrize(("days", "run"), [(6, 1), (8, 2)])
def test_a_key_holds_for_seven_days(
    wired: Wired, monkeypatch: pytest.MonkeyPatch, days: int, run: int
) -> None:
    wired.call("trial/write", text="x", _meta=KEY)
    later(monkeypatch, days)
    assert wired.call("trial/write", text="x", _meta=KEY) == {"text": "x", "run": run}
    assert runs["x"] == run


@pytest.mark.promise("handshake.actor")
@pytest.mark.promise("meta.idempotency_actor")
def test_a_key_is_its_actors_own(start: Callable[..., Client]) -> None:
    def create(user: str, name: str) -> Any:
        client = start()
        client.initialize(user=user)
        if user == "local":
            client.call("user/create", username="ada", display_name="Ada")
        created = client.call("project/create", slug="moon", name=name, _meta=KEY)
        client.close()
        return created

    mine, hers = create("local", "Mine"), create("ada", "Hers")
    assert (mine["name"], hers["name"]) == ("Mine", "Hers")
    assert mine["id"] != hers["id"]
