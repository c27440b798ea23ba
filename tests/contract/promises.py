"""What the wire promises, a sentence each; a test that proves one is marked with its id.

    @pytest.mark.promise("framing.limit")

`python -m tests.contract.promises` prints each promise with the tests that prove it.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.forms import ROOT

PROMISES = {
    "framing.lines": "One JSON object a line, UTF-8, ended by LF, with the whole JSON-RPC envelope.",
    "framing.headers": "With --framing=headers Content-Length stands in place of lines.",
    "framing.cuts": "Messages are the same however their bytes are cut.",
    "framing.by_name": "Parameters come by name, and what is not named by the method is refused.",
    "framing.objects": "A result is always an object.",
    "framing.batches": "Batches are answered as JSON-RPC 2.0 has it.",
    "framing.limit": "A message of up to 1 MiB is taken, one byte more is not; initialize says so.",
    "framing.bad_lines": "Whatever a line holds, it gets its error and the next line works.",
    "framing.no_pictures": "Pictures never travel in JSON: they are paths or ids of assets.",
    "start.claims_the_wire": "What libraries and children print never reaches the wire.",
    "start.children": "Children hold no end of the wire.",
    "start.light": "The first reply comes before any heavy import.",
    "handshake.versions": "Integer majors are agreed on; no overlap names those supported.",
    "handshake.contract_hash": "The contract's hash leaves out the program's version; a mismatch is told and stops nothing.",
    "handshake.actor": "The actor is the user named, or local.",
    "handshake.data_dir": "The option, then IAT_DATA_DIR, then the platform's folder says where the data is.",
    "handshake.before": "Before initialize only initialize, $/ping, rpc.discover and exit are answered.",
    "handshake.shutdown": "After shutdown nothing new is taken; what was asked before is answered first.",
    "handshake.rest": "A shutdown stops tasks at their next step boundary; they go on at the next start.",
    "handshake.exit": "exit ends it once everything asked before is answered.",
    "handshake.end_of_input": "The end of stdin commits and answers what waits and ends it within two seconds.",
    "handshake.children_end": "Its workers end with it, however it ends.",
    "handshake.parent": "With --parent-pid the end of that process ends it too.",
    "handshake.last_words": "Every way to end has its own exit code and says why in the last line on stderr.",
    "names.methods": "Methods are noun/verb with a singular noun, events noun/past.",
    "names.discover": "rpc.discover answers with the OpenRPC document.",
    "meta.anywhere": "_meta may stand in the params of every method, and a wrong one is refused by name.",
    "meta.idempotency": "A repeated idempotency key gets the first answer and nothing is done twice.",
    "meta.idempotency_restart": "An idempotency key holds over a restart.",
    "meta.idempotency_7_days": "An idempotency key holds for seven days.",
    "meta.idempotency_actor": "An idempotency key is its actor's own.",
    "meta.idempotency_conflict": "An idempotency key with another method or other params is a conflict.",
    "meta.idempotency_in_flight": "A repeat waits for the answer that is in flight.",
    "meta.timeout": "What is not done within timeout_ms is broken off and not done.",
    "meta.correlation": "A correlation id comes back in the events it caused.",
    "meta.progress": "A progress token comes back in the progress of the work it started.",
    "answers.once": "Every request is answered exactly once.",
    "answers.canceled": "A request that is taken back is answered with -32800 and not done.",
    "answers.claimed": "Who claims a request answers it: its worker or $/cancel, never both.",
    "answers.codes": "Protocol faults have the five standard codes, everything else a positive family.",
    "answers.table": "One table holds number, kind and whether to retry, and is part of the contract.",
    "answers.no_insides": "A fault of ours is answered without its insides.",
    "answers.path": "An error in params carries the path of the offending field.",
    "events.gapless": "Events carry a global seq without gaps, in the order they were committed.",
    "events.before_answer": "An event is told after its commit and before the answer that caused it.",
    "events.whole": "A creation event carries the whole thing, who did it and when.",
    "events.task_after": "Where a method starts a task its answer goes first.",
    "events.replay": "event/replay returns what a reloaded view missed.",
    "events.latest": "Volatile progress is latest-wins.",
    "events.20_a_second": "A task's progress is told at most 20 times a second.",
    "transcripts.format": "Transcripts have one format: requests, replies, notifications, names, await, comments.",
    "transcripts.script": "iat-sidecar script plays one and ends non-zero at the first difference.",
    "transcripts.golden": "The golden conversations go as they are written in every form of the program.",
    "order.never_waits": "The reading thread never waits: $/ping is answered whatever else is held.",
    "order.ping_during_run": "Pings are answered while a run draws.",
    "order.read_budget": "A read of more than a millisecond is run again on a reader thread.",
    "order.long_pages": "A page of more than 100 rows is read on a reader thread.",
    "order.one_writer": "Writes are done one after another, in the order they arrived.",
    "order.lazy_loop": "The event loop starts with the first method that needs it.",
    "order.in_place": "A message of up to 4,096 bytes is written in place when the pipe has room.",
    "order.switch_interval": "The interpreter switches threads every half millisecond.",
    "order.overloaded": "Over the bound the answer is overloaded, with a time to come back.",
    "order.slow_reader": "A client that does not read loses no event and costs a bounded memory.",
    "method.signature": "A method's signature is its contract: strict parameters, checked against it.",
    "method.documented": "A method's docstring is its documentation, and its example is what it takes.",
    "method.lane": "A method's first parameter says where it runs.",
    "method.registry": "The OpenRPC document is made from the registry and valid by OpenRPC's own schema.",
    "method.fresh": "Generated files say what the code says.",
    "method.types": "The TypeScript types are those of the contract.",
    "method.compatible": "What would break a client of the released contract is named.",
}

WHERE = "IAT_PROOFS"


def pytest_collection_finish(session: pytest.Session) -> None:
    """As a plugin of a collection: write down which test carries which mark."""
    marks = [
        (item.nodeid.partition("[")[0], mark.args)
        for item in session.items
        for mark in item.iter_markers("promise")
    ]
    Path(os.environ[WHERE]).write_text(json.dumps(marks), "utf-8")


def proofs() -> dict[str, list[str]]:
    """The tests of the whole suite by the promise they are marked with."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "proofs.json")
        words = ["pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-p", __name__]
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env={**os.environ, WHERE: str(path)},
            capture_output=True,
            text=True,
        )
        # a module that cannot be imported fails for itself; its proofs are missed here
        assert path.is_file(), done.stdout[-2_000:] + done.stderr
        marks = json.loads(path.read_text("utf-8"))
    found: dict[str, dict[str, None]] = {}
    for test, names in marks:
        for name in names:
            found.setdefault(name, {})[test] = None
    return {name: list(tests) for name, tests in found.items()}


def table() -> str:
    """Each promise with the tests that prove it, for people."""
    found = proofs()
    lines = []
    for name, sentence in PROMISES.items():
        lines += [f"{name}: {sentence}", *(f"    {test}" for test in found.get(name, []))]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    __name__ = "tests.contract.promises"  # the plugin is this module
    sys.stdout.write(table())
