import { convertFileSrc } from "@tauri-apps/api/core";
import { appDataDir, join } from "@tauri-apps/api/path";
import { Child, Command } from "@tauri-apps/plugin-shell";
import { connect } from "iat-sidecar-client";
import { tauriTransport } from "iat-sidecar-client/tauri";

const before = Number(sessionStorage.getItem("sidecar"));
if (before) await new Child(before).kill(); // a reloaded page cannot hear its old sidecar any more

const dataDir = await join(await appDataDir(), "sidecar");
const transport = tauriTransport(Command.sidecar("binaries/iat-sidecar", ["--data-dir", dataDir]));
const client = { name: "studio", version: "0.1.0" };
const sidecar = await connect(transport, { client, waitForPreviousMs: 5_000 });
sessionStorage.setItem("sidecar", String(transport.pid));

const bar = document.querySelector("progress")!;
document.querySelector("button")!.onclick = async () => {
  const scenes = ["A harbour, wide shot", "A fisherman mends a net", "Rain over the pier"];
  const panel = (n: number) => ({ chapter: "1", page: 1, number: n + 1 });
  const jobs = scenes.map((scene, n) => ({ job_key: `p${n + 1}`, scene, panel: panel(n) }));
  const { id: project } = await sidecar.project.create({ slug: `page-${Date.now()}`, name: "A page" });
  const started = await sidecar.run.start({ project, jobs, time_of_day: "dusk", weather: "rain" });
  await sidecar.finish(started, { onProgress: ({ done, total }) => (bar.value = done / (total ?? 1)) });
  const composed = await sidecar.page.compose({ project, run_id: started.run_id, chapter: "1", page: 1 });
  document.querySelector("img")!.src = convertFileSrc(composed.path);
};
