"""A second sidecar on the same data: it is told who has it, and has it once the first is gone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.family import END, INFO, RUNS, draw, ends, is_deserted, needs_proc, run_of, told
from tests.features.studio import shot
from tests.rpc.process import OPEN, PING, Process

pytestmark = needs_proc

Begin = Callable[..., Process]


def test_a_second_sidecar_is_refused_and_the_first_goes_on_undisturbed(
    begin: Begin, tmp_path: Path
) -> None:
    first = begin()
    draw(first, run_of([shot(f"p{n}") for n in range(6)]))
    second = begin()
    error = second.ask(OPEN)["error"]
    assert (error["code"], error["data"]["kind"], error["data"]["details"]) == (
        2009,
        "already_running",
        {"data_dir": str(tmp_path / "data"), "pid": first.popen.pid},
    )
    assert second.ask(PING)["result"] == {}
    second.stdin.close()
    ends(second, 10, END)
    assert first.ask(INFO)["result"]["data_dir"] == str(tmp_path / "data")
    assert told(first, "run/finished")["params"]["run"]["status"] == "done"


@pytest.mark.parametrize("is_new", [False, True], ids=["the_one_refused", "a_new_one"])
def test_when_the_first_is_killed_in_a_run_the_second_opens_at_once(
    begin: Begin, is_new: bool
) -> None:
    first = begin()
    draw(first)
    second = begin()
    assert second.ask(OPEN)["error"]["data"]["kind"] == "already_running"
    first.popen.kill()
    first.popen.wait()
    third = begin() if is_new else second
    assert "result" in third.open()
    (left,) = third.ask(RUNS)["result"]["items"]
    assert (left["status"], left["ended_by"]) == ("failed", "crash")
    assert is_deserted(first.popen.pid)
