"""The golden conversations, replayed against the real process and held against the contract."""

import struct
import zlib
from pathlib import Path

import pytest

from iat_sidecar.core import resources
from iat_sidecar.rpc import openrpc
from iat_sidecar.script.conversation import Conversation
from iat_sidecar.script.play import Player
from iat_sidecar.script.step import parse
from iat_sidecar.script.transport import Subprocess
from tests.contract.recorded import Contract, Recorded

TRANSCRIPTS = sorted(Path(resources.path("contracts", "transcripts")).glob("*.jsonl"))
LONG = {"demo_page"}  # a whole page: played by the demo's own test


@pytest.fixture(scope="module")
def contract() -> Contract:
    return Contract(openrpc.document())


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A small picture with a gradient."""
    path = tmp_path / "gradient.png"
    path.write_bytes(_gradient(64, 48))
    return path


@pytest.mark.parametrize(
    "transcript",
    [pytest.param(path, id=path.stem) for path in TRANSCRIPTS if path.stem not in LONG],
)
def test_the_program_speaks_as_its_transcript_says_and_its_contract_allows(
    transcript: Path, contract: Contract, image: Path, tmp_path: Path
) -> None:
    with Subprocess(str(tmp_path / "data")) as way:
        recorded = Recorded(way)
        values = {"image": str(image), "out": str(tmp_path)}
        player = Player(Conversation(recorded, lambda _: None), values, lambda _: None)
        player.play(parse(transcript.read_text("utf-8")))
    assert contract.breaches(recorded.sent, recorded.came) == []


def test_a_breach_of_the_contract_is_found(contract: Contract) -> None:
    sent = [
        {"jsonrpc": "2.0", "id": 1, "method": "project/purge", "params": {"project": "moon"}},
        {"jsonrpc": "2.0", "id": 2, "method": "project/get", "params": {"project": "moon"}},
    ]
    damaged = {"kind": "damaged", "retryable": False, "details": {}, "trace_id": "t"}
    came = [
        {"jsonrpc": "2.0", "id": 1, "result": {"project_id": 7}},
        {"jsonrpc": "2.0", "id": 2, "error": {"code": 2007, "message": "", "data": damaged}},
        {"jsonrpc": "2.0", "method": "moon/landed", "params": {}},
    ]
    assert contract.breaches(sent, came) == [
        "project/purge params at $: 'confirm' is a required property",
        "project/purge result at $.project_id: 7 is not of type 'string'",
        "project/get fails with damaged, which it does not list",
        "moon/landed is told and not in the contract",
    ]


def _gradient(width: int, height: int) -> bytes:
    rows = [
        b"\0" + b"".join(bytes((x * 4, y * 5, 128)) for x in range(width)) for y in range(height)
    ]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
