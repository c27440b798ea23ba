"""The files that say what this program promises: made from its code, compared in a test."""

import json
import os
from typing import Any

import msgspec

from iat_sidecar.core import resources
from iat_sidecar.core.wire import Wire
from iat_sidecar.db import snapshot
from iat_sidecar.features.run.logged import LoggedRun
from iat_sidecar.rpc import openrpc, typescript

FORMATS: dict[str, type[Wire]] = {"run_log": LoggedRun}
"""Files others read, by the name of their schema."""


def texts() -> dict[str, str]:
    """Every generated file by its path from the root."""
    document = openrpc.document()
    return {
        "contracts/openrpc.json": _pretty(document),
        "contracts/contract.sha256": f"{openrpc.contract_hash(document)}\n",
        "contracts/typescript/index.ts": typescript.module(document),
        "schemas/schema.sql": f"-- A fresh database; made by `iat-sidecar contracts`.\n\n{snapshot.schema()}",
        **{
            f"contracts/files/{name}.schema.json": _pretty(msgspec.json.schema(kind))
            for name, kind in FORMATS.items()
        },
    }


def stale() -> list[str]:
    """Generated files that are missing or say something else than the code."""
    return [path for path, text in texts().items() if _read(path) != text]


def write() -> list[str]:
    """Write what is stale; the paths that changed."""
    changed = stale()
    fresh = texts()
    for path in changed:
        target = resources.path(*path.split("/"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8", newline="\n") as file:
            file.write(fresh[path])
    return changed


def _read(path: str) -> str | None:
    try:
        return resources.text(*path.split("/"))
    except FileNotFoundError:
        return None


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
