// json-rpc-2.0, unchanged, over lines: its client, and its server for what the sidecar tells.

import assert from "node:assert/strict";
import { on } from "node:events";
import { after, before, describe, test } from "node:test";
import { createInterface } from "node:readline";

import {
  JSONRPCClient, JSONRPCErrorCode, JSONRPCErrorException, JSONRPCServer, JSONRPCServerAndClient,
  createJSONRPCNotification, createJSONRPCRequest,
} from "json-rpc-2.0";

import { END_OF_INPUT, OPENING, PICTURE, close, start } from "./sidecar.mjs";

describe("json-rpc-2.0", { timeout: 120_000 }, () => {
  let sidecar, client, peer, lines;

  before(async () => {
    sidecar = start();
    let made = 0;
    const send = (message) => void sidecar.stdin.write(`${JSON.stringify(message)}\n`);
    client = new JSONRPCClient(send, () => `request-${(made += 1)}`);
    peer = new JSONRPCServerAndClient(new JSONRPCServer(), client);
    lines = createInterface({ input: sidecar.stdout });
    lines.on("line", (line) => peer.receiveAndSend(JSON.parse(line)));
    await client.request("initialize", OPENING);
    await client.request("project/create", { slug: "moon", name: "Moon" });
  });
  after(async () => assert.equal(await close(sidecar), END_OF_INPUT));

  const failure = async (asked) => {
    const error = await Promise.resolve(asked).catch((reason) => reason);
    assert.ok(error instanceof JSONRPCErrorException, JSON.stringify(error));
    return error;
  };

  test("a request gets its result", async () => {
    const made = await client.request("project/create", { slug: "call", name: "Call" });
    assert.equal(made.name, "Call");
    assert.deepEqual(await client.request("project/get", { project: "call" }), made);
  });

  test("separators of Unicode do not end a line", async () => {
    const name = "one\u2028two\u2029three\u0085four";
    const made = await client.request("project/create", { slug: "text", name });
    assert.equal(made.name, name);
  });

  test("an error is its exception, with code, message and data", async () => {
    const error = await failure(client.request("project/get", { project: "nowhere" }));
    assert.deepEqual([error.code, error.message], [2001, "There is no project nowhere."]);
    assert.deepEqual(error.data.details, { noun: "project", id: "nowhere" });
  });

  test("an unknown method and wrong params have its standard codes", async () => {
    const unknown = await failure(client.request("moon/land"));
    const wrong = await failure(client.request("project/get", { project: 7 }));
    assert.deepEqual(
      [unknown.code, wrong.code],
      [JSONRPCErrorCode.MethodNotFound, JSONRPCErrorCode.InvalidParams],
    );
  });

  test("a notification is done and not answered", async () => {
    const came = [];
    const listen = (line) => came.push(JSON.parse(line));
    lines.on("line", listen);
    client.notify("project/create", { slug: "quiet", name: "Quiet" });
    client.notify("project/create", { slug: "quiet", name: "Taken" });
    // a write, since writes are done in the order in which they came
    const changed = await client.request("project/update", { project: "quiet", description: "…" });
    lines.off("line", listen);
    assert.equal(changed.name, "Quiet");
    const told = came.filter(({ method }) => method === "project/created");
    assert.deepEqual(told.map(({ params }) => params.project.name), ["Quiet"]);
    const answers = came.filter(({ method }) => method === undefined);
    assert.deepEqual(answers.map(({ result }) => result), [changed]);
  });

  test("a batch is answered as a batch, each request by its id", async () => {
    const answers = await client.requestAdvanced([
      createJSONRPCRequest("a", "project/create", { slug: "batch", name: "Batch" }),
      createJSONRPCNotification("$/ping"),
      createJSONRPCRequest("b", "moon/land"),
      createJSONRPCRequest("c", "$/ping"),
    ]);
    assert.deepEqual(
      answers.map(({ id, result, error }) => [id, result?.slug ?? result ?? error.code]),
      [["a", "batch"], ["b", JSONRPCErrorCode.MethodNotFound], ["c", {}]],
    );
  });

  test("an event reaches the method of its name", async () => {
    const told = [];
    peer.addMethod("project/created", (event) => void told.push(event.project.slug));
    await client.request("project/create", { slug: "told", name: "Told" });
    peer.removeMethod("project/created");
    assert.deepEqual(told, ["told"]);
  });

  test("an answer that comes after its timeout disturbs nobody", async () => {
    const answers = on(lines, "line", { signal: AbortSignal.timeout(60_000) });
    const asked = { project: "moon", kind: "reference", path: PICTURE };
    const late = await failure(client.timeout(1).request("asset/import", asked));
    assert.equal(late.message, "Request timeout");
    for await (const [line] of answers) if (JSON.parse(line).result?.items) break;
    assert.deepEqual(await client.request("$/ping"), {});
    const { items } = await client.request("asset/list", { project: "moon" });
    assert.deepEqual(items.map((asset) => asset.kind), ["reference"]);
  });
});
