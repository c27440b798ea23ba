"""The golden conversations, replayed against every form of the program and held against the contract."""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from iat_sidecar import contracts
from iat_sidecar.core import log, resources
from iat_sidecar.core.errors import KINDS
from iat_sidecar.imaging.operations.doctor import TINY_MODEL
from iat_sidecar.script.conversation import Conversation, Transport
from iat_sidecar.script.play import Player
from iat_sidecar.script.step import parse
from tests.client import Client
from tests.contract import covered
from tests.contract.breaches import Contract
from tests.contract.in_process import InProcess, Spoken
from tests.contract.recorded import Recorded, Said
from tests.forms import FORMS, Form
from tests.rpc.wired import Wired

LONG = {"demo_page"}
"""A whole page takes ten seconds: it is played by source and as a single file, not in each form."""
IN_SHORT_FORMS = [path for path in covered.TRANSCRIPTS if path.stem not in LONG]
IN_LONG_FORMS = [path for path in covered.TRANSCRIPTS if path.stem in LONG]

OF_THE_SPECIFICATION = [
    '{"jsonrpc": "2.0", "method": "foobar", "id": "1"}',
    '{"jsonrpc": "2.0", "method": "foobar"}',
    '{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]',
    '{"jsonrpc": "2.0", "method": 1, "params": "bar"}',
    "[]",
    "[1]",
    "[1, 2, 3]",
]
"""Lines of the specification's examples that hold no name of a method of ours."""

Begin = Callable[..., Client]


@pytest.fixture(scope="module")
def contract() -> Contract:
    return Contract(contracts.document())


@pytest.fixture
def values(tmp_path: Path) -> dict[str, Any]:
    """What a transcript may name: a small picture, a tiny model, and a folder to write to."""
    image, model = tmp_path / "gradient.png", tmp_path / "tiny.onnx"
    image.write_bytes(_gradient(64, 48))
    model.write_bytes(TINY_MODEL)
    return {"image": str(image), "model": str(model), "out": str(tmp_path)}


@pytest.fixture
def wired(tmp_path: Path) -> Iterator[Wired]:
    """The server in this process, not initialized; the log's level is this process's own."""
    begun = Wired(tmp_path / "data")
    yield begun
    begun.close()
    log.set_level("info")


def _ids(transcripts: list[Path]) -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in transcripts]


def _of(forms: list[Any], *names: str) -> list[Any]:
    return [form for form in forms if form.id in names]


def played(transcript: Path, way: Transport, values: dict[str, Any]) -> Said:
    """What was said; Different at the first line that does not go as it is written."""
    recorded = Recorded(way)
    player = Player(Conversation(recorded, lambda _: None), values, lambda _: None)
    player.play(parse(transcript.read_text("utf-8")))
    return recorded.said


@pytest.mark.promise("transcripts.golden")
@pytest.mark.parametrize("transcript", _ids(IN_SHORT_FORMS))
def test_the_server_in_this_process_speaks_as_written_and_as_promised(
    transcript: Path, wired: Wired, contract: Contract, values: dict[str, Any]
) -> None:
    assert contract.breaches(played(transcript, InProcess(wired), values)) == []


@pytest.mark.promise("transcripts.golden")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("transcript", _ids(IN_SHORT_FORMS))
def test_every_form_speaks_as_written_and_as_promised(
    transcript: Path, form: Form, start: Begin, contract: Contract, values: dict[str, Any]
) -> None:
    assert contract.breaches(played(transcript, Spoken(start(form=form)), values)) == []


@pytest.mark.parametrize("form", _of(FORMS, "source", "single"))
@pytest.mark.parametrize("transcript", _ids(IN_LONG_FORMS))
def test_a_long_conversation_goes_as_written_and_as_promised(
    transcript: Path, form: Form, start: Begin, contract: Contract, values: dict[str, Any]
) -> None:
    assert contract.breaches(played(transcript, Spoken(start(form=form)), values)) == []


def test_every_method_answers_in_a_conversation_or_says_why_not() -> None:
    published = {method["name"] for method in contracts.document()["methods"]}
    assert published - covered.answered() == set(covered.UNSEEN_METHODS)


def test_every_notification_is_seen_in_a_conversation_or_says_why_not() -> None:
    promised = set(contracts.document()["x-notifications"])
    assert promised - covered.told() == set(covered.UNSEEN_EVENTS)


def test_every_kind_of_error_is_met_in_a_conversation_or_says_why_not() -> None:
    assert set(KINDS) - covered.failed() == set(covered.UNSEEN_ERRORS)


def test_a_test_that_stands_in_for_a_conversation_is_there() -> None:
    reasons = [*covered.UNSEEN_METHODS.values(), *covered.UNSEEN_EVENTS.values()]
    reasons += covered.UNSEEN_ERRORS.values()
    named = {path for reason in reasons for _, colon, path in [reason.rpartition(": ")] if colon}
    assert {path for path in named if not Path(path).is_file()} == set()


def test_the_examples_of_the_specification_are_sent_as_they_stand_there() -> None:
    assert [line for line in OF_THE_SPECIFICATION if line not in covered.sent()] == []


def test_the_guide_to_the_conversations_names_each_of_them_once() -> None:
    guide = resources.text("contracts", "README.md").partition("| to learn |")[2]
    named = re.findall(r"`(\w+)`", guide.partition("\n\n")[0])
    assert sorted(named) == [path.stem for path in covered.TRANSCRIPTS]


def _said(sent: list[str], came: list[Any]) -> Said:
    said = Said()
    for line in sent:
        said.sent(line)
    for message in came:
        said.came(message)
    return said


def test_a_breach_of_the_contract_is_found(contract: Contract) -> None:
    sent = [
        '{"jsonrpc": "2.0", "id": 1, "method": "project/purge", "params": {"project": "moon"}}',
        '{"jsonrpc": "2.0", "id": 2, "method": "project/get", "params": {"project": "moon"}}',
        '{"jsonrpc": "2.0", "method": "$/cancel", "params": {"id": []}}',
    ]
    damaged = {"kind": "damaged", "retryable": False, "details": {"by": "me"}, "trace_id": "t"}
    came = [
        {"jsonrpc": "2.0", "id": 1, "result": {"project_id": 7}},
        {"jsonrpc": "2.0", "id": 2, "error": {"code": 2007, "message": "No.", "data": damaged}},
        {"jsonrpc": "2.0", "method": "moon/landed", "params": {}},
    ]
    assert contract.breaches(_said(sent, came)) == [
        "$/cancel params at $.id: [] is not valid under any of the given schemas",
        "project/purge params at $: 'confirm' is a required property",
        "project/purge result at $.project_id: 7 is not of type 'string'",
        "damaged has details that the table does not name: ['by']",
        "project/get fails with damaged, which it does not list",
        "moon/landed is told and not in the contract",
    ]


def test_a_breach_of_json_rpc_is_found(contract: Contract) -> None:
    sent = [
        '{"jsonrpc": "2.0", "id": 1, "method": "$/ping"}',
        '{"jsonrpc": "2.0", "id": 2, "method": "$/ping"}',
        "{broken",
        '[{"jsonrpc": "2.0", "id": 3, "method": "$/ping"}, 7, 8]',
    ]
    pong = {"jsonrpc": "2.0", "result": {}}
    late = {"kind": "shutting_down", "retryable": False, "details": {}, "trace_id": "t"}
    refusal = {
        "jsonrpc": "2.0",
        "id": None,
        "error": {"code": 1004, "message": "No.", "data": late},
    }
    came = [{**pong, "id": 1}, {**pong, "id": 1}, {**pong, "id": None}, [{"id": 3}, refusal]]
    assert contract.breaches(_said(sent, came)) == [
        "never answered: {'jsonrpc': '2.0', 'id': 2, 'method': '$/ping'}",
        "never answered: 8",
        "answered without being asked: {'jsonrpc': '2.0', 'result': {}, 'id': 1}",
        "what is no request got a result: {'jsonrpc': '2.0', 'result': {}, 'id': None}",
        "an answer at $: 'jsonrpc' is a required property",
        "an answer at $: {'id': 3} is not valid under any of the given schemas",
        "what is no request got shutting_down",
    ]


def test_an_event_that_is_left_out_is_found(contract: Contract) -> None:
    event = {"created_at": "", "project_id": None, "actor_user_id": "", "correlation_id": None}
    config = {"key": "a", "value": 1, "default": 1, "scope": "installation", "schema": {}}
    config |= {"admin_only": True}
    came = [
        {
            "jsonrpc": "2.0",
            "method": "config/updated",
            "params": {"seq": seq, **event, "config": config},
        }
        for seq in (1, 3)
    ]
    assert contract.breaches(_said([], came)) == ["events are numbered [1, 3]"]


def _gradient(width: int, height: int) -> bytes:
    rows = [
        b"\0" + b"".join(bytes((x * 4, y * 5, 128)) for x in range(width)) for y in range(height)
    ]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
