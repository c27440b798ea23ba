"""The OpenRPC document: everything this program can be asked, made from the registry."""

from collections.abc import Mapping
from typing import Any

import iat_sidecar
from iat_sidecar.core import canonical
from iat_sidecar.core.errors import (
    KINDS,
    Conflict,
    InvalidState,
    NotFound,
    ReadOnly,
    SidecarError,
    StorageFull,
)
from iat_sidecar.core.wire import Event, Volatile, Wire
from iat_sidecar.rpc import registry
from iat_sidecar.rpc.message import ErrorData
from iat_sidecar.rpc.registry import Effect, Method
from iat_sidecar.rpc.schemas import Schema, Schemas
from iat_sidecar.rpc.signature import RequestMeta

Notification = type[Event] | type[Volatile]

VERSION = "1.3.2"
PROGRAM = f"{iat_sidecar.__name__}."  # a notification made elsewhere, in a test say, is not ours
META: Schema = {"$ref": "#/components/contentDescriptors/_meta"}
IMPLIED_BELOW = 2_000
IMPLIED_TOO = (Conflict, StorageFull, ReadOnly)  # a key used twice, and what any write can meet
TOLD: dict[str, Schema] = {
    "seq": {"type": "integer", "description": "Its place among all events; there are no gaps."},
    "created_at": {"type": "string", "description": "UTC, ISO-8601 with microseconds and Z."},
    "project_id": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    "actor_user_id": {"type": "string"},
    "correlation_id": {"anyOf": [{"type": "string"}, {"type": "null"}]},
}


def document(task_results: Mapping[str, type[Wire]]) -> dict[str, Any]:
    """The whole contract: methods, notifications, errors and the types they share.

    task_results: what the task comes to that a method starts, by the method's name.
    """
    methods = registry.load_all()
    told = _told()
    kinds: list[type[Wire]] = [RequestMeta, ErrorData, *told.values(), *task_results.values()]
    for method in methods.values():
        kinds += [method.params, method.result]
    schemas = Schemas(kinds)
    described = [
        _method(method, schemas, task_results.get(name)) for name, method in methods.items()
    ]
    notifications = {name: _notification(kind, schemas) for name, kind in told.items()}
    return {
        "openrpc": VERSION,
        "info": {
            "title": "IAT sidecar",
            "description": iat_sidecar.__doc__,
            "version": iat_sidecar.__version__,
        },
        "methods": described,
        "components": {
            "schemas": dict(sorted(schemas.components.items())),
            "errors": {kind: _error(error) for kind, error in sorted(KINDS.items())},
            "contentDescriptors": {"_meta": _meta(schemas)},
        },
        "x-notifications": notifications,
        "x-errors": [_row(error) for error in sorted(KINDS.values(), key=lambda e: e.code)],
    }


def contract_hash(document: dict[str, Any]) -> str:
    """The sha256 of the canonical document; a new version of the program is no new contract."""
    info = {name: value for name, value in document["info"].items() if name != "version"}
    return canonical.digest({**document, "info": info})


def _method(method: Method, schemas: Schemas, task_result: type[Wire] | None) -> dict[str, Any]:
    summary, _, description = method.doc.partition("\n")
    described = {
        "name": method.name,
        "summary": summary,
        "tags": [{"name": noun(method.name)}],
        "paramStructure": "by-name",
        "params": [*_params(method, schemas), META],
        "result": {"name": "result", "required": True, "schema": schemas.of(method.result)},
        "errors": [{"$ref": f"#/components/errors/{kind}"} for kind in _kinds(method)],
        "examples": [_example(method)],
        "x-effect": method.effect.value,
    }
    if description := _unindented(description):
        described["description"] = description
    if task_result:
        described["x-task-result"] = schemas.of(task_result)
    return described


def noun(name: str) -> str:
    """What a method is about; the protocol's own have no noun in their names."""
    before, slash, _ = name.partition("/")
    return before if slash and before != "$" else "protocol"


def _params(method: Method, schemas: Schemas) -> list[dict[str, Any]]:
    """Content descriptors, the required ones first, as OpenRPC wants them."""
    schema = schemas.take(method.params)
    required = schema.get("required", [])
    described = [
        {"name": name, "required": name in required, "schema": schema["properties"][name]}
        for name in method.fields
    ]
    return sorted(described, key=lambda each: not each["required"])


def _kinds(method: Method) -> list[str]:
    """What it can fail with beside what every request can."""
    found = {error.kind for error in method.errors}
    if method.resolved:
        found.add(NotFound.kind)
        if method.effect is not Effect.READ:
            found.add(InvalidState.kind)  # an archived project is only read
    return sorted(found)


def _example(method: Method) -> dict[str, Any]:
    params = [{"name": name, "value": value} for name, value in method.example.items()]
    return {"name": method.name, "params": params}


def _meta(schemas: Schemas) -> dict[str, Any]:
    return {
        "name": "_meta",
        "summary": "What any request may carry beside its own parameters.",
        "required": False,
        "schema": schemas.of(RequestMeta),
    }


def _told() -> dict[str, Notification]:
    """Every notification there is, by name."""
    told: list[Notification] = [*Event.__subclasses__(), *Volatile.__subclasses__()]
    kinds = [kind for kind in told if kind.__module__.startswith(PROGRAM)]
    return {kind.told_as: kind for kind in sorted(kinds, key=lambda kind: kind.told_as)}


def _notification(kind: Notification, schemas: Schemas) -> dict[str, Any]:
    if is_event := issubclass(kind, Event):
        schema = schemas.components[schemas.name_of(kind)]
        schema["properties"] = {**TOLD, **schema["properties"]}
        schema["required"] = [*TOLD, *schema["required"]]
    return {
        "summary": (kind.__doc__ or "").strip().partition("\n")[0],
        "volatile": not is_event,
        "params": schemas.of(kind),
    }


def _error(error: type[SidecarError]) -> dict[str, Any]:
    data = {"kind": error.kind, "retryable": error.retryable}
    return {"code": error.code, "message": _sentence(error), "data": data}


def _row(error: type[SidecarError]) -> dict[str, Any]:
    """A line of the table of errors; an implied one can answer any request."""
    return {
        "kind": error.kind,
        "code": error.code,
        "retryable": error.retryable,
        "message": _sentence(error),
        "details": list(error.fields),
        "implied": error.code < IMPLIED_BELOW or error in IMPLIED_TOO,
    }


def _sentence(error: type[SidecarError]) -> str:
    return (error.__doc__ or "").strip().partition("\n")[0]


def _unindented(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())
