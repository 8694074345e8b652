// PostgreSQL as a source, against a server that the test starts itself.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import { Engine, Following } from "advisor-engine";
import { Cluster, practice, until } from "./postgres.mjs";
import { client, engineOf, failureOf, folderOf } from "./support.mjs";

/** Beyond any wait here; a wait that long is a failure. */
const patient = { timeoutMs: 60_000 };
/** No server gets that far. */
const never = "FFFFFFFF/FFFFFFFF";
const config = { clock: "2026-03-01T00:00:00Z" };

/** Answers without what tells when they were made. */
function answersOf(engine) {
  const answers = [
    engine.tenant("org-1").organizationDashboard(),
    engine.tenant("org-1").clientDashboard({ clientId: "client-1", audience: { kind: "staff" } }),
    engine.tenant("org-1").listClients({}),
    engine.searchAdvisors({}),
  ];
  for (const answer of answers) {
    for (const name of ["revision", "asOf", "lastRefreshed", "generatedAt", "nextCursor"]) {
      delete answer[name];
    }
  }
  return answers;
}

function clientCount(engine) {
  return engine.tenant("org-1").organizationDashboard().totalClients;
}

test("following", { timeout: 300_000 }, async (t) => {
  const cluster = await Cluster.start(t);

  await t.test("what was committed at the source is read here once its position is reached", async (t) => {
    const database = cluster.database(practice);
    const engine = await engineOf(t, [], config);
    const told = [];
    const following = await engine.follow(database.source, { onProgress: (progress) => told.push(progress) });
    assert.ok(following instanceof Following);
    await following.waitFor(database.insert([]), patient);
    const byHost = await engineOf(t, practice, config);
    assert.deepEqual(answersOf(engine), answersOf(byHost));

    const before = clientCount(engine);
    await following.waitFor(database.insert([client("client-new", "org-1")]), patient);
    assert.equal(clientCount(engine), before + 1);
    const position = database.query(
      `UPDATE clients SET "businessName" = 'New' WHERE id = 'client-new'; SELECT pg_current_wal_insert_lsn()`,
    );
    await following.waitFor(position, patient);
    const found = engine.tenant("org-1").getRows({ table: "clients", ids: ["client-new"] });
    assert.equal(found.rows[0].businessName, "New");
    assert.ok(told.some(({ table, rowCount }) => table === "clients" && rowCount > 0), JSON.stringify(told));

    const status = following.status();
    assert.deepEqual(
      [status.state, status.loadCount, status.retryCount, status.lastError],
      ["streaming", 1, 0, null],
    );
    assert.deepEqual(status.tables, [{ name: "clients", changeCount: 2 }]);
    assert.match(status.position, /^[0-9A-F]+\/[0-9A-F]+$/);

    const refused = await failureOf(() => engine.apply({ changes: [client("other", "org-1")] }));
    assert.equal(refused.code, "Conflict");
    await engine.close();
    assert.equal(following.status().state, "stopped");
  });

  await t.test("comparison with the source counts every row", async (t) => {
    const database = cluster.database(practice);
    const engine = await engineOf(t);
    const following = await engine.follow(database.source);
    await following.waitFor(database.insert([]), patient);
    for (const options of [undefined, { heal: true, ...patient }]) {
      const report = await following.verify(options);
      assert.deepEqual([report.driftedRowCount, report.driftedRows, report.healedRowCount], [0, [], 0]);
      for (const table of report.tables) {
        const count = practice.filter((change) => change.table === table.name).length;
        assert.deepEqual([table.sourceRowCount, table.rowCount, table.rejectedRowCount], [count, count, 0], table.name);
        assert.equal(table.checksum, table.sourceChecksum);
      }
    }
    const stopped = new AbortController();
    stopped.abort();
    assert.equal((await failureOf(() => following.verify({ signal: stopped.signal }))).code, "Cancelled");
    assert.equal((await failureOf(() => following.verify({ heal: 1 }))).code, "InvalidArgument");
  });

  await t.test("wait ends by its time limit, its signal, or the end of the following", async (t) => {
    const engine = await engineOf(t);
    const following = await engine.follow(cluster.database().source);
    assert.equal((await failureOf(() => following.waitFor(never, { timeoutMs: 20 }))).code, "Timeout");
    const controller = new AbortController();
    const aborted = failureOf(() => following.waitFor(never, { signal: controller.signal }));
    // More than libuv has threads: none of them is taken.
    const waits = Array.from({ length: 10 }, () => failureOf(() => following.waitFor(never)));
    await engine.fold();
    controller.abort();
    assert.equal((await aborted).code, "Cancelled");
    await following.stop();
    for (const error of await Promise.all(waits)) {
      assert.deepEqual([error.code, error.operation], ["Conflict", "wait_for"]);
    }
    await following.stop();
    const wrong = await failureOf(() => following.waitFor("here"));
    assert.deepEqual([wrong.code, wrong.operation], ["InvalidArgument", "wait_for"]);
    assert.equal((await failureOf(() => following.waitFor(7))).code, "InvalidArgument");
  });

  await t.test("close ends what waits, with one thread in libuv's pool", async () => {
    const { source } = cluster.database();
    const script = `
      import { Engine } from "advisor-engine";
      const engine = await Engine.inMemory();
      const following = await engine.follow(${JSON.stringify(source)});
      const waiting = following.waitFor("${never}").catch(({ code }) => console.log(code));
      await engine.close();
      await waiting;
    `;
    const child = await run(script, { UV_THREADPOOL_SIZE: "1" });
    assert.deepEqual([child.code, child.output], [0, "Conflict"], child.errors);
  });

  await t.test("process that follows ends by itself, and in the middle of a wait", async () => {
    for (const [end, code] of [["", 0], [`setTimeout(() => process.exit(7), 50); await following.waitFor("${never}");`, 7]]) {
      const { source } = cluster.database(practice);
      const child = await run(`
        import { Engine } from "advisor-engine";
        const engine = await Engine.inMemory();
        const following = await engine.follow(${JSON.stringify(source)}, { onProgress() {} });
        ${end}
      `);
      assert.deepEqual([child.code, child.signal, child.errors], [code, null, ""]);
    }
  });

  await t.test("worker follows, and lets go of its store when it is terminated", async (t) => {
    const database = cluster.database(practice);
    const folder = folderOf(t);
    const script = `
      const { parentPort, workerData } = require("node:worker_threads");
      const { Engine } = require("advisor-engine");
      (async () => {
        const engine = await Engine.open(workerData.folder);
        const following = await engine.follow(workerData.source);
        await following.waitFor(workerData.position);
        parentPort.postMessage(engine.tenant("org-1").organizationDashboard().totalClients);
        await following.waitFor("${never}");
      })();
    `;
    const workerData = { folder, source: database.source, position: database.insert([]) };
    const worker = new Worker(script, { eval: true, workerData });
    t.after(() => worker.terminate());
    const [seen] = await once(worker, "message");
    await worker.terminate();
    // The store goes on where it stands.
    const engine = await Engine.open(folder);
    t.after(() => engine.close());
    assert.equal(clientCount(engine), seen);
    const following = await engine.follow(database.source);
    await following.waitFor(database.insert([client("client-later", "org-1")]), patient);
    assert.equal(clientCount(engine), seen + 1);
    assert.equal(following.status().loadCount, 0);
  });

  await t.test("following that nobody holds goes on", async () => {
    const database = cluster.database(practice);
    await (async () => {
      const engine = await Engine.inMemory();
      await engine.follow(database.source);
    })();
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc");
    for (let turn = 0; turn < 3; turn += 1) {
      collect();
      await pause(10);
    }
    const position = database.insert([client("client-unseen", "org-1")]);
    const reached = `SELECT confirmed_flush_lsn >= '${position}' FROM pg_replication_slots WHERE slot_name = '${database.source.slot}'`;
    await until(() => database.query(reached) === "t");
  });

  await t.test("following that is told to stop while it begins leaves nothing behind", async (t) => {
    const database = cluster.database(practice);
    const engine = await engineOf(t);
    const controller = new AbortController();
    const aborted = failureOf(() => engine.follow(database.source, { signal: controller.signal }));
    controller.abort();
    assert.equal((await aborted).code, "Cancelled");
    const following = await engine.follow(database.source);
    await following.waitFor(database.insert([]), patient);
  });

  await t.test("pause holds changes back until resume", async (t) => {
    const database = cluster.database(practice);
    const engine = await engineOf(t);
    const following = await engine.follow(database.source);
    await following.waitFor(database.insert([]), patient);
    following.pause();
    await until(() => following.status().state === "paused");
    const position = database.insert([client("client-held", "org-1")]);
    assert.equal((await failureOf(() => following.waitFor(position, { timeoutMs: 50 }))).code, "Timeout");
    following.resume();
    await following.waitFor(position, patient);
    assert.equal(following.status().state, "streaming");
  });

  await t.test("dropped replication lets the host apply changes again", async (t) => {
    const database = cluster.database(practice);
    const engine = await engineOf(t);
    const following = await engine.follow(database.source);
    for (const call of [
      () => engine.follow(database.source),
      () => engine.dropReplication(database.source),
      () => engine.sync({ postgres: database.source }),
    ]) {
      assert.equal((await failureOf(call)).code, "Conflict", String(call));
    }
    await following.waitFor(database.insert([]), patient);
    await following.stop();
    const change = { changes: [client("by-host", "org-1")] };
    assert.equal((await failureOf(() => engine.apply(change))).code, "Conflict");
    await engine.dropReplication(database.source);
    const before = clientCount(engine);
    await engine.apply(change);
    assert.equal(clientCount(engine), before + 1);
    const slots = `SELECT count(*) FROM pg_replication_slots WHERE slot_name = '${database.source.slot}'`;
    assert.equal(database.query(slots), "0");
  });

  await t.test("load without following takes every row", async (t) => {
    const database = cluster.database(practice);
    const engine = await engineOf(t, [], config);
    const told = new Set();
    const report = await engine.sync({ postgres: database.source }, { onProgress: ({ table }) => told.add(table) });
    for (const { name, rowCount } of report.tables) {
      assert.equal(rowCount, practice.filter(({ table }) => table === name).length, name);
    }
    assert.ok(told.has("clients"));
    assert.deepEqual(report.rejected, []);
    assert.deepEqual(answersOf(engine), answersOf(await engineOf(t, practice, config)));
  });

  await t.test("row that cannot be taken ends a load that is told to stop", async (t) => {
    const database = cluster.database(practice);
    database.query(`UPDATE clients SET "createdAt" = 'infinity' WHERE id = 'client-1'`);
    const engine = await engineOf(t);
    const stopped = await failureOf(() => engine.sync({ postgres: database.source, stopOnBadRow: true }));
    assert.equal(stopped.code, "InvalidArgument", stopped.stack);
    assert.equal((await engine.sync({ postgres: database.source })).rejected[0].id, "client-1");
  });

  await t.test("what the server refuses has its code", async (t) => {
    const engine = await engineOf(t);
    const { source } = cluster.database();
    const guarded = (password) => source.connection.replace("test@", `guarded:${password}@`);
    const wrong = [
      ["PermissionDenied", { ...source, connection: guarded("wrong") }],
      // Let in, but neither owner of the tables nor permitted to replicate.
      ["PermissionDenied", { ...source, connection: guarded("right") }],
      ["NotFound", { ...source, connection: source.connection.replace(/\/test_\d+$/, "/nowhere") }],
      ["Unavailable", { ...source, connection: source.connection.replace(/:\d+\//, ":1/") }],
      ["InvalidArgument", { ...source, slot: "Upper" }],
      ["InvalidArgument", { ...source, slots: "more" }],
      ["InvalidArgument", "postgresql://localhost"],
      ["InvalidArgument", undefined],
    ];
    for (const [code, source] of wrong) {
      for (const operation of ["follow", "sync"]) {
        const call = operation === "follow" ? () => engine.follow(source) : () => engine.sync({ postgres: source });
        const error = await failureOf(call);
        // A load needs no right to replicate; it may fail on the tables' own rights.
        assert.deepEqual([error.code, error.operation ?? operation], [code, operation], `${JSON.stringify(source)}: ${error.stack}`);
        assert.doesNotMatch(error.message, /wrong/);
      }
    }
    const option = await failureOf(() => engine.follow(source, { onBadRow: "ignore" }));
    assert.equal(option.message, 'option `onBadRow` is ignore; expected "reject" or "stop"');
    const stopped = new AbortController();
    stopped.abort();
    assert.equal((await failureOf(() => engine.follow(source, { signal: stopped.signal }))).code, "Cancelled");
    await engine.close();
    assert.equal((await failureOf(() => engine.follow(source))).code, "Conflict");
  });

  await t.test("server that is gone is told, reads go on, and it is followed again when it is back", async (t) => {
    const database = cluster.database(practice);
    const engine = await engineOf(t);
    const following = await engine.follow(database.source);
    await following.waitFor(database.insert([]), patient);
    const count = clientCount(engine);
    await cluster.stop();
    await until(() => following.status().state === "retrying");
    const { lastError } = following.status();
    assert.equal(lastError.code, "Unavailable", lastError.message);
    assert.equal(clientCount(engine), count);
    assert.equal((await failureOf(() => following.verify({ timeoutMs: 50 }))).code, "Timeout");
    await cluster.serve();
    await following.waitFor(database.insert([client("client-after", "org-1")]), patient);
    assert.equal(clientCount(engine), count + 1);
    assert.ok(following.status().retryCount > 0);
  });
});

/** Runs a script in a process of its own and gives what came of it. */
async function run(text, variables = {}) {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", text], {
    env: { ...process.env, ...variables },
    cwd: new URL(".", import.meta.url),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (errors += data));
  const [code, signal] = await once(child, "close");
  return { code, signal, output: output.trim(), errors: errors.trim() };
}
