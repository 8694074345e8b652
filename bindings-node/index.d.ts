// Generated from the registry of operations by `cargo xtask generate bindings`: changes are lost.
/// <reference types="node" />

import type { CallOptions, LongCallOptions, RebuildRequest } from "./runtime.js";

export { EngineError } from "./runtime.js";
export type { CallOptions, ErrorCode, LongCallOptions, Progress, RebuildRequest } from "./runtime.js";

/**
 * An open store. All of a process may share one; in memory it is private and goes when it is closed.
 *
 * Operations that are over in microseconds answer at once; those that take longer are promises, run on another thread,
 * and leave the event loop free.
 */
export declare class Engine {
  private constructor();

  /** Opens the store in a folder, or makes one there; `Locked` where another engine has it open. */
  static open(path: string, config?: Config): Promise<Engine>;

  /** As `open`; the event loop waits until it is done. */
  static openSync(path: string, config?: Config): Engine;

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

  /** The advisors of the marketplace that fit a client's needs best. */
  matchAdvisors(request?: ClientNeeds, options?: CallOptions): MatchResultAnswer;

  /** As `matchAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  matchAdvisorsJson(request?: ClientNeeds, options?: CallOptions): Buffer;

  /** Finds advisors by words and filters: a page, the exact total, and counts by facet. */
  searchAdvisors(request?: SearchAdvisors, options?: CallOptions): SearchResultAnswer;

  /** As `searchAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  searchAdvisorsJson(request?: SearchAdvisors, options?: CallOptions): Buffer;

  /** One advisor of the marketplace. */
  getAdvisor(request: GetAdvisor, options?: CallOptions): AdvisorAnswer;

  /** As `getAdvisor`; the same answer as JSON in UTF-8, to be sent on as it is. */
  getAdvisorJson(request: GetAdvisor, options?: CallOptions): Buffer;

  /** Many advisors of the marketplace by id, in the order of the ids. */
  getAdvisors(request: GetAdvisors, options?: CallOptions): FoundAdvisorsAnswer;

  /** As `getAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  getAdvisorsJson(request: GetAdvisors, options?: CallOptions): Buffer;

  /** Two to five advisors, to show side by side. */
  compareAdvisors(request: CompareAdvisors, options?: CallOptions): AdvisorListAnswer;

  /** As `compareAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  compareAdvisorsJson(request: CompareAdvisors, options?: CallOptions): Buffer;

  /** The available advisors that stand out in a category. */
  featuredAdvisors(request: FeaturedAdvisors, options?: CallOptions): AdvisorListAnswer;

  /** As `featuredAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  featuredAdvisorsJson(request: FeaturedAdvisors, options?: CallOptions): Buffer;

  /** The marketplace in figures. */
  marketplaceStats(options?: CallOptions): MarketplaceStatsAnswer;

  /** As `marketplaceStats`; the same answer as JSON in UTF-8, to be sent on as it is. */
  marketplaceStatsJson(options?: CallOptions): Buffer;

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

  /** The figures of the engine. */
  stats(options?: CallOptions): Stats;

  /** As `stats`; the same answer as JSON in UTF-8, to be sent on as it is. */
  statsJson(options?: CallOptions): Buffer;
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

  /** The advisors of the marketplace that fit a client's needs best. */
  matchAdvisors(request?: ClientNeeds, options?: CallOptions): MatchResultAnswer;

  /** As `matchAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  matchAdvisorsJson(request?: ClientNeeds, options?: CallOptions): Buffer;

  /** Finds advisors by words and filters: a page, the exact total, and counts by facet. */
  searchAdvisors(request?: SearchAdvisors, options?: CallOptions): SearchResultAnswer;

  /** As `searchAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  searchAdvisorsJson(request?: SearchAdvisors, options?: CallOptions): Buffer;

  /** One advisor of the marketplace. */
  getAdvisor(request: GetAdvisor, options?: CallOptions): AdvisorAnswer;

  /** As `getAdvisor`; the same answer as JSON in UTF-8, to be sent on as it is. */
  getAdvisorJson(request: GetAdvisor, options?: CallOptions): Buffer;

  /** Many advisors of the marketplace by id, in the order of the ids. */
  getAdvisors(request: GetAdvisors, options?: CallOptions): FoundAdvisorsAnswer;

  /** As `getAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  getAdvisorsJson(request: GetAdvisors, options?: CallOptions): Buffer;

  /** Two to five advisors, to show side by side. */
  compareAdvisors(request: CompareAdvisors, options?: CallOptions): AdvisorListAnswer;

  /** As `compareAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  compareAdvisorsJson(request: CompareAdvisors, options?: CallOptions): Buffer;

  /** The available advisors that stand out in a category. */
  featuredAdvisors(request: FeaturedAdvisors, options?: CallOptions): AdvisorListAnswer;

  /** As `featuredAdvisors`; the same answer as JSON in UTF-8, to be sent on as it is. */
  featuredAdvisorsJson(request: FeaturedAdvisors, options?: CallOptions): Buffer;

  /** The marketplace in figures. */
  marketplaceStats(options?: CallOptions): MarketplaceStatsAnswer;

  /** As `marketplaceStats`; the same answer as JSON in UTF-8, to be sent on as it is. */
  marketplaceStatsJson(options?: CallOptions): Buffer;
}

/** The way to one tenant's data. There is no other: a call without a tenant does not exist. */
export declare class Tenant {
  private constructor();

  /** The tenant's id. */
  get id(): string;

  /** Metrics, newest documents and next tasks of one client. */
  clientDashboard(request: ClientDashboardRequest, options?: CallOptions): ClientDashboardAnswer;

  /** As `clientDashboard`; the same answer as JSON in UTF-8, to be sent on as it is. */
  clientDashboardJson(request: ClientDashboardRequest, options?: CallOptions): Buffer;

  /** Counts and sums over everything that the organization holds. */
  organizationDashboard(options?: CallOptions): OrganizationDashboardAnswer;

  /** As `organizationDashboard`; the same answer as JSON in UTF-8, to be sent on as it is. */
  organizationDashboardJson(options?: CallOptions): Buffer;
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

/**
 * A public column of an advisor.
 * - `id`: The id of the profile.
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

/** What `apply` acknowledges. */
export interface Applied {
  /** The revision that holds the batch; published when `apply` returns. */
  readonly revision: number;
  /** When it was committed. */
  readonly asOf: AsOf;
  /** Changes in the batch. */
  readonly changeCount: number;
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
}

/** Which client's dashboard, and for whom. */
export interface ClientDashboardRequest {
  /** The client. */
  readonly clientId: string;
  /** Who reads it. */
  readonly audience: Audience;
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
  /** The needs as a vector, of the dimension of the advisors' embeddings; empty for none. */
  readonly embedding?: readonly number[] | Float32Array | Float64Array | undefined;
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
  /** The name of the scoring profile: `blended-v1` (default) or `points-v1`. */
  readonly scoringProfile?: string | undefined;
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
  /** Whether folds start by themselves in the background. Default true. */
  readonly isFoldAutomatic?: boolean | undefined;
  /**
   * Bytes that DuckDB may use for folds and queries before it spills to disk; a load may use as many again.
   *
   * Default 1 GiB: a load of six million rows sorts within it on the reference machine.
   */
  readonly memoryLimitBytes?: number | undefined;
  /** Threads that DuckDB may use. Default: what the machine offers. */
  readonly threadCount?: number | undefined;
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

/**
 * The access level of a document.
 * - `public`: Everyone.
 * - `organization`: The tenant's own people.
 * - `client`: The client's people.
 * - `restricted`: Named people.
 */
export type DocumentAccessLevel = "public" | "organization" | "client" | "restricted";

/** Engagements of one status and type. */
export interface EngagementCount {
  /** The status. */
  readonly status: string;
  /** The type. */
  readonly type: string;
  /** Their rows. */
  readonly count: number;
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

/** An answer with the revision at which it is true. */
export interface FoundAdvisorsAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** The advisor of the id at this place; none where there is none that may be shown. */
  readonly advisors: ReadonlyArray<Advisor | null>;
}

/** Asks for one advisor. */
export interface GetAdvisor {
  /** The id of the profile. */
  readonly id: string;
  /** The columns to read; an empty list for all. */
  readonly select?: ReadonlyArray<AdvisorField> | undefined;
}

/** Asks for many advisors, at most 1,000. */
export interface GetAdvisors {
  /** The ids of the profiles; one may come twice, as a batch loader's keys may. */
  readonly ids: ReadonlyArray<string>;
  /** The columns to read; an empty list for all. */
  readonly select?: ReadonlyArray<AdvisorField> | undefined;
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

/** A range, both ends included. */
export interface IntegerRange {
  /** The largest value; none for no bound. */
  readonly max?: number | null | undefined;
  /** The least value; none for no bound. */
  readonly min?: number | null | undefined;
  /** What happens to an advisor who lacks the value. */
  readonly missing?: Missing | undefined;
}

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
  /** Whether the advisor has an embedding; without one the cosine is 0. */
  readonly hasEmbedding: boolean;
}

/** An answer with the revision at which it is true. */
export interface MatchResultAnswer {
  /** The revision that the answer was read at; all of it, from one snapshot. */
  readonly revision: number;
  /** When that revision was committed. */
  readonly asOf: AsOf;
  /** At most as many as the limit. */
  readonly matches: ReadonlyArray<Match>;
  /** How they were found. */
  readonly plan: Plan;
}

/** Where the memory goes, in bytes. */
export interface MemoryUse {
  /** Files of the base that are mapped; the operating system may take these pages back. */
  readonly mapped: number;
  /** Rollups of clients and tenants. */
  readonly rollups: number;
  /** Columns, bitmaps and kept orders of the advisors. */
  readonly profiles: number;
  /** The text index of the advisors. */
  readonly text: number;
  /** Vectors and norms that are not in a mapped file. */
  readonly vectors: number;
  /** Images of changed rows. */
  readonly delta: number;
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
}

/** One part of a score. */
export interface Part {
  /** The signal: `cosine`, `points`, `rating`, `industry`, `services`, `experience`, `certifications` or `availability`. */
  readonly name: string;
  /** The weight, renormalised where a part was dropped. */
  readonly weight: number;
  /** The signal's value, mostly 0 to 1; a cosine is -1 to 1. */
  readonly value: number;
  /** Weight times value. */
  readonly contribution: number;
}

/** How the answer was computed. */
export interface Plan {
  /** `plain_scan`: the whole score of every eligible advisor. `bounded_scan`: every score within proven bounds, and the whole score of those that may be among the best; the same answer. */
  readonly strategy: string;
  /** Advisors that passed the hard filters. */
  readonly eligible: number;
  /** Advisors whose score was computed or bounded: all that are eligible. */
  readonly scored: number;
  /** Advisors whose score was first bounded and then computed; 0 in a `plain_scan`. */
  readonly rescored: number;
  /** Whether the answer equals that of scoring everyone. */
  readonly exact: boolean;
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

/** A row: values by column name. */
export type Row = { readonly [column: string]: Value | bigint | Date | undefined };

/**
 * A search for advisors: words, filters, order, page, and what to tell of the result.
 *
 * Everything is optional; the default lists the whole marketplace, best rated first, with all facets.
 */
export interface SearchAdvisors {
  /** The facets to count; none for all, an empty list for no facet. */
  readonly facets?: ReadonlyArray<FacetName> | null | undefined;
  /** The filters of a search form; facets leave out their own field's. */
  readonly filters?: AdvisorFilters | undefined;
  /** Which page. */
  readonly page?: PageRequest | undefined;
  /** The columns of the advisors; an empty list for all. */
  readonly select?: ReadonlyArray<AdvisorField> | undefined;
  /** The order; by default relevance where there is a text, rating where there is none. */
  readonly sort?: AdvisorSort | null | undefined;
  /** Words to look for, all of them; blanks alone are no text. */
  readonly text?: string | null | undefined;
  /** A filter tree besides; every facet respects it. */
  readonly where?: Filter | null | undefined;
}

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
}

/** Rows of one status. */
export interface StatusCount {
  /** The status. */
  readonly status: string;
  /** Its rows. */
  readonly count: number;
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

/** An instant in UTC as ISO 8601 text, such as `2026-01-31T08:00:00Z`. */
export type Timestamp = string;

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

/** One value of a row; money, decimals and instants as text. */
export type Value = null | boolean | number | string | ReadonlyArray<string> | readonly number[] | Float32Array | Float64Array;

/** What `verify_rollups` found. */
export interface ViewReport {
  /** The revision that was looked at. */
  readonly revision: number;
  /** The first place where what is kept differs from what is computed anew; none where all is equal. */
  readonly difference: string | null;
}

/** Words that a list must hold, whatever their case. */
export interface Words {
  /** Every one of these; an empty list asks for nothing. */
  readonly allOf?: ReadonlyArray<string> | undefined;
  /** At least one of these; an empty list asks for nothing. */
  readonly anyOf?: ReadonlyArray<string> | undefined;
}
