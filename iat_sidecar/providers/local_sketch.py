"""Layout panels drawn on this machine from scene words, lit and weathered by real effects."""

from typing import Any, ClassVar

from iat_sidecar.core.errors import Invalid
from iat_sidecar.core.values import Stage
from iat_sidecar.providers.provider import Ability, Provider, Shot, Work

SIZE_PX = (1024, 768)
INDOOR_WEATHER = frozenset({"rain", "snow", "fog", "storm"})
NOT_WEATHER = frozenset({"effects", "ink"})
PASSES = ("vignette", "grain", "halftone", "ink")


class LocalSketch(Provider):
    """Needs no network and no weights; bit for bit the same on every run."""

    code: ClassVar[str] = "local_sketch"
    abilities: ClassVar[frozenset[Ability]] = frozenset({Ability.DRAWS, Ability.EDITS})

    def stage(self, stage: Stage, shot: Shot) -> Work | None:
        return STAGES[stage](shot)

    def check(self, stage: Stage, params: dict[str, Any]) -> None:
        if stage == "advanced":
            _passes(params)


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
        version=1,
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
        version=1,
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
    options = {name: given for name, given in shot.params.items() if name not in NOT_WEATHER}
    if shot.facts.get("indoors") and shot.weather in INDOOR_WEATHER:
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
    if unknown := [name for name in wanted if name not in PASSES]:
        raise Invalid(
            "local_sketch", f"no effect {', '.join(unknown)}; there are {', '.join(PASSES)}"
        )
    given = wanted if isinstance(wanted, dict) else {name: {} for name in wanted}
    if not all(isinstance(options, dict | None) for options in given.values()):
        raise Invalid("local_sketch", "the options of an effect are an object")
    return given


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
