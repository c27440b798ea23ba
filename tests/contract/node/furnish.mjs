// Something of every noun that the examples of the methods speak of, made over the wire.

import { join } from "node:path";

import { MODEL, PICTURE } from "./sidecar.mjs";

const TINY = { width_px: 128, height_px: 96 };
const QUICK = { stages: ["style_lock"], candidates: 1, seed: 7 };
const NOWHERE = "http://127.0.0.1:9/none.onnx";
const NOTHING_PASSES = { thresholds: { blank_deviation: 1_000 } };

/**
 * Make the project `moon` and what goes with it. The answer is what to put where an example names
 * an id or a path: `everywhere` by the name of the param, `there` by method where one needs its own.
 */
export async function furnish(studio) {
  const projects = await makeProjects(studio);
  const assets = await importAll(studio);
  const story = await makeStory(studio, assets);
  const runs = await drawAll(studio);
  const person = await studio.call("user/create", { username: "bo", display_name: "Bo" });
  const packed = await studio.finish("package/create", { project: "moon", format: "zip" });
  await studio.finish("weights/install", { name: "old", path: MODEL });
  const here = (name) => join(studio.folder, name);
  return {
    project: projects.moon,
    everywhere: {
      asset_id: assets.reference, parent_asset_id: assets.reference, child_asset_id: assets.input,
      ...story.everywhere, ...runs.everywhere,
      user_id: person.id, package_id: packed.id, path: PICTURE,
    },
    there: {
      ...projects.there, ...story.there, ...runs.there,
      "asset/delete": { asset_id: assets.other },
      "reference_set/add_items": { items: [{ asset_id: assets.mask, weight: 2 }] },
      "package/create": { path: here("moon.zip") },
      "run/report": { path: here("report.html") },
      "delivery/create": { path: here("delivery") },
      "style_guide/export_cube": { path: here("toward.cube") },
      "weights/install": { name: "new", path: MODEL, url: NOWHERE },
      "weights/remove": { name: "old" },
    },
  };
}

async function makeProjects(studio) {
  const made = (slug) => studio.call("project/create", { slug, name: slug });
  const moon = await made("moon");
  for (const slug of ["attic", "doomed"]) await made(slug);
  const [sleeping, gone] = [await made("sleeping"), await made("gone")];
  await studio.call("project/archive", { project: sleeping.id });
  await studio.call("project/delete", { project: gone.id });
  return {
    moon: moon.id,
    there: {
      "project/create": { slug: "mars" },
      "project/archive": { project: "attic" },
      "project/delete": { project: "doomed" },
      "project/restore": { project: "sleeping" },
      "project/purge": { project: gone.id, confirm: "gone" },
    },
  };
}

/** One picture as four assets, since each kind is an asset of its own. */
async function importAll(studio) {
  const found = {};
  for (const kind of ["reference", "input", "mask", "other"]) {
    const asked = { project: "moon", path: PICTURE, kind };
    found[kind] = (await studio.call("asset/import", asked)).items[0].asset.id;
  }
  return found;
}

async function makeStory(studio, assets) {
  const make = (noun, params) => studio.call(`${noun}/create`, { project: "moon", ...params });
  await make("character", { code: "mara", name: "Mara" });
  await make("character", { code: "extra", name: "Extra" });
  const empty = await make("reference_set", { name: "Empty", kind: "style" });
  const { id } = await make("reference_set", { name: "Ink", kind: "style" });
  const { items } = await studio.call("reference_set/add_items", {
    project: "moon", reference_set_id: id,
    items: [{ asset_id: assets.reference }, { asset_id: assets.input }],
  });
  const guide = await make("style_guide", { name: "Ink", rules: { reference_set_id: id } });
  await studio.finish("style_guide/measure", { project: "moon", style_guide_id: guide.id });
  const spare = await make("style_guide", { name: "Spare" });
  const template = await make("prompt_template", {
    name: "Ink", stage: "style_lock", template_text: "{scene}",
  });
  return {
    everywhere: {
      reference_set_id: id, reference_item_id: items[0].id, reference_item_ids: [items[1].id],
      style_guide_id: guide.id, prompt_template_id: template.id,
    },
    there: {
      "character/delete": { character: "extra" },
      "reference_set/delete": { reference_set_id: empty.id },
      "style_guide/delete": { style_guide_id: spare.id },
    },
  };
}

async function drawAll(studio) {
  const panels = [...Array(6).keys()].map((index) => ({
    job_key: `p${index}`, scene: "A pier at the harbour", ...TINY,
    panel: { chapter: "1", page: 1, number: index + 1 },
  }));
  const started = (more) => studio.call("run/start", { project: "moon", ...QUICK, ...more });
  const run = await started({ jobs: panels });
  const failed = await started({ jobs: panels.slice(0, 1), guard: NOTHING_PASSES });
  const spare = await started({ jobs: panels.slice(0, 1) });
  const first = async (method, params) =>
    (await studio.call(method, { project: "moon", ...params })).items[0].id;
  const job_id = await first("job/list", { run_id: run.run_id });
  return {
    everywhere: {
      run_id: run.run_id, task_id: run.task_id, job_id,
      candidate_id: await first("candidate/list", { job_id }),
      quality_report_id: await first("quality_report/list", { job_id }),
    },
    there: {
      "run/resume": { run_id: failed.run_id },
      "run/delete": { run_id: spare.run_id },
    },
  };
}

/** A run that has just begun, with more to draw than anybody waits for; its id. */
export async function beginLongRun(studio) {
  const jobs = [...Array(200).keys()].map((index) => ({ job_key: `j${index}`, scene: "The sea" }));
  const { result } = await studio.begin("run/start", { project: "moon", jobs });
  return result.run_id;
}
