"""What would break a client of a released contract: the rule stands in contracts/README.md."""

from collections.abc import Iterator
from typing import Any

from iat_sidecar.rpc.narrowing import Comparison, at, required
from iat_sidecar.rpc.registry import Effect
from iat_sidecar.rpc.schemas import Schema

Document = dict[str, Any]

EFFECTS = [effect.value for effect in Effect]
ERROR_DATA = {"$ref": "#/components/schemas/ErrorData"}
"""What every error carries; nothing in the document refers to it but its name."""


def breaks(released: Document, current: Document) -> list[str]:
    """A sentence a break, led by its path; none where every client of the released document works."""
    compare = Comparison(released, current)
    return [
        *_methods(released, current, compare),
        *_notifications(released, current, compare),
        *compare.schemas("error data", ERROR_DATA, ERROR_DATA, "gives"),
        *_errors(released, current),
    ]


def _methods(released: Document, current: Document, compare: Comparison) -> Iterator[str]:
    now = {each["name"]: each for each in current["methods"]}
    for had in released["methods"]:
        name, has = had["name"], now.get(had["name"])
        if has is None:
            yield f"{name}: removed"
            continue
        yield from _params(name, _named(released, had), _named(current, has), compare)
        schemas = had["result"]["schema"], has["result"]["schema"]
        yield from compare.schemas(f"{name} result", *schemas, "gives")
        yield from _task_result(name, had.get("x-task-result"), has.get("x-task-result"), compare)
        yield from _effect(name, had["x-effect"], has["x-effect"])


def _task_result(
    name: str, had: Schema | None, has: Schema | None, compare: Comparison
) -> Iterator[str]:
    """What the task comes to that it starts."""
    if had and not has:
        yield f"{name}: no longer starts a task with a result"
    if had and has:
        yield from compare.schemas(f"{name} task result", had, has, "gives")


def _params(
    name: str, had: dict[str, Schema], has: dict[str, Schema], compare: Comparison
) -> Iterator[str]:
    yield from required(f"{name} param ", had, _needed(had), has, _needed(has))
    for param in [param for param in had if param in has]:
        schemas = had[param]["schema"], has[param]["schema"]
        yield from compare.schemas(f"{name} param {param}", *schemas, "takes")


def _named(document: Document, method: Schema) -> dict[str, Schema]:
    """The descriptors of a method's params by their names."""
    params = [at(document, each["$ref"]) if "$ref" in each else each for each in method["params"]]
    return {each["name"]: each for each in params}


def _needed(params: dict[str, Schema]) -> set[str]:
    return {name for name, each in params.items() if each.get("required")}


def _effect(name: str, before: str, after: str) -> Iterator[str]:
    """A client asks its user by the effect; less than it said is no harm."""
    if EFFECTS.index(after) > EFFECTS.index(before):
        yield f"{name}: effect raised from {before} to {after}"


def _notifications(released: Document, current: Document, compare: Comparison) -> Iterator[str]:
    for name, had in released["x-notifications"].items():
        has = current["x-notifications"].get(name)
        if has is None:
            yield f"{name}: no longer told"
            continue
        yield from compare.schemas(name, had["params"], has["params"], "gives")
        if has["volatile"] != had["volatile"]:
            yield f"{name}: {'no longer volatile' if had['volatile'] else 'now volatile'}"


def _errors(released: Document, current: Document) -> Iterator[str]:
    now = {row["kind"]: row for row in current["x-errors"]}
    for had in released["x-errors"]:
        path, has = f"error {had['kind']}", now.get(had["kind"])
        if has is None:
            yield f"{path}: removed"
            continue
        if has["code"] != had["code"]:
            yield f"{path}: code changed from {had['code']} to {has['code']}"
        if has["retryable"] != had["retryable"]:
            yield f"{path}: {'now retryable' if has['retryable'] else 'no longer retryable'}"
        gone = [detail for detail in had["details"] if detail not in has["details"]]
        yield from (f"{path} detail {detail}: removed" for detail in gone)
