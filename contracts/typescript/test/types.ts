/** What the compiler takes and what it refuses; compiled, never run. */

import { type Answer, NotFound, type Sidecar, type StyleGuide } from "../src/index.js";

export async function taken(sidecar: Sidecar): Promise<StyleGuide> {
  const project = await sidecar.project.create({ slug: "moon", name: "Moon" });
  const same: Answer<"project/get"> = await sidecar.call("project/get", { project: project.id });
  await sidecar.project.update({ project: same.slug, description: null as unknown as string });
  await sidecar.system.info();
  await sidecar.project.list({}, { signal: AbortSignal.timeout(5), timeoutMs: undefined });
  for await (const { params } of sidecar.events("run/finished")) params.run.status satisfies string;
  for await (const event of sidecar.events(["job/started", "candidate/scored"], { project: "moon" })) {
    if (event.method === "job/started") event.params.job.job_key satisfies string;
    else event.params.candidate.rank_composite satisfies number;
  }
  const started = await sidecar.run.start({ project: "moon", jobs: [{ job_key: "p1", scene: "A pier" }] });
  (await sidecar.finish(started)).memoised_steps satisfies number;
  const imported = await sidecar.asset.import({ project: "moon", path: "/a.png", kind: "input" });
  (await sidecar.finish(imported)).items?.length satisfies number | undefined;
  const measured = await sidecar.style_guide.measure({ project: "moon", style_guide_id: "…" });
  return sidecar.finish(measured);
}

export async function refused(sidecar: Sidecar, error: unknown): Promise<void> {
  // @ts-expect-error a project has a name
  await sidecar.project.create({ slug: "moon" });
  // @ts-expect-error it is called slug
  await sidecar.project.create({ slugg: "moon", name: "Moon" });
  // @ts-expect-error a name is text
  await sidecar.call("project/create", { slug: "moon", name: 7 });
  // @ts-expect-error what is required cannot be left out
  await sidecar.project.get();
  // @ts-expect-error there is no such method
  await sidecar.call("project/burn", { project: "moon" });
  // @ts-expect-error nor such a verb
  await sidecar.project.burn({ project: "moon" });
  // @ts-expect-error the handshake is `connect`
  await sidecar.call("initialize", { protocol: { min: 1, max: 1 }, client: { name: "", version: "" } });
  // @ts-expect-error what is passing is not replayed: it is `progress`
  sidecar.events("task/progressed");
  // @ts-expect-error this event has no run
  for await (const { params } of sidecar.events("project/created")) params.run;
  // @ts-expect-error a project is nothing that ends
  await sidecar.finish(await sidecar.project.get({ project: "moon" }));
  // @ts-expect-error the task of a measurement has no steps
  (await sidecar.finish(await sidecar.style_guide.measure({ project: "m", style_guide_id: "…" }))).steps;
  // @ts-expect-error there is no weather like that
  await sidecar.run.start({ project: "moon", jobs: [], weather: "plague" });
  if (error instanceof NotFound) {
    error.details.noun satisfies unknown;
    // @ts-expect-error what is not found has no path
    error.details.path;
  }
}
