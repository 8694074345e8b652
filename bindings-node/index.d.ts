// Generated from the registry of operations by `cargo xtask generate bindings`: changes are lost.
/// <reference types="node" />

import type {
  CallOptions, FollowOptions, LongCallOptions, ReadOptions, RebuildRequest, Subscription, SyncSource, Values,
  VerifyOptions,
} from "./runtime.js";

export { EngineError } from "./runtime.js";
export type {
  CallOptions, ChangeSummary, ErrorCode, FollowOptions, LongCallOptions, OnBadRow, Progress, ReadOptions, RebuildRequest,
  Subscription, SyncSource, TableSummary, Values, VerifyOptions,
} from "./runtime.js";

/**
 * An open store. All of a process may share one; in memory it is private and goes when it is closed.
 *
 * Operations that are over in microseconds answer at once; those that take longer are promises, run on another thread,
 * and leave the event loop free.
 */
export declare class Engine {
  private constructor();

  /** Opens the store in a folder for writing, or makes one there; `Locked` where another engine has it open so. */
  static open(path: string, config?: Config): Promise<Engine>;

  /** As `open`; the event loop waits until it is done. */
  static openSync(path: string, config?: Config): Engine;

  /**
   * Opens a store that another process writes, for reading: what is committed there becomes visible here within
   * milliseconds, and `waitForRevision` waits for a revision that was acknowledged there. Writes are `Unsupported`; the
   * writer's lock and files are left alone. `NotFound` where no store was made yet.
   */
  static openFollower(path: string, config?: Config): Promise<Engine>;

  /** As `openFollower`; the event loop waits until it is done. */
  static openFollowerSync(path: string, config?: Config): Engine;

  /** Opens an empty engine whose files live in a private temporary folder and go when it is closed. */
  static inMemory(config?: Config): Promise<Engine>;

  /** As `inMemory`; the event loop waits until it is done. */
  static inMemorySync(config?: Config): Engine;

  /** Makes a store anew from a snapshot folder, where the old one cannot be opened any more; old files are set aside. */
  static rebuild(
    path: string,
    config: Config | undefined,
    request: RebuildRequest,
    options?: LongCallOptions,
  ): Promise<Engine>;

  /** The folder of the store. */
  get path(): string;

  /** Closes: what was called before finishes first, what is called later is refused with `Conflict`. Twice is fine. */
  close(): Promise<void>;

  /** As `close`; the event loop waits until it is done. */
  closeSync(): void;

  /** The way to one tenant's data; every call through it reads the newest revision. */
  tenant(id: string): Tenant;

  /** Holds the newest revision for several reads that must agree; release it when they are done. */
  pin(): Pinned;

  /** The host's own values that are of no tenant: what it would keep in Redis, or in a map of its own. */
  values(): Values;

  /**
   * Tells of every committed change of some tables, of all tenants; of all tables where none is named. It is for those
   * who may know of every tenant; for one of them there is `subscribe` of a tenant.
   */
  subscribeAll(tables?: readonly string[]): Subscription;

  /**
   * Replaces the rows of every source table by those of a source, as one revision; rows that cannot be taken are listed.
   * Host-owned rows stay. `Unavailable` or `PermissionDenied` where a server does not answer or refuses.
   */
  sync(source: SyncSource, options?: LongCallOptions): Promise<LoadReport>;

  /**
   * The advisors that fit each of many needs best, block by block: any number of needs in bounded memory, at one
   * revision. Each block is a stream of Arrow's IPC format with the rows of `matchBatch`; it is computed when it is
   * asked for. All needs are checked before the first; the time limit is that of all blocks together.
   */
  matchBatches(request: MatchBatch, options?: LongCallOptions): AsyncGenerator<Buffer, void, undefined>;

  /**
   * The rows of a question in SQL over all rows of all tenants, at one revision, without a limit of rows. Each block is a
   * stream of Arrow's IPC format; the first tells the columns where there are no rows, too. The time limit is that of all
   * blocks together.
   */
  queryWholeBatches(request: SqlQuery, options?: LongCallOptions): AsyncGenerator<Buffer, void, undefined>;

  /**
   * Follows a PostgreSQL database: loads everything where the store does not hold it yet, then applies every transaction
   * as it is committed, whole and in order. A store that followed the database before goes on where it stands.
   *
   * Every source table refuses `apply` from then on. The promise is resolved once the server was asked all that could
   * refuse it; the load runs in the background, and what was served before is served until it is done. A lost connection
   * is opened again, for as long as it takes. It is rejected with `PermissionDenied`, `Unsupported`, `SchemaMismatch` or
   * `NotFound` and what to do at the server, with `Unavailable` where no server answers, and with `Conflict` while
   * another following runs.
   */
  follow(source: PostgresSource, options?: FollowOptions): Promise<Following>;

  /**
   * Ends for good what `follow` set up: removes slot and publication from the server, so that it keeps no log for this
   * store, and lets `apply` change the source tables again. `Conflict` while a following runs.
   */
  dropReplication(source: PostgresSource, options?: CallOptions): Promise<void>;

  /** The advisors of the marketplace that fit a client's needs best. */
  matchAdvisors(request?: ClientNeeds, options?: ReadOptions): MatchResultAnswer;

  /** As `matchAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  matchAdvisorsJson(request?: ClientNeeds, options?: ReadOptions): Buffer;

  /** Where an advisor stands in a match, and why. */
  explainMatch(request: ExplainMatch, options?: ReadOptions): MatchExplanationAnswer;

  /** As `explainMatch`; the same answer as JSON in UTF-8, to be sent on as it is. */
  explainMatchJson(request: ExplainMatch, options?: ReadOptions): Buffer;

  /** What matches may be scored by: the profiles of the engine and of the host. */
  scoringProfiles(options?: ReadOptions): ScoringProfileListAnswer;

  /** As `scoringProfiles`; the same answer as JSON in UTF-8, to be sent on as it is. */
  scoringProfilesJson(options?: ReadOptions): Buffer;

  /** The advisors that fit each of many needs best. */
  matchBatch(request?: MatchBatch, options?: LongCallOptions): Promise<BatchResultAnswer>;

  /** As `matchBatch`; the event loop waits until it is done. */
  matchBatchSync(request?: MatchBatch, options?: CallOptions): BatchResultAnswer;

  /** Finds advisors by words and filters: a page, the exact total, and counts by facet. */
  searchAdvisors(request?: SearchAdvisors, options?: ReadOptions): SearchResultAnswer;

  /** As `searchAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  searchAdvisorsJson(request?: SearchAdvisors, options?: ReadOptions): Buffer;

  /** Names, titles, industries and services that begin as typed, with counts. */
  suggestAdvisors(request?: SuggestAdvisors, options?: ReadOptions): SuggestionsAnswer;

  /** As `suggestAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  suggestAdvisorsJson(request?: SuggestAdvisors, options?: ReadOptions): Buffer;

  /** Values of one facet that begin as typed, counted over the result of a search. */
  searchFacet(request: SearchFacet, options?: ReadOptions): FacetValuesAnswer;

  /** As `searchFacet`; the same answer as JSON in UTF-8, to be sent on as it is. */
  searchFacetJson(request: SearchFacet, options?: ReadOptions): Buffer;

  /** One advisor of the marketplace. */
  getAdvisor(request: GetAdvisor, options?: ReadOptions): AdvisorAnswer;

  /** As `getAdvisor`; the same answer as JSON in UTF-8, to be sent on as it is. */
  getAdvisorJson(request: GetAdvisor, options?: ReadOptions): Buffer;

  /** Many advisors of the marketplace by id, in the order of the ids. */
  getAdvisors(request: GetAdvisors, options?: ReadOptions): FoundAdvisorsAnswer;

  /** As `getAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  getAdvisorsJson(request: GetAdvisors, options?: ReadOptions): Buffer;

  /** Two to five advisors, to show side by side. */
  compareAdvisors(request: CompareAdvisors, options?: ReadOptions): AdvisorListAnswer;

  /** As `compareAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  compareAdvisorsJson(request: CompareAdvisors, options?: ReadOptions): Buffer;

  /** The available advisors that stand out in a category. */
  featuredAdvisors(request: FeaturedAdvisors, options?: ReadOptions): AdvisorListAnswer;

  /** As `featuredAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  featuredAdvisorsJson(request: FeaturedAdvisors, options?: ReadOptions): Buffer;

  /** The advisors who are like one advisor, nearest first. */
  similarAdvisors(request: SimilarAdvisors, options?: ReadOptions): SimilarAdvisorListAnswer;

  /** As `similarAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  similarAdvisorsJson(request: SimilarAdvisors, options?: ReadOptions): Buffer;

  /** What the published ratings of an advisor say, in figures. */
  advisorRatings(request: GetAdvisorRatings, options?: ReadOptions): AdvisorRatingsAnswer;

  /** As `advisorRatings`; the same answer as JSON in UTF-8, to be sent on as it is. */
  advisorRatingsJson(request: GetAdvisorRatings, options?: ReadOptions): Buffer;

  /** The marketplace in figures. */
  marketplaceStats(options?: ReadOptions): MarketplaceStatsAnswer;

  /** As `marketplaceStats`; the same answer as JSON in UTF-8, to be sent on as it is. */
  marketplaceStatsJson(options?: ReadOptions): Buffer;

  /** The lexical vector of a text: of its words and parts of words, with no model to load. */
  embedText(request: EmbedText, options?: ReadOptions): EmbeddedTextAnswer;

  /** As `embedText`; the same answer as JSON in UTF-8, to be sent on as it is. */
  embedTextJson(request: EmbedText, options?: ReadOptions): Buffer;

  /** A page of the advisors' texts, and whether the stored vectors are of them. */
  advisorTexts(request?: AdvisorTexts, options?: ReadOptions): AdvisorTextPageAnswer;

  /** As `advisorTexts`; the same answer as JSON in UTF-8, to be sent on as it is. */
  advisorTextsJson(request?: AdvisorTexts, options?: ReadOptions): Buffer;

  /** Takes a batch of changes as one durable revision. */
  apply(request: ApplyRequest, options?: LongCallOptions): Promise<Applied>;

  /** As `apply`; the event loop waits until it is done. */
  applySync(request: ApplyRequest, options?: CallOptions): Applied;

  /** Replaces the source tables by those of a snapshot folder. */
  loadSnapshot(request: LoadRequest, options?: LongCallOptions): Promise<LoadReport>;

  /** As `loadSnapshot`; the event loop waits until it is done. */
  loadSnapshotSync(request: LoadRequest, options?: CallOptions): LoadReport;

  /** Makes base and delta the next base now. */
  fold(options?: LongCallOptions): Promise<FoldReport>;

  /** As `fold`; the event loop waits until it is done. */
  foldSync(options?: CallOptions): FoldReport;

  /** Copies the store to a new folder. */
  backup(request: FolderRequest, options?: LongCallOptions): Promise<void>;

  /** As `backup`; the event loop waits until it is done. */
  backupSync(request: FolderRequest, options?: CallOptions): void;

  /** Compares every file of the store with its checksum. */
  verifyFiles(options?: LongCallOptions): Promise<FileReport>;

  /** As `verifyFiles`; the event loop waits until it is done. */
  verifyFilesSync(options?: CallOptions): FileReport;

  /** Computes every rollup anew and compares it with what is kept. */
  verifyRollups(options?: LongCallOptions): Promise<ViewReport>;

  /** As `verifyRollups`; the event loop waits until it is done. */
  verifyRollupsSync(options?: CallOptions): ViewReport;

  /** The rows that the last load could not take. */
  rejectedRows(options?: LongCallOptions): Promise<ReadonlyArray<RejectedRow>>;

  /** As `rejectedRows`; the event loop waits until it is done. */
  rejectedRowsSync(options?: CallOptions): ReadonlyArray<RejectedRow>;

  /** Waits until reads see a revision, such as one that another process has written. */
  waitForRevision(request: RevisionRequest, options?: LongCallOptions): Promise<PublishedRevision>;

  /** As `waitForRevision`; the event loop waits until it is done. */
  waitForRevisionSync(request: RevisionRequest, options?: CallOptions): PublishedRevision;

  /** Answers a question in SQL over all rows of all tenants, deleted ones included, at one revision. */
  queryWhole(request: SqlQuery, options?: LongCallOptions): Promise<SqlAnswerAnswer>;

  /** As `queryWhole`; the event loop waits until it is done. */
  queryWholeSync(request: SqlQuery, options?: CallOptions): SqlAnswerAnswer;

  /** How a question in SQL over all rows would be answered. */
  explainQueryWhole(request: SqlQuery, options?: LongCallOptions): Promise<SqlPlanAnswer>;

  /** As `explainQueryWhole`; the event loop waits until it is done. */
  explainQueryWholeSync(request: SqlQuery, options?: CallOptions): SqlPlanAnswer;

  /** The figures of the engine. */
  stats(options?: CallOptions): Stats;

  /** As `stats`; the same answer as JSON in UTF-8, to be sent on as it is. */
  statsJson(options?: CallOptions): Buffer;

  /** How the cache does: what it holds, and hits and misses by operation, class and tenant. */
  cacheStats(options?: CallOptions): CacheStats;

  /** As `cacheStats`; the same answer as JSON in UTF-8, to be sent on as it is. */
  cacheStatsJson(options?: CallOptions): Buffer;

  /** Throws out every kept answer and every value of the host. */
  clearCache(options?: CallOptions): void;

  /** As `clearCache`; the same answer as JSON in UTF-8, to be sent on as it is. */
  clearCacheJson(options?: CallOptions): Buffer;

  /** Computes reads that will be asked for, so that they are kept. */
  warmCache(request: WarmCache, options?: LongCallOptions): Promise<WarmedCache>;

  /** As `warmCache`; the event loop waits until it is done. */
  warmCacheSync(request: WarmCache, options?: CallOptions): WarmedCache;
}

/**
 * A following that runs until it is stopped or its engine closes: nobody need hold it, and it keeps neither the process
 * nor the event loop alive.
 */
export declare class Following {
  private constructor();

  /** What it does, and how far it has come. */
  status(): FollowStatus;

  /**
   * Waits until everything that the source committed before a position of its log is published here.
   *
   * `position` is what `SELECT pg_current_wal_insert_lsn()` says after the commit that the caller wants to read.
   * `Conflict` once the following has ended.
   */
  waitFor(position: string, options?: CallOptions): Promise<void>;

  /** Stops applying at the end of a transaction; the source keeps its log until `resume`. */
  pause(): void;

  /** Goes on after `pause`. */
  resume(): void;

  /** Ends it, and waits until it has ended; what it has applied stays, and the slot waits for the next following. */
  stop(): Promise<void>;

  /**
   * Compares every row with the source, at one position of its log; makes rows as the source has them if told to.
   *
   * The stream waits meanwhile, and so does what was committed since; reads go on. It copies every table.
   */
  verify(options?: VerifyOptions): Promise<VerifyReport>;
}

/** One revision, held until it is released: every read through it sees the same rows. */
export declare class Pinned {
  private constructor();

  /** The revision that is held. */
  readonly revision: number;

  /** When it was committed. */
  readonly asOf: AsOf;

  /** Lets the revision go; calls through it are then refused with `Conflict`. Twice is fine. */
  release(): void;

  /** The way to one tenant's data at this revision. */
  tenant(id: string): Tenant;

  /**
   * The advisors that fit each of many needs best, block by block: any number of needs in bounded memory, at one
   * revision. Each block is a stream of Arrow's IPC format with the rows of `matchBatch`; it is computed when it is
   * asked for. All needs are checked before the first; the time limit is that of all blocks together.
   */
  matchBatches(request: MatchBatch, options?: LongCallOptions): AsyncGenerator<Buffer, void, undefined>;

  /**
   * The rows of a question in SQL over all rows of all tenants, at one revision, without a limit of rows. Each block is a
   * stream of Arrow's IPC format; the first tells the columns where there are no rows, too. The time limit is that of all
   * blocks together.
   */
  queryWholeBatches(request: SqlQuery, options?: LongCallOptions): AsyncGenerator<Buffer, void, undefined>;

  /** The advisors of the marketplace that fit a client's needs best. */
  matchAdvisors(request?: ClientNeeds, options?: ReadOptions): MatchResultAnswer;

  /** As `matchAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  matchAdvisorsJson(request?: ClientNeeds, options?: ReadOptions): Buffer;

  /** Where an advisor stands in a match, and why. */
  explainMatch(request: ExplainMatch, options?: ReadOptions): MatchExplanationAnswer;

  /** As `explainMatch`; the same answer as JSON in UTF-8, to be sent on as it is. */
  explainMatchJson(request: ExplainMatch, options?: ReadOptions): Buffer;

  /** What matches may be scored by: the profiles of the engine and of the host. */
  scoringProfiles(options?: ReadOptions): ScoringProfileListAnswer;

  /** As `scoringProfiles`; the same answer as JSON in UTF-8, to be sent on as it is. */
  scoringProfilesJson(options?: ReadOptions): Buffer;

  /** The advisors that fit each of many needs best. */
  matchBatch(request?: MatchBatch, options?: LongCallOptions): Promise<BatchResultAnswer>;

  /** As `matchBatch`; the event loop waits until it is done. */
  matchBatchSync(request?: MatchBatch, options?: CallOptions): BatchResultAnswer;

  /** Finds advisors by words and filters: a page, the exact total, and counts by facet. */
  searchAdvisors(request?: SearchAdvisors, options?: ReadOptions): SearchResultAnswer;

  /** As `searchAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  searchAdvisorsJson(request?: SearchAdvisors, options?: ReadOptions): Buffer;

  /** Names, titles, industries and services that begin as typed, with counts. */
  suggestAdvisors(request?: SuggestAdvisors, options?: ReadOptions): SuggestionsAnswer;

  /** As `suggestAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  suggestAdvisorsJson(request?: SuggestAdvisors, options?: ReadOptions): Buffer;

  /** Values of one facet that begin as typed, counted over the result of a search. */
  searchFacet(request: SearchFacet, options?: ReadOptions): FacetValuesAnswer;

  /** As `searchFacet`; the same answer as JSON in UTF-8, to be sent on as it is. */
  searchFacetJson(request: SearchFacet, options?: ReadOptions): Buffer;

  /** One advisor of the marketplace. */
  getAdvisor(request: GetAdvisor, options?: ReadOptions): AdvisorAnswer;

  /** As `getAdvisor`; the same answer as JSON in UTF-8, to be sent on as it is. */
  getAdvisorJson(request: GetAdvisor, options?: ReadOptions): Buffer;

  /** Many advisors of the marketplace by id, in the order of the ids. */
  getAdvisors(request: GetAdvisors, options?: ReadOptions): FoundAdvisorsAnswer;

  /** As `getAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  getAdvisorsJson(request: GetAdvisors, options?: ReadOptions): Buffer;

  /** Two to five advisors, to show side by side. */
  compareAdvisors(request: CompareAdvisors, options?: ReadOptions): AdvisorListAnswer;

  /** As `compareAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  compareAdvisorsJson(request: CompareAdvisors, options?: ReadOptions): Buffer;

  /** The available advisors that stand out in a category. */
  featuredAdvisors(request: FeaturedAdvisors, options?: ReadOptions): AdvisorListAnswer;

  /** As `featuredAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  featuredAdvisorsJson(request: FeaturedAdvisors, options?: ReadOptions): Buffer;

  /** The advisors who are like one advisor, nearest first. */
  similarAdvisors(request: SimilarAdvisors, options?: ReadOptions): SimilarAdvisorListAnswer;

  /** As `similarAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  similarAdvisorsJson(request: SimilarAdvisors, options?: ReadOptions): Buffer;

  /** What the published ratings of an advisor say, in figures. */
  advisorRatings(request: GetAdvisorRatings, options?: ReadOptions): AdvisorRatingsAnswer;

  /** As `advisorRatings`; the same answer as JSON in UTF-8, to be sent on as it is. */
  advisorRatingsJson(request: GetAdvisorRatings, options?: ReadOptions): Buffer;

  /** The marketplace in figures. */
  marketplaceStats(options?: ReadOptions): MarketplaceStatsAnswer;

  /** As `marketplaceStats`; the same answer as JSON in UTF-8, to be sent on as it is. */
  marketplaceStatsJson(options?: ReadOptions): Buffer;

  /** The lexical vector of a text: of its words and parts of words, with no model to load. */
  embedText(request: EmbedText, options?: ReadOptions): EmbeddedTextAnswer;

  /** As `embedText`; the same answer as JSON in UTF-8, to be sent on as it is. */
  embedTextJson(request: EmbedText, options?: ReadOptions): Buffer;

  /** A page of the advisors' texts, and whether the stored vectors are of them. */
  advisorTexts(request?: AdvisorTexts, options?: ReadOptions): AdvisorTextPageAnswer;

  /** As `advisorTexts`; the same answer as JSON in UTF-8, to be sent on as it is. */
  advisorTextsJson(request?: AdvisorTexts, options?: ReadOptions): Buffer;
}

/** The way to one tenant's data. There is no other: a call without a tenant does not exist. */
export declare class Tenant {
  private constructor();

  /** The tenant's id. */
  get id(): string;

  /** The host's own values of this tenant: what it would keep in Redis. No other scope reads or invalidates them. */
  values(): Values;

  /**
   * Tells of the committed changes of this tenant's rows in some tables; in all tables where none is named. A row that
   * goes to another tenant is told to both. Rows of an advisor are told to every tenant while the marketplace may show
   * the advisor, and else to the tenant of the advisor's user alone.
   */
  subscribe(tables?: readonly string[]): Subscription;

  /**
   * The rows of a question in SQL over the tenant's live rows, at one revision, without a limit of rows. Each block is a
   * stream of Arrow's IPC format; the first tells the columns where there are no rows, too. The time limit is that of all
   * blocks together.
   */
  queryBatches(request: SqlQuery, options?: LongCallOptions): AsyncGenerator<Buffer, void, undefined>;

  /** Metrics, newest documents and next tasks of one client. */
  clientDashboard(request: ClientDashboardRequest, options?: ReadOptions): ClientDashboardAnswer;

  /** As `clientDashboard`; the same answer as JSON in UTF-8, to be sent on as it is. */
  clientDashboardJson(request: ClientDashboardRequest, options?: ReadOptions): Buffer;

  /** Counts and sums over everything that the organization holds. */
  organizationDashboard(options?: ReadOptions): OrganizationDashboardAnswer;

  /** As `organizationDashboard`; the same answer as JSON in UTF-8, to be sent on as it is. */
  organizationDashboardJson(options?: ReadOptions): Buffer;

  /** A page of the tenant's clients, with counts. */
  listClients(request?: ListClients, options?: ReadOptions): ClientRowPageAnswer;

  /** As `listClients`; the same answer as JSON in UTF-8, to be sent on as it is. */
  listClientsJson(request?: ListClients, options?: ReadOptions): Buffer;

  /** The clients that hold a text, best first. */
  searchClients(request: SearchClients, options?: ReadOptions): ClientSearchResultAnswer;

  /** As `searchClients`; the same answer as JSON in UTF-8, to be sent on as it is. */
  searchClientsJson(request: SearchClients, options?: ReadOptions): Buffer;

  /** The tenant's clients in figures. */
  clientStats(options?: ReadOptions): ClientStatsAnswer;

  /** As `clientStats`; the same answer as JSON in UTF-8, to be sent on as it is. */
  clientStatsJson(options?: ReadOptions): Buffer;

  /** The tenant's clients by group, with sums of their revenues. */
  aggregateClients(request: AggregateClients, options?: ReadOptions): ClientAggregationAnswer;

  /** As `aggregateClients`; the same answer as JSON in UTF-8, to be sent on as it is. */
  aggregateClientsJson(request: AggregateClients, options?: ReadOptions): Buffer;

  /** Clients, invoices, engagements and documents in figures, of one client or of all. */
  clientMetrics(request?: ClientMetricsRequest, options?: ReadOptions): ClientMetricsAnswer;

  /** As `clientMetrics`; the same answer as JSON in UTF-8, to be sent on as it is. */
  clientMetricsJson(request?: ClientMetricsRequest, options?: ReadOptions): Buffer;

  /** The engagements and the billing of one client in a year. */
  engagementSummary(request: GetEngagementSummary, options?: ReadOptions): EngagementSummaryAnswer;

  /** As `engagementSummary`; the same answer as JSON in UTF-8, to be sent on as it is. */
  engagementSummaryJson(request: GetEngagementSummary, options?: ReadOptions): Buffer;

  /** The clients that were made and those that were changed in the last days. */
  recentActivity(request?: RecentActivity, options?: ReadOptions): RecentClientsAnswer;

  /** As `recentActivity`; the same answer as JSON in UTF-8, to be sent on as it is. */
  recentActivityJson(request?: RecentActivity, options?: ReadOptions): Buffer;

  /** Rows of one table by their ids, in the order of the ids. */
  getRows(request: GetRows, options?: ReadOptions): FoundRowsAnswer;

  /** As `getRows`; the same answer as JSON in UTF-8, to be sent on as it is. */
  getRowsJson(request: GetRows, options?: ReadOptions): Buffer;

  /** What an advisor did for the tenant, and where the advisor stands. */
  advisorStats(request: GetAdvisorStats, options?: ReadOptions): AdvisorStatsAnswer;

  /** As `advisorStats`; the same answer as JSON in UTF-8, to be sent on as it is. */
  advisorStatsJson(request: GetAdvisorStats, options?: ReadOptions): Buffer;

  /** A page of the matches of one client, with the advisors' cards. */
  listClientMatches(request: ListClientMatches, options?: ReadOptions): MatchRowPageAnswer;

  /** As `listClientMatches`; the same answer as JSON in UTF-8, to be sent on as it is. */
  listClientMatchesJson(request: ListClientMatches, options?: ReadOptions): Buffer;

  /** A page of the tenant's matches with one advisor, with the clients' names. */
  listAdvisorMatches(request: ListAdvisorMatches, options?: ReadOptions): MatchRowPageAnswer;

  /** As `listAdvisorMatches`; the same answer as JSON in UTF-8, to be sent on as it is. */
  listAdvisorMatchesJson(request: ListAdvisorMatches, options?: ReadOptions): Buffer;

  /** The tenant's matches in figures, period by period. */
  matchAnalytics(request: AnalyseMatches, options?: ReadOptions): MatchAnalyticsAnswer;

  /** As `matchAnalytics`; the same answer as JSON in UTF-8, to be sent on as it is. */
  matchAnalyticsJson(request: AnalyseMatches, options?: ReadOptions): Buffer;

  /** A page of the tenant's audit trail. */
  auditTrail(request?: ListAuditTrail, options?: ReadOptions): AuditRowPageAnswer;

  /** As `auditTrail`; the same answer as JSON in UTF-8, to be sent on as it is. */
  auditTrailJson(request?: ListAuditTrail, options?: ReadOptions): Buffer;

  /** The tenant's audit trail in figures. */
  auditStatistics(request?: AuditStatisticsRequest, options?: ReadOptions): AuditStatisticsAnswer;

  /** As `auditStatistics`; the same answer as JSON in UTF-8, to be sent on as it is. */
  auditStatisticsJson(request?: AuditStatisticsRequest, options?: ReadOptions): Buffer;

  /** How the tenant's queues of jobs stand. */
  queueStats(request?: GetQueueStats, options?: ReadOptions): QueueStatsAnswer;

  /** As `queueStats`; the same answer as JSON in UTF-8, to be sent on as it is. */
  queueStatsJson(request?: GetQueueStats, options?: ReadOptions): Buffer;

  /** Whether a person may enter the portal of a client now, and as which audience. */
  portalAccess(request: GetPortalAccess, options?: ReadOptions): PortalDecisionAnswer;

  /** As `portalAccess`; the same answer as JSON in UTF-8, to be sent on as it is. */
  portalAccessJson(request: GetPortalAccess, options?: ReadOptions): Buffer;

  /** A page of documents, of one client or of the whole tenant. */
  listDocuments(request: ListDocuments, options?: ReadOptions): DocumentRowPageAnswer;

  /** As `listDocuments`; the same answer as JSON in UTF-8, to be sent on as it is. */
  listDocumentsJson(request: ListDocuments, options?: ReadOptions): Buffer;

  /** A page of the documents that wait for review, least sure first. */
  reviewQueue(request?: ReviewQueue, options?: ReadOptions): DocumentRowPageAnswer;

  /** As `reviewQueue`; the same answer as JSON in UTF-8, to be sent on as it is. */
  reviewQueueJson(request?: ReviewQueue, options?: ReadOptions): Buffer;

  /** How the reading of documents by machine goes, and what waits for review. */
  documentStatistics(request?: DocumentStatisticsRequest, options?: ReadOptions): DocumentStatisticsAnswer;

  /** As `documentStatistics`; the same answer as JSON in UTF-8, to be sent on as it is. */
  documentStatisticsJson(request?: DocumentStatisticsRequest, options?: ReadOptions): Buffer;

  /** A page of tasks: of a client, an engagement, a person, or the whole tenant. */
  listTasks(request: ListTasks, options?: ReadOptions): TaskRowPageAnswer;

  /** As `listTasks`; the same answer as JSON in UTF-8, to be sent on as it is. */
  listTasksJson(request: ListTasks, options?: ReadOptions): Buffer;

  /** A page of invoices, with what was paid of each and how long it is overdue. */
  listInvoices(request: ListInvoices, options?: ReadOptions): InvoiceRowPageAnswer;

  /** As `listInvoices`; the same answer as JSON in UTF-8, to be sent on as it is. */
  listInvoicesJson(request: ListInvoices, options?: ReadOptions): Buffer;

  /** What is owed by how many days it is late, per currency. */
  invoiceAging(request: InvoiceAgingRequest, options?: ReadOptions): InvoiceAgingAnswer;

  /** As `invoiceAging`; the same answer as JSON in UTF-8, to be sent on as it is. */
  invoiceAgingJson(request: InvoiceAgingRequest, options?: ReadOptions): Buffer;

  /** The newest documents of each of many clients. */
  documentsByClient(request: DocumentsByClient, options?: ReadOptions): DocumentRowGroupsAnswer;

  /** As `documentsByClient`; the same answer as JSON in UTF-8, to be sent on as it is. */
  documentsByClientJson(request: DocumentsByClient, options?: ReadOptions): Buffer;

  /** The newest engagements of each of many clients. */
  engagementsByClient(request: EngagementsByClient, options?: ReadOptions): EngagementRowGroupsAnswer;

  /** As `engagementsByClient`; the same answer as JSON in UTF-8, to be sent on as it is. */
  engagementsByClientJson(request: EngagementsByClient, options?: ReadOptions): Buffer;

  /** The newest invoices of each of many clients. */
  invoicesByClient(request: InvoicesByClient, options?: ReadOptions): InvoiceRowGroupsAnswer;

  /** As `invoicesByClient`; the same answer as JSON in UTF-8, to be sent on as it is. */
  invoicesByClientJson(request: InvoicesByClient, options?: ReadOptions): Buffer;

  /** The tasks of each of many people that are not completed. */
  tasksByAssignee(request: TasksByAssignee, options?: ReadOptions): TaskRowGroupsAnswer;

  /** As `tasksByAssignee`; the same answer as JSON in UTF-8, to be sent on as it is. */
  tasksByAssigneeJson(request: TasksByAssignee, options?: ReadOptions): Buffer;

  /** The tasks of each of many engagements. */
  tasksByEngagement(request: TasksByEngagement, options?: ReadOptions): TaskRowGroupsAnswer;

  /** As `tasksByEngagement`; the same answer as JSON in UTF-8, to be sent on as it is. */
  tasksByEngagementJson(request: TasksByEngagement, options?: ReadOptions): Buffer;

  /** Many clients by their ids, in the order of the ids. */
  getClients(request: GetClients, options?: ReadOptions): FoundClientsAnswer;

  /** As `getClients`; the same answer as JSON in UTF-8, to be sent on as it is. */
  getClientsJson(request: GetClients, options?: ReadOptions): Buffer;

  /** How many rows each of many clients has. */
  clientCounts(request: ClientCountsRequest, options?: ReadOptions): CountedClientsAnswer;

  /** As `clientCounts`; the same answer as JSON in UTF-8, to be sent on as it is. */
  clientCountsJson(request: ClientCountsRequest, options?: ReadOptions): Buffer;

  /** Answers a question in SQL over the tenant's live rows, at one revision. */
  query(request: SqlQuery, options?: LongCallOptions): Promise<SqlAnswerAnswer>;

  /** As `query`; the event loop waits until it is done. */
  querySync(request: SqlQuery, options?: CallOptions): SqlAnswerAnswer;

  /** How a question in SQL over the tenant's rows would be answered. */
  explainQuery(request: SqlQuery, options?: LongCallOptions): Promise<SqlPlanAnswer>;

  /** As `explainQuery`; the event loop waits until it is done. */
  explainQuerySync(request: SqlQuery, options?: CallOptions): SqlPlanAnswer;
}

/** How often something was done. */
export interface ActionCount {
  /** What was done. */
  readonly action: string;
  /** The lines of it. */
  readonly count: number;
}

/** An advisor of the marketplace: public columns only, those that were selected. */
export interface Advisor {
  /** The id of the profile; there whatever was selected. */
  readonly id: string;
  /** Whether the advisor may be paid by the hour. */
  readonly acceptsHourly?: boolean;
  /** Whether the advisor may be paid by project. */
  readonly acceptsProject?: boolean;
  /** Whether the advisor may be paid a monthly retainer. */
  readonly acceptsRetainer?: boolean;
  /** Whether the advisor may be paid by the value of the work. */
  readonly acceptsValueBased?: boolean;
  /** What the advisor tells of the work. */
  readonly bio?: string | null;
  /** Sizes of business served. */
  readonly businessSizes?: ReadonlyArray<string>;
  /** Certifications held. */
  readonly certifications?: ReadonlyArray<string>;
  /** Engagements brought to an end. */
  readonly completedEngagements?: number;
  /** When the profile was made. */
  readonly createdAt?: Timestamp | null;
  /** Clients served now. */
  readonly currentClients?: number;
  /** The headline of the profile. */
  readonly headline?: string | null;
  /** Where the words of the text stand in the advisor's texts: fields in a fixed order, items in theirs; only where the search asks for it and has a text. */
  readonly highlights?: ReadonlyArray<Highlight>;
  /** The price of an hour. */
  readonly hourlyRate?: Money | null;
  /** Industries known. */
  readonly industries?: ReadonlyArray<string>;
  /** Whether the advisor takes new clients now. */
  readonly isAvailable?: boolean;
  /** Languages spoken. */
  readonly languages?: ReadonlyArray<string>;
  /** The advisor's page in the professional network. */
  readonly linkedinUrl?: string | null;
  /** The most clients that the advisor takes. */
  readonly maxClients?: number | null;
  /** The largest monthly retainer. */
  readonly monthlyRetainerMax?: Money | null;
  /** The least monthly retainer. */
  readonly monthlyRetainerMin?: Money | null;
  /** The user's name; none where the user is not there or deleted. */
  readonly name?: string | null;
  /** 0 to 5. */
  readonly overallRating?: number | null;
  /** A page with earlier work. */
  readonly portfolioUrl?: string | null;
  /** The title of the profile. */
  readonly professionalTitle?: string | null;
  /** The least price of a project. */
  readonly projectRateMin?: Money | null;
  /** Whether the advisor works remotely only. */
  readonly remoteOnly?: boolean;
  /** How long an answer takes, in hours. */
  readonly responseTime?: number | null;
  /** How well the advisor fits the text, higher is better; only in a list by relevance. */
  readonly score?: number;
  /** Services offered. */
  readonly services?: ReadonlyArray<string>;
  /** The cosine of the two embeddings, -1 to 1, higher is nearer; only among similar advisors. */
  readonly similarity?: number;
  /** The zone that the advisor lives by. */
  readonly timezone?: string | null;
  /** How many reviews the rating rests on. */
  readonly totalReviews?: number;
  /** The user behind the profile. */
  readonly userId?: string;
  /** A video in which the advisor speaks. */
  readonly videoIntroUrl?: string | null;
  /** Whether the advisor travels to clients. */
  readonly willingToTravel?: boolean;
  /** Years of experience. */
  readonly yearsExperience?: number | null;
}

/** An answer with the revision at which it is true. */
export interface AdvisorAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The id of the profile; there whatever was selected. */
  readonly id: string;
  /** Whether the advisor may be paid by the hour. */
  readonly acceptsHourly?: boolean;
  /** Whether the advisor may be paid by project. */
  readonly acceptsProject?: boolean;
  /** Whether the advisor may be paid a monthly retainer. */
  readonly acceptsRetainer?: boolean;
  /** Whether the advisor may be paid by the value of the work. */
  readonly acceptsValueBased?: boolean;
  /** What the advisor tells of the work. */
  readonly bio?: string | null;
  /** Sizes of business served. */
  readonly businessSizes?: ReadonlyArray<string>;
  /** Certifications held. */
  readonly certifications?: ReadonlyArray<string>;
  /** Engagements brought to an end. */
  readonly completedEngagements?: number;
  /** When the profile was made. */
  readonly createdAt?: Timestamp | null;
  /** Clients served now. */
  readonly currentClients?: number;
  /** The headline of the profile. */
  readonly headline?: string | null;
  /** Where the words of the text stand in the advisor's texts: fields in a fixed order, items in theirs; only where the search asks for it and has a text. */
  readonly highlights?: ReadonlyArray<Highlight>;
  /** The price of an hour. */
  readonly hourlyRate?: Money | null;
  /** Industries known. */
  readonly industries?: ReadonlyArray<string>;
  /** Whether the advisor takes new clients now. */
  readonly isAvailable?: boolean;
  /** Languages spoken. */
  readonly languages?: ReadonlyArray<string>;
  /** The advisor's page in the professional network. */
  readonly linkedinUrl?: string | null;
  /** The most clients that the advisor takes. */
  readonly maxClients?: number | null;
  /** The largest monthly retainer. */
  readonly monthlyRetainerMax?: Money | null;
  /** The least monthly retainer. */
  readonly monthlyRetainerMin?: Money | null;
  /** The user's name; none where the user is not there or deleted. */
  readonly name?: string | null;
  /** 0 to 5. */
  readonly overallRating?: number | null;
  /** A page with earlier work. */
  readonly portfolioUrl?: string | null;
  /** The title of the profile. */
  readonly professionalTitle?: string | null;
  /** The least price of a project. */
  readonly projectRateMin?: Money | null;
  /** Whether the advisor works remotely only. */
  readonly remoteOnly?: boolean;
  /** How long an answer takes, in hours. */
  readonly responseTime?: number | null;
  /** How well the advisor fits the text, higher is better; only in a list by relevance. */
  readonly score?: number;
  /** Services offered. */
  readonly services?: ReadonlyArray<string>;
  /** The cosine of the two embeddings, -1 to 1, higher is nearer; only among similar advisors. */
  readonly similarity?: number;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** The zone that the advisor lives by. */
  readonly timezone?: string | null;
  /** How many reviews the rating rests on. */
  readonly totalReviews?: number;
  /** The user behind the profile. */
  readonly userId?: string;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
  /** A video in which the advisor speaks. */
  readonly videoIntroUrl?: string | null;
  /** Whether the advisor travels to clients. */
  readonly willingToTravel?: boolean;
  /** Years of experience. */
  readonly yearsExperience?: number | null;
}

/**
 * A field of `Advisor`.
 * - `id`: The id of the profile; there whatever was selected.
 * - `userId`: The user behind the profile.
 * - `name`: The user's name; none where the user is not there or deleted.
 * - `professionalTitle`: The title of the profile.
 * - `headline`: The headline of the profile.
 * - `bio`: What the advisor tells of the work.
 * - `yearsExperience`: Years of experience.
 * - `certifications`: Certifications held.
 * - `industries`: Industries known.
 * - `services`: Services offered.
 * - `businessSizes`: Sizes of business served.
 * - `languages`: Languages spoken.
 * - `hourlyRate`: The price of an hour.
 * - `monthlyRetainerMin`: The least monthly retainer.
 * - `monthlyRetainerMax`: The largest monthly retainer.
 * - `projectRateMin`: The least price of a project.
 * - `acceptsHourly`: Whether the advisor may be paid by the hour.
 * - `acceptsRetainer`: Whether the advisor may be paid a monthly retainer.
 * - `acceptsProject`: Whether the advisor may be paid by project.
 * - `acceptsValueBased`: Whether the advisor may be paid by the value of the work.
 * - `overallRating`: 0 to 5.
 * - `totalReviews`: How many reviews the rating rests on.
 * - `completedEngagements`: Engagements brought to an end.
 * - `responseTime`: How long an answer takes, in hours.
 * - `currentClients`: Clients served now.
 * - `maxClients`: The most clients that the advisor takes.
 * - `isAvailable`: Whether the advisor takes new clients now.
 * - `remoteOnly`: Whether the advisor works remotely only.
 * - `willingToTravel`: Whether the advisor travels to clients.
 * - `timezone`: The zone that the advisor lives by.
 * - `videoIntroUrl`: A video in which the advisor speaks.
 * - `portfolioUrl`: A page with earlier work.
 * - `linkedinUrl`: The advisor's page in the professional network.
 * - `createdAt`: When the profile was made.
 */
export type AdvisorField = "id" | "userId" | "name" | "professionalTitle" | "headline" | "bio" | "yearsExperience" | "certifications" | "industries" | "services" | "businessSizes" | "languages" | "hourlyRate" | "monthlyRetainerMin" | "monthlyRetainerMax" | "projectRateMin" | "acceptsHourly" | "acceptsRetainer" | "acceptsProject" | "acceptsValueBased" | "overallRating" | "totalReviews" | "completedEngagements" | "responseTime" | "currentClients" | "maxClients" | "isAvailable" | "remoteOnly" | "willingToTravel" | "timezone" | "videoIntroUrl" | "portfolioUrl" | "linkedinUrl" | "createdAt";

/**
 * What a search form asks for: every field that is given must hold, any word of a list will do.
 *
 * An empty list and a field that is absent ask for nothing; 0 is a value. Words are compared without regard to case. An advisor who lacks a number drops out of its filter, unless `keep_missing` names it.
 */
export interface AdvisorFilters {
  /** Whether the advisor may be paid by the hour. */
  readonly acceptsHourly?: boolean | null | undefined;
  /** Whether the advisor may be paid by project. */
  readonly acceptsProject?: boolean | null | undefined;
  /** Whether the advisor may be paid a monthly retainer. */
  readonly acceptsRetainer?: boolean | null | undefined;
  /** Whether the advisor may be paid by the value of the work. */
  readonly acceptsValueBased?: boolean | null | undefined;
  /** Whether the advisor takes new clients now. */
  readonly available?: boolean | null | undefined;
  /** Any of these sizes of business. */
  readonly businessSizes?: ReadonlyArray<string> | undefined;
  /** Whether the advisor has fewer clients than the maximum. */
  readonly capacityLeft?: boolean | null | undefined;
  /** Any of these certifications. */
  readonly certifications?: ReadonlyArray<string> | undefined;
  /** The highest price of an hour. */
  readonly hourlyRateMax?: Money | null | undefined;
  /** The least price of an hour. */
  readonly hourlyRateMin?: Money | null | undefined;
  /** Any of these industries. */
  readonly industries?: ReadonlyArray<string> | undefined;
  /** The numbers without which an advisor stays in. */
  readonly keepMissing?: ReadonlyArray<NumericFilter> | undefined;
  /** Any of these languages. */
  readonly languages?: ReadonlyArray<string> | undefined;
  /** The highest monthly retainer: the advisor's own maximum is within it. */
  readonly monthlyRetainerMax?: Money | null | undefined;
  /** The least rating, 0 to 5. */
  readonly ratingMin?: number | null | undefined;
  /** Whether the advisor works remotely only. */
  readonly remoteOnly?: boolean | null | undefined;
  /** Any of these services. */
  readonly services?: ReadonlyArray<string> | undefined;
  /** The least years of experience. */
  readonly yearsMin?: number | null | undefined;
}

/** An answer with the revision at which it is true. */
export interface AdvisorListAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The advisors. */
  readonly advisors: ReadonlyArray<Advisor>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** An answer with the revision at which it is true. */
export interface AdvisorRatingsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The id of the profile. */
  readonly id: string;
  /** The published ratings. */
  readonly satisfaction: SatisfactionFigures;
  /** Live clients, each once, of live engagements that are assigned to the advisor's user and neither completed nor cancelled: clients served now, whatever the profile says. */
  readonly currentClientCount: number;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/**
 * The order of a list of advisors. Each is total: missing values last, equal ones by id.
 * - `relevance`: How well the text fits, best first; only with a text.
 * - `rating`: The rating, highest first.
 * - `experience`: Years of experience, most first.
 * - `price_low`: The price of an hour, lowest first.
 * - `price_high`: The price of an hour, highest first.
 * - `reviews`: The number of reviews, most first.
 * - `newest`: The making of the profile, newest first.
 */
export type AdvisorSort = "relevance" | "rating" | "experience" | "price_low" | "price_high" | "reviews" | "newest";

/** What a profile says of its advisor, as it is stored. */
export interface AdvisorStanding {
  /** The id of the profile. */
  readonly id: string;
  /** 0 to 5. */
  readonly overallRating: number | null;
  /** How many reviews the rating rests on. */
  readonly totalReviews: number;
  /** Engagements brought to an end. */
  readonly completedEngagements: number;
  /** Clients served now. */
  readonly currentClients: number;
  /** The most clients that the advisor takes. */
  readonly maxClients: number | null;
}

/** An answer with the revision at which it is true. */
export interface AdvisorStatsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The advisor, as a user. */
  readonly userId: string;
  /** What the advisor's profile says, whatever the range; none without a live profile that the tenant may see: that of a user of its own, or one of the marketplace. */
  readonly profile: AdvisorStanding | null;
  /** Engagements of the tenant that are assigned to the advisor and start in the range. One without a date of start counts where the range has no bounds. */
  readonly engagementCount: number;
  /** Revenue shares of the tenant whose period starts in the range. */
  readonly shares: ShareSums;
  /** Ratings by the tenant's clients whose review is dated in the range, published or not. */
  readonly satisfaction: SatisfactionFigures;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** The text of one advisor, as it is to be embedded. */
export interface AdvisorText {
  /** The id of the profile. */
  readonly advisorId: string;
  /** Title, headline, bio, industries, services and certifications, each from a new line; the items of a list with `, ` between them. */
  readonly text: string;
  /** The digest to store with the vector of this text: `text-v1:` and 32 hexadecimal digits. */
  readonly textDigest: string;
  /** How the stored vector stands to the text. */
  readonly state: TextState;
}

/** An answer with the revision at which it is true. */
export interface AdvisorTextPageAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The rows of this page, in the order that was asked for. */
  readonly rows: ReadonlyArray<AdvisorText>;
  /** All rows that fit, whichever page this is. */
  readonly total: number;
  /** Whether every row was counted; an estimate was asked for where this is false. */
  readonly isTotalExact: boolean;
  /** Where the next page starts; none on the last. */
  readonly nextCursor: string | null;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** Asks for the texts that a host's model is to embed. */
export interface AdvisorTexts {
  /** Which page; the total is always exact. */
  readonly page?: PageRequest | undefined;
  /** Only advisors whose vectors are in this state; none for all. */
  readonly state?: TextState | null | undefined;
}

/** Groups of clients, with sums. */
export interface AggregateClients {
  /** What a group has in common. */
  readonly groupBy: ClientGroup;
  /** Which clients. */
  readonly filters?: ClientFilters | undefined;
}

/** Invoices that are owed. */
export interface AgingBand {
  /** How many. */
  readonly count: number;
  /** The sum of their balances; one of zero or below counts as it stands. */
  readonly balance: Money;
}

/** Asks for the tenant's matches in figures, period by period. */
export interface AnalyseMatches {
  /** Made at this instant or later. */
  readonly from: Timestamp | Date;
  /** Made before this instant. */
  readonly to: Timestamp | Date;
  /** Matches with this advisor alone, by the id of the profile. */
  readonly advisorProfileId?: string | null | undefined;
  /** Matches of this client alone. */
  readonly clientId?: string | null | undefined;
  /** The periods: weeks where nothing is said. */
  readonly groupBy?: PeriodKind | undefined;
  /** The zone that the periods are of, by its IANA name: `UTC` where nothing is said. */
  readonly timeZone?: string | undefined;
}

/** What `apply` acknowledges. */
export interface Applied {
  /** The revision that holds the batch; published when `apply` returns. */
  readonly revision: number;
  /** When it was committed. */
  readonly asOf: AsOf;
  /** Changes in the batch. */
  readonly changeCount: number;
  /** Elements that were left out of lists of records; only some schemas have such lists. */
  readonly malformedElementCount: number;
}

/** A batch of changes. */
export interface ApplyRequest {
  /** All of them are taken as one revision, or none. */
  readonly changes: ReadonlyArray<Change>;
  /** The host's own mark of how far it has come; every later answer carries it. */
  readonly sourcePosition?: string | null | undefined;
}

/** When the revision of an answer was committed, and how far its source had come. */
export interface AsOf {
  /** When the newest batch of the revision was committed here. */
  readonly committedAt: Timestamp;
  /** The position that the source gave with it, where it gave one. */
  readonly sourcePosition: string | null;
}

/** Who an answer is for. Every read that a client's portal may call takes one. */
export type Audience = {
  readonly kind: "staff";
} | {
  readonly kind: "portal";
  /** The only client that this access opens. */
  readonly clientId: string;
  /** Whether the row is active; an inactive one opens nothing. */
  readonly isActive: boolean;
  /** Whether amounts and invoices are shown. */
  readonly canViewFinancials: boolean;
  /** The access levels of the documents that are shown; confidential ones never are. */
  readonly documentAccessLevels: ReadonlyArray<DocumentAccessLevel>;
  /** From this instant on the access opens nothing. */
  readonly expiresAt?: Timestamp | Date | null | undefined;
};

/** Conditions on a line, all of which must hold; an empty list asks for nothing. Values are spelled as in the row. */
export interface AuditFilters {
  /** One of these actions. */
  readonly actions?: ReadonlyArray<string> | undefined;
  /** Done at this instant or later. */
  readonly createdFrom?: Timestamp | Date | null | undefined;
  /** Done before this instant. */
  readonly createdTo?: Timestamp | Date | null | undefined;
  /** Of one of these things. */
  readonly entityIds?: ReadonlyArray<string> | undefined;
  /** Of one of these kinds of things. */
  readonly entityTypes?: ReadonlyArray<string> | undefined;
  /** By one of these people. */
  readonly userIds?: ReadonlyArray<string> | undefined;
}

/** Who did what to what. */
export interface AuditRow {
  /** The line's id. */
  readonly id: string;
  /** What was done, in the words of the source: `create`, `update`, `login`, … */
  readonly action?: string;
  /** When it was done. */
  readonly createdAt?: Timestamp;
  /** To which one. */
  readonly entityId?: string | null;
  /** To what kind of thing. */
  readonly entityType?: string;
  /** What else the source says, as JSON text. */
  readonly metadata?: string | null;
  /** Who did it; none where it was not a person. */
  readonly userId?: string | null;
  /** The name of the person; none where the user is not of the tenant or deleted. */
  readonly userName?: string | null;
}

/**
 * A field of `AuditRow`.
 * - `id`: The line's id.
 * - `userId`: Who did it; none where it was not a person.
 * - `userName`: The name of the person; none where the user is not of the tenant or deleted.
 * - `action`: What was done, in the words of the source: `create`, `update`, `login`, …
 * - `entityType`: To what kind of thing.
 * - `entityId`: To which one.
 * - `metadata`: What else the source says, as JSON text.
 * - `createdAt`: When it was done.
 */
export type AuditRowField = "id" | "userId" | "userName" | "action" | "entityType" | "entityId" | "metadata" | "createdAt";

/** An answer with the revision at which it is true. */
export interface AuditRowPageAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The rows of this page, in the order that was asked for. */
  readonly rows: ReadonlyArray<AuditRow>;
  /** All rows that fit, whichever page this is. */
  readonly total: number;
  /** Whether every row was counted; an estimate was asked for where this is false. */
  readonly isTotalExact: boolean;
  /** Where the next page starts; none on the last. */
  readonly nextCursor: string | null;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** An answer with the revision at which it is true. */
export interface AuditStatisticsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** Lines. */
  readonly total: number;
  /** By action, the most frequent first, then by spelling. */
  readonly byAction: ReadonlyArray<ActionCount>;
  /** By kind of thing, the most frequent first, then by spelling. */
  readonly byEntityType: ReadonlyArray<EntityTypeCount>;
  /** The ten people with the most lines, then by id. */
  readonly topUsers: ReadonlyArray<UserActionCount>;
  /** Lines of nobody. */
  readonly withoutUserCount: number;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** Asks for the audit trail in figures, in a range of time or of all time. */
export interface AuditStatisticsRequest {
  /** Done at this instant or later. */
  readonly from?: Timestamp | Date | null | undefined;
  /** Done before this instant. */
  readonly to?: Timestamp | Date | null | undefined;
}

/** Waiting documents by the time since they were made; days are of 24 hours, and each band holds its upper end. */
export interface BacklogAges {
  /** At most a day. */
  readonly upTo1Day: number;
  /** More than a day, at most 7. */
  readonly upTo7Days: number;
  /** More than 7 days, at most 30. */
  readonly upTo30Days: number;
  /** More than 30 days. */
  readonly over30Days: number;
}

/** One advisor for one of many needs; id, order and score are those of `match_advisors`, to the bit. */
export interface BatchMatch {
  /** The position of the needs in the request, from 0. */
  readonly need: number;
  /** From 1. */
  readonly rank: number;
  /** The id of the profile. */
  readonly advisorId: string;
  /** The left fold, in `f64`, of the contributions of the parts in their order; higher is better. */
  readonly score: number;
  /** The points of `points-v1`, rounded half up; 0 to 100. */
  readonly points: number;
  /** What the score is made of, in the order of the scoring profile; only where it was asked for. */
  readonly parts?: ReadonlyArray<Part> | null;
}

/** An answer with the revision at which it is true. */
export interface BatchResultAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** At most as many for each needs as its limit. */
  readonly matches: ReadonlyArray<BatchMatch>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** Invoices in one currency that were made in a year, but for drafts and cancelled ones. */
export interface BillingSums {
  /** The currency's code. */
  readonly currency: string;
  /** The invoices. */
  readonly invoiceCount: number;
  /** Sum of their totals. */
  readonly totalBilled: Money;
  /** Sum of what was paid. */
  readonly totalPaid: Money;
  /** Balance of those that are sent, viewed, partly paid or overdue. */
  readonly outstanding: Money;
}

/**
 * A way of paying, and how much.
 *
 * An advisor fits who accepts that way of paying and whose price range meets this one: the hourly rate; the monthly retainer from its minimum to its maximum; a project from its minimum upwards. A bound that is given is compared with a price that the advisor must therefore state.
 */
export interface Budget {
  /** The way of paying. */
  readonly kind: BudgetKind;
  /** The most that the client can spend. */
  readonly max?: Money | null | undefined;
  /** The least that the client means to spend. */
  readonly min?: Money | null | undefined;
}

/**
 * A way of paying an advisor.
 * - `hourly`: By the hour.
 * - `monthly_retainer`: A fixed sum per month.
 * - `project_based`: A fixed sum per project.
 * - `flexible`: Any of the three others.
 */
export type BudgetKind = "hourly" | "monthly_retainer" | "project_based" | "flexible";

/** Reads of one class. */
export interface CacheClassStats {
  /** The operation, or the class of the host's values. */
  readonly class: string;
  /** Reads that found what is true. */
  readonly hitCount: number;
  /** Reads that had to compute or load. */
  readonly missCount: number;
  /** Reads that were given, as they permit, what was not the newest. */
  readonly staleCount: number;
  /** What was thrown out for want of room. */
  readonly evictionCount: number;
  /** Loads that failed. */
  readonly failureCount: number;
  /** Hits of 100 reads; none before the first. */
  readonly hitPercent: number | null;
  /** How long a computation or load takes on average, in microseconds; none before the first. */
  readonly meanLoadUs: number | null;
}

/** How the cache does since the engine was opened. */
export interface CacheStats {
  /** Bytes that kept answers and values may take. */
  readonly capacityBytes: number;
  /** Bytes that they take, an upper estimate. */
  readonly byteCount: number;
  /** Answers and values that are kept. */
  readonly entryCount: number;
  /** By operation, and by class of the host's values; in order of their names. */
  readonly classes: ReadonlyArray<CacheClassStats>;
  /** By tenant, in order of the ids; what is of none is left out. */
  readonly tenants: ReadonlyArray<CacheTenantStats>;
}

/** Reads of one tenant. */
export interface CacheTenantStats {
  /** The tenant. */
  readonly tenantId: string;
  /** Reads that found what is true. */
  readonly hitCount: number;
  /** Reads that had to compute or load. */
  readonly missCount: number;
  /** Reads that were given, as they permit, what was not the newest. */
  readonly staleCount: number;
  /** What was thrown out for want of room. */
  readonly evictionCount: number;
}

/** Documents of one category that wait for review. */
export interface CategoryBacklog {
  /** The category. */
  readonly category: string;
  /** Its documents. */
  readonly count: number;
}

/** Processed documents of one category. */
export interface CategoryStatistics {
  /** The category. */
  readonly category: string;
  /** Its documents. */
  readonly count: number;
  /** Of these, those that somebody is to look at. */
  readonly needingReview: number;
  /** The mean of their confidences; none where no document has one. */
  readonly meanConfidence: Decimal | null;
}

/**
 * One change of one row.
 *
 * Columns may be named in either spelling (`organizationId`, `organization_id`). An upsert gives the whole row: a column that it leaves out is null, and a required one may not be left out.
 */
export type Change = {
  /** The table's name. */
  readonly table: string;
} & ({
  readonly upsert: Row;
} | {
  readonly delete: string;
});

/**
 * How many advisors one condition of a request takes out, of those who may be shown at all.
 *
 * A page is empty for a reason: the condition that blocks most is the one to relax first. Where nothing blocks and all the same nobody is left, each advisor fails two conditions or more.
 */
export interface ClauseEffect {
  /** The condition, by the name of its field in the request. */
  readonly clause: string;
  /** Advisors who fail it, whatever else they pass or fail. */
  readonly removes: number;
  /** Advisors who pass every other condition and fail this one: the result grows by them where it is dropped. */
  readonly blocks: number;
}

/** An answer with the revision at which it is true. */
export interface ClientAggregationAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** Known values in rank order, others by spelling, clients without a value last. */
  readonly groups: ReadonlyArray<ClientGroupSums>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** How many live rows hang on a client; zeros where the tenant has none of that id. */
export interface ClientCounts {
  /** The client's id. */
  readonly id: string;
  /** Documents in their latest version. */
  readonly documents: number;
  /** Engagements. */
  readonly engagements: number;
  /** Invoices. */
  readonly invoices: number;
}

/** Asks how many rows hang on many clients; for staff alone. */
export interface ClientCountsRequest {
  /** The clients, 1 to 1,000; one may come twice. */
  readonly ids: ReadonlyArray<string>;
}

/** An answer with the revision at which it is true. */
export interface ClientDashboardAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The client's id. */
  readonly clientId: string;
  /** The client's name. */
  readonly businessName: string;
  /** The client's status. */
  readonly status: string;
  /** Documents that the audience sees. */
  readonly totalDocuments: number;
  /** Of these, created in the 30 days before the call. */
  readonly documentsLast30Days: number;
  /** Of these, waiting for review. */
  readonly documentsNeedsReview: number;
  /** Tasks pending or in progress. */
  readonly activeTasks: number;
  /** Tasks completed. */
  readonly completedTasks: number;
  /** Invoices; none where the audience may not see financials. */
  readonly totalInvoices: number | null;
  /** Amounts by currency, in order of its code; none where the audience may not see financials. */
  readonly amounts: ReadonlyArray<CurrencyAmounts> | null;
  /** Engagements. */
  readonly totalEngagements: number;
  /** Engagements in progress. */
  readonly activeEngagements: number;
  /** When the newest visible document was created. */
  readonly lastDocumentUpload: Timestamp | null;
  /** When a task was last updated. */
  readonly lastTaskUpdate: Timestamp | null;
  /** When the newest invoice was created; none where the audience may not see financials. */
  readonly lastInvoiceDate: Timestamp | null;
  /** When the revision of this answer was committed. */
  readonly lastRefreshed: Timestamp;
  /** The 5 newest visible documents, newest first, then by id. */
  readonly recentDocuments: ReadonlyArray<RecentDocument>;
  /** The 5 next tasks that are pending or in progress: due first, without a date last, then by id. */
  readonly upcomingTasks: ReadonlyArray<UpcomingTask>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** Which client's dashboard, and for whom. */
export interface ClientDashboardRequest {
  /** The client. */
  readonly clientId: string;
  /** Who reads it. */
  readonly audience: Audience;
}

/** Conditions on a client, all of which must hold; an empty list asks for nothing. */
export interface ClientFilters {
  /** At most this revenue of a year; a client without one drops out. */
  readonly annualRevenueMax?: Decimal | null | undefined;
  /** At least this revenue of a year; a client without one drops out. */
  readonly annualRevenueMin?: Decimal | null | undefined;
  /** One of these legal forms. */
  readonly businessTypes?: ReadonlyArray<string> | undefined;
  /** Made at this instant or later. */
  readonly createdFrom?: Timestamp | Date | null | undefined;
  /** Made before this instant. */
  readonly createdTo?: Timestamp | Date | null | undefined;
  /** Whether the client is connected to QuickBooks. */
  readonly hasQuickbooks?: boolean | null | undefined;
  /** One of these trades, spelled as in the row. */
  readonly industries?: ReadonlyArray<string> | undefined;
  /** One of these levels: `low`, `medium`, `high`. */
  readonly riskLevels?: ReadonlyArray<string> | undefined;
  /** One of these statuses: `active`, `prospect`, `inactive`. */
  readonly statuses?: ReadonlyArray<string> | undefined;
  /** Text anywhere in the name, the legal name, the contact's name or e-mail, the tax id or the industry, whatever its case and accents. */
  readonly text?: string | null | undefined;
}

/**
 * What clients are grouped by.
 * - `status`: The status.
 * - `businessType`: The legal form.
 * - `riskLevel`: The level of risk.
 * - `industry`: The trade.
 */
export type ClientGroup = "status" | "businessType" | "riskLevel" | "industry";

/** The clients of one group. */
export interface ClientGroupSums {
  /** What they have in common; none where they lack it. */
  readonly key: string | null;
  /** The clients. */
  readonly count: number;
  /** Sum of their annual revenues. */
  readonly totalRevenue: Decimal;
  /** Mean of the annual revenues of those that have one, to 12 places; none where nobody has. */
  readonly averageRevenue: Decimal | null;
}

/** An answer with the revision at which it is true. */
export interface ClientMetricsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** Clients. */
  readonly clientCount: number;
  /** Sum of their annual revenues. */
  readonly totalRevenue: Decimal;
  /** Mean of the annual revenues of those that have one, to 12 places; none where nobody has. */
  readonly averageRevenue: Decimal | null;
  /** Invoices by currency, in order of its code. */
  readonly invoices: ReadonlyArray<InvoiceMetrics>;
  /** Engagements by status, in rank order, then others by spelling. */
  readonly engagements: ReadonlyArray<ValueCount>;
  /** Documents by category: the known ones, then others by spelling. */
  readonly documents: ReadonlyArray<ValueCount>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** Whose figures, and of what time. */
export interface ClientMetricsRequest {
  /** One client; none for the whole tenant. */
  readonly clientId?: string | null | undefined;
  /** Only rows made at this instant or later. */
  readonly createdFrom?: Timestamp | Date | null | undefined;
  /** Only rows made before this instant. */
  readonly createdTo?: Timestamp | Date | null | undefined;
}

/**
 * What a client needs of an advisor.
 *
 * Lists that are empty and values that are absent ask for nothing. Hard filters compare words without regard to case; the parts of `points-v1` compare them with it, as the formula always did.
 */
export interface ClientNeeds {
  /** What the client can spend, in one way of paying. */
  readonly budget?: Budget | null | undefined;
  /** The size of the client's business, for instance `smb`. */
  readonly businessSize?: string | null | undefined;
  /** Any of these certifications. */
  readonly certifications?: ReadonlyArray<string> | undefined;
  /** Whether to tell what each hard filter does to the result. */
  readonly diagnose?: boolean | undefined;
  /** Matches that differ from one another, in place of the best alone. */
  readonly diversity?: Diversity | null | undefined;
  /** The needs as a vector, of the dimension of the advisors' embeddings; empty for none. */
  readonly embedding?: readonly number[] | Float32Array | Float64Array | undefined;
  /** The model that made the embedding: must be that of the advisors' embeddings, where it is given and they have any. */
  readonly embeddingModel?: string | null | undefined;
  /** Advisors that must not be matched; unknown ids are fine. */
  readonly excludedIds?: ReadonlyArray<string> | undefined;
  /** Filters switched on or off one by one. */
  readonly hardFilters?: HardFilters | undefined;
  /** Any of these industries. */
  readonly industries?: ReadonlyArray<string> | undefined;
  /** Any of these languages. */
  readonly languages?: ReadonlyArray<string> | undefined;
  /** The largest number of matches: 1 to 1000, by default 20. */
  readonly limit?: number | undefined;
  /** The most that an hour may cost. */
  readonly maxHourlyRate?: Money | null | undefined;
  /** Years of experience that the advisor should have. */
  readonly minYears?: number | null | undefined;
  /** The advisor should work remotely. */
  readonly remote?: boolean | undefined;
  /** Services that the advisor should offer; a match needs one of them, or all if the filter `services_all` is on. */
  readonly requiredServices?: ReadonlyArray<string> | undefined;
  /** The name of the scoring profile: `blended-v1` (default), `points-v1`, or one that the host keeps. */
  readonly scoringProfile?: string | undefined;
  /** Whether the best must be found, or most of them will do; by default they must, except of very many. */
  readonly search?: SearchMode | undefined;
  /** The needs in words, at most 16,384 bytes. Without an embedding they are compared with the texts of the advisors by the built-in lexical model, which knows words and parts of words, not meanings; with an embedding they are not read. Blank for none. */
  readonly text?: string | null | undefined;
  /** Weights of the request's own, in place of a profile, in the order of addition; empty for none. */
  readonly weights?: ReadonlyArray<SignalWeight> | undefined;
}

/** A client of the practice, with how many rows hang on it. */
export interface ClientRow {
  /** The client's id. */
  readonly id: string;
  /** Revenue of a year. */
  readonly annualRevenue?: Decimal | null;
  /** The client's name. */
  readonly businessName?: string;
  /** The legal form. */
  readonly businessType?: string | null;
  /** When the row was made. */
  readonly createdAt?: Timestamp;
  /** Live documents. */
  readonly documentCount?: number;
  /** Live engagements. */
  readonly engagementCount?: number;
  /** The trade. */
  readonly industry?: string | null;
  /** Live invoices. */
  readonly invoiceCount?: number;
  /** The name in the register. */
  readonly legalName?: string | null;
  /** Where to write. */
  readonly primaryContactEmail?: string;
  /** Whom to talk to. */
  readonly primaryContactName?: string;
  /** The id in QuickBooks, where the client is connected. */
  readonly quickbooksId?: string | null;
  /** `low`, `medium` or `high`; other values are the source's. */
  readonly riskLevel?: string;
  /** `active`, `prospect` or `inactive`; other values are the source's. */
  readonly status?: string;
  /** The number at the tax office. */
  readonly taxId?: string | null;
  /** When it was last changed. */
  readonly updatedAt?: Timestamp;
}

/**
 * A field of `ClientRow`.
 * - `id`: The client's id.
 * - `businessName`: The client's name.
 * - `legalName`: The name in the register.
 * - `taxId`: The number at the tax office.
 * - `quickbooksId`: The id in QuickBooks, where the client is connected.
 * - `primaryContactName`: Whom to talk to.
 * - `primaryContactEmail`: Where to write.
 * - `businessType`: The legal form.
 * - `industry`: The trade.
 * - `status`: `active`, `prospect` or `inactive`; other values are the source's.
 * - `riskLevel`: `low`, `medium` or `high`; other values are the source's.
 * - `annualRevenue`: Revenue of a year.
 * - `documentCount`: Live documents.
 * - `engagementCount`: Live engagements.
 * - `invoiceCount`: Live invoices.
 * - `createdAt`: When the row was made.
 * - `updatedAt`: When it was last changed.
 */
export type ClientRowField = "id" | "businessName" | "legalName" | "taxId" | "quickbooksId" | "primaryContactName" | "primaryContactEmail" | "businessType" | "industry" | "status" | "riskLevel" | "annualRevenue" | "documentCount" | "engagementCount" | "invoiceCount" | "createdAt" | "updatedAt";

/** An answer with the revision at which it is true. */
export interface ClientRowPageAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The rows of this page, in the order that was asked for. */
  readonly rows: ReadonlyArray<ClientRow>;
  /** All rows that fit, whichever page this is. */
  readonly total: number;
  /** Whether every row was counted; an estimate was asked for where this is false. */
  readonly isTotalExact: boolean;
  /** Where the next page starts; none on the last. */
  readonly nextCursor: string | null;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** An answer with the revision at which it is true. */
export interface ClientSearchResultAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** Best first: names that are the text, that begin with it, that have a word beginning with it, that hold it, then clients that hold it elsewhere; among equals by name, then by id. */
  readonly rows: ReadonlyArray<ClientRow>;
  /** All clients that hold the text. */
  readonly total: number;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/**
 * The order of a list of clients. Each is total: missing and unknown values last, equal ones by id.
 * - `name`: The name, whatever its case.
 * - `name_down`: The name, from the end of the alphabet.
 * - `newest`: Made last first.
 * - `oldest`: Made first first.
 * - `updated_last`: Changed last first.
 * - `updated_first`: Changed first first.
 * - `status`: Active, prospect, inactive.
 * - `status_down`: Inactive, prospect, active.
 * - `risk_low`: Low, medium, high.
 * - `risk_high`: High, medium, low.
 * - `revenue_low`: Smallest revenue first.
 * - `revenue_high`: Largest revenue first.
 */
export type ClientSort = "name" | "name_down" | "newest" | "oldest" | "updated_last" | "updated_first" | "status" | "status_down" | "risk_low" | "risk_high" | "revenue_low" | "revenue_high";

/** An answer with the revision at which it is true. */
export interface ClientStatsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** Clients that are not deleted. */
  readonly totalClients: number;
  /** Of these, active. */
  readonly activeClients: number;
  /** Prospects. */
  readonly prospectClients: number;
  /** Inactive. */
  readonly inactiveClients: number;
  /** Sum of the annual revenues. */
  readonly totalRevenue: Decimal;
  /** Mean of the annual revenues of those that have one, to 12 places; none where nobody has. */
  readonly averageRevenue: Decimal | null;
  /** Clients that are connected to QuickBooks. */
  readonly quickbooksConnected: number;
  /** Clients made in the 30 days before the call, or later. */
  readonly recentlyAdded: number;
  /** By status: active, prospect, inactive, then others by spelling. */
  readonly byStatus: ReadonlyArray<ValueCount>;
  /** By legal form, clients without one left out: known forms, then others by spelling. */
  readonly byBusinessType: ReadonlyArray<ValueCount>;
  /** By level: low, medium, high, then others by spelling. */
  readonly byRiskLevel: ReadonlyArray<ValueCount>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** Asks for two to five different advisors, to show side by side. */
export interface CompareAdvisors {
  /** The ids of the profiles. */
  readonly ids: ReadonlyArray<string>;
  /** The columns to read; an empty list for all. */
  readonly select?: ReadonlyArray<AdvisorField> | undefined;
}

/** The configuration of an engine. */
export interface Config {
  /**
   * Bytes that kept answers and the host's own values may take; 0 keeps nothing.
   *
   * Default 64 MiB: some ten thousand dashboards with their JSON.
   */
  readonly cacheCapacityBytes?: number | undefined;
  /**
   * The schema of the tables; a store that was made for another says `SchemaMismatch`. Default: AdvisorOS.
   *
   * Operations that read what is derived from the tables, such as dashboards and the marketplace, are of AdvisorOS.
   */
  readonly catalog?: Schema | undefined;
  /**
   * Where the engine reads the time; in JSON, an instant at which it stands still, for tests.
   *
   * Default: the system's clock.
   */
  readonly clock?: Timestamp | Date | null | undefined;
  /**
   * The secret that cursors are authenticated with.
   *
   * Default none: the store makes its own once, and keeps it in its log. Cursors of one key are refused under another.
   */
  readonly cursorKey?: CursorKey | null | undefined;
  /**
   * The dimension that every vector must have; none takes that of the first vector.
   *
   * Default none: the host's embedding model decides.
   */
  readonly embeddingDimension?: number | null | undefined;
  /**
   * A fold starts when the log holds more batches than this.
   *
   * Default 100,000: a few seconds of replay at the next open, however few rows they change again and again.
   */
  readonly foldBatches?: number | undefined;
  /** A fold starts when the log has taken this many bytes of row images since the base. Default 256 MiB. */
  readonly foldBytes?: number | undefined;
  /**
   * Tables with fewer changed rows than this never start a fold by their share.
   *
   * Default 50,000: below it a fold costs more than the delta it saves.
   */
  readonly foldRowMinimum?: number | undefined;
  /**
   * A fold starts when the changed rows of a table pass this share of its base.
   *
   * Default 0.1: a tenth of a table is where the anti-join of base and delta begins to cost a query.
   */
  readonly foldRowShare?: number | undefined;
  /**
   * A base with at least this many vectors gets a graph, by which approximate matches are found.
   *
   * Default 100,000, above which a match may choose it by itself; it is made in folds and loads, and takes a second or more for every thousand vectors. A store that is opened with another number has or lacks its graph until then.
   */
  readonly graphMinimum?: number | undefined;
  /** Whether folds start by themselves in the background. Default true. */
  readonly isFoldAutomatic?: boolean | undefined;
  /**
   * Bytes that DuckDB may use for folds and queries before it spills to disk; a load may use as many again.
   *
   * Default 1 GiB: a load of six million rows sorts within it on the reference machine.
   */
  readonly memoryLimitBytes?: number | undefined;
  /**
   * Bytes that statements of SQL may use beside `memory_limit_bytes`, all that run at once together.
   *
   * Default 512 MiB: they run on an instance of their own, so that none of them can take what a write needs.
   */
  readonly sqlMemoryLimitBytes?: number | undefined;
  /**
   * How long a statement of SQL may work, in milliseconds; a call's own deadline may be shorter.
   *
   * Default 30,000: what takes longer is nearly always a join that was not meant.
   */
  readonly sqlTimeoutMs?: number | undefined;
  /** Threads that DuckDB may use. Default: what the machine offers. */
  readonly threadCount?: number | undefined;
}

/** An answer with the revision at which it is true. */
export interface CountedClientsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The counts. */
  readonly clients: ReadonlyArray<ClientCounts>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** What is owed in one currency. Days late are calendar days of the zone from the day that an invoice was due; the bands add up to the total. */
export interface CurrencyAging {
  /** The currency's code. */
  readonly currency: string;
  /** Due on that day or later. */
  readonly notDue: AgingBand;
  /** 1 to 30 days late. */
  readonly days1To30: AgingBand;
  /** 31 to 60 days late. */
  readonly days31To60: AgingBand;
  /** 61 to 90 days late. */
  readonly days61To90: AgingBand;
  /** More than 90 days late. */
  readonly over90Days: AgingBand;
  /** All of them. */
  readonly total: AgingBand;
}

/** Sums of invoices in one currency. */
export interface CurrencyAmounts {
  /** The currency's code. */
  readonly currency: string;
  /** Total of the invoices that are paid. */
  readonly totalRevenue: Money;
  /** Balance of the invoices that are sent, viewed, partly paid or overdue. */
  readonly outstandingBalance: Money;
}

/** The secret of cursors: text of at least 32 bytes, made by a random generator. */
export type CursorKey = string;

/** A number as decimal text with at most twelve digits after the point, such as `1.25`. */
export type Decimal = string;

/**
 * Asks for matches that differ from one another.
 *
 * Of the best by score, one after the other is chosen for which `lambda · score' − (1 − lambda) · similarity` is highest, where `score'` is the score between the lowest (0) and the highest (1) of those to choose from, all 1 where they are equal, and `similarity` the largest cosine of the embedding with that of one chosen before, 0 where one of them has none; with needs in words, of the lexical vectors. Equal values go to the better score, then to the smaller id.
 */
export interface Diversity {
  /** How much the score counts, 0 to 1: 1 gives the order by score, 0 looks at likeness alone. */
  readonly lambda: number;
  /** How many of the best to choose from: the limit to 1000, by default five times the limit, at most 1000. */
  readonly candidates?: number | null | undefined;
}

/**
 * The access level of a document.
 * - `public`: Everyone.
 * - `organization`: The tenant's own people.
 * - `client`: The client's people.
 * - `restricted`: Named people.
 */
export type DocumentAccessLevel = "public" | "organization" | "client" | "restricted";

/** Conditions on a document, all of which must hold; an empty list asks for nothing. */
export interface DocumentFilters {
  /** One of these categories. */
  readonly categories?: ReadonlyArray<string> | undefined;
  /** Made at this instant or later. */
  readonly createdFrom?: Timestamp | Date | null | undefined;
  /** Made before this instant. */
  readonly createdTo?: Timestamp | Date | null | undefined;
  /** Of one of these types of file, spelled as in the row. */
  readonly fileTypes?: ReadonlyArray<string> | undefined;
  /** Whether it is archived. */
  readonly isArchived?: boolean | null | undefined;
  /** Whether it is confidential. */
  readonly isConfidential?: boolean | null | undefined;
  /** Whether earlier versions are left out, as they are by default. */
  readonly latestVersionOnly?: boolean | undefined;
  /** Whether somebody is to look at it. */
  readonly needsReview?: boolean | null | undefined;
  /** One of these states: `pending`, `processing`, `completed`, `failed`, `manual_review`, `skipped`. */
  readonly ocrStatuses?: ReadonlyArray<string> | undefined;
  /** About one of these quarters, 1 to 4. */
  readonly quarters?: ReadonlyArray<number> | undefined;
  /** One of these finer kinds. */
  readonly subcategories?: ReadonlyArray<string> | undefined;
  /** With any of these tags, spelled as in the row. */
  readonly tags?: ReadonlyArray<string> | undefined;
  /** Text anywhere in the file's name or the description, or the whole of a tag, whatever its case and accents. */
  readonly text?: string | null | undefined;
  /** Uploaded by one of these users. */
  readonly uploadedBy?: ReadonlyArray<string> | undefined;
  /** About one of these years. */
  readonly years?: ReadonlyArray<number> | undefined;
}

/** A document of a client. */
export interface DocumentRow {
  /** The document's id. */
  readonly id: string;
  /** `public`, `organization`, `client` or `restricted`; other values are the source's. */
  readonly accessLevel?: string;
  /** In the review queue: whole days of 24 hours from when the row was made to the call. */
  readonly ageDays?: number;
  /** What kind of document it is; an open set. */
  readonly category?: string;
  /** The client that it belongs to. */
  readonly clientId?: string;
  /** The client's name; none where the client is deleted or not of this tenant. */
  readonly clientName?: string | null;
  /** When the row was made. */
  readonly createdAt?: Timestamp;
  /** What it is about. */
  readonly description?: string | null;
  /** The file's name. */
  readonly fileName?: string;
  /** The file's size in bytes. */
  readonly fileSize?: number | null;
  /** The file's type, as the source spells it. */
  readonly fileType?: string;
  /** Whether it is archived. */
  readonly isArchived?: boolean;
  /** Whether only staff may see it, whatever its access level. */
  readonly isConfidential?: boolean;
  /** Whether no later version is there. */
  readonly isLatestVersion?: boolean;
  /** The media type. */
  readonly mimeType?: string | null;
  /** Whether somebody is to look at it. */
  readonly needsReview?: boolean;
  /** How sure the machine is of what it read, from 0 to 1. */
  readonly ocrConfidence?: number | null;
  /** When the machine read it. */
  readonly ocrProcessedAt?: Timestamp | null;
  /** How far reading it by machine has come: `pending`, `processing`, `completed`, `failed`, `manual_review`, `skipped`; other values are the source's. */
  readonly ocrStatus?: string;
  /** The quarter that it is about. */
  readonly quarter?: number | null;
  /** When somebody did. */
  readonly reviewedAt?: Timestamp | null;
  /** A finer kind. */
  readonly subcategory?: string | null;
  /** Its tags. */
  readonly tags?: ReadonlyArray<string>;
  /** When it was last changed. */
  readonly updatedAt?: Timestamp;
  /** The user who uploaded it. */
  readonly uploadedBy?: string;
  /** The uploader's name; none where the user is deleted or not of this tenant. */
  readonly uploaderName?: string | null;
  /** The number of this version. */
  readonly version?: number;
  /** The year that it is about. */
  readonly year?: number | null;
}

/**
 * A field of `DocumentRow`.
 * - `id`: The document's id.
 * - `clientId`: The client that it belongs to.
 * - `clientName`: The client's name; none where the client is deleted or not of this tenant.
 * - `fileName`: The file's name.
 * - `fileType`: The file's type, as the source spells it.
 * - `mimeType`: The media type.
 * - `fileSize`: The file's size in bytes.
 * - `category`: What kind of document it is; an open set.
 * - `subcategory`: A finer kind.
 * - `description`: What it is about.
 * - `year`: The year that it is about.
 * - `quarter`: The quarter that it is about.
 * - `version`: The number of this version.
 * - `isLatestVersion`: Whether no later version is there.
 * - `tags`: Its tags.
 * - `ocrStatus`: How far reading it by machine has come: `pending`, `processing`, `completed`, `failed`, `manual_review`, `skipped`; other values are the source's.
 * - `ocrConfidence`: How sure the machine is of what it read, from 0 to 1.
 * - `ocrProcessedAt`: When the machine read it.
 * - `needsReview`: Whether somebody is to look at it.
 * - `reviewedAt`: When somebody did.
 * - `isConfidential`: Whether only staff may see it, whatever its access level.
 * - `accessLevel`: `public`, `organization`, `client` or `restricted`; other values are the source's.
 * - `isArchived`: Whether it is archived.
 * - `uploadedBy`: The user who uploaded it.
 * - `uploaderName`: The uploader's name; none where the user is deleted or not of this tenant.
 * - `createdAt`: When the row was made.
 * - `updatedAt`: When it was last changed.
 */
export type DocumentRowField = "id" | "clientId" | "clientName" | "fileName" | "fileType" | "mimeType" | "fileSize" | "category" | "subcategory" | "description" | "year" | "quarter" | "version" | "isLatestVersion" | "tags" | "ocrStatus" | "ocrConfidence" | "ocrProcessedAt" | "needsReview" | "reviewedAt" | "isConfidential" | "accessLevel" | "isArchived" | "uploadedBy" | "uploaderName" | "createdAt" | "updatedAt";

/** The rows of one key. */
export interface DocumentRowGroup {
  /** The key. */
  readonly key: string;
  /** Its first rows. */
  readonly rows: ReadonlyArray<DocumentRow>;
  /** All of its rows; none where there is no such key in the tenant. */
  readonly total: number;
}

/** An answer with the revision at which it is true. */
export interface DocumentRowGroupsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The groups. */
  readonly groups: ReadonlyArray<DocumentRowGroup>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** An answer with the revision at which it is true. */
export interface DocumentRowPageAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The rows of this page, in the order that was asked for. */
  readonly rows: ReadonlyArray<DocumentRow>;
  /** All rows that fit, whichever page this is. */
  readonly total: number;
  /** Whether every row was counted; an estimate was asked for where this is false. */
  readonly isTotalExact: boolean;
  /** Where the next page starts; none on the last. */
  readonly nextCursor: string | null;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/**
 * The order of a list of documents. Each is total: missing values last, equal ones by id.
 * - `newest`: Made last first.
 * - `oldest`: Made first first.
 * - `name`: The file's name, whatever its case.
 * - `name_down`: The file's name, from the end of the alphabet.
 * - `smallest`: Smallest file first.
 * - `largest`: Largest file first.
 * - `confidence`: Least sure first.
 * - `confidence_down`: Surest first.
 */
export type DocumentSort = "newest" | "oldest" | "name" | "name_down" | "smallest" | "largest" | "confidence" | "confidence_down";

/** An answer with the revision at which it is true. */
export interface DocumentStatisticsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** Documents whose reading by machine is not pending any more, of every version. */
  readonly total: number;
  /** Of these, those that somebody is to look at. */
  readonly needingReview: number;
  /**
   * The mean of their confidences, from 0 to 1; none where no document has one.
   *
   * Each is rounded to 9 places, ties to even, and their mean to 12, half away from zero.
   */
  readonly meanConfidence: Decimal | null;
  /** Of these, those without a confidence: they are not in the mean. */
  readonly withoutConfidence: number;
  /** Of these, by category, in order of its name. */
  readonly categories: ReadonlyArray<CategoryStatistics>;
  /** Of these, by state: known ones in their order, then others by name. */
  readonly statuses: ReadonlyArray<StatusCount>;
  /** What waits for review at the call, whenever it was processed. */
  readonly backlog: ReviewBacklog;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** Asks for the figures of the documents that were processed. */
export interface DocumentStatisticsRequest {
  /** Processed at this instant or later; documents without such an instant drop out. */
  readonly processedFrom?: Timestamp | Date | null | undefined;
  /** Processed before this instant; documents without such an instant drop out. */
  readonly processedTo?: Timestamp | Date | null | undefined;
}

/** Asks for the documents of many clients; for staff alone. */
export interface DocumentsByClient {
  /** The clients, 1 to 1,000; one may come twice. */
  readonly keys: ReadonlyArray<string>;
  /** The largest number of rows of each key: 1 to 1,000, by default 50. */
  readonly limit?: number | undefined;
  /** The columns; an empty list for all. */
  readonly select?: ReadonlyArray<DocumentRowField> | undefined;
}

/**
 * How a row differs from the source.
 * - `missing`: The source has it, the engine does not.
 * - `extra`: The engine has it, the source does not.
 * - `different`: Both have it, with other values.
 */
export type DriftKind = "missing" | "extra" | "different";

/** A row that is not as the source has it. */
export interface DriftedRow {
  /** The table's name. */
  readonly table: string;
  /** The row's id. */
  readonly id: string;
  /** How it differs. */
  readonly kind: DriftKind;
  /** The columns whose values differ, in the table's order. */
  readonly columns: ReadonlyArray<string>;
}

/** Asks for the lexical vector of a text. */
export interface EmbedText {
  /** Any text of at most 16,384 bytes. */
  readonly text: string;
}

/** An answer with the revision at which it is true. */
export interface EmbeddedTextAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The model: `lexical-v1`. */
  readonly model: string;
  /** 256 values of unit length, each exactly an `f32`; all 0 for a text without a word. */
  readonly vector: ReadonlyArray<number>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** Engagements of one status and type. */
export interface EngagementCount {
  /** The status. */
  readonly status: string;
  /** The type. */
  readonly type: string;
  /** Their rows. */
  readonly count: number;
}

/** An engagement of a client. */
export interface EngagementRow {
  /** The engagement's id. */
  readonly id: string;
  /** Hours that it took. */
  readonly actualHours?: Decimal | null;
  /** Who it is assigned to. */
  readonly assignedToId?: string | null;
  /** The assignee's name; none where the user is deleted or not of this tenant. */
  readonly assigneeName?: string | null;
  /** The client that it belongs to. */
  readonly clientId?: string;
  /** The client's name; none where the client is deleted or not of this tenant. */
  readonly clientName?: string | null;
  /** When it was done. */
  readonly completedDate?: Timestamp | null;
  /** When the row was made. */
  readonly createdAt?: Timestamp;
  /** What it is about. */
  readonly description?: string | null;
  /** When it is due. */
  readonly dueDate?: Timestamp | null;
  /** Hours that it should take. */
  readonly estimatedHours?: Decimal | null;
  /** The price of the whole. */
  readonly fixedFee?: Decimal | null;
  /** The price of an hour. */
  readonly hourlyRate?: Decimal | null;
  /** Its name. */
  readonly name?: string;
  /** `urgent`, `high`, `normal` or `low`; other values are the source's. */
  readonly priority?: string;
  /** The quarter that it is about. */
  readonly quarter?: number | null;
  /** When work starts. */
  readonly startDate?: Timestamp | null;
  /** `planning`, `in_progress`, `review`, `on_hold`, `completed` or `cancelled`; other values are the source's. */
  readonly status?: string;
  /** What kind of work it is. */
  readonly type?: string;
  /** When it was last changed. */
  readonly updatedAt?: Timestamp;
  /** The year that it is about. */
  readonly year?: number | null;
}

/**
 * A field of `EngagementRow`.
 * - `id`: The engagement's id.
 * - `clientId`: The client that it belongs to.
 * - `clientName`: The client's name; none where the client is deleted or not of this tenant.
 * - `name`: Its name.
 * - `description`: What it is about.
 * - `type`: What kind of work it is.
 * - `status`: `planning`, `in_progress`, `review`, `on_hold`, `completed` or `cancelled`; other values are the source's.
 * - `priority`: `urgent`, `high`, `normal` or `low`; other values are the source's.
 * - `startDate`: When work starts.
 * - `dueDate`: When it is due.
 * - `completedDate`: When it was done.
 * - `estimatedHours`: Hours that it should take.
 * - `actualHours`: Hours that it took.
 * - `hourlyRate`: The price of an hour.
 * - `fixedFee`: The price of the whole.
 * - `assignedToId`: Who it is assigned to.
 * - `assigneeName`: The assignee's name; none where the user is deleted or not of this tenant.
 * - `year`: The year that it is about.
 * - `quarter`: The quarter that it is about.
 * - `createdAt`: When the row was made.
 * - `updatedAt`: When it was last changed.
 */
export type EngagementRowField = "id" | "clientId" | "clientName" | "name" | "description" | "type" | "status" | "priority" | "startDate" | "dueDate" | "completedDate" | "estimatedHours" | "actualHours" | "hourlyRate" | "fixedFee" | "assignedToId" | "assigneeName" | "year" | "quarter" | "createdAt" | "updatedAt";

/** The rows of one key. */
export interface EngagementRowGroup {
  /** The key. */
  readonly key: string;
  /** Its first rows. */
  readonly rows: ReadonlyArray<EngagementRow>;
  /** All of its rows; none where there is no such key in the tenant. */
  readonly total: number;
}

/** An answer with the revision at which it is true. */
export interface EngagementRowGroupsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The groups. */
  readonly groups: ReadonlyArray<EngagementRowGroup>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** An answer with the revision at which it is true. */
export interface EngagementSummaryAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The year. */
  readonly year: number;
  /** Engagements that were made in it. */
  readonly total: number;
  /** They by status, in rank order, then others by spelling. */
  readonly byStatus: ReadonlyArray<ValueCount>;
  /** They by type: the known ones, then others by spelling. */
  readonly byType: ReadonlyArray<ValueCount>;
  /** Sum of their estimated hours; one without counts none. */
  readonly estimatedHours: Decimal;
  /** Sum of their actual hours; one without counts none. */
  readonly actualHours: Decimal;
  /** What was billed in the year, by currency in order of its code; none where the audience may not see financials. */
  readonly billing: ReadonlyArray<BillingSums> | null;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** Asks for the engagements of many clients; for staff alone. */
export interface EngagementsByClient {
  /** The clients, 1 to 1,000; one may come twice. */
  readonly keys: ReadonlyArray<string>;
  /** The largest number of rows of each key: 1 to 1,000, by default 50. */
  readonly limit?: number | undefined;
  /** The columns; an empty list for all. */
  readonly select?: ReadonlyArray<EngagementRowField> | undefined;
}

/** How often something was done to a kind of thing. */
export interface EntityTypeCount {
  /** The kind of thing. */
  readonly entityType: string;
  /** The lines of it. */
  readonly count: number;
}

/** Asks why an advisor is, or is not, among the matches of a client's needs. */
export interface ExplainMatch {
  /** The id of the profile. */
  readonly advisorId: string;
  /** The needs, as a match takes them. Ranks are by score, whatever their diversity. */
  readonly needs?: ClientNeeds | undefined;
  /** The rank that the advisor should reach, 1 to 1000; by default the limit of the needs. */
  readonly rank?: number | null | undefined;
}

/**
 * How many advisors of the result hold a word.
 *
 * Spellings that differ only in case are one word, shown as most advisors of the marketplace spell it (of equals, the first by bytes). *Order*: count, largest first, then spelling; words that nobody of the result holds are left out.
 */
export interface FacetCount {
  /** The word. */
  readonly value: string;
  /** Advisors that hold it in any spelling. */
  readonly count: number;
}

/**
 * What a result is counted by.
 * - `industries`: Words of the industries.
 * - `services`: Words of the services.
 * - `certifications`: Words of the certifications.
 * - `languages`: Words of the languages.
 * - `businessSizes`: Words of the sizes of business.
 * - `rating`: Bands of the rating.
 * - `hourlyRate`: Bands of the price of an hour.
 */
export type FacetName = "industries" | "services" | "certifications" | "languages" | "businessSizes" | "rating" | "hourlyRate";

/** An answer with the revision at which it is true. */
export interface FacetValuesAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** At most as many as the limit. */
  readonly values: ReadonlyArray<FacetCount>;
  /** All values that begin so and that somebody of the result holds. */
  readonly total: number;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/**
 * The counts of a result, for the facets that were asked for.
 *
 * Exact over the whole result, not the page, and disjunctive: the counts of a field leave out that field's own filter, so that they tell what choosing another value would give.
 */
export interface Facets {
  /** By size of business. */
  readonly businessSizes?: ReadonlyArray<FacetCount> | null;
  /** By certification. */
  readonly certifications?: ReadonlyArray<FacetCount> | null;
  /** By the price of an hour: below 100, from 100, from 150, from 200, from 300, from 500, missing. */
  readonly hourlyRate?: ReadonlyArray<MoneyBand> | null;
  /** By industry. */
  readonly industries?: ReadonlyArray<FacetCount> | null;
  /** By language. */
  readonly languages?: ReadonlyArray<FacetCount> | null;
  /** By rating: below 3, from 3, from 4, from 4.5, missing. */
  readonly rating?: ReadonlyArray<NumberBand> | null;
  /** By service. */
  readonly services?: ReadonlyArray<FacetCount> | null;
}

/** Asks for the advisors of a front page: available ones that stand out. */
export interface FeaturedAdvisors {
  /** What they stand out by. */
  readonly category: FeaturedCategory;
  /** An industry that they know, whatever its case; none for any. */
  readonly industry?: string | null | undefined;
  /** The largest number of advisors: 1 to 20, by default 10. */
  readonly limit?: number | undefined;
  /** The columns to read; an empty list for all. */
  readonly select?: ReadonlyArray<AdvisorField> | undefined;
}

/**
 * What a featured advisor stands out by.
 * - `top_rated`: A rating of 4.5 or more on at least 5 reviews, the best rated first.
 * - `recently_joined`: The newest profiles first.
 * - `industry_expert`: 10 years of experience or more, the most first.
 */
export type FeaturedCategory = "top_rated" | "recently_joined" | "industry_expert";

/** One file of the store. */
export interface FileCheck {
  /** The file's name in its folder. */
  readonly name: string;
  /** Bytes that it should hold. */
  readonly byteCount: number;
  /** What is wrong with it; none where it is sound. */
  readonly problem: string | null;
}

/** What `verify_files` found, one entry per file. */
export interface FileReport {
  /** The files of the base and the log. */
  readonly files: ReadonlyArray<FileCheck>;
}

/** A condition on an advisor, or several joined: an object of one key, which is `all`, `any`, `not`, or the name of a field. */
export interface Filter {
  /** Whether this is true. */
  readonly acceptsHourly?: boolean | undefined;
  /** Whether this is true. */
  readonly acceptsProject?: boolean | undefined;
  /** Whether this is true. */
  readonly acceptsRetainer?: boolean | undefined;
  /** Whether this is true. */
  readonly acceptsValueBased?: boolean | undefined;
  /** Every one of these. */
  readonly all?: ReadonlyArray<Filter> | undefined;
  /** At least one of these. */
  readonly any?: ReadonlyArray<Filter> | undefined;
  /** Whether this is true. */
  readonly available?: boolean | undefined;
  /** Words of this list. */
  readonly businessSizes?: Words | undefined;
  /** Whether this is true. */
  readonly capacityLeft?: boolean | undefined;
  /** Words of this list. */
  readonly certifications?: Words | undefined;
  /** A range of this amount, both ends included. */
  readonly hourlyRate?: MoneyRange | undefined;
  /** Words of this list. */
  readonly industries?: Words | undefined;
  /** Words of this list. */
  readonly languages?: Words | undefined;
  /** A range of this amount, both ends included. */
  readonly monthlyRetainerMax?: MoneyRange | undefined;
  /** A range of this amount, both ends included. */
  readonly monthlyRetainerMin?: MoneyRange | undefined;
  /** Not this. */
  readonly not?: Filter | undefined;
  /** A range of this number, both ends included. */
  readonly overallRating?: NumberRange | undefined;
  /** A range of this amount, both ends included. */
  readonly projectRateMin?: MoneyRange | undefined;
  /** Whether this is true. */
  readonly remoteOnly?: boolean | undefined;
  /** Words of this list. */
  readonly services?: Words | undefined;
  /** A range of this number, both ends included. */
  readonly totalReviews?: IntegerRange | undefined;
  /** A range of this number, both ends included. */
  readonly yearsExperience?: IntegerRange | undefined;
}

/** What a fold has done. */
export interface FoldReport {
  /** The newest revision that the new base holds. */
  readonly baseRevision: number;
}

/** A folder. */
export interface FolderRequest {
  /** Its path. */
  readonly folder: string;
}

/**
 * What a following does at the moment.
 * - `connecting`: Opens its sessions.
 * - `loading`: Copies every table; what was served before still is.
 * - `streaming`: Applies changes as they come.
 * - `paused`: Waits until it is told to go on; the server keeps its log meanwhile.
 * - `retrying`: Waits before it tries again, after an error.
 * - `stopped`: Ended.
 */
export type FollowState = "connecting" | "loading" | "streaming" | "paused" | "retrying" | "stopped";

/** How far a following has come. */
export interface FollowStatus {
  /** What it does. */
  readonly state: FollowState;
  /** The position of the source's log up to which everything is applied and published. */
  readonly position: string | null;
  /** The position of the source's log as it was last heard of. */
  readonly sourcePosition: string | null;
  /** Bytes of the source's log between the two. */
  readonly lagBytes: number;
  /** How long the newest applied transaction took from its commit at the source to its publication, in milliseconds; by the clocks of both machines. */
  readonly lagMs: number | null;
  /** Bytes of its log that the server keeps for the slot, as of some seconds ago. */
  readonly retainedBytes: number | null;
  /** The last error, even if it was got over. */
  readonly lastError: LastError | null;
  /** Times that it began anew after an error. */
  readonly retryCount: number;
  /** When it tries again; none unless it waits for that. */
  readonly retryAt: Timestamp | null;
  /** Loads of everything. */
  readonly loadCount: number;
  /** Transactions applied. */
  readonly transactionCount: number;
  /** Batches of whole transactions that were applied, each as one revision. */
  readonly batchCount: number;
  /** Changes, by table in the order of names. */
  readonly tables: ReadonlyArray<FollowedTable>;
  /** What this kind of following cannot see. */
  readonly blindSpots: ReadonlyArray<string>;
}

/** Changes of one table since the following began. */
export interface FollowedTable {
  /** The table's name. */
  readonly name: string;
  /** Changes that the source sent. */
  readonly changeCount: number;
}

/** How a follower stands to the process that writes the store. */
export interface FollowerStats {
  /** The newest revision that was seen in the writer's log; above the published one while the follower catches up. */
  readonly writerRevision: number;
  /** For how many milliseconds a seen revision has not been published yet; 0 where all are. */
  readonly lagMs: number;
  /** Why the follower cannot go on just now, if it cannot: it serves what it has, and tries again. */
  readonly lastError: string | null;
}

/** An answer with the revision at which it is true. */
export interface FoundAdvisorsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The advisor of the id at this place; none where there is none that may be shown. */
  readonly advisors: ReadonlyArray<Advisor | null>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** An answer with the revision at which it is true. */
export interface FoundClientsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The client of the id at this place; none where the tenant has none. */
  readonly clients: ReadonlyArray<ClientRow | null>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** A row: values by column name; money, decimals and instants as text. */
export type FoundRow = { readonly [name: string]: Json };

/** An answer with the revision at which it is true. */
export interface FoundRowsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The row of the id at this place, by column name in camelCase; none where this tenant has no live row of it. */
  readonly rows: ReadonlyArray<FoundRow | null>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** A piece of a text as it is spelled: matched by the search, or what stands between. */
export interface Fragment {
  /** The piece. */
  readonly text: string;
  /** Whether the search matched it. */
  readonly isMatch: boolean;
}

/** Asks for one advisor. */
export interface GetAdvisor {
  /** The id of the profile. */
  readonly id: string;
  /** The columns to read; an empty list for all. */
  readonly select?: ReadonlyArray<AdvisorField> | undefined;
}

/** Asks for the ratings of an advisor. */
export interface GetAdvisorRatings {
  /** The id of the profile. */
  readonly id: string;
}

/** Asks what an advisor did for the tenant, in a range of time or ever. */
export interface GetAdvisorStats {
  /** The advisor, as a user. */
  readonly userId: string;
  /** From this instant on. */
  readonly from?: Timestamp | Date | null | undefined;
  /** Before this instant. */
  readonly to?: Timestamp | Date | null | undefined;
}

/** Asks for many advisors, at most 1,000. */
export interface GetAdvisors {
  /** The ids of the profiles; one may come twice, as a batch loader's keys may. */
  readonly ids: ReadonlyArray<string>;
  /** The columns to read; an empty list for all. */
  readonly select?: ReadonlyArray<AdvisorField> | undefined;
}

/** Asks for many clients; for staff alone. */
export interface GetClients {
  /** The clients, 1 to 1,000; one may come twice. */
  readonly ids: ReadonlyArray<string>;
  /** The columns; an empty list for all. */
  readonly select?: ReadonlyArray<ClientRowField> | undefined;
}

/** A client, a year, and who asks. */
export interface GetEngagementSummary {
  /** The client. */
  readonly clientId: string;
  /** Who reads it. */
  readonly audience: Audience;
  /** The IANA name of the zone in which the year begins and ends; by default `UTC`. */
  readonly timeZone?: string | undefined;
  /** The year, 1 to 9998; none for that of the call. */
  readonly year?: number | null | undefined;
}

/** Asks whether a person may enter the portal of a client now. */
export interface GetPortalAccess {
  /** The person. */
  readonly userId: string;
  /** The client. */
  readonly clientId: string;
  /** Where the person calls from, IPv4 or IPv6; an access with a list of addresses opens nothing without. */
  readonly ipAddress?: string | null | undefined;
}

/** Asks how the tenant's queues stand. */
export interface GetQueueStats {
  /** This queue alone; all of them where nothing is said. */
  readonly queueName?: string | null | undefined;
}

/** Asks for rows of one table, at most 1,000. */
export interface GetRows {
  /** The table's name; it has a tenant column. */
  readonly table: string;
  /** The ids of the rows, 1 to 1,000; one may come twice, as a batch loader's keys may. */
  readonly ids: ReadonlyArray<string>;
  /** The columns to read, in either spelling; an empty list for all. */
  readonly select?: ReadonlyArray<string> | undefined;
}

/**
 * Hard filters one by one: true and false switch a filter on and off, none leaves its default.
 *
 * A filter whose needs are not stated removes nobody; one that is on removes advisors that lack the value it looks at. Active, verified and not deleted is required always.
 */
export interface HardFilters {
  /** Available now; on by default. */
  readonly available?: boolean | null | undefined;
  /** The budget; off by default. */
  readonly budget?: boolean | null | undefined;
  /** The business size; off by default. */
  readonly businessSize?: boolean | null | undefined;
  /** Fewer clients than the maximum, where none or 0 leaves no capacity; on by default. */
  readonly capacityLeft?: boolean | null | undefined;
  /** Any of the certifications; off by default. */
  readonly certifications?: boolean | null | undefined;
  /** Any of the industries; on by default. */
  readonly industries?: boolean | null | undefined;
  /** Any of the languages; off by default. */
  readonly languages?: boolean | null | undefined;
  /** An hourly rate of at most the maximum; on by default. */
  readonly maxHourlyRate?: boolean | null | undefined;
  /** The years of experience; off by default. */
  readonly minYears?: boolean | null | undefined;
  /** Works remotely; off by default. */
  readonly remote?: boolean | null | undefined;
  /** All of the required services; off by default. */
  readonly servicesAll?: boolean | null | undefined;
  /** Any of the required services; on by default. */
  readonly servicesAny?: boolean | null | undefined;
}

/**
 * A text of an advisor that a search matched, in pieces.
 *
 * *What counts*: every word that the search took for one of its own, as it was matched: inflected, completed, misspelt, or in a phrase. *Shape*: the pieces in a row are the text as it is spelled, or of a long one an excerpt of at most 220 characters on the bounds of words: the one with matches of most words of the search.
 */
export interface Highlight {
  /** The field. */
  readonly field: AdvisorField;
  /** Matches and what stands between them, in their order; at least one match. */
  readonly fragments: ReadonlyArray<Fragment>;
  /** Whether text is left out before the first piece. */
  readonly isCutBefore: boolean;
  /** Whether text is left out after the last piece. */
  readonly isCutAfter: boolean;
  /** Which item of a list field, from 0; left out for others. */
  readonly item?: number | null;
}

/** A range, both ends included. */
export interface IntegerRange {
  /** The largest value; none for no bound. */
  readonly max?: number | null | undefined;
  /** The least value; none for no bound. */
  readonly min?: number | null | undefined;
  /** What happens to an advisor who lacks the value. */
  readonly missing?: Missing | undefined;
}

/** An answer with the revision at which it is true. */
export interface InvoiceAgingAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The instant that lateness is counted to. */
  readonly countedTo: Timestamp;
  /** The currencies in which anything is owed, in order of their codes; amounts are never summed across them. */
  readonly currencies: ReadonlyArray<CurrencyAging>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** Asks what is owed, by how late it is: by one client, or by all. */
export interface InvoiceAgingRequest {
  /** Who reads; for a portal that is shown no amounts there are no invoices. */
  readonly audience: Audience;
  /** The instant that lateness is counted to, by default that of the call. Invoices and balances are those of now. */
  readonly asOf?: Timestamp | Date | null | undefined;
  /** Who owes; everyone where it is missing, which only staff may ask for. */
  readonly clientId?: string | null | undefined;
  /** The IANA time zone whose calendar tells days. */
  readonly timeZone?: string | undefined;
}

/** Conditions on an invoice, all of which must hold; an empty list asks for nothing. */
export interface InvoiceFilters {
  /** A total of at most this, in whichever currency. */
  readonly amountMax?: Money | null | undefined;
  /** A total of at least this, in whichever currency. */
  readonly amountMin?: Money | null | undefined;
  /** In one of these currencies, spelled as in the row. */
  readonly currencies?: ReadonlyArray<string> | undefined;
  /** Due at this instant or later. */
  readonly dueFrom?: Timestamp | Date | null | undefined;
  /** Due before this instant. */
  readonly dueTo?: Timestamp | Date | null | undefined;
  /** Dated at this instant or later. */
  readonly invoicedFrom?: Timestamp | Date | null | undefined;
  /** Dated before this instant. */
  readonly invoicedTo?: Timestamp | Date | null | undefined;
  /** Whether it is outstanding with a balance above zero and was due before the call. */
  readonly overdue?: boolean | null | undefined;
  /** By its amounts, one of these: `unpaid`, `partial`, `paid`. */
  readonly paymentStatuses?: ReadonlyArray<string> | undefined;
  /** One of these: `draft`, `sent`, `viewed`, `partial`, `overdue`, `paid`, `cancelled`. */
  readonly statuses?: ReadonlyArray<string> | undefined;
  /** Text anywhere in the number, whatever its case and accents. */
  readonly text?: string | null | undefined;
}

/** Invoices in one currency. */
export interface InvoiceMetrics {
  /** The currency's code. */
  readonly currency: string;
  /** Invoices of every status. */
  readonly count: number;
  /** Sum of their totals. */
  readonly totalAmount: Money;
  /** Sum of what was paid. */
  readonly paidAmount: Money;
  /** Balance of those that are sent, viewed, partly paid or overdue. */
  readonly outstandingAmount: Money;
}

/** An invoice of a client; amounts are in its currency. */
export interface InvoiceRow {
  /** The invoice's id. */
  readonly id: string;
  /** What is still to be paid, as the source keeps it. */
  readonly balanceAmount?: Money;
  /** The client that it belongs to. */
  readonly clientId?: string;
  /** The client's name; none where the client is deleted or not of this tenant. */
  readonly clientName?: string | null;
  /** When the row was made. */
  readonly createdAt?: Timestamp;
  /** The currency's code. */
  readonly currency?: string;
  /** Of an overdue invoice, one that is outstanding with a balance above zero and was due before the call: whole days of 24 hours since then. */
  readonly daysOverdue?: number;
  /** What is taken off. */
  readonly discountAmount?: Money;
  /** When it is due. */
  readonly dueDate?: Timestamp;
  /** The engagement that it is for. */
  readonly engagementId?: string | null;
  /** The engagement's name; none where the engagement is deleted or not of this tenant. */
  readonly engagementName?: string | null;
  /** Its date. */
  readonly invoiceDate?: Timestamp;
  /** Its number. */
  readonly invoiceNumber?: string;
  /** What was paid. */
  readonly paidAmount?: Money;
  /** When it was paid. */
  readonly paidAt?: Timestamp | null;
  /** By its amounts: `paid` where no less than the total was, `partial` where something was, else `unpaid`. */
  readonly paymentStatus?: string;
  /** When it is to be paid, in the source's words. */
  readonly paymentTerms?: string | null;
  /** When it was sent. */
  readonly sentAt?: Timestamp | null;
  /** `draft`, `sent`, `viewed`, `partial`, `overdue`, `paid` or `cancelled`; other values are the source's. */
  readonly status?: string;
  /** The sum of its lines. */
  readonly subtotal?: Money;
  /** The tax on it. */
  readonly taxAmount?: Money;
  /** What is to be paid in all. */
  readonly totalAmount?: Money;
  /** When it was last changed. */
  readonly updatedAt?: Timestamp;
  /** When it was first looked at. */
  readonly viewedAt?: Timestamp | null;
}

/**
 * A field of `InvoiceRow`.
 * - `id`: The invoice's id.
 * - `clientId`: The client that it belongs to.
 * - `clientName`: The client's name; none where the client is deleted or not of this tenant.
 * - `engagementId`: The engagement that it is for.
 * - `engagementName`: The engagement's name; none where the engagement is deleted or not of this tenant.
 * - `invoiceNumber`: Its number.
 * - `status`: `draft`, `sent`, `viewed`, `partial`, `overdue`, `paid` or `cancelled`; other values are the source's.
 * - `paymentStatus`: By its amounts: `paid` where no less than the total was, `partial` where something was, else `unpaid`.
 * - `invoiceDate`: Its date.
 * - `dueDate`: When it is due.
 * - `subtotal`: The sum of its lines.
 * - `taxAmount`: The tax on it.
 * - `discountAmount`: What is taken off.
 * - `totalAmount`: What is to be paid in all.
 * - `paidAmount`: What was paid.
 * - `balanceAmount`: What is still to be paid, as the source keeps it.
 * - `currency`: The currency's code.
 * - `paymentTerms`: When it is to be paid, in the source's words.
 * - `sentAt`: When it was sent.
 * - `viewedAt`: When it was first looked at.
 * - `paidAt`: When it was paid.
 * - `createdAt`: When the row was made.
 * - `updatedAt`: When it was last changed.
 */
export type InvoiceRowField = "id" | "clientId" | "clientName" | "engagementId" | "engagementName" | "invoiceNumber" | "status" | "paymentStatus" | "invoiceDate" | "dueDate" | "subtotal" | "taxAmount" | "discountAmount" | "totalAmount" | "paidAmount" | "balanceAmount" | "currency" | "paymentTerms" | "sentAt" | "viewedAt" | "paidAt" | "createdAt" | "updatedAt";

/** The rows of one key. */
export interface InvoiceRowGroup {
  /** The key. */
  readonly key: string;
  /** Its first rows. */
  readonly rows: ReadonlyArray<InvoiceRow>;
  /** All of its rows; none where there is no such key in the tenant. */
  readonly total: number;
}

/** An answer with the revision at which it is true. */
export interface InvoiceRowGroupsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The groups. */
  readonly groups: ReadonlyArray<InvoiceRowGroup>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** An answer with the revision at which it is true. */
export interface InvoiceRowPageAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The rows of this page, in the order that was asked for. */
  readonly rows: ReadonlyArray<InvoiceRow>;
  /** All rows that fit, whichever page this is. */
  readonly total: number;
  /** Whether every row was counted; an estimate was asked for where this is false. */
  readonly isTotalExact: boolean;
  /** Where the next page starts; none on the last. */
  readonly nextCursor: string | null;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/**
 * The order of a list of invoices. Each is total: unknown values last, equal ones by id.
 * - `lifecycle`: Draft, sent, viewed, partial, overdue, paid, cancelled, then what is none of these; due first; dated last first.
 * - `due`: Due first.
 * - `newest`: Dated last first.
 * - `largest`: Largest total first, in whichever currency.
 */
export type InvoiceSort = "lifecycle" | "due" | "newest" | "largest";

/** Invoices in one currency, of every status. */
export interface InvoiceTotals {
  /** The currency's code. */
  readonly currency: string;
  /** The invoices. */
  readonly count: number;
  /** Sum of their totals. */
  readonly totalAmount: Money;
  /** Sum of what was paid. */
  readonly paidAmount: Money;
  /** Sum of what is left. */
  readonly balanceAmount: Money;
}

/** Asks for the invoices of many clients; for staff alone. */
export interface InvoicesByClient {
  /** The clients, 1 to 1,000; one may come twice. */
  readonly keys: ReadonlyArray<string>;
  /** The largest number of rows of each key: 1 to 1,000, by default 50. */
  readonly limit?: number | undefined;
  /** The columns; an empty list for all. */
  readonly select?: ReadonlyArray<InvoiceRowField> | undefined;
}

/** How many jobs have a status. */
export interface JobStatusCount {
  /** The status. */
  readonly status: string;
  /** The jobs with it. */
  readonly count: number;
}

/** Any JSON. */
export type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [name: string]: Json };

/** An error that a following met and got over, or has not yet. */
export interface LastError {
  /** The error's code. */
  readonly code: string;
  /** What happened, and what to do. */
  readonly message: string;
  /** When. */
  readonly at: Timestamp;
}

/** A page of the tenant's matches with one advisor, newest first. */
export interface ListAdvisorMatches {
  /** The id of the advisor's profile. */
  readonly advisorProfileId: string;
  /** Which matches. */
  readonly filters?: MatchFilters | undefined;
  /** Which page. */
  readonly page?: PageRequest | undefined;
  /** The columns; an empty list for all. */
  readonly select?: ReadonlyArray<MatchRowField> | undefined;
}

/** A page of the tenant's audit trail, newest first. */
export interface ListAuditTrail {
  /** Which lines. */
  readonly filters?: AuditFilters | undefined;
  /** Which page. */
  readonly page?: PageRequest | undefined;
  /** The columns; an empty list for all. */
  readonly select?: ReadonlyArray<AuditRowField> | undefined;
}

/** A page of the matches of one client, newest first. */
export interface ListClientMatches {
  /** The client. */
  readonly clientId: string;
  /** Who reads it; a portal that sees no amounts is shown neither budget nor proposed rate. */
  readonly audience: Audience;
  /** Which matches. */
  readonly filters?: MatchFilters | undefined;
  /** Which page. */
  readonly page?: PageRequest | undefined;
  /** The columns; an empty list for all. */
  readonly select?: ReadonlyArray<MatchRowField> | undefined;
}

/**
 * A page of the tenant's clients, with counts.
 *
 * Everything is optional; the default lists all of them by name.
 */
export interface ListClients {
  /** Which clients. */
  readonly filters?: ClientFilters | undefined;
  /** Which page. */
  readonly page?: PageRequest | undefined;
  /** The columns; an empty list for all. */
  readonly select?: ReadonlyArray<ClientRowField> | undefined;
  /** In what order. */
  readonly sort?: ClientSort | undefined;
}

/** A page of documents: of one client, or of the whole tenant. */
export interface ListDocuments {
  /** Who reads: a portal sees documents of its access levels that are not confidential. */
  readonly audience: Audience;
  /** Whose documents; the whole tenant's where it is missing, which only staff may ask for. */
  readonly clientId?: string | null | undefined;
  /** Which documents. */
  readonly filters?: DocumentFilters | undefined;
  /** Which page. */
  readonly page?: PageRequest | undefined;
  /** The columns; an empty list for all. */
  readonly select?: ReadonlyArray<DocumentRowField> | undefined;
  /** In what order. */
  readonly sort?: DocumentSort | undefined;
}

/**
 * A field that lists words.
 * - `industries`: The industries that the advisor knows.
 * - `services`: The services that the advisor offers.
 * - `certifications`: The certifications that the advisor holds.
 * - `languages`: The languages that the advisor speaks.
 * - `businessSizes`: The sizes of business that the advisor serves.
 */
export type ListField = "industries" | "services" | "certifications" | "languages" | "businessSizes";

/** A page of invoices: of one client, one engagement, or the whole tenant. */
export interface ListInvoices {
  /** Who reads; for a portal that is shown no amounts there are no invoices. */
  readonly audience: Audience;
  /** Whose invoices; a portal names its own client. */
  readonly clientId?: string | null | undefined;
  /** The invoices for this engagement, of its client. */
  readonly engagementId?: string | null | undefined;
  /** Which invoices. */
  readonly filters?: InvoiceFilters | undefined;
  /** Which page. */
  readonly page?: PageRequest | undefined;
  /** The columns; an empty list for all. The days of an overdue invoice are always told. */
  readonly select?: ReadonlyArray<InvoiceRowField> | undefined;
  /** In what order. */
  readonly sort?: InvoiceSort | undefined;
}

/** A page of tasks: of one client, one engagement, one person, or the whole tenant. */
export interface ListTasks {
  /** Who reads. */
  readonly audience: Audience;
  /** The tasks that are assigned to this person, who need not be there any more. */
  readonly assigneeId?: string | null | undefined;
  /** Whose tasks: those of the client's engagements. A portal names its own client. */
  readonly clientId?: string | null | undefined;
  /** The tasks of this engagement. */
  readonly engagementId?: string | null | undefined;
  /** Which tasks. */
  readonly filters?: TaskFilters | undefined;
  /** Which page. */
  readonly page?: PageRequest | undefined;
  /** The columns; an empty list for all. Whether a task is overdue is always told. */
  readonly select?: ReadonlyArray<TaskRowField> | undefined;
  /** In what order. */
  readonly sort?: TaskSort | undefined;
}

/** What a load has done. */
export interface LoadReport {
  /** The revision that holds the loaded rows. */
  readonly revision: number;
  /** When it was committed. */
  readonly asOf: AsOf;
  /** Rows taken, by table in the catalog's order. */
  readonly tables: ReadonlyArray<LoadedTable>;
  /** Rows that could not be taken. */
  readonly rejected: ReadonlyArray<RejectedRow>;
  /** From call to switch, in milliseconds. */
  readonly elapsedMs: number;
}

/** What to load. */
export interface LoadRequest {
  /** The folder of the snapshot. */
  readonly folder: string;
  /** Ends the load at a row that cannot be taken, instead of listing it as rejected. */
  readonly stopOnBadRow?: boolean | undefined;
}

/** One table of a load. */
export interface LoadedTable {
  /** The table's name. */
  readonly name: string;
  /** Rows that it holds now. */
  readonly rowCount: number;
  /** Elements that were left out of lists of records, of all rows that were read; only some schemas have such lists. */
  readonly malformedElementCount: number;
}

/** An answer with the revision at which it is true. */
export interface MarketplaceStatsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** Advisors. */
  readonly advisors: number;
  /** Those who take new clients now. */
  readonly available: number;
  /** Those who are available and have fewer clients than their maximum. */
  readonly withCapacity: number;
  /** Those who have a rating and at least one review: a profile starts at 0 without any. */
  readonly rated: number;
  /** The mean of their ratings, 0 to 5; none where nobody is rated. */
  readonly averageRating: number | null;
  /** The reviews of all advisors. */
  readonly totalReviews: number;
  /** Advisors by industry. */
  readonly industries: ReadonlyArray<FacetCount>;
  /** Advisors by service. */
  readonly services: ReadonlyArray<FacetCount>;
  /** Advisors by certification. */
  readonly certifications: ReadonlyArray<FacetCount>;
  /** Advisors by language. */
  readonly languages: ReadonlyArray<FacetCount>;
  /** Advisors by size of business. */
  readonly businessSizes: ReadonlyArray<FacetCount>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** One advisor with the score and what it is made of; public columns only. */
export interface Match {
  /** From 1. */
  readonly rank: number;
  /** The id of the profile. */
  readonly advisorId: string;
  /** The user behind the profile. */
  readonly userId: string;
  /** The user's name; none where the user is not there or deleted. */
  readonly name: string | null;
  /** The title of the profile. */
  readonly professionalTitle: string | null;
  /** The headline of the profile. */
  readonly headline: string | null;
  /** Per hour. */
  readonly hourlyRate: Money | null;
  /** Years of experience. */
  readonly yearsExperience: number | null;
  /** 0 to 5. */
  readonly overallRating: number | null;
  /** How many reviews the rating rests on. */
  readonly totalReviews: number;
  /** The left fold, in `f64`, of the contributions of the parts in their order; higher is better. */
  readonly score: number;
  /** What the score is made of, in the order of the scoring profile. */
  readonly parts: ReadonlyArray<Part>;
  /** The points of `points-v1`, rounded half up; 0 to 100. */
  readonly points: number;
  /** Why the advisor has these points. */
  readonly reasons: Reasons;
  /** Whether the advisor has a vector of the model that the needs are compared by: a lexical one where the needs are text without an embedding, else the host's embedding; without one the cosine is 0. */
  readonly hasEmbedding: boolean;
  /** Why the advisor was chosen at this place; only where a diversity was asked for. */
  readonly diversity?: MatchDiversity | null;
}

/** An answer with the revision at which it is true. */
export interface MatchAnalyticsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** Over the whole range. */
  readonly totals: MatchFigures;
  /** Every period of the range in order, those without matches too. */
  readonly periods: ReadonlyArray<MatchPeriod>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** Needs of many clients. */
export interface MatchBatch {
  /** Each as in `match_advisors`. */
  readonly needs?: ReadonlyArray<ClientNeeds> | undefined;
  /** Whether what each score is made of is wanted, too; off by default. */
  readonly parts?: boolean | undefined;
}

/** Why an advisor was chosen at a place. */
export interface MatchDiversity {
  /** What was highest of those left to choose from. */
  readonly value: number;
  /** The largest cosine with one chosen before, -1 to 1; 0 for the first. */
  readonly similarity: number;
}

/** An answer with the revision at which it is true. */
export interface MatchExplanationAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The advisor. */
  readonly advisorId: string;
  /** Where the advisor stands. */
  readonly status: MatchStatus;
  /** The place among all eligible by score, then id, from 1; of one who is not eligible, the place that the advisor would have if let in beside them. */
  readonly rank: number;
  /** The rank that was asked about. */
  readonly targetRank: number;
  /** Advisors that passed the hard filters. */
  readonly eligible: number;
  /** What scores are made by. */
  readonly scoringProfile: ScoringProfileVersion;
  /** The advisor's score. */
  readonly score: number;
  /** The score of the eligible advisor at the target rank; none where there are fewer. */
  readonly targetScore: number | null;
  /** The target's score less the advisor's: 0 or more where points are missing. */
  readonly gap: number | null;
  /** What the score is made of, in the order of the scoring profile. */
  readonly parts: ReadonlyArray<Part>;
  /** The points of `points-v1`, rounded half up; 0 to 100. */
  readonly points: number;
  /** Why the advisor has these points. */
  readonly reasons: Reasons;
  /** Whether the advisor has an embedding; without one the cosine is 0. */
  readonly hasEmbedding: boolean;
  /** Every hard filter that removes the advisor; none where the advisor is eligible. */
  readonly filters: ReadonlyArray<RemovingFilter>;
  /**
   * For one who is ranked beyond the target: for every part, what it alone would have to be to reach the target.
   *
   * *Order*: the smallest relative change first, those without one last; then that of the parts.
   */
  readonly changes: ReadonlyArray<SignalChange>;
  /** The first of the changes that is reachable. */
  readonly smallest: SignalChange | null;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** Figures of some matches. */
export interface MatchFigures {
  /** Matches. */
  readonly count: number;
  /** By status, along the life of a match, then by spelling; only those that a match has. */
  readonly byStatus: ReadonlyArray<MatchStatusCount>;
  /** The mean of their scores, 0 to 100, higher is better; none without matches. */
  readonly meanScore: number | null;
  /** How often they were shown to clients. */
  readonly shownCount: number;
  /** Those that the client looked at closer. */
  readonly clickedCount: number;
  /** Those of which an engagement came. */
  readonly engagementCreatedCount: number;
  /** Those that were accepted or of which an engagement came. */
  readonly convertedCount: number;
  /** The share of these, in percent; none without matches. */
  readonly conversionPercent: number | null;
}

/** Conditions on a match; an empty list asks for nothing. */
export interface MatchFilters {
  /** One of these statuses: `suggested`, `client_viewed`, `client_contacted`, `contacted`, `advisor_responded`, `call_scheduled`, `meeting_scheduled`, `proposal_sent`, `accepted`, `rejected`, `declined`, `expired`. */
  readonly statuses?: ReadonlyArray<string> | undefined;
}

/** The matches of one period. */
export interface MatchPeriod {
  /** Its name, such as `2026-03-01`, `2026-W09`, `2026-03`, `2026-Q1` or `2026`. */
  readonly label: string;
  /** Its first instant; matches of the range alone are counted in the first period and in the last. */
  readonly from: Timestamp;
  /** The first instant behind it. */
  readonly to: Timestamp;
  /** Its matches. */
  readonly figures: MatchFigures;
}

/** An answer with the revision at which it is true. */
export interface MatchResultAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** At most as many as the limit. */
  readonly matches: ReadonlyArray<Match>;
  /** What they were scored by. */
  readonly scoringProfile: ScoringProfileVersion;
  /** How they were found. */
  readonly plan: Plan;
  /** What each hard filter that is on and has something to filter by takes out, and `excludedIds`; only where `diagnose` asks for it. */
  readonly clauses?: ReadonlyArray<ClauseEffect> | null;
  /** The model of the vectors that the cosine was taken of; left out where no cosine is part of the score, and where the advisors have no embeddings. */
  readonly embeddingModel?: string | null;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** An advisor suggested to a client, and what came of it. */
export interface MatchRow {
  /** The match's id. */
  readonly id: string;
  /** The headline of the advisor's profile; none where the marketplace may not show the advisor. */
  readonly advisorHeadline?: string | null;
  /** Whether the advisor is interested; none before an answer. */
  readonly advisorInterested?: boolean | null;
  /** The advisor's name; none where the marketplace may not show the advisor, or the user is not there or deleted. */
  readonly advisorName?: string | null;
  /** The id of the advisor's profile. */
  readonly advisorProfileId?: string;
  /** The rating of the advisor's profile, 0 to 5; none where the marketplace may not show the advisor. */
  readonly advisorRating?: number | null;
  /** What the advisor wrote. */
  readonly advisorResponse?: string | null;
  /** The title of the advisor's profile; none where the marketplace may not show the advisor. */
  readonly advisorTitle?: string | null;
  /** What the client would pay, as JSON text; none for a portal without amounts. */
  readonly budgetRange?: string | null;
  /** Whether the client looked closer. */
  readonly clickedByClient?: boolean;
  /** The client. */
  readonly clientId?: string;
  /** The client's trade; none where the client is not there or deleted. */
  readonly clientIndustry?: string | null;
  /** The client's name; none where the client is not there or deleted. */
  readonly clientName?: string | null;
  /** What the client wrote. */
  readonly clientNotes?: string | null;
  /** When the client looked first. */
  readonly clientViewedAt?: Timestamp | null;
  /** When the row was made. */
  readonly createdAt?: Timestamp;
  /** Whether an engagement came of it. */
  readonly engagementCreated?: boolean;
  /** That engagement. */
  readonly engagementId?: string | null;
  /** When it started. */
  readonly engagementStartedAt?: Timestamp | null;
  /** From when on the match is of no use. */
  readonly expiresAt?: Timestamp | null;
  /** Whether the source marked it so. */
  readonly isExpired?: boolean;
  /** The version of the scoring; `manual` where a person suggested the advisor. */
  readonly matchAlgorithmVersion?: string;
  /** Why, as JSON text. */
  readonly matchReason?: string;
  /** How well the two fit, 0 to 100, higher is better. */
  readonly matchScore?: number;
  /** When they met. */
  readonly meetingCompletedAt?: Timestamp | null;
  /** When the two are to meet. */
  readonly meetingScheduledAt?: Timestamp | null;
  /** What the advisor asks for; none for a portal without amounts. */
  readonly proposedRate?: Money | null;
  /** When it was rejected. */
  readonly rejectedAt?: Timestamp | null;
  /** `client`, `advisor` or `system`. */
  readonly rejectedBy?: string | null;
  /** Why it was rejected. */
  readonly rejectionReason?: string | null;
  /** Services that the client asked for. */
  readonly requestedServices?: ReadonlyArray<string>;
  /** When the advisor answered. */
  readonly respondedAt?: Timestamp | null;
  /** When the work is to start. */
  readonly startDate?: Timestamp | null;
  /** One of the twelve statuses that filters take; other values are the source's. */
  readonly status?: string;
  /** When the status was set. */
  readonly statusUpdatedAt?: Timestamp;
  /** How often the client was shown the advisor. */
  readonly timesShown?: number;
  /** When it was last changed. */
  readonly updatedAt?: Timestamp;
  /** How pressing it is, in the words of the source. */
  readonly urgency?: string | null;
}

/**
 * A field of `MatchRow`.
 * - `id`: The match's id.
 * - `clientId`: The client.
 * - `clientName`: The client's name; none where the client is not there or deleted.
 * - `clientIndustry`: The client's trade; none where the client is not there or deleted.
 * - `advisorProfileId`: The id of the advisor's profile.
 * - `advisorName`: The advisor's name; none where the marketplace may not show the advisor, or the user is not there or deleted.
 * - `advisorTitle`: The title of the advisor's profile; none where the marketplace may not show the advisor.
 * - `advisorHeadline`: The headline of the advisor's profile; none where the marketplace may not show the advisor.
 * - `advisorRating`: The rating of the advisor's profile, 0 to 5; none where the marketplace may not show the advisor.
 * - `matchScore`: How well the two fit, 0 to 100, higher is better.
 * - `matchReason`: Why, as JSON text.
 * - `matchAlgorithmVersion`: The version of the scoring; `manual` where a person suggested the advisor.
 * - `status`: One of the twelve statuses that filters take; other values are the source's.
 * - `statusUpdatedAt`: When the status was set.
 * - `requestedServices`: Services that the client asked for.
 * - `budgetRange`: What the client would pay, as JSON text; none for a portal without amounts.
 * - `startDate`: When the work is to start.
 * - `urgency`: How pressing it is, in the words of the source.
 * - `clientNotes`: What the client wrote.
 * - `advisorInterested`: Whether the advisor is interested; none before an answer.
 * - `advisorResponse`: What the advisor wrote.
 * - `proposedRate`: What the advisor asks for; none for a portal without amounts.
 * - `respondedAt`: When the advisor answered.
 * - `meetingScheduledAt`: When the two are to meet.
 * - `meetingCompletedAt`: When they met.
 * - `engagementCreated`: Whether an engagement came of it.
 * - `engagementId`: That engagement.
 * - `engagementStartedAt`: When it started.
 * - `rejectedBy`: `client`, `advisor` or `system`.
 * - `rejectionReason`: Why it was rejected.
 * - `rejectedAt`: When it was rejected.
 * - `timesShown`: How often the client was shown the advisor.
 * - `clickedByClient`: Whether the client looked closer.
 * - `clientViewedAt`: When the client looked first.
 * - `expiresAt`: From when on the match is of no use.
 * - `isExpired`: Whether the source marked it so.
 * - `createdAt`: When the row was made.
 * - `updatedAt`: When it was last changed.
 */
export type MatchRowField = "id" | "clientId" | "clientName" | "clientIndustry" | "advisorProfileId" | "advisorName" | "advisorTitle" | "advisorHeadline" | "advisorRating" | "matchScore" | "matchReason" | "matchAlgorithmVersion" | "status" | "statusUpdatedAt" | "requestedServices" | "budgetRange" | "startDate" | "urgency" | "clientNotes" | "advisorInterested" | "advisorResponse" | "proposedRate" | "respondedAt" | "meetingScheduledAt" | "meetingCompletedAt" | "engagementCreated" | "engagementId" | "engagementStartedAt" | "rejectedBy" | "rejectionReason" | "rejectedAt" | "timesShown" | "clickedByClient" | "clientViewedAt" | "expiresAt" | "isExpired" | "createdAt" | "updatedAt";

/** An answer with the revision at which it is true. */
export interface MatchRowPageAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The rows of this page, in the order that was asked for. */
  readonly rows: ReadonlyArray<MatchRow>;
  /** All rows that fit, whichever page this is. */
  readonly total: number;
  /** Whether every row was counted; an estimate was asked for where this is false. */
  readonly isTotalExact: boolean;
  /** Where the next page starts; none on the last. */
  readonly nextCursor: string | null;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/**
 * Where an advisor stands in a match.
 * - `matched`: Eligible, and within the rank that was asked about.
 * - `ranked`: Eligible, and beyond that rank.
 * - `filtered`: Removed by hard filters.
 * - `excluded`: One of the excluded ids, whatever the filters.
 */
export type MatchStatus = "matched" | "ranked" | "filtered" | "excluded";

/** How many matches have a status. */
export interface MatchStatusCount {
  /** The status. */
  readonly status: string;
  /** The matches with it. */
  readonly count: number;
}

/** Where the memory goes, in bytes. */
export interface MemoryUse {
  /** Files of the base that are mapped; the operating system may take these pages back. */
  readonly mapped: number;
  /** Rollups of clients and tenants. */
  readonly rollups: number;
  /** Kept lists of clients, documents, tasks, invoices and engagements. */
  readonly lists: number;
  /** Columns, bitmaps and kept orders of the advisors. */
  readonly profiles: number;
  /** The text index of the advisors. */
  readonly text: number;
  /** Vectors, codes and norms that are not in a mapped file, the lexical ones included. */
  readonly vectors: number;
  /** Images of changed rows. */
  readonly delta: number;
  /** Kept answers, the host's values, and what tells that they are true. */
  readonly cache: number;
  /** The limit that DuckDB was given. */
  readonly warehouseLimit: number;
}

/**
 * What a range does with an advisor who lacks the value.
 * - `drop`: Takes the advisor out.
 * - `keep`: Keeps the advisor.
 */
export type Missing = "drop" | "keep";

/** An amount as decimal text with two digits after the point, such as `1234.50`. */
export type Money = string;

/** How many advisors of the result lie in a band; every band is there, from the lowest, the missing last. */
export interface MoneyBand {
  /** The least value of the band; none for no bound. */
  readonly from: Money | null;
  /** The value that the band ends before; none for no bound. */
  readonly to: Money | null;
  /** Whether this counts those who lack the value. */
  readonly missing: boolean;
  /** Advisors in the band. */
  readonly count: number;
}

/** A range, both ends included. */
export interface MoneyRange {
  /** The largest value; none for no bound. */
  readonly max?: Money | null | undefined;
  /** The least value; none for no bound. */
  readonly min?: Money | null | undefined;
  /** What happens to an advisor who lacks the value. */
  readonly missing?: Missing | undefined;
}

/** How many advisors of the result lie in a band; every band is there, from the lowest, the missing last. */
export interface NumberBand {
  /** The least value of the band; none for no bound. */
  readonly from: number | null;
  /** The value that the band ends before; none for no bound. */
  readonly to: number | null;
  /** Whether this counts those who lack the value. */
  readonly missing: boolean;
  /** Advisors in the band. */
  readonly count: number;
}

/** A range, both ends included. */
export interface NumberRange {
  /** The largest value; none for no bound. */
  readonly max?: number | null | undefined;
  /** The least value; none for no bound. */
  readonly min?: number | null | undefined;
  /** What happens to an advisor who lacks the value. */
  readonly missing?: Missing | undefined;
}

/**
 * A number that a search form filters by.
 * - `hourlyRate`: The price of an hour.
 * - `monthlyRetainerMax`: The largest monthly retainer.
 * - `years`: The years of experience.
 * - `rating`: The rating.
 */
export type NumericFilter = "hourlyRate" | "monthlyRetainerMax" | "years" | "rating";

/** The calls of one operation. */
export interface OperationStats {
  /** The operation's name. */
  readonly name: string;
  /** Calls, failed ones included. */
  readonly count: number;
  /** Calls that failed. */
  readonly errorCount: number;
  /** Half of the calls took at most this many microseconds. */
  readonly p50Us: number;
  /** 99 of 100 calls took at most this many microseconds. */
  readonly p99Us: number;
  /** The longest call, in microseconds. */
  readonly maxUs: number;
}

/** An answer with the revision at which it is true. */
export interface OrganizationDashboardAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** Clients in all. */
  readonly totalClients: number;
  /** Clients by status. */
  readonly clients: ReadonlyArray<StatusCount>;
  /** Documents in all. */
  readonly totalDocuments: number;
  /** Bytes of their files; a file without a size counts 0. A sum beyond 64 bits stays at their end. */
  readonly totalDocumentBytes: number;
  /** Tasks in all. */
  readonly totalTasks: number;
  /** Tasks by status and priority. */
  readonly tasks: ReadonlyArray<TaskCount>;
  /** Engagements in all. */
  readonly totalEngagements: number;
  /** Engagements by status and type. */
  readonly engagements: ReadonlyArray<EngagementCount>;
  /** Invoices in all. */
  readonly totalInvoices: number;
  /** Invoices by currency, in order of its code; amounts are never summed across currencies. */
  readonly invoices: ReadonlyArray<InvoiceTotals>;
  /** When the revision of this answer was committed. */
  readonly generatedAt: Timestamp;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/**
 * Which page of a list: its size, and where it starts.
 *
 * Without cursor and offset it is the first. A cursor goes on exactly behind the last row of its page, whatever was written in between; an offset counts rows as they stand now.
 */
export interface PageRequest {
  /** The `next_cursor` of the page before; the rest of the request must be as it was, but for the limit. */
  readonly cursor?: string | null | undefined;
  /** The largest number of rows: 1 to 100, by default 20. */
  readonly limit?: number | undefined;
  /** Rows to leave out from the start, at most 10,000; not together with a cursor. */
  readonly offset?: number | null | undefined;
  /** How the rows of all pages are counted. */
  readonly total?: TotalKind | undefined;
}

/** One part of a score. */
export interface Part {
  /** The signal, as a scoring profile names it. */
  readonly name: string;
  /** The weight, renormalised where a part was dropped. */
  readonly weight: number;
  /** The signal's value, mostly 0 to 1; a cosine is -1 to 1. */
  readonly value: number;
  /** Weight times value. */
  readonly contribution: number;
}

/**
 * A period of the calendar.
 * - `day`: From midnight to midnight: 23 or 25 hours where clocks are moved. `2026-03-01`.
 * - `week`: From Monday to Monday, named by ISO 8601: the year is that of the week's Thursday. `2026-W09`.
 * - `month`: `2026-03`.
 * - `quarter`: Three months from January, April, July or October on. `2026-Q1`.
 * - `year`: `2026`.
 */
export type PeriodKind = "day" | "week" | "month" | "quarter" | "year";

/** How the answer was computed. */
export interface Plan {
  /** `plain_scan`: the whole score of every eligible advisor. `bounded_scan`: every score within proven bounds, and the whole score of those that may be among the best; the same answer. `graph`: the same of those to whom the graph of embeddings leads, and of those whom their other parts leave a chance. */
  readonly strategy: string;
  /** Advisors that passed the hard filters. */
  readonly eligible: number;
  /** Advisors whose score was computed or bounded: all that are eligible, except by the `graph`. */
  readonly scored: number;
  /** Advisors whose score was first bounded and then computed; 0 in a `plain_scan`. */
  readonly rescored: number;
  /** Whether the answer equals that of scoring everyone. */
  readonly exact: boolean;
  /** The share of the ten nearest embeddings that the graph led to when it was made, on a sample of its own; only where the answer is not exact. The answer is better: whoever the other parts leave a chance is scored too. */
  readonly recall?: number | null;
}

/**
 * Changes by query: what is newer than the newest seen.
 *
 * It does not see rows that are deleted for good, unless `sweep_ms` is set, nor changes that leave `updatedAt` alone; a transaction of several tables may be seen in part.
 */
export interface Polling {
  /** From one round to the next, in milliseconds. Default 1,000. */
  readonly intervalMs?: number | undefined;
  /** A channel of `NOTIFY` that starts a round at once. Default none. */
  readonly notifyChannel?: string | null | undefined;
  /** How far back each round reads again, in milliseconds: a transaction that commits later than this after it set `updatedAt` is missed. Default 60,000. */
  readonly overlapMs?: number | undefined;
  /** From one comparison of all ids to the next, in milliseconds: it finds rows that were deleted for good. Default none: they stay. */
  readonly sweepMs?: number | null | undefined;
}

/** An answer with the revision at which it is true. */
export interface PortalDecisionAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** Whether the person may enter. */
  readonly isAllowed: boolean;
  /** Why; of several reasons against it, the first in the order of their list. */
  readonly reason: PortalReason;
  /** `view`, `edit`, `admin` or `owner`; other values are the source's. */
  readonly accessLevel: string | null;
  /** Whether amounts and invoices are shown. */
  readonly canViewFinancials: boolean;
  /** Whether documents may be sent. */
  readonly canUploadDocuments: boolean;
  /** Whether the advisor may be written to. */
  readonly canMessageAdvisor: boolean;
  /** Whether invoices may be approved. */
  readonly canApproveInvoices: boolean;
  /** Whether other people's accesses may be managed. */
  readonly canManageTeam: boolean;
  /** Whether data may be taken out. */
  readonly canExportData: boolean;
  /** What the tenant permits besides, as JSON text. */
  readonly permissions: string | null;
  /** From when on the access opens nothing. */
  readonly expiresAt: Timestamp | null;
  /** Whether a second factor is asked for. */
  readonly mfaEnabled: boolean;
  /** Minutes after which a session without activity ends. */
  readonly sessionTimeoutMinutes: number | null;
  /** What reads take as their audience; none where entry is refused. */
  readonly audience: Audience | null;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/**
 * Why a person may enter a portal, or may not.
 * - `ok`: Nothing stands against it.
 * - `no_access`: The person has no access to this client, or is not there or deleted.
 * - `inactive`: The access, or the person's account, is not active.
 * - `expired`: The access has come to its end.
 * - `address_not_allowed`: The address is not among those that the access is limited to, or was not given.
 */
export type PortalReason = "ok" | "no_access" | "inactive" | "expired" | "address_not_allowed";

/** A PostgreSQL database as a source. */
export interface PostgresSource {
  /**
   * A URL (`postgresql://user:password@host:port/database?sslmode=require`) or pairs (`host=… dbname=…`).
   *
   * What it leaves out comes from `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD`, `PGDATABASE`, `PGSSLMODE`, `PGSSLROOTCERT`, `PGOPTIONS` and `PGCONNECT_TIMEOUT`. `sslmode` is `disable`, `prefer` (the default), `require`, `verify-ca` or `verify-full`, `sslrootcert` a PEM file in place of the public roots. `verify-ca` compares the server's name as well; `verify-full` wants a name, not an address. Parameters that only Prisma knows are left alone, but for `schema`.
   */
  readonly connection: string;
  /** Connections that copy tables at the same time. Default 2. */
  readonly connectionCount?: number | undefined;
  /** Reads changes by query instead of replication, for servers that do not permit that; see `Polling`. */
  readonly polling?: Polling | null | undefined;
  /** The publication; engines may share it. Default `advisor_engine`. */
  readonly publication?: string | undefined;
  /** The schema that holds the tables. Default: the one that the connection string names, or `public`. */
  readonly schema?: string | null | undefined;
  /** The replication slot; every engine that follows a database needs one of its own. Default `advisor_engine`. */
  readonly slot?: string | undefined;
  /** How long the server may take for one statement other than a copy, in milliseconds. Default 30,000. */
  readonly statementTimeoutMs?: number | undefined;
}

/** The newest revision that reads see. */
export interface PublishedRevision {
  /** It is the one that was waited for, or a later one. */
  readonly revision: number;
  /** When it was committed. */
  readonly asOf: AsOf;
}

/** How one queue stands. */
export interface QueueFigures {
  /** The queue's name. */
  readonly queueName: string;
  /** Jobs, whatever their status. */
  readonly total: number;
  /** By status, along the life of a job, then by spelling; only those that a job has. */
  readonly byStatus: ReadonlyArray<JobStatusCount>;
  /** When the job was made that has been pending longest. */
  readonly oldestPendingAt: Timestamp | null;
  /** Pending jobs that a worker would take now: not put off to a later time, and with an attempt left. */
  readonly readyCount: number;
  /** Jobs in work whose lock has expired: their worker is likely gone. */
  readonly expiredLockCount: number;
}

/** An answer with the revision at which it is true. */
export interface QueueStatsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The queues that hold any job, by name. */
  readonly queues: ReadonlyArray<QueueFigures>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** How many advisors have a rate from one bound up to another. */
export interface RateBucket {
  /** The least rate of the bucket. */
  readonly from: Money;
  /** The rate that it ends before. */
  readonly to: Money;
  /** Advisors in it. */
  readonly count: number;
}

/**
 * Asks for the spread of hourly rates, in buckets of one width.
 *
 * Either a number of buckets, by default 20, or their width.
 */
export interface RateBuckets {
  /** How many buckets lie between the lowest rate and the highest: 1 to 200. */
  readonly bucketCount?: number | null | undefined;
  /** The width of a bucket, whose bounds are then multiples of it; at most 200 buckets. */
  readonly width?: Money | null | undefined;
}

/**
 * The hourly rates of a result, exactly, without the filters `hourlyRateMin` and `hourlyRateMax` themselves: what moving them would give.
 *
 * The counts of the buckets and of the missing add up to the total.
 */
export interface RateHistogram {
  /** Advisors of the result without the filters of the rate. */
  readonly total: number;
  /** Those of them who state no rate. */
  readonly missing: number;
  /** The lowest rate; none where nobody states one. */
  readonly min: Money | null;
  /** The highest rate. */
  readonly max: Money | null;
  /** From the lowest rate to the highest, empty ones too. Where a number of them was asked for, there are so many: the first starts at the lowest rate, and the width is rounded up to whole cents, so that the last may end beyond the highest rate. */
  readonly buckets: ReadonlyArray<RateBucket>;
}

/** How many ratings have a satisfaction. */
export interface RatingCount {
  /** The satisfaction, 1 to 10. */
  readonly rating: number;
  /** The ratings with it. */
  readonly count: number;
}

/** Why an advisor has these points, in the form of the existing backend. */
export interface Reasons {
  /** The *used* share of the capacity: current clients of the maximum. */
  readonly availabilityRatio?: number | null;
  /** The certifications asked for that the advisor holds. */
  readonly certifications?: ReadonlyArray<string> | null;
  /** Years of experience. */
  readonly experienceYears?: number | null;
  /** True where one of the industries matched. */
  readonly industryMatch?: boolean | null;
  /** 0 to 5. */
  readonly rating?: number | null;
  /** The required services that the advisor offers; there whenever services were asked for. */
  readonly serviceMatches?: ReadonlyArray<string> | null;
}

/** Clients that were made or changed lately. */
export interface RecentActivity {
  /** Days of 24 hours before the call: 1 to 90, by default 7. */
  readonly days?: number | undefined;
  /** The largest number of clients in each list: 1 to 50, by default 10. */
  readonly limit?: number | undefined;
  /** The columns; an empty list for all. */
  readonly select?: ReadonlyArray<ClientRowField> | undefined;
}

/** An answer with the revision at which it is true. */
export interface RecentClientsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** Made in the window, newest first, then by id. */
  readonly recentClients: ReadonlyArray<ClientRow>;
  /** Made before the window and changed in it, changed last first, then by id. */
  readonly recentUpdates: ReadonlyArray<ClientRow>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** A document as a dashboard lists it. */
export interface RecentDocument {
  /** The document's id. */
  readonly id: string;
  /** Its file name. */
  readonly fileName: string;
  /** Its category. */
  readonly category: string;
  /** When it was created. */
  readonly createdAt: Timestamp;
}

/** A row of a load that could not be taken. */
export interface RejectedRow {
  /** The table of the load. */
  readonly table: string;
  /** The row's id, where it has one. */
  readonly id: string | null;
  /** Why it could not be taken: the column, what was expected, and at most a number that came. */
  readonly reason: string;
}

/** A hard filter that removes an advisor. */
export interface RemovingFilter {
  /** The filter by the name of its switch: `available`, `capacityLeft`, `industries`, `servicesAny`, `servicesAll`, `maxHourlyRate`, `certifications`, `businessSize`, `languages`, `remote`, `minYears` or `budget`. */
  readonly filter: string;
  /** What was asked for. */
  readonly asked: ReadonlyArray<string>;
  /** What the advisor has instead; empty where the row has no value. */
  readonly has: ReadonlyArray<string>;
}

/** The documents of the review queue. */
export interface ReviewBacklog {
  /** All of them. */
  readonly total: number;
  /** By category, in order of its name. */
  readonly categories: ReadonlyArray<CategoryBacklog>;
  /** By age at the call; the parts add up to the total. */
  readonly ages: BacklogAges;
}

/** A page of the documents that wait for review; for staff alone. */
export interface ReviewQueue {
  /** One of these categories; an empty list for all. */
  readonly categories?: ReadonlyArray<string> | undefined;
  /** Whose documents; the whole tenant's where it is missing. */
  readonly clientId?: string | null | undefined;
  /** Which page. */
  readonly page?: PageRequest | undefined;
  /** The columns; an empty list for all. The age is always told. */
  readonly select?: ReadonlyArray<DocumentRowField> | undefined;
}

/** A revision. */
export interface RevisionRequest {
  /** As a write gave it. */
  readonly revision: number;
}

/** A row: values by column name. */
export type Row = { readonly [column: string]: Value | bigint | Date | undefined };

/** One row of a table. */
export interface RowKey {
  /** The table. */
  readonly table: string;
  /** The row's id. */
  readonly id: string;
}

/**
 * Ratings in figures.
 *
 * *What counts*: a satisfaction of 1 to 10, and a likelihood of recommendation of 0 to 10. Values out of range are counted apart and are in no mean, distribution or score.
 */
export interface SatisfactionFigures {
  /** Ratings with a satisfaction of 1 to 10. */
  readonly count: number;
  /** Their mean satisfaction, 1 to 10, higher is better; none without ratings. */
  readonly meanOfTen: number | null;
  /** The same on the scale of a profile's rating, 0 to 5: half of it. */
  readonly meanOfFive: number | null;
  /** Ratings by satisfaction, from 1 to 10, each of them; empty without ratings. */
  readonly distribution: ReadonlyArray<RatingCount>;
  /** Ratings with another satisfaction. */
  readonly outOfRangeCount: number;
  /** The share of promoters less that of detractors, in percent: -100 to 100; none where nobody answered. */
  readonly netPromoterScore: number | null;
  /** Answers of 9 and 10. */
  readonly promoterCount: number;
  /** Answers of 7 and 8. */
  readonly passiveCount: number;
  /** Answers of 0 to 6. */
  readonly detractorCount: number;
  /** Answers out of range. */
  readonly answerOutOfRangeCount: number;
}

/**
 * The schema of the backend whose tables an engine holds.
 * - `advisoros`: AdvisorOS: practices, their clients, and the marketplace of advisors.
 * - `clients_plus`: Clients+: companies and their appointments.
 */
export type Schema = "advisoros" | "clients_plus";

/**
 * A scoring profile: a named, versioned sum of weighted signals.
 *
 * A profile of the host is a row of the table `scoring_profiles`: `id` is the name, `terms` a JSON list of `SignalWeight`. A batch that changes the terms of a profile must raise its version.
 *
 * Needs without an embedding drop the cosine: the other weights are then divided by their sum, or stay as they are where that is below 1e-9, as it is when weights below 0 outweigh the others. Nothing but a cosine then scores everybody 0.
 */
export interface ScoringProfile {
  /** The name by which needs ask for it. */
  readonly name: string;
  /** From 1. */
  readonly version: number;
  /** Whether it is part of the engine. */
  readonly isBuiltIn: boolean;
  /** What the host says of it. */
  readonly description: string | null;
  /** What a score is the sum of, in the order of addition. */
  readonly terms: ReadonlyArray<SignalWeight>;
}

/** An answer with the revision at which it is true. */
export interface ScoringProfileListAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** Those of the engine and those of the host. */
  readonly profiles: ReadonlyArray<ScoringProfile>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** Which scoring profile an answer was scored by. */
export interface ScoringProfileVersion {
  /** The name; `inline` for weights that the request gave itself. */
  readonly name: string;
  /** The version: the host's own for its profiles, 1 for those of the engine and for `inline`. */
  readonly version: number;
}

/**
 * A search for advisors: words, filters, order, page, and what to tell of the result.
 *
 * Everything is optional; the default lists the whole marketplace, best rated first, with all facets.
 */
export interface SearchAdvisors {
  /** Whether to tell what the text and each filter do to the result. */
  readonly diagnose?: boolean | undefined;
  /** The facets to count; none for all, an empty list for no facet. */
  readonly facets?: ReadonlyArray<FacetName> | null | undefined;
  /** The filters of a search form; facets leave out their own field's. */
  readonly filters?: AdvisorFilters | undefined;
  /** Whether to tell where the words of the text stand in each advisor of the page. */
  readonly highlight?: boolean | undefined;
  /** Which page. */
  readonly page?: PageRequest | undefined;
  /** The spread of hourly rates to tell; none for none. */
  readonly rateHistogram?: RateBuckets | null | undefined;
  /** The columns of the advisors; an empty list for all. */
  readonly select?: ReadonlyArray<AdvisorField> | undefined;
  /** The order; by default relevance where there is a text, rating where there is none. */
  readonly sort?: AdvisorSort | null | undefined;
  /** Words to look for, all of them but those that only hold a sentence together (`for`, `the`); text within `"` is a phrase; blanks alone are no text. */
  readonly text?: string | null | undefined;
  /** A filter tree besides; every facet respects it. */
  readonly where?: Filter | null | undefined;
}

/** Looks for clients by a text. */
export interface SearchClients {
  /** The text, whatever its case and accents; `%` and `_` mean themselves. */
  readonly query: string;
  /** The largest number of clients: 1 to 50, by default 10. */
  readonly limit?: number | undefined;
  /** The columns; an empty list for all. */
  readonly select?: ReadonlyArray<ClientRowField> | undefined;
}

/** Asks for the values of a facet that begin as typed, for lists that are too long to be shown whole. */
export interface SearchFacet {
  /** The facet. */
  readonly field: ListField;
  /** The largest number of values: 1 to 1,000, by default 20. */
  readonly limit?: number | undefined;
  /** The search whose result is counted, as it is given to `search_advisors`. Its text, filters and filter tree choose, and the limit of its page decides as there whether typos are expanded; all else says nothing here. */
  readonly search?: SearchAdvisors | undefined;
  /** What was typed: each of its words begins a word of the value, whatever case and accents; empty for every value. */
  readonly text?: string | undefined;
}

/**
 * Whether the nearest embeddings must be found, or most of them will do.
 *
 * An answer tells in its plan whether it is exact.
 * - `auto`: Exact, except where more than 100,000 advisors are eligible and the base has a graph of its embeddings.
 * - `exact`: Exact, however many are eligible.
 * - `approximate`: By the graph wherever there is one and it is cheaper; exact elsewhere.
 */
export type SearchMode = "auto" | "exact" | "approximate";

/** How a search was computed. */
export interface SearchPlan {
  /** `kept_order`: an order that is kept from call to call was walked. `scored_hits`: the advisors that the text finds were ordered by their scores. */
  readonly strategy: string;
  /** Advisors that fit. */
  readonly eligible: number;
  /** Advisors whose relevance was computed. */
  readonly scored: number;
  /** Whether the answer equals that of looking at everyone; it always does. */
  readonly exact: boolean;
}

/** An answer with the revision at which it is true. */
export interface SearchResultAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The advisors of this page, in the order that was asked for. */
  readonly advisors: ReadonlyArray<Advisor>;
  /** All advisors that fit, exactly. */
  readonly total: number;
  /** The counts of the facets that were asked for, over all that fit. */
  readonly facets: Facets;
  /** Where the next page starts; none on the last. */
  readonly nextCursor: string | null;
  /** Whether words one or two edits away count too: so it is where the exact ones are found in fewer texts than the first page has rows, whatever the filters. */
  readonly typosExpanded: boolean;
  /** How the answer was computed. */
  readonly plan: SearchPlan;
  /** What the text (`text`), each filter (by its name) and the filter tree (`where`) take out; only where `diagnose` asks for it. */
  readonly clauses?: ReadonlyArray<ClauseEffect> | null;
  /** The spread of hourly rates; only where `rateHistogram` asks for it. */
  readonly rateHistogram?: RateHistogram | null;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** Revenue shares in sums. Their rows name no currency: it is the one that the practice is kept in. */
export interface ShareSums {
  /** Shares. */
  readonly count: number;
  /** What the clients paid or owe. */
  readonly grossRevenue: Money;
  /** What goes to the advisor. */
  readonly advisorPayout: Money;
  /** What goes to the platform. */
  readonly platformFee: Money;
}

/**
 * What one signal alone would have to be for an advisor to reach a rank, all else as it is.
 *
 * A signal that takes steps, such as a share of services or whole points, serves with the next step. The signal `points` is taken as one of its own, whatever it is made of.
 */
export interface SignalChange {
  /** The signal. */
  readonly signal: string;
  /** Its weight. */
  readonly weight: number;
  /** Its value now. */
  readonly value: number;
  /** The least value, or with a weight below 0 the greatest, that reaches the rank: exact to the last bit of the score's arithmetic. None where no number does, as with a weight of 0. */
  readonly needed: number | null;
  /** What is needed less the value now. */
  readonly difference: number | null;
  /** The size of the difference as a share of the signal's width: 2 for the cosine, 1 for all others. */
  readonly relativeChange: number | null;
  /** The least value that the signal can take for these needs. */
  readonly lowest: number;
  /** The greatest value that the signal can take for these needs; 0 where they do not ask for it. */
  readonly highest: number;
  /** Whether what is needed lies between the two. */
  readonly isReachable: boolean;
}

/**
 * One part of a scoring profile: a signal and what its value is multiplied by.
 *
 * What a client does not ask for gives a signal of 0, and so does a value that an advisor lacks. Values are 0 to 1 unless something else is said:
 *
 * | signal | value | |---|---| | `industry` | 1 where the advisor works in one of the industries, compared with case | | `services` | the share of the required services that the advisor offers, compared with case | | `experience` | years of experience of 20, at most 1 | | `rating` | the rating of 5 | | `certifications` | 1 where the advisor holds one of the certifications, compared with case | | `availability` | the free share of the capacity; below 0 where there are more clients than the maximum | | `cosine` | the cosine of the two embeddings, -1 to 1; dropped where the needs have no embedding | | `points` | the rounded points of `points-v1` of 100 | | `price_fit` | 1 less the hourly rate divided by the most that an hour may cost, at least 0 | | `budget` | 1 where the advisor's prices meet the budget, as in the hard filter | | `language` | 1 where the advisor speaks one of the languages, in any case | | `business_size` | 1 where the advisor serves businesses of the size, in any case | | `remote` | 1 where remote work is asked for and the advisor works remotely | | `reviews` | reviews of 50, at most 1 | | `responsiveness` | 1 less the hours that an answer takes of 48, at least 0 |
 */
export interface SignalWeight {
  /** The name of the signal. */
  readonly signal: string;
  /** What its value is multiplied by, -1,000,000 to 1,000,000; below 0 for what counts against an advisor. */
  readonly weight: number;
}

/** An answer with the revision at which it is true. */
export interface SimilarAdvisorListAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** At most as many as the limit. */
  readonly advisors: ReadonlyArray<Advisor>;
  /** How they were found. */
  readonly plan: Plan;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** Asks for the advisors whose embeddings are nearest to that of one advisor. */
export interface SimilarAdvisors {
  /** The id of the profile that the others are compared with; it is left out itself. */
  readonly advisorId: string;
  /** The filters of a search form, which the others must pass. */
  readonly filters?: AdvisorFilters | undefined;
  /** The largest number of advisors: 1 to 100, by default 10. */
  readonly limit?: number | undefined;
  /** Whether the nearest must be found, or most of them will do. */
  readonly search?: SearchMode | undefined;
  /** The columns to read; an empty list for all. */
  readonly select?: ReadonlyArray<AdvisorField> | undefined;
  /** A filter tree besides. */
  readonly where?: Filter | null | undefined;
}

/** An answer with the revision at which it is true. */
export interface SqlAnswerAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The columns. */
  readonly columns: ReadonlyArray<SqlColumn>;
  /** The rows: one value per column. Decimals, wide integers, dates, times and instants are text, as are the numbers that JSON has no form for. */
  readonly rows: ReadonlyArray<ReadonlyArray<Value>>;
  /** Whether there are more rows than the query's limit. */
  readonly truncated: boolean;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** A column of an answer. */
export interface SqlColumn {
  /** Its name, as the statement gives it. */
  readonly name: string;
  /** Its type, such as `bigint`, `text`, `decimal(18,2)`, `timestamp`, `text[]`. */
  readonly type: string;
}

/** The value of a named parameter. */
export interface SqlParameter {
  /** The name, without `$`. */
  readonly name: string;
  /** The value. */
  readonly value: Value;
}

/** An answer with the revision at which it is true. */
export interface SqlPlanAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** DuckDB's plan, drawn as text. A tenant's plan tells no counts and nothing behind the tenant's views. */
  readonly plan: string;
  /** The tables that are read, by name. */
  readonly tables: ReadonlyArray<string>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/**
 * A question in SQL: one `SELECT`, in DuckDB's dialect, over the tables of the catalog by their plain names.
 *
 * Values are handed over as parameters: `$1` and `?` by place, `$name` by name. Money, decimals and instants are text there, which DuckDB casts; a list of text serves `WHERE id IN (SELECT unnest($1))`.
 */
export interface SqlQuery {
  /** The statement, at most 65,536 bytes. */
  readonly sql: string;
  /** The most rows of one answer, 1 to 1,000,000; a stream of batches has no limit. */
  readonly limit?: number | undefined;
  /** Values of `$name`; a statement has parameters of one kind. */
  readonly named?: ReadonlyArray<SqlParameter> | undefined;
  /** Values of `$1`, `$2` … or of each `?`, in order. */
  readonly params?: ReadonlyArray<Value> | undefined;
}

/** What `stats` tells. */
export interface Stats {
  /** The published revision. */
  readonly revision: number;
  /** When it was committed. */
  readonly asOf: AsOf;
  /** The number of the serving generation. */
  readonly generation: number;
  /** The newest revision that its base holds. */
  readonly baseRevision: number;
  /** Rows, per table of the catalog. */
  readonly tables: ReadonlyArray<TableStats>;
  /** Bytes, per part. */
  readonly memory: MemoryUse;
  /** Calls, per operation that was called at least once. */
  readonly operations: ReadonlyArray<OperationStats>;
  /** Statements that DuckDB has run. */
  readonly sqlStatementCount: number;
  /** Whether a fold is running. */
  readonly isFolding: boolean;
  /** Why the last fold ended without a new base, if it did. */
  readonly lastFoldError: string | null;
  /** Rows that loads could not take. */
  readonly rejectedRowCount: number;
  /** How a follower stands to its writer; left out of an engine that writes. */
  readonly follower?: FollowerStats | null;
}

/** Rows of one status. */
export interface StatusCount {
  /** The status. */
  readonly status: string;
  /** Its rows. */
  readonly count: number;
}

/** Asks for what a text that is being typed may become. */
export interface SuggestAdvisors {
  /** The kinds of suggestions; an empty list for all. */
  readonly kinds?: ReadonlyArray<SuggestionKind> | undefined;
  /** The largest number of suggestions: 1 to 50, by default 10. */
  readonly limit?: number | undefined;
  /** What was typed so far; without a word nothing is suggested. */
  readonly text?: string | undefined;
}

/** A text that the typed one may become. */
export interface Suggestion {
  /** What it is. */
  readonly kind: SuggestionKind;
  /** The whole text; a title, industry or service as most advisors of the marketplace spell it. */
  readonly text: string;
  /** Advisors of the marketplace who have it in any spelling, exactly; 1 for a name. */
  readonly count: number;
  /** The advisor whose name it is; left out for other kinds. */
  readonly advisorId?: string | null;
}

/**
 * What is suggested.
 * - `name`: The name of an advisor.
 * - `title`: A professional title.
 * - `industry`: An industry.
 * - `service`: A service.
 */
export type SuggestionKind = "name" | "title" | "industry" | "service";

/** An answer with the revision at which it is true. */
export interface SuggestionsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** At most as many as the limit. */
  readonly suggestions: ReadonlyArray<Suggestion>;
  /** Whether nothing begins as typed, so that slips were looked for. */
  readonly typosExpanded: boolean;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** The rows of one table. */
export interface TableStats {
  /** The table's name. */
  readonly name: string;
  /** Rows of the base. */
  readonly baseRowCount: number;
  /** Rows that changed since. */
  readonly deltaRowCount: number;
  /** Bytes of their images. */
  readonly deltaByteCount: number;
}

/** Tasks of one status and priority. */
export interface TaskCount {
  /** The status. */
  readonly status: string;
  /** The priority. */
  readonly priority: string;
  /** Their rows. */
  readonly count: number;
}

/** Conditions on a task, all of which must hold; an empty list asks for nothing. */
export interface TaskFilters {
  /** Due at this instant or later; a task without a date drops out. */
  readonly dueFrom?: Timestamp | Date | null | undefined;
  /** Due before this instant; a task without a date drops out. */
  readonly dueTo?: Timestamp | Date | null | undefined;
  /** Whether it was due before the call and is neither completed nor cancelled. */
  readonly overdue?: boolean | null | undefined;
  /** One of these: `urgent`, `high`, `normal`, `low`. */
  readonly priorities?: ReadonlyArray<string> | undefined;
  /** One of these: `pending`, `in_progress`, `review`, `completed`, `cancelled`. */
  readonly statuses?: ReadonlyArray<string> | undefined;
  /** One of these: `document_review`, `data_entry`, `client_meeting`, `preparation`, `review`, `custom`. */
  readonly taskTypes?: ReadonlyArray<string> | undefined;
  /** Text anywhere in the title or the description, whatever its case and accents. */
  readonly text?: string | null | undefined;
  /** Whether it is assigned to nobody. */
  readonly unassigned?: boolean | null | undefined;
  /** Whether it belongs to no engagement, and so to no client. */
  readonly withoutEngagement?: boolean | null | undefined;
}

/** A task of the practice. */
export interface TaskRow {
  /** The task's id. */
  readonly id: string;
  /** Hours that it took. */
  readonly actualHours?: Decimal | null;
  /** Who it is assigned to. */
  readonly assignedToId?: string | null;
  /** The assignee's name; none where the user is deleted or not of this tenant. */
  readonly assigneeName?: string | null;
  /** The client of the engagement; none where the engagement is deleted or not of this tenant. */
  readonly clientId?: string | null;
  /** The client's name; none where the client or the engagement is deleted or not of this tenant. */
  readonly clientName?: string | null;
  /** When it was done. */
  readonly completedDate?: Timestamp | null;
  /** When the row was made. */
  readonly createdAt?: Timestamp;
  /** The same at length. */
  readonly description?: string | null;
  /** When it is due. */
  readonly dueDate?: Timestamp | null;
  /** The engagement that it belongs to. */
  readonly engagementId?: string | null;
  /** The engagement's name; none where the engagement is deleted or not of this tenant. */
  readonly engagementName?: string | null;
  /** Hours that it should take. */
  readonly estimatedHours?: Decimal | null;
  /** Whether it was due before the call and is neither completed nor cancelled. */
  readonly isOverdue?: boolean;
  /** `urgent`, `high`, `normal` or `low`; other values are the source's. */
  readonly priority?: string;
  /** When work starts. */
  readonly startDate?: Timestamp | null;
  /** `pending`, `in_progress`, `review`, `completed` or `cancelled`; other values are the source's. */
  readonly status?: string;
  /** What kind of work it is. */
  readonly taskType?: string;
  /** What is to be done. */
  readonly title?: string;
  /** When it was last changed. */
  readonly updatedAt?: Timestamp;
}

/**
 * A field of `TaskRow`.
 * - `id`: The task's id.
 * - `title`: What is to be done.
 * - `description`: The same at length.
 * - `status`: `pending`, `in_progress`, `review`, `completed` or `cancelled`; other values are the source's.
 * - `priority`: `urgent`, `high`, `normal` or `low`; other values are the source's.
 * - `taskType`: What kind of work it is.
 * - `estimatedHours`: Hours that it should take.
 * - `actualHours`: Hours that it took.
 * - `startDate`: When work starts.
 * - `dueDate`: When it is due.
 * - `completedDate`: When it was done.
 * - `assignedToId`: Who it is assigned to.
 * - `assigneeName`: The assignee's name; none where the user is deleted or not of this tenant.
 * - `engagementId`: The engagement that it belongs to.
 * - `engagementName`: The engagement's name; none where the engagement is deleted or not of this tenant.
 * - `clientId`: The client of the engagement; none where the engagement is deleted or not of this tenant.
 * - `clientName`: The client's name; none where the client or the engagement is deleted or not of this tenant.
 * - `createdAt`: When the row was made.
 * - `updatedAt`: When it was last changed.
 */
export type TaskRowField = "id" | "title" | "description" | "status" | "priority" | "taskType" | "estimatedHours" | "actualHours" | "startDate" | "dueDate" | "completedDate" | "assignedToId" | "assigneeName" | "engagementId" | "engagementName" | "clientId" | "clientName" | "createdAt" | "updatedAt";

/** The rows of one key. */
export interface TaskRowGroup {
  /** The key. */
  readonly key: string;
  /** Its first rows. */
  readonly rows: ReadonlyArray<TaskRow>;
  /** All of its rows; none where there is no such key in the tenant. */
  readonly total: number;
}

/** An answer with the revision at which it is true. */
export interface TaskRowGroupsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The groups. */
  readonly groups: ReadonlyArray<TaskRowGroup>;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/** An answer with the revision at which it is true. */
export interface TaskRowPageAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The rows of this page, in the order that was asked for. */
  readonly rows: ReadonlyArray<TaskRow>;
  /** All rows that fit, whichever page this is. */
  readonly total: number;
  /** Whether every row was counted; an estimate was asked for where this is false. */
  readonly isTotalExact: boolean;
  /** Where the next page starts; none on the last. */
  readonly nextCursor: string | null;
  /** Whether a newer answer was known to be possible, and the call allowed that by its `max_stale_ms`; left out where the answer is the newest. */
  readonly stale?: boolean;
  /** From this instant on the answer may be another though nothing changes; left out where time does not matter to it. */
  readonly validUntil?: Timestamp | null;
}

/**
 * The order of a list of tasks. Each is total: missing and unknown values last, equal ones by id.
 * - `rank`: Urgent, high, normal, low, then what is none of these; due first, without a date last; made first.
 * - `due`: Due first, without a date last.
 * - `newest`: Made last first.
 */
export type TaskSort = "rank" | "due" | "newest";

/** Asks for the open tasks of many people; for staff alone. */
export interface TasksByAssignee {
  /** The people, 1 to 1,000; one may come twice. */
  readonly keys: ReadonlyArray<string>;
  /** The largest number of rows of each key: 1 to 1,000, by default 50. */
  readonly limit?: number | undefined;
  /** The columns; an empty list for all. */
  readonly select?: ReadonlyArray<TaskRowField> | undefined;
}

/** Asks for the tasks of many engagements; for staff alone. */
export interface TasksByEngagement {
  /** The engagements, 1 to 1,000; one may come twice. */
  readonly keys: ReadonlyArray<string>;
  /** The largest number of rows of each key: 1 to 1,000, by default 50. */
  readonly limit?: number | undefined;
  /** The columns; an empty list for all. */
  readonly select?: ReadonlyArray<TaskRowField> | undefined;
}

/**
 * How the stored vector of an advisor stands to the advisor's text.
 * - `missing`: There is no vector.
 * - `stale`: The vector is of another text: its digest is another.
 * - `current`: The vector is of this text.
 * - `unknown`: The vector has a digest of the host's own, which the engine cannot compare.
 */
export type TextState = "missing" | "stale" | "current" | "unknown";

/** An instant in UTC as ISO 8601 text, such as `2026-01-31T08:00:00Z`. */
export type Timestamp = string;

/**
 * How the rows of all pages are counted.
 * - `exact`: Every row that fits is counted.
 * - `estimate`: A long list with a filter is judged by some two thousand of its rows; where counting costs nothing the total is exact all the same, and says so.
 */
export type TotalKind = "exact" | "estimate";

/** A task as a dashboard lists it. */
export interface UpcomingTask {
  /** The task's id. */
  readonly id: string;
  /** Its title. */
  readonly title: string;
  /** When it is due, where it has a date. */
  readonly dueDate: Timestamp | null;
  /** Its priority. */
  readonly priority: string;
  /** Who it is assigned to: a live user of this tenant. */
  readonly assigneeName: string | null;
}

/** How much a person did. */
export interface UserActionCount {
  /** The person. */
  readonly userId: string;
  /** The person's name; none where the user is not of the tenant or deleted. */
  readonly userName: string | null;
  /** The lines of what the person did. */
  readonly count: number;
}

/** One value of a row; money, decimals and instants as text, JSON as it is or as text. */
export type Value = null | boolean | number | string | ReadonlyArray<string> | readonly number[] | Float32Array | Float64Array | Json;

/**
 * A kind of values of the host, with the times that the platform's documents give it.
 *
 * A value is *fresh* for some time. From then to its *hard* end it is served at once while one caller loads it anew; the two are the same where nothing is said of serving it late. *Units*: seconds, fresh / hard.
 * - `short`: 300 / 300: whatever has no class.
 * - `medium`: 900 / 900.
 * - `long`: 3,600 / 3,600.
 * - `session`: 1,800 / 1,800: a session.
 * - `user_profile`: 600 / 600: a user's profile and permissions.
 * - `client`: 1,800 / 1,800: one client's data.
 * - `list`: 300 / 300: lists of clients and of advisors.
 * - `document_list`: 900 / 900: lists of documents.
 * - `document`: 3,600 / 3,600: what is known of one document.
 * - `tasks`: 300 / 300: tasks.
 * - `invoices`: 900 / 900: invoices.
 * - `dashboard`: 120 / 300: dashboards.
 * - `report`: 7,200 / 7,200: the data of a report.
 * - `report_list`: 900 / 900: lists of reports.
 * - `sync_status`: 300 / 300: how a synchronisation with others stands.
 * - `organization`: 3,600 / 3,600: an organization.
 * - `matches`: 600 / 600: matches.
 * - `response`: 300 / 900: whole answers to requests over HTTP; 3,600 where loading them fails.
 */
export type ValueClass = "short" | "medium" | "long" | "session" | "user_profile" | "client" | "list" | "document_list" | "document" | "tasks" | "invoices" | "dashboard" | "report" | "report_list" | "sync_status" | "organization" | "matches" | "response";

/** How many rows hold a value. */
export interface ValueCount {
  /** The value, as the rows spell it. */
  readonly value: string;
  /** Its rows. */
  readonly count: number;
}

/** How a value of the host is kept. */
export interface ValueOptions {
  /** The class, which gives the times and under which it is counted. */
  readonly class?: ValueClass | undefined;
  /** For how many milliseconds it is fresh, instead of the class's time. */
  readonly freshMs?: number | null | undefined;
  /** After how many milliseconds it is served no more, instead of the class's time; not below `fresh_ms`. */
  readonly hardMs?: number | null | undefined;
  /** By what share, 0 to 1, the fresh time is shortened at most, at random, so that what was loaded together is not loaded together again. Default 0.1. */
  readonly jitter?: number | null | undefined;
  /** After how many milliseconds it is served no more even where loading it anew fails; not below `hard_ms`. */
  readonly onErrorMs?: number | null | undefined;
  /** Rows that it depends on, as tables are. */
  readonly rows?: ReadonlyArray<RowKey> | undefined;
  /** Tables whose rows it depends on: of the tenant, where it is a tenant's value. A commit of the engine that changes one ends it, as does `invalidate`. */
  readonly tables?: ReadonlyArray<string> | undefined;
  /** Names by which it can be invalidated together with others of its scope. */
  readonly tags?: ReadonlyArray<string> | undefined;
}

/** What the comparison of one table found. */
export interface VerifiedTable {
  /** The table's name. */
  readonly name: string;
  /** Rows of the source, without those that cannot be taken. */
  readonly sourceRowCount: number;
  /** Rows of the engine. */
  readonly rowCount: number;
  /** Rows of the source that cannot be taken. */
  readonly rejectedRowCount: number;
  /** Sum of the hashes of all rows of the source, whatever their order; 16 hexadecimal digits. */
  readonly sourceChecksum: string;
  /** The same of the engine's rows. */
  readonly checksum: string;
  /** Tenants whose count or sum differs, in the order of their ids; empty for a table without tenants. */
  readonly differingTenants: ReadonlyArray<string>;
}

/** What a comparison of all rows with the source found. */
export interface VerifyReport {
  /** The position of the source's log at which both were compared. */
  readonly position: string;
  /** The revision that was compared. */
  readonly revision: number;
  /** By table, in the catalog's order. */
  readonly tables: ReadonlyArray<VerifiedTable>;
  /** Rows that differ. */
  readonly driftedRowCount: number;
  /** The first 10,000 of them. */
  readonly driftedRows: ReadonlyArray<DriftedRow>;
  /** Rows that were made as the source has them. */
  readonly healedRowCount: number;
  /** From the snapshot to the report, in milliseconds. */
  readonly elapsedMs: number;
}

/** What `verify_rollups` found. */
export interface ViewReport {
  /** The revision that was looked at. */
  readonly revision: number;
  /** The first place where what is kept differs from what is computed anew; none where all is equal. */
  readonly difference: string | null;
}

/** Reads that shall be kept before they are asked for. */
export interface WarmCache {
  /** The reads, in the order in which they are computed. */
  readonly reads: ReadonlyArray<WarmRead>;
}

/** A read that shall be kept before it is asked for. */
export interface WarmRead {
  /** The operation, by its name in Rust. */
  readonly operation: string;
  /** The request as JSON text with names in camelCase, `{}` where nothing is asked. */
  readonly requestJson?: string | undefined;
  /** The tenant, for an operation of a tenant. */
  readonly tenantId?: string | null | undefined;
}

/** What warming came to. */
export interface WarmedCache {
  /** Reads that were answered, by what was kept already too. */
  readonly readCount: number;
  /** Reads of what is not there, such as of a tenant that is gone since the list was made. */
  readonly notFoundCount: number;
}

/** Words that a list must hold, whatever their case. */
export interface Words {
  /** Every one of these; an empty list asks for nothing. */
  readonly allOf?: ReadonlyArray<string> | undefined;
  /** At least one of these; an empty list asks for nothing. */
  readonly anyOf?: ReadonlyArray<string> | undefined;
}
