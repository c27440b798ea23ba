/** Requests and their answers: each is settled exactly once, also when the sidecar ends. */

import { type ErrorBody, SidecarEnded } from "./error.js";
import { errorOf, errorOfKind } from "./reply.js";
import type { Ending, Receiver, Transport } from "./transport.js";

/** The sidecar keeps deadlines itself; after this much more it is taken to be stuck. */
const STUCK_AFTER_MS = 2_000;
const MOST_BYTES_A_CHARACTER = 3;

export interface Told {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

/** Who hears of what comes without being asked for. */
export interface Listener {
  told(notification: Told): void;
  over(error: SidecarEnded): void;
  warn(message: string): void;
}

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly id?: string;
}

interface Message {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: unknown;
  readonly error?: ErrorBody;
}

type Settle = (message: Message | Error) => void;

export class Wire implements Receiver {
  /** The longest message that the sidecar takes; the handshake tells it. */
  messageBytes = Infinity;
  ending: Ending | null = null;
  readonly #open = new Map<string, Settle>();
  // a page that was reloaded must not take an answer for one that its predecessor asked for
  readonly #prefix = crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36) ?? "";
  #count = 0;
  #ended: SidecarEnded | null = null;

  constructor(
    readonly transport: Transport,
    readonly listener: Listener,
  ) {}

  /** An id that no request of this or of an earlier client has. */
  freshId(): string {
    this.#count += 1;
    return `${this.#prefix}-${this.#count}`;
  }

  notify(method: string, params: object): void {
    if (this.#ended === null) this.transport.send(JSON.stringify({ jsonrpc: "2.0", method, params }));
  }

  request(method: string, params: object, options: RequestOptions = {}): Promise<unknown> {
    const { signal, id = this.freshId() } = options;
    if (this.#ended !== null) return Promise.reject(this.#ended);
    if (signal?.aborted === true) return Promise.reject(canceled(method, signal));
    const line = JSON.stringify({ jsonrpc: "2.0", id, method, params });
    if (isLonger(line, this.messageBytes)) return Promise.reject(tooLarge(method, this.messageBytes));
    return new Promise((resolve, reject) => {
      const release = this.#watch(id, method, options);
      this.#open.set(id, (message) => {
        this.#open.delete(id);
        release();
        if (message instanceof Error) reject(message);
        else if (message.error === undefined) resolve(message.result);
        else reject(errorOf(message.error, method, causeOf(signal)));
      });
      this.transport.send(line);
    });
  }

  line(text: string): void {
    const message = parsed(text);
    if (message === null) return this.warn(`not a message: ${text.slice(0, 200)}`);
    if (typeof message.method === "string") {
      return this.listener.told({ method: message.method, params: message.params ?? {} });
    }
    if (typeof message.id === "string") return this.#open.get(message.id)?.(message);
    this.warn(`an answer to nothing: ${text.slice(0, 200)}`);
  }

  end(ending: Ending): void {
    if (this.#ended !== null) return;
    const error = new SidecarEnded(ending);
    this.ending = ending;
    this.#ended = error;
    for (const settle of [...this.#open.values()]) settle(error);
    this.listener.over(error);
  }

  warn(message: string): void {
    this.listener.warn(message);
  }

  /** Cancel on the signal, give up on a sidecar that is stuck; returns what undoes both. */
  #watch(id: string, method: string, { signal, timeoutMs }: RequestOptions): () => void {
    const cancel = (): void => this.notify("$/cancel", { id });
    signal?.addEventListener("abort", cancel, { once: true });
    const giveUp = (): void => {
      cancel();
      this.#open.get(id)?.(late(method, timeoutMs));
    };
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(giveUp, timeoutMs + STUCK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
    };
  }
}

function parsed(text: string): Message | null {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === "object" && message !== null ? message : null;
  } catch {
    return null; // the caller tells
  }
}

function isLonger(line: string, bytes: number): boolean {
  if (line.length * MOST_BYTES_A_CHARACTER < bytes) return false;
  return new TextEncoder().encode(line).length > bytes;
}

function causeOf(signal: AbortSignal | undefined): ErrorOptions | undefined {
  return signal?.aborted === true ? { cause: signal.reason } : undefined;
}

function canceled(method: string, signal: AbortSignal): Error {
  const message = "The request was canceled before it was sent.";
  return errorOfKind("canceled", -32800, message, method, { cause: signal.reason });
}

function tooLarge(method: string, limit: number): Error {
  const details = { what: "the message", limit, unit: "bytes" };
  const message = `The message is larger than the limit of ${limit} bytes.`;
  return errorOfKind("too_large", 1005, message, method, { details });
}

function late(method: string, timeoutMs: number | undefined): Error {
  const details = { timeout_ms: timeoutMs };
  const message = `Not done within ${timeoutMs} ms, and the sidecar does not answer.`;
  return errorOfKind("deadline_exceeded", 1006, message, method, { details, retryable: true });
}
