// Batches of matches: blocks of Arrow's IPC format, at one revision, stopped when told.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, engineOf, failureOf, organization } from "./support.mjs";

/** What every stream of Arrow's IPC format begins with: the mark of a message. */
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

test("batches come block by block, and tell how far they have come", async (t) => {
  const engine = await engineOf(t, [organization("org")]);
  const needs = Array.from({ length: 400 }, (_, index) => ({ limit: 1 + (index % 5) }));
  const told = [];
  const blocks = await blocksOf(engine.matchBatches({ needs }, { onProgress: (progress) => told.push(progress) }));
  assert.equal(blocks.length, 2);
  assert.ok(blocks[0].includes("advisorId") && blocks[0].includes("revision"));
  for (const { step, rowCount } of told) {
    assert.equal(step, "match");
    assert.ok(rowCount === 384 || rowCount === 400);
  }
  assert.deepEqual((await engine.matchBatch({ needs })).matches, []);
  assert.deepEqual(await blocksOf(engine.matchBatches({ needs: [] })), []);
});

test("batches are of the revision at which they began, which a pin holds", async (t) => {
  const engine = await engineOf(t, [organization("org")]);
  const pinned = engine.pin();
  const batches = pinned.matchBatches({ needs: [{}], parts: true });
  pinned.release();
  await engine.apply({ changes: [client("client", "org")] });
  assert.equal((await blocksOf(batches)).length, 1);
  assert.equal((await failureOf(() => pinned.matchBatches({ needs: [] }))).code, "Conflict");
});

test("batches refuse what no match takes, and stop when told", async (t) => {
  const engine = await engineOf(t, [organization("org")]);
  const refused = await failureOf(() => blocksOf(engine.matchBatches({ needs: [{}, { limit: 0 }] })));
  assert.equal(refused.code, "InvalidArgument");
  assert.match(refused.message, /needs\[1\]\.limit/);
  assert.equal((await failureOf(() => engine.matchBatches({ needs: [{ limt: 1 }] }))).code, "InvalidArgument");
  assert.equal((await failureOf(() => engine.matchBatches({ needs: [] }, { onprogress: null }))).code, "InvalidArgument");

  const controller = new AbortController();
  const batches = engine.matchBatches({ needs: Array.from({ length: 400 }, () => ({})) }, { signal: controller.signal });
  assert.equal((await batches.next()).done, false);
  controller.abort();
  assert.equal((await failureOf(() => batches.next())).code, "Cancelled");
  assert.equal((await batches.next()).done, true);
  const late = engine.matchBatches({ needs: [{}] }, { timeoutMs: 0 });
  assert.equal((await failureOf(() => late.next())).code, "Timeout");
});
