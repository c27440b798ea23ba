"""Events: gapless, before the answer of what caused them, and after it where a task is started."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.client import Client
from tests.rpc.process import Process
from tests.rpc.trial import gates
from tests.rpc.wired import Wired


@pytest.mark.promise("events.before_answer")
def test_an_event_is_told_before_the_answer_that_caused_it(client: Client) -> None:
    id = client.send("project/create", slug="moon", name="Moon")
    arrived = [client.raw()]
    while "id" not in arrived[-1]:
        arrived.append(client.raw())
    assert arrived[0]["method"] == "project/created"
    assert arrived[-1] == {"jsonrpc": "2.0", "id": id, "result": arrived[0]["params"]["project"]}


@pytest.mark.promise("events.gapless")
def test_seq_is_gapless_in_the_order_of_arrival_whatever_failed_between(client: Client) -> None:
    chance = random.Random(3)
    ids = [
        client.send("project/create", slug=f"p{chance.randrange(60)}", name="P") for _ in range(200)
    ]
    kinds = {"created" if "result" in client.reply(id) else "refused" for id in ids}
    seqs = [each["params"]["seq"] for each in client.events]
    assert kinds == {"created", "refused"}
    assert seqs == list(range(1, len(seqs) + 1))


@pytest.mark.promise("events.task_after")
@pytest.mark.parametrize("method", ["trial/enqueue", "trial/start"])
def test_where_a_task_is_started_the_answer_goes_before_its_events(
    wired: Wired, method: str
) -> None:
    params = {"gate": "a", "then": "b"} if method == "trial/start" else {"gate": "a"}
    id = wired.send(method, **params)
    first, second = wired.next(), wired.next()
    assert (first["id"], second["method"]) == (id, "task/created")
    assert first["result"]["task_id"] == second["params"]["task"]["id"]
    gates["a"].reached()
    if method == "trial/start":
        gates["b"].reached()
        gates["b"].open()
    gates["a"].open()
    while wired.said[-1].get("method") != "task/finished":
        wired.next()
    assert [each["id"] for each in wired.settled() if "method" not in each].count(id) == 1


@pytest.mark.promise("events.before_answer")
def test_a_client_that_reads_only_later_finds_every_event_before_its_answer(
    tmp_path: Path,
) -> None:
    process = Process(tmp_path / "data")
    process.open()
    for n in range(600):
        params = {"slug": f"p{n}", "name": "P", "description": "d" * 9_000}
        process.write({"jsonrpc": "2.0", "id": n, "method": "project/create", "params": params})
    process.write({"jsonrpc": "2.0", "id": "done", "method": "project/purge", "params": {}})
    told: list[dict[str, Any]] = []
    answered = []
    for each in process.messages():
        if each.get("id") == 599:
            break
        if "method" in each:
            told.append(each["params"])
        elif each["id"] != "done":
            assert told[-1]["project_id"] == each["result"]["id"]
            answered.append(each["id"])
    assert answered == list(range(599))
    assert [each["seq"] for each in told] == list(range(1, len(told) + 1))
    process.close()


@pytest.mark.promise("events.whole")
def test_an_event_carries_who_when_and_the_whole_thing(client: Client, moon: Any) -> None:
    params = client.event("project/created")
    user = params["actor_user_id"]
    assert json.loads(json.dumps(params)) == {
        "seq": params["seq"],
        "created_at": params["created_at"],
        "project_id": moon["id"],
        "actor_user_id": user,
        "correlation_id": None,
        "project": moon,
    }
    assert moon["owner_user_id"] == user
