"""`candidate/*`: variants by index, and a person's choice over the guard's."""

from hashlib import sha256
from typing import Any

import pytest

from iat_sidecar.imaging.provenance import read_stamp
from tests.client import Client
from tests.features.studio import (
    NOTHING_PASSES,
    asset,
    candidates_of,
    drawn,
    new_project,
    only_job,
)


@pytest.fixture
def moon(studio: Client) -> str:
    return new_project(studio)


def test_candidates_are_listed_by_index_page_by_page(studio: Client, moon: str) -> None:
    job = only_job(studio, moon, drawn(studio, moon, candidates=4))
    one = {"project": moon, "job_id": job["id"], "limit": 3}
    first = studio.call("candidate/list", **one)
    rest = studio.call("candidate/list", **one, cursor=first["next_cursor"])
    found = first["items"] + rest["items"]
    assert [candidate["candidate_index"] for candidate in found] == [0, 1, 2, 3]
    assert rest["next_cursor"] is None
    for candidate in found:
        got = studio.call("candidate/get", project=moon, candidate_id=candidate["id"])
        assert got == candidate
    error = studio.fail("candidate/list", **one, cursor="x")
    assert (error.code, error.details["path"]) == (-32602, "$.cursor")


def test_a_person_prefers_another_candidate(studio: Client, moon: str) -> None:
    job = only_job(studio, moon, drawn(studio, moon, candidates=2))
    other = candidates_of(studio, job)[1 - job["selected_candidate_index"]]
    chosen = studio.call(
        "candidate/choose", project=moon, candidate_id=other["id"], reason="The gesture."
    )
    assert chosen == {**other, "final_asset_id": chosen["final_asset_id"]}
    assert studio.event("candidate/chosen", by="person")["candidate"] == chosen
    after = studio.call("job/get", project=moon, job_id=job["id"])
    assert {name: after[name] for name in after if after[name] != job[name]} == {
        "selected_candidate_index": other["candidate_index"],
        "selected_by": "person",
        "decided_by": "human_review",
        "final_asset_id": chosen["final_asset_id"],
    }
    final = asset(studio, moon, chosen["final_asset_id"])
    assert (final["kind"], final["width"], final["height"]) == ("final", 128, 96)
    (review,) = studio.call(
        "quality_report/list", project=moon, job_id=job["id"], report_type="human_review"
    )["items"]
    assert (review["candidate_id"], review["summary"]) == (
        other["id"],
        {
            "verdict": "approve",
            "reason": "The gesture.",
            "overruled_index": job["selected_candidate_index"],
            "overruled_rule": job["decided_by"],
        },
    )


def test_choosing_back_and_forth_keeps_both_finals(studio: Client, moon: str) -> None:
    job = only_job(studio, moon, drawn(studio, moon, candidates=2))
    first, second = candidates_of(studio, job)
    finals = []
    for candidate in (second, first, second):
        chosen = studio.call("candidate/choose", project=moon, candidate_id=candidate["id"])
        after = studio.call("job/get", project=moon, job_id=job["id"])
        assert after["final_asset_id"] == chosen["final_asset_id"]
        finals.append(chosen["final_asset_id"])
    assert finals[0] == finals[2] != finals[1]


def test_a_choice_stamps_the_words_its_candidate_was_drawn_by(studio: Client, moon: str) -> None:
    job = only_job(studio, moon, drawn(studio, moon))
    redraw = {"project": moon, "job_id": job["id"], "prompt": "closer, from below"}
    again = studio.finish(studio.call("job/redraw", **redraw))
    prompts = [each["prompt_text"] for each in (job, again)]
    stamps = []
    for candidate in candidates_of(studio, job):
        chosen = studio.call("candidate/choose", project=moon, candidate_id=candidate["id"])
        stamp = read_stamp(asset(studio, moon, chosen["final_asset_id"])["path"])
        assert stamp is not None
        stamps.append(stamp["prompt_sha256"])
    assert prompts[0] != prompts[1]
    assert stamps[0] == sha256(prompts[0].encode()).hexdigest()
    assert stamps[1:] == [sha256(prompts[1].encode()).hexdigest()] * len(stamps[1:])


def test_no_choice_is_made_while_its_job_is_redrawn(studio: Client, moon: str) -> None:
    job = only_job(studio, moon, drawn(studio, moon, candidates=2))
    other = candidates_of(studio, job)[1 - job["selected_candidate_index"]]
    redraw = studio.send("job/redraw", project=moon, job_id=job["id"], candidates=8)
    choice = studio.send("candidate/choose", project=moon, candidate_id=other["id"])
    studio.finish(studio.result(redraw))
    studio.reply(choice)
    told = [(each["method"], each["params"]) for each in studio.events]
    begun = next(
        place
        for place, (method, params) in enumerate(told)
        if method == "job/started" and params["job"]["id"] == job["id"] and params["job"]["redraws"]
    )
    after = [
        (method, params.get("by"))
        for method, params in told[begun:]
        if _concerns(params, job["id"])
    ]
    assert ("job/finished", None) in after
    assert ("candidate/chosen", "person") not in after[: after.index(("job/finished", None))]


def _concerns(params: dict[str, Any], job_id: str) -> bool:
    return job_id in (params.get("job", {}).get("id"), params.get("candidate", {}).get("job_id"))


def test_a_choice_over_a_hard_failure_needs_a_reason_and_ends_the_job(
    studio: Client, moon: str
) -> None:
    run = drawn(studio, moon, guard=NOTHING_PASSES)
    job = only_job(studio, moon, run)
    candidate, _ = candidates_of(studio, job)
    one = {"project": moon, "candidate_id": candidate["id"]}
    for reason in ({}, {"reason": "  "}):
        error = studio.fail("candidate/choose", **one, **reason)
        assert (error.code, error.details["path"]) == (-32602, "$.reason")
    assert studio.call("job/get", project=moon, job_id=job["id"]) == job
    studio.call("candidate/choose", **one, reason="It is meant to be plain.")
    after = studio.call("job/get", project=moon, job_id=job["id"])
    assert (after["status"], after["selected_by"]) == ("done", "person")
    resumed = studio.finish(studio.call("run/resume", project=moon, run_id=run["run_id"]))
    assert (resumed["status"], resumed["steps"]) == ("done", 0)
    assert only_job(studio, moon, run)["final_asset_id"] == after["final_asset_id"]


def test_a_candidate_without_a_picture_cannot_be_chosen(studio: Client, moon: str) -> None:
    missing = {"cutout": {"model": "/nowhere/u2net.onnx"}}
    job = only_job(studio, moon, drawn(studio, moon, post=missing))
    (candidate,) = candidates_of(studio, job)
    error = studio.fail("candidate/choose", project=moon, candidate_id=candidate["id"], reason="x")
    assert error.kind == "invalid_state"


def test_a_choice_is_repeated_by_its_idempotency_key(studio: Client, moon: str) -> None:
    job = only_job(studio, moon, drawn(studio, moon, candidates=2))
    other = candidates_of(studio, job)[1 - job["selected_candidate_index"]]
    asked = {"project": moon, "candidate_id": other["id"], "_meta": {"idempotency_key": moon}}
    assert studio.call("candidate/choose", **asked) == studio.call("candidate/choose", **asked)
    reviews = studio.call(
        "quality_report/list", project=moon, job_id=job["id"], report_type="human_review"
    )["items"]
    assert len(reviews) == 1
