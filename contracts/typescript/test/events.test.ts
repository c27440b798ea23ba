/** The promise of an event stream against a table of events that the test writes. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type EventSource, EventStream, type SidecarEvent } from "../src/events.js";
import { failure, next, taken } from "./fixture.js";

const MOON = "0190c2f0-0000-7000-8000-000000000001";

function event(seq: number, more: object = {}): SidecarEvent {
  const params = { seq, project_id: MOON, ...more };
  return { method: "project/updated", params } as unknown as SidecarEvent;
}

/** Commits events, tells them, and answers from its table two at a time. */
class Table implements EventSource {
  readonly streams: EventStream[] = [];
  readonly rows: SidecarEvent[] = [];
  /** Runs between the reading of a page and its arrival. */
  meanwhile: () => void = () => undefined;

  listen(afterSeq: number | null = null, project?: string): EventStream {
    const stream = new EventStream(this, null, { afterSeq, project });
    this.streams.push(stream);
    return stream;
  }

  commit(...events: SidecarEvent[]): void {
    this.rows.push(...events);
    for (const stream of this.streams) events.forEach((each) => stream.offer(each));
  }

  async replay(afterSeq: number) {
    const missed = this.rows.filter(({ params }) => params.seq > afterSeq);
    const items = missed.slice(0, 2) as never;
    const newest = Math.max(afterSeq, ...this.rows.map(({ params }) => params.seq));
    this.meanwhile();
    return { items, last_seq: missed.length > 2 ? (missed[1]?.params.seq ?? 0) : newest };
  }

  async projectId(): Promise<string> {
    return MOON;
  }

  forget(stream: EventStream): void {
    this.streams.splice(this.streams.indexOf(stream), 1);
  }
}

const seqs = (events: readonly SidecarEvent[]): number[] => events.map(({ params }) => params.seq);
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe("an event stream", () => {
  it("reads what it missed and goes on with what is told meanwhile", async () => {
    const table = new Table();
    table.commit(event(1), event(2), event(3));
    const stream = table.listen(0);
    let told = 3;
    table.meanwhile = () => {
      if (told < 7) table.commit(event((told += 1)), event((told += 1)));
    };
    assert.deepEqual(seqs(await next(stream, 7)), upTo(7));
    const idle = stream.next();
    await new Promise(setImmediate); // past the last page, which is empty
    table.commit(event(8));
    assert.equal((await idle).value?.params.seq, 8);
  });

  it("drops what waits too long and reads it from the table, in order and without a gap", async () => {
    const table = new Table();
    const stream = table.listen();
    const all = upTo(10_500);
    for (const seq of all) table.commit(event(seq));
    assert.equal(stream.seen, 0);
    assert.deepEqual(seqs(await next(stream, all.length)), all);
  });

  it("knows what it has given out", async () => {
    const table = new Table();
    table.commit(event(1), event(2));
    const stream = table.listen(1);
    assert.equal(stream.seen, 1);
    table.commit(event(3), event(4));
    await next(stream, 2);
    assert.equal(stream.seen, 3);
    await next(stream, 1);
    const idle = stream.next();
    await new Promise(setImmediate);
    assert.equal(stream.seen, null);
    table.commit(event(5));
    assert.equal((await idle).value?.params.seq, 5);
  });

  it("passes over the projects that were not asked for", async () => {
    const table = new Table();
    table.commit(event(1), event(2, { project_id: null }));
    const stream = table.listen(null, "moon");
    table.commit(event(3, { project_id: null }), event(4));
    assert.deepEqual(seqs(await next(stream, 1)), [4]);
  });

  it("gives what waits when it is over, and fails when that is not all", async () => {
    const table = new Table();
    const [whole, broken, behind] = [table.listen(), table.listen(), table.listen(0)];
    table.commit(event(1));
    const gone = new Error("gone");
    whole.end(gone, true);
    broken.end(gone, false);
    behind.end(gone, true);
    assert.deepEqual(seqs(await taken(whole, Infinity)), [1]);
    assert.deepEqual(seqs(await next(broken, 1)), [1]);
    assert.equal(await failure(broken.next()), gone);
    assert.equal(await failure(taken(behind, Infinity)), gone);
  });

  it("is forgotten when its reader leaves, also while it waits", async () => {
    const table = new Table();
    const [left, waiting] = [table.listen(), table.listen()];
    table.commit(event(1));
    for await (const { params } of left) if (params.seq === 1) break;
    await next(waiting, 1);
    const idle = waiting.next();
    waiting.close();
    assert.deepEqual(await idle, { value: undefined, done: true });
    assert.deepEqual(table.streams, []);
  });
});
