"""Started in odd circumstances: for somebody who is gone, without a reader, without descriptors."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.family import PATIENCE_S, as_lines, fill_stderr, needs_proc
from tests.forms import ROOT, Form
from tests.rpc.process import PING, Process

pytestmark = needs_proc

ORDER = {"id": 1, "operation": "no_such_operation", "request": {}}
UNKNOWN = b"KeyError: 'no_such_operation'"


@pytest.fixture
def worker(form: Form) -> Callable[..., Process]:
    def start() -> Process:
        return Process(None, "worker", form=form, start_new_session=True)

    return start


@pytest.mark.promise("handshake.children_end")
def test_a_worker_whose_sidecar_was_killed_before_it_began_does_nothing(
    worker: Callable[..., Process],
) -> None:
    process = worker()
    process.write(ORDER)
    process.stdin.close()
    assert process.stdout.read() == b""
    assert process.popen.wait(PATIENCE_S) == 0
    process.close()


def test_a_worker_that_fails_answers_though_nobody_reads_why(
    worker: Callable[..., Process],
) -> None:
    process = worker()
    fill_stderr(process)
    process.write(ORDER)
    answer = process.read()
    assert (answer["id"], answer["error_kind"]) == (1, "imaging_failed")
    process.close()


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_descriptor_that_is_missing_is_nobody_there(
    form: Form, tmp_path: Path, closed: str
) -> None:
    words = [*form.command, "--data-dir", str(tmp_path / "data")]
    done = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", *words],
        input=as_lines(PING),
        capture_output=True,
        cwd=ROOT,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 10
    assert done.stdout.count(b'"result"') == (closed == "2>&-")
    told = [] if "2>" in closed else ["iat-sidecar: exit 10: end of input, nothing was running"]
    assert done.stderr.decode().splitlines() == told
