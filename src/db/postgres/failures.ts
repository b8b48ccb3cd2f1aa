import { DatabaseUnavailable } from '../unavailable.ts';

/** What PostgreSQL says when it is there and cannot serve: it may be able to in a moment. */
const unavailableStates = [
  /^08/, // the connection
  /^53/, // no memory, disk or connection left
  /^57P0[1-5]$/, // it is stopping, has crashed, starts up, or dropped the database or an idle session
  /^57014$/, // statement_timeout
  /^55P03$/, // lock_timeout
  /^25P0[234]$/, // idle_in_transaction_session_timeout, and what comes after it
  /^25006$/, // a standby, after a switch-over
  /^58/, // a file or a disk of its own
  /^XX00[12]$/, // damaged data
  /^40001$/, // still in conflict after every try
  /^40P01$/,
  /^3D000$/, // the database is gone
  /^28/, // the password was changed
];

/** A conflict or a deadlock with others, which PostgreSQL ended by undoing this side of it. */
const conflicts = new Set(['40001', '40P01']);
/** Somebody else was faster: the same transaction, done anew, meets what the other one made or removed. */
const lostRaces = new Set(['23505', '23503']);

/** How often a statement or a transaction is done at most where others were in its way. */
export const mostTries = 5;

interface ServerError {
  code?: string;
  severity?: string;
  routine?: string;
}

/** Whether PostgreSQL itself answered with an error: then the connection is as good as before. */
function isServerError(error: unknown): boolean {
  return typeof (error as ServerError | null)?.severity === 'string';
}

/**
 * Whether a transaction was undone since something else was done at the same time: the same by another one, or a migration
 * under its prepared statements.
 */
export function isLostRace(error: unknown): boolean {
  const failure = causeOf(error);
  return lostRaces.has((failure as ServerError).code ?? '') || isUndone(failure);
}

/**
 * Whether a statement is without fault and was undone, or not run, for what others did at the same time. A migration that
 * changes several tables can be in a deadlock with a single read of the same ones.
 */
export function isUndone(error: unknown): boolean {
  return conflicts.has((error as ServerError).code ?? '') || isOutdatedPlan(error);
}

/** Whether somebody held a row or a table for longer than it was waited for. */
export function isLockTimeout(error: unknown): boolean {
  return (causeOf(error) as ServerError).code === '55P03';
}

/** What PostgreSQL itself said. */
function causeOf(error: unknown): unknown {
  return (error as Error | null)?.cause ?? error ?? {};
}

/** A table has other columns than when the statement was prepared, which therefore was not run. */
export function isOutdatedPlan(error: unknown): boolean {
  const { code, routine } = error as ServerError;
  return code === '0A000' && routine === 'RevalidateCachedQuery';
}

/** A session that ended while it was used: all that was done on it and not committed is undone. */
export function isConnectionLost(error: unknown): boolean {
  if (!isServerError(error)) return true;
  // 25006: whoever was the primary is none any more; the address may lead to the new one by now.
  return /^(08|57P0[1-35]|25006)/.test((error as ServerError).code ?? '');
}

/**
 * A disk of PostgreSQL's own that failed or is full: where that ends all of its processes, what was in the log by then is
 * kept when it starts anew, a commit whose fsync failed included.
 */
export function isDiskAtFault(error: unknown): boolean {
  return isServerError(error) && /^(53|58)/.test((error as ServerError).code ?? '');
}

/** What a caller is told: DatabaseUnavailable for everything but what the statement itself is to blame for. */
export function asDatabaseError(error: unknown): unknown {
  if (error instanceof DatabaseUnavailable) return error;
  const { code = '' } = error as ServerError;
  const isUnavailable = !isServerError(error) || unavailableStates.some((state) => state.test(code));
  return isUnavailable ? new DatabaseUnavailable('PostgreSQL cannot be asked', error) : error;
}
