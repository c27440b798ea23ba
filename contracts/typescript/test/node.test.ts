/** What is special to a child process of Node. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { nodeTransport } from "../src/node.js";
import { folder, opened, sidecarCommand } from "./fixture.js";
import { noise, NOISY } from "./noise.js";

noise("Node", () => nodeTransport({ command: NOISY }));

it("hands over the sidecar's log line by line", async (test) => {
  const log: string[] = [];
  const transport = nodeTransport({
    command: sidecarCommand(),
    dataDir: folder(test),
    onStderr: (line) => log.push(line),
  });
  const sidecar = await opened(test, transport);
  await sidecar.close();
  assert.equal(log.at(-1), "iat-sidecar: exit 0: asked to exit after shutdown");
});

it("gives the sidecar the environment that it is told to", async (test) => {
  const dataDir = folder(test);
  const env = { ...process.env, IAT_DATA_DIR: dataDir };
  const sidecar = await opened(test, nodeTransport({ command: sidecarCommand(), env }));
  assert.equal(sidecar.handshake.data_dir, dataDir);
});
