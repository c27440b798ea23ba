// vscode-jsonrpc against the sidecar: with its own header framing unchanged, and with lines.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import {
  CancellationReceiverStrategy, CancellationTokenSource, ErrorCodes, NullLogger, ResponseError,
  StreamMessageReader, StreamMessageWriter, createMessageConnection,
} from "vscode-jsonrpc/node";

import { LineReader, LineWriter } from "./lines.mjs";
import { END_OF_INPUT, OPENING, PICTURE, close, start } from "./sidecar.mjs";

const CANCELED = -32800;
const FRAMINGS = {
  headers: [StreamMessageReader, StreamMessageWriter],
  lines: [LineReader, LineWriter],
};

/** The library's own strategy says `$/cancelRequest`, as LSP does; the sidecar's word is `$/cancel`. */
const OUR_CANCEL = {
  receiver: CancellationReceiverStrategy.Message,
  sender: {
    sendCancellation: (connection, id) => connection.sendNotification("$/cancel", { id }),
    cleanup: () => undefined,
  },
};

for (const [framing, [Reader, Writer]] of Object.entries(FRAMINGS)) {
  const opened = async (options) => {
    const sidecar = start(`--framing=${framing}`);
    const connection = createMessageConnection(
      new Reader(sidecar.stdout), new Writer(sidecar.stdin), NullLogger, options,
    );
    connection.listen();
    await connection.sendRequest("initialize", OPENING);
    return { sidecar, connection };
  };

  describe(`vscode-jsonrpc, ${framing}`, { timeout: 120_000 }, () => {
    let sidecar, connection;

    before(async () => {
      ({ sidecar, connection } = await opened({ cancellationStrategy: OUR_CANCEL }));
      await connection.sendRequest("project/create", { slug: "moon", name: "Moon" });
    });
    after(() => close(sidecar));

    const failed = (method, params) =>
      connection.sendRequest(method, params).then(
        (result) => assert.fail(`${method} answered ${JSON.stringify(result)}`),
        (error) => {
          assert.ok(error instanceof ResponseError, String(error));
          return error;
        },
      );

    test("a request gets its result", async () => {
      const made = await connection.sendRequest("project/create", { slug: "call", name: "Call" });
      assert.equal(made.slug, "call");
      assert.deepEqual(await connection.sendRequest("project/get", { project: "call" }), made);
    });

    test("a request without params gets its result", async () => {
      assert.deepEqual(await connection.sendRequest("$/ping"), {});
      assert.equal((await connection.sendRequest("system/info")).name, "iat-sidecar");
    });

    test("text of every kind comes back as it went", async () => {
      const name = "Mónd 月 🌖 \u2028 \r\n \" \\";
      await connection.sendRequest("project/create", { slug: "text", name });
      assert.equal((await connection.sendRequest("project/get", { project: "text" })).name, name);
    });

    test("a large answer comes in one piece", async () => {
      const document = await connection.sendRequest("rpc.discover");
      assert.ok(JSON.stringify(document).length > 100_000);
      assert.equal(document.openrpc, "1.3.2");
    });

    test("an error has its code and what a program needs to know", async () => {
      const error = await failed("project/get", { project: "nowhere" });
      const { trace_id, ...data } = error.data;
      assert.deepEqual(
        { code: error.code, message: error.message, data },
        {
          code: 2001,
          message: "There is no project nowhere.",
          data: {
            kind: "not_found", retryable: false, details: { noun: "project", id: "nowhere" },
          },
        },
      );
      assert.match(trace_id, /^[0-9a-f-]+$/);
    });

    test("an unknown method is the library's MethodNotFound", async () => {
      const error = await failed("moon/land", {});
      assert.equal(error.code, ErrorCodes.MethodNotFound);
      assert.equal(error.data.kind, "method_not_found");
    });

    test("wrong params are the library's InvalidParams, with the path", async () => {
      const error = await failed("project/create", { slug: "ok", name: 7 });
      assert.equal(error.code, ErrorCodes.InvalidParams);
      assert.equal(error.data.details.path, "$.name");
    });

    test("positional params are the library's InvalidParams", async () => {
      const error = await connection.sendRequest("project/create", "slug", "name").catch((e) => e);
      assert.equal(error.code, ErrorCodes.InvalidParams);
    });

    test("an event is told before the answer of the request that caused it", async () => {
      const told = [];
      const listening = connection.onNotification("project/created", (event) => told.push(event));
      const project = await connection.sendRequest("project/create", { slug: "told", name: "T" });
      listening.dispose();
      assert.deepEqual(told.map((event) => event.project), [project]);
    });

    test("notifications of unknown methods are passed over", async () => {
      await connection.sendNotification("moon/landed", { where: "here" });
      await connection.sendNotification("$/setTrace", { value: "verbose" });
      assert.deepEqual(await connection.sendRequest("$/ping"), {});
    });

    test("a token that is canceled ends its request with -32800, and no other", async () => {
      const source = new CancellationTokenSource();
      const asked = { project: "moon", kind: "reference", path: PICTURE };
      const canceled = connection.sendRequest("asset/import", asked, source.token);
      const kept = connection.sendRequest("asset/import", { ...asked, kind: "input" });
      source.cancel();
      const error = await canceled.catch((reason) => reason);
      assert.ok(error instanceof ResponseError, JSON.stringify(error));
      assert.equal(error.code, CANCELED);
      assert.equal(error.data.kind, "canceled");
      assert.equal((await kept).items[0].asset.kind, "input");
      const { items } = await connection.sendRequest("asset/list", { project: "moon" });
      assert.deepEqual(items.map((asset) => asset.kind), ["input"]);
    });

    test("a token that is canceled too late changes nothing", async () => {
      const source = new CancellationTokenSource();
      assert.deepEqual(await connection.sendRequest("$/ping", {}, source.token), {});
      source.cancel();
      assert.deepEqual(await connection.sendRequest("$/ping", {}), {});
    });

    test("progress comes under the token of the request", async () => {
      const seen = [];
      const listening = connection.onUnhandledProgress((told) => seen.push(told));
      const finished = new Promise((resolve) => {
        const done = connection.onNotification("task/finished", ({ task }) => {
          done.dispose();
          resolve(task);
        });
      });
      const { task_id } = await connection.sendRequest("run/start", {
        project: "moon", stages: ["style_lock"], candidates: 1, seed: 7,
        jobs: [{ job_key: "p1", scene: "A pier", width_px: 64, height_px: 64 }],
        _meta: { progress_token: "bar" },
      });
      const task = await finished;
      listening.dispose();
      assert.deepEqual([task.id, task.status], [task_id, "done"]);
      assert.ok(seen.length > 0);
      assert.deepEqual([...new Set(seen.map(({ token }) => token))], ["bar"]);
      assert.equal(typeof seen.at(-1).progress.done, "number");
    });

    test("a thousand requests in flight each get their own answer", async () => {
      const asked = [...Array(1_000).keys()];
      const answers = await Promise.all(
        asked.map((n) =>
          n % 10
            ? failed("project/get", { project: `p${n}` })
            : connection.sendRequest("project/create", { slug: `s${n}`, name: `${n}` }),
        ),
      );
      asked.forEach((n) => {
        if (n % 10) assert.equal(answers[n].data.details.id, `p${n}`);
        else assert.equal(answers[n].slug, `s${n}`);
      });
    });
  });

  test(`vscode-jsonrpc, ${framing}: its own $/cancelRequest is passed over`, async () => {
    const { sidecar, connection } = await opened();
    const source = new CancellationTokenSource();
    const asked = connection.sendRequest("system/doctor", {}, source.token);
    source.cancel();
    assert.equal(typeof (await asked).status, "string");
    assert.equal(await close(sidecar), END_OF_INPUT);
  });

  test(`vscode-jsonrpc, ${framing}: ending the connection ends the process`, async () => {
    const { sidecar, connection } = await opened();
    const closed = new Promise((resolve) => connection.onClose(resolve));
    connection.end();
    assert.equal(await sidecar.ended, END_OF_INPUT);
    await closed;
  });

  test(`vscode-jsonrpc, ${framing}: shutdown and exit end it with 0`, async () => {
    const { sidecar, connection } = await opened();
    await connection.sendRequest("shutdown", { grace_s: 1 });
    const late = await connection.sendRequest("project/list").catch((error) => error);
    assert.deepEqual([late.code, late.data.kind], [1004, "shutting_down"]);
    await connection.sendNotification("exit");
    assert.equal(await sidecar.ended, 0);
  });
}
