"""Pictures enlarged by Real-ESRGAN and its kin: by a user's ONNX file, or by its program."""

from typing import ClassVar

from iat_sidecar.core.errors import Invalid
from iat_sidecar.providers.provider import Ability, Provider, Shot, Work

METHODS = ("onnx", "realesrgan")
DEFAULT_MODEL = "realesrgan-x4plus-anime"
PROGRAM_FACT = "realesrgan_program"
"""What a shot knows of where the program lies; without it, it is looked for in PATH."""


class LocalRealesrgan(Provider):
    """`onnx` takes a model's file; `realesrgan` the name of a model that the program knows."""

    code: ClassVar[str] = "local_realesrgan"
    abilities: ClassVar[frozenset[Ability]] = frozenset({Ability.UPSCALES})
    licence: ClassVar[str] = "BSD-3-Clause"

    def upscale(self, factor: float, method: str, shot: Shot) -> Work:
        if method == "onnx":
            return _by_model(self.code, factor, shot)
        if method == "realesrgan":
            return _by_program(factor, shot)
        raise Invalid(self.code, f"{method} is none of its methods: {', '.join(METHODS)}")


def _by_model(code: str, factor: float, shot: Shot) -> Work:
    model = shot.models.get("upscale")
    if model is None:
        raise Invalid(code, "onnx needs a model: an installed one by name, or a file's path")
    return Work(
        operation="finish/upscale",
        version=1,
        params={"factor": factor, "method": "onnx"},
        takes=("image",),
        gives={"image": "upscaled"},
        reproducibility=model.reproducibility,
        weights=model,
        unkeyed=model.where,
    )


def _by_program(factor: float, shot: Shot) -> Work:
    """What it makes differs a little from one graphics card to another, so it is recorded."""
    name = shot.model_name or DEFAULT_MODEL
    path = shot.facts.get(PROGRAM_FACT)
    return Work(
        operation="finish/upscale",
        version=1,
        params={"factor": factor, "method": "realesrgan", "model": name},
        takes=("image",),
        gives={"image": "upscaled"},
        reproducibility="recorded",
        unkeyed={"program_path": path} if path else {},
    )
