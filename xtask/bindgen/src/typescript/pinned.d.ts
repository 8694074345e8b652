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
