/** The way to one tenant's data. There is no other: a call without a tenant does not exist. */
export declare class Tenant {
  private constructor();

  /** The tenant's id. */
  get id(): string;

  /**
   * Tells of the committed changes of this tenant's rows in some tables; in all tables where none is named. A row that
   * goes to another tenant is told to both. Rows of an advisor are told to every tenant while the marketplace may show
   * the advisor, and else to the tenant of the advisor's user alone.
   */
  subscribe(tables?: readonly string[]): Subscription;
