"use strict";
// Generated from the registry of operations by `cargo xtask generate bindings`: changes are lost.

const {
  EngineError, batches, call, callBytes, checkText, follow, library, long, operation, read, readBytes, rows, start,
  subscribe, sync, valuesOf, verify, wait,
} = require("./runtime.js");

/** Only this file makes handles. */
const KEY = Symbol("advisor-engine");

function checkKey(key, hint) {
  if (key !== KEY) {
    throw new TypeError(`there is no public constructor; ${hint}`);
  }
}

const CLIENT_DASHBOARD = operation("client_dashboard");
const ORGANIZATION_DASHBOARD = operation("organization_dashboard");
const LIST_CLIENTS = operation("list_clients");
const SEARCH_CLIENTS = operation("search_clients");
const CLIENT_STATS = operation("client_stats");
const AGGREGATE_CLIENTS = operation("aggregate_clients");
const CLIENT_METRICS = operation("client_metrics");
const ENGAGEMENT_SUMMARY = operation("engagement_summary");
const RECENT_ACTIVITY = operation("recent_activity");
const GET_ROWS = operation("get_rows");
const ADVISOR_STATS = operation("advisor_stats");
const LIST_CLIENT_MATCHES = operation("list_client_matches");
const LIST_ADVISOR_MATCHES = operation("list_advisor_matches");
const MATCH_ANALYTICS = operation("match_analytics");
const AUDIT_TRAIL = operation("audit_trail");
const AUDIT_STATISTICS = operation("audit_statistics");
const QUEUE_STATS = operation("queue_stats");
const PORTAL_ACCESS = operation("portal_access");
const LIST_DOCUMENTS = operation("list_documents");
const REVIEW_QUEUE = operation("review_queue");
const DOCUMENT_STATISTICS = operation("document_statistics");
const LIST_TASKS = operation("list_tasks");
const LIST_INVOICES = operation("list_invoices");
const INVOICE_AGING = operation("invoice_aging");
const DOCUMENTS_BY_CLIENT = operation("documents_by_client");
const ENGAGEMENTS_BY_CLIENT = operation("engagements_by_client");
const INVOICES_BY_CLIENT = operation("invoices_by_client");
const TASKS_BY_ASSIGNEE = operation("tasks_by_assignee");
const TASKS_BY_ENGAGEMENT = operation("tasks_by_engagement");
const GET_CLIENTS = operation("get_clients");
const CLIENT_COUNTS = operation("client_counts");
const MATCH_ADVISORS = operation("match_advisors");
const EXPLAIN_MATCH = operation("explain_match");
const SCORING_PROFILES = operation("scoring_profiles");
const MATCH_BATCH = operation("match_batch");
const SEARCH_ADVISORS = operation("search_advisors");
const SUGGEST_ADVISORS = operation("suggest_advisors");
const SEARCH_FACET = operation("search_facet");
const GET_ADVISOR = operation("get_advisor");
const GET_ADVISORS = operation("get_advisors");
const COMPARE_ADVISORS = operation("compare_advisors");
const FEATURED_ADVISORS = operation("featured_advisors");
const SIMILAR_ADVISORS = operation("similar_advisors");
const ADVISOR_RATINGS = operation("advisor_ratings");
const MARKETPLACE_STATS = operation("marketplace_stats");
const EMBED_TEXT = operation("embed_text");
const ADVISOR_TEXTS = operation("advisor_texts");
const APPLY = operation("apply");
const LOAD_SNAPSHOT = operation("load_snapshot");
const FOLD = operation("fold");
const BACKUP = operation("backup");
const VERIFY_FILES = operation("verify_files");
const VERIFY_ROLLUPS = operation("verify_rollups");
const REJECTED_ROWS = operation("rejected_rows");
const WAIT_FOR_REVISION = operation("wait_for_revision");
const QUERY = operation("query");
const EXPLAIN_QUERY = operation("explain_query");
const QUERY_WHOLE = operation("query_whole");
const EXPLAIN_QUERY_WHOLE = operation("explain_query_whole");
const STATS = operation("stats");
const CACHE_STATS = operation("cache_stats");
const CLEAR_CACHE = operation("clear_cache");
const WARM_CACHE = operation("warm_cache");

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

  static async openFollower(path, config) {
    return new Engine(KEY, await long("open_follower", undefined, () => library.openFollower(checkText("path", path), config)));
  }

  static openFollowerSync(path, config) {
    return new Engine(KEY, library.openFollowerSync(checkText("path", path), config));
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

  values() {
    return valuesOf(this.#handle, undefined);
  }

  subscribeAll(tables) {
    return subscribe(this.#handle, tables);
  }

  sync(source, options) {
    return sync(this.#handle, source, options);
  }

  matchBatches(request, options) {
    return batches(this.#handle, request, options);
  }

  queryWholeBatches(request, options) {
    return rows(this.#handle, request, options);
  }

  async follow(source, options) {
    return new Following(KEY, await follow(this.#handle, source, options));
  }

  dropReplication(source, options) {
    return wait("drop_replication", options, (limit, flag) => this.#handle.dropReplication(source, limit, flag));
  }

  matchAdvisors(request, options) {
    return read(this.#handle, MATCH_ADVISORS, request, undefined, options);
  }

  matchAdvisorsJson(request, options) {
    return readBytes(this.#handle, MATCH_ADVISORS, request, undefined, options);
  }

  explainMatch(request, options) {
    return read(this.#handle, EXPLAIN_MATCH, request, undefined, options);
  }

  explainMatchJson(request, options) {
    return readBytes(this.#handle, EXPLAIN_MATCH, request, undefined, options);
  }

  scoringProfiles(options) {
    return read(this.#handle, SCORING_PROFILES, undefined, undefined, options);
  }

  scoringProfilesJson(options) {
    return readBytes(this.#handle, SCORING_PROFILES, undefined, undefined, options);
  }

  matchBatch(request, options) {
    return start(this.#handle, MATCH_BATCH, request, undefined, options);
  }

  matchBatchSync(request, options) {
    return call(this.#handle, MATCH_BATCH, request, undefined, options);
  }

  searchAdvisors(request, options) {
    return read(this.#handle, SEARCH_ADVISORS, request, undefined, options);
  }

  searchAdvisorsJson(request, options) {
    return readBytes(this.#handle, SEARCH_ADVISORS, request, undefined, options);
  }

  suggestAdvisors(request, options) {
    return read(this.#handle, SUGGEST_ADVISORS, request, undefined, options);
  }

  suggestAdvisorsJson(request, options) {
    return readBytes(this.#handle, SUGGEST_ADVISORS, request, undefined, options);
  }

  searchFacet(request, options) {
    return read(this.#handle, SEARCH_FACET, request, undefined, options);
  }

  searchFacetJson(request, options) {
    return readBytes(this.#handle, SEARCH_FACET, request, undefined, options);
  }

  getAdvisor(request, options) {
    return read(this.#handle, GET_ADVISOR, request, undefined, options);
  }

  getAdvisorJson(request, options) {
    return readBytes(this.#handle, GET_ADVISOR, request, undefined, options);
  }

  getAdvisors(request, options) {
    return read(this.#handle, GET_ADVISORS, request, undefined, options);
  }

  getAdvisorsJson(request, options) {
    return readBytes(this.#handle, GET_ADVISORS, request, undefined, options);
  }

  compareAdvisors(request, options) {
    return read(this.#handle, COMPARE_ADVISORS, request, undefined, options);
  }

  compareAdvisorsJson(request, options) {
    return readBytes(this.#handle, COMPARE_ADVISORS, request, undefined, options);
  }

  featuredAdvisors(request, options) {
    return read(this.#handle, FEATURED_ADVISORS, request, undefined, options);
  }

  featuredAdvisorsJson(request, options) {
    return readBytes(this.#handle, FEATURED_ADVISORS, request, undefined, options);
  }

  similarAdvisors(request, options) {
    return read(this.#handle, SIMILAR_ADVISORS, request, undefined, options);
  }

  similarAdvisorsJson(request, options) {
    return readBytes(this.#handle, SIMILAR_ADVISORS, request, undefined, options);
  }

  advisorRatings(request, options) {
    return read(this.#handle, ADVISOR_RATINGS, request, undefined, options);
  }

  advisorRatingsJson(request, options) {
    return readBytes(this.#handle, ADVISOR_RATINGS, request, undefined, options);
  }

  marketplaceStats(options) {
    return read(this.#handle, MARKETPLACE_STATS, undefined, undefined, options);
  }

  marketplaceStatsJson(options) {
    return readBytes(this.#handle, MARKETPLACE_STATS, undefined, undefined, options);
  }

  embedText(request, options) {
    return read(this.#handle, EMBED_TEXT, request, undefined, options);
  }

  embedTextJson(request, options) {
    return readBytes(this.#handle, EMBED_TEXT, request, undefined, options);
  }

  advisorTexts(request, options) {
    return read(this.#handle, ADVISOR_TEXTS, request, undefined, options);
  }

  advisorTextsJson(request, options) {
    return readBytes(this.#handle, ADVISOR_TEXTS, request, undefined, options);
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

  waitForRevision(request, options) {
    return start(this.#handle, WAIT_FOR_REVISION, request, undefined, options);
  }

  waitForRevisionSync(request, options) {
    return call(this.#handle, WAIT_FOR_REVISION, request, undefined, options);
  }

  queryWhole(request, options) {
    return start(this.#handle, QUERY_WHOLE, request, undefined, options);
  }

  queryWholeSync(request, options) {
    return call(this.#handle, QUERY_WHOLE, request, undefined, options);
  }

  explainQueryWhole(request, options) {
    return start(this.#handle, EXPLAIN_QUERY_WHOLE, request, undefined, options);
  }

  explainQueryWholeSync(request, options) {
    return call(this.#handle, EXPLAIN_QUERY_WHOLE, request, undefined, options);
  }

  stats(options) {
    return call(this.#handle, STATS, undefined, undefined, options);
  }

  statsJson(options) {
    return callBytes(this.#handle, STATS, undefined, undefined, options);
  }

  cacheStats(options) {
    return call(this.#handle, CACHE_STATS, undefined, undefined, options);
  }

  cacheStatsJson(options) {
    return callBytes(this.#handle, CACHE_STATS, undefined, undefined, options);
  }

  clearCache(options) {
    call(this.#handle, CLEAR_CACHE, undefined, undefined, options);
  }

  clearCacheJson(options) {
    return callBytes(this.#handle, CLEAR_CACHE, undefined, undefined, options);
  }

  warmCache(request, options) {
    return start(this.#handle, WARM_CACHE, request, undefined, options);
  }

  warmCacheSync(request, options) {
    return call(this.#handle, WARM_CACHE, request, undefined, options);
  }
}

class Following {
  #handle;

  constructor(key, handle) {
    checkKey(key, "use `engine.follow()`");
    this.#handle = handle;
  }

  status() {
    return JSON.parse(this.#handle.status());
  }

  async waitFor(position, options) {
    checkText("position", position);
    await wait("wait_for", options, (limit, flag) => this.#handle.waitFor(position, limit, flag));
  }

  pause() {
    this.#handle.pause();
  }

  resume() {
    this.#handle.resume();
  }

  stop() {
    return wait("stop", undefined, () => this.#handle.stop());
  }

  verify(options) {
    return verify(this.#handle, options);
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

  matchBatches(request, options) {
    return batches(this.#handle, request, options);
  }

  queryWholeBatches(request, options) {
    return rows(this.#handle, request, options);
  }

  matchAdvisors(request, options) {
    return read(this.#handle, MATCH_ADVISORS, request, undefined, options);
  }

  matchAdvisorsJson(request, options) {
    return readBytes(this.#handle, MATCH_ADVISORS, request, undefined, options);
  }

  explainMatch(request, options) {
    return read(this.#handle, EXPLAIN_MATCH, request, undefined, options);
  }

  explainMatchJson(request, options) {
    return readBytes(this.#handle, EXPLAIN_MATCH, request, undefined, options);
  }

  scoringProfiles(options) {
    return read(this.#handle, SCORING_PROFILES, undefined, undefined, options);
  }

  scoringProfilesJson(options) {
    return readBytes(this.#handle, SCORING_PROFILES, undefined, undefined, options);
  }

  matchBatch(request, options) {
    return start(this.#handle, MATCH_BATCH, request, undefined, options);
  }

  matchBatchSync(request, options) {
    return call(this.#handle, MATCH_BATCH, request, undefined, options);
  }

  searchAdvisors(request, options) {
    return read(this.#handle, SEARCH_ADVISORS, request, undefined, options);
  }

  searchAdvisorsJson(request, options) {
    return readBytes(this.#handle, SEARCH_ADVISORS, request, undefined, options);
  }

  suggestAdvisors(request, options) {
    return read(this.#handle, SUGGEST_ADVISORS, request, undefined, options);
  }

  suggestAdvisorsJson(request, options) {
    return readBytes(this.#handle, SUGGEST_ADVISORS, request, undefined, options);
  }

  searchFacet(request, options) {
    return read(this.#handle, SEARCH_FACET, request, undefined, options);
  }

  searchFacetJson(request, options) {
    return readBytes(this.#handle, SEARCH_FACET, request, undefined, options);
  }

  getAdvisor(request, options) {
    return read(this.#handle, GET_ADVISOR, request, undefined, options);
  }

  getAdvisorJson(request, options) {
    return readBytes(this.#handle, GET_ADVISOR, request, undefined, options);
  }

  getAdvisors(request, options) {
    return read(this.#handle, GET_ADVISORS, request, undefined, options);
  }

  getAdvisorsJson(request, options) {
    return readBytes(this.#handle, GET_ADVISORS, request, undefined, options);
  }

  compareAdvisors(request, options) {
    return read(this.#handle, COMPARE_ADVISORS, request, undefined, options);
  }

  compareAdvisorsJson(request, options) {
    return readBytes(this.#handle, COMPARE_ADVISORS, request, undefined, options);
  }

  featuredAdvisors(request, options) {
    return read(this.#handle, FEATURED_ADVISORS, request, undefined, options);
  }

  featuredAdvisorsJson(request, options) {
    return readBytes(this.#handle, FEATURED_ADVISORS, request, undefined, options);
  }

  similarAdvisors(request, options) {
    return read(this.#handle, SIMILAR_ADVISORS, request, undefined, options);
  }

  similarAdvisorsJson(request, options) {
    return readBytes(this.#handle, SIMILAR_ADVISORS, request, undefined, options);
  }

  advisorRatings(request, options) {
    return read(this.#handle, ADVISOR_RATINGS, request, undefined, options);
  }

  advisorRatingsJson(request, options) {
    return readBytes(this.#handle, ADVISOR_RATINGS, request, undefined, options);
  }

  marketplaceStats(options) {
    return read(this.#handle, MARKETPLACE_STATS, undefined, undefined, options);
  }

  marketplaceStatsJson(options) {
    return readBytes(this.#handle, MARKETPLACE_STATS, undefined, undefined, options);
  }

  embedText(request, options) {
    return read(this.#handle, EMBED_TEXT, request, undefined, options);
  }

  embedTextJson(request, options) {
    return readBytes(this.#handle, EMBED_TEXT, request, undefined, options);
  }

  advisorTexts(request, options) {
    return read(this.#handle, ADVISOR_TEXTS, request, undefined, options);
  }

  advisorTextsJson(request, options) {
    return readBytes(this.#handle, ADVISOR_TEXTS, request, undefined, options);
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

  values() {
    return valuesOf(this.#handle, this.#id);
  }

  subscribe(tables) {
    return subscribe(this.#handle, tables, this.#id);
  }

  queryBatches(request, options) {
    return rows(this.#handle, request, options, this.#id);
  }

  clientDashboard(request, options) {
    return read(this.#handle, CLIENT_DASHBOARD, request, this.#id, options);
  }

  clientDashboardJson(request, options) {
    return readBytes(this.#handle, CLIENT_DASHBOARD, request, this.#id, options);
  }

  organizationDashboard(options) {
    return read(this.#handle, ORGANIZATION_DASHBOARD, undefined, this.#id, options);
  }

  organizationDashboardJson(options) {
    return readBytes(this.#handle, ORGANIZATION_DASHBOARD, undefined, this.#id, options);
  }

  listClients(request, options) {
    return read(this.#handle, LIST_CLIENTS, request, this.#id, options);
  }

  listClientsJson(request, options) {
    return readBytes(this.#handle, LIST_CLIENTS, request, this.#id, options);
  }

  searchClients(request, options) {
    return read(this.#handle, SEARCH_CLIENTS, request, this.#id, options);
  }

  searchClientsJson(request, options) {
    return readBytes(this.#handle, SEARCH_CLIENTS, request, this.#id, options);
  }

  clientStats(options) {
    return read(this.#handle, CLIENT_STATS, undefined, this.#id, options);
  }

  clientStatsJson(options) {
    return readBytes(this.#handle, CLIENT_STATS, undefined, this.#id, options);
  }

  aggregateClients(request, options) {
    return read(this.#handle, AGGREGATE_CLIENTS, request, this.#id, options);
  }

  aggregateClientsJson(request, options) {
    return readBytes(this.#handle, AGGREGATE_CLIENTS, request, this.#id, options);
  }

  clientMetrics(request, options) {
    return read(this.#handle, CLIENT_METRICS, request, this.#id, options);
  }

  clientMetricsJson(request, options) {
    return readBytes(this.#handle, CLIENT_METRICS, request, this.#id, options);
  }

  engagementSummary(request, options) {
    return read(this.#handle, ENGAGEMENT_SUMMARY, request, this.#id, options);
  }

  engagementSummaryJson(request, options) {
    return readBytes(this.#handle, ENGAGEMENT_SUMMARY, request, this.#id, options);
  }

  recentActivity(request, options) {
    return read(this.#handle, RECENT_ACTIVITY, request, this.#id, options);
  }

  recentActivityJson(request, options) {
    return readBytes(this.#handle, RECENT_ACTIVITY, request, this.#id, options);
  }

  getRows(request, options) {
    return read(this.#handle, GET_ROWS, request, this.#id, options);
  }

  getRowsJson(request, options) {
    return readBytes(this.#handle, GET_ROWS, request, this.#id, options);
  }

  advisorStats(request, options) {
    return read(this.#handle, ADVISOR_STATS, request, this.#id, options);
  }

  advisorStatsJson(request, options) {
    return readBytes(this.#handle, ADVISOR_STATS, request, this.#id, options);
  }

  listClientMatches(request, options) {
    return read(this.#handle, LIST_CLIENT_MATCHES, request, this.#id, options);
  }

  listClientMatchesJson(request, options) {
    return readBytes(this.#handle, LIST_CLIENT_MATCHES, request, this.#id, options);
  }

  listAdvisorMatches(request, options) {
    return read(this.#handle, LIST_ADVISOR_MATCHES, request, this.#id, options);
  }

  listAdvisorMatchesJson(request, options) {
    return readBytes(this.#handle, LIST_ADVISOR_MATCHES, request, this.#id, options);
  }

  matchAnalytics(request, options) {
    return read(this.#handle, MATCH_ANALYTICS, request, this.#id, options);
  }

  matchAnalyticsJson(request, options) {
    return readBytes(this.#handle, MATCH_ANALYTICS, request, this.#id, options);
  }

  auditTrail(request, options) {
    return read(this.#handle, AUDIT_TRAIL, request, this.#id, options);
  }

  auditTrailJson(request, options) {
    return readBytes(this.#handle, AUDIT_TRAIL, request, this.#id, options);
  }

  auditStatistics(request, options) {
    return read(this.#handle, AUDIT_STATISTICS, request, this.#id, options);
  }

  auditStatisticsJson(request, options) {
    return readBytes(this.#handle, AUDIT_STATISTICS, request, this.#id, options);
  }

  queueStats(request, options) {
    return read(this.#handle, QUEUE_STATS, request, this.#id, options);
  }

  queueStatsJson(request, options) {
    return readBytes(this.#handle, QUEUE_STATS, request, this.#id, options);
  }

  portalAccess(request, options) {
    return read(this.#handle, PORTAL_ACCESS, request, this.#id, options);
  }

  portalAccessJson(request, options) {
    return readBytes(this.#handle, PORTAL_ACCESS, request, this.#id, options);
  }

  listDocuments(request, options) {
    return read(this.#handle, LIST_DOCUMENTS, request, this.#id, options);
  }

  listDocumentsJson(request, options) {
    return readBytes(this.#handle, LIST_DOCUMENTS, request, this.#id, options);
  }

  reviewQueue(request, options) {
    return read(this.#handle, REVIEW_QUEUE, request, this.#id, options);
  }

  reviewQueueJson(request, options) {
    return readBytes(this.#handle, REVIEW_QUEUE, request, this.#id, options);
  }

  documentStatistics(request, options) {
    return read(this.#handle, DOCUMENT_STATISTICS, request, this.#id, options);
  }

  documentStatisticsJson(request, options) {
    return readBytes(this.#handle, DOCUMENT_STATISTICS, request, this.#id, options);
  }

  listTasks(request, options) {
    return read(this.#handle, LIST_TASKS, request, this.#id, options);
  }

  listTasksJson(request, options) {
    return readBytes(this.#handle, LIST_TASKS, request, this.#id, options);
  }

  listInvoices(request, options) {
    return read(this.#handle, LIST_INVOICES, request, this.#id, options);
  }

  listInvoicesJson(request, options) {
    return readBytes(this.#handle, LIST_INVOICES, request, this.#id, options);
  }

  invoiceAging(request, options) {
    return read(this.#handle, INVOICE_AGING, request, this.#id, options);
  }

  invoiceAgingJson(request, options) {
    return readBytes(this.#handle, INVOICE_AGING, request, this.#id, options);
  }

  documentsByClient(request, options) {
    return read(this.#handle, DOCUMENTS_BY_CLIENT, request, this.#id, options);
  }

  documentsByClientJson(request, options) {
    return readBytes(this.#handle, DOCUMENTS_BY_CLIENT, request, this.#id, options);
  }

  engagementsByClient(request, options) {
    return read(this.#handle, ENGAGEMENTS_BY_CLIENT, request, this.#id, options);
  }

  engagementsByClientJson(request, options) {
    return readBytes(this.#handle, ENGAGEMENTS_BY_CLIENT, request, this.#id, options);
  }

  invoicesByClient(request, options) {
    return read(this.#handle, INVOICES_BY_CLIENT, request, this.#id, options);
  }

  invoicesByClientJson(request, options) {
    return readBytes(this.#handle, INVOICES_BY_CLIENT, request, this.#id, options);
  }

  tasksByAssignee(request, options) {
    return read(this.#handle, TASKS_BY_ASSIGNEE, request, this.#id, options);
  }

  tasksByAssigneeJson(request, options) {
    return readBytes(this.#handle, TASKS_BY_ASSIGNEE, request, this.#id, options);
  }

  tasksByEngagement(request, options) {
    return read(this.#handle, TASKS_BY_ENGAGEMENT, request, this.#id, options);
  }

  tasksByEngagementJson(request, options) {
    return readBytes(this.#handle, TASKS_BY_ENGAGEMENT, request, this.#id, options);
  }

  getClients(request, options) {
    return read(this.#handle, GET_CLIENTS, request, this.#id, options);
  }

  getClientsJson(request, options) {
    return readBytes(this.#handle, GET_CLIENTS, request, this.#id, options);
  }

  clientCounts(request, options) {
    return read(this.#handle, CLIENT_COUNTS, request, this.#id, options);
  }

  clientCountsJson(request, options) {
    return readBytes(this.#handle, CLIENT_COUNTS, request, this.#id, options);
  }

  query(request, options) {
    return start(this.#handle, QUERY, request, this.#id, options);
  }

  querySync(request, options) {
    return call(this.#handle, QUERY, request, this.#id, options);
  }

  explainQuery(request, options) {
    return start(this.#handle, EXPLAIN_QUERY, request, this.#id, options);
  }

  explainQuerySync(request, options) {
    return call(this.#handle, EXPLAIN_QUERY, request, this.#id, options);
  }
}

module.exports = { Engine, Following, Pinned, Tenant, EngineError };
