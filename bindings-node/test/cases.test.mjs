// The language-neutral cases, through the typed methods.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Engine } from "advisor-engine";
import { need } from "./support.mjs";

const cases = need("ADVISOR_ENGINE_CASES");
const files = readdirSync(cases).filter((name) => name.endsWith(".json"));
assert.ok(files.length > 0, `there is no case in ${cases}`);

const caseKeys = new Set(["summary", "config", "world", "steps"]);
const stepKeys = new Set(["call", "tenant", "pinned", "request", "answer", "error", "ignored"]);
const errorKeys = new Set(["code", "message"]);
const differsByRun = new Set(["revision", "asOf", "lastRefreshed", "elapsedMs", "meanLoadUs"]);

function checkKeys(object, known) {
  for (const key of Object.keys(object)) {
    assert.ok(known.has(key), `unknown key \`${key}\``);
  }
}

function read(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

function camel(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}

/** The value without what differs from run to run. */
function comparable(value) {
  if (Array.isArray(value)) {
    return value.map(comparable);
  }
  if (typeof value === "object" && value !== null) {
    const kept = Object.entries(value).filter(([key]) => !differsByRun.has(key));
    return Object.fromEntries(kept.map(([key, inner]) => [key, comparable(inner)]));
  }
  return value;
}

function withTemporary(value, folder) {
  if (typeof value === "string") {
    return value.replaceAll("{temporary}", folder);
  }
  if (Array.isArray(value)) {
    return value.map((inner) => withTemporary(inner, folder));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withTemporary(inner, folder)]));
  }
  return value;
}

/** Calls the method of an operation; one that asks for nothing takes options alone. */
async function call(target, name, request) {
  const method = camel(name);
  assert.equal(typeof target[method], "function", `no method \`${method}\``);
  const isRequestNeeded = /^\s*(async )?\w+\(request/.test(target[method].toString());
  const answer = isRequestNeeded ? await target[method](request) : await target[method]();
  return answer === undefined ? null : answer;
}

async function run(engine, step, folder) {
  checkKeys(step, stepKeys);
  const pinned = step.pinned ? engine.pin() : undefined;
  try {
    const root = pinned ?? engine;
    const target = step.tenant === undefined ? root : root.tenant(step.tenant);
    const request = withTemporary(step.request, folder);
    if (step.error !== undefined) {
      checkKeys(step.error, errorKeys);
      let failure;
      try {
        await call(target, step.call, request);
      } catch (error) {
        failure = error;
      }
      assert.ok(failure, "the step did not fail");
      assert.equal(failure.code, step.error.code, failure.stack);
      if (step.error.message !== null) {
        assert.equal(failure.message, step.error.message);
      }
      return;
    }
    const answer = await call(target, step.call, request);
    const ignored = new Set(step.ignored ?? []);
    const left = (value) =>
      Array.isArray(value) || typeof value !== "object" || value === null
        ? value
        : Object.fromEntries(Object.entries(value).filter(([key]) => !ignored.has(key)));
    // Strict: numbers by their bits, -0 told from 0, and no key more or less.
    assert.deepStrictEqual(comparable(left(answer)), comparable(left(step.answer)));
  } finally {
    pinned?.release();
  }
}

for (const file of files) {
  test(`case ${file}`, async (t) => {
    const found = read(join(cases, file));
    checkKeys(found, caseKeys);
    assert.ok(found.steps.length > 0, "there is no step");
    const folder = mkdtempSync(join(tmpdir(), "advisor-engine-case-"));
    const engine = await Engine.inMemory(found.config);
    try {
      if (found.world !== undefined) {
        await engine.apply({ changes: read(join(cases, "worlds", `${found.world}.json`)) });
      }
      for (const [index, step] of found.steps.entries()) {
        await t.test(`step ${index}: ${step.call}`, () => run(engine, step, folder));
      }
    } finally {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
