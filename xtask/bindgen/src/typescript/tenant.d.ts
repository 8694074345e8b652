/** The way to one tenant's data. There is no other: a call without a tenant does not exist. */
export declare class Tenant {
  private constructor();

  /** The tenant's id. */
  get id(): string;
