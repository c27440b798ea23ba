"""What runs here, in which version; nothing is imported to find out."""

import platform
from importlib import metadata

from iat_sidecar.features.system.model import Platform

DRAWING = ("apsw", "msgspec", "numpy", "onnxruntime", "pillow")
LIBRARIES = (*DRAWING, "keyring", "rembg")


def libraries(names: tuple[str, ...] = LIBRARIES) -> dict[str, str | None]:
    return {name: _version(name) for name in names}


def drawing() -> dict[str, str | None]:
    """Of those that a run's pictures and records may depend on."""
    return libraries(DRAWING)


def python() -> str:
    return platform.python_version()


def here() -> Platform:
    return Platform(
        system=platform.system(), release=platform.release(), machine=platform.machine()
    )


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
