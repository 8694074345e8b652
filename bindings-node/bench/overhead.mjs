// What a call costs from JavaScript, beside what it costs inside the engine.
//
//   node bench/overhead.mjs                                    a seeded practice and 2,000 advisors, in memory
//   node bench/overhead.mjs --store DIR --tenant ID --client ID [--dimension N]
//
// Prints a JSON line per operation: microseconds per call, p50 and p99 of batches of ten, and the engine's own p50 of the
// same calls as its `stats` tell (in whole microseconds).

import { parseArgs } from "node:util";
import { Engine } from "advisor-engine";

const { values } = parseArgs({
  options: {
    store: { type: "string" },
    tenant: { type: "string", default: "org" },
    client: { type: "string", default: "client-0" },
    dimension: { type: "string", default: "1536" },
    batches: { type: "string", default: "2000" },
  },
});
const dimension = Number(values.dimension);
const batchCount = Number(values.batches);
const CALLS_PER_BATCH = 10;

/** Numbers that look random and are the same in every run. */
function numbersOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function vectorOf(next) {
  return Float32Array.from({ length: dimension }, () => next() - 0.5);
}

function* world() {
  const next = numbersOf(1);
  const createdAt = "2026-01-01T00:00:00Z";
  const dates = { createdAt, updatedAt: createdAt };
  const upsert = (table, row) => ({ table, upsert: { ...row, ...dates } });
  yield upsert("organizations", { id: "org", name: "Practice", subscriptionTier: "trial", isMarketplaceEnabled: true });
  for (let number = 0; number < 500; number += 1) {
    const clientId = `client-${number}`;
    yield upsert("clients", {
      id: clientId, organizationId: "org", businessName: `Business ${number}`, status: "active", riskLevel: "low",
      primaryContactName: "Ann", primaryContactEmail: "ann@example.com",
    });
    const engagementId = `engagement-${number}`;
    yield upsert("engagements", {
      id: engagementId, clientId, organizationId: "org", createdById: "ann", name: "Advice", type: "advisory",
      status: "in_progress", priority: "normal",
    });
    for (let item = 0; item < 10; item += 1) {
      const id = `${clientId}-${item}`;
      yield upsert("documents", {
        id: `document-${id}`, organizationId: "org", clientId, uploadedBy: "ann", fileName: `return-${item}.pdf`,
        fileType: "pdf", category: "tax_return", version: 1, isLatestVersion: true, ocrStatus: "done", isArchived: false,
        accessLevel: "client", isConfidential: false, needsReview: item === 0,
      });
      yield upsert("tasks", {
        id: `task-${id}`, organizationId: "org", createdById: "ann", engagementId, title: `Task ${item}`, taskType: "review",
        status: "pending", priority: "high", dueDate: "2026-06-01T00:00:00Z",
      });
    }
  }
  for (let number = 0; number < 2000; number += 1) {
    const userId = `user-${number}`;
    yield upsert("users", { id: userId, organizationId: "org", email: `${userId}@example.com`, name: `Advisor ${number}`, role: "advisor", isAdvisor: true, isActive: true });
    yield upsert("advisor_profiles", {
      id: `advisor-${number}`, userId, marketplaceStatus: "active", isVerified: true, isAvailable: true,
      professionalTitle: "Fractional CFO", headline: "Finance for growing companies", completedEngagements: 3,
      acceptsHourly: true, acceptsRetainer: false, acceptsProject: false, acceptsValueBased: false,
      willingToTravel: false, remoteOnly: false,
      industries: ["SaaS", "Retail"].slice(number % 2), services: ["Tax Planning", "Audit"].slice(number % 2),
      hourlyRate: String(100 + (number % 200)), yearsExperience: number % 30, overallRating: 4.5,
      totalReviews: number % 90, maxClients: 20, currentClients: number % 10,
    });
    yield { table: "advisor_embeddings", upsert: { advisorId: `advisor-${number}`, model: "m", textDigest: "d", vector: vectorOf(next) } };
  }
}

async function open() {
  if (values.store !== undefined) {
    return Engine.open(values.store, { isFoldAutomatic: false });
  }
  const engine = await Engine.inMemory({ isFoldAutomatic: false });
  const changes = [...world()];
  const started = performance.now();
  const applying = engine.apply({ changes });
  const readMs = performance.now() - started;
  await applying;
  print({ operation: "apply", changeCount: changes.length, readMs, totalMs: performance.now() - started });
  return engine;
}

function print(line) {
  console.log(JSON.stringify(line, (_, value) => (typeof value === "number" ? Number(value.toFixed(3)) : value)));
}

function measure(name, call, operation, engine) {
  for (let count = 0; count < 500; count += 1) {
    call();
  }
  const batches = new Float64Array(batchCount);
  for (let batch = 0; batch < batchCount; batch += 1) {
    const started = process.hrtime.bigint();
    for (let count = 0; count < CALLS_PER_BATCH; count += 1) {
      call();
    }
    batches[batch] = Number(process.hrtime.bigint() - started) / 1000 / CALLS_PER_BATCH;
  }
  batches.sort();
  const inEngine = engine.stats().operations.find((found) => found.name === operation);
  const answer = call();
  print({
    operation: name,
    p50Us: batches[Math.floor(batchCount * 0.5)],
    p99Us: batches[Math.floor(batchCount * 0.99)],
    engineP50Us: inEngine?.p50Us,
    answerBytes: Buffer.isBuffer(answer) ? answer.length : JSON.stringify(answer)?.length,
  });
}

const engine = await open();
const tenant = engine.tenant(values.tenant);
const staff = { clientId: values.client, audience: { kind: "staff" } };
const embedding = vectorOf(numbersOf(2));
const needs = { industries: ["SaaS"], requiredServices: ["Tax Planning"], embedding, limit: 20 };
const empty = engine.pin();

measure("path", () => engine.path, undefined, engine);
measure("clientDashboard", () => tenant.clientDashboard(staff), "client_dashboard", engine);
measure("clientDashboardJson", () => tenant.clientDashboardJson(staff), "client_dashboard", engine);
measure("organizationDashboard", () => tenant.organizationDashboard(), "organization_dashboard", engine);
measure("organizationDashboardJson", () => tenant.organizationDashboardJson(), "organization_dashboard", engine);
measure("matchAdvisors", () => engine.matchAdvisors(needs), "match_advisors", engine);
measure("matchAdvisorsJson", () => engine.matchAdvisorsJson(needs), "match_advisors", engine);
const text = JSON.stringify(engine.matchAdvisors(needs));
measure("JSON.parse of that match", () => JSON.parse(text), undefined, engine);
const dashboardText = JSON.stringify(tenant.clientDashboard(staff));
measure("JSON.parse of that dashboard", () => JSON.parse(dashboardText), undefined, engine);
empty.release();
await engine.close();
