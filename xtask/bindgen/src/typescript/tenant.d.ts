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
