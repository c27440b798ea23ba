"""The files that say what this program promises: made from its code, compared in a test."""

import json
import os
from typing import Any, get_type_hints

import msgspec
from msgspec import inspect

from iat_sidecar.core import resources
from iat_sidecar.core.wire import Wire
from iat_sidecar.db import snapshot
from iat_sidecar.features.run.logged import LoggedRun
from iat_sidecar.rpc import compatibility, openrpc, registry, typescript
from iat_sidecar.rpc.session import PROTOCOLS
from iat_sidecar.tasks import kinds

SOURCES = resources.path()
FORMATS: dict[str, type[Wire]] = {"run_log": LoggedRun}
"""Files others read, by the name of their schema."""
KINDS = {"asset/derive": "run/derive", "job/redraw": "run/redraw", "run/resume": "run/start"}
"""The kind of the task that a method starts, where it is not called like the method."""


def document() -> dict[str, Any]:
    """The OpenRPC document, with what every task comes to."""
    methods = registry.load_all()
    return openrpc.document(
        {
            name: get_type_hints(kinds.find(KINDS.get(name, name)))["return"]
            for name, method in methods.items()
            if _starts_a_task(method.result)
        }
    )


def _starts_a_task(result: type[Wire]) -> bool:
    """Whether the answer is a task's id, and not that of a task of old which may be null."""
    info = inspect.type_info(result)
    assert isinstance(info, inspect.StructType)
    ids = [field.type for field in info.fields if field.name == "task_id"]
    return any(isinstance(each, inspect.Metadata) for each in ids)  # a text with its constraints


def texts() -> dict[str, str]:
    """Every generated file by its path from the root."""
    whole = document()
    return {
        "contracts/openrpc.json": _pretty(whole),
        "contracts/contract.sha256": f"{openrpc.contract_hash(whole)}\n",
        "contracts/typescript/src/contract.ts": typescript.contract(whole),
        "contracts/typescript/src/errors.ts": typescript.errors(whole),
        "schemas/schema.sql": f"-- A fresh database; made by `iat-sidecar contracts`.\n\n{snapshot.schema()}",
        **{
            f"contracts/files/{name}.schema.json": _pretty(msgspec.json.schema(kind))
            for name, kind in FORMATS.items()
        },
    }


def stale(root: str = SOURCES) -> list[str]:
    """Generated files below a folder that are missing or say something else than the code."""
    return [path for path, text in texts().items() if _read(root, path) != text]


def breaks(root: str = SOURCES) -> list[str]:
    """What would break clients of the protocols that are spoken, as they were released."""
    current = document()
    released = [_read(root, f"contracts/released/{major}.json") for major in PROTOCOLS]
    return [
        found
        for text in released
        if text  # one that was never released has no clients
        for found in compatibility.breaks(json.loads(text), current)
    ]


def write(root: str = SOURCES) -> list[str]:
    """Write what is stale below a folder; the paths that changed."""
    changed = stale(root)
    fresh = texts()
    for path in changed:
        target = os.path.join(root, *path.split("/"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8", newline="\n") as file:
            file.write(fresh[path])
    return changed


def _read(root: str, path: str) -> str | None:
    try:
        with open(os.path.join(root, *path.split("/")), encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
