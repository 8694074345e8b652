// Requests that go to the native library as one text, and answers that come back in a shared pool: nobody must notice.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import { client, engineOf, failureOf, organization } from "./support.mjs";

const staff = { kind: "staff" };

test("a request means the same however its values are held", async (t) => {
  const engine = await engineOf(t, [organization("one"), client("a", "one"), client("ä", "one")]);
  const tenant = engine.tenant("one");
  const since = new Date("2025-12-01T00:00:00Z");
  const filters = { statuses: ["active"], createdFrom: since.toISOString() };
  const expected = tenant.listClients({ filters, page: { limit: 5 } });
  assert.equal(expected.rows.length, 2);
  class Request {
    filters = { statuses: ["active"], createdFrom: since, text: undefined };
    page = { limit: 5 };
    unsaid = undefined;
  }
  for (const request of [
    { page: { limit: 5n }, filters: { createdFrom: since, statuses: ["active"] } },
    { filters: { ...filters, text: undefined }, page: { limit: 5 }, select: undefined },
    Object.assign(Object.create(null), { filters, page: { limit: 5 } }),
    new Request(),
    { get page() { return { limit: 5 }; }, get filters() { return { ...filters, createdFrom: since }; } },
    { toJSON: () => ({ filters, page: { limit: 5 } }) },
    { filters: { toJSON: () => filters }, page: { limit: 5 } },
  ]) {
    assert.deepEqual(tenant.listClients(request), expected);
    assert.deepEqual(JSON.parse(tenant.listClientsJson(request)), expected);
  }
  assert.equal(tenant.clientDashboard({ clientId: "ä", audience: staff }).businessName, "Business ä");
});

test("what cannot be read is refused in the same words on every path", async (t) => {
  const engine = await engineOf(t, [organization("one"), client("a", "one")]);
  const tenant = engine.tenant("one");
  for (const [request, message] of [
    [{ clientId: 7, audience: staff }, /^field `clientId` is not as expected: .*integer `7`/],
    [{ clientId: "a", audience: staff, other: 1 }, /unknown field `other`/],
    [{ clientId: "a" }, /missing field `audience`/],
    [{ clientId: "a", audience: { kind: "nobody" } }, /`nobody`/],
    [[], /is not as expected/],
    ["a", /is not as expected/],
    [null, /is not as expected/],
  ]) {
    const object = await failureOf(() => tenant.clientDashboard(request));
    const bytes = await failureOf(() => tenant.clientDashboardJson(request));
    // The same by way of a value that is not plain.
    const asked = request !== null && typeof request === "object" && !Array.isArray(request)
      ? await failureOf(() => tenant.clientDashboard(Object.assign(new (class {})(), request)))
      : object;
    for (const error of [object, bytes, asked]) {
      assert.deepEqual([error.code, error.operation, error.message], ["InvalidArgument", "client_dashboard", object.message]);
      assert.match(error.message, message);
    }
  }
  // Half of a character is no text: it reads as the character for what is none, as everywhere in Node.
  const half = await failureOf(() => tenant.clientDashboard({ clientId: "a\ud800", audience: staff }));
  assert.equal(half.code, "NotFound");
  const thrown = new Error("of a getter");
  const request = { clientId: "a", get audience() { throw thrown; } };
  assert.equal(await failureOf(() => tenant.clientDashboard(request)), thrown);
  assert.equal((await failureOf(() => tenant.clientDashboard({ clientId: "nobody", audience: staff }))).code, "NotFound");
});

test("answers in bytes stay as they are, however many follow, and cannot be taken from each other", async (t) => {
  const clients = Array.from({ length: 300 }, (_, number) => client(`c${number}`, "one"));
  const engine = await engineOf(t, [organization("one"), ...clients]);
  const tenant = engine.tenant("one");
  const held = [];
  for (let round = 0; round < 3; round += 1) {
    for (let number = 0; number < 300; number += 1) {
      const request = { clientId: `c${number}`, audience: staff };
      held.push([number, tenant.clientDashboardJson(request)]);
      if (number % 50 === 0) {
        // Larger than what goes into the pool.
        const page = tenant.listClientsJson({ page: { limit: 100 } });
        assert.equal(JSON.parse(page).rows.length, 100);
        assert.ok(page.length > 4096);
      }
    }
  }
  for (const [number, bytes] of held) {
    assert.equal(JSON.parse(bytes).businessName, `Business c${number}`);
  }
  const [, one] = held[0];
  const { port1 } = new MessageChannel();
  t.after(() => port1.close());
  // Node 20 copies what must not be transferred, later ones refuse to.
  try {
    port1.postMessage(one, [one.buffer]);
  } catch (error) {
    assert.equal(error.name, "DataCloneError");
  }
  assert.equal(one.buffer.detached ?? one.buffer.byteLength === 0, false);
  assert.equal(JSON.parse(one).businessName, "Business c0");
});
