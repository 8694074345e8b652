"use strict";
// Loads the native library of this platform.

const { existsSync } = require("node:fs");
const { join } = require("node:path");

/** The platform's name as files of native libraries carry it. */
function platformName() {
  const { platform, arch } = process;
  if (platform !== "linux") {
    return `${platform}-${arch}`;
  }
  // Node was linked against glibc, or it was not: nothing else is told about the C library.
  const isGlibc = process.report.getReport().header.glibcVersionRuntime !== undefined;
  return `${platform}-${arch}-${isGlibc ? "gnu" : "musl"}`;
}

const file = `advisor-engine.${platformName()}.node`;
const path = join(__dirname, file);
if (!existsSync(path)) {
  throw new Error(
    `advisor-engine has no native library for this platform: \`${file}\` is missing in ${__dirname}; ` +
      "the package is built for linux-x64-gnu, and for other platforms from source",
  );
}

module.exports = require(path);
