// What the tests share: rows as a backend would write them, and folders that go with the test.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine } from "advisor-engine";

export const instant = "2026-01-01T00:00:00Z";

export function organization(id) {
  return {
    table: "organizations",
    upsert: {
      id,
      name: `Practice ${id}`,
      subscriptionTier: "trial",
      isMarketplaceEnabled: false,
      createdAt: instant,
      updatedAt: instant,
    },
  };
}

export function client(id, organizationId) {
  return {
    table: "clients",
    upsert: {
      id,
      organizationId,
      businessName: `Business ${id}`,
      primaryContactName: "Ann Contact",
      primaryContactEmail: "ann@example.com",
      status: "active",
      riskLevel: "low",
      createdAt: instant,
      updatedAt: instant,
    },
  };
}

/** An engine in memory that is closed when the test ends. */
export async function engineOf(test, changes = [], config = {}) {
  const engine = await Engine.inMemory({ isFoldAutomatic: false, ...config });
  test.after(() => engine.close());
  if (changes.length > 0) {
    await engine.apply({ changes });
  }
  return engine;
}

/** An engine whose next fold takes long enough to be watched. */
export async function engineWithMuchToFold(test, rowCount = 20_000) {
  const changes = [organization("org")];
  for (let number = 0; number < rowCount; number += 1) {
    changes.push(client(`client-${number}`, "org"));
  }
  return engineOf(test, changes, { foldRowMinimum: 1_000_000_000 });
}

/** A folder that is removed when the test ends. */
export function folderOf(test) {
  const folder = mkdtempSync(join(tmpdir(), "advisor-engine-test-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The error that a function throws, or that its promise is rejected with. */
export async function failureOf(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error(`the call did not fail: ${call}`);
}

export function need(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`set ${name}; \`cargo xtask test\` does`);
  }
  return value;
}
