/**
 * Tauri's shell plugin as far as a page can tell, with the real process behind it.
 *
 * What it does as the plugin does: a reader a stream which looks for \n in what it has (at most
 * 8 KiB) and for \r only where there is none; one channel that holds one piece, for both streams;
 * strict UTF-8, where a bad line is lost and told as an error; half a line is kept back until the
 * process ends; one write at a time, during which the page gets nothing; writing to a process that
 * is gone succeeds; stdin cannot be closed; kill is a hard kill.
 */

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";

const BUFFER = 8 * 1024;

interface Terminated {
  code: number | null;
  signal: number | null;
}

type Piece =
  | { event: "Stdout" | "Stderr"; line: Buffer }
  | { event: "Terminated"; payload: Terminated };

type Process = ChildProcessByStdio<Writable, Readable, Readable>;

const children = new Map<number, Process>();
let mainThread: Promise<void> = Promise.resolve();

class EventEmitter<E> {
  #listeners = new Map<keyof E, ((arg: never) => void)[]>();

  on<N extends keyof E>(event: N, listener: (arg: E[N]) => void): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  emit<N extends keyof E>(event: N, arg: E[N]): void {
    for (const listener of this.#listeners.get(event) ?? []) (listener as (arg: E[N]) => void)(arg);
  }

  removeAllListeners(): void {
    this.#listeners.clear();
  }
}

export class Child {
  constructor(readonly pid: number) {}

  write(text: string): Promise<void> {
    const written = mainThread.then(
      () =>
        new Promise<void>((resolve, reject) => {
          const child = children.get(this.pid);
          if (!child) return resolve();
          child.stdin.write(text, (error) => (error ? reject(String(error)) : resolve()));
        }),
    );
    mainThread = written.catch(() => undefined);
    return written;
  }

  async kill(): Promise<void> {
    await mainThread;
    const child = children.get(this.pid);
    children.delete(this.pid);
    child?.stdin.destroy();
    child?.kill("SIGKILL");
  }
}

export class Command extends EventEmitter<{ close: Terminated; error: string }> {
  readonly stdout = new EventEmitter<{ data: string }>();
  readonly stderr = new EventEmitter<{ data: string }>();
  /** What a busy page waits for before it takes the next piece. */
  pace: () => Promise<unknown> = () => Promise.resolve();

  constructor(
    readonly program: string,
    readonly args: readonly string[],
  ) {
    super();
  }

  async spawn(): Promise<Child> {
    const child = spawn(this.program, this.args, { stdio: ["pipe", "pipe", "pipe"] });
    await new Promise((resolve, reject) => {
      child.once("spawn", resolve).once("error", (error) => reject(String(error)));
    });
    child.stdin.on("error", () => undefined);
    const pid = child.pid ?? 0;
    children.set(pid, child);
    void this.#serve(child, pid);
    return new Child(pid);
  }

  /** What a reload does: the page's functions are gone, the process and its reader stay. */
  forgetPage(): void {
    for (const each of [this, this.stdout, this.stderr]) each.removeAllListeners();
  }

  async #serve(child: Process, pid: number): Promise<void> {
    const channel = new Channel();
    const exit = new Promise<Terminated>((resolve) => {
      child.once("exit", (code, signal) => {
        resolve({ code, signal: signal === null ? null : constants.signals[signal] });
      });
    });
    const readers = [
      read(child.stdout, (line) => channel.send({ event: "Stdout", line })),
      read(child.stderr, (line) => channel.send({ event: "Stderr", line })),
    ];
    void Promise.all([exit, ...readers]).then(([payload]) =>
      channel.send({ event: "Terminated", payload }),
    );
    for (;;) {
      const piece = await channel.receive();
      if (piece.event === "Terminated") children.delete(pid);
      await Promise.all([this.pace(), mainThread]);
      this.#tell(piece);
      if (piece.event === "Terminated") return;
    }
  }

  #tell(piece: Piece): void {
    if (piece.event === "Terminated") return this.emit("close", piece.payload);
    let text: string;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(piece.line);
    } catch {
      return this.emit("error", "invalid utf-8 sequence");
    }
    (piece.event === "Stdout" ? this.stdout : this.stderr).emit("data", text);
  }
}

/** Holds one piece: the second sender waits until the first piece was taken. */
class Channel {
  #held: Piece | null = null;
  #changed: (() => void)[] = [];

  async send(piece: Piece): Promise<void> {
    while (this.#held !== null) await this.#change();
    this.#held = piece;
    this.#wake();
  }

  async receive(): Promise<Piece> {
    while (this.#held === null) await this.#change();
    const piece = this.#held;
    this.#held = null;
    this.#wake();
    return piece;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#changed.push(resolve));
  }

  #wake(): void {
    for (const wake of this.#changed.splice(0)) wake();
  }
}

async function read(stream: Readable, send: (line: Buffer) => Promise<void>): Promise<void> {
  let begun: Buffer[] = [];
  for await (const chunk of stream) {
    for (let rest = chunk as Buffer; rest.length > 0; ) {
      const available = rest.subarray(0, BUFFER);
      const end = lineEnd(available);
      begun.push(available.subarray(0, end ?? available.length));
      rest = rest.subarray(end ?? available.length);
      if (end === null) continue;
      await send(Buffer.concat(begun));
      begun = [];
    }
  }
  if (begun.length > 0) await send(Buffer.concat(begun));
}

function lineEnd(available: Buffer): number | null {
  const newline = available.indexOf("\n");
  const found = newline >= 0 ? newline : available.indexOf("\r");
  return found >= 0 ? found + 1 : null;
}
