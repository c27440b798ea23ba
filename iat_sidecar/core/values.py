"""Constrained values that several nouns share; each says its limits in its type."""

from typing import Annotated, Literal, get_args

from msgspec import Meta

Id = Annotated[str, Meta(pattern=r"^[0-9a-f-]{36}$(?!\n)", description="A UUIDv7.")]
Time = Annotated[str, Meta(description="UTC, ISO-8601 with microseconds and Z.")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(max_length=20_000)]
Note = Annotated[str, Meta(max_length=2_000)]
Path = Annotated[str, Meta(min_length=1, max_length=4_096, description="An absolute path.")]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Fraction = Annotated[float, Meta(ge=0, le=1)]
SizePx = Annotated[int, Meta(ge=1, le=16_384, description="An edge length in pixels.")]
Seed = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Usd = Annotated[
    str,
    Meta(
        pattern=r"^-?[0-9]{1,12}\.[0-9]{6}$(?!\n)",
        description="US dollars with six places.",
        extra={"decimal6": True},
    ),
]
LimitUsd = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{1,12}\.[0-9]{6}$(?!\n)",
        description="US dollars with six places, none or more.",
        extra={"decimal6": True},
    ),
]
Weight = Annotated[float, Meta(ge=0, le=1_000, extra={"decimal6": True})]
Score = Annotated[float, Meta(extra={"decimal6": True}, description="Six decimal places.")]
Lab = Annotated[tuple[float, float, float], Meta(description="CIELAB under D65: L* 0…100, a*, b*.")]
GivenLab = Annotated[
    tuple[
        Annotated[float, Meta(ge=0, le=100)],
        Annotated[float, Meta(ge=-128, le=128)],
        Annotated[float, Meta(ge=-128, le=128)],
    ],
    Meta(description="CIELAB under D65: L* 0…100, a* and b* −128…128."),
]
Hex = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$(?!\n)", description="sRGB as #rrggbb.")]

Role = Literal["member", "author", "admin"]
AssetKind = Literal[
    "input",
    "reference",
    "generated",
    "mask",
    "upscaled",
    "bg_removed",
    "final",
    "run_log",
    "export",
    "other",
]
Stage = Literal["style_lock", "light_time", "weather_effects", "advanced"]
STAGES: tuple[Stage, ...] = get_args(Stage)
"""In the order of the pipeline."""
TimeOfDay = Literal["dawn", "day", "golden_hour", "dusk", "night", "interior"]
Weather = Literal["clear", "cloudy", "rain", "snow", "fog", "storm"]

Slug = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9][a-z0-9-]{0,62}$(?!\n)",
        description="Lower-case letters, digits and hyphens.",
    ),
]
ProjectRef = Annotated[
    str, Meta(min_length=1, max_length=63, description="A project's id or slug.")
]
ProjectId = Annotated[ProjectRef, Meta(extra={"resolve": "project"})]
Limit = Annotated[int, Meta(ge=1, le=500, description="Items a page.")]
Cursor = Annotated[str, Meta(max_length=100, description="`next_cursor` of the page before.")]
