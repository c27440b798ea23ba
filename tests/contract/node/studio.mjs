// A sidecar that is asked one thing after the other, and whose tasks come to their end.

import { createInterface } from "node:readline";

import { close, start } from "./sidecar.mjs";

export class Studio {
  #sidecar = start();
  #made = 0;
  #replies = new Expected();
  #tasks = new Expected();

  constructor() {
    this.folder = this.#sidecar.folder;
    this.ended = this.#sidecar.ended;
    const lines = createInterface({ input: this.#sidecar.stdout });
    lines.on("line", (line) => this.#take(JSON.parse(line)));
    lines.on("close", () => this.#replies.refuse(new Error("the sidecar ended")));
  }

  /** The reply to a request, result or error, once the task that it started has ended. */
  async ask(method, params) {
    const reply = await this.begin(method, params);
    if (reply.result?.task_id) await this.#tasks.of(reply.result.task_id).promise;
    return reply;
  }

  /** The reply to a request; what it started goes on. */
  begin(method, params) {
    const id = (this.#made += 1);
    this.#sidecar.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    return this.#replies.of(id).promise;
  }

  /** The result of a request; an error is thrown. */
  async call(method, params) {
    const { result, error } = await this.ask(method, params);
    if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  }

  /** The result of the task that a request starts; an error is thrown. */
  async finish(method, params) {
    const { task_id } = await this.call(method, params);
    const { result, error } = await this.#tasks.of(task_id).promise;
    if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  }

  close() {
    return close(this.#sidecar);
  }

  #take(message) {
    if (!message.method) this.#replies.of(message.id).resolve(message);
    if (message.method === "task/finished") {
      this.#tasks.of(message.params.task.id).resolve(message.params.task);
    }
  }
}

/** Promises by key, whoever speaks of one first. */
class Expected {
  #known = new Map();

  of(key) {
    if (!this.#known.has(key)) {
      const made = {};
      made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
      made.promise.catch(() => undefined); // whoever waits for it is told; nobody may
      this.#known.set(key, made);
    }
    return this.#known.get(key);
  }

  refuse(error) {
    this.#known.forEach(({ reject }) => reject(error));
  }
}
