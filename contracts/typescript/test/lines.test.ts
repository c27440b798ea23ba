/** Lines come whole however their pieces come. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { Lines } from "../src/lines.js";

it("puts lines together from pieces of every size", () => {
  const lines = ["a", "", "bb\rb", "絵", "c".repeat(50)];
  const text = `${lines.join("\r\n")}\n`;
  for (let size = 1; size <= text.length; size += 1) {
    const reader = new Lines();
    const found: string[] = [];
    for (let at = 0; at < text.length; at += size) found.push(...reader.push(text.slice(at, at + size)));
    assert.deepEqual(found, lines.filter((line) => line !== ""), `pieces of ${size}`);
  }
});

it("keeps half a line back", () => {
  const reader = new Lines();
  assert.deepEqual(reader.push("a\nb"), ["a"]);
  assert.deepEqual(reader.push("c"), []);
  assert.deepEqual(reader.push("\n"), ["bc"]);
});
