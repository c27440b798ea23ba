"""The light, weather and advanced stages: effects by name, on a picture and its planes."""

from typing import Any

from iat_sidecar.core.values import Fraction, Seed, TimeOfDay, Weather
from iat_sidecar.core.wire import Given
from iat_sidecar.imaging import colour, effect, planes
from iat_sidecar.imaging.arrays import LinearRgb, Plane, with_alpha_of
from iat_sidecar.imaging.step import Inputs, Made, step


class LightParams(Given):
    """A time of day, how strongly it shows, and the seed of its layers."""

    time_of_day: TimeOfDay
    seed: Seed
    strength: Fraction = 1.0


@step("light/time")
def light_time(params: LightParams, inputs: Inputs) -> Made:
    """Paint a time of day into a picture of neutral daylight."""
    known = _planes(inputs)
    given = {name: known[name] for name in ("depth", "lights", "sky")}
    lit = effect.get(params.time_of_day).apply(
        _linear(inputs), given={"strength": params.strength}, seed=params.seed, **given
    )
    return _made(lit, inputs)


class WeatherParams(Given):
    """A weather, the seed of its layers, and options of its effect."""

    weather: Weather
    seed: Seed
    options: dict[str, Any] = {}


@step("light/weather")
def weather(params: WeatherParams, inputs: Inputs) -> Made:
    """Let it rain, snow or clear up in the light that is there."""
    known = _planes(inputs)
    given = {name: known[name] for name in ("depth", "ground", "sky", "lights")}
    wet = effect.get(params.weather).apply(
        _linear(inputs), given=params.options, seed=params.seed, **given
    )
    return _made(wet, inputs)


class Pass(Given):
    """One further effect with its options."""

    effect: str
    options: dict[str, Any] = {}


class AdvancedParams(Given):
    """Further effects, one after another."""

    passes: list[Pass]
    seed: Seed


@step("light/advanced")
def advanced(params: AdvancedParams, inputs: Inputs) -> Made:
    """Apply vignette, grain, halftone or ink in the order given."""
    picture = _linear(inputs)
    for one in params.passes:
        picture = effect.get(one.effect).apply(picture, given=one.options, seed=params.seed)
    return _made(picture, inputs)


def _linear(inputs: Inputs) -> LinearRgb:
    return colour.to_linear(inputs.rgb("image"))


def _planes(inputs: Inputs) -> dict[str, Plane]:
    """What the drawing knows of itself; a guess where nothing is known or the size has changed."""
    picture = inputs["image"]
    if "planes" in inputs and inputs["planes"].shape[:2] == picture.shape[:2]:
        return planes.unpack(inputs["planes"])
    return planes.guess(picture)


def _made(linear: LinearRgb, inputs: Inputs) -> Made:
    """Back to bytes; alpha stays as it was."""
    return Made(pictures={"image": with_alpha_of(inputs["image"], colour.to_srgb(linear))})
