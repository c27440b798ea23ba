"""Which links of a chain can be used here, and whether what is asked after the stages can be done."""

import os

from iat_sidecar.core.errors import InvalidParams
from iat_sidecar.providers.local_realesrgan import METHODS as BY_MODELS
from iat_sidecar.providers.provider import (
    CODES,
    DEFAULT_CUTOUT,
    DEFAULT_UPSCALE,
    REFINER,
    Ability,
    catalogue,
)
from iat_sidecar.providers.terms import ColorOptions, Post, UpscaleOptions


def check_post(post: Post | None, path: str) -> list[str]:
    """What the steps after the stages ask for can be done; a word about links passed over."""
    if post and post.upscale:
        _check_upscale(post.upscale, f"{path}.upscale")
    if post and post.color:
        _check_color(post.color, f"{path}.color")
    if post is None or post.cutout is None:
        return []
    chain = post.cutout.chain if post.cutout.chain is not None else list(DEFAULT_CUTOUT)
    codes, warnings = usable_codes(chain, Ability.REMOVES_BACKGROUND, f"{path}.cutout.chain")
    if not set(codes) - {REFINER}:
        raise InvalidParams(
            "No provider of the cutout chain can be used here", f"{path}.cutout.chain"
        )
    return warnings


def upscaler(method: str) -> str:
    """The code of the provider that enlarges by a method."""
    return "local_realesrgan" if method in BY_MODELS else DEFAULT_UPSCALE


def _check_upscale(upscale: UpscaleOptions, path: str) -> None:
    if upscale.method == "onnx" and upscale.model is None:
        raise InvalidParams(
            "onnx needs a model: the name of one that weights/install brought, or a file's path",
            f"{path}.method",
        )
    if upscale.model is not None and upscale.method not in BY_MODELS:
        raise InvalidParams(f"{upscale.method} takes no model", f"{path}.model")


def _check_color(color: ColorOptions, path: str) -> None:
    if (color.toward == "cube") != (color.cube_path is not None):
        raise InvalidParams("toward: cube and cube_path go together", f"{path}.cube_path")
    if color.cube_path is not None and not os.path.isabs(color.cube_path):
        raise InvalidParams(f"{color.cube_path} is not an absolute path", f"{path}.cube_path")


def usable_codes(codes: list[str], ability: Ability, path: str) -> tuple[list[str], list[str]]:
    """Providers of a chain that can be used, and a sentence about each that is passed over."""
    found, warnings = [], []
    for code in codes:
        if code not in CODES:
            raise InvalidParams(f"There is no provider {code}", path)
        provider = catalogue().get(code)
        if provider is None:
            warnings.append(f"{code} has no account in this project and was passed over")
        elif ability not in provider.abilities:
            raise InvalidParams(f"{code} cannot do this; it does not have {ability.value}", path)
        else:
            found.append(code)
    return found, warnings
