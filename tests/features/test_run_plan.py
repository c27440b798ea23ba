"""`run/plan`: a stored dry run, what it counts, and starting exactly it."""

from pathlib import Path

import pytest

from tests.client import Client
from tests.features.studio import (
    MARA,
    candidates_of,
    drawn,
    jobs_of,
    new_project,
    only_job,
    shot,
)

ASKED = {
    "stages": ["style_lock", "light_time"],
    "time_of_day": "dusk",
    "candidates": 2,
    "seed": 7,
}


@pytest.fixture
def moon(studio: Client) -> str:
    return new_project(studio)


def test_a_plan_counts_steps_and_costs_and_draws_nothing(studio: Client, moon: str) -> None:
    plan = studio.call("run/plan", project=moon, jobs=[shot("a"), shot("b")], **ASKED)
    jobs = studio.call("job/list", project=moon, run_id=plan["run_id"])["items"]
    assert plan == {
        "run_id": plan["run_id"],
        "jobs": [
            {
                "id": job["id"],
                "job_key": key,
                "prompts": job["spec"]["prompts"],
                "steps": 6,
                "memoised_steps": 0,
            }
            for key, job in zip("ab", jobs, strict=True)
        ],
        "steps": 12,
        "memoised_steps": 0,
        "estimate": {
            "cost_usd": "0.000000",
            "cost_max_usd": "0.000000",
            "by_provider": {"local_sketch": "0.000000"},
            "by_stage": {"light_time": "0.000000", "style_lock": "0.000000"},
            "unknown_prices": [],
            "calls": 0,
            "duration_s": plan["estimate"]["duration_s"],
        },
        "warnings": [],
    }
    assert plan["estimate"]["duration_s"] > 0
    run = studio.call("run/get", project=moon, run_id=plan["run_id"])
    assert (run["run_mode"], run["status"], run["task_id"]) == ("dry", "planned", None)
    assert {job["status"] for job in jobs} == {"planned"}
    assert studio.call("asset/list", project=moon)["items"] == []


def test_exactly_the_plan_is_started(studio: Client, moon: str) -> None:
    plan = studio.call("run/plan", project=moon, jobs=[shot()], **ASKED)
    started = studio.call("run/start", project=moon, run_id=plan["run_id"])
    assert started["run_id"] == plan["run_id"]
    result = studio.finish(started)
    assert (result["steps"], result["memoised_steps"]) == (plan["steps"], 0)
    job = only_job(studio, moon, result)
    assert job["id"] == plan["jobs"][0]["id"]
    run = studio.call("run/get", project=moon, run_id=plan["run_id"])
    assert (run["run_mode"], run["status"]) == ("run", "done")
    again = studio.fail("run/start", project=moon, run_id=plan["run_id"])
    assert again.kind == "invalid_state"


def test_a_plan_knows_what_is_memoised(studio: Client, moon: str) -> None:
    drawn(studio, moon, shot("a"), **ASKED)
    same = studio.call("run/plan", project=moon, jobs=[shot("a"), shot("b")], **ASKED)
    assert [job["memoised_steps"] for job in same["jobs"]] == [6, 0]
    darker = {**ASKED, "time_of_day": "night"}
    changed = studio.call("run/plan", project=moon, jobs=[shot("a")], **darker)
    assert (changed["steps"], changed["memoised_steps"]) == (6, 2)
    fresh = studio.call("run/plan", project=moon, jobs=[shot("a")], **ASKED, memo="refresh")
    assert (fresh["steps"], fresh["memoised_steps"]) == (6, 0)
    assert fresh["estimate"]["duration_s"] > same["estimate"]["duration_s"] / 2
    result = studio.finish(studio.call("run/start", project=moon, run_id=same["run_id"]))
    assert (result["steps"], result["memoised_steps"]) == (12, 6)


def test_a_plan_of_a_cutout_is_counted_as_it_is_drawn(studio: Client, moon: str) -> None:
    studio.call("character/create", project=moon, **MARA)
    job = shot(scene="Mara stands", characters=["mara"], post={"cutout": {}, "upscale": {}})
    plan = studio.call("run/plan", project=moon, jobs=[job], **ASKED)
    result = studio.finish(studio.call("run/start", project=moon, run_id=plan["run_id"]))
    assert (result["status"], result["steps"]) == ("done", plan["steps"])
    again = studio.call("run/plan", project=moon, jobs=[job], **ASKED)
    assert again["memoised_steps"] == again["steps"] == plan["steps"]
    assert again["estimate"]["duration_s"] == 0


@pytest.mark.parametrize("changed", ["style_guide", "character", "template", "settings"])
def test_a_plan_whose_inputs_changed_is_a_conflict(studio: Client, moon: str, changed: str) -> None:
    guide = studio.call("style_guide/create", project=moon, name="Ink")
    studio.call("character/create", project=moon, **MARA)
    job = shot(characters=["mara"])
    plan = studio.call("run/plan", project=moon, jobs=[job], **ASKED)
    change = {
        "style_guide": (
            "style_guide/update",
            {"style_guide_id": guide["id"], "rules": {"prompt": "wash"}},
        ),
        "character": ("character/update", {"character": "mara", "bio": "She is older now."}),
        "template": (
            "prompt_template/create",
            {"name": "new", "stage": "style_lock", "template_text": "{scene}"},
        ),
        "settings": ("project/update", {"settings": {"guard": {"thresholds": {"palette": 9}}}}),
    }
    method, params = change[changed]
    made = studio.call(method, project=moon, **params)
    if changed == "template":
        studio.call("prompt_template/activate", project=moon, prompt_template_id=made["id"])
    error = studio.fail("run/start", project=moon, run_id=plan["run_id"])
    assert error.kind == "conflict"
    run = studio.call("run/get", project=moon, run_id=plan["run_id"])
    assert (run["status"], run["task_id"]) == ("planned", None)
    fresh = studio.call("run/plan", project=moon, jobs=[job], **ASKED)
    assert studio.finish(studio.call("run/start", project=moon, run_id=fresh["run_id"]))


def test_a_plan_can_be_deleted_and_a_run_is_not_started_twice_over(
    studio: Client, moon: str, tmp_path: Path
) -> None:
    plan = studio.call("run/plan", project=moon, jobs=[shot()], **ASKED)
    both = studio.fail("run/start", project=moon, run_id=plan["run_id"], jobs=[shot()])
    assert (both.code, both.details["path"]) == (-32602, "$.jobs")
    neither = studio.fail("run/start", project=moon)
    assert (neither.code, neither.details["path"]) == (-32602, "$.jobs")
    studio.call("run/delete", project=moon, run_id=plan["run_id"])
    assert studio.call("run/list", project=moon)["items"] == []
    error = studio.fail("run/start", project=moon, run_id=plan["run_id"])
    assert error.kind == "not_found"


def test_a_plan_that_was_started_is_not_started_again(studio: Client, moon: str) -> None:
    one = {
        "project": moon,
        "run_id": studio.call("run/plan", project=moon, jobs=[shot()])["run_id"],
    }
    first, second = (studio.send("run/start", **one) for _ in range(2))
    error = studio.reply(second)["error"]
    assert (error["data"]["kind"], "in the queue" in error["message"]) == ("invalid_state", True)
    assert studio.finish(studio.result(first))["status"] == "done"
    assert studio.fail("run/start", **one).kind == "invalid_state"


def test_a_plan_of_a_random_seed_is_drawn_with_that_seed(studio: Client, moon: str) -> None:
    asked = {name: value for name, value in ASKED.items() if name != "seed"}
    plan = studio.call("run/plan", project=moon, jobs=[shot()], **asked)
    run = studio.call("run/get", project=moon, run_id=plan["run_id"])
    (planned,) = jobs_of(studio, moon, plan)
    result = studio.finish(studio.call("run/start", project=moon, run_id=plan["run_id"]))
    assert studio.call("run/get", project=moon, run_id=plan["run_id"])["seed"] == run["seed"]
    first, *_ = candidates_of(studio, only_job(studio, moon, result))
    assert first["seed"] == planned["seed"]
