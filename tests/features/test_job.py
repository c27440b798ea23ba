"""`job/*`: the guard lets nothing pass, people redraw, approve and reject."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.client import Client
from tests.features.studio import (
    NOTHING_PASSES,
    asset,
    begun,
    candidates_of,
    drawn,
    jobs_of,
    new_project,
    only_job,
    picture_of,
    shot,
    until,
)


@pytest.fixture
def moon(studio: Client) -> str:
    return new_project(studio)


def redrawn(client: Client, job: dict[str, Any], **more: Any) -> dict[str, Any]:
    started = client.call("job/redraw", project=job["project_id"], job_id=job["id"], **more)
    result: dict[str, Any] = client.finish(started)
    return result


def test_jobs_are_listed_in_story_order_page_by_page(studio: Client, moon: str) -> None:
    run = drawn(studio, moon, *(shot(key) for key in "cabd"))
    first = studio.call("job/list", project=moon, run_id=run["run_id"], limit=3)
    one = {"project": moon, "run_id": run["run_id"], "limit": 3}
    rest = studio.call("job/list", **one, cursor=first["next_cursor"])
    keys = [job["job_key"] for job in first["items"] + rest["items"]]
    assert (keys, rest["next_cursor"]) == (list("cabd"), None)
    assert studio.call("job/list", **one, status="failed")["items"] == []
    for cursor in ("x", "²", "9" * 30):
        error = studio.fail("job/list", **one, cursor=cursor)
        assert (error.code, error.details["path"]) == (-32602, "$.cursor")


def test_a_job_keeps_its_place_in_the_story_and_what_was_noted(studio: Client, moon: str) -> None:
    panel = {"chapter": "2", "page": 3, "number": 4}
    run = drawn(studio, moon, shot(panel=panel, meta={"beat": "arrival"}))
    job = only_job(studio, moon, run)
    assert (job["panel"], job["meta"]["beat"], job["position"]) == (panel, "arrival", 0)
    assert studio.call("job/get", project=moon, job_id=job["id"]) == job


def test_when_nothing_passes_one_more_is_drawn_and_the_job_waits_for_a_person(
    studio: Client, moon: str
) -> None:
    run = drawn(studio, moon, candidates=2, guard=NOTHING_PASSES)
    assert (run["status"], run["ended_by"]) == ("failed", "finished")
    assert run["jobs"]["failed_output_guard"] == 1
    job = only_job(studio, moon, run)
    found = candidates_of(studio, job)
    assert [(one["candidate_index"], one["status"]) for one in found] == [
        (0, "failed_output_guard"),
        (1, "failed_output_guard"),
        (2, "failed_output_guard"),
    ]
    assert len({one["seed"] for one in found}) == 3
    assert {one["rank_hard_failures"] for one in found} == {1}
    assert (job["status"], job["final_asset_id"], job["selected_candidate_index"]) == (
        "failed_output_guard",
        None,
        None,
    )
    assert job["meta"]["ranking"]["has_passing"] is False


def test_a_run_is_partial_when_some_jobs_pass(studio: Client, moon: str) -> None:
    missing = {"cutout": {"model": "/nowhere/u2net.onnx"}}
    run = drawn(studio, moon, shot("a", post=missing), shot("b"))
    assert (run["status"], run["ended_by"]) == ("partial", "finished")
    bad, good = jobs_of(studio, moon, run)
    assert (bad["status"], good["status"]) == ("failed", "done")
    assert bad["error"]["data"]["kind"] == "weights_missing"
    (candidate,) = candidates_of(studio, bad)
    assert (candidate["status"], candidate["error"]["code"]) == ("failed", 3002)


def test_a_redraw_adds_candidates_and_chooses_anew_among_all(studio: Client, moon: str) -> None:
    run = drawn(studio, moon, candidates=2)
    before = only_job(studio, moon, run)
    after = redrawn(studio, before, candidates=2)
    assert after == studio.call("job/get", project=moon, job_id=before["id"])
    found = candidates_of(studio, after)
    assert [one["candidate_index"] for one in found] == [0, 1, 2, 3]
    assert len({picture_of(studio, one, "style_lock") for one in found}) == 4
    assert sorted(after["meta"]["ranking"]["order"]) == [0, 1, 2, 3]
    assert after["selected_candidate_index"] == after["meta"]["ranking"]["winner"]
    assert (after["status"], after["redraws"], before["redraws"]) == ("done", 1, 0)
    chosen = found[after["selected_candidate_index"]]
    assert chosen["final_asset_id"] == after["final_asset_id"]
    told = studio.call("run/get", project=moon, run_id=run["run_id"])
    assert told["status"] == "done"


def test_a_redraw_by_other_words_says_so_in_its_prompts(studio: Client, moon: str) -> None:
    job = only_job(studio, moon, drawn(studio, moon))
    guide = studio.call("style_guide/create", project=moon, name="Wash", rules={"prompt": "wash"})
    after = redrawn(
        studio,
        job,
        scene="A forest at the lake",
        prompt="from above",
        seed=5,
        candidates=1,
        stages=["style_lock"],
        weather="snow",
        style_guide_id=guide["id"],
    )
    assert (after["scene"], after["seed"], after["weather"]) == ("A forest at the lake", 5, "snow")
    for words in ("A forest at the lake", "from above", "wash"):
        assert words in after["prompt_text"]
    assert after["prompt_text"] == after["spec"]["prompts"]["style_lock"]
    run = studio.call("run/get", project=moon, run_id=job["run_id"])
    assert run["settings_snapshot"]["style_guides"] == {guide["id"]: guide}


def test_a_redraw_notes_the_style_guide_it_used(studio: Client, moon: str) -> None:
    ink, wash = (
        studio.call("style_guide/create", project=moon, name=name)["id"] for name in ("Ink", "Wash")
    )
    run = drawn(studio, moon, shot("p1"), shot("p2", style_guide_id=wash))
    redrawn(studio, jobs_of(studio, moon, run)[0], style_guide_id=wash)
    again = studio.call("run/reproduce", project=moon, run_id=run["run_id"])
    studio.finish(again)
    log = studio.call("run/log", project=moon, run_id=again["run_id"])
    told = json.loads(Path(log["path"]).read_text())["jobs"][0]
    assert [one["id"] for one in told["inputs"] if one["kind"] == "style_guide"] == [ink, wash]


def test_a_redraw_saves_a_job_that_failed_the_guard(studio: Client, moon: str) -> None:
    run = drawn(studio, moon, guard=NOTHING_PASSES)
    job = only_job(studio, moon, run)
    again = redrawn(studio, job)
    assert (again["status"], again["final_asset_id"]) == ("failed_output_guard", None)
    assert len(candidates_of(studio, again)) == 3


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"stages": []}, "$.stages"),
        ({"stages": ["advanced"]}, "$.stages"),
        ({"stages": ["style_lock", "style_lock"]}, "$.stages"),
        (
            {"stages": [{"stage": "advanced", "provider_chain": [{"provider_code": "nobody"}]}]},
            "$.stages",
        ),
        ({"post": {"cutout": {"chain": ["nobody"]}}}, "$.post.cutout.chain"),
        ({"candidates": 17}, "$.candidates"),
    ],
)
def test_a_redraw_that_cannot_be_is_refused_by_name(
    studio: Client, more: dict[str, Any], path: str
) -> None:
    moon = new_project(studio)
    job = only_job(studio, moon, drawn(studio, moon))
    error = studio.fail("job/redraw", project=moon, job_id=job["id"], **more)
    assert (error.code, error.details["path"]) == (-32602, path)
    assert studio.call("job/get", project=moon, job_id=job["id"]) == job


def test_a_job_has_a_bounded_number_of_candidates(studio: Client, moon: str) -> None:
    job = only_job(studio, moon, drawn(studio, moon))
    for _ in range(3):
        redrawn(studio, job, candidates=16)
    error = studio.fail("job/redraw", project=moon, job_id=job["id"], candidates=16)
    assert error.kind == "invalid_state"


def test_two_redraws_at_once_do_not_mix(studio: Client, moon: str) -> None:
    job = only_job(studio, moon, drawn(studio, moon))
    one = {"project": moon, "job_id": job["id"], "candidates": 2}
    started = [studio.call("job/redraw", **one) for _ in range(2)]
    ended = [
        until(
            studio,
            "task/finished",
            lambda told, task_id=each["task_id"]: told["task"]["id"] == task_id,
        )
        for each in started
    ]
    assert sorted(each["task"]["status"] for each in ended) == ["done", "failed"]
    found = candidates_of(studio, job)
    assert [candidate["candidate_index"] for candidate in found] == [0, 1, 2]


def test_what_is_not_drawn_can_not_be_judged(studio: Client, moon: str) -> None:
    plan = studio.call("run/plan", project=moon, jobs=[shot()])
    job = only_job(studio, moon, plan)
    one = {"project": moon, "job_id": job["id"]}
    assert studio.fail("job/approve", **one).kind == "invalid_state"
    assert studio.fail("job/reject", **one, reason="no").kind == "invalid_state"
    assert studio.fail("job/redraw", **one).kind == "invalid_state"


def test_approving_and_rejecting_leave_a_review(studio: Client, moon: str) -> None:
    job = only_job(studio, moon, drawn(studio, moon))
    one = {"project": moon, "job_id": job["id"]}
    error = studio.fail("job/reject", **one, reason=" ")
    assert (error.code, error.details["path"]) == (-32602, "$.reason")
    assert studio.call("job/approve", **one) == {**job, "is_approved": True}
    rejected = studio.call("job/reject", **one, reason="The sea is too calm.")
    assert rejected == {**job, "is_approved": False}
    assert studio.event("job/updated", job=rejected)
    reviews = studio.call("quality_report/list", **one, report_type="human_review")["items"]
    assert [review["summary"] for review in reviews] == [
        {"verdict": "reject", "reason": "The sea is too calm."},
        {"verdict": "approve", "reason": ""},
    ]
    (candidate,) = candidates_of(studio, job)
    assert {review["candidate_id"] for review in reviews} == {candidate["id"]}


def test_a_canceled_redraw_of_a_broken_job_leaves_it_broken(studio: Client, moon: str) -> None:
    missing = {"cutout": {"model": "/nowhere/u2net.onnx"}}
    job = only_job(studio, moon, drawn(studio, moon, post=missing))
    lasting = {"upscale": {"factor": 8.0}}
    words = {"prompt": "closer", "seed": 5, "weather": "rain", "candidates": 16, "post": lasting}
    started = studio.call("job/redraw", project=moon, job_id=job["id"], **words)
    until(
        studio,
        "job/started",
        lambda told: told["job"]["id"] == job["id"] and told["job"]["redraws"] == 1,
    )
    studio.call("task/cancel", task_id=started["task_id"])
    studio.finish(started)
    after = studio.call("job/get", project=moon, job_id=job["id"])
    times = {name: after[name] for name in ("redraws", "started_at", "finished_at")}
    assert (after["redraws"], after) == (1, {**job, **times})


def test_a_run_does_not_start_again_while_a_job_is_redrawn(studio: Client, moon: str) -> None:
    run = drawn(studio, moon, shot("a"), shot("b"), guard=NOTHING_PASSES)
    first, _ = jobs_of(studio, moon, run)
    started = studio.call("job/redraw", project=moon, job_id=first["id"], candidates=8)
    until(
        studio,
        "job/started",
        lambda told: told["job"]["id"] == first["id"] and told["job"]["redraws"] == 1,
    )
    for method in ("run/resume", "run/delete"):
        assert studio.fail(method, project=moon, run_id=run["run_id"]).kind == "invalid_state"
    studio.finish(started)
    resumed = studio.finish(studio.call("run/resume", project=moon, run_id=run["run_id"]))
    assert resumed["status"] == "failed"
    assert len(candidates_of(studio, first)) == 10


def test_a_job_of_a_running_run_is_not_redrawn(studio: Client, moon: str) -> None:
    started = begun(studio, moon, shot("a"), *(shot(f"b{n}") for n in range(12)), candidates=4)
    told = studio.event("job/finished", project_id=studio.call("project/get", project=moon)["id"])
    error = studio.fail("job/redraw", project=moon, job_id=told["job"]["id"])
    assert error.kind == "invalid_state"
    assert studio.finish(started)["status"] == "done"
    assert asset(studio, moon, told["job"]["final_asset_id"])["kind"] == "final"
