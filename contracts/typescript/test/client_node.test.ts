/** The client over pipes of Node's own. */

import { nodeTransport } from "../src/node.js";
import { behaviours } from "./behaviours.js";
import { sidecarCommand } from "./fixture.js";

behaviours("Node", (dataDir, more) => {
  const [program, ...words] = sidecarCommand();
  if (more?.length === 0) return nodeTransport({ command: ["/no/such/program"], dataDir });
  return nodeTransport({ command: [program, ...words, ...(more ?? [])], dataDir });
});
