// The declarations: strict, complete, and without `any`.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const folder = dirname(require.resolve("advisor-engine/package.json"));

for (const module of ["nodenext", "commonjs"]) {
  test(`types.ts compiles under strict rules as ${module}`, () => {
    const resolution = module === "nodenext" ? "nodenext" : "node10";
    const compiled = spawnSync(
      process.execPath,
      [
        require.resolve("typescript/bin/tsc"), "--noEmit", "--strict", "--exactOptionalPropertyTypes",
        "--noUncheckedIndexedAccess", "--target", "es2022", "--types", "node",
        "--module", module, "--moduleResolution", resolution, "types.ts",
      ],
      { cwd: dirname(new URL(import.meta.url).pathname), encoding: "utf8" },
    );
    assert.equal(compiled.status, 0, compiled.stdout + compiled.stderr);
  });
}

test("no declaration says `any` or `unknown`", () => {
  for (const file of ["index.d.ts", "index.d.mts", "runtime.d.ts"]) {
    const text = readFileSync(join(folder, file), "utf8").replace(/\/\*\*[\s\S]*?\*\//g, "");
    // A value may be spelled so.
    const code = text.replace(/"[^"\n]*"/g, '""');
    // A field may be named so, as the filter's is; a type may not.
    assert.doesNotMatch(code, /\b(any|unknown|Function|object)\b(?!\??:)/, file);
  }
});
