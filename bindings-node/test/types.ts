// Compiled, never run: what must type-check, and what must not.

import {
  Engine,
  EngineError,
  type CallOptions,
  type ClientDashboardAnswer,
  type ErrorCode,
  type FollowStatus,
  type Following,
  type LoadReport,
  type MatchResultAnswer,
  type Money,
  type PostgresSource,
  type Progress,
  type VerifyReport,
  type Subscription,
} from "advisor-engine";

export async function accepted(path: string): Promise<void> {
  const engine: Engine = await Engine.open(path, { threadCount: 2, clock: new Date() });
  const options: CallOptions = { timeoutMs: 50, signal: AbortSignal.timeout(50) };
  const answer: MatchResultAnswer = engine.matchAdvisors(
    { embedding: new Float32Array(4), requiredServices: ["Tax"] as const, budget: { kind: "hourly", max: "100.00" } },
    options,
  );
  const score: number | undefined = answer.matches[0]?.score;
  const rate: Money | null | undefined = answer.matches[0]?.hourlyRate;
  const bytes: Buffer = engine.matchAdvisorsJson({ embedding: [1, 2] });
  const dashboard: ClientDashboardAnswer = engine
    .tenant("t")
    .clientDashboard({ clientId: "c", audience: { kind: "staff" } });
  const applied = await engine.apply(
    {
      changes: [
        { table: "clients", delete: "c" },
        { table: "clients", upsert: { id: "c", createdAt: new Date(), size: 1n, tags: ["a"], gone: undefined } },
      ],
    },
    { onProgress: (progress: Progress) => console.log(progress.table, progress.rowCount) },
  );
  const nothing: void = await engine.backup({ folder: path });
  const follower: Engine = await Engine.openFollower(path);
  const reached: number = (await follower.waitForRevision({ revision: applied.revision })).revision;
  await engine.sync({ sqlite: path, stopOnBadRow: true }, { timeoutMs: 50 });
  await engine.sync({ tables: { clients: bytes, tasks: [bytes, new Uint8Array()] } });
  for await (const { gap, tables } of engine.tenant("t").subscribe(["clients"])) {
    const deleted: readonly string[] | undefined = tables[0]?.deletedIds;
    console.log(gap, deleted);
  }
  const all: Subscription = engine.subscribeAll();
  all.close();
  const pinned = engine.pin();
  pinned.tenant("t").organizationDashboard();
  pinned.release();
  try {
    engine.stats();
  } catch (error) {
    if (error instanceof EngineError) {
      const code: ErrorCode = error.code;
      console.log(code, error.operation, error.context["table"]);
    }
  }
  console.log(score, rate, bytes, dashboard.amounts, applied.revision, nothing, reached);
  await engine.close();
}

export async function follows(engine: Engine): Promise<void> {
  const source: PostgresSource = { connection: "host=localhost", slot: "one", polling: { sweepMs: 60_000 } };
  const onProgress = (progress: Progress) => console.log(progress.table);
  const report: LoadReport = await engine.sync({ postgres: source, stopOnBadRow: true }, { onProgress });
  const following: Following = await engine.follow(source, { onBadRow: "reject", onProgress, timeoutMs: 5 });
  await following.waitFor("16/B374D848", { timeoutMs: 50, signal: AbortSignal.timeout(50) });
  const status: FollowStatus = following.status();
  const code: string | undefined = status.lastError?.code;
  const isStreaming: boolean = status.state === "streaming";
  following.pause();
  following.resume();
  const found: VerifyReport = await following.verify({ heal: true, onProgress });
  await following.stop();
  const nothing: void = await engine.dropReplication(source, { timeoutMs: 50 });
  console.log(report.revision, code, isStreaming, found.driftedRows[0]?.kind === "missing", nothing);

  // @ts-expect-error the connection is required
  await engine.follow({ slot: "one" });
  // @ts-expect-error a word that is none of the enumeration's
  await engine.follow(source, { onBadRow: "ignore" });
  // @ts-expect-error waiting reports no progress
  await following.waitFor("0/0", { onProgress });
  // @ts-expect-error a state that there is not
  console.log(status.state === "waiting");
  // @ts-expect-error a pinned revision follows nothing
  await engine.pin().follow(source);
}

export async function refused(engine: Engine): Promise<void> {
  // @ts-expect-error there is no public constructor
  new Engine();
  // @ts-expect-error the path is required
  await Engine.open();
  // @ts-expect-error one source at a time
  await engine.sync({ folder: "a", sqlite: "b" });
  // @ts-expect-error one source at a time
  await engine.sync({ folder: "a", postgres: { connection: "host=localhost" } });
  // @ts-expect-error the connection is required
  await engine.sync({ postgres: { schema: "crm" } });
  // @ts-expect-error there is no such field
  engine.matchAdvisors({ industry: [] });
  // @ts-expect-error a word that is none of the enumeration's
  engine.matchAdvisors({ budget: { kind: "weekly" } });
  // @ts-expect-error a Float32Array is no list of texts
  engine.matchAdvisors({ industries: new Float32Array(4) });
  // @ts-expect-error the audience is required
  engine.tenant("t").clientDashboard({ clientId: "c" });
  // @ts-expect-error a portal's audience has a client
  engine.tenant("t").clientDashboard({ clientId: "c", audience: { kind: "portal" } });
  // @ts-expect-error tenant data is read through a tenant
  engine.clientDashboard({ clientId: "c", audience: { kind: "staff" } });
  // @ts-expect-error a change does something
  await engine.apply({ changes: [{ table: "clients" }] });
  // @ts-expect-error short calls report no progress
  engine.stats({ onProgress: () => {} });
  // @ts-expect-error there is no such option
  engine.stats({ timeout: 5 });
  // @ts-expect-error answers are read only
  engine.stats().revision = 7;
  // @ts-expect-error a promise is no answer
  engine.fold().baseRevision;
  // @ts-expect-error there is no such code
  const code: ErrorCode = "Broken";
  console.log(code);
}
