// What a kept answer costs from JavaScript, beside npm's lru-cache and a value of the host.
//
//   npm install lru-cache@11 --no-save && node bench/cache.mjs
//
// Prints microseconds per call, p50 and p99 of batches of ten, over 100,000 calls.

import assert from "node:assert/strict";
import { Engine } from "advisor-engine";
import { LRUCache } from "lru-cache";

const CALLS_PER_BATCH = 10;
const BATCH_COUNT = 10_000;

function measure(what, call) {
  for (let index = 0; index < 20_000; index += 1) {
    call();
  }
  const times = [];
  for (let batch = 0; batch < BATCH_COUNT; batch += 1) {
    const started = process.hrtime.bigint();
    for (let index = 0; index < CALLS_PER_BATCH; index += 1) {
      call();
    }
    times.push(Number(process.hrtime.bigint() - started) / 1000 / CALLS_PER_BATCH);
  }
  times.sort((one, other) => one - other);
  const at = (share) => times[Math.floor(times.length * share)].toFixed(3);
  console.log(`${what.padEnd(60)} p50 ${at(0.5)} µs  p99 ${at(0.99)} µs`);
}

const engine = await Engine.inMemory();
const dates = { createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z" };
const upsert = (table, row) => ({ table, upsert: { ...row, ...dates } });
const changes = [
  upsert("organizations", { id: "org", name: "Practice", subscriptionTier: "trial", isMarketplaceEnabled: true }),
  upsert("clients", {
    id: "client", organizationId: "org", businessName: "Business", status: "active", riskLevel: "low",
    primaryContactName: "Ann", primaryContactEmail: "ann@example.com",
  }),
  upsert("engagements", {
    id: "engagement", clientId: "client", organizationId: "org", createdById: "ann", name: "Advice", type: "advisory",
    status: "in_progress", priority: "normal",
  }),
];
for (let item = 0; item < 10; item += 1) {
  changes.push(upsert("documents", {
    id: `document-${item}`, organizationId: "org", clientId: "client", uploadedBy: "ann", fileName: `return-${item}.pdf`,
    fileType: "pdf", category: "tax_return", version: 1, isLatestVersion: true, ocrStatus: "done", isArchived: false,
    accessLevel: "client", isConfidential: false, needsReview: item === 0,
  }), upsert("tasks", {
    id: `task-${item}`, organizationId: "org", createdById: "ann", engagementId: "engagement", title: `Task ${item}`,
    taskType: "review", status: "pending", priority: "high", dueDate: "2026-06-01T00:00:00Z",
  }));
}
await engine.apply({ changes });

const tenant = engine.tenant("org");
const request = { clientId: "client", audience: { kind: "staff" } };
const bytes = tenant.clientDashboardJson(request);
console.log(`a client dashboard of ${bytes.length} bytes`);

const lru = new LRUCache({ max: 10_000 });
const text = bytes.toString();
lru.set("dashboard:org:client", text);
const expected = JSON.parse(text).totalDocuments;

measure("kept, as bytes", () => tenant.clientDashboardJson(request));
measure("kept, as an object", () => assert.equal(tenant.clientDashboard(request).totalDocuments, expected));
measure("computed, as an object", () => tenant.clientDashboard(request, { cache: false }));
measure("lru-cache: the text", () => lru.get("dashboard:org:client"));
measure("lru-cache: the text, parsed", () => assert.equal(JSON.parse(lru.get("dashboard:org:client")).totalDocuments, expected));
measure("JSON.parse of the text alone", () => JSON.parse(text));
const values = tenant.values();
values.put("dashboard", JSON.parse(text));
measure("a value of the host, as bytes", () => values.getJson("dashboard"));
measure("a value of the host, parsed", () => values.get("dashboard"));
const { operations } = engine.stats();
const found = operations.find(({ name }) => name === "client_dashboard");
console.log(`the engine's own time of these calls: p50 ${found.p50Us} µs, p99 ${found.p99Us} µs`);
await engine.close();
