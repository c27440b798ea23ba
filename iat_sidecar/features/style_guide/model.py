"""What a style guide is: the rules of one look."""

from typing import Annotated

from msgspec import Meta, field

from iat_sidecar.core.values import Fraction, GivenLab, Id, Name, Text, Time
from iat_sidecar.core.wire import Event, Given, Wire
from iat_sidecar.imaging.style import PaletteColour, StyleMeasure

TONE_BINS = 32

Chroma = Annotated[float, Meta(ge=0, le=200, description="C* in CIELAB.")]
LineWeightPx = Annotated[float, Meta(ge=0, le=100, description="At a long side of 1,024 px.")]
NoiseLevel = Annotated[float, Meta(ge=0, le=255, description="σ in 8-bit levels.")]
Tone = Annotated[
    list[Fraction],
    Meta(
        min_length=TONE_BINS,
        max_length=TONE_BINS,
        description="32 shares of L* from 0 to 100, in proportion to one another.",
    ),
]


class SetColour(Given):
    """A colour of the palette and its share; where no colour has one, all count alike."""

    lab: GivenLab
    weight: Fraction = 0.0


Palette = Annotated[list[SetColour], Meta(min_length=1, max_length=32)]


class StyleSet(Given):
    """What a person decided; it wins over what was measured."""

    palette: Palette | None = None
    chroma_ceiling: Chroma | None = None
    tone: Tone | None = None
    line_weight_px: LineWeightPx | None = None
    edge_density: Fraction | None = None
    noise: NoiseLevel | None = None


class Measured(StyleMeasure, forbid_unknown_fields=True):
    """The look of the reference set as it was measured, and when."""

    at: Time


class StyleRules(Given):
    """A look in words and numbers; `measured` is written by style_guide/measure alone."""

    prompt: Text = ""
    negative_prompt: Text = ""
    reference_set_id: Id | None = None
    measured: Measured | None = None
    set: StyleSet = StyleSet()


class EffectiveStyle(Wire):
    """What a run keeps to: what was set, else what was measured, else nothing.

    `measure` is the measured look with what was set in its place; null while nothing was measured.
    """

    prompt: str
    negative_prompt: str
    palette: list[PaletteColour] = field(default_factory=list)
    chroma_ceiling: float | None = None
    tone: list[float] = field(default_factory=list)
    line_weight_px: float | None = None
    edge_density: float | None = None
    noise: float | None = None
    measure: StyleMeasure | None = None


class StyleGuide(Wire):
    """The rules of one look; one of a project may be its default."""

    id: Id
    project_id: Id
    name: Name
    description: Text
    rules: StyleRules
    is_default: bool
    created_at: Time
    updated_at: Time


class StyleGuideCreated(Event):
    """A style guide was written."""

    style_guide: StyleGuide


class StyleGuideUpdated(Event):
    """A style guide was changed, measured, or became or ceased to be the default."""

    style_guide: StyleGuide


class StyleGuideDeleted(Event):
    """A style guide was removed."""

    style_guide: StyleGuide


class MeasureStyleTask(Wire):
    """What the task style_guide/measure is to do."""

    style_guide_id: Id
