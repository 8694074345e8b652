/// <reference types="node" />

/** What went wrong, in one word; the same in Rust, Node and Python. */
export type ErrorCode =
  | "InvalidArgument"
  | "NotFound"
  | "AlreadyExists"
  | "SchemaMismatch"
  | "DimensionMismatch"
  | "Unsupported"
  | "Conflict"
  | "Corrupt"
  | "Locked"
  | "Timeout"
  | "Cancelled"
  | "ResourceExhausted"
  | "PermissionDenied"
  | "Unavailable"
  | "Io"
  | "Internal";

/** What every call throws, or its promise is rejected with. */
export declare class EngineError extends Error {
  private constructor();
  readonly name: "EngineError";
  readonly code: ErrorCode;
  /** The operation that failed, as Rust and Python name it. */
  readonly operation?: string;
  /** Pairs that help to find the place: a table, a file, a row number. */
  readonly context: Readonly<Record<string, string>>;
}

/** Options of every call. */
export interface CallOptions {
  /** Ends the call with `Timeout` once this many milliseconds have passed. */
  readonly timeoutMs?: number | undefined;
  /** Ends the call with `Cancelled` once it is aborted; a call that does not return a promise can only be kept from starting. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of a call that takes long. */
export interface LongCallOptions extends CallOptions {
  /** Is told how far a load, a fold or a batch of matches has come, never after the call has ended; what it throws ends the call. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** How far a load, a fold or a batch of matches has come. */
export interface Progress {
  /** The table at work. */
  readonly table: string;
  /** What is done with it. */
  readonly step: string;
  /** Rows done in this step; of a batch, needs. */
  readonly rowCount: number;
}

/** What to do with a row that cannot be taken: list it as rejected, or end the load or the following. */
export type OnBadRow = "reject" | "stop";

/** Options of a load from a PostgreSQL database. */
export interface LoadPostgresOptions extends LongCallOptions {
  /** Default `reject`. */
  readonly onBadRow?: OnBadRow | undefined;
}

/** Options of a following; time limit and signal are those of asking the server, not of what then runs. */
export interface FollowOptions extends CallOptions {
  /** Default `reject`; an earlier state of such a row goes. */
  readonly onBadRow?: OnBadRow | undefined;
  /** Is told how far loads have come, also after the call; what it throws is an uncaught exception. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Options of a comparison with the source. */
export interface VerifyOptions extends LongCallOptions {
  /** Makes rows as the source has them; default `false`. */
  readonly heal?: boolean | undefined;
}

/** What a store is made anew from. */
export interface RebuildRequest {
  /** The folder of the snapshot. */
  readonly folder: string;
  /** Ends the load at a row that cannot be taken, instead of listing it as rejected. */
  readonly stopOnBadRow?: boolean | undefined;
}
