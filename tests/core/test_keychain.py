"""The keychain's backends where there is none to be had."""

import sys

import pytest

from iat_sidecar.core import keychain


@pytest.mark.skipif(sys.platform != "linux", reason="the bus is Linux's")
@pytest.mark.parametrize("address", ["", "unix:path=/there/is/no/bus", "nonsense"])
def test_a_bus_that_is_gone_is_a_reason_and_no_fault(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    found = keychain.look()
    assert [each.backend for each in found] == list(keychain.BACKENDS["linux"])
    assert all(each.reason for each in found)
