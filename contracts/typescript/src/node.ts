/** A sidecar as a child process of Node: a script, an Electron app, a test. */

import { type ChildProcessByStdio, spawn } from "node:child_process";
import process from "node:process";
import type { Readable, Writable } from "node:stream";
import { Lines } from "./lines.js";
import type { Ending, Receiver, Transport } from "./transport.js";

export interface NodeOptions {
  /** The program, and what stands before its options: `["iat-sidecar"]`. */
  readonly command: readonly [string, ...string[]];
  /** Where everything is kept; the platform's place for applications when absent. */
  readonly dataDir?: string | undefined;
  readonly cwd?: string | undefined;
  /** The whole environment; that of this process when absent. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Gets every line of the sidecar's log. */
  readonly onStderr?: ((line: string) => void) | undefined;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** What a process that has ended may leave to be read, while a child of its own holds the pipe. */
const PIPES_MS = 500;

export function nodeTransport(options: NodeOptions): Transport & { readonly pid: number | null } {
  return new NodeTransport(options);
}

class NodeTransport implements Transport {
  readonly #options: NodeOptions;
  readonly #ending: Promise<Ending>;
  #child: Child | null = null;
  #lastWords: string | null = null;
  #told!: (ending: Ending) => void;

  constructor(options: NodeOptions) {
    this.#options = options;
    this.#ending = new Promise((resolve) => {
      this.#told = resolve;
    });
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async open(receiver: Receiver): Promise<void> {
    const child = this.#spawned();
    this.#child = child;
    eachLine(child.stdout, (line) => receiver.line(line));
    eachLine(child.stderr, (line) => {
      this.#lastWords = line;
      this.#options.onStderr?.(line);
    });
    child.stdin.on("error", () => undefined); // it has ended, and `exit` tells how
    this.#watch(child);
    void this.#ending.then((ending) => receiver.end(ending));
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve).on("error", reject);
    });
  }

  send(line: string): void {
    this.#child?.stdin.write(`${line}\n`);
  }

  async close(patienceMs: number): Promise<Ending> {
    const child = this.#child;
    if (child === null) return { code: null, signal: null, lastWords: null };
    child.stdin.end();
    const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
    const ending = await this.#ending;
    clearTimeout(timer);
    return ending;
  }

  #spawned(): Child {
    const { command, dataDir, cwd, env } = this.#options;
    const [program, ...words] = command;
    const options = ["--parent-pid", String(process.pid)];
    if (dataDir !== undefined) options.push("--data-dir", dataDir);
    return spawn(program, [...words, ...options], {
      cwd,
      env: env === undefined ? process.env : { ...env },
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
    });
  }

  #watch(child: Child): void {
    child.once("exit", (code, signal) => {
      const tell = (): void => this.#told({ code, signal, lastWords: this.#lastWords });
      const timer = setTimeout(tell, PIPES_MS);
      child.once("close", () => {
        clearTimeout(timer);
        tell();
      });
    });
  }
}

function eachLine(stream: Readable, tell: (line: string) => void): void {
  const lines = new Lines();
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => lines.push(text).forEach(tell));
}
