"""The generated TypeScript: a type a schema, a class an error, a function a method."""

from typing import Any

import pytest

from iat_sidecar import contracts
from iat_sidecar.rpc import typescript


@pytest.mark.promise("method.types")
@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "integer", "minimum": 1}, "number"),
        ({"$ref": "#/components/schemas/Project"}, "Project"),
        ({"enum": ["png", "webp"]}, '"png" | "webp"'),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string | null"),
        ({"anyOf": [{"type": "integer"}, {"type": "number"}]}, "number"),
        ({"type": "array", "items": {"type": "string"}}, "string[]"),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, '("a" | "b")[]'),
        ({"type": "array", "items": [{"type": "number"}] * 3}, "[number, number, number]"),
        ({"type": "object"}, "Record<string, unknown>"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "Record<string, number>"),
        (
            {
                "type": "object",
                "additionalProperties": {"type": "string"},
                "propertyNames": {"enum": ["a", "b"]},
            },
            'Partial<Record<"a" | "b", string>>',
        ),
        ({"type": "object", "title": "Empty", "properties": {}}, "Record<string, never>"),
        ({}, "unknown"),
    ],
)
def test_a_schema_has_its_type(schema: dict[str, Any], expected: str) -> None:
    assert typescript.type_of(schema) == expected


def test_an_optional_member_says_so_and_keeps_its_description() -> None:
    schema = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "description": "A UUIDv7."},
            "x-y": {"type": "string"},
        },
        "required": ["id"],
    }
    assert (
        typescript.type_of(schema) == '{\n  /** A UUIDv7. */\n  id: string;\n  "x-y"?: string;\n}'
    )


def test_params_are_named_after_their_method() -> None:
    assert [
        typescript.params_name(name)
        for name in ("style_guide/get", "$/ping", "rpc.discover", "initialize")
    ] == ["StyleGuideGetParams", "PingParams", "RpcDiscoverParams", "InitializeParams"]


def test_every_error_has_a_class_that_knows_its_details() -> None:
    text = typescript.errors(contracts.document())
    assert (
        "/** There is no {noun} {id}. */\n"
        'export class NotFound extends SidecarError<"not_found", "noun" | "id"> {}' in text
    )
    assert 'class Overloaded extends SidecarError<"overloaded", never>' in text
    assert text.count("export class ") == len(contracts.document()["x-errors"])


def test_every_method_that_starts_a_task_has_the_type_of_its_result() -> None:
    document = contracts.document()
    results = {each["name"] for each in document["methods"] if "x-task-result" in each}
    started = {
        method["name"]
        for method in document["methods"]
        if method["result"]["schema"]["$ref"].endswith(("/Started", "/StartedRun", "/Imported"))
    }
    assert results == started
    text = typescript.contract(document)
    assert '"run/resume": RunResult;' in text
    assert "export interface RunResult {" in text


def test_a_method_is_a_function_of_its_noun_with_its_documentation() -> None:
    text = typescript.contract(contracts.document())
    nouns = text.partition("export interface Nouns {")[2].partition("\n}")[0]
    assert (
        """  readonly audit: {
    /** Who did what in a project, oldest first. */
    readonly list: Ask<"audit/list">;
  };"""
        in nouns
    )
    assert "initialize" not in nouns
    assert "readonly rpc" not in nouns


def test_what_passes_is_no_event() -> None:
    text = typescript.contract(contracts.document())
    events = text.partition("export interface Events {")[2].partition("\n}")[0]
    passing = text.partition("export interface Passing {")[2].partition("\n}")[0]
    assert '"run/finished": RunFinished;' in events
    assert "progress" not in events
    assert [line.strip() for line in passing.splitlines() if ":" in line] == [
        '"$/progress": Progressed;',
        '"task/progressed": TaskProgressed;',
    ]
