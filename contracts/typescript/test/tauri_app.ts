/** What the example's page finds in a Tauri app: its paths, and a shell that minds its capability. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join as joined } from "node:path";
import { fileURLToPath } from "node:url";
import { sidecarCommand } from "./fixture.js";
import { Child, Command as Spawned } from "./tauri_plugin.js";

type Argument = string | { readonly validator: string };

interface Allowed {
  readonly name: string;
  readonly args: readonly Argument[];
}

export const EXAMPLE = fileURLToPath(new URL("../../example/tauri/", import.meta.url));
const CAPABILITY = "src-tauri/capabilities/default.json";

export { Child };

export const Command = {
  sidecar(program: string, args: readonly string[]): Spawned {
    const [executable, ...words] = sidecarCommand();
    return new Spawned(executable, [...words, ...checked(program, args)]);
  },
};

/** The arguments as the plugin passes them on: by position, each of the scope's required. */
export function checked(program: string, args: readonly string[]): string[] {
  const allowed = scope().find(({ name }) => name === program);
  assert.ok(allowed, `${program} is not allowed`);
  return allowed.args.map((argument, index) => {
    if (typeof argument === "string") return argument;
    const value = args[index] ?? assert.fail(`argument ${index} is missing`);
    assert.match(value, new RegExp(`^${argument.validator}$`), `argument ${index} is not allowed`);
    return value;
  });
}

function scope(): Allowed[] {
  const text = readFileSync(joined(EXAMPLE, CAPABILITY), "utf8");
  const { permissions } = JSON.parse(text) as { permissions: (string | { allow: Allowed[] })[] };
  return permissions.flatMap((each) => (typeof each === "string" ? [] : each.allow));
}

export const convertFileSrc = (path: string): string => `asset://localhost/${encodeURIComponent(path)}`;
export const appDataDir = (): Promise<string> => Promise.resolve(process.env["EXAMPLE_APP_DATA"] ?? "");
export const join = (...paths: string[]): Promise<string> => Promise.resolve(joined(...paths));
