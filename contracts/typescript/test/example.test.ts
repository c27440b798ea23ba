/** The example is run as it stands: its page, its capability, the real sidecar. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { register } from "node:module";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { atEnd, folder } from "./fixture.js";
import { checked, Child, EXAMPLE } from "./tauri_app.js";

const RESOLVER = `export const resolve = (name, context, next) =>
  next(name.startsWith("@tauri-apps/") ? ${JSON.stringify(import.meta.resolve("./tauri_app.js"))} : name, context);`;
const PAGE = new URL("../example/src/main.js", import.meta.url).href;

describe("the example", () => {
  it("draws a page, shows progress, and lives on when it is reloaded", async (test) => {
    const shown: number[] = [];
    const page = {
      button: { onclick: (): Promise<void> => assert.fail("the page has not begun") },
      progress: { set value(now: number) { shown.push(now); } },
      img: { src: "" },
    };
    const kept = new Map<string, string>();
    Object.assign(globalThis, {
      document: { querySelector: (name: keyof typeof page) => page[name] },
      sessionStorage: {
        getItem: (name: string) => kept.get(name) ?? null,
        setItem: (name: string, value: string) => kept.set(name, value),
      },
    });
    process.env["EXAMPLE_APP_DATA"] = join(dirname(folder(test)), "org.example.studio");
    atEnd(test, () => new Child(Number(kept.get("sidecar"))).kill());
    register(`data:text/javascript,${encodeURIComponent(RESOLVER)}`);

    for (const load of ["first", "again"]) {
      await import(`${PAGE}?${load}`);
      await page.button.onclick();
      assert.equal(shown.at(-1), 1);
      const drawn = readFileSync(decodeURIComponent(page.img.src.replace("asset://localhost/", "")));
      assert.equal(drawn.subarray(1, 4).toString(), "PNG");
    }
  });

  it("lets the sidecar have the app's own folder and no other", () => {
    const program = "binaries/iat-sidecar";
    for (const path of [
      "/home/a b/.local/share/org.example.studio/sidecar",
      "/Users/a/Library/Application Support/org.example.studio/sidecar",
      "C:\\Users\\a\\AppData\\Roaming\\org.example.studio\\sidecar",
    ]) {
      const args = ["--data-dir", path];
      for (const name of [program, "iat-sidecar-folder"]) assert.deepEqual(checked(name, args), args);
      assert.deepEqual(checked(program, [...args, "--framing", "headers"]), args);
      assert.deepEqual(checked(program, ["demo", path]), args);
    }
    for (const path of [
      "/etc",
      "org.example.studio/sidecar",
      "--framing=headers",
      "/home/a/../root/org.example.studio/sidecar",
      "/home/a/org.example.studio/sidecar/..",
      "/home/a/notorg.example.studio/sidecar",
      "/home/a/org.example.studio/sidecar\n",
      "",
    ]) {
      assert.throws(() => checked(program, ["--data-dir", path]), /not allowed/, path);
    }
    assert.throws(() => checked(program, []), /missing/);
    assert.throws(() => checked("sh", ["-c", "true"]), /not allowed/);
  });

  it("bundles what it starts, under the name that it is built with", () => {
    const config = (name: string) =>
      JSON.parse(readFileSync(join(EXAMPLE, "src-tauri", name), "utf8")) as {
        bundle: { externalBin: string[]; resources?: Record<string, string> };
      };
    const main = readFileSync(join(EXAMPLE, "src/main.ts"), "utf8");
    const [single] = config("tauri.conf.json").bundle.externalBin;
    assert.equal(single, "binaries/iat-sidecar");
    assert.ok(main.includes(`Command.sidecar("${single}"`));
    const folderForm = config("tauri.folder.conf.json").bundle;
    assert.deepEqual(folderForm.externalBin, []);
    assert.deepEqual(folderForm.resources, { "binaries/iat-sidecar/": "iat-sidecar/" });
  });
});
