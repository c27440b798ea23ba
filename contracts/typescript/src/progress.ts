/** Who wants to see how far a task or a request has come. */

import type { Passing, Progress } from "./contract.js";

export type Show = (progress: Progress) => void;

export class ProgressBoard {
  readonly #byTask = new Map<string, Set<Show>>();
  readonly #byRequest = new Map<string, { readonly show: Show; taskId: string | null }>();

  /** Returns what takes it off the board again. */
  ofTask(id: string, show: Show): () => void {
    const shown = this.#byTask.get(id) ?? new Set();
    this.#byTask.set(id, shown.add(show));
    return () => {
      shown.delete(show);
      if (shown.size === 0) this.#byTask.delete(id);
    };
  }

  ofRequest(token: string, show: Show): void {
    this.#byRequest.set(token, { show, taskId: null });
  }

  /** A request that started a task is shown until the task ends. */
  answered(token: string, taskId: unknown): void {
    const entry = this.#byRequest.get(token);
    if (entry && typeof taskId === "string") entry.taskId = taskId;
    else this.#byRequest.delete(token);
  }

  finished(taskId: string): void {
    for (const [token, entry] of this.#byRequest) {
      if (entry.taskId === taskId) this.#byRequest.delete(token);
    }
  }

  passing(method: string, params: object): void {
    if (method === "task/progressed") {
      const { task_id, progress } = params as Passing["task/progressed"];
      for (const show of this.#byTask.get(task_id) ?? []) shown(show, progress);
    } else if (method === "$/progress") {
      const { token, progress } = params as Passing["$/progress"];
      const entry = this.#byRequest.get(String(token));
      if (entry) shown(entry.show, progress);
    }
  }
}

/** A fault in the app's function must not cost the lines behind it; it is thrown on its own. */
function shown(show: Show, progress: Progress): void {
  try {
    show(progress);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
