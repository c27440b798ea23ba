"""Backgrounds removed on this machine: by the mask a drawing knows, by colour, or by a user's model."""

from typing import ClassVar

from iat_sidecar.providers.provider import Ability, Provider, Shot, Work

METHODS = ("auto", "known", "flood", "key", "grabcut")


class LocalMatte(Provider):
    """`model` is a method or a model; without one the known mask is taken where there is one."""

    code: ClassVar[str] = "local_matte"
    abilities: ClassVar[frozenset[Ability]] = frozenset({Ability.REMOVES_BACKGROUND})

    def cutout(self, shot: Shot) -> Work:
        model = shot.models.get("cutout")
        method = "onnx" if model else shot.model_name or "auto"
        if method == "auto" and "mask" in shot.roles:
            method = "known"
        params = {"method": method, "refine": shot.params.get("refine", "auto")}
        if model:
            params["family"] = model.family
        return Work(
            operation="matte/cut",
            version=3,
            params=params,
            takes=("image", "mask") if method == "known" else ("image",),
            gives={"image": "bg_removed", "mask": "mask"},
            reproducibility=model.reproducibility if model else "bit_exact",
            weights=model,
            unkeyed=model.where if model else {},
        )
