// A snapshot folder taken in: into an open engine, and in place of a store.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Engine } from "advisor-engine";
import { folderOf, need } from "./support.mjs";

const folder = need("ADVISOR_ENGINE_TEST_SNAPSHOT");
const { tables } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));

function isWhole(report) {
  for (const { name, rowCount } of report) {
    // Embeddings are the host's own: no snapshot brings them.
    const expected = name === "advisor_embeddings" ? 0 : (tables[name]?.rows ?? 0);
    assert.equal(rowCount, expected, name);
  }
}

test("load takes every row, tells its progress, and lets the event loop turn", async () => {
  const engine = await Engine.inMemory();
  const told = new Set();
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  const report = await engine.loadSnapshot({ folder }, { onProgress: ({ step, table }) => told.add(`${step} ${table}`) });
  clearInterval(timer);
  isWhole(report.tables);
  assert.deepEqual(report.rejected, []);
  assert.ok(told.has("sort documents") && told.has("write documents"), [...told].join(", "));
  assert.ok(turns > 0);
  console.log(`${turns} turns of the event loop during a load of ${report.elapsedMs} ms`);
  assert.ok(engine.searchAdvisors({}).total > 0);
  assert.equal((await engine.verifyRollups()).difference, null);
  await engine.close();
});

test("rebuild sets the old store aside and serves the snapshot", async (t) => {
  const store = join(folderOf(t), "store");
  const old = await Engine.open(store);
  await old.close();
  const engine = await Engine.rebuild(store, undefined, { folder });
  isWhole(engine.stats().tables.map(({ name, baseRowCount }) => ({ name, rowCount: baseRowCount })));
  assert.ok(readdirSync(store).some((name) => name.startsWith("set-aside-")));
  await engine.close();
});
