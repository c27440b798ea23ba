"""Pictures enlarged on this machine: Lanczos in linear light, or edge-directed for line art."""

from typing import ClassVar

from iat_sidecar.core.errors import Invalid
from iat_sidecar.providers.provider import Ability, Provider, Shot, Work

METHODS = ("lanczos", "edge")


class LocalUpscale(Provider):
    """Needs no weights."""

    code: ClassVar[str] = "local_upscale"
    abilities: ClassVar[frozenset[Ability]] = frozenset({Ability.UPSCALES})

    def upscale(self, factor: float, method: str, shot: Shot) -> Work:
        if method not in METHODS:
            raise Invalid(self.code, f"{method} is none of its methods: {', '.join(METHODS)}")
        return Work(
            operation="finish/upscale",
            version=2,
            params={"factor": factor, "method": method},
            takes=("image",),
            gives={"image": "upscaled"},
        )
