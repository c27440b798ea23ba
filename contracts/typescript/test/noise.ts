/** What a client bears from a process at the other end, over any transport. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { connect, SidecarEnded } from "../src/index.js";
import { failure, ME, opened, type Piped, pidOf } from "./fixture.js";

export const NOISY = [process.execPath, fileURLToPath(import.meta.resolve("./noisy_sidecar.js"))] as const;

export function noise(name: string, transportOf: () => Piped): void {
  const act = (word: string) => word as "$/ping";

  describe(`noise over ${name}`, () => {
    it("a log that nobody reads holds nothing up", async (test) => {
      const sidecar = await opened(test, transportOf());
      assert.deepEqual(await sidecar.call(act("flood")), {});
    });

    it("a message that was taken apart at a carriage return is one message", async (test) => {
      const sidecar = await opened(test, transportOf());
      const whole = await sidecar.call(act("carriage return"));
      assert.deepEqual(whole, { text: "x".repeat(20_000) });
    });

    it("what is no message is told, and the next one is read", async (test) => {
      const warnings: string[] = [];
      const onWarning = (message: string) => warnings.push(message);
      const sidecar = await opened(test, transportOf(), { onWarning });
      assert.deepEqual(await sidecar.call(act("garbage")), {});
      assert.deepEqual(warnings, ["not a message: Segmentation fault, almost"]);
    });

    it("an answer that was cut off rejects with how the process ended", async (test) => {
      const sidecar = await opened(test, transportOf(), { onWarning: () => undefined });
      const error = await failure(sidecar.call(act("half a line")));
      assert.ok(error instanceof SidecarEnded);
      assert.match(error.message, /killed by signal (9|SIGKILL)/);
    });

    it("a process that does not leave is killed", async () => {
      const transport = transportOf();
      const sidecar = await connect(transport, { client: ME });
      await sidecar.call(act("deaf"));
      const ending = await sidecar.close({ graceS: 0, patienceMs: 300 });
      assert.equal(ending.code, null);
      assert.throws(() => process.kill(pidOf(transport), 0), { code: "ESRCH" });
    });
  });
}
