// Answers that are kept while they are true, and the host's own values.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, engineOf, failureOf, organization } from "./support.mjs";

const staff = { kind: "staff" };
const dashboardOf = (engine, clientId, options) =>
  engine.tenant("one").clientDashboard({ clientId, audience: staff }, options);

function countsOf(engine, name) {
  const found = engine.cacheStats().classes.find((entry) => entry.class === name);
  return found === undefined ? [0, 0] : [found.hitCount, found.missCount];
}

test("an answer is kept while it is true, and is the caller's own", async (t) => {
  const engine = await engineOf(t, [organization("one"), client("a", "one"), client("b", "one")]);
  const first = dashboardOf(engine, "a");
  first.businessName = "changed by the caller";
  await engine.apply({ changes: [client("b", "one"), client("c", "one")] });
  const second = dashboardOf(engine, "a");
  assert.equal(second.businessName, "Business a");
  assert.equal(second.revision, 2);
  assert.deepEqual(countsOf(engine, "client_dashboard"), [1, 1]);
  await engine.apply({ changes: [{ ...client("a", "one"), upsert: { ...client("a", "one").upsert, businessName: "New" } }] });
  assert.equal(dashboardOf(engine, "a").businessName, "New");
  assert.deepEqual(countsOf(engine, "client_dashboard"), [1, 2]);
});

test("kept bytes are those of a computed answer", async (t) => {
  const engine = await engineOf(t, [organization("one"), client("a", "one")]);
  const bytesOf = (options) =>
    engine.tenant("one").clientDashboardJson({ audience: staff, clientId: "a" }, options).toString();
  const computed = bytesOf();
  await engine.apply({ changes: [client("b", "one")] });
  const kept = bytesOf();
  assert.deepEqual(countsOf(engine, "client_dashboard"), [1, 1]);
  assert.notEqual(kept, computed);
  assert.equal(kept, bytesOf({ cache: false }));
});

test("a call may take what is not the newest, and is told so", async (t) => {
  const engine = await engineOf(t, [organization("one"), client("a", "one")]);
  dashboardOf(engine, "a");
  await engine.apply({
    changes: [{ table: "clients", upsert: { ...client("a", "one").upsert, businessName: "New" } }],
  });
  const late = dashboardOf(engine, "a", { maxStaleMs: 60_000 });
  assert.deepEqual([late.businessName, late.stale, late.revision], ["Business a", true, 1]);
  const newest = dashboardOf(engine, "a");
  assert.deepEqual([newest.businessName, newest.stale], ["New", undefined]);
});

test("options that cannot be taken are refused", async (t) => {
  const engine = await engineOf(t, [organization("one"), client("a", "one")]);
  for (const [options, message] of [
    [{ cache: 1 }, "option `cache` is of type `number`; expected a boolean"],
    [{ maxStaleMs: -1 }, "option `maxStaleMs` is -1; expected milliseconds, 0 or more"],
  ]) {
    const error = await failureOf(() => dashboardOf(engine, "a", options));
    assert.deepEqual([error.code, error.message, error.operation], ["InvalidArgument", message, "client_dashboard"]);
  }
});

test("of many who miss a value at once one loads it", async (t) => {
  const engine = await engineOf(t);
  const values = engine.values();
  let loads = 0;
  const loader = async () => {
    loads += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { rate: 12.5, notes: ["ä"] };
  };
  const found = await Promise.all(Array.from({ length: 64 }, () => values.getOrLoad("rates", loader)));
  assert.equal(loads, 1);
  assert.deepEqual(found[63], { rate: 12.5, notes: ["ä"] });
  found[0].rate = 0;
  assert.equal(values.get("rates").rate, 12.5, "each has a copy of its own");
  assert.equal(values.getJson("rates").toString(), '{"rate":12.5,"notes":["ä"]}');
});

test("a loader that throws is heard by all who wait, and nothing is kept", async (t) => {
  const engine = await engineOf(t);
  const values = engine.tenant("one").values();
  const thrown = new TypeError("no rates today");
  let loads = 0;
  const failing = async () => {
    loads += 1;
    await new Promise(setImmediate);
    throw thrown;
  };
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => values.getOrLoad("rates", failing)));
  assert.ok(outcomes.every(({ reason }) => reason === thrown));
  assert.equal(loads, 1);
  assert.equal(await values.getOrLoad("rates", () => 7), 7);
});

test("a value that was invalidated while it was loaded is loaded anew", async (t) => {
  const engine = await engineOf(t);
  const values = engine.values();
  let finish;
  const slow = values.getOrLoad("n", () => new Promise((resolve) => (finish = resolve)), { tags: ["t"] });
  values.invalidateTag("t");
  const later = values.getOrLoad("n", () => "new", { tags: ["t"] });
  finish("old");
  assert.equal(await slow, "old");
  assert.equal(await later, "new");
  assert.equal(values.get("n"), "new");
});

test("values end with their tags, tables, rows and scope, and with commits", async (t) => {
  const engine = await engineOf(t, [organization("one"), client("a", "one")]);
  const [one, other, none] = [engine.tenant("one").values(), engine.tenant("two").values(), engine.values()];
  const options = { tags: ["fees"], tables: ["clients"], rows: [{ table: "clients", id: "a" }] };
  const fill = () => [one, other, none].forEach((values) => values.put("n", 1, options));
  const there = () => [one, other, none].map((values) => values.get("n") !== undefined);
  for (const [end, left] of [
    [() => one.invalidateTag("fees"), [false, true, true]],
    [() => one.invalidateTable("clients"), [false, true, true]],
    [() => one.invalidateRow("clients", "a"), [false, true, true]],
    [() => none.invalidateAll(), [true, true, false]],
    [() => engine.apply({ changes: [client("b", "one")] }), [false, true, false]],
    [() => engine.clearCache(), [false, false, false]],
  ]) {
    fill();
    await end();
    assert.deepEqual(there(), left);
  }
  one.put("n", null);
  assert.equal(one.get("n"), null, "null is a value");
  assert.deepEqual([one.remove("n"), one.remove("n"), one.get("n")], [true, false, undefined]);
});

test("a late value is given while one loads it anew", async (t) => {
  const engine = await engineOf(t, [], { clock: "2026-01-01T00:00:00Z" });
  const values = engine.values();
  // The clock stands: a value without a fresh time is late at once.
  const options = { freshMs: 0, hardMs: 1000, jitter: 0 };
  assert.equal(await values.getOrLoad("n", () => 1, options), 1);
  let loaded;
  const anew = new Promise((resolve) => (loaded = resolve));
  assert.equal(await values.getOrLoad("n", () => (loaded(), 2), options), 1);
  await anew;
  await new Promise(setImmediate);
  assert.equal(values.get("n"), 2);
});

test("who waits for a load does so no longer than the call permits", async (t) => {
  const engine = await engineOf(t);
  const values = engine.values();
  let finish;
  const slow = values.getOrLoad("n", () => new Promise((resolve) => (finish = resolve)));
  const late = await failureOf(() => values.getOrLoad("n", () => 1, undefined, { timeoutMs: 5 }));
  assert.deepEqual([late.code, late.operation], ["Timeout", "get_or_load"]);
  const abort = new AbortController();
  const aborted = failureOf(() => values.getOrLoad("n", () => 1, undefined, { signal: abort.signal }));
  abort.abort("enough");
  const cancelled = await aborted;
  assert.deepEqual([cancelled.code, cancelled.cause], ["Cancelled", "enough"]);
  finish(7);
  assert.equal(await slow, 7);
});

test("values that cannot be taken are refused", async (t) => {
  const engine = await engineOf(t);
  const values = engine.values();
  for (const [call, code] of [
    [() => values.put("", 1), "InvalidArgument"],
    [() => values.put(1, 1), "InvalidArgument"],
    [() => values.put("n", undefined), "InvalidArgument"],
    [() => values.put("n", 1, { freshMs: 10, hardMs: 5 }), "InvalidArgument"],
    [() => values.put("n", 1, { class: "dashboards" }), "InvalidArgument"],
    [() => values.put("n", 1, { tables: ["client"] }), "SchemaMismatch"],
    [() => values.getOrLoad("n", 7), "InvalidArgument"],
    [() => values.getOrLoad("n", () => undefined), "InvalidArgument"],
    [() => values.invalidateTable("client"), "SchemaMismatch"],
  ]) {
    assert.equal((await failureOf(call)).code, code, String(call));
  }
  await engine.close();
  assert.equal((await failureOf(() => values.get("n"))).code, "Conflict");
});
