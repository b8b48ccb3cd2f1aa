import { openPostgres } from '../db/postgres/open-postgres.ts';
import type { PostgresOptions } from '../db/postgres/options.ts';
import { endLedger, type MoveLedger } from '../db/transfer/move-ledger.ts';
import { raisePostgresNumbers } from '../db/transfer/postgres-rows.ts';
import { openPostgresSession } from '../db/transfer/postgres-session.ts';
import { buildPart, missingParts } from '../db/transfer/postgres-structure.ts';
import type { SqliteRows } from '../db/transfer/sqlite-rows.ts';
import { describeDatabaseFailure } from '../start/database-state.ts';
import { StartError } from '../start/start-error.ts';
import { copyTables } from './copy-tables.ts';
import { countPhase, type ReportMove } from './progress.ts';
import { openMoveSource, requireMovable } from './source.ts';
import { type Target, takeTarget } from './target.ts';
import { type ComparedTable, findLowNumbers, verifyTables } from './verify-tables.ts';

/** What is moved, and where to. */
export interface Move {
  /** A SQLite database that nobody serves. */
  sourceFile: string;
  target: PostgresOptions;
  /** What the target is called in messages. */
  place: string;
  /** Puts U+FFFD in place of characters 0, which PostgreSQL does not take. */
  replacesNul: boolean;
  stopping: AbortSignal;
  report: ReportMove;
}

/** Both sides after a move; where `faults` tells of any, the target is refused by `serve`. */
export interface MoveOutcome {
  tables: ComparedTable[];
  faults: string[];
  isResumed: boolean;
}

/**
 * Copies a SQLite database into an empty PostgreSQL database, or goes on with what an earlier run left, compares both, and
 * only then lets the target be served. Throws StartError where it cannot; the source is never changed.
 */
export async function moveToPostgres(move: Move): Promise<MoveOutcome> {
  await using opened = new AsyncDisposableStack();
  const source = await openMoveSource(move.sourceFile);
  opened.defer(() => source.close());
  await requireMovable(source, move);
  try {
    const session = await openPostgresSession(move.target, move.stopping);
    opened.defer(() => session.close());
    const { db } = openPostgres({ ...move.target, isPatient: true });
    opened.defer(() => db.destroy());
    return await fill({ session, db, place: move.place }, source, move);
  } catch (error) {
    throw describeFailure(error, move);
  }
}

async function fill(target: Target, source: SqliteRows, move: Move): Promise<MoveOutcome> {
  const { session, db } = target;
  const { ledger, isResumed } = await takeTarget(target, source.tables);
  await ledger.notePhase('copying');
  const digests = await copyTables({ source, session, ledger, ...move });
  const given = source.newestNumbers();
  await raisePostgresNumbers(db, given);
  await build(target, ledger, move);
  // Without it PostgreSQL would plan the first questions as for empty tables.
  await session.query(`analyze ${source.tables.map(({ name }) => `"${name}"`).join(', ')}`);
  const tables = await verifyTables(db, source.tables, digests, move);
  const faults = [
    ...tables.filter(({ isSame }) => !isSame).map(({ name }) => `the rows of ${name} differ`),
    ...(await findLowNumbers(db, source.tables, given)).map((name) => `${name} would give out a number again`),
    ...(await missingParts(session, ledger.structure)).map(({ name }) => `${name} is missing`),
  ];
  if (faults.length > 0) await ledger.notePhase('differs');
  else await endLedger(session);
  return { tables, faults, isResumed };
}

/** Indexes and constraints, of the rows that are there: several times as fast as with each row. */
async function build({ session }: Target, { structure }: MoveLedger, { report, stopping }: Move): Promise<void> {
  const missing = await missingParts(session, structure);
  const phase = countPhase('building', report, { steps: missing.length, ofRows: 0 });
  for (const part of missing) {
    stopping.throwIfAborted();
    phase.begin(part.name);
    await buildPart(session, part);
  }
}

const goesOn = 'run the same command again: it goes on where this ended';

function describeFailure(error: unknown, { stopping, place }: Move): unknown {
  if (stopping.aborted) return new StartError(`stopped; ${goesOn}`);
  const described = describeDatabaseFailure(error, place);
  return described ? new StartError(`${described.message}. Then ${goesOn}`, error) : error;
}
