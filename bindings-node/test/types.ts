// Compiled, never run: what must type-check, and what must not.

import {
  Engine,
  EngineError,
  type CallOptions,
  type ClientDashboardAnswer,
  type ErrorCode,
  type MatchResultAnswer,
  type Money,
  type Progress,
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
  console.log(score, rate, bytes, dashboard.amounts, applied.revision, nothing);
  await engine.close();
}

export async function refused(engine: Engine): Promise<void> {
  // @ts-expect-error there is no public constructor
  new Engine();
  // @ts-expect-error the path is required
  await Engine.open();
  // @ts-expect-error one source at a time
  await engine.sync({ folder: "a", sqlite: "b" });
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
