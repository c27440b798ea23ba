/** A sidecar of its own for every test: the real one, in the form that the environment names. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import {
  connect,
  type ConnectOptions,
  type Params,
  type Sidecar,
  type Transport,
} from "../src/index.js";

export type Piped = Transport & { readonly pid: number | null };
export type TransportOf = (dataDir: string, command?: readonly string[]) => Piped;

export const ME = { name: "tests", version: "1" };
export const SHOT = { scene: "A pier at the harbour", width_px: 128, height_px: 96 };
export const QUICK: Pick<Params<"run/start">, "stages" | "candidates" | "seed"> = {
  stages: ["style_lock"],
  candidates: 1,
  seed: 7,
};

/** The words that start the sidecar, as JSON; the project's tests set it for each form. */
export function sidecarCommand(): readonly [string, ...string[]] {
  const given = process.env["IAT_SIDECAR_COMMAND"];
  assert.ok(given, 'set IAT_SIDECAR_COMMAND, as in ["iat-sidecar"]');
  return JSON.parse(given) as [string, ...string[]];
}

export function folder(test: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "iat-client-"));
  atEnd(test, () => rmSync(path, { recursive: true, force: true }));
  return join(path, "data");
}

const endings = new WeakMap<TestContext, (() => unknown)[]>();

/** What was begun last is ended first; the runner's own order is the other. */
export function atEnd(test: TestContext, act: () => unknown): void {
  const known = endings.get(test);
  if (known) return void known.unshift(act);
  const acts = [act];
  endings.set(test, acts);
  test.after(async () => {
    for (const each of acts) await each();
  });
}

export function pidOf({ pid }: Piped): number {
  assert.ok(pid, "it has not started");
  return pid;
}

/** Connects, and closes when the test is over. */
export async function opened(
  test: TestContext,
  transport: Transport,
  options: Partial<ConnectOptions> = {},
): Promise<Sidecar> {
  const sidecar = await connect(transport, { client: ME, onWarning: unforeseen, ...options });
  atEnd(test, () => sidecar.close({ graceS: 0 }));
  return sidecar;
}

/** The first `count` of what is told, and the stream still open. */
export async function next<T>(stream: AsyncIterator<T>, count: number): Promise<T[]> {
  const found: T[] = [];
  while (found.length < count) {
    const { value, done } = await stream.next();
    assert.ok(!done, `it ended after ${found.length}`);
    found.push(value as T);
  }
  return found;
}

/** The first `count` of what is told; then the stream is closed. */
export async function taken<T>(stream: AsyncIterable<T>, count: number): Promise<T[]> {
  const found: T[] = [];
  if (count === 0) return found;
  for await (const each of stream) {
    found.push(each);
    if (found.length === count) break;
  }
  return found;
}

/** What a promise is rejected with; it must be. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return assert.fail("nothing went wrong");
}

function unforeseen(message: string): never {
  throw new Error(`a warning that nobody expected: ${message}`);
}
