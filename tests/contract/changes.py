"""Changes of a contract: what each breaks, by its sentence, and those that only add."""

import copy
import json
from collections.abc import Callable
from typing import Any

Document = dict[str, Any]
Change = Callable[[Document], object]


def method(document: Document, name: str) -> Document:
    found: Document = next(each for each in document["methods"] if each["name"] == name)
    return found


def param(document: Document, name: str, param: str) -> Document:
    params = method(document, name)["params"]
    found: Document = next(each for each in params if each.get("name") == param)
    return found


def schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


def field(document: Document, kind: str, name: str) -> Document:
    found: Document = schema(document, kind)["properties"][name]
    return found


def error(document: Document, kind: str) -> Document:
    found: Document = next(row for row in document["x-errors"] if row["kind"] == kind)
    return found


def without(document: Document, name: str, gone: str) -> None:
    found = method(document, name)
    found["params"] = [each for each in found["params"] if each.get("name") != gone]


def changed(document: Document, change: Change) -> Document:
    copied = copy.deepcopy(document)
    change(copied)
    return copied


def asks_for_more(document: Document) -> None:
    added = {"name": "mood", "required": True, "schema": {"type": "string"}}
    method(document, "project/create")["params"].insert(0, added)


def forgets_a_method(document: Document) -> None:
    document["methods"].remove(method(document, "system/doctor"))


def forgets_an_error(document: Document) -> None:
    document["x-errors"].remove(error(document, "worker_died"))


def takes_no_null(document: Document) -> None:
    param(document, "project/update", "description")["schema"] = {"type": "string"}


BREAKS: dict[str, tuple[Change, list[str]]] = {
    "a method goes": (forgets_a_method, ["system/doctor: removed"]),
    "a notification goes": (
        lambda d: d["x-notifications"].pop("package/created"),
        ["package/created: no longer told"],
    ),
    "an error goes": (forgets_an_error, ["error worker_died: removed"]),
    "a param is asked for": (asks_for_more, ["project/create param mood: added and required"]),
    "a param becomes required": (
        lambda d: param(d, "project/create", "description").update(required=True),
        ["project/create param description: now required"],
    ),
    "a param goes": (
        lambda d: without(d, "project/list", "status"),
        ["project/list param status: removed"],
    ),
    "an enumerated value goes": (
        lambda d: param(d, "run/start", "memo").update(schema={"enum": ["use"], "default": "use"}),
        ["run/start param memo: no longer takes refresh"],
    ),
    "a key of a map goes": (
        lambda document: param(document, "run/start", "templates")["schema"]["propertyNames"][
            "enum"
        ].remove("advanced"),
        ["run/start param templates: no longer takes the key advanced"],
    ),
    "a text becomes an enumeration": (
        lambda d: param(d, "config/get", "key").update(schema={"enum": ["log.level"]}),
        ["config/get param key: now takes only log.level"],
    ),
    "a bound is raised": (
        lambda d: param(d, "page/compose", "gutter_px")["schema"].update(minimum=2),
        ["page/compose param gutter_px: minimum raised from 0 to 2"],
    ),
    "a bound is lowered": (
        lambda d: param(d, "page/compose", "gutter_px")["schema"].update(maximum=100),
        ["page/compose param gutter_px: maximum lowered from 400 to 100"],
    ),
    "a bound is added": (
        lambda d: param(d, "project/get", "project")["schema"].update(pattern="^[a-z]+$"),
        ["project/get param project: pattern changed from none to ^[a-z]+$"],
    ),
    "a default changes": (
        lambda d: param(d, "page/compose", "gutter_px")["schema"].update(default=0),
        ["page/compose param gutter_px: default 24 changed to 0"],
    ),
    "a param changes its type": (
        lambda d: param(d, "log/set_level", "level").update(schema={"type": "integer"}),
        ["log/set_level param level: no longer takes string"],
    ),
    "null is refused": (
        takes_no_null,
        ["project/update param description: no longer takes null"],
    ),
    "a field of what is sent is asked for": (
        lambda d: (
            schema(d, "Versions")["properties"].update(step={"type": "integer"})
            or schema(d, "Versions")["required"].append("step")
        ),
        ["initialize param protocol.step: added and required"],
    ),
    "a field of what is sent goes": (
        lambda d: schema(d, "NewItem")["properties"].pop("notes"),
        ["reference_set/add_items param items[].notes: removed"],
    ),
    "a field of a result goes": (
        lambda d: schema(d, "Purged")["properties"].pop("project_id"),
        ["project/purge result.project_id: removed"],
    ),
    "a field of a result becomes optional": (
        lambda d: schema(d, "Thumbnail")["required"].remove("path"),
        ["asset/thumbnail result.path: may now be missing"],
    ),
    "a field of a result may be null": (
        lambda d: (
            field(d, "Thumbnail", "path").update(anyOf=[{"type": "string"}, {"type": "null"}])
            or field(d, "Thumbnail", "path").pop("type")
        ),
        ["asset/thumbnail result.path: may now be null"],
    ),
    "a field of a result changes its type": (
        lambda d: field(d, "SystemInfo", "schema_version").update(type="number"),
        ["system/info result.schema_version: may now be number"],
    ),
    "a form that is read changes": (
        lambda d: field(d, "RunLog", "asset_id").pop("pattern"),
        ["run/log result.asset_id: pattern changed from ^[0-9a-f-]{36}$(?!\\n) to none"],
    ),
    "an effect is raised": (
        lambda d: method(d, "project/get").update({"x-effect": "spend"}),
        ["project/get: effect raised from read to spend"],
    ),
    "an event becomes volatile": (
        lambda d: d["x-notifications"]["user/created"].update(volatile=True),
        ["user/created: now volatile"],
    ),
    "a code changes": (
        lambda d: error(d, "not_found").update(code=2999),
        ["error not_found: code changed from 2001 to 2999"],
    ),
    "an error is no longer worth another try": (
        lambda d: error(d, "overloaded").update(retryable=False),
        ["error overloaded: no longer retryable"],
    ),
    "a fact of every error goes": (
        lambda d: schema(d, "ErrorData")["properties"].pop("trace_id"),
        ["error data.trace_id: removed"],
    ),
    "a detail goes": (
        lambda d: error(d, "not_found")["details"].remove("noun"),
        ["error not_found detail noun: removed"],
    ),
}


def renames_every_type(document: Document) -> None:
    """But that of an error's data, which only its name leads to."""
    text = json.dumps(document).replace("#/components/schemas/", "#/components/schemas/New")
    document.clear()
    document.update(json.loads(text))
    types = document["components"]["schemas"]
    renamed = {f"New{name}": types[name] for name in types if name != "ErrorData"}
    document["components"]["schemas"] = {**renamed, "ErrorData": types["ErrorData"]}


def forgets_its_words(document: Document) -> None:
    for each in document["methods"]:
        each["summary"] = "Something."
        each.pop("description", None)
    for each in document["components"]["schemas"].values():
        each.pop("description", None)


ADDITIONS: dict[str, Change] = {
    "a method": lambda d: d["methods"].append({**method(d, "$/ping"), "name": "moon/land"}),
    "a notification": lambda d: d["x-notifications"].update(
        {"moon/landed": d["x-notifications"]["user/created"]}
    ),
    "an error": lambda d: d["x-errors"].append({**error(d, "not_found"), "kind": "not_here"}),
    "an error of a method": lambda d: method(d, "$/ping")["errors"].append(
        {"$ref": "#/components/errors/not_found"}
    ),
    "an optional param": lambda d: method(d, "$/ping")["params"].append(
        {"name": "mood", "required": False, "schema": {"type": "string"}}
    ),
    "a param that need not be given any more": lambda d: param(
        d, "character/create", "name"
    ).update(required=False),
    "an optional field of what is sent": lambda d: schema(d, "NewItem")["properties"].update(
        mood={"type": "string"}
    ),
    "a wider bound": lambda d: param(d, "page/compose", "gutter_px")["schema"].update(maximum=999),
    "null where it was refused": lambda d: param(d, "config/get", "key").update(
        schema={"anyOf": [param(d, "config/get", "key")["schema"], {"type": "null"}]}
    ),
    "a field of a result": lambda d: (
        schema(d, "Purged")["properties"].update(at={"type": "string"})
        or schema(d, "Purged")["required"].append("at")
    ),
    "an enumerated value of a result": lambda d: field(d, "Task", "status")["enum"].append("lost"),
    "a detail": lambda d: error(d, "not_found")["details"].append("near"),
    "a lower effect": lambda d: method(d, "project/purge").update({"x-effect": "write"}),
    "other names of types": renames_every_type,
    "other words": forgets_its_words,
    "a new version": lambda d: d["info"].update(version="9.9.9"),
}
