"""Backgrounds removed on this machine: by the mask a drawing knows, by colour, or by a user's model."""

from typing import ClassVar

from iat_sidecar.providers.provider import Ability, Provider, Shot, Work

METHODS = ("auto", "known", "flood", "key")


class LocalMatte(Provider):
    """`model` is a method; without one the known mask is taken where there is one."""

    code: ClassVar[str] = "local_matte"
    abilities: ClassVar[frozenset[Ability]] = frozenset({Ability.REMOVES_BACKGROUND})

    def cutout(self, shot: Shot) -> Work:
        method = shot.model_name or "auto"
        if method == "auto" and "mask" in shot.roles:
            method = "known"
        is_model = method not in METHODS
        return Work(
            operation="matte/cut",
            version=1,
            params={"method": "onnx" if is_model else method},
            takes=("image", "mask") if method == "known" else ("image",),
            gives={"image": "bg_removed", "mask": "mask"},
            weights_sha256=shot.facts.get("weights_sha256") if is_model else None,
            unkeyed={"model_path": method} if is_model else {},
        )
