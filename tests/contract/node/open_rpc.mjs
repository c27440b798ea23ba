// OpenRPC's own tools over the document that `rpc.discover` answers.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import {
  MethodCallValidator, MethodNotFoundError, OpenRPCDocumentValidationError, dereferenceDocument,
  validateOpenRPCDocument,
} from "@open-rpc/schema-utils-js";

import { Studio } from "./studio.mjs";

describe("@open-rpc/schema-utils-js", { timeout: 60_000 }, () => {
  let studio, document;

  before(async () => {
    studio = new Studio();
    document = await studio.call("rpc.discover", {});
  });
  after(() => studio.close());

  test("the document is valid", () => {
    assert.equal(validateOpenRPCDocument(document), true);
  });

  test("a document whose method has no params is not", () => {
    const [{ params, ...method }] = document.methods;
    const broken = { ...document, methods: [method] };
    assert.ok(validateOpenRPCDocument(broken) instanceof OpenRPCDocumentValidationError);
  });

  test("every reference in its methods and types leads somewhere", async () => {
    const { methods, components } = await dereferenceDocument(structuredClone(document));
    assert.equal(methods.length, document.methods.length);
    const itsOwn = (key, value) => (key.startsWith("x-") ? undefined : value); // not our extensions
    const left = JSON.stringify({ methods, components }, itsOwn).match(/"\$ref":"[^"]*"/g);
    assert.deepEqual(left, null);
  });

  test("every example is a call that it allows, and other calls are refused", async () => {
    const judge = new MethodCallValidator(await dereferenceDocument(structuredClone(document)));
    for (const { name, examples } of document.methods) {
      const params = Object.fromEntries(examples[0].params.map((each) => [each.name, each.value]));
      assert.deepEqual(judge.validate(name, params), [], name);
    }
    assert.equal(judge.validate("project/create", { slug: "Not a slug", name: "Moon" }).length, 1);
    assert.equal(judge.validate("project/create", { slug: "moon" }).length, 1);
    assert.ok(judge.validate("moon/land", {}) instanceof MethodNotFoundError);
  });
});
