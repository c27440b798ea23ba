"""What comes in is answered with its coded error, its id where that can be known, and the next line works."""

import json
from typing import Any

import pytest

from tests.client import Client

PARSE, REQUEST, METHOD, PARAMS, LARGE = -32700, -32600, -32601, -32602, 1005

GET = b'{"jsonrpc":"2.0","id":5,"method":"project/get","params":'
NEST = 100_000

BAD: dict[str, tuple[bytes, int, Any]] = {
    "garbage": (b"garbage", PARSE, None),
    "truncated": (b'{"jsonrpc":"2.0","id":5,"method":"$/p', PARSE, None),
    "two values": (b"{} {}", PARSE, None),
    "byte order mark": (b'\xef\xbb\xbf{"jsonrpc":"2.0","id":5,"method":"$/ping"}', PARSE, None),
    "utf-16": ('{"jsonrpc":"2.0","id":5}'.encode("utf-16-le"), PARSE, None),
    "bad utf-8 for a line": (b"\xff\xfe\xfd", PARSE, None),
    "bad utf-8 in the id": (b'{"jsonrpc":"2.0","id":"\xff","method":"$/ping"}', PARSE, None),
    "bad utf-8 in the method": (b'{"jsonrpc":"2.0","id":5,"method":"\xff"}', PARSE, None),
    "bad utf-8 in params": (GET + b'\xff}', PARSE, None),
    "bad utf-8 in a string of params": (GET + b'{"project":"\xc3("}}', PARSE, 5),
    "a lone surrogate": (GET + b'{"project":"\\ud800"}}', PARSE, None),
    "a lone surrogate in the id": (b'{"jsonrpc":"2.0","id":"\\udc00"}', PARSE, None),
    "NaN": (GET + b'{"project":NaN}}', PARSE, None),
    "Infinity": (GET + b'{"project":-Infinity}}', PARSE, None),
    "a raw control character": (GET + b'{"project":"\x01"}}', PARSE, None),
    "U+0000": (GET + b'{"project":"a\\u0000b"}}', PARAMS, 5),
    "nested brackets": (b"[" * NEST, PARSE, None),
    "nested brackets in params": (GET + b"[" * NEST + b"]" * NEST + b"}", PARSE, None),
    "nested objects in a list": (b'[{"a":' * NEST, PARSE, None),
    "over the limit": (GET + b'{"project":"' + b"x" * (1 << 20) + b'"}}', LARGE, None),
    "a number": (b"1", REQUEST, None),
    "a string": (b'"x"', REQUEST, None),
    "null": (b"null", REQUEST, None),
    "an empty object": (b"{}", REQUEST, None),
    "no version": (b'{"id":5,"method":"$/ping"}', REQUEST, 5),
    "another version": (b'{"jsonrpc":"1.0","id":5,"method":"$/ping"}', REQUEST, 5),
    "a version that is a number": (b'{"jsonrpc":2.0,"id":"x","method":"$/ping"}', REQUEST, "x"),
    "no method": (b'{"jsonrpc":"2.0","id":5}', REQUEST, 5),
    "a method that is a number": (b'{"jsonrpc":"2.0","id":5,"method":1}', REQUEST, 5),
    "id null": (b'{"jsonrpc":"2.0","id":null,"method":"$/ping"}', REQUEST, None),
    "id fraction": (b'{"jsonrpc":"2.0","id":1.5,"method":"$/ping"}', REQUEST, None),
    "id float": (b'{"jsonrpc":"2.0","id":1.0,"method":"$/ping"}', REQUEST, None),
    "id bool": (b'{"jsonrpc":"2.0","id":true,"method":"$/ping"}', REQUEST, None),
    "id object": (b'{"jsonrpc":"2.0","id":{},"method":"$/ping"}', REQUEST, None),
    "unknown method": (b'{"jsonrpc":"2.0","id":5,"method":"no/such"}', METHOD, 5),
    "unknown verb": (b'{"jsonrpc":"2.0","id":5,"method":"project/no"}', METHOD, 5),
    "a path as method": (b'{"jsonrpc":"2.0","id":5,"method":"../project"}', METHOD, 5),
    "params by position": (GET + b'["moon"]}', PARAMS, 5),
    "params null": (GET + b"null}", PARAMS, 5),
    "params of a ping": (
        b'{"jsonrpc":"2.0","id":5,"method":"$/ping","params":{"x":1}}', PARAMS, 5,
    ),
}  # fmt: skip


@pytest.mark.promise("framing.bad_lines")
@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_gets_its_error_and_the_next_line_works(client: Client, name: str) -> None:
    line, code, id = BAD[name]
    client.write(line + b"\n")
    reply = client.raw()
    assert (reply["error"]["code"], reply["id"]) == (code, id)
    assert set(reply["error"]["data"]) >= {"kind", "retryable", "details", "trace_id"}
    assert client.call("$/ping") == {}


@pytest.mark.parametrize("id", [0, -1, 2**53, 10**30, "", "x", "\U0001f600", "a" * 5_000, '"\\'])
def test_an_id_comes_back_as_it_was(client: Client, id: Any) -> None:
    for method in ("$/ping", "project/list", "no/such"):
        client.write(json.dumps({"jsonrpc": "2.0", "id": id, "method": method}).encode() + b"\n")
        assert client.raw()["id"] == id


def test_of_duplicate_members_the_last_counts(client: Client) -> None:
    client.write(b'{"jsonrpc":"2.0","id":1,"id":2,"method":"no/such","method":"$/ping"}\n')
    assert client.raw() == {"jsonrpc": "2.0", "id": 2, "result": {}}


def test_other_members_of_the_envelope_are_ignored(client: Client) -> None:
    client.write(b'{"jsonrpc":"2.0","id":2,"method":"$/ping","trace":{"x":[1]}}\n')
    assert client.raw() == {"jsonrpc": "2.0", "id": 2, "result": {}}


def test_blank_lines_and_carriage_returns_are_no_messages(client: Client) -> None:
    client.write(b'\n\r\n  \t\n{"jsonrpc":"2.0","id":2,"method":"$/ping"}\r\n\n')
    assert client.raw() == {"jsonrpc": "2.0", "id": 2, "result": {}}


def test_a_notification_is_never_answered(client: Client) -> None:
    for method, params in [
        ("$/ping", "{}"),
        ("project/create", '{"slug":"moon","name":"Moon"}'),
        ("project/create", '{"slug":"moon","name":"Moon"}'),
        ("project/get", '{"project":"mars"}'),
        ("project/get", '{"project":"\\u0000"}'),
        ("no/such", "[]"),
        ("initialize", "{}"),
        ("$/cancel", '{"id":1}'),
    ]:
        client.write(
            b'{"jsonrpc":"2.0","method":"%b","params":%b}\n' % (method.encode(), params.encode())
        )
    client.call("project/create", slug="mars", name="Mars")
    assert client.call("project/get", project="moon")["slug"] == "moon"
    assert client._replies == {}


def test_text_that_only_looks_like_a_nul_is_kept(client: Client) -> None:
    name = "C:\\u0000 \\\\u0000"
    assert client.call("project/create", slug="moon", name=name)["name"] == name


SKETCH = "$.settings.defaults.stages[0].provider_chain[0]"


def of_a_sketch(params: dict[str, Any]) -> dict[str, Any]:
    """A project whose default stage has these parameters, deep inside."""
    link = {"provider_code": "local_sketch", "params": params}
    stage = {"stage": "advanced", "provider_chain": [link]}
    return {"slug": "moon", "name": "a", "settings": {"defaults": {"stages": [stage]}}}


@pytest.mark.promise("framing.by_name")
@pytest.mark.promise("method.signature")
@pytest.mark.promise("answers.path")
@pytest.mark.parametrize(
    ("params", "path"),
    [
        ({"slug": "moon", "name": "a\0b"}, "$.name"),
        (of_a_sketch({"a": [1, "\0"]}), f"{SKETCH}.params.a[1]"),
        (of_a_sketch({"\0": 1}), f"{SKETCH}.params.\0"),
        ({"slug": "moon"}, "$.name"),
        ({"slug": "moon", "name": "a", "x": 1}, "$.x"),
        ({"slug": "moon", "name": 1}, "$.name"),
        ({"slug": "moon", "name": "a", "settings": {"guard": {"x": 1}}}, "$.settings.guard.x"),
    ],
)  # fmt: skip
def test_an_error_in_params_names_the_field(
    client: Client, params: dict[str, Any], path: str
) -> None:
    error = client.fail("project/create", **params)
    assert (error.code, error.details["path"]) == (PARAMS, path)
    assert client.call("project/list")["items"] == []


@pytest.mark.promise("answers.no_insides")
def test_a_fault_of_ours_is_answered_without_its_insides(wired: Any) -> None:
    error = wired.reply(wired.send("trial/crash"))["error"]
    assert (error["code"], error["data"]["kind"]) == (-32603, "internal_error")
    assert "secret" not in json.dumps(error)
    assert wired.call("$/ping") == {}


def test_a_file_name_that_is_not_unicode_can_be_answered(client: Client) -> None:
    assert client.fail("project/get", project="\U0001f600").kind == "not_found"
