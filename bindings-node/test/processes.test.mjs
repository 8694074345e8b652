// Threads and processes: workers, other processes, and the end of either.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { Engine } from "advisor-engine";
import { engineOf, failureOf, folderOf, organization } from "./support.mjs";

const support = JSON.stringify(new URL("./support.mjs", import.meta.url).href);

/** Runs a script in a process of its own and gives what came of it. */
async function runScript(text, variables = {}) {
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
  return { code, signal, output: output.trim(), errors };
}

const many = `
  import { Engine } from "advisor-engine";
  import { client, organization } from ${support};
  const changes = [organization("org")];
  for (let number = 0; number < 20000; number += 1) changes.push(client("client-" + number, "org"));
  const engine = await Engine.inMemory({ isFoldAutomatic: false, foldRowMinimum: 1000000000 });
  await engine.apply({ changes });
`;

test("process with an open engine ends by itself", async () => {
  const ended = await runScript(`
    import { Engine } from "advisor-engine";
    globalThis.engine = await Engine.inMemory();
    console.log(engine.stats().revision);
  `);
  assert.deepEqual([ended.code, ended.signal, ended.output], [0, null, "0"], ended.errors);
});

test("process that exits in the middle of a fold ends cleanly, and leaves no folder behind", async () => {
  const { existsSync } = await import("node:fs");
  const ended = await runScript(`${many}
    console.log(engine.path);
    engine.fold({ onProgress: () => process.exit(7) });
  `);
  assert.deepEqual([ended.code, ended.signal], [7, null], ended.errors);
  assert.match(ended.output, /advisor-engine/);
  assert.equal(existsSync(ended.output), false, ended.output);
});

test("process waits for a call that it awaits, whatever the loop holds", async () => {
  const ended = await runScript(`${many}
    engine.fold({ onProgress: () => {} }).then(({ baseRevision }) => console.log("folded", baseRevision));
  `);
  assert.deepEqual([ended.code, ended.output], [0, "folded 1"], ended.errors);
});

test("one thread in libuv's pool is enough", async () => {
  const script = `
    import { Engine } from "advisor-engine";
    import { organization } from ${support};
    const engine = await Engine.inMemory();
    const applied = [1, 2, 3].map((n) => engine.apply({ changes: [organization("org-" + n)] }));
    await engine.close();
    console.log((await Promise.all(applied)).map(({ revision }) => revision).join());
  `;
  const child = await runScript(script, { UV_THREADPOOL_SIZE: "1" });
  assert.deepEqual([child.code, child.output], [0, "1,2,3"], child.errors);
});

test("store that another process has open is Locked, and free when that has ended", async (t) => {
  const folder = folderOf(t);
  const engine = await Engine.open(folder);
  await engine.apply({ changes: [organization("org")] });
  const script = `
    import { Engine } from "advisor-engine";
    try {
      const engine = await Engine.open(${JSON.stringify(folder)});
      console.log(engine.tenant("org").organizationDashboard().revision);
    } catch (error) { console.log(error.code); }
  `;
  assert.equal((await runScript(script)).output, "Locked");
  await engine.close();
  assert.equal((await runScript(script)).output, "1");
  const again = await Engine.open(folder);
  assert.equal(again.tenant("org").organizationDashboard().totalClients, 0);
  await again.close();
});

test("workers have engines of their own beside the main thread's", async (t) => {
  const engine = await engineOf(t, [organization("main")]);
  const script = `
    const { parentPort, workerData } = require("node:worker_threads");
    const { Engine, EngineError } = require("advisor-engine");
    (async () => {
      const engine = await Engine.inMemory();
      const { organization } = await import(workerData.support);
      await engine.apply({ changes: [organization("worker-" + workerData.number)] });
      const found = engine.tenant("worker-" + workerData.number).organizationDashboard().totalClients;
      let code;
      try { engine.tenant("main").organizationDashboard(); } catch (error) { code = error instanceof EngineError && error.code; }
      if (workerData.number % 2 === 0) await engine.close();
      parentPort.postMessage({ found, code });
    })();
  `;
  const answers = await Promise.all(
    [0, 1, 2].map(async (number) => {
      const worker = new Worker(script, { eval: true, workerData: { number, support: JSON.parse(support) } });
      const ended = once(worker, "exit");
      const [message] = await once(worker, "message");
      assert.deepEqual(await ended, [0]);
      return message;
    }),
  );
  assert.deepEqual(answers, Array(3).fill({ found: 0, code: "NotFound" }));
  assert.equal(engine.tenant("main").organizationDashboard().totalClients, 0);
});

test("worker that is terminated in the middle of a fold lets go of its store", async (t) => {
  const folder = folderOf(t);
  const script = `
    const { parentPort, workerData } = require("node:worker_threads");
    const { Engine } = require("advisor-engine");
    (async () => {
      const { client, organization } = await import(workerData.support);
      const changes = [organization("org")];
      for (let number = 0; number < 20000; number += 1) changes.push(client("client-" + number, "org"));
      const engine = await Engine.open(workerData.folder, { isFoldAutomatic: false, foldRowMinimum: 1000000000 });
      await engine.apply({ changes });
      globalThis.engine = engine;
      let isTold = false;
      engine.fold({ onProgress: () => { if (!isTold) { isTold = true; parentPort.postMessage("folding"); } } }).catch(() => {});
    })();
  `;
  const worker = new Worker(script, { eval: true, workerData: { folder, support: JSON.parse(support) } });
  await once(worker, "message");
  await worker.terminate();
  const engine = await Engine.open(folder, { isFoldAutomatic: false });
  assert.equal(engine.tenant("org").organizationDashboard().totalClients, 20_000);
  await engine.close();
  assert.equal((await failureOf(() => engine.stats())).code, "Conflict");
});
