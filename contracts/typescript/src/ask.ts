/** What a call takes and gives, by the method's name. */

import type { Methods, Progress, TaskResults } from "./contract.js";

/** The methods that an app calls; `connect` and `close` use the others. */
export type Asked = Exclude<keyof Methods, "initialize" | "shutdown" | "exit" | "$/cancel">;

/** The methods whose answer is a task that goes on by itself. */
export type Starting = keyof TaskResults & Asked;

export type Params<M extends Asked> = Omit<Methods[M]["params"], "_meta">;

declare const STARTED_BY: unique symbol;

/** Remembers, for the compiler only, which method a task was started by. */
export interface StartedBy<M extends Starting> {
  readonly [STARTED_BY]?: M;
}

export type Answer<M extends Asked> = M extends Starting
  ? Methods[M]["result"] & StartedBy<M>
  : Methods[M]["result"];

export interface CallOptions {
  /** Cancels the request: it rejects with Canceled, unless its answer was there first. */
  readonly signal?: AbortSignal | undefined;
  /** After this long the sidecar gives up and the call rejects with DeadlineExceeded. */
  readonly timeoutMs?: number | undefined;
  /** The same key gets the same answer for seven days, also after a restart. */
  readonly idempotencyKey?: string | undefined;
  /** Stands in every event that this request causes. */
  readonly correlationId?: string | undefined;
  /** How far the request, or the task that it starts, has come; at most 20 times a second. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

type Given<M extends Asked> = Record<never, never> extends Params<M>
  ? [params?: Params<M>, options?: CallOptions]
  : [params: Params<M>, options?: CallOptions];

export type Ask<M extends Asked> = (...given: Given<M>) => Promise<Answer<M>>;

/** `call("project/get", {project: "moon"})` */
export type Call = <M extends Asked>(method: M, ...given: Given<M>) => Promise<Answer<M>>;
