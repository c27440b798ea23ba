"""The OpenRPC document: valid, complete, and true to the methods it describes."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from iat_sidecar import contracts
from iat_sidecar.core.errors import KINDS
from iat_sidecar.rpc import openrpc, registry
from tests.client import Client

META_SCHEMA = Path(__file__).parent / "node/node_modules/@open-rpc/meta-schema/index.js"
DRAFT_7 = {
    "$ref": "http://json-schema.org/draft-07/schema#",
    "definitions": {"JSONSchemaObject": {"properties": {"$ref": {"type": "string"}}}},
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return contracts.document()


@pytest.mark.promise("method.registry")
@pytest.mark.skipif(not META_SCHEMA.exists(), reason="npm ci --prefix tests/contract/node")
def test_it_is_valid_by_the_schema_of_openrpc_itself(document: dict[str, Any]) -> None:
    assert list(_official().iter_errors(document)) == []


@pytest.mark.skipif(not META_SCHEMA.exists(), reason="npm ci --prefix tests/contract/node")
def test_the_schema_of_openrpc_refuses_a_method_without_params(document: dict[str, Any]) -> None:
    method = {name: each for name, each in document["methods"][0].items() if name != "params"}
    assert not _official().is_valid({**document, "methods": [method]})


def test_every_schema_in_it_is_a_schema(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        Draft7Validator.check_schema(schema)


def test_every_reference_in_it_leads_somewhere(document: dict[str, Any]) -> None:
    assert [ref for ref in _references(document) if _found(document, ref) is None] == []


@pytest.mark.promise("method.registry")
def test_every_published_method_is_in_it_once(document: dict[str, Any]) -> None:
    assert [method["name"] for method in document["methods"]] == list(registry.load_all())


def test_no_two_types_share_a_name(document: dict[str, Any]) -> None:
    names = [*document["components"]["schemas"]]
    # where two share one, both get the path of their module
    assert [name for name in names if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name)] == []


@pytest.mark.promise("method.documented")
def test_every_method_says_what_it_does_in_one_line(document: dict[str, Any]) -> None:
    summaries = {method["name"]: method["summary"] for method in document["methods"]}
    assert {name: text for name, text in summaries.items() if not text.endswith((".", "?"))} == {}


@pytest.mark.promise("method.documented")
@pytest.mark.parametrize("name", registry.load_all())
def test_an_example_is_what_the_method_takes(name: str) -> None:
    method = registry.METHODS[name]
    params = method.decode(msgspec.json.encode(method.example))
    left_out = [field for field in method.example if getattr(params, field) is msgspec.UNSET]
    assert left_out == []


def test_required_params_come_first(document: dict[str, Any]) -> None:
    for method in document["methods"]:
        flags = [each.get("required", False) for each in method["params"]]
        assert flags == sorted(flags, reverse=True), method["name"]


def test_a_method_of_a_project_can_answer_that_there_is_none(document: dict[str, Any]) -> None:
    get = next(method for method in document["methods"] if method["name"] == "project/get")
    assert get["errors"] == [{"$ref": "#/components/errors/not_found"}]


@pytest.mark.promise("answers.table")
def test_the_table_of_errors_is_whole(document: dict[str, Any]) -> None:
    table = {row["kind"]: (row["code"], row["retryable"]) for row in document["x-errors"]}
    assert table == {kind: (error.code, error.retryable) for kind, error in KINDS.items()}


def test_an_event_is_described_as_it_is_told(document: dict[str, Any]) -> None:
    told = document["x-notifications"]["project/created"]
    schema = document["components"]["schemas"]["ProjectCreated"]
    assert told == {
        "summary": "A project was made.",
        "volatile": False,
        "params": {"$ref": "#/components/schemas/ProjectCreated"},
    }
    assert schema["required"] == [
        "seq", "created_at", "project_id", "actor_user_id", "correlation_id", "project",
    ]  # fmt: skip


def test_progress_is_volatile_and_has_no_seq(document: dict[str, Any]) -> None:
    told = document["x-notifications"]
    assert [name for name, each in told.items() if each["volatile"]] == [
        "$/progress",
        "task/progressed",
    ]
    schema = document["components"]["schemas"]["TaskProgressed"]
    assert list(schema["properties"]) == ["task_id", "progress"]


def test_what_always_leaves_whole_is_required(document: dict[str, Any]) -> None:
    progress = document["components"]["schemas"]["Progress"]
    assert progress["required"] == ["done", "total", "unit", "eta_s", "note"]


def test_a_list_of_a_type_has_a_readable_name(document: dict[str, Any]) -> None:
    schema = document["components"]["schemas"]["ProjectPage"]
    assert schema["properties"]["items"]["items"] == {"$ref": "#/components/schemas/Project"}


def test_a_tuple_is_written_as_draft_7_has_it(document: dict[str, Any]) -> None:
    lab = document["components"]["schemas"]["Part"]["properties"]["lab"]
    assert lab == {
        "description": "CIELAB under D65: L* 0…100, a*, b*.",
        "type": "array",
        "minItems": 3,
        "maxItems": 3,
        "items": [{"type": "number"}] * 3,
    }


@pytest.mark.promise("handshake.contract_hash")
def test_the_keys_of_an_object_are_named_where_they_are_enumerated(
    document: dict[str, Any],
) -> None:
    start = next(method for method in document["methods"] if method["name"] == "run/start")
    templates = next(each["schema"] for each in start["params"] if each["name"] == "templates")
    assert templates["propertyNames"] == {
        "enum": ["advanced", "light_time", "style_lock", "weather_effects"]
    }


def test_a_new_version_of_the_program_is_no_new_contract(document: dict[str, Any]) -> None:
    renumbered = {**document, "info": {**document["info"], "version": "9.9.9"}}
    retitled = {**document, "info": {**document["info"], "title": "Other"}}
    assert openrpc.contract_hash(renumbered) == openrpc.contract_hash(document)
    assert openrpc.contract_hash(retitled) != openrpc.contract_hash(document)


@pytest.mark.promise("names.discover")
def test_a_client_is_told_the_same_contract_and_its_hash(
    start: Callable[..., Client], document: dict[str, Any]
) -> None:
    client = start()
    told = client.initialize(contract_hash=openrpc.contract_hash(document))
    assert (told["contract_hash"], told["contract_matches"]) == (
        openrpc.contract_hash(document),
        True,
    )
    assert client.call("rpc.discover") == document


def _official() -> Draft7Validator:
    """OpenRPC's own schema, which leans on draft 7 under another address."""
    text = META_SCHEMA.read_text("utf-8")
    schema = json.loads(re.search(r"exports\.openrpcDocument = (\{.*\});", text)[1])
    schema["$schema"] = "http://json-schema.org/draft-07/schema#"
    draft_7 = Resource.from_contents(DRAFT_7, default_specification=DRAFT7)
    meta = Resource.from_contents(Draft7Validator.META_SCHEMA)
    resources = [
        ("https://meta.json-schema.tools", draft_7),
        ("https://meta.json-schema.tools/", draft_7),
        ("http://json-schema.org/draft-07/schema", meta),
    ]
    return Draft7Validator(schema, registry=Registry().with_resources(resources))


def _references(value: Any) -> Iterator[str]:
    match value:
        case {"$ref": str(ref)}:
            yield ref
        case dict():
            for each in value.values():
                yield from _references(each)
        case list():
            for each in value:
                yield from _references(each)


def _found(document: dict[str, Any], ref: str) -> Any:
    value: Any = document
    for part in ref.removeprefix("#/").split("/"):
        value = value.get(part, {})
    return value or None
