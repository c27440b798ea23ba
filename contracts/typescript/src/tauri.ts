/**
 * A sidecar behind Tauri's shell plugin: `tauriTransport(Command.sidecar("binaries/iat-sidecar"))`.
 *
 * The plugin splits the output at newlines, and at a lone carriage return where it sees no newline;
 * it hands over stdout and stderr through one channel that holds one piece, so both are taken at
 * once and nothing is waited for here. It cannot close stdin: the end is `shutdown`, `exit`, kill.
 */

import { Lines } from "./lines.js";
import type { Ending, Receiver, Transport } from "./transport.js";

/** What `spawn` of the plugin's Command gives. */
export interface ShellChild {
  readonly pid: number;
  write(text: string): Promise<void>;
  kill(): Promise<void>;
}

/** The part of the plugin's Command that is used, so that this package does not depend on it. */
export interface ShellCommand {
  on(event: "close", listener: (how: { code: number | null; signal: number | null }) => void): unknown;
  on(event: "error", listener: (message: string) => void): unknown;
  readonly stdout: { on(event: "data", listener: (piece: string) => void): unknown };
  readonly stderr: { on(event: "data", listener: (piece: string) => void): unknown };
  spawn(): Promise<ShellChild>;
}

export interface TauriOptions {
  /** Gets every line of the sidecar's log. */
  readonly onStderr?: ((line: string) => void) | undefined;
}

/** How long the news of an end may take after a write failed or after a kill. */
const NEWS_MS = 1_000;

/** What closing stdin says elsewhere. */
const EXIT = JSON.stringify({ jsonrpc: "2.0", method: "exit" });

export function tauriTransport(
  command: ShellCommand,
  options: TauriOptions = {},
): Transport & { readonly pid: number | null } {
  return new TauriTransport(command, options);
}

class TauriTransport implements Transport {
  readonly #command: ShellCommand;
  readonly #options: TauriOptions;
  readonly #ending: Promise<Ending>;
  #child: ShellChild | null = null;
  #unwritten = "";
  #isWriting = false;
  #lastWords: string | null = null;
  #told!: (ending: Ending) => void;

  constructor(command: ShellCommand, options: TauriOptions) {
    this.#command = command;
    this.#options = options;
    this.#ending = new Promise((resolve) => {
      this.#told = resolve;
    });
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async open(receiver: Receiver): Promise<void> {
    const { stdout, stderr } = this.#command;
    eachLine(stdout, (line) => receiver.line(line));
    eachLine(stderr, (line) => {
      this.#lastWords = line;
      this.#options.onStderr?.(line);
    });
    this.#command.on("error", (message) => receiver.warn(`the shell plugin: ${message}`));
    this.#command.on("close", (how) => this.#told({ ...how, lastWords: this.#lastWords }));
    void this.#ending.then((ending) => receiver.end(ending));
    try {
      this.#child = await this.#command.spawn();
    } catch (error) {
      throw new Error(`The sidecar could not be started: ${String(error)}`); // the plugin throws text
    }
  }

  send(line: string): void {
    this.#unwritten += `${line}\n`;
    if (!this.#isWriting) void this.#write();
  }

  async close(patienceMs: number): Promise<Ending> {
    if (this.#child === null) return { code: null, signal: null, lastWords: null };
    this.send(EXIT);
    if ((await within(this.#ending, patienceMs)) === undefined) {
      await this.#kill();
      await within(this.#ending, NEWS_MS);
      this.#giveUp("killed, and its end was not told");
    }
    return this.#ending;
  }

  /** One write after the other: two at once may arrive in either order. */
  async #write(): Promise<void> {
    this.#isWriting = true;
    try {
      while (this.#unwritten !== "") {
        const text = this.#unwritten;
        this.#unwritten = "";
        await this.#child?.write(text);
      }
    } catch (error) {
      await within(this.#ending, NEWS_MS); // one that has ended says so, and why
      this.#giveUp(`nothing can be written to it: ${String(error)}`);
      await this.#kill();
    } finally {
      this.#isWriting = false;
    }
  }

  async #kill(): Promise<void> {
    await this.#child?.kill().catch(() => undefined); // it ended meanwhile
  }

  #giveUp(why: string): void {
    this.#told({ code: null, signal: null, lastWords: why });
  }
}

type Output = ShellCommand["stdout"];

/** Puts together again what the plugin took apart at a carriage return. */
function eachLine(output: Output, tell: (line: string) => void): void {
  const lines = new Lines();
  output.on("data", (piece) => {
    const isWhole = !/[\r\n]$/.test(piece); // some versions take the newline away
    lines.push(isWhole ? `${piece}\n` : piece).forEach(tell);
  });
}

/** What a promise comes to, or undefined after `ms`. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
