"""Breaks of a released contract are named one by one, and what only adds to it is silent."""

import copy
import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from iat_sidecar import commands, contracts
from iat_sidecar.core import resources
from iat_sidecar.rpc.compatibility import breaks
from iat_sidecar.rpc.narrowing import Comparison, Way
from iat_sidecar.rpc.session import PROTOCOLS
from tests.contract.changes import (
    ADDITIONS,
    BREAKS,
    Change,
    Document,
    changed,
    method,
    renames_every_type,
    schema,
)
from tests.forms import ROOT

KNOWN = {"$ref", "additionalProperties", "anyOf", "default", "description", "enum"}
KNOWN |= {"exclusiveMinimum", "format", "items", "maxItems", "maxLength", "maximum", "minItems"}
KNOWN |= {"minLength", "minimum", "pattern", "properties", "propertyNames"}
KNOWN |= {"required", "title", "type"}
"""Words of JSON Schema that the comparison knows; it would pass over others in silence."""


@pytest.fixture(scope="module")
def today() -> Document:
    document: Document = json.loads(json.dumps(contracts.document()))
    return document


@pytest.mark.promise("method.compatible")
@pytest.mark.parametrize(("change", "named"), BREAKS.values(), ids=BREAKS)
def test_a_break_is_named_with_its_path(today: Document, change: Change, named: list[str]) -> None:
    assert breaks(today, changed(today, change)) == named


@pytest.mark.parametrize("change", ADDITIONS.values(), ids=ADDITIONS)
def test_what_only_adds_breaks_nothing(today: Document, change: Change) -> None:
    after = changed(today, change)
    assert (after != today, breaks(today, after)) == (True, [])


def test_a_contract_does_not_break_itself(today: Document) -> None:
    assert breaks(today, copy.deepcopy(today)) == []


@pytest.mark.parametrize("seed", range(20))
def test_many_breaks_among_additions_are_all_named_and_nothing_else(
    today: Document, seed: int
) -> None:
    """Those that touch nothing in common; types are renamed last, so that names still lead there."""
    chance = random.Random(seed)
    apart = [name for name in BREAKS if not name.startswith(("a bound", "a default", "a field"))]
    apart.remove("a form that is read changes")
    chosen = [BREAKS[name] for name in chance.sample(apart, 5)]
    added = [ADDITIONS[name] for name in ("a method", "an error", "a detail", "a new version")]
    document = copy.deepcopy(today)
    for change in chance.sample([*added, *(change for change, _ in chosen)], len(added) + 5):
        change(document)
    renames_every_type(document)
    assert sorted(breaks(today, document)) == sorted(line for _, named in chosen for line in named)


@pytest.mark.parametrize("seed", range(40))
def test_any_member_that_goes_from_a_type_is_missed_by_who_uses_it(
    today: Document, seed: int
) -> None:
    chance = random.Random(seed)
    types = {
        name: each for name, each in today["components"]["schemas"].items() if "enum" not in each
    }
    name = chance.choice(sorted(each for each in types if types[each].get("properties")))
    gone = chance.choice(sorted(types[name]["properties"]))
    document = copy.deepcopy(today)
    shape = schema(document, name)
    del shape["properties"][gone]
    shape["required"] = [each for each in shape.get("required", []) if each != gone]
    found = breaks(today, document)
    assert found != []
    assert {each.rpartition(".")[2] for each in found} == {f"{gone}: removed"}


LAB = {"items": [{"type": "number"}] * 3, "type": "array"}
PAIR = {"items": [{"type": "number"}] * 2, "type": "array"}
MAP = {"additionalProperties": {"type": "integer"}, "type": "object"}
OPEN = {"properties": {"a": {"type": "string"}}, "type": "object"}
CLOSED = {**OPEN, "additionalProperties": False}
EITHER = {"anyOf": [{"enum": ["grid"]}, CLOSED]}
MIXED = {"enum": ["grid", None]}


@pytest.mark.parametrize(
    ("had", "has", "taken", "given"),
    [
        (LAB, PAIR, ["x: length changed from 3 to 2"], ["x: length changed from 3 to 2"]),
        (LAB, {"items": {"type": "number"}, "type": "array"}, ["x: length changed from 3 to any"], ["x: length changed from 3 to any"]),
        (MAP, {**MAP, "additionalProperties": {"type": "number"}}, [], ["x.*: may now be number"]),
        (OPEN, CLOSED, ["x: no longer takes fields that are not named"], []),
        (EITHER, CLOSED, ["x: no longer takes string"], []),
        (CLOSED, EITHER, [], ["x: may now be string"]),
        (MIXED, {"enum": ["grid"]}, ["x: no longer takes null"], []),
        ({"type": "integer"}, {"type": "number"}, [], ["x: may now be number"]),
        ({}, {"type": "string"}, ["x: no longer takes values of every type"], []),
        ({"type": "string"}, {}, [], ["x: may now be values of every type"]),
        ({"type": "string", "default": "a"}, {"type": "string"}, ["x: default 'a' removed"], []),
    ],
)  # fmt: skip
def test_a_value_that_is_taken_may_widen_and_one_that_is_given_may_narrow(
    had: Document, has: Document, taken: list[str], given: list[str]
) -> None:
    def found(way: Way) -> list[str]:
        return list(Comparison({}, {}).schemas("x", had, has, way))

    assert (found("takes"), found("gives")) == (taken, given)


def test_a_type_that_holds_itself_is_compared_once() -> None:
    def of(leaf: str) -> Document:
        tree = {"type": "object", "properties": {"twigs": {"items": {"$ref": "#/components/schemas/Tree"}, "type": "array"}, "leaf": {"type": leaf}}}  # fmt: skip
        told = {"volatile": False, "params": {"$ref": "#/components/schemas/Tree"}}
        return {
            "methods": [],
            "x-notifications": {"tree/grown": told},
            "x-errors": [],
            "components": {"schemas": {"Tree": tree, "ErrorData": {}}},
        }

    assert breaks(of("string"), of("string")) == []
    assert breaks(of("string"), of("integer")) == ["tree/grown.leaf: may now be integer"]


def test_the_comparison_knows_every_word_of_our_schemas(today: Document) -> None:
    assert set(_words(today["components"]["schemas"], False)) - KNOWN == set()
    for each in today["methods"]:
        schemas = [one["schema"] for one in [*each["params"], each["result"]] if "schema" in one]
        assert set(_words(schemas, True)) - KNOWN == set()


def _words(value: Any, is_schema: bool) -> Iterator[str]:
    """The keywords of schemas; names of fields are none."""
    match value:
        case dict():
            for key, inner in value.items():
                if is_schema:
                    yield key
                if not (is_schema and key in ("default", "enum", "required")):
                    yield from _words(inner, not (is_schema and key == "properties"))
        case list():
            for inner in value:
                yield from _words(inner, is_schema)


def test_every_protocol_that_is_spoken_was_released() -> None:
    released = Path(resources.path("contracts", "released")).glob("*.json")
    assert {int(path.stem) for path in released} >= set(PROTOCOLS)


@pytest.mark.promise("method.compatible")
def test_clients_of_the_released_contracts_go_on_working() -> None:
    assert contracts.breaks() == []


def test_the_check_names_what_breaks_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "contracts/released", tmp_path / "contracts/released")
    contracts.write(str(tmp_path))
    check = ["contracts", "--check", "--out", str(tmp_path)]
    assert commands.run(check) == 0
    path = tmp_path / "contracts/released/1.json"
    released = json.loads(path.read_text())
    released["methods"].append({**method(released, "$/ping"), "name": "moon/land"})
    path.write_text(json.dumps(released))
    assert commands.run(check) == 1
    assert capsys.readouterr().err == "breaks: moon/land: removed\n"
