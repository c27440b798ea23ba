"""How this program starts itself, from source and frozen alike."""

import sys


def command(*words: str) -> list[str]:
    """The command line of a process of this program; `words` follow it."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, "-m", "iat_sidecar", *words]
