/** `sidecar.project.create(…)` for `call("project/create", …)`: made from the contract's names. */

import type { Asked, Call } from "./ask.js";
import { EFFECTS, type Nouns } from "./contract.js";

export function nounsOf(call: Call): Nouns {
  const nouns: Record<string, Record<string, unknown>> = {};
  for (const method of Object.keys(EFFECTS) as Asked[]) {
    const [noun = "", verb] = method.split("/");
    if (verb === undefined || noun === "$") continue;
    nouns[noun] ??= {};
    nouns[noun][verb] = call.bind(null, method);
  }
  return nouns as unknown as Nouns;
}
