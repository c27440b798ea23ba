"""Workers die, disks fill, models change: what it costs a run, and what stays outside the sidecar."""

import json
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnx
import pytest
from onnx import TensorProto, helper

from tests.client import Client, RpcError
from tests.e2e.running import MANY, is_alive, long_run, statuses, workers_of
from tests.features.studio import begun, candidates_of, drawn, jobs_of, shot

PIXELS = ("numpy", "/PIL/", "onnxruntime")
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def mapped(pid: int) -> list[str]:
    """Which libraries that draw are loaded in a process."""
    try:
        maps = Path(f"/proc/{pid}/maps").read_text()
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return []
    return [name for name in PIXELS if name in maps]


def test_pixels_never_enter_the_sidecar(client: Client, moon: dict[str, Any]) -> None:
    result = client.finish(long_run(client, post={"upscale": {}}))
    assert result["status"] == "done"
    assert mapped(client.process.pid) == []
    workers = workers_of(client)
    assert workers
    for worker in workers:
        assert "numpy" in mapped(worker)
        assert os.getpriority(os.PRIO_PROCESS, worker) == 10
    assert os.getpriority(os.PRIO_PROCESS, client.process.pid) == 0


def test_a_worker_killed_from_outside_costs_a_retry_and_not_the_run(
    client: Client, moon: dict[str, Any]
) -> None:
    run = long_run(client)
    client.event("job/finished")
    for worker in workers_of(client):
        os.kill(worker, signal.SIGKILL)
    result = client.finish(run)
    assert (result["status"], result["jobs"]["done"]) == ("done", MANY)
    assert not [line for line in client.stderr if "Traceback" in line]


def test_a_model_that_cannot_be_read_fails_its_candidate_and_not_the_run(
    client: Client, moon: dict[str, Any], tmp_path: Path
) -> None:
    model = tmp_path / "model.onnx"
    model.write_bytes(b"broken")
    run = drawn(client, "moon", shot("a", post={"cutout": {"model": str(model)}}), shot("b"))
    bad, good = jobs_of(client, "moon", run)
    assert (run["status"], bad["status"], good["status"]) == ("partial", "failed", "done")
    assert bad["error"]["data"]["kind"] == "imaging_failed"
    (candidate,) = candidates_of(client, bad)
    assert [step["leg"] for step in candidate["meta"]["steps"]] == ["style_lock"]


def test_a_step_whose_workers_all_die_fails_its_candidate_and_not_the_run(
    client: Client, moon: dict[str, Any]
) -> None:
    big = {"width_px": 2000, "height_px": 1500}
    run = begun(client, "moon", *(shot(key, **big) for key in "abcde"))
    while not _has_told(client, "job/finished"):
        for worker in workers_of(client):
            if "numpy" in mapped(worker):
                os.kill(worker, signal.SIGKILL)
        client.call("$/ping")
    result = client.finish(run)
    assert (result["status"], result["ended_by"]) == ("partial", "finished")
    ended = jobs_of(client, "moon", result)
    assert {job["status"] for job in ended} == {"done", "failed"}
    for job in ended:
        if job["status"] == "failed":
            assert (job["error"]["code"], job["error"]["data"]["details"]["reason"]) == (
                3004,
                "signal 9",
            )


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="prlimit is Linux's alone")
@pytest.mark.parametrize("is_database_full", [False, True])
def test_a_full_disk_ends_the_run_which_resumes_when_there_is_room(
    client: Client, moon: dict[str, Any], is_database_full: bool
) -> None:
    run = long_run(client)
    client.event("job/finished")
    size = (client.data_dir / "iat.db-wal").stat().st_size
    room = size + 20_000 if is_database_full else 5_000
    limited = [*workers_of(client), *([client.process.pid] if is_database_full else [])]
    for pid in limited:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    while not (_has_said(client, "end_waits") or _has_told(client, "run/finished")):
        client.call("$/ping")
    for pid in filter(is_alive, limited):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, UNLIMITED)
    with pytest.raises(RpcError, match="full") as refused:
        client.finish(run)
    assert refused.value.kind == "storage_full"
    told = client.call("run/get", project="moon", run_id=run["run_id"])
    assert (told["status"], told["ended_by"]) == ("partial", "full_disk")
    assert set(statuses(client, run)) == {"done", "planned"}
    result = client.finish(client.call("run/resume", project="moon", run_id=run["run_id"]))
    assert (result["status"], result["jobs"]["done"]) == ("done", MANY)


def _has_said(client: Client, words: str) -> bool:
    return any(words in line for line in client.stderr)


def _has_told(client: Client, method: str) -> bool:
    return any(event["method"] == method for event in client.events)


def save_model(path: Path, bias: float) -> str:
    """sigmoid(4 · Σ channels + bias): bright is subject."""
    kind = TensorProto.FLOAT
    weights = [
        helper.make_tensor("scale", kind, [1, 3, 1, 1], [4.0, 4.0, 4.0]),
        helper.make_tensor("bias", kind, [1], [bias]),
    ]
    nodes = [
        helper.make_node("Conv", ["picture", "scale", "bias"], ["sum"]),
        helper.make_node("Sigmoid", ["sum"], ["mask"]),
    ]
    inputs = [helper.make_tensor_value_info("picture", kind, [1, 3, 32, 32])]
    outputs = [helper.make_tensor_value_info("mask", kind, None)]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, weights)
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), str(path))
    return str(path)


def test_a_users_model_cuts_out_and_its_bytes_are_part_of_the_step(
    client: Client, moon: dict[str, Any], tmp_path: Path
) -> None:
    model = save_model(tmp_path / "tiny.onnx", 0.0)
    asked = {
        "post": {"cutout": {"model": model}},
        "guard": {"thresholds": {"matte.min_coverage": 0, "matte.max_coverage": 1}},
    }
    first = drawn(client, "moon", **asked)
    (plan,) = client.call(
        "run/plan",
        project="moon",
        jobs=[shot()],
        seed=7,
        candidates=1,
        stages=["style_lock"],
        **asked,
    )["jobs"]
    assert plan["memoised_steps"] == plan["steps"] == 3
    same = drawn(client, "moon", **asked)
    assert same["memoised_steps"] == same["steps"]
    save_model(tmp_path / "tiny.onnx", -2.0)
    changed = drawn(client, "moon", **asked)
    assert changed["memoised_steps"] < same["memoised_steps"]
    keys = [_cut_key(client, run) for run in (first, same, changed)]
    assert keys[0] == keys[1] != keys[2]
    Path(model).unlink()
    gone = drawn(client, "moon", shot("a"), shot("b", post={}), **asked)
    bad, good = jobs_of(client, "moon", gone)
    assert (gone["status"], good["status"]) == ("partial", "done")
    assert (bad["error"]["code"], bad["error"]["data"]["details"]) == (3002, {"name": "tiny.onnx"})


def _cut_key(client: Client, run: dict[str, Any]) -> str:
    log = client.call("run/log", project="moon", run_id=run["run_id"])
    told = json.loads(Path(log["path"]).read_text())["jobs"][0]["steps"]
    key: str = next(step["key"] for step in told if step["name"] == "matte/cut")
    return key


def test_a_model_that_is_not_installed_is_missing_at_once(
    client: Client, moon: dict[str, Any]
) -> None:
    asked = {"project": "moon", "post": {"cutout": {"model": "u2net"}}}
    error = client.fail("run/start", jobs=[shot()], **asked)
    assert (error.code, error.details) == (3002, {"name": "u2net"})


@pytest.mark.promise("handshake.children_end")
def test_workers_end_with_the_sidecar(
    start: Callable[..., Client], client: Client, moon: dict[str, Any]
) -> None:
    client.finish(long_run(client))
    workers = workers_of(client)
    assert all(map(is_alive, workers))
    assert client.close() == 10
    assert not any(map(is_alive, workers))
