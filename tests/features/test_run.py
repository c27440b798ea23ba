"""`run/start`: what is told and frozen, how jobs say otherwise, what is not computed twice."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from PIL import Image, ImageCms

from iat_sidecar.core import resources
from iat_sidecar.imaging.provenance import read_stamp
from tests.client import Client
from tests.features.pictures import BLUE, RED, imported, painted
from tests.features.studio import (
    MARA,
    asset,
    begun,
    candidates_of,
    drawn,
    jobs_of,
    new_project,
    only_job,
    photograph,
    picture_of,
    shot,
)

ALL = ["style_lock", "light_time", "weather_effects"]


@pytest.fixture
def moon(studio: Client) -> str:
    return new_project(studio)


def told(client: Client, since: int) -> list[str]:
    """Names of events since then, without progress and assets."""
    names = [event["method"] for event in client.events[since:]]
    return [name for name in names if not name.startswith(("asset", "task/progressed"))]


def test_a_run_is_answered_first_and_told_step_by_step(studio: Client, moon: str) -> None:
    since = len(studio.events)
    started = begun(studio, moon)
    assert told(studio, since) == []
    studio.finish(started)
    assert told(studio, since) == [
        "job/created",
        "run/created",
        "task/created",
        "run/updated",
        "task/started",
        "run/started",
        "job/started",
        "candidate/created",
        "quality_report/created",
        "candidate/scored",
        "candidate/chosen",
        "job/finished",
        "run/finished",
        "task/finished",
    ]
    run = studio.event("run/finished", project_id=studio.call("project/get", project=moon)["id"])
    assert run["run"] == studio.call("run/get", project=moon, run_id=started["run_id"])


def test_three_candidates_are_drawn_judged_and_ranked(studio: Client, moon: str) -> None:
    result = drawn(studio, moon, stages=ALL, time_of_day="dusk", weather="rain", candidates=3)
    assert result == {
        "run_id": result["run_id"],
        "status": "done",
        "ended_by": "finished",
        "jobs": {"planned": 0, "running": 0, "done": 1, "failed_output_guard": 0, "failed": 0},
        "run_log_asset_id": result["run_log_asset_id"],
        "steps": 12,
        "memoised_steps": 0,
    }
    job = only_job(studio, moon, result)
    found = candidates_of(studio, job)
    assert [one["candidate_index"] for one in found] == [0, 1, 2]
    assert {one["status"] for one in found} == {"done"}
    assert len({picture_of(studio, one, "weather_effects") for one in found}) == 3
    assert found[0]["seed"] == job["seed"]
    ranking = job["meta"]["ranking"]
    assert sorted(ranking["order"]) == [0, 1, 2]
    assert ranking["winner"] == job["selected_candidate_index"] == ranking["order"][0]
    assert (job["selected_by"], job["decided_by"]) == ("guard", ranking["decided_by"])
    chosen = found[job["selected_candidate_index"]]
    assert chosen["final_asset_id"] == job["final_asset_id"]
    assert [one["final_asset_id"] for one in found if one is not chosen] == [None, None]


def test_the_final_says_where_it_came_from_and_is_tagged_srgb(studio: Client, moon: str) -> None:
    result = drawn(studio, moon)
    job = only_job(studio, moon, result)
    (candidate,) = candidates_of(studio, job)
    final = asset(studio, moon, job["final_asset_id"])
    stamp = read_stamp(final["path"])
    assert stamp is not None
    assert {name: stamp[name] for name in ("project", "run", "job", "candidate", "model")} == {
        "project": job["project_id"],
        "run": result["run_id"],
        "job": job["id"],
        "candidate": candidate["id"],
        "model": "local_sketch",
    }
    assert stamp["seed"] == str(candidate["seed"])
    with (
        Image.open(final["path"]) as image,
        Image.open(asset(studio, moon, candidate["output_asset_id"])["path"]) as output,
    ):
        assert (image.size, image.tobytes()) == ((128, 96), output.convert("RGB").tobytes())
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
    assert "sRGB" in ImageCms.getProfileDescription(profile)


def test_what_a_run_depends_on_is_frozen_in_its_snapshot(studio: Client, moon: str) -> None:
    mara = studio.call("character/create", project=moon, **MARA)
    guide = studio.call("style_guide/create", project=moon, name="Ink", rules={"prompt": "ink"})
    result = drawn(
        studio,
        moon,
        shot(characters=["mara"]),
        guard={"thresholds": {"palette": 9}},
    )
    frozen = studio.call("run/get", project=moon, run_id=result["run_id"])["settings_snapshot"]
    studio.call("style_guide/update", project=moon, style_guide_id=guide["id"], name="Wash")
    again = studio.call("run/get", project=moon, run_id=result["run_id"])["settings_snapshot"]
    assert again == frozen
    assert frozen["style_guides"] == {guide["id"]: guide}
    assert frozen["characters"] == {"mara": mara}
    assert frozen["thresholds"]["palette"] == 9
    assert (frozen["seed"], frozen["memo"], frozen["commercial"]) == (7, "use", True)
    assert set(frozen["libraries"]) == {"apsw", "msgspec", "numpy", "onnxruntime", "pillow"}
    template = frozen["templates"]["style_lock"]
    assert template["version"] == 1
    job = only_job(studio, moon, result)
    assert job["prompt_text"] == job["spec"]["prompts"]["style_lock"]
    for word in ("A pier at the harbour", "ink", "Mara (a courier; hair #b5532d"):
        assert word in job["prompt_text"]


def test_a_job_records_what_it_used_by_id_and_hash(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    mara = studio.call("character/create", project=moon, **MARA)
    guide = studio.call("style_guide/create", project=moon, name="Ink")
    given = imported(studio, painted(tmp_path / "a.png", RED, BLUE), moon)
    result = drawn(studio, moon, shot(characters=["mara"], input_asset_id=given["id"]))
    log = studio.call("run/log", project=moon, run_id=result["run_id"])
    (told,) = json.loads(Path(log["path"]).read_text())["jobs"]
    used = {(each["kind"], each["id"]) for each in told["inputs"]}
    template = only_job(studio, moon, result)["spec"]["template_ids"]["style_lock"]
    assert used == {
        ("character", mara["id"]),
        ("style_guide", guide["id"]),
        ("asset", given["id"]),
        ("prompt_template", template),
    }
    assert all(len(each["sha256"]) == 64 for each in told["inputs"])
    for name, params in {
        "style_guide/delete": {"style_guide_id": guide["id"]},
        "character/delete": {"character": "mara"},
        "asset/delete": {"asset_id": given["id"]},
    }.items():
        assert studio.fail(name, project=moon, **params).kind == "invalid_state"


def test_a_candidate_that_is_drawn_again_is_told_as_updated(studio: Client, moon: str) -> None:
    gone = {"cutout": {"model": "/nowhere/u2net.onnx"}}
    result = drawn(studio, moon, shot(post=gone))
    (before,) = candidates_of(studio, only_job(studio, moon, result))
    since = len(studio.events)
    studio.finish(studio.call("run/resume", project=moon, run_id=result["run_id"]))
    about = [event for event in studio.events[since:] if event["method"].startswith("candidate/")]
    assert [(event["method"], event["params"]["candidate"]["id"]) for event in about] == [
        ("candidate/updated", before["id"])
    ]


def test_a_run_log_is_of_the_form_that_is_promised_and_stands_in_the_journal(
    studio: Client, moon: str
) -> None:
    result = drawn(studio, moon, shot(characters=[]), shot("p2", post={"cutout": {}}))
    log = asset(studio, moon, result["run_log_asset_id"])
    promised = json.loads(resources.text("contracts", "files", "run_log.schema.json"))
    Draft202012Validator(promised).validate(json.loads(Path(log["path"]).read_text()))
    journal = (Path(log["path"]).parents[2] / "assets.jsonl").read_text()
    noted = {each["id"]: each for each in map(json.loads, journal.splitlines()) if "id" in each}
    assert noted[log["id"]] == {
        "kind": "run_log",
        "id": log["id"],
        "uri": log["storage_uri"],
        "sha256": log["sha256"],
        "size_bytes": log["size_bytes"],
    }


def test_a_template_of_its_own_is_used_where_a_run_names_one(studio: Client, moon: str) -> None:
    template = studio.call(
        "prompt_template/create",
        project=moon,
        name="brief",
        stage="style_lock",
        template_text="Only {scene}",
    )
    result = drawn(studio, moon, templates={"style_lock": template["id"]})
    job = only_job(studio, moon, result)
    assert job["prompt_text"] == "Only A pier at the harbour"
    error = studio.fail(
        "run/start", project=moon, jobs=[shot()], templates={"light_time": template["id"]}
    )
    assert (error.code, error.details["path"]) == (-32602, "$.templates.light_time")


def test_a_jobs_value_replaces_the_runs_which_replaces_the_projects(studio: Client) -> None:
    defaults = {"time_of_day": "night", "weather": "fog", "candidates": 2}
    project = new_project(studio, settings={"defaults": defaults})
    result = studio.finish(
        studio.call(
            "run/start",
            project=project,
            jobs=[shot("a", time_of_day="dawn"), shot("b")],
            defaults={"weather": "snow"},
            stages=[{"stage": "light_time"}, "style_lock"],
            seed=1,
        )
    )
    specs = {job["job_key"]: job["spec"] for job in jobs_of(studio, project, result)}
    chosen = ("time_of_day", "weather", "candidates")
    assert [specs["a"][name] for name in chosen] == ["dawn", "snow", 2]
    assert [specs["b"][name] for name in chosen] == ["night", "snow", 2]
    assert [plan["stage"] for plan in specs["a"]["stages"]] == ["style_lock", "light_time"]


def test_a_run_without_overrides_takes_the_built_in_ones(studio: Client, moon: str) -> None:
    result = studio.finish(studio.call("run/start", project=moon, jobs=[shot()]))
    job = only_job(studio, moon, result)
    assert [plan["stage"] for plan in job["spec"]["stages"]] == ALL
    assert job["spec"]["stages"][0]["provider_chain"] == [
        {"provider_code": "local_sketch", "model_name": None, "params": {}}
    ]
    found = candidates_of(studio, job)
    # no time of day and no weather were asked for, so nothing is done about them
    assert [[step["leg"] for step in one["meta"]["steps"]] for one in found] == [
        ["style_lock", "guard"]
    ] * 3


def test_a_picture_without_stages_goes_straight_to_what_comes_after(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    given = imported(studio, photograph(tmp_path / "a.png", (64, 48)), moon)
    job = {"job_key": "a", "input_asset_id": given["id"], "post": {"upscale": {"factor": 2}}}
    result = drawn(studio, moon, job, stages=[])
    (candidate,) = candidates_of(studio, only_job(studio, moon, result))
    assert [step["leg"] for step in candidate["meta"]["steps"]] == ["fit", "upscale", "guard"]
    output = asset(studio, moon, candidate["output_asset_id"])
    assert (output["width"], output["height"], output["kind"]) == (128, 96, "upscaled")
    error = studio.fail("run/start", project=moon, jobs=[shot()], stages=[])
    assert (error.code, error.details["path"]) == (-32602, "$.jobs[0].stages")


def test_style_lock_traces_a_given_picture_and_the_light_follows(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    given = imported(studio, photograph(tmp_path / "a.png"), moon)
    result = drawn(
        studio,
        moon,
        shot(input_asset_id=given["id"]),
        stages=["style_lock", "light_time", "advanced"],
        time_of_day="night",
        params={"effects": {"vignette": {}, "grain": {}}},
    )
    (candidate,) = candidates_of(studio, only_job(studio, moon, result))
    steps = [step["operation"] for step in candidate["meta"]["steps"]]
    assert steps == ["sketch/fit", "sketch/trace", "light/time", "light/advanced", "finish/guard"]
    assert (result["status"], result["steps"]) == ("done", 5)


def test_one_set_of_parameters_serves_panels_of_different_weather(
    studio: Client, moon: str
) -> None:
    weathers = ("clear", "rain", "fog")
    panels = [shot(weather, weather=weather) for weather in weathers]
    params = {"strength": 0.5, "density": 0.4, "wind": 0.1}
    stages = ["style_lock", "light_time", "weather_effects"]
    result = drawn(studio, moon, *panels, stages=stages, time_of_day="dusk", params=params)
    assert (result["status"], result["jobs"]["done"]) == ("done", 3)


def test_advanced_effects_are_applied_in_order(studio: Client, moon: str) -> None:
    link = {"provider_code": "local_sketch", "params": {"effects": ["ink", "vignette"]}}
    stages = ["style_lock", {"stage": "advanced", "provider_chain": [link]}]
    result = drawn(studio, moon, stages=stages)
    (candidate,) = candidates_of(studio, only_job(studio, moon, result))
    steps = [step["operation"] for step in candidate["meta"]["steps"]]
    assert steps == ["sketch/draw", "light/advanced", "finish/guard"]
    assert picture_of(studio, candidate, "style_lock") != picture_of(studio, candidate, "advanced")


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"provider_code": "nobody"}, "$.jobs[0].stages"),
        ({"provider_code": "local_matte"}, "$.jobs[0].stages"),
        ({"provider_code": "openai"}, "$.jobs[0].stages"),
        ({"stages": ["style_lock", "style_lock"]}, "$.jobs[0].stages"),
        ({"stages": ["advanced"], "params": {"effects": ["sparkle"]}}, "$.jobs[0].stages"),
        ({"stages": ["advanced"], "params": {"effects": "ink"}}, "$.jobs[0].stages"),
        ({"post": {"cutout": {"chain": ["nobody"]}}}, "$.jobs[0].post.cutout.chain"),
        ({"post": {"cutout": {"chain": []}}}, "$.jobs[0].post.cutout.chain"),
        ({"post": {"upscale": {"method": "onnx"}}}, "$.jobs[0].post.upscale.method"),
        ({"post": {"upscale": {"factor": 9}}}, "$.post.upscale.factor"),
        ({"guard": {"thresholds": {"beauty": 1}}}, "$.guard.thresholds"),
        ({"guard": {"thresholds": {"palette": -1}}}, "$.guard.thresholds"),
        ({"candidates": 0}, "$.candidates"),
        ({"candidates": 17}, "$.candidates"),
        ({"seed": -1}, "$.seed"),
        ({"time_of_day": "noon"}, "$.time_of_day"),
        ({"jobs": [shot(), shot()]}, "$.jobs[1].job_key"),
        ({"jobs": [{"job_key": "a"}]}, "$.jobs[0]"),
        ({"jobs": [{"job_key": "a", "scene": "  "}]}, "$.jobs[0]"),
        ({"jobs": []}, "$.jobs"),
        ({"jobs": [shot(colour="red")]}, "$.jobs[0].colour"),
        ({"jobs": [shot(meta={"ranking": 1})]}, "$.jobs[0].meta"),
        ({"params": {"sparkle": 1}}, "$.jobs[0].stages"),
        ({"params": {"strength": 2}}, "$.jobs[0].stages"),
        ({"budget_usd": "-1.000000"}, "$.budget_usd"),
    ],
)
def test_a_run_that_cannot_be_is_refused_by_name_and_leaves_nothing(
    studio: Client, moon: str, more: dict[str, Any], path: str
) -> None:
    for method in ("run/start", "run/plan"):
        error = studio.fail(method, project=moon, **{"jobs": [shot()], **more})
        assert (error.code, error.details["path"]) == (-32602, path)
    assert studio.call("run/list", project=moon)["items"] == []
    assert studio.call("task/list", project=moon)["items"] == []


def test_an_unknown_character_or_asset_is_not_found(studio: Client, moon: str) -> None:
    error = studio.fail("run/start", project=moon, jobs=[shot(characters=["nobody"])])
    assert (error.kind, error.details["noun"]) == ("not_found", "character")
    missing = "0190c2f0-0000-7000-8000-000000000000"
    error = studio.fail("run/start", project=moon, jobs=[shot(input_asset_id=missing)])
    assert (error.kind, error.details) == ("not_found", {"noun": "asset", "id": missing})


def test_a_provider_without_an_account_is_passed_over_with_a_warning(
    studio: Client, moon: str
) -> None:
    studio.call("character/create", project=moon, **MARA)
    chain = [{"provider_code": "openai"}, {"provider_code": "local_sketch"}]
    result = drawn(
        studio,
        moon,
        shot(scene="Mara stands", characters=["mara"]),
        stages=[{"stage": "style_lock", "provider_chain": chain}],
        post={"cutout": {}},
    )
    run = studio.call("run/get", project=moon, run_id=result["run_id"])
    assert run["warnings"] == [
        "openai has no account in this project and was passed over",
        "removebg has no account in this project and was passed over",
        "photoroom has no account in this project and was passed over",
    ]
    (candidate,) = candidates_of(studio, only_job(studio, moon, result))
    assert [step["provider"] for step in candidate["meta"]["steps"]] == [
        "local_sketch",
        "local_matte",
        "guard",
    ]


def test_what_was_computed_is_not_computed_again(studio: Client, moon: str) -> None:
    asked = {"stages": ALL, "time_of_day": "day", "weather": "cloudy", "candidates": 2}
    first, second = drawn(studio, moon, **asked), drawn(studio, moon, **asked)
    assert (first["steps"], first["memoised_steps"]) == (8, 0)
    assert (second["steps"], second["memoised_steps"]) == (8, 8)
    finals = [only_job(studio, moon, run)["final_asset_id"] for run in (first, second)]
    assert finals[0] == finals[1]
    refreshed = drawn(studio, moon, **asked, memo="refresh")
    assert (refreshed["steps"], refreshed["memoised_steps"]) == (8, 0)
    assert only_job(studio, moon, refreshed)["final_asset_id"] == finals[0]


def test_a_changed_weather_is_computed_from_there_and_leaves_the_light(
    studio: Client, moon: str
) -> None:
    asked = {"stages": ALL, "time_of_day": "dusk", "candidates": 2}
    wet = drawn(studio, moon, **asked, weather="rain")
    white = drawn(studio, moon, **asked, weather="snow")
    # the weather and the guard behind it, of two candidates
    assert white["steps"] - white["memoised_steps"] == 4
    pairs = zip(
        *(candidates_of(studio, only_job(studio, moon, run)) for run in (wet, white)), strict=True
    )
    for before, after in pairs:
        for leg in ("style_lock", "light_time"):
            assert picture_of(studio, before, leg) == picture_of(studio, after, leg)
        assert picture_of(studio, before, "weather_effects") != picture_of(
            studio, after, "weather_effects"
        )


def test_a_changed_light_leaves_the_randomness_of_the_weather_alone(
    studio: Client, moon: str
) -> None:
    asked = {"stages": ["style_lock", "weather_effects"], "weather": "snow"}
    plain = drawn(studio, moon, **asked)
    lit = drawn(studio, moon, stages=ALL, weather="snow", time_of_day="night")
    again = drawn(studio, moon, stages=ALL, weather="snow")
    weathers = [
        picture_of(studio, candidates_of(studio, only_job(studio, moon, run))[0], "weather_effects")
        for run in (plain, lit, again)
    ]
    assert weathers[0] == weathers[2] != weathers[1]


def test_the_same_seed_gives_the_same_pictures_in_another_project(studio: Client) -> None:
    asked = {"stages": ALL, "time_of_day": "dawn", "weather": "storm", "candidates": 2}
    here, there = new_project(studio), new_project(studio)
    found = [
        candidates_of(studio, only_job(studio, project, drawn(studio, project, **asked)))
        for project in (here, there)
    ]
    for leg in ALL:
        mine, theirs = ([picture_of(studio, one, leg) for one in each] for each in found)
        assert mine == theirs
    assert found[0][0]["seed"] == found[1][0]["seed"]


def test_a_run_without_a_seed_gets_a_random_one_that_is_recorded(studio: Client, moon: str) -> None:
    runs = [
        studio.finish(
            studio.call(
                "run/start", project=moon, jobs=[shot()], candidates=1, stages=["style_lock"]
            )
        )
        for _ in range(2)
    ]
    seeds = [studio.call("run/get", project=moon, run_id=run["run_id"])["seed"] for run in runs]
    assert seeds[0] != seeds[1]
    given = drawn(studio, moon, seed=seeds[0])
    assert given["memoised_steps"] == given["steps"]


def test_a_jobs_own_seed_wins_over_the_runs(studio: Client, moon: str) -> None:
    result = drawn(studio, moon, shot("a", seed=99), shot("b", seed=99), shot("c"))
    seeds = [job["seed"] for job in jobs_of(studio, moon, result)]
    assert seeds[:2] == [99, 99]
    assert seeds[2] != 99


def test_colour_is_moved_toward_the_measured_style(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    made = studio.call("reference_set/create", project=moon, name="Refs", kind="style")
    items = [{"asset_id": imported(studio, painted(tmp_path / "a.png", RED, BLUE), moon)["id"]}]
    studio.call("reference_set/add_items", project=moon, reference_set_id=made["id"], items=items)
    guide = studio.call(
        "style_guide/create", project=moon, name="Ink", rules={"reference_set_id": made["id"]}
    )
    studio.finish(studio.call("style_guide/measure", project=moon, style_guide_id=guide["id"]))
    result = drawn(studio, moon, post={"color": {"strength": 0.5}})
    (candidate,) = candidates_of(studio, only_job(studio, moon, result))
    assert [step["leg"] for step in candidate["meta"]["steps"]] == ["style_lock", "color", "guard"]
    assert picture_of(studio, candidate, "color") != picture_of(studio, candidate, "style_lock")


def test_runs_are_listed_newest_first_by_status_and_mode(studio: Client, moon: str) -> None:
    made = [drawn(studio, moon)["run_id"] for _ in range(3)]
    planned = studio.call("run/plan", project=moon, jobs=[shot()])["run_id"]
    first = studio.call("run/list", project=moon, limit=3)
    rest = studio.call("run/list", project=moon, limit=3, cursor=first["next_cursor"])
    listed = [run["id"] for run in first["items"] + rest["items"]]
    assert (listed, rest["next_cursor"]) == ([planned, *made[::-1]], None)
    done = studio.call("run/list", project=moon, status="done", run_mode="run", limit=2)
    assert [run["id"] for run in done["items"]] == made[:0:-1]
    dry = studio.call("run/list", project=moon, run_mode="dry")["items"]
    assert [run["id"] for run in dry] == [planned]


def test_a_deleted_run_leaves_its_finals_or_nothing(studio: Client, moon: str) -> None:
    asked = {"stages": ["style_lock", "light_time"], "time_of_day": "dusk", "candidates": 2}
    run = drawn(studio, moon, **asked)
    job = only_job(studio, moon, run)
    final, loser = (
        job["final_asset_id"],
        candidates_of(studio, job)[1 - job["selected_candidate_index"]],
    )
    deleted = studio.call("run/delete", project=moon, run_id=run["run_id"], keep="finals")
    assert deleted["id"] == run["run_id"]
    assert studio.event("run/deleted")["run"] == deleted
    assert studio.fail("run/get", project=moon, run_id=run["run_id"]).kind == "not_found"
    assert studio.fail("job/get", project=moon, job_id=job["id"]).kind == "not_found"
    assert asset(studio, moon, final)["id"] == final
    gone = {"project": moon, "asset_id": loser["output_asset_id"]}
    assert studio.fail("asset/get", **gone).kind == "not_found"
    again = drawn(studio, moon, **asked)
    assert only_job(studio, moon, again)["final_asset_id"] == final
    studio.call("run/delete", project=moon, run_id=again["run_id"], keep="nothing")
    assert studio.call("asset/list", project=moon)["items"] == []
    third = drawn(studio, moon, **asked)
    # what the guard said of the same bytes still holds
    assert (third["status"], third["memoised_steps"]) == ("done", 2)


def test_a_deleted_run_takes_nothing_that_another_run_uses(studio: Client, moon: str) -> None:
    first, second = drawn(studio, moon), drawn(studio, moon)
    studio.call("run/delete", project=moon, run_id=first["run_id"], keep="nothing")
    job = only_job(studio, moon, second)
    (candidate,) = candidates_of(studio, job)
    for asset_id in (job["final_asset_id"], candidate["output_asset_id"]):
        assert asset(studio, moon, asset_id)["id"] == asset_id
    again = drawn(studio, moon)
    assert again["memoised_steps"] == again["steps"]


def test_a_picture_that_was_removed_is_drawn_again(studio: Client, moon: str) -> None:
    run = drawn(studio, moon)
    (candidate,) = candidates_of(studio, only_job(studio, moon, run))
    masks = studio.call("asset/list", project=moon, kind="other")["items"]
    planes = [one for one in masks if one["metadata"] == {"role": "planes"}]
    for one in planes:
        studio.call("asset/delete", project=moon, asset_id=one["id"])
    again = drawn(studio, moon)
    assert (again["status"], again["steps"] - again["memoised_steps"]) == ("done", 1)
    (after,) = candidates_of(studio, only_job(studio, moon, again))
    assert after["output_asset_id"] == candidate["output_asset_id"]


def test_the_log_holds_what_was_asked_frozen_done_and_decided(studio: Client, moon: str) -> None:
    result = drawn(studio, moon, candidates=2)
    log = studio.call("run/log", project=moon, run_id=result["run_id"])
    kept = asset(studio, moon, log["asset_id"])
    assert (kept["kind"], kept["mime_type"], kept["path"]) == (
        "run_log",
        "application/json",
        log["path"],
    )
    whole = json.loads(Path(log["path"]).read_text())
    run = studio.call("run/get", project=moon, run_id=result["run_id"])
    assert whole["format"] == "iat-run-log/1"
    assert whole["run"] == {**run, "run_log_asset_id": None}
    assert (whole["definition"]["seed"], whole["definition"]["jobs"][0]["job_key"]) == (7, "p1")
    (told,) = whole["jobs"]
    job = only_job(studio, moon, result)
    assert (told["job"], told["candidates"]) == (job, candidates_of(studio, job))
    winner = job["selected_candidate_index"]
    assert [step["name"] for step in told["steps"]] == (
        ["sketch/draw", "finish/guard"] * (winner + 1)
        + ["finish/final"]
        + ["sketch/draw", "finish/guard"] * (1 - winner)
    )
    for step in told["steps"]:
        assert set(step["output_sha256"]) == set(step["outputs"])
        for role, asset_id in step["outputs"].items():
            assert step["output_sha256"][role] == asset(studio, moon, asset_id)["sha256"]
    assert len(told["reports"]) == 2


def test_a_run_that_has_not_ended_has_no_log(studio: Client, moon: str) -> None:
    planned = studio.call("run/plan", project=moon, jobs=[shot()])
    for method in ("run/log", "run/reproduce", "run/resume", "run/cancel"):
        error = studio.fail(method, project=moon, run_id=planned["run_id"])
        assert error.kind == "invalid_state"


def test_a_done_run_cannot_be_resumed_or_canceled(studio: Client, moon: str) -> None:
    run = drawn(studio, moon)
    for method in ("run/resume", "run/cancel"):
        assert studio.fail(method, project=moon, run_id=run["run_id"]).kind == "invalid_state"


def test_a_repetition_gives_every_picture_bit_for_bit(studio: Client, moon: str) -> None:
    asked = {"stages": ALL, "time_of_day": "night", "weather": "fog", "candidates": 2}
    studio.call("character/create", project=moon, **MARA)
    waits = {"scene": "Mara stands", "characters": ["mara"], "post": {"cutout": {}}}
    run = drawn(studio, moon, shot("a"), shot("b", **waits), **asked)
    started = studio.call("run/reproduce", project=moon, run_id=run["run_id"])
    result = studio.finish(started)
    counted = {word: result[word] for word in ("identical", "different", "recorded")}
    assert counted == {"identical": 2 * 4 + 1 + 2 * 5 + 1, "different": 0, "recorded": 0}
    assert {step["outcome"] for step in result["steps"]} == {"identical"}
    assert {step["step"] for step in result["steps"]} >= {"finish/final", "matte/cut"}
    assert result["run_id"] == started["run_id"] != run["run_id"]
    again = studio.call("run/get", project=moon, run_id=result["run_id"])
    assert (again["status"], again["plan"]["repeats_run_id"]) == ("done", run["run_id"])
    finals = [
        [job["final_asset_id"] for job in jobs_of(studio, moon, each)] for each in (run, result)
    ]
    assert finals[0] == finals[1]
