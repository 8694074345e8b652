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
