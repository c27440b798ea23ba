"""Where the data lies when nobody says so."""

import os
from pathlib import Path

import pytest

from iat_sidecar import app

CHOSEN = ("IAT_DATA_DIR", "XDG_DATA_HOME", "LOCALAPPDATA")


@pytest.mark.promise("handshake.data_dir")
@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, "~/.local/share/iat-sidecar"),
        ("linux", {"XDG_DATA_HOME": "/home/me/data"}, "/home/me/data/iat-sidecar"),
        ("darwin", {}, "~/Library/Application Support/iat-sidecar"),
        ("win32", {"LOCALAPPDATA": "/home/me/local"}, "/home/me/local/iat-sidecar"),
        ("linux", {"IAT_DATA_DIR": "/srv/iat", "XDG_DATA_HOME": "/home/me/data"}, "/srv/iat"),
    ],
)
def test_each_platform_has_its_folder(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    platform: str,
    environment: dict[str, str],
    expected: str,
) -> None:
    for name in CHOSEN:
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": str(tmp_path), **environment}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(app.sys, "platform", platform)
    assert app.default_data_dir() == os.path.expanduser(expected)
