// @open-rpc/test-coverage with the sidecar as its transport: it makes calls and judges the results.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";

import { dereferenceDocument } from "@open-rpc/schema-utils-js";

import { narrowed, placed } from "./documents.mjs";
import { beginLongRun, furnish } from "./furnish.mjs";
import { random } from "./random.mjs";
import { Studio } from "./studio.mjs";

const require = createRequire(import.meta.url);
const cover = require("@open-rpc/test-coverage").default;
const ExamplesRule = require("@open-rpc/test-coverage/build/rules/examples-rule").default;
const FakerRule = require("@open-rpc/test-coverage/build/rules/json-schema-faker-rule").default;

const LIFECYCLE = ["initialize", "shutdown", "exit"];
const SILENT = { onBegin() {}, onTestBegin() {}, onTestEnd() {}, onEnd() {} };
const INVALID_PARAMS = -32602;
const SEED = 2_026;
const ROUNDS = 4;

describe("@open-rpc/test-coverage", { timeout: 240_000 }, () => {
  let studio, document, places;

  before(async () => {
    studio = new Studio();
    document = await dereferenceDocument(await studio.call("rpc.discover", {}));
  });
  after(() => studio.close());

  const ask = (_url, method, params) => studio.ask(method, params);
  const covered = (openrpcDocument, rule, which, transport = ask) =>
    cover({ openrpcDocument, rules: [rule], reporters: [SILENT], transport, ...which });

  test("the example of initialize opens the conversation", async () => {
    const calls = await covered(placed(document), new ExamplesRule(), { only: ["initialize"] });
    assert.deepEqual(failed(calls), []);
    places = await furnish(studio);
  });

  test("every example is answered with a result of its schema", async () => {
    const rule = new RuleWithARunToCancel(studio);
    const calls = await covered(placed(document, places), rule, { skip: LIFECYCLE });
    assert.equal(calls.length, document.methods.length - LIFECYCLE.length);
    assert.deepEqual(failed(calls), []);
  });

  test("made-up params are answered with a result of its schema or a listed error", async (t) => {
    const calls = [];
    t.mock.method(Math, "random", random(SEED));
    for (let round = 0; round < ROUNDS; round += 1) {
      const rule = new FakerRule({ numCalls: 1 });
      calls.push(...(await covered(narrowed(document, places), rule, { skip: LIFECYCLE })));
    }
    tally(calls).forEach((line) => t.diagnostic(line));
    assert.equal(calls.length, ROUNDS * (document.methods.length - LIFECYCLE.length));
    assert.deepEqual(failed(calls).filter((call) => !isListed(document, call)), []);
    assert.deepEqual(neverAnswered(document, calls), []);
  });

  test("a result that is not of its schema is seen", async () => {
    const renamed = async (...call) => {
      const { slug, ...rest } = (await ask(...call)).result;
      return { result: { ...rest, slogan: slug } };
    };
    const only = { only: ["project/get"] };
    const calls = await covered(placed(document, places), new ExamplesRule(), only, renamed);
    assert.deepEqual(failed(calls).map(({ method }) => method), ["project/get"]);
  });

  test("the examples of shutdown and exit close it", async () => {
    for (const method of ["shutdown", "exit"]) {
      const calls = await covered(placed(document), new ExamplesRule(), { only: [method] });
      assert.deepEqual(failed(calls), []);
    }
    assert.equal(await studio.ended, 0);
  });
});

/** Its rule, with a run under way when the example of `run/cancel` has its turn. */
class RuleWithARunToCancel extends ExamplesRule {
  constructor(studio) {
    super();
    this.studio = studio;
  }

  async beforeRequest(_options, call) {
    if (call.methodName === "run/cancel") call.params.run_id = await beginLongRun(this.studio);
  }
}

const failed = (calls) =>
  calls
    .filter(({ valid }) => !valid)
    .map(({ methodName, params, error, reason, requestError }) => ({
      method: methodName, params, error, reason: String(requestError ?? reason).slice(0, 2_000),
    }));

/** Whether the method says that it can fail so, or all can; that params can be wrong it says itself. */
function isListed(document, { method, error }) {
  if (!error) return false;
  const { errors } = document.methods.find(({ name }) => name === method);
  const implied = document["x-errors"].filter((row) => row.implied && row.code !== INVALID_PARAMS);
  return [...errors, ...implied].some(({ code }) => code === error.code);
}

/** Methods that only read what there is, and yet had no result to judge. */
function neverAnswered(document, calls) {
  const answered = new Set(calls.filter(({ valid }) => valid).map((call) => call.methodName));
  return document.methods
    .filter((method) => method["x-effect"] === "read" && !answered.has(method.name))
    .map(({ name }) => name);
}

/** One line a method: how often it answered what. */
function tally(calls) {
  const counts = {};
  for (const { methodName, valid, error } of calls) {
    const kinds = (counts[methodName] ??= {});
    const kind = valid ? "result" : (error?.data.kind ?? "wrong");
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return Object.entries(counts).map(([name, kinds]) => `${name} ${JSON.stringify(kinds)}`);
}
