"""rembg's sessions, reached without what rembg imports beside them.

`import rembg` loads pymatting, which compiles for a minute at its first import, and a session
without its model downloads one. The session classes themselves need numpy, Pillow and onnxruntime.
"""

import importlib.util
import os
import sys
from types import ModuleType
from typing import Any

from iat_sidecar.core.errors import WeightsMissing

SESSIONS = (
    "ben_custom", "birefnet_cod", "birefnet_dis", "birefnet_general", "birefnet_general_fp16",
    "birefnet_general_lite", "birefnet_hrsod", "birefnet_massive", "birefnet_portrait",
    "bria_rmbg", "dis_anime", "dis_custom", "dis_general_use", "silueta", "u2net",
    "u2net_cloth_seg", "u2net_custom", "u2net_human_seg", "u2netp",
)  # fmt: skip
"""Modules of rembg that run a model of the user's own machine; its remote ones are left out."""
HOME = "REMBG_HOME"


def session_class(name: str) -> Any:
    """The session class of one of SESSIONS."""
    sessions = _stand_in()
    if name.startswith("birefnet_"):  # its siblings take their base from the package
        general = importlib.import_module("rembg.sessions.birefnet_general")
        sessions.BiRefNetSessionGeneral = general.BiRefNetSessionGeneral  # type: ignore[attr-defined]
    base = importlib.import_module("rembg.sessions.base").BaseSession
    module = importlib.import_module(f"rembg.sessions.{name}")
    classes = (each for each in vars(module).values() if isinstance(each, type))
    own = (each for each in classes if each.__module__ == module.__name__)
    return next(each for each in own if issubclass(each, base))


def custom_mask(picture: Any, model_path: str) -> Any:
    """The mask, an L image, that rembg's U²-Net session makes of a Pillow image with this model."""
    import onnxruntime

    os.environ[HOME] = os.path.dirname(os.path.abspath(model_path))  # it refuses files elsewhere
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = session_class("u2net_custom")(
        "u2net_custom", options, providers=["CPUExecutionProvider"], model_path=model_path
    )
    return session.predict(picture)[0]


def _stand_in() -> ModuleType:
    """Packages whose `__init__` is not run, and a downloader that refuses; `rembg.sessions`."""
    for name in ("rembg", "rembg.sessions"):
        if name not in sys.modules:
            spec = importlib.util.find_spec(name)
            assert spec and spec.submodule_search_locations
            package = ModuleType(name)
            package.__path__ = list(spec.submodule_search_locations)
            sys.modules[name] = package
    downloads = ModuleType("pooch")
    downloads.retrieve = _refuse  # type: ignore[attr-defined]
    sys.modules.setdefault("pooch", downloads)
    return sys.modules["rembg.sessions"]


def _refuse(url: str, *_: object, fname: str = "", **more: object) -> None:
    raise WeightsMissing(fname or url.rpartition("/")[2])
