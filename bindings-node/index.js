"use strict";
// Generated from the registry of operations by `cargo xtask generate bindings`: changes are lost.

const { EngineError, call, callBytes, checkText, library, long, operation, start } = require("./runtime.js");

/** Only this file makes handles. */
const KEY = Symbol("advisor-engine");

function checkKey(key, hint) {
  if (key !== KEY) {
    throw new TypeError(`there is no public constructor; ${hint}`);
  }
}

const CLIENT_DASHBOARD = operation("client_dashboard");
const ORGANIZATION_DASHBOARD = operation("organization_dashboard");
const MATCH_ADVISORS = operation("match_advisors");
const SEARCH_ADVISORS = operation("search_advisors");
const GET_ADVISOR = operation("get_advisor");
const GET_ADVISORS = operation("get_advisors");
const COMPARE_ADVISORS = operation("compare_advisors");
const FEATURED_ADVISORS = operation("featured_advisors");
const MARKETPLACE_STATS = operation("marketplace_stats");
const APPLY = operation("apply");
const LOAD_SNAPSHOT = operation("load_snapshot");
const FOLD = operation("fold");
const BACKUP = operation("backup");
const VERIFY_FILES = operation("verify_files");
const VERIFY_ROLLUPS = operation("verify_rollups");
const REJECTED_ROWS = operation("rejected_rows");
const STATS = operation("stats");

class Engine {
  #handle;

  constructor(key, handle) {
    checkKey(key, "use `Engine.open` or `Engine.inMemory`");
    this.#handle = handle;
  }

  static async open(path, config) {
    return new Engine(KEY, await long("open", undefined, () => library.open(checkText("path", path), config)));
  }

  static openSync(path, config) {
    return new Engine(KEY, library.openSync(checkText("path", path), config));
  }

  static async inMemory(config) {
    return new Engine(KEY, await long("open", undefined, () => library.inMemory(config)));
  }

  static inMemorySync(config) {
    return new Engine(KEY, library.inMemorySync(config));
  }

  static async rebuild(path, config, request, options) {
    checkText("path", path);
    const folder = checkText("request.folder", request?.folder);
    const stops = request.stopOnBadRow ?? false;
    return new Engine(
      KEY,
      await long("rebuild", options, (limit, flag, listener) => library.rebuild(path, config, folder, stops, limit, flag, listener)),
    );
  }

  get path() {
    return this.#handle.path();
  }

  close() {
    return long("close", undefined, () => this.#handle.close());
  }

  closeSync() {
    this.#handle.closeSync();
  }

  tenant(id) {
    return new Tenant(KEY, this.#handle, checkText("id", id));
  }

  pin() {
    return new Pinned(KEY, this.#handle.pin());
  }

  matchAdvisors(request, options) {
    return call(this.#handle, MATCH_ADVISORS, request, undefined, options);
  }

  matchAdvisorsJson(request, options) {
    return callBytes(this.#handle, MATCH_ADVISORS, request, undefined, options);
  }

  searchAdvisors(request, options) {
    return call(this.#handle, SEARCH_ADVISORS, request, undefined, options);
  }

  searchAdvisorsJson(request, options) {
    return callBytes(this.#handle, SEARCH_ADVISORS, request, undefined, options);
  }

  getAdvisor(request, options) {
    return call(this.#handle, GET_ADVISOR, request, undefined, options);
  }

  getAdvisorJson(request, options) {
    return callBytes(this.#handle, GET_ADVISOR, request, undefined, options);
  }

  getAdvisors(request, options) {
    return call(this.#handle, GET_ADVISORS, request, undefined, options);
  }

  getAdvisorsJson(request, options) {
    return callBytes(this.#handle, GET_ADVISORS, request, undefined, options);
  }

  compareAdvisors(request, options) {
    return call(this.#handle, COMPARE_ADVISORS, request, undefined, options);
  }

  compareAdvisorsJson(request, options) {
    return callBytes(this.#handle, COMPARE_ADVISORS, request, undefined, options);
  }

  featuredAdvisors(request, options) {
    return call(this.#handle, FEATURED_ADVISORS, request, undefined, options);
  }

  featuredAdvisorsJson(request, options) {
    return callBytes(this.#handle, FEATURED_ADVISORS, request, undefined, options);
  }

  marketplaceStats(options) {
    return call(this.#handle, MARKETPLACE_STATS, undefined, undefined, options);
  }

  marketplaceStatsJson(options) {
    return callBytes(this.#handle, MARKETPLACE_STATS, undefined, undefined, options);
  }

  apply(request, options) {
    return start(this.#handle, APPLY, request, undefined, options);
  }

  applySync(request, options) {
    return call(this.#handle, APPLY, request, undefined, options);
  }

  loadSnapshot(request, options) {
    return start(this.#handle, LOAD_SNAPSHOT, request, undefined, options);
  }

  loadSnapshotSync(request, options) {
    return call(this.#handle, LOAD_SNAPSHOT, request, undefined, options);
  }

  fold(options) {
    return start(this.#handle, FOLD, undefined, undefined, options);
  }

  foldSync(options) {
    return call(this.#handle, FOLD, undefined, undefined, options);
  }

  async backup(request, options) {
    await start(this.#handle, BACKUP, request, undefined, options);
  }

  backupSync(request, options) {
    call(this.#handle, BACKUP, request, undefined, options);
  }

  verifyFiles(options) {
    return start(this.#handle, VERIFY_FILES, undefined, undefined, options);
  }

  verifyFilesSync(options) {
    return call(this.#handle, VERIFY_FILES, undefined, undefined, options);
  }

  verifyRollups(options) {
    return start(this.#handle, VERIFY_ROLLUPS, undefined, undefined, options);
  }

  verifyRollupsSync(options) {
    return call(this.#handle, VERIFY_ROLLUPS, undefined, undefined, options);
  }

  rejectedRows(options) {
    return start(this.#handle, REJECTED_ROWS, undefined, undefined, options);
  }

  rejectedRowsSync(options) {
    return call(this.#handle, REJECTED_ROWS, undefined, undefined, options);
  }

  stats(options) {
    return call(this.#handle, STATS, undefined, undefined, options);
  }

  statsJson(options) {
    return callBytes(this.#handle, STATS, undefined, undefined, options);
  }
}

class Pinned {
  #handle;

  constructor(key, handle) {
    checkKey(key, "use `engine.pin()`");
    this.#handle = handle;
    this.revision = handle.revision;
    this.asOf = JSON.parse(handle.asOf);
  }

  release() {
    this.#handle.release();
  }

  tenant(id) {
    return new Tenant(KEY, this.#handle, checkText("id", id));
  }

  matchAdvisors(request, options) {
    return call(this.#handle, MATCH_ADVISORS, request, undefined, options);
  }

  matchAdvisorsJson(request, options) {
    return callBytes(this.#handle, MATCH_ADVISORS, request, undefined, options);
  }

  searchAdvisors(request, options) {
    return call(this.#handle, SEARCH_ADVISORS, request, undefined, options);
  }

  searchAdvisorsJson(request, options) {
    return callBytes(this.#handle, SEARCH_ADVISORS, request, undefined, options);
  }

  getAdvisor(request, options) {
    return call(this.#handle, GET_ADVISOR, request, undefined, options);
  }

  getAdvisorJson(request, options) {
    return callBytes(this.#handle, GET_ADVISOR, request, undefined, options);
  }

  getAdvisors(request, options) {
    return call(this.#handle, GET_ADVISORS, request, undefined, options);
  }

  getAdvisorsJson(request, options) {
    return callBytes(this.#handle, GET_ADVISORS, request, undefined, options);
  }

  compareAdvisors(request, options) {
    return call(this.#handle, COMPARE_ADVISORS, request, undefined, options);
  }

  compareAdvisorsJson(request, options) {
    return callBytes(this.#handle, COMPARE_ADVISORS, request, undefined, options);
  }

  featuredAdvisors(request, options) {
    return call(this.#handle, FEATURED_ADVISORS, request, undefined, options);
  }

  featuredAdvisorsJson(request, options) {
    return callBytes(this.#handle, FEATURED_ADVISORS, request, undefined, options);
  }

  marketplaceStats(options) {
    return call(this.#handle, MARKETPLACE_STATS, undefined, undefined, options);
  }

  marketplaceStatsJson(options) {
    return callBytes(this.#handle, MARKETPLACE_STATS, undefined, undefined, options);
  }
}

class Tenant {
  #handle;
  #id;

  constructor(key, handle, id) {
    checkKey(key, "use `engine.tenant(id)`");
    this.#handle = handle;
    this.#id = id;
  }

  get id() {
    return this.#id;
  }

  clientDashboard(request, options) {
    return call(this.#handle, CLIENT_DASHBOARD, request, this.#id, options);
  }

  clientDashboardJson(request, options) {
    return callBytes(this.#handle, CLIENT_DASHBOARD, request, this.#id, options);
  }

  organizationDashboard(options) {
    return call(this.#handle, ORGANIZATION_DASHBOARD, undefined, this.#id, options);
  }

  organizationDashboardJson(options) {
    return callBytes(this.#handle, ORGANIZATION_DASHBOARD, undefined, this.#id, options);
  }
}

module.exports = { Engine, Pinned, Tenant, EngineError };
