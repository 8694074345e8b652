// Sources of rows other than Parquet: a database, CSV, and Arrow, loaded into an open engine.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { engineOf, failureOf, folderOf, organization } from "./support.mjs";

test("a source is one of folder, sqlite and tables", async (t) => {
  const engine = await engineOf(t);
  for (const [source, code, message] of [
    [undefined, "InvalidArgument", /argument `source`/],
    [{}, "InvalidArgument", /expected one of the fields/],
    [{ folder: "a", sqlite: "b" }, "InvalidArgument", /expected one of the fields/],
    [{ files: "a" }, "InvalidArgument", /expected one of the fields/],
    [{ folder: 1 }, "InvalidArgument", /`folder`/],
    [{ tables: { clients: "a" } }, "InvalidArgument", /table `clients`/],
    [{ tables: { clients: new Uint8Array([1, 2, 3, 4]) } }, "InvalidArgument", /table `clients` is not readable as Arrow IPC/],
    [{ tables: { clint: [] } }, "SchemaMismatch", /lack table|no table/],
    [{ tables: {} }, "SchemaMismatch", /the record batches lack table `organizations`/],
    [{ folder: "a", stopOnBadRow: 1 }, "InvalidArgument", /`stopOnBadRow`/],
    [{ sqlite: "/nowhere/app.db" }, "NotFound", /SQLite/],
    [{ folder: "/nowhere" }, "NotFound", /manifest/],
  ]) {
    const error = await failureOf(() => engine.sync(source));
    assert.equal(error.code, code, `${JSON.stringify(source)}: ${error.message}`);
    assert.match(error.message, message);
    assert.equal(error.operation, "sync");
  }
});

test("tables of Arrow are read, whatever is in them", async (t) => {
  const engine = await engineOf(t, [organization("org")]);
  // The blocks of a batch are streams of the same format, of other columns.
  const blocks = [];
  for await (const block of engine.matchBatches({ needs: [{}] })) {
    blocks.push(block);
  }
  const error = await failureOf(() => engine.sync({ tables: { organizations: blocks } }));
  assert.equal(error.code, "SchemaMismatch");
  assert.match(error.message, /table `organizations` has no column `id`/);
  assert.equal(engine.stats().revision, 1);
});

test("a folder of JSON lines loads, tells its progress and lists what it could not take", async (t) => {
  const engine = await engineOf(t);
  const folder = folderOf(t);
  const tables = {};
  for (const { name } of engine.stats().tables) {
    if (!["advisor_embeddings", "scoring_profiles"].includes(name)) {
      tables[name] = { files: [`${name}.ndjson`] };
      writeFileSync(join(folder, `${name}.ndjson`), "");
    }
  }
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ format: 1, catalog: "advisoros", tables }));
  const rows = [organization("one").upsert, { ...organization("two").upsert, isMarketplaceEnabled: "no" }];
  writeFileSync(join(folder, "organizations.ndjson"), rows.map((row) => JSON.stringify(row)).join("\n"));
  const steps = new Set();
  const report = await engine.sync({ folder }, { onProgress: ({ step, table }) => steps.add(`${step} ${table}`) });
  assert.equal(report.tables.find(({ name }) => name === "organizations").rowCount, 1);
  assert.deepEqual(report.rejected, [
    { table: "organizations", id: "two", reason: "column `is_marketplace_enabled`: expected boolean, got text" },
  ]);
  assert.ok(steps.has("read organizations"), [...steps].join(", "));
  const error = await failureOf(() => engine.sync({ folder, stopOnBadRow: true }));
  assert.equal(error.code, "InvalidArgument");
  const aborted = await failureOf(() => engine.sync({ folder }, { signal: AbortSignal.abort() }));
  assert.equal(aborted.code, "Cancelled");
});
