/// <reference types="node" />

import type { PostgresSource, ValueOptions } from "./index.js";

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

/** Options of a read whose answers are kept while they are true. */
export interface ReadOptions extends CallOptions {
  /** Whether a kept answer may be given; it equals what would be computed. Default `true`. */
  readonly cache?: boolean | undefined;
  /** Takes a kept answer that may be older than the newest by this many milliseconds; it then says `stale: true`. */
  readonly maxStaleMs?: number | undefined;
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

/** What a load may be of. */
interface SyncSources {
  /** A snapshot folder, of Parquet, CSV or JSON lines as its manifest lists them. */
  readonly folder: string;
  /** An SQLite database, read in one transaction. */
  readonly sqlite: string;
  /**
   * By table the bytes of a stream or a file of Arrow's IPC format, in one part or several; they are copied when the
   * call is made.
   */
  readonly tables: Readonly<Record<string, Uint8Array | readonly Uint8Array[]>>;
  /**
   * A PostgreSQL database, read inside one snapshot of the server, without following what comes after: slot, publication
   * and polling mean nothing here, and no right but that of reading is needed.
   */
  readonly postgres: PostgresSource;
}

/** Where a load takes its rows from: exactly one of the fields that name a source. */
export type SyncSource = {
  [Kind in keyof SyncSources]: Readonly<Pick<SyncSources, Kind>> & {
    readonly [Other in Exclude<keyof SyncSources, Kind>]?: undefined;
  };
}[keyof SyncSources] & {
  /** Ends the load at a row that cannot be taken, instead of listing it as rejected. */
  readonly stopOnBadRow?: boolean | undefined;
};

/** What one revision changed, or several of at most 100 ms: which rows to read anew, not what is in them. */
export interface ChangeSummary {
  /** The newest revision that this tells of; reads from now on see it. */
  readonly revision: number;
  /** When that was committed. */
  readonly committedAt: string;
  /** Whether summaries before this one are lost: what was read before is to be read anew. */
  readonly gap: boolean;
  /** The tables that changed. */
  readonly tables: readonly TableSummary[];
}

/** What changed in one table. */
export interface TableSummary {
  /** The table's name. */
  readonly table: string;
  /** Whether all of it is to be read anew: it was loaded, or more than 1,000 of its rows changed. No ids are given then. */
  readonly reset: boolean;
  /** Rows that were put in, or changed. */
  readonly ids: readonly string[];
  /** Rows that were taken out, and for a tenant those that went to another. */
  readonly deletedIds: readonly string[];
}

/**
 * Summaries of committed changes in the order of the commits, at least 100 ms apart; `for await` reads them. What is not
 * taken waits within bounds, beyond which a gap takes its place. It ends when the engine closes or it is closed, which
 * leaving the loop does.
 */
export interface Subscription extends AsyncIterableIterator<ChangeSummary> {
  /** A revision from which on every change is told: what is read now need not be read again. */
  readonly revision: number;
  /** Ends it, also for who waits. */
  close(): void;
}

/** Whatever JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/**
 * The host's own values of one tenant, or of none: whatever JSON can hold, by name, in the memory of the engine's cache.
 *
 * Of all who miss a name at once one loads it, and the others wait. A value is fresh for the time of its class; up to its
 * hard end it is then given while one caller loads it anew; and where that fails, up to its last end. What invalidates a
 * value ends it at once: a tag, a table, a row, the whole scope, or a commit of the engine that changes rows that the
 * value names. Values are of one process, are thrown out when room is short, and are gone when the engine is closed.
 */
export interface Values {
  /** The value of a name while it may be served, a copy of its own; `undefined` where it is not there. */
  get(key: string): JsonValue | undefined;
  /** As `get`; the same value as JSON in UTF-8, to be sent on as it is. */
  getJson(key: string): Buffer | undefined;
  /** Puts a value in, in the place of what was there. */
  put(key: string, value: JsonValue, options?: ValueOptions): void;
  /** Takes a value out. Returns whether it was there. */
  remove(key: string): boolean;
  /**
   * The value of a name; where it is not there, the loader makes it, once for all who ask meanwhile. What it throws is
   * thrown to all of them, and nothing is kept.
   */
  getOrLoad<T>(
    key: string,
    loader: () => T | Promise<T>,
    options?: ValueOptions,
    callOptions?: CallOptions,
  ): Promise<T>;
  /** Ends every value of the scope that carries the tag. */
  invalidateTag(tag: string): void;
  /** Ends every value of the scope that depends on a table, or on any row of it. */
  invalidateTable(table: string): void;
  /** Ends every value of the scope that depends on a row, or on its table. */
  invalidateRow(table: string, id: string): void;
  /** Ends every value of the scope. */
  invalidateAll(): void;
}

/** What to do with a row that cannot be taken: list it as rejected, or end the following. */
export type OnBadRow = "reject" | "stop";

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
