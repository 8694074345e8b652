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
