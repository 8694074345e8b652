// Committed changes, told as they happen: to a tenant its own, and in order.

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, engineOf, failureOf, organization } from "./support.mjs";

test("a tenant is told of its own changes, and the loop ends with the engine", async (t) => {
  const engine = await engineOf(t, [organization("one"), organization("two")]);
  const subscription = engine.tenant("one").subscribe(["clients"]);
  assert.equal(subscription.revision, 1);
  const told = [];
  const loop = (async () => {
    for await (const summary of subscription) {
      told.push(summary);
      if (told.length === 2) {
        await engine.close();
      }
    }
  })();
  await engine.apply({ changes: [client("a", "one"), client("b", "two")] });
  while (told.length === 0) {
    await new Promise(setImmediate);
  }
  await engine.apply({ changes: [client("b", "one"), { table: "clients", delete: "a" }] });
  await loop;
  assert.deepEqual(
    told.map(({ revision, gap, tables }) => ({ revision, gap, tables })),
    [
      { revision: 2, gap: false, tables: [{ table: "clients", reset: false, ids: ["a"], deletedIds: [] }] },
      { revision: 3, gap: false, tables: [{ table: "clients", reset: false, ids: ["b"], deletedIds: ["a"] }] },
    ],
  );
  assert.equal(typeof told[0].committedAt, "string");
});

test("several who wait are served in order, and closing ends them", async (t) => {
  const engine = await engineOf(t, [organization("one")]);
  const subscription = engine.subscribeAll();
  const [first, second, third] = [subscription.next(), subscription.next(), subscription.next()];
  await engine.apply({ changes: [client("a", "one")] });
  assert.deepEqual((await first).value.tables[0].ids, ["a"]);
  await engine.apply({ changes: [client("b", "one")] });
  assert.deepEqual((await second).value.tables[0].ids, ["b"]);
  subscription.close();
  assert.deepEqual(await third, { done: true, value: undefined });
  assert.deepEqual(await subscription.next(), { done: true, value: undefined });
});

test("leaving the loop closes the subscription", async (t) => {
  const engine = await engineOf(t, [organization("one")]);
  const subscription = engine.subscribeAll(["clients"]);
  await engine.apply({ changes: [client("a", "one")] });
  for await (const summary of subscription) {
    assert.equal(summary.revision, 2);
    break;
  }
  assert.equal((await subscription.next()).done, true);
});

test("what cannot be subscribed to is refused", async (t) => {
  const engine = await engineOf(t, [organization("one")]);
  const pinned = engine.pin();
  for (const [subscribe, code] of [
    [() => engine.subscribeAll(["client"]), "SchemaMismatch"],
    [() => engine.subscribeAll("clients"), "InvalidArgument"],
    [() => engine.subscribeAll([1]), "InvalidArgument"],
    [() => engine.tenant("nobody").subscribe(), "NotFound"],
    [() => pinned.tenant("one").subscribe(), "Unsupported"],
  ]) {
    assert.equal((await failureOf(subscribe)).code, code);
  }
  pinned.release();
});
