// The engine at work on real data, from Node: searches, matches, dashboards, a change, the same answers after reopening.
//
// `node demo.mjs FOLDER`, where FOLDER holds a `store` and the requests in `picked.json`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Engine } from "advisor-engine";

const folder = process.argv[2];
const picked = JSON.parse(readFileSync(join(folder, "picked.json"), "utf8"));
// The clock stands, so that the demo shows the same every time.
const config = { clock: "2026-01-01T00:00:00Z" };

let engine = await timed("opened", () => Engine.open(join(folder, "store"), config));

title("Searches, with exact counts by facet");
for (const [what, request] of picked.searches) {
  const found = await timed(what, () => engine.searchAdvisors(request));
  console.table(
    found.advisors.map(({ name, professionalTitle, hourlyRate, overallRating }) => ({ name, professionalTitle, hourlyRate, overallRating })),
  );
  const counts = found.facets.industries.slice(0, 6).map(({ value, count }) => `${value} ${count}`);
  console.log(`industries: ${counts.join(", ")}\n${found.advisors.length} of ${found.total} shown, exact: ${found.plan.exact}`);
}

title("The best advisors for three clients' needs");
for (const [what, needs] of picked.needs) {
  const { matches, plan } = await timed(what, () => engine.matchAdvisors(needs));
  console.table(
    matches.map(({ rank, name, hourlyRate, score, parts }) => ({
      rank,
      name,
      hourlyRate,
      score: score.toFixed(4),
      parts: parts.map((part) => `${part.name} ${part.contribution.toFixed(4)}`).join(", "),
    })),
  );
  console.log(`${plan.eligible} eligible, exact: ${plan.exact}`);
}

title("Dashboards, and a change that is durable and visible when the call returns");
const before = await dashboards();
await timed("a document was added", () => engine.apply({ changes: [{ table: "documents", upsert: letter() }] }));
const after = await dashboards();
assert.equal(after.client.totalDocuments, before.client.totalDocuments + 1);

title("Closed and opened again: the same answers");
await engine.close();
engine = await timed("opened", () => Engine.open(join(folder, "store"), config));
assert.deepEqual(await dashboards(), after);
console.log("both dashboards are equal to those before closing, field by field");
await engine.close();

async function dashboards() {
  const tenant = engine.tenant(picked.tenant);
  const request = { clientId: picked.client, audience: { kind: "staff" } };
  const client = await timed("client dashboard", () => tenant.clientDashboard(request));
  const organization = await timed("organization dashboard", () => tenant.organizationDashboard());
  console.table([client].map(({ businessName, totalDocuments, activeTasks, totalInvoices }) => ({ businessName, totalDocuments, activeTasks, totalInvoices })));
  return { client, organization };
}

function letter() {
  const now = "2026-01-01T00:00:00Z";
  return {
    id: "demo-document-node",
    clientId: picked.client,
    organizationId: picked.tenant,
    uploadedBy: "demo-user",
    fileName: "engagement-letter.pdf",
    fileType: "pdf",
    category: "engagement_letter",
    version: 1,
    isLatestVersion: true,
    ocrStatus: "pending",
    needsReview: true,
    isConfidential: false,
    accessLevel: "client",
    isArchived: false,
    createdAt: now,
    updatedAt: now,
  };
}

async function timed(what, call) {
  const started = process.hrtime.bigint();
  const answer = await call();
  console.log(`\n${what}: ${(Number(process.hrtime.bigint() - started) / 1e6).toFixed(3)} ms`);
  return answer;
}

function title(text) {
  console.log(`\n\x1b[1m${text}\x1b[0m`);
}
