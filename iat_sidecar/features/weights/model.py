"""What a model file is to this program."""

from typing import Annotated, Literal

from msgspec import Meta

from iat_sidecar.core.values import Count, Sha256, Time
from iat_sidecar.core.wire import Event, Wire

WeightsName = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$(?!\n)",
        description="Lower-case letters, digits, dots, hyphens and underscores.",
    ),
]
Purpose = Literal["cutout", "upscale", "embedding"]
Family = Annotated[
    str, Meta(pattern=r"^[a-z0-9_]{1,40}$(?!\n)", description="How a model is fed and read.")
]
Licence = Annotated[str, Meta(min_length=1, max_length=100, description="SPDX where there is one.")]
Url = Annotated[str, Meta(min_length=1, max_length=4_096, pattern=r"^https?://")]


class Weights(Wire):
    """A model file: one that is installed, or one of the catalogue that can be.

    `is_commercial` is null where nobody said whether its licence allows that.
    """

    name: WeightsName
    purpose: Purpose
    family: Family
    licence: Licence | None
    is_commercial: bool | None
    note: str
    is_installed: bool
    sha256: Sha256 | None
    size_bytes: Count | None
    source: str | None
    path: str | None
    found_at: str | None
    installed_at: Time | None


class Installed(Wire):
    """The row of an installed model."""

    name: WeightsName
    purpose: Purpose
    family: Family
    licence: Licence | None
    is_commercial: bool | None
    sha256: Sha256
    size_bytes: Count
    source: str
    created_at: Time


class WeightsUse(Wire):
    """Which model a step was made with, and what its licence allows: kept with what it made."""

    name: str
    sha256: Sha256
    family: Family
    licence: Licence | None
    is_commercial: bool | None


class InstallTask(Wire):
    """What `weights/install` was asked for."""

    name: WeightsName
    url: str | None
    path: str | None
    sha256: Sha256 | None
    licence: Licence | None
    family: Family | None


class Port(Wire):
    """One input or output of a model; a length that it leaves open is null."""

    name: str
    type: str
    shape: list[int | None]


class Ports(Wire):
    """What a model takes and gives."""

    inputs: list[Port]
    outputs: list[Port]


class WeightsCreated(Event):
    """A model was installed."""

    weights: Weights


class WeightsDeleted(Event):
    """A model was removed."""

    weights: Weights
