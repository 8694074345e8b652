// The short example of the project's README runs as it stands.

import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

test("the example of the README runs", async () => {
  const text = readFileSync(join(process.env.ADVISOR_ENGINE_CASES, "../../README.md"), "utf8");
  const [, example] = text.match(/```js\n([\s\S]*?)```/) ?? [];
  assert(example?.includes("clientDashboard"), "the README has no example for Node");
  const file = join(process.cwd(), `readme-${process.pid}.mjs`);
  writeFileSync(file, example);
  try {
    await import(pathToFileURL(file).href);
  } finally {
    rmSync(file);
  }
});
