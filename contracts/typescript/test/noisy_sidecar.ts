/** A stand-in that does on purpose what the real sidecar never does, a word a method. */

import { createInterface } from "node:readline";

const HANDSHAKE = {
  protocol: 1,
  server: { name: "noisy", version: "0" },
  contract_hash: "0",
  contract_matches: null,
  data_dir: "",
  schema_version: 0,
  last_seq: 7,
  mode: "normal",
  limits: { message_bytes: 1 << 20, batch: 64, in_flight: 1024, page: 500 },
  supports: {},
};
const LINE = `${"x".repeat(200)}\n`;

type Id = string | undefined;
const answer = (id: Id, result: object = {}): string =>
  `${JSON.stringify({ jsonrpc: "2.0", id, result })}\n`;

const ACTS: Record<string, (id: Id) => void> = {
  initialize: (id) => process.stdout.write(answer(id, HANDSHAKE)),
  shutdown: (id) => process.stdout.write(answer(id)),
  exit: () => process.exit(0),
  flood: (id) => {
    for (let count = 0; count < 20_000; count += 1) {
      process.stderr.write(LINE);
      if (count % 1_000 === 0) process.stdout.write(`{"jsonrpc":"2.0","method":"n","params":{}}\n`);
    }
    process.stdout.write(answer(id));
  },
  "carriage return": (id) => {
    process.stdout.write(answer(id, { text: "x".repeat(20_000) }).replace(",", ",\r").slice(0, -1));
    setTimeout(() => process.stdout.write("\r\n"), 50);
  },
  "no text": (id) => {
    process.stderr.write(Buffer.from([0xff, 0xfe, 0x0a]), () => process.stdout.write(answer(id)));
  },
  garbage: (id) => process.stdout.write(`Segmentation fault, almost\n\n${answer(id)}`),
  deaf: (id) => {
    ACTS["exit"] = () => undefined;
    stdin.on("close", () => setInterval(() => undefined, 1_000));
    process.stdout.write(answer(id));
  },
  "half a line": (id) => {
    process.stdout.write(answer(id).slice(0, -5), () => process.kill(process.pid, "SIGKILL"));
  },
};

const stdin = createInterface({ input: process.stdin });
stdin.on("line", (line) => {
  const { id, method } = JSON.parse(line) as { id?: string; method: string };
  ACTS[method]?.(id);
});
