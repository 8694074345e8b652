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
