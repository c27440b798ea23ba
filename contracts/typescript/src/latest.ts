/** A passing value as an async iterator: a slow reader gets the newest, never a queue. */

import { Bell } from "./bell.js";

export class LatestStream<T> implements AsyncIterableIterator<T> {
  readonly #bell = new Bell();
  readonly #flow: AsyncGenerator<T, undefined>;
  #newest: { readonly value: T } | null = null;
  #isOver = false;
  #failure: Error | null = null;

  constructor(readonly onClose: () => void) {
    this.#flow = this.#flowing();
  }

  put(value: T): void {
    this.#newest = { value };
    this.#bell.ring();
  }

  end(failure: Error | null): void {
    this.#isOver = true;
    this.#failure = failure;
    this.#bell.ring();
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return this.#flow.next();
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.end(null);
    this.onClose();
    return this.#flow.return(undefined);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async *#flowing(): AsyncGenerator<T, undefined> {
    try {
      for (;;) {
        const newest = this.#newest;
        this.#newest = null;
        if (newest !== null) yield newest.value;
        else if (this.#failure !== null) throw this.#failure;
        else if (this.#isOver) return undefined;
        else await this.#bell.heard();
      }
    } finally {
      this.onClose();
    }
  }
}
