// What is refused, with which code, and on every path alike.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine, EngineError } from "advisor-engine";
import { client, engineOf, failureOf, folderOf, organization } from "./support.mjs";

test("rejected promise and thrown error carry code, operation and context alike", async (t) => {
  const engine = await engineOf(t);
  const request = { changes: [{ table: "nowhere", delete: "x" }] };
  const rejected = await failureOf(() => engine.apply(request));
  const thrown = await failureOf(() => engine.applySync(request));
  for (const error of [rejected, thrown]) {
    assert.ok(error instanceof EngineError && error instanceof Error);
    assert.equal(error.name, "EngineError");
    assert.equal(error.code, "SchemaMismatch");
    assert.equal(error.operation, "apply");
    assert.deepEqual(error.context, { change: "0" });
    assert.equal(error.message, "there is no table `nowhere`");
  }
  assert.match(rejected.stack, /errors\.test\.mjs/, "the stack names the code that waited");
});

test("error underneath is the cause", async (t) => {
  const error = await failureOf(() => Engine.open("/proc/nowhere/store"));
  assert.equal(error.code, "Io");
  assert.equal(error.operation, "open");
  assert.ok(error.cause instanceof Error);
});

const wrongRequests = [
  ["text for a number", { limit: "20" }, "field `limit` is not as expected: invalid type: string \"20\", expected usize"],
  ["fraction for a whole number", { limit: 1.5 }, "field `limit` is not as expected: invalid type: floating point `1.5`, expected usize"],
  ["negative for a count", { limit: -1 }, "field `limit` is not as expected: invalid value: integer `-1`, expected usize"],
  ["number beyond 2^53 for a whole one", { limit: 2 ** 53 }, "field `limit` is not as expected: invalid type: floating point `9007199254740992.0`, expected usize"],
  ["NaN in a vector", { embedding: [0, NaN] }, "field `embedding` is NaN at position 1; expected finite numbers"],
  ["infinity in a vector", { embedding: new Float32Array([Infinity]) }, "field `embedding` is inf at position 0; expected finite numbers"],
  ["text in a vector", { embedding: [0, "1"] }, "field `embedding[1]` is not as expected: invalid type: string \"1\", expected f32"],
  ["number for text", { businessSize: 7 }, "field `businessSize` is not as expected: invalid type: integer `7`, expected a string"],
  ["number in a list of texts", { industries: ["SaaS", 7] }, "field `industries[1]` is not as expected: invalid type: integer `7`, expected a string"],
  ["text for a list", { industries: "SaaS" }, "field `industries` is not as expected: invalid type: string \"SaaS\", expected a sequence"],
  ["hole in a list", { industries: ["SaaS", undefined] }, "field `industries[1]` is not as expected: invalid type: unit value, expected a string"],
  ["function", { industries: () => [] }, "field `industries` is not as expected: invalid type: a function, expected a sequence"],
  ["symbol", { businessSize: Symbol("smb") }, "field `businessSize` is not as expected: invalid type: a symbol, expected a string"],
  ["array for an object", { hardFilters: [] }, "field `hardFilters` is not as expected: invalid type: sequence, expected struct HardFilters"],
  ["BigInt beyond 64 bits", { limit: 2n ** 64n }, "field `limit` is not as expected: the BigInt does not fit into 64 bits"],
  ["other typed array", { embedding: new Uint8Array(4) }, "field `embedding` is not as expected: binary data of type `Uint8Array` is not taken; numbers come as an array, a Float32Array or a Float64Array"],
  ["buffer", { embedding: new ArrayBuffer(4) }, "field `embedding` is not as expected: binary data of type `ArrayBuffer` is not taken; numbers come as an array, a Float32Array or a Float64Array"],
  ["shared memory", { embedding: new Float32Array(new SharedArrayBuffer(16)) }, "field `embedding` is not as expected: the typed array is of shared memory; copy it first, for instance by `slice()`"],
  ["map", { hardFilters: new Map([["remote", true]]) }, "field `hardFilters` is not as expected: an instance of `Map` is not taken; expected plain data"],
  ["invalid Date", { businessSize: new Date(NaN) }, "field `businessSize` is not as expected: the Date is invalid"],
  ["extra field", { industry: [] }, /^field `industry` is not as expected: unknown field `industry`, expected one of `industries`, /],
  ["request that is no object", 7, "the request is not as expected: invalid type: integer `7`, expected struct ClientNeeds"],
  ["request that is null", null, "the request is not as expected: invalid type: unit value, expected struct ClientNeeds"],
];

test("value of a wrong kind is refused with its field", async (t) => {
  const engine = await engineOf(t);
  for (const [name, request, message] of wrongRequests) {
    const error = await failureOf(() => engine.matchAdvisors(request)).catch(() => assert.fail(`${name} was taken`));
    assert.equal(error.code, "InvalidArgument", `${name}: ${error.stack}`);
    assert.equal(error.operation, "match_advisors", name);
    if (typeof message === "string") {
      assert.equal(error.message, message, name);
    } else {
      assert.match(error.message, message, name);
    }
  }
});

test("missing and unknown fields are named", async (t) => {
  const engine = await engineOf(t, [organization("org")]);
  const missing = await failureOf(() => engine.tenant("org").clientDashboard({ clientId: "c" }));
  assert.equal(missing.code, "InvalidArgument");
  assert.equal(missing.message, "the request is not as expected: missing field `audience`");
  const none = await failureOf(() => engine.tenant("org").clientDashboard());
  assert.match(none.message, /missing field `clientId`/);
});

test("detached buffer is refused", async (t) => {
  const engine = await engineOf(t);
  const embedding = new Float32Array(4);
  structuredClone(embedding, { transfer: [embedding.buffer] });
  const error = await failureOf(() => engine.matchAdvisors({ embedding }));
  assert.equal(error.code, "InvalidArgument");
  assert.match(error.message, /^field `embedding` is not as expected: the typed array is detached/);
});

test("cycle and deep nesting end in an error, not in an exhausted stack", async (t) => {
  const engine = await engineOf(t);
  const cycle = { id: "org" };
  cycle.name = cycle;
  const changes = [{ table: "organizations", upsert: cycle }];
  const circular = await failureOf(() => engine.applySync({ changes }));
  assert.equal(circular.code, "InvalidArgument");
  assert.match(circular.message, /nested more than 64 levels deep/);
  let deep = [];
  for (let level = 0; level < 100_000; level += 1) {
    deep = [deep];
  }
  const nested = await failureOf(() => engine.applySync({ changes: [{ table: "organizations", upsert: { id: deep } }] }));
  assert.match(nested.message, /nested more than 64 levels deep/);
});

test("what a getter throws goes on as it is", async (t) => {
  const engine = await engineOf(t);
  const mine = new RangeError("mine");
  const request = {
    get limit() {
      throw mine;
    },
  };
  assert.equal(await failureOf(() => engine.matchAdvisors(request)), mine);
  assert.equal(engine.matchAdvisors({}).matches.length, 0, "the engine goes on");
});

test("undefined fields are absent, Date and toJSON are read as text, BigInt as a number", async (t) => {
  const engine = await engineOf(t);
  const { upsert } = organization("org");
  const written = {
    ...upsert,
    name: { toJSON: () => "Practice by toJSON" },
    createdAt: new Date("2026-01-01T00:00:00.5Z"),
    deletedAt: undefined,
  };
  await engine.apply({ changes: [{ table: "organizations", upsert: written, delete: undefined }] });
  assert.equal(engine.tenant("org").organizationDashboard().totalClients, 0);
  assert.equal(engine.matchAdvisors({ limit: 5n, maxHourlyRate: undefined }).matches.length, 0);
});

test("a million ids are read", async (t) => {
  const engine = await engineOf(t);
  const excludedIds = Array.from({ length: 1_000_000 }, (_, number) => `advisor-${number}`);
  assert.equal(engine.matchAdvisors({ excludedIds }).matches.length, 0);
});

test("text of any length and script comes back as it went", async (t) => {
  const texts = ["", "é".repeat(31), "x".repeat(58), "x".repeat(59), "x".repeat(60), "名".repeat(5000), "🦀\u0000\n\"\\"];
  const changes = texts.map((text, number) => ({
    ...client(`client-${number}`, "org"),
    upsert: { ...client(`client-${number}`, "org").upsert, businessName: text },
  }));
  const engine = await engineOf(t, [organization("org"), ...changes]);
  for (const [number, text] of texts.entries()) {
    const request = { clientId: `client-${number}`, audience: { kind: "staff" } };
    assert.equal(engine.tenant("org").clientDashboard(request).businessName, text);
  }
});

test("call after close is a Conflict on every path", async (t) => {
  const engine = await engineOf(t, [organization("org")]);
  const tenant = engine.tenant("org");
  const pinned = engine.pin();
  await engine.close();
  await engine.close();
  engine.closeSync();
  for (const call of [
    () => engine.stats(),
    () => engine.statsJson(),
    () => engine.fold(),
    () => engine.path,
    () => engine.pin(),
    () => tenant.organizationDashboard(),
    () => pinned.matchAdvisors(),
  ]) {
    const error = await failureOf(call);
    assert.equal(error.code, "Conflict", call.toString());
    assert.equal(error.message, "the engine is closed");
  }
  pinned.release();
});

test("released revision is a Conflict", async (t) => {
  const engine = await engineOf(t, [organization("org")]);
  const pinned = engine.pin();
  const tenant = pinned.tenant("org");
  pinned.release();
  pinned.release();
  for (const call of [() => pinned.matchAdvisors(), () => tenant.organizationDashboard()]) {
    const error = await failureOf(call);
    assert.equal(error.code, "Conflict");
    assert.equal(error.message, "the pinned revision was released");
  }
});

test("store that is open is Locked for another engine of the same process", async (t) => {
  const folder = folderOf(t);
  const first = await Engine.open(folder);
  const error = await failureOf(() => Engine.open(folder));
  assert.equal(error.code, "Locked");
  assert.equal((await failureOf(() => Engine.openSync(folder))).code, "Locked");
  await first.close();
  const second = Engine.openSync(folder);
  second.closeSync();
});

test("arguments and options are checked", async (t) => {
  const engine = await engineOf(t);
  const wrong = [
    [() => engine.tenant(7), "argument `id` is of type `number`; expected a string"],
    [() => Engine.open(), "argument `path` is of type `undefined`; expected a string"],
    [() => engine.stats({ timeout: 5 }), "there is no option `timeout`; expected `timeoutMs`, `signal`"],
    [() => engine.stats({ timeoutMs: NaN }), "option `timeoutMs` is NaN; expected milliseconds, 0 or more"],
    [() => engine.fold({ timeoutMs: -1 }), "option `timeoutMs` is -1; expected milliseconds, 0 or more"],
    [() => engine.fold({ signal: {} }), "option `signal` is of type `object`; expected an AbortSignal"],
    [() => engine.fold({ onProgress: 7 }), "option `onProgress` is of type `number`; expected a function"],
    [() => engine.fold(null), "argument `options` is null; expected an object"],
    [() => Engine.inMemory({ threads: 1 }), /^field `threads` is not as expected: unknown field `threads`/],
    [() => Engine.inMemory({ threadCount: 0 }), /thread_count/],
  ];
  for (const [call, message] of wrong) {
    const error = await failureOf(call);
    assert.equal(error.code, "InvalidArgument", `${call}: ${error.stack}`);
    if (typeof message === "string") {
      assert.equal(error.message, message);
    } else {
      assert.match(error.message, message);
    }
  }
  const made = await failureOf(() => new Engine());
  assert.ok(made instanceof TypeError);
});
