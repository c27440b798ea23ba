/** What a client does over any transport, with the real sidecar behind it. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  Canceled,
  Conflict,
  connect,
  CONTRACT_HASH,
  ContractMismatch,
  DeadlineExceeded,
  InvalidParams,
  MethodNotFound,
  NotFound,
  ShuttingDown,
  type Progress,
  type Sidecar,
  SidecarEnded,
  SidecarError,
  TooLarge,
  type Transport,
} from "../src/index.js";
import { failure, folder, ME, next, opened, pidOf, QUICK, SHOT, taken, type TransportOf } from "./fixture.js";

export function behaviours(name: string, transportOf: TransportOf): void {
  const fresh = (test: Parameters<typeof folder>[0]): Promise<Sidecar> =>
    opened(test, transportOf(folder(test)));

  describe(`calls over ${name}`, () => {
    it("answers with what was asked for, by name and by noun", async (test) => {
      const sidecar = await fresh(test);
      const made = await sidecar.project.create({ slug: "moon", name: "Moon" });
      assert.equal(made.slug, "moon");
      assert.deepEqual(await sidecar.call("project/get", { project: "moon" }), made);
      assert.deepEqual(await sidecar.call("$/ping"), {});
    });

    it("tells at the handshake that both are of one contract", async (test) => {
      const { handshake } = await fresh(test);
      assert.equal(handshake.contract_hash, CONTRACT_HASH);
      assert.equal(handshake.contract_matches, true);
    });

    it("tells at the handshake when they are not, and goes on", async (test) => {
      const warnings: string[] = [];
      const sidecar = await opened(test, ofAnotherContract(transportOf(folder(test))), {
        onWarning: (message) => warnings.push(message),
      });
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? "", /another contract than the sidecar \d+\.\d+/);
      assert.deepEqual((await sidecar.project.list()).items, []);
    });

    it("refuses another contract where it is told to be strict, and ends the process", async (test) => {
      const transport = transportOf(folder(test));
      const options = { client: ME, strict: true };
      const error = await failure(connect(ofAnotherContract(transport), options));
      assert.ok(error instanceof ContractMismatch);
      assert.throws(() => process.kill(pidOf(transport), 0), { code: "ESRCH" });
    });

    it("rejects with the class of the error's kind, and with its facts", async (test) => {
      const sidecar = await fresh(test);
      const error = await failure(sidecar.project.get({ project: "nowhere" }));
      assert.ok(error instanceof NotFound && error instanceof SidecarError);
      assert.deepEqual(error.details, { noun: "project", id: "nowhere" });
      const { name, code, kind, retryable, retryAfterMs, method } = error;
      assert.deepEqual(
        [name, code, kind, retryable, retryAfterMs, method],
        ["NotFound", 2001, "not_found", false, null, "project/get"],
      );
      assert.notEqual(error.traceId, "");
      await sidecar.project.create({ slug: "moon", name: "Moon" });
      const again = sidecar.project.create({ slug: "moon", name: "Moon" });
      assert.ok((await failure(again)) instanceof Conflict);
    });

    it("says which field is wrong, and that there is no such method", async (test) => {
      const sidecar = await fresh(test);
      const wrong = { slug: "moon", name: 7 as unknown as string };
      const invalid = await failure(sidecar.project.create(wrong));
      assert.ok(invalid instanceof InvalidParams);
      assert.equal(invalid.details.path, "$.name");
      const unknown = await failure(sidecar.call("no/such" as "$/ping"));
      assert.ok(unknown instanceof MethodNotFound);
    });

    it("carries long messages of every alphabet both ways", async (test) => {
      const sidecar = await fresh(test);
      const description = "Füchse, 絵巻, 🦊 — ".repeat(600);
      await sidecar.project.create({ slug: "moon", name: "Moon", description });
      assert.equal((await sidecar.project.get({ project: "moon" })).description, description);
    });

    it("does not send what the sidecar would refuse for its size", async (test) => {
      const sidecar = await fresh(test);
      const error = await failure(
        sidecar.project.create({ slug: "moon", name: "Moon", description: "絵".repeat(400_000) }),
      );
      assert.ok(error instanceof TooLarge);
      assert.deepEqual((await sidecar.project.list()).items, []);
    });

    it("answers many at once, each its own", async (test) => {
      const sidecar = await fresh(test);
      const slugs = Array.from({ length: 100 }, (_, index) => `p${index}`);
      const made = await Promise.all(
        slugs.map((slug) => sidecar.project.create({ slug, name: slug })),
      );
      assert.deepEqual(made.map((each) => each.slug), slugs);
    });

    it("gives one answer to one idempotency key", async (test) => {
      const sidecar = await fresh(test);
      const ask = () =>
        sidecar.project.create({ slug: "moon", name: "Moon" }, { idempotencyKey: "once" });
      assert.deepEqual(await ask(), await ask());
    });
  });

  describe(`giving up over ${name}`, () => {
    it("cancels a request by its signal", async (test) => {
      const sidecar = await fresh(test);
      const stop = new AbortController();
      const asked = sidecar.system.doctor({}, { signal: stop.signal });
      stop.abort("never mind");
      const error = await failure(asked);
      assert.ok(error instanceof Canceled);
      assert.equal(error.cause, "never mind");
      assert.deepEqual(await sidecar.call("$/ping"), {});
    });

    it("does not send what was canceled before", async (test) => {
      const sidecar = await fresh(test);
      const asked = sidecar.project.create(
        { slug: "moon", name: "Moon" },
        { signal: AbortSignal.abort() },
      );
      assert.ok((await failure(asked)) instanceof Canceled);
      assert.deepEqual((await sidecar.project.list()).items, []);
    });

    it("gives up at the deadline", async (test) => {
      const sidecar = await fresh(test);
      const error = await failure(sidecar.system.doctor({}, { timeoutMs: 1 }));
      assert.ok(error instanceof DeadlineExceeded);
      assert.equal(error.retryable, true);
    });
  });

  describe(`events over ${name}`, () => {
    it("tells each once and in order, however late it is taken", async (test) => {
      const sidecar = await fresh(test);
      const all = sidecar.events();
      const slugs = Array.from({ length: 60 }, (_, index) => `p${index}`);
      for (const slug of slugs) await sidecar.project.create({ slug, name: slug });
      const created = await taken(sidecar.events("project/created", { afterSeq: 0 }), 60);
      assert.deepEqual(created.map(({ params }) => params.project.slug), slugs);
      const seqs = (await taken(all, 60)).map(({ params }) => params.seq);
      assert.deepEqual(seqs, seqs.map((_, index) => (seqs[0] ?? 0) + index));
    });

    it("tells only what was asked for, of the project that was asked for", async (test) => {
      const sidecar = await fresh(test);
      await sidecar.project.create({ slug: "moon", name: "Moon" });
      const mine = sidecar.events(["project/updated", "character/created"], { project: "moon" });
      await sidecar.project.create({ slug: "sun", name: "Sun" });
      await sidecar.project.update({ project: "sun", name: "Sol" });
      await sidecar.project.update({ project: "moon", name: "Luna" });
      await sidecar.character.create({ project: "moon", code: "mara", name: "Mara" });
      const found = await taken(mine, 2);
      assert.deepEqual(found.map((each) => each.method), ["project/updated", "character/created"]);
    });

    it("names the request that caused them", async (test) => {
      const sidecar = await fresh(test);
      const told = sidecar.events("project/created");
      await sidecar.project.create({ slug: "moon", name: "Moon" }, { correlationId: "click-7" });
      const [event] = await taken(told, 1);
      assert.equal(event?.params.correlation_id, "click-7");
    });

    it("goes on after a restart where the page stopped: nothing missed, nothing twice", async (test) => {
      const dataDir = folder(test);
      const first = await connect(transportOf(dataDir), { client: ME });
      const seen = first.events();
      await first.project.create({ slug: "a", name: "A" });
      await first.project.create({ slug: "b", name: "B" });
      const before = await next(seen, 3);
      const afterSeq = first.lastSeq;
      assert.equal(afterSeq, before.at(-1)?.params.seq);
      await first.project.create({ slug: "c", name: "C" });
      await first.close();

      const second = await opened(test, transportOf(dataDir));
      const going = second.events({ afterSeq });
      await second.project.create({ slug: "d", name: "D" });
      const last = await second.project.create({ slug: "e", name: "E" });
      const rest = [];
      for await (const event of going) {
        rest.push(event);
        if (event.method === "project/created" && event.params.project.id === last.id) break;
      }
      const whole = [...before, ...rest];
      assert.deepEqual(await next(second.events({ afterSeq: 0 }), whole.length), whole);
      const seqs = whole.map(({ params }) => params.seq);
      assert.deepEqual(seqs, seqs.map((_, index) => index + 1));
    });
  });

  describe(`long work over ${name}`, () => {
    it("draws, shows how far it is and gives the typed result", async (test) => {
      const sidecar = await fresh(test);
      await sidecar.project.create({ slug: "moon", name: "Moon" });
      const seen: Progress[] = [];
      const watched: Progress[] = [];
      const jobs = [1, 2, 3].map((n) => ({ job_key: `p${n}`, ...SHOT }));
      const started = await sidecar.run.start(
        { project: "moon", jobs, ...QUICK },
        { onProgress: (progress) => watched.push(progress) },
      );
      const iterated = taken(sidecar.progress(started), Infinity);
      const result = await sidecar.finish(started, { onProgress: (now) => seen.push(now) });
      assert.equal(result.status, "done");
      assert.equal(result.jobs.done, 3);
      for (const shown of [seen, watched, await iterated]) {
        const done = shown.map((progress) => progress.done);
        assert.ok(done.length > 0);
        assert.deepEqual(done, [...done].sort((a, b) => a - b));
      }
      assert.deepEqual(await sidecar.finish(started), result);
    });

    it("cancels the task by the signal of who waits for it", async (test) => {
      const sidecar = await fresh(test);
      await sidecar.project.create({ slug: "moon", name: "Moon" });
      const jobs = Array.from({ length: 200 }, (_, n) => ({ job_key: `p${n}`, ...SHOT }));
      const started = await sidecar.run.start({ project: "moon", jobs, ...QUICK });
      const stop = new AbortController();
      const running = sidecar.finish(started, {
        signal: stop.signal,
        onProgress: () => stop.abort(),
      });
      const outcome = await running.then((result) => result.ended_by, (error: unknown) => error);
      assert.ok(outcome === "canceled" || outcome instanceof Canceled, String(outcome));
      const run = await sidecar.run.get({ project: "moon", run_id: started.run_id });
      assert.equal(run.ended_by, "canceled");
    });

    it("rejects with the error of a task that failed", async (test) => {
      const sidecar = await fresh(test);
      const lost = sidecar.finish({ task_id: "0190c2f0-0000-7000-8000-000000000000" });
      assert.ok((await failure(lost)) instanceof NotFound);
      const made = await sidecar.project.create({ slug: "moon", name: "Moon" });
      const guide = await sidecar.style_guide.create({ project: made.id, name: "Ink" });
      const measured = sidecar.style_guide.measure({ project: "moon", style_guide_id: guide.id });
      const error = await failure(measured.then((started) => sidecar.finish(started)));
      assert.ok(error instanceof SidecarError);
    });
  });

  describe(`the end over ${name}`, () => {
    it("is orderly when it is asked for", async (test) => {
      const sidecar = await connect(transportOf(folder(test)), { client: ME });
      const told = sidecar.events();
      await sidecar.project.create({ slug: "moon", name: "Moon" });
      const ending = await sidecar.close();
      assert.equal(ending.code, 0);
      const over = await sidecar.ended;
      assert.equal(over.reason, "asked to exit after shutdown");
      const left = await taken(told, Infinity);
      assert.equal(left[0]?.method, "project/created");
      assert.ok((await failure(sidecar.call("$/ping"))) instanceof SidecarEnded);
      assert.deepEqual(await sidecar.close(), ending);
    });

    it("rejects everything that is open when the process is killed", async (test) => {
      const transport = transportOf(folder(test));
      const sidecar = await connect(transport, { client: ME });
      const told = sidecar.events();
      const open = [
        sidecar.system.doctor(),
        sidecar.system.doctor(),
        told.next(),
      ].map(failure);
      process.kill(pidOf(transport), "SIGKILL");
      for (const error of await Promise.all(open)) {
        // the inner process of the one-file form has a moment left to answer
        assert.ok(error instanceof SidecarEnded || error instanceof ShuttingDown, String(error));
      }
      const over = await sidecar.ended;
      assert.equal(over.exitCode, null);
      assert.ok(over.signal === "SIGKILL" || over.signal === 9);
      assert.deepEqual(await taken(told, Infinity), []);
    });

    it("says why a sidecar could not start", async (test) => {
      const transport = transportOf(folder(test), ["--framing", "smoke"]);
      const error = await failure(connect(transport, { client: ME }));
      assert.ok(error instanceof SidecarEnded);
      assert.equal(error.exitCode, 2);
    });

    it("says that there is no such program", async (test) => {
      const error = await failure(connect(transportOf(folder(test), []), { client: ME }));
      assert.match(String(error), /ENOENT/);
    });
  });
}

/** A client that was made from another contract. */
function ofAnotherContract(transport: Transport): Transport {
  return {
    open: (receiver) => transport.open(receiver),
    send: (line) => transport.send(line.replace(CONTRACT_HASH, "0".repeat(64))),
    close: (patienceMs) => transport.close(patienceMs),
  };
}
