/** The client over Tauri's shell plugin. */

import { tauriTransport } from "../src/tauri.js";
import { behaviours } from "./behaviours.js";
import { sidecarCommand } from "./fixture.js";
import { Command } from "./tauri_plugin.js";

behaviours("Tauri", (dataDir, more) => {
  const [program, ...words] = sidecarCommand();
  if (more?.length === 0) return tauriTransport(new Command("/no/such/program", []));
  return tauriTransport(new Command(program, [...words, "--data-dir", dataDir, ...(more ?? [])]));
});
