"""What stands in a package's folder, from source and frozen alike.

`pkgutil` finds nothing in a frozen program; a folder is a folder.
"""

import os

SUFFIXES = (".py", ".pyc")


def names(folder: str) -> list[str]:
    """Modules and packages in it, in order of name."""
    with os.scandir(folder) as entries:
        found = [os.path.splitext(entry.name) for entry in entries if _is_module(entry)]
    return sorted({stem for stem, _ in found if not stem.startswith("_")})


def _is_module(entry: "os.DirEntry[str]") -> bool:
    return entry.is_dir() or entry.name.endswith(SUFFIXES)
