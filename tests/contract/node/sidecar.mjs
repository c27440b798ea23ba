// Starts the program that IAT_SIDECAR_COMMAND names (a JSON array of words) on a fresh data directory.
// IAT_PICTURE and IAT_MODEL are the paths of a picture and of a model file to bring in.

import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [program, ...words] = JSON.parse(process.env.IAT_SIDECAR_COMMAND);

export const PICTURE = process.env.IAT_PICTURE;
export const MODEL = process.env.IAT_MODEL;

/** What `initialize` is asked with. */
export const OPENING = { protocol: { min: 1, max: 1 }, client: { name: "foreign", version: "1" } };

/** What it ends with once its stdin is closed and nothing was running; see core/exits.py. */
export const END_OF_INPUT = 10;

/** Its pipes, a folder for what a test writes, and `ended`: the exit code, once there is one. */
export function start(...options) {
  const folder = mkdtempSync(join(tmpdir(), "foreign-"));
  const child = spawn(program, [...words, "--data-dir", join(folder, "data"), ...options], {
    // who reads stderr to its end knows that nothing of it is left
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(signal ?? code));
  });
  return { folder, stdin: child.stdin, stdout: child.stdout, ended };
}

/** Close its stdin; its exit code. */
export function close(sidecar) {
  sidecar.stdin.end();
  return sidecar.ended;
}
