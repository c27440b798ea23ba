/** What only a sidecar that is made up can show: late answers, silence, the unknown. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  Canceled,
  connect,
  DeadlineExceeded,
  type Sidecar,
  SidecarEnded,
  SidecarError,
} from "../src/index.js";
import { failure, ME, next } from "./fixture.js";
import { HANDSHAKE, Scripted } from "./scripted.js";

async function opened(warnings: string[] = []): Promise<[Sidecar, Scripted]> {
  const end = new Scripted();
  const opening = connect(end, { client: ME, onWarning: (message) => warnings.push(message) });
  end.say({ id: (await end.request("initialize")).id, result: HANDSHAKE });
  return [await opening, end];
}

describe("a request", () => {
  it("gives the answer that was there before its cancelation", async () => {
    const [sidecar, end] = await opened();
    const stop = new AbortController();
    const asked = sidecar.project.get({ project: "moon" }, { signal: stop.signal });
    const { id } = await end.request("project/get");
    stop.abort();
    assert.deepEqual((await end.request("$/cancel")).params, { id });
    end.say({ id, result: { slug: "moon" } });
    assert.equal((await asked).slug, "moon");
  });

  it("is canceled when the sidecar says so, and the signal is heard no more", async () => {
    const [sidecar, end] = await opened();
    const stop = new AbortController();
    const asked = sidecar.project.get({ project: "moon" }, { signal: stop.signal });
    const { id } = await end.request("project/get");
    end.say({ id, error: { code: -32800, message: "…", data: { kind: "canceled" } } });
    const error = await failure(asked);
    assert.ok(error instanceof Canceled && error.cause === undefined);
    stop.abort();
    assert.deepEqual(end.sent.filter(({ method }) => method === "$/cancel"), []);
  });

  it("does not wait for ever for a sidecar that is stuck", async (test) => {
    const [sidecar] = await opened();
    test.mock.timers.enable({ apis: ["setTimeout"] });
    const asked = failure(sidecar.project.get({ project: "moon" }, { timeoutMs: 500 }));
    test.mock.timers.tick(2_499);
    test.mock.timers.tick(1);
    const error = await asked;
    assert.ok(error instanceof DeadlineExceeded);
    assert.deepEqual(error.details, { timeout_ms: 500 });
  });

  it("carries what was asked for beside its parameters, and only that", async () => {
    const [sidecar, end] = await opened();
    const lost = [
      sidecar.project.get({ project: "moon" }),
      sidecar.project.list(
        { status: "active" },
        { timeoutMs: 9, idempotencyKey: "k", correlationId: "c", onProgress: () => undefined },
      ),
    ].map(failure);
    assert.deepEqual((await end.request("project/get")).params, { project: "moon" });
    const { id, params } = await end.request("project/list");
    assert.deepEqual(params, {
      status: "active",
      _meta: { timeout_ms: 9, idempotency_key: "k", correlation_id: "c", progress_token: id },
    });
    end.end({ code: 70, signal: null, lastWords: "iat-sidecar: exit 70: an unforeseen error" });
    for (const error of await Promise.all(lost)) {
      assert.ok(error instanceof SidecarEnded);
      assert.equal(error.reason, "an unforeseen error");
    }
  });
});

describe("a message", () => {
  it("with an error of a kind that is newer than the client is a SidecarError", async () => {
    const [sidecar, end] = await opened();
    const asked = failure(sidecar.project.get({ project: "moon" }));
    const { id } = await end.request("project/get");
    const data = { kind: "out_of_ink", retryable: true, retry_after_ms: 5, trace_id: "t" };
    end.say({ id, error: { code: 9001, message: "No ink.", data } });
    const error = await asked;
    assert.ok(error instanceof SidecarError);
    const { name, message, code, kind, retryable, retryAfterMs, traceId } = error;
    assert.deepEqual(
      { name, message, code, kind, retryable, retryAfterMs, traceId },
      {
        name: "OutOfInk",
        message: "No ink.",
        code: 9001,
        kind: "out_of_ink",
        retryable: true,
        retryAfterMs: 5,
        traceId: "t",
      },
    );
  });

  it("for a page that is gone is passed over, one for nobody is told", async () => {
    const warnings: string[] = [];
    const [sidecar, end] = await opened(warnings);
    end.say({ id: "another-1", result: {} });
    end.say({ id: null, error: { code: -32700, message: "This is not JSON." } });
    assert.deepEqual(warnings, [
      'an answer to nothing: {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"This is not JSON."}}',
    ]);
    assert.equal(sidecar.lastSeq, HANDSHAKE.last_seq);
  });

  it("of two pages never has the same id", async () => {
    const [, first] = await opened();
    const [, second] = await opened();
    assert.notEqual(first.sent[0]?.id, second.sent[0]?.id);
  });
});

describe("progress", () => {
  const shown = (done: number) => ({ done, total: 9, unit: "", eta_s: null, note: "" });

  it("skips what a slow reader had no time for", async () => {
    const [sidecar, end] = await opened();
    const progress = sidecar.progress({ task_id: "t" });
    const { id } = await end.request("task/get");
    end.say({ id, result: { id: "t", status: "running" } });
    for (const done of [1, 2, 3]) {
      end.say({ method: "task/progressed", params: { task_id: "t", progress: shown(done) } });
    }
    end.say({ method: "task/progressed", params: { task_id: "other", progress: shown(8) } });
    assert.deepEqual((await next(progress, 1)).map(({ done }) => done), [3]);
    await progress.return();
  });

  it("of a request goes on until the task ends that it started", async () => {
    const [sidecar, end] = await opened();
    const seen: number[] = [];
    const asked = sidecar.system.verify({}, { onProgress: ({ done }) => seen.push(done) });
    const { id } = await end.request("system/verify");
    const tell = (done: number) =>
      end.say({ method: "$/progress", params: { token: id, progress: shown(done) } });
    tell(1);
    end.say({ id, result: { task_id: "t" } });
    await asked;
    tell(2);
    end.say({ method: "task/finished", params: { seq: 1, task: { id: "t", status: "done" } } });
    tell(3);
    assert.deepEqual(seen, [1, 2]);
  });
});
