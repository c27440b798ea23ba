/** What is special to Tauri's shell plugin, and to a page that is reloaded. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import {
  connect,
  type Ending,
  InvalidState,
  type Receiver,
  SidecarEnded,
  type Transport,
} from "../src/index.js";
import { nodeTransport } from "../src/node.js";
import { tauriTransport } from "../src/tauri.js";
import { atEnd, failure, folder, ME, next, opened, sidecarCommand } from "./fixture.js";
import { noise, NOISY } from "./noise.js";
import { Child, Command } from "./tauri_plugin.js";

const [NODE, SCRIPT] = NOISY;
const noisy = (): Command => new Command(NODE, [SCRIPT]);

noise("Tauri", () => tauriTransport(noisy()));

function real(dataDir: string): Command {
  const [program, ...words] = sidecarCommand();
  return new Command(program, [...words, "--data-dir", dataDir]);
}

describe("the shell plugin", () => {
  it("a page that is slow loses nothing", async (test) => {
    const command = real(folder(test));
    command.pace = () => new Promise((resolve) => setImmediate(resolve));
    const sidecar = await opened(test, tauriTransport(command));
    const told = sidecar.events("project/created");
    const slugs = Array.from({ length: 200 }, (_, index) => `p${index}`);
    await Promise.all(slugs.map((slug) => sidecar.project.create({ slug, name: slug })));
    const made = await next(told, 200);
    assert.deepEqual(made.map(({ params }) => params.project.slug), slugs);
  });

  it("a line of the log that is no text is told, and the rest goes on", async (test) => {
    const warnings: string[] = [];
    const onWarning = (message: string) => warnings.push(message);
    const sidecar = await opened(test, tauriTransport(noisy()), { onWarning });
    await sidecar.call("no text" as "$/ping");
    await sidecar.close();
    assert.deepEqual(warnings, ["the shell plugin: invalid utf-8 sequence"]);
  });
});

describe("an app that forgot something", () => {
  it("hears that it may not write, instead of waiting", async () => {
    const command = noisy();
    const spawn = command.spawn.bind(command);
    command.spawn = async () => {
      const child = await spawn();
      child.write = () => Promise.reject("shell.stdin_write not allowed");
      return child;
    };
    const error = await failure(connect(tauriTransport(command), { client: ME }));
    assert.ok(error instanceof SidecarEnded);
    assert.match(error.message, /stdin_write not allowed/);
  });

  it("hears that the capability does not allow the program", async () => {
    const command = noisy();
    command.spawn = () => Promise.reject("program not allowed on the configured shell scope");
    const error = await failure(connect(tauriTransport(command), { client: ME }));
    assert.ok(error instanceof Error);
    assert.match(error.message, /could not be started: program not allowed/);
  });
});

describe("a page that is reloaded", () => {
  it("starts the sidecar anew and goes on where it was", async (test) => {
    const dataDir = folder(test);
    const command = real(dataDir);
    const transport = tauriTransport(command);
    const first = await connect(transport, { client: ME });
    const told = first.events();
    await first.project.create({ slug: "a", name: "A" });
    const seen = await next(told, 2);
    const kept = { pid: transport.pid ?? 0, afterSeq: seen.at(-1)?.params.seq ?? 0 };
    command.forgetPage();

    await new Child(kept.pid).kill();
    const again = tauriTransport(real(dataDir));
    const second = await opened(test, again, { waitForPreviousMs: 10_000 });
    const going = second.events({ afterSeq: kept.afterSeq });
    await second.project.create({ slug: "b", name: "B" });
    const whole = [...seen, ...(await next(going, 8))];
    assert.deepEqual(await next(second.events({ afterSeq: 0 }), whole.length), whole);
  });

  it("goes on with a sidecar that the app holds, and hears each event once", async (test) => {
    const held = new Held(test);
    const first = await connect(held.page(), { client: ME });
    const told = first.events();
    await first.project.create({ slug: "a", name: "A" });
    const seen = await next(told, 3);
    const kept = { attach: first.handshake, afterSeq: first.lastSeq };
    const unheard = held.unheard();
    const lost = failure(first.system.doctor()); // its answer is for nobody: the page is gone
    held.forgetPage();
    await unheard;

    const second = await connect(held.page(), { client: ME, attach: kept.attach });
    const going = second.events({ afterSeq: kept.afterSeq });
    await second.project.create({ slug: "b", name: "B" });
    const whole = [...seen, ...(await next(going, 7))];
    assert.deepEqual(await next(second.events({ afterSeq: 0 }), whole.length), whole);
    assert.equal(second.handshake.contract_matches, true);
    assert.equal((await second.close()).code, 0);
    assert.ok((await lost) instanceof SidecarEnded);
  });

  it("cannot go on without the handshake of before, and ends nothing by trying", async (test) => {
    const held = new Held(test);
    const first = await connect(held.page(), { client: ME });
    held.forgetPage();
    assert.ok((await failure(connect(held.page(), { client: ME }))) instanceof InvalidState);
    const second = await connect(held.page(), { client: ME, attach: first.handshake });
    assert.deepEqual(await second.call("$/ping"), {});
  });
});

/** The app's own process, which starts the sidecar once and forwards lines to the page of today. */
class Held {
  readonly #sidecar: Transport;
  readonly #ending: Promise<Ending>;
  #opening: Promise<void> | null = null;
  #page: Receiver | null = null;
  #unheard: () => void = () => undefined;
  #told!: (ending: Ending) => void;

  constructor(test: TestContext) {
    this.#sidecar = nodeTransport({ command: sidecarCommand(), dataDir: folder(test) });
    this.#ending = new Promise((resolve) => {
      this.#told = resolve;
    });
    atEnd(test, () => this.#sidecar.close(5_000));
  }

  page(): Transport {
    return {
      open: (receiver) => {
        this.#page = receiver;
        void this.#ending.then((ending) => receiver.end(ending));
        this.#opening ??= this.#sidecar.open({
          line: (text) => (this.#page ? this.#page.line(text) : this.#unheard()),
          end: (ending) => this.#told(ending),
          warn: (message) => this.#page?.warn(message),
        });
        return this.#opening;
      },
      send: (line) => this.#sidecar.send(line),
      close: (patienceMs) => this.#sidecar.close(patienceMs),
    };
  }

  forgetPage(): void {
    this.#page = null;
  }

  /** Once the sidecar says something that no page hears. */
  unheard(): Promise<void> {
    return new Promise((resolve) => {
      this.#unheard = resolve;
    });
  }
}
