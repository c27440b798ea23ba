"""The engines on this machine: what work they make of a shot, and what they refuse."""

from typing import Any, get_args, get_type_hints

import pytest
from msgspec.structs import replace

from iat_sidecar.core.errors import Invalid, InvalidParams
from iat_sidecar.core.values import Weather
from iat_sidecar.imaging import effect
from iat_sidecar.imaging.upscale import program
from iat_sidecar.providers.chain import check_post, upscaler
from iat_sidecar.providers.local_realesrgan import DEFAULT_MODEL, PROGRAM_FACT, LocalRealesrgan
from iat_sidecar.providers.local_sketch import PASS_OPTIONS, WEATHER_OPTIONS
from iat_sidecar.providers.provider import CODES, Ability, ModelFile, Work, catalogue
from iat_sidecar.providers.terms import Post, UpscaleOptions
from tests.providers.shots import SHOT


def test_every_provider_has_a_known_code_and_only_its_abilities() -> None:
    found = {code: provider.abilities for code, provider in catalogue().items()}
    assert set(found) <= CODES
    assert found["local_sketch"] == {Ability.DRAWS, Ability.EDITS}
    assert found["local_matte"] == {Ability.REMOVES_BACKGROUND}
    assert found["local_upscale"] == {Ability.UPSCALES}
    assert found["local_realesrgan"] == {Ability.UPSCALES}


def test_style_lock_draws_from_words_and_traces_a_picture() -> None:
    sketch = catalogue()["local_sketch"]
    drawing = sketch.stage("style_lock", SHOT)
    tracing = sketch.stage("style_lock", replace(SHOT, roles=frozenset({"image"})))
    assert drawing is not None
    assert tracing is not None
    assert (drawing.operation, drawing.takes) == ("sketch/draw", ())
    assert (drawing.params["width_px"], drawing.params["height_px"]) == (1024, 768)
    assert (tracing.operation, tracing.takes) == ("sketch/trace", ("image",))


def test_nothing_is_done_about_a_light_or_weather_nobody_asked_for() -> None:
    sketch = catalogue()["local_sketch"]
    assert sketch.stage("light_time", SHOT) is None
    assert sketch.stage("weather_effects", SHOT) is None


def test_a_runs_parameters_reach_the_stages_they_are_meant_for() -> None:
    sketch = catalogue()["local_sketch"]
    params: dict[str, Any] = {"strength": 0.5, "effects": ["ink"], "ink": {}, "seed": 9}
    shot = replace(SHOT, params=params, time_of_day="dusk", roles=frozenset({"image"}))
    light, tracing, more = (
        sketch.stage(stage, shot) for stage in ("light_time", "style_lock", "advanced")
    )
    assert light is not None
    assert tracing is not None
    assert more is not None
    assert light.params == {"time_of_day": "dusk", "seed": 7, "strength": 0.5}
    assert (tracing.params["strength"], tracing.params["ink"], tracing.params["seed"]) == (
        0.5,
        {},
        7,
    )
    assert more.params == {"passes": [{"effect": "ink", "options": {}}], "seed": 7}


@pytest.mark.parametrize("effects", ["ink", ["sparkle"], [1], {"ink": 3}, {"sparkle": {}}, None, 5])
def test_passes_that_there_are_not_are_refused_early(effects: Any) -> None:
    with pytest.raises(Invalid):
        catalogue()["local_sketch"].check("advanced", {"effects": effects})


@pytest.mark.parametrize(
    "params",
    [
        {"sparkle": 1},
        {"strength": "strong"},
        {"strength": -1},
        {"density": 2},
        {"indoors": "yes"},
        {"ink": {"sparkle": 1}},
        {"effects": {"grain": {"sparkle": 1}}},
    ],
)
def test_parameters_that_no_stage_takes_are_refused_early(params: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        catalogue()["local_sketch"].check("advanced", params)


@pytest.mark.parametrize("weather", get_args(Weather))
def test_a_weather_takes_its_own_of_the_parameters(weather: Weather) -> None:
    params = {"strength": 0.5, "density": 0.4, "cover": 0.3, "wind": 0.2, "lightning": 0.1}
    work = catalogue()["local_sketch"].stage(
        "weather_effects", replace(SHOT, weather=weather, params=params)
    )
    assert work is not None
    options = effect.get(weather).options
    known = set(options.__struct_fields__)
    assert set(WEATHER_OPTIONS[weather]) == known
    assert work.params["options"] == {n: value for n, value in params.items() if n in known}


@pytest.mark.parametrize("name", PASS_OPTIONS)
def test_a_further_pass_has_the_options_of_its_effect(name: str) -> None:
    assert set(PASS_OPTIONS[name]) == set(effect.get(name).options.__struct_fields__)


def test_rain_stays_outside_of_a_room() -> None:
    inside = replace(SHOT, weather="rain", facts={"indoors": True})
    work = catalogue()["local_sketch"].stage("weather_effects", inside)
    assert work is not None
    assert work.params["options"] == {"indoors": True}
    clear = catalogue()["local_sketch"].stage("weather_effects", replace(inside, weather="clear"))
    assert clear is not None
    assert clear.params["options"] == {}


def test_a_known_mask_is_preferred_and_a_model_is_known_by_its_weights() -> None:
    matte = catalogue()["local_matte"]
    assert matte.cutout(SHOT).params == {"method": "auto", "refine": "auto"}
    known = matte.cutout(replace(SHOT, roles=frozenset({"image", "mask"})))
    assert (known.params["method"], known.takes) == ("known", ("image", "mask"))
    u2net = ModelFile(
        path="/models/u2net.onnx",
        name="u2net",
        sha256="ab",
        family="u2net",
        licence="Apache-2.0",
        is_commercial=True,
    )
    work = matte.cutout(replace(SHOT, model_name="u2net", models={"cutout": u2net}))
    assert (work.params, work.weights, work.unkeyed) == (
        {"method": "onnx", "refine": "auto", "family": "u2net"},
        u2net,
        u2net.where,
    )
    assert u2net.where == {
        "model_path": "/models/u2net.onnx",
        "model_sha256": "ab",
        "threads": 1,
        "execution": "cpu",
    }
    elsewhere = matte.cutout(replace(SHOT, models={"cutout": replace(u2net, execution="cuda")}))
    assert (work.reproducibility, elsewhere.reproducibility) == ("bit_exact", "seeded")


def test_each_upscaler_takes_its_own_methods() -> None:
    for method in get_args(get_type_hints(UpscaleOptions)["method"]):
        provider = catalogue()[upscaler(method)]
        assert Ability.UPSCALES in provider.abilities
        other = {"local_upscale", "local_realesrgan"} - {provider.code}
        with pytest.raises(Invalid, match=f"{method} is none of its methods"):
            catalogue()[other.pop()].upscale(2.0, method, SHOT)


X4 = ModelFile(
    path="/models/x4.onnx",
    name="x4",
    sha256="cd",
    family="realesrgan",
    licence="BSD-3-Clause",
    is_commercial=True,
    threads=2,
)


def test_an_enlargement_by_a_model_is_known_by_its_weights() -> None:
    shot = replace(SHOT, models={"upscale": X4})
    assert LocalRealesrgan().upscale(2.0, "onnx", shot) == Work(
        operation="finish/upscale",
        version=1,
        params={"factor": 2.0, "method": "onnx"},
        takes=("image",),
        gives={"image": "upscaled"},
        weights=X4,
        unkeyed=X4.where,
    )


def test_an_enlargement_by_the_program_is_known_by_its_models_name() -> None:
    shot = replace(
        SHOT, model_name="realesrgan-x4plus", facts={PROGRAM_FACT: "/opt/realesrgan/program"}
    )
    assert LocalRealesrgan().upscale(3.0, "realesrgan", shot) == Work(
        operation="finish/upscale",
        version=1,
        params={"factor": 3.0, "method": "realesrgan", "model": "realesrgan-x4plus"},
        takes=("image",),
        gives={"image": "upscaled"},
        reproducibility="recorded",
        unkeyed={"program_path": "/opt/realesrgan/program"},
    )
    plain = LocalRealesrgan().upscale(3.0, "realesrgan", SHOT)
    assert (plain.params["model"], plain.unkeyed) == (DEFAULT_MODEL, {})


def test_the_worker_and_the_provider_agree_on_the_programs_model() -> None:
    assert program.DEFAULT_MODEL == DEFAULT_MODEL


def test_an_enlargement_by_onnx_needs_a_model() -> None:
    with pytest.raises(Invalid, match="onnx needs a model"):
        LocalRealesrgan().upscale(2.0, "onnx", SHOT)


@pytest.mark.parametrize(
    ("options", "path"),
    [
        (UpscaleOptions(method="onnx"), "$.post.upscale.method"),
        (UpscaleOptions(method="edge", model="x4"), "$.post.upscale.model"),
    ],
)
def test_an_upscale_without_what_it_needs_is_refused_early(
    options: UpscaleOptions, path: str
) -> None:
    with pytest.raises(InvalidParams) as refusal:
        check_post(Post(upscale=options), "$.post")
    assert refusal.value.path == path


@pytest.mark.parametrize(
    "options",
    [
        UpscaleOptions(method="onnx", model="x4"),
        UpscaleOptions(method="realesrgan"),
        UpscaleOptions(method="realesrgan", model="realesrgan-x4plus"),
        UpscaleOptions(method="edge"),
    ],
)
def test_an_upscale_that_can_be_done_is_taken(options: UpscaleOptions) -> None:
    assert check_post(Post(upscale=options), "$.post") == []


def test_what_a_provider_cannot_do_is_a_coded_error() -> None:
    with pytest.raises(Invalid, match="local_sketch cannot do this: it does not enlarge"):
        catalogue()["local_sketch"].upscale(2.0, "lanczos", SHOT)
