"""What a provider is: a code, its abilities, and the work it makes of a shot."""

import importlib
import os
from enum import StrEnum
from typing import Any, ClassVar, Literal

from iat_sidecar.core import modules
from iat_sidecar.core.errors import Invalid
from iat_sidecar.core.values import AssetKind, Lab, Seed, Stage, TimeOfDay, Weather
from iat_sidecar.core.wire import Wire

Reproducibility = Literal["bit_exact", "seeded", "recorded"]
ModelUse = Literal["cutout", "upscale"]


class Ability(StrEnum):
    """What a provider can do; asked for by stages and by what comes after them."""

    DRAWS = "draws"
    EDITS = "edits"
    REMOVES_BACKGROUND = "removes_background"
    UPSCALES = "upscales"
    CHATS = "chats"
    SPEAKS = "speaks"
    TRANSCRIBES = "transcribes"


class Actor(Wire):
    """A character as a provider draws it: its identity in words and in colours by part."""

    code: str
    name: str
    description: str
    parts: dict[str, Lab]


class ModelFile(Wire):
    """A model file that a step is made with: where it lies, which bytes it is, how it is run."""

    path: str
    name: str
    sha256: str
    family: str
    licence: str | None
    is_commercial: bool | None
    threads: int = 1
    execution: str = "cpu"

    @property
    def where(self) -> dict[str, Any]:
        """What only says where and how fast, not what comes out."""
        return {
            "model_path": self.path,
            "model_sha256": self.sha256,
            "threads": self.threads,
            "execution": self.execution,
        }

    @property
    def reproducibility(self) -> Reproducibility:
        """Graphics processors add in an order of their own."""
        return "bit_exact" if self.execution == "cpu" else "seeded"

    @property
    def told(self) -> dict[str, Any]:
        """What is kept with all that was made with it."""
        names = ("name", "sha256", "family", "licence", "is_commercial")
        return {name: getattr(self, name) for name in names}


class Shot(Wire):
    """One candidate of one job at one stage: all that a provider may need to know.

    `seed` is the candidate's own; `roles` are the pictures there are so far, `hashes` theirs;
    `facts` is what earlier steps found out; `models` are the files that cutouts and enlargements were told to use.
    """

    scene: str
    prompt: str
    negative_prompt: str
    cast: list[Actor]
    palette: list[Lab]
    line_weight_px: float | None
    style: dict[str, Any] | None
    width_px: int | None
    height_px: int | None
    seed: Seed
    candidate: int
    redraw: int
    time_of_day: TimeOfDay | None
    weather: Weather | None
    params: dict[str, Any]
    model_name: str | None
    roles: frozenset[str]
    facts: dict[str, Any]
    hashes: dict[str, str] = {}
    models: dict[ModelUse, ModelFile] = {}


class Work(Wire):
    """A step to be memoised: which operation, on which pictures, giving which kinds of asset.

    `unkeyed` are parameters that only say where something lies or came from.

    `params` are the whole of what the outcome depends on beside the inputs' bytes; a drawing
    provider that takes no seed puts the draw into them, so that candidates differ.
    """

    operation: str
    version: int
    params: dict[str, Any]
    takes: tuple[str, ...]
    gives: dict[str, AssetKind]
    reproducibility: Reproducibility = "bit_exact"
    weights: ModelFile | None = None
    unkeyed: dict[str, Any] = {}


class Provider:
    """Base of all vendors and engines; a subclass in its own file is a provider."""

    code: ClassVar[str]
    abilities: ClassVar[frozenset[Ability]]
    is_local: ClassVar[bool] = True
    licence: ClassVar[str] = "MIT"

    def stage(self, stage: Stage, shot: Shot) -> Work | None:
        """The work of one stage; None where the shot asks nothing of it."""
        raise Invalid(self.code, f"it has no stage {stage}")

    def check(self, stage: Stage, params: dict[str, Any]) -> None:
        """Raise Invalid for parameters that this stage cannot take, as far as can be told early."""

    def cutout(self, shot: Shot) -> Work:
        """The work that removes the background."""
        raise Invalid(self.code, "it does not cut out")

    def upscale(self, factor: float, method: str, shot: Shot) -> Work:
        """The work that enlarges."""
        raise Invalid(self.code, "it does not enlarge")


def catalogue() -> dict[str, Provider]:
    """Every provider there is a file for, by code."""
    if not _PROVIDERS:
        for name in modules.names(os.path.dirname(__file__)):
            importlib.import_module(f"{__package__}.{name}")
        _PROVIDERS.update({kind.code: kind() for kind in Provider.__subclasses__()})
    return _PROVIDERS


_PROVIDERS: dict[str, Provider] = {}

CODES: frozenset[str] = frozenset(
    [
        "local_sketch",
        "local_matte",
        "local_refine",
        "local_upscale",
        "local_realesrgan",
        "local_diffusion",
        "openai",
        "gemini",
        "stability",
        "bfl",
        "replicate",
        "fal",
        "comfyui",
        "a1111",
        "removebg",
        "photoroom",
    ]
)
DEFAULT_DRAWING = "local_sketch"
DEFAULT_CUTOUT = ("local_matte", "removebg", "photoroom")
DEFAULT_UPSCALE = "local_upscale"
REFINER = "local_refine"
