/** An opened conversation with a sidecar: calls, events, progress, and its end. */

import type { Answer, Asked, CallOptions, Starting } from "./ask.js";
import type { Initialized, Progress, Replay, RequestMeta, TaskResults } from "./contract.js";
import type { SidecarEnded } from "./error.js";
import {
  type EventFilter,
  type EventName,
  type EventSource,
  EventStream,
  type SidecarEvent,
} from "./events.js";
import { LatestStream } from "./latest.js";
import { ProgressBoard } from "./progress.js";
import { endOf, type FinishOptions, resultOf, type Started } from "./tasks.js";
import type { Ending, Transport } from "./transport.js";
import { type Listener, type Told, Wire } from "./wire.js";

/** How long a sidecar that was told to leave may take. */
export const ENDED_IN_MS = 5_000;

export interface CloseOptions {
  /** What running tasks get to come to a step where they can rest. */
  readonly graceS?: number | undefined;
  /** After this the process is killed. */
  readonly patienceMs?: number | undefined;
}

export class Connection implements EventSource, Listener {
  /** What the sidecar said of itself. */
  handshake!: Initialized;
  /** Resolves when the process has ended, for whatever reason; never rejects. */
  readonly ended: Promise<SidecarEnded>;
  /** Not for apps: `connect` opens the conversation with it. */
  readonly wire: Wire;
  readonly #warn: (message: string) => void;
  readonly #streams = new Set<EventStream>();
  readonly #board = new ProgressBoard();
  #newest: number | null = null;
  #isClosing = false;
  #isOver!: (error: SidecarEnded) => void;

  constructor(transport: Transport, warn: (message: string) => void) {
    this.#warn = warn;
    this.wire = new Wire(transport, this);
    this.ended = new Promise((resolve) => {
      this.#isOver = resolve;
    });
  }

  /** Ask for a method by its name; an error reply rejects with the class of its kind. */
  call = async <M extends Asked>(
    method: M,
    params: object = {},
    options: CallOptions = {},
  ): Promise<Answer<M>> => {
    const { signal, timeoutMs, onProgress } = options;
    const id = this.wire.freshId();
    if (onProgress) this.#board.ofRequest(id, onProgress);
    let taskId: unknown;
    try {
      const asked = withMeta(params, metaOf(options, id));
      const answer = await this.wire.request(method, asked, { signal, timeoutMs, id });
      taskId = (answer as { task_id?: unknown }).task_id;
      return answer as Answer<M>;
    } finally {
      this.#board.answered(id, taskId);
    }
  };

  /**
   * What is told from now on, or after `afterSeq`: in order of `seq`, each event once, none left
   * out however slowly it is read. Without names it is every event.
   */
  events(filter?: EventFilter): EventStream;
  events<M extends EventName>(names: M | readonly M[], filter?: EventFilter): EventStream<M>;
  events(
    names?: EventName | readonly EventName[] | EventFilter,
    filter: EventFilter = {},
  ): EventStream {
    if (names === undefined || isFilter(names)) return this.#listen(null, names ?? {});
    return this.#listen(typeof names === "string" ? [names] : names, filter);
  }

  /** The progress of a task until it ends: always the newest, at most 20 times a second. */
  progress({ task_id: id }: { readonly task_id: string }): LatestStream<Progress> {
    const stream = new LatestStream<Progress>(() => stop());
    const stop = this.#board.ofTask(id, (progress) => stream.put(progress));
    endOf(this, id).then(
      () => stream.end(null),
      (error: Error) => stream.end(this.#isClosing ? null : error),
    );
    return stream;
  }

  /**
   * What the task came to that a call started; a failed one rejects with its error, a canceled one
   * with Canceled. `signal` cancels the task.
   */
  async finish<M extends Starting>(
    started: Started<M>,
    { signal, onProgress }: FinishOptions = {},
  ): Promise<TaskResults[M]> {
    const { task_id: id } = started;
    if (id === undefined) return started as TaskResults[M]; // it was quick: this is the result
    const stop = onProgress && this.#board.ofTask(id, onProgress);
    try {
      return resultOf(await endOf(this, id, signal)) as TaskResults[M];
    } finally {
      stop?.();
    }
  }

  /**
   * The newest event that every open stream has given out; before the first, the newest there was at
   * the handshake. A page that keeps it and goes on with `events({afterSeq})` misses nothing.
   */
  get lastSeq(): number {
    const seen = [...this.#streams].map((stream) => stream.seen).filter((seq) => seq !== null);
    return seen.length > 0 ? Math.min(...seen) : (this.#newest ?? this.handshake.last_seq);
  }

  /** Let tasks rest at their next step, commit, end the process; how it ended. */
  async close({ graceS = 5, patienceMs = ENDED_IN_MS }: CloseOptions = {}): Promise<Ending> {
    if (this.wire.ending) return this.wire.ending;
    this.#isClosing = true;
    try {
      await this.wire.request("shutdown", { grace_s: graceS }, { timeoutMs: graceS * 1_000 + 3_000 });
    } catch (error) {
      this.warn(`the sidecar ends without having rested: ${String(error)}`);
    }
    this.wire.notify("exit", {});
    return this.wire.transport.close(patienceMs);
  }

  told({ method, params }: Told): void {
    if (typeof params["seq"] !== "number") return this.#board.passing(method, params);
    this.#newest = Math.max(this.#newest ?? 0, params["seq"]);
    const event = { method, params } as unknown as SidecarEvent;
    for (const stream of this.#streams) stream.offer(event);
    if (event.method === "task/finished") this.#board.finished(event.params.task.id);
  }

  /** The process is gone. */
  over(error: SidecarEnded): void {
    for (const stream of [...this.#streams]) stream.end(error, this.#isClosing);
    this.#isOver(error);
  }

  warn(message: string): void {
    this.#warn(message);
  }

  replay(afterSeq: number, project: string | null): Promise<Replay> {
    return this.call("event/replay", { after_seq: afterSeq, project });
  }

  async projectId(project: string): Promise<string> {
    return (await this.call("project/get", { project })).id;
  }

  forget(stream: EventStream): void {
    this.#streams.delete(stream);
  }

  #listen<M extends EventName>(names: readonly M[] | null, filter: EventFilter): EventStream<M> {
    const stream = new EventStream<M>(this, names, filter);
    this.#streams.add(stream as unknown as EventStream);
    return stream;
  }
}

function isFilter(given: EventName | readonly EventName[] | EventFilter): given is EventFilter {
  return typeof given === "object" && !Array.isArray(given);
}

function withMeta(params: object, meta: RequestMeta): object {
  return Object.keys(meta).length > 0 ? { ...params, _meta: meta } : params;
}

function metaOf({ timeoutMs, idempotencyKey, correlationId, onProgress }: CallOptions, id: string) {
  const meta: RequestMeta = {};
  if (timeoutMs !== undefined) meta.timeout_ms = timeoutMs;
  if (idempotencyKey !== undefined) meta.idempotency_key = idempotencyKey;
  if (correlationId !== undefined) meta.correlation_id = correlationId;
  if (onProgress !== undefined) meta.progress_token = id;
  return meta;
}
