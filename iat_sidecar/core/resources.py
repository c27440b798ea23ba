"""Files that travel with the program: migrations, contracts, report templates."""

import os
import sys

_ROOT = getattr(sys, "_MEIPASS", None) or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
)


def path(*parts: str) -> str:
    """The absolute path of `schemas/…` or `contracts/…`, from source and frozen alike."""
    return os.path.join(_ROOT, *parts)


def text(*parts: str) -> str:
    with open(path(*parts), encoding="utf-8") as file:
        return file.read()
