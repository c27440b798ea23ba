"""The operating system's keychain, through backends named here; never through keyring's own choice.

keyring would take whatever is installed or configured, one that prompts on the terminal among them.
"""

import importlib
import sys
from typing import NamedTuple

BACKENDS = {
    "linux": ("SecretService.Keyring", "libsecret.Keyring", "kwallet.DBusKeyring"),
    "darwin": ("macOS.Keyring",),
    "win32": ("Windows.WinVaultKeyring",),
}


class Keychain(NamedTuple):
    """A backend, and why it cannot be used here; an empty reason when it can."""

    backend: str
    reason: str


def look() -> list[Keychain]:
    """This platform's backends in the order they are preferred.

    May wait for the keychain's service: call it on a thread, with a time limit.
    """
    return [Keychain(name, _reason(name)) for name in BACKENDS.get(sys.platform, ())]


def _reason(name: str) -> str:
    module, _, kind = name.partition(".")
    backend = getattr(importlib.import_module(f"keyring.backends.{module}"), kind)
    try:
        # reading it asks the service; it raises where there is none
        return "" if backend.priority else "it is not to be used"
    except (RuntimeError, OSError) as exc:  # the address of a bus that is gone is no RuntimeError
        return str(exc)
