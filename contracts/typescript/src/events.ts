/** Committed facts as async iterators: in order of `seq`, each once, none left out. */

import { Bell } from "./bell.js";
import type { Events, Replay } from "./contract.js";

export type EventName = keyof Events;

/** An event with its name: `switch (event.method)` tells what is in `event.params`. */
export type SidecarEvent<M extends EventName = EventName> = {
  [K in M]: { readonly method: K; readonly params: Events[K] };
}[M];

/** What every event has, whatever it tells. */
interface AnyEvent {
  readonly method: string;
  readonly params: { readonly seq: number; readonly project_id: string | null };
}

export interface EventFilter {
  /** Only what belongs to this project: its id or slug. */
  readonly project?: string | undefined;
  /** Begin with what was told after this `seq`, from the table; absent or null: with what comes. */
  readonly afterSeq?: number | null | undefined;
}

/** Where a stream gets what it has not heard itself. */
export interface EventSource {
  replay(afterSeq: number, project: string | null): Promise<Replay>;
  projectId(project: string): Promise<string>;
  forget(stream: EventStream): void;
}

const MOST_WAITING = 10_000;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Listens from the moment it is made, whether or not anybody takes from it. When too much waits,
 * what waits is dropped and read from the sidecar's table once it is asked for.
 */
export class EventStream<M extends EventName = EventName>
  implements AsyncIterableIterator<SidecarEvent<M>>
{
  readonly #source: EventSource;
  readonly #methods: ReadonlySet<string> | null;
  readonly #project: string | null;
  readonly #bell = new Bell();
  readonly #flow: AsyncGenerator<SidecarEvent<M>, undefined>;
  #waiting: AnyEvent[] = [];
  #position: number | null;
  #isBehind: boolean;
  #isReading = false;
  #isOver = false;
  #failure: Error | null = null;

  constructor(source: EventSource, methods: readonly M[] | null, filter: EventFilter) {
    this.#source = source;
    this.#methods = methods === null ? null : new Set(methods);
    this.#project = filter.project ?? null;
    this.#position = filter.afterSeq ?? null;
    this.#isBehind = this.#position !== null;
    this.#flow = this.#flowing();
  }

  /** The newest event before the first that was not taken yet; null when none waits. */
  get seen(): number | null {
    if (this.#isBehind || this.#isReading) return this.#position;
    const [first] = this.#waiting;
    return first === undefined ? null : first.params.seq - 1;
  }

  /** An event was told. */
  offer(event: AnyEvent): void {
    if (this.#isOver || this.#isBehind || !this.#isWanted(event)) return;
    this.#waiting.push(event);
    if (this.#waiting.length > MOST_WAITING) this.#drop();
    this.#bell.ring();
  }

  /** No more comes: what waits is still given. Then it is over, or failed if that is not all. */
  end(failure: Error, wasAskedFor: boolean): void {
    this.#isOver = true;
    this.#failure = wasAskedFor && !this.#isBehind && !this.#isReading ? null : failure;
    this.#bell.ring();
  }

  /** Stop listening, as leaving a `for await` does. */
  close(): void {
    this.#waiting = [];
    this.#isBehind = false;
    this.#isOver = true;
    this.#bell.ring();
    this.#source.forget(this as unknown as EventStream);
  }

  next(): Promise<IteratorResult<SidecarEvent<M>, undefined>> {
    return this.#flow.next();
  }

  return(): Promise<IteratorResult<SidecarEvent<M>, undefined>> {
    this.close();
    return this.#flow.return(undefined);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async *#flowing(): AsyncGenerator<SidecarEvent<M>, undefined> {
    try {
      const belongs = await this.#belonging();
      for (;;) {
        if (this.#isBehind) yield* this.#missed();
        const event = this.#waiting.shift();
        if (event !== undefined) {
          if (this.#isNew(event) && belongs(event)) yield event as SidecarEvent<M>;
        } else if (this.#isOver) {
          if (this.#failure !== null) throw this.#failure;
          return undefined;
        } else if (!this.#isBehind) {
          await this.#bell.heard();
        }
      }
    } finally {
      this.close();
    }
  }

  /** Read from the table until nothing is missing; what is told meanwhile waits behind it. */
  async *#missed(): AsyncGenerator<SidecarEvent<M>, undefined> {
    this.#isBehind = false;
    this.#isReading = true;
    for (let isMore = true; isMore && !this.#isOver; ) {
      const page = await this.#source.replay(this.#position ?? 0, this.#project);
      for (const event of page.items as unknown as AnyEvent[]) {
        if (this.#isNew(event) && this.#isWanted(event)) yield event as SidecarEvent<M>;
      }
      this.#position = Math.max(this.#position ?? 0, page.last_seq);
      isMore = page.items.length > 0;
    }
    this.#isReading = false;
    return undefined;
  }

  #drop(): void {
    const [first] = this.#waiting;
    if (!this.#isReading && first !== undefined) {
      this.#position = Math.max(this.#position ?? 0, first.params.seq - 1);
    }
    this.#waiting = [];
    this.#isBehind = true;
  }

  #isNew(event: AnyEvent): boolean {
    if (this.#position !== null && event.params.seq <= this.#position) return false;
    this.#position = event.params.seq;
    return true;
  }

  #isWanted(event: AnyEvent): boolean {
    return this.#methods === null || this.#methods.has(event.method);
  }

  async #belonging(): Promise<(event: AnyEvent) => boolean> {
    if (this.#project === null) return () => true;
    const id = ID.test(this.#project)
      ? this.#project
      : await this.#source.projectId(this.#project);
    return (event) => event.params.project_id === id;
  }
}
