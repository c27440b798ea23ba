"""How this program starts itself, from source and frozen alike."""

import sys
from collections.abc import MutableMapping

LIBRARIES = "LD_LIBRARY_PATH"


def is_frozen() -> bool:
    return bool(getattr(sys, "frozen", False))


def command(*words: str) -> list[str]:
    """The command line of a process of this program; `words` follow it."""
    if is_frozen():
        return [sys.executable, *words]
    return [sys.executable, "-m", "iat_sidecar", *words]


def forget_bootloader(environment: MutableMapping[str, str]) -> None:
    """Take back what PyInstaller's bootloader set for this process alone.

    Another program that this one starts would load our libraries instead of its own.
    """
    for name in [name for name in environment if name.startswith("_PYI_")]:
        del environment[name]
    before = environment.pop(f"{LIBRARIES}_ORIG", None)
    environment.pop(LIBRARIES, None)
    if before is not None:
        environment[LIBRARIES] = before
