// Worker processes that follow the store which this one writes, as the workers of a cluster do.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { Engine } from "advisor-engine";
import { client, failureOf, folderOf, organization } from "./support.mjs";

const worker = `
  import { Engine } from "advisor-engine";
  const follower = await Engine.openFollower(process.env.STORE);
  process.on("message", async ({ revision }) => {
    const reached = await follower.waitForRevision({ revision }, { timeoutMs: 60_000 });
    const refused = await follower.fold().catch(({ code }) => code);
    const { follower: state } = follower.stats();
    process.send({ reached, refused, state, dashboard: follower.tenant("org").organizationDashboard() });
  });
  process.on("disconnect", () => follower.close());
  process.send("ready");
`;

async function started(folder) {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", worker], {
    env: { ...process.env, STORE: folder },
    cwd: new URL(".", import.meta.url),
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  assert.deepEqual((await once(child, "message"))[0], "ready");
  return child;
}

/** Every worker comes to the writer's newest revision, and answers as the writer does. */
async function compare(engine, workers) {
  const { revision, asOf } = engine.stats();
  const expected = {
    reached: { revision, asOf },
    refused: "Unsupported",
    state: { writerRevision: revision, lagMs: 0, lastError: null },
    dashboard: engine.tenant("org").organizationDashboard(),
  };
  const answers = workers.map((child) => once(child, "message"));
  workers.forEach((child) => child.send({ revision }));
  for (const [answer] of await Promise.all(answers)) {
    assert.deepEqual(answer, expected);
  }
}

test("worker processes follow batches and folds, and outlive each other and the writer", async (t) => {
  const folder = folderOf(t);
  assert.equal((await failureOf(() => Engine.openFollower(folder))).code, "NotFound");
  let engine = await Engine.open(folder, { isFoldAutomatic: false });
  await engine.apply({ changes: [organization("org")] });
  const workers = await Promise.all([1, 2, 3].map(() => started(folder)));
  t.after(() => workers.forEach((child) => child.kill("SIGKILL")));
  for (let number = 0; number < 30; number += 1) {
    await engine.apply({ changes: [client(`client-${number}`, "org")] });
    if (number % 10 === 9) {
      await engine.fold();
      await compare(engine, workers);
    }
  }
  assert.equal(engine.tenant("org").organizationDashboard().totalClients, 30);

  const [killed] = workers.splice(1, 1);
  const ended = once(killed, "exit");
  killed.kill("SIGKILL");
  assert.deepEqual(await ended, [null, "SIGKILL"]);
  await engine.apply({ changes: [client("client-30", "org")] });
  await compare(engine, workers);

  await engine.close();
  engine = await Engine.open(folder, { isFoldAutomatic: false });
  await engine.apply({ changes: [client("client-31", "org")] });
  await compare(engine, workers);
  await engine.close();
  for (const child of workers) {
    const ended = once(child, "exit");
    child.disconnect();
    assert.deepEqual(await ended, [0, null]);
  }
});

test("process that ends with an open follower ends cleanly", async (t) => {
  const folder = folderOf(t);
  const engine = await Engine.open(folder);
  const script = `
    import { Engine } from "advisor-engine";
    globalThis.follower = Engine.openFollowerSync(process.env.STORE);
    follower.waitForRevision({ revision: 9 }).catch(() => {});
    setTimeout(() => process.exit(7), 20);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    env: { ...process.env, STORE: folder },
    cwd: new URL(".", import.meta.url),
    stdio: "inherit",
  });
  assert.deepEqual(await once(child, "exit"), [7, null]);
  await engine.close();
});
