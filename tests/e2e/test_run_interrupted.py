"""A run is canceled, killed, shut down: nothing finished is lost, and it goes on."""

import os
import select
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.client import Client
from tests.e2e.running import MANY, long_run, statuses, steps, workers_of
from tests.features.studio import until

Start = Callable[..., Client]


@pytest.fixture
def drawing(client: Client, moon: dict[str, Any]) -> dict[str, Any]:
    """A run of which some jobs are done and others are under way."""
    run = long_run(client)
    for _ in range(2):
        client.event("job/finished")
    return run


def resumed(start: Start, run: dict[str, Any]) -> tuple[Client, dict[str, Any]]:
    """A new process on the same data, and how the run ended there."""
    client = start()
    client.initialize()
    task = client.call("task/get", task_id=run["task_id"])
    result = task["result"] if task["status"] == "done" else client.finish(run)
    return client, result


def check_finished(client: Client, run: dict[str, Any]) -> None:
    told = client.call("run/get", project="moon", run_id=run["run_id"])
    assert (told["status"], told["ended_by"]) == ("done", "finished")
    assert statuses(client, run) == ["done"] * MANY
    verified = client.call("run/log", project="moon", run_id=run["run_id"])
    assert Path(verified["path"]).exists()


def test_a_canceled_run_keeps_what_is_drawn_and_resumes(
    client: Client, drawing: dict[str, Any]
) -> None:
    client.call("run/cancel", project="moon", run_id=drawing["run_id"])
    assert client.finish(drawing) is None
    assert client.call("task/get", task_id=drawing["task_id"])["status"] == "canceled"
    run = client.event("run/finished")["run"]
    assert (run["status"], run["ended_by"]) == ("partial", "canceled")
    assert run == client.call("run/get", project="moon", run_id=drawing["run_id"])
    assert set(statuses(client, drawing)) == {"done", "planned"}
    before = steps(client.data_dir)
    done = run["jobs"]["done"]
    result = client.finish(client.call("run/resume", project="moon", run_id=drawing["run_id"]))
    assert result["status"] == "done"
    assert result["steps"] <= (MANY - done) * 6
    after = steps(client.data_dir)
    assert {key: after[key] for key in before} == before
    check_finished(client, drawing)


def test_a_run_that_is_canceled_before_it_draws_failed_and_can_be_resumed(
    client: Client, moon: dict[str, Any]
) -> None:
    run = long_run(client)
    client.call("run/cancel", project="moon", run_id=run["run_id"])
    client.finish(run)
    told = client.event("run/finished")["run"]
    assert (told["status"], told["ended_by"]) == ("failed", "canceled")
    result = client.finish(client.call("run/resume", project="moon", run_id=run["run_id"]))
    assert result["status"] == "done"


def test_a_killed_run_goes_on_by_itself_and_computes_nothing_twice(
    client: Client, drawing: dict[str, Any], start: Start
) -> None:
    workers = [os.pidfd_open(pid) for pid in workers_of(client)]
    client.kill()
    assert workers
    for worker in workers:
        assert select.select([worker], [], [], 30)[0], "a worker outlived its sidecar"
        os.close(worker)
    before = steps(client.data_dir)
    assert before
    again, result = resumed(start, drawing)
    assert (result["status"], result["ended_by"]) == ("done", "finished")
    assert result["memoised_steps"] <= len(before)
    after = steps(client.data_dir)
    assert {key: after[key] for key in before} == before
    check_finished(again, drawing)


def test_a_killed_refresh_keeps_what_it_had_drawn_anew(
    client: Client, moon: dict[str, Any], start: Start
) -> None:
    run = long_run(client, memo="refresh")
    client.event("job/finished")
    client.kill()
    again, result = resumed(start, run)
    assert result["memoised_steps"] == 0
    assert result["steps"] < MANY * 6
    check_finished(again, run)


@pytest.mark.promise("handshake.rest")
def test_a_shutdown_lets_the_run_rest_between_steps_and_the_next_start_goes_on(
    client: Client, drawing: dict[str, Any], start: Start
) -> None:
    client.call("shutdown", grace_s=20)
    client.send("exit")
    assert client.wait() == 0
    before = steps(client.data_dir)
    again, result = resumed(start, drawing)
    assert result["status"] == "done"
    after = steps(client.data_dir)
    assert {key: after[key] for key in before} == before
    check_finished(again, drawing)


@pytest.mark.promise("handshake.end_of_input")
def test_the_end_of_input_stops_a_run_that_goes_on_later(
    client: Client, drawing: dict[str, Any], start: Start
) -> None:
    assert client.close() == 11
    again, _ = resumed(start, drawing)
    check_finished(again, drawing)


@pytest.mark.parametrize("method", ["run/start", "run/reproduce"])
def test_a_project_that_wants_to_be_asked_leaves_the_run_partial(
    client: Client, start: Start, method: str
) -> None:
    client.call("project/create", slug="moon", name="Moon", settings={"resume_on_start": "ask"})
    run = long_run(client)
    if method == "run/reproduce":
        client.finish(run)
        run = client.call("run/reproduce", project="moon", run_id=run["run_id"])
    until(client, "job/finished", lambda told: told["job"]["run_id"] == run["run_id"])
    client.kill()
    again = start()
    again.initialize()
    told = again.call("run/get", project="moon", run_id=run["run_id"])
    assert (told["status"], told["ended_by"]) == ("partial", "crash")
    assert set(statuses(again, run)) == {"done", "planned"}
    task = again.call("task/get", task_id=run["task_id"])
    assert (task["status"], task["error"]["data"]["kind"]) == ("failed", "invalid_state")
    result = again.finish(again.call("run/resume", project="moon", run_id=run["run_id"]))
    assert result["status"] == "done"
    check_finished(again, run)


def test_a_redraw_that_is_cut_off_goes_on_with_the_same_candidates(
    client: Client, moon: dict[str, Any], start: Start
) -> None:
    run = long_run(client)
    client.finish(run)
    (job, *_) = client.call("job/list", project="moon", run_id=run["run_id"])["items"]
    redraw = client.call("job/redraw", project="moon", job_id=job["id"], candidates=12)
    until(client, "candidate/created", lambda told: told["candidate"]["candidate_index"] == 2)
    client.kill()
    again, result = resumed(start, redraw)
    assert (result["status"], result["redraws"]) == ("done", 1)
    found = again.call("candidate/list", project="moon", job_id=job["id"])["items"]
    assert [one["candidate_index"] for one in found] == list(range(14))
    assert {one["status"] for one in found} == {"done"}


def test_a_canceled_redraw_leaves_the_job_as_it_stood(client: Client, moon: dict[str, Any]) -> None:
    run = long_run(client)
    client.finish(run)
    (job, *_) = client.call("job/list", project="moon", run_id=run["run_id"])["items"]
    redraw = client.call("job/redraw", project="moon", job_id=job["id"], candidates=12)
    until(client, "task/started", lambda told: told["task"]["id"] == redraw["task_id"])
    client.call("task/cancel", task_id=redraw["task_id"])
    client.finish(redraw)
    after = client.call("job/get", project="moon", job_id=job["id"])
    assert (after["status"], after["final_asset_id"]) == ("done", job["final_asset_id"])
