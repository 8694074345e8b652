// How calls run: cancelled, late, watched, in flight while the engine closes; and that every operation has its methods.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { Engine, Following, Pinned, Tenant } from "advisor-engine";
import * as binding from "advisor-engine";
import { client, engineOf, engineWithMuchToFold, failureOf, organization } from "./support.mjs";

const require = createRequire(import.meta.url);
const packageFolder = require.resolve("advisor-engine/package.json").replace(/package\.json$/, "");
const native = require(`${packageFolder}native.js`);
const { library } = require(`${packageFolder}runtime.js`);

test("every operation of the registry has its methods, and there are no others", () => {
  const own = {
    Engine: [
      "constructor", "path", "close", "closeSync", "tenant", "pin", "matchBatches", "follow", "dropReplication",
      "subscribeAll", "sync", "queryWholeBatches", "values",
    ],
    Following: ["constructor", "status", "waitFor", "pause", "resume", "stop", "verify"],
    Pinned: ["constructor", "release", "tenant", "matchBatches", "queryWholeBatches"],
    Tenant: ["constructor", "id", "subscribe", "queryBatches", "values"],
  };
  const expected = Object.fromEntries(Object.entries(own).map(([name, methods]) => [name, new Set(methods)]));
  const operations = native.operations();
  assert.ok(operations.length >= 11);
  for (const { name, scope, isWrite, isLong } of operations) {
    const method = name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
    const methods = isLong ? [method, `${method}Sync`] : isWrite ? [method] : [method, `${method}Json`];
    const classes = { tenant: ["Tenant"], marketplace: ["Engine", "Pinned"], store: ["Engine"] }[scope];
    for (const name of classes) {
      methods.forEach((method) => expected[name].add(method));
    }
  }
  for (const [name, constructor] of Object.entries({ Engine, Following, Pinned, Tenant })) {
    assert.deepEqual(Object.getOwnPropertyNames(constructor.prototype).sort(), [...expected[name]].sort());
  }
});

test("module is the same by import and by require", () => {
  const required = require("advisor-engine");
  assert.deepEqual(Object.keys(binding).sort(), Object.keys(required).sort());
  assert.equal(required.Engine, Engine);
});

test("JSON twin is the answer of the object", async (t) => {
  const engine = await engineOf(t, [organization("org"), client("client é", "org")], { clock: "2026-02-01T00:00:00Z" });
  const tenant = engine.tenant("org");
  const request = { clientId: "client é", audience: { kind: "staff" } };
  const bytes = tenant.clientDashboardJson(request);
  assert.ok(Buffer.isBuffer(bytes));
  assert.deepStrictEqual(JSON.parse(bytes.toString("utf8")), tenant.clientDashboard(request));
  assert.equal((await failureOf(() => tenant.clientDashboardJson({}))).code, "InvalidArgument");
});

test("pinned revision reads the same rows, whatever is written", async (t) => {
  const engine = await engineOf(t, [organization("org")]);
  const pinned = engine.pin();
  await engine.apply({ changes: [client("client", "org")] });
  assert.equal(engine.tenant("org").organizationDashboard().totalClients, 1);
  const before = pinned.tenant("org").organizationDashboard();
  assert.deepEqual([before.totalClients, before.revision], [0, pinned.revision]);
  assert.deepEqual(before.asOf, pinned.asOf);
  pinned.release();
});

test("signal that is aborted before keeps any call from starting", async (t) => {
  const engine = await engineOf(t, [organization("org")]);
  const signal = AbortSignal.abort();
  for (const call of [
    () => engine.stats({ signal }),
    () => engine.matchAdvisorsJson({}, { signal }),
    () => engine.apply({ changes: [client("never", "org")] }, { signal }),
    () => engine.applySync({ changes: [client("never", "org")] }, { signal }),
  ]) {
    const error = await failureOf(call);
    assert.equal(error.code, "Cancelled");
    assert.equal(error.message, "the caller cancelled the call");
    assert.equal(error.cause, signal.reason);
  }
  assert.equal(engine.tenant("org").organizationDashboard().totalClients, 0);
});

test("signal that is aborted while a fold runs ends it; the engine goes on", async (t) => {
  const engine = await engineWithMuchToFold(t);
  const controller = new AbortController();
  const before = engine.stats();
  const folding = engine.fold({
    signal: controller.signal,
    // The first sign of life: from then on it surely runs.
    onProgress: () => controller.abort(new Error("enough")),
  });
  const error = await failureOf(() => folding);
  assert.equal(error.code, "Cancelled", error.stack);
  assert.equal(error.operation, "fold");
  assert.equal(error.cause.message, "enough");
  assert.equal(engine.stats().baseRevision, before.baseRevision);
  assert.equal((await engine.fold()).baseRevision, before.revision);
});

test("time limit ends a call on either path", async (t) => {
  const engine = await engineWithMuchToFold(t, 2_000);
  for (const call of [() => engine.fold({ timeoutMs: 0 }), () => engine.foldSync({ timeoutMs: 0 }), () => engine.stats({ timeoutMs: 0 })]) {
    assert.equal((await failureOf(call)).code, "Timeout", call.toString());
  }
  assert.equal(engine.stats({ timeoutMs: Number.MAX_VALUE }).revision, 1);
  assert.equal(engine.stats({ timeoutMs: Infinity }).revision, 1);
});

test("progress names table, step and rows, and ends with the call", async (t) => {
  const engine = await engineWithMuchToFold(t);
  const seen = [];
  let isSettled = false;
  let lateCount = 0;
  await engine.fold({
    onProgress: (progress) => {
      seen.push(progress);
      lateCount += isSettled ? 1 : 0;
    },
  });
  isSettled = true;
  assert.ok(seen.length > 0);
  for (const { table, step, rowCount, ...rest } of seen) {
    assert.deepEqual([typeof table, typeof step, typeof rowCount, rest], ["string", "string", "number", {}]);
  }
  // Another turn of the loop, in which late news would arrive.
  await engine.rejectedRows();
  assert.equal(lateCount, 0);
});

test("listener that throws ends the call with what it threw", async (t) => {
  const engine = await engineWithMuchToFold(t);
  const mine = new Error("mine");
  const error = await failureOf(() =>
    engine.fold({
      onProgress: () => {
        throw mine;
      },
    }),
  );
  assert.equal(error, mine);
  assert.equal((await engine.fold()).baseRevision, 1);
});

test("event loop turns while a fold runs", async (t) => {
  const engine = await engineWithMuchToFold(t, 50_000);
  let tickCount = 0;
  let longestMs = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last);
    last = now;
    tickCount += 1;
  }, 5);
  const started = performance.now();
  try {
    await engine.fold();
  } finally {
    clearInterval(timer);
  }
  const elapsedMs = performance.now() - started;
  t.diagnostic(`fold ${elapsedMs.toFixed(0)} ms, ${tickCount} turns of a 5 ms timer, longest gap ${longestMs.toFixed(1)} ms`);
  assert.ok(tickCount > 0, "no timer fired while the fold ran");
});

test("reads answer while a fold runs", async (t) => {
  const engine = await engineWithMuchToFold(t);
  let readCount = 0;
  await engine.fold({
    onProgress: () => {
      assert.equal(engine.tenant("org").organizationDashboard().totalClients, 20_000);
      readCount += 1;
    },
  });
  assert.ok(readCount > 0);
});

test("calls that were made before close finish first; later ones are refused", async (t) => {
  const engine = await engineWithMuchToFold(t);
  // More than libuv's pool has threads, so that some have not begun when the engine is closed.
  const writes = Array.from({ length: 8 }, (_, number) => engine.apply({ changes: [client(`more-${number}`, "org")] }));
  const folding = engine.fold();
  const closing = engine.close();
  const refused = failureOf(() => engine.apply({ changes: [] }));
  const applied = await Promise.all(writes);
  assert.deepEqual(applied.map(({ revision }) => revision).sort((one, other) => one - other), [2, 3, 4, 5, 6, 7, 8, 9]);
  assert.ok((await folding).baseRevision > 0);
  await closing;
  assert.equal((await refused).code, "Conflict");
});

test("closeSync waits for calls in flight", async (t) => {
  const engine = await engineWithMuchToFold(t);
  const folding = engine.fold();
  engine.closeSync();
  assert.equal((await folding).baseRevision, 1);
});

test("panic in a call is Internal on every path, and the engine lives on", async (t) => {
  const engine = await engineOf(t, [organization("org")]);
  for (const call of [() => engine.stats(), () => engine.statsJson(), () => engine.fold(), () => engine.foldSync()]) {
    library.panicForTest();
    const error = await failureOf(call);
    assert.equal(error.code, "Internal", call.toString());
    assert.match(error.message, /a bug of the engine stopped the call: a test asked for it/);
  }
  assert.equal(engine.tenant("org").organizationDashboard().totalClients, 0);
  await engine.apply({ changes: [client("client", "org")] });
  assert.equal(engine.tenant("org").organizationDashboard().totalClients, 1);
});

test("vector is the same as a Float32Array and as an array", async (t) => {
  const engine = await engineOf(t);
  const numbers = [0.5, -0.25, 0, -0];
  const answers = [numbers, new Float32Array(numbers), new Float64Array(numbers)].map((embedding) => {
    const { asOf, ...answer } = engine.matchAdvisors({ embedding });
    return answer;
  });
  assert.deepStrictEqual(answers[1], answers[0]);
  assert.deepStrictEqual(answers[2], answers[0]);
});
