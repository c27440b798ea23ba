/** The package as an app imports it, by its name. */

import assert from "node:assert/strict";
import { it } from "node:test";
import * as client from "iat-sidecar-client";
import { nodeTransport } from "iat-sidecar-client/node";
import { tauriTransport } from "iat-sidecar-client/tauri";

it("exports the client and a transport under names of their own", () => {
  for (const each of [client.connect, nodeTransport, tauriTransport]) assert.equal(typeof each, "function");
  assert.match(client.CONTRACT_HASH, /^[0-9a-f]{64}$/);
});

it("has a class for every kind of error, and each is what its kind says", () => {
  for (const [kind, { code }] of Object.entries(client.ERRORS)) {
    const known = client.ERROR_CLASSES[kind as client.ErrorKind];
    const error = new known({ code, message: "…", data: { kind } }, "$/ping");
    assert.ok(error instanceof client.SidecarError);
    assert.equal(error.name, known.name);
  }
});
