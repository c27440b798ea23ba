"""Rules of the wire that the whole contract keeps to, whatever its methods are."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from iat_sidecar import contracts
from tests.client import Client

METHOD = re.compile(r"[a-z]+(_[a-z]+)*/[a-z]+(_[a-z]+)*")
PAST = re.compile(r"[a-z]+(_[a-z]+)*/([a-z]+ed|chosen)")
PROTOCOL = {"initialize", "shutdown", "exit", "$/ping", "$/cancel", "$/progress", "rpc.discover"}
STANDARD = {
    "parse_error": -32700,
    "invalid_request": -32600,
    "method_not_found": -32601,
    "invalid_params": -32602,
    "internal_error": -32603,
    "canceled": -32800,
}
FAMILIES = {1, 2, 3, 4, 5, 6}
"""Thousands: protocol, data, imaging, providers, generation, security."""
AS_TEXT = {"contentEncoding", "contentMediaType"}
"""What a schema says of bytes that are written as text."""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return contracts.document()


@pytest.mark.promise("framing.objects")
def test_every_result_is_an_object(document: dict[str, Any]) -> None:
    shared = document["components"]["schemas"]
    kinds = {
        method["name"]: shared[method["result"]["schema"]["$ref"].rpartition("/")[2]]["type"]
        for method in document["methods"]
    }
    assert {name: kind for name, kind in kinds.items() if kind != "object"} == {}


@pytest.mark.promise("framing.by_name")
def test_every_method_takes_its_parameters_by_name(document: dict[str, Any]) -> None:
    assert {method["paramStructure"] for method in document["methods"]} == {"by-name"}


@pytest.mark.promise("framing.no_pictures")
def test_no_value_is_bytes_written_as_text(document: dict[str, Any]) -> None:
    assert AS_TEXT & set(_keys(document)) == set()


@pytest.mark.promise("names.methods")
def test_methods_are_a_noun_and_a_verb(document: dict[str, Any]) -> None:
    names = {method["name"] for method in document["methods"]} - PROTOCOL
    assert [name for name in names if not METHOD.fullmatch(name)] == []
    nouns = {name.partition("/")[0] for name in names}
    assert {noun for noun in nouns if noun.endswith("s")} == {"weights"}  # a model's are many


@pytest.mark.promise("names.methods")
def test_events_are_a_noun_and_what_happened_to_it(document: dict[str, Any]) -> None:
    names = set(document["x-notifications"]) - PROTOCOL
    assert [name for name in names if not PAST.fullmatch(name)] == []


@pytest.mark.promise("meta.anywhere")
def test_every_method_takes_meta(document: dict[str, Any]) -> None:
    meta = {"$ref": "#/components/contentDescriptors/_meta"}
    assert [each["name"] for each in document["methods"] if meta not in each["params"]] == []


@pytest.mark.promise("meta.anywhere")
@pytest.mark.parametrize("method", ["$/ping", "rpc.discover", "project/list", "system/doctor"])
def test_meta_is_taken_where_there_are_no_other_params(client: Client, method: str) -> None:
    known = {"correlation_id": "c", "timeout_ms": 60_000, "progress_token": 1}
    assert isinstance(client.call(method, _meta=known), dict)


@pytest.mark.promise("answers.codes")
def test_protocol_faults_have_standard_codes_and_all_else_a_family(
    document: dict[str, Any],
) -> None:
    codes = {row["kind"]: row["code"] for row in document["x-errors"]}
    assert {kind: code for kind, code in codes.items() if code < 0} == STANDARD
    assert {code // 1_000 for code in codes.values() if code > 0} <= FAMILIES
    assert len(set(codes.values())) == len(codes)


def _keys(value: Any) -> Iterator[str]:
    match value:
        case dict():
            yield from value
            for each in value.values():
                yield from _keys(each)
        case list():
            for each in value:
                yield from _keys(each)
