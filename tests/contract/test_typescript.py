"""The TypeScript types: one a schema, and a module that the compiler takes."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from iat_sidecar.rpc import openrpc, typescript
from tests.forms import ROOT

TSC = Path(__file__).parent / "node/node_modules/typescript/bin/tsc"
USE = """
import { CONTRACT_HASH, ERRORS, Methods, Notifications, ErrorKind } from "./index";

declare function call<M extends keyof Methods>(
  method: M, params: Methods[M]["params"],
): Promise<Methods[M]["result"]>;

export async function rename(slug: string): Promise<string> {
  await call("initialize", {
    protocol: { min: 1, max: 1 }, client: { name: "t", version: "1" }, contract_hash: CONTRACT_HASH,
  });
  const project = await call("project/update", { project: slug, name: "Luna" });
  return project.updated_at;
}

export const told = (event: Notifications["project/created"]): number => event.seq;
export const isWorthAnotherTry = (kind: ErrorKind): boolean => ERRORS[kind].retryable;
"""


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


@pytest.mark.skipif(
    not (shutil.which("node") and TSC.exists()), reason="npm ci --prefix tests/contract/node"
)
def test_the_compiler_takes_the_module_and_a_program_that_uses_it(tmp_path: Path) -> None:
    module = typescript.module(openrpc.document())
    assert _compiled(tmp_path, module, USE) == ""
    wrong = USE.replace('name: "Luna"', "name: 7")
    assert "Type 'number' is not assignable to type 'string'" in _compiled(tmp_path, module, wrong)


def _compiled(folder: Path, module: str, use: str) -> str:
    (folder / "index.ts").write_text(module, "utf-8")
    (folder / "use.ts").write_text(use, "utf-8")
    config = (ROOT / "contracts/typescript/tsconfig.json").read_text("utf-8")
    (folder / "tsconfig.json").write_text(config.replace('"index.ts"', '"index.ts", "use.ts"'))
    command = ["node", str(TSC), "--project", str(folder), "--noEmit"]
    return subprocess.run(command, capture_output=True, text=True).stdout
