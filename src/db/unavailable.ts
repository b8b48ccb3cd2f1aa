/** The code of a DatabaseUnavailable, beside those that SQLite gives to its own errors. */
export const unavailableCode = 'DATABASE_UNAVAILABLE';

/** The database could not be asked, or gave up; what PostgreSQL or the network said is its cause. */
export class DatabaseUnavailable extends Error {
  readonly code = unavailableCode;
  /** It was asked to commit, and the answer was lost: all of the transaction is kept, or nothing. */
  readonly mayBeCommitted: boolean;

  constructor(message: string, cause?: unknown, { mayBeCommitted = false } = {}) {
    super(message, { cause });
    this.name = 'DatabaseUnavailable';
    this.mayBeCommitted = mayBeCommitted;
  }
}
