"""Which models the steps after the stages name, and whether they may be used."""

import os

from iat_sidecar.core.errors import InvalidParams
from iat_sidecar.db.tx import Read
from iat_sidecar.features.project import store as projects
from iat_sidecar.features.weights import rules, store
from iat_sidecar.features.weights.model import WeightsUse
from iat_sidecar.providers.local_matte import METHODS
from iat_sidecar.providers.provider import ModelUse
from iat_sidecar.providers.terms import Post


def named(post: Post | None) -> dict[ModelUse, str]:
    """The models that the steps after the stages name, by use: installed ones, or files."""
    cutout = post.cutout.model if post and post.cutout else None
    upscale = post.upscale if post else None
    is_file = upscale is not None and upscale.method == "onnx"
    found: dict[ModelUse, str | None] = {
        "cutout": None if cutout in METHODS else cutout,
        "upscale": upscale.model if upscale and is_file else None,
    }
    return {use: reference for use, reference in found.items() if reference is not None}


def installed(read: Read, post: Post | None, *, is_commercial: bool) -> dict[str, WeightsUse]:
    """Those of them that are named by name, as they are installed now.

    Raises WeightsMissing, LicenceRefused, and InvalidParams for a model of another purpose.
    """
    found = {}
    for use, name in named(post).items():
        if os.path.isabs(name):
            continue  # a file is judged when it is read
        row = store.get(read, name)
        if row.purpose != use:
            raise InvalidParams(f"{name} is for {row.purpose}", f"$.post.{use}.model")
        found[name] = rules.use_of(row)
        rules.check_licence(found[name], is_commercial=is_commercial)
    return found


def check_models(read: Read, project_id: str, post: Post | None) -> None:
    """As `installed`, for a project: what can be refused before anything is drawn."""
    settings = projects.get(read, project_id).settings
    installed(read, post, is_commercial=settings.commercial)
