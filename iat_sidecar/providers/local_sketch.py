"""Layout panels drawn on this machine from scene words, lit and weathered by real effects."""

from typing import Any, ClassVar

import msgspec

from iat_sidecar.core.errors import Invalid
from iat_sidecar.core.values import Fraction, Stage, Weather
from iat_sidecar.core.wire import Given
from iat_sidecar.providers.provider import Ability, Provider, Shot, Work

SIZE_PX = (1024, 768)
WEATHER_OPTIONS: dict[Weather, tuple[str, ...]] = {
    "clear": ("strength",),
    "cloudy": ("cover", "strength"),
    "rain": ("density", "wind", "indoors"),
    "snow": ("density", "cover", "wind", "indoors"),
    "fog": ("density", "indoors"),
    "storm": ("density", "wind", "lightning", "indoors"),
}
PASS_OPTIONS = {
    "vignette": ("amount",),
    "grain": ("amount", "size_px"),
    "halftone": ("amount", "pitch_px", "angle_deg"),
    "ink": ("amount", "line_px"),
}


class SketchParams(Given):
    """What a link's `params` may say; one set goes to every stage, and each takes its own of it."""

    strength: Fraction = 1.0
    density: Fraction = 0.0
    cover: Fraction = 0.0
    wind: Fraction = 0.0
    lightning: Fraction = 0.0
    indoors: bool = False
    ink: dict[str, Any] = {}
    effects: Any = None


class LocalSketch(Provider):
    """Needs no network and no weights; bit for bit the same on every run."""

    code: ClassVar[str] = "local_sketch"
    abilities: ClassVar[frozenset[Ability]] = frozenset({Ability.DRAWS, Ability.EDITS})

    def stage(self, stage: Stage, shot: Shot) -> Work | None:
        return STAGES[stage](shot)

    def check(self, stage: Stage, params: dict[str, Any]) -> None:
        try:
            given = msgspec.convert(params, SketchParams)
        except msgspec.ValidationError as exc:
            raise Invalid(self.code, str(exc)) from exc
        _check_options("ink", given.ink)
        if stage == "advanced":
            for name, options in _passes(params).items():
                _check_options(name, options or {})


def _style_lock(shot: Shot) -> Work:
    return _trace(shot) if "image" in shot.roles else _sketch(shot)


def _sketch(shot: Shot) -> Work:
    cast = [
        {
            "code": actor.code,
            "name": actor.name,
            "description": actor.description,
            "parts": [{"part": part, "lab": lab} for part, lab in sorted(actor.parts.items())],
        }
        for actor in shot.cast
    ]
    return Work(
        operation="sketch/draw",
        version=2,
        params={
            "scene": shot.scene,
            "prompt": shot.prompt,
            "cast": cast,
            "palette": shot.palette,
            "line_weight_px": shot.line_weight_px,
            "width_px": shot.width_px or SIZE_PX[0],
            "height_px": shot.height_px or SIZE_PX[1],
            "seed": shot.seed,
            "candidate": shot.candidate,
        },
        takes=(),
        gives={"image": "generated", "mask": "mask", "planes": "other"},
    )


def _trace(shot: Shot) -> Work:
    """A picture that the job starts from is brought into the style and inked."""
    return Work(
        operation="sketch/trace",
        version=2,
        params={
            "seed": shot.seed,
            "candidate": shot.candidate,
            "style": shot.style,
            "palette": shot.palette,
            **_own(shot, "strength", "ink"),
        },
        takes=("image",),
        gives={"image": "generated", "planes": "other"},
    )


def _light_time(shot: Shot) -> Work | None:
    if shot.time_of_day is None:
        return None
    params: dict[str, Any] = {"time_of_day": shot.time_of_day, "seed": shot.seed}
    params |= _own(shot, "strength")
    return _edit("light/time", params)


def _weather_effects(shot: Shot) -> Work | None:
    if shot.weather is None:
        return None
    known = WEATHER_OPTIONS[shot.weather]
    options = _own(shot, *known)
    if shot.facts.get("indoors") and "indoors" in known:
        options["indoors"] = True
    return _edit("light/weather", {"weather": shot.weather, "seed": shot.seed, "options": options})


def _advanced(shot: Shot) -> Work:
    passes = [
        {"effect": name, "options": options or {}} for name, options in _passes(shot.params).items()
    ]
    return _edit("light/advanced", {"passes": passes, "seed": shot.seed})


def _passes(params: dict[str, Any]) -> dict[str, Any]:
    """`effects` names passes, or maps their names to options."""
    wanted = params.get("effects", ["vignette"])
    if not isinstance(wanted, dict | list) or not all(isinstance(name, str) for name in wanted):
        raise Invalid("local_sketch", "effects is a list of names, or maps names to options")
    if unknown := [name for name in wanted if name not in PASS_OPTIONS]:
        raise Invalid(
            "local_sketch", f"no effect {', '.join(unknown)}; there are {', '.join(PASS_OPTIONS)}"
        )
    given = wanted if isinstance(wanted, dict) else {name: {} for name in wanted}
    if not all(isinstance(options, dict | None) for options in given.values()):
        raise Invalid("local_sketch", "the options of an effect are an object")
    return given


def _check_options(effect: str, options: dict[str, Any]) -> None:
    if unknown := sorted(set(options) - set(PASS_OPTIONS[effect])):
        raise Invalid("local_sketch", f"{effect} has no option {', '.join(unknown)}")


def _edit(operation: str, params: dict[str, Any]) -> Work:
    return Work(
        operation=operation,
        version=1,
        params=params,
        takes=("image", "planes"),
        gives={"image": "generated"},
    )


def _own(shot: Shot, *names: str) -> dict[str, Any]:
    """A run's parameters go to every stage; each takes its own."""
    return {name: shot.params[name] for name in names if name in shot.params}


STAGES = {
    "style_lock": _style_lock,
    "light_time": _light_time,
    "weather_effects": _weather_effects,
    "advanced": _advanced,
}
