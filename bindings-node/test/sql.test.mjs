// SQL: one answer, or a stream of blocks of Arrow's IPC format, at one revision, refused and stopped when told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, engineOf, failureOf, organization } from "./support.mjs";

/** What every message of Arrow's IPC format begins with. */
const MARK = 0xffffffff;

async function blocksOf(batches) {
  const blocks = [];
  for await (const block of batches) {
    assert.ok(Buffer.isBuffer(block));
    assert.equal(block.readUInt32LE(0), MARK);
    blocks.push(block);
  }
  return blocks;
}

async function engineOfTwo(t) {
  const changes = [organization("a"), organization("b"), client("one", "a"), client("two", "b")];
  return engineOf(t, changes);
}

test("an answer has columns, rows of the tenant, and a limit", async (t) => {
  const engine = await engineOfTwo(t);
  const tenant = engine.tenant("a");
  const answer = await tenant.query({ sql: "SELECT id, created_at FROM clients WHERE id <> $1", params: ["x"] });
  assert.deepEqual(answer.columns, [{ name: "id", type: "text" }, { name: "created_at", type: "timestamp" }]);
  assert.deepEqual(answer.rows, [["one", "2026-01-01T00:00:00Z"]]);
  assert.equal(answer.truncated, false);
  const named = await tenant.query({ sql: "SELECT $a || 'x'", named: [{ name: "a", value: "y" }] });
  assert.deepEqual(named.rows, [["yx"]]);
  const limited = await tenant.query({ sql: "FROM range(5)", limit: 2 });
  assert.deepEqual([limited.rows, limited.truncated], [[[0], [1]], true]);
  const whole = await engine.queryWhole({ sql: "SELECT id FROM clients ORDER BY id" });
  assert.deepEqual(whole.rows, [["one"], ["two"]]);
  const plan = await tenant.explainQuery({ sql: "SELECT id FROM clients" });
  assert.deepEqual(plan.tables, ["clients"]);
  assert.match(plan.plan, /Secure View/);
});

test("a stream comes in blocks, the first of which is there without rows, too", async (t) => {
  const engine = await engineOfTwo(t);
  const many = await blocksOf(engine.tenant("a").queryBatches({ sql: "SELECT i, 'text' AS t FROM range(100000) AS n(i)" }));
  assert.ok(many.length >= 3 && many.length <= 5, `${many.length} blocks`);
  assert.ok(many[0].includes("revision") && many.at(-1).includes("text"));
  const empty = await blocksOf(engine.queryWholeBatches({ sql: "SELECT id AS nobody FROM clients WHERE false" }));
  assert.equal(empty.length, 1);
  assert.ok(empty[0].includes("nobody"));
});

test("a stream is of the revision that a pin holds", async (t) => {
  const engine = await engineOfTwo(t);
  const pinned = engine.pin();
  const rows = pinned.queryWholeBatches({ sql: "SELECT id FROM clients ORDER BY id" });
  const own = pinned.tenant("a").queryBatches({ sql: "SELECT business_name FROM clients" });
  pinned.release();
  await engine.apply({ changes: [{ table: "clients", delete: "one" }] });
  assert.ok((await blocksOf(rows))[0].includes("one"));
  assert.ok((await blocksOf(own))[0].includes("Business one"));
  assert.equal((await failureOf(() => pinned.queryWholeBatches({ sql: "SELECT 1" }))).code, "Conflict");
});

test("statements are refused with their code, and end when told", async (t) => {
  const engine = await engineOfTwo(t);
  const tenant = engine.tenant("a");
  const refused = await failureOf(() => blocksOf(tenant.queryBatches({ sql: "SELECT * FROM read_csv('x')" })));
  assert.deepEqual([refused.code, refused.operation], ["InvalidArgument", "query"]);
  assert.match(refused.message, /`read_csv` is not available/);
  assert.equal((await failureOf(() => tenant.query({ sql: "SELECT * FROM nothing" }))).code, "SchemaMismatch");
  assert.equal((await failureOf(() => engine.tenant("nobody").query({ sql: "SELECT 1" }))).code, "NotFound");
  assert.equal((await failureOf(() => tenant.queryBatches({ slq: "SELECT 1" }))).code, "InvalidArgument");
  const endless = "SELECT sum(hash(i)) FROM range(1000000000000) AS n(i)";
  assert.equal((await failureOf(() => tenant.query({ sql: endless }, { timeoutMs: 50 }))).code, "Timeout");
  const controller = new AbortController();
  const rows = tenant.queryBatches({ sql: "SELECT i FROM range(1000000000) AS n(i)" }, { signal: controller.signal });
  assert.equal((await rows.next()).done, false);
  controller.abort();
  assert.equal((await failureOf(() => rows.next())).code, "Cancelled");
  assert.deepEqual((await tenant.query({ sql: "SELECT 1" })).rows, [[1]]);
});
