/** Background work: what a task came to, and its cancellation. */

import type { Starting, StartedBy } from "./ask.js";
import type { Task } from "./contract.js";
import type { Connection } from "./connection.js";
import type { Show } from "./progress.js";
import { errorOf, errorOfKind } from "./reply.js";

/** The answer of a call that starts a task, or `{task_id}` from anywhere else. */
export type Started<M extends Starting> = { readonly task_id?: string } & StartedBy<M>;

export interface FinishOptions {
  /** Cancels the task, not only the waiting. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: Show | undefined;
}

/** The task once it has ended, also when that was before it was asked for. */
export async function endOf(
  connection: Connection,
  id: string,
  signal?: AbortSignal,
): Promise<Task> {
  const ends = connection.events("task/finished"); // listens before it asks: nothing lies between
  const cancel = (): void => {
    connection.call("task/cancel", { task_id: id }).catch((error: unknown) => {
      connection.warn(`the task ${id} was not canceled: ${String(error)}`);
    });
  };
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    if (signal?.aborted === true) cancel();
    const task = await connection.call("task/get", { task_id: id });
    if (isOver(task)) return task;
    for await (const { params } of ends) if (params.task.id === id) return params.task;
    throw await connection.ended;
  } finally {
    signal?.removeEventListener("abort", cancel);
    ends.close();
  }
}

export function resultOf(task: Task): unknown {
  if (task.status === "done") return task.result;
  if (task.error) throw errorOf(task.error, task.kind);
  throw errorOfKind("canceled", -32800, "The task was canceled.", task.kind);
}

function isOver({ status }: Task): boolean {
  return status === "done" || status === "failed" || status === "canceled";
}
