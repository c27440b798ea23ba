"""The generated part of the TypeScript client: the types of the contract and a class an error."""

import json
import re
from collections.abc import Iterable
from typing import Any

from iat_sidecar.rpc.openrpc import contract_hash, noun
from iat_sidecar.rpc.schemas import Schema

HEADER = (
    "// Made from contracts/openrpc.json by `iat-sidecar contracts`; change the program instead."
)
PLAIN = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*\Z")


def contract(document: dict[str, Any]) -> str:
    """The text of `contracts/typescript/src/contract.ts`."""
    methods, schemas = document["methods"], document["components"]["schemas"]
    return _file(
        'import type { Ask } from "./ask.js";',
        f"export const CONTRACT_HASH = {_text(contract_hash(document))};",
        *(_named(name, schema) for name, schema in schemas.items()),
        *(_params(method) for method in methods),
        _methods(methods),
        _nouns(methods),
        _task_results(methods),
        *_notifications(document["x-notifications"]),
        _errors(document["x-errors"]),
        _effects(methods),
    )


def errors(document: dict[str, Any]) -> str:
    """The text of `contracts/typescript/src/errors.ts`: a class for every row of the table."""
    rows = document["x-errors"]
    classes = [f"{row['kind']}: {class_name(row['kind'])}," for row in rows]
    return _file(
        'import { SidecarError } from "./error.js";',
        *map(_class, rows),
        "/** The class of every kind. */\n"
        f"export const ERROR_CLASSES = {_block(classes)} as const;",
    )


def _file(*parts: str) -> str:
    return "\n\n".join([HEADER, *parts]) + "\n"


def type_of(schema: Schema) -> str:
    """A TypeScript type that takes what the schema takes, constraints aside."""
    match schema:
        case {"$ref": str(ref)}:
            return ref.rpartition("/")[2]
        case {"enum": list(values)}:
            return " | ".join(map(_text, values))
        case {"const": value}:
            return _text(value)
        case {"anyOf": list(options)}:
            return " | ".join(dict.fromkeys(map(type_of, options)))
        case {"type": "array"}:
            return _array(schema)
        case {"type": "object"}:
            return _object(schema)
        case {"type": str(kind)}:
            return PLAIN[kind]
    return "unknown"


def _array(schema: Schema) -> str:
    match schema.get("items"):
        case list(items):
            return f"[{', '.join(map(type_of, items))}]"
        case dict(item):
            kind = type_of(item)
            return f"({kind})[]" if " | " in kind else f"{kind}[]"
    return "unknown[]"


def _object(schema: Schema) -> str:
    match schema:
        case {"properties": dict(properties)} if properties:
            required = schema.get("required", [])
            members = [_member(*each, each[0] in required) for each in properties.items()]
            return _block(members)
        case {"additionalProperties": dict(values), "propertyNames": {"enum": list()} as names}:
            return f"Partial<Record<{type_of(names)}, {type_of(values)}>>"
        case {"additionalProperties": dict(values)}:
            return f"Record<string, {type_of(values)}>"
        case {"title": str()}:
            return "Record<string, never>"
    return "Record<string, unknown>"


def _named(name: str, schema: Schema) -> str:
    described = _doc(schema.get("description"))
    if schema.get("properties"):
        return f"{described}export interface {name} {type_of(schema)}"
    return f"{described}export type {name} = {type_of(schema)};"


def _member(name: str, schema: Schema, is_required: bool) -> str:
    mark = "" if is_required else "?"
    described = _doc(schema.get("description"))
    return f"{described}{_key(name)}{mark}: {type_of(schema)};"


def _params(method: dict[str, Any]) -> str:
    own = [each for each in method["params"] if "name" in each]
    members = [_member(each["name"], each["schema"], each["required"]) for each in own]
    return f"export interface {params_name(method['name'])} {_block([*members, '_meta?: RequestMeta | null;'])}"


def params_name(method: str) -> str:
    """`style_guide/get` takes StyleGuideGetParams."""
    words = re.split(r"[^A-Za-z0-9]+", method)
    return "".join(word.capitalize() for word in words if word) + "Params"


def _methods(methods: Iterable[dict[str, Any]]) -> str:
    members = [
        f"{_doc(method['summary'])}{_text(method['name'])}: "
        f"{{ params: {params_name(method['name'])}; result: {type_of(method['result']['schema'])} }};"
        for method in methods
    ]
    return f"/** What can be asked, by name. */\nexport interface Methods {_block(members)}"


def _nouns(methods: Iterable[dict[str, Any]]) -> str:
    """Every `noun/verb` as a function of its noun, with the documentation where it is called."""
    nouns: dict[str, list[str]] = {}
    for method in methods:
        if (about := noun(method["name"])) != "protocol":
            verb = method["name"].partition("/")[2]
            ask = f"readonly {verb}: Ask<{_text(method['name'])}>;"
            nouns.setdefault(about, []).append(f"{_doc(method['summary'])}{ask}")
    members = [f"readonly {about}: {_block(verbs)};" for about, verbs in nouns.items()]
    return f"/** What can be asked, by noun and verb. */\nexport interface Nouns {_block(members)}"


def _task_results(methods: Iterable[dict[str, Any]]) -> str:
    found = {each["name"]: each["x-task-result"] for each in methods if "x-task-result" in each}
    members = [f"{_text(name)}: {type_of(schema)};" for name, schema in found.items()]
    return (
        "/** What the task comes to that a method starts. */\n"
        f"export interface TaskResults {_block(members)}"
    )


def _notifications(notifications: dict[str, Any]) -> Iterable[str]:
    def told(is_volatile: bool) -> str:
        return _block(
            [
                f"{_doc(each['summary'])}{_text(name)}: {type_of(each['params'])};"
                for name, each in notifications.items()
                if each["volatile"] is is_volatile
            ]
        )

    yield f"/** Committed facts, each told once and in order of `seq`. */\nexport interface Events {told(False)}"
    yield f"/** What passes: only the latest counts, and none is replayed. */\nexport interface Passing {told(True)}"
    yield "/** What is told without being asked. */\nexport interface Notifications extends Events, Passing {}"


def _class(row: dict[str, Any]) -> str:
    names = " | ".join(map(_text, row["details"])) or "never"
    return (
        f"{_doc(row['message'])}export class {class_name(row['kind'])} "
        f"extends SidecarError<{_text(row['kind'])}, {names}> {{}}"
    )


def class_name(kind: str) -> str:
    """`not_found` is caught as NotFound."""
    return "".join(word.capitalize() for word in kind.split("_"))


def _errors(errors: list[dict[str, Any]]) -> str:
    members = [
        f"{_doc(each['message'])}{each['kind']}: "
        f"{{ code: {each['code']}, retryable: {_text(each['retryable'])} }},"
        for each in errors
    ]
    return (
        f"/** Every error by kind. */\nexport const ERRORS = {_block(members)} as const;\n\n"
        "export type ErrorKind = keyof typeof ERRORS;\n\n"
        'export type ErrorCode = (typeof ERRORS)[ErrorKind]["code"];'
    )


def _effects(methods: Iterable[dict[str, Any]]) -> str:
    methods = list(methods)
    found = sorted({method["x-effect"] for method in methods})
    members = [f"{_text(method['name'])}: {_text(method['x-effect'])}," for method in methods]
    return (
        f"export type Effect = {' | '.join(map(_text, found))};\n\n"
        "/** The strongest thing each method does. */\n"
        f"export const EFFECTS: Record<keyof Methods, Effect> = {_block(members)};"
    )


def _block(members: list[str]) -> str:
    if not members:
        return "{}"
    inner = "\n".join(f"  {line}" for member in members for line in member.splitlines())
    return f"{{\n{inner}\n}}"


def _doc(text: str | None) -> str:
    return f"/** {' '.join(text.split()).replace('*/', '* /')} */\n" if text else ""


def _key(name: str) -> str:
    return name if _IDENTIFIER.match(name) else _text(name)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
