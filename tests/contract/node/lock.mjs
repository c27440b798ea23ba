// Takes out of package-lock.json the addresses where authors ask for money; nothing else names one.

import { readFileSync, writeFileSync } from "node:fs";

const PATH = new URL("package-lock.json", import.meta.url);

const lock = JSON.parse(readFileSync(PATH, "utf8"));
for (const each of Object.values(lock.packages)) delete each.funding;
writeFileSync(PATH, `${JSON.stringify(lock, null, 2)}\n`);
