"""Cutouts that another remover made, refined along their edges on this machine."""

from typing import ClassVar

from iat_sidecar.providers.provider import REFINER, Ability, Provider, Shot, Work


class LocalRefine(Provider):
    """The link after the removers of a chain: a better alpha and the subject's own colours."""

    code: ClassVar[str] = REFINER
    abilities: ClassVar[frozenset[Ability]] = frozenset({Ability.REMOVES_BACKGROUND})

    def cutout(self, shot: Shot) -> Work:
        return Work(
            operation="matte/refine",
            version=1,
            params={},
            takes=("image", "mask"),
            gives={"image": "bg_removed", "mask": "mask"},
        )
